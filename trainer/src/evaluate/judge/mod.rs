//! The judge: a small convolutional network that names a sprite's category, zone and traits.
//!
//! It learns from the judge range of the corpus alone, so it is independent of the model that it
//! judges and of the sprites that both are measured on. It knows nothing of that model.

mod file;
mod training;

use std::ops::Range;

use anyhow::Result;
use shoal::{
    model::{ClassifierConfig, Critic},
    sprite::{Schema, Sprite},
};

pub(crate) use file::open_or_train;
pub(crate) use training::train_on;

use crate::{
    classifier::{Classifier, trait_heads},
    corpus,
};

/// A trained judge.
#[derive(Debug)]
pub(crate) struct Judge {
    network: Classifier,
    /// Where its verdicts of each trait of the corpus stand.
    heads: Vec<Range<usize>>,
}

/// What the judge says of one sprite.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// The likeliest zone.
    pub(crate) zone: u8,
    /// The likeliest category.
    pub(crate) category: u8,
    /// The likeliest value of each trait, in the order of the corpus's schema.
    pub(crate) traits: Vec<u8>,
    /// What the verdict was read from, scaled to length one.
    pub(crate) features: Vec<f32>,
}

impl Judge {
    /// The sizes of a judge that names every trait of the corpus.
    pub(crate) fn config() -> ClassifierConfig {
        let full = ClassifierConfig::full(Critic::verdicts_of(&corpus::schema()));
        ClassifierConfig { features: 128, ..full }
    }

    fn of(network: Classifier) -> Self {
        Self::of_schema(network, &corpus::schema())
    }

    /// A network that names the traits of this schema, as a judge.
    pub(crate) fn of_schema(network: Classifier, schema: &Schema) -> Self {
        Self { network, heads: trait_heads(schema) }
    }

    /// Looks at every sprite.
    pub(crate) fn look(&self, sprites: &[Sprite]) -> Result<Vec<Verdict>> {
        let looks = self.network.look(sprites)?.into_iter();
        let verdicts = looks.map(|look| {
            let (zone, category) = look.names();
            let traits = self.heads.iter().map(|head| look.value(head.clone())).collect();
            let mut features = look.features;
            let length = features.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-12);
            for x in &mut features {
                *x /= length;
            }
            Verdict { zone, category, traits, features }
        });
        Ok(verdicts.collect())
    }

    /// Number of trained parameters.
    pub(crate) fn parameters(&self) -> usize {
        self.network.config.parameters()
    }
}

#[cfg(test)]
mod tests;
