//! The ring around whatever has the keyboard.

use egui::{Id, Key, Painter, Stroke, StrokeKind, Ui};

use crate::studio::theme::{CELL_RADIUS, Tokens};

/// Draws a ring around what Tab has come to, whatever it is: a tab of a panel, a cross, a cell.
/// The pointer takes it away again.
pub(in crate::studio) fn focus_ring(ui: &Ui) {
    let id = Id::unique("moves by keyboard");
    let (is_tabbed, is_pointed) =
        ui.input(|input| (input.key_pressed(Key::Tab), input.pointer.any_pressed()));
    let was = ui.data(|data| data.get_temp(id).unwrap_or(false));
    let is_by_keys = (was || is_tabbed) && !is_pointed;
    ui.data_mut(|data| data.insert_temp(id, is_by_keys));
    let focused = ui.memory(egui::Memory::focused).filter(|_| is_by_keys);
    let Some(response) = focused.and_then(|focused| ui.read_response(focused)) else { return };
    let rect = response.rect.intersect(response.interact_rect);
    if !rect.is_positive() {
        return;
    }
    let painter = Painter::new(ui.ctx().clone(), response.layer_id, ui.content_rect());
    let stroke = Stroke::new(2.0, Tokens::in_ui(ui).accent);
    painter.rect_stroke(rect.expand(2.0), CELL_RADIUS, stroke, StrokeKind::Inside);
}
