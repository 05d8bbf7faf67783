//! Aseprite's own files: one frame a sprite, its recipe in the user data of its cel.

mod flatten;
mod read;
mod write;

pub(super) use flatten::{each_frame, parse};
pub(super) use read::{is_aseprite, swatches};
pub use write::{encode, write};

#[cfg(test)]
mod tests;
