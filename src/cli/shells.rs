//! What the program knows of itself for shells: completions, manual pages, and files that stand
//! where a command could.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::CommandFactory as _;

use super::{Usage, args::Cli, output::quoted};
use crate::files::create_folder;

/// Prints the completions of a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "shoal", &mut script);
    std::io::stdout().lock().write_all(&script).context("cannot write to standard output")
}

/// Writes the manual pages into a folder: shoal.1 and one for each command.
pub(super) fn manual(folder: &Path) -> anyhow::Result<()> {
    create_folder(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)
        .with_context(|| format!("cannot write the manual pages to {}", quoted(folder)))
}

/// Refuses files that are not there: the word was meant as a command, or is misspelt.
pub(super) fn check_files(files: &[PathBuf]) -> Result<(), Usage> {
    let Some(missing) = files.iter().find(|file| !file.exists()) else { return Ok(()) };
    let word = missing.to_string_lossy();
    let commands: Vec<String> =
        Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let nearest = commands.iter().map(|name| (distance(&word, name), name)).min();
    let tip = match nearest {
        Some((apart, name)) if apart <= 2 => format!("; is \"{name}\" meant?"),
        _ => "; see --help".to_owned(),
    };
    Err(Usage(format!("there is no command and no file {}{tip}", quoted(missing))))
}

/// Letters that are to be changed, added or left out to make one word of another. After
/// Levenshtein (1966), with one row of the table at a time.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_command_is_answered_with_the_nearest() {
        let error = check_files(&["genrate".into()]).unwrap_err().to_string();
        assert_eq!(error, "there is no command and no file \"genrate\"; is \"generate\" meant?");
        let error = check_files(&["no/fish.png".into()]).unwrap_err().to_string();
        assert!(error.ends_with("\"no/fish.png\"; see --help"), "{error}");
        assert!(check_files(&[]).is_ok());
    }

    #[test]
    fn letters_are_counted() {
        for (a, b, apart) in [("", "abc", 3), ("grid", "grid", 0), ("gird", "grid", 2)] {
            assert_eq!((distance(a, b), distance(b, a)), (apart, apart), "{a} {b}");
        }
    }
}
