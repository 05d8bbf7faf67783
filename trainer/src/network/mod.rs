//! The network in candle: batches of sprites, the training graph and its fused operations.
//!
//! This room knows the network's sizes, slots and tables from [`shoal::model`]; it knows nothing of
//! corpora, optimisers or files. `tests/agreement.rs` holds it against the decode engine.

mod batch;
mod ops;
mod packing;
mod transformer;

pub use batch::Batch;
pub use ops::LossStats;
pub use transformer::{FusedBf16, Kernels, Logits, Transformer, log_likelihoods, tensors_of};
