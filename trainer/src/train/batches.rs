//! The stream of training batches, drawn ahead of the trainer on a thread of its own.

use std::{
    sync::{Arc, mpsc},
    thread,
};

use anyhow::{Context as _, Result};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use shoal::{
    dataset::Example,
    sprite::{HintPlane, Labels, Palette, Prompt, ScanOrder, Schema, World},
};
use trainer::network::Batch;

use super::{guidance, hints::random_hints, vary::Variation};
use crate::{
    corpus::{self, Category, Sample, Split, Zone},
    data::translate::Translation,
};

/// Where sprites come from.
#[derive(Clone)]
pub(crate) enum Source {
    /// The procedural author; endless.
    Synthetic(Split),
    /// The procedural author, every trait of a sprite among its labels.
    Labelled(Split),
    /// The procedural author's sprites as another world has them; endless.
    Translated(Arc<Translated>),
    /// Sprites read from files, drawn by chance.
    Fixed(Arc<Vec<Example>>),
    /// As fixed ones, each time another variation of one.
    Varied(Arc<Vec<Example>>, Variation),
    /// Sprites read from files, one after the other: to measure on each of them.
    Listed(Arc<Vec<Example>>),
    /// Several sources, each with its weight.
    Mixed(Arc<Vec<WeightedSource>>),
}

/// The procedural author's sprites as another world has them.
pub(crate) struct Translated {
    split: Split,
    /// The cells whose category the other world has.
    cells: Vec<(Zone, Category)>,
    translation: Translation,
}

/// One source of a mixture.
#[derive(Clone)]
pub(crate) struct WeightedSource {
    /// What the log calls it.
    pub(crate) name: String,
    /// How often it is drawn from, in proportion to the others.
    pub(crate) weight: f64,
    /// The source.
    pub(crate) source: Source,
}

/// How sprites become training examples.
#[derive(Clone, Debug)]
pub(crate) struct BatchSpec {
    /// Sprites in a batch.
    pub(crate) batch: usize,
    /// Share of sprites with a hint plane.
    pub(crate) hint_share: f64,
    /// The sprites' palette, whose ramps sketches name; without it no hint is a sketch.
    pub(crate) sketched_in: Option<Arc<Palette>>,
    /// Probability that the zone is withheld, that the category is, and that both are: each.
    pub(crate) prompt_drop: f64,
    /// Whether labels beside zone and category are withheld, as [`withheld`] does it.
    pub(crate) drops_traits: bool,
    /// Share of the predictions of emptiness in the middle of nothing that are learned from.
    pub(crate) bare_share: f64,
    /// How often predictions among the first coloured pixels count.
    pub(crate) emphasis: f64,
    /// Share of the labelled sprites that ask for guidance in one pass.
    pub(crate) guided_share: f64,
    /// Share of the sprites that are read backwards of those that can be read either way; the
    /// others are read so that what is given comes first. `None` for a network that reads
    /// forwards only.
    pub(crate) backwards_share: Option<f64>,
    /// Stands for the order and the dice; the same seed gives the same batches.
    pub(crate) seed: u64,
}

impl BatchSpec {
    /// Whole sprites with their labels and without hints: what is measured on.
    pub(crate) const MEASURING: Self = Self {
        batch: 12,
        hint_share: 0.0,
        sketched_in: None,
        prompt_drop: 0.0,
        drops_traits: false,
        bare_share: 1.0,
        emphasis: 1.0,
        guided_share: 0.0,
        backwards_share: None,
        seed: u64::MAX,
    };
}

/// A batch and how many of its sprites came from each part of a mixture.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// The batch.
    pub(crate) batch: Batch,
    /// In the order of the parts; one number where there are no parts.
    pub(crate) counts: Vec<u32>,
}

impl Source {
    /// The sprite number `index`, and the part of the mixture that it is from.
    pub(crate) fn sample(&self, index: u64, seed: u64) -> (Example, usize) {
        let example = match self {
            Self::Synthetic(split) => of_corpus(corpus::sample(*split, index)),
            Self::Labelled(split) => {
                let traits = corpus::traits_of(*split, index);
                let sprite = corpus::draw(&traits, traits.pose());
                Example { sprite, prompt: corpus::labels(&traits) }
            }
            Self::Translated(translated) => translated.sample(index),
            Self::Fixed(examples) => pick(examples, &mut dice(seed, index, 1)),
            Self::Varied(examples, variation) => {
                let mut rng = dice(seed, index, 1);
                let Example { sprite, prompt } = pick(examples, &mut rng);
                Example { sprite: variation.apply(&sprite, &mut rng), prompt }
            }
            Self::Listed(examples) => examples[(index % examples.len() as u64) as usize].clone(),
            Self::Mixed(parts) => {
                let part = choose(parts, &mut dice(seed, index, 2));
                return (parts[part].source.sample(index, seed).0, part);
            }
        };
        (example, 0)
    }

    /// What its parts are called.
    pub(crate) fn part_names(&self) -> Vec<String> {
        match self {
            Self::Mixed(parts) => parts.iter().map(|part| part.name.clone()).collect(),
            _ => vec!["all".to_owned()],
        }
    }
}

fn of_corpus(sample: Sample) -> Example {
    Example { sprite: sample.sprite, prompt: Prompt::cell(sample.zone, sample.category) }
}

impl Translated {
    /// The corpus in another world; `None` if that has none of its categories.
    pub(crate) fn new(split: Split, world: &World, palette: &Palette) -> Option<Self> {
        let ocean = (&World::ocean(), &Palette::ocean());
        let translation = Translation::new(ocean, (world, palette));
        let all = Category::ALL.iter().flat_map(|&c| Zone::ALL.iter().map(move |&z| (z, c)));
        let is_there = |&(zone, category): &(Zone, Category)| {
            translation.prompt(Prompt::cell(zone.index(), category.index())).is_some()
        };
        let cells: Vec<(Zone, Category)> = all.filter(is_there).collect();
        (!cells.is_empty()).then_some(Self { split, cells, translation })
    }

    fn sample(&self, index: u64) -> Example {
        let (zone, category) = self.cells[(index % self.cells.len() as u64) as usize];
        let sprite = corpus::sprite(zone, category, self.split.seed(index));
        let prompt = Prompt::cell(zone.index(), category.index());
        Example {
            sprite: self.translation.sprite(&sprite),
            prompt: self.translation.prompt(prompt).unwrap_or_default(),
        }
    }
}

fn pick(examples: &[Example], rng: &mut ChaCha8Rng) -> Example {
    examples[rng.random_range(0..examples.len())].clone()
}

fn choose(parts: &[WeightedSource], rng: &mut ChaCha8Rng) -> usize {
    let sum: f64 = parts.iter().map(|part| part.weight).sum();
    let mut left = rng.random_range(0.0..sum);
    let found = parts.iter().position(|part| {
        left -= part.weight;
        left < 0.0
    });
    found.unwrap_or(parts.len() - 1)
}

/// How many coloured pixels of a sprite are emphasised: the upper edge of its outline and the
/// first of its skin.
const EMPHASISED: usize = 48;

/// Share of labelled sprites that lose all of their traits: a cell of the grid is the prompt
/// that artists give most.
const BARE_PROMPTS: f64 = 0.2;

/// Share of the other labelled sprites that lose their zone, and as many their category: a
/// creature named by its traits alone is a prompt.
const TRAITS_ALONE: f64 = 0.3;

/// Labels as a prompt may give them. Traits are withheld each by itself, at a rate that is drawn
/// for the sprite, so that few of them, many and any set are prompts alike. Labels without traits
/// stay as they are, and so do the dice.
pub(crate) fn withheld(mut labels: Labels, rng: &mut ChaCha8Rng) -> Labels {
    let traits = Schema::CATEGORY + 1..Labels::MAX_AXES;
    if traits.clone().all(|axis| labels.get(axis).is_none()) {
        return labels;
    }
    let bare = rng.random_bool(BARE_PROMPTS);
    let rate = if bare { 1.0 } else { rng.random_range(0.0..1.0) };
    for axis in traits {
        if rng.random_bool(rate) {
            labels = labels.with(axis, None);
        }
    }
    for axis in [Schema::ZONE, Schema::CATEGORY] {
        if rng.random_bool(TRAITS_ALONE) && !bare {
            labels = labels.with(axis, None);
        }
    }
    labels
}

/// Training example number `index`, always the same: what makes resuming exact. Tells which part
/// of a mixture it is from.
fn push_example(batch: &mut Batch, source: &Source, spec: &BatchSpec, index: u64) -> usize {
    let (Example { sprite, prompt: labels }, part) = source.sample(index, spec.seed);
    let mut rng = dice(spec.seed, index, 0);
    let dropped: f64 = rng.random_range(0.0..1.0);
    let drop = spec.prompt_drop;
    let keeps_zone = !(dropped < drop || (2.0 * drop..3.0 * drop).contains(&dropped));
    let keeps_category = !(drop..3.0 * drop).contains(&dropped);
    let mut labels = labels
        .with(Schema::ZONE, labels.zone.filter(|_| keeps_zone))
        .with(Schema::CATEGORY, labels.category.filter(|_| keeps_category));
    if spec.drops_traits {
        labels = withheld(labels, &mut rng);
    }
    let hints = rng.random_bool(spec.hint_share).then(|| {
        // Some examples back, so that it is another cell of the grid.
        let other = source.sample(index.wrapping_sub(rng.random_range(1..36)) & (u64::MAX >> 8), 0);
        random_hints(&sprite, &other.0.sprite, spec.sketched_in.as_deref(), &mut rng)
    });
    let best = hints.as_ref().and_then(HintPlane::best_order);
    let order = match spec.backwards_share {
        None => ScanOrder::Forwards,
        Some(share) => best.unwrap_or_else(|| {
            if rng.random_bool(share) { ScanOrder::Backwards } else { ScanOrder::Forwards }
        }),
    };
    batch.push_in(order, labels, &sprite, hints.as_ref());
    // Asked last, so that without it all other dice stay as they were.
    let mut dice_of_guidance = dice(spec.seed, index, 3);
    if spec.guided_share > 0.0
        && !labels.is_any()
        && dice_of_guidance.random_bool(spec.guided_share)
        && let Some(step) = batch.guidance_steps.last_mut()
    {
        *step = dice_of_guidance.random_range(1..=guidance::STEPS as u8);
    }
    if spec.emphasis > 1.0 {
        batch.emphasise_first(EMPHASISED, spec.emphasis as f32);
    }
    if spec.bare_share < 1.0 {
        batch.subsample_empty(spec.bare_share, || rng.random_range(0.0..1.0));
    }
    part
}

/// Batch number `step`.
pub(crate) fn batch(source: &Source, spec: &BatchSpec, step: u64) -> Drawn {
    let first = step * spec.batch as u64;
    range(source, spec, first, spec.batch)
}

/// A batch of the examples from number `first` on.
pub(crate) fn range(source: &Source, spec: &BatchSpec, first: u64, count: usize) -> Drawn {
    let mut batch = Batch::default();
    let n_parts = if let Source::Mixed(parts) = source { parts.len() } else { 1 };
    let mut counts = vec![0; n_parts];
    for index in first..first + count as u64 {
        counts[push_example(&mut batch, source, spec, index)] += 1;
    }
    Drawn { batch, counts }
}

/// Draws the batches from number `first` on, a few ahead of the receiver.
pub(crate) fn stream(source: Source, spec: BatchSpec, first: u64) -> Result<mpsc::Receiver<Drawn>> {
    let (sender, receiver) = mpsc::sync_channel(4);
    thread::Builder::new()
        .name("batches".to_owned())
        .spawn(move || {
            let mut step = first;
            // The receiver hangs up when training is over.
            while sender.send(batch(&source, &spec, step)).is_ok() {
                step += 1;
            }
        })
        .context("cannot start the thread that draws batches")?;
    Ok(receiver)
}

fn dice(seed: u64, index: u64, purpose: u8) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&index.to_le_bytes());
    key[16] = purpose;
    ChaCha8Rng::from_seed(key)
}

#[cfg(test)]
mod tests;
