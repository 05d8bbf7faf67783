//! The import dialog: choices on the left, on the right what would come of them.

mod choices;
mod preview;

use egui::{Button, Id, Label, Modal, RichText, ScrollArea, Ui, vec2};

use crate::studio::{
    command::{Command, CommandQueue, TrainCommand},
    state::{Import, State, TrainSettings, n_sprites},
    textures::Textures,
    theme::{CONTROL_HEIGHT, SPACE_L, SPACE_M, SPACE_S, Tokens},
    widgets::{command_button, in_accent, with_command},
};

/// The dialog is no larger than this; the window may be smaller.
const LARGEST: egui::Vec2 = vec2(1080.0, 720.0);
/// Width of the choices.
const CHOICES: f32 = 286.0;

/// Draws the dialog while it is open.
pub(in crate::studio) fn show(
    ui: &Ui,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
) {
    if state.train.import.is_none() {
        return;
    }
    let room = ui.content_rect().size() - vec2(72.0, 72.0);
    let size = room.min(LARGEST);
    let can_bring_in = state.can_bring_in();
    let can_add = state.allows(Command::Train(TrainCommand::AddFolder));
    let modal = Modal::new(Id::unique("import")).show(ui, |ui| {
        ui.set_width(size.x);
        ui.set_height(size.y);
        ui.heading("Bring sprites in");
        let Some(import) = &mut state.train.import else { return false };
        sources_ui(ui, import, &mut state.train.settings, can_add, queue);
        ui.add_space(SPACE_S);
        let below = CONTROL_HEIGHT + SPACE_M + SPACE_S;
        let height = (ui.available_height() - below).max(80.0);
        let choices = &mut state.train.settings.import;
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(CHOICES);
                ui.set_height(height);
                ScrollArea::vertical().id_salt("choices").auto_shrink(false).show(ui, |ui| {
                    choices::show(ui, choices, queue);
                });
            });
            ui.add_space(SPACE_L - SPACE_S);
            ui.vertical(|ui| {
                ui.set_height(height);
                preview::show(ui, import, textures);
            });
        });
        ui.add_space(SPACE_M);
        buttons_ui(ui, import, can_bring_in, queue)
    });
    if modal.inner || modal.should_close() {
        state.close_import();
    }
}

/// What is brought in, and buttons for more.
fn sources_ui(
    ui: &mut Ui,
    import: &Import,
    settings: &mut TrainSettings,
    can_add: bool,
    queue: &CommandQueue,
) {
    let muted = Tokens::in_ui(ui).text_muted;
    let text = |path: &std::path::Path| RichText::new(path.display().to_string()).color(muted);
    if !can_add {
        for input in &import.inputs {
            ui.add(Label::new(text(input)).truncate());
        }
        return;
    }
    ui.horizontal(|ui| {
        command_button(ui, queue, Command::Train(TrainCommand::AddFolder), true);
        command_button(ui, queue, Command::Train(TrainCommand::AddFile), true);
        if let Some(first) = import.inputs.first() {
            ui.add(Label::new(text(first)).truncate());
        }
    });
    // A long list scrolls, so that the choices keep their room.
    let list = ScrollArea::vertical().id_salt("sources").max_height(66.0);
    list.show(ui, |ui| {
        settings.more.retain(|path| {
            let mut is_kept = true;
            ui.horizontal(|ui| {
                let button = ui.small_button("Leave out").on_hover_text("Brings the others in");
                button.widget_info(|| {
                    let text = format!("Leave out {}", path.display());
                    egui::WidgetInfo::labeled(egui::Role::Button, true, text)
                });
                is_kept = !button.clicked();
                ui.add(Label::new(text(path)).truncate());
            });
            is_kept
        });
    });
}

/// Says whether the artist thought better of it.
fn buttons_ui(ui: &mut Ui, import: &Import, can_bring_in: bool, queue: &CommandQueue) -> bool {
    ui.horizontal(|ui| {
        let text = match &import.seen {
            // While a look is under way, the count is that of the choices before.
            Some(Ok(preview)) if import.progress.is_none() => {
                format!("Bring in {}", n_sprites(preview.imported.dataset.examples.len()))
            }
            _ => "Bring in".to_owned(),
        };
        let button = Button::new(text).min_size(vec2(0.0, CONTROL_HEIGHT));
        let response = in_accent(ui, |ui| ui.add_enabled(can_bring_in, button));
        with_command(response, queue, Command::Train(TrainCommand::BringIn));
        let is_dismissed = ui.button("Cancel").clicked();
        let text = match import.progress {
            Some(progress) if progress.of == 0 => "Looking…".to_owned(),
            Some(progress) => format!("Looking at file {} of {}…", progress.done + 1, progress.of),
            None if import.is_writing => "Writing…".to_owned(),
            None => String::new(),
        };
        ui.label(RichText::new(text).color(Tokens::in_ui(ui).text_muted));
        is_dismissed
    })
    .inner
}
