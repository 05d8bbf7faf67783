//! The cell that shows a sprite in every panel: whole pixels, selection, drag, name.

use std::sync::Arc;

use egui::{
    Color32, CursorIcon, DragAndDrop, EventFilter, Id, LayerId, Order, Painter, Pos2, Rect,
    Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, emath::GuiRounding as _, pos2,
    vec2,
};

use super::{KEPT, LOCK, paint_icon};
use crate::{
    generate::Preview,
    sprite::{PIXELS, Palette, SIDE, Sprite},
    studio::{
        art::{Art, Look, Place, SpriteDrag},
        textures::Textures,
        theme::{CELL_RADIUS, SELECTION_WIDTH, Tokens},
    },
};

/// How much of a sprite shows through while another is waited for.
const WAITING_OPACITY: f32 = 0.28;
/// Side of what hangs at the pointer while a sprite is dragged.
const GHOST: f32 = 64.0;

/// Side of the largest sprite that fits `side` points at a whole number of physical pixels a
/// pixel; at least one.
pub(in crate::studio) fn sprite_side(side: f32, pixels_per_point: f32) -> f32 {
    let scale = (side * pixels_per_point / SIDE as f32 + 1e-3).floor().max(1.0);
    scale * SIDE as f32 / pixels_per_point
}

/// How the keyboard reaches a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Focus {
    /// Not at all, as the cells beside a selected one.
    None,
    /// By Tab, and by arrows from its neighbours.
    Own,
    /// By Tab, with the focus that all cells of a panel share; arrows move the selection.
    Shared(Id),
}

/// A sprite in its cell. It can be clicked, dragged elsewhere, and dropped upon; what that
/// means is up to the panel, which reads the response:
///
/// ```text
/// let response = SpriteCell { … }.show(ui, textures);
/// if response.clicked() { … }
/// if let Some(drag) = response.dnd_release_payload::<SpriteDrag>() { … }
/// ```
pub(in crate::studio) struct SpriteCell<'a> {
    /// Names the cell and its texture.
    pub(in crate::studio) id: Id,
    /// Where it is.
    pub(in crate::studio) rect: Rect,
    /// What it is called, for those who do not see it.
    pub(in crate::studio) name: String,
    /// What it shows.
    pub(in crate::studio) look: Look<'a>,
    /// The colours of the sprite on show.
    pub(in crate::studio) palette: &'a Palette,
    /// What can be dragged out of it, and from where.
    pub(in crate::studio) drag: Option<(&'a Arc<Art>, Place)>,
    /// Whether it has a ring around it.
    pub(in crate::studio) is_selected: bool,
    /// How the keyboard reaches it.
    pub(in crate::studio) focus: Focus,
    /// Whether there is a small lock in its corner.
    pub(in crate::studio) is_locked: bool,
}

impl SpriteCell<'_> {
    /// Draws the cell.
    pub(in crate::studio) fn show(self, ui: &Ui, textures: &mut Textures) -> Response {
        let response = self.interact(ui);
        let tokens = Tokens::in_ui(ui);
        let painter = ui.painter();
        let rect = self.rect;
        painter.rect_filled(rect, CELL_RADIUS, tokens.cell);
        let side = sprite_side(rect.width().min(rect.height()), ui.pixels_per_point());
        let inside = Rect::from_center_size(rect.center(), Vec2::splat(side));
        let corner = inside.min.round_to_pixels(ui.pixels_per_point());
        let inside = Rect::from_min_size(corner, Vec2::splat(side));
        let mut paint = |sprite: &Sprite, opacity: f32| {
            let texture = textures.show(ui, self.id, sprite, self.palette);
            painter.image(texture, inside, WHOLE, Color32::WHITE.gamma_multiply(opacity));
        };
        match self.look {
            Look::Empty => {}
            Look::Waiting(before) => {
                if let Some(sprite) = before {
                    paint(sprite, WAITING_OPACITY);
                }
                waiting_mark(painter, rect, tokens.text_muted.gamma_multiply(0.7));
            }
            Look::Drawing(preview) => {
                paint(&preview.sprite, 1.0);
                if preview.is_refused {
                    waiting_mark(painter, rect, tokens.accent);
                } else {
                    scan_line(painter, (rect, inside), preview, tokens);
                }
            }
            Look::Done(sprite) => paint(sprite, 1.0),
        }
        if self.is_locked {
            lock_mark(painter, rect, tokens);
        }
        self.outline(ui, &response);
        response
    }

    fn interact(&self, ui: &Ui) -> Response {
        let sense = if self.drag.is_some() { Sense::click_and_drag() } else { Sense::click() };
        let (id, sense) = match self.focus {
            Focus::Shared(focus) => (focus, sense),
            Focus::Own => (self.id, sense),
            Focus::None => (self.id, sense - Sense::FOCUSABLE),
        };
        let response = ui.interact(self.rect, id, sense).on_hover_cursor(CursorIcon::PointingHand);
        if response.has_focus() && self.focus != Focus::Own {
            // Arrows move the selection, so the focus must not wander off with them.
            let filter = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..Default::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        if let Some((art, from)) = self.drag
            && response.drag_started()
        {
            response.dnd_set_drag_payload(SpriteDrag { art: Arc::clone(art), from });
        }
        response.widget_info(|| {
            let name = self.name.as_str();
            WidgetInfo::selected(Role::ListBoxOption, true, self.is_selected, name)
        });
        response
    }

    fn outline(&self, ui: &Ui, response: &Response) {
        let (tokens, rect) = (Tokens::in_ui(ui), self.rect);
        let stroke = |width, colour, kind| {
            ui.painter().rect_stroke(rect, CELL_RADIUS, Stroke::new(width, colour), kind);
        };
        let is_target = response.dnd_hover_payload::<SpriteDrag>().is_some();
        if is_target {
            ui.painter().rect_filled(rect, CELL_RADIUS, tokens.accent.gamma_multiply(0.25));
        }
        if self.is_selected {
            stroke(SELECTION_WIDTH, tokens.accent, StrokeKind::Outside);
            if response.has_focus() {
                stroke(1.0, tokens.text, StrokeKind::Inside);
            }
        } else if response.hovered() || is_target {
            stroke(1.0, tokens.text_muted, StrokeKind::Inside);
        }
    }
}

const WHOLE: Rect = Rect { min: Pos2::ZERO, max: pos2(1.0, 1.0) };

/// A sprite at a whole number of pixels a pixel over a plain ground, for tooltips.
pub(in crate::studio) fn enlarged(
    ui: &mut Ui,
    textures: &mut Textures,
    (sprite, palette): (&Sprite, &Palette),
    side: f32,
) {
    let side = sprite_side(side, ui.pixels_per_point());
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Enlarged"));
    let corner = rect.min.round_to_pixels(ui.pixels_per_point());
    let rect = Rect::from_min_size(corner, rect.size());
    ui.painter().rect_filled(rect, CELL_RADIUS, Tokens::in_ui(ui).cell);
    let texture = textures.show(ui, Id::unique("enlarged"), sprite, palette);
    ui.painter().image(texture, rect, WHOLE, Color32::WHITE);
}

/// Draws what is being dragged at the pointer, over everything.
pub(in crate::studio) fn drag_ghost(ui: &Ui, textures: &mut Textures) {
    let Some(drag) = DragAndDrop::payload::<SpriteDrag>(ui) else { return };
    let Some(pointer) = ui.input(|input| input.pointer.interact_pos()) else { return };
    let id = Id::unique("drag ghost");
    let side = sprite_side(GHOST, ui.pixels_per_point());
    let corner = (pointer + vec2(8.0, 8.0)).round_to_pixels(ui.pixels_per_point());
    let rect = Rect::from_min_size(corner, Vec2::splat(side));
    let texture = textures.show(ui, id, &drag.art.sprite, &drag.art.palette);
    let painter = ui.layer_painter(LayerId::new(Order::Tooltip, id));
    painter.rect_filled(rect, CELL_RADIUS, Tokens::in_ui(ui).raised.gamma_multiply(0.8));
    painter.image(texture, rect, WHOLE, Color32::WHITE.gamma_multiply(0.9));
    ui.set_cursor_icon(CursorIcon::Grabbing);
}

/// Three dots in the lower right corner of a cell that waits its turn, or whose sprite is to be
/// drawn better.
fn waiting_mark(painter: &Painter, rect: Rect, colour: Color32) {
    for dot in 0..3 {
        let centre = rect.right_bottom() - vec2(8.0 + 6.0 * dot as f32, 8.0);
        painter.circle_filled(centre, 1.6, colour);
    }
}

/// A line at the row that is being drawn.
fn scan_line(painter: &Painter, (cell, inside): (Rect, Rect), preview: &Preview, tokens: &Tokens) {
    if PIXELS <= preview.drawn {
        return;
    }
    let row = preview.order.row_after(preview.drawn);
    let y = inside.top() + inside.height() * row as f32 / SIDE as f32;
    let line = Rect::from_x_y_ranges(cell.x_range(), y..=y + 1.5);
    painter.rect_filled(line, 0.0, tokens.accent.gamma_multiply(0.8));
}

fn lock_mark(painter: &Painter, rect: Rect, tokens: &Tokens) {
    let centre = rect.right_top() + vec2(-11.0, 11.0);
    painter.circle_filled(centre, 9.0, tokens.panel.gamma_multiply(0.85));
    paint_icon(painter, LOCK, centre - vec2(0.0, 0.5), tokens.text);
}

/// A small bookmark in the upper left corner of a cell whose sprite is in the collection.
pub(in crate::studio) fn kept_mark(ui: &Ui, rect: Rect) {
    let tokens = Tokens::in_ui(ui);
    let centre = rect.left_top() + vec2(11.0, 11.0);
    ui.painter().circle_filled(centre, 9.0, tokens.panel.gamma_multiply(0.85));
    paint_icon(ui.painter(), KEPT, centre, tokens.text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sprites_are_scaled_by_whole_physical_pixels() {
        for (side, pixels_per_point, expected) in
            [(64.0, 1.0, 64.0), (95.9, 1.0, 64.0), (60.0, 2.0, 48.0), (10.0, 1.0, 32.0)]
        {
            let found = sprite_side(side, pixels_per_point);
            assert!((found - expected).abs() < 1e-3, "{side} at {pixels_per_point}: {found}");
        }
    }
}
