//! How the shape network learns: masked cross-entropy, Muon and `AdamW`, a running mean.

use std::{collections::BTreeMap, sync::mpsc, thread};

use anyhow::{Context as _, Result, ensure};
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::{VarBuilder, VarMap, ops::log_softmax};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use shoal::{
    model::{Shape, ShapeConfig, ShapeNetwork, Weights, patch_order},
    sprite::{Labels, Palette, Sketch},
};
use trainer::network::Kernels;

use super::masks::{Puzzle, hide};
use crate::{
    corpus::{self, Split},
    train::{
        batches::withheld,
        optimiser::{Optimiser, Parameters, Rates, clip},
    },
};

/// Steps over which the rate rises.
const WARM_UP: u64 = 200;
/// Memory of the running mean, which is what is kept.
const MEMORY: f64 = 0.999;
/// The largest first weight.
const SPREAD: f32 = 0.085;
/// Gradients longer than this are shortened to it.
const LONGEST: f64 = 1.0;

/// Pictures and what is asked for with each.
pub(super) struct Puzzles {
    puzzles: Vec<Puzzle>,
    labels: Vec<Labels>,
}

/// Which pictures are learned from.
#[derive(Clone, Debug)]
pub(super) struct ShapeExamples {
    pub(super) config: ShapeConfig,
    pub(super) palette: Palette,
    pub(super) split: Split,
    pub(super) is_raster: bool,
    /// Whether labels are withheld, as they are in prompts.
    pub(super) withholds: bool,
    pub(super) batch: usize,
    pub(super) seed: u64,
}

impl ShapeExamples {
    /// Batch number `step`, always the same.
    pub(super) fn batch(&self, step: u64) -> Puzzles {
        let first = step * self.batch as u64;
        let all = (first..first + self.batch as u64).into_par_iter().map(|index| {
            let mut rng = ChaCha8Rng::seed_from_u64(self.seed ^ index.wrapping_mul(0x9e37_79b9));
            let (sample, labels) = corpus::labelled_sample(self.split, index);
            let picture = Sketch::of_sprite(&sample.sprite, &self.palette).coarse();
            let puzzle = hide(&self.config, &picture, self.is_raster, &mut rng);
            let labels = if self.withholds { withheld(labels, &mut rng) } else { labels };
            // Nothing at all is a prompt too, and what guidance compares with.
            let labels =
                if self.withholds && rng.random_bool(0.08) { Labels::default() } else { labels };
            (puzzle, labels)
        });
        let (puzzles, labels) = all.unzip();
        Puzzles { puzzles, labels }
    }

    /// The batches from number `first` on, drawn ahead on a thread of their own.
    pub(super) fn stream(self, first: u64) -> Result<mpsc::Receiver<Puzzles>> {
        let (sender, receiver) = mpsc::sync_channel(2);
        thread::Builder::new()
            .name("pictures".to_owned())
            .spawn(move || {
                let mut step = first;
                // The receiver hangs up when training is over.
                while sender.send(self.batch(step)).is_ok() {
                    step += 1;
                }
            })
            .context("cannot start the thread that draws pictures")?;
        Ok(receiver)
    }
}

impl Puzzles {
    /// The same with no labels.
    pub(super) fn unlabelled(&self) -> Self {
        Self { puzzles: self.puzzles.clone(), labels: vec![Labels::default(); self.labels.len()] }
    }

    /// Mean cross-entropy of the hidden cells, in nats a cell.
    pub(super) fn loss(&self, network: &ShapeNetwork) -> Result<Tensor> {
        let shown: Vec<u8> = self.puzzles.iter().flat_map(|it| it.shown.clone()).collect();
        let logits = network.forward(&shown, &self.labels)?;
        let order = patch_order();
        let (mut right, mut weights, mut n_hidden) = (Vec::new(), Vec::new(), 0.0);
        for puzzle in &self.puzzles {
            for &cell in &order {
                right.push(u32::from(puzzle.right[cell]));
                let is_hidden = puzzle.is_hidden(cell);
                weights.push(f32::from(u8::from(is_hidden)));
                n_hidden += f64::from(u8::from(is_hidden));
            }
        }
        let count = right.len();
        let right = Tensor::from_vec(right, (count, 1), &Device::Cpu)?;
        let weights = Tensor::from_vec(weights, (count, 1), &Device::Cpu)?;
        let likelihoods = log_softmax(&logits, D::Minus1)?.gather(&right, 1)?;
        Ok(((likelihoods * weights)?.sum_all()? * (-1.0 / n_hidden.max(1.0)))?)
    }
}

/// A shape network that learns.
pub(super) struct Learner {
    config: ShapeConfig,
    network: ShapeNetwork,
    /// Variables by the names that the optimiser tells apart: see [`role`].
    parameters: Parameters,
    optimiser: Optimiser,
    rates: Rates,
    step: u64,
    /// The running mean of the weights.
    mean: BTreeMap<String, Tensor>,
}

/// What the optimiser knows a tensor as: matrices of blocks learn by Muon, the table of labels
/// has a rate of its own, and everything else learns by `AdamW`.
fn role(name: &str, rank: usize) -> String {
    match name {
        "label.weight" => format!("embed.axis.{name}"),
        _ if name.starts_with("block.") && rank == 2 && !name.ends_with("offset.weight") => {
            name.to_owned()
        }
        _ => format!("other.{name}"),
    }
}

impl Learner {
    /// One that goes on from weights, or begins with random ones.
    pub(super) fn new(config: &ShapeConfig, from: Option<&Weights>, rates: Rates) -> Result<Self> {
        let map = VarMap::new();
        let builder = VarBuilder::from_varmap(&map, DType::F32, &Device::Cpu);
        let network = ShapeNetwork::learning(config, &builder)?;
        let variables: BTreeMap<String, Var> = match map.data().lock() {
            Ok(data) => data.iter().map(|(name, var)| (name.clone(), var.clone())).collect(),
            Err(_) => BTreeMap::new(),
        };
        // candle's own dice cannot be seeded on the CPU.
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let (mut mean, mut parameters) = (BTreeMap::new(), Parameters::new());
        for (name, shape) in config.tensors() {
            let values = match from.and_then(|weights| weights.get(&name)) {
                Some(known) => known.clone(),
                None => first_values(&name, &shape, &mut rng),
            };
            let var = variables.get(&name).context("every tensor is a variable")?;
            var.set(&Tensor::from_vec(values, shape, &Device::Cpu)?)?;
            mean.insert(name.clone(), var.as_tensor().copy()?.detach());
            parameters.insert(role(&name, var.rank()), var.clone());
        }
        let kernels = Kernels::fused_bf16().unwrap_or(Kernels::Fused);
        let optimiser = Optimiser::new(&parameters, kernels)?;
        Ok(Self { config: config.clone(), network, parameters, optimiser, rates, step: 0, mean })
    }

    /// Learns from a batch, `done` of the way through the run; tells its loss.
    pub(super) fn learn(&mut self, puzzles: &Puzzles, done: f64) -> Result<f32> {
        let rise = ((self.step + 1) as f64 / WARM_UP as f64).min(1.0);
        // Even at first, and down in a straight line over the last three quarters.
        let share = rise * ((1.0 - done) / 0.75).clamp(0.01, 1.0);
        let Rates { muon, adam, traits } = self.rates;
        let rates = Rates { muon: muon * share, adam: adam * share, traits: traits * share };
        let loss = puzzles.loss(&self.network)?;
        let (gradients, length) = clip(&self.parameters, &loss.backward()?, LONGEST)?;
        ensure!(length.is_finite(), "the loss is no longer a number at step {}", self.step);
        self.optimiser.step(&self.parameters, &gradients, rates)?;
        self.step += 1;
        // A mean over all steps at first, then over the last thousand.
        let memory = MEMORY.min(self.step as f64 / (self.step as f64 + 9.0));
        for (name, mean) in &mut self.mean {
            let now = self.parameters[&role(name, mean.rank())].as_detached_tensor();
            *mean = ((&*mean * memory)? + (now * (1.0 - memory))?)?;
        }
        Ok(loss.to_scalar::<f32>()?)
    }

    /// The running mean as a part of a checkpoint.
    pub(super) fn shape(&self) -> Result<Shape> {
        let weights = self.mean.iter();
        let weights = weights
            .map(|(name, mean)| Ok((name.clone(), mean.flatten_all()?.to_vec1::<f32>()?)))
            .collect::<Result<_>>()?;
        Ok(Shape { config: self.config.clone(), weights })
    }
}

/// Small random weights; norms begin at one, what ends a residual branch at zero, and half of the
/// heads look at what is near.
fn first_values(name: &str, shape: &[usize], rng: &mut ChaCha8Rng) -> Vec<f32> {
    let count = shape.iter().product();
    if name.ends_with("offset.weight") {
        let (heads, side) = (shape[1], shape[0].isqrt());
        let far = |offset: usize| {
            let from_middle = |at: usize| at as f32 - (side / 2) as f32;
            from_middle(offset / side).hypot(from_middle(offset % side))
        };
        let bias = |at: usize| if at % heads < heads / 2 { -far(at / heads) } else { 0.0 };
        (0..count).map(bias).collect()
    } else if name.ends_with("norm.weight") {
        vec![1.0; count]
    } else if [".out.weight", ".down.weight"].iter().any(|end| name.ends_with(end)) {
        vec![0.0; count]
    } else {
        (0..count).map(|_| SPREAD * rng.random_range(-1.0..1.0_f32)).collect()
    }
}
