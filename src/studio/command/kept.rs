//! Commands of the collection.

use egui::{Key, Modifiers};

use super::table::{CTRL, CommandRow, row as named};

/// Something that is done to kept sprites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum KeptCommand {
    /// Keeps the current sprite in the collection.
    Keep,
    /// Stores the changes of the current kept sprite, or keeps the current sprite.
    Save,
    /// Keeps the current sprite once more.
    Copy,
    /// Gives the keyboard to the name of a kept sprite.
    Rename,
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
pub(super) fn row(command: KeptCommand) -> CommandRow {
    match command {
        KeptCommand::Keep => {
            named("Keep", "Keeps the current sprite in the collection").key(Key::K)
        }
        KeptCommand::Save => named(
            "Save",
            "Stores what was changed of the current kept sprite; a sprite that is not kept yet is \
             kept",
        )
        .keys(CTRL, Key::S),
        KeptCommand::Copy => {
            named("Keep a copy", "Keeps the current sprite as another one in the collection")
                .keys(Modifiers::SHIFT, Key::K)
        }
        KeptCommand::Rename => {
            named("Rename", "Names the selected kept sprite, or the current one").key(Key::F2)
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
