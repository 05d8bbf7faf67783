//! The window. Only this room names egui.
//!
//! [`App`] is the window itself: its `logic` takes in what the worker and the dialogs have to
//! say and carries out commands, its `ui` draws and asks for commands. `state` holds every
//! rule about sprites and cells without a word about drawing them, and `panels` draws it.
//! The window never waits for the model: it asks `jobs` for sprites.
//!
//! What a panel has to do with:
//! - `layout`: which panels there are, and where;
//! - `command`: all that menus, keys and buttons can ask for;
//! - `shelving`: the worlds on the shelf, and a sheet of each;
//! - `jobs`: sprites from the model, and how far they are;
//! - `collection`: the folder of kept sprites, and who looks after it;
//! - `art`: complete sprites, the current one, and what is dragged;
//! - `workspace`: what the artist works on, kept while it is worked on;
//! - `history`: what can be undone;
//! - `widgets`: buttons of commands, and the cell that shows a sprite.

mod app;
mod art;
mod collection;
mod command;
mod dialogs;
mod export;
mod foreign;
mod frames;
mod history;
mod jobs;
mod layout;
mod names;
mod opening;
mod panels;
mod proposals;
mod sequence;
mod settings;
mod shelving;
mod state;
mod textures;
mod theme;
mod timings;
mod toasts;
mod training;
mod widgets;
mod window;
mod workspace;

pub use app::{App, BuiltIn};
pub use dialogs::{Ask, Dialogs, Reply};
pub use window::{StudioOptions, run};
