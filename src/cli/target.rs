//! Where sprites are written: into a folder, or one into a file; never over what was read.

use std::path::{Path, PathBuf};

use super::{
    Usage,
    options::ContactSheetArgs,
    output::{self, quoted},
};
use crate::{
    files::{
        FileError, check_writable, create_folder, file_stem,
        png::{self, GridNames},
        sprite_file_name,
        unique_names::{UniqueNames, hyphenated},
        without_ending, write_atomically,
    },
    generate::{Generator, SpriteRequest},
    sprite::{Palette, Sprite},
};

/// Endings of pictures that are not written here: a name that has one is meant as a file.
const OTHER_PICTURES: [&str; 12] =
    ["jpg", "jpeg", "gif", "webp", "bmp", "apng", "ase", "aseprite", "tga", "tif", "tiff", "json"];

/// Where sprites are written, each as a PNG.
pub(super) struct Target<'a> {
    out: &'a Path,
    is_file: bool,
    /// Names that are taken, without regard to case: some disks know no difference.
    names: UniqueNames,
}

impl<'a> Target<'a> {
    /// A folder, which is made; or a file, where the name is that of a picture. Drawing takes a
    /// while; what is bound to fail should fail before it.
    pub(super) fn new(out: &'a Path, n_sprites: usize) -> anyhow::Result<Self> {
        let is_file = has_ending(out, &["png"]) && !out.is_dir();
        if !is_file && has_ending(out, &OTHER_PICTURES) && !out.is_dir() {
            let why = format!(
                "sprites are written as PNGs, which {} does not say; end it in .png, or give a \
                 folder with --out (`shoal export` writes other kinds)",
                out.display()
            );
            return Err(Usage(why).into());
        }
        if is_file && n_sprites != 1 {
            let why =
                format!("there are {n_sprites} sprites and one file; give a folder with --out");
            return Err(Usage(why).into());
        }
        if is_file {
            check_file(out)?;
        } else {
            create_folder(out)?;
        }
        Ok(Self { out, is_file, names: UniqueNames::default() })
    }

    /// Names alone, of which no two are the same.
    pub(super) fn names() -> Self {
        Self { out: Path::new(""), is_file: false, names: UniqueNames::default() }
    }

    /// Whether there is one file, of which the name is given.
    pub(super) fn is_file(&self) -> bool {
        self.is_file
    }

    /// Keeps names for the sprites that are called so, so that no number gives them to others.
    pub(super) fn reserve(&mut self, names: &[String]) {
        let stems: Vec<String> = names.iter().map(|name| file_stem(without_ending(name))).collect();
        self.names.reserve(stems.iter().map(String::as_str), str::to_lowercase);
    }

    /// The file of the next sprite; two of one name are told apart by numbers.
    pub(super) fn path(&mut self, name: &str) -> PathBuf {
        if self.is_file {
            return self.out.to_owned();
        }
        let stem = file_stem(without_ending(name));
        let stem = self.names.next(&stem, str::to_lowercase, hyphenated);
        self.out.join(format!("{stem}.png"))
    }
}

/// What a drawn sprite is called, with so many digits of its variant or more. The name tells parents
/// too: children of others should not replace these.
pub(super) fn sprite_name(
    generator: &Generator,
    request: &SpriteRequest,
    n_digits: usize,
) -> String {
    let variant = request.variant;
    let name = sprite_file_name(generator.world(), request.brief.labels, request.seed, variant);
    let name = name.trim_end_matches(".png").trim_end_matches(|c: char| c.is_ascii_digit());
    let name = format!("{name}{variant:0n_digits$}");
    let parents: Vec<&str> =
        request.parents.iter().map(|hash| hash.get(..6).unwrap_or(hash)).collect();
    if parents.is_empty() { name } else { format!("{name}-of-{}", parents.join("-")) }
}

/// Writes many sprites on one sheet, as many in a row as there are names of columns, and says
/// where.
pub(super) fn write_sheet(
    sheet: &ContactSheetArgs,
    sprites: &[Sprite],
    names: &GridNames,
    are_names_shown: bool,
    palette: &Palette,
) -> anyhow::Result<()> {
    let bytes = if are_names_shown {
        png::encode_named_grid(sprites, names, palette, sheet.scale)
    } else {
        png::encode_grid(sprites, names.columns.len(), palette, sheet.scale)
    };
    write_atomically(&sheet.out, &bytes)?;
    output::say(&sheet.out.display().to_string())
}

/// Makes the folder of a file that will be written.
pub(super) fn check_file(out: &Path) -> Result<(), FileError> {
    if out.is_dir() {
        return Err(FileError::NotAFile(out.to_owned()));
    }
    out.parent().map_or(Ok(()), create_folder)
}

/// Whether there is any way to write here, before hours of reading or drawing: the folder, or the
/// nearest one above that is there, takes files. Nothing is made.
pub(super) fn check_place(out: &Path) -> Result<(), FileError> {
    if out.is_file() {
        return check_writable(out);
    }
    let there = out.ancestors().find(|path| path.exists() || path.as_os_str().is_empty());
    let folder = there.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    check_writable(&folder.join("draft")).map_err(|error| match error {
        FileError::Write { error, .. } => FileError::Write { path: out.to_owned(), error },
        other => other,
    })
}

/// As [`check_file`], of a PNG.
pub(super) fn check_png(out: &Path) -> anyhow::Result<()> {
    if !out.is_dir() {
        check_ending(out, "--out", &["png"])?;
    }
    Ok(check_file(out)?)
}

/// Refuses a name that ends otherwise than what will be in the file.
pub(super) fn check_ending(out: &Path, option: &str, endings: &[&str]) -> Result<(), Usage> {
    if has_ending(out, endings) {
        return Ok(());
    }
    let ending = endings[0];
    let named = if out.is_dir() { out.join("NAME") } else { out.to_owned() };
    let example = quoted(&named.with_extension(ending));
    Err(Usage(format!("the name after {option} must end in .{ending}, as in {example}")))
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let extension = path.extension().unwrap_or_default();
    endings.iter().any(|ending| extension.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sprite_may_have_a_file_and_two_of_a_name_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let one = folder.path().join("made/one.png");
        assert_eq!(Target::new(&one, 1).unwrap().path("x"), one);
        let error = Target::new(&one, 2).err().unwrap().to_string();
        assert!(error.contains("2 sprites and one file"), "{error}");
        let mut many = Target::new(folder.path(), 9).unwrap();
        let names = ["a", "A", "a"].map(|name| many.path(name));
        assert_eq!(names, ["a.png", "A-2.png", "a-3.png"].map(|name| folder.path().join(name)));
        let mut known = Target::new(folder.path(), 9).unwrap();
        let all = ["b", "b", "B-2"];
        known.reserve(&all.map(str::to_owned));
        let names = all.map(|name| known.path(name));
        assert_eq!(names, ["b.png", "b-3.png", "B-2.png"].map(|name| folder.path().join(name)));
    }

    #[test]
    fn a_place_that_takes_no_files_is_known_before_anything_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        for deep in ["new", "new/deeper/a.png", "a.gif", "file"] {
            check_place(&folder.path().join(deep)).unwrap();
        }
        let error = check_place(&file.join("a/b.png")).unwrap_err().to_string();
        assert!(error.contains("a/b.png"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
