//! Small convolutional networks that look at whole sprites: how they compute and how they learn.
//!
//! The judge of evaluations is one, the critic of a checkpoint is another. The engine has a
//! forward pass of its own for critics (`shoal::generate`), which a test holds to this one.

mod learning;
mod own;

use std::{collections::BTreeMap, ops::Range};

use anyhow::Result;
use candle_core::{Device, Tensor};
use shoal::{
    dataset::Example,
    model::{ClassifierConfig, Critic, strided_taps, vocabulary::MAX_NAMES},
    sprite::{SIDE, Schema, Sprite},
};

pub(crate) use learning::{Learner, cross_entropy, loss_of_names, loss_of_traits, varied};
pub(crate) use own::OwnSprites;

/// Sprites looked at together; bounds memory.
const BATCH: usize = 96;

/// A trained network.
#[derive(Debug)]
pub(crate) struct Classifier {
    /// Its sizes.
    pub(crate) config: ClassifierConfig,
    /// The tensors that its sizes name.
    pub(crate) tensors: BTreeMap<String, Tensor>,
}

/// What is seen in one sprite.
pub(crate) struct ClassifierOutput {
    /// The last layer before the verdicts, rectified.
    pub(crate) features: Vec<f32>,
    /// Zones, then categories, then being real, then traits.
    pub(crate) verdicts: Vec<f32>,
}

impl Classifier {
    /// Looks at every sprite.
    pub(crate) fn look(&self, sprites: &[Sprite]) -> Result<Vec<ClassifierOutput>> {
        let mut looks = Vec::with_capacity(sprites.len());
        for sprites in sprites.chunks(BATCH) {
            let pixels: Vec<u8> = sprites.iter().flat_map(|sprite| *sprite.pixels()).collect();
            let (features, verdicts) = forward(self.config, &self.tensors, &pixels)?;
            let verdicts = verdicts.to_vec2::<f32>()?;
            let pairs = features.to_vec2::<f32>()?.into_iter().zip(verdicts);
            looks.extend(pairs.map(|(features, verdicts)| ClassifierOutput { features, verdicts }));
        }
        Ok(looks)
    }
}

impl ClassifierOutput {
    /// The likeliest zone and category.
    pub(crate) fn names(&self) -> (u8, u8) {
        let (zones, categories) = self.verdicts[..ClassifierConfig::NAMES].split_at(MAX_NAMES);
        (likeliest(zones), likeliest(categories))
    }

    /// The likeliest value of the trait whose verdicts stand there.
    pub(crate) fn value(&self, head: Range<usize>) -> u8 {
        likeliest(&self.verdicts[head])
    }
}

/// Where the verdicts of each trait of a world stand.
pub(crate) fn trait_heads(schema: &Schema) -> Vec<Range<usize>> {
    Critic::heads(schema.traits.iter().map(|axis| axis.values.len()))
}

/// The pictures of examples.
pub(crate) fn sprites_of(examples: &[Example]) -> Vec<Sprite> {
    examples.iter().map(|example| example.sprite.clone()).collect()
}

fn likeliest(logits: &[f32]) -> u8 {
    let best = (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b]));
    best.unwrap_or(0) as u8
}

/// Features `[sprites, features]` and logits `[sprites, verdicts]`, zones first, of sprites given
/// as palette indices.
fn forward(
    config: ClassifierConfig,
    tensors: &BTreeMap<String, Tensor>,
    pixels: &[u8],
) -> candle_core::Result<(Tensor, Tensor)> {
    let n_sprites = pixels.len() / (SIDE * SIDE);
    let mut side = SIDE;
    // The first convolution reads rows of the colours' table; off the canvas is transparent.
    let taps = strided_taps(side);
    let mut rows = Vec::with_capacity(n_sprites * taps.len());
    for sprite in pixels.chunks_exact(SIDE * SIDE) {
        rows.extend(taps.iter().map(|tap| tap.map_or(0, |pixel| u32::from(sprite[pixel]))));
    }
    let n_rows = rows.len();
    let rows = Tensor::from_vec(rows, n_rows, &Device::Cpu)?;
    side /= 2;
    let mut x = tensors["colour"]
        .index_select(&rows, 0)?
        .reshape((n_sprites * side * side, 9 * config.colour))?
        .matmul(&tensors["conv.0"])?
        .relu()?; // [sprites * side * side, channels]
    for layer in 1..3 {
        let channels = config.channels[layer - 1];
        let beside = side * side;
        let from: Vec<u32> =
            strided_taps(side).iter().map(|tap| tap.unwrap_or(beside) as u32).collect();
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
    let flat = x.reshape((n_sprites, side * side * config.channels[2]))?;
    let features = flat.matmul(&tensors["features"])?.relu()?;
    let logits = features.matmul(&tensors["verdict"])?;
    Ok((features, logits))
}
