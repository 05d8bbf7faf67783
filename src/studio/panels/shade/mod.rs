//! Shading: the sprite before and after, the light's dial and strengths, presets and ramps.

mod controls;
mod dial;
mod ramps;
mod view;

use egui::{
    ScrollArea, Sense, TextStyle, Ui, UiBuilder, WidgetText,
    containers::scroll_area::{DragScroll, ScrollSource},
    pos2, vec2,
};

use crate::studio::{
    art::{Current, SpriteDrag},
    command::CommandQueue,
    state::State,
    textures::Textures,
    theme::{CELL_RADIUS, SPACE_L, SPACE_S, Tokens},
    widgets::sprite_side,
};

/// Narrower than this, everything stands one below the other.
const TWO_COLUMNS: f32 = 468.0;
/// Width of the column beside the view.
const COLUMN: f32 = 288.0;
/// Room for the bar that the column is scrolled by.
const BAR: f32 = 12.0;
/// Sides of the view, in points.
const VIEW: std::ops::RangeInclusive<f32> = 128.0..=1024.0;
/// Height of the line below the view.
const CAPTION: f32 = 20.0;

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let whole = ui.available_rect_before_wrap();
    let dropped = ui.interact(whole, ui.scope_id().with("drop"), Sense::empty());
    // Asking what is released takes it away, also where it is a colour for the ramps.
    if dropped.dnd_hover_payload::<SpriteDrag>().is_some()
        && let Some(drag) = dropped.dnd_release_payload::<SpriteDrag>()
    {
        let art = std::sync::Arc::clone(&drag.art);
        state.current = Current::Held { art, from: drag.from };
    }
    if state.shade_model().is_none() {
        hint_ui(ui);
        return;
    }
    ui.add_space(SPACE_S);
    let room = ui.available_size();
    let pixels_per_point = ui.pixels_per_point();
    let side = |width: f32, height: f32| {
        let most = width.min(height).clamp(*VIEW.start(), *VIEW.end());
        sprite_side(most, pixels_per_point)
    };
    // A knob that is turned must not scroll what it is on.
    let source = ScrollSource { drag: DragScroll::Never, ..Default::default() };
    let column = ScrollArea::vertical().auto_shrink(false).scroll_source(source);
    if TWO_COLUMNS <= room.x {
        let side = side(room.x - COLUMN - SPACE_L, room.y - CAPTION - SPACE_S);
        let left = ui.available_rect_before_wrap();
        let split = left.right() - COLUMN;
        // The view stands in the middle of what the column leaves.
        let free = left.with_max_x(split - SPACE_L);
        let corner = pos2(free.center().x - side / 2.0, free.top());
        let at = egui::Rect::from_min_size(corner, vec2(side, side + CAPTION + SPACE_S));
        ui.scope_builder(UiBuilder::new().max_rect(at), |ui| {
            view::show(ui, side, state, textures);
            view::caption_ui(ui, state);
        });
        ui.scope_builder(UiBuilder::new().max_rect(left.with_min_x(split)), |ui| {
            column.show(ui, |ui| controls_ui(ui, state, queue));
        });
    } else {
        column.show(ui, |ui| {
            let side = side(room.x, room.y * 0.5);
            ui.vertical_centered(|ui| {
                view::show(ui, side, state, textures);
                view::caption_ui(ui, state);
            });
            ui.add_space(SPACE_S);
            controls_ui(ui, state, queue);
        });
    }
}

fn controls_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    ui.set_max_width(ui.available_width() - BAR);
    controls::scope_ui(ui, state, queue);
    controls::light_ui(ui, state, queue);
    controls::strengths_ui(ui, state);
    ui.separator();
    controls::presets_ui(ui, state, queue);
    ui.separator();
    ramps::show(ui, state, queue);
    ui.add_space(SPACE_S);
}

/// What to do while there is no sprite.
fn hint_ui(ui: &Ui) {
    let (tokens, frame) = (Tokens::in_ui(ui), ui.available_rect_before_wrap().shrink(SPACE_S));
    ui.painter().rect_filled(frame, CELL_RADIUS, tokens.cell.gamma_multiply(0.45));
    let mut top = frame.center().y - 24.0;
    for (text, style, colour) in [
        ("Nothing to light yet", TextStyle::Heading, tokens.text),
        ("Pick a sprite in the grid, or drop one here", TextStyle::Body, tokens.text_muted),
    ] {
        let width = frame.width() - 2.0 * SPACE_L;
        let wrap = Some(egui::TextWrapMode::Wrap);
        let galley = WidgetText::from(text).into_galley(ui, wrap, width, style);
        let at = pos2(frame.center().x - galley.size().x / 2.0, top);
        top += galley.size().y + SPACE_S;
        ui.painter().galley_with_override_text_color(at, galley, colour);
    }
}
