//! Brings the sprites of any program into a palette of ours.
//!
//! The first bytes of a file say what it is. Our own files come back to the last pixel, with
//! their recipes; for all others each colour becomes the nearest of the palette in OKLab.

mod own_colours;
mod sprite_file;

use std::path::{Path, PathBuf};

pub(super) use self::own_colours::places_in;
pub use self::{own_colours::own_palette, sprite_file::SpriteFile};
use super::{
    FileError, Frame, Glass, Origin, Tag,
    animation::WhichFrames,
    fit::{Fit, Fitter},
    picture::{Picture, check_sprite_size},
    png,
    remarks::{Remark, Remarks},
    tags,
};
use crate::sprite::{ENTRIES, Palette, Recipe, Sprite, TRANSPARENT};

/// A sprite that was read, and what had to give for that.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The sprite, what it is called and how it was made.
    pub frame: Frame,
    /// How many of its colours are not in the palette and became their nearest neighbours.
    pub n_moved_colours: usize,
}

/// The sprites of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedFile {
    /// At least one.
    pub sprites: Vec<Imported>,
    /// Named ranges of them.
    pub tags: Vec<Tag>,
    /// How often all of it plays, where the file says so and no tag does; `None` is for ever. A
    /// remark says so too.
    pub plays: Option<u16>,
    /// Files that the file names and that were read for it, such as the picture of a sheet.
    pub also_read: Vec<PathBuf>,
    /// What was left out or changed, of all sprites together.
    pub remarks: Remarks,
}

/// Reads every sprite of a file of pictures. An empty file of frames is an error, so there is at
/// least one.
pub fn read_file(path: &Path, palette: &Palette) -> Result<ImportedFile, FileError> {
    read_file_with(path, palette, Glass::default())
}

/// As [`read_file`], with a choice of what becomes of half-transparent pixels.
pub fn read_file_with(
    path: &Path,
    palette: &Palette,
    glass: Glass,
) -> Result<ImportedFile, FileError> {
    SpriteFile::read(path, WhichFrames::All, glass)?.fit(palette)
}

/// The sprites of [`read_file`] alone, for callers that show no remarks.
pub fn read_frames(path: &Path, palette: &Palette) -> Result<Vec<Imported>, FileError> {
    Ok(read_file(path, palette)?.sprites)
}

/// Reads the first sprite of a file, with the remarks on it: frames that it leaves are among them.
pub fn read_first(path: &Path, palette: &Palette) -> Result<ImportedFile, FileError> {
    let mut file = SpriteFile::read(path, WhichFrames::First, Glass::default())?.fit(palette)?;
    // Sheets are read whole.
    let of = file.sprites.len();
    file.remarks.add(Remark::FramesLeftOut { n: of - 1, of });
    file.sprites.truncate(1);
    tags::settle(&mut file.tags, 1, &mut file.remarks);
    file.plays = None;
    Ok(file)
}

/// A picture that came without a file, as from the clipboard: straight-alpha colours, row by
/// row.
pub fn from_pixels(
    name: &str,
    size: [usize; 2],
    pixels: Vec<[u8; 4]>,
    palette: &Palette,
) -> Result<ImportedFile, FileError> {
    let path = Path::new(name);
    let [width, height] = size;
    if width.checked_mul(height) != Some(pixels.len()) {
        let problem = "does not have as many pixels as its size says".to_owned();
        let remedy = "copy the picture again";
        return Err(FileError::Unsupported { path: path.to_owned(), problem, remedy });
    }
    check_sprite_size(path, width as u32, height as u32)?;
    let picture = Picture { width, height, pixels };
    let fit = Fitter::new(palette).fit(path, &picture, None)?;
    let mut remarks = Remarks::default();
    remarks.add(fit.half_transparent());
    remarks.add(Remark::ColoursMoved(fit.n_moved_colours));
    let sprites = vec![Imported::new(name.to_owned(), fit, None)];
    Ok(ImportedFile { sprites, remarks, ..ImportedFile::default() })
}

/// A PNG of ours in a palette: its indices say more than colours, for two entries may look alike.
fn own_sprite(read: &png::ReadSprite, palette: &Palette) -> Option<Imported> {
    let origin = read.origin();
    let n_colours = palette.colours().len();
    if read.palette_colours.get(1..n_colours) == palette.colours().get(1..) {
        let frame = Frame { origin, ..Frame::new("", read.sprite.clone()) };
        return Some(Imported { frame, n_moved_colours: 0 });
    }
    let (Origin::Recipe(recipe), Some(own)) = (origin, stored_palette(read)) else { return None };
    Some(Imported::recoloured(String::new(), &read.sprite, &recipe, [&own, palette]))
}

/// The colours of a file of ours, if it has no fewer than a palette.
fn stored_palette(read: &png::ReadSprite) -> Option<Palette> {
    let colours = read.palette_colours.get(..ENTRIES)?.try_into().ok()?;
    Some(Palette::new("Palette of the file", colours, Vec::new()))
}

impl Imported {
    /// A sprite of ours in another palette: its recipe goes on to tell how it was made.
    fn recoloured(
        name: String,
        sprite: &Sprite,
        recipe: &Recipe,
        [own, palette]: [&Palette; 2],
    ) -> Self {
        let table = own.translation(palette);
        let is_moved = |&index: &u8| {
            let [from, to] = [(own, index), (palette, table[usize::from(index)])]
                .map(|(palette, index)| palette.colours()[usize::from(index)]);
            index != TRANSPARENT && from != to && sprite.pixels().contains(&index)
        };
        let n_moved_colours = (0..ENTRIES as u8).filter(is_moved).count();
        let moved = sprite.translated(&table);
        let recipe = recipe.recoloured(sprite, &moved, palette);
        Self { frame: Frame::new(name, moved).with_recipe(recipe), n_moved_colours }
    }

    /// What was fitted, with the JSON of the recipe that stood beside it.
    fn new(name: String, fit: Fit, recipe: Option<&str>) -> Self {
        let origin = origin(recipe, &fit.sprite);
        let frame = Frame { origin, ..Frame::new(name, fit.sprite) };
        Self { frame, n_moved_colours: fit.n_moved_colours }
    }
}

fn origin(recipe: Option<&str>, sprite: &Sprite) -> Origin {
    recipe.map_or(Origin::Unknown, |json| Origin::of_json(json, sprite))
}

#[cfg(test)]
mod tests;
