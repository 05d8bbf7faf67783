//! How such a network learns: `AdamW`, and sprites that are moved and speckled a little.

use std::{collections::BTreeMap, ops::Range};

use anyhow::Result;
use candle_core::{Device, Tensor, Var};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use shoal::{
    model::{ClassifierConfig, vocabulary::MAX_NAMES},
    sprite::{ENTRIES, Labels, SIDE, Schema, Sprite},
};
use trainer::network::log_likelihoods;

use super::{Classifier, forward};
use crate::adam_w::AdamW;

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

/// Cross-entropy of zone and category, summed, a sprite; what is not labelled is not learned
/// from. (`verdicts`: [sprites, verdicts])
pub(crate) fn loss_of_names(verdicts: &Tensor, labels: &[Labels]) -> Result<Tensor> {
    let zones = verdicts.narrow(1, 0, MAX_NAMES)?;
    let categories = verdicts.narrow(1, MAX_NAMES, MAX_NAMES)?;
    let of_axis = |axis: usize| labels.iter().map(|labels| labels.get(axis)).collect::<Vec<_>>();
    let zones = loss_of_known(&zones, &of_axis(Schema::ZONE))?;
    Ok((zones + loss_of_known(&categories, &of_axis(Schema::CATEGORY))?)?)
}

/// Mean cross-entropy of the rows whose class is known; zero where none is. (`logits`: [rows,
/// classes])
fn loss_of_known(logits: &Tensor, classes: &[Option<u8>]) -> Result<Tensor> {
    let known: Vec<u32> =
        (0..).zip(classes).filter_map(|(row, class)| class.map(|_| row)).collect();
    let right: Vec<u32> = classes.iter().flatten().map(|class| u32::from(*class)).collect();
    let n_known = known.len();
    if n_known == 0 {
        return Ok(Tensor::zeros((), logits.dtype(), &Device::Cpu)?);
    }
    let right = Tensor::from_vec(right, (n_known, 1), &Device::Cpu)?;
    if n_known == classes.len() {
        return Ok(cross_entropy(logits, &right)?);
    }
    let rows = Tensor::from_vec(known, n_known, &Device::Cpu)?;
    Ok(cross_entropy(&logits.contiguous()?.index_select(&rows, 0)?, &right)?)
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
        let value = |labels: &Labels| labels.get(Schema::CATEGORY + 1 + place);
        let values: Vec<Option<u8>> = labels.iter().map(value).collect();
        loss = (loss + loss_of_known(&verdicts.narrow(1, head.start, head.len())?, &values)?)?;
    }
    Ok((loss * TRAIT_WEIGHT)?)
}

/// Mean cross-entropy of rows of logits. (`logits`: [rows, classes], `right`: [rows, 1])
pub(crate) fn cross_entropy(logits: &Tensor, right: &Tensor) -> candle_core::Result<Tensor> {
    log_likelihoods(&logits.contiguous()?, right)?.mean_all()?.neg()
}

/// A sprite's palette indices, moved a little, some of them wrong. Never mirrored: creatures
/// face left.
pub(crate) fn varied(sprite: &Sprite, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut shift = || rng.random_range(-MOST_SHIFT..=MOST_SHIFT);
    let (dx, dy) = (shift(), shift());
    let noise = rng.random_range(0.0..MOST_NOISE);
    let side = SIDE as i32;
    let mut pixels = Vec::with_capacity(SIDE * SIDE);
    for y in 0..side {
        for x in 0..side {
            let colour = sprite.at(x + dx, y + dy);
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
        corpus::{self, Sample, Split},
    };

    #[test]
    fn every_weight_has_a_gradient() {
        let (samples, labels): (Vec<Sample>, Vec<Labels>) =
            (0..36).map(|index| corpus::labelled_sample(Split::Judge, index)).unzip();
        let schema = corpus::schema();
        let config = ClassifierConfig::tiny(Critic::verdicts_of(&schema));
        let learner = Learner::new(config, 1).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let pixels: Vec<u8> =
            samples.iter().flat_map(|sample| varied(&sample.sprite, &mut rng)).collect();
        let verdicts = learner.verdicts(&pixels).unwrap();
        let names = loss_of_names(&verdicts, &labels).unwrap();
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
    fn rows_without_a_class_are_not_learned_from() {
        let logits = Tensor::new(&[[1.0_f32, 2.0, 0.5], [0.0, 1.0, 3.0]], &Device::Cpu).unwrap();
        let loss = |classes: &[Option<u8>]| {
            loss_of_known(&logits, classes).unwrap().to_scalar::<f32>().unwrap()
        };
        let (first, second) = (loss(&[Some(1), None]), loss(&[None, Some(0)]));
        assert!((loss(&[Some(1), Some(0)]) - f32::midpoint(first, second)).abs() < 1e-6);
        assert!(second > first && loss(&[None, None]) == 0.0);
    }

    #[test]
    fn a_varied_sprite_is_nearly_the_same() {
        let sample = corpus::sample(Split::Judge, 3);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..50 {
            let pixels = varied(&sample.sprite, &mut rng);
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
