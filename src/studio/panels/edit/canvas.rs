//! The canvas: the sprite at whole pixels, and the pointer that paints on it.

use std::sync::Arc;

use egui::{
    Align2, Color32, CursorIcon, Event, Id, Key, MouseWheelUnit, PointerButton, Popup, Pos2, Rect,
    Response, Role, Sense, SetOpenCommand, TextStyle, TextWrapMode, Ui, UiBuilder, Vec2,
    WidgetInfo, WidgetText, emath::GuiRounding as _, pos2, vec2,
};

use super::super::{
    animate::ONION,
    big_view::{MAX_ZOOM, MIN_GRID_ZOOM, checkerboard, pixel_lines},
    menus::entries_ui,
};
use crate::{
    sprite::{Mask, Rgb, SIDE, TRANSPARENT, paint::Point},
    studio::{
        art::{Current, Look, SpriteDrag},
        command::{CANVAS_MENU, CommandQueue, EditCommand},
        state::{Button, Press, State},
        textures::Textures,
        theme::{CELL_RADIUS, SPACE_L, SPACE_S, Tokens},
    },
};

/// Height of the line that tells about the pixel under the pointer.
const READ_OUT: f32 = 20.0;

/// How far fingers on a trackpad go for what is one notch of a wheel.
const POINTS_PER_NOTCH: f32 = 40.0;

/// The canvas in the room that it has.
#[derive(Clone, Copy, Debug)]
struct CanvasView {
    /// What can be seen of it, and beside it.
    frame: Rect,
    /// All 32 by 32 pixels, which may reach beyond the frame.
    canvas: Rect,
    /// Physical pixels a sprite pixel.
    zoom: u32,
}

impl CanvasView {
    /// The pixel at a point, which may be beside the canvas.
    fn pixel_at(&self, at: Pos2) -> Point {
        let pixel = (at - self.canvas.min) / self.canvas.width() * SIDE as f32;
        (pixel.x.floor() as i32, pixel.y.floor() as i32)
    }

    /// Where some pixels of a row are.
    fn run(&self, (x, y): Point, length: i32) -> Rect {
        let scale = self.canvas.width() / SIDE as f32;
        let corner = self.canvas.min + vec2(x as f32, y as f32) * scale;
        Rect::from_min_size(corner, vec2(length as f32, 1.0) * scale)
    }
}

/// Draws the canvas, and lets the pointer paint on it.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let area = ui.available_rect_before_wrap();
    let frame = Rect::from_min_max(area.min, area.max - vec2(0.0, READ_OUT));
    let response = ui.interact(
        frame,
        ui.scope_id().with("canvas"),
        Sense::click_and_drag() - Sense::FOCUSABLE,
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Canvas"));
    if let Some(drag) = response.dnd_release_payload::<SpriteDrag>() {
        let art = Arc::clone(&drag.art);
        state.current = Current::Held { art, from: drag.from };
    }
    let place = place(ui, frame, state);
    if matches!(state.current_look(), Look::Empty) {
        hint_ui(ui, frame);
    } else {
        scroll(ui, &place, state, &response);
        let wants_menu = follow_pointer(ui, &place, state) | is_asked_by_key(ui, state);
        menu_ui(&response, state, queue, wants_menu);
        let mut inner = ui.new_child(UiBuilder::new().id_salt("sprite").max_rect(frame));
        inner.shrink_clip_rect(frame);
        sprite_ui(&inner, &place, state, textures);
        marks_ui(&inner, &place, state, &response);
    }
    if response.dnd_hover_payload::<SpriteDrag>().is_some() {
        let tint = Tokens::in_ui(ui).accent.gamma_multiply(0.2);
        ui.painter().rect_filled(frame, CELL_RADIUS, tint);
    }
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|_| response.hovered());
    read_out_ui(ui, &place, state, pointer.map(|at| place.pixel_at(at)));
    ui.advance_cursor_after_rect(area);
}

fn place(ui: &Ui, frame: Rect, state: &State) -> CanvasView {
    let room = frame.width().min(frame.height()) * ui.pixels_per_point();
    let fit = (room as u32 / SIDE as u32).clamp(1, MAX_ZOOM);
    let zoom = state.edit.zoom.unwrap_or(fit);
    let scale = zoom as f32 / ui.pixels_per_point();
    let size = Vec2::splat(scale * SIDE as f32);
    let corner = frame.center() - size / 2.0 - Vec2::from(state.edit.centre) * scale;
    let corner = corner.round_to_pixels(ui.pixels_per_point());
    CanvasView { frame, canvas: Rect::from_min_size(corner, size), zoom }
}

/// What to do while there is no sprite.
fn hint_ui(ui: &Ui, frame: Rect) {
    let tokens = Tokens::in_ui(ui);
    ui.painter().rect_filled(frame, CELL_RADIUS, tokens.cell.gamma_multiply(0.45));
    let mut top = frame.center().y - 24.0;
    for (text, style, colour) in [
        ("Nothing to edit yet", TextStyle::Heading, tokens.text),
        ("Pick a sprite in the grid, or drop one here", TextStyle::Body, tokens.text_muted),
    ] {
        let width = frame.width() - 2.0 * SPACE_L;
        let galley = WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Wrap), width, style);
        let at = pos2(frame.center().x - galley.size().x / 2.0, top);
        top += galley.size().y + SPACE_S;
        ui.painter().galley_with_override_text_color(at, galley, colour);
    }
}

/// The wheel zooms around the pointer, with Ctrl it sizes the brush; the middle button, or
/// Space with the left one, moves the view.
fn scroll(ui: &Ui, place: &CanvasView, state: &mut State, response: &Response) {
    let is_moved = response.dragged_by(PointerButton::Middle)
        || (is_panning(ui, state) && response.dragged_by(PointerButton::Primary));
    if is_moved {
        let scale = place.zoom as f32 / ui.pixels_per_point();
        let moved = response.drag_delta() / scale;
        set_centre(state, Vec2::from(state.edit.centre) - moved);
    }
    if !ui.rect_contains_pointer(place.frame) {
        return;
    }
    let Some(pointer) = ui.input(|input| input.pointer.hover_pos()) else { return };
    let mut zoom = place.zoom;
    for (is_up, has_ctrl) in notches(ui, &mut state.edit.towards_notch) {
        if has_ctrl {
            let command = if is_up { EditCommand::BrushLarger } else { EditCommand::BrushSmaller };
            state.run_edit(command);
            continue;
        }
        let before = zoom;
        let step = (zoom / 5).max(1);
        zoom = if is_up { zoom + step } else { zoom - step.min(zoom - 1) }.clamp(1, MAX_ZOOM);
        // What is under the pointer stays there.
        let off = (pointer - place.frame.center()) * ui.pixels_per_point();
        let centre = Vec2::from(state.edit.centre);
        set_centre(state, centre + off / before as f32 - off / zoom as f32);
        state.edit.zoom = Some(zoom);
    }
}

/// The notches that the wheel turned in this frame: whether up, and whether with Ctrl.
fn notches(ui: &Ui, towards_next: &mut f32) -> Vec<(bool, bool)> {
    let mut notches = Vec::new();
    for event in ui.input(|input| input.events.clone()) {
        let Event::MouseWheel { unit, delta, modifiers, .. } = event else { continue };
        *towards_next += match unit {
            MouseWheelUnit::Point => (delta.y / POINTS_PER_NOTCH).clamp(-8.0, 8.0),
            MouseWheelUnit::Line | MouseWheelUnit::Page if 0.0 < delta.y.abs() => delta.y.signum(),
            MouseWheelUnit::Line | MouseWheelUnit::Page => 0.0,
        };
        while 1.0 <= towards_next.abs() {
            let way = towards_next.signum();
            *towards_next -= way;
            notches.push((0.0 < way, modifiers.command || modifiers.ctrl));
        }
    }
    notches
}

/// Some of the sprite stays in view wherever it is moved.
fn set_centre(state: &mut State, centre: Vec2) {
    let reach = SIDE as f32 / 2.0;
    state.edit.centre = <[f32; 2]>::from(centre).map(|at| at.clamp(-reach, reach));
}

fn is_panning(ui: &Ui, state: &State) -> bool {
    state.edit.takes_keys && ui.input(|input| input.key_down(Key::Space))
}

/// Replays everything that the pointer did since the last frame: taking only where it is now
/// would leave holes in quick strokes, and lose short ones.
///
/// Says whether the menu was asked for: by the right button beside the sprite or with Ctrl, or
/// where it means nothing to the tool.
fn follow_pointer(ui: &Ui, place: &CanvasView, state: &mut State) -> bool {
    let mut wants_menu = false;
    let is_panning = is_panning(ui, state);
    // A click that closes a menu does nothing else.
    let is_menu_open = Popup::is_any_open(ui);
    let is_free = |at: Pos2| {
        !is_menu_open
            && place.frame.intersect(ui.clip_rect()).contains(at)
            && ui.layer_id_at(at).is_none_or(|layer| layer == ui.layer_id())
    };
    for event in ui.input(|input| input.events.clone()) {
        match event {
            Event::PointerMoved(at) => state.drag_to(place.pixel_at(at)),
            Event::PointerButton { pos, button, pressed, modifiers } => {
                let button = match button {
                    PointerButton::Primary => Button::Left,
                    PointerButton::Secondary => Button::Right,
                    _ => continue,
                };
                let at = place.pixel_at(pos);
                let drawing = state.edit.gesture().map(|gesture| gesture.button);
                match (pressed, drawing) {
                    (false, Some(drawing)) if drawing == button => {
                        state.drag_to(at);
                        wants_menu |= state.release();
                    }
                    (false, None) if button == Button::Right => {
                        wants_menu |= std::mem::take(&mut state.edit.asks_for_menu);
                    }
                    // The other button gives up the stroke.
                    (true, Some(_)) => {
                        state.edit.abandon();
                    }
                    (true, None)
                        if button == Button::Right
                            && is_free(pos)
                            && (modifiers.command || !place.canvas.contains(pos)) =>
                    {
                        state.edit.asks_for_menu = true;
                    }
                    (true, None) if !is_panning && is_free(pos) => {
                        state.press(Press {
                            at,
                            button,
                            adds: modifiers.shift,
                            picks: modifiers.alt,
                        });
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    wants_menu
}

/// Whether the key for menus was pressed while keys mean the editor.
fn is_asked_by_key(ui: &Ui, state: &State) -> bool {
    let is_pressed = |input: &egui::InputState| {
        input.key_pressed(Key::Menu) || (input.modifiers.shift && input.key_pressed(Key::F10))
    };
    state.is_editing() && !ui.text_edit_focused() && ui.input(is_pressed)
}

/// The menu of the canvas: where the pointer is, or in the middle if a key asked for it
/// elsewhere.
fn menu_ui(response: &Response, state: &State, queue: &CommandQueue, is_asked_for: bool) {
    let ctx = &response.ctx;
    let place = response.id.with("menu");
    if is_asked_for {
        let pointer = ctx.input(|input| input.pointer.hover_pos());
        let at = pointer.filter(|at| response.rect.contains(*at));
        ctx.data_mut(|data| data.insert_temp(place, at.unwrap_or(response.rect.center())));
    }
    let at: Option<Pos2> = ctx.data(|data| data.get_temp(place));
    let popup = Popup::menu(response)
        .open_memory(is_asked_for.then_some(SetOpenCommand::Bool(true)))
        .at_position(at.unwrap_or(response.rect.center()));
    popup.show(|ui| {
        ui.set_min_width(200.0);
        entries_ui(ui, state, queue, CANVAS_MENU);
    });
}

fn sprite_ui(ui: &Ui, place: &CanvasView, state: &State, textures: &mut Textures) {
    let tokens = Tokens::in_ui(ui);
    checkerboard(ui.painter(), place.canvas, tokens);
    if let Some(sprite) = state.canvas_sprite() {
        let texture = textures.show(ui, Id::unique("edited"), &sprite, state.current_palette());
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        let is_waiting = matches!(state.current_look(), Look::Waiting(_));
        let opacity = if is_waiting { 0.28 } else { 1.0 };
        // The frames before and after lie under a frame.
        for (salt, art) in state.onion_frames().iter().enumerate() {
            let id = Id::unique(("onion", salt));
            let texture = textures.show(ui, id, &art.sprite, &art.palette);
            let faint = Color32::WHITE.gamma_multiply(ONION);
            ui.painter().image(texture, place.canvas, whole, faint);
        }
        ui.painter().image(texture, place.canvas, whole, Color32::WHITE.gamma_multiply(opacity));
    }
    if state.view.has_pixel_grid && MIN_GRID_ZOOM <= place.zoom {
        pixel_lines(ui, place.canvas, tokens);
    }
}

/// What lies over the sprite: the region on its way, the selection, the brush.
fn marks_ui(ui: &Ui, place: &CanvasView, state: &State, response: &Response) {
    if let Some((mask, preview)) = state.region_on_its_way() {
        let has_come =
            |at| preview.is_some_and(|preview| preview.order.has_come(at, preview.drawn));
        let left = Mask::from_fn(|x, y| mask.contains(x, y) && !has_come((x, y)));
        let tint = Tokens::in_ui(ui).accent.gamma_multiply(0.3);
        for (at, length) in runs(&left) {
            ui.painter().rect_filled(place.run(at, length), 0.0, tint);
        }
    }
    if let Some(mask) = state.edit.shown_selection() {
        outline(ui, place, mask);
    }
    if !response.hovered() {
        return;
    }
    if is_panning(ui, state) {
        ui.set_cursor_icon(CursorIcon::Grab);
        return;
    }
    ui.set_cursor_icon(CursorIcon::Crosshair);
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let Some(at) = pointer.map(|at| place.pixel_at(at)) else { return };
    let options = state.edit.options;
    let size = if state.edit.tool.has_brush() { options.brush } else { 1 };
    outline(ui, place, &Mask::disc(at, size));
}

/// The pixels of a mask that lie side by side in a row: the first one, and how many.
fn runs(mask: &Mask) -> Vec<(Point, i32)> {
    let mut runs = Vec::<(Point, i32)>::new();
    for y in 0..SIDE as i32 {
        for x in (0..SIDE as i32).filter(|&x| mask.contains(x, y)) {
            match runs.last_mut() {
                Some(((first, row), length)) if *row == y && *first + *length == x => *length += 1,
                _ => runs.push(((x, y), 1)),
            }
        }
    }
    runs
}

/// A line around a mask, black and white in turns, so that it is seen on every colour.
fn outline(ui: &Ui, place: &CanvasView, mask: &Mask) {
    let thin = (1.2 * ui.pixels_per_point()).round().max(1.0) / ui.pixels_per_point();
    for (x, y) in runs(mask).into_iter().flat_map(|((x, y), n)| (x..x + n).map(move |x| (x, y))) {
        let pixel = place.run((x, y), 1);
        let colour = if (x + y) % 2 == 0 { Color32::WHITE } else { Color32::BLACK };
        let sides = [
            ((x, y - 1), Rect::from_min_max(pixel.min, pos2(pixel.max.x, pixel.min.y + thin))),
            ((x, y + 1), Rect::from_min_max(pos2(pixel.min.x, pixel.max.y - thin), pixel.max)),
            ((x - 1, y), Rect::from_min_max(pixel.min, pos2(pixel.min.x + thin, pixel.max.y))),
            ((x + 1, y), Rect::from_min_max(pos2(pixel.max.x - thin, pixel.min.y), pixel.max)),
        ];
        for ((next_x, next_y), side) in sides {
            if !mask.contains(next_x, next_y) {
                ui.painter().rect_filled(side, 0.0, colour);
            }
        }
    }
}

/// One line about the pixel under the pointer, or about what is being waited for.
fn read_out_ui(ui: &Ui, place: &CanvasView, state: &State, under_pointer: Option<Point>) {
    let tokens = Tokens::in_ui(ui);
    let line = Rect::from_min_size(place.frame.left_bottom(), vec2(place.frame.width(), READ_OUT));
    let on_canvas = under_pointer.filter(|&(x, y)| Mask::ALL.contains(x, y));
    let is_empty = matches!(state.current_look(), Look::Empty);
    let text = match (state.canvas_sprite(), on_canvas) {
        (None, _) if is_empty => String::new(),
        (None, _) => "Being drawn".to_owned(),
        (Some(sprite), Some((x, y))) => {
            let index = sprite.at(x, y);
            let Rgb([r, g, b]) = state.current_palette().colours()[usize::from(index)];
            if index == TRANSPARENT {
                format!("x {x:2}  y {y:2}  transparent")
            } else {
                format!("x {x:2}  y {y:2}  index {index:2}  #{r:02x}{g:02x}{b:02x}")
            }
        }
        _ if state.region_on_its_way().is_some() => "Drawing the region, Esc stops it".to_owned(),
        _ if state.editable().is_none() => "Being drawn".to_owned(),
        _ if state.floating().is_some() => {
            "Afloat: Enter puts it down, Esc takes it back".to_owned()
        }
        _ => state.current_name(),
    };
    let put = |align: Align2, text: String| {
        let width = line.width() - 48.0;
        let galley = WidgetText::from(text).into_galley(
            ui,
            Some(TextWrapMode::Truncate),
            width,
            TextStyle::Small,
        );
        let at = align.align_size_within_rect(galley.size(), line).min;
        let at = at.round_to_pixels(ui.pixels_per_point());
        ui.painter().galley_with_override_text_color(at, galley, tokens.text_muted);
    };
    put(Align2::LEFT_CENTER, text);
    if !is_empty {
        put(Align2::RIGHT_CENTER, format!("{}×", place.zoom));
    }
}
