//! An artist's own sprites as what a judge or a critic learns from.

use std::path::Path;

use anyhow::{Result, ensure};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use shoal::{
    dataset::{Dataset, Example},
    model::Checkpoint,
};

use crate::train::{Parts, SplitFact, Variation, split};

/// Fewer sprites than this are learned by heart.
const LEAST: usize = 100;

/// How often each sprite is seen at most, each time varied in another way.
const VIEWS: usize = 12;

/// An artist's sprites that a checkpoint learned from, and those that were kept back.
pub(crate) struct OwnSprites {
    /// Sprites that the checkpoint learned from.
    pub(crate) learned: Vec<Example>,
    /// Sprites that it never saw.
    pub(crate) held_out: Vec<Example>,
    variation: Variation,
}

impl OwnSprites {
    /// Reads the folder that a checkpoint was fine-tuned on, and parts it as then.
    pub(crate) fn open(folder: &Path, checkpoint: &Checkpoint) -> Result<Self> {
        let data = Dataset::open_folder(folder)?;
        ensure!(
            data.world == checkpoint.world && data.palette == checkpoint.palette,
            "{} holds sprites of another world or palette than the checkpoint: give the folder \
             that it was fine-tuned on",
            folder.display()
        );
        ensure!(
            data.examples.len() >= LEAST,
            "{} holds {} sprites; {LEAST} are the least, or they are learned by heart",
            folder.display(),
            data.examples.len()
        );
        let SplitFact { share, seed } = SplitFact::of(&checkpoint.training);
        let Parts { learned, held_out } = split(&data, share, seed);
        Ok(Self { learned, held_out, variation: Variation::new(0.6, 0.0, &data.palette) })
    }

    /// One of the sprites that it learned from, varied; always the same for the same number.
    pub(crate) fn sample(&self, index: u64) -> Example {
        let mut rng = ChaCha8Rng::seed_from_u64(index);
        let Example { sprite, prompt } = &self.learned[rng.random_range(0..self.learned.len())];
        Example { sprite: self.variation.apply(sprite, &mut rng), prompt: *prompt }
    }

    /// So many sprites of a schooling, or as many as these give without being learned by heart.
    pub(crate) fn at_most(&self, n_sprites: u64) -> u64 {
        n_sprites.min((VIEWS * self.learned.len()) as u64)
    }
}
