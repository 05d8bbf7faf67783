//! Teaches a checkpoint to draw coarse pictures: the network of shape first.
//!
//! Pictures are the corpus in 16x16 cells with every trait as a label. The network goes into the
//! checkpoint beside the transformer (`shoal::model::Shape`); a checkpoint whose world has no
//! traits gets them, with tables of zeros, so that its transformer draws what it drew.

pub(crate) mod exemplars;
mod learning;
mod masks;
#[cfg(test)]
mod tests;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use shoal::{
    dataset::Dataset,
    files::{png, write_atomically},
    generate::{Generator, ShapeOrder, ShapeRequest, ShapeSettings},
    model::{Checkpoint, CheckpointData, Dtype, Exemplars, ShapeConfig, ShapeNetwork},
    sprite::{Labels, Palette, Sketch, Sprite},
};

use self::learning::{Learner, Puzzles, ShapeExamples};
use crate::{
    corpus::{self, Split},
    evaluate::{
        drawing::{progress_bar, threads_or_all},
        open_for_corpus,
    },
    train::{SplitFact, optimiser::Rates, split, transplant::add_missing_tables},
};

/// The fact that says how many pictures a shape network has seen.
const PICTURES: &str = "shape_pictures";

/// Pictures of the test range that the loss is measured on.
const MEASURED: usize = 288;

/// Options of `shoal-trainer shape`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    shoal-trainer shape --minutes 60 --out new.safetensors --sheet shapes.png\n  \
    shoal-trainer shape --model new.safetensors --minutes 30 --muon-rate 0.01 \
    --seed 2 --out better.safetensors\n  \
    shoal-trainer shape --model monsters.safetensors --data-dir own-art --out shaped.safetensors")]
pub(crate) struct ShapeArgs {
    /// The checkpoint that gets the network, or goes on with its own; without it the one inside
    /// the program
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// The same checkpoint with its shape network, written every five minutes
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Learn nothing: take the network of this checkpoint, as far as it has the axes of the model's
    /// world
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fresh", "raster", "log"])]
    pub(crate) take_from: Option<PathBuf>,
    /// Give the checkpoint so many exemplars of each body plan: coarse pictures that shapes begin
    /// with; 0 takes those away that it has. Without it they stay as they are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=96))]
    pub(crate) exemplars: Option<u32>,
    /// Take the sprites that a model of your own art learned from, as `import` wrote them, as its
    /// exemplars, with which every sprite of it then begins; learns nothing
    #[arg(
        long,
        value_name = "DIR",
        requires = "model",
        conflicts_with_all = ["take_from", "exemplars", "fresh", "raster", "log"]
    )]
    pub(crate) data_dir: Option<PathBuf>,
    /// Begin anew even if the checkpoint has a shape network
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Minutes to learn for; 0 learns nothing, for --exemplars alone
    #[arg(long, value_name = "N", default_value_t = 60.0)]
    pub(crate) minutes: f64,
    /// Pictures to learn from at most; without it as many as the minutes allow
    #[arg(long, value_name = "N")]
    pub(crate) pictures: Option<u64>,
    /// Pictures of a step
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) batch: u32,
    /// Highest learning rate of the blocks' matrices, under Muon
    #[arg(long, value_name = "R", default_value_t = 0.02)]
    pub(crate) muon_rate: f64,
    /// Highest learning rate of everything else, under `AdamW`; the table of labels learns three
    /// times as fast
    #[arg(long, value_name = "R", default_value_t = 0.002)]
    pub(crate) adam_rate: f64,
    /// Stands for the order of the pictures and for what is hidden of them; another run of the
    /// same network takes another
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Learn cell after cell from the upper left, as an autoregressive network does, for
    /// comparison
    #[arg(long)]
    pub(crate) raster: bool,
    /// Lines of JSON about the run, added to the end of a file
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    /// PNG of coarse pictures that the network draws, six of each cell of the grid
    #[arg(long, value_name = "FILE")]
    pub(crate) sheet: Option<PathBuf>,
}

/// Runs the subcommand.
pub(crate) fn run(args: &ShapeArgs) -> Result<()> {
    let checkpoint = match (&args.take_from, args.minutes) {
        _ if args.data_dir.is_some() => with_own_exemplars(args)?,
        (Some(path), _) => take(args, path)?,
        (None, 0.0) => save(args, with_exemplars(args, open_for_corpus(args.model.as_deref())?)?)?,
        (None, _) => learn(args, ShapeConfig::full)?,
    };
    let parameters = checkpoint.shape.as_ref().map_or(0, |shape| shape.config.parameters());
    let n_exemplars = checkpoint.exemplars.as_ref().map_or(0, |it| it.pictures.len());
    writeln!(
        std::io::stdout(),
        "{}: a shape network of {parameters} parameters, {n_exemplars} exemplars",
        args.out.display(),
    )?;
    Ok(())
}

/// The checkpoint with the exemplars that are asked for.
fn with_exemplars(args: &ShapeArgs, checkpoint: Checkpoint) -> Result<Checkpoint> {
    let Some(each) = args.exemplars else { return Ok(checkpoint) };
    let earlier = checkpoint.clone();
    let found = (each > 0).then(|| {
        let all = exemplars::exemplars(each as usize, &checkpoint.palette);
        all.for_world(&corpus::schema(), &checkpoint.world)
    });
    Ok(checkpoint.with_exemplars(found)?.drawing_as(&earlier))
}

/// A model of an artist's own art with the sprites that it learned from as its exemplars.
fn with_own_exemplars(args: &ShapeArgs) -> Result<Checkpoint> {
    let (Some(folder), Some(model)) = (&args.data_dir, &args.model) else {
        anyhow::bail!("--data-dir needs the --model that learned from it");
    };
    let checkpoint =
        Checkpoint::open(model).with_context(|| format!("cannot open {}", model.display()))?;
    let data = Dataset::open_folder(folder)?;
    ensure!(
        data.world == checkpoint.world && data.palette == checkpoint.palette,
        "{} holds sprites of another world or palette than the checkpoint: give the folder that it \
         was fine-tuned on",
        folder.display()
    );
    let SplitFact { share, seed } = SplitFact::of(&checkpoint.training);
    let learned = split(&data, share, seed).learned;
    let found = exemplars::of_own(&learned, &checkpoint.palette, true).with_context(|| {
        format!(
            "exemplars need a palette of {} ramps or fewer; this one has {}",
            Exemplars::MOST_RAMPS,
            checkpoint.palette.ramps().len()
        )
    })?;
    save(args, checkpoint.with_exemplars(Some(found))?)
}

/// The checkpoint with every axis of the corpus; what it did not know it has as zeros.
fn with_traits(checkpoint: Checkpoint) -> Result<Checkpoint> {
    let world = corpus::schema();
    if checkpoint.world == world {
        return Ok(checkpoint);
    }
    let mut data = checkpoint.into_data();
    ensure!(
        data.world.traits.iter().all(|old| world.traits.contains(old)),
        "the checkpoint has other traits than the corpus"
    );
    data.config = data.config.for_schema(&world);
    add_missing_tables(&mut data.weights, &data.config);
    // A critic judges the traits of the old world, which had none.
    data.world = world;
    Ok(Checkpoint::new(CheckpointData { shape: None, ..data })?)
}

/// Gives a checkpoint the shape network of another, and writes it.
fn take(args: &ShapeArgs, from: &Path) -> Result<Checkpoint> {
    let earlier = open_for_corpus(args.model.as_deref())?;
    let from = open_for_corpus(Some(from))?;
    let shape = from.shape.as_ref().context("it has no shape network to take")?;
    let shape = shape.for_world(&earlier.world, &earlier.palette).context(
        "the shape network was taught other axes than the model's world has: teach it with --model",
    )?;
    let pictures = from.training.get(PICTURES).cloned().unwrap_or_default();
    let checkpoint =
        earlier.clone().with_shape(Some(shape))?.drawing_as(&earlier).with_fact(PICTURES, pictures);
    save(args, with_exemplars(args, checkpoint)?)
}

/// Learns, and writes the checkpoint.
fn learn(
    args: &ShapeArgs,
    config: fn(&shoal::sprite::Schema, &Palette) -> ShapeConfig,
) -> Result<Checkpoint> {
    ensure!(args.minutes > 0.0, "--minutes is more than nothing, not {}", args.minutes);
    for (option, rate) in [("--muon-rate", args.muon_rate), ("--adam-rate", args.adam_rate)] {
        ensure!(rate > 0.0 && rate <= 0.2, "{option} is above 0 and at most 0.2, not {rate}");
    }
    let rates = Rates { muon: args.muon_rate, adam: args.adam_rate, traits: 3.0 * args.adam_rate };
    let earlier = open_for_corpus(args.model.as_deref())?;
    let checkpoint = with_traits(earlier.clone())?.drawing_as(&earlier);
    let mut checkpoint = with_exemplars(args, checkpoint)?;
    let config = config(&checkpoint.world, &checkpoint.palette);
    let known = checkpoint.shape.as_ref().filter(|it| it.config == config && !args.fresh);
    let mut learner = Learner::new(&config, known.map(|it| &it.weights), rates)?;
    let examples = ShapeExamples {
        config: config.clone(),
        palette: checkpoint.palette.clone(),
        split: Split::Train,
        is_raster: args.raster,
        withholds: true,
        batch: args.batch as usize,
        seed: args.seed,
    };
    let measured_on = ShapeExamples {
        split: Split::Test,
        withholds: false,
        batch: MEASURED.min(4 * args.batch as usize),
        ..examples.clone()
    }
    .batch(0);
    // Runs with other seeds learn from other pictures.
    let batches = examples.stream(args.seed.wrapping_mul(1 << 24) & (u64::MAX >> 24))?;
    let (start, mut pictures, mut step) = (Instant::now(), 0_u64, 0_u64);
    let limit = args.pictures.unwrap_or(u64::MAX);
    let (mut losses, mut n_written, mut n_told) = (Vec::new(), 0, 0);
    let bar = progress_bar("teaching shapes", (args.minutes * 60.0) as u64);
    let done = |pictures: u64| {
        let by_time = start.elapsed().as_secs_f64() / (60.0 * args.minutes);
        by_time.max(pictures as f64 / limit as f64)
    };
    while done(pictures) < 1.0 {
        let batch = batches.recv().context("the thread that draws pictures has ended")?;
        losses.push(learner.learn(&batch, done(pictures))?);
        (pictures, step) = (pictures + u64::from(args.batch), step + 1);
        let seconds = start.elapsed().as_secs();
        bar.set_position(seconds);
        if seconds / 60 > n_told || done(pictures) >= 1.0 {
            n_told = seconds / 60;
            let mean = losses.iter().sum::<f32>() / losses.len().max(1) as f32;
            losses.clear();
            tell(args, &learner, &measured_on, (step, pictures, seconds, mean))?;
        }
        if seconds / 300 > n_written {
            n_written = seconds / 300;
            checkpoint = write(args, checkpoint, &learner, pictures)?;
        }
    }
    bar.finish_and_clear();
    write(args, checkpoint, &learner, pictures)
}

/// Measures, and says how far the run is.
fn tell(
    args: &ShapeArgs,
    learner: &Learner,
    measured_on: &Puzzles,
    (step, pictures, seconds, loss): (u64, u64, u64, f32),
) -> Result<()> {
    let network = ShapeNetwork::of(&learner.shape()?)?;
    let of = |puzzles: &Puzzles| -> Result<f32> { Ok(puzzles.loss(&network)?.to_scalar::<f32>()?) };
    let line = json!({
        "step": step,
        "pictures": pictures,
        "seconds": seconds,
        "loss": loss,
        "held_out": of(measured_on)?,
        "held_out_without_labels": of(&measured_on.unlabelled())?,
        "pictures_per_second": pictures as f64 / (seconds.max(1)) as f64,
    });
    match &args.log {
        Some(path) => {
            let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
            let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
            writeln!(file, "{line}")?;
        }
        None => writeln!(std::io::stdout(), "{line}")?,
    }
    Ok(())
}

/// Writes the checkpoint as it is now, and the sheet.
fn write(
    args: &ShapeArgs,
    checkpoint: Checkpoint,
    learner: &Learner,
    pictures: u64,
) -> Result<Checkpoint> {
    let checkpoint =
        checkpoint.with_shape(Some(learner.shape()?))?.with_fact(PICTURES, json!(pictures));
    save(args, checkpoint)
}

fn save(args: &ShapeArgs, checkpoint: Checkpoint) -> Result<Checkpoint> {
    write_atomically(&args.out, &checkpoint.to_bytes(Dtype::F16))
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    if let Some(path) = &args.sheet {
        write_sheet(path, &checkpoint, args.raster)?;
    }
    Ok(checkpoint)
}

/// Six coarse pictures of each cell of the grid, in the middle shade of each ramp.
fn write_sheet(path: &Path, checkpoint: &Checkpoint, is_raster: bool) -> Result<()> {
    let generator = Generator::new(checkpoint);
    let request = |(labels, variant): (Labels, u32)| ShapeRequest {
        labels,
        given: Sketch::BLANK,
        seed: 0,
        variant,
    };
    let cells = checkpoint.world.cells().flat_map(|cell| (0..6).map(move |it| (cell, it)));
    let requests: Vec<ShapeRequest> = cells.map(request).collect();
    let settings = if is_raster {
        ShapeSettings {
            steps: Sketch::COARSE_CELLS,
            order: ShapeOrder::Raster,
            ..ShapeSettings::default()
        }
    } else {
        ShapeSettings::default()
    };
    let shapes = generator.draw_shapes(&requests, settings, threads_or_all(None));
    let sprites: Vec<Sprite> = shapes.iter().map(|shape| shape.flat(&checkpoint.palette)).collect();
    png::write_grid(path, &sprites, 36, &checkpoint.palette, 1)?;
    Ok(())
}
