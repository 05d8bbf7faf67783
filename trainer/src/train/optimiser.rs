//! Muon for the blocks' matrices, `AdamW` for everything else.
//!
//! Muon (Jordan, 2024, <https://kellerjordan.github.io/posts/muon/>): momentum, then the
//! nearest orthogonal matrix by five Newton-Schulz steps, so that every direction of a matrix
//! learns at the same pace.

use std::collections::BTreeMap;

use anyhow::Result;
use candle_core::{D, Device, Tensor, Var, backprop::GradStore};
use rayon::prelude::*;
use shoal::model::GUIDANCE_TABLE;
use trainer::network::Kernels;

use super::low_rank::is_narrow;
use crate::adam_w::{AdamW, Stepped};

/// Trained tensors by name. Sorted, so that sums over them have one order.
pub(crate) type Parameters = BTreeMap<String, Var>;

/// Rates of one step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rates {
    /// For matrices under Muon: the size of a step in units of an orthogonal matrix.
    pub(crate) muon: f64,
    /// For everything else, under `AdamW`.
    pub(crate) adam: f64,
    /// For the tables of traits, under `AdamW`. A trait is seen in few pixels of a sprite, and
    /// each of its values in few sprites, so that tables need longer steps.
    pub(crate) traits: f64,
}

const MUON_MOMENTUM: f64 = 0.95;
/// Decay of matrices per unit of rate.
const MUON_DECAY: f64 = 0.05;
/// Embeddings and the head are not decayed: rare rows would fade between their sightings.
const ADAM: AdamW = AdamW { betas: (0.9, 0.95), decay: 0.0 };

/// Moments of every parameter, and how many steps they have seen.
pub(crate) struct Optimiser {
    kernels: Kernels,
    /// First moments; for Muon its momentum.
    first: BTreeMap<String, Tensor>,
    /// Second moments, for `AdamW`'s parameters alone.
    second: BTreeMap<String, Tensor>,
    /// Steps since the moments were zero.
    steps: usize,
}

/// Whether a parameter is a matrix inside a block, which Muon trains.
fn is_muon(name: &str) -> bool {
    (name.starts_with("block.") || name.starts_with("hint.conv.")) && !is_narrow(name)
}

/// Whether a parameter is the table of a trait.
fn is_trait(name: &str) -> bool {
    name.starts_with("embed.axis.") || name == GUIDANCE_TABLE
}

impl Optimiser {
    /// Fresh moments. Muon multiplies as `kernels` do: five steps forgive bf16.
    pub(crate) fn new(parameters: &Parameters, kernels: Kernels) -> Result<Self> {
        let mut first = BTreeMap::new();
        let mut second = BTreeMap::new();
        for (name, var) in parameters {
            first.insert(name.clone(), var.zeros_like()?.detach());
            if !is_muon(name) {
                second.insert(name.clone(), var.zeros_like()?.detach());
            }
        }
        Ok(Self { kernels, first, second, steps: 0 })
    }

    /// Moves every parameter against its gradient.
    pub(crate) fn step(
        &mut self,
        parameters: &Parameters,
        gradients: &BTreeMap<String, Tensor>,
        rates: Rates,
    ) -> Result<()> {
        self.steps += 1;
        let steps = self.steps;
        let (kernels, first, second) = (self.kernels, &self.first, &self.second);
        // Newton-Schulz works on one matrix at a time, so the matrices share out the cores.
        let moved: Vec<(&String, Tensor, Option<Tensor>)> = gradients
            .par_iter()
            .map(|(name, gradient)| -> Result<_> {
                let (var, moment) = (&parameters[name], &first[name]);
                let (next, moment, variance) = if is_muon(name) {
                    let (next, moment) = muon(kernels, name, var, (gradient, moment), rates.muon)?;
                    (next, moment, None)
                } else {
                    let moments = (moment, &second[name]);
                    let old = var.as_detached_tensor();
                    let rate = if is_trait(name) { rates.traits } else { rates.adam };
                    let Stepped { next, mean, variance } =
                        ADAM.step(&old, gradient, moments, steps, rate)?;
                    (next, mean, Some(variance))
                };
                var.set(&next)?;
                Ok((name, moment, variance))
            })
            .collect::<Result<_>>()?;
        let moved: Vec<(String, Tensor, Option<Tensor>)> =
            moved.into_iter().map(|(name, m, v)| (name.clone(), m, v)).collect();
        for (name, moment, variance) in moved {
            if let Some(variance) = variance {
                self.second.insert(name.clone(), variance);
            }
            self.first.insert(name, moment);
        }
        Ok(())
    }

    /// All moments by name, to be written to a file; the number of steps beside them.
    pub(crate) fn state(&self) -> (BTreeMap<String, Tensor>, usize) {
        let named = |moments: &BTreeMap<String, Tensor>, order: &str| {
            moments
                .iter()
                .map(|(name, tensor)| (format!("{order}/{name}"), tensor.clone()))
                .collect::<Vec<_>>()
        };
        let mut state: BTreeMap<_, _> = named(&self.first, "first").into_iter().collect();
        state.extend(named(&self.second, "second"));
        (state, self.steps)
    }

    /// Takes back what [`Self::state`] gave.
    pub(crate) fn restore(
        &mut self,
        state: &BTreeMap<String, Tensor>,
        steps: usize,
        device: &Device,
    ) -> Result<()> {
        for (order, moments) in [("first", &mut self.first), ("second", &mut self.second)] {
            for (name, moment) in moments {
                let key = format!("{order}/{name}");
                let saved = state
                    .get(&key)
                    .ok_or_else(|| anyhow::anyhow!("the optimiser's state lacks {key}"))?;
                anyhow::ensure!(saved.shape() == moment.shape(), "{key} has another shape");
                *moment = saved.to_device(device)?;
            }
        }
        self.steps = steps;
        Ok(())
    }
}

/// Scales all gradients so that their joint norm is at most `limit`; returns the norm before.
pub(crate) fn clip(
    parameters: &Parameters,
    gradients: &GradStore,
    limit: f64,
) -> Result<(BTreeMap<String, Tensor>, f64)> {
    let mut sum = 0.0;
    let mut found = BTreeMap::new();
    for (name, var) in parameters {
        if let Some(gradient) = gradients.get(var) {
            // A gradient of gradients is never wanted, and keeps the whole graph alive.
            let gradient = gradient.detach();
            sum += f64::from(gradient.sqr()?.sum_all()?.to_scalar::<f32>()?);
            found.insert(name.clone(), gradient);
        }
    }
    let norm = sum.sqrt();
    if norm > limit {
        for gradient in found.values_mut() {
            *gradient = (&*gradient * (limit / norm))?;
        }
    }
    Ok((found, norm))
}

fn muon(
    kernels: Kernels,
    name: &str,
    var: &Var,
    (gradient, moment): (&Tensor, &Tensor),
    rate: f64,
) -> Result<(Tensor, Tensor)> {
    let moment = ((moment * MUON_MOMENTUM)? + gradient)?;
    // Nesterov: look ahead along the momentum.
    let update = (gradient + (&moment * MUON_MOMENTUM)?)?;
    // Queries, keys and values are three matrices side by side.
    let update = if name.rsplit('.').next() == Some("qkv") {
        let parts: Vec<Tensor> = update
            .chunk(3, D::Minus1)?
            .iter()
            .map(|part| orthogonal(kernels, &part.contiguous()?))
            .collect::<Result<_>>()?;
        Tensor::cat(&parts, D::Minus1)?
    } else {
        orthogonal(kernels, &update)?
    };
    let (inputs, outputs) = var.dims2()?;
    let stretch = (outputs as f64 / inputs as f64).max(1.0).sqrt();
    let kept = (var.as_detached_tensor() * (1.0 - rate * MUON_DECAY))?;
    Ok(((kept - update * (rate * stretch))?, moment))
}

/// Nearly the orthogonal matrix nearest to `matrix`: five quintic Newton-Schulz steps, which
/// bring all singular values to between about 0.7 and 1.2.
fn orthogonal(kernels: Kernels, matrix: &Tensor) -> Result<Tensor> {
    const STEP: (f64, f64, f64) = (3.4445, -4.7750, 2.0315);
    let tall = matrix.dim(0)? > matrix.dim(1)?;
    let mut x = if tall { matrix.t()?.contiguous()? } else { matrix.clone() };
    let norm = f64::from(x.sqr()?.sum_all()?.to_scalar::<f32>()?).sqrt();
    x = (x * (1.0 / (norm + 1e-7)))?;
    for _ in 0..5 {
        let a = kernels.product_across(&x, &x)?;
        let b = ((&a * STEP.1)? + (kernels.product(&a, &a)? * STEP.2)?)?;
        x = ((&x * STEP.0)? + kernels.product(&b, &x)?)?;
    }
    Ok(if tall { x.t()?.contiguous()? } else { x })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt as _;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};

    #[test]
    fn newton_schulz_makes_rows_orthonormal() {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let data: Vec<f32> = (0..12 * 20).map(|_| rng.random_range(-1.0..1.0)).collect();
        let kernels = [Some(Kernels::Fused), Kernels::fused_bf16()].into_iter().flatten();
        for (kernels, shape) in kernels.flat_map(|k| [(k, (12, 20)), (k, (20, 12))]) {
            let matrix = Tensor::from_vec(data.clone(), shape, &Device::Cpu).unwrap();
            let mut x = orthogonal(kernels, &matrix).unwrap();
            if shape.0 > shape.1 {
                x = x.t().unwrap().contiguous().unwrap();
            }
            let gram = x.matmul(&x.t().unwrap()).unwrap().to_vec2::<f32>().unwrap();
            for (i, row) in gram.iter().enumerate() {
                for (j, &value) in row.iter().enumerate() {
                    let wanted = if i == j { 1.0 } else { 0.0 };
                    assert!((value - wanted).abs() < 0.6, "{i},{j}: {value}");
                }
            }
        }
    }

    #[test]
    fn both_optimisers_walk_downhill_and_resume() {
        let start = Tensor::from_vec(vec![1.0_f32; 16], (4, 4), &Device::Cpu).unwrap();
        let parameters: Parameters = ["block.0.up", "head"]
            .map(|name| (name.to_owned(), Var::from_tensor(&start).unwrap()))
            .into();
        let loss = |parameters: &Parameters| {
            let terms: Vec<Tensor> =
                parameters.values().map(|var| var.sqr().unwrap().sum_all().unwrap()).collect();
            Tensor::stack(&terms, 0).unwrap().sum_all().unwrap()
        };
        let rates = Rates { muon: 0.05, adam: 0.05, traits: 0.05 };
        let mut optimiser = Optimiser::new(&parameters, Kernels::Fused).unwrap();
        let before = loss(&parameters).to_scalar::<f32>().unwrap();
        for step in 0..10 {
            let gradients = loss(&parameters).backward().unwrap();
            let (gradients, _) = clip(&parameters, &gradients, 1.0).unwrap();
            optimiser.step(&parameters, &gradients, rates).unwrap();
            if step == 5 {
                let (state, steps) = optimiser.state();
                optimiser = Optimiser::new(&parameters, Kernels::Fused).unwrap();
                optimiser.restore(&state, steps, &Device::Cpu).unwrap();
            }
        }
        let after = loss(&parameters).to_scalar::<f32>().unwrap();
        assert!(after < before * 0.6, "{before} to {after}");
    }
}
