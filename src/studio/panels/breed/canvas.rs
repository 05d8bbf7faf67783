//! The canvas: A, B's ghost inside the mask, the mask's tint, and painting it.

use egui::{
    Color32, CursorIcon, Event, Id, Mesh, PointerButton, Pos2, Rect, Response, Role, Sense, Shape,
    TextStyle, TextWrapMode, Ui, Vec2, WidgetInfo, WidgetText, emath::GuiRounding as _, pos2, vec2,
};

use super::dashed_frame;
use crate::{
    sprite::{Mask, SIDE, Sprite, TRANSPARENT},
    studio::{
        art::SpriteDrag,
        panels::big_view::{checkerboard, pixel_lines},
        state::{MaskTool, Parent, State},
        textures::Textures,
        theme::{SPACE_L, SPACE_S, Tokens},
        widgets::wheel_notches,
    },
};

/// How much of A shows where it is to be redrawn.
const GONE_OPACITY: f32 = 0.3;
/// How strong the mask's tint is.
const TINT_OPACITY: f32 = 0.22;

/// Draws the canvas, and paints on it.
pub(super) fn show(
    ui: &mut Ui,
    side: f32,
    shows_b: bool,
    state: &mut State,
    textures: &mut Textures,
) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click_and_drag());
    let corner = rect.min.round_to_pixels(ui.pixels_per_point());
    let canvas = Rect::from_min_size(corner, rect.size());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Mask over A"));
    if let Some(drag) = response.dnd_release_payload::<SpriteDrag>() {
        state.drop_on_parent(Parent::A, &drag);
    }
    if state.breed.parent(Parent::A).is_some() {
        paint(ui, canvas, state);
        size_by_wheel(ui, canvas, state);
        canvas_ui(ui, canvas, shows_b, state, textures);
        brush_ui(ui, canvas, &response, state);
    } else {
        hint_ui(ui, canvas);
    }
    if response.dnd_hover_payload::<SpriteDrag>().is_some() {
        let accent = Tokens::in_ui(ui).accent.gamma_multiply(0.25);
        ui.painter().rect_filled(canvas, 0.0, accent);
    }
}

fn hint_ui(ui: &Ui, canvas: Rect) {
    let tokens = Tokens::in_ui(ui);
    ui.painter().rect_filled(canvas, 0.0, tokens.cell.gamma_multiply(0.45));
    dashed_frame(ui.painter(), canvas, tokens);
    let width = canvas.width() - 2.0 * SPACE_L;
    let lines = [
        ("Drop a sprite here", TextStyle::Heading, tokens.text),
        (
            "or select one in the grid and press Shift+A, and paint what is to be drawn anew. \
             Another one, with Shift+B, gives the children something of both.",
            TextStyle::Body,
            tokens.text_muted,
        ),
    ]
    .map(|(text, style, colour)| {
        let text = WidgetText::from(text);
        (text.into_galley(ui, Some(TextWrapMode::Wrap), width, style), colour)
    });
    let height: f32 = lines.iter().map(|(galley, _)| galley.size().y + SPACE_S).sum();
    let mut top = canvas.center().y - height / 2.0;
    for (galley, colour) in lines {
        let at = pos2(canvas.center().x - galley.size().x / 2.0, top);
        top += galley.size().y + SPACE_S;
        let at = at.round_to_pixels(ui.pixels_per_point());
        ui.painter().galley_with_override_text_color(at, galley, colour);
    }
}

fn canvas_ui(ui: &Ui, canvas: Rect, shows_b: bool, state: &State, textures: &mut Textures) {
    let tokens = Tokens::in_ui(ui);
    checkerboard(ui.painter(), canvas, tokens);
    let mask = &state.breed.mask;
    let mut layer = |name: &str, parent: Parent, within: &Mask, opacity: f32| {
        let Some(art) = state.breed.parent(parent).filter(|_| 0.0 < opacity) else { return };
        let sprite = cut(&art.sprite, within);
        let texture = textures.show(ui, Id::unique(("breed", name)), &sprite, &art.palette);
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        ui.painter().image(texture, canvas, whole, Color32::WHITE.gamma_multiply(opacity));
    };
    let ghost = match state.breed.parent(Parent::B) {
        None => 0.0,
        Some(_) if shows_b => 1.0,
        Some(_) => state.breed.settings.ghost,
    };
    layer("kept", Parent::A, &mask.inverted(), 1.0);
    layer("gone", Parent::A, mask, GONE_OPACITY * (1.0 - ghost));
    layer("ghost", Parent::B, mask, ghost);
    if !shows_b {
        let tint = tokens.notice.gamma_multiply(TINT_OPACITY);
        ui.painter().add(fill(mask, canvas, tint));
    }
    let thin = 1.0 / ui.pixels_per_point();
    ui.painter().add(outline(mask, canvas, thin, tokens.notice.gamma_multiply(0.85)));
    if state.view.has_pixel_grid {
        pixel_lines(ui, canvas, tokens);
    }
}

/// The outline of what a click would paint.
fn brush_ui(ui: &Ui, canvas: Rect, response: &Response, state: &State) {
    let Some(pointer) = response.hover_pos() else { return };
    let (size, at) = (state.breed.settings.brush, pixel_at(canvas, pointer));
    let covered = match state.breed.tool {
        MaskTool::Brush | MaskTool::Eraser => Mask::disc(at, size),
        MaskTool::Rectangle | MaskTool::Fill => Mask::disc(at, 1),
    };
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
            Event::PointerButton { pos, button, pressed: true, .. } => {
                let is_free = ui.layer_id_at(pos).is_none_or(|layer| layer == ui.layer_id());
                let is_opposite = match button {
                    PointerButton::Primary => false,
                    PointerButton::Secondary => true,
                    _ => continue,
                };
                if on_show.contains(pos) && is_free {
                    state.begin_stroke(pixel_at(canvas, pos), is_opposite);
                }
            }
            Event::PointerMoved(pos) => state.stroke_to(pixel_at(canvas, pos)),
            Event::PointerButton { pos, pressed: false, .. } => {
                state.stroke_to(pixel_at(canvas, pos));
                state.end_stroke();
            }
            _ => {}
        }
    }
    // Where the release went elsewhere.
    if state.is_stroking() && !ui.input(|input| input.pointer.any_down()) {
        state.end_stroke();
    }
}

/// Each notch of the wheel with Ctrl is one pixel of the brush.
fn size_by_wheel(ui: &Ui, canvas: Rect, state: &mut State) {
    for step in wheel_notches(ui, canvas) {
        state.step_brush(step);
    }
}

/// The pixel under a point, which may be off the canvas.
fn pixel_at(canvas: Rect, pointer: Pos2) -> (i32, i32) {
    let at = (pointer - canvas.min) / canvas.size() * SIDE as f32;
    (at.x.floor() as i32, at.y.floor() as i32)
}

/// What of a sprite lies within a mask.
fn cut(sprite: &Sprite, within: &Mask) -> Sprite {
    let mut pixels = *sprite.pixels();
    for (index, pixel) in pixels.iter_mut().enumerate() {
        if !within.contains_index(index) {
            *pixel = TRANSPARENT;
        }
    }
    Sprite::from_indices(&pixels).unwrap_or_default()
}

fn pixels() -> impl Iterator<Item = (i32, i32)> {
    let side = SIDE as i32;
    (0..side).flat_map(move |y| (0..side).map(move |x| (x, y)))
}

/// The place of a pixel on a canvas of a sprite.
pub(in crate::studio::panels) fn pixel_rect(canvas: Rect, (x, y): (i32, i32)) -> Rect {
    let step = canvas.width() / SIDE as f32;
    let corner = canvas.min + vec2(x as f32, y as f32) * step;
    Rect::from_min_size(corner, Vec2::splat(step))
}

/// The pixels of a mask, in one colour.
fn fill(mask: &Mask, canvas: Rect, colour: Color32) -> Shape {
    let mut mesh = Mesh::default();
    for (x, y) in pixels().filter(|&(x, y)| mask.contains(x, y)) {
        mesh.add_colored_rect(pixel_rect(canvas, (x, y)), colour);
    }
    Shape::mesh(mesh)
}

/// Lines along the inside of a mask's edges.
pub(in crate::studio::panels) fn outline(
    mask: &Mask,
    canvas: Rect,
    width: f32,
    colour: Color32,
) -> Shape {
    let mut mesh = Mesh::default();
    for (x, y) in pixels().filter(|&(x, y)| mask.contains(x, y)) {
        let rect = pixel_rect(canvas, (x, y));
        let (along, down) = (vec2(rect.width(), width), vec2(width, rect.height()));
        let sides = [
            ((x, y - 1), rect.min, along),
            ((x, y + 1), rect.left_bottom() - vec2(0.0, width), along),
            ((x - 1, y), rect.min, down),
            ((x + 1, y), rect.right_top() - vec2(width, 0.0), down),
        ];
        for ((x, y), corner, size) in sides {
            if !mask.contains(x, y) {
                mesh.add_colored_rect(Rect::from_min_size(corner, size), colour);
            }
        }
    }
    Shape::mesh(mesh)
}
