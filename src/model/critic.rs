//! The critic: says of a whole sprite how likely it is one, and one of what was asked for.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    CheckpointError, ClassifierConfig, ConfigError, Weights,
    checkpoint::{parse, read_tensor},
};

/// Where the critic's tensors are in a checkpoint file: before their names.
pub(super) const PREFIX: &str = "critic.";

/// The entry of a checkpoint's metadata that tells of its critic.
pub(super) const KEY: &str = "critic";

/// A network that was taught to tell real sprites from drawn ones, and to name zone and category.
///
/// What it says of a sprite is a sum of three log-likelihoods, all of them at most zero: that it
/// is real, that it is of the zone, and that it is of the category that was asked for. Drawings
/// below [`Self::least`] are drawn again, after Azadi et al., "Discriminator Rejection Sampling"
/// (2018, arXiv 1810.06758).
#[derive(Clone, Debug, PartialEq)]
pub struct Critic {
    /// Its sizes: six verdicts of zones, six of categories, and the last of being real.
    pub config: ClassifierConfig,
    /// What a drawing has to reach.
    pub least: f32,
    /// The tensors that [`ClassifierConfig::tensors`] names.
    pub weights: Weights,
}

/// What the metadata tells of a critic.
#[derive(Serialize, Deserialize)]
struct Told {
    config: ClassifierConfig,
    least: f32,
}

impl Critic {
    /// Verdicts of a critic.
    pub const VERDICTS: usize = ClassifierConfig::NAMES + 1;

    /// What is written of it into a checkpoint's metadata.
    pub(super) fn told(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Told { config: self.config, least: self.least })
    }

    /// The critic of a checkpoint file; `None` if it has none.
    pub(super) fn read(
        metadata: Option<&HashMap<String, String>>,
        tensors: &safetensors::SafeTensors<'_>,
    ) -> Result<Option<Self>, CheckpointError> {
        let Some(told) = metadata.and_then(|metadata| metadata.get(KEY)) else { return Ok(None) };
        let Told { config, least } = parse(KEY, told)?;
        config.validate()?;
        if config.verdicts != Self::VERDICTS || !least.is_finite() {
            return Err(
                ConfigError("its critic has other verdicts than zones, categories, real").into()
            );
        }
        let mut weights = Weights::new();
        for (name, shape) in config.tensors() {
            let values = read_tensor(tensors, &format!("{PREFIX}{name}"), &shape)?;
            weights.insert(name, values);
        }
        Ok(Some(Self { config, least, weights }))
    }
}
