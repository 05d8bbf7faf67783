//! The dialog for whole sets: which sprites, as what, called what, how large.

use egui::{
    Button, ComboBox, DragValue, Grid, Id, Modal, RichText, ScrollArea, Slider, TextEdit, Ui, vec2,
};

use crate::{
    files::{MAX_SCALE, NamePattern},
    sprite::SIDE,
    studio::{
        command::{Command, CommandQueue, FileCommand},
        export::{ExportSettings, SetForm},
        state::{ExportSet, State, n_sprites, named},
        theme::{CONTROL_HEIGHT, SPACE_M, SPACE_S, Tokens},
        widgets::in_accent,
    },
};

const WIDTH: f32 = 460.0;
/// Room that the window leaves around the dialog.
const AROUND: f32 = 96.0;

/// Draws the dialog while it is open.
pub(in crate::studio) fn show(ui: &Ui, state: &mut State, queue: &CommandQueue) {
    if !state.shows_export {
        return;
    }
    let modal = Modal::new(Id::unique("export several")).show(ui, |ui| {
        let room = ui.content_rect().size() - egui::Vec2::splat(AROUND);
        ui.set_width(WIDTH.min(room.x));
        ui.heading("Export several");
        ui.add_space(SPACE_S);
        let rows = ScrollArea::vertical().max_height((room.y - 96.0).max(120.0));
        rows.show(ui, |ui| rows_ui(ui, state));
        ui.add_space(SPACE_M);
        let is_possible = state.allows(Command::File(FileCommand::WriteSet));
        ui.horizontal(|ui| {
            let export = Button::new("Export…").min_size(vec2(84.0, CONTROL_HEIGHT));
            let is_agreed = in_accent(ui, |ui| ui.add_enabled(is_possible, export)).clicked();
            let is_done = ui.button("Close").on_hover_text("What was set is remembered").clicked();
            (is_agreed, is_done)
        })
        .inner
    });
    let (is_agreed, is_done) = modal.inner;
    if is_agreed {
        queue.push(Command::File(FileCommand::WriteSet));
    }
    if is_agreed || is_done || modal.should_close() {
        state.shows_export = false;
    }
}

fn rows_ui(ui: &mut Ui, state: &mut State) {
    let spacing = vec2(SPACE_M * 2.0, SPACE_S);
    Grid::new("export several rows").num_columns(2).spacing(spacing).show(ui, |ui| {
        let label = ui.label("Sprites");
        set_ui(ui, state, label.id);
        ui.end_row();
        ui.label("As");
        ui.horizontal_wrapped(|ui| {
            for form in SetForm::ALL {
                ui.selectable_value(&mut state.export.form, form, form.name())
                    .on_hover_text(form.tooltip());
            }
        });
        ui.end_row();
        names_ui(ui, state);
        size_ui(ui, &mut state.export);
        form_ui(ui, &mut state.export);
    });
}

fn set_ui(ui: &mut Ui, state: &mut State, label: Id) {
    let count = |state: &State, set| state.set_arts(set).len();
    let text =
        |state: &State, set| format!("{} ({})", state.set_name(set), n_sprites(count(state, set)));
    let combo = ComboBox::from_id_salt("export set").width(260.0);
    let chosen = combo.selected_text(text(state, state.export.set)).show_ui(ui, |ui| {
        let mut chosen = None;
        for set in ExportSet::ALL {
            let is_there = 0 < count(state, set);
            ui.add_enabled_ui(is_there, |ui| {
                if ui.selectable_label(state.export.set == set, text(state, set)).clicked() {
                    chosen = Some(set);
                }
            });
        }
        chosen
    });
    chosen.response.labelled_by(label);
    if let Some(set) = chosen.inner.flatten() {
        state.export.set = set;
    }
}

fn names_ui(ui: &mut Ui, state: &mut State) {
    if !state.export.form.has_names() {
        return;
    }
    let label = ui.label("Names");
    ui.vertical(|ui| {
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut state.export.names).desired_width(220.0);
            let hint = format!(
                "What is in braces is put in for each sprite: {}. What a sprite does not have is \
                 left out",
                NamePattern::fields()
            );
            ui.add(field.hint_text(NamePattern::USUAL)).labelled_by(label.id).on_hover_text(hint);
            let is_usual = state.export.names == NamePattern::USUAL;
            if ui.add_enabled(!is_usual, Button::new("Reset")).clicked() {
                NamePattern::USUAL.clone_into(&mut state.export.names);
            }
        });
        let tokens = Tokens::in_ui(ui);
        if let Err(error) = state.export.names.parse::<NamePattern>() {
            ui.label(RichText::new(error.to_string()).small().color(tokens.danger));
        } else {
            let mut arts = state.set_arts(state.export.set);
            let count = arts.len();
            arts.truncate(1);
            let first = named(arts, &state.export).into_iter().next();
            let text = first.map_or_else(
                || "There is nothing to name".to_owned(),
                |(name, _)| match count {
                    1 => name,
                    _ => format!("{name} and {} more", count - 1),
                },
            );
            ui.label(RichText::new(text).small().color(tokens.text_muted));
        }
    });
    ui.end_row();
}

fn size_ui(ui: &mut Ui, settings: &mut ExportSettings) {
    let label = ui.label("Scale");
    let side = SIDE as u32 * settings.scale;
    ui.horizontal(|ui| {
        let scale = Slider::new(&mut settings.scale, 1..=MAX_SCALE).suffix("×");
        ui.add(scale)
            .labelled_by(label.id)
            .on_hover_text("For every export, that of a single sprite as well");
        ui.label(RichText::new(format!("{side} × {side} pixels")).weak());
    });
    ui.end_row();
}

/// What one form alone has.
fn form_ui(ui: &mut Ui, settings: &mut ExportSettings) {
    match settings.form {
        SetForm::Pngs => {}
        SetForm::Sheet => {
            let label = ui.label("Room between sprites");
            let padding = Slider::new(&mut settings.padding, 0..=ExportSettings::MAX_PADDING);
            ui.add(padding).labelled_by(label.id).on_hover_text("Before they are enlarged");
            ui.end_row();
            ui.label("Frames in the JSON");
            ui.horizontal(|ui| {
                ui.radio_value(&mut settings.is_json_array, false, "By name")
                    .on_hover_text("A hash: Phaser, TexturePacker and most engines read it");
                ui.radio_value(&mut settings.is_json_array, true, "In a row")
                    .on_hover_text("An array: keeps the order");
            });
            ui.end_row();
        }
        SetForm::Gif | SetForm::Aseprite => {
            let label = ui.label("Time of a frame");
            let time = DragValue::new(&mut settings.milliseconds).range(20..=u16::MAX);
            ui.add(time.suffix(" ms")).labelled_by(label.id);
            ui.end_row();
        }
    }
}
