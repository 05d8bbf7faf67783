//! `shoal recipe`: how an exported sprite was made.

use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::{Context as _, anyhow};
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::{
    args::RecipeArgs,
    output::{self, quoted},
};
use crate::{
    files::png::{ReadSprite, read_sprite},
    sprite::Recipe,
};

pub(super) fn run(args: &RecipeArgs) -> anyhow::Result<()> {
    let (recipe, _) = read(&args.file)?;
    output::say(&laid_out(&recipe).context("a recipe is plain data")?)
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

/// The recipe of a PNG and the picture it came with.
pub(super) fn read(path: &Path) -> anyhow::Result<(Recipe, ReadSprite)> {
    let mut read = read_sprite(path)?;
    if let Some(problem) = &read.recipe_problem {
        return Err(anyhow!(
            "the recipe in {} cannot be understood ({problem}); another version of Shoal may have \
             written it",
            quoted(path)
        ));
    }
    let recipe = read.recipe.take().ok_or_else(|| {
        anyhow!("{} carries no recipe; choose a PNG as Shoal exported it", quoted(path))
    })?;
    Ok((recipe, read))
}

#[cfg(test)]
mod tests {
    use super::*;

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
