//! How such a network learns: `AdamW`, and sprites that are moved and speckled a little.

use std::{collections::BTreeMap, ops::Range};

use anyhow::Result;
use candle_core::{Device, Tensor, Var};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use shoal::{
    model::{ClassifierConfig, vocabulary::MAX_NAMES},
    sprite::{ENTRIES, Labels, SIDE, Schema},
};
use trainer::network::log_likelihoods;

use super::{Classifier, forward};
use crate::{adam_w::AdamW, corpus::Sample};

/// Highest learning rate.
const RATE: f64 = 3e-3;
/// Steps over which the rate rises; after them it falls to nothing in a straight line.
const WARM_UP: u64 = 40;
/// The optimiser.
const ADAM: AdamW = AdamW { betas: (0.9, 0.98), decay: 0.05 };
/// Pixels that a sprite moves at most each way, so that its place says nothing.
const MOST_SHIFT: i32 = 2;
/// Most pixels of a sprite that get any colour, so that a stray pixel changes no verdict.
const MOST_NOISE: f64 = 0.02;

/// A network that learns.
pub(crate) struct Learner {
    config: ClassifierConfig,
    weights: BTreeMap<String, Weight>,
    step: u64,
    steps: u64,
}

/// A weight with Adam's two moments.
struct Weight {
    var: Var,
    mean: Tensor,
    square: Tensor,
}

impl Learner {
    /// One that will learn for some steps.
    pub(crate) fn new(config: ClassifierConfig, steps: u64) -> Result<Self> {
        Ok(Self { config, weights: first_weights(config)?, step: 0, steps })
    }

    /// The verdicts on sprites given as palette indices. ([sprites, verdicts])
    pub(crate) fn verdicts(&self, pixels: &[u8]) -> Result<Tensor> {
        Ok(forward(self.config, &self.tensors(), pixels)?.1)
    }

    /// Learns from a loss, whose value it returns.
    pub(crate) fn learn(&mut self, loss: &Tensor) -> Result<f32> {
        let gradients = loss.backward()?;
        for weight in self.weights.values_mut() {
            if let Some(gradient) = gradients.get(weight.var.as_tensor()) {
                weight.step(&gradient.detach(), self.step, self.steps)?;
            }
        }
        let value = loss.to_scalar::<f32>()?;
        anyhow::ensure!(value.is_finite(), "the loss is no longer a number at step {}", self.step);
        self.step += 1;
        Ok(value)
    }

    /// The network as it is now.
    pub(crate) fn finish(&self) -> Classifier {
        Classifier { config: self.config, tensors: self.tensors() }
    }

    fn tensors(&self) -> BTreeMap<String, Tensor> {
        let weights = self.weights.iter();
        weights.map(|(name, weight)| (name.clone(), weight.var.as_tensor().clone())).collect()
    }
}

impl Weight {
    /// One step of `AdamW`.
    fn step(&mut self, gradient: &Tensor, step: u64, steps: u64) -> candle_core::Result<()> {
        let done = step as f64 / steps as f64;
        let rate = RATE * ((step + 1) as f64 / WARM_UP as f64).min(1.0) * (1.0 - done);
        let old = self.var.as_detached_tensor();
        let moments = (&self.mean, &self.square);
        let stepped = ADAM.step(&old, gradient, moments, step as usize + 1, rate)?;
        (self.mean, self.square) = (stepped.mean, stepped.variance);
        self.var.set(&stepped.next)
    }
}

fn first_weights(config: ClassifierConfig) -> candle_core::Result<BTreeMap<String, Weight>> {
    // candle's own dice cannot be seeded on the CPU.
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let mut weights = BTreeMap::new();
    for (name, shape) in config.tensors() {
        let spread = match name.as_str() {
            "colour" => 1.0,
            "verdict" => 0.05,
            // Keeps the variance through a layer of rectified units.
            _ => (6.0 / shape[0] as f32).sqrt(),
        };
        let values: Vec<f32> =
            (0..shape[0] * shape[1]).map(|_| spread * rng.random_range(-1.0..1.0_f32)).collect();
        let var = Var::from_vec(values, &shape, &Device::Cpu)?;
        let zero = var.as_tensor().detach().zeros_like()?;
        weights.insert(name, Weight { var, mean: zero.clone(), square: zero });
    }
    Ok(weights)
}

/// Cross-entropy of zone and category, summed, a sprite. (`verdicts`: [samples, verdicts])
pub(crate) fn loss_of_names(verdicts: &Tensor, samples: &[Sample]) -> Result<Tensor> {
    let right = |class: fn(&Sample) -> u8| {
        let classes: Vec<u32> = samples.iter().map(|sample| u32::from(class(sample))).collect();
        Tensor::from_vec(classes, (samples.len(), 1), &Device::Cpu)
    };
    let zones = cross_entropy(&verdicts.narrow(1, 0, MAX_NAMES)?, &right(|sample| sample.zone)?)?;
    let categories = verdicts.narrow(1, MAX_NAMES, MAX_NAMES)?;
    Ok((zones + cross_entropy(&categories, &right(|sample| sample.category)?)?)?)
}

/// What naming a trait counts beside naming zone and category.
const TRAIT_WEIGHT: f64 = 0.3;

/// Cross-entropy of the traits whose verdicts stand at `heads`, summed and weighted, a sprite.
/// (`verdicts`: [samples, verdicts])
pub(crate) fn loss_of_traits(
    verdicts: &Tensor,
    labels: &[Labels],
    heads: &[Range<usize>],
) -> Result<Tensor> {
    let mut loss = Tensor::zeros((), verdicts.dtype(), &Device::Cpu)?;
    for (place, head) in heads.iter().enumerate() {
        let value = |labels: &Labels| labels.get(Schema::CATEGORY + 1 + place).unwrap_or(0);
        let right: Vec<u32> = labels.iter().map(|labels| u32::from(value(labels))).collect();
        let right = Tensor::from_vec(right, (labels.len(), 1), &Device::Cpu)?;
        loss = (loss + cross_entropy(&verdicts.narrow(1, head.start, head.len())?, &right)?)?;
    }
    Ok((loss * TRAIT_WEIGHT)?)
}

/// Mean cross-entropy of rows of logits. (`logits`: [rows, classes], `right`: [rows, 1])
pub(crate) fn cross_entropy(logits: &Tensor, right: &Tensor) -> candle_core::Result<Tensor> {
    log_likelihoods(&logits.contiguous()?, right)?.mean_all()?.neg()
}

/// A sprite's palette indices, moved a little, some of them wrong. Never mirrored: creatures
/// face left.
pub(crate) fn varied(sample: &Sample, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut shift = || rng.random_range(-MOST_SHIFT..=MOST_SHIFT);
    let (dx, dy) = (shift(), shift());
    let noise = rng.random_range(0.0..MOST_NOISE);
    let side = SIDE as i32;
    let mut pixels = Vec::with_capacity(SIDE * SIDE);
    for y in 0..side {
        for x in 0..side {
            let colour = sample.sprite.at(x + dx, y + dy);
            let wrong = rng.random_bool(noise);
            pixels.push(if wrong { rng.random_range(0..ENTRIES as u8) } else { colour });
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use shoal::model::Critic;

    use super::*;
    use crate::{
        classifier::trait_heads,
        corpus::{self, Split},
    };

    #[test]
    fn every_weight_has_a_gradient() {
        let (samples, labels): (Vec<Sample>, Vec<Labels>) =
            (0..36).map(|index| corpus::labelled_sample(Split::Judge, index)).unzip();
        let schema = corpus::schema();
        let config = ClassifierConfig::tiny(Critic::verdicts_of(&schema));
        let learner = Learner::new(config, 1).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let pixels: Vec<u8> = samples.iter().flat_map(|sample| varied(sample, &mut rng)).collect();
        let verdicts = learner.verdicts(&pixels).unwrap();
        let names = loss_of_names(&verdicts, &samples).unwrap();
        let traits = loss_of_traits(&verdicts, &labels, &trait_heads(&schema)).unwrap();
        let loss = (names + traits).unwrap();
        let gradients = loss.backward().unwrap();
        for (name, weight) in &learner.weights {
            let gradient = gradients.get(weight.var.as_tensor()).unwrap();
            let size = gradient.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
            assert!(size.is_finite() && size > 1e-12, "{name}: {size}");
        }
    }

    #[test]
    fn a_varied_sprite_is_nearly_the_same() {
        let sample = corpus::sample(Split::Judge, 3);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..50 {
            let pixels = varied(&sample, &mut rng);
            let like = |dx: i32, dy: i32| {
                let places = (0..SIDE as i32).flat_map(|y| (0..SIDE as i32).map(move |x| (x, y)));
                places
                    .zip(&pixels)
                    .filter(|((x, y), colour)| sample.sprite.at(x + dx, y + dy) != **colour)
                    .count()
            };
            let least = (-2..=2).flat_map(|dy| (-2..=2).map(move |dx| (dx, dy)));
            let least = least.map(|(dx, dy)| like(dx, dy)).min().unwrap();
            assert!(least <= 45, "{least} pixels are wrong");
        }
    }
}
