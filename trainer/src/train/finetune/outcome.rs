//! What came of a fine-tuning.

use std::path::{Path, PathBuf};

use super::copies::Copies;
use crate::train::session::Done;

/// What came of a run.
pub(super) struct Outcome {
    pub(super) done: Done,
    pub(super) n_held_out: usize,
    /// The checkpoint that was best on held-out sprites.
    pub(super) best: Made,
    /// That of the last step, if it is another: on its way to learning by heart, and nearer to the
    /// artist's shapes.
    pub(super) longer: Option<Made>,
}

/// A checkpoint, and how much of it was learned by heart.
pub(super) struct Made {
    pub(super) path: PathBuf,
    pub(super) copies: Copies,
}

/// The path from the root of the file system, for readers in another folder.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
