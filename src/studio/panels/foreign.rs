//! The question about pictures of other programs: to work in their own colours, or in the palette.

use egui::{Button, Id, Key, Modal, RichText, Ui};

use crate::studio::{
    foreign::Foreign,
    theme::{CONTROL_HEIGHT, SPACE_M, SPACE_S, Tokens},
    widgets::in_accent,
};

const WIDTH: f32 = 440.0;

/// What the artist wants of foreign pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum ForeignAnswer {
    /// Nothing so far.
    NotYet,
    /// Their own colours, and whether the grid is to have them too.
    Own {
        /// Whether whatever is drawn comes into these colours as well.
        grid_follows: bool,
    },
    /// The nearest colours of the working palette.
    Palette,
    /// Not to open them.
    Dismissed,
}

/// Draws the question; `palette` is what the working palette is called.
pub(in crate::studio) fn show(ui: &Ui, foreign: &mut Foreign, palette: &str) -> ForeignAnswer {
    let modal = Modal::new(Id::unique("foreign colours")).show(ui, |ui| {
        ui.set_width(WIDTH.min(ui.content_rect().width() - 64.0));
        ui.heading(format!("Open {}", foreign.name()));
        ui.add_space(SPACE_S);
        let muted = Tokens::in_ui(ui).text_muted;
        let (n_own, n_moved) = (foreign.n_colours(), foreign.n_moved());
        let colours =
            |n: usize| if n == 1 { "1 colour".to_owned() } else { format!("{n} colours") };
        ui.label(format!(
            "It has {} of its own; {n_moved} of them are not in \"{palette}\".",
            colours(n_own)
        ));
        ui.add_space(SPACE_S);
        ui.checkbox(&mut foreign.grid_follows, "Draw the grid in its colours too")
            .on_hover_text("\"Model's palette\", in the File menu under Palette, goes back");
        ui.add_space(SPACE_S);
        let text = "In its own colours not a pixel changes. In the palette each colour becomes the \
                    nearest one there.";
        ui.label(RichText::new(text).small().color(muted));
        ui.add_space(SPACE_M);
        ui.horizontal_wrapped(|ui| {
            let own =
                Button::new("Work in its own colours").min_size(egui::vec2(0.0, CONTROL_HEIGHT));
            let is_own = in_accent(ui, |ui| ui.add(own)).clicked();
            let is_palette = ui.button("Bring into the palette").clicked();
            let is_dismissed = ui.button("Cancel").clicked();
            let enter = ui.input(|input| input.key_pressed(Key::Enter));
            let has_focus = ui.memory(|memory| memory.focused().is_some());
            match (is_own || enter && !has_focus, is_palette, is_dismissed) {
                (true, ..) => ForeignAnswer::Own { grid_follows: foreign.grid_follows },
                (_, true, _) => ForeignAnswer::Palette,
                (.., true) => ForeignAnswer::Dismissed,
                _ => ForeignAnswer::NotYet,
            }
        })
        .inner
    });
    match modal.inner {
        ForeignAnswer::NotYet if modal.should_close() => ForeignAnswer::Dismissed,
        answer => answer,
    }
}
