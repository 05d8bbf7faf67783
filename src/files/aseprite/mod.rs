//! Aseprite's own files: one frame a sprite, its recipe in the user data of its cel.

mod blend;
mod cursor;
mod flatten;
mod palette;
mod read;
mod write;

pub(super) use flatten::each_frame;
pub(super) use read::{is_aseprite, swatches};
pub use write::{encode, write};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_by_hand;
