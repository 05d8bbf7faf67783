//! What the light falls on, how strongly each of its effects is drawn, and lights by name.

use egui::{
    Align2, Button, DragValue, Grid, Response, RichText, Role, Slider, TextEdit, TextWrapMode, Ui,
    WidgetInfo, vec2,
};

use super::dial;
use crate::{
    sprite::Light,
    studio::{
        command::{Command, CommandQueue, ShadeCommand},
        state::{Scope, State},
        theme::{CONTROL_HEIGHT, SPACE_M, SPACE_S, SPACE_XS, Tokens},
        widgets::{CROSS, paint_icon, toggle_button, with_command},
    },
};

/// Width of the names beside the sliders.
const NAMES: f32 = 84.0;

/// Draws what the light falls on.
pub(super) fn scope_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let n_selected = state.collection.n_selected();
    let names = [
        (Scope::Sprite, "This sprite".to_owned()),
        (Scope::Grid, "Grid".to_owned()),
        (Scope::Kept, format!("Selection ({n_selected})")),
    ];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        ui.spacing_mut().button_padding.x = SPACE_S;
        for (scope, name) in names {
            let command = Command::Shade(ShadeCommand::Scope(scope));
            let is_on = state.scope() == scope;
            let button = button(ui, is_on, &name);
            let response = ui.add_enabled(state.allows(command), button);
            with_command(response, queue, command);
        }
    });
}

fn button<'a>(ui: &Ui, is_on: bool, name: &str) -> Button<'a> {
    let text = RichText::new(name).color(Tokens::in_ui(ui).text);
    Button::selectable(is_on, text).frame_when_inactive(true).min_size(vec2(0.0, CONTROL_HEIGHT))
}

/// Draws the dial, and its two numbers beside it.
pub(super) fn light_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let (light, is_lit) = state.shown_light();
    let mut wanted = None;
    ui.horizontal_top(|ui| {
        wanted = dial::show(ui, &light, is_lit).map(|light| ("Turn light", light));
        ui.add_space(SPACE_M - SPACE_S);
        ui.vertical(|ui| {
            let command = Command::Shade(ShadeCommand::Toggle);
            ui.add_space(SPACE_S);
            ui.add_enabled_ui(state.allows(command), |ui| {
                toggle_button(ui, queue, command, is_lit);
            });
            ui.add_space(SPACE_XS);
            Grid::new("direction").num_columns(2).spacing(vec2(SPACE_S, SPACE_S)).show(ui, |ui| {
                let mut turned = light;
                let angle = degrees_ui(ui, "Angle", &mut turned.azimuth_degrees, 360.0);
                let elevation = degrees_ui(ui, "Elevation", &mut turned.elevation_degrees, 90.0);
                if angle.changed() || elevation.changed() {
                    wanted = Some(("Turn light", turned));
                }
            });
        });
    });
    if let Some((name, light)) = wanted {
        state.set_light(name, Some(light));
    }
}

fn degrees_ui(ui: &mut Ui, name: &str, value: &mut f32, most: f32) -> Response {
    let label = ui.label(RichText::new(name).color(Tokens::in_ui(ui).text_muted));
    let dial = DragValue::new(value).range(0.0..=most).speed(1.0).fixed_decimals(0).suffix("°");
    let response = ui.add(dial.update_while_editing(false)).labelled_by(label.id);
    ui.end_row();
    response.on_hover_text("Drag sideways, or click and type")
}

/// A strength of the light: its name, what the history calls it, what it does, and where it is.
type Strength = (&'static str, &'static str, &'static str, fn(&mut Light) -> &mut f32);

const STRENGTHS: [Strength; 5] = [
    (
        "Directional",
        "Directional light",
        "How much lighter what faces the light is, and how much darker what looks away",
        |light| &mut light.directional,
    ),
    (
        "Occlusion",
        "Dark creases",
        "Darkness in creases and beside the lines between parts (ambient occlusion)",
        |light| &mut light.occlusion,
    ),
    ("Edges", "Dark edges", "Darkness of the edges that look away from the light", |light| {
        &mut light.edge
    }),
    ("Rim", "Rim light", "A thin light from behind, on those edges", |light| &mut light.rim),
    (
        "Drawn light",
        "Drawn light",
        "How much of the light already drawn is kept: 0 % flattens it away first",
        |light| &mut light.keep_drawn,
    ),
];

/// Draws how strong each effect is.
pub(super) fn strengths_ui(ui: &mut Ui, state: &mut State) {
    let (light, _) = state.shown_light();
    let muted = Tokens::in_ui(ui).text_muted;
    let mut wanted = None;
    ui.spacing_mut().item_spacing.y = SPACE_XS;
    ui.spacing_mut().slider_width = (ui.available_width() - NAMES - 76.0).clamp(60.0, 220.0);
    for (name, step, what, field) in STRENGTHS {
        ui.horizontal(|ui| {
            let text = RichText::new(name).color(muted);
            let label = ui
                .allocate_ui(vec2(NAMES, CONTROL_HEIGHT), |ui| {
                    ui.set_min_width(NAMES);
                    ui.label(text).on_hover_text(what)
                })
                .inner;
            let mut turned = light;
            let percent =
                |text: &str| Some(text.trim_end_matches('%').trim().parse::<f64>().ok()? / 100.0);
            let dial = Slider::new(field(&mut turned), 0.0..=1.0)
                .step_by(0.01)
                .custom_formatter(|value, _| format!("{:.0} %", value * 100.0))
                .custom_parser(percent)
                .update_while_editing(false);
            let response = ui.add(dial).labelled_by(label.id).on_hover_text(what);
            if response.changed() {
                wanted = Some((step, turned));
            }
        });
    }
    if let Some((name, light)) = wanted {
        state.set_light(name, Some(light));
    }
}

/// Draws the lights by name, and where the one on show gets one.
pub(super) fn presets_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let (light, is_lit) = state.shown_light();
    let is_enabled = state.has_something_to_light();
    let (mut used, mut deleted) = (None, None);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE_XS, SPACE_XS);
        ui.spacing_mut().button_padding.x = SPACE_S;
        for preset in ShadeCommand::PRESETS {
            let command = Command::Shade(preset);
            let is_on = state.is_on(command).unwrap_or(false);
            ui.add_enabled_ui(is_enabled, |ui| toggle_button(ui, queue, command, is_on));
        }
        for (at, preset) in state.shade.settings.presets.iter().enumerate() {
            let is_on = is_lit && preset.light == light;
            let button = button(ui, is_on, &preset.name).wrap_mode(TextWrapMode::Truncate);
            let response = ui.add_enabled(is_enabled, button);
            if response.clicked() {
                used = Some(preset.light);
            }
            response.on_hover_text("A light that you saved");
            if cross_ui(ui, &preset.name) {
                deleted = Some(at);
            }
        }
    });
    if let Some(light) = used {
        state.use_preset(light);
    }
    if let Some(at) = deleted {
        state.delete_preset(at);
    }
    save_ui(ui, state);
}

/// A small cross behind a saved light, which takes it away.
fn cross_ui(ui: &mut Ui, name: &str) -> bool {
    let size = vec2(16.0, CONTROL_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    let text = format!("Delete light {name}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text.as_str()));
    let tokens = Tokens::in_ui(ui);
    let colour =
        if response.hovered() || response.has_focus() { tokens.danger } else { tokens.text_muted };
    paint_icon(ui.painter(), CROSS, rect.center(), colour);
    response.on_hover_text(text).clicked()
}

fn save_ui(ui: &mut Ui, state: &mut State) {
    ui.horizontal(|ui| {
        let tokens = Tokens::in_ui(ui);
        let name = &mut state.shade.preset_name;
        let is_known = state.shade.settings.presets.iter().any(|preset| preset.name == name.trim());
        let field = TextEdit::singleline(name).hint_text("Name of this light");
        let field = field.desired_width(150.0).min_size(vec2(0.0, CONTROL_HEIGHT));
        ui.visuals_mut().widgets.inactive.bg_stroke = egui::Stroke::new(1.0, tokens.line);
        let field = ui.add(field.align(Align2::LEFT_CENTER));
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Name of this light"));
        let is_entered =
            field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let has_name = !name.trim().is_empty();
        let text = if is_known { "Replace" } else { "Save" };
        let button = Button::new(text).min_size(vec2(0.0, CONTROL_HEIGHT));
        let button = ui.add_enabled(has_name, button);
        if button.on_hover_text("Keeps the light on show under this name").clicked() || is_entered {
            state.save_preset();
        }
    });
}
