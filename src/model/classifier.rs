//! A small convolutional network that looks at whole sprites: its sizes and its tensors.
//!
//! The colours' table, three 3x3 convolutions of stride two, one layer of features and one of
//! verdicts, rectified in between. Without biases: the table, which has a row for transparent,
//! and the border between the canvas and the nothing around it serve as such.

use serde::{Deserialize, Serialize};

use super::{ConfigError, vocabulary::MAX_NAMES};
use crate::sprite::{ENTRIES, SIDE};

/// Pixels of a 3x3 neighbourhood.
const TAPS: usize = 9;

/// The sizes of such a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassifierConfig {
    /// Numbers that stand for a colour.
    pub colour: usize,
    /// Channels after each of the three convolutions.
    pub channels: [usize; 3],
    /// Width of the last layer before the verdicts.
    pub features: usize,
    /// Verdicts.
    pub verdicts: usize,
}

impl ClassifierConfig {
    /// One verdict for each zone, then one for each category.
    pub const NAMES: usize = 2 * MAX_NAMES;

    /// About 180,000 parameters: the judge of `shoal-trainer evaluate`, and, with one verdict
    /// more, the [`super::Critic`].
    #[must_use]
    pub fn full(verdicts: usize) -> Self {
        Self { colour: 12, channels: [32, 64, 96], features: 64, verdicts }
    }

    /// Small and quick, for tests.
    #[must_use]
    pub fn tiny(verdicts: usize) -> Self {
        Self { colour: 6, channels: [12, 16, 16], features: 16, verdicts }
    }

    /// Every tensor: name and shape. Matrices are `[inputs, outputs]`; those of convolutions
    /// read nine neighbours, row by row, the channels of each side by side.
    #[must_use]
    pub fn tensors(self) -> Vec<(String, [usize; 2])> {
        let [first, second, third] = self.channels;
        vec![
            ("colour".to_owned(), [ENTRIES, self.colour]),
            ("conv.0".to_owned(), [TAPS * self.colour, first]),
            ("conv.1".to_owned(), [TAPS * first, second]),
            ("conv.2".to_owned(), [TAPS * second, third]),
            ("features".to_owned(), [third * (SIDE / 8) * (SIDE / 8), self.features]),
            ("verdict".to_owned(), [self.features, self.verdicts]),
        ]
    }

    /// Number of trained parameters.
    #[must_use]
    pub fn parameters(self) -> usize {
        self.tensors().iter().map(|(_, [inputs, outputs])| inputs * outputs).sum()
    }

    /// Refuses sizes that would take memory without end, however a file came by them.
    pub fn validate(self) -> Result<(), ConfigError> {
        let Self { colour, channels: [a, b, c], features, verdicts } = self;
        let is_sane = [colour, a, b, c, features, verdicts].iter().all(|n| (1..=512).contains(n));
        if is_sane { Ok(()) } else { Err(ConfigError("a critic's layers have 1 to 512 numbers")) }
    }
}

/// For each pixel of a canvas of half the side, the nine pixels that a 3x3 convolution of stride
/// two reads; `None` is off the canvas.
#[must_use]
pub fn strided_taps(side: usize) -> Vec<Option<usize>> {
    let mut taps = Vec::with_capacity(side / 2 * (side / 2) * TAPS);
    let reach =
        |centre: usize, step: usize| (2 * centre + step).checked_sub(1).filter(|at| *at < side);
    for y in 0..side / 2 {
        for x in 0..side / 2 {
            for dy in 0..3 {
                for dx in 0..3 {
                    taps.push(reach(y, dy).zip(reach(x, dx)).map(|(y, x)| y * side + x));
                }
            }
        }
    }
    taps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::PIXELS;

    #[test]
    fn the_full_one_is_small_and_wild_sizes_are_refused() {
        let full = ClassifierConfig::full(ClassifierConfig::NAMES);
        assert!((100_000..300_000).contains(&full.parameters()), "{}", full.parameters());
        assert_eq!(full.validate(), Ok(()));
        assert!(ClassifierConfig { features: 0, ..full }.validate().is_err());
        assert!(ClassifierConfig { channels: [9, usize::MAX, 9], ..full }.validate().is_err());
    }

    #[test]
    fn a_convolution_reads_the_nine_pixels_around_every_second_one() {
        let taps = strided_taps(4);
        assert_eq!(taps.len(), 2 * 2 * 9);
        let none = None;
        let corner = [none, none, none, none, Some(0), Some(1), none, Some(4), Some(5)];
        assert_eq!(taps[..9], corner);
        let last = [5, 6, 7, 9, 10, 11, 13, 14, 15].map(Some);
        assert_eq!(taps[27..], last);
        assert_eq!(strided_taps(32).iter().flatten().max(), Some(&(PIXELS - 1)));
    }
}
