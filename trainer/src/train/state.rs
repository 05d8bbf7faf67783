//! The state of a run on disk, complete at every instant.
//!
//! Each save is a folder `state-STEP` of its own, written under another name and renamed when
//! it is whole. The tensors are several files, so that each stays small enough to carry around.

use std::{
    collections::BTreeMap,
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use candle_core::{Device, Tensor};
use serde::{Deserialize, Serialize};

/// The numbers of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Steps of the optimiser.
    pub(crate) step: u64,
    /// Sprites seen.
    pub(crate) sprites: u64,
    /// Seconds of training, over all sessions.
    pub(crate) seconds: f64,
    /// Steps that the optimiser's moments have seen.
    pub(crate) optimiser_steps: usize,
    /// Held-out loss before the first step, if the run keeps its best.
    #[serde(default)]
    pub(crate) before: Option<f64>,
    /// The best held-out loss so far.
    #[serde(default)]
    pub(crate) best: Option<f64>,
    /// Measurements since the best.
    #[serde(default)]
    pub(crate) worse: u64,
}

/// Named tensors.
pub(crate) type Tensors = BTreeMap<String, Tensor>;

/// Everything that training resumes from.
pub(crate) struct SavedRun {
    pub(crate) progress: Progress,
    pub(crate) weights: Tensors,
    /// Running mean of the weights: what is sampled and shipped.
    pub(crate) average: Tensors,
    pub(crate) moments: Tensors,
}

const PARTS: [&str; 3] = ["weights", "average", "moments"];

impl SavedRun {
    /// Saves into the run's folder and forgets all but the two latest saves.
    pub(crate) fn save(&self, run: &Path) -> Result<()> {
        let name = format!("state-{:08}", self.progress.step);
        let (partial, whole) = (run.join(format!(".{name}.partial")), run.join(&name));
        let write = || -> Result<()> {
            if partial.exists() {
                fs::remove_dir_all(&partial)?;
            }
            fs::create_dir_all(&partial)?;
            let contents = [&self.weights, &self.average, &self.moments];
            for (part, tensors) in PARTS.iter().zip(contents) {
                let tensors: HashMap<String, Tensor> =
                    tensors.iter().map(|(name, t)| (name.clone(), t.clone())).collect();
                candle_core::safetensors::save(
                    &tensors,
                    partial.join(format!("{part}.safetensors")),
                )?;
            }
            let progress = serde_json::to_vec_pretty(&self.progress)?;
            fs::write(partial.join("progress.json"), progress)?;
            for file in fs::read_dir(&partial)? {
                fs::File::open(file?.path())?.sync_all()?;
            }
            if whole.exists() {
                fs::remove_dir_all(&whole)?;
            }
            Ok(fs::rename(&partial, &whole)?)
        };
        if let Err(error) = write() {
            // Half a save is of no use, and on a full disk it is in the way.
            let _ = fs::remove_dir_all(&partial);
            return Err(error).with_context(|| {
                format!(
                    "cannot save {}; make room there or unprotect that folder, and start again \
                     with the same words: the run goes on from its last save",
                    whole.display()
                )
            });
        }
        let mut saves = saves(run);
        saves.truncate(saves.len().saturating_sub(2));
        for old in saves {
            // An old save that stays behind costs space, nothing else.
            let _ = fs::remove_dir_all(old);
        }
        Ok(())
    }

    /// The latest save of a run, if it has any.
    pub(crate) fn latest(run: &Path, device: &Device) -> Result<Option<Self>> {
        let Some(folder) = saves(run).pop() else { return Ok(None) };
        let read = || -> Result<Self> {
            let part = |name: &str| -> Result<Tensors> {
                let file = folder.join(format!("{name}.safetensors"));
                let tensors = candle_core::safetensors::load(&file, device)
                    .with_context(|| format!("cannot read {}", file.display()))?;
                ensure!(!tensors.is_empty(), "{} is empty", file.display());
                Ok(tensors.into_iter().collect())
            };
            let progress = fs::read(folder.join("progress.json"))?;
            Ok(Self {
                progress: serde_json::from_slice(&progress)?,
                weights: part("weights")?,
                average: part("average")?,
                moments: part("moments")?,
            })
        };
        read().map(Some).with_context(|| {
            format!(
                "cannot resume from {}: remove that folder to use the save before",
                folder.display()
            )
        })
    }
}

/// The saves of a run, oldest first.
fn saves(run: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(run).into_iter().flatten().flatten();
    let mut saves: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("state-"))
        .map(|entry| entry.path())
        .collect();
    saves.sort();
    saves
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(step: u64) -> SavedRun {
        let tensors = |value: f32| {
            Tensors::from([("a".to_owned(), Tensor::new(&[value, 2.0], &Device::Cpu).unwrap())])
        };
        SavedRun {
            progress: Progress { step, sprites: step * 8, ..Progress::default() },
            weights: tensors(step as f32),
            average: tensors(1.0),
            moments: tensors(2.0),
        }
    }

    #[test]
    fn a_failed_save_leaves_no_half_behind() {
        let run = tempfile::tempdir().unwrap();
        // A file where the save belongs fails for everybody, root included.
        fs::write(run.path().join("state-00000005"), b"mine").unwrap();
        let error = format!("{:#}", state(5).save(run.path()).unwrap_err());
        assert!(error.contains("state-00000005") && error.contains("make room"), "{error}");
        assert_eq!(fs::read_dir(run.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_latest_whole_save_is_found_and_two_are_kept() {
        let run = tempfile::tempdir().unwrap();
        assert!(SavedRun::latest(run.path(), &Device::Cpu).unwrap().is_none());
        for step in [5, 10, 15] {
            state(step).save(run.path()).unwrap();
        }
        // What a kill in the middle of a save leaves behind.
        fs::create_dir(run.path().join(".state-00000020.partial")).unwrap();
        let latest = SavedRun::latest(run.path(), &Device::Cpu).unwrap().unwrap();
        assert_eq!(latest.progress, state(15).progress);
        assert_eq!(latest.weights["a"].to_vec1::<f32>().unwrap(), [15.0, 2.0]);
        assert_eq!(saves(run.path()).len(), 2);
    }

    #[test]
    fn a_spoiled_save_names_the_folder() {
        let run = tempfile::tempdir().unwrap();
        state(5).save(run.path()).unwrap();
        fs::write(run.path().join("state-00000005/weights.safetensors"), b"torn").unwrap();
        let error = SavedRun::latest(run.path(), &Device::Cpu).err().unwrap();
        assert!(format!("{error:#}").contains("state-00000005"), "{error:#}");
    }
}
