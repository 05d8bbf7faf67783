//! Sprites of ours that another program packed anew: an optimiser that sorted the palette, a
//! converter that made colours of it.
//!
//! Such files have the pixels and the recipe, and other indices or none. What a pixel looks like
//! tells which colour of the sprite's own palette it is.

use std::{collections::HashMap, io::Cursor};

use crate::sprite::{ENTRIES, PIXELS, Palette, Recipe, Rgb, SIDE, Sprite, TRANSPARENT};

use super::read::MAX_MEMORY;

/// The pixels of a PNG of any kind at 32x32: red, green, blue and opacity.
pub(super) struct Seen(pub(super) Vec<[u8; 4]>);

impl Seen {
    /// What a picture looks like; `None` where it cannot be decoded or is no enlargement of a
    /// sprite. The caller has checked its size.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let limits = ::png::Limits { bytes: MAX_MEMORY };
        let mut decoder = ::png::Decoder::new_with_limits(Cursor::new(bytes), limits);
        decoder.set_transformations(::png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let mut data = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut data).ok()?;
        let side = frame.width as usize;
        let n_channels = frame.color_type.samples();
        let at = |x: usize, y: usize| {
            let start = (y * side + x) * n_channels;
            match data[start..start + n_channels] {
                [grey] => [grey, grey, grey, 255],
                [grey, alpha] => [grey, grey, grey, alpha],
                [r, g, b] => [r, g, b, 255],
                [r, g, b, alpha] => [r, g, b, alpha],
                _ => [0; 4],
            }
        };
        let scale = side / SIDE;
        let is_enlarged = (0..side)
            .all(|y| (0..side).all(|x| at(x, y) == at(x / scale * scale, y / scale * scale)));
        let pixel = |pixel: usize| at(pixel % SIDE * scale, pixel / SIDE * scale);
        is_enlarged.then(|| Self((0..PIXELS).map(pixel).collect()))
    }

    /// The sprite in a palette that has all of its colours. Of entries that look alike the first
    /// is taken, unless the recipe's hash tells of another.
    fn in_palette(&self, palette: &Palette) -> Option<Sprite> {
        let mut index_of: HashMap<Rgb, u8> = HashMap::new();
        for (index, colour) in palette.colours().iter().enumerate().skip(1) {
            index_of.entry(*colour).or_insert(index as u8);
        }
        let index = |&[r, g, b, alpha]: &[u8; 4]| match alpha {
            0 => Some(TRANSPARENT),
            255 => index_of.get(&Rgb([r, g, b])).copied(),
            _ => None,
        };
        let indices: Option<Vec<u8>> = self.0.iter().map(index).collect();
        Sprite::from_indices(&indices?)
    }

    /// The sprite and the colours that its indices are of: of the palettes that it may be in, the
    /// one that leads to the recipe's pixels, or else the first that has all of its colours.
    pub(super) fn restore(
        &self,
        recipe: &Recipe,
        told: Option<Palette>,
    ) -> Option<(Sprite, Vec<Rgb>)> {
        let palettes = [recipe.own_palette(), told, Some(Palette::ocean())];
        let mut found = palettes
            .into_iter()
            .flatten()
            .filter_map(|palette| Some((self.in_palette(&palette)?, palette.colours().to_vec())));
        let first = found.next()?;
        if recipe.describes(&first.0) {
            return Some(first);
        }
        Some(found.find(|(sprite, _)| recipe.describes(sprite)).unwrap_or(first))
    }
}

/// The palette of a sprite as a text of digits, six a colour, the transparent one left out.
pub(super) fn palette_text(palette: &Palette) -> String {
    let digits = |Rgb([r, g, b]): &Rgb| format!("{r:02x}{g:02x}{b:02x}");
    palette.colours()[1..].iter().map(digits).collect()
}

/// Reads what [`palette_text`] wrote.
pub(super) fn palette_of(text: &str) -> Option<Palette> {
    let digits = text.as_bytes().as_chunks::<6>().0;
    if digits.len() != ENTRIES - 1 || !text.len().is_multiple_of(6) {
        return None;
    }
    let mut colours = [Rgb::default(); ENTRIES];
    for (colour, digits) in colours[1..].iter_mut().zip(digits) {
        let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        let [_, r, g, b] = number.to_be_bytes();
        *colour = Rgb([r, g, b]);
    }
    Some(Palette::new("Palette of the file", colours, Vec::new()))
}
