//! Files of a training run that others read while it goes on: `status.json` and `log.jsonl`, as one
//! type each for the trainer that writes them and the window that reads them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Name of the file that says how a run ended, or that it has not.
pub const STATUS_FILE: &str = "status.json";
/// Name of the file with a row for each step and measurement.
pub const LOG_FILE: &str = "log.jsonl";

/// How far a run is, as `status.json` has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", from = "String")]
pub enum RunPhase {
    /// It learns, or did until it was stopped.
    #[default]
    Training,
    /// It has ended well.
    Done,
    /// It has ended otherwise.
    Failed,
}

impl From<String> for RunPhase {
    /// What a later version says counts as going on.
    fn from(text: String) -> Self {
        match text.as_str() {
            "done" => Self::Done,
            "failed" => Self::Failed,
            _ => Self::Training,
        }
    }
}

/// `status.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunStatus {
    /// How far it is.
    pub state: RunPhase,
    /// Minutes that it was given.
    pub minutes: f64,
    /// Why it failed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Seconds that it has trained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Sprites that the held-out loss was measured on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_out: Option<usize>,
    /// Held-out loss before the first step and at its best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_out_loss: Option<[f64; 2]>,
    /// The checkpoint that was best on held-out sprites.
    #[serde(flatten)]
    pub best: MadeCheckpoint,
    /// The checkpoint of the last step, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longer: Option<MadeCheckpoint>,
}

/// A checkpoint that a run made, and how many of its samples are near-copies of sprites that it
/// learned from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MadeCheckpoint {
    /// The checkpoint.
    pub out: PathBuf,
    /// Samples that were looked up.
    pub samples: u32,
    /// How many of them are near-copies.
    pub near_copies: u32,
}

/// A row of `log.jsonl`: of a step of the optimiser, or of a measurement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogRow {
    /// Steps of the optimiser so far.
    pub step: u64,
    /// Sprites seen so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sprites: Option<u64>,
    /// Seconds of training so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Loss of the step, in nats a pixel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<f64>,
    /// Share of its pixels that were predicted right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
    /// Norm of its gradients before clipping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gradient_norm: Option<f64>,
    /// Learning rate of matrices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muon_rate: Option<f64>,
    /// Sprites a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sprites_per_second: Option<f64>,
    /// Share of each part of a mixture among the sprites of the step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<std::collections::BTreeMap<String, f64>>,
    /// Loss on held-out sprites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_out_loss: Option<f64>,
    /// Accuracy on held-out sprites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_out_accuracy: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_what_there_is_and_older_ones_are_read() {
        let training = RunStatus { minutes: 20.0, ..RunStatus::default() };
        let text = serde_json::to_string(&training).unwrap();
        assert!(text.contains("\"state\":\"training\"") && !text.contains("reason"), "{text}");
        let longer = MadeCheckpoint { out: "b".into(), samples: 9, near_copies: 1 };
        let done = RunStatus {
            state: RunPhase::Done,
            held_out_loss: Some([1.9, 0.4]),
            best: MadeCheckpoint { out: "a".into(), ..longer.clone() },
            longer: Some(longer),
            ..training
        };
        let text = serde_json::to_string(&done).unwrap();
        assert_eq!(serde_json::from_str::<RunStatus>(&text).unwrap(), done);
        let short = serde_json::from_str::<RunStatus>(r#"{"state": "failed", "reason": "x"}"#);
        assert_eq!(short.unwrap().state, RunPhase::Failed);
        let later = serde_json::from_str::<RunStatus>(r#"{"state": "paused"}"#).unwrap();
        assert_eq!(later.state, RunPhase::Training);
    }

    #[test]
    fn rows_hold_what_was_measured() {
        let row = LogRow { step: 7, held_out_loss: Some(0.5), ..LogRow::default() };
        let text = serde_json::to_string(&row).unwrap();
        assert_eq!(text, r#"{"step":7,"held_out_loss":0.5}"#);
        assert_eq!(serde_json::from_str::<LogRow>(&text).unwrap(), row);
    }
}
