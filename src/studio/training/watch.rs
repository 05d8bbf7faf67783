//! Follows the folder of a run: how the loss falls, what it draws by now, how it ends.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, SystemTime},
};

use super::RunPaths;
pub(in crate::studio) use crate::files::run::MadeCheckpoint as Made;
use crate::files::{
    Picture,
    animation::read_picture as read_picture_file,
    run::{LOG_FILE, LogRow, RunPhase, RunStatus, STATUS_FILE},
};

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// More than this of a log is not needed to see a curve.
const MOST_LOG: u64 = 64 << 20;

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::studio) enum RunState {
    /// There is no run in the folder.
    #[default]
    None,
    /// Sprites were brought in, and nothing was learned yet.
    Imported,
    /// It learns, or did until it was stopped.
    Training {
        /// Seconds that are left of those that it was given.
        seconds_left: f64,
        /// Seconds since something was written.
        silent: f64,
    },
    /// It has ended well.
    Done {
        /// The checkpoint that was best on held-out sprites.
        best: Made,
        /// Its held-out loss, and that before.
        held_out: Option<[f64; 2]>,
        /// The checkpoint of the last step, if it is another.
        longer: Option<Made>,
    },
    /// It has ended otherwise.
    Failed(String),
}

/// What a picture of a run shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Shown {
    /// The sprites to learn from.
    Sprites,
    /// What the model draws before it has learned anything.
    Before,
    /// What it draws on the way, after so many steps.
    Step(u64),
    /// What the best of it draws at the end.
    After,
    /// What that which learned longer draws.
    Longer,
    /// What the one that learned most makes of the artist's own sprites.
    Varied,
}

/// What there is to see of a run.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Seen {
    /// How far it is.
    pub(in crate::studio) state: RunState,
    /// Loss by step.
    pub(in crate::studio) losses: Arc<Vec<[f64; 2]>>,
    /// Held-out loss by step.
    pub(in crate::studio) held_out: Arc<Vec<[f64; 2]>>,
    /// The latest picture, or both of the end.
    pub(in crate::studio) pictures: Vec<(Shown, Arc<Picture>)>,
}

/// A thread that looks at one run at a time.
pub(in crate::studio) struct Watcher {
    wanted: SyncSender<Option<RunPaths>>,
    seen: Receiver<(Option<RunPaths>, Seen)>,
    asked: Option<RunPaths>,
}

impl Watcher {
    /// `wake` is called whenever there is something new.
    pub(in crate::studio) fn spawn(wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (wanted, orders) = sync_channel(8);
        let (sender, seen) = sync_channel(4);
        thread::Builder::new()
            .name("watching a run".to_owned())
            .spawn(move || watch(&orders, &sender, &wake))?;
        Ok(Self { wanted, seen, asked: None })
    }

    /// Which run to look at from now on; `None` is none. Says whether that is another.
    pub(in crate::studio) fn look_at(&mut self, run_paths: Option<&RunPaths>) -> bool {
        let is_other = self.asked.as_ref() != run_paths;
        // A thread that is behind hears it in a later frame; without one there is nothing to see,
        // which is what will be shown.
        if is_other && self.wanted.try_send(run_paths.cloned()).is_ok() {
            self.asked = run_paths.cloned();
        }
        is_other
    }

    /// What was seen last of the run that is looked at, if that is new.
    pub(in crate::studio) fn poll(&self) -> Option<Seen> {
        let fresh = self.seen.try_iter().filter(|(run_paths, _)| *run_paths == self.asked);
        fresh.last().map(|(_, seen)| seen)
    }
}

fn watch(
    orders: &Receiver<Option<RunPaths>>,
    sender: &SyncSender<(Option<RunPaths>, Seen)>,
    wake: &dyn Fn(),
) {
    let mut look: Option<(RunPaths, LastSeen)> = None;
    loop {
        let order = match &look {
            // Nothing to do until there is something to look at.
            None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(_) => orders.recv_timeout(EVERY),
        };
        match order {
            Ok(run_paths) => look = run_paths.map(|run_paths| (run_paths, LastSeen::default())),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let Some((run_paths, look)) = &mut look else { continue };
        if look.again(run_paths) {
            if sender.try_send((Some(run_paths.clone()), look.seen.clone())).is_ok() {
                wake();
            } else {
                // The window is behind: the next look brings it.
                look.stamps = None;
            }
        }
    }
}

/// A file as it was: its path, its size and when it was written.
type Stamp = (PathBuf, u64, SystemTime);

/// What one look found, to tell what is new in the next.
#[derive(Default)]
struct LastSeen {
    seen: Seen,
    stamps: Option<[Option<Stamp>; 4]>,
}

impl LastSeen {
    /// Looks again; says whether anything is new.
    fn again(&mut self, run_paths: &RunPaths) -> bool {
        let log = run_paths.run.join(LOG_FILE);
        let pictures = latest_pictures(run_paths);
        let of_picture = |index: usize| pictures.get(index).and_then(|(_, path)| stamp(path));
        let status = run_paths.run.join(STATUS_FILE);
        let stamps = [stamp(&log), stamp(&status), of_picture(0), of_picture(1)];
        let is_new = self.stamps.as_ref() != Some(&stamps);
        let Some(silent) = is_new.then_some(0.0).or_else(|| self.silence(stamps[0].as_ref()))
        else {
            return false;
        };
        if is_new {
            let (losses, held_out, seconds) = read_log(&log);
            let status: Option<RunStatus> =
                fs::read(status).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            self.seen.state = state(run_paths, status, seconds);
            (self.seen.losses, self.seen.held_out) = (Arc::new(losses), Arc::new(held_out));
            let before = self.stamps.as_ref().map(|stamps| &stamps[2..]);
            if before != Some(&stamps[2..]) || self.seen.pictures.len() != pictures.len() {
                let read = |(shown, path): (Shown, PathBuf)| read_picture(shown, &path);
                self.seen.pictures = pictures.into_iter().filter_map(read).collect();
            }
            self.stamps = Some(stamps);
        } else if let RunState::Training { silent: told, .. } = &mut self.seen.state {
            *told = silent;
        }
        true
    }

    /// How long a run that is not over has written nothing, once that is worth telling.
    fn silence(&self, log: Option<&Stamp>) -> Option<f64> {
        let RunState::Training { silent, .. } = self.seen.state else { return None };
        let (_, _, written) = log?;
        let now = SystemTime::now().duration_since(*written).ok()?.as_secs_f64();
        // Once every ten seconds is often enough.
        (10.0 < now - silent).then_some(now)
    }
}

fn state(run_paths: &RunPaths, status: Option<RunStatus>, seconds: f64) -> RunState {
    let Some(status) = status else {
        let is_imported = run_paths.sprites.join("sprites.safetensors").is_file();
        return if is_imported { RunState::Imported } else { RunState::None };
    };
    match status.state {
        RunPhase::Done => RunState::Done {
            best: status.best,
            held_out: status.held_out_loss,
            longer: status.longer,
        },
        RunPhase::Failed => RunState::Failed(status.reason),
        RunPhase::Training => RunState::Training {
            seconds_left: (status.minutes * 60.0 - seconds).max(0.0),
            silent: 0.0,
        },
    }
}

/// Losses and held-out losses by step, and the seconds of training so far. A last line that is
/// still being written is left for the next look.
fn read_log(path: &Path) -> (Vec<[f64; 2]>, Vec<[f64; 2]>, f64) {
    let (mut losses, mut held_out, mut seconds) = (Vec::new(), Vec::new(), 0.0);
    let is_readable = fs::metadata(path).is_ok_and(|about| about.len() <= MOST_LOG);
    let text =
        if is_readable { fs::read_to_string(path).unwrap_or_default() } else { String::new() };
    for row in text.lines().filter_map(|line| serde_json::from_str::<LogRow>(line).ok()) {
        let step = row.step as f64;
        losses.extend(row.loss.map(|loss| [step, loss]));
        held_out.extend(row.held_out_loss.map(|loss| [step, loss]));
        seconds = row.seconds.unwrap_or(seconds);
    }
    (losses, held_out, seconds)
}

/// The pictures that say most about how far a run is: one on the way, up to three at the
/// end.
fn latest_pictures(run_paths: &RunPaths) -> Vec<(Shown, PathBuf)> {
    let file = |folder: &Path, name: &str| Some(folder.join(name)).filter(|path| path.is_file());
    if let Some(after) = file(&run_paths.run, "after.png") {
        let longer = file(&run_paths.run, "after-longer.png");
        let longer = longer.map(|path| (Shown::Longer, path));
        let varied = file(&run_paths.run, "variations-longer.png")
            .or_else(|| file(&run_paths.run, "variations.png"))
            .map(|path| (Shown::Varied, path));
        return [varied, Some((Shown::After, after)), longer].into_iter().flatten().collect();
    }
    let sheets = fs::read_dir(run_paths.run.join("sheets")).into_iter().flatten().flatten();
    let step = |path: &Path| -> Option<u64> {
        path.file_stem()?.to_str()?.strip_prefix("step-")?.parse().ok()
    };
    let sheet = sheets.filter_map(|sheet| Some((step(&sheet.path())?, sheet.path()))).max();
    if let Some((step, path)) = sheet {
        return vec![(Shown::Step(step), path)];
    }
    let before = file(&run_paths.run, "before.png").map(|path| (Shown::Before, path));
    let contact = || Some((Shown::Sprites, file(&run_paths.sprites, "contact.png")?));
    before.or_else(contact).into_iter().collect()
}

fn read_picture(shown: Shown, path: &Path) -> Option<(Shown, Arc<Picture>)> {
    let picture = read_picture_file(path).ok()?;
    Some((shown, Arc::new(picture)))
}

fn stamp(path: &Path) -> Option<(PathBuf, u64, SystemTime)> {
    let about = fs::metadata(path).ok()?;
    Some((path.to_owned(), about.len(), about.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn a_run_is_followed_from_its_beginning_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let run_paths = RunPaths::new(folder.path(), "new", None);
        let mut look = LastSeen::default();
        assert!(look.again(&run_paths) && look.seen.state == RunState::None);
        assert!(!look.again(&run_paths), "nothing is new");
        let status = run_paths.run.join(STATUS_FILE);
        write(&status, r#"{"state": "training", "minutes": 2.0, "out": "/x"}"#);
        let log = run_paths.run.join(LOG_FILE);
        write(
            &log,
            "{\"step\": 0, \"held_out_loss\": 2.0}\n{\"step\": 1, \"loss\": 1.5, \"seconds\": 30.0}\n{\"step\": 2, \"lo",
        );
        assert!(look.again(&run_paths));
        assert_eq!(*look.seen.losses, [[1.0, 1.5]]);
        assert_eq!(*look.seen.held_out, [[0.0, 2.0]]);
        let training = RunState::Training { seconds_left: 90.0, silent: 0.0 };
        assert_eq!(look.seen.state, training);
        for (step, side) in [(100, 2), (1100, 3)] {
            let sheet = run_paths.run.join(format!("sheets/step-{step:06}.png"));
            fs::create_dir_all(sheet.parent().unwrap()).unwrap();
            let sprites = vec![crate::sprite::Sprite::EMPTY; side];
            let palette = crate::sprite::Palette::ocean();
            crate::files::png::write_grid(&sheet, &sprites, side, &palette, 1).unwrap();
            assert!(look.again(&run_paths));
            let (shown, picture) = look.seen.pictures[0].clone();
            assert_eq!((shown, picture.width / 32), (Shown::Step(step), side));
        }
        // At the end all there is to see, and of two the one that learned more.
        let palette = crate::sprite::Palette::ocean();
        for (name, side) in [("after", 1), ("variations", 2), ("variations-longer", 3)] {
            let picture = run_paths.run.join(name).with_extension("png");
            let sprites = vec![crate::sprite::Sprite::EMPTY; side];
            crate::files::png::write_grid(&picture, &sprites, side, &palette, 1).unwrap();
        }
        assert!(look.again(&run_paths));
        let shown: Vec<_> = look.seen.pictures.iter().map(|(s, p)| (*s, p.width / 32)).collect();
        assert_eq!(shown, [(Shown::Varied, 3), (Shown::After, 1)]);
        write(
            &status,
            r#"{"state": "done", "out": "/m", "held_out_loss": [2.0, 1.0], "samples": 60, "near_copies": 1,
                "longer": {"out": "/n", "samples": 59, "near_copies": 2}}"#,
        );
        assert!(look.again(&run_paths));
        let best = Made { out: PathBuf::from("/m"), samples: 60, near_copies: 1 };
        let longer = Some(Made { out: PathBuf::from("/n"), samples: 59, near_copies: 2 });
        let done = RunState::Done { best, held_out: Some([2.0, 1.0]), longer };
        assert_eq!(look.seen.state, done);
        write(&status, r#"{"state": "failed", "reason": "the disk is full"}"#);
        assert!(look.again(&run_paths));
        assert_eq!(look.seen.state, RunState::Failed("the disk is full".to_owned()));
    }
}
