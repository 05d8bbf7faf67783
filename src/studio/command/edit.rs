//! The editor's commands: names, tooltips and keys, which are Aseprite's.
//!
//! Their keys count while the editor has the keyboard, and may be those of other commands.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{
    PieceCommand, piece,
    table::{CommandRow, row},
};
use crate::studio::state::Tool;

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Something that the editor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum EditCommand {
    /// Takes up a tool.
    Tool(Tool),
    /// Foreground and background change places.
    SwapColours,
    /// The palette entry before the foreground colour.
    PreviousColour,
    /// The palette entry after the foreground colour.
    NextColour,
    /// A thicker brush.
    BrushLarger,
    /// A thinner brush.
    BrushSmaller,
    /// Draws on the left and the right half alike.
    MirrorAcross,
    /// Draws on the upper and the lower half alike.
    MirrorDown,
    /// Selects every pixel.
    SelectAll,
    /// Selects nothing, so that tools reach everything.
    Deselect,
    /// Selects the other pixels.
    InvertSelection,
    /// Something that is done to what is selected.
    Piece(PieceCommand),
    /// Gives the foreground's palette entry another colour.
    ChangeColour,
    /// Makes the selection transparent.
    Clear,
    /// Turns the foreground colour into the background colour.
    ReplaceColour,
    /// Has the model draw the selection anew.
    RerollRegion,
    /// The canvas as large as fits.
    Fit,
}

impl EditCommand {
    pub(super) fn row(self) -> CommandRow {
        let shift = Modifiers::SHIFT;
        match self {
            Self::Tool(tool) => tool_row(tool),
            Self::Piece(command) => piece::row(command),
            Self::ChangeColour => row(
                "Change colour…",
                "Gives the palette entry in front another colour, and everything drawn with it",
            ),
            Self::SwapColours => {
                row("Swap colours", "Foreground and background change places").key(Key::X)
            }
            Self::PreviousColour => {
                row("Previous colour", "Takes the palette entry before the foreground colour")
                    .key(Key::OpenBracket)
            }
            Self::NextColour => {
                row("Next colour", "Takes the palette entry after the foreground colour")
                    .key(Key::CloseBracket)
            }
            Self::BrushLarger => {
                row("Larger brush", "Makes the brush one pixel thicker").key(Key::Plus)
            }
            Self::BrushSmaller => {
                row("Smaller brush", "Makes the brush one pixel thinner").key(Key::Minus)
            }
            Self::MirrorAcross => {
                row("Mirror left and right", "Draws on the left and the right half alike")
            }
            Self::MirrorDown => {
                row("Mirror top and bottom", "Draws on the upper and the lower half alike")
            }
            Self::SelectAll => row("Select all pixels", "Selects every pixel").keys(CTRL, Key::A),
            Self::Deselect => row("Deselect", "Selects nothing, so that tools reach every pixel")
                .keys(CTRL, Key::D),
            Self::InvertSelection => {
                row("Invert selection", "Selects the other pixels").keys(CTRL_SHIFT, Key::I)
            }
            Self::Clear => {
                row("Clear", "Makes the selection transparent, or everything").key(Key::Delete)
            }
            Self::ReplaceColour => {
                row("Replace colour", "Turns the foreground colour into the background colour")
                    .keys(shift, Key::R)
            }
            Self::RerollRegion => row(
                "Reroll region",
                "The model draws the selection anew to fit what is around it; select first",
            )
            .keys(CTRL_SHIFT, Key::R),
            Self::Fit => {
                row("Fit canvas", "Shows the canvas as large as fits").keys(CTRL, Key::Num0)
            }
        }
    }

    /// What menus, buttons and the history call it.
    pub(in crate::studio) fn name(self) -> &'static str {
        self.row().name
    }

    /// Further keys: Equals is plus without the Shift key.
    pub(super) const ALSO: [(KeyboardShortcut, Self); 2] = [
        (KeyboardShortcut::new(Modifiers::NONE, Key::Equals), Self::BrushLarger),
        (KeyboardShortcut::new(Modifiers::NONE, Key::Backspace), Self::Clear),
    ];
}

fn tool_row(tool: Tool) -> CommandRow {
    match tool {
        Tool::Pencil => {
            row("Pencil", "Draws freely: left button foreground, right background").key(Key::B)
        }
        Tool::Eraser => row("Eraser", "Makes pixels transparent").key(Key::E),
        Tool::Picker => {
            row("Eyedropper", "Takes a colour from the canvas; so does Alt with any tool")
                .key(Key::I)
        }
        Tool::Fill => row("Paint bucket", "Gives an area of one colour another").key(Key::G),
        Tool::Line => row("Line", "Draws a straight line, with Shift an even one").key(Key::L),
        Tool::Rectangle => row("Rectangle", "Draws a rectangle, with Shift a square").key(Key::U),
        Tool::Ellipse => {
            row("Ellipse", "Draws an ellipse, with Shift a circle").keys(Modifiers::SHIFT, Key::U)
        }
        Tool::Shade => row(
            "Shade brush",
            "Brushes pixels a shade lighter along their ramp, with the right button darker",
        )
        .key(Key::S),
        Tool::Select => row(
            "Select",
            "Selects a rectangle: Shift adds, the right button takes away, a click ends it",
        )
        .key(Key::M),
        Tool::SelectEllipse => {
            row("Select ellipse", "Selects an ellipse: Shift adds, the right button takes away")
                .keys(Modifiers::SHIFT, Key::M)
        }
        Tool::Lasso => {
            row("Lasso", "Selects what you go round: Shift adds, the right button takes away")
                .key(Key::Q)
        }
        Tool::Wand => {
            row("Wand", "Selects an area of one colour: Shift adds, the right button takes away")
                .key(Key::W)
        }
        Tool::Move => row("Move", "Moves the selection, or everything").key(Key::V),
    }
}
