//! Play, step and speed, what else shines through, and the ways out.

use egui::{Button, ComboBox, RichText, Ui, vec2};

use crate::studio::{
    command::{AnimateCommand, Command, CommandQueue},
    state::{SPEEDS, Shown, State},
    theme::{CONTROL_HEIGHT, SPACE_M, SPACE_S, Tokens},
    widgets::{icon_button, menu_item, toggle_button, with_command},
};

/// Draws the row.
pub(super) fn show(ui: &mut Ui, state: &mut State, queue: &CommandQueue, shown: &Shown) {
    ui.horizontal_wrapped(|ui| {
        let command = |it| Command::Animate(it);
        let previous = command(AnimateCommand::PreviousFrame);
        icon_button(ui, queue, previous, true);
        let is_playing = state.animate.is_playing;
        let name = if is_playing { "Pause" } else { "Play" };
        let text = RichText::new(name).color(Tokens::in_ui(ui).text);
        let play = Button::selectable(is_playing, text).frame_when_inactive(true);
        // Both names take the same room, so that nothing moves.
        let play = ui.add(play.min_size(vec2(64.0, CONTROL_HEIGHT)));
        with_command(play, queue, command(AnimateCommand::Play));
        icon_button(ui, queue, command(AnimateCommand::NextFrame), true);
        speed_ui(ui, state);
        ui.add_space(SPACE_M - SPACE_S);
        for (it, is_on) in [
            (AnimateCommand::OnionSkin, state.animate.has_onion_skin),
            (AnimateCommand::ShowParts, state.animate.shows_parts),
            (AnimateCommand::SwimGrid, state.animate.grid_swims),
        ] {
            if it != AnimateCommand::ShowParts || shown.is_live() {
                toggle_button(ui, queue, command(it), is_on);
            }
        }
        ui.add_space(SPACE_M - SPACE_S);
        let export = Button::new("Export clip").min_size(vec2(0.0, CONTROL_HEIGHT));
        let export = egui::containers::menu::MenuButton::from_button(export);
        let (response, _) = export.ui(ui, |ui| {
            for it in [
                AnimateCommand::ExportAseprite,
                AnimateCommand::ExportGif,
                AnimateCommand::ExportApng,
                AnimateCommand::ExportSheet,
                AnimateCommand::ExportGodot,
            ] {
                menu_item(ui, state, queue, command(it));
            }
        });
        response.on_hover_text("Saves the clip as a file of other programs");
    });
}

fn speed_ui(ui: &mut Ui, state: &mut State) {
    let name = |speed: f32| format!("{speed} ×");
    let label = ui.label(RichText::new("Speed").color(Tokens::in_ui(ui).text_muted));
    let combo = ComboBox::from_id_salt("speed").width(64.0);
    let shown = combo.selected_text(name(state.animate.speed)).show_ui(ui, |ui| {
        for speed in SPEEDS {
            ui.selectable_value(&mut state.animate.speed, speed, name(speed));
        }
    });
    shown
        .response
        .labelled_by(label.id)
        .on_hover_text("How fast it plays here; exports keep their times");
}
