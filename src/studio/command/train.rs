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
            "Shows what the model would learn from the selected kept sprites, or from all of them",
        ),
        TrainCommand::ChooseFolder => {
            named("Choose folder…", "Chooses a folder of pictures to learn from")
        }
        TrainCommand::ChooseFile => {
            named("Choose file…", "Chooses a picture or a sheet to learn from")
        }
        TrainCommand::Import => {
            named("Bring sprites in…", "Shows what the model would learn from these pictures")
        }
        TrainCommand::AddFolder => {
            named("Add folder…", "Brings in the pictures of another folder too")
        }
        TrainCommand::AddFile => named("Add file…", "Brings in another picture or sheet too"),
        TrainCommand::ChooseManifest => {
            named("Choose list…", "Chooses the TOML file that says what the sprites are")
        }
        TrainCommand::ChoosePalette => named("Choose…", "Chooses the palette file"),
        TrainCommand::BringIn => named("Bring in", "Gets these sprites ready for training"),
        TrainCommand::Start => named(
            "Start training",
            "Lets the model learn while you go on working; what was stopped goes on where it was",
        ),
        TrainCommand::Stop => {
            named("Stop training", "Stops the training; started again, it goes on where it was")
        }
        TrainCommand::CopyLines => {
            named("Copy commands", "Copies these lines, to be pasted into a terminal")
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
