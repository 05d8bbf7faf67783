//! Guidance distillation: the network learns to give in one pass what classifier-free guidance
//! gives in two.
//!
//! After Meng et al., "On distillation of guided diffusion models" (2023, arXiv 2210.03142), here on
//! logits: a teacher is asked with and without the prompt, its guided logits become probabilities,
//! and the network with a row for the strength learns those. The strength is an input, so the dial
//! stays. The teacher does not learn: one that did, from what it taught itself, grew sharper and
//! sharper within a hundred steps.

use anyhow::Result;
use shoal::{
    model::{Config, vocabulary::COLOURS},
    sprite::{Labels, PIXELS},
};
use trainer::network::{Batch, Logits, Transformer};

/// Steps that are learned: strengths from 1.25 to 3.
pub(super) const STEPS: usize = 8;

/// Sets what sprites with a step of guidance should be predicted as, by a teacher's two passes.
pub(super) fn set_targets(teacher: &Transformer, batch: &mut Batch) -> Result<()> {
    let guided: Vec<usize> =
        (0..batch.len()).filter(|&sprite| batch.guidance_steps[sprite] > 0).collect();
    if guided.is_empty() {
        return Ok(());
    }
    let with = teacher.counted_logits(&batch.part(&guided, |labels| labels))?;
    let without = teacher.counted_logits(&batch.part(&guided, |_| Labels::default()))?;
    let mut targets = vec![vec![[0.0; COLOURS]; PIXELS]; guided.len()];
    for ((sprite, pixel, with), (_, _, without)) in with.iter().zip(&without) {
        let strength = Config::guidance_of_step(batch.guidance_steps[guided[*sprite]]);
        targets[*sprite][*pixel] = guided_probabilities(with, without, strength);
    }
    for (sprite, targets) in guided.into_iter().zip(targets) {
        batch.set_soft_targets(sprite, targets);
    }
    Ok(())
}

/// Softmax of `without + strength (with - without)`.
fn guided_probabilities(with: &Logits, without: &Logits, strength: f32) -> Logits {
    let mut row: Logits =
        std::array::from_fn(|entry| without[entry] + strength * (with[entry] - without[entry]));
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for value in &mut row {
        *value = (*value - largest).exp();
        sum += *value;
    }
    row.map(|value| value / sum)
}

#[cfg(test)]
mod tests {
    use candle_core::Device;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
    use shoal::sprite::Prompt;
    use trainer::network::Kernels;

    use super::*;
    use crate::{
        corpus::{Split, sample},
        train::first_weights::first_values,
    };

    /// A network with random weights, the head's too.
    fn network(config: &Config) -> Transformer {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let tensors = config.tensors().into_iter().map(|(name, shape)| {
            let like = if name == "head" { "block.0.up" } else { name.as_str() };
            let values = first_values(like, &shape, &mut rng);
            (name, candle_core::Tensor::from_vec(values, shape, &Device::Cpu).unwrap())
        });
        Transformer::new(config.clone(), tensors.collect(), Kernels::Fused).unwrap()
    }

    #[test]
    fn targets_are_what_two_passes_say_and_the_loss_falls_towards_them() {
        let config = Config { guidance_steps: STEPS, ..Config::tiny() };
        let teacher = network(&config);
        let mut batch = Batch::default();
        for index in 0..3 {
            batch.push(Prompt::cell(1, 2), &sample(Split::Train, index).sprite, None);
        }
        batch.guidance_steps = vec![0, 2, 8];
        let hard = teacher.loss(&batch).unwrap().0.to_scalar::<f32>().unwrap();
        set_targets(&teacher, &mut batch).unwrap();
        let soft = teacher.loss(&batch).unwrap().0.to_scalar::<f32>().unwrap();
        assert!((hard - soft).abs() > 1e-3, "two of three sprites have other targets now");
        // Strength 1.5 for the second sprite: half as much again of what the prompt changes.
        let logits = |labels| teacher.logits(&batch.part(&[1], |_| labels)).unwrap();
        let rows = [Prompt::cell(1, 2), Prompt::default()]
            .map(|labels| logits(labels).flatten_all().unwrap().to_vec1::<f32>().unwrap());
        let pixel = 500;
        let row = |which: usize| -> Logits {
            std::array::from_fn(|entry| rows[which][pixel * COLOURS + entry])
        };
        let expected = guided_probabilities(&row(0), &row(1), 1.5);
        let target = batch.soft_target(1, pixel).unwrap();
        let apart = target.iter().zip(expected).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f32::max) < 1e-4);
        assert!(batch.soft_target(0, pixel).is_none());
    }

    #[test]
    fn probabilities_are_those_of_guided_logits() {
        let (mut with, mut without) = ([0.0; 64], [0.0; 64]);
        (with[3], without[3], without[7]) = (2.0, 1.0, 0.5);
        let plain = guided_probabilities(&with, &without, 1.0);
        let strong = guided_probabilities(&with, &without, 2.0);
        assert!((plain.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!((plain[3] / plain[0] - 2.0_f32.exp()).abs() < 1e-3);
        assert!((strong[3] / strong[0] - 3.0_f32.exp()).abs() < 1e-2);
        assert!(strong[7] < plain[7], "what the prompt made less likely becomes less so");
    }
}
