//! How long the window takes a frame: `cargo bench --bench window`.
//!
//! A frame is everything that the window does but handing triangles to the graphics card: taking
//! in what arrived, laying out, building the accessibility tree. It must stay well under the
//! 16.7 ms of a display at 60 Hz, which it shares with drawing on all other cores.

#[path = "../tests/suite/support/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod support;

use std::{
    io::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{Key, Modifiers, Theme, Vec2, accesskit::Role, vec2};
use egui_kittest::kittest::Queryable as _;
use shoal::{
    generate::{Event, Generator, Outcome, Priority, SpriteSource as _, Worker, grid_requests},
    sprite::{PIXELS, Sampling, World},
};
use support::Studio;

/// Pixels of each of the 36 sprites that arrive from frame to frame.
const STRIDE: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout();
    writeln!(out, "{:<44} {:>9} {:>9} {:>9}", "frames", "median", "99 %", "worst")?;
    for (name, size) in [("1280x720", vec2(1280.0, 720.0)), ("1920x1080", vec2(1920.0, 1080.0))] {
        let title = format!("36 sprites arriving, {name}");
        row(&mut out, &title, arriving(size))?;
        row(&mut out, &format!("nothing happening, {name}"), resting(size))?;
        row(&mut out, &format!("nothing happening in Animate, {name}"), animating(size, false))?;
        row(&mut out, &format!("36 creatures playing, {name}"), animating(size, true))?;
    }
    let cancelled = cancelling()?;
    writeln!(out, "cancelling a grid: {:.1} ms until the worker has stopped", ms(cancelled))?;
    Ok(())
}

fn row(
    out: &mut impl std::io::Write,
    name: &str,
    mut frames: Vec<Duration>,
) -> std::io::Result<()> {
    frames.sort();
    let at = |share: f64| ms(frames[((frames.len() - 1) as f64 * share).round() as usize]);
    writeln!(out, "{name:<44} {:>6.2} ms {:>6.2} ms {:>6.2} ms", at(0.5), at(0.99), at(1.0))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn window(size: Vec2) -> Studio {
    let mut studio = Studio::open(size, Theme::Dark, 1.0);
    studio.source.load(World::ocean());
    studio.update();
    studio
}

fn timed(studio: &mut Studio) -> Duration {
    let started = Instant::now();
    studio.window.step();
    started.elapsed()
}

/// Frames while every cell of the grid changes in each of them.
fn arriving(size: Vec2) -> Vec<Duration> {
    let mut studio = window(size);
    let job = studio.source.last_job();
    let mut frames = Vec::new();
    for drawn in (0..PIXELS).step_by(STRIDE) {
        studio.source.preview(&job, drawn, |_| true);
        frames.push(timed(&mut studio));
    }
    studio.source.finish(&job);
    frames.push(timed(&mut studio));
    frames
}

/// Frames of a filled grid, as when the pointer moves.
fn resting(size: Vec2) -> Vec<Duration> {
    let mut studio = window(size);
    studio.source.finish(&studio.source.last_job());
    studio.update();
    (0..200).map(|_| timed(&mut studio)).collect()
}

/// Frames of a filled grid beside the Animate panel, all of whose creatures swim or stand still.
fn animating(size: Vec2, is_playing: bool) -> Vec<Duration> {
    let mut studio = window(size);
    studio.source.finish(&studio.source.last_job());
    studio.update();
    studio.press(Modifiers::COMMAND, Key::Num9);
    if studio.window.query_by_role_and_label(Role::Button, "Pause").is_some() {
        studio.press(Modifiers::NONE, Key::P);
    }
    if is_playing {
        studio.window.get_by_label("Grid swims").click();
        studio.window.step();
        studio.window.key_press(Key::P);
    }
    // A second to make the clips in, and five to play them.
    (0..60).for_each(|_| studio.window.step());
    let plays = studio.window.query_by_role_and_label(Role::Button, "Pause").is_some();
    assert_eq!(plays, is_playing, "the panel does not what the row is about");
    (0..300).map(|_| timed(&mut studio)).collect()
}

/// From asking to the worker's word that it has stopped, in the midst of a grid.
fn cancelling() -> Result<Duration, Box<dyn std::error::Error>> {
    let mut worker = Worker::spawn(None, Arc::new(|| {}))?;
    let requests = grid_requests(Generator::embedded().world(), 7, Sampling::default());
    let job = worker.generate(requests, Priority::Background);
    std::thread::sleep(Duration::from_secs(2));
    let started = Instant::now();
    worker.cancel(job);
    loop {
        match worker.poll() {
            Some(Event::Finished { outcome: Outcome::Cancelled, .. }) => {
                return Ok(started.elapsed());
            }
            Some(Event::Finished { .. }) => return Err("the grid was complete too soon".into()),
            Some(_) => {}
            None => std::thread::sleep(Duration::from_micros(200)),
        }
    }
}
