//! A sprite in a list of sprites that become one file.

use super::Origin;
use crate::sprite::{Recipe, Sprite};

/// How long a frame is shown when nobody says otherwise.
pub const FRAME_MILLISECONDS: u16 = 100;

/// A sprite in a list of sprites that become one file, or that came from one.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// What it is called.
    pub name: String,
    /// The pixels.
    pub sprite: Sprite,
    /// How it was made, as far as is known.
    pub origin: Origin,
    /// How long it is shown when frames play.
    pub milliseconds: u16,
}

impl Frame {
    /// A frame of which no recipe is known.
    #[must_use]
    pub fn new(name: impl Into<String>, sprite: Sprite) -> Self {
        let (name, origin) = (name.into(), Origin::Unknown);
        Self { name, sprite, origin, milliseconds: FRAME_MILLISECONDS }
    }

    /// The same frame with a recipe.
    #[must_use]
    pub fn with_recipe(mut self, recipe: Recipe) -> Self {
        self.origin = Origin::of_recipe(recipe, &self.sprite);
        self
    }

    /// The recipe to write beside the pixels: only one that tells of them.
    #[must_use]
    pub fn recipe(&self) -> Option<&Recipe> {
        self.origin.faithful()
    }
}
