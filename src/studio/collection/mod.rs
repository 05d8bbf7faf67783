//! The sprites that the artist keeps: a folder of PNGs, and the thread that looks after it.
//!
//! Each sprite is one PNG with its recipe, its name and its tags inside, so the folder alone is
//! the collection. [`index`] is no more than a list of it that is quick to read, and is made
//! again from the files when it is missing, torn or old. [`store`] is all that is done to the
//! folder, one sprite at a time and each step whole or not at all; [`merge`] brings together what
//! two programs did to one sprite; [`librarian`] does it all away from the window. Nothing here names egui.

mod index;
mod librarian;
mod merge;
mod reader;
mod store;

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

pub(super) use librarian::{Librarian, Report};
pub(super) use merge::looks_alike;

use super::{art::Art, names::display_name};
use crate::files::png::FramePlace;

/// What the artist decides about a kept sprite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// Its name.
    pub(super) name: String,
    /// Words to find it by.
    pub(super) tags: Vec<String>,
    /// Whether it lies in the trash.
    pub(super) is_trashed: bool,
    /// Which frame of an animation it was, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) frame: Option<FramePlace>,
}

/// A sprite of the folder.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Its file, from the folder of the collection on.
    pub(super) file: String,
    /// What the artist decided about it.
    pub(super) standing: Standing,
    /// When it was kept, in milliseconds since 1970.
    pub(super) kept: u64,
    /// Its zone and its category, for people; empty where no recipe tells.
    pub(super) cell: [String; 2],
    /// The sprite; absent until its file was read.
    pub(super) art: Option<Arc<Art>>,
}

/// How a sprite is to be in the folder.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    /// Comes back with the report.
    pub(super) id: u64,
    /// Comes back with the report: later snapshots of a sprite have higher numbers.
    pub(super) revision: u64,
    /// Its file; none yet if it was kept just now.
    pub(super) file: Option<String>,
    /// The sprite, where the window has it.
    pub(super) art: Option<Arc<Art>>,
    /// When it was kept, in milliseconds since 1970.
    pub(super) kept: u64,
    /// What the artist decided about it.
    pub(super) standing: Standing,
    /// What the window last heard that the folder holds; `None` if it never heard of it.
    pub(super) base: Option<Base>,
}

/// The state of a sprite that a snapshot changes: what differs from it is the artist's will,
/// everything else is whatever the folder holds by then.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// Which of the window's snapshots it is, or is as old as.
    pub(super) revision: u64,
    /// Name, tags and trash.
    pub(super) standing: Standing,
    /// The sprite; absent where its file was not read.
    pub(super) art: Option<Arc<Art>>,
}

/// The time, in milliseconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// The zone and the category that a sprite was asked for, for people: "Reef fish".
pub(super) fn cell_of(art: &Art) -> [String; 2] {
    let name = |slug: &str| if slug == "any" { String::new() } else { display_name(slug) };
    let recipe = art.recipe.as_ref();
    recipe.map_or_else(Default::default, |recipe| [name(&recipe.zone), name(&recipe.category)])
}

#[cfg(test)]
mod tests;
