//! Why something is no checkpoint, and how files of other kinds are told from damaged ones.

use safetensors::SafeTensorError;

use super::{
    ConfigError,
    vocabulary::{COLOURS, TOKENS},
};
use crate::sprite::{PaletteError, SchemaError};

/// Names the layout of tensors and metadata; another layout gets another name.
pub const FORMAT: &str = "shoal-2";

/// The layout before: one network and its critic, whose world has no axes but zone and category.
pub(super) const FIRST_FORMAT: &str = "shoal-1";

/// Why something is no checkpoint of ours.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file could not be read.
    #[error("the checkpoint cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The file is larger than any network of ours.
    #[error("the file is {0} MiB; no Shoal checkpoint is that large")]
    TooLarge(u64),
    /// The path leads to a folder, a pipe or a device.
    #[error("the checkpoint is no plain file; give the path of a .safetensors file")]
    NotAFile,
    /// Far more names and facts than any checkpoint has.
    #[error("the checkpoint has a header of {0} MiB; those of Shoal are a thousand times shorter")]
    LongHeader(u64),
    /// No safetensors file, or one that ends early.
    #[error("{}", described(.0))]
    NotSafetensors(SafeTensorError),
    /// A safetensors file of another program's.
    #[error("this safetensors file is no Shoal checkpoint: its metadata has no \"{0}\"")]
    Foreign(&'static str),
    /// A layout of another version.
    #[error(
        "the checkpoint has format \"{0}\"; this program reads \"{FIRST_FORMAT}\" and \"{FORMAT}\""
    )]
    OtherFormat(String),
    /// Metadata that is not what its name says.
    #[error("the checkpoint's \"{0}\" cannot be understood: {1}")]
    BadMetadata(&'static str, serde_json::Error),
    /// The palette is none.
    #[error("the checkpoint's palette cannot be understood: {0}")]
    BadPalette(#[from] PaletteError),
    /// More names than the vocabulary has room for, or none.
    #[error("the checkpoint names {0} zones and {1} categories; 1 to 6 of each are possible")]
    BadWorld(usize, usize),
    /// Axes that labels cannot hold.
    #[error("the checkpoint's world cannot be used: {0}")]
    BadSchema(#[from] SchemaError),
    /// Sizes that cannot be run.
    #[error(transparent)]
    BadConfig(#[from] ConfigError),
    /// A network of other tokens: drawn with, it would say nonsense.
    #[error(
        "the checkpoint reads {tokens} tokens and writes {colours} colours; this program's \
         vocabulary has {TOKENS} and {COLOURS}"
    )]
    OtherVocabulary {
        /// Rows of its token embedding.
        tokens: usize,
        /// Columns of its last matrix.
        colours: usize,
    },
    /// A tensor that its sizes call for is not there, or has another shape.
    #[error("the checkpoint's tensor \"{name}\" has shape {found:?}, expected {expected:?}")]
    WrongShape {
        /// Which tensor.
        name: String,
        /// Its shape in the file; empty if it is missing.
        found: Vec<usize>,
        /// The shape that the configuration calls for.
        expected: Vec<usize>,
    },
    /// A tensor of integers, say.
    #[error("the checkpoint's tensor \"{0}\" has numbers of type {1}; f16 and f32 are read")]
    WrongDtype(String, String),
    /// A weight that is no number.
    #[error("the checkpoint's tensor \"{0}\" holds a NaN or an infinity")]
    NotFinite(String),
}

impl From<SafeTensorError> for CheckpointError {
    fn from(error: SafeTensorError) -> Self {
        Self::NotSafetensors(error)
    }
}

/// What is wrong with a file that cannot be read as safetensors. The first bytes of other files make
/// no length of a header, or no header.
fn described(error: &SafeTensorError) -> &'static str {
    match error {
        SafeTensorError::HeaderTooLarge
        | SafeTensorError::InvalidHeader(_)
        | SafeTensorError::InvalidHeaderDeserialization(_) => {
            "this is no checkpoint; choose a .safetensors file that Shoal's trainer wrote"
        }
        _ => {
            "this is no whole checkpoint: it may be cut off; copy or download it again, or choose \
             another .safetensors file"
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Checkpoint;

    #[test]
    fn other_files_are_not_called_cut_off() {
        let told = |bytes: &[u8]| Checkpoint::from_bytes(bytes).unwrap_err().to_string();
        for other in [&b"8BPS\0\x01\0\0\0\0"[..], b"GIMP Palette\n", b"PK\x03\x04........"] {
            assert!(told(other).contains("this is no checkpoint; choose"), "{}", told(other));
        }
        for cut in [&b"\x20\0\0"[..], b"\x20\0\0\0\0\0\0\0{\"__meta"] {
            assert!(told(cut).contains("cut off"), "{}", told(cut));
        }
    }
}
