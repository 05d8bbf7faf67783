//! The list of the collection that a start reads before it has read a thousand files.
//!
//! Nothing depends on it: what it says holds until the file itself was read.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    Entry, Standing,
    store::{is_in_trash, is_ours},
};
use crate::files::write_atomically;

/// What the list is called.
pub(super) const FILE_NAME: &str = "index.json";

/// A list of more bytes than a hundred thousand sprites take is none of ours.
const MAX_BYTES: u64 = 64 << 20;

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Index {
    version: u32,
    sprites: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    file: String,
    #[serde(flatten)]
    standing: Standing,
    kept: u64,
    cell: [String; 2],
}

/// What the list says; nothing if it is missing or makes no sense.
pub(super) fn read(folder: &Path) -> Vec<Entry> {
    let mut text = String::new();
    let read = File::open(path(folder))
        .and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
        .is_ok();
    let index = serde_json::from_str::<Index>(&text).ok().filter(|index| index.version == VERSION);
    let Some(index) = index.filter(|_| read) else { return Vec::new() };
    let entry = |line: Line| {
        let Line { file, mut standing, kept, cell } = line;
        standing.is_trashed = is_in_trash(&file);
        Entry { file, standing, kept, cell, art: None }
    };
    // A name that leads elsewhere is not followed, wherever it comes from.
    index.sprites.into_iter().filter(|line| is_ours(&line.file)).map(entry).collect()
}

/// Writes the list. If that fails the next start reads the files, so that is no error.
pub(super) fn write<'a>(folder: &Path, entries: impl Iterator<Item = &'a Entry>) {
    if !fs::exists(folder).unwrap_or(false) {
        return;
    }
    let line = |entry: &Entry| Line {
        file: entry.file.clone(),
        standing: entry.standing.clone(),
        kept: entry.kept,
        cell: entry.cell.clone(),
    };
    let index = Index { version: VERSION, sprites: entries.map(line).collect() };
    if let Ok(text) = serde_json::to_vec(&index) {
        write_atomically(&path(folder), &text).ok();
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE_NAME)
}
