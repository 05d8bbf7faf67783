//! The animate panel's part of the table of commands.

use egui::{Key, Modifiers};

use super::table::{CommandRow, row as named};

/// Something with sprites that move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum AnimateCommand {
    /// Plays the clip on show, or stops it.
    Play,
    /// Stops, and shows the frame before.
    PreviousFrame,
    /// Stops, and shows the next frame.
    NextFrame,
    /// Lets the frames before and after shine through, or no longer.
    OnionSkin,
    /// Lets the sprites of the grid move, or no longer.
    SwimGrid,
    /// Shows the parts of the body and lets a brush correct them, or no longer.
    ShowParts,
    /// Forgets what was corrected of the parts.
    FindParts,
    /// Keeps the clip on show in the collection.
    KeepClip,
    /// Makes the frame on show the current sprite and opens the editor.
    EditFrame,
    /// Makes the whole clip the current sprite.
    WholeClip,
    /// Puts a copy of the frame on show behind it.
    InsertFrame,
    /// Takes the frame on show away.
    RemoveFrame,
    /// Moves the frame on show towards the beginning.
    FrameBack,
    /// Moves the frame on show towards the end.
    FrameOn,
    /// Draws every frame anew inside the mask of the breeding panel.
    BreedFrames,
    /// Asks where to, and writes the clip as a GIF.
    ExportGif,
    /// Asks where to, and writes the clip as an .aseprite file.
    ExportAseprite,
    /// Asks where to, and writes the clip as an animated PNG.
    ExportApng,
    /// Asks where to, and writes the clip as a sheet with JSON.
    ExportSheet,
    /// Asks where to, and writes the clip as Godot's sprite frames.
    ExportGodot,
}

/// The row of a command.
pub(super) fn row(command: AnimateCommand) -> CommandRow {
    match command {
        AnimateCommand::Play => {
            named("Play clip", "Plays the clip of the current sprite, or stops it").key(Key::P)
        }
        AnimateCommand::PreviousFrame => {
            named("Previous frame", "Stops, and shows the frame before").key(Key::Comma)
        }
        AnimateCommand::NextFrame => {
            named("Next frame", "Stops, and shows the next frame").key(Key::Period)
        }
        AnimateCommand::OnionSkin => {
            named("Onion skin", "The frames before and after shine through, here and in the editor")
        }
        AnimateCommand::SwimGrid => {
            named("Grid swims", "Lets every sprite of the grid move, or no longer")
        }
        AnimateCommand::ShowParts => named(
            "Show parts",
            "Colours the parts that were found in the sprite; a brush corrects them",
        ),
        AnimateCommand::FindParts => {
            named("Find parts anew", "Forgets what the brush corrected of this sprite's parts")
        }
        AnimateCommand::KeepClip => named(
            "Keep clip",
            "Keeps the clip in the collection, where each of its frames can be changed",
        ),
        AnimateCommand::EditFrame => {
            named("Edit frame", "Opens the frame on show in the editor; the clip is kept first")
        }
        AnimateCommand::WholeClip => named(
            "Whole clip",
            "Light and palette change all frames again, not only the one that was picked",
        ),
        AnimateCommand::InsertFrame => {
            named("Insert frame", "Puts a copy of the frame on show behind it")
                .keys(Modifiers::ALT, Key::N)
        }
        AnimateCommand::RemoveFrame => {
            named("Remove frame", "Takes the frame on show away").keys(Modifiers::ALT, Key::C)
        }
        AnimateCommand::FrameBack => {
            named("Move frame back", "Moves the frame on show towards the beginning")
                .keys(Modifiers::ALT, Key::Comma)
        }
        AnimateCommand::FrameOn => {
            named("Move frame on", "Moves the frame on show towards the end")
                .keys(Modifiers::ALT, Key::Period)
        }
        AnimateCommand::BreedFrames => named(
            "Breed frames",
            "Draws every frame anew inside the Breed panel's mask, towards its parent B",
        ),
        AnimateCommand::ExportGif => named(
            "Export clip (GIF)…",
            "Saves the clip of the current sprite as an animation that every program plays",
        ),
        AnimateCommand::ExportAseprite => named(
            "Export clip (.aseprite)…",
            "Saves the clip of the current sprite with its tag, times and recipes",
        ),
        AnimateCommand::ExportApng => {
            named("Export clip (APNG)…", "Saves the clip of the current sprite as a PNG that plays")
        }
        AnimateCommand::ExportSheet => named(
            "Export clip (sheet)…",
            "Saves the frames in a row, with a JSON that engines read",
        ),
        AnimateCommand::ExportGodot => {
            named("Export clip (Godot)…", "Saves sprite frames of Godot 4 with their sheet")
        }
    }
}
