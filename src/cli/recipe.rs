//! `shoal recipe`: how an exported sprite was made.

use std::{
    fmt::Write as _,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use clap::Args;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::output::{self, quoted};
use crate::{
    files::png::{RecipeAndPicture, read_recipe, read_recipe_and_picture},
    sprite::Recipe,
};

pub(super) const EXAMPLES: &str = "\
Example:
  shoal recipe sprites/jellyfish-shallows-7-0.png

`shoal generate --recipe FILE --out DIR` draws the sprite again.";

#[derive(Debug, Args)]
pub(super) struct RecipeArgs {
    /// PNG that Shoal exported
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

pub(super) fn run(args: &RecipeArgs) -> anyhow::Result<()> {
    let found = read_recipe(&args.file)?.transpose().map_err(Some);
    let recipe = found.and_then(|found| found.ok_or(None));
    let recipe = recipe.map_err(|problem| no_recipe(&args.file, problem.as_deref()))?;
    output::say(&harmless(&laid_out(&recipe).context("a recipe is plain data")?))
}

/// JSON without letters that a terminal might obey, or that turn what follows about: they are
/// written as their numbers, which JSON takes for the same.
fn harmless(json: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter != '\n' && letter.is_control() || turns(letter) {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\u{:04x}", u32::from(letter));
        } else {
            text.push(letter);
        }
    }
    text
}

fn no_recipe(path: &Path, problem: Option<&str>) -> anyhow::Error {
    match problem {
        Some(problem) => anyhow!(
            "the recipe in {} cannot be understood ({problem}); another version of Shoal may have \
             written it",
            quoted(path)
        ),
        None => {
            anyhow!("{} carries no recipe; choose a PNG as Shoal exported it", quoted(path))
        }
    }
}

/// JSON with a line for each field; lists, which may be as long as a sprite has pixels, stay on
/// theirs.
fn laid_out(value: &impl Serialize) -> anyhow::Result<String> {
    let mut text = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut text, Lines::default()))?;
    Ok(String::from_utf8(text)?)
}

/// [`PrettyFormatter`], but for lists.
#[derive(Default)]
struct Lines(PrettyFormatter<'static>);

impl Formatter for Lines {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// The recipe of a PNG and the picture beside it, whatever became of that.
pub(super) fn read(path: &Path) -> anyhow::Result<(Recipe, RecipeAndPicture)> {
    let mut read = read_recipe_and_picture(path)?;
    match read.recipe.take() {
        Some(Ok(recipe)) => Ok((recipe, read)),
        Some(Err(problem)) => Err(no_recipe(path, Some(&problem))),
        None => Err(no_recipe(path, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_printed_that_a_terminal_obeys() {
        let zone = "a\u{9b}31m\u{7f}\u{202e}\u{85}é";
        let text = harmless(&laid_out(&serde_json::json!({ "zone": zone })).unwrap());
        assert_eq!(text, "{\n  \"zone\": \"a\\u009b31m\\u007f\\u202e\\u0085é\"\n}");
        let back: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["zone"], zone);
    }

    #[test]
    fn lists_stay_on_a_line() {
        let value = serde_json::json!({ "edits": [[1, 2], [3, 4]], "sampling": { "top_k": 3 } });
        let text = laid_out(&value).unwrap();
        assert_eq!(
            text,
            "{\n  \"edits\": [[1,2],[3,4]],\n  \"sampling\": {\n    \"top_k\": 3\n  }\n}"
        );
    }
}
