//! Makes what leaves the repository: the C header, the declarations of other languages, packages.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

mod archive;
mod csharp;
mod declarations;
mod header;
mod library;
mod packages;

/// Makes the C header, the declarations of other languages, and the packages.
#[derive(Debug, Parser)]
#[command(name = "packaging", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes include/shoal.h and the declarations of C#, Lua and Python, all from src/capi
    Header,
    /// A zip with the C library, shared and static, header, shoal.pc and licence
    C(Out),
    /// A zip with the library for LÖVE and a demo
    Love(Out),
    /// The wheel for Python (needs python3 with pip and a network)
    Python(Out),
    /// The studio as a Debian package (needs dpkg-deb)
    Deb(Out),
    /// All of them, and SHA256SUMS
    All(Out),
}

#[derive(Debug, clap::Args)]
struct Out {
    /// Folder for the packages
    #[arg(long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
}

fn main() -> Result<()> {
    let (root, args) = (root(), Args::parse());
    let made = match &args.command {
        Command::Header => write_generated(root)?,
        Command::C(Out { out }) => vec![packages::c(root, out)?],
        Command::Love(Out { out }) => vec![packages::love(root, out)?],
        Command::Python(Out { out }) => vec![packages::python(root, out)?],
        Command::Deb(Out { out }) => vec![packages::deb(root, out)?],
        Command::All(Out { out }) => all(root, out)?,
    };
    let mut out = std::io::stdout();
    for path in made {
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

fn all(root: &Path, out: &Path) -> Result<Vec<PathBuf>> {
    let mut made = vec![packages::c(root, out)?, packages::love(root, out)?];
    made.push(packages::python(root, out)?);
    if cfg!(target_os = "linux") {
        made.push(packages::deb(root, out)?);
    }
    made.push(archive::write_checksums(out, &made)?);
    Ok(made)
}

fn write_generated(root: &Path) -> Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (path, text) in generated(root)? {
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Every generated file with its text.
fn generated(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let header = header::header(root)?;
    let lua = declarations::lua(&header);
    let python = declarations::python(&header);
    Ok(vec![
        (root.join("bindings/csharp/NativeMethods.g.cs"), csharp::declarations(root)?),
        (root.join("bindings/love/shoal_cdef.lua"), lua),
        (root.join("bindings/python/src/shoal_sprites/_declarations.py"), python),
        (root.join("include/shoal.h"), header),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soname_is_that_of_the_interface() {
        let header = header::header(root()).unwrap();
        let define = format!("#define SHOAL_ABI_VERSION {}\n", library::SONAME_VERSION);
        assert!(header.contains(&define), "library.rs and src/capi disagree");
    }

    #[test]
    fn generated_files_are_those_of_the_sources() {
        for (path, text) in generated(root()).unwrap() {
            let stored = std::fs::read_to_string(&path).unwrap_or_default();
            let name = path.display();
            assert!(stored == text, "{name} is stale: run `cargo run -p packaging -- header`");
        }
    }
}
