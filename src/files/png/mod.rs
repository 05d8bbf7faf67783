//! Sprites as palette-indexed PNGs that carry their recipe.

mod beside;
#[cfg(feature = "formats")]
mod frames;
#[cfg(feature = "cli")]
mod named_grid;
mod read;
mod restore;
mod source;
mod structure;
mod write;

pub use super::canvas::MAX_SCALE;
pub use beside::{PictureBeside, RecipeAndPicture, read_recipe_and_picture};
#[cfg(feature = "formats")]
pub(super) use frames::each_frame;
#[cfg(feature = "cli")]
pub use named_grid::{GridNames, encode_named_grid};
#[cfg(feature = "formats")]
pub(super) use read::{MAX_MEMORY, SIGNATURE, damaged, parse_sprite, recipe_text};
pub use read::{ReadSprite, read_recipe, read_sprite};
#[cfg(feature = "formats")]
pub(super) use structure::{check as check_structure, orientation, table};
#[cfg(feature = "formats")]
pub(super) use write::encode_sheet;
pub(super) use write::texts_of;
pub use write::{encode_grid, encode_labelled, encode_sprite, write_grid, write_sprite};

use serde::{Deserialize, Serialize};

use super::Direction;
use crate::sprite::Recipe;

/// Keyword of the iTXt chunk that holds a recipe as JSON.
pub const RECIPE_KEYWORD: &str = "shoal:recipe";

/// Keyword of the iTXt chunk that holds a [`Label`] as JSON.
pub const LABEL_KEYWORD: &str = "shoal:label";

/// Keyword of the iTXt chunk that holds the colours of a palette other than the built-in one, so
/// that a sprite whose palette was sorted anew can be told from one that was painted over.
pub const PALETTE_KEYWORD: &str = "shoal:palette";

/// Keyword of the compressed text that holds a [`ClipText`] as JSON.
pub const CLIP_KEYWORD: &str = "shoal:clip";

/// What an animated PNG says of itself in words: a clip's name and the recipes of its frames.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClipText {
    /// The name of the clip: "walk".
    pub tag: String,
    /// The recipe of each frame; none where no model drew it.
    pub recipes: Vec<Option<Recipe>>,
}

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
    /// Which frame of an animation it was, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<FramePlace>,
}

/// Which frame of an animation a sprite was before it was kept by itself, so that an export of all
/// of them is that animation again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FramePlace {
    /// What tells the animation from others: its file's name, and when it was opened.
    pub of: String,
    /// Counted from 0.
    pub index: usize,
    /// How long it is shown.
    pub milliseconds: u16,
    /// The tags that span it.
    pub tags: Vec<FrameTag>,
}

/// A tag without its range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FrameTag {
    /// What it is called.
    pub name: String,
    /// The order in which its frames play.
    pub direction: Direction,
    /// How often it plays; 0 leaves that to the player.
    pub repeat: u16,
}

#[cfg(test)]
mod tests;
