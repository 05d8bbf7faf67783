//! The canvas of the sketch: its cells, and painting on them.

use egui::{
    Color32, CursorIcon, Event, Mesh, PointerButton, Pos2, Rect, Response, Role, Sense, Shape, Ui,
    Vec2, WidgetInfo, emath::GuiRounding as _, vec2,
};

use crate::{
    sprite::{Mask, PIXELS, SIDE, SketchCell},
    studio::{
        art::SpriteDrag,
        panels::{
            big_view::checkerboard,
            breed::{outline, pixel_rect},
        },
        state::{SketchTool, State},
        theme::Tokens,
        widgets::wheel_notches,
    },
};

/// Draws the canvas, and paints on it.
pub(super) fn show(ui: &mut Ui, side: f32, state: &mut State) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click_and_drag());
    let corner = rect.min.round_to_pixels(ui.pixels_per_point());
    let canvas = Rect::from_min_size(corner, rect.size());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Sketch"));
    if let Some(drag) = response.dnd_release_payload::<SpriteDrag>() {
        state.drop_on_sketch(&drag);
    }
    paint(ui, canvas, state);
    size_by_wheel(ui, canvas, state);
    cells_ui(ui, canvas, state);
    brush_ui(ui, canvas, &response, state);
    if response.dnd_hover_payload::<SpriteDrag>().is_some() {
        let accent = Tokens::in_ui(ui).accent.gamma_multiply(0.25);
        ui.painter().rect_filled(canvas, 0.0, accent);
    }
}

/// What a cell looks like: its fill, and the colour of the mark in it.
pub(super) fn look(
    cell: SketchCell,
    state: &State,
    tokens: &Tokens,
) -> (Option<Color32>, Option<Color32>) {
    match cell {
        SketchCell::Empty => (None, None),
        SketchCell::Free => {
            (Some(tokens.accent.gamma_multiply(0.16)), Some(tokens.accent.gamma_multiply(0.8)))
        }
        SketchCell::Opaque => (Some(tokens.text_muted), Some(tokens.ground)),
        SketchCell::Ramp(ramp) => {
            let ramp = state.palette.ramps().get(usize::from(ramp));
            let middle = ramp.and_then(|ramp| ramp.indices.get(ramp.indices.len() / 2));
            let fill = middle.map_or(tokens.text_muted, |&index| {
                let [r, g, b, _] = state.arriving_palette().rgba(index);
                Color32::from_rgb(r, g, b)
            });
            (Some(fill), None)
        }
    }
}

fn cells_ui(ui: &Ui, canvas: Rect, state: &State) {
    let tokens = Tokens::in_ui(ui);
    checkerboard(ui.painter(), canvas, tokens);
    let side = state.sketch_side();
    let pixels = SIDE / side;
    let mut mesh = Mesh::default();
    for index in 0..PIXELS {
        let (x, y) = (index % SIDE, index / SIDE);
        let (fill, mark) = look(state.sketch.sketch.at(index), state, tokens);
        let rect = pixel_rect(canvas, (x as i32, y as i32));
        if let Some(fill) = fill {
            mesh.add_colored_rect(rect, fill);
        }
        // A mark in the middle of each cell.
        if let Some(mark) = mark.filter(|_| x % pixels == 0 && y % pixels == 0) {
            let cell = Rect::from_min_size(rect.min, rect.size() * pixels as f32);
            mesh.add_colored_rect(Rect::from_center_size(cell.center(), cell.size() * 0.22), mark);
        }
    }
    let (thin, step) = (1.0 / ui.pixels_per_point(), canvas.width() / side as f32);
    let line = tokens.line.gamma_multiply(0.6);
    for at in 1..side {
        let at = (step * at as f32).round_to_pixels(ui.pixels_per_point());
        let down = Rect::from_min_size(canvas.min + vec2(at, 0.0), vec2(thin, canvas.height()));
        let across = Rect::from_min_size(canvas.min + vec2(0.0, at), vec2(canvas.width(), thin));
        mesh.add_colored_rect(down, line);
        mesh.add_colored_rect(across, line);
    }
    ui.painter().add(Shape::mesh(mesh));
}

/// The outline of what a click would paint.
fn brush_ui(ui: &Ui, canvas: Rect, response: &Response, state: &State) {
    let Some(pointer) = response.hover_pos() else { return };
    let size = match state.sketch.tool {
        SketchTool::Brush | SketchTool::Eraser => state.sketch.settings.brush,
        SketchTool::Rectangle | SketchTool::Fill => 1,
    };
    let cells = Mask::disc(cell_at(canvas, pointer, state), size);
    let covered = state.sketch_pixels(&cells);
    let colour = Tokens::in_ui(ui).text;
    ui.painter().add(outline(&covered, canvas, 2.0 / ui.pixels_per_point(), colour));
    ui.set_cursor_icon(CursorIcon::Crosshair);
}

/// Replays the pointer's events: several of them may come in one frame, and a stroke that
/// looked only at the last would have holes.
fn paint(ui: &Ui, canvas: Rect, state: &mut State) {
    let on_show = canvas.intersect(ui.clip_rect());
    for event in ui.input(|input| input.events.clone()) {
        match event {
            Event::PointerButton { pos, button, pressed: true, modifiers } => {
                let is_free = ui.layer_id_at(pos).is_none_or(|layer| layer == ui.layer_id());
                if !on_show.contains(pos) || !is_free {
                    continue;
                }
                let at = cell_at(canvas, pos, state);
                match button {
                    PointerButton::Primary if modifiers.alt => state.pick_sketch_cell(at),
                    PointerButton::Primary => state.begin_sketch_stroke(at, false),
                    PointerButton::Secondary => state.begin_sketch_stroke(at, true),
                    _ => {}
                }
            }
            Event::PointerMoved(pos) => state.sketch_stroke_to(cell_at(canvas, pos, state)),
            Event::PointerButton { pos, pressed: false, .. } => {
                state.sketch_stroke_to(cell_at(canvas, pos, state));
                state.end_sketch_stroke();
            }
            _ => {}
        }
    }
    // Where the release went elsewhere.
    if state.is_sketching() && !ui.input(|input| input.pointer.any_down()) {
        state.end_sketch_stroke();
    }
}

/// Each notch of the wheel with Ctrl is one cell of the brush.
fn size_by_wheel(ui: &Ui, canvas: Rect, state: &mut State) {
    for step in wheel_notches(ui, canvas) {
        state.step_sketch_brush(step);
    }
}

/// The cell under a point, which may be off the canvas.
fn cell_at(canvas: Rect, pointer: Pos2, state: &State) -> (i32, i32) {
    let at = (pointer - canvas.min) / canvas.size() * state.sketch_side() as f32;
    (at.x.floor() as i32, at.y.floor() as i32)
}
