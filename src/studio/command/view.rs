//! Commands that change the view and no sprite.

use egui::{Key, Modifiers};

use super::table::{CTRL, CTRL_SHIFT, CommandRow, row as named};
use crate::studio::layout::Pane;

/// Something that changes what the window shows, and no sprite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum ViewCommand {
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
    /// Brings a panel to the front.
    ShowPane(Pane),
    /// Gives the keyboard to the prompt over the grid.
    TypePrompt,
    /// Puts all panels where they were at the first start.
    ResetLayout,
    /// Says again in one line what one does here.
    FirstSteps,
    /// Shows how one does what.
    Guide,
    /// Lists what went wrong.
    Messages,
    /// Says what this program is.
    About,
    /// Texts and controls one step larger.
    LargerInterface,
    /// Texts and controls one step smaller.
    SmallerInterface,
    /// Texts and controls as large as the system has them.
    UsualInterface,
}

/// The row of a command.
pub(super) fn row(command: ViewCommand) -> CommandRow {
    match command {
        ViewCommand::ToggleTheme => {
            named("Dark or light", "Switches between the dark and the light window").key(Key::F9)
        }
        ViewCommand::ToggleShortcuts => {
            named("Keyboard shortcuts", "Shows the keyboard shortcuts").key(Key::F1)
        }
        ViewCommand::TogglePalette => {
            named("Find a command…", "Lists every command; type to find one").keys(CTRL, Key::Space)
        }
        ViewCommand::TogglePixelGrid => {
            named("Pixel grid", "Shows lines between the pixels").keys(CTRL_SHIFT, Key::Quote)
        }
        ViewCommand::ToggleTiles => {
            named("Tiles", "Shows the sprite beside copies of itself, as a tile").key(Key::T)
        }
        ViewCommand::ZoomIn => named("Zoom in", "Shows the sprite one step larger").key(Key::Plus),
        ViewCommand::ZoomOut => {
            named("Zoom out", "Shows the sprite one step smaller").key(Key::Minus)
        }
        ViewCommand::ZoomFit => {
            named("Fit", "Shows the sprite as large as fits").keys(CTRL, Key::Num0)
        }
        ViewCommand::ShowPane(pane) => {
            let (modifiers, key) = pane.keys();
            named(pane.title(), pane.purpose()).keys(modifiers, key)
        }
        ViewCommand::TypePrompt => {
            named("Type a prompt", "Says in words what the sprites of the grid are to be")
                .key(Key::Slash)
        }
        ViewCommand::ResetLayout => {
            named("Reset layout", "Puts every panel back where it was at the first start")
        }
        ViewCommand::FirstSteps => named("First steps", "Says in one line what one does here"),
        ViewCommand::Guide => named("Guide", "Shows how one does what, on one page"),
        ViewCommand::Messages => {
            named("Messages…", "Lists all that went wrong since the window was opened")
        }
        ViewCommand::About => {
            named("About Shoal", "Version, model, licence, and where your work lies")
        }
        ViewCommand::LargerInterface => {
            named("Larger interface", "Shows texts and controls one step larger")
                .keys(CTRL, Key::Plus)
        }
        ViewCommand::SmallerInterface => {
            named("Smaller interface", "Shows texts and controls one step smaller")
                .keys(CTRL, Key::Minus)
        }
        ViewCommand::UsualInterface => {
            named("Interface at 100 %", "Shows texts and controls as large as the system has them")
                .keys(Modifiers::COMMAND.plus(Modifiers::ALT), Key::Num0)
        }
    }
}
