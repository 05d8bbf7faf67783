//! How a sprite is drawn from the model's probabilities.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::ColourSet;

/// The lowest shape temperature. Below it the first opaque pixel, always a rare event, is
/// never drawn, and sprites come out empty.
pub const MIN_SHAPE_TEMPERATURE: f32 = 0.5;

/// Settings of the sampler. Truncation (top-k, top-p, min-p) applies to colours only: cutting
/// rare events from the choice between transparent and opaque would empty the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// Temperature of the choice between transparent and opaque; at least
    /// [`MIN_SHAPE_TEMPERATURE`].
    pub shape_temperature: f32,
    /// Temperature of the choice among colours; 0 always takes the likeliest.
    pub colour_temperature: f32,
    /// Only this many of the likeliest colours; 0 is off.
    pub top_k: u8,
    /// Only the likeliest colours that together have this probability; 1 is off.
    pub top_p: f32,
    /// Only colours at least this fraction as likely as the likeliest; 0 is off.
    pub min_p: f32,
    /// How strongly the prompt is followed (classifier-free guidance): logits are `u + guidance * (c - u)`, where `c`
    /// are those for the prompt and `u` those for none (classifier-free guidance, Ho and
    /// Salimans 2022, arXiv 2207.12598). 1 is off; anything else takes twice the work.
    #[serde(default = "unguided", skip_serializing_if = "is_unguided")]
    pub guidance: f32,
    /// How often a sprite is drawn at most. Where the model has a critic and it finds that a
    /// drawing is no sprite of what was asked for, it is drawn again with other noise, and the
    /// best of all attempts counts. 1 is off. The shipped critic refuses about a fifth of all
    /// drawings.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub attempts: u8,
    /// The only colours that sprites come out in. The model draws as freely as ever, and what it
    /// draws in others becomes the like of it (see [`super::Palette::narrowed`]); forbidding them
    /// beforehand cost eyes and limbs. What hints lock stays as it is. None at all counts as all.
    #[serde(default, skip_serializing_if = "ColourSet::is_all")]
    pub colours: ColourSet,
}

fn once() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde hands over")]
fn is_once(attempts: &u8) -> bool {
    *attempts == 1
}

fn unguided() -> f32 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde hands over")]
fn is_unguided(guidance: &f32) -> bool {
    (guidance - 1.0).abs() < 1e-6
}

impl Sampling {
    /// The settings that the shipped model was measured with (`docs/EVALUATION.md`).
    pub const USUAL: Self = Self {
        shape_temperature: 0.95,
        colour_temperature: 0.9,
        top_k: 0,
        top_p: 1.0,
        min_p: 0.02,
        guidance: 1.5,
        attempts: 4,
        colours: ColourSet::ALL,
    };

    /// The most attempts.
    pub const MAX_ATTEMPTS: u8 = 16;

    /// The strongest guidance.
    pub const MAX_GUIDANCE: f32 = 4.0;

    /// Whether the prompt is followed more or less than the model does by itself.
    #[must_use]
    pub fn is_guided(&self) -> bool {
        !is_unguided(&self.guidance)
    }

    /// The settings behind a single "temperature" dial: colour takes it as it is, shape a
    /// damped and clamped form of it.
    #[must_use]
    pub fn at_temperature(temperature: f32) -> Self {
        Self {
            shape_temperature: (0.5 + 0.5 * temperature).clamp(0.7, 1.1),
            colour_temperature: temperature.max(0.0),
            ..Self::default()
        }
    }

    /// The same settings with every number pulled into its range.
    #[must_use]
    pub fn clamped(self) -> Self {
        *self.validated()
    }

    /// The same settings with every number pulled into its range, as the engine takes them.
    #[must_use]
    pub fn validated(self) -> ValidSampling {
        let finite = |value: f32, otherwise: f32| if value.is_finite() { value } else { otherwise };
        ValidSampling(Self {
            shape_temperature: finite(self.shape_temperature, 1.0)
                .clamp(MIN_SHAPE_TEMPERATURE, 4.0),
            colour_temperature: finite(self.colour_temperature, 1.0).clamp(0.0, 4.0),
            top_k: self.top_k.min(63),
            top_p: finite(self.top_p, 1.0).clamp(0.01, 1.0),
            min_p: finite(self.min_p, 0.0).clamp(0.0, 1.0),
            guidance: finite(self.guidance, 1.0).clamp(0.0, Self::MAX_GUIDANCE),
            attempts: self.attempts.clamp(1, Self::MAX_ATTEMPTS),
            colours: if self.colours.is_empty() { ColourSet::ALL } else { self.colours },
        })
    }
}

/// Settings of the sampler whose every number is in its range: [`Sampling::validated`] makes them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidSampling(Sampling);

impl Deref for ValidSampling {
    type Target = Sampling;

    fn deref(&self) -> &Sampling {
        &self.0
    }
}

impl From<Sampling> for ValidSampling {
    fn from(sampling: Sampling) -> Self {
        sampling.validated()
    }
}

impl Default for Sampling {
    fn default() -> Self {
        Self::USUAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_dial_never_freezes_the_shape() {
        let cold = Sampling::at_temperature(0.0);
        assert!(cold.shape_temperature >= 0.7);
        assert!(cold.colour_temperature <= 0.0);
        assert_eq!(Sampling::at_temperature(0.9), Sampling::default());
    }

    #[test]
    fn nonsense_is_pulled_into_range() {
        let wild = Sampling {
            shape_temperature: 0.0,
            colour_temperature: f32::NAN,
            top_k: 200,
            top_p: -1.0,
            min_p: f32::INFINITY,
            guidance: 9.0,
            attempts: 0,
            colours: ColourSet::NONE,
        };
        let tame = wild.clamped();
        assert!(tame.shape_temperature >= MIN_SHAPE_TEMPERATURE);
        assert!((tame.colour_temperature - 1.0).abs() < 1e-6 && tame.top_k == 63);
        assert!(tame.top_p > 0.0 && tame.min_p <= 0.0 && tame.guidance <= 4.0);
        assert_eq!(tame.attempts, 1);
        assert!(tame.colours.is_all());
    }

    #[test]
    fn recipes_without_a_word_of_guidance_have_none() {
        let unguided = Sampling { guidance: 1.0, ..Sampling::default() };
        let plain = serde_json::to_string(&unguided).unwrap();
        assert!(!plain.contains("guidance") && !plain.contains("colours"), "{plain}");
        assert_eq!(serde_json::from_str::<Sampling>(&plain).unwrap(), unguided);
        let colours = [3, 4].into_iter().collect();
        let guided = Sampling { guidance: 1.7, colours, ..Sampling::default() };
        let text = serde_json::to_string(&guided).unwrap();
        assert_eq!(serde_json::from_str::<Sampling>(&text).unwrap(), guided);
    }
}
