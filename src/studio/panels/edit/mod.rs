//! The editor: the current sprite to be painted on, with tools, colours and history around it.

mod canvas;
mod colour_dialog;
mod colours;
mod steps;
mod tools;

pub(super) use colours::colour_of;

use egui::{CentralPanel, Event, Frame, Panel, Ui};

use crate::studio::{
    command::CommandQueue, layout::Pane, state::State, textures::Textures, theme::SPACE_S,
};

/// Below this width of the panel, palette entries are smaller.
const ROOMY: f32 = 640.0;

/// Draws the editor.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let area = ui.max_rect();
    note_keys(ui, state);
    ui.add_space(SPACE_S);
    tools::options_ui(ui, state, queue);
    ui.add_space(SPACE_S / 2.0);
    let swatch = if ui.available_width() < ROOMY { 16.0 } else { 20.0 };
    let bare = |panel: Panel| panel.frame(Frame::NONE).resizable(false).show_separator_line(false);
    bare(Panel::left("tools"))
        .exact_size(tools::bar_width(ui.available_height()))
        .show(ui, |ui| tools::bar_ui(ui, state, queue));
    bare(Panel::right("colours")).exact_size(colours::width(state, swatch) + SPACE_S).show(
        ui,
        |ui| {
            ui.horizontal_top(|ui| {
                ui.add_space(SPACE_S);
                ui.vertical(|ui| {
                    colours::show(ui, state, queue, swatch);
                    ui.add_space(SPACE_S);
                    steps::show(ui, state);
                });
            });
        },
    );
    CentralPanel::no_frame().show(ui, |ui| canvas::show(ui, state, textures, queue));
    colour_dialog::show(ui, state, area);
}

/// Keys that several panels know mean the editor once it came to the front or was clicked in,
/// until a click elsewhere while another panel that knows them is on show too.
fn note_keys(ui: &Ui, state: &mut State) {
    if !state.in_front.contains(&Pane::Edit) {
        // The click on the tab that brought it here is no click elsewhere.
        return;
    }
    let area = ui.max_rect();
    let is_alone = !state.in_front.iter().any(|pane| matches!(pane, Pane::Grid | Pane::Sweep));
    ui.input(|input| {
        for event in &input.events {
            if let Event::PointerButton { pos, pressed: true, .. } = event {
                state.edit.takes_keys = is_alone || area.contains(*pos);
            }
        }
    });
}
