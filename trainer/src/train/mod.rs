//! Trains the network: one straight loop, and everything it needs in files beside it.

pub(crate) mod batches;
pub(crate) mod finetune;
mod first_weights;
mod guidance;
mod hints;
mod low_rank;
pub(crate) mod optimiser;
pub(crate) mod plot;
mod samples;
mod schedule;
mod session;
mod setup;
mod state;
pub(crate) mod transplant;
mod vary;

use std::path::PathBuf;

use anyhow::{Result, ensure};

pub(crate) use batches::{Source, Translated, WeightedSource};
pub(crate) use finetune::{
    copies::{Known, NEAR},
    split::{Parts, SplitFact, split},
};
pub(crate) use session::run;
pub(crate) use setup::facts;
pub(crate) use vary::Variation;

/// Options of `shoal-trainer train`.
#[derive(Clone, Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("sprites").required(true).args(["synthetic", "data_dir", "mix"]))]
#[command(after_help = "Examples:\n  \
    shoal-trainer train --synthetic --epochs 5 --device cpu\n  \
    shoal-trainer train --data-dir sprites --epochs 50 --precision bf16 --device cuda\n  \
    shoal-trainer train --synthetic --from assets/shoal.safetensors --minutes 60\n  \
    shoal-trainer train --synthetic --traits --from assets/shoal.safetensors --minutes 60\n\n\
    A run that was stopped goes on where it was when the same command is given again.")]
pub(crate) struct TrainArgs {
    /// Learn from the procedural author
    #[arg(long)]
    pub(crate) synthetic: bool,
    /// With --synthetic: learn every trait of a sprite as well, so that the model can be asked for
    /// a body plan, a pattern, eyes; each is withheld now and then, so that any few are a prompt
    #[arg(long, requires = "synthetic")]
    pub(crate) traits: bool,
    /// Learn from the *.safetensors files in this folder, as `import` and `corpus --out` write
    /// them
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Learn from several sources, as this TOML file says
    #[arg(long, value_name = "FILE")]
    pub(crate) mix: Option<PathBuf>,
    /// Epochs in all
    #[arg(long, default_value_t = 5)]
    pub(crate) epochs: u64,
    /// Sprites in an epoch
    #[arg(long, default_value_t = 512)]
    pub(crate) sprites_per_epoch: u64,
    /// Stop after this many minutes of training, over all sessions of the run
    #[arg(long)]
    pub(crate) minutes: Option<f64>,
    /// Where to compute
    #[arg(long, value_enum, default_value_t = DeviceName::Cpu)]
    pub(crate) device: DeviceName,
    /// Numbers in matrix products; weights are always f32
    #[arg(long, value_enum, default_value_t = Precision::F32)]
    pub(crate) precision: Precision,
    /// Sprites computed together
    #[arg(long, default_value_t = 8)]
    pub(crate) batch: usize,
    /// Batches whose gradients make one step
    #[arg(long, default_value_t = 1)]
    pub(crate) accumulate: usize,
    /// Learning rate of the blocks' matrices, under Muon
    #[arg(long, default_value_t = 0.02)]
    pub(crate) muon_rate: f64,
    /// Learning rate of everything else, under `AdamW`
    #[arg(long, default_value_t = 0.003)]
    pub(crate) adam_rate: f64,
    /// Learning rate of the tables of traits; without it six times that of everything else
    #[arg(long)]
    pub(crate) trait_rate: Option<f64>,
    /// Steps over which the rates rise
    #[arg(long, default_value_t = 20)]
    pub(crate) warm_up: u64,
    /// Share of the run, at its end, over which the rates fall; 0 to 1
    #[arg(long, default_value_t = 0.5)]
    pub(crate) decay: f64,
    /// Largest joint norm of the gradients
    #[arg(long, default_value_t = 1.0)]
    pub(crate) clip: f64,
    /// Weight of the past in the running mean of the weights; 0 to 0.999999
    #[arg(long, default_value_t = 0.995)]
    pub(crate) ema: f64,
    /// Share of sprites that are hinted at; 0 to 1
    #[arg(long, default_value_t = 0.5)]
    pub(crate) hint_share: f64,
    /// Share of sprites that are read backwards, of those without hints and those whose hints
    /// are about the same either way; the others are read so that what is given comes first; 0 to 1
    #[arg(long, default_value_t = 0.2)]
    pub(crate) backwards_share: f64,
    /// Share of sprites whose zone is withheld; likewise the category, and both; 0 to
    /// 0.33
    #[arg(long, default_value_t = 0.05)]
    pub(crate) prompt_drop: f64,
    /// Share of the predictions of emptiness in the middle of nothing that are learned from;
    /// each counts for as many as it stands for; above 0, at most 1
    #[arg(long, default_value_t = 0.2)]
    pub(crate) bare_share: f64,
    /// How often predictions count from a sprite's first coloured pixel to its 48th: its colours are
    /// decided there, so that labels are learned from few pixels; 1 to 100
    #[arg(long, default_value_t = 1.0)]
    pub(crate) emphasis: f64,
    /// Share of the labelled sprites from which it learns to draw with guidance in one pass
    /// (guidance distillation), as the checkpoint that it starts from does in two; 0 for a model
    /// whose guidance takes two
    #[arg(long, default_value_t = 0.0)]
    pub(crate) guided_share: f64,
    /// Seed of the first weights, the order and the hints
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Folder of the run: log, sheets, states, checkpoint
    #[arg(long, value_name = "DIR", default_value = "runs/default")]
    pub(crate) run: PathBuf,
    /// Start from the weights of this checkpoint
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Dilations of the hint network's convolutions; those of a checkpoint that is started from
    /// come first, and new ones begin with next to no say
    #[arg(long, value_name = "D,D,…", value_delimiter = ',')]
    pub(crate) hint_dilations: Option<Vec<usize>>,
    /// Steps between saves
    #[arg(long, default_value_t = 50)]
    pub(crate) save_every: u64,
    /// Steps between sample sheets; 0 for none
    #[arg(long, default_value_t = 200)]
    pub(crate) sheet_every: u64,
    /// Steps between measurements on held-out sprites; 0 for none
    #[arg(long, default_value_t = 100)]
    pub(crate) measure_every: u64,
}

/// Where to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DeviceName {
    /// The processor, with our own fused operations.
    Cpu,
    /// An NVIDIA card; needs a program built with `--features cuda`.
    Cuda,
}

/// Numbers in matrix products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Precision {
    /// 32 bits.
    F32,
    /// 16 bits with the range of 32; softmax, norms, loss and weights stay f32. On the CPU it
    /// needs AVX-512 BF16, and AMX makes it faster.
    Bf16,
}

impl TrainArgs {
    fn check(&self) -> Result<()> {
        ensure!(self.batch > 0 && self.accumulate > 0, "--batch and --accumulate are at least 1");
        ensure!(self.save_every > 0, "--save-every is at least 1");
        ensure!(
            self.epochs > 0 && self.sprites_per_epoch > 0,
            "--epochs and --sprites-per-epoch are at least 1"
        );
        for (name, share, most) in [
            ("--hint-share", self.hint_share, 1.0),
            ("--backwards-share", self.backwards_share, 1.0),
            ("--guided-share", self.guided_share, 1.0),
            ("--prompt-drop", self.prompt_drop, 0.33),
            ("--decay", self.decay, 1.0),
            ("--ema", self.ema, 0.999_999),
        ] {
            ensure!((0.0..=most).contains(&share), "{name} is between 0 and {most}");
        }
        ensure!(
            self.bare_share > 0.0 && self.bare_share <= 1.0,
            "--bare-share is above 0 and at most 1"
        );
        ensure!((1.0..=100.0).contains(&self.emphasis), "--emphasis is between 1 and 100");
        ensure!(
            self.guided_share <= 0.0 || self.from.is_some(),
            "--guided-share is learned from a checkpoint that draws well already: give it as --from"
        );
        let rates = [
            ("--muon-rate", self.muon_rate),
            ("--adam-rate", self.adam_rate),
            ("--trait-rate", self.trait_rate.unwrap_or(self.adam_rate)),
        ];
        for (name, rate) in rates {
            ensure!(rate > 0.0 && rate.is_finite(), "{name} is above 0");
        }
        Ok(())
    }
}
