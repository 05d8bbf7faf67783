//! The files that a command reads: folders become the pictures in them, and what lies beside pictures
//! is passed over. Artists choose `fish.*` and whole folders.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::output::{complain, quoted};
use crate::files::{
    FileError, Glass,
    animation::WhichFrames,
    import::SpriteFile,
    natural_order,
    sheet::{is_other_json, without_parts},
};

/// Endings of files that lie beside pictures and are none: notes of engines and systems, texts,
/// palettes, and descriptions of maps and sheets that have their picture beside them.
const COMPANIONS: [&str; 25] = [
    "import", "meta", "uid", "db", "ini", "lnk", "txt", "md", "csv", "xml", "plist", "atlas",
    "fnt", "tmx", "tsx", "tres", "tscn", "tps", "tpsheet", "yaml", "gpl", "hex", "pal", "act",
    "aco",
];

/// Files that are left out, named one by one up to this number.
const MOST_NAMED: usize = 3;

/// Puts the pictures of folders in their place, leaves out what is no picture by its ending where
/// others are named beside it, and says what was left out.
pub(super) fn gather(files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let given = std::mem::take(files);
    let mut companions = Vec::new();
    for path in &given {
        if path.is_dir() {
            files.extend(pictures_in(path)?);
        } else if path.is_file() && is_companion(path) {
            companions.push(path.clone());
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        // Reading says what each is.
        *files = given;
        return Ok(());
    }
    let no_pictures: Vec<String> = companions.iter().map(|path| quoted(path)).collect();
    match &no_pictures[..] {
        [] => {}
        [one] => complain(&format!("{one} left out: it is no picture")),
        many => complain(&format!("{} left out: they are no pictures", listed(many))),
    }
    Ok(())
}

/// Whether sprites are never read from a file, by its ending alone, or because it is the JSON of
/// something else than a sheet.
fn is_companion(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    COMPANIONS.contains(&&*ending) || ending == "json" && is_other_json(path)
}

/// The sprites, sheets and animations that lie in a folder itself, as artists number them; says what
/// else lies there. What is damaged or cannot be read is an error, since it may be a sprite.
fn pictures_in(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let cannot = |error| FileError::Read { path: folder.to_owned(), error };
    let (mut paths, mut n_folders) = (Vec::new(), 0);
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let is_hidden =
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !is_hidden {
            n_folders += 1;
        } else if path.is_file() && !is_hidden {
            paths.push(path);
        }
    }
    paths.sort_by(|a, b| natural_order(&a.to_string_lossy(), &b.to_string_lossy()));
    let (mut pictures, mut left_out) = (Vec::new(), Vec::new());
    for path in without_parts(&paths) {
        if is_companion(&path) {
            left_out.push(format!("{} (no picture)", name_of(&path)));
            continue;
        }
        match SpriteFile::read(&path, WhichFrames::First, Glass::default()) {
            Ok(_) => pictures.push(path),
            Err(error) => left_out.push(format!("{} ({})", name_of(&path), why(error)?)),
        }
    }
    if pictures.is_empty() {
        return Err(FileError::Unsupported {
            path: folder.to_owned(),
            problem: "is a folder without a sprite in it".to_owned(),
            remedy: "give a folder with PNGs, GIFs, .aseprite files or sheets up to 32x32 pixels a \
                     sprite, or name the files",
        });
    }
    if !left_out.is_empty() {
        complain(&format!("{}: left out {}", quoted(folder), listed(&left_out)));
    }
    if n_folders > 0 {
        let what =
            if n_folders == 1 { "a folder".to_owned() } else { format!("{n_folders} folders") };
        complain(&format!("{}: {what} in it left out; name them too to read them", quoted(folder)));
    }
    Ok(pictures)
}

/// Why a file of a folder is no sprite; an error where it may be one.
fn why(error: FileError) -> Result<String, FileError> {
    Ok(match error {
        FileError::Unsupported { problem, .. } => problem,
        FileError::TooLarge { width, height, .. } | FileError::WrongSize { width, height, .. } => {
            format!("{width}x{height} pixels, and a sprite has at most 32x32")
        }
        FileError::Empty(_) => "0 bytes".to_owned(),
        FileError::TooManyBytes { mebibytes, .. } => format!("{mebibytes} MiB"),
        other => return Err(other),
    })
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The first names of a list and how many there are besides.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST_NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::png::write_sprite,
        sprite::{Palette, Sprite},
    };

    #[test]
    fn a_folder_is_its_sprites_in_the_order_of_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["fish 10.png", "fish 9.png", "Eel.png", ".hidden.png"] {
            write_sprite(&at(name), &Sprite::EMPTY, &Palette::ocean(), None, 1).unwrap();
        }
        for (name, bytes) in [
            ("fish 9.png.import", &b"[remap]"[..]),
            ("Thumbs.db", b"\xd0\xcf\x11\xe0"),
            ("map.json", b"{\"tiledversion\": \"1\"}"),
            ("notes", b"a text"),
        ] {
            fs::write(at(name), bytes).unwrap();
        }
        let mut files = vec![folder.path().to_owned()];
        gather(&mut files).unwrap();
        assert_eq!(files, ["Eel.png", "fish 9.png", "fish 10.png"].map(at));
        // One that is damaged may be a sprite.
        fs::write(at("torn.png"), b"\x89PNG\r\n\x1a\n").unwrap();
        let error = gather(&mut vec![folder.path().to_owned()]).unwrap_err().to_string();
        assert!(error.contains("torn.png") && error.contains("damaged"), "{error}");
    }

    #[test]
    fn what_lies_beside_pictures_is_passed_over_unless_it_is_all() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write_sprite(&at("fish.png"), &Sprite::EMPTY, &Palette::ocean(), None, 1).unwrap();
        for name in ["fish.png.import", "fish.PNG.META", "fish.txt", "fish.json"] {
            fs::write(at(name), "{}").unwrap();
        }
        let mut files = ["fish.PNG.META", "fish.json", "fish.png", "fish.png.import", "fish.txt"]
            .map(at)
            .to_vec();
        gather(&mut files).unwrap();
        assert_eq!(files, [at("fish.png")]);
        let mut alone = vec![at("fish.txt")];
        gather(&mut alone).unwrap();
        assert_eq!(alone, [at("fish.txt")], "it is read, and refused by name");
        let mut missing = vec![at("fish.png"), at("no.meta")];
        gather(&mut missing).unwrap();
        assert_eq!(missing.len(), 2, "what is not there is told when it is read");
        let empty = tempfile::tempdir().unwrap();
        let error = gather(&mut vec![empty.path().to_owned()]).unwrap_err().to_string();
        assert!(error.contains("without a sprite"), "{error}");
    }
}
