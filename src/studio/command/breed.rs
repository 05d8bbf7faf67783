//! The breeding panel's part of the table of commands.

use egui::{Key, Modifiers};

use super::table::{CTRL, CTRL_SHIFT, CommandRow, row as named};
use crate::studio::state::{MaskOp, Parent};

/// Something to do in the breeding panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::studio) enum BreedCommand {
    /// Draws children.
    Breed,
    /// Draws children of another seed.
    Others,
    /// Makes the current sprite a parent.
    Use(Parent),
    /// A becomes B, and B becomes A.
    Swap,
    /// Changes the whole mask.
    Mask(MaskOp),
}

/// The row of a command.
pub(super) fn row(command: BreedCommand) -> CommandRow {
    match command {
        BreedCommand::Breed => {
            named("Breed children", "Draws children of both parents, or variations of A alone")
                .keys(CTRL, Key::B)
        }
        BreedCommand::Others => {
            named("Other children", "Draws children of another seed").keys(CTRL_SHIFT, Key::B)
        }
        BreedCommand::Use(Parent::A) => {
            named("Make parent A", "The current sprite becomes the parent that stays")
                .keys(Modifiers::SHIFT, Key::A)
        }
        BreedCommand::Use(Parent::B) => {
            named("Make parent B", "The current sprite becomes the parent shown inside the mask")
                .keys(Modifiers::SHIFT, Key::B)
        }
        BreedCommand::Swap => named("Swap parents", "A becomes B, and B becomes A"),
        BreedCommand::Mask(op) => match op {
            MaskOp::Invert => {
                named("Invert mask", "Redraws what was kept, and keeps what was redrawn")
                    .keys(CTRL_SHIFT, Key::I)
            }
            MaskOp::Grow => named("Grow mask", "Makes the mask one pixel wider all round"),
            MaskOp::Shrink => named("Shrink mask", "Makes the mask one pixel narrower all round"),
            MaskOp::Clear => named("Clear mask", "Empties the mask: all of A stays"),
            MaskOp::All => named("Mask everything", "Redraws all of A, or all within its outline"),
            MaskOp::Roll => named("Roll mask", "Puts pixels into the mask by chance"),
            MaskOp::Half(_) => named("Mask half", "Redraws this half of the canvas"),
        },
    }
}
