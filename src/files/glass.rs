//! What becomes of half-transparent pixels: a sprite's are there or not.

use std::str::FromStr;

use super::{figure::OPAQUE_FROM, picture::Picture};
use crate::sprite::{Rgb, SIDE};

/// What becomes of pixels that are neither opaque nor transparent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glass {
    /// They become opaque from this opacity on, and vanish below.
    Threshold(u8),
    /// They become what they look like on a ground of this colour.
    On(Rgb),
    /// They become opaque in a pattern, the more of them the less glassy they are.
    Dithered,
}

impl Default for Glass {
    fn default() -> Self {
        Self::Threshold(OPAQUE_FROM)
    }
}

/// What [`Glass`] is called is "threshold:N", "ground:#rrggbb" or "dither".
impl FromStr for Glass {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, value) = text.split_once(':').unwrap_or((text, ""));
        let glass = match (kind, value) {
            ("threshold", "") => Some(Self::default()),
            ("threshold", value) => {
                value.parse().ok().filter(|threshold| *threshold > 0).map(Self::Threshold)
            }
            ("ground", value) => colour(value).map(Self::On),
            ("dither", "") => Some(Self::Dithered),
            _ => None,
        };
        glass.ok_or_else(|| "expected threshold:N (1 to 255), ground:#rrggbb or dither".to_owned())
    }
}

fn colour(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 6)?;
    let [_, r, g, b] = number.to_be_bytes();
    Some(Rgb([r, g, b]))
}

/// In which order the pixels of a square become opaque.
const PATTERN: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

/// How many half-transparent pixels became opaque, and how many vanished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) n_opaque: usize,
    pub(super) n_vanished: usize,
}

impl Picture {
    /// Makes every pixel opaque or transparent. What is an enlargement stays one: pixels of a
    /// block are treated alike, and count once.
    pub(super) fn settle(&mut self, glass: Glass) -> Settled {
        let mut settled = Settled::default();
        if self.pixels.iter().all(|pixel| matches!(pixel[3], 0 | 255)) {
            return settled;
        }
        let scale = self.scale().unwrap_or(1);
        for at in 0..self.pixels.len() {
            let (x, y) = (at % self.width, at / self.width);
            let pixel = &mut self.pixels[at];
            let [r, g, b, alpha] = *pixel;
            if matches!(alpha, 0 | 255) {
                continue;
            }
            let is_opaque = match glass {
                Glass::Threshold(threshold) => threshold <= alpha,
                Glass::On(_) => true,
                Glass::Dithered => {
                    let rank = PATTERN[y / scale % SIDE % 4][x / scale % SIDE % 4];
                    255 * (2 * rank + 1) < 32 * u32::from(alpha)
                }
            };
            *pixel = match glass {
                Glass::On(Rgb(ground)) => {
                    let mixed = [r, g, b].into_iter().zip(ground).map(|(above, below)| {
                        let [above, below, alpha] = [above, below, alpha].map(u32::from);
                        ((above * alpha + below * (255 - alpha) + 127) / 255) as u8
                    });
                    let mut mixed = mixed.chain([255]);
                    std::array::from_fn(|_| mixed.next().unwrap_or(255))
                }
                _ if is_opaque => [r, g, b, 255],
                _ => [0; 4],
            };
            if x % scale == 0 && y % scale == 0 {
                let count = if is_opaque { &mut settled.n_opaque } else { &mut settled.n_vanished };
                *count += 1;
            }
        }
        settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glassy(alpha: u8) -> Picture {
        let mut picture = Picture { width: 8, height: 8, pixels: vec![[200, 100, 0, alpha]; 64] };
        (picture.pixels[0], picture.pixels[1]) = ([1, 2, 3, 255], [0; 4]);
        picture
    }

    #[test]
    fn every_choice_leaves_no_glass_and_counts_it() {
        for (text, alpha, n_opaque, colour) in [
            ("threshold", 128, 62, [200, 100, 0, 255]),
            ("threshold", 127, 0, [0; 4]),
            ("threshold:40", 40, 62, [200, 100, 0, 255]),
            ("ground:#0000ff", 102, 62, [80, 40, 153, 255]),
            ("ground:ffffff", 1, 62, [255, 254, 254, 255]),
        ] {
            let mut picture = glassy(alpha);
            let settled = picture.settle(text.parse().unwrap());
            assert_eq!(settled, Settled { n_opaque, n_vanished: 62 - n_opaque }, "{text}");
            assert_eq!(picture.pixels[..3], [[1, 2, 3, 255], [0; 4], colour], "{text}");
        }
        let share = |alpha| {
            let mut picture = glassy(alpha);
            picture.settle(Glass::Dithered);
            picture.pixels.iter().filter(|pixel| pixel[3] == 255).count()
        };
        // The hole is one of the 48 that three quarters are.
        assert_eq!([5, 64, 128, 192, 250].map(share), [1, 16, 32, 47, 63]);
        for text in
            ["threshold:0", "threshold:256", "ground:12345", "ground:é23456", "dither:2", "x"]
        {
            assert!(text.parse::<Glass>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_enlargement_stays_one() {
        let mut picture = Picture::empty(64, 64);
        for y in 0..64 {
            for x in 0..64 {
                picture.pixels[y * 64 + x] = [(x / 2) as u8, (y / 2) as u8, 9, 100];
            }
        }
        let settled = picture.settle(Glass::Dithered);
        assert_eq!(settled.n_opaque + settled.n_vanished, 1024);
        assert_eq!(picture.scale(), Some(2));
    }
}
