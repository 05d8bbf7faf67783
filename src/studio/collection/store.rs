//! The folder of the collection: what is in it, and one change at a time.
//!
//! The files decide. A sprite is in the folder or in its trash, whole, with its name and tags;
//! every step is one write or one rename, so a program that is killed leaves the state before
//! or after it. Names of files are made so that two windows never choose the same.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ffi::OsStr,
    fs,
    hash::{BuildHasher as _, RandomState},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use super::{
    Base, Entry, Snapshot, Standing, cell_of, index,
    merge::{self, Pixels, is_same},
    now,
    reader::{Read, Reader},
};
use crate::{
    files::{
        FileError, apng, create_folder, is_plain_name,
        png::{self, Label},
        write_atomically,
    },
    sprite::slug,
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

/// A store that changes a sprite holds this file: between reading and writing it, no other window does.
const LOCK: &str = ".lock";

/// A window that hangs with the lock in its hand stops no other for longer than this.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

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
    /// Whether the file tells its name and tags.
    is_labelled: bool,
}

/// What became of a snapshot.
pub(super) struct Stored {
    /// The sprite as the folder has it now, which is more than the window wanted where another
    /// program was at work too.
    pub(super) entry: Entry,
    /// The other sprite, where both are kept.
    pub(super) other: Option<Entry>,
}

/// The folder.
pub(super) struct Store {
    folder: PathBuf,
    known: BTreeMap<String, Known>,
    reader: Reader,
    /// The latest snapshots that were stored, by their sprites, and where.
    handed: HashMap<u64, (String, Base)>,
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
        let known = |entry: Entry| {
            let file = entry.file.clone();
            (file, Known { stamp: None, entry: Some(entry), is_labelled: true })
        };
        let known = listed.into_iter().map(known).collect();
        Self {
            folder,
            known,
            reader: Reader::default(),
            handed: HashMap::new(),
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
            let (entry, is_labelled) = match self.read(&file) {
                Ok(Read { entry, is_labelled }) => (Some(entry), is_labelled),
                // Moved by another window since the folder was listed.
                Err(FileError::Read { error, .. }) if error.kind() == io::ErrorKind::NotFound => {
                    seen.remove(&file);
                    continue;
                }
                Err(error) => {
                    changes.problems.push(error.to_string());
                    (None, false)
                }
            };
            match &entry {
                Some(entry) => changes.entries.push(entry.clone()),
                None => changes.gone.push(file.clone()),
            }
            self.known.insert(file, Known { stamp: Some(stamp), entry, is_labelled });
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

    /// Makes the folder hold a sprite as the window has it, together with what other programs did
    /// to it.
    pub(super) fn put(&mut self, wanted: &Snapshot) -> Result<Stored, FileError> {
        create_folder(&self.folder)?;
        let turn = self.take_turn();
        let stored = match wanted.file.as_ref().and_then(|file| self.find(file)) {
            Some(file) => self.change(&file, wanted),
            // It is new, or another program took its file away: it must not be lost.
            None => self.keep(wanted, wanted.standing.clone()).map(Stored::alone),
        }?;
        drop(turn);
        let Snapshot { id, revision, ref art, ref standing, .. } = *wanted;
        let base = Base { revision, standing: standing.clone(), art: art.clone() };
        self.handed.insert(id, (stored.entry.file.clone(), base));
        Ok(stored)
    }

    /// A sprite in a file of its own.
    fn keep(&mut self, wanted: &Snapshot, standing: Standing) -> Result<Entry, FileError> {
        let art = wanted.art.as_ref().ok_or_else(|| self.missing(wanted))?;
        let home = home_of(&standing);
        create_folder(&self.folder.join(home))?;
        let file = self.free_name(home, &art.file_name);
        self.write(&file, art, standing, wanted.kept)
    }

    fn change(&mut self, file: &str, wanted: &Snapshot) -> Result<Stored, FileError> {
        let now = match self.look_at(file) {
            Ok(entry) => entry,
            // What cannot be read is left to those who can mend it.
            Err(error) if wanted.art.is_none() => return Err(error),
            Err(_) => return self.keep(wanted, wanted.standing.clone()).map(Stored::alone),
        };
        let base = self.base(file, wanted, &now);
        let standing = merge::standing(&base.standing, &wanted.standing, &now.standing);
        let art = match merge::pixels(&base, wanted, now.art.as_ref()) {
            Pixels::OfFile => now.art.clone(),
            Pixels::OfWindow => wanted.art.clone(),
            Pixels::Both => {
                let entry = self.keep(wanted, standing)?;
                return Ok(Stored { entry, other: Some(now) });
            }
        };
        let art = art.ok_or_else(|| self.missing(wanted))?;
        let is_up_to_date = (&now.standing.name, &now.standing.tags)
            == (&standing.name, &standing.tags)
            && now.art.as_ref().is_some_and(|now| is_same(now, &art))
            && self.known.get(file).is_some_and(|known| known.is_labelled);
        let home = home_of(&standing);
        let mut entry = now;
        if !is_up_to_date {
            entry = self.write(file, &art, standing, entry.kept)?;
        }
        if home_of(&entry.standing) != home {
            create_folder(&self.folder.join(home))?;
            entry = self.carry(entry, home)?;
        }
        Ok(Stored::alone(entry))
    }

    /// The state that a snapshot of a file changes.
    fn base(&self, file: &str, wanted: &Snapshot, now: &Entry) -> Base {
        let handed = self.handed.get(&wanted.id).filter(|(at, _)| base_name(at) == base_name(file));
        match (&wanted.base, handed) {
            // The window took this decision before it heard of the one before.
            (Some(base), Some((_, handed))) if base.revision < handed.revision => handed.clone(),
            (None, Some((_, handed))) => handed.clone(),
            (Some(base), _) => base.clone(),
            (None, None) => {
                Base { revision: 0, standing: now.standing.clone(), art: now.art.clone() }
            }
        }
    }

    /// A file as it is, read again if another program wrote it since.
    fn look_at(&mut self, file: &str) -> Result<Entry, FileError> {
        let found = fs::metadata(self.folder.join(file)).ok().map(|found| stamp(&found));
        let known = self.known.get(file).filter(|known| known.stamp == found);
        if let Some(entry) = known.and_then(|known| known.entry.as_ref())
            && entry.art.is_some()
        {
            return Ok(entry.clone());
        }
        let Read { entry, is_labelled } = self.read(file)?;
        self.learn(entry.clone(), is_labelled);
        Ok(entry)
    }

    /// Waits until no other window changes a sprite. Where nothing can be locked, two windows
    /// that write within the same millisecond are on their own.
    fn take_turn(&self) -> Option<fs::File> {
        let mut options = fs::OpenOptions::new();
        let file = options.append(true).create(true).open(self.folder.join(LOCK)).ok()?;
        let begun = Instant::now();
        while let Err(fs::TryLockError::WouldBlock) = file.try_lock() {
            if LOCK_PATIENCE < begun.elapsed() {
                return None;
            }
            thread::sleep(Duration::from_millis(2));
        }
        Some(file)
    }

    /// Deletes a file of the trash; one that is gone already, or was taken back, is left alone.
    pub(super) fn delete(&mut self, file: &str) -> Result<(), FileError> {
        let file = join(TRASH, base_name(file));
        if !is_ours(&file) {
            return Ok(());
        }
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
        if !is_ours(file) {
            return None;
        }
        let name = base_name(file);
        let places = [file.to_owned(), name.to_owned(), format!("{TRASH}/{name}")];
        places.into_iter().find(|file| is_ours(file) && self.folder.join(file).is_file())
    }

    fn write(
        &mut self,
        file: &str,
        art: &Arc<Art>,
        standing: Standing,
        kept: u64,
    ) -> Result<Entry, FileError> {
        let Standing { name, tags, frame, .. } = standing;
        let label = Label { name: name.clone(), tags: tags.clone(), kept, frame: frame.clone() };
        let bytes = match &art.frames {
            Some(frames) => {
                let (clip, written) = (frames.clip(), frames.for_files());
                apng::encode_labelled(&written, &art.palette, (&clip.tag, clip.loops), &label)
            }
            None => png::encode_labelled(&art.sprite, &art.palette, art.recipe.as_ref(), &label),
        };
        write_atomically(&self.folder.join(file), &bytes)?;
        let standing = Standing { name, tags, is_trashed: is_in_trash(file), frame };
        let (cell, art) = (cell_of(art), Some(Arc::clone(art)));
        let entry = Entry { file: file.to_owned(), standing, kept, cell, art };
        self.learn(entry.clone(), true);
        Ok(entry)
    }

    /// Moves a file to or from the trash.
    fn carry(&mut self, mut entry: Entry, home: &str) -> Result<Entry, FileError> {
        let target = join(home, base_name(&entry.file));
        let target = if self.folder.join(&target).exists() {
            self.free_name(home, base_name(&entry.file))
        } else {
            target
        };
        let (from, to) = (self.folder.join(&entry.file), self.folder.join(&target));
        fs::rename(&from, &to).map_err(|error| FileError::Write { path: to, error })?;
        let known = self.known.remove(&entry.file);
        self.left.push(std::mem::replace(&mut entry.file, target));
        entry.standing.is_trashed = is_in_trash(&entry.file);
        self.learn(entry.clone(), known.is_some_and(|known| known.is_labelled));
        Ok(entry)
    }

    fn learn(&mut self, entry: Entry, is_labelled: bool) {
        let stamp = fs::metadata(self.folder.join(&entry.file)).ok().map(|found| stamp(&found));
        self.known.insert(entry.file.clone(), Known { stamp, entry: Some(entry), is_labelled });
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

    /// Every PNG of the folder and its trash. Drafts that will not be finished are removed.
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
                } else if is_ours(&join(home, &name)) {
                    files.push((join(home, &name), stamp(&about)));
                }
            }
        }
        Ok(files)
    }

    fn read(&mut self, file: &str) -> Result<Read, FileError> {
        let known = self.known.get(file).and_then(|known| known.entry.as_ref());
        self.reader.read(&self.folder, file, known)
    }
}

impl Stored {
    fn alone(entry: Entry) -> Self {
        Self { entry, other: None }
    }
}

fn stamp(about: &fs::Metadata) -> Stamp {
    Stamp { bytes: about.len(), modified: about.modified().ok() }
}

fn is_older(time: SystemTime, age: Duration) -> bool {
    SystemTime::now().duration_since(time).is_ok_and(|since| age <= since)
}

/// Whether a name can be that of a sprite of the collection: a PNG right in the folder or in its
/// trash. The index is only a file, and anybody may have written it.
pub(super) fn is_ours(file: &str) -> bool {
    let name = if is_in_trash(file) { &file[TRASH.len() + 1..] } else { file };
    is_plain_name(name) && !name.starts_with('.') && name.to_lowercase().ends_with(".png")
}

pub(super) fn is_in_trash(file: &str) -> bool {
    file.starts_with(TRASH) && file.as_bytes().get(TRASH.len()) == Some(&b'/')
}

fn home_of(standing: &Standing) -> &'static str {
    if standing.is_trashed { TRASH } else { "" }
}

pub(super) fn base_name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

fn join(home: &str, name: &str) -> String {
    if home.is_empty() { name.to_owned() } else { format!("{home}/{name}") }
}
