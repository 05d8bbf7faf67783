//! Commands of the collection.

use egui::Key;

use super::table::{Row, row as named};

/// Something that is done to kept sprites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum KeptCommand {
    /// Keeps the current sprite in the collection.
    Keep,
    /// Moves the selected kept sprites to the trash.
    Trash,
    /// Takes the selected sprites back from the trash.
    Restore,
    /// Asks, and deletes everything in the trash for good.
    EmptyTrash,
    /// Tries again to store kept sprites that could not be stored.
    Retry,
}

/// The row of a command.
pub(super) fn row(command: KeptCommand) -> Row {
    match command {
        KeptCommand::Keep => {
            named("Keep", "Keeps the current sprite in the collection").key(Key::K)
        }
        KeptCommand::Trash => {
            named("Move to trash", "Moves the selected kept sprites to the trash")
        }
        KeptCommand::Restore => named("Restore", "Takes the selected sprites back from the trash"),
        KeptCommand::EmptyTrash => {
            named("Empty trash…", "Deletes every sprite in the trash for good, after asking")
        }
        KeptCommand::Retry => {
            named("Save again", "Tries again to store sprites that could not be stored")
        }
    }
}
