//! The tab of a panel: its title, a line under the one in front, and a cross to close it.

use egui::{
    CursorIcon, Id, Rect, Response, Role, Sense, TextStyle, Ui, Vec2, WidgetInfo, WidgetText, vec2,
};
use egui_tiles::TabState;

use crate::studio::{
    theme::{SPACE_M, SPACE_S, SPACE_XS, Tokens},
    widgets::{CROSS, paint_icon},
};

/// Side of the cross.
const CROSS_SIDE: f32 = 16.0;

/// Draws a tab; says whether it was closed.
pub(super) fn show(ui: &mut Ui, (id, title): (Id, &str), tab: &TabState) -> (Response, bool) {
    let tokens = Tokens::in_ui(ui);
    let galley = WidgetText::from(title).into_galley(ui, None, f32::INFINITY, TextStyle::Body);
    let cross = if tab.closable { SPACE_XS + CROSS_SIDE } else { 0.0 };
    let width = galley.size().x + SPACE_M + SPACE_S + cross;
    let (_, rect) = ui.allocate_space(vec2(width, ui.available_height()));
    let response = ui.interact(rect, id, Sense::click_and_drag()).on_hover_cursor(CursorIcon::Grab);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, tab.active, title));
    let is_lit = tab.active || response.hovered();
    if !tab.is_being_dragged {
        let colour = if is_lit { tokens.text } else { tokens.text_muted };
        let at = egui::pos2(rect.left() + SPACE_M, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, galley, colour);
        if tab.active {
            let line = Rect::from_x_y_ranges(rect.x_range(), rect.bottom() - 2.0..=rect.bottom());
            ui.painter().rect_filled(line.shrink2(vec2(SPACE_S, 0.0)), 1.0, tokens.accent);
        }
    }
    let mut is_closed = response.middle_clicked() && tab.closable;
    if tab.closable && !tab.is_being_dragged {
        let centre = egui::pos2(rect.right() - SPACE_S / 2.0 - CROSS_SIDE / 2.0, rect.center().y);
        let at = Rect::from_center_size(centre, Vec2::splat(CROSS_SIDE));
        let close = ui.interact(at, id.with("close"), Sense::click());
        let name = format!("Close {title}");
        close.widget_info(|| WidgetInfo::labeled(Role::Button, true, name.as_str()));
        if close.hovered() {
            ui.painter().rect_filled(at, 3.0, tokens.control_hover);
        }
        if is_lit || close.hovered() {
            let colour = if close.hovered() { tokens.text } else { tokens.text_muted };
            paint_icon(ui.painter(), CROSS, centre, colour);
        }
        is_closed |= close.on_hover_text(name).clicked();
    }
    (response, is_closed)
}
