//! `shoal recipe`: how an exported sprite was made.

use std::path::Path;

use anyhow::{Context as _, anyhow};

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
    output::say(&serde_json::to_string_pretty(&recipe).context("a recipe is plain data")?)
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
