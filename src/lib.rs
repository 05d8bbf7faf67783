//! Shoal draws 32x32 palette-indexed sea creatures with a tiny transformer that
//! runs in your process.
//!
//! The rooms, in reading order:
//!
//! - [`sprite`]: what a sprite, palette, mask, prompt and recipe are.
//! - [`model`]: vocabulary, configuration, checkpoint; with the feature `candle`,
//!   the reference transformer and its training graph.
//! - [`generate`]: the decode engine, the sampler and the worker thread.
//! - [`shade`]: relights a sprite along the ramps of its palette.
//! - [`files`]: indexed PNG with recipes; with the feature `formats`, the files of other
//!   programs.
//! - `studio` (feature `studio`): the window.
//! - `cli` (feature `cli`): the command line.

pub mod sprite;

pub mod model;

pub mod generate;

pub mod shade;

pub mod files;

#[cfg(feature = "studio")]
pub mod studio;

#[cfg(feature = "cli")]
pub mod cli;
