//! What a sprite is, and the plain data that describes how to make one.
//!
//! This room names nothing else of ours: no model, no file format, no window.

mod brush;
mod colour_set;
mod hash;
mod hint;
mod labels;
mod light;
mod livery;
mod mask;
mod motion_step;
pub mod noise;
pub mod oklab;
mod order;
pub mod paint;
mod palette;
mod patch;
pub(crate) mod portable;
mod ramps;
mod recipe;
mod rgb;
mod sampling;
mod schema;
mod shading;
mod sketch;
pub(crate) mod words;

pub use colour_set::ColourSet;
pub use hash::hash_hex;
pub use hint::{Hint, HintPlane};
pub use labels::{Labels, Prompt, WorldId};
pub use light::Light;
pub use livery::{Livery, LiveryError};
pub use mask::{Mask, Side};
pub use motion_step::MotionStep;
pub use order::ScanOrder;
pub use palette::{Palette, PaletteError};
pub use patch::{MAX_PATCH_SIDE, Patch};
pub use ramps::Ramp;
pub use recipe::{PixelEdit, Recipe};
pub use rgb::Rgb;
pub use sampling::{MIN_SHAPE_TEMPERATURE, Sampling, ValidSampling};
pub use schema::{Axis, AxisRef, Schema, SchemaError, UnknownName, World, slug};
pub use shading::Shading;
pub use sketch::{Sketch, SketchCell};
pub use words::{ReadWord, VocabularyWord, WordSense, WordsError};

/// Width and height of a sprite in pixels.
pub const SIDE: usize = 32;

/// Pixels in a sprite.
pub const PIXELS: usize = SIDE * SIDE;

/// Entries in a palette, the transparent one included.
pub const ENTRIES: usize = 64;

/// The palette index of a transparent pixel.
pub const TRANSPARENT: u8 = 0;

/// A 32x32 picture of palette indices in raster order (row by row from the top left).
///
/// Index [`TRANSPARENT`] is see-through; 1..=63 are colours of a 64-entry [`Palette`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sprite {
    pixels: [u8; PIXELS],
}

impl Sprite {
    /// A sprite with nothing on it.
    pub const EMPTY: Self = Self { pixels: [TRANSPARENT; PIXELS] };

    /// Wraps palette indices in raster order; `None` if their number is not 1024 or one of
    /// them is no palette index.
    #[must_use]
    pub fn from_indices(indices: &[u8]) -> Option<Self> {
        let pixels: [u8; PIXELS] = indices.try_into().ok()?;
        pixels.iter().all(|&index| usize::from(index) < ENTRIES).then_some(Self { pixels })
    }

    /// All palette indices in raster order.
    #[must_use]
    pub fn pixels(&self) -> &[u8; PIXELS] {
        &self.pixels
    }

    /// The palette index at column `x`, row `y`; transparent off the canvas.
    #[must_use]
    pub fn at(&self, x: i32, y: i32) -> u8 {
        index_of(x, y).map_or(TRANSPARENT, |index| self.pixels[index])
    }

    /// Sets the pixel at column `x`, row `y`; does nothing off the canvas.
    ///
    /// # Panics
    /// If `colour` is no palette index.
    pub fn set(&mut self, x: i32, y: i32, colour: u8) {
        assert!(usize::from(colour) < ENTRIES, "{colour} is no palette index");
        if let Some(index) = index_of(x, y) {
            self.pixels[index] = colour;
        }
    }

    /// How many pixels are not transparent.
    #[must_use]
    pub fn opaque_count(&self) -> usize {
        self.pixels.iter().filter(|&&index| index != TRANSPARENT).count()
    }

    /// The picture as seen in a mirror: left and right change places.
    #[must_use]
    pub fn flipped_horizontally(&self) -> Self {
        let mut pixels = self.pixels;
        pixels.chunks_exact_mut(SIDE).for_each(<[u8]>::reverse);
        Self { pixels }
    }

    /// The same picture with each index replaced by what a table has for it, as
    /// [`Palette::translation`] makes one.
    #[must_use]
    pub fn translated(&self, table: &[u8; ENTRIES]) -> Self {
        Self { pixels: self.pixels.map(|index| table[usize::from(index)]) }
    }

    /// Straight-alpha RGBA bytes, row by row: 4096 of them.
    #[must_use]
    pub fn to_rgba(&self, palette: &Palette) -> Vec<u8> {
        self.pixels.iter().flat_map(|&index| palette.rgba(index)).collect()
    }
}

impl Default for Sprite {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// Draws the sprite as text, one letter a pixel, so that a failing test shows a picture.
impl std::fmt::Debug for Sprite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const LETTERS: &[u8; ENTRIES] =
            b".123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+*";
        writeln!(f, "Sprite")?;
        for row in self.pixels.chunks_exact(SIDE) {
            let line: String =
                row.iter().map(|&index| char::from(LETTERS[usize::from(index)])).collect();
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}

/// The raster index of a pixel, if it is on the canvas.
#[must_use]
pub fn index_of(x: i32, y: i32) -> Option<usize> {
    let side = 0..SIDE as i32;
    (side.contains(&x) && side.contains(&y)).then(|| y as usize * SIDE + x as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sprite_rejects_what_is_no_picture() {
        assert!(Sprite::from_indices(&[0; 1023]).is_none());
        assert!(Sprite::from_indices(&[64; PIXELS]).is_none());
        assert!(Sprite::from_indices(&[63; PIXELS]).is_some());
    }

    #[test]
    fn off_canvas_reads_transparent_and_writes_nowhere() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(-1, 0, 5);
        sprite.set(0, 32, 5);
        assert_eq!(sprite, Sprite::EMPTY);
        assert_eq!(sprite.at(32, 0), TRANSPARENT);
    }

    #[test]
    fn flipping_twice_is_the_same_picture() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(3, 7, 9);
        assert_eq!(sprite.flipped_horizontally().at(28, 7), 9);
        assert_eq!(sprite.flipped_horizontally().flipped_horizontally(), sprite);
    }
}
