//! Measures how good a checkpoint is: figures, bars and pictures.
//!
//! `docs/EVALUATION.md` says what is measured and why. This room reads checkpoints, draws with
//! them and with the corpus, and writes reports; it trains nothing but its own judge.

mod bar;
pub(crate) mod breeding;
pub(crate) mod drawing;
mod failures;
pub(crate) mod figures;
mod judge;
mod manifold;
pub(crate) mod neighbours;
mod own;
mod pictures;
mod report;
#[cfg(test)]
pub(crate) mod tests;
mod traits;

use std::{
    collections::HashSet,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use candle_core::Device;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use rayon::prelude::*;
use shoal::{
    files::{create_folder, write_atomically},
    generate::{Generator, Precision},
    model::{Checkpoint, ClassifierConfig},
    sprite::{Palette, Prompt, Sampling, Sprite, World},
};
use trainer::network::{Batch, Kernels, Transformer};

use crate::corpus::{self, Category, Split, Zone};
use drawing::{Artist, progress_bar, threads_or_all};
use failures::{is_empty, is_static};
use figures::{CELLS, Yardstick, draw_corpus, share};
use judge::Judge;
use report::{HeldOut, JudgeFacts, Report, TemperatureFigures, Variety};

/// Sprites of each cell that the judge's own accuracy is measured on, at least.
const REFERENCE_PER_CELL: usize = 64;

/// Corpus sprites that stand in for samples start here in the test range, far from the reference.
const STAND_INS: u64 = 36 << 40;

/// Training sprites that are drawn to count how many are different.
const VARIETY_DRAWS: u64 = 1000;

/// Held-out sprites computed together.
const LOSS_BATCH: usize = 12;

/// Options of `shoal-trainer evaluate`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    shoal-trainer evaluate --model runs/default/checkpoint.safetensors --samples-per-cell 64\n  \
    shoal-trainer evaluate --samples-per-cell 2 --out smoke\n  \
    shoal-trainer evaluate --corpus --out corpus\n  \
    shoal-trainer evaluate --model monsters.safetensors --data-dir own-art\n\n\
    The first evaluation trains the judge and keeps it in a file; docs/EVALUATION.md explains \
    every figure.")]
pub(crate) struct EvaluateArgs {
    /// The checkpoint to measure; without it the one inside the program
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Measure fresh corpus sprites in place of a model's: the ceiling of every figure
    #[arg(long, conflicts_with = "model")]
    pub(crate) corpus: bool,
    /// The sprites that a model of your own art learned from, as `import` wrote them: it is
    /// measured against those that were held out
    #[arg(long, value_name = "DIR", requires = "model", conflicts_with = "corpus")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Sprites drawn of each of the 36 cells; the bars are set for 64
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(crate) samples_per_cell: u32,
    /// Training sprites of each cell that samples are compared with
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) training_per_cell: u32,
    /// Sprites of the test range that the loss is measured on; 0 for none
    #[arg(long, value_name = "N", default_value_t = 144)]
    pub(crate) held_out: u32,
    /// Temperatures of the sweep, separated by commas
    #[arg(
        long,
        value_name = "T,T,…",
        value_delimiter = ',',
        default_values_t = [0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5]
    )]
    pub(crate) temperatures: Vec<f32>,
    /// Temperature of all samples but the sweep's; without it the usual one
    #[arg(long, value_name = "T")]
    pub(crate) temperature: Option<f32>,
    /// Guidance of all samples; without it the usual one
    #[arg(long, value_name = "G")]
    pub(crate) guidance: Option<f32>,
    /// How often a sample is drawn at most, where the model has a critic; without it the usual
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=i64::from(Sampling::MAX_ATTEMPTS)))]
    pub(crate) attempts: Option<u8>,
    /// Numbers that samples are drawn in; without it the usual ones
    #[arg(
        long, value_name = "NUMBERS",
        value_parser = PossibleValuesParser::new(Precision::ALL.map(Precision::name))
            .map(|name| Precision::named(&name).unwrap_or_default())
    )]
    pub(crate) precision: Option<Precision>,
    /// Seed of the first samples
    #[arg(long, default_value_t = 1000)]
    pub(crate) seed: u64,
    /// Threads that draw; without it all cores
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) threads: Option<u32>,
    /// Folder of the report and the pictures
    #[arg(long, value_name = "DIR", default_value = "evaluation")]
    pub(crate) out: PathBuf,
    /// Where the trained judge is kept; without it in the folder of the report
    #[arg(long, value_name = "FILE")]
    pub(crate) judge: Option<PathBuf>,
    /// Sprites of the judge range that the judge learns from
    #[arg(long, value_name = "N", default_value_t = 40_000, value_parser = clap::value_parser!(u32).range(48..))]
    pub(crate) judge_sprites: u32,
}

/// Runs the subcommand.
pub(crate) fn run(args: &EvaluateArgs) -> Result<()> {
    let mut out = std::io::stdout();
    if let (Some(folder), Some(model)) = (&args.data_dir, &args.model) {
        write!(out, "{}", own::evaluate(args, model, folder, ClassifierConfig::full)?)?;
    } else {
        write!(out, "{}", evaluate(args, Judge::config())?.table())?;
    }
    writeln!(out, "Report and pictures: {}", args.out.display())?;
    Ok(())
}

impl EvaluateArgs {
    fn check(&self) -> Result<()> {
        for temperature in self.temperatures.iter().chain(&self.temperature) {
            ensure!(
                (0.0..=4.0).contains(temperature),
                "temperatures are between 0 and 4, not {temperature}"
            );
        }
        if let Some(guidance) = self.guidance {
            let range = 0.0..=Sampling::MAX_GUIDANCE;
            ensure!(range.contains(&guidance), "--guidance is between 0 and 4, not {guidance}");
        }
        Ok(())
    }

    /// The sampling of all samples at a temperature; without one at the usual one.
    fn sampling(&self, temperature: Option<f32>) -> Sampling {
        let usual = Sampling::default();
        Sampling {
            guidance: self.guidance.unwrap_or(usual.guidance),
            attempts: self.attempts.unwrap_or(usual.attempts),
            ..Sampling::at_temperature(temperature.unwrap_or(usual.colour_temperature))
        }
    }
}

/// Measures, and writes the report and the pictures.
fn evaluate(args: &EvaluateArgs, judge: ClassifierConfig) -> Result<Report> {
    args.check()?;
    // Loaded first: a wrong file should not be found out after the judge has been trained.
    let checkpoint = if args.corpus { None } else { Some(open_for_corpus(args.model.as_deref())?) };
    create_folder(&args.out)?;
    let per_cell = args.samples_per_cell as usize;
    let judge_file = args.judge.clone().unwrap_or_else(|| args.out.join("judge.safetensors"));
    let bar = progress_bar("training the judge", u64::from(args.judge_sprites));
    let (judge, _) = judge::open_or_train(&judge_file, judge, u64::from(args.judge_sprites), &bar)?;
    bar.finish_and_clear();
    let parameters = judge.parameters();
    let training_per_cell = args.training_per_cell as usize;
    let yardstick = Yardstick::new(judge, REFERENCE_PER_CELL.max(per_cell), training_per_cell)?;
    let stand_ins = draw_corpus(Split::Test, STAND_INS, per_cell);
    let (corpus, nearest) = yardstick.measure(&stand_ins)?;
    let mut report = Report {
        subject: "corpus, test range".to_owned(),
        checkpoint: None,
        training: None,
        samples_per_cell: per_cell,
        training_per_cell,
        seed: args.seed,
        judge: JudgeFacts {
            parameters,
            learned_from: u64::from(args.judge_sprites),
            accuracy: yardstick.accuracy.clone(),
        },
        held_out: None,
        held_out_with_traits: None,
        measured: corpus.clone(),
        corpus,
        sampling: None,
        precision: None,
        temperatures: Vec::new(),
        breeding: Vec::new(),
        traits: None,
        variety: None,
        bars: Vec::new(),
    };
    if let Some(checkpoint) = &checkpoint {
        report.subject = args
            .model
            .as_ref()
            .map_or_else(|| "built-in checkpoint".to_owned(), |path| path.display().to_string());
        measure_model(args, checkpoint, &yardstick, &mut report)?;
    } else {
        report.variety = Some(variety(VARIETY_DRAWS));
        let palette = Palette::ocean();
        pictures::write_samples(&args.out, &stand_ins, &palette)?;
        pictures::write_neighbours(&args.out, &stand_ins, &nearest, &yardstick, &palette)?;
    }
    let report = report.with_bars();
    let json = serde_json::to_string_pretty(&report)?;
    write_atomically(&args.out.join("report.json"), json.as_bytes())?;
    Ok(report)
}

/// Everything that needs a model.
fn measure_model(
    args: &EvaluateArgs,
    checkpoint: &Checkpoint,
    yardstick: &Yardstick,
    report: &mut Report,
) -> Result<()> {
    report.checkpoint = Some(checkpoint.hash().to_owned());
    report.training = Some(checkpoint.training.clone());
    if args.held_out > 0 {
        let n_sprites = args.held_out as usize;
        report.held_out = Some(held_out(checkpoint, n_sprites, false)?);
        if traits::knows_traits(checkpoint) {
            report.held_out_with_traits = Some(held_out(checkpoint, n_sprites, true)?);
        }
    }
    let precision = args.precision.unwrap_or_default();
    let generator = Generator::with_precision(checkpoint, precision);
    report.precision = Some(precision.name());
    let n_samples = args.samples_per_cell as usize * CELLS;
    // The sweep and the completions have a quarter of the samples, each temperature and mask.
    let n_quarter = n_samples / 4;
    let n_all = n_samples + n_quarter * (args.temperatures.len() + breeding::MaskKind::ALL.len());
    let artist = Artist {
        generator: &generator,
        threads: threads_or_all(args.threads),
        bar: progress_bar("drawing sprites", n_all as u64),
    };
    let sampling = args.sampling(args.temperature);
    report.sampling = Some(sampling);
    let samples = artist.draw_cells(n_samples, args.seed, sampling);
    let (measured, nearest) = yardstick.measure(&samples)?;
    report.measured = measured;
    let mut sweep = Vec::new();
    for &temperature in &args.temperatures {
        let samples = artist.draw_cells(n_quarter, args.seed, args.sampling(Some(temperature)));
        let failed = |failed: fn(&Sprite) -> bool| {
            share(samples.iter().filter(|sample| failed(&sample.sprite)).count(), samples.len())
        };
        let right = yardstick.rights(&samples)?;
        report.temperatures.push(TemperatureFigures {
            temperature,
            sprites: samples.len(),
            empty: failed(is_empty),
            noise: failed(is_static),
            category: right.category,
            zone: right.zone,
        });
        sweep.push(samples);
    }
    let originals = breeding::held_out(n_quarter);
    let completions = breeding::complete(&artist, &originals, n_quarter, args.seed, sampling);
    if traits::knows_traits(checkpoint) {
        let how = (n_quarter, args.seed, sampling);
        report.traits = Some(traits::measure(&artist, checkpoint, yardstick, how)?);
    }
    artist.bar.finish_and_clear();
    report.breeding = breeding::measure(yardstick, &completions)?;
    let palette = &checkpoint.palette;
    pictures::write_samples(&args.out, &samples, palette)?;
    if !sweep.is_empty() {
        pictures::write_sweep(&args.out, &sweep, palette)?;
    }
    pictures::write_neighbours(&args.out, &samples, &nearest, yardstick, palette)?;
    pictures::write_completions(&args.out, &completions, palette)
}

/// Opens a checkpoint that draws what the corpus draws; without a path the built-in one.
pub(crate) fn open_for_corpus(path: Option<&Path>) -> Result<Checkpoint> {
    let Some(path) = path else { return Ok(Checkpoint::embedded()) };
    let checkpoint =
        Checkpoint::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let (world, palette) = (World::ocean(), Palette::ocean());
    ensure!(
        checkpoint.world.zones == world.zones
            && checkpoint.world.categories == world.categories
            && checkpoint.palette == palette,
        "{} draws another world or palette than the procedural corpus: give the sprites that it \
         learned from as --data-dir",
        path.display()
    );
    Ok(checkpoint)
}

/// Loss and accuracy on sprites of the test range, without hints, asked for by zone and category
/// or by every trait.
fn held_out(checkpoint: &Checkpoint, n_sprites: usize, has_traits: bool) -> Result<HeldOut> {
    let schema = corpus::schema();
    let transformer = Transformer::of_checkpoint(checkpoint, Kernels::Fused, &Device::Cpu)?;
    let bar = progress_bar("held-out loss", n_sprites as u64);
    let (mut total, mut pixels, mut correct) = (0.0, 0.0, 0.0);
    for first in (0..n_sprites).step_by(LOSS_BATCH) {
        let mut batch = Batch::default();
        for index in first..(first + LOSS_BATCH).min(n_sprites) {
            let (sample, labels) = corpus::labelled_sample(Split::Test, index as u64);
            let cell = Prompt::cell(sample.zone, sample.category);
            let all = checkpoint.world.translated(&schema, labels);
            batch.push(if has_traits { all } else { cell }, &sample.sprite, None);
        }
        let (loss, stats) = transformer.loss(&batch)?;
        total += f64::from(loss.to_scalar::<f32>()?) * stats.pixels;
        pixels += stats.pixels;
        correct += stats.correct;
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    let pixels = pixels.max(1.0);
    Ok(HeldOut { sprites: n_sprites, loss: total / pixels, accuracy: correct / pixels })
}

/// Counts the different sprites among the draws of each cell.
fn variety(draws: u64) -> Variety {
    let cells: Vec<(Zone, Category)> =
        Zone::ALL.iter().flat_map(|&zone| Category::ALL.map(|category| (zone, category))).collect();
    let distinct: Vec<usize> = cells
        .into_par_iter()
        .map(|(zone, category)| {
            let sprites: HashSet<Sprite> = (0..draws)
                .map(|index| corpus::sprite(zone, category, Split::Train.seed(index)))
                .collect();
            sprites.len()
        })
        .collect();
    Variety {
        draws_per_cell: draws as usize,
        distinct_mean: distinct.iter().sum::<usize>() as f64 / CELLS as f64,
        distinct_least: distinct.iter().copied().min().unwrap_or(0),
    }
}
