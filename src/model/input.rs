//! Slots of the sequence: their number, their neighbours, their position signal, and which of
//! them are left out. Training and the decode engine both read it here; what is added up in a slot
//! is in [`super::tables`]. EOS follows the last pixel always, so nothing is spent on predicting it.
//!
//! A slot with nothing around it is *skipped*: attention skips it, for all it could say is that
//! the canvas is empty there, which its absence says too. Two slots of five are, so that training
//! and drawing are both a good deal faster for it.

use super::vocabulary::{COLOURS, PAD};
use crate::sprite::{HintPlane, PIXELS, SIDE, TRANSPARENT, portable};

/// Slots before the first that predicts a pixel.
pub const PREFIX: usize = 2;
/// Slots in all.
pub const SLOTS: usize = PREFIX + PIXELS;
/// Pixels already drawn that every slot sees directly.
pub const NEIGHBOURS: usize = 8;
/// Rows of a neighbour's embedding: 64 colours and PAD.
pub const NEIGHBOUR_ROWS: usize = COLOURS + 1;

/// Where the neighbours lie, as (column, row) from the pixel about to be predicted: two to
/// the left, five above, and one two above.
pub const NEIGHBOUR_OFFSETS: [(i32, i32); NEIGHBOURS] =
    [(-1, 0), (-2, 0), (-2, -1), (-1, -1), (0, -1), (1, -1), (2, -1), (0, -2)];

/// Rows of `embed.neighbour` for the slot that predicts `pixel`, one for each neighbour.
/// Only pixels before `pixel` in raster order are read.
#[must_use]
pub fn neighbour_rows(pixels: &[u8; PIXELS], pixel: usize) -> [usize; NEIGHBOURS] {
    let (x, y) = ((pixel % SIDE) as i32, (pixel / SIDE) as i32);
    std::array::from_fn(|neighbour| {
        let (dx, dy) = NEIGHBOUR_OFFSETS[neighbour];
        let colour = crate::sprite::index_of(x + dx, y + dy).map_or(PAD, |index| pixels[index]);
        neighbour * NEIGHBOUR_ROWS + usize::from(colour)
    })
}

/// Whether the slot that predicts `pixel` is skipped: all neighbours that it sees are transparent
/// or off the canvas, and no colour is hinted for it. Later slots pay no attention to it, and it
/// pays none to itself. Only pixels before `pixel` in raster order are read.
#[must_use]
pub fn is_skipped(pixels: &[u8; PIXELS], pixel: usize, hints: Option<&HintPlane>) -> bool {
    let (x, y) = ((pixel % SIDE) as i32, (pixel / SIDE) as i32);
    let is_empty = |&(dx, dy): &(i32, i32)| {
        crate::sprite::index_of(x + dx, y + dy).is_none_or(|index| pixels[index] == TRANSPARENT)
    };
    let is_hinted =
        |hints: &HintPlane| !matches!(hints.codes()[pixel], TRANSPARENT | HintPlane::UNKNOWN);
    !hints.is_some_and(is_hinted) && NEIGHBOUR_OFFSETS.iter().all(is_empty)
}

/// The position signal of the slot that predicts `pixel`: a fixed 2D sinusoid, the first half
/// of `width` for the row, the second for the column, each half sines then cosines.
///
/// Frequencies run geometrically from one radian a pixel down to a half turn in 32 pixels,
/// so that neighbouring and distant rows are both told apart. After Vaswani et al.,
/// "Attention is all you need" (2017), section 3.5, in two dimensions.
#[must_use]
pub fn position(pixel: usize, width: usize) -> Vec<f32> {
    let quarter = width / 4;
    let slowest = std::f32::consts::PI / SIDE as f32;
    let mut signal = vec![0.0; width];
    for (half, place) in [pixel / SIDE, pixel % SIDE].into_iter().enumerate() {
        for step in 0..quarter {
            let exponent = step as f32 / (quarter - 1).max(1) as f32;
            let (sin, cos) = portable::sin_cos(place as f32 * portable::pow(slowest, exponent));
            signal[half * width / 2 + step] = sin;
            signal[half * width / 2 + quarter + step] = cos;
        }
    }
    signal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_already_drawn() {
        for pixel in 0..PIXELS {
            let mut later = [7; PIXELS];
            let before = neighbour_rows(&later, pixel);
            later[pixel..].fill(9);
            assert_eq!(neighbour_rows(&later, pixel), before, "pixel {pixel} looks ahead");
        }
    }

    #[test]
    fn the_corner_sees_only_padding() {
        let rows = neighbour_rows(&[3; PIXELS], 0);
        assert!(rows.iter().all(|row| row % NEIGHBOUR_ROWS == usize::from(PAD)));
    }

    #[test]
    fn skipped_slots_have_no_colour_around_and_none_hinted() {
        let mut pixels = [TRANSPARENT; PIXELS];
        assert!(is_skipped(&pixels, 0, None));
        pixels[5 * SIDE + 5] = 9;
        assert!(
            !is_skipped(&pixels, 5 * SIDE + 6, None) && !is_skipped(&pixels, 6 * SIDE + 3, None)
        );
        assert!(is_skipped(&pixels, 5 * SIDE + 5, None), "its own pixel is not known to it");
        assert!(is_skipped(&pixels, 6 * SIDE + 8, None));
        let mut hints = HintPlane::BLANK;
        hints.set(900, crate::sprite::Hint::Opaque, false);
        hints.set(901, crate::sprite::Hint::Colour(TRANSPARENT), true);
        assert!(!is_skipped(&pixels, 900, Some(&hints)) && is_skipped(&pixels, 901, Some(&hints)));
    }

    #[test]
    fn every_position_is_its_own() {
        let all: Vec<Vec<f32>> = (0..PIXELS).map(|pixel| position(pixel, 192)).collect();
        for first in 0..PIXELS {
            for second in first + 1..PIXELS {
                let apart: f32 =
                    all[first].iter().zip(&all[second]).map(|(a, b)| (a - b).powi(2)).sum();
                assert!(apart > 0.5, "pixels {first} and {second}: {apart}");
            }
        }
    }
}
