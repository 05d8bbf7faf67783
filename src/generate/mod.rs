//! Draws sprites: the decode engine, the sampler, the worker thread and streams for games.
//!
//! The engine is plain Rust with a cache of keys and values; it agrees with the reference
//! forward pass of [`crate::model`]. This room knows nothing of windows or files of sprites.

// Inner loops must be compiled for the vector instructions of the function they end up in,
// and inlining is how they get there: see `kernels`.
#![expect(clippy::inline_always, reason = "explained above")]

mod animate;
mod attention;
#[cfg(test)]
mod axes_tests;
mod breed;
mod candidate;
mod cell_bits;
mod control;
mod critic;
mod cut;
mod decode_state;
mod decoder;
mod draft;
mod exemplar;
mod exemplar_variation;
mod generator;
#[cfg(test)]
mod golden;
mod grid_axes;
mod hints;
mod kernels;
mod linear;
mod network;
mod precision;
mod quantised;
#[cfg(test)]
mod reference;
mod request;
mod rows;
mod run;
mod sampler;
mod seam;
#[cfg(feature = "shape")]
mod shape;
mod shape_first;
mod shape_request;
#[cfg(feature = "shape")]
mod shape_tidy;
mod sketch_bias;
mod stream;
mod sweep;
#[cfg(test)]
mod tests;
mod worker;

pub use breed::Cross;
pub use generator::{ENGINE_VERSION, Generator};
pub use grid_axes::{GridAxes, GridAxis};
pub use precision::Precision;
pub use request::{Brief, Outcome, Preview, SpriteRequest, grid_requests};
pub use shape_first::ShapeFirst;
pub use shape_request::{ShapeOrder, ShapeRequest, ShapeSettings};
pub use stream::{Effort, Prompts, Room, SpriteStream, StreamError, StreamSettings, StreamSprite};
pub use sweep::{Sweep, SweepRows, even_steps, shape_steps};
pub use worker::{Event, JobId, Priority, SpriteSource, Worker};

use control::Control;
