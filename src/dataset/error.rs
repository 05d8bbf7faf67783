//! What can go wrong on the way from pictures to a dataset.

/// Why there is no dataset.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// Whoever asked for it did not want it any more.
    #[error("it was stopped")]
    Stopped,
    /// Something cannot be used; the message names the file and the remedy.
    #[error("{0:#}")]
    Unusable(anyhow::Error),
}

impl From<anyhow::Error> for DatasetError {
    fn from(error: anyhow::Error) -> Self {
        // Only this one is told apart; any other keeps what was said about it on its way.
        match error.downcast_ref() {
            Some(Self::Stopped) => Self::Stopped,
            _ => Self::Unusable(error),
        }
    }
}
