//! Draws Shoal's corpus, trains its model and measures checkpoints; needs no window.

mod adam_w;
mod classifier;
mod corpus;
mod critic;
mod data;
mod evaluate;
mod shape;
mod train;

use std::{io::Write as _, path::Path, process::ExitCode};

use anyhow::{Result, ensure};
use clap::{CommandFactory as _, FromArgMatches as _, Parser};

#[derive(Parser)]
#[command(name = "shoal-trainer", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Draw the procedural corpus: a contact sheet, or tensors to train on
    Corpus(corpus::sheet::CorpusArgs),
    /// Turn an artist's own pictures and sheets into sprites to learn from
    Import(data::import::ImportArgs),
    /// Fetch photographs from Wikimedia Commons as sprites to learn from
    Commons(data::commons::CommonsArgs),
    /// Train the model, or go on with a run that was stopped
    Train(train::TrainArgs),
    /// Teach a trained model an artist's own sprites, on a laptop in minutes
    Finetune(train::finetune::FinetuneArgs),
    /// Measure how good a checkpoint is, against the corpus
    Evaluate(evaluate::EvaluateArgs),
    /// Teach a checkpoint which of its drawings to draw again
    Critic(critic::CriticArgs),
    /// Teach a checkpoint to draw the coarse picture of a sprite first
    Shape(shape::ShapeArgs),
    /// Draw the loss curve of a run: DIR/log.jsonl becomes DIR/loss.png
    Plot {
        /// The run's folder
        #[arg(value_name = "DIR")]
        run: std::path::PathBuf,
    },
    /// Print the default palette as built from its OKLCH ramps
    Palette,
}

fn main() -> ExitCode {
    let result = match parse().command {
        Command::Corpus(args) => corpus::sheet::run(&args),
        Command::Import(args) => data::import::run(&args),
        Command::Commons(args) => data::commons::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Finetune(args) => train::finetune::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Critic(args) => critic::run(&args),
        Command::Shape(args) => shape::run(&args),
        Command::Plot { run } => train::plot::of_run(&run).and_then(say),
        Command::Palette => {
            let text = shoal::sprite::Palette::ocean_from_oklch().to_gpl();
            std::io::stdout().write_all(text.as_bytes()).map_err(Into::into)
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to try if even this cannot be written.
            let _ = writeln!(std::io::stderr(), "shoal-trainer: {}", told(&error));
            ExitCode::FAILURE
        }
    }
}

/// Names a file that was written.
fn say(file: impl AsRef<Path>) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{}", file.as_ref().display())?)
}

/// What was typed. A number below nothing is a number and no option, so that what is told about it
/// is that it is too small.
fn parse() -> Cli {
    let takes_numbers = |arg: clap::Arg| {
        let takes = arg.get_action().takes_values();
        arg.allow_negative_numbers(takes)
    };
    let command = Cli::command().mut_subcommands(|command| command.mut_args(takes_numbers));
    Cli::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
}

/// Refuses a name after an option that promises another kind of file than is written there.
fn check_ending(option: &str, file: &Path, ending: &str) -> Result<()> {
    let is_one = file.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
    ensure!(is_one, "the name after {option} must end in .{ending}");
    Ok(())
}

/// An error and its causes on one line; some tell their cause themselves.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !text.ends_with(&cause) {
            let colon = if text.is_empty() { "" } else { ": " };
            text = text + colon + &cause;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let error = anyhow::anyhow!("no such file").context("cannot read x: no such file");
        assert_eq!(
            told(&error.context("cannot start")),
            "cannot start: cannot read x: no such file"
        );
    }
}
