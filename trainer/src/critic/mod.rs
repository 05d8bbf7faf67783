//! Teaches a checkpoint which of its drawings to draw again.
//!
//! The model's own drawings, free ones and completions, are set against sprites of the training
//! range, or the sprites of an artist that the model learned from: a small network learns to tell
//! them apart and to name zone, category and, where the model can be asked for them, traits. It
//! goes into the checkpoint, where the engine asks it (`shoal::model::Critic`). The judge of
//! evaluations is another network that learned from other sprites of the corpus, so a critic of
//! the corpus can be measured by it.

mod material;
#[cfg(test)]
mod tests;

use std::{io::Write as _, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use candle_core::{Device, Tensor};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use shoal::{
    dataset::Example,
    files::write_atomically,
    model::{ClassifierConfig, Critic, Dtype, TraitVerdicts, Weights},
    sprite::{Labels, Schema},
};

use crate::{
    classifier::{
        Classifier, ClassifierOutput, Learner, cross_entropy, loss_of_names, loss_of_traits,
        sprites_of, trait_heads, varied,
    },
    evaluate::{drawing::progress_bar, figures::share},
};
use material::Material;

/// Real sprites in a step, and drawn ones.
const BATCH: u64 = 32;

/// Share of real sprites that miss the threshold of a trait that they have.
const MISSED: f64 = 0.05;

/// Options of `shoal-trainer critic`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    shoal-trainer critic --model runs/default/checkpoint.safetensors --out new.safetensors\n  \
    shoal-trainer critic --model monsters.safetensors --data-dir own-art --out new.safetensors\n  \
    shoal-trainer critic --drawings-per-cell 4 --sprites 2000 --out smoke.safetensors")]
pub(crate) struct CriticArgs {
    /// The checkpoint that draws; without it the one inside the program
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// The sprites that a model of your own art learned from, as `import` wrote them: a hundred or
    /// more
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The same checkpoint with its critic
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Drawings of each cell of the world that it learns from
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u32).range(2..=4096))]
    pub(crate) drawings_per_cell: u32,
    /// Real sprites that it learns from; each of your own is shown twelve times at most
    #[arg(long, value_name = "N", default_value_t = 60_000, value_parser = clap::value_parser!(u32).range(32..))]
    pub(crate) sprites: u32,
    /// Share of the drawings that are drawn again
    #[arg(long, value_name = "P", default_value_t = 0.2)]
    pub(crate) redrawn: f64,
    /// Threads that draw; without it all cores
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) threads: Option<u32>,
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
    let checkpoint = material::open(args)?;
    let schema = material::schema_of(args, &checkpoint);
    let config = config(Critic::verdicts_of(&schema));
    let material = material::gather(args, &checkpoint)?;
    let network = learn(config, &schema, &material)?;
    let mut scores = scores(&network, &material.drawn_measured)?;
    scores.sort_unstable_by(f32::total_cmp);
    let place = (args.redrawn * scores.len() as f64) as usize;
    let least = scores.get(place).copied().unwrap_or(f32::MIN);
    let mut facts = facts(&network, &material, least)?;
    let traits = look_at_traits(&network, &schema, &material.real_measured, &mut facts)?;
    let weights = weights(&network)?;
    let critic = Critic { config, threshold: least, traits, weights };
    let checkpoint = checkpoint.with_critic(Some(critic.clone()))?;
    write_atomically(&args.out, &checkpoint.to_bytes(Dtype::F16))
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    Ok((critic, facts))
}

/// Learns from drawings and from as many real sprites, over and over from the former and once
/// from each of the latter.
fn learn(config: ClassifierConfig, schema: &Schema, material: &Material) -> Result<Classifier> {
    let heads = trait_heads(schema);
    let steps = material.n_sprites.div_ceil(BATCH);
    let mut learner = Learner::new(config, steps)?;
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let bar = progress_bar("teaching the critic", steps * BATCH);
    let drawings = &material.drawn;
    for step in 0..steps {
        let range = step * BATCH..(step + 1) * BATCH;
        let real: Vec<Example> =
            range.into_par_iter().map(|index| material.real.sample(index)).collect();
        let drawn = (0..BATCH).map(|_| &drawings[rng.random_range(0..drawings.len())]);
        let batch: Vec<&Example> = real.iter().chain(drawn).collect();
        let pixels: Vec<u8> =
            batch.iter().flat_map(|example| varied(&example.sprite, &mut rng)).collect();
        let verdicts = learner.verdicts(&pixels)?;
        // What a drawing shows is not certain, so names are learned from real sprites alone.
        let of_real = verdicts.narrow(0, 0, real.len())?;
        let labels: Vec<Labels> = real.iter().map(|example| example.prompt).collect();
        let named =
            (loss_of_names(&of_real, &labels)? + loss_of_traits(&of_real, &labels, &heads)?)?;
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

/// What the engine's critic will say, of sprites that should be what their labels say.
fn scores(network: &Classifier, examples: &[Example]) -> Result<Vec<f32>> {
    let looks = network.look(&sprites_of(examples))?;
    Ok(looks.iter().zip(examples).map(|(look, example)| score(look, example.prompt)).collect())
}

fn log_likelihood(logits: &[f32], which: u8) -> f32 {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - highest).exp()).sum();
    logits[usize::from(which)] - highest - sum.ln()
}

fn score(look: &ClassifierOutput, asked: Labels) -> f32 {
    let (names, real) = look.verdicts.split_at(ClassifierConfig::NAMES);
    let (zones, categories) = names.split_at(names.len() / 2);
    let named = |verdicts: &[f32], asked: Option<u8>| {
        asked.map_or(0.0, |asked| log_likelihood(verdicts, asked))
    };
    log_likelihood(&[real[0], 0.0], 0)
        + named(zones, asked.zone)
        + named(categories, asked.category)
}

fn facts(network: &Classifier, material: &Material, least: f32) -> Result<Facts> {
    let (real, drawn) = (&material.real_measured, &material.drawn_measured);
    let (of_real, of_drawn) = (network.look(&sprites_of(real))?, network.look(&sprites_of(drawn))?);
    let is_real = |look: &&ClassifierOutput| look.verdicts[ClassifierConfig::NAMES] > 0.0;
    let called_real = of_real.iter().filter(is_real).count();
    let called_drawn = of_drawn.len() - of_drawn.iter().filter(is_real).count();
    // Of sprites whose zone, or category, is known.
    let named = |asked: fn(Labels) -> Option<u8>, seen: fn((u8, u8)) -> u8| {
        let pairs = of_real.iter().zip(real);
        let known: Vec<bool> = pairs
            .filter_map(|(look, real)| Some(asked(real.prompt)? == seen(look.names())))
            .collect();
        share(known.iter().filter(|is_right| **is_right).count(), known.len())
    };
    let refused = scores(network, real)?.iter().filter(|score| **score < least).count();
    let told_apart = share(called_real, real.len()) + share(called_drawn, drawn.len());
    Ok(Facts {
        told_apart: told_apart / 2.0,
        zones: named(|labels| labels.zone, |(zone, _)| zone),
        categories: named(|labels| labels.category, |(_, category)| category),
        real_refused: share(refused, real.len()),
        traits: Vec::new(),
    })
}

/// Measures on real sprites that it never saw how often each trait is named, and decides what a
/// drawing has to reach: what all but a few of them do.
fn look_at_traits(
    network: &Classifier,
    schema: &Schema,
    real: &[Example],
    facts: &mut Facts,
) -> Result<Vec<TraitVerdicts>> {
    let looks = network.look(&sprites_of(real))?;
    let mut traits = Vec::new();
    for (place, (axis, head)) in schema.traits.iter().zip(trait_heads(schema)).enumerate() {
        let known = || {
            let pairs = looks.iter().zip(real);
            pairs.filter_map(|(look, real)| {
                Some((look, real.prompt.get(Schema::CATEGORY + 1 + place)?))
            })
        };
        let named = known().filter(|(look, value)| look.value(head.clone()) == *value).count();
        facts.traits.push((axis.name.clone(), share(named, known().count())));
        let mut likelihoods: Vec<f32> = known()
            .map(|(look, value)| log_likelihood(&look.verdicts[head.clone()], value))
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
