//! Sprites as palette-indexed PNGs that carry their recipe.

mod read;
mod write;

pub use read::{ReadSprite, read_sprite};
pub use write::{encode_grid, encode_sprite, write_grid, write_sprite};

/// Keyword of the iTXt chunk that holds a recipe as JSON.
pub const RECIPE_KEYWORD: &str = "shoal:recipe";

/// The largest whole-number enlargement that is written and read.
pub const MAX_SCALE: u32 = 16;

#[cfg(test)]
mod tests;
