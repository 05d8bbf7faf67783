//! The top bar: menus, seed, temperatures, and the button that draws the grid with them.

use egui::{
    Align, Color32, DragValue, Key, Layout, PopupCloseBehavior, Response, RichText, Slider,
    SliderClamping, TextEdit, Ui,
    containers::menu::{MenuButton, MenuConfig},
    vec2,
};

use super::{menus, only_colours};
use crate::{
    sprite::{MIN_SHAPE_TEMPERATURE, Sampling},
    studio::{
        command::{Command, CommandQueue, ViewCommand},
        state::State,
        theme::{SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Tokens},
        widgets::{icon_button, main_button},
    },
};

/// The highest temperature that may be typed, as on the command line.
const MAX_TEMPERATURE: f32 = 4.0;
/// Below this width the bar saves on distances and on the length of the dial.
const ROOMY: f32 = 1200.0;
/// Below this one it goes without the dial's rail and what the menus have as well.
const TIGHT: f32 = 1010.0;
/// Below this one there is room for little more than the numbers.
const CRAMPED: f32 = 950.0;

/// Draws the top bar.
pub(in crate::studio) fn show(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let is_roomy = ROOMY <= ui.available_width();
    let is_tight = ui.available_width() < TIGHT;
    let is_cramped = ui.available_width() < CRAMPED;
    let apart = if is_roomy { SPACE_L } else { SPACE_XS };
    let dial = if is_roomy { 180.0 } else { 110.0 };
    ui.horizontal_centered(|ui| {
        menus::show(ui, state, queue, is_cramped);
        ui.add_space(apart);
        seed_ui(ui, state, queue, if is_cramped { 66.0 } else { 84.0 });
        ui.add_space(apart);
        temperature_ui(
            ui,
            state,
            match (is_cramped, is_tight) {
                (true, _) => None,
                (_, true) => Some(72.0),
                _ => Some(dial),
            },
        );
        sampling_ui(ui, state);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !is_tight {
                icon_button(ui, queue, Command::View(ViewCommand::ToggleTheme), true);
                icon_button(ui, queue, Command::View(ViewCommand::ToggleShortcuts), true);
                ui.add_space(apart - SPACE_XS);
            }
            draw_all_ui(ui, state, queue);
        });
    });
}

fn seed_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue, width: f32) {
    let tokens = Tokens::in_ui(ui);
    let typed = state.seed_text.trim().parse::<u64>();
    let label = ui.label(RichText::new("Seed").color(tokens.text_muted));
    let colour: Color32 = if typed.is_ok() { tokens.text } else { tokens.danger };
    let line = typed.is_err().then_some(tokens.danger);
    let field = TextEdit::singleline(&mut state.seed_text)
        .desired_width(width)
        .min_size(vec2(0.0, ui.spacing().interact_size.y))
        .align(egui::Align2::LEFT_CENTER)
        .text_color(colour)
        .char_limit(20);
    let response = ui
        .scope(|ui| {
            if let Some(line) = line {
                let widgets = &mut ui.visuals_mut().widgets;
                for look in [&mut widgets.inactive, &mut widgets.hovered] {
                    look.bg_stroke = egui::Stroke::new(1.0, line);
                }
            }
            ui.add(field)
        })
        .inner
        .labelled_by(label.id);
    let response = response.on_hover_text(match typed {
        Ok(_) => "The same seed draws the same sprites; Enter draws",
        Err(_) => "No seed, so nothing is drawn: a whole number from 0 to 18446744073709551615",
    });
    seed_edited(ui, &response, state, queue);
    icon_button(ui, queue, Command::NewSeed, state.can_draw());
}

fn seed_edited(ui: &Ui, response: &Response, state: &mut State, queue: &CommandQueue) {
    if response.changed()
        && let Ok(seed) = state.seed_text.trim().parse()
    {
        state.settings.seed = seed;
    }
    if response.lost_focus() {
        if state.has_seed() {
            state.seed_text = state.settings.seed.to_string();
        }
        if ui.input(|input| input.key_pressed(Key::Enter)) {
            queue.push(Command::DrawAll);
            if !state.has_seed() {
                // What is typed next mends the seed, and is no command.
                response.request_focus();
            }
        } else if ui.input(|input| input.key_pressed(Key::Escape)) {
            state.seed_text = state.settings.seed.to_string();
        }
    }
}

/// The one dial that sets both temperatures.
///
/// `width` is that of its rail; without one there is room for the number only.
fn temperature_ui(ui: &mut Ui, state: &mut State, width: Option<f32>) {
    let sampling = &mut state.settings.sampling;
    let mut temperature = sampling.colour_temperature;
    let muted = Tokens::in_ui(ui).text_muted;
    let name = if width.is_some_and(|width| 100.0 < width) { "Temperature" } else { "Temp." };
    let label = ui.label(RichText::new(name).color(muted));
    let dial = if let Some(width) = width {
        ui.spacing_mut().slider_width = width;
        // What is typed may lie beyond the rail, as far as the command line goes.
        let dial = Slider::new(&mut temperature, 0.2..=1.5).fixed_decimals(2).step_by(0.05);
        ui.add(dial.clamping(SliderClamping::Never))
    } else {
        let number = DragValue::new(&mut temperature).range(0.0..=MAX_TEMPERATURE);
        ui.add(number.fixed_decimals(2).speed(0.01))
    };
    let response = dial.labelled_by(label.id).on_hover_text(
        "Low is calm and alike, high is wild; it sets the shape and the colour temperature",
    );
    if response.changed() {
        let Sampling { shape_temperature, colour_temperature, .. } =
            Sampling::at_temperature(temperature.clamp(0.0, MAX_TEMPERATURE));
        *sampling = Sampling { shape_temperature, colour_temperature, ..*sampling };
    }
}

fn sampling_ui(ui: &mut Ui, state: &mut State) {
    let close = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::new("Sampling…").config(close).ui(ui, |ui| {
        ui.set_width(320.0);
        ui.spacing_mut().slider_width = 150.0;
        let sampling = &mut state.settings.sampling;
        let shape = MIN_SHAPE_TEMPERATURE..=1.5;
        let sliders = [
            (
                Slider::new(&mut sampling.shape_temperature, shape)
                    .fixed_decimals(2)
                    .text("Shape temperature"),
                "How freely it chooses between transparent and opaque",
            ),
            (
                Slider::new(&mut sampling.colour_temperature, 0.0..=2.0)
                    .fixed_decimals(2)
                    .text("Colour temperature"),
                "How freely it chooses among colours; 0 always takes the likeliest",
            ),
            (
                Slider::new(&mut sampling.top_k, 0..=63).text("Top-k"),
                "Only this many of the likeliest colours; 0 is off",
            ),
            (
                Slider::new(&mut sampling.top_p, 0.05..=1.0).fixed_decimals(2).text("Top-p"),
                "Only the likeliest colours that together have this probability; 1 is off",
            ),
            (
                Slider::new(&mut sampling.min_p, 0.0..=0.5).fixed_decimals(2).text("Min-p"),
                "Only colours at least this fraction as likely as the likeliest; 0 is off",
            ),
            (
                Slider::new(&mut sampling.guidance, 1.0..=3.0)
                    .step_by(0.25)
                    .fixed_decimals(2)
                    .text("Guidance"),
                "How strongly the prompt is followed (classifier-free guidance); 1 is not at all. \
                 It moves by quarters, which models can learn to draw with in half the time",
            ),
            (
                Slider::new(&mut sampling.attempts, 1..=Sampling::MAX_ATTEMPTS).text("Attempts"),
                "How often a sprite is drawn at most, where the model finds that it came out \
                 badly; 1 takes whatever comes",
            ),
        ];
        for (slider, help) in sliders {
            ui.add(slider.clamping(SliderClamping::Never)).on_hover_text(help);
        }
        // Rails reach as far as is usual; what is typed may go as far as the command line does.
        *sampling = in_limits(*sampling);
        ui.separator();
        only_colours::show(ui, &state.palette, &mut sampling.colours);
        ui.separator();
        if ui.button("Back to the usual").on_hover_text("Resets all of this").clicked() {
            *sampling = Sampling::default();
        }
    });
    let colours = state.settings.sampling.colours;
    let what = "Temperatures, top-k, top-p, min-p, guidance, attempts and colours";
    if colours.is_all() {
        button.on_hover_text(what);
    } else {
        dot(ui, &button);
        button.on_hover_text(format!("{what}; only {} colours are drawn with now", colours.len()));
    }
}

/// The same with every number within what the command line takes.
fn in_limits(sampling: Sampling) -> Sampling {
    Sampling {
        shape_temperature: sampling.shape_temperature.clamp(MIN_SHAPE_TEMPERATURE, MAX_TEMPERATURE),
        colour_temperature: sampling.colour_temperature.clamp(0.0, MAX_TEMPERATURE),
        top_k: sampling.top_k.min(63),
        top_p: sampling.top_p.clamp(0.01, 1.0),
        min_p: sampling.min_p.clamp(0.0, 1.0),
        guidance: sampling.guidance.clamp(0.0, Sampling::MAX_GUIDANCE),
        attempts: sampling.attempts.clamp(1, Sampling::MAX_ATTEMPTS),
        ..sampling
    }
}

/// Marks the corner of a button.
fn dot(ui: &Ui, button: &Response) {
    let tokens = Tokens::in_ui(ui);
    let at = button.rect.right_top() + vec2(-3.0, 3.0);
    ui.painter().circle(at, 5.0, tokens.notice, egui::Stroke::new(2.0, tokens.panel));
}

/// The main button, with a dot while the grid shows other settings than the bar.
fn draw_all_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let reason = state.reason(Command::DrawAll);
    let response = main_button(ui, queue, Command::DrawAll, state.allows(Command::DrawAll));
    let response = match reason {
        Some(reason) => response.on_disabled_hover_text(reason),
        None => response,
    };
    if state.has_changed_settings() {
        dot(ui, &response);
        response.on_hover_text("The settings have changed since the grid was drawn");
    }
    ui.add_space(SPACE_M - SPACE_S);
}
