//! What can go wrong with a file, told so that the artist knows what to do next.

use std::{
    io,
    path::{Path, PathBuf},
};

/// What the system says, without the number that it has for it.
fn said(error: &io::Error) -> String {
    let mut text = error.to_string();
    if let Some(end) = text.find(" (os error") {
        text.truncate(end);
    }
    text
}

/// What is there in place of a file.
fn no_file(path: &Path) -> &'static str {
    if path.is_dir() { "a folder" } else { "no plain file" }
}

/// What helps against a failed write.
fn write_remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room there, or choose another folder"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands in its way: choose a folder that exists"
        }
        _ => "choose a folder that exists and that you may write to",
    }
}

/// Why a file could not be read or written. The message names the file and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A file could not be read.
    #[error(
        "cannot read \"{}\": {}; check the name and that you may read it",
        .path.display(), said(error)
    )]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write \"{}\": {}; {}", .path.display(), said(error), write_remedy(error))]
    Write {
        /// Which file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The path leads to a folder or a device.
    #[error("\"{}\" is {}; give the path of a file", .0.display(), no_file(.0))]
    NotAFile(PathBuf),
    /// The file to be replaced is write-protected.
    #[error("\"{}\" is write-protected; unprotect it or choose another name", .0.display())]
    ReadOnly(PathBuf),
    /// More bytes than are read of such a file.
    #[error(
        "\"{}\" has {mebibytes} MiB, and up to {most} MiB are read; split it or save it smaller, or \
         choose another file",
        .path.display()
    )]
    TooManyBytes {
        /// Which file.
        path: PathBuf,
        /// Its size.
        mebibytes: u64,
        /// The most that is read.
        most: u64,
    },
    /// No bytes at all.
    #[error(
        "\"{}\" is empty (0 bytes); copy or export it again, or choose another file",
        .0.display()
    )]
    Empty(PathBuf),
    /// A file stands where a folder is wanted.
    #[error(
        "\"{}\" is a file, and a folder is wanted there; give a folder, or another name",
        .0.display()
    )]
    NotAFolder(PathBuf),
    /// The bytes are not those of a PNG.
    #[error("\"{}\" is not a PNG; choose a PNG that Shoal exported", .0.display())]
    NotPng(PathBuf),
    /// A PNG that ends early or whose checksums are wrong.
    #[error("\"{}\" is a damaged PNG ({reason}); copy or export it again", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What the decoder says.
        reason: String,
    },
    /// A PNG without a palette of ours.
    #[error(
        "\"{}\" is {found}; a palette-indexed PNG with 8 bits a pixel is needed: choose one \
         that Shoal exported, or save it as indexed with the palette of Shoal",
        .path.display()
    )]
    NotIndexed {
        /// Which file.
        path: PathBuf,
        /// What it is instead.
        found: String,
    },
    /// Another width or height than a sprite has at any scale.
    #[error(
        "\"{}\" is {width}x{height} pixels; a sprite is 32x32, or a whole multiple of that up \
         to 512x512",
        .path.display()
    )]
    WrongSize {
        /// Which file.
        path: PathBuf,
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// A picture of the right size whose blocks are not of one colour each.
    #[error(
        "\"{}\" is no {scale}-fold enlargement of a 32x32 sprite; shrink it to 32x32 first, or cut it if it is a sheet",
        .path.display()
    )]
    NotEnlarged {
        /// Which file.
        path: PathBuf,
        /// What its size suggests.
        scale: u32,
    },
    /// A palette that is laid out otherwise than ours.
    #[error(
        "the palette of \"{}\" {problem}; save it with the 64 colours of Shoal in their \
         order, the first of them transparent",
        .path.display()
    )]
    OtherPalette {
        /// Which file.
        path: PathBuf,
        /// What is different.
        problem: &'static str,
    },
    /// A file of a kind that is not read here, or with something in it that is not.
    #[error("\"{}\" {problem}; {remedy}", .path.display())]
    Unsupported {
        /// Which file.
        path: PathBuf,
        /// What is in the way, as a verb phrase: "is an Adobe swatch file".
        problem: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// A file of a known kind that ends early or contradicts itself.
    #[error("\"{}\" is a damaged {kind} ({reason}); copy or export it again", .path.display())]
    Torn {
        /// Which file.
        path: PathBuf,
        /// What it is: "GIF", ".aseprite file".
        kind: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A picture that holds more than one sprite.
    #[error(
        "\"{}\" is {width}x{height} pixels; a sprite is at most 32x32, or one of those \
         enlarged up to 512x512 with every pixel a block of one colour: cut it out, or shrink it \
         without smoothing",
        .path.display()
    )]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// A file that was to be a palette.
    #[cfg(feature = "formats")]
    #[error("cannot use \"{}\" as a palette: {error}", .path.display())]
    Palette {
        /// Which file.
        path: PathBuf,
        /// Why not.
        error: Box<super::palette::SwatchesError>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_wants_room() {
        let written = |kind: io::ErrorKind| {
            FileError::Write { path: "a/b.png".into(), error: kind.into() }.to_string()
        };
        assert!(written(io::ErrorKind::StorageFull).contains("a/b.png"));
        assert!(written(io::ErrorKind::StorageFull).contains("make room"));
        assert!(written(io::ErrorKind::NotFound).contains("a folder that exists"));
        let missing = io::Error::from_raw_os_error(2);
        let read = FileError::Read { path: "a/b.png".into(), error: missing }.to_string();
        assert!(read.contains("a/b.png") && !read.contains("os error"), "{read}");
        let folder = std::env::temp_dir();
        assert!(FileError::NotAFile(folder).to_string().contains("is a folder; give"));
    }
}
