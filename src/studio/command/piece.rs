//! Commands of the editor that are done to what is selected, or afloat, or else to the sprite.

use egui::{Key, Modifiers};

use super::{
    Direction,
    table::{CTRL, CommandRow, row as named},
};

/// Something that is done to a piece of the sprite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum PieceCommand {
    /// Takes it away, onto the clipboard.
    Cut,
    /// Puts it on the clipboard.
    Copy,
    /// Lays what is on the clipboard over the sprite.
    Paste,
    /// Leaves what is afloat where it is.
    PutDown,
    /// Moves it by a pixel.
    Nudge(Direction),
    /// Moves it by ten pixels.
    NudgeFar(Direction),
    /// Left and right change places.
    FlipHorizontal,
    /// Top and bottom change places.
    FlipVertical,
    /// Turns it by a quarter, clockwise.
    RotateRight,
    /// Turns it by a quarter, the other way.
    RotateLeft,
    /// Enlarges it by a whole number.
    Enlarge(Times),
    /// Makes it half as large.
    Halve,
    /// Makes it a shade lighter along the ramps.
    Lighten,
    /// Makes it a shade darker along the ramps.
    Darken,
}

/// By how much something is enlarged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Times {
    Two,
    Three,
    Four,
}

impl Times {
    /// The number.
    pub(in crate::studio) fn number(self) -> usize {
        match self {
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
        }
    }
}

/// The row of a command.
pub(super) fn row(command: PieceCommand) -> CommandRow {
    let shift = Modifiers::SHIFT;
    match command {
        PieceCommand::Cut => {
            named("Cut", "Takes the selection away, onto the clipboard").keys(CTRL, Key::X)
        }
        PieceCommand::Copy => {
            named("Copy", "Puts the selection, or the sprite, on the clipboard").keys(CTRL, Key::C)
        }
        PieceCommand::Paste => {
            named("Paste", "Lays what is on the clipboard over the sprite, to be moved")
                .keys(CTRL, Key::V)
        }
        PieceCommand::PutDown => {
            named("Put down", "Leaves what is moved or pasted where it is").key(Key::Enter)
        }
        PieceCommand::Nudge(direction) => nudge_row(direction, false),
        PieceCommand::NudgeFar(direction) => nudge_row(direction, true),
        PieceCommand::FlipHorizontal => {
            named("Flip horizontally", "Left and right of the selection change places")
                .keys(shift, Key::H)
        }
        PieceCommand::FlipVertical => {
            named("Flip vertically", "Top and bottom of the selection change places")
                .keys(shift, Key::V)
        }
        PieceCommand::RotateRight => {
            named("Rotate right", "Turns the selection, or everything, by 90 degrees clockwise")
        }
        PieceCommand::RotateLeft => {
            named("Rotate left", "Turns the selection, or everything, by 90 degrees anticlockwise")
        }
        PieceCommand::Enlarge(times) => {
            let name = match times {
                Times::Two => "Scale 2×",
                Times::Three => "Scale 3×",
                Times::Four => "Scale 4×",
            };
            named(name, "Enlarges the selection, or all that is drawn, by a whole number")
        }
        PieceCommand::Halve => {
            named("Scale to half", "Makes the selection, or all that is drawn, half as large")
        }
        PieceCommand::Lighten => {
            named("Lighten", "Makes the selection, or everything, a shade lighter along its ramps")
        }
        PieceCommand::Darken => {
            named("Darken", "Makes the selection, or everything, a shade darker along its ramps")
        }
    }
}

fn nudge_row(direction: Direction, is_far: bool) -> CommandRow {
    let (name, far_name, key) = match direction {
        Direction::Left => ("Nudge left", "Nudge left by ten", Key::ArrowLeft),
        Direction::Right => ("Nudge right", "Nudge right by ten", Key::ArrowRight),
        Direction::Up => ("Nudge up", "Nudge up by ten", Key::ArrowUp),
        Direction::Down => ("Nudge down", "Nudge down by ten", Key::ArrowDown),
    };
    let what = "Moves the selection, and with the Move tool everything";
    let modifiers = if is_far { Modifiers::SHIFT } else { Modifiers::NONE };
    named(if is_far { far_name } else { name }, what).keys(modifiers, key)
}
