//! Reads whole files without letting their size, or what they are, decide how much memory that
//! takes.

use std::{
    fs,
    io::Read as _,
    panic::{self, AssertUnwindSafe},
    path::Path,
};

use super::FileError;

/// An exported sprite has a few KiB, a sheet of hundreds with their recipes some MiB.
pub(super) const MAX_BYTES: u64 = 4 << 20;

/// Runs a reader, and makes an error of a panic in it: the decoders of other people are not all
/// proof against every file, and one file must not take the others with it.
pub(super) fn guarded<T>(
    path: &Path,
    read: impl FnOnce() -> Result<T, FileError>,
) -> Result<T, FileError> {
    panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(FileError::Unsupported {
            path: path.to_owned(),
            problem: "stops the decoder that reads such files".to_owned(),
            remedy: "open it in the program that made it and save it again",
        })
    })
}

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
        return Err(too_many(path, metadata.len(), limit));
    }
    if bytes.is_empty() {
        return Err(FileError::Empty(path.to_owned()));
    }
    Ok(bytes)
}

/// What is said of a file of more bytes than are read.
pub(super) fn too_many(path: &Path, n_bytes: u64, limit: u64) -> FileError {
    let (mebibytes, most) = (n_bytes.div_ceil(1 << 20), limit >> 20);
    FileError::TooManyBytes { path: path.to_owned(), mebibytes, most }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_is_an_error_of_its_file() {
        let path = Path::new("fish.png");
        let error = guarded(path, || -> Result<(), FileError> { panic!("out of bounds") });
        let error = error.unwrap_err().to_string();
        assert!(error.contains("fish.png") && error.contains("save it again"), "{error}");
        assert_eq!(guarded(path, || Ok(7)).unwrap(), 7);
    }
}
