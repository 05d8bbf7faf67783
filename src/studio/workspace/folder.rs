//! The folder of a workspace: who has it open, what is in it, and one change at a time.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    hash::{BuildHasher as _, RandomState},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use super::{
    lines::{parse, push_line},
    objects::Shelf,
};
use crate::files::write_atomically;

/// Everything but pixels.
const FILE: &str = "workspace.jsonl";
/// Held while a window has the workspace open.
const LOCK: &str = "lock";

/// A workspace as a list shows it.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Listed {
    /// Its folder.
    pub(in crate::studio) path: PathBuf,
    /// When it was last saved, in seconds since then.
    pub(in crate::studio) age: u64,
    /// What its model is called.
    pub(in crate::studio) model: String,
    /// How many sprites its grid shows.
    pub(in crate::studio) n_sprites: u64,
    /// How many steps can be undone.
    pub(in crate::studio) n_steps: u64,
}

/// A workspace that this window has.
pub(super) struct Folder {
    path: PathBuf,
    /// The system lets go of it however the window ends.
    _lock: File,
    /// The number of the log of sprites that is written.
    log: u64,
    /// How many bytes that log has.
    log_bytes: u64,
}

/// The workspaces in a folder, the one saved last in front.
pub(super) fn list(home: &Path) -> Vec<Listed> {
    let Ok(found) = fs::read_dir(home) else { return Vec::new() };
    let mut listed: Vec<(SystemTime, PathBuf)> = found
        .filter_map(|found| {
            let path = found.ok()?.path();
            Some((fs::metadata(path.join(FILE)).ok()?.modified().ok()?, path))
        })
        .collect();
    listed.sort();
    listed.into_iter().rev().map(|(saved, path)| about(path, saved)).collect()
}

fn about(path: PathBuf, saved: SystemTime) -> Listed {
    use io::{BufRead as _, BufReader};
    let mut first = Vec::new();
    let read = File::open(path.join(FILE)).and_then(|file| {
        BufReader::new(io::Read::take(file, 1 << 16)).read_until(b'\n', &mut first)
    });
    let json = read.ok().and_then(|_| parse(&first).0.into_iter().next());
    let facts = json.map_or(Value::Null, |(_, mut json)| json["facts"].take());
    Listed {
        path,
        age: SystemTime::now().duration_since(saved).map_or(0, |age| age.as_secs()),
        model: facts["model"].as_str().unwrap_or("Unknown model").to_owned(),
        n_sprites: facts["sprites"].as_u64().unwrap_or(0),
        n_steps: facts["steps"].as_u64().unwrap_or(0),
    }
}

fn millis() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

impl Folder {
    /// A new workspace.
    pub(super) fn create(home: &Path) -> io::Result<Self> {
        loop {
            let now = millis();
            let number = RandomState::new().hash_one(now) as u32;
            let path = home.join(format!("{now}-{number:08x}"));
            fs::create_dir_all(&path)?;
            if let Some(folder) = Self::open(&path)? {
                return Ok(folder);
            }
        }
    }

    /// The workspace in this folder; `None` if another window has it open.
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let lock =
            OpenOptions::new().write(true).create(true).truncate(false).open(path.join(LOCK))?;
        // Some network folders know no locks; one window is the usual case.
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Ok(None);
        }
        let logs = logs(path)?;
        let log = logs.into_iter().map(|(number, _)| number).max().unwrap_or(0);
        Ok(Some(Self { path: path.to_owned(), _lock: lock, log, log_bytes: 0 }))
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the workspace: its lines, its sprites, and how many lines are damaged. `None` if
    /// nothing was saved yet.
    #[expect(clippy::type_complexity, reason = "one call takes it apart")]
    pub(super) fn read(&self) -> io::Result<Option<(Vec<(String, Value)>, Shelf, usize)>> {
        let bytes = match fs::read(self.path.join(FILE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let (mut lines, mut n_damaged) = parse(&bytes);
        let named = lines.iter().position(|(_, json)| json["log"].is_u64());
        let named = named.and_then(|at| lines.remove(at).1["log"].as_u64());
        // Where the line is lost that names the log, any log will do: lines name themselves.
        let mut sprites = Vec::new();
        for (number, path) in logs(&self.path)? {
            if named.is_none_or(|named| named == number) {
                let (found, n) = parse(&fs::read(path)?);
                // The last line may be one that was being written.
                n_damaged += n.saturating_sub(1);
                sprites.extend(found);
            }
        }
        Ok(Some((lines, Shelf::new(sprites), n_damaged)))
    }

    /// Copies the files as they are to where nothing writes over them; returns where that is.
    pub(super) fn put_aside(&mut self) -> io::Result<PathBuf> {
        let aside = self.path.join(format!("aside-{}", millis()));
        fs::create_dir_all(&aside)?;
        fs::copy(self.path.join(FILE), aside.join(FILE))?;
        for (_, path) in logs(&self.path)? {
            if let Some(name) = path.file_name() {
                fs::copy(&path, aside.join(name))?;
            }
        }
        Ok(aside)
    }

    /// Begins another log with these lines. The one before stays until [`Self::write`].
    pub(super) fn begin_log(&mut self, text: &str) -> io::Result<()> {
        self.log += 1;
        self.log_bytes = text.len() as u64;
        write_atomically(&self.log_path(), text.as_bytes()).map_err(io::Error::other)
    }

    /// Adds lines to the log, and has the system store them.
    pub(super) fn append(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let mut file = OpenOptions::new().append(true).open(self.log_path())?;
        file.write_all(text.as_bytes())?;
        self.log_bytes += text.len() as u64;
        file.sync_data()
    }

    /// Replaces what the workspace tells, which may name any sprite of the log. Returns how
    /// many bytes the workspace takes.
    pub(super) fn write(&self, facts: &Value, lines: &str) -> io::Result<u64> {
        let mut text = String::with_capacity(lines.len() + 256);
        push_line(&mut text, &json!({ "log": self.log, "facts": facts }).to_string());
        text.push_str(lines);
        write_atomically(&self.path.join(FILE), text.as_bytes()).map_err(io::Error::other)?;
        for (number, path) in logs(&self.path)? {
            if number != self.log {
                fs::remove_file(path).ok();
            }
        }
        Ok(text.len() as u64 + self.log_bytes)
    }

    /// Notes that this is the workspace that was used last.
    pub(super) fn touch(&self) {
        // It only decides which is opened first the next time.
        if let Ok(file) = OpenOptions::new().append(true).open(self.path.join(FILE)) {
            file.set_modified(SystemTime::now()).ok();
        }
    }

    fn log_path(&self) -> PathBuf {
        self.path.join(format!("sprites-{}.jsonl", self.log))
    }
}

/// The logs of sprites in a folder, with their numbers.
fn logs(path: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut logs = Vec::new();
    for found in fs::read_dir(path)? {
        let path = found?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let number = name.and_then(|name| name.strip_prefix("sprites-")?.strip_suffix(".jsonl"));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            logs.push((number, path));
        }
    }
    logs.sort();
    Ok(logs)
}
