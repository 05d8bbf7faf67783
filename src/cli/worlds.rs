//! `shoal worlds`: what is on the shelf; and which world a command draws with.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{
    Usage,
    output::{self, printable},
};
use crate::{
    files::png::read_recipe,
    shelf::{Shelf, ShelfError, World},
    sprite::{Recipe, slug},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal worlds                                      what is on the shelf
  shoal worlds add dungeon.safetensors              put a copy of a checkpoint on it
  shoal worlds rename dungeon \"Dark dungeon\"
  shoal worlds remove \"Dark dungeon\"
  shoal --world dungeon generate --category fiends --count 8 --out drawn

A world is a checkpoint file. Each is found by its name or by the first digits of its identity, \
which recipes tell: `shoal generate --recipe FILE` draws with the world that drew the sprite. \
Worlds lie in the folder that SHOAL_WORLDS names, in the program's data folder, and in `worlds` \
or `assets/worlds` beside the program.";

#[derive(Debug, Args)]
pub(super) struct WorldsArgs {
    /// What to do; without it the worlds are listed
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Put a copy of a checkpoint file on the shelf
    Add {
        /// The checkpoint
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What to call it; without it as its file
        #[arg(long)]
        name: Option<String>,
    },
    /// Take a world off the shelf: its file is deleted
    Remove {
        /// Name or identity
        #[arg(value_name = "WORLD")]
        world: String,
    },
    /// Give a world another name; recipes still find it
    Rename {
        /// Name or identity
        #[arg(value_name = "WORLD")]
        world: String,
        /// The new name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub(super) fn run(args: &WorldsArgs) -> anyhow::Result<()> {
    let shelf = Shelf::usual();
    match &args.action {
        None => list(&shelf),
        Some(Action::Add { file, name }) => {
            let world = shelf.add(file, name.as_deref()).map_err(told)?;
            output::say(&line(&world))
        }
        Some(Action::Remove { world }) => {
            let world = shelf.find(world).map_err(told)?;
            shelf.remove(&world).map_err(told)?;
            let path = world.path.unwrap_or_default();
            output::say(&format!("removed {}", path.display()))
        }
        Some(Action::Rename { world, name }) => {
            let world = shelf.find(world).map_err(told)?;
            output::say(&line(&shelf.rename(&world, name).map_err(told)?))
        }
    }
}

fn list(shelf: &Shelf) -> anyhow::Result<()> {
    let listing = shelf.list();
    for world in &listing.worlds {
        output::say(&line(world))?;
    }
    for (path, error) in &listing.faults {
        output::complain(&format!("{} is no world: {error}", path.display()));
    }
    if let (1, Some(folder)) = (listing.worlds.len(), shelf.folders().first()) {
        output::complain(&format!("more worlds can be put into {}", folder.display()));
    }
    Ok(())
}

/// A world in one line: name, identity, labels, licences, file.
fn line(world: &World) -> String {
    let slugs =
        |names: &[String]| names.iter().map(|name| slug(name)).collect::<Vec<_>>().join(" ");
    let licences = match &world.licences[..] {
        [] => String::new(),
        licences => format!("; {}", licences.join(", ")),
    };
    let path = world.path.as_ref();
    let place = path.map_or_else(|| "built in".to_owned(), |path| path.display().to_string());
    printable(&format!(
        "{}  {}  {}; {}{licences}; {place}",
        world.name,
        world.short_identity(),
        slugs(&world.labels.categories),
        slugs(&world.labels.zones),
    ))
}

/// An error of the shelf: what makes no sense, and what could not be done.
fn told(error: ShelfError) -> anyhow::Error {
    let is_usage = matches!(
        error,
        ShelfError::Missing { .. }
            | ShelfError::Ambiguous { .. }
            | ShelfError::BadName(_)
            | ShelfError::Taken { .. }
            | ShelfError::BuiltIn(_)
    );
    if is_usage { Usage(error.to_string()).into() } else { error.into() }
}

/// The checkpoint file of a world on the shelf; `None` is the built-in one.
pub(super) fn file_of(world: &str) -> anyhow::Result<Option<PathBuf>> {
    Ok(Shelf::usual().find(world).map_err(told)?.path)
}

/// The checkpoint file of the world that drew a sprite; `None` if it was the built-in one.
pub(super) fn file_of_recipe(recipe: &Recipe) -> Result<Option<PathBuf>, ShelfError> {
    Ok(Shelf::usual().with_identity(&recipe.checkpoint)?.path)
}

/// The checkpoint file of the world on the shelf that drew all of these sprites, as far as their
/// recipes tell; `None` is the built-in one, which stands for all that no recipe tells of.
pub(super) fn model_for(files: &[&Path]) -> Option<PathBuf> {
    let mut identities: Vec<String> = Vec::new();
    for file in files {
        // The command itself reports what cannot be read.
        let recipe = read_recipe(file).ok().flatten().and_then(Result::ok);
        identities.extend(recipe.map(|recipe| recipe.checkpoint));
    }
    identities.dedup();
    match &identities[..] {
        [identity] => Shelf::usual().with_identity(identity).ok()?.path,
        _ => None,
    }
}
