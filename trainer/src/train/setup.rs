//! What a run learns from, and what it starts as.

use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use serde_json::json;
use shoal::{
    dataset::Dataset,
    model::{Checkpoint, CheckpointData, Config, GUIDANCE_TABLE, Weights},
    sprite::{Axis, Palette, World},
};

use super::{
    TrainArgs, batches::Source, first_weights::first_values, guidance,
    transplant::add_missing_tables,
};
use crate::{
    corpus::{self, Split},
    data::mix,
};

/// Sprites of the corpus on which a held-out loss is measured.
const MEASURED: usize = 72;

/// New convolutions begin with this share of the weights that they would have in a new network.
const NEW_SHARE: f32 = 0.1;

/// What a run learns from, and what it starts as.
pub(crate) struct TrainingSetup {
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
    /// Rank of the updates of blocks' matrices; 0 is any.
    pub(crate) low_rank: usize,
    /// Measurements without a new best after which the run ends; without it it never ends early
    /// and keeps no best.
    pub(crate) patience: Option<u64>,
}

impl TrainingSetup {
    /// What the options of `train` ask for.
    pub(crate) fn of(args: &TrainArgs) -> Result<Self> {
        let mut setup = Self {
            source: Source::Synthetic(Split::Train),
            measured_on: Source::Synthetic(Split::Test),
            n_measured: MEASURED,
            config: Config::shoal(),
            world: World::ocean(),
            palette: Palette::ocean(),
            weights: None,
            facts: json!({ "data": "synthetic corpus" }),
            frozen_blocks: 0,
            low_rank: 0,
            patience: None,
        };
        if args.traits {
            setup.source = Source::Labelled(Split::Train);
            setup.measured_on = Source::Labelled(Split::Test);
            setup.world = corpus::schema();
            setup.facts = json!({ "data": "synthetic corpus with traits" });
        } else if let Some(dir) = &args.data_dir {
            let data = Dataset::open_folder(dir)?;
            setup.facts = facts(&data);
            // A folder is read once: training and measuring share its sprites.
            let examples = Arc::new(data.examples);
            setup.n_measured = examples.len().min(MEASURED);
            setup.source = Source::Fixed(examples.clone());
            setup.measured_on = Source::Fixed(examples);
            (setup.world, setup.palette) = (data.world, data.palette);
        } else if let Some(file) = &args.mix {
            let mixture = mix::open(file)?;
            setup.facts = mixture.facts;
            setup.source = mixture.source.clone();
            setup.measured_on = mixture.source;
            (setup.world, setup.palette) = (mixture.world, mixture.palette);
        }
        if let Some(path) = &args.from {
            let from = Checkpoint::open(path)
                .with_context(|| format!("cannot start from {}", path.display()))?;
            let is_part = |old: &Axis| setup.world.traits.iter().any(|new| new == old);
            ensure!(
                from.world.zones == setup.world.zones
                    && from.world.categories == setup.world.categories
                    && from.world.traits.iter().all(is_part)
                    && from.palette == setup.palette,
                "{} has other names or another palette than the sprites: `shoal-trainer finetune` \
                 brings it to them",
                path.display()
            );
            let CheckpointData { config, weights, .. } = from.into_data();
            setup.config = config.for_schema(&setup.world);
            setup.weights = Some(weights);
            setup.add_tables();
        }
        setup.config = setup.config.for_schema(&setup.world);
        setup.learn_guidance((args.guided_share > 0.0).then_some(args.seed));
        if let Some(dilations) = &args.hint_dilations {
            setup.grow_hint_network(dilations, args.seed)?;
        }
        Ok(setup)
    }

    /// Lets a network of before learn what it does not know: the other scan order, and axes that
    /// its world did not have. Their tables begin as nothing, so at first it draws what it drew:
    /// a sprite that is read backwards is one that stands on its head.
    fn add_tables(&mut self) {
        self.config.reads_backwards = true;
        if let Some(weights) = &mut self.weights {
            add_missing_tables(weights, &self.config);
        }
    }

    /// Adds the table of guidance in one pass, or takes it away: what was learned of it is wrong as
    /// soon as the other weights have moved.
    ///
    /// The table begins with random rows: with none, a sprite with guidance would be told from one
    /// without by nothing, and both would learn the mean of what each should be.
    pub(crate) fn learn_guidance(&mut self, seed: Option<u64>) {
        self.config.guidance_steps = if seed.is_some() { guidance::STEPS } else { 0 };
        let Some(weights) = &mut self.weights else { return };
        let Some(seed) = seed else {
            weights.remove(GUIDANCE_TABLE);
            return;
        };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let shape = [guidance::STEPS, self.config.width];
        let rows = first_values(GUIDANCE_TABLE, &shape, &mut rng);
        weights.entry(GUIDANCE_TABLE.to_owned()).or_insert(rows);
    }

    /// Gives the hint network more convolutions. What was learned stays: each adds to what those
    /// before it say, and new ones begin with a tenth of the usual weights. Not with none, from
    /// which a `ReLU` would never learn.
    fn grow_hint_network(&mut self, dilations: &[usize], seed: u64) -> Result<()> {
        let old = std::mem::replace(&mut self.config.hint_dilations, dilations.to_vec());
        self.config.validate().context("--hint-dilations")?;
        let Some(weights) = &mut self.weights else { return Ok(()) };
        ensure!(
            dilations.starts_with(&old),
            "--hint-dilations must begin with those of the checkpoint, which are {old:?}"
        );
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for (name, shape) in self.config.tensors() {
            weights.entry(name).or_insert_with_key(|name| {
                let values = first_values(name, &shape, &mut rng);
                values.into_iter().map(|value| value * NEW_SHARE).collect()
            });
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: TrainArgs,
    }

    fn started(rest: &[&str]) -> Result<TrainingSetup> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("small.safetensors");
        let shipped = Checkpoint::embedded();
        let mut config = shipped.config.clone();
        config.hint_dilations.truncate(4);
        config.reads_backwards = false;
        let mut weights = shipped.weights.clone();
        weights.retain(|name, _| config.tensors().iter().any(|(wanted, _)| wanted == name));
        let small = CheckpointData { config, weights, ..shipped.into_data() };
        let small = Checkpoint::new(small)?;
        std::fs::write(&file, small.to_bytes(shoal::model::Dtype::F16))?;
        let from = file.display().to_string();
        let line = ["train", "--synthetic", "--traits", "--from", &from];
        TrainingSetup::of(&Line::parse_from(line.iter().chain(rest)).args)
    }

    #[test]
    fn a_network_of_before_learns_to_read_backwards() {
        let setup = started(&[]).unwrap();
        let weights = setup.weights.unwrap();
        assert!(setup.config.reads_backwards);
        assert_eq!(weights["embed.backwards"], vec![0.0; setup.config.width]);
    }

    #[test]
    fn guidance_in_one_pass_is_a_table_that_later_runs_take_away() {
        let setup = started(&["--guided-share", "0.3"]).unwrap();
        let (config, weights) = (setup.config, setup.weights.unwrap());
        assert_eq!(config.guidance_step(1.5), Some(2));
        assert_eq!(weights[GUIDANCE_TABLE].len(), guidance::STEPS * config.width);
        assert!(weights[GUIDANCE_TABLE].iter().any(|value| value.abs() > 0.1));
        let mut plain = started(&[]).unwrap();
        assert_eq!(plain.config.guidance_steps, 0);
        (plain.config, plain.weights) = (config, Some(weights));
        plain.learn_guidance(None);
        assert!(plain.config.guidance_steps == 0);
        assert!(!plain.weights.unwrap().contains_key(GUIDANCE_TABLE));
    }

    #[test]
    fn a_hint_network_grows_and_keeps_what_it_knew() {
        let small = started(&[]).unwrap();
        let grown = started(&["--hint-dilations", "1,2,4,8,16"]).unwrap();
        assert_eq!(grown.config.hint_dilations, [1, 2, 4, 8, 16]);
        let (old, new) = (small.weights.unwrap(), grown.weights.unwrap());
        assert!(old.iter().all(|(name, values)| new[name] == *values));
        let largest = new["hint.conv.4"].iter().fold(0.0_f32, |most, value| most.max(value.abs()));
        assert!(new.len() == old.len() + 1 && 0.0 < largest && largest < 0.01, "{largest}");
        for (wrong, reason) in [("2,1", "must begin with"), ("1,2,4,8,99", "1 to 31")] {
            let error = format!("{:#}", started(&["--hint-dilations", wrong]).err().unwrap());
            assert!(error.contains(reason), "{error}");
        }
    }
}
