//! The folder of the collection: what is in it, and one change at a time.
//!
//! The files decide. A sprite is in the folder or in its trash, whole, with its name and tags;
//! every step is one write or one rename, so a program that is killed leaves the state before
//! or after it. Names of files are made so that two windows never choose the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    hash::{BuildHasher as _, RandomState},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{Entry, Snapshot, Standing, cell_of, index, now};
use crate::{
    files::{
        FileError, Origin, create_folder,
        palette::{Swatch, Swatches},
        png::{self, Label, ReadSprite},
        write_atomically,
    },
    sprite::{ENTRIES, Palette, Rgb, slug},
    studio::art::Art,
};

/// Where sprites lie that the artist has thrown away.
const TRASH: &str = "trash";

/// Drafts that another program left behind are cleared away after this long; younger ones may
/// be in another window's hand.
const DRAFT_AGE: Duration = Duration::from_hours(1);

/// Clocks of file systems are coarse: a folder that changed this recently may change again
/// without its time telling.
const COARSEST_CLOCK: Duration = Duration::from_secs(3);

/// So many sprites are read between two reports.
const BATCH: usize = 256;

/// What is different in the folder.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Changes {
    /// Sprites that are new or other than they were.
    pub(super) entries: Vec<Entry>,
    /// Files that are gone.
    pub(super) gone: Vec<String>,
    /// What is wrong with files that cannot be read, each told once.
    pub(super) problems: Vec<String>,
}

/// Size and time of a file, by which a change is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
}

struct Known {
    /// None for a file of which only the index has told.
    stamp: Option<Stamp>,
    /// None for a file that cannot be read.
    entry: Option<Entry>,
}

/// The folder.
pub(super) struct Store {
    folder: PathBuf,
    known: BTreeMap<String, Known>,
    palettes: Vec<Arc<Palette>>,
    /// The times of the folder and its trash when they were last looked through.
    looked: Option<[Option<SystemTime>; 2]>,
    is_index_old: bool,
    /// Names that files of ours no longer have.
    left: Vec<String>,
}

impl Store {
    /// The collection in this folder, which need not be there yet. Nothing is read but the
    /// index.
    pub(super) fn open(folder: PathBuf) -> Self {
        let listed = index::read(&folder);
        let known = |entry: Entry| (entry.file.clone(), Known { stamp: None, entry: Some(entry) });
        let known = listed.into_iter().map(known).collect();
        Self {
            folder,
            known,
            palettes: Vec::new(),
            looked: None,
            is_index_old: true,
            left: Vec::new(),
        }
    }

    /// Everything that is known so far.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.known.values().filter_map(|known| known.entry.as_ref())
    }

    /// Whether sprites may have come or gone since the folder was last looked through.
    pub(super) fn has_changed(&self) -> bool {
        self.looked != Some(self.times())
    }

    /// Looks through the folder, and reports in parts.
    pub(super) fn scan(&mut self, mut report: impl FnMut(Changes)) -> Result<(), FileError> {
        let times = self.times();
        let mut changes = Changes::default();
        let mut seen = BTreeSet::new();
        for (file, stamp) in self.files()? {
            seen.insert(file.clone());
            if self.known.get(&file).is_some_and(|known| known.stamp == Some(stamp)) {
                continue;
            }
            let entry = match self.read(&file) {
                Ok(entry) => Some(entry),
                // Moved by another window since the folder was listed.
                Err(FileError::Read { error, .. }) if error.kind() == io::ErrorKind::NotFound => {
                    seen.remove(&file);
                    continue;
                }
                Err(error) => {
                    changes.problems.push(error.to_string());
                    None
                }
            };
            match &entry {
                Some(entry) => changes.entries.push(entry.clone()),
                None => changes.gone.push(file.clone()),
            }
            self.known.insert(file, Known { stamp: Some(stamp), entry });
            self.is_index_old = true;
            if BATCH <= changes.entries.len() {
                report(std::mem::take(&mut changes));
            }
        }
        let gone: Vec<String> =
            self.known.keys().filter(|file| !seen.contains(*file)).cloned().collect();
        for file in &gone {
            self.known.remove(file);
            self.is_index_old = true;
        }
        changes.gone.extend(gone);
        if changes != Changes::default() {
            report(changes);
        }
        let is_settled = times.into_iter().flatten().all(|time| is_older(time, COARSEST_CLOCK));
        self.looked = is_settled.then_some(times);
        Ok(())
    }

    /// Makes the folder hold a sprite as the window has it. Returns the sprite's file.
    pub(super) fn put(&mut self, wanted: &Snapshot) -> Result<String, FileError> {
        let standing = &wanted.standing;
        let home = if standing.is_trashed { TRASH } else { "" };
        create_folder(&self.folder.join(home))?;
        let Some(mut file) = wanted.file.as_ref().and_then(|file| self.find(file)) else {
            // It is new, or another program took its file away: it must not be lost.
            let art = wanted.art.as_ref().ok_or_else(|| self.missing(wanted))?;
            let file = self.free_name(home, &art.file_name);
            self.write(&file, art, wanted)?;
            return Ok(file);
        };
        let known = self.known.get(&file).and_then(|known| known.entry.as_ref());
        let is_up_to_date = known.is_some_and(|entry| {
            let is_labelled =
                entry.standing.name == standing.name && entry.standing.tags == standing.tags;
            is_labelled && shows_the_same(entry, wanted)
        });
        if !is_up_to_date {
            let art = match &wanted.art {
                Some(art) => Arc::clone(art),
                None => self.read(&file)?.art.ok_or_else(|| self.missing(wanted))?,
            };
            self.write(&file, &art, wanted)?;
        }
        if is_in_trash(&file) != standing.is_trashed {
            file = self.carry(&file, home)?;
        }
        Ok(file)
    }

    /// Deletes a file of the trash; one that is gone already, or was taken back, is left alone.
    pub(super) fn delete(&mut self, file: &str) -> Result<(), FileError> {
        let file = join(TRASH, base_name(file));
        self.known.remove(&file);
        self.is_index_old = true;
        let path = self.folder.join(file);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(FileError::Write { path, error })
            }
            _ => Ok(()),
        }
    }

    /// The names that files had before they were moved since this was asked last.
    pub(super) fn take_left(&mut self) -> Vec<String> {
        std::mem::take(&mut self.left)
    }

    /// Writes the index, if it no longer tells what is there.
    pub(super) fn refresh_index(&mut self) {
        if std::mem::take(&mut self.is_index_old) {
            index::write(&self.folder, self.entries());
        }
    }

    fn missing(&self, wanted: &Snapshot) -> FileError {
        let path = self.folder.join(wanted.file.as_deref().unwrap_or_default());
        FileError::Read { path, error: io::ErrorKind::NotFound.into() }
    }

    /// Where a file is now: another window may have thrown it away or taken it back.
    fn find(&self, file: &str) -> Option<String> {
        let name = base_name(file);
        let places = [file.to_owned(), name.to_owned(), format!("{TRASH}/{name}")];
        places.into_iter().find(|file| self.folder.join(file).is_file())
    }

    fn write(&mut self, file: &str, art: &Arc<Art>, wanted: &Snapshot) -> Result<(), FileError> {
        let Standing { name, tags, .. } = wanted.standing.clone();
        let label = Label { name, tags, kept: wanted.kept };
        let bytes = png::encode_labelled(&art.sprite, &art.palette, art.recipe.as_ref(), &label);
        write_atomically(&self.folder.join(file), &bytes)?;
        let standing = Standing { is_trashed: is_in_trash(file), ..wanted.standing.clone() };
        let cell = cell_of(art);
        let art = Some(Arc::clone(art));
        let entry = Entry { file: file.to_owned(), standing, kept: wanted.kept, cell, art };
        self.learn(file, entry);
        Ok(())
    }

    /// Moves a file to or from the trash.
    fn carry(&mut self, file: &str, home: &str) -> Result<String, FileError> {
        let target = join(home, base_name(file));
        let target = if self.folder.join(&target).exists() {
            self.free_name(home, base_name(file))
        } else {
            target
        };
        let (from, to) = (self.folder.join(file), self.folder.join(&target));
        fs::rename(&from, &to).map_err(|error| FileError::Write { path: to, error })?;
        self.left.push(file.to_owned());
        if let Some(Known { entry: Some(mut entry), .. }) = self.known.remove(file) {
            entry.file.clone_from(&target);
            entry.standing.is_trashed = is_in_trash(&target);
            self.learn(&target, entry);
        }
        Ok(target)
    }

    fn learn(&mut self, file: &str, entry: Entry) {
        let stamp = fs::metadata(self.folder.join(file)).ok().map(|found| stamp(&found));
        self.known.insert(file.to_owned(), Known { stamp, entry: Some(entry) });
        self.is_index_old = true;
    }

    /// A name that no other file has, and that no other window is about to choose.
    fn free_name(&self, home: &str, wish: &str) -> String {
        let stem = Path::new(wish).file_stem().and_then(OsStr::to_str).unwrap_or_default();
        let stem: String = slug(stem).chars().take(60).collect();
        let stem = if stem.is_empty() { "sprite" } else { &stem };
        loop {
            let number = RandomState::new().hash_one(now()) as u32;
            let name = format!("{stem}-{number:08x}.png");
            if self.find(&name).is_none() {
                return join(home, &name);
            }
        }
    }

    fn times(&self) -> [Option<SystemTime>; 2] {
        [self.folder.clone(), self.folder.join(TRASH)]
            .map(|folder| fs::metadata(folder).and_then(|found| found.modified()).ok())
    }

    /// Every PNG of the folder and its trash. Drafts that nobody will finish are removed.
    fn files(&self) -> Result<Vec<(String, Stamp)>, FileError> {
        let mut files = Vec::new();
        for home in ["", TRASH] {
            let folder = self.folder.join(home);
            let failed = |error| FileError::Read { path: folder.clone(), error };
            let found = match fs::read_dir(&folder) {
                Ok(found) => found,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed(error)),
            };
            for found in found {
                let found = found.map_err(failed)?;
                // A name that is no text is none of ours.
                let Ok(name) = found.file_name().into_string() else { continue };
                let Ok(about) = fs::metadata(found.path()) else { continue };
                if !about.is_file() {
                    continue;
                }
                if name.starts_with(".shoal-") {
                    if about.modified().is_ok_and(|time| is_older(time, DRAFT_AGE)) {
                        fs::remove_file(found.path()).ok();
                    }
                } else if !name.starts_with('.') && name.to_lowercase().ends_with(".png") {
                    files.push((join(home, &name), stamp(&about)));
                }
            }
        }
        Ok(files)
    }

    fn read(&mut self, file: &str) -> Result<Entry, FileError> {
        let path = self.folder.join(file);
        let read = png::read_sprite(&path)?;
        let written = fs::metadata(&path).and_then(|found| found.modified()).ok();
        let written = written.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let label = read.label.clone().unwrap_or_else(|| Label {
            // Put here by hand: what is known is the name of the file and its time.
            name: base_name(file).trim_end_matches(".png").to_owned(),
            tags: Vec::new(),
            kept: written.map_or(0, |since| since.as_millis() as u64),
        });
        let Label { name, tags, kept } = label;
        let palette = self.palette(&read);
        let recipe = match read.origin() {
            Origin::Recipe(recipe) => Some(*recipe),
            _ => None,
        };
        let art = Art {
            sprite: read.sprite,
            palette,
            shading: recipe.as_ref().and_then(|it| it.shading.clone()).map(Box::new),
            recipe,
            drawn_as: None,
            request: None,
            title: name.clone(),
            subtitle: "Collection".to_owned(),
            file_name: base_name(file).to_owned(),
        };
        let standing = Standing { name, tags, is_trashed: is_in_trash(file) };
        let (cell, art) = (cell_of(&art), Some(Arc::new(art)));
        Ok(Entry { file: file.to_owned(), standing, kept, cell, art })
    }

    /// The palette of a file; sprites with the same colours share one.
    fn palette(&mut self, read: &ReadSprite) -> Arc<Palette> {
        if self.palettes.is_empty() {
            self.palettes.push(Arc::new(Palette::ocean()));
        }
        let mut colours = read.palette_colours.clone();
        let unused = colours.last().copied().unwrap_or(Rgb([0; 3]));
        colours.resize(ENTRIES, unused);
        let is_same = |palette: &&Arc<Palette>| palette.colours()[1..] == colours[1..];
        if let Some(palette) = self.palettes.iter().find(is_same) {
            return Arc::clone(palette);
        }
        let mut swatches: Vec<Swatch> =
            colours.iter().map(|colour| Swatch::opaque(colour.0)).collect();
        swatches[0].alpha = 0;
        let swatches = Swatches { name: "Palette of the file".to_owned(), colours: swatches };
        let Ok(palette) = swatches.to_palette() else { return Arc::clone(&self.palettes[0]) };
        let palette = Arc::new(palette);
        self.palettes.push(Arc::clone(&palette));
        palette
    }
}

/// Whether a file has the very sprite that the window has, or the window never read it.
fn shows_the_same(entry: &Entry, wanted: &Snapshot) -> bool {
    match (&entry.art, &wanted.art) {
        (Some(stored), Some(wanted)) => {
            stored.sprite == wanted.sprite && stored.recipe == wanted.recipe
        }
        (_, wanted) => wanted.is_none(),
    }
}

fn stamp(about: &fs::Metadata) -> Stamp {
    Stamp { bytes: about.len(), modified: about.modified().ok() }
}

fn is_older(time: SystemTime, age: Duration) -> bool {
    SystemTime::now().duration_since(time).is_ok_and(|since| age <= since)
}

fn is_in_trash(file: &str) -> bool {
    file.starts_with(TRASH) && file.as_bytes().get(TRASH.len()) == Some(&b'/')
}

fn base_name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

fn join(home: &str, name: &str) -> String {
    if home.is_empty() { name.to_owned() } else { format!("{home}/{name}") }
}
