//! What goes into each slot of the sequence. Training and the decode engine both read it here.
//!
//! Slot 0 holds BOS and slot 1 the zone; neither predicts anything. Slot `2 + p` predicts
//! pixel `p` and holds the token before it: the category for the first pixel, pixel `p - 1`
//! for the others. EOS follows the last pixel always, so nothing is spent on predicting it.

use super::vocabulary::{COLOURS, MAX_NAMES, PAD};
use crate::sprite::{PIXELS, SIDE};

/// Slots before the first that predicts a pixel.
pub const PREFIX: usize = 2;
/// Slots in all.
pub const SLOTS: usize = PREFIX + PIXELS;
/// Rows of the prompt embeddings: six names and "any".
pub const PROMPT_ROWS: usize = MAX_NAMES + 1;
/// Pixels already drawn that every slot sees directly.
pub const NEIGHBOURS: usize = 8;
/// Rows of a neighbour's embedding: 64 colours and PAD.
pub const NEIGHBOUR_ROWS: usize = COLOURS + 1;

/// Where the neighbours lie, as (column, row) from the pixel about to be predicted: two to
/// the left, five above, and one two above.
pub const NEIGHBOUR_OFFSETS: [(i32, i32); NEIGHBOURS] =
    [(-1, 0), (-2, 0), (-2, -1), (-1, -1), (0, -1), (1, -1), (2, -1), (0, -2)];

/// Row of `embed.zone` or `embed.category` for an index that may be "any".
#[must_use]
pub fn prompt_row(index: Option<u8>) -> usize {
    index.map_or(MAX_NAMES, usize::from)
}

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
            let (sin, cos) = (place as f32 * slowest.powf(exponent)).sin_cos();
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
