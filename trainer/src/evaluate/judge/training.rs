//! How the judge learns: every sprite of the judge range once.

use anyhow::Result;
use indicatif::ProgressBar;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use shoal::model::ClassifierConfig;

use crate::{
    classifier::{Classifier, Learner, loss_of_names, varied},
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
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    bar.set_length(steps * BATCH);
    for step in 0..steps {
        let range = step * BATCH..(step + 1) * BATCH;
        let samples: Vec<Sample> =
            range.into_par_iter().map(|index| corpus::sample(Split::Judge, index)).collect();
        let pixels: Vec<u8> = samples.iter().flat_map(|sample| varied(sample, &mut rng)).collect();
        let loss = loss_of_names(&learner.verdicts(&pixels)?, &samples)?;
        bar.set_message(format!("judge's loss {:.3}", learner.learn(&loss)?));
        bar.inc(BATCH);
    }
    Ok(learner.finish())
}
