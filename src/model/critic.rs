//! The critic: says of a whole sprite how likely it is one, and one of what was asked for.

use serde::{Deserialize, Serialize};

use super::{
    CheckpointError, ClassifierConfig, ConfigError, Weights,
    checkpoint::{Shapes, check_weights, read_part},
};

/// What a critic is called among the parts of a checkpoint.
pub(super) const PART: &str = "critic";

/// A network that was taught to tell real sprites from drawn ones, and to name zone and category.
///
/// What it says of a sprite is a sum of three log-likelihoods, all of them at most zero: that it
/// is real, that it is of the zone, and that it is of the category that was asked for. Drawings
/// below [`Self::threshold`] are drawn again, after Azadi et al., "Discriminator Rejection Sampling"
/// (2018, arXiv 1810.06758).
#[derive(Clone, Debug, PartialEq)]
pub struct Critic {
    /// Its sizes: six verdicts of zones, six of categories, and the last of being real.
    pub config: ClassifierConfig,
    /// What a drawing has to reach.
    pub threshold: f32,
    /// The tensors that [`ClassifierConfig::tensors`] names.
    pub weights: Weights,
}

/// The metadata of a critic.
#[derive(Serialize, Deserialize)]
struct Facts {
    config: ClassifierConfig,
    #[serde(rename = "least")]
    threshold: f32,
}

impl Critic {
    /// Verdicts of a critic.
    pub const VERDICTS: usize = ClassifierConfig::NAMES + 1;

    /// Its entry among the parts of a checkpoint's metadata.
    pub(super) fn facts(&self) -> serde_json::Value {
        serde_json::json!(Facts { config: self.config, threshold: self.threshold })
    }

    /// Its tensors: name and shape.
    pub(super) fn tensors(&self) -> Shapes {
        shapes(self.config)
    }

    /// Refuses verdicts, bounds and weights that are none of a critic.
    pub(super) fn validate(&self) -> Result<(), CheckpointError> {
        check_config(self.config, self.threshold)?;
        check_weights(&format!("{PART}."), &self.tensors(), &self.weights)
    }

    /// The critic of a checkpoint file, whose metadata this is.
    pub(super) fn read(
        facts: serde_json::Value,
        tensors: &safetensors::SafeTensors<'_>,
    ) -> Result<Self, CheckpointError> {
        let Facts { config, threshold } = serde_json::from_value(facts)
            .map_err(|error| CheckpointError::BadMetadata(PART, error))?;
        check_config(config, threshold)?;
        let weights = read_part(tensors, &format!("{PART}."), &shapes(config))?;
        Ok(Self { config, threshold, weights })
    }
}

fn check_config(config: ClassifierConfig, threshold: f32) -> Result<(), ConfigError> {
    config.validate()?;
    if config.verdicts != Critic::VERDICTS || !threshold.is_finite() {
        return Err(ConfigError("its critic has other verdicts than zones, categories, real"));
    }
    Ok(())
}

fn shapes(config: ClassifierConfig) -> Shapes {
    config.tensors().into_iter().map(|(name, shape)| (name, shape.to_vec())).collect()
}
