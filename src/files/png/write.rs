//! Writes sprites and sheets: colour type 3, 8 bits a pixel, the palette in its own order.

use std::path::Path;

use super::{LABEL_KEYWORD, Label, PALETTE_KEYWORD, RECIPE_KEYWORD, restore::palette_text, source};
use crate::{
    files::{FileError, canvas::Canvas, write_atomically, written::MARK},
    sprite::{Palette, Recipe, SIDE, Sprite},
};

/// Transparent pixels between the cells of a sheet, before it is enlarged.
const GRID_GAP: usize = 2;

/// A sprite as a PNG of `scale` times 32 pixels a side. A scale beyond 1 to [`super::MAX_SCALE`] is
/// pulled into that range.
#[must_use]
pub fn encode_sprite(
    sprite: &Sprite,
    palette: &Palette,
    recipe: Option<&Recipe>,
    scale: u32,
) -> Vec<u8> {
    encode(&Canvas::of(sprite).enlarged(scale), palette, recipe)
}

/// As [`encode_sprite`] at scale 1, with what the artist calls it.
///
/// # Panics
/// Never: a label is plain data.
#[must_use]
pub fn encode_labelled(
    sprite: &Sprite,
    palette: &Palette,
    recipe: Option<&Recipe>,
    label: &Label,
) -> Vec<u8> {
    let label = serde_json::to_string(label).expect("a label is plain data");
    let mut texts = vec![(LABEL_KEYWORD, label)];
    texts.extend(texts_of(recipe, palette));
    encode_texts(&Canvas::of(sprite), palette, texts)
}

/// Writes what [`encode_sprite`] makes; an older file is replaced whole or not at all.
pub fn write_sprite(
    path: &Path,
    sprite: &Sprite,
    palette: &Palette,
    recipe: Option<&Recipe>,
    scale: u32,
) -> Result<(), FileError> {
    write_atomically(path, &encode_sprite(sprite, palette, recipe, scale))
}

/// A picture of many sprites in rows of `columns`, two transparent pixels between them.
#[must_use]
pub fn encode_grid(sprites: &[Sprite], columns: usize, palette: &Palette, scale: u32) -> Vec<u8> {
    let columns = columns.clamp(1, sprites.len().max(1));
    let rows = sprites.len().div_ceil(columns).max(1);
    let extent = |cells: usize| cells * (SIDE + GRID_GAP) - GRID_GAP;
    let mut canvas = Canvas::empty(extent(columns), extent(rows));
    for (cell, sprite) in sprites.iter().enumerate() {
        let corner = (cell % columns * (SIDE + GRID_GAP), cell / columns * (SIDE + GRID_GAP));
        canvas.put(sprite, corner);
    }
    encode(&canvas.enlarged(scale), palette, None)
}

/// Writes what [`encode_grid`] makes; an older file is replaced whole or not at all.
pub fn write_grid(
    path: &Path,
    sprites: &[Sprite],
    columns: usize,
    palette: &Palette,
    scale: u32,
) -> Result<(), FileError> {
    write_atomically(path, &encode_grid(sprites, columns, palette, scale))
}

/// A canvas as an indexed PNG.
pub(super) fn encode(canvas: &Canvas, palette: &Palette, recipe: Option<&Recipe>) -> Vec<u8> {
    encode_texts(canvas, palette, texts_of(recipe, palette))
}

/// The recipe, and the palette that its indices are of where nothing else tells it.
pub(in crate::files) fn texts_of(
    recipe: Option<&Recipe>,
    palette: &Palette,
) -> Vec<(&'static str, String)> {
    let Some(recipe) = recipe else { return Vec::new() };
    let mut texts = vec![(RECIPE_KEYWORD, recipe.to_json())];
    texts.extend(source::xmp([recipe]).map(|xmp| (source::XMP_KEYWORD, xmp)));
    if recipe.palette.is_none() && !palette.has_colours_of(&Palette::ocean()) {
        texts.push((PALETTE_KEYWORD, palette_text(palette)));
    }
    texts
}

/// A picture of many sprites, which says where they come from if a model drew any.
#[cfg(feature = "formats")]
pub(in crate::files) fn encode_sheet<'a>(
    canvas: &Canvas,
    palette: &Palette,
    recipes: impl IntoIterator<Item = &'a Recipe>,
) -> Vec<u8> {
    let xmp = source::xmp(recipes).map(|xmp| (source::XMP_KEYWORD, xmp));
    encode_texts(canvas, palette, xmp.into_iter().collect())
}

fn encode_texts(canvas: &Canvas, palette: &Palette, texts: Vec<(&str, String)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, canvas.width as u32, canvas.height as u32);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::Eight);
    // Filters help photographs; neighbouring indices are no neighbouring colours.
    encoder.set_filter(::png::Filter::NoFilter);
    encoder.set_deflate_compression(::png::DeflateCompression::Level(9));
    let colours: Vec<u8> = palette.colours().iter().flat_map(|colour| colour.0).collect();
    encoder.set_palette(colours);
    // Entries without an alpha of their own are opaque, so one byte says it all.
    encoder.set_trns(vec![0]);
    let marked = encoder.add_text_chunk("Software".to_owned(), MARK.to_owned());
    let mut texts = texts.into_iter();
    let added = marked.and_then(|()| {
        texts.try_for_each(|(keyword, text)| encoder.add_itxt_chunk(keyword.to_owned(), text))
    });
    let written = added.and_then(|()| {
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&canvas.indices)?;
        writer.finish()
    });
    written.expect("memory takes everything, and the sizes fit each other");
    bytes
}
