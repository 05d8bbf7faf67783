//! The command line: reads arguments, calls the library, turns outcomes into exit codes.
//!
//! Exit codes are 0 when all went well, 2 when what was asked for makes no sense, and 1 when
//! it does but could not be done. Either failure is one line on standard error.

mod animate;
mod args;
mod breed;
mod clip;
mod draw;
mod export;
mod finish;
mod generate;
mod glass;
mod grid;
mod info;
mod inputs;
mod light;
mod names;
mod only_colours;
mod options;
mod output;
mod palette;
mod prompt;
mod recipe;
mod recolour;
mod redraw;
mod remarks;
mod shade;
mod shape_first;
mod shards;
mod shells;
mod sink;
mod sources;
mod sweep;
mod target;
mod train;
mod wording;
mod words;
mod worlds;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::Context as _;
use clap::{Parser as _, error::ErrorKind};

use crate::{
    generate::{Generator, Precision},
    model::{Checkpoint, CheckpointError},
};
use args::{Cli, Command};
use inputs::Inputs;

/// Exit code for what could not be done.
const FAILED: u8 = 1;
/// Exit code for what makes no sense; the one that clap uses too.
const MISUSED: u8 = 2;

/// Something was asked for that no file and no retry can make possible.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Runs the program with the arguments of this process.
#[must_use]
pub fn run() -> ExitCode {
    let started = Instant::now();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return answer(&error),
    };
    match perform(cli, started) {
        Ok(code) => code,
        Err(error) => {
            output::complain(&describe(&error));
            ExitCode::from(if error.is::<Usage>() { MISUSED } else { FAILED })
        }
    }
}

fn perform(cli: Cli, started: Instant) -> anyhow::Result<ExitCode> {
    let model = match &cli.world {
        Some(world) => worlds::file_of(world)?,
        None => cli.model,
    };
    let is_world_given = cli.world.is_some() || model.is_some();
    let Some(command) = cli.command else {
        shells::check_files(&cli.files)?;
        return without_command(model, cli.files, cli.timings.then_some(started));
    };
    if cli.timings {
        let why = "--timings measures the studio; it takes no command";
        return Err(Usage(why.to_owned()).into());
    }
    let model = model.as_deref();
    // Sprites that tell which world drew them are handled with that one.
    let of_files = |files: &[&Path]| {
        if is_world_given { model.map(Path::to_owned) } else { worlds::model_for(files) }
    };
    let inputs = &mut Inputs::new(model, cli.force);
    match command {
        Command::Generate(args) => generate::run(&args, model, is_world_given, inputs)?,
        Command::Grid(args) => grid::run(&args, model, inputs)?,
        Command::Breed(args) => {
            let model = of_files(&[&args.a]);
            inputs.add_all(&model);
            breed::run(&args, model.as_deref(), inputs)?;
        }
        Command::Sweep(args) => sweep::run(&args, model, inputs)?,
        Command::Shade(mut args) => {
            sources::gather(&mut args.files)?;
            let model = of_files(&paths(&args.files));
            inputs.add_all(&model);
            shade::run(&args, model.as_deref(), inputs)?;
        }
        Command::Palette(args) => palette::run(&args, model, inputs)?,
        Command::Export(mut args) => {
            sources::gather(&mut args.files)?;
            let model = of_files(&paths(&args.files));
            inputs.add_all(&model);
            export::run(&args, model.as_deref(), inputs)?;
        }
        Command::Recolour(mut args) => {
            sources::gather(&mut args.files)?;
            let model = of_files(&paths(&args.files));
            recolour::run(&args, model.as_deref(), inputs)?;
        }
        Command::Animate(mut args) => {
            sources::gather(&mut args.files)?;
            let model = of_files(&paths(&args.files));
            inputs.add_all(&model);
            animate::run(&args, model.as_deref(), inputs)?;
        }
        Command::Recipe(args) => recipe::run(&args)?,
        Command::Train(args) => return train::run(&args),
        Command::Info => info::run(model)?,
        Command::Words(args) => words::run(&args, model, inputs)?,
        Command::Worlds(args) => worlds::run(&args)?,
        Command::Completions { shell } => shells::completions(shell)?,
        Command::Man { out } => shells::manual(&out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn paths(files: &[PathBuf]) -> Vec<&Path> {
    files.iter().map(PathBuf::as_path).collect()
}

#[cfg(feature = "studio")]
fn without_command(
    model: Option<PathBuf>,
    files: Vec<PathBuf>,
    timings_since: Option<Instant>,
) -> anyhow::Result<ExitCode> {
    crate::studio::run(crate::studio::StudioOptions { model, files, timings_since })?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(feature = "studio"))]
#[expect(clippy::unnecessary_wraps, reason = "opening the studio can fail")]
fn without_command(
    _model: Option<PathBuf>,
    _files: Vec<PathBuf>,
    _timings: Option<Instant>,
) -> anyhow::Result<ExitCode> {
    use clap::CommandFactory as _;
    output::show_on_stderr(&Cli::command().render_help().to_string());
    Ok(ExitCode::from(MISUSED))
}

/// The model of a file, or the one that this program was built with.
fn open_generator(model: Option<&Path>, precision: Precision) -> anyhow::Result<Generator> {
    Ok(Generator::with_precision(&open_checkpoint(model)?, precision))
}

fn open_checkpoint(model: Option<&Path>) -> anyhow::Result<Checkpoint> {
    match model {
        None => Ok(Checkpoint::embedded()),
        Some(path) => checkpoint_context(path, Checkpoint::open(path)),
    }
}

fn checkpoint_context<T>(path: &Path, opened: Result<T, CheckpointError>) -> anyhow::Result<T> {
    opened.with_context(|| {
        format!(
            "cannot use {} as --model (leave it out for the built-in model)",
            output::quoted(path)
        )
    })
}

/// Help and the version are no errors; everything else becomes one line like all our errors.
fn answer(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A reader who has gone away, as in `shoal --help | head`, is no error either.
        error.print().ok();
        return ExitCode::SUCCESS;
    }
    let text = error.render().to_string();
    let told = text.lines().map(str::trim).take_while(|line| {
        !line.starts_with("Usage:") && !line.starts_with("For more information")
    });
    let words: Vec<&str> = told.flat_map(str::split_whitespace).collect();
    let sentence = wording::plain(&words.join(" "));
    let sentence = sentence.strip_prefix("error: ").unwrap_or(&sentence);
    output::complain(&format!("{sentence}; see --help"));
    ExitCode::from(MISUSED)
}

/// The error and its causes in one line. Library errors quote their cause already, so a cause
/// that was said is not said again.
fn describe(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn a_cause_is_told_once() {
        let missing = Generator::open(Path::new("no/such.safetensors"));
        let error = checkpoint_context(Path::new("no/such.safetensors"), missing.map(|_| ()));
        let text = describe(&error.unwrap_err());
        assert_eq!(text.matches("os error 2").count(), 1, "{text}");
        assert!(text.contains("no/such.safetensors"), "{text}");
    }
}
