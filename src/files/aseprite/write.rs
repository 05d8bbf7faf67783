//! Frames as an indexed .aseprite file.

use std::path::Path;

use ::aseprite::{
    AsepriteError, AsepriteFile, Color, ColorMode, ColorProfile, LoopDirection, Pixels, UserData,
};

use crate::{
    files::{FileError, Frame, canvas::Canvas, palette::Swatches, write_atomically},
    sprite::{Palette, SIDE, TRANSPARENT},
};

/// Texts of the format say their length in two bytes.
const MAX_TEXT: usize = u16::MAX as usize;

/// Frame counts do so too.
const MAX_FRAMES: usize = u16::MAX as usize;

/// One frame a sprite on a single layer, the palette in its order with index 0 transparent,
/// a tag with each sprite's name, and its recipe in the user data of its cel.
///
/// Frames beyond 65,535 are left out, as is a recipe that is longer than the format allows.
///
/// # Panics
/// Never: memory takes everything that is written.
#[must_use]
pub fn encode(frames: &[Frame], palette: &Palette, scale: u32) -> Vec<u8> {
    let frames = &frames[..frames.len().min(MAX_FRAMES)];
    let mut bytes =
        build(frames, palette, scale).expect("memory takes everything, and the sizes fit");
    // The crate leaves the number of colours open, which means 256 to old readers.
    bytes[32..34].copy_from_slice(&(palette.colours().len() as u16).to_le_bytes());
    bytes
}

/// Writes what [`encode`] makes; an older file is replaced whole or not at all.
pub fn write(
    path: &Path,
    frames: &[Frame],
    palette: &Palette,
    scale: u32,
) -> Result<(), FileError> {
    write_atomically(path, &encode(frames, palette, scale))
}

fn build(frames: &[Frame], palette: &Palette, scale: u32) -> Result<Vec<u8>, AsepriteError> {
    let side = Canvas::empty(SIDE, SIDE).enlarged(scale).width as u16;
    let mut file = AsepriteFile::new(side, side, ColorMode::Indexed);
    file.set_color_profile(ColorProfile::SRgb { flags: 0, gamma: 0 });
    file.set_transparent_index(TRANSPARENT);
    file.set_palette(&colours(palette))?;
    let layer = file.add_layer("Sprite");
    for frame in frames {
        let at = file.add_frame(frame.milliseconds);
        let indices = Canvas::of(&frame.sprite).enlarged(scale).indices;
        file.set_cel(layer, at, Pixels::new(indices, side, side, ColorMode::Indexed)?, 0, 0)?;
        if let Some(recipe) = frame.recipe() {
            let text = Some(recipe.to_json()).filter(|text| text.len() <= MAX_TEXT);
            file.set_cel_user_data(layer, at, UserData { text, ..UserData::default() });
        }
    }
    for (at, frame) in frames.iter().enumerate() {
        let mut end = frame.name.len().min(MAX_TEXT);
        while !frame.name.is_char_boundary(end) {
            end -= 1;
        }
        file.add_tag(&frame.name[..end], at..=at, LoopDirection::Forward)?;
    }
    let mut bytes = Vec::new();
    file.write_to(&mut bytes)?;
    Ok(bytes)
}

fn colours(palette: &Palette) -> Vec<Color> {
    let swatches = Swatches::of_palette(palette);
    let colour = |swatch: &crate::files::palette::Swatch| {
        let [r, g, b] = swatch.rgb.0;
        let name = Some(swatch.label.clone()).filter(|label| !label.is_empty());
        Color { r, g, b, a: swatch.alpha, name }
    };
    swatches.colours.iter().map(colour).collect()
}
