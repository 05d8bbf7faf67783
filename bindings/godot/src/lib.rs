//! Shoal in Godot 4: sprites drawn by a small model inside the game.
//!
//! [`ShoalGenerator`] draws one sprite now, [`ShoalStream`] is a node that draws in the background
//! and emits `arrived` with each sprite. Errors are pushed to Godot's debugger, and the call gives
//! null.

mod frames;
mod generator;
mod stream;

use godot::prelude::*;

pub use generator::ShoalGenerator;
pub use stream::ShoalStream;

struct ShoalExtension;

// SAFETY: this is the one entry point of the library; Godot calls it.
#[gdextension]
unsafe impl ExtensionLibrary for ShoalExtension {}
