//! What the window remembers from one start to the next, and the file that it is kept in.
//!
//! The file is written beside its place and renamed, so a crash leaves the old one or the new
//! one. Of a file that cannot be understood whole, what can be is kept, and the usual settings take
//! the place of the rest.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    command::KeyMap,
    export::ExportSettings,
    history::USUAL_MIB,
    layout::Layout,
    state::{
        BreedSettings, Settings, ShadeSettings, Sort, SweepSettings, TrainSettings, USUAL_SCALE,
    },
};
use crate::files::{FileError, create_folder, write_atomically};

const FILE_NAME: &str = "settings.json";

/// How long a change must rest before it is written, in seconds: dials and edges that are
/// being dragged change in every frame.
const REST_SECONDS: f64 = 1.0;

/// Everything that is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Remembered {
    /// Whether the window is dark.
    pub(super) is_dark: bool,
    /// Where the panels are.
    pub(super) layout: Layout,
    /// What the next sprites are drawn with.
    pub(super) settings: Settings,
    /// What the sweep is over.
    pub(super) sweep: SweepSettings,
    /// How sprites are bred.
    pub(super) breed: BreedSettings,
    /// The light, its presets and ramps.
    pub(super) shade: ShadeSettings,
    /// Whether the big view shows lines between pixels.
    pub(super) has_pixel_grid: bool,
    /// How large texts and controls are, in per cent of the size that the system has them in.
    pub(super) interface_scale: u32,
    /// How sprites are exported.
    pub(super) export: ExportSettings,
    /// In which order kept sprites stand.
    pub(super) sort: Sort,
    /// The palette that the artist works in, as a GIMP palette, where it is not the model's.
    pub(super) palette: Option<String>,
    /// What is to be learned.
    pub(super) train: TrainSettings,
    /// Keys that the artist changed.
    pub(super) keys: KeyMap,
    /// How much of what was done can be undone, in MiB.
    pub(super) undo_mib: u32,
    /// Whether the artist has read what one does here.
    pub(super) knows_steps: bool,
}

impl Default for Remembered {
    fn default() -> Self {
        Self {
            is_dark: true,
            layout: Layout::usual(),
            settings: Settings::default(),
            sweep: SweepSettings::default(),
            breed: BreedSettings::default(),
            shade: ShadeSettings::default(),
            has_pixel_grid: false,
            interface_scale: USUAL_SCALE,
            export: ExportSettings::default(),
            sort: Sort::default(),
            palette: None,
            train: TrainSettings::default(),
            keys: KeyMap::default(),
            undo_mib: USUAL_MIB,
            knows_steps: false,
        }
    }
}

/// Reads what was remembered; the second value says what is wrong with a file that is there.
pub(super) fn load(folder: &Path) -> (Remembered, Option<String>) {
    let path = folder.join(FILE_NAME);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Default::default(),
        Err(error) => return (Remembered::default(), Some(problem(&path, &error.to_string()))),
    };
    match serde_json::from_str(&text) {
        Ok(remembered) => (remembered, None),
        Err(error) => {
            if let Some((remembered, lost)) = field_by_field(&text) {
                // What was lost can be looked up there.
                fs::copy(&path, path.with_extension("json.broken")).ok();
                return (remembered, Some(problem_of(&path, &lost)));
            }
            // If it cannot be put aside it will be written over, which is what the text says.
            fs::rename(&path, path.with_extension("json.broken")).ok();
            (Remembered::default(), Some(problem(&path, &error.to_string())))
        }
    }
}

/// Everything that can be understood, and the names of what cannot: one number out of its range
/// takes no layout along. `None` where the text is no list of settings.
fn field_by_field(text: &str) -> Option<(Remembered, Vec<String>)> {
    let told: Map<String, Value> = serde_json::from_str(text).ok()?;
    let Ok(Value::Object(mut whole)) = serde_json::to_value(Remembered::default()) else {
        return None;
    };
    let mut lost = Vec::new();
    for (name, value) in told {
        let usual = whole.insert(name.clone(), value.clone());
        if is_understood(&whole) {
            continue;
        }
        // Half of a group may be right.
        let mended = match (&usual, value) {
            (Some(Value::Object(usual)), Value::Object(parts)) => {
                mend(&mut whole, &name, usual, parts, &mut lost)
            }
            _ => false,
        };
        if !mended {
            lost.push(name.clone());
            match usual {
                Some(usual) => whole.insert(name, usual),
                None => whole.remove(&name),
            };
        }
    }
    Some((serde_json::from_value(Value::Object(whole)).ok()?, lost))
}

fn is_understood(whole: &Map<String, Value>) -> bool {
    serde_json::from_value::<Remembered>(Value::Object(whole.clone())).is_ok()
}

/// Puts the parts of a group one by one in the place of the usual ones; says whether that went.
fn mend(
    whole: &mut Map<String, Value>,
    name: &str,
    usual: &Map<String, Value>,
    parts: Map<String, Value>,
    lost: &mut Vec<String>,
) -> bool {
    let mut group = usual.clone();
    whole.insert(name.to_owned(), Value::Object(group.clone()));
    if !is_understood(whole) {
        return false;
    }
    for (part, value) in parts {
        let mut tried = group.clone();
        tried.insert(part.clone(), value);
        whole.insert(name.to_owned(), Value::Object(tried.clone()));
        if is_understood(whole) {
            group = tried;
        } else {
            lost.push(format!("{name}.{part}"));
        }
    }
    whole.insert(name.to_owned(), Value::Object(group));
    true
}

fn problem_of(path: &Path, lost: &[String]) -> String {
    let (path, names) = (path.display(), lost.join(", "));
    format!(
        "{names} in \"{path}\" cannot be understood and became as usual; everything else is kept"
    )
}

fn problem(path: &Path, reason: &str) -> String {
    let path = path.display();
    format!("\"{path}\" cannot be understood ({reason}); the usual settings are used instead")
}

/// Keeps the settings file up to date.
pub(super) struct Keeper {
    folder: PathBuf,
    kept: Remembered,
    /// What is to be kept next, and when it came to be.
    changed: Option<(Remembered, f64)>,
}

impl Keeper {
    /// For this folder, which holds `kept`.
    pub(super) fn new(folder: PathBuf, kept: Remembered) -> Self {
        Self { folder, kept, changed: None }
    }

    /// Takes note of what is to be remembered; to be called once a frame.
    ///
    /// Returns in how many seconds it wants to be called again, if it has something to write.
    pub(super) fn note(&mut self, remembered: &Remembered, now: f64) -> Option<f64> {
        if *remembered == self.kept {
            self.changed = None;
            return None;
        }
        match &self.changed {
            Some((waiting, since)) if waiting == remembered => {
                let rest = since + REST_SECONDS - now;
                if 0.0 < rest {
                    return Some(rest);
                }
                self.kept = remembered.clone();
                self.changed = None;
                self.write_in_background();
                None
            }
            _ => {
                self.changed = Some((remembered.clone(), now));
                Some(REST_SECONDS)
            }
        }
    }

    /// Writes what was not written yet, because the window closes.
    pub(super) fn flush(&mut self) -> Result<(), FileError> {
        let Some((remembered, _)) = self.changed.take() else { return Ok(()) };
        self.kept = remembered;
        write(&self.folder, &self.kept)
    }

    /// A disk that is slow to answer must not hold up the window. Settings that cannot be
    /// kept are no reason to disturb anybody: the next start looks like the last.
    fn write_in_background(&self) {
        let (folder, kept) = (self.folder.clone(), self.kept.clone());
        let writing = move || {
            write(&folder, &kept).ok();
        };
        thread::Builder::new().name("settings".to_owned()).spawn(writing).ok();
    }
}

fn write(folder: &Path, remembered: &Remembered) -> Result<(), FileError> {
    let path = folder.join(FILE_NAME);
    let mut text = serde_json::to_vec_pretty(remembered)
        .map_err(|error| FileError::Write { path: path.clone(), error: error.into() })?;
    text.push(b'\n');
    create_folder(folder)?;
    write_atomically(&path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("not there yet");
        assert_eq!(load(&folder), (Remembered::default(), None));
        let mut keeper = Keeper::new(folder.clone(), Remembered::default());
        let light = Remembered { is_dark: false, ..Remembered::default() };
        assert_eq!(keeper.note(&Remembered::default(), 0.0), None);
        assert!(keeper.note(&light, 1.0).is_some());
        keeper.flush().unwrap();
        assert_eq!(load(&folder), (light, None));
    }

    #[test]
    fn a_broken_file_is_told_of_and_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        for broken in ["", "{", "[1]", "\u{0}"] {
            fs::write(&path, broken).unwrap();
            let (remembered, problem) = load(folder.path());
            assert_eq!(remembered, Remembered::default());
            assert!(problem.unwrap().contains(FILE_NAME), "{broken}");
            assert!(!path.exists());
        }
        // One value that makes no sense leaves the others as they are.
        for (text, lost) in [
            ("{\"is_dark\": false, \"sort\": 7}", "sort"),
            ("{\"is_dark\": false, \"layout\": {\"pane\": \"gird\"}}", "layout"),
            ("{\"is_dark\": false, \"export\": {\"scale\": -3, \"padding\": 5}}", "export.scale"),
            ("{\"is_dark\": false, \"export\": 1e99, \"palette\": []}", "export, palette"),
        ] {
            fs::write(&path, text).unwrap();
            let (remembered, problem) = load(folder.path());
            assert!(!remembered.is_dark, "{text}");
            let problem = problem.unwrap();
            assert!(problem.starts_with(lost), "{text}: {problem}");
            if lost == "export.scale" {
                let usual = ExportSettings::default();
                assert_eq!(remembered.export, ExportSettings { padding: 5, ..usual });
            }
            assert!(path.exists() && path.with_extension("json.broken").exists());
        }
        // What a later version does not know yet is at its usual value.
        fs::write(&path, "{\"is_dark\": false}").unwrap();
        let (remembered, problem) = load(folder.path());
        assert!(!remembered.is_dark && problem.is_none());
    }
}
