//! The frame on show, large; the parts of the body and the brush that corrects them.

use std::sync::Arc;

use egui::{
    Atom, Button, Color32, CursorIcon, DragValue, Id, IdSalt, Rect, Response, RichText, Role,
    Sense, Ui, Vec2, WidgetInfo, emath::GuiRounding as _, vec2,
};

use super::super::big_view::checkerboard;
use crate::{
    motion::Part,
    sprite::{PIXELS, SIDE, Sprite, TRANSPARENT},
    studio::{
        art::Art,
        command::{AnimateCommand, Command, CommandQueue},
        state::{PARTS_BRUSHES, Shown, State},
        textures::Textures,
        theme::{CONTROL_HEIGHT, SPACE_M, SPACE_S, Tokens},
        widgets::{command_button, sprite_side},
    },
};

/// How much of the frames before and after shines through.
pub(in crate::studio::panels) const ONION: f32 = 0.28;

/// How strong the colours of parts lie over the sprite.
const TINT: f32 = 0.62;

/// The whole of a texture.
const WHOLE: Rect = Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));

/// Draws the frame, as large as fits.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, shown: &Shown) {
    let room = ui.available_rect_before_wrap();
    let side = sprite_side(room.width().min(room.height()), ui.pixels_per_point());
    let rect = Rect::from_center_size(room.center(), Vec2::splat(side));
    let rect = rect.round_to_pixels(ui.pixels_per_point());
    let paints = state.animate.shows_parts && shown.is_live();
    let sense = if paints { Sense::click_and_drag() } else { Sense::click() };
    let response = ui.interact(rect, ui.scope_id().with("stage"), sense - Sense::FOCUSABLE);
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Stage"));
    checkerboard(ui.painter(), rect, Tokens::in_ui(ui));
    let clip = &shown.clip;
    let palette = &shown.art.palette;
    let mut paint = |ui: &Ui, salt: &str, sprite: &Sprite, opacity: f32| {
        let texture = textures.show(ui, Id::unique(("clip", salt)), sprite, palette);
        ui.painter().image(texture, rect, WHOLE, Color32::WHITE.gamma_multiply(opacity));
    };
    if paints {
        // Parts are those of the sprite at rest.
        paint(ui, "on show", shown.art.flat(), 1.0);
        brush(ui, state, &shown.art, (rect, &response));
        parts_ui(ui, state, rect, &shown.art);
    } else {
        let (n, at) = (clip.frames.len().max(1), state.animate.on_show(clip));
        if state.animate.has_onion_skin && n > 1 {
            for (salt, index) in [("before", (at + n - 1) % n), ("after", (at + 1) % n)] {
                if let Some(sprite) = clip.frames.get(index) {
                    paint(ui, salt, sprite, ONION);
                }
            }
        }
        if let Some(sprite) = clip.frames.get(at) {
            paint(ui, "on show", sprite, 1.0);
        }
        if response.clicked() {
            state.animate.is_playing = !state.animate.is_playing;
        }
    }
    ui.advance_cursor_after_rect(room);
}

/// The parts that the brush can paint, and how large it is.
pub(super) fn brush_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    ui.horizontal_wrapped(|ui| {
        let tokens = Tokens::in_ui(ui);
        for part in Part::ALL {
            let is_on = state.animate.part == part;
            let name = State::part_name(part);
            let dot = IdSalt::new("dot");
            let atoms = (Atom::custom(dot, Vec2::splat(10.0)), name);
            let button = Button::selectable(is_on, atoms).frame_when_inactive(true);
            let drawn = button.min_size(vec2(0.0, CONTROL_HEIGHT)).atom_ui(ui);
            if let Some(rect) = drawn.rect(dot) {
                let colour = match part {
                    Part::Body => tokens.text_muted,
                    part => tokens.part(part),
                };
                ui.painter().circle_filled(rect.center(), 4.0, colour);
            }
            if drawn.response.clicked() {
                state.animate.part = part;
            }
        }
        ui.add_space(SPACE_M - SPACE_S);
        let label = ui.label(RichText::new("Brush").color(tokens.text_muted));
        let dial = DragValue::new(&mut state.animate.brush).range(PARTS_BRUSHES).speed(0.05);
        ui.add(dial).labelled_by(label.id).on_hover_text("Its diameter in pixels");
        let anew = Command::Animate(AnimateCommand::FindParts);
        command_button(ui, queue, anew, state.allows(anew));
    });
}

/// Paints parts where the pointer goes.
fn brush(ui: &Ui, state: &mut State, art: &Arc<Art>, (rect, response): (Rect, &Response)) {
    if response.hovered() {
        ui.set_cursor_icon(CursorIcon::Crosshair);
    }
    let is_pressed =
        response.contains_pointer() && ui.input(|input| input.pointer.primary_pressed());
    let is_down = ui.input(|input| input.pointer.primary_down());
    if (is_pressed || response.dragged())
        && is_down
        && let Some(at) = response.interact_pointer_pos()
    {
        let pixel = (at - rect.min) / rect.width() * SIDE as f32;
        state.paint_parts(art, (pixel.x.floor() as i32, pixel.y.floor() as i32), is_pressed);
    } else if !is_down {
        state.end_parts();
    }
}

/// The parts of the sprite at rest, in colours.
fn parts_ui(ui: &Ui, state: &State, rect: Rect, art: &Art) {
    let tokens = Tokens::in_ui(ui);
    let parts = state.parts_of(art);
    let pixel = rect.width() / SIDE as f32;
    for index in (0..PIXELS).filter(|&index| art.flat().pixels()[index] != TRANSPARENT) {
        let part = parts.at(index);
        if part == Part::Body {
            continue;
        }
        let corner = vec2((index % SIDE) as f32, (index / SIDE) as f32) * pixel;
        let place = Rect::from_min_size(rect.min + corner, Vec2::splat(pixel));
        ui.painter().rect_filled(place, 0.0, tokens.part(part).gamma_multiply(TINT));
    }
}
