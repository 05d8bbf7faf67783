//! Commands of files: what is opened, in which colours and with which model, and what leaves.

use egui::Key;

use super::table::{CTRL, CTRL_ALT, CTRL_SHIFT, CommandRow, row as named};

/// Something that opens or writes files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum FileCommand {
    /// Leaves the workspace for a new one.
    NewWorkspace,
    /// Shows how much the workspace takes, and earlier ones.
    Workspaces,
    /// Shows another tab, by its number.
    GoToTab(usize),
    /// Asks for pictures, and keeps the sprites in them.
    OpenSprite,
    /// Asks for a checkpoint and draws with it.
    OpenModel,
    /// Shows the worlds on the shelf.
    Worlds,
    /// Asks for a checkpoint and puts it on the shelf.
    AddWorld,
    /// Goes back to the checkpoint inside the program.
    BuiltInModel,
    /// Asks for a palette and works in it.
    OpenPalette,
    /// Goes back to the palette of the model.
    ModelPalette,
    /// Brings the selected kept sprites, or the current one, into the working palette.
    Recolour,
    /// Asks where to, and writes the current sprite as PNG.
    Export,
    /// Asks where to, and writes many sprites as one picture with its description.
    ExportSheet,
    /// Asks where to, and writes many sprites as one .aseprite file.
    ExportAseprite,
    /// Asks which sprites are exported together, as what and under which names.
    ExportSet,
    /// Asks where to, and writes the sprites of that dialog.
    WriteSet,
    /// Shows the current sprite in other ramps.
    Liveries,
    /// Closes the window.
    Quit,
}

/// The row of a command.
pub(super) fn row(command: FileCommand) -> CommandRow {
    match command {
        FileCommand::NewWorkspace => named(
            "New workspace",
            "Begins with a new grid and an empty history; what is on show can be opened again",
        )
        .keys(CTRL, Key::N),
        FileCommand::Workspaces => named(
            "Workspaces…",
            "Opens an earlier workspace, and shows how much of this one can be undone",
        ),
        FileCommand::GoToTab(_) => {
            named("Go to tab", "Shows the grid and the history of another model")
        }
        FileCommand::OpenSprite => named(
            "Open sprite…",
            "Opens a picture, an animation or a sheet by its JSON: its sprites are kept in the \
             collection. A model that is chosen here is drawn with",
        )
        .keys(CTRL, Key::O),
        FileCommand::OpenModel => {
            named("Open model…", "Draws with another model, a .safetensors file")
                .keys(CTRL_SHIFT, Key::O)
        }
        FileCommand::Worlds => {
            named("Worlds…", "Shows the models on the shelf and what each draws")
        }
        FileCommand::AddWorld => named("Add world…", "Puts a copy of a model file on the shelf"),
        FileCommand::BuiltInModel => {
            named("Built-in model", "Goes back to the model inside the program")
        }
        FileCommand::OpenPalette => named(
            "Open palette…",
            "Draws and shows everything in the colours of a palette file; a list of colours can \
             also be pasted",
        ),
        FileCommand::ModelPalette => {
            named("Model's palette", "Goes back to the colours that the model draws in")
        }
        FileCommand::Recolour => named(
            "Bring into palette",
            "Gives the selected kept sprites, or the current one, the nearest colours of the \
             palette",
        ),
        FileCommand::Export => named(
            "Export PNG…",
            "Saves the current sprite as an indexed PNG with its recipe inside",
        )
        .keys(CTRL, Key::E),
        FileCommand::ExportSheet => named(
            "Export sheet…",
            "Saves the selected kept sprites, or the grid, as one PNG and Aseprite's JSON",
        )
        .keys(CTRL_SHIFT, Key::E),
        FileCommand::ExportAseprite => named(
            "Export as .aseprite…",
            "Saves the selected kept sprites, or the grid, as frames of one file",
        ),
        FileCommand::ExportSet => named(
            "Export several…",
            "Saves a selection, a row, the grid or a search as PNGs, a sheet, a GIF or an \
             .aseprite file; and how large",
        )
        .keys(CTRL_ALT, Key::E),
        FileCommand::WriteSet => named("Export…", "Asks where to, and writes the sprites"),
        FileCommand::Liveries => named(
            "Liveries…",
            "Shows the current sprite in other ramps of its palette, to keep or export as a set",
        ),
        FileCommand::Quit => named("Quit", "Closes the window").keys(CTRL, Key::Q),
    }
}
