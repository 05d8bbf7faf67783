//! Zip files whose bytes depend on their contents alone, and checksums.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// A zip file that is being written; everything in it lies in one folder of its name.
pub(crate) struct Archive {
    writer: ZipWriter<File>,
    folder: String,
    path: PathBuf,
}

impl Archive {
    /// Starts `folder`/`name`.zip.
    pub(crate) fn create(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(format!("{name}.zip"));
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let file =
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { writer: ZipWriter::new(file), folder: name.to_owned(), path })
    }

    /// Adds bytes under a name as "lib/libshoal.a".
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.writer.start_file(format!("{}/{name}", self.folder), options(0o644))?;
        self.writer.write_all(bytes).with_context(|| format!("cannot write {name}"))
    }

    /// Adds a file of the disk.
    pub(crate) fn add_file(&mut self, name: &str, file: &Path) -> Result<()> {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        self.add(name, &bytes)
    }

    /// Adds a symbolic link to a file of the same folder.
    pub(crate) fn link(&mut self, name: &str, target: &str) -> Result<()> {
        let name = format!("{}/{name}", self.folder);
        Ok(self.writer.add_symlink(name, target, options(0o777))?)
    }

    /// Closes the file and returns its path.
    pub(crate) fn finish(self) -> Result<PathBuf> {
        self.writer.finish()?;
        Ok(self.path)
    }
}

/// One date for everything, so that equal contents make equal bytes.
fn options(mode: u32) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(mode)
}

/// Writes `SHA256SUMS` for some files of a folder, in the form that `sha256sum --check` reads.
pub(crate) fn write_checksums(folder: &Path, files: &[PathBuf]) -> Result<PathBuf> {
    let mut lines = String::new();
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        lines.extend([sum.as_str(), "  ", &name, "\n"]);
    }
    let path = folder.join("SHA256SUMS");
    fs::write(&path, lines).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}
