//! What a run tells those who watch it: `status.json` in its folder.
//!
//! The studio's panel reads it beside `log.jsonl` and the pictures. A run that was killed leaves
//! "training" behind; that nothing is written any more tells it from one that goes on.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::json;
use shoal::files::write_atomically;

use super::{Made, Outcome, absolute, round};

/// The file and what is always in it.
pub(super) struct Status {
    file: PathBuf,
    out: PathBuf,
    minutes: f64,
}

impl Status {
    pub(super) fn new(folder: &Path, out: &Path, minutes: f64) -> Self {
        Self { file: folder.join("status.json"), out: absolute(out), minutes }
    }

    pub(super) fn training(&self) -> Result<()> {
        self.write(json!({ "state": "training" }))
    }

    /// Says how it ended.
    pub(super) fn ended(&self, outcome: Result<&Outcome, &anyhow::Error>) -> Result<()> {
        self.write(match outcome {
            Ok(Outcome { done, n_held_out, best: Made { copies, .. }, longer }) => {
                let losses =
                    done.before_and_best.map(|(before, best)| [round(before), round(best)]);
                let longer = longer.as_ref().map(|Made { path, copies }| {
                    json!({ "out": path, "samples": copies.samples, "near_copies": copies.near })
                });
                json!({
                    "state": "done",
                    "seconds": round(done.seconds),
                    "held_out": n_held_out,
                    "held_out_loss": losses,
                    "samples": copies.samples,
                    "near_copies": copies.near,
                    "longer": longer,
                })
            }
            Err(error) => json!({ "state": "failed", "reason": format!("{error:#}") }),
        })
    }

    fn write(&self, mut told: serde_json::Value) -> Result<()> {
        told["out"] = json!(self.out);
        told["minutes"] = json!(self.minutes);
        Ok(write_atomically(&self.file, &serde_json::to_vec_pretty(&told)?)?)
    }
}
