//! Sprites of other origins than the procedural author: an artist's own art, and mixtures.
//!
//! What pictures become on their way in is `shoal::dataset`, which the window walks too. Here are
//! `import` and `commons`, the commands that walk it; `translate` brings sprites from one world
//! into another, and `mix` several sources into one.

pub(crate) mod commons;
#[cfg(test)]
pub(crate) mod foreign;
pub(crate) mod import;
pub(crate) mod mix;
pub(crate) mod translate;
