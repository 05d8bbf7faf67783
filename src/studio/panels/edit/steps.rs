//! What was done, step by step; a click goes back to where it was, or forward again.

use egui::{Button, RichText, ScrollArea, Ui, vec2};

use crate::studio::{
    state::State,
    theme::{SPACE_XS, Tokens},
};

const ROW: f32 = 20.0;

/// Draws the list in the room that is left.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let tokens = Tokens::in_ui(ui);
    ui.label(RichText::new("History").small().color(tokens.text_muted));
    let n_done = state.history.n_done();
    let names: Vec<&str> = std::iter::once("Beginning").chain(state.history.names()).collect();
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().button_padding = vec2(SPACE_XS, 1.0);
    ui.spacing_mut().interact_size.y = ROW;
    let list = ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true);
    list.show_rows(ui, ROW, names.len(), |ui, rows| {
        for step in rows {
            let colour = if step <= n_done { tokens.text } else { tokens.text_muted };
            let text = RichText::new(names[step]).color(colour);
            let button = Button::selectable(step == n_done, text).truncate();
            let response = ui.add(button.min_size(vec2(ui.available_width(), ROW)));
            if response.clicked() {
                chosen = Some(step);
            }
            response.on_hover_text(match step.cmp(&n_done) {
                std::cmp::Ordering::Less => "Undoes everything after this",
                std::cmp::Ordering::Equal => "This is now",
                std::cmp::Ordering::Greater => "Does it again, up to here",
            });
        }
    });
    if let Some(step) = chosen {
        state.go_to_step(step);
    }
}
