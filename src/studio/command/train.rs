//! The training panel's part of the table of commands.

use super::table::{CommandRow, row as named};

/// Something to do in the training panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum TrainCommand {
    /// Puts kept sprites into the folder that the trainer reads.
    Prepare,
    /// Asks for a folder of pictures.
    ChooseFolder,
    /// Asks for a picture or sheet.
    ChooseFile,
    /// Opens the dialog that brings pictures in.
    Import,
    /// Asks for another folder, to be brought in too.
    AddFolder,
    /// Asks for another picture or sheet.
    AddFile,
    /// Asks for the manifest of that dialog.
    ChooseManifest,
    /// Asks for the palette file of that dialog.
    ChoosePalette,
    /// Brings in what the dialog shows.
    BringIn,
    /// Starts the trainer, or goes on with a run that was stopped.
    Start,
    /// Stops the trainer.
    Stop,
    /// Puts the lines for the terminal on the clipboard.
    CopyLines,
    /// Draws with the model that was made.
    OpenResult,
    /// Draws with the one that learned longer.
    OpenLonger,
}

/// The row of a command.
pub(super) fn row(command: TrainCommand) -> CommandRow {
    match command {
        TrainCommand::Prepare => named(
            "Prepare sprites",
            "Puts the selected kept sprites, or all of them, into the folder that the trainer reads",
        ),
        TrainCommand::ChooseFolder => {
            named("Choose folder…", "Chooses a folder of pictures to learn from")
        }
        TrainCommand::ChooseFile => {
            named("Choose file…", "Chooses a picture or a sheet to learn from")
        }
        TrainCommand::Import => {
            named("Bring sprites in…", "Shows what the model would learn from, and brings it in")
        }
        TrainCommand::AddFolder => {
            named("Add folder…", "Brings in the pictures of another folder too")
        }
        TrainCommand::AddFile => named("Add file…", "Brings in another picture or sheet too"),
        TrainCommand::ChooseManifest => named("Choose manifest…", "Chooses the manifest"),
        TrainCommand::ChoosePalette => named("Choose…", "Chooses the palette file"),
        TrainCommand::BringIn => named("Bring in", "Writes these sprites for the trainer"),
        TrainCommand::Start => named(
            "Start training",
            "Starts the trainer beside this window; a run that was stopped goes on where it was",
        ),
        TrainCommand::Stop => named(
            "Stop training",
            "Stops the trainer; it goes on from its last checkpoint when it is started again",
        ),
        TrainCommand::CopyLines => {
            named("Copy commands", "Copies what is to be typed into a terminal")
        }
        TrainCommand::OpenResult => {
            named("Open the new model", "Draws with the model that was made")
        }
        TrainCommand::OpenLonger => named(
            "Open the one that learned longer",
            "Draws with the model of the last step: nearer to your sprites, sometimes too near",
        ),
    }
}
