//! A picture of many sprites with the names of its rows and columns.

use font8x8::{BASIC_FONTS, UnicodeFonts as _};

use super::{super::canvas::Canvas, write::encode};
use crate::sprite::{Palette, Rgb, SIDE, Sprite, oklab::Oklab};

/// Width and height of a letter in pixels.
const LETTER: usize = 8;
/// Pixels between names and sprites, and between sprites.
const GAP: usize = 4;

/// Names of the rows and columns of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridNames {
    /// One a row.
    pub rows: Vec<String>,
    /// One a column; the picture has as many columns.
    pub columns: Vec<String>,
}

/// A picture of sprites, row by row, each pixel a square of `scale`, with names on the left and
/// above.
///
/// Names are written in the palette's lightest colour on its darkest; column names that are wider
/// than a sprite are written upwards. The sprites' own pixels stay as they are.
#[must_use]
pub fn encode_named_grid(
    sprites: &[Sprite],
    names: &GridNames,
    palette: &Palette,
    scale: u32,
) -> Vec<u8> {
    let scale = scale.clamp(1, super::MAX_SCALE) as usize;
    let (n_columns, n_rows) = (names.columns.len().max(1), names.rows.len().max(1));
    let longest =
        |names: &[String]| names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let cell = SIDE * scale + GAP;
    let upwards = longest(&names.columns) * LETTER > cell - GAP;
    let side = longest(&names.rows) * LETTER + 2 * GAP;
    let head = if upwards { longest(&names.columns) * LETTER } else { LETTER } + 2 * GAP;
    let mut canvas = Canvas::empty(side + n_columns * cell, head + n_rows * cell);
    let (ink, paper) = ink_and_paper(palette);
    canvas.indices.fill(paper);
    for (index, sprite) in sprites.iter().enumerate().take(n_columns * n_rows) {
        let corner = (side + index % n_columns * cell, head + index / n_columns * cell);
        put(&mut canvas, sprite, corner, scale);
    }
    for (row, name) in names.rows.iter().enumerate() {
        let top = head + row * cell + (SIDE * scale - LETTER) / 2;
        for (at, letter) in name.chars().enumerate() {
            write_letter(&mut canvas, letter, (GAP + at * LETTER, top), ink, false);
        }
    }
    for (column, name) in names.columns.iter().enumerate() {
        let left = side + column * cell;
        for (at, letter) in name.chars().enumerate() {
            let corner = if upwards {
                (left + (SIDE * scale - LETTER) / 2, head - GAP - (at + 1) * LETTER)
            } else {
                (left + at * LETTER, GAP)
            };
            write_letter(&mut canvas, letter, corner, ink, upwards);
        }
    }
    encode(&canvas, palette, None)
}

fn put(canvas: &mut Canvas, sprite: &Sprite, (left, top): (usize, usize), scale: usize) {
    for y in 0..SIDE * scale {
        let row = &sprite.pixels()[y / scale * SIDE..][..SIDE];
        let start = (top + y) * canvas.width + left;
        for (x, pixel) in canvas.indices[start..start + SIDE * scale].iter_mut().enumerate() {
            *pixel = row[x / scale];
        }
    }
}

/// The lightest and the darkest colour of a palette.
fn ink_and_paper(palette: &Palette) -> (u8, u8) {
    let by_light = |index: &u8| {
        let [r, g, b, _] = palette.rgba(*index);
        Oklab::from(Rgb([r, g, b])).l
    };
    let mut indices: Vec<u8> = (1..palette.colours().len() as u8).collect();
    indices.sort_by(|a, b| by_light(a).total_cmp(&by_light(b)));
    (indices.last().copied().unwrap_or(1), indices.first().copied().unwrap_or(1))
}

/// Writes a letter; `upwards` turns it by a quarter to the left.
fn write_letter(
    canvas: &mut Canvas,
    letter: char,
    (left, top): (usize, usize),
    ink: u8,
    upwards: bool,
) {
    let Some(rows) = BASIC_FONTS.get(letter).or_else(|| BASIC_FONTS.get('?')) else { return };
    for (y, row) in rows.into_iter().enumerate() {
        for x in (0..LETTER).filter(|x| row >> x & 1 == 1) {
            let (x, y) = if upwards { (y, LETTER - 1 - x) } else { (x, y) };
            let at = (top + y) * canvas.width + left + x;
            if left + x < canvas.width && at < canvas.indices.len() {
                canvas.indices[at] = ink;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sprites_stand_beside_their_names() {
        let palette = Palette::ocean();
        let full = Sprite::from_indices(&[9; crate::sprite::PIXELS]).unwrap();
        let names = GridNames {
            rows: vec!["crab".to_owned(), "eel".to_owned()],
            columns: vec!["plain".to_owned(), "stripes".to_owned(), "two-tone".to_owned()],
        };
        for scale in [1, 3] {
            let bytes = encode_named_grid(&vec![full.clone(); 6], &names, &palette, scale);
            let image = image_size(&bytes);
            let cell = 32 * scale as usize + GAP;
            let head = if scale == 1 { 8 * LETTER } else { LETTER } + 2 * GAP;
            assert_eq!(image, (4 * LETTER + 2 * GAP + 3 * cell, head + 2 * cell), "{scale}");
        }
    }

    #[test]
    fn names_are_light_on_dark() {
        let palette = Palette::ocean();
        let light = |index: u8| {
            let [r, g, b, _] = palette.rgba(index);
            Oklab::from(Rgb([r, g, b])).l
        };
        let (ink, paper) = ink_and_paper(&palette);
        assert!(light(ink) > 0.9 && light(paper) < 0.25, "{ink} on {paper}");
    }

    fn image_size(bytes: &[u8]) -> (usize, usize) {
        let number = |at: usize| {
            bytes[at..at + 4].iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
        };
        (number(16), number(20))
    }
}
