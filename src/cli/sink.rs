//! Where drawn sprites go: files of their own, or standard output.

use std::{
    io::{IsTerminal as _, Stdout, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{Usage, generate::GenerateArgs, output, shards::append, target::Target};
use crate::files::write_atomically;

/// Why a pipe took no more.
const NO_OUTPUT: &str = "cannot write to standard output; is its reader still there?";

/// Where sprites go.
pub(super) enum Sink<'a> {
    /// Files of their own.
    Files(Target<'a>),
    /// Standard output, as the one PNG that it is.
    Picture,
    /// Standard output, as a tar of PNGs.
    Archive(tar::Builder<Stdout>, Target<'a>),
}

impl<'a> Sink<'a> {
    pub(super) fn new(args: &'a GenerateArgs, count: usize) -> anyhow::Result<Self> {
        if args.out != Path::new("-") {
            return Ok(Self::Files(Target::new(&args.out, count)?));
        }
        if args.json {
            let why = "--json and --out - both want standard output; give --out a folder";
            return Err(Usage(why.to_owned()).into());
        }
        if std::io::stdout().is_terminal() {
            let why = "--out - writes pictures, and standard output is a terminal; lead it on, \
                       as in \"shoal generate --out - | tar x\" or \"> fish.png\"";
            return Err(Usage(why.to_owned()).into());
        }
        let archive = || Self::Archive(tar::Builder::new(std::io::stdout()), Target::names());
        Ok(if count == 1 { Self::Picture } else { archive() })
    }

    /// Whether there is one file, of which the name is given.
    pub(super) fn is_one_file(&self) -> bool {
        match self {
            Self::Files(target) => target.is_file(),
            Self::Picture => true,
            Self::Archive(..) => false,
        }
    }

    /// Keeps names for the sprites that are going to be called so.
    pub(super) fn reserve(&mut self, names: &[String]) {
        match self {
            Self::Files(target) | Self::Archive(_, target) => target.reserve(names),
            Self::Picture => {}
        }
    }

    pub(super) fn path(&mut self, name: &str) -> PathBuf {
        match self {
            Self::Files(target) | Self::Archive(_, target) => target.path(name),
            Self::Picture => PathBuf::from("-"),
        }
    }

    pub(super) fn write(&mut self, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Files(_) => Ok(write_atomically(path, bytes)?),
            Self::Picture => std::io::stdout().write_all(bytes).context(NO_OUTPUT),
            Self::Archive(tar, _) => append(tar, &path.to_string_lossy(), bytes).context(NO_OUTPUT),
        }
    }

    /// Prints the path of a file; what goes through a pipe has none.
    pub(super) fn say(&self, path: &Path) -> anyhow::Result<()> {
        match self {
            Self::Files(_) => output::say(&path.display().to_string()),
            Self::Picture | Self::Archive(..) => Ok(()),
        }
    }

    pub(super) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Files(_) => Ok(()),
            Self::Picture => std::io::stdout().flush().context(NO_OUTPUT),
            Self::Archive(tar, _) => tar.into_inner()?.flush().context(NO_OUTPUT),
        }
    }
}
