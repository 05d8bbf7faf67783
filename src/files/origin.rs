//! What a file says about how its sprite was made, held against the pixels beside it.

use super::reason;
use crate::sprite::{Recipe, Sprite};

/// How a sprite that was read came about, as far as its file tells. Where recipe and pixels
/// disagree, the pixels win: they are what the artist saw and saved.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The file says nothing.
    Unknown,
    /// The recipe tells of exactly these pixels.
    Recipe(Box<Recipe>),
    /// The recipe describes other pixels: they were changed after it was written.
    Changed(Box<Recipe>),
    /// There is a recipe that cannot be understood, and why.
    Unreadable(String),
}

impl Origin {
    /// Holds the JSON of a recipe against the pixels that came with it.
    #[must_use]
    pub fn of_json(json: &str, sprite: &Sprite) -> Self {
        match Recipe::from_json(json) {
            Ok(recipe) => Self::of_recipe(recipe, sprite),
            Err(error) => Self::Unreadable(reason::of_json(&error)),
        }
    }

    /// Holds a recipe against the pixels that came with it.
    #[must_use]
    pub fn of_recipe(recipe: Recipe, sprite: &Sprite) -> Self {
        let recipe = Box::new(recipe);
        if recipe.describes(sprite) { Self::Recipe(recipe) } else { Self::Changed(recipe) }
    }

    /// The recipe, whether or not it still tells of the pixels.
    #[must_use]
    pub fn recipe(&self) -> Option<&Recipe> {
        match self {
            Self::Recipe(recipe) | Self::Changed(recipe) => Some(recipe),
            Self::Unknown | Self::Unreadable(_) => None,
        }
    }

    /// The recipe, if it tells of the pixels: what may be written beside them again.
    #[must_use]
    pub fn faithful(&self) -> Option<&Recipe> {
        match self {
            Self::Recipe(recipe) => Some(recipe),
            _ => None,
        }
    }
}
