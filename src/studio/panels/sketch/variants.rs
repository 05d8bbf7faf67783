//! The sprites drawn from the sketch, as they arrive.

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
const ROOMY: f32 = 300.0;

/// Draws the variants, or how there come to be any.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let n_variants = state.sketch.variants.len();
    if n_variants == 0 {
        let proposed = if state.proposes() { " take one of the shapes above," } else { "" };
        let text = format!(
            "Paint a rough shape,{proposed} drop a sprite on the canvas, or open or paste a \
             picture. Finished sprites of it appear here"
        );
        let text = RichText::new(text).small().color(Tokens::in_ui(ui).text_muted);
        ui.add(egui::Label::new(text).wrap());
        return;
    }
    let picked = drawn::rows(ui, n_variants, ROOMY, |ui, slot, rect| {
        Drawn {
            name: format!("Variant {}", slot + 1),
            look: state.variant_look(slot),
            art: state.sketch.variants.art(slot),
            place: Place::Variant(slot),
            is_selected: state.is_current_variant(slot),
        }
        .show(ui, rect, state, textures, queue)
    });
    if let Some(slot) = picked {
        state.pick_variant(slot);
    }
}
