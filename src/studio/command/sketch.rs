//! The sketch panel's part of the table of commands.

use egui::Key;

use super::table::{CTRL_SHIFT, CommandRow, row as named};

/// Something to do in the sketch panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum SketchCommand {
    /// Draws variants of the sketch.
    Draw,
    /// Draws variants of another seed.
    Others,
    /// Makes the current sprite the sketch.
    UseSprite,
    /// Makes a picture of a file the sketch.
    Open,
    /// Writes the sketch as a picture.
    Save,
    /// Empties the sketch.
    Clear,
    /// Forgets the colours of the sketch.
    ShapeOnly,
    /// Turns the sketch the other way.
    Mirror,
    /// Puts the picked variant into the selected cell.
    ToCell,
}

/// The row of a command.
pub(super) fn row(command: SketchCommand) -> CommandRow {
    match command {
        SketchCommand::Draw => {
            named("Draw sketch", "Draws finished sprites that follow the sketch and the words")
                .keys(CTRL_SHIFT, Key::D)
        }
        SketchCommand::Others => named("Other variants", "Draws the sketch with another seed"),
        SketchCommand::UseSprite => named(
            "Use sprite as sketch",
            "The current sprite, rough: its shape and the ramps of its colours",
        ),
        SketchCommand::Open => {
            named("Open sketch…", "A rough picture, a sprite or a photograph becomes the sketch")
        }
        SketchCommand::Save => {
            named("Save sketch…", "Writes the sketch as a PNG that can be opened and painted on")
        }
        SketchCommand::Clear => named("Clear sketch", "Empties the whole sketch"),
        SketchCommand::ShapeOnly => {
            named("Shape only", "Keeps the shape of the sketch and forgets its colours")
        }
        SketchCommand::Mirror => named("Mirror sketch", "Turns the sketch to face the other way"),
        SketchCommand::ToCell => named(
            "Put variant into grid cell",
            "Puts the picked variant into the grid's selected cell",
        ),
    }
}
