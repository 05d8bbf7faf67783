//! What the artist works on, kept while it is worked on: after closing, after a kill at any
//! instant and after a power cut the next window shows it as it was at most two seconds before.
//!
//! Each workspace is a folder. `workspace.jsonl` tells everything but pixels, and is replaced
//! as a whole; the sprites that it names are lines of `sprites-N.jsonl`, which only ever grows,
//! until more of it is stale than not and the next one begins. Every line tells whether it is
//! whole ([`lines`]), so a damaged file costs what is damaged and no more; it is copied aside
//! before anything is written over it. `lock` is held while a window has the workspace open, so
//! that two windows have two. What the lines say is the business of `state::record`; nothing
//! here names egui.

mod folder;
mod lines;
mod objects;
mod saver;

use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

pub(super) use folder::Listed;
pub(super) use lines::{name_of, push_line};
pub(super) use objects::{Objects, Shelf, request_from, request_json};

use self::{folder::Folder, saver::Saver};
use super::state::{Image, Losses};

/// Where workspaces lie within the data folder.
const HOME: &str = "workspaces";

/// How long the window may go on before it is noted what it has become, in seconds. Writing it
/// down comes on top, and both together stay below two seconds.
const NOTE_SECONDS: f64 = 0.8;

/// How many earlier workspaces can be opened again.
pub(super) const RECENT: usize = 5;

/// A workspace that was found, and what was in it.
pub(super) struct Opened {
    workspace: Option<Workspace>,
    image: Option<Image>,
    /// What the artist has to know of it.
    problem: Option<String>,
}

impl Opened {
    /// The file of the model that it was drawn with last.
    pub(super) fn model_file(&self) -> Option<PathBuf> {
        self.image.as_ref()?.model_file()
    }

    /// Its parts: the workspace, what it held, and what is wrong with it.
    pub(super) fn into_parts(self) -> (Option<Workspace>, Option<Image>, Option<String>) {
        (self.workspace, self.image, self.problem)
    }
}

/// The workspace of this window.
pub(super) struct Workspace {
    home: PathBuf,
    folder: PathBuf,
    saver: Saver,
    /// When it was last noted what the window has become.
    noted: Option<f64>,
    /// The longest that noting it has kept the window.
    slowest: Duration,
}

impl Workspace {
    /// Opens the workspace that was used last and that no other window has, or else a new one.
    pub(super) fn open_last(data: &Path) -> Opened {
        let home = data.join(HOME);
        let last = folder::list(&home).into_iter().find_map(|listed| {
            // One that another window has, or that cannot be opened, is passed over.
            Folder::open(&listed.path).ok().flatten()
        });
        Self::begin(home, last)
    }

    /// Opens an earlier workspace; an error says why that is not possible.
    pub(super) fn open(data: &Path, path: &Path) -> Result<Opened, String> {
        match Folder::open(path) {
            Ok(Some(folder)) => Ok(Self::begin(data.join(HOME), Some(folder))),
            Ok(None) => Err("it is open in another window".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Opens a new workspace.
    pub(super) fn open_new(data: &Path) -> Opened {
        Self::begin(data.join(HOME), None)
    }

    fn begin(home: PathBuf, folder: Option<Folder>) -> Opened {
        match Self::try_begin(home, folder) {
            Ok(opened) => opened,
            Err(error) => {
                let problem = format!(
                    "The workspace cannot be kept: {error}. What you draw is lost when this \
                     window closes, unless it is kept in the collection or exported"
                );
                Opened { workspace: None, image: None, problem: Some(problem) }
            }
        }
    }

    fn try_begin(home: PathBuf, folder: Option<Folder>) -> io::Result<Opened> {
        let mut folder = match folder {
            Some(folder) => folder,
            None => Folder::create(&home)?,
        };
        let (image, problem) = match folder.read()? {
            None => (None, None),
            Some((lines, mut shelf, n_damaged)) => {
                let (image, losses) = Image::read(&lines, &mut shelf);
                let losses = Losses { lines: losses.lines + n_damaged, ..losses };
                (image, explain(&mut folder, losses)?)
            }
        };
        let path = folder.path().to_owned();
        let saver = Saver::spawn(folder)?;
        let workspace = Self { home, folder: path, saver, noted: None, slowest: Duration::ZERO };
        Ok(Opened { workspace: Some(workspace), image, problem })
    }

    /// Notes what the window is like, unless that was done a moment ago; to be called once a
    /// frame. Returns in how many seconds it wants to be called again.
    pub(super) fn note(&mut self, now: f64, image: impl FnOnce() -> Option<Image>) -> Option<f64> {
        let since = self.noted.map_or(f64::INFINITY, |noted| now - noted);
        if (0.0..NOTE_SECONDS).contains(&since) {
            return Some(NOTE_SECONDS - since);
        }
        self.noted = Some(now);
        let begun = Instant::now();
        if let Some(image) = image() {
            self.saver.put(image);
        }
        self.slowest = self.slowest.max(begun.elapsed());
        None
    }

    /// The longest that saving has kept the window in one frame.
    pub(super) fn slowest(&self) -> Duration {
        self.slowest
    }

    /// Notes what the window is like as it closes, or goes on to another workspace.
    pub(super) fn note_last(&mut self, image: Option<Image>) {
        if let Some(image) = image {
            self.saver.put(image);
        }
    }

    /// What went wrong with saving, told once.
    pub(super) fn problem(&mut self) -> Option<String> {
        self.saver.problem()
    }

    /// How many bytes it takes on the disk.
    pub(super) fn n_bytes(&self) -> u64 {
        self.saver.n_bytes()
    }

    /// Where it lies.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The other workspaces, the one used last in front.
    pub(super) fn others(&self) -> Vec<Listed> {
        let others = folder::list(&self.home).into_iter();
        others.filter(|listed| listed.path != self.folder).take(RECENT).collect()
    }
}

/// Puts a file aside of which something could not be read; returns what to say of it.
fn explain(folder: &mut Folder, losses: Losses) -> io::Result<Option<String>> {
    let Losses { lines, sprites, is_newer } = losses;
    if lines == 0 && sprites == 0 && !is_newer {
        return Ok(None);
    }
    let aside = folder.put_aside()?;
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut missing = Vec::new();
    if 0 < sprites {
        missing.push(count(sprites, "sprite"));
    }
    if 0 < lines {
        missing.push(count(lines, "entry").replace("entrys", "entries"));
    }
    let why = if is_newer { "was written by a later version of Shoal" } else { "is damaged" };
    let what = if missing.is_empty() {
        "all that this version knows of was read".to_owned()
    } else {
        format!("{} of it could not be read", missing.join(" and "))
    };
    Ok(Some(format!(
        "The workspace {why}: {what}. The file as it was is kept in {}",
        aside.display()
    )))
}
