//! A program that is killed at any instant opens as it was at most two seconds before.
//!
//! The test starts itself again as a child: a window without a display, in which random things
//! are done, which tells after each frame what is on show. It is killed at a random instant,
//! and a window on the same folder must show one of the states that were on show in the last
//! two seconds. `SHOAL_KILLS=100 cargo test -p shoal-sprites --test suite killed` kills it a hundred times.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use egui::{Key, Modifiers, Theme};

use super::SIZE;
use crate::support::Studio;

/// Names the folder to a child.
const FOLDER: &str = "SHOAL_KILL_FOLDER";
/// The seed of a child's actions.
const SEED: &str = "SHOAL_KILL_SEED";
/// How far behind a restart may be.
const BEHIND: Duration = Duration::from_secs(2);

/// Something an artist does with a key.
const ACTIONS: &[(Modifiers, Key)] = &[
    (Modifiers::NONE, Key::R),
    (Modifiers::NONE, Key::C),
    (Modifiers::NONE, Key::L),
    (Modifiers::NONE, Key::K),
    (Modifiers::NONE, Key::ArrowRight),
    (Modifiers::NONE, Key::ArrowDown),
    (Modifiers::NONE, Key::ArrowLeft),
    (Modifiers::NONE, Key::ArrowUp),
    (Modifiers::SHIFT, Key::A),
    (Modifiers::SHIFT, Key::B),
    (Modifiers::COMMAND, Key::B),
    (Modifiers::SHIFT, Key::H),
    (Modifiers::SHIFT, Key::V),
    (Modifiers::COMMAND, Key::L),
    (Modifiers::COMMAND, Key::Z),
    (Modifiers::COMMAND, Key::Z),
    (Modifiers::COMMAND, Key::Y),
    (Modifiers::COMMAND, Key::R),
    (Modifiers::COMMAND, Key::Num1),
    (Modifiers::COMMAND, Key::Num5),
];

/// Numbers by chance, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % end
    }
}

/// What a child does: sixty random things at a time, until it is killed.
#[test]
fn child() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let seed = env::var(SEED).unwrap().parse().unwrap();
    let mut random = Dice(seed);
    let mut studio = Studio::open_in(Path::new(&folder), SIZE, Theme::Dark);
    studio.source.load(shoal::sprite::World::ocean());
    studio.window.step();
    let mut n_finished = 0;
    // The window's time is the clock's, however slow its frames are: it saves by it.
    let started = Instant::now();
    let step = |studio: &mut Studio| {
        studio.window.input_mut().time = Some(1.0 + started.elapsed().as_secs_f64());
        studio.window.step();
    };
    let tell = |studio: &Studio| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "state {}", studio.window.state().digest()).unwrap();
        out.flush().unwrap();
    };
    // The program that started it may be gone.
    while started.elapsed() < Duration::from_mins(2) {
        let (modifiers, key) = ACTIONS[random.below(ACTIONS.len() as u64) as usize];
        studio.window.key_press_modifiers(modifiers, key);
        step(&mut studio);
        tell(&studio);
        // What was asked for arrives with the next frame.
        let jobs = studio.source.jobs();
        for job in &jobs[n_finished..] {
            studio.source.finish(job);
        }
        n_finished = jobs.len();
        step(&mut studio);
        tell(&studio);
        thread::sleep(Duration::from_millis(1 + random.below(60)));
    }
}

/// Runs a child, kills it, and says whether the next window shows what it should.
fn is_lost(folder: &Path, seed: u64, random: &mut Dice) -> Option<String> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "workspace::kill::child", "--nocapture"])
        .env(FOLDER, folder)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let seen: Arc<Mutex<Vec<(Instant, String)>>> = Arc::default();
    let (out, hearing) = (child.stdout.take().unwrap(), Arc::clone(&seen));
    let listener = thread::Builder::new()
        .spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Some(state) = line.strip_prefix("state ") {
                    hearing.lock().unwrap().push((Instant::now(), state.to_owned()));
                }
            }
        })
        .unwrap();
    // It must have got going before the first state can be asked for.
    while seen.lock().unwrap().is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(random.below(4000)));
    child.kill().unwrap();
    let killed = Instant::now();
    child.wait().unwrap();
    listener.join().unwrap();
    let studio = Studio::open_in(folder, SIZE, Theme::Dark);
    let shown = studio.window.state().digest();
    let seen = seen.lock().unwrap();
    // On show since the frame that told of it until the next one did.
    let until = seen.iter().skip(1).map(|(time, _)| *time).chain([killed]);
    let mut recent = seen.iter().zip(until).filter(|(_, until)| killed < *until + BEHIND);
    if recent.any(|((_, state), _)| *state == shown) {
        return None;
    }
    let when = seen.iter().rev().find(|(_, state)| *state == shown);
    let age = when.map(|(time, _)| killed - *time);
    // Before anything could be saved, the one before is right.
    let is_young = seen.first().is_none_or(|(first, _)| killed < *first + BEHIND);
    (!is_young).then(|| format!("kill {seed}: {} states, shown {age:?} before", seen.len()))
}

#[test]
fn killed_at_any_instant_it_opens_as_it_was_two_seconds_before() {
    let n_kills = env::var("SHOAL_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    let folder = tempfile::tempdir().unwrap();
    let mut random = Dice(7);
    let mut lost = Vec::new();
    for seed in 0..n_kills {
        lost.extend(is_lost(folder.path(), seed, &mut random));
    }
    assert!(lost.is_empty(), "lost {} of {n_kills}: {lost:#?}", lost.len());
    // However often it was killed, it is one workspace, without torn files beside it.
    let homes = fs::read_dir(folder.path().join("workspaces")).unwrap();
    assert_eq!(homes.count(), 1);
}
