//! The current sprite, large: whole pixels, wheel zoom, and what lies under the pointer.

use egui::{
    Color32, CursorIcon, Event, Id, MouseWheelUnit, Painter, Pos2, Rect, Role, Sense, Ui, Vec2,
    WidgetInfo, emath::GuiRounding as _, pos2, vec2,
};

use super::menus::sprite_menu_ui;
use crate::{
    sprite::SIDE,
    studio::{
        art::Look,
        command::{Command, CommandQueue, ViewCommand},
        state::State,
        textures::Textures,
        theme::{CELL_RADIUS, Tokens},
    },
};

/// Sprite pixels a square of the checkerboard.
const CHECKER: usize = 4;
/// The largest zoom, in physical pixels a sprite pixel.
pub(in crate::studio) const MAX_ZOOM: u32 = 64;
/// Below this many physical pixels a sprite pixel, a grid would hide what it separates.
pub(super) const MIN_GRID_ZOOM: u32 = 4;

/// Draws the view as a square of at most `most` points; returns the pixel under the pointer.
pub(super) fn show(
    ui: &mut Ui,
    most: f32,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
) -> Option<(i32, i32)> {
    // A whole number of physical pixels a sprite pixel, so that it fills the view when it fits.
    let fit = ((most * ui.pixels_per_point()) as u32 / SIDE as u32).clamp(1, MAX_ZOOM);
    let side = (fit as usize * SIDE) as f32 / ui.pixels_per_point();
    let (frame, _) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    let tokens = Tokens::in_ui(ui);
    ui.painter().rect_filled(frame, CELL_RADIUS, tokens.ground);
    // Between copies the sprite takes half of the view: each neighbour shows its near half.
    let fit = if state.view.is_tiled { (fit / 2).max(1) } else { fit };
    let zoom = state.view.zoom.unwrap_or(fit).clamp(1, MAX_ZOOM);
    state.view.shown_zoom = zoom;
    zoom_by_wheel(ui, frame, state, queue);

    let scale = zoom as f32 / ui.pixels_per_point();
    let size = Vec2::splat(scale * SIDE as f32);
    let sense = Sense::click_and_drag() - Sense::FOCUSABLE;
    let view = ui.interact(frame, ui.scope_id().with("pan"), sense);
    view.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Large view"));
    // What is larger than the view can be moved until its edges meet the view's.
    let reach = (size.x - side).max(0.0) / 2.0 / scale;
    let moved = view.drag_delta() / scale;
    let [x, y] = state.view.centre;
    let centre = [x - moved.x, y - moved.y].map(|at| at.clamp(-reach, reach));
    state.view.centre = centre;
    view.context_menu(|ui| {
        let own = [
            Command::View(ViewCommand::ZoomFit),
            Command::View(ViewCommand::TogglePixelGrid),
            Command::View(ViewCommand::ToggleTiles),
        ];
        sprite_menu_ui(ui, state, queue, &own);
    });
    let is_picked = view.clicked() && ui.input(|input| input.modifiers.alt);
    if 0.0 < reach {
        view.on_hover_cursor(CursorIcon::Grab);
    }
    let corner = frame.center() - size / 2.0 - Vec2::from(centre) * scale;
    let canvas = Rect::from_min_size(corner.round_to_pixels(ui.pixels_per_point()), size);
    let mut inner = ui.new_child(egui::UiBuilder::new().id_salt("big view").max_rect(frame));
    inner.shrink_clip_rect(frame);
    let frame_of_sprites = if state.view.is_tiled { frame } else { canvas };
    canvas_ui(&inner, (canvas, frame_of_sprites), state, textures);
    let pointer = ui.input(|input| input.pointer.hover_pos())?;
    let is_over = canvas.contains(pointer) && ui.rect_contains_pointer(frame);
    let at = is_over.then(|| pixel_at(canvas, pointer))?;
    if is_picked && let Some(sprite) = state.current_look().sprite() {
        // As in the editor: Alt takes the colour under the pointer.
        state.edit.foreground = sprite.at(at.0, at.1);
    }
    Some(at)
}

/// Draws the sprite on `canvas`, and its copies in the rest of `frame`.
fn canvas_ui(ui: &Ui, (canvas, frame): (Rect, Rect), state: &State, textures: &mut Textures) {
    let tokens = Tokens::in_ui(ui);
    let copies = copies(canvas, frame);
    for copy in &copies {
        checkerboard(ui.painter(), *copy, tokens);
    }
    let name = format!("Large view of {}", state.current_name());
    let shown = canvas.intersect(ui.clip_rect());
    let response = ui.interact(shown, ui.scope_id().with("canvas"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name.clone()));
    let look = state.current_look();
    if let Some(sprite) = look.sprite() {
        let id = Id::unique("large view");
        let texture = textures.show(ui, id, sprite, state.current_palette());
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        let opacity = if matches!(look, Look::Waiting(_)) { 0.28 } else { 1.0 };
        let tint = Color32::WHITE.gamma_multiply(opacity);
        for copy in &copies {
            ui.painter().image(texture, *copy, whole, tint);
        }
    }
    if state.view.has_pixel_grid && MIN_GRID_ZOOM <= state.view.shown_zoom {
        pixel_lines(ui, canvas, tokens);
    }
}

/// The canvas and every copy of it, edge to edge, that reaches into the frame.
fn copies(canvas: Rect, frame: Rect) -> Vec<Rect> {
    let before = ((canvas.min - frame.min) / canvas.size()).ceil().max(Vec2::ZERO);
    let after = ((frame.max - canvas.max) / canvas.size()).ceil().max(Vec2::ZERO);
    let columns = -before.x as i32..=after.x as i32;
    let rows = -before.y as i32..=after.y as i32;
    rows.flat_map(|row| columns.clone().map(move |column| (row, column)))
        .map(|(row, column)| canvas.translate(vec2(column as f32, row as f32) * canvas.size()))
        .collect()
}

/// Squares behind what is transparent.
pub(super) fn checkerboard(painter: &Painter, canvas: Rect, tokens: &Tokens) {
    painter.rect_filled(canvas, 0.0, tokens.cell);
    let n = SIDE / CHECKER;
    let square = canvas.size() / n as f32;
    for index in (0..n * n).filter(|index| (index % n + index / n) % 2 == 1) {
        let at = vec2((index % n) as f32, (index / n) as f32) * square;
        painter.rect_filled(Rect::from_min_size(canvas.min + at, square), 0.0, tokens.cell_other);
    }
}

/// Lines of one physical pixel, so that they are equally thin at every scale.
pub(super) fn pixel_lines(ui: &Ui, canvas: Rect, tokens: &Tokens) {
    let thin = 1.0 / ui.pixels_per_point();
    let step = canvas.width() / SIDE as f32;
    for index in 1..SIDE {
        let at = index as f32 * step;
        let x = canvas.left() + at;
        let y = canvas.top() + at;
        let column = Rect::from_x_y_ranges(x..=x + thin, canvas.y_range());
        let row = Rect::from_x_y_ranges(canvas.x_range(), y..=y + thin);
        ui.painter().rect_filled(column, 0.0, tokens.pixel_line);
        ui.painter().rect_filled(row, 0.0, tokens.pixel_line);
    }
}

fn pixel_at(canvas: Rect, pointer: Pos2) -> (i32, i32) {
    let at = (pointer - canvas.min) / canvas.size() * SIDE as f32;
    let last = SIDE as i32 - 1;
    ((at.x as i32).clamp(0, last), (at.y as i32).clamp(0, last))
}

/// Each notch of the wheel over the view is one step, with or without Ctrl. A trackpad turns by
/// points, many times a second; as many as make a line of text are a notch.
fn zoom_by_wheel(ui: &Ui, frame: Rect, state: &mut State, queue: &CommandQueue) {
    const POINTS_A_NOTCH: f32 = 50.0;
    let wheel = &mut state.view.wheel;
    if !ui.rect_contains_pointer(frame) {
        *wheel = 0.0;
        return;
    }
    ui.input(|input| {
        for event in &input.events {
            let Event::MouseWheel { unit, delta, .. } = event else { continue };
            match unit {
                MouseWheelUnit::Point => *wheel += delta.y / POINTS_A_NOTCH,
                // However far a wheel says that it turned, a notch is a notch.
                MouseWheelUnit::Line | MouseWheelUnit::Page if delta.y != 0.0 => {
                    *wheel = wheel.trunc() + delta.y.signum();
                }
                _ => {}
            }
        }
    });
    while 1.0 <= wheel.abs() {
        let step = wheel.signum();
        queue.push(if 0.0 < step {
            Command::View(ViewCommand::ZoomIn)
        } else {
            Command::View(ViewCommand::ZoomOut)
        });
        *wheel -= step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_fill_the_frame_without_gaps() {
        let frame = Rect::from_min_size(pos2(5.0, 5.0), Vec2::splat(100.0));
        let canvas = Rect::from_min_size(pos2(30.0, 40.0), Vec2::splat(50.0));
        let copies = copies(canvas, frame);
        assert_eq!(copies.len(), 9);
        let first = copies.iter().fold(Rect::NOTHING, |all, copy| all | *copy);
        assert!(first.contains_rect(frame));
        assert_eq!(super::copies(canvas, canvas), [canvas]);
    }

    #[test]
    fn every_pixel_is_found_by_its_centre() {
        let canvas = Rect::from_min_size(pos2(10.0, 20.0), Vec2::splat(320.0));
        for (x, y) in [(0, 0), (31, 0), (7, 19), (31, 31)] {
            let centre = canvas.min + vec2(x as f32 + 0.5, y as f32 + 0.5) * 10.0;
            assert_eq!(pixel_at(canvas, centre), (x, y));
        }
        assert_eq!(pixel_at(canvas, canvas.max), (31, 31));
    }
}
