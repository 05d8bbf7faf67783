//! The parts of the window, one file each; they read the state and ask for commands.

pub(super) mod big_view;
pub(super) mod grid;
mod grid_layout;
pub(super) mod inspector;
pub(super) mod modals;
pub(super) mod status;
pub(super) mod top_bar;
