//! Everything the artist can ask the window to do.
//!
//! [`Command`] lists it, [`table`] says what each is called, what it does and which keys ask
//! for it, and [`menus`] where the menus have it. Menus, buttons, shortcuts, the command palette and the
//! shortcut sheet all read these, so they cannot drift apart. Panels only put commands
//! into a [`CommandQueue`]; the window carries them out before it draws the next frame.
//!
//! A new command is a variant here or in the file of its group, with its row; the compiler asks
//! for the arms that say whether it is possible now, what it switches and what it does. It is
//! found by name once `table` lists it, and in a menu once `menus` does.

mod animate;
mod breed;
mod edit;
mod file;
mod icons;
mod kept;
mod keymap;
mod keys;
mod menus;
mod piece;
mod shade;
mod sketch;
mod table;
mod train;
mod view;

use std::cell::RefCell;

pub(super) use animate::AnimateCommand;
pub(super) use breed::BreedCommand;
pub(super) use edit::EditCommand;
pub(super) use file::FileCommand;
pub(super) use kept::KeptCommand;
pub(super) use keymap::KeyMap;
pub(super) use keys::Keyboard;
pub(super) use menus::{CANVAS_MENU, MENUS, MenuEntry};
pub(super) use piece::{PieceCommand, Times};
pub(super) use shade::ShadeCommand;
pub(super) use sketch::SketchCommand;
pub(super) use table::COMMANDS;
pub(super) use train::TrainCommand;
pub(super) use view::ViewCommand;

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Command {
    /// Draws every cell with the settings on show.
    DrawAll,
    /// Rolls another seed and draws every cell with it.
    NewSeed,
    /// Draws the selected cell's next variant.
    Reroll,
    /// Draws the next variants of a row of the grid; `None` is the selected cell's.
    RerollRow(Option<usize>),
    /// Draws the next variants of a column of the grid; `None` is the selected cell's.
    RerollColumn(Option<usize>),
    /// Draws more candidates for the selected cell.
    DrawCandidates,
    /// Keeps the selected cell's sprite whatever is drawn, or no longer.
    ToggleLock,
    /// Takes over the seed and the sampling of the current sprite.
    AdoptSettings,
    /// Puts the current sprite, where it is another panel's, into the selected cell.
    PlaceInCell,
    /// Draws the whole sweep again.
    RedrawSweep,
    /// One of the editor's.
    Edit(EditCommand),
    /// Something with sprites that move.
    Animate(AnimateCommand),
    /// Something with the light.
    Shade(ShadeCommand),
    /// Something in the breeding panel.
    Breed(BreedCommand),
    /// Something in the sketch panel.
    Sketch(SketchCommand),
    /// Something in the training panel.
    Train(TrainCommand),
    /// Something with files.
    File(FileCommand),
    /// Something in the collection.
    Kept(KeptCommand),
    /// Something that changes the view and no sprite.
    View(ViewCommand),
    /// Stops everything that is being drawn or waits to be.
    Cancel,
    /// Takes back what was done last.
    Undo,
    /// Does again what was taken back last.
    Redo,
    /// Puts the current sprite on the clipboard as a picture.
    CopyImage,
    /// Puts the current sprite's recipe on the clipboard as text.
    CopyRecipe,
    /// Moves the selection.
    Move(Direction),
    /// Selects a cell by its number, zone by zone.
    Select(usize),
}

/// Where the selection moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// One category to the left.
    Left,
    /// One category to the right.
    Right,
    /// One zone up.
    Up,
    /// One zone down.
    Down,
}

/// Commands on their way from the panels, which only borrow it, to the window.
#[derive(Debug, Default)]
pub(super) struct CommandQueue(RefCell<Vec<Command>>);

impl CommandQueue {
    /// Asks for a command.
    pub(super) fn push(&self, command: Command) {
        self.0.borrow_mut().push(command);
    }

    /// Takes all that was asked for, in that order.
    pub(super) fn take(&self) -> Vec<Command> {
        self.0.take()
    }

    /// Whether nothing was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }
}
