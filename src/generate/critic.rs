//! Looks at complete sprites and says whether they are worth showing; see [`model::Critic`].

use std::ops::Range;

use super::{kernels::SimdLevel, linear::Packed, rows::row};
use crate::{
    model::{self, ClassifierConfig, strided_taps, vocabulary::MAX_NAMES},
    sprite::{Labels, SIDE, Schema, Sprite, portable},
};

/// A critic, laid out for looking.
#[derive(Debug)]
pub(super) struct Critic {
    config: ClassifierConfig,
    /// What a drawing has to reach.
    pub(super) threshold: f32,
    /// Where the verdicts of each trait stand, and what its value has to reach.
    traits: Vec<(Range<usize>, f32)>,
    colour: Vec<f32>,
    convolutions: [Packed; 3],
    features: Packed,
    verdict: Packed,
}

impl Critic {
    pub(super) fn new(critic: &model::Critic) -> Self {
        let config = critic.config;
        let shapes: Vec<_> = config.tensors();
        let packed = |name: &str| {
            let shape = shapes.iter().find(|(other, _)| other == name).map(|(_, shape)| *shape);
            let [n_inputs, n_outputs] = shape.unwrap_or_default();
            Packed::new(&critic.weights[name], n_inputs, n_outputs)
        };
        Self {
            config,
            threshold: critic.threshold,
            traits: model::Critic::heads(critic.traits.iter().map(|it| it.values))
                .into_iter()
                .zip(critic.traits.iter().map(|it| it.threshold))
                .collect(),
            colour: critic.weights["colour"].clone(),
            convolutions: ["conv.0", "conv.1", "conv.2"].map(packed),
            features: packed("features"),
            verdict: packed("verdict"),
        }
    }

    /// The log-likelihood that a sprite is a real one of the zone and category asked for, or less
    /// where a trait asked for is further below its threshold than that is; what was asked for as
    /// "any" is not asked about.
    pub(super) fn score(&self, level: SimdLevel, labels: Labels, sprite: &Sprite) -> f32 {
        let verdicts = self.verdicts(level, sprite);
        let (names, real) = verdicts.split_at(ClassifierConfig::NAMES);
        let (zones, categories) = names.split_at(MAX_NAMES);
        let named = |verdicts: &[f32], asked: Option<u8>| {
            asked.map_or(0.0, |asked| log_likelihood(verdicts, usize::from(asked)))
        };
        // One verdict against none, as if the other's were zero.
        let whole = log_likelihood(&[real[0], 0.0], 0)
            + named(zones, labels.zone)
            + named(categories, labels.category);
        let traits = self.traits.iter().enumerate().filter_map(|(place, (head, least))| {
            let asked = labels.get(Schema::CATEGORY + 1 + place)?;
            Some(log_likelihood(&verdicts[head.clone()], usize::from(asked)) - least)
        });
        traits.fold(whole, |score, above| score.min(self.threshold + above))
    }

    /// Whether it names traits, so that drawings without those that were asked for are drawn again.
    pub(super) fn knows_traits(&self) -> bool {
        !self.traits.is_empty()
    }

    /// Memory that looking at a sprite takes, at most.
    pub(super) fn n_bytes(&self) -> usize {
        let ClassifierConfig { colour, channels: [first, second, third], .. } = self.config;
        // Each layer has its inputs, nine of them for each output's place, and its outputs.
        let layers = [(SIDE, colour, first), (SIDE / 2, first, second), (SIDE / 4, second, third)];
        let numbers = layers.map(|(side, n_inputs, n_outputs)| {
            side * side * n_inputs + side * side / 4 * (9 * n_inputs + n_outputs)
        });
        size_of::<f32>() * numbers.iter().max().unwrap_or(&0)
    }

    fn verdicts(&self, level: SimdLevel, sprite: &Sprite) -> Vec<f32> {
        let mut side = SIDE;
        let mut n_channels = self.config.colour;
        let mut pixels: Vec<f32> = Vec::with_capacity(SIDE * SIDE * n_channels);
        for colour in sprite.pixels() {
            pixels.extend_from_slice(row(&self.colour, usize::from(*colour), n_channels));
        }
        // Off the canvas is transparent to the first convolution, and zero to the others.
        let mut outside = row(&self.colour, 0, n_channels).to_vec();
        for (convolution, n_outputs) in self.convolutions.iter().zip(self.config.channels) {
            let mut patches = Vec::with_capacity(side / 2 * (side / 2) * 9 * n_channels);
            for tap in strided_taps(side) {
                patches.extend_from_slice(
                    tap.map_or(&outside[..], |pixel| row(&pixels, pixel, n_channels)),
                );
            }
            side /= 2;
            pixels = rectified(convolution, level, &patches, side * side * n_outputs);
            n_channels = n_outputs;
            outside = vec![0.0; n_channels];
        }
        let features = rectified(&self.features, level, &pixels, self.config.features);
        let mut verdicts = vec![0.0; self.config.verdicts];
        self.verdict.set(level, &features, &mut verdicts);
        verdicts
    }
}

/// What is positive of a product.
fn rectified(weights: &Packed, level: SimdLevel, inputs: &[f32], n_outputs: usize) -> Vec<f32> {
    let mut outputs = vec![0.0; n_outputs];
    weights.set(level, inputs, &mut outputs);
    for output in &mut outputs {
        *output = output.max(0.0);
    }
    outputs
}

/// The logarithm of the share that one logit has among all (log-softmax).
fn log_likelihood(logits: &[f32], which: usize) -> f32 {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| portable::exp(logit - highest)).sum();
    logits.get(which).map_or(0.0, |logit| logit - highest - portable::ln(sum))
}
