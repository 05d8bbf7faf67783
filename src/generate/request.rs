//! What is asked of the engine, and what comes back.

use crate::sprite::{HintPlane, Order, Prompt, Sampling, Sprite, World};

/// One sprite to draw. Equal requests to equal checkpoints make equal sprites.
#[derive(Clone, Debug, PartialEq)]
pub struct SpriteRequest {
    /// Zone and category.
    pub prompt: Prompt,
    /// Seed of the noise.
    pub seed: u64,
    /// Which of a seed's sprites.
    pub variant: u32,
    /// Settings of the sampler; used [clamped](Sampling::clamped).
    pub sampling: Sampling,
    /// What is known beforehand.
    pub hints: Option<HintPlane>,
    /// Pixel hashes of the sprites it is bred from, for its recipe.
    pub parents: Vec<String>,
}

impl SpriteRequest {
    /// A sprite of which nothing is known beforehand.
    #[must_use]
    pub fn new(prompt: Prompt, seed: u64, variant: u32, sampling: Sampling) -> Self {
        Self { prompt, seed, variant, sampling, hints: None, parents: Vec::new() }
    }
}

/// The whole zone x category grid: cell `i`, counted zone by zone as [`World::cells`] does, is
/// variant `i` of `seed`.
#[must_use]
pub fn grid_requests(world: &World, seed: u64, sampling: Sampling) -> Vec<SpriteRequest> {
    (0..)
        .zip(world.cells())
        .map(|(variant, cell)| SpriteRequest::new(cell, seed, variant, sampling))
        .collect()
}

/// A sprite on its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// How many pixels are drawn, 0 to 1024; the others are transparent. It goes back to 0 where
    /// a sprite is drawn again (see [`Sampling::attempts`]), and at 1024 the sprite is final.
    pub drawn: usize,
    /// The order in which they are drawn.
    pub order: Order,
    /// The pixels so far.
    pub sprite: Sprite,
}

/// How a run ended. To be cancelled is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every sprite is complete.
    Done,
    /// Somebody asked to stop; sprites are as far as they came.
    Cancelled,
}
