//! The checkpoint file: a safetensors file that describes itself.
//!
//! Beside the tensors, its metadata holds the axes of its world, the palette with its ramps, the
//! facts of its training, and the sizes of each *part*: the network, and a critic, a shape network
//! and exemplars if it has them.
//! The tensors of a part are called after it ("network.head"); parts that this program does not
//! know are passed over. Files of the first format, whose network's tensors have no such beginning,
//! open too.

use std::{
    collections::{BTreeMap, HashMap},
    io::Read as _,
    ops::Deref,
    path::Path,
};

use safetensors::{SafeTensors, tensor::TensorView};

use super::{
    CheckpointError, Config, ConfigError, Critic, Dtype, Exemplars, FORMAT, Shape, Weights,
    checkpoint_error::FIRST_FORMAT,
    critic, exemplars,
    part::{check_weights, named_bytes, read_part},
    shape,
    vocabulary::{COLOURS, MAX_NAMES, TOKENS},
};
use crate::{
    sprite::{Palette, Schema, hash_hex},
    stable_header::sorted,
};

/// The part that every checkpoint has.
const NETWORK: &str = "network";

/// The fact of a training that names earlier files; see [`Checkpoint::earlier`].
const EARLIER: &str = "draws_as";

/// The checkpoint that ships inside the program.
const EMBEDDED: &[u8] = include_bytes!("../../assets/shoal.safetensors");

/// Files larger than this are not read: the largest network that [`Config::validate`] lets
/// pass is far smaller, and memory is bounded.
const MAX_BYTES: u64 = 512 << 20;

/// Names, sizes and facts of a checkpoint are far shorter; a header of many megabytes would take
/// gigabytes to parse.
const MAX_HEADER_BYTES: u64 = 1 << 20;

/// What a checkpoint is made of; [`Checkpoint::new`] checks it.
#[derive(Clone, Debug)]
pub struct CheckpointData {
    /// The sizes.
    pub config: Config,
    /// The axes of its world and the names of their values.
    pub world: Schema,
    /// Colours and ramps.
    pub palette: Palette,
    /// Facts of the training, for people: steps, sprites, losses.
    pub training: serde_json::Value,
    /// The tensors that [`Config::tensors`] names.
    pub weights: Weights,
    /// Optional critic that scores finished sprites; `None` disables rejection sampling.
    pub critic: Option<Critic>,
    /// Optional shape network that draws a coarse picture first.
    pub shape: Option<Shape>,
    /// Optional coarse pictures that shapes begin with.
    pub exemplars: Option<Exemplars>,
}

/// A network with everything that is known about it. Whatever constructed it, its sizes can be run,
/// its names fit its labels, and every tensor is there, has its size, and holds finite numbers.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    data: CheckpointData,
    hash: String,
}

impl Deref for Checkpoint {
    type Target = CheckpointData;

    fn deref(&self) -> &CheckpointData {
        &self.data
    }
}

impl Checkpoint {
    /// Checks what a checkpoint is made of. It has no [hash](Self::hash) until it is read from a
    /// file.
    pub fn new(data: CheckpointData) -> Result<Self, CheckpointError> {
        let CheckpointData { config, world, palette, weights, critic, shape, exemplars, .. } =
            &data;
        config.validate()?;
        let (n_zones, n_categories) = (world.zones.len(), world.categories.len());
        if ![n_zones, n_categories].iter().all(|n| (1..=MAX_NAMES).contains(n)) {
            return Err(CheckpointError::BadWorld(n_zones, n_categories));
        }
        world.validate()?;
        if config.clone().for_schema(world).axes != config.axes {
            return Err(ConfigError("its network and its world have other axes").into());
        }
        check_weights("", &config.tensors(), weights)?;
        if let Some(critic) = critic {
            critic.validate(world)?;
        }
        if let Some(shape) = shape {
            shape.validate(world, palette)?;
        }
        if let Some(exemplars) = exemplars {
            exemplars.validate(world, palette)?;
        }
        Ok(Self { data, hash: String::new() })
    }

    /// The checkpoint that this program was built with.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "a test reads the shipped checkpoint")]
    pub fn embedded() -> Self {
        Self::from_bytes(EMBEDDED).expect("a test reads the shipped checkpoint")
    }

    /// Reads and checks a checkpoint file.
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        let metadata = std::fs::metadata(path)?;
        // A named pipe would be waited for, and a device read, for ever.
        if !metadata.is_file() {
            return Err(CheckpointError::NotAFile);
        }
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(CheckpointError::TooLarge(metadata.len() >> 20));
        }
        Self::from_bytes(&bytes)
    }

    /// Reads and checks a checkpoint: sizes, names, shapes, and that every weight is a number.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let n_header_bytes = bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        // A file that is shorter than its header says is refused by the crate.
        if n_header_bytes > MAX_HEADER_BYTES && bytes.len() as u64 > MAX_HEADER_BYTES {
            return Err(CheckpointError::LongHeader(n_header_bytes >> 20));
        }
        let (_, header) = SafeTensors::read_metadata(bytes)?;
        let tensors = SafeTensors::deserialize(bytes)?;
        let metadata = header.metadata().as_ref();
        let entry = |key: &'static str| {
            metadata.and_then(|map| map.get(key)).ok_or(CheckpointError::Foreign(key))
        };
        let mut parts: BTreeMap<String, serde_json::Value> = BTreeMap::new();
        let (prefix, config): (_, Config) = match entry("format")?.as_str() {
            FIRST_FORMAT => {
                if let Some(critic) = metadata.and_then(|map| map.get(critic::PART)) {
                    parts.insert(critic::PART.to_owned(), parse(critic::PART, critic)?);
                }
                (String::new(), parse("config", entry("config")?)?)
            }
            FORMAT => {
                parts = parse("parts", entry("parts")?)?;
                let network = parts.remove(NETWORK).ok_or(CheckpointError::Foreign(NETWORK))?;
                let config = serde_json::from_value(network)
                    .map_err(|error| CheckpointError::BadMetadata(NETWORK, error))?;
                (format!("{NETWORK}."), config)
            }
            other => return Err(CheckpointError::OtherFormat(other.to_owned())),
        };
        config.validate()?;
        let world: Schema = parse("world", entry("world")?)?;
        let palette = entry("palette")?.parse()?;
        let training = parse("training", entry("training")?)?;
        check_vocabulary(&tensors, &prefix)?;
        let weights = read_part(&tensors, &prefix, &config.tensors())?;
        let mut part = |name| parts.remove(name);
        let critic = part(critic::PART).map(|it| Critic::read(it, &tensors)).transpose()?;
        let shape = part(shape::PART).map(|it| Shape::read(it, &tensors)).transpose()?;
        let exemplars =
            part(exemplars::PART).map(|it| Exemplars::read(it, &tensors, &world)).transpose()?;
        let data =
            CheckpointData { config, world, palette, training, weights, critic, shape, exemplars };
        Ok(Self { hash: hash_hex(bytes), ..Self::new(data)? })
    }

    /// SHA-256 of the file that it was read from, hexadecimal; empty if it was not.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The hashes of earlier files whose sprites it draws as they did: their network, critic and
    /// palette are its own, and it has something more, such as axes that nothing was learned about
    /// or a shape network.
    pub fn earlier(&self) -> impl Iterator<Item = &str> {
        let earlier = self.training.get(EARLIER).and_then(serde_json::Value::as_array);
        earlier.into_iter().flatten().filter_map(serde_json::Value::as_str)
    }

    /// The same, which draws the sprites of this earlier file, and of those that that one names,
    /// as they were.
    #[must_use]
    pub fn drawing_as(self, earlier: &Self) -> Self {
        let hash = Some(earlier.hash()).filter(|hash| !hash.is_empty());
        let mut all: Vec<&str> = hash.into_iter().chain(earlier.earlier()).collect();
        all.sort_unstable();
        all.dedup();
        let fact = serde_json::json!(all);
        self.with_fact(EARLIER, fact)
    }

    /// The same under the hash of a file that it stands for, in tests and tools.
    #[must_use]
    pub fn with_hash(mut self, hash: String) -> Self {
        self.hash = hash;
        self
    }

    /// What it is made of, to be changed and checked again.
    #[must_use]
    pub fn into_data(self) -> CheckpointData {
        self.data
    }

    /// The same network with another critic, or without one.
    pub fn with_critic(self, critic: Option<Critic>) -> Result<Self, CheckpointError> {
        Self::new(CheckpointData { critic, ..self.data })
    }

    /// The same network with another shape network, or without one.
    pub fn with_shape(self, shape: Option<Shape>) -> Result<Self, CheckpointError> {
        Self::new(CheckpointData { shape, ..self.data })
    }

    /// The same network with other exemplars, or without any.
    pub fn with_exemplars(self, exemplars: Option<Exemplars>) -> Result<Self, CheckpointError> {
        Self::new(CheckpointData { exemplars, ..self.data })
    }

    /// The same with one fact of its training more, or another.
    #[must_use]
    pub fn with_fact(mut self, name: &str, fact: serde_json::Value) -> Self {
        match &mut self.data.training {
            serde_json::Value::Object(facts) => {
                facts.insert(name.to_owned(), fact);
            }
            other => *other = serde_json::json!({ name: fact }),
        }
        self.hash.clear();
        self
    }

    /// Writes the checkpoint as a safetensors file.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "every tensor has been checked")]
    pub fn to_bytes(&self, dtype: Dtype) -> Vec<u8> {
        let network = self.config.tensors();
        let of_network = named_bytes(NETWORK, &network, &self.weights, dtype);
        let of_critic = self.critic.iter().flat_map(|critic| {
            named_bytes(critic::PART, &critic.tensors(), &critic.weights, dtype)
        });
        let of_shape = self.shape.iter().flat_map(|shape| {
            named_bytes(shape::PART, &shape.config.tensors(), &shape.weights, dtype)
        });
        let kind = match dtype {
            Dtype::F16 => safetensors::Dtype::F16,
            Dtype::F32 => safetensors::Dtype::F32,
        };
        let of_numbers = of_network.into_iter().chain(of_critic).chain(of_shape);
        let of_numbers = of_numbers.map(|(name, shape, bytes)| (name, kind, shape, bytes));
        let of_exemplars = self.exemplars.iter().flat_map(|it| it.tensors(&self.world));
        let of_exemplars = of_exemplars
            .map(|(name, shape, bytes)| (name.to_owned(), safetensors::Dtype::U8, shape, bytes));
        let tensors: Vec<_> = of_numbers.chain(of_exemplars).collect();
        let views = tensors.iter().map(|(name, kind, shape, bytes)| {
            let view = TensorView::new(*kind, shape.clone(), bytes);
            (name.as_str(), view.expect("each tensor has the size of its shape"))
        });
        let file = safetensors::serialize(views, Some(self.metadata()));
        sorted(file.expect("plain tensors can be written"))
    }

    fn metadata(&self) -> HashMap<String, String> {
        let mut parts = serde_json::json!({ NETWORK: self.config });
        if let Some(critic) = &self.critic {
            parts[critic::PART] = critic.facts();
        }
        if let Some(shape) = &self.shape {
            parts[shape::PART] = shape.facts();
        }
        if let Some(exemplars) = &self.exemplars {
            parts[exemplars::PART] = exemplars.facts();
        }
        HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("parts".to_owned(), parts.to_string()),
            ("world".to_owned(), serde_json::json!(self.world).to_string()),
            ("palette".to_owned(), self.palette.to_gpl()),
            ("training".to_owned(), self.training.to_string()),
        ])
    }
}

fn parse<T: serde::de::DeserializeOwned>(
    key: &'static str,
    text: &str,
) -> Result<T, CheckpointError> {
    serde_json::from_str(text).map_err(|error| CheckpointError::BadMetadata(key, error))
}

/// A tensor that is missing, or of another number of dimensions, is refused as such later.
fn check_vocabulary(tensors: &SafeTensors<'_>, prefix: &str) -> Result<(), CheckpointError> {
    let size = |name: &str, axis| match tensors
        .tensor(&format!("{prefix}{name}"))
        .as_ref()
        .map(TensorView::shape)
    {
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

#[cfg(test)]
mod tests;
