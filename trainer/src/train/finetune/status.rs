//! Keeps `status.json` in the folder of a run up to date.
//!
//! The studio's panel reads it beside `log.jsonl` and the pictures. A run that was killed leaves
//! "training" behind; that nothing is written any more tells it from one that goes on.

use std::path::{Path, PathBuf};

use anyhow::Result;
use shoal::files::{
    run::{MadeCheckpoint, RunPhase, RunStatus, STATUS_FILE},
    write_atomically,
};

use super::outcome::{Made, Outcome, absolute};
use crate::train::session::round;

/// The file and what is always in it.
pub(super) struct StatusWriter {
    file: PathBuf,
    out: PathBuf,
    minutes: f64,
}

impl StatusWriter {
    pub(super) fn new(folder: &Path, out: &Path, minutes: f64) -> Self {
        Self { file: folder.join(STATUS_FILE), out: absolute(out), minutes }
    }

    pub(super) fn training(&self) -> Result<()> {
        self.write(RunStatus::default())
    }

    /// Says how it ended.
    pub(super) fn ended(&self, outcome: Result<&Outcome, &anyhow::Error>) -> Result<()> {
        self.write(match outcome {
            Ok(Outcome { done, n_held_out, best, longer }) => RunStatus {
                state: RunPhase::Done,
                seconds: Some(round(done.seconds)),
                held_out: Some(*n_held_out),
                held_out_loss: done
                    .before_and_best
                    .map(|(before, best)| [round(before), round(best)]),
                best: made(best),
                longer: longer.as_ref().map(made),
                ..RunStatus::default()
            },
            Err(error) => RunStatus {
                state: RunPhase::Failed,
                reason: format!("{error:#}"),
                ..RunStatus::default()
            },
        })
    }

    fn write(&self, status: RunStatus) -> Result<()> {
        let best = MadeCheckpoint { out: self.out.clone(), ..status.best };
        let status = RunStatus { minutes: self.minutes, best, ..status };
        Ok(write_atomically(&self.file, &serde_json::to_vec_pretty(&status)?)?)
    }
}

fn made(Made { path, copies }: &Made) -> MadeCheckpoint {
    let (samples, near_copies) = (copies.samples as u32, copies.near as u32);
    MadeCheckpoint { out: path.clone(), samples, near_copies }
}
