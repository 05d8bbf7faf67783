//! Brings the sprites of any program into a palette of ours.
//!
//! What a file is is told by its first bytes. Our own files come back to the last pixel, with
//! their recipes; for all others each colour becomes the nearest of the palette in OKLab.

use std::path::Path;

use super::{
    FileError, Frame, Origin, aseprite,
    bounded::{MAX_BYTES, read_bounded},
    gif,
    picture::{Fit, Picture, Shot, check_sprite_size},
    png, sheet,
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

/// Reads every sprite of a PNG, GIF, .aseprite file or the JSON of a sheet. An empty file of
/// frames is an error, so there is at least one.
pub fn read_frames(path: &Path, palette: &Palette) -> Result<Vec<Imported>, FileError> {
    let bytes = read_bounded(path, MAX_BYTES)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if bytes.starts_with(png::SIGNATURE) {
        Ok(vec![from_png(path, &bytes, name, palette)?])
    } else if bytes.starts_with(b"GIF8") {
        gif::parse(path, &bytes, &name, palette)
    } else if aseprite::is_aseprite(&bytes) {
        aseprite::parse(path, &bytes, &name, palette)
    } else if bytes.trim_ascii_start().starts_with(b"{") {
        sheet::parse(path, &bytes, palette)
    } else {
        Err(unknown(path, &bytes))
    }
}

/// Reads the first sprite of a file.
pub fn read_first(path: &Path, palette: &Palette) -> Result<Imported, FileError> {
    let mut all = read_frames(path, palette)?;
    Ok(all.swap_remove(0))
}

/// A picture that came without a file, as from the clipboard: straight-alpha colours, row by
/// row.
pub fn from_pixels(
    name: &str,
    size: [usize; 2],
    pixels: Vec<[u8; 4]>,
    palette: &Palette,
) -> Result<Imported, FileError> {
    let path = Path::new(name);
    let [width, height] = size;
    if width.checked_mul(height) != Some(pixels.len()) {
        return Err(unknown(path, &[]));
    }
    check_sprite_size(path, width as u32, height as u32)?;
    let fit = Picture { width, height, pixels }.fit(path, palette)?;
    Ok(Imported::new(name.to_owned(), fit, None))
}

fn from_png(
    path: &Path,
    bytes: &[u8],
    name: String,
    palette: &Palette,
) -> Result<Imported, FileError> {
    // Palette indices say more than colours: two entries may look alike.
    if let Ok(read) = png::parse_sprite(path, bytes) {
        let origin = read.origin();
        if read.palette_colours.len() >= palette.colours().len()
            && read.palette_colours[1..palette.colours().len()] == palette.colours()[1..]
        {
            let frame = Frame { origin, ..Frame::new(name, read.sprite) };
            return Ok(Imported { frame, n_moved_colours: 0 });
        }
        if let (Origin::Recipe(recipe), Some(own)) = (origin, own_palette(&read)) {
            return Ok(Imported::recoloured(name, &read.sprite, &recipe, [&own, palette]));
        }
    }
    let check = |width, height| check_sprite_size(path, width, height);
    let (picture, recipe) = Picture::decode_png(path, bytes, check)?;
    let fit = picture.fit(path, palette)?;
    Ok(Imported::new(name, fit, recipe.as_deref()))
}

/// The colours of a file of ours, if it has no fewer than a palette.
fn own_palette(read: &png::ReadSprite) -> Option<Palette> {
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

    /// A picture of a file, in the colours of the palette.
    pub(super) fn of_shot(shot: Shot, path: &Path, palette: &Palette) -> Result<Self, FileError> {
        let fit = shot.picture.fit(path, palette)?;
        let mut imported = Self::new(shot.name, fit, shot.recipe.as_deref());
        imported.frame.milliseconds = shot.milliseconds;
        Ok(imported)
    }

    /// What was fitted, with the JSON of the recipe that stood beside it.
    pub(super) fn new(name: String, fit: Fit, recipe: Option<&str>) -> Self {
        let origin = origin(recipe, &fit.sprite);
        let frame = Frame { origin, ..Frame::new(name, fit.sprite) };
        Self { frame, n_moved_colours: fit.n_moved_colours }
    }
}

fn origin(recipe: Option<&str>, sprite: &Sprite) -> Origin {
    recipe.map_or(Origin::Unknown, |json| Origin::of_json(json, sprite))
}

pub(super) fn unknown(path: &Path, bytes: &[u8]) -> FileError {
    let path = path.to_owned();
    // Too short to tell: cut off within its first bytes.
    if !bytes.is_empty() && bytes.len() < png::SIGNATURE.len() && png::SIGNATURE.starts_with(bytes)
    {
        return png::damaged(&path, "it ends within its first bytes");
    }
    let problem = "is of a kind that is not read".to_owned();
    let remedy =
        "save it as a PNG, a GIF or an .aseprite file, or choose the JSON of a sprite sheet";
    FileError::Unsupported { path, problem, remedy }
}

#[cfg(test)]
mod tests;
