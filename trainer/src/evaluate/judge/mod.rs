//! The judge: a small convolutional network that names a sprite's category and zone.
//!
//! It learns from the judge range of the corpus alone, so it is independent of the model that it
//! judges and of the sprites that both are measured on. It knows nothing of that model.

mod file;
mod training;

use std::collections::BTreeMap;

use anyhow::Result;
use candle_core::{Device, Tensor};
use shoal::sprite::{ENTRIES, SIDE, Sprite};

pub(crate) use file::open_or_train;

/// Zones, and categories.
const CLASSES: usize = 6;

/// Sprites judged together; bounds memory.
const BATCH: usize = 96;

/// The sizes of a judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Numbers that stand for a colour.
    pub(crate) colour: usize,
    /// Channels after each of the three convolutions.
    pub(crate) channels: [usize; 3],
    /// Width of the last layer before the verdict.
    pub(crate) features: usize,
}

/// A trained judge.
pub(crate) struct Judge {
    sizes: Sizes,
    tensors: BTreeMap<String, Tensor>,
}

/// What the judge says of one sprite.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// The likeliest zone.
    pub(crate) zone: u8,
    /// The likeliest category.
    pub(crate) category: u8,
    /// What the verdict was read from, scaled to length one.
    pub(crate) features: Vec<f32>,
}

impl Sizes {
    /// The judge of real measurements: about 180,000 parameters.
    pub(crate) const FULL: Self = Self { colour: 12, channels: [32, 64, 96], features: 64 };

    /// Every tensor: name and shape. Matrices are `[inputs, outputs]`.
    fn tensors(self) -> Vec<(String, [usize; 2])> {
        let [first, second, third] = self.channels;
        // Three times halved, the canvas has four pixels a side.
        let flat = third * (SIDE / 8) * (SIDE / 8);
        vec![
            ("colour".to_owned(), [ENTRIES, self.colour]),
            ("conv.0".to_owned(), [9 * self.colour, first]),
            ("conv.1".to_owned(), [9 * first, second]),
            ("conv.2".to_owned(), [9 * second, third]),
            ("features".to_owned(), [flat, self.features]),
            ("verdict".to_owned(), [self.features, 2 * CLASSES]),
        ]
    }

    /// Number of trained parameters.
    pub(crate) fn parameters(self) -> usize {
        self.tensors().iter().map(|(_, [inputs, outputs])| inputs * outputs).sum()
    }
}

impl Judge {
    /// Looks at every sprite.
    pub(crate) fn look(&self, sprites: &[Sprite]) -> Result<Vec<Verdict>> {
        let mut verdicts = Vec::with_capacity(sprites.len());
        for sprites in sprites.chunks(BATCH) {
            let pixels: Vec<u8> = sprites.iter().flat_map(|sprite| *sprite.pixels()).collect();
            let (features, logits) = forward(self.sizes, &self.tensors, &pixels)?;
            let logits = logits.to_vec2::<f32>()?;
            for (mut features, logits) in features.to_vec2::<f32>()?.into_iter().zip(logits) {
                let length = features.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-12);
                for x in &mut features {
                    *x /= length;
                }
                let (zones, categories) = logits.split_at(CLASSES);
                let (zone, category) = (likeliest(zones), likeliest(categories));
                verdicts.push(Verdict { zone, category, features });
            }
        }
        Ok(verdicts)
    }

    /// Number of trained parameters.
    pub(crate) fn parameters(&self) -> usize {
        self.sizes.parameters()
    }
}

/// Features `[sprites, features]` and logits `[sprites, 12]`, zones first, of sprites given as
/// palette indices. Without biases: the colours' table, which has a row for transparent, and the
/// border between the canvas and the nothing around it serve as such.
fn forward(
    sizes: Sizes,
    tensors: &BTreeMap<String, Tensor>,
    pixels: &[u8],
) -> candle_core::Result<(Tensor, Tensor)> {
    let n_sprites = pixels.len() / (SIDE * SIDE);
    let mut side = SIDE;
    // The first convolution reads rows of the colours' table; off the canvas is transparent.
    let taps = taps(side);
    let mut rows = Vec::with_capacity(n_sprites * taps.len());
    for sprite in pixels.chunks_exact(SIDE * SIDE) {
        rows.extend(taps.iter().map(|tap| tap.map_or(0, |pixel| u32::from(sprite[pixel]))));
    }
    let n_rows = rows.len();
    let rows = Tensor::from_vec(rows, n_rows, &Device::Cpu)?;
    side /= 2;
    let mut x = tensors["colour"]
        .index_select(&rows, 0)?
        .reshape((n_sprites * side * side, 9 * sizes.colour))?
        .matmul(&tensors["conv.0"])?
        .relu()?; // [sprites * side * side, channels]
    for layer in 1..3 {
        let channels = sizes.channels[layer - 1];
        let beside = side * side;
        let from: Vec<u32> =
            self::taps(side).iter().map(|tap| tap.unwrap_or(beside) as u32).collect();
        let n_taps = from.len();
        let from = Tensor::from_vec(from, n_taps, &Device::Cpu)?;
        side /= 2;
        x = x
            .reshape((n_sprites, beside, channels))?
            .pad_with_zeros(1, 0, 1)? // One more pixel, off the canvas, is zero.
            .index_select(&from, 1)?
            .reshape((n_sprites * side * side, 9 * channels))?
            .matmul(&tensors[&format!("conv.{layer}")])?
            .relu()?;
    }
    let flat = x.reshape((n_sprites, side * side * sizes.channels[2]))?;
    let features = flat.matmul(&tensors["features"])?.relu()?;
    let logits = features.matmul(&tensors["verdict"])?;
    Ok((features, logits))
}

/// For each pixel of a canvas of half the side, the nine pixels that a 3x3 convolution of stride
/// two reads; `None` is off the canvas.
fn taps(side: usize) -> Vec<Option<usize>> {
    let mut taps = Vec::with_capacity(side / 2 * (side / 2) * 9);
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

fn likeliest(logits: &[f32]) -> u8 {
    let best = (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b]));
    best.unwrap_or(0) as u8
}

#[cfg(test)]
pub(crate) mod tests;
