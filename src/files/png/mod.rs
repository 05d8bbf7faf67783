//! Sprites as palette-indexed PNGs that carry their recipe.

mod read;
mod write;

pub use super::canvas::MAX_SCALE;
#[cfg(feature = "formats")]
pub(super) use read::{MAX_MEMORY, SIGNATURE, damaged, parse_sprite, recipe_text};
pub use read::{ReadSprite, read_sprite};
#[cfg(feature = "formats")]
pub(super) use write::encode;
pub use write::{encode_grid, encode_sprite, write_grid, write_sprite};

/// Keyword of the iTXt chunk that holds a recipe as JSON.
pub const RECIPE_KEYWORD: &str = "shoal:recipe";

#[cfg(test)]
mod tests;
