//! Writes files so that a reader finds the old bytes or the new ones, never a part.
//!
//! Bytes go into a draft beside their place, which is renamed when it is whole. A draft is locked
//! while it is written, so the next write into a folder knows those that a killed program left.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::FileError;

/// How the names of drafts begin and end.
const DRAFT: (&str, &str) = (".shoal-", ".tmp");

/// Younger drafts may belong to a program that has not locked them yet.
const DRAFT_AGE: Duration = Duration::from_secs(10);

/// A chain of links that is longer leads nowhere.
const MAX_LINKS: usize = 40;

/// Writes a file beside its final place, has the system store it, and moves it there.
///
/// Whatever goes wrong, a file that was there before stays as it was and nothing is left over.
/// A symbolic link is followed, to where there is nothing yet as well; devices, folders and
/// write-protected files are refused.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write_together(&[(path, bytes)])
}

/// Writes files that belong together: all drafts first, then they are moved in the given order,
/// so that neither a full disk nor a kill leaves new files beside old ones. The file that names
/// the others comes last.
pub fn write_together(files: &[(&Path, &[u8])]) -> Result<(), FileError> {
    let mut drafts = Vec::new();
    for (path, bytes) in files {
        let place = WriteTarget::of(path)?;
        let draft = Draft::write(&place, bytes);
        drafts.push((draft.map_err(|error| failed(path, error))?, place, *path));
    }
    let mut folders = Vec::new();
    // One right after the other: waiting for the disk in between would leave time for a kill.
    for (draft, place, path) in drafts {
        draft.move_to(&place.target).map_err(|error| failed(path, error))?;
        folders.push(place.folder().to_owned());
    }
    folders.dedup();
    // A name is stored only with its folder. Not every system can open one, and the files are whole
    // either way.
    for folder in folders.into_iter().filter_map(|folder| File::open(folder).ok()) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// Whether a file can be written here, before there is anything to write: the same checks and an
/// empty draft, which is taken away again.
pub fn check_writable(path: &Path) -> Result<(), FileError> {
    let place = WriteTarget::of(path)?;
    Draft::write(&place, b"").map(drop).map_err(|error| failed(path, error))
}

/// Makes a folder and those above it; nothing happens if it is there.
pub fn create_folder(path: &Path) -> Result<(), FileError> {
    if path.is_file() {
        return Err(FileError::NotAFolder(path.to_owned()));
    }
    fs::create_dir_all(path).map_err(|error| failed(path, error))
}

fn failed(path: &Path, error: io::Error) -> FileError {
    FileError::Write { path: path.to_owned(), error }
}

/// Where a file really goes, and what is there now.
struct WriteTarget {
    target: PathBuf,
    permissions: Option<fs::Permissions>,
}

impl WriteTarget {
    fn of(path: &Path) -> Result<Self, FileError> {
        // Replacing a link by a file would cut an artist's folder off from what it points to.
        let target = fs::canonicalize(path).unwrap_or_else(|_| behind_links(path));
        let old = fs::metadata(&target).ok();
        if let Some(old) = &old {
            // A rename as root would replace /dev/null itself.
            if !old.is_file() {
                return Err(FileError::NotAFile(path.to_owned()));
            }
            if old.permissions().readonly() {
                return Err(FileError::ReadOnly(path.to_owned()));
            }
        }
        let is_circle = fs::symlink_metadata(&target).is_ok_and(|about| about.is_symlink());
        if target.file_name().is_none() || is_circle {
            return Err(FileError::NotAFile(path.to_owned()));
        }
        Ok(Self { target, permissions: old.map(|old| old.permissions()) })
    }

    fn folder(&self) -> &Path {
        match self.target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }
}

/// What a link points to that is not there yet.
fn behind_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    path
}

/// A file under a passing name; removed when dropped.
struct Draft(PathBuf);

impl Draft {
    /// Writes and stores everything.
    fn write(place: &WriteTarget, bytes: &[u8]) -> io::Result<Self> {
        clear_away(place.folder());
        let (draft, mut file) = Self::create(place.folder())?;
        // Where files cannot be locked, drafts of killed programs stay.
        file.try_lock().ok();
        file.write_all(bytes)?;
        if let Some(permissions) = &place.permissions {
            file.set_permissions(permissions.clone())?;
        }
        // Without this a power cut after the rename may leave an empty file under the final name.
        file.sync_all()?;
        Ok(draft)
    }

    fn create(folder: &Path) -> io::Result<(Self, File)> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let (start, end) = DRAFT;
        loop {
            let count = COUNTER.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!("{start}{}-{count}{end}", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                // Left behind by a process that was killed and had our number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => return Ok((Self(path), opened?)),
            }
        }
    }

    fn move_to(self, target: &Path) -> io::Result<()> {
        fs::rename(&self.0, target)?;
        // The draft lives on under the final name, so there is nothing to clean up any more.
        std::mem::forget(self);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
}

/// Removes drafts of programs that are gone, once a folder and run: a folder of many thousand
/// files is not listed for each that is written.
fn clear_away(folder: &Path) {
    static LISTED: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    if LISTED.lock().unwrap_or_else(PoisonError::into_inner).insert(whole) {
        remove_abandoned(folder);
    }
}

fn remove_abandoned(folder: &Path) {
    let (start, end) = DRAFT;
    for found in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_draft =
            found.file_name().to_str().is_some_and(|it| it.starts_with(start) && it.ends_with(end));
        if is_draft && is_abandoned(&found.path()) {
            fs::remove_file(found.path()).ok();
        }
    }
}

/// Whether a draft is old enough and no program holds it.
fn is_abandoned(path: &Path) -> bool {
    let Ok(about) = fs::symlink_metadata(path) else { return false };
    let age = about.modified().ok().and_then(|time| time.elapsed().ok());
    let is_old = about.is_file() && age.is_some_and(|age| DRAFT_AGE <= age);
    is_old && File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        write_atomically(&path, b"old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names_in(folder.path()), ["a.png"]);
    }

    #[test]
    fn a_failed_write_keeps_the_old_file_and_cleans_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        fs::write(&path, b"old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let error = write_atomically(&path, b"new").unwrap_err();
        assert!(matches!(&error, FileError::ReadOnly(at) if *at == path), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"old");

        // A full folder fails at the rename, after the draft was written.
        let full = folder.path().join("full");
        fs::create_dir_all(full.join("inner")).unwrap();
        let place = WriteTarget { target: full.clone(), permissions: None };
        assert!(Draft::write(&place, b"new").unwrap().move_to(&full).is_err());
        assert_eq!(names_in(folder.path()), ["a.png", "full"]);
    }

    #[test]
    fn files_that_belong_together_are_all_new_or_all_old() {
        let folder = tempfile::tempdir().unwrap();
        let [png, json] = ["a.png", "a.json"].map(|name| folder.path().join(name));
        write_together(&[(&png, b"1"), (&json, b"1")]).unwrap();
        // The second cannot be written: the first stays as it was.
        fs::remove_file(&json).unwrap();
        fs::create_dir(&json).unwrap();
        assert!(write_together(&[(&png, b"2"), (&json, b"2")]).is_err());
        assert_eq!(fs::read(&png).unwrap(), b"1");
        assert_eq!(names_in(folder.path()), ["a.json", "a.png"]);
        fs::remove_dir(&json).unwrap();
        write_together(&[(&png, b"3"), (&json, b"3")]).unwrap();
        assert_eq!((fs::read(&png).unwrap(), fs::read(&json).unwrap()), (b"3".into(), b"3".into()));
    }

    #[test]
    fn drafts_of_killed_programs_are_cleared_away_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let names = [".shoal-1-0.tmp", ".shoal-2-0.tmp", ".shoal-3-0.tmp", ".shoal-x", "a.tmp"];
        let long_ago = std::time::SystemTime::now() - Duration::from_mins(1);
        for name in names {
            let file = File::create(path(name)).unwrap();
            if name != ".shoal-2-0.tmp" {
                file.set_modified(long_ago).unwrap();
            }
        }
        // Another program is at work on the third.
        let held = File::open(path(".shoal-3-0.tmp")).unwrap();
        held.lock().unwrap();
        write_atomically(&path("b"), b"new").unwrap();
        assert_eq!(names_in(folder.path()), [&names[1..], &["b"]].concat());
    }

    #[test]
    fn what_cannot_be_written_is_known_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        check_writable(&path).unwrap();
        assert_eq!(names_in(folder.path()), Vec::<String>::new());
        fs::write(&path, "old").unwrap();
        check_writable(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert!(check_writable(folder.path()).is_err());
        assert!(check_writable(&path.join("b.png")).is_err());
    }

    #[test]
    fn a_folder_and_a_path_below_a_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_atomically(folder.path(), b"new").unwrap_err();
        assert!(matches!(error, FileError::NotAFile(_)), "{error}");

        let file = folder.path().join("file");
        fs::write(&file, b"old").unwrap();
        let error = write_atomically(&file.join("a.png"), b"new").unwrap_err().to_string();
        assert!(error.starts_with("cannot write") && error.contains("a.png"), "{error}");
        assert!(create_folder(&file.join("deeper")).is_err());
        assert_eq!(fs::read(&file).unwrap(), b"old");
        assert_eq!(names_in(folder.path()), ["file"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_devices_are_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (link, file) = (folder.path().join("link"), folder.path().join("file"));
        fs::write(&file, b"old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());

        // Nothing is there yet, on the way over a second link in another folder.
        fs::create_dir(folder.path().join("deep")).unwrap();
        let [far, near] = ["deep/far", "near"].map(|name| folder.path().join(name));
        std::os::unix::fs::symlink("made", &far).unwrap();
        std::os::unix::fs::symlink("deep/far", &near).unwrap();
        write_atomically(&near, b"new").unwrap();
        assert_eq!(fs::read(folder.path().join("deep/made")).unwrap(), b"new");
        assert!(fs::symlink_metadata(&near).unwrap().is_symlink());
        // In a circle there is no place.
        let [here, there] = ["here", "there"].map(|name| folder.path().join(name));
        std::os::unix::fs::symlink(&here, &there).unwrap();
        std::os::unix::fs::symlink(&there, &here).unwrap();
        assert!(write_atomically(&here, b"new").is_err());
        assert!(fs::symlink_metadata(&here).unwrap().is_symlink());

        let device = write_atomically(Path::new("/dev/null"), b"new").unwrap_err();
        assert!(matches!(device, FileError::NotAFile(_)), "{device}");
    }

    #[test]
    fn a_file_in_the_way_of_a_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("fish");
        fs::write(&file, "x").unwrap();
        let error = create_folder(&file).unwrap_err().to_string();
        assert!(error.contains("is a file, and a folder is wanted"), "{error}");
        let error = create_folder(&file.join("deeper/still")).unwrap_err().to_string();
        assert!(error.contains("still") && error.contains("a file stands in its way"), "{error}");
        create_folder(&folder.path().join("a/b")).unwrap();
    }
}
