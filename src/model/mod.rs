//! The network: its vocabulary, its sizes, what goes into each slot, and the file it lives in.
//!
//! With the feature `candle` also the reference forward pass, which is the training graph.
//! This room knows sprites; it knows nothing of sampling, threads or windows.

#[cfg(feature = "candle")]
mod batch;
mod checkpoint;
mod classifier;
mod config;
mod critic;
mod exemplars;
mod half_precision;
pub mod input;
#[cfg(feature = "candle")]
mod ops;
#[cfg(feature = "candle")]
mod packing;
mod shape;
#[cfg(feature = "shape")]
mod shape_network;
pub mod tables;
#[cfg(feature = "candle")]
mod transformer;
pub mod vocabulary;

#[cfg(feature = "candle")]
pub use batch::Batch;
pub use checkpoint::{Checkpoint, CheckpointData, CheckpointError, Dtype, FORMAT, Weights};
pub use classifier::{ClassifierConfig, strided_taps};
pub use config::{Config, ConfigError};
pub use critic::{Critic, TraitVerdicts};
pub use exemplars::{Exemplar, Exemplars};
#[cfg(feature = "candle")]
pub use ops::LossStats;
pub use shape::{Shape, ShapeConfig};
#[cfg(feature = "shape")]
pub use shape_network::{ShapeNetwork, patch_order};
pub use tables::{AxisSize, Tables};
#[cfg(feature = "candle")]
pub use transformer::{FusedBf16, Kernels, Transformer, log_likelihoods, tensors_of};
