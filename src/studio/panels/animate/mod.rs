//! The current sprite in motion, or a kept clip: what it does, how it looks, frame by frame.

mod motion;
mod stage;
mod strip;
mod transport;

pub(super) use stage::ONION;

use egui::{CentralPanel, Frame, Panel, RichText, Ui};

use crate::studio::{
    command::CommandQueue,
    state::State,
    textures::Textures,
    theme::{SPACE_L, SPACE_S, Tokens},
};

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    ui.add_space(SPACE_S);
    let Some(shown) = state.shown_clip() else {
        notice_ui(ui, state);
        return;
    };
    transport::show(ui, state, queue, &shown);
    ui.add_space(SPACE_S);
    if shown.is_live() {
        motion::show(ui, state, textures, &shown.art);
        ui.add_space(SPACE_S);
    }
    if state.animate.shows_parts && shown.is_live() {
        stage::brush_ui(ui, state, queue);
        ui.add_space(SPACE_S);
    }
    let strip = Panel::bottom("frames").frame(Frame::NONE).resizable(false);
    strip
        .show_separator_line(false)
        .exact_size(strip::HEIGHT)
        .show(ui, |ui| strip::show(ui, state, textures, queue, &shown));
    CentralPanel::no_frame().show(ui, |ui| stage::show(ui, state, textures, &shown));
    if state.animate.is_playing {
        let wait = state.animate.wait_for(&shown.clip);
        ui.request_repaint_after(std::time::Duration::from_millis(wait));
    }
}

/// What to do while nothing moves.
fn notice_ui(ui: &mut Ui, state: &State) {
    let (title, detail) = match state.current_art() {
        None => ("Nothing to animate yet", "Pick a sprite in the grid or in the collection"),
        Some(_) => ("This sprite is empty", "There is nothing in it that could move"),
    };
    let muted = Tokens::in_ui(ui).text_muted;
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 40.0).max(SPACE_L));
        ui.label(RichText::new(title).heading());
        ui.label(RichText::new(detail).color(muted));
    });
}
