//! The critic: says of a whole sprite how likely it is one, and one of what was asked for.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{
    CheckpointError, ClassifierConfig, ConfigError, Weights,
    part::{Shapes, check_weights, read_part},
};
use crate::sprite::Schema;

/// What a critic is called among the parts of a checkpoint.
pub(super) const PART: &str = "critic";

/// A network that was taught to tell real sprites from drawn ones, and to name zone, category and
/// traits.
///
/// What it says of a sprite is a sum of three log-likelihoods, all of them at most zero: that it
/// is real, that it is of the zone, and that it is of the category that was asked for. Drawings
/// below [`Self::threshold`] are drawn again, after Azadi et al., "Discriminator Rejection Sampling"
/// (2018, arXiv 1810.06758). Each trait that was asked for has a threshold of its own
/// ([`TraitVerdicts`]), and the drawing counts as much as its weakest point.
#[derive(Clone, Debug, PartialEq)]
pub struct Critic {
    /// Its sizes: six verdicts of zones, six of categories, one of being real, and those of
    /// [`Self::traits`].
    pub config: ClassifierConfig,
    /// What a drawing has to reach.
    pub threshold: f32,
    /// What it says of each trait of the schema, in the schema's order; empty for a critic that
    /// knows none.
    pub traits: Vec<TraitVerdicts>,
    /// The tensors that [`ClassifierConfig::tensors`] names.
    pub weights: Weights,
}

/// How a critic judges one trait of a world.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraitVerdicts {
    /// Values of the trait: a verdict each.
    pub values: usize,
    /// The log-likelihood of the value asked for that a drawing has to reach.
    pub threshold: f32,
}

/// The metadata of a critic.
#[derive(Serialize, Deserialize)]
struct Facts {
    config: ClassifierConfig,
    #[serde(rename = "least")]
    threshold: f32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    traits: Vec<TraitVerdicts>,
}

impl Critic {
    /// Verdicts of a critic that knows no traits.
    pub const VERDICTS: usize = ClassifierConfig::NAMES + 1;

    /// Verdicts of a critic that knows every trait of a world.
    #[must_use]
    pub fn verdicts_of(schema: &Schema) -> usize {
        Self::VERDICTS + schema.traits.iter().map(|axis| axis.values.len()).sum::<usize>()
    }

    /// Where the verdicts of each trait stand, given how many values each has.
    #[must_use]
    pub fn heads(values: impl IntoIterator<Item = usize>) -> Vec<Range<usize>> {
        let mut first = Self::VERDICTS;
        let heads = values.into_iter().map(|n_values| {
            let head = first..first + n_values;
            first = head.end;
            head
        });
        heads.collect()
    }

    /// Its entry among the parts of a checkpoint's metadata.
    pub(super) fn facts(&self) -> serde_json::Value {
        let (config, threshold, traits) = (self.config, self.threshold, self.traits.clone());
        serde_json::json!(Facts { config, threshold, traits })
    }

    /// Its tensors: name and shape.
    pub(super) fn tensors(&self) -> Shapes {
        shapes(self.config)
    }

    /// Refuses verdicts, bounds and weights that are none of a critic of this world.
    pub(super) fn validate(&self, schema: &Schema) -> Result<(), CheckpointError> {
        check_config(self.config, self.threshold, &self.traits)?;
        let values = schema.traits.iter().map(|axis| axis.values.len());
        if !self.traits.is_empty() && !self.traits.iter().map(|it| it.values).eq(values) {
            return Err(ConfigError("its critic names other traits than its world").into());
        }
        check_weights(&format!("{PART}."), &self.tensors(), &self.weights)
    }

    /// The critic of a checkpoint file, whose metadata this is.
    pub(super) fn read(
        facts: serde_json::Value,
        tensors: &safetensors::SafeTensors<'_>,
    ) -> Result<Self, CheckpointError> {
        let Facts { config, threshold, traits } = serde_json::from_value(facts)
            .map_err(|error| CheckpointError::BadMetadata(PART, error))?;
        check_config(config, threshold, &traits)?;
        let weights = read_part(tensors, &format!("{PART}."), &shapes(config))?;
        Ok(Self { config, threshold, traits, weights })
    }
}

fn check_config(
    config: ClassifierConfig,
    threshold: f32,
    traits: &[TraitVerdicts],
) -> Result<(), ConfigError> {
    config.validate()?;
    let heads = Critic::heads(traits.iter().map(|it| it.values.min(config.verdicts)));
    let verdicts = heads.last().map_or(Critic::VERDICTS, |head| head.end);
    let are_numbers = threshold.is_finite() && traits.iter().all(|it| it.threshold.is_finite());
    if config.verdicts != verdicts || !are_numbers {
        return Err(ConfigError(
            "its critic has other verdicts than zones, categories, real and traits",
        ));
    }
    Ok(())
}

fn shapes(config: ClassifierConfig) -> Shapes {
    config.tensors().into_iter().map(|(name, shape)| (name, shape.to_vec())).collect()
}
