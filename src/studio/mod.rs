//! The window. Only this room names egui.
//!
//! [`App`] is the window itself: its `logic` takes in what the worker and the dialogs have to
//! say and carries out commands, its `ui` draws and asks for commands. `state` holds every
//! rule about sprites and cells without a word about drawing them, and `panels` draws it.
//! The window never waits for the model: it talks to a [`SpriteSource`](crate::generate::SpriteSource).

mod app;
mod command;
mod dialogs;
mod export;
mod panels;
mod state;
mod textures;
mod theme;
mod timings;
mod toasts;
mod widgets;
mod window;

pub use app::{App, BuiltIn};
pub use dialogs::{Ask, Dialogs, Reply};
pub use window::{StudioOptions, run};
