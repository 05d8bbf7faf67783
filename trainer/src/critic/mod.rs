//! Teaches a checkpoint which of its drawings to draw again.
//!
//! The model's own drawings, free ones and completions, are set against sprites of the training
//! range: a small network learns to tell them apart and to name zone, category and, where the
//! model can be asked for them, traits. It goes into
//! the checkpoint, where the engine asks it (`shoal::model::Critic`). The judge of evaluations
//! is another network that learned from other sprites, so a critic can be measured by it.

#[cfg(test)]
mod tests;

use std::{io::Write as _, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use candle_core::{Device, Tensor};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use shoal::{
    files::write_atomically,
    generate::Generator,
    model::{Checkpoint, ClassifierConfig, Critic, Dtype, TraitVerdicts, Weights},
    sprite::{Labels, Sampling, Schema, Sprite},
};

use crate::{
    classifier::{
        Classifier, ClassifierOutput, Learner, cross_entropy, loss_of_names, loss_of_traits,
        trait_heads, varied,
    },
    corpus::{self, Sample, Split},
    evaluate::{
        breeding,
        drawing::{Artist, progress_bar, threads_or_all},
        figures::{CELLS, draw_corpus, share},
        open_for_corpus,
    },
};

/// Real sprites in a step, and drawn ones.
const BATCH: u64 = 32;

/// Seeds of the drawings that it learns from and of those that it is measured on: far from the
/// small numbers that people and evaluations use.
const SEEDS: [u64; 2] = [7_000_000_000, 9_000_000_000];

/// Real sprites that are learned from start here in the training range, beyond what training
/// usually reaches, and those that it is measured on.
const REAL: [u64; 2] = [36 << 33, 36 << 34];

/// Share of the drawings that are completions.
const COMPLETED: f64 = 0.4;

/// Share of real sprites that miss the threshold of a trait that they have.
const MISSED: f64 = 0.05;

/// Options of `shoal-trainer critic`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    shoal-trainer critic --model runs/default/checkpoint.safetensors --out new.safetensors\n  \
    shoal-trainer critic --drawings-per-cell 4 --sprites 2000 --out smoke.safetensors")]
pub(crate) struct CriticArgs {
    /// The checkpoint that draws; without it the one inside the program
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// The same checkpoint with its critic
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Drawings of each of the 36 cells that it learns from
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u32).range(2..=4096))]
    pub(crate) drawings_per_cell: u32,
    /// Corpus sprites that it learns from
    #[arg(long, value_name = "N", default_value_t = 60_000, value_parser = clap::value_parser!(u32).range(32..))]
    pub(crate) sprites: u32,
    /// Share of the drawings that are drawn again
    #[arg(long, value_name = "P", default_value_t = 0.2)]
    pub(crate) redrawn: f64,
    /// Threads that draw; without it all cores
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) threads: Option<u32>,
}

/// Drawn sprites with their labels.
struct Drawings {
    learned_from: Vec<Sample>,
    measured_on: Vec<Sample>,
}

/// How good a critic is, on sprites that it never saw.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Share of real and drawn sprites that it calls what they are, as many of each.
    pub(crate) told_apart: f64,
    /// Share of real sprites whose category it names.
    pub(crate) categories: f64,
    /// Share of real sprites whose zone it names.
    pub(crate) zones: f64,
    /// Share of real sprites that it would have drawn again.
    pub(crate) real_refused: f64,
    /// Share of real sprites of which it names each trait.
    pub(crate) traits: Vec<(String, f64)>,
}

/// Runs the subcommand.
pub(crate) fn run(args: &CriticArgs) -> Result<()> {
    let (critic, facts) = teach(args, ClassifierConfig::full)?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "The critic of {} tells {:.1} % of real and drawn sprites apart, names {:.1} % of the \
         categories and {:.1} % of the zones; it would refuse {:.1} % of real sprites. Drawings \
         below {:.2} are drawn again.",
        args.out.display(),
        100.0 * facts.told_apart,
        100.0 * facts.categories,
        100.0 * facts.zones,
        100.0 * facts.real_refused,
        critic.threshold,
    )?;
    if !facts.traits.is_empty() {
        let named = |(name, share): &(String, f64)| format!("{name} {:.1} %", 100.0 * share);
        let named: Vec<String> = facts.traits.iter().map(named).collect();
        writeln!(out, "It names of real sprites: {}.", named.join(", "))?;
    }
    Ok(())
}

/// Draws, teaches, and writes the checkpoint.
fn teach(args: &CriticArgs, config: fn(usize) -> ClassifierConfig) -> Result<(Critic, Facts)> {
    ensure!(
        (0.0..=0.9).contains(&args.redrawn),
        "--redrawn is a share between 0 and 0.9, not {}",
        args.redrawn
    );
    // Drawings are of the model alone, whatever critic it had.
    let checkpoint = open_for_corpus(args.model.as_deref())?.with_critic(None)?;
    let schema = schema_of(&checkpoint);
    let config = config(Critic::verdicts_of(&schema));
    let drawings = draw(args, &Generator::new(&checkpoint));
    let network = learn(config, &schema, &drawings.learned_from, u64::from(args.sprites))?;
    let mut scores = scores(&network, &drawings.measured_on)?;
    scores.sort_unstable_by(f32::total_cmp);
    let place = (args.redrawn * scores.len() as f64) as usize;
    let least = scores.get(place).copied().unwrap_or(f32::MIN);
    let mut facts = facts(&network, &drawings.measured_on, least)?;
    let traits = look_at_traits(&network, &schema, drawings.measured_on.len(), &mut facts)?;
    let weights = weights(&network)?;
    let critic = Critic { config, threshold: least, traits, weights };
    let checkpoint = checkpoint.with_critic(Some(critic.clone()))?;
    write_atomically(&args.out, &checkpoint.to_bytes(Dtype::F16))
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    Ok((critic, facts))
}

/// The traits that a critic can learn for a checkpoint: those of the corpus, where its world has
/// the same ones in the same order, or else none.
fn schema_of(checkpoint: &Checkpoint) -> Schema {
    let schema = corpus::schema();
    let values = |schema: &Schema| -> Vec<(String, Vec<String>)> {
        schema.traits.iter().map(|axis| (axis.name.clone(), axis.values.clone())).collect()
    };
    if values(&schema) == values(&checkpoint.world) { schema } else { Schema::ocean() }
}

/// Has the model draw at the usual settings, once each.
fn draw(args: &CriticArgs, generator: &Generator) -> Drawings {
    let per_cell = args.drawings_per_cell as usize;
    let (n_all, n_measured) = (per_cell * CELLS, per_cell.div_ceil(4).min(16) * CELLS);
    let completed = |n: usize| (n as f64 * COMPLETED / 3.0) as usize;
    let n_drawn = |n: usize| n - 3 * completed(n);
    let threads = threads_or_all(args.threads);
    let bar = progress_bar("drawing sprites", (n_all + n_measured) as u64);
    let artist = Artist { generator, threads, bar };
    let sampling = Sampling { attempts: 1, ..Sampling::default() };
    let draw = |n: usize, seed: u64, first: u64| {
        let mut samples = artist.draw_cells(n_drawn(n), seed, sampling);
        let held = draw_corpus(Split::Train, first, completed(n).div_ceil(CELLS));
        let done = breeding::complete(&artist, &held, completed(n), seed, sampling);
        samples.extend(done.iter().map(breeding::Completion::as_sample));
        samples
    };
    let [learned, measured] = SEEDS;
    let drawings = Drawings {
        learned_from: draw(n_all, learned, REAL[0]),
        measured_on: draw(n_measured, measured, REAL[1]),
    };
    artist.bar.finish_and_clear();
    drawings
}

/// Learns from drawings and from as many real sprites, over and over from the former and once
/// from each of the latter.
fn learn(
    config: ClassifierConfig,
    schema: &Schema,
    drawings: &[Sample],
    n_sprites: u64,
) -> Result<Classifier> {
    let heads = trait_heads(schema);
    let steps = n_sprites.div_ceil(BATCH);
    let mut learner = Learner::new(config, steps)?;
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let bar = progress_bar("teaching the critic", steps * BATCH);
    for step in 0..steps {
        let range = REAL[0] + step * BATCH..REAL[0] + (step + 1) * BATCH;
        let (real, labels): (Vec<Sample>, Vec<Labels>) =
            range.into_par_iter().map(|index| corpus::labelled_sample(Split::Train, index)).unzip();
        let drawn = (0..BATCH).map(|_| &drawings[rng.random_range(0..drawings.len())]);
        let batch: Vec<&Sample> = real.iter().chain(drawn).collect();
        let pixels: Vec<u8> = batch.iter().flat_map(|sample| varied(sample, &mut rng)).collect();
        let verdicts = learner.verdicts(&pixels)?;
        // What a drawing shows is not certain, so names are learned from real sprites alone.
        let of_real = verdicts.narrow(0, 0, real.len())?;
        let named = (loss_of_names(&of_real, &real)? + loss_of_traits(&of_real, &labels, &heads)?)?;
        let loss = (named + loss_of_reality(&verdicts, real.len())?)?;
        bar.set_message(format!("loss {:.3}", learner.learn(&loss)?));
        bar.inc(BATCH);
    }
    bar.finish_and_clear();
    Ok(learner.finish())
}

/// Cross-entropy of being real, of which the first sprites are. (`verdicts`: [sprites, verdicts])
fn loss_of_reality(verdicts: &Tensor, n_real: usize) -> Result<Tensor> {
    let real = verdicts.narrow(1, ClassifierConfig::NAMES, 1)?;
    // The second class, of being drawn, has a logit of zero.
    let both = Tensor::cat(&[&real, &real.zeros_like()?], 1)?;
    let n_sprites = verdicts.dim(0)?;
    let classes: Vec<u32> = (0..n_sprites).map(|index| u32::from(index >= n_real)).collect();
    Ok(cross_entropy(&both, &Tensor::from_vec(classes, (n_sprites, 1), &Device::Cpu)?)?)
}

/// What the engine's critic will say, of sprites that should be what their samples say.
fn scores(network: &Classifier, samples: &[Sample]) -> Result<Vec<f32>> {
    let sprites: Vec<Sprite> = samples.iter().map(|sample| sample.sprite.clone()).collect();
    let looks = network.look(&sprites)?;
    Ok(looks.iter().zip(samples).map(|(look, sample)| score(look, sample)).collect())
}

fn log_likelihood(logits: &[f32], which: u8) -> f32 {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - highest).exp()).sum();
    logits[usize::from(which)] - highest - sum.ln()
}

fn score(look: &ClassifierOutput, sample: &Sample) -> f32 {
    let (names, real) = look.verdicts.split_at(ClassifierConfig::NAMES);
    let (zones, categories) = names.split_at(names.len() / 2);
    log_likelihood(&[real[0], 0.0], 0)
        + log_likelihood(zones, sample.zone)
        + log_likelihood(categories, sample.category)
}

fn facts(network: &Classifier, drawn: &[Sample], least: f32) -> Result<Facts> {
    let real = draw_corpus(Split::Train, REAL[1], drawn.len().div_ceil(CELLS));
    let sprites = |samples: &[Sample]| -> Vec<Sprite> {
        samples.iter().map(|sample| sample.sprite.clone()).collect()
    };
    let (of_real, of_drawn) = (network.look(&sprites(&real))?, network.look(&sprites(drawn))?);
    let is_real = |look: &&ClassifierOutput| look.verdicts[ClassifierConfig::NAMES] > 0.0;
    let called_real = of_real.iter().filter(is_real).count();
    let called_drawn = of_drawn.len() - of_drawn.iter().filter(is_real).count();
    let named = |is_right: fn(&(u8, u8), &Sample) -> bool| {
        let pairs = of_real.iter().zip(&real);
        share(pairs.filter(|(look, real)| is_right(&look.names(), real)).count(), real.len())
    };
    let refused = scores(network, &real)?.iter().filter(|score| **score < least).count();
    let told_apart = share(called_real, real.len()) + share(called_drawn, drawn.len());
    Ok(Facts {
        told_apart: told_apart / 2.0,
        zones: named(|(zone, _), sample| *zone == sample.zone),
        categories: named(|(_, category), sample| *category == sample.category),
        real_refused: share(refused, real.len()),
        traits: Vec::new(),
    })
}

/// Measures on `count` real sprites that it never saw how often each trait is named, and decides
/// what a drawing has to reach: what all but a few of them do.
fn look_at_traits(
    network: &Classifier,
    schema: &Schema,
    count: usize,
    facts: &mut Facts,
) -> Result<Vec<TraitVerdicts>> {
    let indices = REAL[1]..REAL[1] + count as u64;
    let (real, labels): (Vec<Sample>, Vec<Labels>) =
        indices.into_par_iter().map(|index| corpus::labelled_sample(Split::Train, index)).unzip();
    let sprites: Vec<Sprite> = real.into_iter().map(|sample| sample.sprite).collect();
    let looks = network.look(&sprites)?;
    let mut traits = Vec::new();
    for (place, (axis, head)) in schema.traits.iter().zip(trait_heads(schema)).enumerate() {
        let value = |labels: &Labels| labels.get(Schema::CATEGORY + 1 + place).unwrap_or(0);
        let pairs = || looks.iter().zip(&labels);
        let named = pairs().filter(|(look, labels)| look.value(head.clone()) == value(labels));
        facts.traits.push((axis.name.clone(), share(named.count(), looks.len())));
        let mut likelihoods: Vec<f32> = pairs()
            .map(|(look, labels)| log_likelihood(&look.verdicts[head.clone()], value(labels)))
            .collect();
        likelihoods.sort_unstable_by(f32::total_cmp);
        let least = (MISSED * likelihoods.len() as f64) as usize;
        let threshold = likelihoods.get(least).copied().unwrap_or(f32::MIN);
        traits.push(TraitVerdicts { values: axis.values.len(), threshold });
    }
    Ok(traits)
}

fn weights(network: &Classifier) -> Result<Weights> {
    let tensors = network.tensors.iter();
    tensors
        .map(|(name, tensor)| Ok((name.clone(), tensor.flatten_all()?.to_vec1::<f32>()?)))
        .collect()
}
