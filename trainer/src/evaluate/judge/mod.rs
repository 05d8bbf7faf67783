//! The judge: a small convolutional network that names a sprite's category and zone.
//!
//! It learns from the judge range of the corpus alone, so it is independent of the model that it
//! judges and of the sprites that both are measured on. It knows nothing of that model.

mod file;
mod training;

use anyhow::Result;
use shoal::sprite::Sprite;

pub(crate) use file::open_or_train;

use crate::classifier::Classifier;

/// A trained judge.
#[derive(Debug)]
pub(crate) struct Judge(Classifier);

/// What the judge says of one sprite.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// The likeliest zone.
    pub(crate) zone: u8,
    /// The likeliest category.
    pub(crate) category: u8,
    /// What the verdict was read from, scaled to length one.
    pub(crate) features: Vec<f32>,
}

impl Judge {
    /// Looks at every sprite.
    pub(crate) fn look(&self, sprites: &[Sprite]) -> Result<Vec<Verdict>> {
        let looks = self.0.look(sprites)?.into_iter();
        let verdicts = looks.map(|look| {
            let (zone, category) = look.names();
            let mut features = look.features;
            let length = features.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-12);
            for x in &mut features {
                *x /= length;
            }
            Verdict { zone, category, features }
        });
        Ok(verdicts.collect())
    }

    /// Number of trained parameters.
    pub(crate) fn parameters(&self) -> usize {
        self.0.config.parameters()
    }
}

#[cfg(test)]
mod tests;
