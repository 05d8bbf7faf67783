//! Sprites of other origins than the procedural author: an artist's own art, and mixtures.
//!
//! The road of a picture: `gather` finds its file, `labels` (with `pattern` and `manifest`) says
//! what it shows and whose it is, `grid` cuts sheets, `fit` brings it to 32x32, `colours` makes a
//! palette where one is wanted, `duplicates` drops what is there already, `assembly` joins
//! the rest, and `dataset` is the file that training reads. `import` and `commons` walk the road,
//! `report` and `contact` tell what was done. `translate` brings sprites from one world into
//! another, and `mix` several sources into one.

mod assembly;
mod colours;
pub(crate) mod commons;
mod contact;
pub(crate) mod dataset;
mod duplicates;
mod fit;
mod gather;
mod grid;
pub(crate) mod import;
mod labels;
pub(crate) mod manifest;
pub(crate) mod mix;
mod pattern;
mod report;
pub(crate) mod translate;
