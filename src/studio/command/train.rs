//! The training panel's part of the table of commands.

use super::table::{Row, row as named};

/// Something to do in the training panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum TrainCommand {
    /// Puts kept sprites into the folder that the trainer reads.
    Prepare,
    /// Asks for a folder of pictures.
    ChooseFolder,
    /// Puts the lines for the terminal on the clipboard.
    CopyLines,
    /// Draws with the model that was made.
    OpenResult,
}

/// The row of a command.
pub(super) fn row(command: TrainCommand) -> Row {
    match command {
        TrainCommand::Prepare => named(
            "Prepare sprites",
            "Puts the selected kept sprites, or all of them, into the folder that the trainer reads",
        ),
        TrainCommand::ChooseFolder => {
            named("Choose folder…", "Chooses a folder of pictures to learn from")
        }
        TrainCommand::CopyLines => {
            named("Copy commands", "Copies both lines, to be pasted into a terminal")
        }
        TrainCommand::OpenResult => {
            named("Open the new model", "Draws with the model that was made")
        }
    }
}
