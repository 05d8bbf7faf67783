//! The network: its vocabulary, its sizes, what goes into each slot, and the file it lives in.
//!
//! This room knows sprites; it knows nothing of sampling, threads or windows.

mod checkpoint;
mod checkpoint_error;
mod classifier;
mod config;
mod critic;
mod exemplars;
mod half_precision;
pub mod input;
mod part;
mod shape;
#[cfg(feature = "shape")]
mod shape_network;
pub mod tables;
pub mod vocabulary;

pub use checkpoint::{Checkpoint, CheckpointData};
pub use checkpoint_error::{CheckpointError, FORMAT};
pub use classifier::{ClassifierConfig, strided_taps};
pub use config::{Config, ConfigError};
pub use critic::{Critic, TraitVerdicts};
pub use exemplars::{Exemplar, Exemplars};
pub use part::{Dtype, Weights};
pub use shape::{Shape, ShapeConfig};
#[cfg(feature = "shape")]
pub use shape_network::{ShapeNetwork, patch_order};
pub use tables::{AxisSize, Conditioning, GUIDANCE_TABLE, Tables};
