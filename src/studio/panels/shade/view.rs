//! The sprite before and after, with a line between the two that is dragged.

use egui::{
    Color32, CursorIcon, EventFilter, Id, Key, Pos2, Rect, Response, RichText, Role, Sense, Stroke,
    Ui, Vec2, WidgetInfo, emath::GuiRounding as _, pos2, vec2,
};

use super::super::big_view::{MIN_GRID_ZOOM, checkerboard, pixel_lines};
use crate::{
    sprite::SIDE,
    studio::{
        state::{Scope, State, n_sprites},
        textures::Textures,
        theme::{CELL_RADIUS, SPACE_XS, Tokens},
    },
};

/// How far from the line it can be taken hold of, in points.
const REACH: f32 = 8.0;
/// How far an arrow key moves the line, as a share of the width.
const STEP: f32 = 1.0 / 32.0;

/// Draws the view, a square of `side` points.
pub(super) fn show(ui: &mut Ui, side: f32, state: &mut State, textures: &mut Textures) {
    let Some(art) = state.shade_model() else { return };
    let (frame, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    let corner = frame.min.round_to_pixels(ui.pixels_per_point());
    let canvas = Rect::from_min_size(corner, Vec2::splat(side));
    let name = format!("Light on {}", art.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name.as_str()));
    let tokens = Tokens::in_ui(ui);
    checkerboard(ui.painter(), canvas, tokens);
    let divider = state.shade.settings.divider.clamp(0.0, 1.0);
    let x = (canvas.left() + canvas.width() * divider).round_to_pixels(ui.pixels_per_point());
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    for (id, sprite, part) in [
        ("flat sprite", art.flat(), canvas.with_max_x(x)),
        ("lit sprite", &art.sprite, canvas.with_min_x(x)),
    ] {
        let texture = textures.show(ui, Id::unique(id), sprite, &art.palette);
        let painter = ui.painter().with_clip_rect(part.intersect(ui.clip_rect()));
        painter.image(texture, canvas, whole, Color32::WHITE);
    }
    let zoom = (side * ui.pixels_per_point() / SIDE as f32).round() as u32;
    if state.view.has_pixel_grid && MIN_GRID_ZOOM <= zoom {
        pixel_lines(ui, canvas, tokens);
    }
    labels_ui(ui, canvas, x, tokens);
    let handle = handle_ui(ui, canvas, x, state);
    line_ui(ui, canvas, x, &handle, tokens);
}

/// Draws what the light does now, in a line.
pub(super) fn caption_ui(ui: &mut Ui, state: &State) {
    ui.add_space(SPACE_XS);
    let muted = Tokens::in_ui(ui).text_muted;
    ui.add(egui::Label::new(RichText::new(told(state)).small().color(muted)).wrap());
}

fn told(state: &State) -> String {
    let (n, n_lit) = (state.n_to_light(), state.n_lit());
    let what = match state.scope() {
        Scope::Sprite => "this sprite".to_owned(),
        Scope::Grid => format!("{} of the grid", n_sprites(n)),
        Scope::Kept => format!("{} of the collection", n_sprites(n)),
    };
    let is_grid = state.scope() == Scope::Grid;
    let has_next = is_grid && state.is_grid_lit();
    let next = if is_grid { ", and what is drawn next" } else { "" };
    match n_lit {
        0 => format!("No light yet: turn the dial to light {what}{next}"),
        _ if n_lit == n && (has_next || !is_grid) => format!("The light falls on {what}{next}"),
        _ if n_lit == n => format!("The light falls on {what}, but not on what is drawn next"),
        _ => format!("The light falls on {n_lit} of {what}: turn the dial to light all{next}"),
    }
}

fn labels_ui(ui: &Ui, canvas: Rect, x: f32, tokens: &Tokens) {
    let font = egui::TextStyle::Small.resolve(ui.style());
    let label = |text: &str, is_left: bool| {
        let galley = ui.painter().layout_no_wrap(text.to_owned(), font.clone(), tokens.text);
        let pad = vec2(6.0, 2.0);
        let size = galley.size() + 2.0 * pad;
        let left = if is_left { canvas.left() + 6.0 } else { canvas.right() - 6.0 - size.x };
        let rect = Rect::from_min_size(pos2(left, canvas.top() + 6.0), size);
        // Where the line has swept it away, there is nothing that it would name.
        let has_room = if is_left { rect.right() < x } else { x < rect.left() };
        if has_room {
            ui.painter().rect_filled(rect, CELL_RADIUS, tokens.panel.gamma_multiply(0.85));
            ui.painter().galley(rect.min + pad, galley, tokens.text);
        }
    };
    label("Before", true);
    label("After", false);
}

fn handle_ui(ui: &Ui, canvas: Rect, x: f32, state: &mut State) -> Response {
    let divider = &mut state.shade.settings.divider;
    let grip = Rect::from_x_y_ranges(x - REACH..=x + REACH, canvas.y_range());
    let id = ui.scope_id().with("divider");
    let response = ui.interact(grip, id, Sense::click_and_drag());
    let response = response.on_hover_cursor(CursorIcon::ResizeHorizontal);
    if response.dragged()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        *divider = ((pointer.x - canvas.left()) / canvas.width()).clamp(0.0, 1.0);
    }
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let moved = ui.input(|input| {
            input.num_presses(Key::ArrowRight) as f32 - input.num_presses(Key::ArrowLeft) as f32
        });
        *divider = (*divider + moved * STEP).clamp(0.0, 1.0);
    }
    let value = f64::from(*divider);
    response.widget_info(|| WidgetInfo::slider(true, value, "Before and after"));
    response
}

fn line_ui(ui: &Ui, canvas: Rect, x: f32, handle: &Response, tokens: &Tokens) {
    let is_lit = handle.hovered() || handle.dragged() || handle.has_focus();
    let colour = if is_lit { tokens.accent } else { tokens.text };
    let line = Rect::from_x_y_ranges(x - 1.0..=x + 1.0, canvas.y_range());
    ui.painter().rect_filled(line, 0.0, colour);
    let centre = pos2(x, canvas.center().y);
    ui.painter().circle(centre, 9.0, tokens.panel, Stroke::new(1.5, colour));
    for way in [-1.0, 1.0] {
        let tip = centre + vec2(way * 5.5, 0.0);
        let back = centre + vec2(way * 2.5, 0.0);
        let points = vec![tip, back + vec2(0.0, -3.0), back + vec2(0.0, 3.0)];
        ui.painter().add(egui::Shape::convex_polygon(points, colour, Stroke::NONE));
    }
}
