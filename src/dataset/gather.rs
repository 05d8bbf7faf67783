//! Finds the picture files below the folders that were named.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};

use crate::files::sheet::{parts_of, without_parts};

/// Folders in folders, at most; a loop of links is never followed either.
const MAX_DEPTH: usize = 12;

/// More files than anybody drew.
const MAX_FILES: usize = 50_000;

/// Endings of the files that are opened.
const ENDINGS: [&str; 20] = [
    "png", "gif", "aseprite", "ase", "webp", "bmp", "tga", "qoi", "jpg", "jpeg", "tif", "tiff",
    "ora", "kra", "pxo", "piskel", "lbm", "iff", "ilbm", "pcx",
];

/// Endings of pictures that are not read: an artist should hear of them.
const FOREIGN: [&str; 5] = ["avif", "psd", "xcf", "svg", "pdn"];

/// A folder with these was written by an import: its contact sheet is no art.
pub(super) const WRITTEN: [&str; 2] = ["contact.png", "report.txt"];

/// A file to import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FoundFile {
    /// Its path below what was named, with `/` between folders.
    pub(super) relative: String,
    /// Where it is.
    pub(super) path: PathBuf,
}

/// All picture files in and below the inputs, in the order of their names. A sheet that has its
/// JSON beside it is found as that JSON.
pub(super) fn gather(inputs: &[PathBuf]) -> Result<Vec<FoundFile>> {
    let mut found = Vec::new();
    for input in inputs {
        let metadata = fs::metadata(input)
            .with_context(|| format!("cannot read {}: check the name", input.display()))?;
        let start = found.len();
        if metadata.is_dir() {
            walk(input, "", 0, &mut found)?;
            // Where most pictures lie in the named folder itself, its own name says what they
            // are; where most lie in folders below, those names do.
            let found = &mut found[start..];
            let n_own = found.iter().filter(|file| !file.relative.contains('/')).count();
            let name = input.canonicalize().ok();
            let name = name.as_deref().and_then(Path::file_name).unwrap_or_default();
            if found.len() <= 2 * n_own && !name.is_empty() {
                for file in found {
                    file.relative = format!("{}/{}", name.to_string_lossy(), file.relative);
                }
            }
        } else {
            let name = input.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push(FoundFile { relative: name, path: input.clone() });
        }
        found[start..].sort();
    }
    found.dedup_by(|a, b| a.path == b.path);
    ensure!(
        !found.is_empty(),
        "there are no pictures there: PNG, GIF, .aseprite and the JSON of sheets are read"
    );
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<FoundFile>) -> Result<()> {
    ensure!(depth <= MAX_DEPTH, "{} lies too deep in folders", folder.display());
    if WRITTEN.iter().all(|name| folder.join(name).is_file()) {
        return Ok(());
    }
    let entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let start = found.len();
    for entry in entries {
        let entry =
            entry.with_context(|| format!("cannot read the folder {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let (path, kind) = (entry.path(), entry.file_type());
        let relative = format!("{prefix}{name}");
        if kind.is_ok_and(|kind| kind.is_dir()) {
            walk(&path, &format!("{relative}/"), depth + 1, found)?;
        } else if has_ending(&path, &ENDINGS) || has_ending(&path, &FOREIGN) {
            found.push(FoundFile { relative, path });
        } else if has_ending(&path, &["json"]) {
            // Other JSON is no sheet, and lies beside pictures everywhere.
            if !parts_of(&path).pictures.is_empty() {
                found.push(FoundFile { relative, path });
            }
        }
        ensure!(found.len() <= MAX_FILES, "there are more than {MAX_FILES} pictures there");
    }
    let mut here = found.split_off(start);
    here.sort();
    let paths: Vec<PathBuf> = here.iter().map(|file| file.path.clone()).collect();
    let kept: HashSet<PathBuf> = without_parts(&paths).into_iter().collect();
    found.extend(here.into_iter().filter(|file| kept.contains(&file.path)));
    Ok(())
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(folder: &Path, names: &[&str]) {
        for name in names {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
    }

    fn names(found: &[FoundFile]) -> Vec<&str> {
        found.iter().map(|file| file.relative.as_str()).collect()
    }

    #[test]
    fn names_begin_below_what_was_named_or_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let art = folder.path().join("art");
        make(
            &art,
            &["demons/b.png", "demons/A.PNG", "demons/old/c.ase", "cats/.d.png", "notes.txt"],
        );
        let all = gather(std::slice::from_ref(&art)).unwrap();
        assert_eq!(names(&all), ["demons/A.PNG", "demons/b.png", "demons/old/c.ase"]);
        let one = gather(&[art.join("demons"), art.join("demons/b.png")]).unwrap();
        assert_eq!(names(&one), ["demons/A.PNG", "demons/b.png", "demons/old/c.ase", "b.png"]);
    }

    #[test]
    fn what_an_import_wrote_is_no_art() {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path(), &["cats/a.png", "own-art/contact.png", "own-art/report.txt"]);
        let found = gather(&[folder.path().to_owned()]).unwrap();
        assert_eq!(names(&found), ["cats/a.png"]);
        let error = gather(&[folder.path().join("own-art")]).unwrap_err().to_string();
        assert!(error.contains("no pictures"), "{error}");
    }

    #[test]
    fn a_stray_picture_changes_no_names() {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path(), &["cave/imps/a.png", "cave/imps/b.png", "wood/cats/c.png", "x.png"]);
        let found = gather(&[folder.path().to_owned()]).unwrap();
        assert_eq!(
            names(&found),
            ["cave/imps/a.png", "cave/imps/b.png", "wood/cats/c.png", "x.png"]
        );
    }

    #[test]
    fn a_sheet_is_found_once_and_other_json_is_not() {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path(), &["sheet.png", "alone.png", "package.json"]);
        let json =
            r#"{"frames": [{"frame": {"w": 1, "h": 1}}], "meta": {"image": "C:\\art\\sheet.png"}}"#;
        fs::write(folder.path().join("sheet.json"), json).unwrap();
        let found = gather(&[folder.path().to_owned()]).unwrap();
        let ends: Vec<&str> =
            names(&found).iter().map(|name| name.rsplit('/').next().unwrap()).collect();
        assert_eq!(ends, ["alone.png", "sheet.json"]);
    }

    #[test]
    fn pictures_of_other_kinds_are_found_so_that_they_can_be_told_of() {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path(), &["cats/a.png", "cats/b.JPG", "cats/notes.txt"]);
        let found = gather(&[folder.path().to_owned()]).unwrap();
        assert_eq!(names(&found), ["cats/a.png", "cats/b.JPG"]);
    }

    #[test]
    fn nothing_there_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let error = gather(&[folder.path().to_owned()]).unwrap_err().to_string();
        assert!(error.contains("no pictures"), "{error}");
        let error = gather(&[folder.path().join("gone")]).unwrap_err().to_string();
        assert!(error.contains("gone"), "{error}");
    }
}
