//! The checkpoint file: a safetensors file that describes itself.
//!
//! Beside the tensors, its metadata holds the network's sizes, the names of zones and
//! categories, the palette with its ramps, and the facts of its training.

use std::{borrow::Cow, collections::BTreeMap, collections::HashMap, path::Path};

use safetensors::{SafeTensors, tensor::TensorView};

use super::{
    Config, ConfigError, Critic, critic, half_precision,
    vocabulary::{COLOURS, MAX_NAMES, TOKENS},
};
use crate::sprite::{Palette, PaletteError, World, hash_hex};

/// Names the layout of tensors and metadata; another layout gets another name.
pub const FORMAT: &str = "shoal-1";

/// The checkpoint that ships inside the program.
const EMBEDDED: &[u8] = include_bytes!("../../assets/shoal.safetensors");

/// Files larger than this are not read: the largest network that [`Config::validate`] lets
/// pass is far smaller, and memory is bounded.
const MAX_BYTES: u64 = 512 << 20;

/// Every tensor of a network by name, as f32 in row-major order.
pub type Weights = BTreeMap<String, Vec<f32>>;

/// A network with everything that is known about it.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// The sizes.
    pub config: Config,
    /// Names of zones and categories.
    pub world: World,
    /// Colours and ramps.
    pub palette: Palette,
    /// Facts of the training, for people: steps, sprites, losses.
    pub training: serde_json::Value,
    /// The tensors that [`Config::tensors`] names.
    pub weights: Weights,
    /// Who says which drawings are to be drawn again, if somebody was taught to.
    pub critic: Option<Critic>,
    /// SHA-256 of the file, hexadecimal.
    pub hash: String,
}

/// Number format of the tensors in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dtype {
    /// Half the size; what ships.
    F16,
    /// What training resumes from.
    F32,
}

/// Why a file is no checkpoint of ours.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file could not be read.
    #[error("the checkpoint cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The file is larger than any network of ours.
    #[error("the file is {0} MiB; no Shoal checkpoint is that large")]
    TooLarge(u64),
    /// No safetensors file, or one that ends early.
    #[error(
        "this is no complete safetensors file ({0}); it may be torn: copy or download it again"
    )]
    NotSafetensors(#[from] safetensors::SafeTensorError),
    /// A safetensors file of somebody else's.
    #[error("this safetensors file is no Shoal checkpoint: its metadata has no \"{0}\"")]
    Foreign(&'static str),
    /// A layout of another version.
    #[error("the checkpoint has format \"{0}\"; this program reads \"{FORMAT}\"")]
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

impl Checkpoint {
    /// The checkpoint that this program was built with.
    ///
    /// # Panics
    /// Never: a test reads it.
    #[must_use]
    pub fn embedded() -> Self {
        Self::from_bytes(EMBEDDED).expect("a test reads the shipped checkpoint")
    }

    /// Reads and checks a checkpoint file.
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        let size = std::fs::metadata(path)?.len();
        if size > MAX_BYTES {
            return Err(CheckpointError::TooLarge(size >> 20));
        }
        Self::from_bytes(&std::fs::read(path)?)
    }

    /// Reads and checks a checkpoint: sizes, names, shapes, and that every weight is a number.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let (_, header) = SafeTensors::read_metadata(bytes)?;
        let tensors = SafeTensors::deserialize(bytes)?;
        let metadata = header.metadata().as_ref();
        let entry = |key: &'static str| {
            metadata.and_then(|map| map.get(key)).ok_or(CheckpointError::Foreign(key))
        };
        let format = entry("format")?;
        if format != FORMAT {
            return Err(CheckpointError::OtherFormat(format.clone()));
        }
        let config: Config = parse("config", entry("config")?)?;
        config.validate()?;
        let world: World = parse("world", entry("world")?)?;
        let (n_zones, n_categories) = (world.zones.len(), world.categories.len());
        if ![n_zones, n_categories].iter().all(|n| (1..=MAX_NAMES).contains(n)) {
            return Err(CheckpointError::BadWorld(n_zones, n_categories));
        }
        let palette = entry("palette")?.parse()?;
        let training = parse("training", entry("training")?)?;
        check_vocabulary(&tensors)?;
        let mut weights = Weights::new();
        for (name, shape) in config.tensors() {
            let values = read_tensor(&tensors, &name, &shape)?;
            weights.insert(name, values);
        }
        let critic = Critic::read(metadata, &tensors)?;
        Ok(Self { config, world, palette, training, weights, critic, hash: hash_hex(bytes) })
    }

    /// Writes the checkpoint as a safetensors file.
    ///
    /// # Panics
    /// If a tensor that the configuration calls for is missing or has another size.
    #[must_use]
    pub fn to_bytes(&self, dtype: Dtype) -> Vec<u8> {
        let of_network = self.config.tensors().into_iter().map(|(name, shape)| {
            let bytes = encode(&self.weights[&name], dtype);
            (name, shape, bytes)
        });
        let of_critic = self.critic.iter().flat_map(|critic| {
            critic.config.tensors().into_iter().map(|(name, shape)| {
                let bytes = encode(&critic.weights[&name], dtype);
                (format!("{}{name}", critic::PREFIX), shape.to_vec(), bytes)
            })
        });
        let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = of_network.chain(of_critic).collect();
        let kind = match dtype {
            Dtype::F16 => safetensors::Dtype::F16,
            Dtype::F32 => safetensors::Dtype::F32,
        };
        let views = tensors.iter().map(|(name, shape, bytes)| {
            let view = TensorView::new(kind, shape.clone(), bytes);
            (name.as_str(), view.expect("each tensor has the size of its shape"))
        });
        safetensors::serialize(views, Some(self.metadata())).expect("plain tensors can be written")
    }

    fn metadata(&self) -> HashMap<String, String> {
        let json = |value: serde_json::Result<String>| value.expect("plain data");
        let critic = self.critic.as_ref();
        let critic = critic.map(|critic| (critic::KEY.to_owned(), json(critic.told())));
        let others = [
            ("format".to_owned(), FORMAT.to_owned()),
            ("config".to_owned(), json(serde_json::to_string(&self.config))),
            ("world".to_owned(), json(serde_json::to_string(&self.world))),
            ("palette".to_owned(), self.palette.to_gpl()),
            ("training".to_owned(), self.training.to_string()),
        ];
        others.into_iter().chain(critic).collect()
    }
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(
    key: &'static str,
    text: &str,
) -> Result<T, CheckpointError> {
    serde_json::from_str(text).map_err(|error| CheckpointError::BadMetadata(key, error))
}

/// A tensor that is missing, or of another number of dimensions, is told of as such later.
fn check_vocabulary(tensors: &SafeTensors<'_>) -> Result<(), CheckpointError> {
    let size = |name, axis| match tensors.tensor(name).as_ref().map(TensorView::shape) {
        Ok(&[rows, columns]) => Some([rows, columns][axis]),
        _ => None,
    };
    let tokens = size("embed.token", 0).unwrap_or(TOKENS);
    let colours = size("head", 1).unwrap_or(COLOURS);
    if (tokens, colours) == (TOKENS, COLOURS) {
        Ok(())
    } else {
        Err(CheckpointError::OtherVocabulary { tokens, colours })
    }
}

pub(super) fn read_tensor(
    tensors: &SafeTensors<'_>,
    name: &str,
    expected: &[usize],
) -> Result<Vec<f32>, CheckpointError> {
    let view = tensors.tensor(name).ok();
    let found = view.as_ref().map_or(&[][..], |view| view.shape());
    let Some(view) = view.as_ref().filter(|_| found == expected) else {
        let (name, found, expected) = (name.to_owned(), found.to_vec(), expected.to_vec());
        return Err(CheckpointError::WrongShape { name, found, expected });
    };
    let bytes: Cow<'_, [u8]> = Cow::Borrowed(view.data());
    let values: Vec<f32> = match view.dtype() {
        safetensors::Dtype::F16 => bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|b| half_precision::to_f32(u16::from_le_bytes(*b)))
            .collect(),
        safetensors::Dtype::F32 => {
            bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
        }
        other => return Err(CheckpointError::WrongDtype(name.to_owned(), format!("{other:?}"))),
    };
    if values.iter().all(|value| value.is_finite()) {
        Ok(values)
    } else {
        Err(CheckpointError::NotFinite(name.to_owned()))
    }
}

fn encode(values: &[f32], dtype: Dtype) -> Vec<u8> {
    match dtype {
        Dtype::F16 => {
            values.iter().flat_map(|v| half_precision::from_f32(*v).to_le_bytes()).collect()
        }
        Dtype::F32 => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
    }
}

#[cfg(test)]
mod tests;
