//! How the judge learns: every sprite of the judge range once.

use anyhow::Result;
use indicatif::ProgressBar;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use shoal::{model::ClassifierConfig, sprite::Labels};

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
    let steps = n_sprites.div_ceil(BATCH);
    let mut learner = Learner::new(config, steps)?;
    let heads = trait_heads(&corpus::schema());
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    bar.set_length(steps * BATCH);
    for step in 0..steps {
        let range = step * BATCH..(step + 1) * BATCH;
        let (samples, labels): (Vec<Sample>, Vec<Labels>) =
            range.into_par_iter().map(|index| corpus::labelled_sample(Split::Judge, index)).unzip();
        let pixels: Vec<u8> =
            samples.iter().flat_map(|sample| varied(&sample.sprite, &mut rng)).collect();
        let verdicts = learner.verdicts(&pixels)?;
        let names = loss_of_names(&verdicts, &labels)?;
        let loss = (names + loss_of_traits(&verdicts, &labels, &heads)?)?;
        bar.set_message(format!("judge's loss {:.3}", learner.learn(&loss)?));
        bar.inc(BATCH);
    }
    Ok(learner.finish())
}
