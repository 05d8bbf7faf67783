//! Integration tests of the package, one module a subject, linked once: the window is most of
//! what a test binary links.

mod animate;
mod breed;
mod capi;
mod cli;
mod collection;
mod edit;
mod newcomer;
mod palette;
mod prompt;
mod rooms;
mod session;
mod sets;
mod shade;
mod shell;
mod sketch;
mod studio;
#[cfg(feature = "studio")]
mod support;
mod train;
mod workspace;
