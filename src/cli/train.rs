//! `shoal train`: hands everything on to the trainer, a program of its own.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::{Context as _, anyhow};
use clap::Args;

use super::output::quoted;
use crate::companion::{TRAINER, find_trainer, how_to_get_trainer};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal train                                       what the trainer can do
  shoal train import art --palette from-art --out sprites
  shoal train finetune --data-dir sprites --minutes 15 --out mine.safetensors

Everything after `train` goes to shoal-trainer, a program of its own that is looked for beside this \
one and on the PATH. The studio's Train panel starts it too.";

/// What goes to the trainer.
#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// What the trainer is to do, and its options
    #[arg(value_name = "TRAINER OPTIONS", trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

/// Runs the trainer to its end; its exit code is that of this program.
pub(super) fn run(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let how = how_to_get_trainer();
    let program = find_trainer().ok_or_else(|| {
        anyhow!("the trainer is neither beside this program nor on the PATH; {how}")
    })?;
    let help = [OsString::from("--help")];
    let words = if args.words.is_empty() { &help[..] } else { &args.words };
    let ended = Command::new(&program).args(words).status();
    let ended = ended.with_context(|| format!("cannot start {}", quoted(&program)))?;
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    code.map(ExitCode::from).ok_or_else(|| anyhow!("{TRAINER} was stopped"))
}
