//! The animate panel's part of the table of commands.

use super::table::{Row, row as named};

/// Something with sprites that move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum AnimateCommand {
    /// Plays the clip on show, or stops it.
    Play,
    /// Lets the sprites of the grid move, or no longer.
    SwimGrid,
    /// Asks where to, and writes the clip as a GIF.
    ExportGif,
    /// Asks where to, and writes the clip as an .aseprite file.
    ExportAseprite,
}

/// The row of a command.
pub(super) fn row(command: AnimateCommand) -> Row {
    match command {
        AnimateCommand::Play => named("Play", "Plays the clip of the current sprite, or stops it"),
        AnimateCommand::SwimGrid => {
            named("Grid swims", "Lets every sprite of the grid move, or no longer")
        }
        AnimateCommand::ExportGif => named(
            "Export clip (GIF)…",
            "Saves the clip of the current sprite as an animation that every program plays",
        ),
        AnimateCommand::ExportAseprite => named(
            "Export clip (.aseprite)…",
            "Saves the clip of the current sprite with its tag, times and recipes",
        ),
    }
}
