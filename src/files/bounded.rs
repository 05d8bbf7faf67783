//! Reads whole files without letting their size, or what they are, decide how much memory that
//! takes.

use std::{fs, io::Read as _, path::Path};

use super::FileError;

/// An exported sprite has a few KiB, a sheet of hundreds with their recipes some MiB.
pub(super) const MAX_BYTES: u64 = 4 << 20;

/// The bytes of a plain file of at most `limit` bytes.
pub(super) fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let failed = |error| FileError::Read { path: path.to_owned(), error };
    let metadata = fs::metadata(path).map_err(failed)?;
    // Opening a named pipe would wait for ever.
    if !metadata.is_file() {
        return Err(FileError::NotAFile(path.to_owned()));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        let mebibytes = metadata.len() >> 20;
        return Err(FileError::TooManyBytes { path: path.to_owned(), mebibytes });
    }
    Ok(bytes)
}
