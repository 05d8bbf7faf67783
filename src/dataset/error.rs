//! What can go wrong on the way from pictures to a dataset.

use crate::files::FileError;

/// Why there is no dataset.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// The caller cancelled it.
    #[error("it was stopped")]
    Stopped,
    /// The sprites have more zones or categories than a model has room for.
    #[error(
        "the sprites have {} {kind}, and a model has room for {room}: {}. Import fewer folders, or \
         bring several under one name in a manifest",
        .names.len(),
        .names.iter().map(|(name, count)| format!("{name} ({count})")).collect::<Vec<_>>().join(", ")
    )]
    TooManyNames {
        /// "zones" or "categories".
        kind: &'static str,
        /// How many a model has room for.
        room: usize,
        /// Their names, and how many sprites have each.
        names: Vec<(String, usize)>,
    },
    /// Something cannot be used; the message names the file and the remedy.
    #[error("{0:#}")]
    Unusable(anyhow::Error),
}

impl From<anyhow::Error> for DatasetError {
    fn from(error: anyhow::Error) -> Self {
        Self::Unusable(error)
    }
}

impl From<FileError> for DatasetError {
    fn from(error: FileError) -> Self {
        Self::Unusable(error.into())
    }
}
