//! What commands do to a piece of the sprite: to what is selected, or afloat, or else to all of
//! it.

use super::State;
use crate::{
    sprite::{Mask, paint::Flip},
    studio::command::{EditCommand, PieceCommand},
};

impl State {
    /// Whether a command would do anything now.
    pub(super) fn allows_piece(&self, command: PieceCommand) -> bool {
        match command {
            PieceCommand::Cut
            | PieceCommand::Copy
            | PieceCommand::Paste
            | PieceCommand::FlipHorizontal
            | PieceCommand::FlipVertical
            | PieceCommand::RotateRight
            | PieceCommand::RotateLeft
            | PieceCommand::Enlarge(_)
            | PieceCommand::Halve
            | PieceCommand::Lighten
            | PieceCommand::Darken => self.editable().is_some(),
            PieceCommand::PutDown => self.floating().is_some(),
            PieceCommand::Nudge(_) | PieceCommand::NudgeFar(_) => self.can_nudge(),
        }
    }

    /// Does what a command says.
    pub(super) fn run_piece(&mut self, command: PieceCommand) {
        let name = EditCommand::Piece(command).name();
        match command {
            PieceCommand::Cut => self.cut_pixels(),
            PieceCommand::Copy => self.copy_pixels(),
            PieceCommand::Paste => self.ask_to_paste(),
            PieceCommand::PutDown => self.put_down(),
            PieceCommand::Nudge(direction) => self.nudge(direction, false),
            PieceCommand::NudgeFar(direction) => self.nudge(direction, true),
            PieceCommand::FlipHorizontal => self.flip(name, Flip::Horizontal),
            PieceCommand::FlipVertical => self.flip(name, Flip::Vertical),
            PieceCommand::RotateRight => self.turn(name, true),
            PieceCommand::RotateLeft => self.turn(name, false),
            PieceCommand::Enlarge(times) => self.enlarge(name, times.number()),
            PieceCommand::Halve => self.halve(name),
            PieceCommand::Lighten => self.shift_shades(name, true),
            PieceCommand::Darken => self.shift_shades(name, false),
        }
    }

    /// Makes what is selected, or everything, a shade lighter or darker.
    fn shift_shades(&mut self, name: &str, is_lighter: bool) {
        let Some((_, art)) = self.editable() else { return };
        let selection = self.edit.selection;
        let table = self.ramped(&art.palette).next_shades(is_lighter);
        if let Some(floating) = self.floating().cloned() {
            self.put_floating(name, floating.translated(&table), false);
            return;
        }
        let sprite = art.sprite.with_table(&selection.unwrap_or(Mask::ALL), &table);
        self.commit(name, sprite, selection);
    }
}
