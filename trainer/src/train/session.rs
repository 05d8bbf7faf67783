//! One session of a training run: from the latest save, or from nothing, to the end.

use std::{
    collections::BTreeMap,
    fs,
    io::{IsTerminal as _, Write as _},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context as _, Result};
use candle_core::{Device, Var};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use shoal::{
    files::{
        run::{LOG_FILE, LogRow},
        write_atomically,
    },
    model::{Checkpoint, CheckpointData, Dtype},
};
use trainer::network::{Kernels, LossStats, Transformer, tensors_of};

use super::{
    DeviceName, Precision, TrainArgs,
    batches::{self, BatchSpec, Drawn},
    first_weights::first_weights,
    guidance,
    low_rank::{Frozen, narrow},
    optimiser::{Optimiser, Parameters, Rates, clip},
    plot,
    samples::write_samples,
    schedule::Schedule,
    setup::TrainingSetup,
    state::{Progress, SavedRun, Tensors},
};

/// Sprites on a sample sheet, about; each cell has two at least.
const ON_SHEET: usize = 24;

/// The best checkpoint so far, in the folder of a run that keeps one.
pub(crate) const BEST: &str = "best.safetensors";

/// The latest checkpoint of a run, in its folder.
pub(crate) const LAST: &str = "checkpoint.safetensors";

/// How many times as fast as other tables those of traits learn, unless their rate is given.
const TRAIT_HASTE: f64 = 6.0;

/// A run while it is in memory.
struct Session<'a> {
    args: &'a TrainArgs,
    setup: TrainingSetup,
    part_names: Vec<String>,
    kernels: Kernels,
    frozen: Frozen,
    parameters: Parameters,
    average: Tensors,
    /// What guidance in two passes is learned from: the weights that the run started from. Not
    /// those of today, which would learn from what they taught themselves, ever more sharply.
    teacher: Option<Transformer>,
    optimiser: Optimiser,
    progress: Progress,
    log: fs::File,
}

/// How a run ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done {
    /// Sprites seen.
    pub(crate) sprites: u64,
    /// Seconds of training.
    pub(crate) seconds: f64,
    /// Held-out loss and accuracy of the last weights.
    pub(crate) held_out: (f64, f64),
    /// Held-out loss before the first step and at its best, if the run kept its best.
    pub(crate) before_and_best: Option<(f64, f64)>,
}

/// Trains until the schedule ends.
pub(crate) fn run(args: &TrainArgs) -> Result<()> {
    args.check()?;
    let Done { sprites, seconds, held_out: (loss, accuracy), .. } =
        train(args, TrainingSetup::of(args)?)?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{sprites} sprites in {seconds:.0} s; held-out loss {loss:.4}, accuracy {accuracy:.4}; \
         checkpoint {}",
        args.run.join(LAST).display()
    )?;
    Ok(())
}

/// Trains on a setup until the schedule ends, or nothing has got better for long.
pub(crate) fn train(args: &TrainArgs, setup: TrainingSetup) -> Result<Done> {
    let source = setup.source.clone();
    let mut session = Session::start(args, setup)?;
    let schedule = Schedule {
        rates: Rates {
            muon: args.muon_rate,
            adam: args.adam_rate,
            traits: args.trait_rate.unwrap_or(TRAIT_HASTE * args.adam_rate),
        },
        warm_up: args.warm_up,
        decay: args.decay,
        steps: (args.epochs * args.sprites_per_epoch)
            .div_ceil((args.batch * args.accumulate) as u64),
        seconds: args.minutes.map(|minutes| minutes * 60.0),
    };
    let spec = BatchSpec {
        batch: args.batch,
        hint_share: args.hint_share,
        sketched_in: Some(Arc::new(session.setup.palette.clone())),
        prompt_drop: args.prompt_drop,
        drops_traits: true,
        bare_share: args.bare_share,
        emphasis: args.emphasis,
        guided_share: args.guided_share,
        backwards_share: session.setup.config.reads_backwards.then_some(args.backwards_share),
        seed: args.seed,
    };
    let first = session.progress.step * args.accumulate as u64;
    let stream = batches::stream(source, spec, first)?;
    let bar = progress_bar(&schedule);
    session.measure_first()?;
    while schedule.done(session.progress.step, session.progress.seconds) < 1.0
        && !session.is_stuck()
    {
        let started = Instant::now();
        let Progress { step, seconds, .. } = session.progress;
        let rates = schedule.rates(step, seconds);
        let mut group: Vec<Drawn> = stream.iter().take(args.accumulate).collect();
        session.ask_with_guidance(&mut group)?;
        let row = session.step(&group, rates)?;
        session.progress.seconds += started.elapsed().as_secs_f64();
        session.write_log(&row)?;
        bar.set_position(match schedule.seconds {
            Some(_) => session.progress.seconds as u64,
            None => session.progress.step,
        });
        bar.set_message(format!("loss {:.4}", row.loss.unwrap_or(f64::NAN)));
        session.housekeeping(&bar)?;
    }
    let held_out = session.held_out()?;
    session.keep_best(held_out.0)?;
    session.save()?;
    session.write_checkpoint()?;
    bar.finish_and_clear();
    let Progress { sprites, seconds, before, best, .. } = session.progress;
    Ok(Done { sprites, seconds, held_out, before_and_best: before.zip(best) })
}

impl<'a> Session<'a> {
    fn start(args: &'a TrainArgs, mut setup: TrainingSetup) -> Result<Self> {
        let device = open_device(args.device)?;
        let kernels = match (args.device, args.precision) {
            (DeviceName::Cpu, Precision::F32) => Kernels::Fused,
            (DeviceName::Cpu, Precision::Bf16) => Kernels::fused_bf16().context(
                "this processor cannot multiply bf16 numbers (AVX-512 BF16): leave --precision \
                 bf16 out",
            )?,
            (DeviceName::Cuda, Precision::F32) => Kernels::Plain,
            (DeviceName::Cuda, Precision::Bf16) => Kernels::PlainBf16,
        };
        fs::create_dir_all(args.run.join("sheets"))
            .with_context(|| format!("cannot create the run's folder {}", args.run.display()))?;
        let log_path = args.run.join(LOG_FILE);
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log_path)
            .with_context(|| format!("cannot write {}", log_path.display()))?;
        let saved = SavedRun::latest(&args.run, &device)?;
        let first = match setup.weights.take() {
            Some(weights) => tensors_of(&setup.config, &weights, &device)?,
            None => first_weights(&setup.config, args.seed, &device)?,
        };
        let teacher = if args.guided_share > 0.0 {
            Some(Transformer::new(setup.config.clone(), first.clone(), kernels)?)
        } else {
            None
        };
        let (frozen, first) = narrow(first, setup.low_rank, args.seed, &device)?;
        let (weights, average, progress) = match &saved {
            Some(state) => (state.weights.clone(), state.average.clone(), state.progress.clone()),
            None => (first.clone(), first, Progress::default()),
        };
        let parameters: Parameters = weights
            .iter()
            .map(|(name, tensor)| Ok((name.clone(), Var::from_tensor(tensor)?)))
            .collect::<Result<_>>()?;
        let mut optimiser = Optimiser::new(&parameters, kernels)?;
        if let Some(state) = &saved {
            optimiser.restore(&state.moments, state.progress.optimiser_steps, &device)?;
        }
        let part_names = setup.source.part_names();
        let session = Self {
            args,
            setup,
            part_names,
            kernels,
            frozen,
            parameters,
            average,
            teacher,
            optimiser,
            progress,
            log,
        };
        session.transformer()?;
        Ok(session)
    }

    fn transformer(&self) -> Result<Transformer> {
        let learned = self.parameters.iter();
        let learned = learned.map(|(name, var)| (name.clone(), var.as_tensor().clone()));
        self.transformer_of(learned.collect())
    }

    /// The network whose parameters are these.
    fn transformer_of(&self, learned: Tensors) -> Result<Transformer> {
        let tensors = self.frozen.with(learned)?;
        Ok(Transformer::new(self.setup.config.clone(), tensors, self.kernels)?)
    }

    /// Sets what sprites that ask for guidance in one pass should be, by what the teacher says in
    /// two.
    fn ask_with_guidance(&self, group: &mut [Drawn]) -> Result<()> {
        let Some(teacher) = &self.teacher else { return Ok(()) };
        group.iter_mut().try_for_each(|drawn| guidance::set_targets(teacher, &mut drawn.batch))
    }

    /// One step of the optimiser over the summed gradients of `group`; returns its log row.
    fn step(&mut self, group: &[Drawn], rates: Rates) -> Result<LogRow> {
        let started = Instant::now();
        let transformer = self.transformer()?;
        let mut gradients: Option<candle_core::backprop::GradStore> = None;
        let (mut loss, mut stats) = (0.0, LossStats::default());
        for Drawn { batch, .. } in group {
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
        let (mut gradients, norm) = clip(&self.parameters, &gradients, self.args.clip)?;
        gradients.retain(|name, _| !is_frozen(name, self.setup.frozen_blocks));
        self.optimiser.step(&self.parameters, &gradients, rates)?;
        self.update_average()?;
        let sprites: usize = group.iter().map(|drawn| drawn.batch.len()).sum();
        self.progress.step += 1;
        self.progress.sprites += sprites as u64;
        Ok(LogRow {
            step: self.progress.step,
            sprites: Some(self.progress.sprites),
            seconds: Some(round(self.progress.seconds)),
            loss: Some(round(loss)),
            accuracy: Some(round(stats.correct / stats.pixels.max(1.0))),
            gradient_norm: Some(round(norm)),
            muon_rate: Some(rates.muon),
            sprites_per_second: Some(round(sprites as f64 / started.elapsed().as_secs_f64())),
            shares: (self.part_names.len() > 1).then(|| self.shares(group, sprites)),
            ..LogRow::default()
        })
    }

    /// The share that each part of a mixture really had in a step.
    fn shares(&self, group: &[Drawn], sprites: usize) -> BTreeMap<String, f64> {
        let share = |part: usize| {
            let count: u32 = group.iter().map(|drawn| drawn.counts[part]).sum();
            round(f64::from(count) / sprites.max(1) as f64)
        };
        let named = self.part_names.iter().enumerate();
        named.map(|(part, name)| (name.clone(), share(part))).collect()
    }

    /// Measures before the first step, so that there is something to be better than.
    fn measure_first(&mut self) -> Result<()> {
        if self.setup.patience.is_none() || self.progress.before.is_some() {
            return Ok(());
        }
        let (loss, accuracy) = self.held_out()?;
        self.progress.before = Some(loss);
        self.write_log(&self.measured(loss, accuracy))?;
        self.keep_best(loss)
    }

    /// Keeps the weights as a checkpoint of their own if none were better.
    fn keep_best(&mut self, loss: f64) -> Result<()> {
        if self.setup.patience.is_none() {
            return Ok(());
        }
        if self.progress.best.is_none_or(|best| loss < best) {
            write_atomically(&self.args.run.join(BEST), &self.checkpoint()?.to_bytes(Dtype::F16))?;
            self.progress.best = Some(loss);
            self.progress.worse = 0;
        } else {
            self.progress.worse += 1;
        }
        Ok(())
    }

    /// Whether nothing has got better for as long as patience lasts.
    fn is_stuck(&self) -> bool {
        self.setup.patience.is_some_and(|patience| self.progress.worse >= patience)
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
            self.write_log(&self.measured(loss, accuracy))?;
            self.keep_best(loss)?;
            plot::of_run(&self.args.run)?;
            bar.set_prefix(format!("held out {loss:.4}"));
        }
        if sheet {
            self.write_sheet()?;
        }
        Ok(())
    }

    /// Loss and accuracy of the running mean on the sprites to measure on, without hints.
    fn held_out(&self) -> Result<(f64, f64)> {
        let TrainingSetup { measured_on, n_measured, .. } = &self.setup;
        let transformer = self.transformer_of(self.average.clone())?;
        let (mut loss, mut accuracy) = (0.0, 0.0);
        for first in (0..*n_measured).step_by(BatchSpec::MEASURING.batch) {
            let count = BatchSpec::MEASURING.batch.min(n_measured - first);
            let drawn = batches::range(measured_on, &BatchSpec::MEASURING, first as u64, count);
            let (value, stats) = transformer.loss(&drawn.batch)?;
            let share = count as f64 / *n_measured as f64;
            loss += f64::from(value.to_scalar::<f32>()?) * share;
            accuracy += stats.correct / stats.pixels.max(1.0) * share;
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
        SavedRun { progress: self.progress.clone(), weights, average, moments }.save(&self.args.run)
    }

    /// The running mean as a checkpoint that describes itself.
    fn checkpoint(&self) -> Result<Checkpoint> {
        let weights = self
            .frozen
            .with(self.average.clone())?
            .into_iter()
            .map(|(name, tensor)| Ok((name, tensor.flatten_all()?.to_vec1::<f32>()?)))
            .collect::<Result<_>>()?;
        let mut training = json!({
            "steps": self.progress.step,
            "sprites": self.progress.sprites,
            "minutes": round(self.progress.seconds / 60.0),
            "batch": self.args.batch * self.args.accumulate,
            "hint_share": self.args.hint_share,
        });
        for (name, fact) in self.setup.facts.as_object().into_iter().flatten() {
            training[name] = fact.clone();
        }
        let TrainingSetup { config, world, palette, .. } = &self.setup;
        let (config, world, palette) = (config.clone(), world.clone(), palette.clone());
        let (critic, shape, exemplars) = (None, None, None);
        Ok(Checkpoint::new(CheckpointData {
            config,
            world,
            palette,
            training,
            weights,
            critic,
            shape,
            exemplars,
        })?)
    }

    fn write_checkpoint(&self) -> Result<()> {
        let bytes = self.checkpoint()?.to_bytes(Dtype::F16);
        write_atomically(&self.args.run.join(LAST), &bytes)?;
        Ok(())
    }

    /// Draws every cell a few times with the running mean, because a falling loss is not a
    /// better sprite.
    fn write_sheet(&self) -> Result<()> {
        let path = self.args.run.join(format!("sheets/step-{:06}.png", self.progress.step));
        write_samples(&path, &self.checkpoint()?, ON_SHEET)
    }

    /// The row of a measurement.
    fn measured(&self, loss: f64, accuracy: f64) -> LogRow {
        LogRow {
            step: self.progress.step,
            held_out_loss: Some(round(loss)),
            held_out_accuracy: Some(round(accuracy)),
            ..LogRow::default()
        }
    }

    fn write_log(&mut self, row: &LogRow) -> Result<()> {
        let row = serde_json::to_string(row)?;
        writeln!(self.log, "{row}").context("cannot write the run's log")
    }
}

/// Whether a parameter is part of the first blocks, which are not to learn.
fn is_frozen(name: &str, frozen_blocks: usize) -> bool {
    let block = name.strip_prefix("block.").and_then(|rest| rest.split('.').next());
    block.and_then(|block| block.parse::<usize>().ok()).is_some_and(|block| block < frozen_blocks)
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

/// A run that ends by the clock is shown in seconds, any other in steps.
fn progress_bar(schedule: &Schedule) -> ProgressBar {
    let (length, unit) = match schedule.seconds {
        Some(seconds) => (seconds as u64, "seconds"),
        None => (schedule.steps, "steps"),
    };
    let bar = ProgressBar::new(length);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = format!("{{bar:30}} {{pos}}/{{len}} {unit} (left {{eta}}) {{msg}} {{prefix}}");
    if let Ok(style) = ProgressStyle::with_template(&style) {
        bar.set_style(style);
    }
    bar
}

/// Four digits are enough for a log.
pub(crate) fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
