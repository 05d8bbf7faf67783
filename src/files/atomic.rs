//! Writes files so that whoever looks finds the old bytes or the new ones, never a part.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::FileError;

/// Writes a file beside its final place, has the system store it, and moves it there.
///
/// Whatever goes wrong, a file that was there before stays as it was and nothing is left over.
/// A symbolic link is followed; devices, folders and write-protected files are refused.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    // Replacing a link by a file would cut an artist's folder off from what it points to.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
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
    if target.file_name().is_none() {
        return Err(FileError::NotAFile(path.to_owned()));
    }
    replace(&target, bytes, old.map(|old| old.permissions()))
        .map_err(|error| FileError::Write { path: path.to_owned(), error })
}

/// Makes a folder and those above it; nothing happens if it is there.
pub fn create_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(|error| FileError::Write { path: path.to_owned(), error })
}

fn replace(target: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let (draft, mut file) = Draft::create(folder)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    // Without this a power cut after the rename may leave an empty file under the final name.
    file.sync_all()?;
    drop(file);
    fs::rename(&draft.0, target)?;
    // The draft lives on under the final name, so there is nothing to clean up any more.
    std::mem::forget(draft);
    // The name itself is stored only with its folder. Not every system can open one, and the
    // file is whole either way.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// A file under a passing name; removed when dropped.
struct Draft(PathBuf);

impl Draft {
    fn create(folder: &Path) -> io::Result<(Self, File)> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        loop {
            let count = COUNTER.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".shoal-{}-{count}.tmp", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                // Left behind by a process that was killed and had our number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => return Ok((Self(path), opened?)),
            }
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
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
        assert!(replace(&full, b"new", None).is_err());
        assert_eq!(names_in(folder.path()), ["a.png", "full"]);
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

        let device = write_atomically(Path::new("/dev/null"), b"new").unwrap_err();
        assert!(matches!(device, FileError::NotAFile(_)), "{device}");
    }
}
