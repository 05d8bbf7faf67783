//! What a recipe tells of the motion that a sprite is a moment of.

use serde::{Deserialize, Serialize};

use super::{Sprite, shading::letters};

/// The rules of recipes that do not tell them.
fn first_rules() -> u8 {
    1
}

/// Which moment of which motion a frame is, and all that it takes to make it again.
///
/// Names rather than types say what moved, so that this room need not know how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MotionStep {
    /// How the creature is built: "crab".
    pub body: String,
    /// What it does: "move", "idle", "turn", "hurt", "die".
    pub action: String,
    /// How many frames were asked for.
    pub frames: u8,
    /// Which of them this is, from 0: its phase is this share of the whole.
    pub frame: u8,
    /// How far it moves; 1 is usual.
    pub strength: f32,
    /// Decides what differs between creatures of one build.
    pub seed: u64,
    /// Which rules moved it: later ones may lead to other pixels.
    #[serde(default = "first_rules")]
    pub rules: u8,
    /// The part of each pixel, where that was corrected by hand: one letter each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<String>,
    /// The sprite at rest, so that it can be moved otherwise without a model.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "letters")]
    pub rest: Option<Box<Sprite>>,
}
