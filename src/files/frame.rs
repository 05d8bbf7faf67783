//! A sprite in a list of sprites that become one file, and the tags over such a list.

use serde::{Deserialize, Serialize};

use super::Origin;
use crate::sprite::{Recipe, Sprite};

/// How long a frame is shown where its file says nothing, or something that players take for this.
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

/// A named range of frames, as Aseprite has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// What it is called.
    pub name: String,
    /// The index of its first frame.
    pub from: usize,
    /// The index of its last frame, not before the first.
    pub to: usize,
    /// The order in which its frames play.
    pub direction: Direction,
    /// How often it plays; 0 leaves that to the player, which means for ever to most.
    pub repeat: u16,
}

impl Tag {
    /// A range that plays forwards, for ever.
    #[must_use]
    pub fn new(name: impl Into<String>, from: usize, to: usize) -> Self {
        Self { name: name.into(), from, to, direction: Direction::Forward, repeat: 0 }
    }

    /// The same tag over frames that come after `n` others.
    #[must_use]
    pub fn shifted(self, n: usize) -> Self {
        Self { from: self.from + n, to: self.to + n, ..self }
    }
}

/// The order in which the frames of a tag play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the first to the last.
    #[default]
    Forward,
    /// From the last to the first.
    Reverse,
    /// To the last and back.
    PingPong,
    /// To the first and back.
    PingPongReverse,
}

impl Direction {
    /// All of them, in the order of the numbers of .aseprite files.
    pub const ALL: [Self; 4] =
        [Self::Forward, Self::Reverse, Self::PingPong, Self::PingPongReverse];

    /// What Aseprite's JSON calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Reverse => "reverse",
            Self::PingPong => "pingpong",
            Self::PingPongReverse => "pingpong_reverse",
        }
    }
}
