//! How the judge learns: every sprite of the judge range once.

use anyhow::Result;
use indicatif::ProgressBar;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use shoal::{
    dataset::Example,
    model::ClassifierConfig,
    sprite::{Labels, Schema},
};

use crate::{
    classifier::{Classifier, Learner, loss_of_names, loss_of_traits, trait_heads, varied},
    corpus::{self, Sample, Split},
};

/// Sprites in a step.
const BATCH: u64 = 48;

/// Trains a judge on the first `n_sprites` of the judge range.
pub(super) fn train(
    config: ClassifierConfig,
    n_sprites: u64,
    bar: &ProgressBar,
) -> Result<Classifier> {
    let sample = |index| {
        let (Sample { sprite, .. }, prompt) = corpus::labelled_sample(Split::Judge, index);
        Example { sprite, prompt }
    };
    train_on((config, &corpus::schema()), n_sprites, bar, sample)
}

/// Trains a judge of a schema on sprites by their numbers, each once.
pub(crate) fn train_on(
    (config, schema): (ClassifierConfig, &Schema),
    n_sprites: u64,
    bar: &ProgressBar,
    sample: impl Fn(u64) -> Example + Sync,
) -> Result<Classifier> {
    let steps = n_sprites.div_ceil(BATCH);
    let mut learner = Learner::new(config, steps)?;
    let heads = trait_heads(schema);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    bar.set_length(steps * BATCH);
    for step in 0..steps {
        let range = step * BATCH..(step + 1) * BATCH;
        let examples: Vec<Example> = range.into_par_iter().map(&sample).collect();
        let pixels: Vec<u8> =
            examples.iter().flat_map(|example| varied(&example.sprite, &mut rng)).collect();
        let labels: Vec<Labels> = examples.iter().map(|example| example.prompt).collect();
        let verdicts = learner.verdicts(&pixels)?;
        let names = loss_of_names(&verdicts, &labels)?;
        let loss = (names + loss_of_traits(&verdicts, &labels, &heads)?)?;
        bar.set_message(format!("judge's loss {:.3}", learner.learn(&loss)?));
        bar.inc(BATCH);
    }
    Ok(learner.finish())
}
