//! The `finetune` subcommand: a trained model learns an artist's own sprites.
//!
//! The sprites' world and palette become the model's. Old categories whose names are still there
//! are kept alive by replay: a share of each batch is drawn by the procedural author, in the new
//! palette. A world of new names has nothing to replay, and the old cells are gone with their
//! names.

pub(crate) mod copies;
mod outcome;
pub(crate) mod split;
mod status;
mod variations;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, Result, ensure};
use clap::Parser as _;
use serde_json::json;
use shoal::{
    dataset::{Dataset, Example},
    files::{create_folder, shell_word, write_atomically},
    model::{Checkpoint, CheckpointData, Dtype},
    sprite::{World, hash_hex, slug},
};
use trainer::network::Kernels;

use super::{
    Precision, TrainArgs,
    batches::{Source, Translated, WeightedSource},
    samples::write_samples,
    session::{BEST, LAST, round, train},
    setup::{TrainingSetup, facts},
    transplant::transplant,
    vary::Variation,
};
use crate::{check_ending, corpus::Split, shape::exemplars::of_own};
use copies::Copies;
use outcome::{Made, Outcome, absolute};
use split::{SplitFact, split};
use status::StatusWriter;

/// Fewer sprites than this teach a manner by accident only.
const LEAST: usize = 8;

/// Sprites on the pictures of before and after.
const ON_PICTURE: usize = 32;

/// Options of `shoal-trainer finetune`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    shoal-trainer import art/animals art/demons --palette from-art --out own-art\n  \
    shoal-trainer finetune --data-dir own-art --minutes 15 --out monsters.safetensors\n  \
    shoal --model monsters.safetensors\n\n\
    A run that was stopped goes on where it was when the same command is given again.")]
pub(crate) struct FinetuneArgs {
    /// The model to start from: "built-in" or a checkpoint
    #[arg(long, value_name = "MODEL", default_value = "built-in")]
    pub(crate) from: String,
    /// The folder that `shoal-trainer import` wrote
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: PathBuf,
    /// Minutes of training, above 0
    #[arg(long, default_value_t = 15.0)]
    pub(crate) minutes: f64,
    /// The new checkpoint; without it beside the sprites, named after them
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Folder of the run: log, sheets, pictures of before and after; without it beside the
    /// checkpoint
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
    /// Share of the sprites that are kept to measure on; 0 to 0.5
    #[arg(long, value_name = "SHARE", default_value_t = 0.12)]
    pub(crate) held_out: f64,
    /// Share of each batch from the synthetic corpus, where its categories are still there; 0 to
    /// 0.9
    #[arg(long, value_name = "SHARE", default_value_t = 0.3)]
    pub(crate) replay: f64,
    /// Share of the sprites that are shown in a mirror; 0 where all look the same way on purpose;
    /// 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.5)]
    pub(crate) mirror: f64,
    /// Share of the sprites that are shown with other proportions, each time others; 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.6)]
    pub(crate) stretch: f64,
    /// Share of the sprites of which one ramp is shown in another's colours; 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.4)]
    pub(crate) recolour: f64,
    /// Share of the sprites of which a part is given, so that the model learns to draw the rest
    /// (variations of your sprites); 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.6)]
    pub(crate) hint_share: f64,
    /// Blocks from the first on that do not learn
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) frozen_blocks: usize,
    /// Let blocks learn updates of this rank only, which puts off learning by heart; 0 lets them
    /// learn anything; at most 64
    #[arg(long, value_name = "RANK", default_value_t = 0)]
    pub(crate) low_rank: usize,
    /// Learning rate of the blocks' matrices
    #[arg(long, default_value_t = 0.006)]
    pub(crate) muon_rate: f64,
    /// Learning rate of everything else
    #[arg(long, default_value_t = 0.002)]
    pub(crate) adam_rate: f64,
    /// Steps between measurements on the sprites that are kept for it
    #[arg(long, default_value_t = 25)]
    pub(crate) measure_every: u64,
    /// Measurements without a better one after which it ends early
    #[arg(long, default_value_t = 8)]
    pub(crate) patience: u64,
    /// Do not give the model the sprites that it learned from as exemplars: coarse pictures of
    /// them, varied, that each sprite begins with
    #[arg(long)]
    pub(crate) without_exemplars: bool,
    /// Sprites that are drawn at the end and looked up among those learned from
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(crate) samples: u32,
    /// Seed of the order and the choice of held-out sprites
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
}

/// Names the defaults of `train`, which stand in one place.
#[derive(clap::Parser)]
struct Defaults {
    #[command(flatten)]
    args: TrainArgs,
}

/// What a run is of, so that another is not mistaken for it.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Identity {
    from: String,
    sprites: String,
    seed: u64,
    #[serde(default)]
    low_rank: usize,
}

impl FinetuneArgs {
    fn check(&self) -> Result<()> {
        ensure!(self.minutes > 0.0 && self.minutes.is_finite(), "--minutes is above 0");
        if let Some(out) = &self.out {
            check_ending("--out", out, "safetensors")?;
        }
        ensure!((0.0..=0.5).contains(&self.held_out), "--held-out is between 0 and 0.5");
        ensure!((0.0..=0.9).contains(&self.replay), "--replay is between 0 and 0.9");
        for (name, share) in [
            ("--mirror", self.mirror),
            ("--stretch", self.stretch),
            ("--recolour", self.recolour),
            ("--hint-share", self.hint_share),
        ] {
            ensure!((0.0..=1.0).contains(&share), "{name} is between 0 and 1");
        }
        ensure!(self.measure_every > 0, "--measure-every is at least 1");
        ensure!(self.patience > 0, "--patience is at least 1");
        ensure!(self.low_rank <= 64, "--low-rank is at most 64");
        Ok(())
    }

    fn out(&self, data: &Dataset) -> PathBuf {
        let name = if data.name.is_empty() { "own" } else { data.name.as_str() };
        // Not in the folder of the sprites: whatever is there is taken for sprites.
        let beside = self.data_dir.canonicalize().unwrap_or_else(|_| self.data_dir.clone());
        let file = format!("{}-model.safetensors", slug(name));
        self.out.clone().unwrap_or_else(|| beside.with_file_name(file))
    }

    /// The options of the run below it.
    fn train_args(&self, run: PathBuf) -> Result<TrainArgs> {
        let defaults = Defaults::try_parse_from(["train", "--synthetic"])?.args;
        Ok(TrainArgs {
            synthetic: false,
            traits: false,
            data_dir: Some(self.data_dir.clone()),
            epochs: 1_000_000,
            minutes: Some(self.minutes),
            muon_rate: self.muon_rate,
            adam_rate: self.adam_rate,
            trait_rate: None,
            warm_up: 10,
            decay: 0.7,
            // Runs are short: a long memory would still hold the old model at their end.
            ema: 0.97,
            hint_share: self.hint_share,
            // The processor's fastest products, without an option.
            precision: Kernels::fused_bf16().map_or(Precision::F32, |_| Precision::Bf16),
            seed: self.seed,
            run,
            save_every: 25,
            sheet_every: 100,
            measure_every: self.measure_every,
            ..defaults
        })
    }
}

/// Runs the subcommand.
pub(crate) fn run(args: &FinetuneArgs) -> Result<()> {
    args.check()?;
    let start = open_start(&args.from)?;
    let data = Dataset::open_folder(&args.data_dir)?;
    ensure!(
        data.examples.len() >= LEAST,
        "{} holds {} sprites; {LEAST} are the least, and thirty a good start",
        args.data_dir.display(),
        data.examples.len()
    );
    let out = args.out(&data);
    let folder = args.run.clone().unwrap_or_else(|| out.with_extension("run"));
    create_folder(&folder)?;
    identify(&folder, args, &start, &data)?;
    let status = StatusWriter::new(&folder, &out, args.minutes);
    status.training()?;
    let outcome = teach(args, &start, &data, &out, &folder);
    status.ended(outcome.as_ref())?;
    tell(&outcome?, &data)
}

/// Trains, and writes the best of it and the last.
fn teach(
    args: &FinetuneArgs,
    start: &Checkpoint,
    data: &Dataset,
    out: &Path,
    folder: &Path,
) -> Result<Outcome> {
    let parts = split(data, args.held_out, args.seed);
    let mut setup = TrainingSetup {
        source: Source::Varied(
            Arc::new(parts.learned.clone()),
            Variation::new(args.stretch, args.recolour, &data.palette).in_mirror(args.mirror),
        ),
        measured_on: Source::Listed(Arc::new(parts.held_out.clone())),
        n_measured: parts.held_out.len(),
        config: start.config.clone().for_schema(&data.world),
        world: data.world.clone(),
        palette: data.palette.clone(),
        weights: Some(transplant(start, &data.world, &data.palette)),
        facts: facts(data),
        frozen_blocks: args.frozen_blocks,
        low_rank: args.low_rank,
        patience: Some(args.patience),
    };
    setup.learn_guidance(None);
    setup.facts["fine_tuned_from"] = json!(start.hash());
    setup.facts["split"] = json!(SplitFact { share: args.held_out, seed: args.seed });
    let replayed = replay(&mut setup, args.replay);
    let mut stdout = std::io::stdout();
    writeln!(
        stdout,
        "{} sprites to learn from, {} to measure on, {}",
        parts.learned.len(),
        parts.held_out.len(),
        if replayed { "old categories replayed" } else { "nothing to replay: all names are new" }
    )?;
    draw_before(folder, start, &setup)?;
    let done = train(&args.train_args(folder.to_owned())?, setup)?;
    let (before, best_loss) = done.before_and_best.unzip();
    let open = |name: &str| {
        let path = folder.join(name);
        Checkpoint::open(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let exemplars = (!args.without_exemplars)
        .then(|| {
            of_own(
                &with_new_names(&parts.learned, data, replayed),
                &data.palette,
                args.mirror > 0.0,
            )
        })
        .flatten();
    let make = |checkpoint: Checkpoint, path: PathBuf, held_out: Option<f64>, suffix: &str| {
        let checkpoint = checkpoint.with_exemplars(exemplars.clone())?;
        let picture = |name: &str| folder.join(format!("{name}{suffix}.png"));
        write_samples(&picture("after"), &checkpoint, ON_PICTURE)?;
        variations::write(&picture("variations"), &checkpoint, &parts)?;
        let copies = copies::look_up(&checkpoint, &parts, args.samples, &picture("nearest"))?;
        let checkpoint = describe(checkpoint, before.zip(held_out), &copies, parts.held_out.len());
        create_parent(&path)?;
        write_atomically(&path, &checkpoint.to_bytes(Dtype::F16))?;
        anyhow::Ok(Made { path, copies })
    };
    let (best, last) = (open(BEST)?, open(LAST)?);
    let is_longer = last.weights != best.weights;
    let best = make(best, absolute(out), best_loss, "")?;
    let longer = is_longer
        .then(|| make(last, absolute(&longer(out)), Some(done.held_out.0), "-longer"))
        .transpose()?;
    Ok(Outcome { done, n_held_out: parts.held_out.len(), best, longer })
}

/// The file of the checkpoint that learned longer, beside the other.
fn longer(out: &Path) -> PathBuf {
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!("{stem}-longer.safetensors"))
}

fn create_parent(file: &Path) -> Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        create_folder(folder)?;
    }
    Ok(())
}

fn open_start(from: &str) -> Result<Checkpoint> {
    if from == "built-in" {
        return Ok(Checkpoint::embedded());
    }
    Checkpoint::open(Path::new(from)).with_context(|| format!("cannot start from {from}"))
}

/// Refuses a folder that holds a run on other sprites, and marks a new one.
fn identify(folder: &Path, args: &FinetuneArgs, start: &Checkpoint, data: &Dataset) -> Result<()> {
    let sprites: Vec<u8> = data.examples.iter().flat_map(|e| *e.sprite.pixels()).collect();
    let identity = Identity {
        from: start.hash().to_owned(),
        sprites: hash_hex(&sprites),
        seed: args.seed,
        low_rank: args.low_rank,
    };
    let file = folder.join("finetune.json");
    match fs::read(&file) {
        Ok(bytes) => {
            let old: Option<Identity> = serde_json::from_slice(&bytes).ok();
            ensure!(
                old.as_ref() == Some(&identity),
                "{} holds a run that began from another model, other sprites, another seed or \
                 another rank: remove that folder, or give another one as --run",
                folder.display()
            );
        }
        Err(_) => write_atomically(&file, &serde_json::to_vec_pretty(&identity)?)?,
    }
    Ok(())
}

/// Mixes the procedural author in where it draws something that still has a name. Says whether
/// there is.
fn replay(setup: &mut TrainingSetup, share: f64) -> bool {
    let translated = Translated::new(Split::Train, &setup.world, &setup.palette);
    let Some(translated) = translated.filter(|_| share > 0.0) else { return false };
    let part =
        |name: &str, weight, source| WeightedSource { name: name.to_owned(), weight, source };
    setup.source = Source::Mixed(Arc::new(vec![
        part("own", 1.0 - share, setup.source.clone()),
        part("replay", share, Source::Translated(Arc::new(translated))),
    ]));
    setup.facts["replay"] = json!(share);
    true
}

/// The sprites of categories that are not replayed: the model knows many shapes of those that are.
fn with_new_names(examples: &[Example], data: &Dataset, replayed: bool) -> Vec<Example> {
    let old: Vec<String> = World::ocean().categories.iter().map(|name| slug(name)).collect();
    let is_old = |example: &&Example| {
        let name = example.prompt.category.map(|at| slug(&data.world.categories[usize::from(at)]));
        name.is_some_and(|name| old.contains(&name))
    };
    examples.iter().filter(|it| !(replayed && is_old(it))).cloned().collect()
}

/// What the model draws when it is given the new names and palette and has learned nothing yet.
fn draw_before(folder: &Path, start: &Checkpoint, setup: &TrainingSetup) -> Result<()> {
    let path = folder.join("before.png");
    if path.exists() {
        return Ok(());
    }
    let before = Checkpoint::new(CheckpointData {
        config: setup.config.clone(),
        world: setup.world.clone(),
        palette: setup.palette.clone(),
        training: start.training.clone(),
        weights: setup.weights.clone().unwrap_or_default(),
        // It knows the old world alone.
        critic: None,
        shape: None,
        exemplars: None,
    })?;
    write_samples(&path, &before, ON_PICTURE)
}

/// Puts into a checkpoint how it came out.
fn describe(
    mut checkpoint: Checkpoint,
    held_out: Option<(f64, f64)>,
    copies: &Copies,
    n_held_out: usize,
) -> Checkpoint {
    if let Some((before, after)) = held_out {
        let fact = json!({ "sprites": n_held_out, "before": round(before), "after": round(after) });
        checkpoint = checkpoint.with_fact("held_out", fact);
    }
    let fact = json!({
        "of": copies.samples,
        "near": copies.near,
        "median_difference": round(copies.median),
    });
    checkpoint.with_fact("near_copies", fact)
}

fn tell(outcome: &Outcome, data: &Dataset) -> Result<()> {
    let mut stdout = std::io::stdout();
    let Outcome { done, n_held_out, best, longer } = outcome;
    let (before, after) = done.before_and_best.unwrap_or((f64::NAN, f64::NAN));
    writeln!(
        stdout,
        "{} sprites seen in {:.0} s; held-out loss {before:.3} before, {after:.3} at its best, \
         measured on {n_held_out}",
        done.sprites, done.seconds
    )?;
    let category = slug(&data.world.categories[0]);
    for (made, what) in [
        (Some(best), "Best on the sprites that it never saw"),
        (longer.as_ref(), "Learned longer, so that shapes are nearer to yours"),
    ] {
        let Some(Made { path, copies }) = made else { continue };
        writeln!(
            stdout,
            "{what}: {0}\n  near-copies: {1} of {2} samples; the nearest learned sprite differs \
             in {3:.0} % of the pixels (median), for held-out sprites in {4:.0} %\n  shoal \
             generate --model {0} --category {category} --count 6 --out drawn",
            shell_word(path),
            copies.near,
            copies.samples,
            copies.median * 100.0,
            copies.held_out_median * 100.0
        )?;
        if copies.is_too_near() {
            writeln!(
                stdout,
                "  That is more than one in twenty: add sprites, or train for less long"
            )?;
        }
    }
    writeln!(stdout, "Or open it in the window: shoal --model {}", shell_word(&best.path))?;
    Ok(())
}

#[cfg(test)]
mod tests;
