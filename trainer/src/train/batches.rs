//! The stream of training batches, drawn ahead of the trainer on a thread of its own.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread,
};

use anyhow::{Context as _, Result, ensure};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use safetensors::SafeTensors;
use shoal::{
    model::Batch,
    sprite::{PIXELS, Prompt, Sprite},
};

use super::hints::random_hints;
use crate::corpus::{self, Sample, Split};

/// Where sprites come from.
#[derive(Clone)]
pub(crate) enum Source {
    /// The procedural author; endless.
    Synthetic(Split),
    /// Sprites read from files, shuffled anew each time around.
    Fixed(Arc<Vec<Sample>>),
}

/// How sprites become training examples.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    /// Sprites in a batch.
    pub(crate) batch: usize,
    /// Share of sprites with a hint plane.
    pub(crate) hint_share: f64,
    /// Probability that the zone is withheld, that the category is, and that both are: each.
    pub(crate) prompt_drop: f64,
    /// Share of the predictions of emptiness in the middle of nothing that are learned from.
    pub(crate) bare_share: f64,
    /// Stands for the order and the dice; the same seed gives the same batches.
    pub(crate) seed: u64,
}

impl Source {
    /// Every sprite in the `*.safetensors` files of a folder, as `shoal-trainer corpus --out`
    /// writes them.
    pub(crate) fn folder(dir: &Path) -> Result<Self> {
        let entries = std::fs::read_dir(dir)
            .with_context(|| format!("cannot read the data folder {}", dir.display()))?;
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "safetensors"))
            .collect();
        files.sort();
        let mut samples = Vec::new();
        for file in &files {
            let read = read_samples(file);
            samples.extend(read.with_context(|| format!("cannot use {}", file.display()))?);
        }
        ensure!(
            !samples.is_empty(),
            "{} holds no sprites: write some with `shoal-trainer corpus --out`",
            dir.display()
        );
        Ok(Self::Fixed(Arc::new(samples)))
    }

    /// The sprite number `index`.
    pub(crate) fn sample(&self, index: u64, seed: u64) -> Sample {
        match self {
            Self::Synthetic(split) => corpus::sample(*split, index),
            Self::Fixed(samples) => {
                let mut rng = dice(seed, index, 1);
                samples[rng.random_range(0..samples.len())].clone()
            }
        }
    }
}

/// Training example number `index`, always the same: what makes resuming exact.
fn push_example(batch: &mut Batch, source: &Source, recipe: Recipe, index: u64) {
    let Sample { sprite, zone, category } = source.sample(index, recipe.seed);
    let mut rng = dice(recipe.seed, index, 0);
    let dropped: f64 = rng.random_range(0.0..1.0);
    let drop = recipe.prompt_drop;
    let prompt = Prompt {
        zone: Some(zone)
            .filter(|_| !(dropped < drop || (2.0 * drop..3.0 * drop).contains(&dropped))),
        category: Some(category).filter(|_| !(drop..3.0 * drop).contains(&dropped)),
    };
    let hints = rng.random_bool(recipe.hint_share).then(|| {
        // Some examples back, so that it is another cell of the grid.
        let other = source.sample(index.wrapping_sub(rng.random_range(1..36)) & (u64::MAX >> 2), 0);
        random_hints(&sprite, &other.sprite, &mut rng)
    });
    batch.push(prompt, sprite, hints);
    if recipe.bare_share < 1.0 {
        batch.thin(recipe.bare_share, || rng.random_range(0.0..1.0));
    }
}

/// Batch number `step`.
pub(crate) fn batch(source: &Source, recipe: Recipe, step: u64) -> Batch {
    let mut batch = Batch::default();
    let first = step * recipe.batch as u64;
    for index in first..first + recipe.batch as u64 {
        push_example(&mut batch, source, recipe, index);
    }
    batch
}

/// Draws the batches from number `first` on, a few ahead of whoever takes them.
pub(crate) fn stream(source: Source, recipe: Recipe, first: u64) -> Result<mpsc::Receiver<Batch>> {
    let (sender, receiver) = mpsc::sync_channel(4);
    thread::Builder::new()
        .name("batches".to_owned())
        .spawn(move || {
            let mut step = first;
            // The receiver hangs up when training is over.
            while sender.send(batch(&source, recipe, step)).is_ok() {
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

fn read_samples(file: &Path) -> Result<Vec<Sample>> {
    let bytes = std::fs::read(file)?;
    let tensors = SafeTensors::deserialize(&bytes)?;
    let bytes_of = |name: &str| -> Result<&[u8]> {
        let view = tensors.tensor(name).with_context(|| format!("it has no tensor \"{name}\""))?;
        ensure!(view.dtype() == safetensors::Dtype::U8, "its tensor \"{name}\" is not u8");
        Ok(view.data())
    };
    let (pixels, zones, categories) =
        (bytes_of("pixels")?, bytes_of("zone")?, bytes_of("category")?);
    let count = zones.len();
    ensure!(
        categories.len() == count && pixels.len() == count * PIXELS,
        "its tensors disagree about how many sprites there are"
    );
    let mut samples = Vec::with_capacity(count);
    for (index, (&zone, &category)) in zones.iter().zip(categories).enumerate() {
        ensure!(zone < 6 && category < 6, "sprite {index} has a zone or category above 5");
        let sprite = Sprite::from_indices(&pixels[index * PIXELS..][..PIXELS])
            .with_context(|| format!("sprite {index} has a colour above 63"))?;
        samples.push(Sample { sprite, zone, category });
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECIPE: Recipe =
        Recipe { batch: 36, hint_share: 0.5, prompt_drop: 0.05, bare_share: 0.2, seed: 3 };

    #[test]
    fn a_stream_that_starts_later_gives_the_same_batches() {
        let source = Source::Synthetic(Split::Train);
        let stream = stream(source.clone(), RECIPE, 2).unwrap();
        for step in 2..4 {
            let (streamed, made) = (stream.recv().unwrap(), batch(&source, RECIPE, step));
            assert_eq!(streamed.sprites, made.sprites);
            assert_eq!((streamed.prompts, streamed.hints), (made.prompts, made.hints));
        }
    }

    #[test]
    fn about_half_have_hints_and_few_lack_a_name() {
        let mut all = Batch::default();
        for index in 0..720 {
            push_example(&mut all, &Source::Synthetic(Split::Train), RECIPE, index);
        }
        let hinted = all.hints.iter().flatten().count();
        assert!((290..430).contains(&hinted), "{hinted}");
        let nameless =
            |named: fn(&Prompt) -> bool| all.prompts.iter().filter(|p| !named(p)).count();
        let (zone, category) = (nameless(|p| p.zone.is_some()), nameless(|p| p.category.is_some()));
        assert!((40..110).contains(&zone) && (40..110).contains(&category), "{zone} {category}");
    }
}
