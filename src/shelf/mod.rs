//! A shelf of worlds: checkpoint files in folders, found by name or by identity.
//!
//! A world is a checkpoint: its network, its names of zones and categories, its palette. Its
//! identity is the SHA-256 of its file, which every recipe of a sprite tells; its name is that of
//! its file, which people choose. The built-in model is on every shelf.
//!
//! ```
//! use shoal::{generate::Generator, shelf::Shelf};
//!
//! let shelf = Shelf::usual();
//! for world in shelf.list().worlds {
//!     println!("{} ({})", world.name, world.short_identity());
//! }
//! let generator = Generator::new(&shelf.find("ocean")?.open()?);
//! assert_eq!(generator.world().zones.len(), 6);
//! # Ok::<(), shoal::shelf::ShelfError>(())
//! ```

mod folders;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    files::{FileError, create_folder, write_atomically},
    model::{Checkpoint, CheckpointError},
    sprite::{Schema, slug},
};

pub use folders::data_folder;

/// What the built-in world is called.
pub const BUILT_IN: &str = "ocean";

/// Another name of it, which the command line and checkpoints know.
const ALSO_BUILT_IN: &str = "built-in";

/// The ending of the files.
const ENDING: &str = "safetensors";

/// The least digits by which an identity may be named.
const LEAST_DIGITS: usize = 6;

/// Digits of an identity that are shown.
const SHOWN_DIGITS: usize = 8;

/// The longest name, in letters.
const LONGEST_NAME: usize = 60;

/// Files of a folder that are looked at, at most.
const MOST_FILES: usize = 500;

/// Folders of worlds. The first is the one that worlds are added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    folders: Vec<PathBuf>,
}

/// A world on a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// What it is called: the name of its file without the ending.
    pub name: String,
    /// SHA-256 of its file, hexadecimal: what recipes call it.
    pub identity: String,
    /// Identities of earlier files whose sprites it draws as they did.
    pub earlier: Vec<String>,
    /// Its file; the built-in world has none.
    pub path: Option<PathBuf>,
    /// Names of its zones and categories.
    pub labels: Schema,
    /// Each licence of the art that it learned from, once.
    pub licences: Vec<String>,
}

/// What is on a shelf.
#[derive(Debug)]
pub struct Listing {
    /// The worlds: the built-in one, then the others by name. One that lies in two folders is
    /// there once.
    pub worlds: Vec<World>,
    /// Files that are no worlds, and why.
    pub faults: Vec<(PathBuf, CheckpointError)>,
}

/// Why a world is not there, or not where it should be.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// No world has that name or identity.
    #[error("there is no world \"{wanted}\" on the shelf; known: {known}")]
    Missing {
        /// What was asked for.
        wanted: String,
        /// The names of those that are there.
        known: String,
    },
    /// The world that drew a sprite is not there.
    #[error(
        "the world that drew it ({}) is not on the shelf: put its file into {}, or give it with \
         --model",
        .identity.get(..SHOWN_DIGITS).unwrap_or(.identity), .folder.display()
    )]
    MissingIdentity {
        /// Its identity, as the recipe tells it.
        identity: String,
        /// The folder that worlds are added to.
        folder: PathBuf,
    },
    /// Several worlds have that name.
    #[error("several worlds are called \"{name}\": say which by its identity, one of {identities}")]
    Ambiguous {
        /// The name.
        name: String,
        /// How each can be asked for.
        identities: String,
    },
    /// A name that no file can have.
    #[error(
        "\"{0}\" is no name for a world: it needs a letter, at most 60 of them, and must not be \"ocean\""
    )]
    BadName(String),
    /// Another world has that name already.
    #[error("there is a world \"{name}\" already ({}): give this one another name", .path.display())]
    Taken {
        /// The name.
        name: String,
        /// The file of the other.
        path: PathBuf,
    },
    /// The built-in world is part of the program.
    #[error("the built-in world is part of the program: it cannot be {0}")]
    BuiltIn(&'static str),
    /// No folder to add to: the program has no home.
    #[error("there is no folder for worlds: set SHOAL_WORLDS to one")]
    NoFolder,
    /// A file that is no world.
    #[error("{} is no world: {error}", .path.display())]
    NotAWorld {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: CheckpointError,
    },
    /// A file that could not be changed.
    #[error("cannot change {}: {error}", .path.display())]
    Change {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file that could not be written.
    #[error(transparent)]
    Write(#[from] FileError),
}

impl World {
    /// The world that is part of the program.
    #[must_use]
    pub fn built_in() -> Self {
        Self::of(BUILT_IN.to_owned(), None, &Checkpoint::embedded())
    }

    fn of(name: String, path: Option<PathBuf>, checkpoint: &Checkpoint) -> Self {
        let credits = checkpoint.training.get("credits").and_then(serde_json::Value::as_array);
        let licence =
            |credit: &serde_json::Value| credit.get("licence")?.as_str().map(str::to_owned);
        let mut licences: Vec<String> =
            credits.into_iter().flatten().filter_map(licence).filter(|l| !l.is_empty()).collect();
        licences.sort();
        licences.dedup();
        let (identity, labels) = (checkpoint.hash().to_owned(), checkpoint.world.clone());
        let earlier = checkpoint.earlier().map(str::to_owned).collect();
        Self { name, identity, earlier, path, labels, licences }
    }

    fn read(path: &Path) -> Result<Self, CheckpointError> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self::of(name, Some(path.to_owned()), &Checkpoint::open(path)?))
    }

    /// Its network, names and colours.
    pub fn open(&self) -> Result<Checkpoint, ShelfError> {
        let Some(path) = &self.path else { return Ok(Checkpoint::embedded()) };
        Checkpoint::open(path).map_err(|error| ShelfError::NotAWorld { path: path.clone(), error })
    }

    /// The first digits of the identity, which are enough to tell worlds apart.
    #[must_use]
    pub fn short_identity(&self) -> &str {
        self.identity.get(..SHOWN_DIGITS).unwrap_or(&self.identity)
    }

    fn is_called(&self, name: &str) -> bool {
        let is_other = self.path.is_none() && slug(name) == ALSO_BUILT_IN;
        slug(&self.name) == slug(name) || is_other
    }
}

impl Shelf {
    /// The shelf that the window, the command line and the C library share: the folder that
    /// `SHOAL_WORLDS` names, `worlds` in the program's data folder, and `worlds` or
    /// `assets/worlds` beside the program.
    #[must_use]
    pub fn usual() -> Self {
        Self { folders: folders::around(data_folder().as_deref()) }
    }

    /// As [`Self::usual`], with another data folder of the program.
    #[must_use]
    pub fn with_data_folder(data: &Path) -> Self {
        Self { folders: folders::around(Some(data)) }
    }

    /// A shelf of these folders, which need not be there yet.
    #[must_use]
    pub fn of(folders: Vec<PathBuf>) -> Self {
        Self { folders }
    }

    /// The folders, the one that worlds are added to first.
    #[must_use]
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Everything that is on the shelf by now.
    #[must_use]
    pub fn list(&self) -> Listing {
        let mut worlds = vec![World::built_in()];
        let mut faults = Vec::new();
        for path in self.files() {
            match World::read(&path) {
                // The same file in two folders is one world.
                Ok(world) if worlds.iter().any(|other| is_same(other, &world)) => {}
                Ok(world) => worlds.push(world),
                Err(error) => faults.push((path, error)),
            }
        }
        worlds[1..].sort_by_key(|world| slug(&world.name));
        Listing { worlds, faults }
    }

    /// The world with this name, or with an identity that begins so.
    pub fn find(&self, wanted: &str) -> Result<World, ShelfError> {
        // A world that is called so is found without reading the others.
        let mut found = Vec::new();
        if [BUILT_IN, ALSO_BUILT_IN].contains(&slug(wanted).as_str()) {
            return Ok(World::built_in());
        }
        for path in self.files() {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            if slug(&stem) == slug(wanted) {
                match World::read(&path) {
                    Ok(world) if found.iter().any(|other| is_same(other, &world)) => {}
                    Ok(world) => found.push(world),
                    Err(error) => return Err(ShelfError::NotAWorld { path, error }),
                }
            }
        }
        if found.len() > 1 {
            let identities = found.iter().map(World::short_identity);
            let identities = identities.collect::<Vec<_>>().join(", ");
            return Err(ShelfError::Ambiguous { name: wanted.to_owned(), identities });
        }
        if let Some(world) = found.pop() {
            return Ok(world);
        }
        let worlds = self.list().worlds;
        let wanted_digits = wanted.to_ascii_lowercase();
        let is_identity =
            wanted.len() >= LEAST_DIGITS && wanted.chars().all(|digit| digit.is_ascii_hexdigit());
        if let Some(world) =
            worlds.iter().find(|world| is_identity && world.identity.starts_with(&wanted_digits))
        {
            return Ok(world.clone());
        }
        let known: Vec<&str> = worlds.iter().map(|world| world.name.as_str()).collect();
        Err(ShelfError::Missing { wanted: wanted.to_owned(), known: known.join(", ") })
    }

    /// The world with this whole identity, the one that drew a sprite by its recipe, or else one
    /// that draws as it did.
    pub fn with_identity(&self, identity: &str) -> Result<World, ShelfError> {
        let mut worlds = self.list().worlds;
        let is_it = |world: &World| world.identity == identity;
        let draws_as = |world: &World| world.earlier.iter().any(|earlier| earlier == identity);
        let place = worlds.iter().position(is_it).or_else(|| worlds.iter().position(draws_as));
        let found = place.map(|place| worlds.swap_remove(place));
        found.ok_or_else(|| ShelfError::MissingIdentity {
            identity: identity.to_owned(),
            folder: self.folders.first().cloned().unwrap_or_default(),
        })
    }

    /// Puts a copy of a checkpoint file on the shelf, under its own name or another. One that is
    /// there already is not copied again.
    pub fn add(&self, file: &Path, name: Option<&str>) -> Result<World, ShelfError> {
        let not_a_world =
            |error: CheckpointError| ShelfError::NotAWorld { path: file.to_owned(), error };
        let mut world = World::read(file).map_err(not_a_world)?;
        let listing = self.list();
        let there = listing.worlds.into_iter().find(|other| other.identity == world.identity);
        if let Some(there) = there {
            return Ok(there);
        }
        let target = self.place_for(name.unwrap_or(&world.name))?;
        let bytes = fs::read(file).map_err(|error| not_a_world(error.into()))?;
        write_atomically(&target, &bytes)?;
        world.name = target.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        world.path = Some(target);
        Ok(world)
    }

    /// Takes a world off the shelf: its file is deleted.
    pub fn remove(&self, world: &World) -> Result<(), ShelfError> {
        let path = world.path.as_ref().ok_or(ShelfError::BuiltIn("removed"))?;
        fs::remove_file(path).map_err(|error| ShelfError::Change { path: path.clone(), error })
    }

    /// Gives a world another name. Its identity, by which recipes find it, stays.
    pub fn rename(&self, world: &World, name: &str) -> Result<World, ShelfError> {
        let path = world.path.as_ref().ok_or(ShelfError::BuiltIn("renamed"))?;
        let file = file_name(name)?;
        let target = path.with_file_name(&file);
        if target != *path {
            // Where names differ in case alone, some systems find the file itself.
            let is_taken = target.exists() && slug(name) != slug(&world.name);
            self.refuse_taken(name, Some(&world.identity))?;
            if is_taken {
                return Err(ShelfError::Taken { name: name.to_owned(), path: target });
            }
            fs::rename(path, &target)
                .map_err(|error| ShelfError::Change { path: path.clone(), error })?;
        }
        Ok(World { name: name.trim().to_owned(), path: Some(target), ..world.clone() })
    }

    /// The file of a new world, in a folder that is there.
    fn place_for(&self, name: &str) -> Result<PathBuf, ShelfError> {
        let folder = self.folders.first().ok_or(ShelfError::NoFolder)?;
        let file = file_name(name)?;
        self.refuse_taken(name, None)?;
        create_folder(folder)?;
        Ok(folder.join(file))
    }

    fn refuse_taken(&self, name: &str, own: Option<&str>) -> Result<(), ShelfError> {
        let mut worlds = self.list().worlds.into_iter();
        let other = worlds
            .find(|world| world.is_called(name) && own.is_none_or(|own| world.identity != own));
        match other {
            Some(World { path, .. }) => Err(ShelfError::Taken {
                name: name.trim().to_owned(),
                path: path.unwrap_or_default(),
            }),
            None => Ok(()),
        }
    }

    /// The checkpoint files of all folders, in the order of folders and names.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for folder in &self.folders {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
            let is_world = |path: &PathBuf| {
                let has_ending = path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ENDING));
                has_ending && path.is_file()
            };
            let mut own: Vec<PathBuf> = paths.filter(is_world).take(MOST_FILES).collect();
            own.sort();
            files.extend(own);
        }
        files
    }
}

/// Whether two are one world that lies in two places, under one name.
fn is_same(one: &World, other: &World) -> bool {
    one.identity == other.identity
}

/// What the file of a world of this name is called.
fn file_name(name: &str) -> Result<String, ShelfError> {
    let name = name.trim();
    let is_plain = |letter: char| !letter.is_control() && !r#"/\:*?"<>|"#.contains(letter);
    let slugged = slug(name);
    let is_built_in = slugged == BUILT_IN || slugged == ALSO_BUILT_IN;
    let is_name = !slugged.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.starts_with('.')
        && name.chars().all(is_plain);
    if is_name && !is_built_in {
        Ok(format!("{name}.{ENDING}"))
    } else {
        Err(ShelfError::BadName(name.to_owned()))
    }
}
