//! What a run learns from, and what it starts as.

use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use shoal::{
    model::{Checkpoint, Config, Weights},
    sprite::{Palette, World},
};

use super::{TrainArgs, batches::Source};
use crate::{
    corpus::Split,
    data::{dataset::Dataset, mix},
};

/// Sprites of the corpus on which a held-out loss is measured.
const MEASURED: usize = 72;

/// What a run learns from, and what it starts as.
pub(crate) struct Material {
    /// Sprites to learn from.
    pub(crate) source: Source,
    /// Sprites to measure on, from number 0 on.
    pub(crate) measured_on: Source,
    /// How many.
    pub(crate) n_measured: usize,
    /// The sizes of the network.
    pub(crate) config: Config,
    /// The names that labels are indices into.
    pub(crate) world: World,
    /// The palette that pixels are indices into.
    pub(crate) palette: Palette,
    /// The first weights; without them random ones.
    pub(crate) weights: Option<Weights>,
    /// What a checkpoint says about its training beside steps and minutes: an object.
    pub(crate) facts: serde_json::Value,
    /// Blocks from the first on that do not learn.
    pub(crate) frozen_blocks: usize,
    /// Measurements without a new best after which the run ends; without it it never ends early
    /// and keeps no best.
    pub(crate) patience: Option<u64>,
}

impl Material {
    /// What the options of `train` ask for.
    pub(crate) fn of(args: &TrainArgs) -> Result<Self> {
        let mut material = Self {
            source: Source::Synthetic(Split::Train),
            measured_on: Source::Synthetic(Split::Test),
            n_measured: MEASURED,
            config: Config::shoal(),
            world: World::ocean(),
            palette: Palette::ocean(),
            weights: None,
            facts: json!({ "data": "synthetic corpus" }),
            frozen_blocks: 0,
            patience: None,
        };
        if let Some(dir) = &args.data_dir {
            let data = Dataset::open_folder(dir)?;
            material.facts = facts(&data);
            // A folder is read once: training and measuring share its sprites.
            let examples = Arc::new(data.examples);
            material.n_measured = examples.len().min(MEASURED);
            material.source = Source::Fixed(examples.clone());
            material.measured_on = Source::Fixed(examples);
            (material.world, material.palette) = (data.world, data.palette);
        } else if let Some(file) = &args.mix {
            let mixture = mix::open(file)?;
            material.facts = mixture.facts;
            material.source = mixture.source.clone();
            material.measured_on = mixture.source;
            (material.world, material.palette) = (mixture.world, mixture.palette);
        }
        if let Some(path) = &args.from {
            let from = Checkpoint::open(path)
                .with_context(|| format!("cannot start from {}", path.display()))?;
            ensure!(
                from.world == material.world && from.palette == material.palette,
                "{} has other names or another palette than the sprites: `shoal-trainer finetune` \
                 brings it to them",
                path.display()
            );
            (material.config, material.weights) = (from.config, Some(from.weights));
        }
        Ok(material)
    }
}

/// What a checkpoint says about the sprites that it learned from.
pub(crate) fn facts(data: &Dataset) -> serde_json::Value {
    let credits: Vec<serde_json::Value> = data
        .credits()
        .into_iter()
        .map(|(credit, count)| {
            json!({
                "sprites": count,
                "licence": credit.licence,
                "author": credit.author,
                "source": credit.source,
            })
        })
        .collect();
    json!({
        "data": format!("own sprites \"{}\" ({})", data.name, data.examples.len()),
        "credits": credits,
    })
}
