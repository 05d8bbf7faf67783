//! Sprites as palette-indexed PNGs that carry their recipe.

#[cfg(feature = "formats")]
mod frames;
#[cfg(feature = "cli")]
mod named_grid;
mod read;
mod restore;
mod structure;
mod write;

pub use super::canvas::MAX_SCALE;
#[cfg(feature = "formats")]
pub(super) use frames::each_frame;
#[cfg(feature = "cli")]
pub use named_grid::{GridNames, encode_named_grid};
#[cfg(feature = "formats")]
pub(super) use read::{MAX_MEMORY, SIGNATURE, damaged, parse_sprite, recipe_text};
pub use read::{ReadSprite, read_recipe, read_sprite};
#[cfg(feature = "formats")]
pub(super) use structure::check as check_structure;
#[cfg(feature = "formats")]
pub(super) use write::encode;
pub use write::{encode_grid, encode_labelled, encode_sprite, write_grid, write_sprite};

use serde::{Deserialize, Serialize};

/// Keyword of the iTXt chunk that holds a recipe as JSON.
pub const RECIPE_KEYWORD: &str = "shoal:recipe";

/// Keyword of the iTXt chunk that holds a [`Label`] as JSON.
pub const LABEL_KEYWORD: &str = "shoal:label";

/// Keyword of the iTXt chunk that holds the colours of a palette other than the built-in one, so
/// that a sprite whose palette was sorted anew can be told from one that was painted over.
pub const PALETTE_KEYWORD: &str = "shoal:palette";

/// What the artist calls a sprite that was kept; it stands in the file beside the recipe, so
/// that a folder of such files is all that a collection needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// When it was kept, in milliseconds since 1970.
    pub kept: u64,
}

#[cfg(test)]
mod tests;
