//! Brings the sprites of any program into a palette of ours.
//!
//! What a file is is told by its first bytes. Our own files come back to the last pixel, with
//! their recipes; for all others each colour becomes the nearest of the palette in OKLab.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use super::{
    FileError, Frame, Glass, Origin, Tag,
    animation::{self, About, AnimationFrame, MAX_FILE_BYTES, Source, WhichFrames, name_frames},
    bounded::{guarded, read_bounded},
    palette::{Swatch, Swatches},
    picture::{Fit, OPAQUE_FROM, Picture, check_sprite_size},
    png,
    remarks::{Remark, Remarks},
};
use crate::sprite::{ENTRIES, Palette, Recipe, Rgb, Sprite, TRANSPARENT};

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
    read(path, palette, WhichFrames::All, glass)
}

/// The sprites of [`read_file`] alone, for callers that show no remarks.
pub fn read_frames(path: &Path, palette: &Palette) -> Result<Vec<Imported>, FileError> {
    Ok(read_file(path, palette)?.sprites)
}

/// Reads the first sprite of a file, with the remarks on it: frames that it leaves are among them.
pub fn read_first(path: &Path, palette: &Palette) -> Result<ImportedFile, FileError> {
    let mut file = read(path, palette, WhichFrames::First, Glass::default())?;
    // Sheets are read whole.
    let of = file.sprites.len();
    file.remarks.add(Remark::FramesLeftOut { n: of - 1, of });
    file.sprites.truncate(1);
    file.tags.clear();
    Ok(file)
}

/// The colours of all sprites of these files together, where a palette has room for them: as the
/// first file has them in its own palette, so that indices stay, and others behind those.
pub fn own_palette(paths: &[PathBuf]) -> Result<Option<Palette>, FileError> {
    own_palette_with(paths, Glass::default())
}

/// As [`own_palette`], with a choice of what becomes of half-transparent pixels.
pub fn own_palette_with(paths: &[PathBuf], glass: Glass) -> Result<Option<Palette>, FileError> {
    let mut colours = OwnColours::default();
    for path in paths {
        let bytes = read_bounded(path, MAX_FILE_BYTES)?;
        let which = WhichFrames::All;
        let source = Source { path, bytes: &bytes, which, check: check_sprite_size };
        animation::each_frame(&source, &mut About::default(), &mut |mut frame| {
            frame.picture.settle(glass);
            colours.add(&frame);
            Ok(())
        })?;
    }
    let name = paths.first().and_then(|path| path.file_stem()).unwrap_or_default();
    Ok(colours.palette(&name.to_string_lossy()))
}

/// Colours as they come.
#[derive(Default)]
struct OwnColours {
    /// Those of the palette of the first frame, in its order.
    first: Option<Vec<Swatch>>,
    /// Those that opaque pixels have, in the order in which they come.
    used: Vec<Rgb>,
    known: HashSet<Rgb>,
}

impl OwnColours {
    fn add(&mut self, frame: &AnimationFrame) {
        if self.first.is_none() {
            let own = frame.indexed.as_ref().map(|indexed| indexed.colours.to_vec());
            self.first = Some(own.unwrap_or_default());
        }
        let mut last = None;
        for &[r, g, b, alpha] in &frame.picture.pixels {
            let rgb = Rgb([r, g, b]);
            if last.replace((rgb, alpha)) == Some((rgb, alpha)) {
                continue;
            }
            // Once there are too many it does not matter how many.
            if alpha >= OPAQUE_FROM && self.used.len() < ENTRIES && self.known.insert(rgb) {
                self.used.push(rgb);
            }
        }
    }

    fn palette(self, name: &str) -> Option<Palette> {
        if self.used.is_empty() || self.used.len() >= ENTRIES {
            return None;
        }
        let opaque = |rgb: &Rgb| Swatch::opaque(rgb.0);
        let unseen = Swatch { alpha: 0, ..Swatch::opaque([0; 3]) };
        let first = self.first.unwrap_or_default();
        let others =
            self.used.iter().filter(|rgb| first.iter().all(|it| it.rgb != **rgb || it.alpha == 0));
        let with_others: Vec<Swatch> = first.iter().cloned().chain(others.map(opaque)).collect();
        let used_alone = std::iter::once(unseen).chain(self.used.iter().map(opaque)).collect();
        [with_others, used_alone].into_iter().find_map(|colours: Vec<Swatch>| {
            let palette = Swatches { name: name.to_owned(), colours, ..Swatches::default() }
                .to_palette()
                .ok()?;
            let has = |rgb: &&Rgb| palette.colours()[1..].contains(rgb);
            (self.used.iter().filter(has).count() == self.used.len()).then_some(palette)
        })
    }
}

fn read(
    path: &Path,
    palette: &Palette,
    which: WhichFrames,
    glass: Glass,
) -> Result<ImportedFile, FileError> {
    let bytes = read_bounded(path, MAX_FILE_BYTES)?;
    let mut about = About::default();
    let mut fitted = Remarks::default();
    let mut sprites = Vec::new();
    let mut nearest = HashMap::new();
    let source = Source { path, bytes: &bytes, which, check: check_sprite_size };
    if let Some(own) = guarded(path, || Ok(own_sprite(path, &bytes, palette)))? {
        sprites.push(own);
    } else {
        animation::each_frame(&source, &mut about, &mut |mut frame| {
            let settled = frame.picture.settle(glass);
            fitted.add(Remark::HalfTransparent {
                opaque: settled.n_opaque,
                vanished: settled.n_vanished,
            });
            sprites.push(Imported::of_frame(frame, path, palette, &mut nearest, &mut fitted)?);
            Ok(())
        })?;
    }
    for imported in &sprites {
        fitted.add(Remark::ColoursMoved(imported.n_moved_colours));
        match &imported.frame.origin {
            Origin::Changed(_) => fitted.add(Remark::RecipesStale(1)),
            Origin::Unreadable(reason) => {
                fitted.add(Remark::RecipesUnreadable { n: 1, reason: reason.clone() });
            }
            Origin::Unknown | Origin::Recipe(_) => {}
        }
    }
    let mut names: Vec<&mut String> =
        sprites.iter_mut().map(|imported| &mut imported.frame.name).collect();
    name_frames(&mut names, path);
    about.remarks.extend(fitted);
    let About { tags, also_read, remarks } = about;
    Ok(ImportedFile { sprites, tags, also_read, remarks })
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
        return Err(animation::unknown(path, &[]));
    }
    check_sprite_size(path, width as u32, height as u32)?;
    let fit = Picture { width, height, pixels }.fit(path, palette, None, &mut HashMap::new())?;
    let mut remarks = Remarks::default();
    remarks.add(fit.half_transparent());
    remarks.add(Remark::ColoursMoved(fit.n_moved_colours));
    let sprites = vec![Imported::new(name.to_owned(), fit, None)];
    Ok(ImportedFile { sprites, remarks, ..ImportedFile::default() })
}

/// A PNG of ours, whose palette indices say more than colours: two entries may look alike.
fn own_sprite(path: &Path, bytes: &[u8], palette: &Palette) -> Option<Imported> {
    let read = png::parse_sprite(path, bytes).ok()?;
    let origin = read.origin();
    let n_colours = palette.colours().len();
    if read.palette_colours.get(1..n_colours) == palette.colours().get(1..) {
        let frame = Frame { origin, ..Frame::new("", read.sprite) };
        return Some(Imported { frame, n_moved_colours: 0 });
    }
    let (Origin::Recipe(recipe), Some(own)) = (origin, stored_palette(&read)) else { return None };
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

    /// A frame of a file, in the colours of the palette.
    fn of_frame(
        frame: AnimationFrame,
        path: &Path,
        palette: &Palette,
        nearest: &mut HashMap<Rgb, u8>,
        remarks: &mut Remarks,
    ) -> Result<Self, FileError> {
        let fit = frame.picture.fit(path, palette, frame.indexed.as_ref(), nearest)?;
        remarks.add(fit.half_transparent());
        let mut imported = Self::new(frame.name, fit, frame.recipe.as_deref());
        imported.frame.milliseconds = frame.milliseconds;
        Ok(imported)
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
