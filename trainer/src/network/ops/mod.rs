//! Fused training operations for the CPU: a whole sub-block of the network each, with a
//! hand-written backward pass.
//!
//! candle's element-wise operations run on one thread and touch memory once an operation and
//! three times a gradient, which on a CPU costs more than the arithmetic. Here every sprite of
//! a batch, or some hundred rows, is one task on one thread: its matrices stay in that core's
//! cache, and the multiplications themselves are single-threaded. Slots that teach nothing are
//! not computed: see [`super::packing`]. [`super::Transformer`] has the same network
//! written in plain candle operations, for other devices and as the yardstick of the tests.

#[cfg(target_arch = "x86_64")]
mod amx;
mod attention;
mod bf16;
mod embed;
mod gemm;
mod hint_conv;
mod loss;
mod matrix;
mod mlp;
mod product;
mod shared;

pub(super) use attention::AttentionBlock;
pub(super) use bf16::HasAvx512Bf16;
pub(super) use embed::{NO_ROW, SumEmbedding};
pub(super) use gemm::Products;
pub(super) use hint_conv::{HintConv, taps};
pub use loss::LossStats;
pub(super) use loss::{HeadLoss, Target};
pub(super) use mlp::MlpBlock;
pub(super) use product::Product;
pub(super) use shared::NORM_EPS;
