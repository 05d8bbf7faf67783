//! The nearest training sprite: whether the model learned to draw or learned by heart.

use rayon::prelude::*;
use shoal::sprite::{SIDE, Sprite};

/// Bits of a palette index.
const BITS: usize = 6;

/// A sprite as six planes of one bit a pixel; bit `x` of a row is column `x`.
struct Planes([[u32; BITS]; SIDE]);

/// A training sprite and how far from it a sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nearest {
    /// Its place among the training sprites given.
    pub(crate) index: usize,
    /// Pixels that differ after the best shift of at most one pixel each way.
    pub(crate) differing: usize,
}

/// The training sprites of one cell, laid out for comparing.
pub(crate) struct Training(Vec<Planes>);

impl Planes {
    /// The sprite moved by `dx` columns and `dy` rows; what leaves the canvas is lost, and what
    /// comes in is transparent.
    fn of(sprite: &Sprite, dx: i32, dy: i32) -> Self {
        let mut rows = [[0; BITS]; SIDE];
        for (y, row) in (0..).zip(&mut rows) {
            for x in 0..SIDE as i32 {
                let colour = sprite.at(x - dx, y - dy);
                for (bit, plane) in row.iter_mut().enumerate() {
                    *plane |= u32::from(colour >> bit & 1) << x;
                }
            }
        }
        Self(rows)
    }

    /// How many pixels differ, or any number from `enough` on once it is that many.
    fn differing(&self, other: &Self, enough: usize) -> usize {
        let mut differing = 0;
        for (mine, theirs) in self.0.iter().zip(&other.0) {
            let apart = mine.iter().zip(theirs).fold(0, |apart, (a, b)| apart | (a ^ b));
            differing += apart.count_ones() as usize;
            if differing >= enough {
                break;
            }
        }
        differing
    }
}

impl Training {
    /// Lays out these sprites.
    pub(crate) fn new(sprites: &[Sprite]) -> Self {
        Self(sprites.par_iter().map(|sprite| Planes::of(sprite, 0, 0)).collect())
    }

    /// The nearest of them; `None` if there is none.
    pub(crate) fn nearest(&self, sprite: &Sprite) -> Option<Nearest> {
        let shifts = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)));
        let moved: Vec<Planes> = shifts.map(|(dx, dy)| Planes::of(sprite, dx, dy)).collect();
        let mut best: Option<Nearest> = None;
        for (index, training) in self.0.iter().enumerate() {
            for moved in &moved {
                let enough = best.map_or(usize::MAX, |best| best.differing);
                let differing = moved.differing(training, enough);
                if differing < enough {
                    best = Some(Nearest { index, differing });
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Split, sample};

    fn some(split: Split) -> Vec<Sprite> {
        (0..72).map(|index| sample(split, index).sprite).collect()
    }

    #[test]
    fn a_copy_is_found_though_shifted_and_retouched() {
        let training = some(Split::Train);
        let laid_out = Training::new(&training);
        for (index, sprite) in training.iter().enumerate() {
            let exact = laid_out.nearest(sprite);
            assert_eq!(exact, Some(Nearest { index, differing: 0 }));
            let mut moved = Sprite::EMPTY;
            for y in 0..32 {
                for x in 0..32 {
                    moved.set(x + 1, y - 1, sprite.at(x, y));
                }
            }
            for x in 10..15 {
                moved.set(x, 16, (moved.at(x, 16) + 1) % 64);
            }
            assert_eq!(laid_out.nearest(&moved), Some(Nearest { index, differing: 5 }));
        }
    }

    #[test]
    fn the_fast_comparison_counts_what_the_plain_one_counts() {
        let (training, test) = (some(Split::Train), some(Split::Test));
        let laid_out = Training::new(&training);
        for sprite in &test[..6] {
            let plain = |other: &Sprite, dx: i32, dy: i32| {
                let places = (0..32).flat_map(|y| (0..32).map(move |x| (x, y)));
                places.filter(|&(x, y)| sprite.at(x - dx, y - dy) != other.at(x, y)).count()
            };
            let shifts = || (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)));
            let least = training
                .iter()
                .flat_map(|other| shifts().map(move |(dx, dy)| plain(other, dx, dy)))
                .min();
            assert_eq!(laid_out.nearest(sprite).map(|nearest| nearest.differing), least);
        }
        assert_eq!(Training::new(&[]).nearest(&test[0]), None);
    }
}
