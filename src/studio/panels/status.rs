//! The status line: progress with cancel on the left, the model on the right.

use std::time::Duration;

use egui::{Align, Label, Layout, ProgressBar, RichText, Ui, containers::menu::MenuButton};

use crate::studio::{
    command::{Command, CommandQueue, FileCommand},
    state::State,
    theme::{SPACE_M, SPACE_S, Tokens},
    widgets::command_button,
};

/// How many digits of a checkpoint's hash tell it apart from any other that one has.
const HASH_DIGITS: usize = 8;
const PROGRESS_WIDTH: f32 = 150.0;
const CLOCK_TICK: Duration = Duration::from_millis(250);

/// Draws the status line.
pub(in crate::studio) fn show(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            model_ui(ui, state, queue);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                progress_ui(ui, state, queue);
            });
        });
    });
}

fn progress_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let tokens = Tokens::in_ui(ui);
    if state.stopped.is_some() {
        ui.label(RichText::new("Drawing has stopped").color(tokens.danger));
        return;
    }
    let told = state.toasts.status_text();
    let told_ui = |ui: &mut Ui, text: &str| {
        ui.add(Label::new(text).truncate()).on_hover_text(text);
    };
    if let Some(text) = told.as_ref().filter(|_| !state.jobs.is_busy()) {
        told_ui(ui, text);
        return;
    }
    let Some(run) = state.jobs.run() else {
        let has_sprites = state.grid.cells.iter().any(|cell| cell.art.is_some());
        let text = match state.is_opening() {
            true => "Loading the model…",
            false if has_sprites => "As it was left",
            false => "Nothing drawn yet",
        };
        ui.label(RichText::new(text).color(tokens.text_muted));
        return;
    };
    let seconds = run.seconds(ui.input(|input| input.time));
    if state.jobs.is_busy() {
        // The clock runs on while a slow row is drawn.
        ui.request_repaint_after(CLOCK_TICK);
        let bar = ProgressBar::new(state.jobs.fraction_done())
            .desired_width(PROGRESS_WIDTH)
            .desired_height(6.0)
            .corner_radius(3)
            .fill(tokens.accent);
        let n_improving = state.jobs.n_improving();
        let n_drawn = run.done + n_improving;
        let text = if n_improving > 0 && n_drawn >= run.total {
            format!("All {} drawn, improving {n_improving}", run.total)
        } else {
            format!("Drawing {} of {}", (n_drawn + 1).min(run.total), run.total)
        };
        ui.add(bar).on_hover_text(&text);
        ui.label(text);
        ui.label(RichText::new(format!("{seconds:.1} s")).color(tokens.text_muted));
        ui.add_space(SPACE_S);
        command_button(ui, queue, Command::Cancel, true);
        if let Some(text) = &told {
            told_ui(ui, text);
        }
        return;
    }
    let text = match (run.is_cancelled, run.done) {
        (true, done) => format!("Cancelled after {done} of {}", run.total),
        (false, 1) => format!("1 sprite drawn in {seconds:.1} s"),
        (false, done) => format!("{done} sprites drawn in {seconds:.1} s"),
    };
    ui.label(RichText::new(text).color(tokens.text_muted));
    if state.has_changed_settings() {
        ui.add_space(SPACE_S);
        ui.label(RichText::new("Draw all to see the new settings").color(tokens.notice));
    }
}

/// The name of the model, and the other models whose tabs are one click away.
fn tabs_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    if state.other_tabs().next().is_none() {
        ui.add(Label::new(&state.model_name).truncate());
        return;
    }
    let (button, _) = MenuButton::new(&state.model_name).ui(ui, |ui| {
        ui.label(RichText::new("Go to the grid of").weak());
        for (index, model) in state.other_tabs().enumerate() {
            if ui.button(&model.name).clicked() {
                queue.push(Command::File(FileCommand::GoToTab(index)));
                ui.close();
            }
        }
    });
    button.on_hover_text("Every model has a grid and a history of its own, which wait here");
}

/// Laid out from the right edge.
fn model_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    command_button(ui, queue, Command::File(FileCommand::OpenModel), true);
    if state.allows(Command::File(FileCommand::BuiltInModel)) {
        command_button(ui, queue, Command::File(FileCommand::BuiltInModel), true);
    }
    ui.add_space(SPACE_M - SPACE_S);
    let tokens = Tokens::in_ui(ui);
    if let Some(palette) = state.colours.own() {
        command_button(ui, queue, Command::File(FileCommand::ModelPalette), true);
        ui.add(Label::new(palette.name()).truncate())
            .on_hover_text("Everything is drawn and shown in the colours of this palette");
        ui.label(RichText::new("Palette").color(tokens.text_muted));
        ui.add_space(SPACE_M - SPACE_S);
    }
    if state.is_opening() {
        ui.label(RichText::new("Loading…").color(tokens.text_muted));
    } else if let Some(generator) = state.generator() {
        let hash = generator.checkpoint_hash();
        let short: String = hash.chars().take(HASH_DIGITS).collect();
        ui.label(RichText::new(short).monospace().color(tokens.text_muted))
            .on_hover_text(format!("Checkpoint {hash}"));
        tabs_ui(ui, state, queue);
    } else {
        ui.label(RichText::new("No model").color(tokens.danger));
    }
}
