//! Reads sprites back, trusting nothing: memory is bounded whatever the file claims.

use std::{io::Cursor, path::Path};

use ::png::{BitDepth, ColorType, DecodingError};

#[cfg(feature = "formats")]
use super::{CLIP_KEYWORD, ClipText};
use super::{
    LABEL_KEYWORD, Label, MAX_SCALE, PALETTE_KEYWORD, RECIPE_KEYWORD,
    restore::{self, Seen},
    structure,
};
use crate::{
    files::{
        FileError, Origin,
        bounded::{MAX_BYTES, guarded, read_bounded},
        reason,
    },
    sprite::{ENTRIES, Recipe, Rgb, SIDE, Sprite, TRANSPARENT},
};

/// What a decoder may allocate for one file.
pub(in crate::files) const MAX_MEMORY: usize = 16 << 20;

/// The most bytes of a picture that carries a recipe, which may have become any picture.
pub(super) const MAX_RECIPE_FILE: u64 = 32 << 20;

pub(in crate::files) const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// What an exported PNG holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadSprite {
    /// The pixels, at 32x32 however large the file was.
    pub sprite: Sprite,
    /// The palette of the file, index by index.
    pub palette_colours: Vec<Rgb>,
    /// How to make the sprite again, if the file says so.
    pub recipe: Option<Recipe>,
    /// Why a recipe that is there could not be understood.
    pub recipe_problem: Option<String>,
    /// What the artist calls it, if it was kept.
    pub label: Option<Label>,
    /// How many frames the file has; a still picture has one.
    pub n_frames: u32,
}

impl ReadSprite {
    /// The recipe held against the pixels.
    #[must_use]
    pub fn origin(&self) -> Origin {
        match (&self.recipe, &self.recipe_problem) {
            (Some(recipe), _) => Origin::of_recipe(recipe.clone(), &self.sprite),
            (None, Some(problem)) => Origin::Unreadable(problem.clone()),
            (None, None) => Origin::Unknown,
        }
    }
}

/// Reads a sprite that Shoal exported, at any scale. Any other picture is an error that says
/// what is wrong with it.
pub fn read_sprite(path: &Path) -> Result<ReadSprite, FileError> {
    let bytes = read_bounded(path, MAX_BYTES)?;
    check_signature(path, &bytes)?;
    guarded(path, || parse_sprite(path, &bytes))
}

/// Refuses what does not begin as a PNG does.
pub(super) fn check_signature(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if bytes.starts_with(SIGNATURE) {
        Ok(())
    } else if !bytes.is_empty() && SIGNATURE.starts_with(bytes) {
        Err(damaged(path, "it ends within its first bytes"))
    } else {
        Err(FileError::NotPng(path.to_owned()))
    }
}

/// As [`read_sprite`], of bytes that begin as a PNG does.
///
/// A file that carries a recipe may be of any kind that a PNG can be: what it looks like tells
/// which colours of the sprite's own palette its pixels are.
pub(in crate::files) fn parse_sprite(path: &Path, bytes: &[u8]) -> Result<ReadSprite, FileError> {
    let texts = Texts::decode(path, bytes)?;
    let (recipe, recipe_problem) = match texts.recipe() {
        None => (None, None),
        Some(Ok(recipe)) => (Some(recipe), None),
        Some(Err(problem)) => (None, Some(problem)),
    };
    // A label that cannot be understood is no reason to refuse a sprite.
    let label = texts.label.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let direct = parse_indexed(path, bytes);
    let is_as_written =
        |read: &(Sprite, Vec<Rgb>)| recipe.as_ref().is_none_or(|recipe| recipe.describes(&read.0));
    let restored = || {
        let told = texts.palette.as_deref().and_then(restore::palette_of);
        Seen::decode(bytes)?.restore(recipe.as_ref()?, told)
    };
    let (sprite, palette_colours) = match direct {
        Ok(read) if is_as_written(&read) => read,
        // Sorted anew, or painted over: only what can be seen tells which.
        Ok(read) => restored().filter(is_as_written).unwrap_or(read),
        Err(error) => restored().ok_or(error)?,
    };
    let n_frames = texts.n_frames;
    Ok(ReadSprite { sprite, palette_colours, recipe, recipe_problem, label, n_frames })
}

/// The recipe of a PNG of any size and kind, and why one that is there cannot be understood;
/// `None` where there is none.
pub fn read_recipe(path: &Path) -> Result<Option<Result<Recipe, String>>, FileError> {
    let bytes = read_bounded(path, MAX_RECIPE_FILE)?;
    check_signature(path, &bytes)?;
    Ok(guarded(path, || Texts::decode_any(path, &bytes))?.recipe())
}

/// An indexed picture with the palette of a sprite.
fn parse_indexed(path: &Path, bytes: &[u8]) -> Result<(Sprite, Vec<Rgb>), FileError> {
    let picture = Picture::decode(path, bytes)?;
    check_palette(path, &picture)?;
    let sprite = picture.shrunk().ok_or_else(|| FileError::NotEnlarged {
        path: path.to_owned(),
        scale: (picture.width / SIDE) as u32,
    })?;
    let sprite = Sprite::from_indices(&sprite).ok_or_else(|| FileError::OtherPalette {
        path: path.to_owned(),
        problem: "has more colours than 64, and the picture uses them",
    })?;
    Ok((sprite, picture.colours))
}

/// What a PNG says in words.
pub(super) struct Texts {
    /// The JSON of a recipe, or why it cannot be unpacked.
    recipe: Option<Result<String, String>>,
    label: Option<String>,
    palette: Option<String>,
    n_frames: u32,
    /// Width and height of the picture.
    pub(super) size: (u32, u32),
}

impl Texts {
    /// The texts of a picture that has the size of a sprite.
    fn decode(path: &Path, bytes: &[u8]) -> Result<Self, FileError> {
        Self::read(path, bytes, |info| check_size(path, info))
    }

    /// The texts of any picture whose pixels fit into memory.
    pub(super) fn decode_any(path: &Path, bytes: &[u8]) -> Result<Self, FileError> {
        Self::read(path, bytes, |_| Ok(()))
    }

    fn read(
        path: &Path,
        bytes: &[u8],
        check: impl FnOnce(&::png::Info<'_>) -> Result<(), FileError>,
    ) -> Result<Self, FileError> {
        structure::check(path, bytes)?;
        let broken = |error: DecodingError| damaged(path, reason::of_png(&error));
        let limits = ::png::Limits { bytes: MAX_MEMORY };
        let mut decoder = ::png::Decoder::new_with_limits(Cursor::new(bytes), limits);
        check(decoder.read_header_info().map_err(broken)?)?;
        let mut reader = decoder.read_info().map_err(broken)?;
        // Editors may put texts behind the picture, and a torn file shows only at its end.
        reader.finish().map_err(broken)?;
        let find = |keyword| text(reader.info(), keyword);
        let recipe = find(RECIPE_KEYWORD).map(Ok).or_else(|| {
            let is_there = has_text(reader.info(), RECIPE_KEYWORD);
            is_there.then(|| Err("its text cannot be unpacked".to_owned()))
        });
        Ok(Self {
            recipe,
            size: (reader.info().width, reader.info().height),
            label: find(LABEL_KEYWORD),
            palette: find(PALETTE_KEYWORD),
            n_frames: reader.info().animation_control().map_or(1, |it| it.num_frames.max(1)),
        })
    }
}

impl Texts {
    /// The recipe, or why it cannot be understood.
    pub(super) fn recipe(&self) -> Option<Result<Recipe, String>> {
        let parse =
            |text: &String| Recipe::from_json(text).map_err(|error| reason::of_json(&error));
        Some(self.recipe.as_ref()?.as_ref().map_err(String::clone).and_then(parse))
    }
}

/// What is taken from a PNG before anybody asks whether it makes sense.
struct Picture {
    width: usize,
    indices: Vec<u8>,
    colours: Vec<Rgb>,
    alphas: Vec<u8>,
}

impl Picture {
    fn decode(path: &Path, bytes: &[u8]) -> Result<Self, FileError> {
        structure::check(path, bytes)?;
        let broken = |error: DecodingError| damaged(path, reason::of_png(&error));
        let limits = ::png::Limits { bytes: MAX_MEMORY };
        let mut decoder = ::png::Decoder::new_with_limits(Cursor::new(bytes), limits);
        // The size is checked before anything of that size is allocated.
        check_header(path, decoder.read_header_info().map_err(broken)?)?;
        let mut reader = decoder.read_info().map_err(broken)?;
        let width = reader.info().width as usize;
        let mut indices = vec![0; width * width];
        reader.next_frame(&mut indices).map_err(broken)?;
        // Editors may put texts behind the picture, and a torn file shows only at its end.
        reader.finish().map_err(broken)?;
        let info = reader.info();
        let channels = info.palette.as_deref().unwrap_or_default();
        Ok(Self {
            width,
            indices,
            colours: channels.as_chunks::<3>().0.iter().map(|&colour| Rgb(colour)).collect(),
            alphas: info.trns.as_deref().unwrap_or_default().to_vec(),
        })
    }

    /// One index for each block; `None` if a block has more than one.
    fn shrunk(&self) -> Option<Vec<u8>> {
        let scale = self.width / SIDE;
        let at = |x: usize, y: usize| self.indices[y * self.width + x];
        let uniform = (0..self.width)
            .all(|y| (0..self.width).all(|x| at(x, y) == at(x / scale * scale, y / scale * scale)));
        uniform.then(|| {
            let corner = |pixel: usize| at(pixel % SIDE * scale, pixel / SIDE * scale);
            (0..SIDE * SIDE).map(corner).collect()
        })
    }
}

/// The recipe beside a picture, as the JSON that it should be.
#[cfg(feature = "formats")]
pub(in crate::files) fn recipe_text(info: &::png::Info<'_>) -> Option<String> {
    text(info, RECIPE_KEYWORD)
}

/// What an animated PNG of ours says of its frames.
#[cfg(feature = "formats")]
pub(in crate::files) fn clip_text(info: &::png::Info<'_>) -> Option<ClipText> {
    serde_json::from_str(&text(info, CLIP_KEYWORD)?).ok()
}

/// A text in any of the three ways in which a PNG can hold one.
fn text(info: &::png::Info<'_>, keyword: &str) -> Option<String> {
    if let Some(chunk) = info.utf8_text.iter().find(|chunk| chunk.keyword == keyword) {
        let mut chunk = chunk.clone();
        chunk.decompress_text_with_limit(MAX_BYTES as usize).ok()?;
        return chunk.get_text().ok();
    }
    if let Some(chunk) = info.uncompressed_latin1_text.iter().find(|it| it.keyword == keyword) {
        return Some(from_latin1(&chunk.text));
    }
    let chunk = info.compressed_latin1_text.iter().find(|chunk| chunk.keyword == keyword)?;
    let mut chunk = chunk.clone();
    chunk.decompress_text_with_limit(MAX_BYTES as usize).ok()?;
    Some(from_latin1(&chunk.get_text().ok()?))
}

/// Whether there is a text, even one that cannot be unpacked.
fn has_text(info: &::png::Info<'_>, keyword: &str) -> bool {
    info.utf8_text.iter().any(|chunk| chunk.keyword == keyword)
        || info.uncompressed_latin1_text.iter().any(|chunk| chunk.keyword == keyword)
        || info.compressed_latin1_text.iter().any(|chunk| chunk.keyword == keyword)
}

/// Converters put the bytes of UTF-8 where Latin-1 belongs.
fn from_latin1(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(letter).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

fn check_size(path: &Path, info: &::png::Info<'_>) -> Result<(), FileError> {
    let (width, height) = (info.width, info.height);
    let side = SIDE as u32;
    if width != height || !width.is_multiple_of(side) || !(1..=MAX_SCALE).contains(&(width / side))
    {
        return Err(FileError::WrongSize { path: path.to_owned(), width, height });
    }
    Ok(())
}

fn check_header(path: &Path, info: &::png::Info<'_>) -> Result<(), FileError> {
    check_size(path, info)?;
    let found = match (info.color_type, info.bit_depth) {
        (ColorType::Indexed, BitDepth::Eight) => return Ok(()),
        (ColorType::Indexed, depth) => format!("indexed with {} bits a pixel", depth as u8),
        (ColorType::Rgb, _) => "an RGB picture".to_owned(),
        (ColorType::Rgba, _) => "an RGBA picture".to_owned(),
        (ColorType::Grayscale | ColorType::GrayscaleAlpha, _) => "a grey picture".to_owned(),
    };
    Err(FileError::NotIndexed { path: path.to_owned(), found })
}

/// Sprites say "transparent" with index 0 and with nothing else, so a palette that puts
/// transparency elsewhere would turn into wrong colours unseen.
fn check_palette(path: &Path, picture: &Picture) -> Result<(), FileError> {
    let problem = if picture.colours.is_empty() {
        "is missing"
    } else if picture.indices.iter().any(|&index| usize::from(index) >= picture.colours.len()) {
        "has fewer colours than the picture uses"
    } else if picture.alphas.first() != Some(&0) && picture.indices.contains(&TRANSPARENT) {
        "does not have its transparent colour first"
    } else if picture.alphas.iter().take(ENTRIES).skip(1).any(|&alpha| alpha != 255) {
        "has more see-through colours than the first"
    } else {
        return Ok(());
    };
    Err(FileError::OtherPalette { path: path.to_owned(), problem })
}

pub(in crate::files) fn damaged(path: &Path, reason: &str) -> FileError {
    FileError::Damaged { path: path.to_owned(), reason: reason.to_owned() }
}
