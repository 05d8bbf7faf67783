//! Fine-tuning, as far as the window has to do with it: what the trainer is given, and what it
//! says of a run. The trainer is a program of its own that the window may start; the window never
//! trains itself.

mod command;
mod importer;
mod prepare;
mod runner;
mod watch;

pub(super) use command::{RunPaths, trainer_program};
pub(super) use importer::{ATLAS_COLUMNS, ImportNews, Importer, LabelGroup, Preview, Refusal};
pub(super) use prepare::{Preparer, TrainingSprite};
pub(super) use runner::Runner;
pub(super) use watch::{Made, RunState, Seen, Shown, Watcher};
