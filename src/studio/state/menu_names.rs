//! What menus call commands where the name in the table leaves open what goes where.

use super::State;
use crate::studio::command::{Command, SketchCommand};

impl State {
    /// What a menu calls a command now: "Undo: Reroll", "Put into grid cell Hadal · Octopus".
    pub(in crate::studio) fn menu_name(&self, command: Command) -> String {
        let name = command.name();
        let what = match command {
            Command::Undo => self.undo_name().map(|what| format!("{name}: {what}")),
            Command::Redo => self.redo_name().map(|what| format!("{name}: {what}")),
            Command::PlaceInCell | Command::Sketch(SketchCommand::ToCell) => {
                self.cell_place(self.grid.selected).map(|place| format!("{name} {place}"))
            }
            _ => None,
        };
        what.unwrap_or_else(|| name.to_owned())
    }

    /// Where a cell is in the grid, as its row and column say: "Hadal · Octopus".
    pub(in crate::studio) fn cell_place(&self, index: usize) -> Option<String> {
        let cell = self.grid.cells.get(index)?;
        let known = self.known_of(cell.prompt)?;
        let parts = [known.zone, known.kind.or(known.category)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            return Some((index + 1).to_string());
        }
        Some(parts.join(" · "))
    }
}
