//! What went wrong: a strip above the status line, which covers nothing, and the list of all.

use egui::{Align, Id, Label, Layout, Modal, RichText, ScrollArea, Sense, Ui, vec2};

use crate::studio::{
    theme::{SPACE_M, SPACE_S, SPACE_XS, Tokens},
    toasts::{Message, Toasts},
    widgets::{in_accent, take_said},
};

/// Width of the list.
const WIDTH: f32 = 560.0;
/// Height of the list before it scrolls.
const HEIGHT: f32 = 320.0;

/// Takes in what a number said of itself, and lets go what was said long enough; returns whether
/// anything went wrong lately.
pub(in crate::studio) fn pass(ui: &Ui, toasts: &mut Toasts) -> bool {
    if let Some(said) = take_said(ui) {
        toasts.info(said);
    }
    let (now, is_held) = ui.input(|input| (input.time, input.pointer.any_down()));
    if let Some(seconds) = toasts.pass(now, is_held) {
        ui.request_repaint_after(std::time::Duration::from_secs_f64(seconds));
    }
    toasts.errors().next().is_some()
}

/// Draws the newest errors, and how many more there are.
pub(in crate::studio) fn strip(ui: &mut Ui, toasts: &mut Toasts) {
    ui.spacing_mut().item_spacing.y = SPACE_XS;
    let (errors, n_more) = (toasts.errors().cloned().collect::<Vec<_>>(), toasts.n_more());
    for message in &errors {
        if line_ui(ui, message) {
            toasts.close(message);
        }
    }
    if 0 < n_more {
        let text = format!("and {n_more} more…");
        let button = ui.small_button(text).on_hover_text("Lists all that went wrong");
        if button.clicked() {
            toasts.shows_log = true;
        }
    }
    settle(ui);
}

/// Draws once more where the strip has another height than before: the panel takes the height that
/// its content had in the last frame.
fn settle(ui: &Ui) {
    let id = Id::unique("height of the messages");
    let height = ui.min_rect().height().round() as i32;
    let before: Option<i32> = ui.data(|data| data.get_temp(id));
    if before != Some(height) {
        ui.data_mut(|data| data.insert_temp(id, height));
        ui.request_repaint();
    }
}

/// Draws one message; says whether it was closed.
fn line_ui(ui: &mut Ui, message: &Message) -> bool {
    let tokens = Tokens::in_ui(ui);
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let button = ui.small_button("Close").on_hover_text("Hides this message");
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            let (mark, _) = ui.allocate_exact_size(vec2(3.0, 16.0), Sense::hover());
            ui.painter().rect_filled(mark, 2.0, tokens.danger);
            ui.add(Label::new(message.shown()).wrap());
        });
        button.clicked()
    })
    .inner
}

/// Draws the list of all that went wrong while it is open.
pub(in crate::studio) fn list(ui: &Ui, toasts: &mut Toasts) {
    if !toasts.shows_log {
        return;
    }
    let modal = Modal::new(Id::unique("messages")).show(ui, |ui| {
        ui.set_width(WIDTH.min(ui.content_rect().width() - 64.0));
        ui.heading("Messages");
        ui.add_space(SPACE_S);
        let messages: Vec<Message> = toasts.log().cloned().collect();
        if messages.is_empty() {
            let text = "Nothing went wrong since the window was opened.";
            ui.label(RichText::new(text).color(Tokens::in_ui(ui).text_muted));
        }
        let most = HEIGHT.min(ui.content_rect().height() - 200.0);
        ScrollArea::vertical().max_height(most).show(ui, |ui| {
            // The scroll bar floats over what is under it.
            ui.set_max_width(ui.available_width() - SPACE_M);
            for message in &messages {
                if line_ui(ui, message) {
                    toasts.forget(message);
                }
            }
        });
        ui.add_space(SPACE_M);
        ui.horizontal(|ui| {
            let is_done = in_accent(ui, |ui| ui.button("Done")).clicked();
            let clear = ui.add_enabled(!messages.is_empty(), egui::Button::new("Clear all"));
            if clear.clicked() {
                toasts.forget_all();
            }
            is_done
        })
        .inner
    });
    if modal.inner || modal.should_close() {
        toasts.shows_log = false;
    }
}
