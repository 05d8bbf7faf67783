//! Everything the artist can ask the window to do.
//!
//! [`Command`] lists it, [`table`] says what each is called, what it does and which keys ask
//! for it, and where the menus have it. Menus, buttons, shortcuts, the command palette and the
//! shortcut sheet all read that one table, so they cannot drift apart. Panels only put commands
//! into a [`CommandQueue`]; the window carries them out before it draws the next frame.
//!
//! A new command is a variant here, a row and a menu entry in `table`, a line in
//! `State::allows` if it is not always possible, and an arm in `App::run_command`.

mod breed;
mod edit;
mod icons;
mod keymap;
mod keys;
mod shade;
mod table;
mod train;

use std::cell::RefCell;

use super::layout::Pane;

pub(super) use breed::BreedCommand;
pub(super) use edit::EditCommand;
pub(super) use keymap::KeyMap;
pub(super) use keys::Keyboard;
pub(super) use shade::ShadeCommand;
pub(super) use table::{COMMANDS, MENUS, MenuEntry};
pub(super) use train::TrainCommand;

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
    /// Something with the light.
    Shade(ShadeCommand),
    /// Something in the breeding panel.
    Breed(BreedCommand),
    /// Something in the training panel.
    Train(TrainCommand),
    /// Stops everything that is being drawn or waits to be.
    Cancel,
    /// Takes back what was done last.
    Undo,
    /// Does again what was taken back last.
    Redo,
    /// Asks where to, and writes the current sprite as PNG.
    Export,
    /// Puts the current sprite on the clipboard as a picture.
    CopyImage,
    /// Puts the current sprite's recipe on the clipboard as text.
    CopyRecipe,
    /// Keeps the current sprite in the collection.
    Keep,
    /// Moves the selected kept sprites to the trash.
    TrashKept,
    /// Takes the selected sprites back from the trash.
    RestoreKept,
    /// Asks, and deletes everything in the trash for good.
    EmptyTrash,
    /// Tries again to store kept sprites that could not be stored.
    RetryKept,
    /// Asks for pictures, and keeps the sprites in them.
    OpenSprite,
    /// Asks where to, and writes many sprites as one picture with its description.
    ExportSheet,
    /// Asks where to, and writes many sprites as one .aseprite file.
    ExportAseprite,
    /// Shows or hides how sprites are exported.
    ToggleExportSettings,
    /// Asks for a checkpoint and draws with it.
    OpenModel,
    /// Asks for a palette and works in it.
    OpenPalette,
    /// Goes back to the palette of the model.
    ModelPalette,
    /// Brings the selected kept sprites, or the current one, into the working palette.
    Recolour,
    /// Goes back to the checkpoint inside the program.
    BuiltInModel,
    /// Closes the window.
    Quit,
    /// Dark to light and back.
    ToggleTheme,
    /// Shows or hides the list of shortcuts.
    ToggleShortcuts,
    /// Shows or hides the command palette.
    TogglePalette,
    /// Shows or hides the lines between pixels in the big view.
    TogglePixelGrid,
    /// Shows or hides copies all around the sprite in the big view.
    ToggleTiles,
    /// The big view one step larger.
    ZoomIn,
    /// The big view one step smaller.
    ZoomOut,
    /// The big view as large as fits.
    ZoomFit,
    /// Brings a panel to the front, or closes it where it is in front.
    TogglePane(Pane),
    /// Puts all panels where they were at the first start.
    ResetLayout,
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
