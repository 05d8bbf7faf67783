//! What can go wrong on the way from pictures to a dataset.

use crate::{files::FileError, sprite::SchemaError};

/// Why there is no dataset.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// The caller cancelled it.
    #[error("it was stopped")]
    Stopped,
    /// The sprites have more zones, categories or values of an axis than a model has room for.
    #[error(
        "the sprites have {} {kind}, and a model has room for {room}: {}. Import fewer folders, or \
         bring several under one name in a manifest",
        .names.len(),
        .names.iter().map(|(name, count)| format!("{name} ({count})")).collect::<Vec<_>>().join(", ")
    )]
    TooManyNames {
        /// "zones", "categories" or "values of \"kind\"".
        kind: String,
        /// How many a model has room for.
        room: usize,
        /// Their names, and how many sprites have each.
        names: Vec<(String, usize)>,
    },
    /// Axes that are no schema: too many, or without names of their own.
    #[error("the sprites have labels that no model can have: {0}")]
    Axes(#[from] SchemaError),
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
