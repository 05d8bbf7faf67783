//! One session of a training run: from the latest save, or from nothing, to the end.

use std::{
    collections::BTreeMap,
    fs,
    io::{IsTerminal as _, Write as _},
    time::Instant,
};

use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor, Var};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use serde_json::json;
use shoal::{
    files::{png, write_atomically},
    generate::{Generator, SpriteRequest},
    model::{Batch, Checkpoint, Config, Dtype, Kernels, LossStats, Transformer},
    sprite::{Palette, Prompt, Sampling, World},
};

use super::{
    DeviceName, Precision, TrainArgs,
    batches::{self, Recipe, Source},
    optimiser::{Optimiser, Parameters, Rates, clip},
    plot,
    schedule::Schedule,
    state::{Progress, State, Tensors},
};
use crate::corpus::Split;

/// Sprites of each cell on a sample sheet.
const SHEET_PER_CELL: u32 = 2;

/// Sprites on which a held-out loss is measured.
const HELD_OUT: usize = 72;

/// A run while it is in memory.
struct Session<'a> {
    args: &'a TrainArgs,
    measured_on: Source,
    config: Config,
    world: World,
    palette: Palette,
    kernels: Kernels,
    parameters: Parameters,
    average: Tensors,
    optimiser: Optimiser,
    progress: Progress,
    log: fs::File,
}

/// Trains until the schedule ends.
pub(crate) fn run(args: &TrainArgs) -> Result<()> {
    args.check()?;
    let (source, measured_on) = if let Some(dir) = &args.data_dir {
        // A folder is read once: training and measuring share its sprites.
        let sprites = Source::folder(dir)?;
        (sprites.clone(), sprites)
    } else {
        (Source::Synthetic(Split::Train), Source::Synthetic(Split::Test))
    };
    let mut session = Session::start(args, measured_on)?;
    let schedule = Schedule {
        rates: Rates { muon: args.muon_rate, adam: args.adam_rate },
        warm_up: args.warm_up,
        decay: args.decay,
        steps: (args.epochs * args.sprites_per_epoch)
            .div_ceil((args.batch * args.accumulate) as u64),
        seconds: args.minutes.map(|minutes| minutes * 60.0),
    };
    let recipe = Recipe {
        batch: args.batch,
        hint_share: args.hint_share,
        prompt_drop: args.prompt_drop,
        bare_share: args.bare_share,
        seed: args.seed,
    };
    let first = session.progress.step * args.accumulate as u64;
    let stream = batches::stream(source, recipe, first)?;
    let bar = progress_bar(schedule.steps, session.progress.step);
    while schedule.done(session.progress.step, session.progress.seconds) < 1.0 {
        let started = Instant::now();
        let Progress { step, seconds, .. } = session.progress;
        let rates = schedule.rates(step, seconds);
        let group: Vec<Batch> = stream.iter().take(args.accumulate).collect();
        let row = session.step(&group, rates)?;
        session.progress.seconds += started.elapsed().as_secs_f64();
        session.write_log(&row)?;
        bar.set_position(session.progress.step);
        bar.set_message(format!("loss {:.4}", row["loss"].as_f64().unwrap_or(f64::NAN)));
        session.housekeeping(&bar)?;
    }
    session.save()?;
    session.write_checkpoint()?;
    let (loss, accuracy) = session.held_out()?;
    bar.finish_and_clear();
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{} sprites in {:.0} s; held-out loss {loss:.4}, accuracy {accuracy:.4}; checkpoint {}",
        session.progress.sprites,
        session.progress.seconds,
        args.run.join("checkpoint.safetensors").display()
    )?;
    Ok(())
}

impl<'a> Session<'a> {
    fn start(args: &'a TrainArgs, measured_on: Source) -> Result<Self> {
        let device = open_device(args.device)?;
        let kernels = match (args.device, args.precision) {
            (DeviceName::Cpu, _) => Kernels::Fused,
            (DeviceName::Cuda, Precision::F32) => Kernels::Plain,
            (DeviceName::Cuda, Precision::Bf16) => Kernels::PlainBf16,
        };
        fs::create_dir_all(args.run.join("sheets"))
            .with_context(|| format!("cannot create the run's folder {}", args.run.display()))?;
        let log_path = args.run.join("log.jsonl");
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log_path)
            .with_context(|| format!("cannot write {}", log_path.display()))?;
        let (mut config, mut world, mut palette) =
            (Config::shoal(), World::ocean(), Palette::ocean());
        let mut weights = None;
        if let Some(path) = &args.from {
            let from = Checkpoint::open(path)
                .with_context(|| format!("cannot start from {}", path.display()))?;
            weights = Some(tensors_of(&from, &device)?);
            (config, world, palette) = (from.config, from.world, from.palette);
        }
        let saved = State::latest(&args.run, &device)?;
        let (weights, average, progress) = if let Some(state) = &saved {
            (state.weights.clone(), state.average.clone(), state.progress.clone())
        } else {
            let weights = match weights {
                Some(weights) => weights,
                None => first_weights(&config, args.seed, &device)?,
            };
            (weights.clone(), weights, Progress::default())
        };
        let parameters: Parameters = weights
            .iter()
            .map(|(name, tensor)| Ok((name.clone(), Var::from_tensor(tensor)?)))
            .collect::<Result<_>>()?;
        let mut optimiser = Optimiser::new(&parameters)?;
        if let Some(state) = &saved {
            optimiser.restore(&state.moments, state.progress.optimiser_steps, &device)?;
        }
        let session = Self {
            args,
            measured_on,
            config,
            world,
            palette,
            kernels,
            parameters,
            average,
            optimiser,
            progress,
            log,
        };
        session.transformer()?;
        Ok(session)
    }

    fn transformer(&self) -> Result<Transformer> {
        let tensors: BTreeMap<String, Tensor> = self
            .parameters
            .iter()
            .map(|(name, var)| (name.clone(), var.as_tensor().clone()))
            .collect();
        Ok(Transformer::new(self.config.clone(), tensors, self.kernels)?)
    }

    /// One step of the optimiser over the summed gradients of `group`; returns its log row.
    fn step(&mut self, group: &[Batch], rates: Rates) -> Result<serde_json::Value> {
        let started = Instant::now();
        let transformer = self.transformer()?;
        let mut gradients: Option<candle_core::backprop::GradStore> = None;
        let (mut loss, mut stats) = (0.0, LossStats::default());
        for batch in group {
            let (batch_loss, batch_stats) = transformer.loss(batch)?;
            let scaled = (&batch_loss * (1.0 / group.len() as f64))?;
            let found = scaled.backward()?;
            match &mut gradients {
                Some(sum) => sum.extend(found)?,
                None => gradients = Some(found),
            }
            loss += f64::from(batch_loss.to_scalar::<f32>()?) / group.len() as f64;
            stats.pixels += batch_stats.pixels;
            stats.correct += batch_stats.correct;
        }
        let gradients = gradients.context("no batch to learn from")?;
        anyhow::ensure!(
            loss.is_finite(),
            "the loss is no longer a number at step {}: lower the rates and resume",
            self.progress.step
        );
        let (gradients, norm) = clip(&self.parameters, &gradients, self.args.clip)?;
        self.optimiser.step(&self.parameters, &gradients, rates)?;
        self.update_average()?;
        let sprites: usize = group.iter().map(Batch::len).sum();
        self.progress.step += 1;
        self.progress.sprites += sprites as u64;
        Ok(json!({
            "step": self.progress.step,
            "sprites": self.progress.sprites,
            "seconds": round(self.progress.seconds),
            "loss": round(loss),
            "accuracy": round(stats.correct / stats.pixels.max(1.0)),
            "gradient_norm": round(norm),
            "muon_rate": rates.muon,
            "sprites_per_second": round(sprites as f64 / started.elapsed().as_secs_f64()),
        }))
    }

    /// Moves the running mean towards the weights, faster at first, when it means little.
    fn update_average(&mut self) -> Result<()> {
        let steps = self.progress.step as f64;
        let past = self.args.ema.min((1.0 + steps) / (10.0 + steps));
        for (name, average) in &mut self.average {
            let weights = self.parameters[name].as_detached_tensor();
            *average = ((&*average * past)? + (weights * (1.0 - past))?)?;
        }
        Ok(())
    }

    /// What falls due between steps: saves, sheets and measurements.
    fn housekeeping(&mut self, bar: &ProgressBar) -> Result<()> {
        let due = |every: u64| every > 0 && self.progress.step.is_multiple_of(every);
        let (save, measure, sheet) =
            (due(self.args.save_every), due(self.args.measure_every), due(self.args.sheet_every));
        if save {
            self.save()?;
            self.write_checkpoint()?;
        }
        if measure {
            let (loss, accuracy) = self.held_out()?;
            let row = json!({
                "step": self.progress.step,
                "held_out_loss": round(loss),
                "held_out_accuracy": round(accuracy),
            });
            self.write_log(&row)?;
            plot::of_run(&self.args.run)?;
            bar.set_prefix(format!("held out {loss:.4}"));
        }
        if sheet {
            self.write_sheet()?;
        }
        Ok(())
    }

    /// Loss and accuracy of the running mean on sprites of the test range, without hints.
    fn held_out(&self) -> Result<(f64, f64)> {
        let transformer =
            Transformer::new(self.config.clone(), self.average.clone(), self.kernels)?;
        let recipe = Recipe {
            batch: 12,
            hint_share: 0.0,
            prompt_drop: 0.0,
            bare_share: 1.0,
            seed: u64::MAX,
        };
        let n_batches = HELD_OUT / recipe.batch;
        let (mut loss, mut accuracy) = (0.0, 0.0);
        for step in 0..n_batches as u64 {
            let (value, stats) =
                transformer.loss(&batches::batch(&self.measured_on, recipe, step))?;
            loss += f64::from(value.to_scalar::<f32>()?) / n_batches as f64;
            accuracy += stats.correct / stats.pixels.max(1.0) / n_batches as f64;
        }
        Ok((loss, accuracy))
    }

    fn save(&mut self) -> Result<()> {
        let (moments, steps) = self.optimiser.state();
        self.progress.optimiser_steps = steps;
        let weights = self
            .parameters
            .iter()
            .map(|(name, var)| (name.clone(), var.as_detached_tensor()))
            .collect();
        let average = self.average.clone();
        State { progress: self.progress.clone(), weights, average, moments }.save(&self.args.run)
    }

    /// The running mean as a checkpoint that describes itself.
    fn checkpoint(&self) -> Result<Checkpoint> {
        let weights = self
            .average
            .iter()
            .map(|(name, tensor)| Ok((name.clone(), tensor.flatten_all()?.to_vec1::<f32>()?)))
            .collect::<Result<_>>()?;
        let training = json!({
            "data": if self.args.synthetic { "synthetic corpus" } else { "own sprites" },
            "steps": self.progress.step,
            "sprites": self.progress.sprites,
            "minutes": round(self.progress.seconds / 60.0),
            "batch": self.args.batch * self.args.accumulate,
            "hint_share": self.args.hint_share,
        });
        let (config, world, palette) =
            (self.config.clone(), self.world.clone(), self.palette.clone());
        Ok(Checkpoint { config, world, palette, training, weights, hash: String::new() })
    }

    fn write_checkpoint(&self) -> Result<()> {
        let bytes = self.checkpoint()?.to_bytes(Dtype::F16);
        write_atomically(&self.args.run.join("checkpoint.safetensors"), &bytes)?;
        Ok(())
    }

    /// Draws every cell a few times with the running mean, because a falling loss is not a
    /// better sprite.
    fn write_sheet(&self) -> Result<()> {
        let generator = Generator::new(&self.checkpoint()?);
        let zones = self.world.zones.len() as u8;
        let categories = self.world.categories.len() as u8;
        let mut requests = Vec::new();
        for zone in 0..zones {
            for category in 0..categories {
                for variant in 0..SHEET_PER_CELL {
                    let prompt = Prompt::cell(zone, category);
                    requests.push(SpriteRequest::new(prompt, 0, variant, Sampling::default()));
                }
            }
        }
        let sprites = generator.generate_batch(&requests);
        let columns = usize::from(categories) * SHEET_PER_CELL as usize;
        let path = self.args.run.join(format!("sheets/step-{:06}.png", self.progress.step));
        png::write_grid(&path, &sprites, columns, &self.palette, 2)?;
        Ok(())
    }

    fn write_log(&mut self, row: &serde_json::Value) -> Result<()> {
        writeln!(self.log, "{row}").context("cannot write the run's log")
    }
}

fn open_device(name: DeviceName) -> Result<Device> {
    match name {
        DeviceName::Cpu => Ok(Device::Cpu),
        DeviceName::Cuda => Device::new_cuda(0).context(
            "no CUDA device can be used: build with `--features cuda` on a machine with an \
             NVIDIA card and driver, or use --device cpu",
        ),
    }
}

/// Small random weights; those that end a residual branch, and the head, start at zero.
fn first_weights(config: &Config, seed: u64, device: &Device) -> Result<Tensors> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut tensors = Tensors::new();
    for (name, shape) in config.tensors() {
        let fan_in = shape[0] as f32;
        // Uniform numbers between -1 and 1 have a deviation of 1 / sqrt(3).
        let spread = match name.rsplit('.').next() {
            Some("head" | "out" | "attn_out" | "down") => 0.0,
            Some("token" | "zone" | "category" | "neighbour" | "code" | "locked") => 0.3,
            _ => (3.0 / fan_in).sqrt(),
        };
        let count = shape.iter().product();
        let values: Vec<f32> =
            (0..count).map(|_| spread * rng.random_range(-1.0..1.0_f32)).collect();
        tensors.insert(name, Tensor::from_vec(values, shape, device)?);
    }
    Ok(tensors)
}

fn tensors_of(checkpoint: &Checkpoint, device: &Device) -> Result<Tensors> {
    let shapes = checkpoint.config.tensors();
    shapes
        .into_iter()
        .map(|(name, shape)| {
            let values = checkpoint.weights[&name].clone();
            Ok((name, Tensor::from_vec(values, shape, device)?))
        })
        .collect()
}

fn progress_bar(steps: u64, done: u64) -> ProgressBar {
    let bar = ProgressBar::new(steps).with_position(done);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = "{bar:30} {pos}/{len} steps {elapsed} (left {eta}) {msg} {prefix}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}

/// Four digits are enough for a log.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
