//! The children, as they arrive.

use egui::{RichText, Ui};

use crate::studio::{
    art::Place,
    command::CommandQueue,
    panels::drawn::{self, Drawn},
    state::State,
    textures::Textures,
    theme::Tokens,
};

/// The least width for the larger sprites.
const ROOMY: f32 = 396.0;

/// Draws the children, or how there come to be any.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let n_children = state.breed.litter.len();
    if n_children == 0 {
        let text = "Children appear here; each can be a parent in its turn";
        ui.label(RichText::new(text).small().color(Tokens::in_ui(ui).text_muted));
        return;
    }
    let picked = drawn::rows(ui, n_children, ROOMY, |ui, slot, rect| {
        Drawn {
            name: format!("Child {}", slot + 1),
            look: state.child_look(slot),
            art: state.breed.litter.art(slot),
            place: Place::Child(slot),
            is_selected: state.is_current_child(slot),
        }
        .show(ui, rect, state, textures, queue)
    });
    if let Some(slot) = picked {
        state.pick_child(slot);
    }
}
