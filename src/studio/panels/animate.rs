//! The current sprite in motion: what it can do, how far and how fast, frame by frame.

use std::{sync::Arc, time::Duration};

use egui::{
    Color32, ComboBox, DragValue, Id, Rect, RichText, ScrollArea, Sense, Slider, Ui, Vec2,
    emath::GuiRounding as _, vec2,
};

use crate::{
    motion::{Action, Animator, BodyPlan, Clip, Motion, Part, Parts},
    sprite::{PIXELS, SIDE, TRANSPARENT},
    studio::{
        art::{Art, Look},
        command::{AnimateCommand, Command, CommandQueue},
        state::{SPEEDS, State},
        textures::Textures,
        theme::{CELL_RADIUS, SPACE_M, SPACE_S, Tokens},
        widgets::{Focus, SpriteCell, command_button, sprite_side, toggle_button},
    },
};

/// Side of the thumbnails of what a creature can do.
const THUMBNAIL: f32 = 72.0;

/// Side of the frames in the strip.
const FRAME: f32 = 64.0;

/// How much of the frames before and after shines through.
const ONION: f32 = 0.25;

/// The whole of a texture.
const WHOLE: Rect = Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    ui.add_space(SPACE_S);
    let Some(art) = state.current_art().cloned() else {
        ui.label("Select a sprite to see it move.");
        return;
    };
    let action = state.animate.motion.action;
    let Some(clip) = state.clip_of(&art, action) else {
        ui.label("This sprite is empty; there is nothing to move.");
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        transport_ui(ui, state, queue, &clip);
        actions_ui(ui, state, textures, &art);
        dials_ui(ui, state, &art);
        strip_ui(ui, state, textures, (&art, &clip));
        big_ui(ui, state, textures, (&art, &clip));
    });
}

/// Play, step, speed, and what else is on show.
fn transport_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue, clip: &Clip) {
    ui.horizontal_wrapped(|ui| {
        let is_playing = state.animate.is_playing;
        toggle_button(ui, queue, Command::Animate(AnimateCommand::Play), is_playing);
        if ui.button("Previous").on_hover_text("One frame back").clicked() {
            state.animate.step(clip, -1);
        }
        if ui.button("Next").on_hover_text("One frame on").clicked() {
            state.animate.step(clip, 1);
        }
        let name = |speed: f32| format!("{speed} ×");
        let combo = ComboBox::from_id_salt("speed").width(64.0);
        let shown = combo.selected_text(name(state.animate.speed)).show_ui(ui, |ui| {
            for speed in SPEEDS {
                ui.selectable_value(&mut state.animate.speed, speed, name(speed));
            }
        });
        shown.response.on_hover_text("How fast it plays here; exports keep their times");
        let onion = &mut state.animate.has_onion_skin;
        ui.checkbox(onion, "Onion skin").on_hover_text("The frames before and after shine through");
        let parts = &mut state.animate.shows_parts;
        ui.checkbox(parts, "Parts").on_hover_text(
            "What was found in the sprite: tail red, fins green, limbs blue, jaw yellow, foot pink",
        );
        let swims = Command::Animate(AnimateCommand::SwimGrid);
        toggle_button(ui, queue, swims, state.animate.grid_swims);
        ui.add_space(SPACE_M - SPACE_S);
        command_button(ui, queue, Command::Animate(AnimateCommand::ExportGif), true);
        command_button(ui, queue, Command::Animate(AnimateCommand::ExportAseprite), true);
    });
}

/// What it can do, as live thumbnails.
fn actions_ui(ui: &mut Ui, state: &mut State, textures: &mut Textures, art: &Arc<Art>) {
    ui.horizontal_wrapped(|ui| {
        for action in Action::ALL {
            let Some(clip) = state.clip_of(art, action) else { continue };
            let frame = clip.frame_at(state.animate.looped(&clip));
            let Some(sprite) = clip.frames.get(frame) else { continue };
            ui.vertical(|ui| {
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(THUMBNAIL), Sense::hover());
                let response = SpriteCell {
                    id: Id::unique(("action", action.name())),
                    rect,
                    name: clip.tag.clone(),
                    look: Look::Done(sprite),
                    palette: &art.palette,
                    drag: None,
                    is_selected: state.animate.motion.action == action,
                    focus: Focus::Own,
                    is_locked: false,
                }
                .show(ui, textures);
                if response.clicked() {
                    state.animate.motion.action = action;
                    state.animate.is_playing = true;
                }
                ui.label(RichText::new(&clip.tag).small());
            });
        }
    });
}

/// Body, frames, time and strength.
fn dials_ui(ui: &mut Ui, state: &mut State, art: &Art) {
    let found = State::found_plan(art).name();
    let animate = &mut state.animate;
    ui.horizontal_wrapped(|ui| {
        let name = |plan: Option<BodyPlan>| match plan {
            Some(plan) => plan.name().to_owned(),
            None => format!("as found: {found}"),
        };
        let label = ui.label("Body");
        let combo = ComboBox::from_id_salt("body").width(140.0).selected_text(name(animate.plan));
        let shown = combo.show_ui(ui, |ui| {
            for plan in std::iter::once(None).chain(BodyPlan::ALL.map(Some)) {
                ui.selectable_value(&mut animate.plan, plan, name(plan));
            }
        });
        shown.response.labelled_by(label.id).on_hover_text("How the creature is built");
        let motion = &mut animate.motion;
        let label = ui.label("Frames");
        let dial = DragValue::new(&mut motion.frames).range(Motion::FEWEST..=Motion::MOST);
        ui.add(dial.speed(0.1)).labelled_by(label.id);
        let label = ui.label("Milliseconds");
        let times = Motion::SHORTEST..=2000;
        let dial = DragValue::new(&mut motion.milliseconds).range(times);
        ui.add(dial).labelled_by(label.id).on_hover_text("How long each frame is shown");
        let label = ui.label("Strength");
        let range = Motion::WEAKEST..=Motion::STRONGEST;
        let slider = Slider::new(&mut motion.strength, range).step_by(0.05);
        ui.add(slider).labelled_by(label.id).on_hover_text("How far it moves; 1 is usual");
        let label = ui.label("Variant");
        let dial = DragValue::new(&mut motion.seed).range(0..=999).speed(0.1);
        ui.add(dial).labelled_by(label.id).on_hover_text("Limbs that move at other times");
    });
}

/// Every frame; a click stops there.
fn strip_ui(
    ui: &mut Ui,
    state: &mut State,
    textures: &mut Textures,
    (art, clip): (&Arc<Art>, &Clip),
) {
    let on_show = clip.frame_at(state.animate.looped(clip));
    ui.add_space(SPACE_S);
    ScrollArea::horizontal().id_salt("strip").show(ui, |ui| {
        ui.horizontal(|ui| {
            for (index, sprite) in clip.frames.iter().enumerate() {
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(FRAME), Sense::hover());
                let response = SpriteCell {
                    id: Id::unique(("frame", index)),
                    rect,
                    name: format!("Frame {}", index + 1),
                    look: Look::Done(sprite),
                    palette: &art.palette,
                    drag: None,
                    is_selected: index == on_show,
                    focus: Focus::Own,
                    is_locked: false,
                }
                .show(ui, textures);
                let time = clip.durations.get(index).copied().unwrap_or_default();
                if response.clicked() {
                    state.animate.show_frame(clip, index);
                }
                response.on_hover_text(format!("Frame {}, {time} ms", index + 1));
            }
        });
    });
}

/// The frame on show, large.
fn big_ui(ui: &mut Ui, state: &State, textures: &mut Textures, (art, clip): (&Arc<Art>, &Clip)) {
    let animate = &state.animate;
    let tokens = Tokens::in_ui(ui);
    let room = vec2(ui.available_width(), ui.available_height().max(200.0));
    let side = sprite_side(room.x.min(room.y).min(512.0), ui.pixels_per_point());
    let (area, _) = ui.allocate_exact_size(vec2(room.x, side), Sense::hover());
    let rect = Rect::from_center_size(area.center(), Vec2::splat(side));
    let rect = rect.round_to_pixels(ui.pixels_per_point());
    ui.painter().rect_filled(rect, CELL_RADIUS, tokens.cell);
    let n = clip.frames.len().max(1);
    let on_show = clip.frame_at(animate.looped(clip));
    let mut paint = |salt: &str, index: usize, opacity: f32| {
        let Some(sprite) = clip.frames.get(index) else { return };
        let id = Id::unique(("clip", salt));
        let texture = textures.show(ui, id, sprite, &art.palette);
        ui.painter().image(texture, rect, WHOLE, Color32::WHITE.gamma_multiply(opacity));
    };
    if animate.has_onion_skin && n > 1 {
        paint("before", (on_show + n - 1) % n, ONION);
        paint("after", (on_show + 1) % n, ONION);
    }
    paint("on show", on_show, 1.0);
    if animate.shows_parts {
        let plan = animate.plan.unwrap_or_else(|| State::found_plan(art));
        parts_ui(ui, rect, art, Animator::new(art.flat(), &art.palette, plan).parts());
    }
    if animate.is_playing || animate.grid_swims {
        ui.request_repaint_after(Duration::from_millis(animate.wait()));
    }
}

/// The parts of the sprite at rest, in colours.
fn parts_ui(ui: &Ui, rect: Rect, art: &Art, parts: &Parts) {
    let tokens = Tokens::in_ui(ui);
    let pixel = rect.width() / SIDE as f32;
    for index in (0..PIXELS).filter(|&index| art.flat().pixels()[index] != TRANSPARENT) {
        let corner = vec2((index % SIDE) as f32, (index / SIDE) as f32) * pixel;
        let place = Rect::from_min_size(rect.min + corner, Vec2::splat(pixel));
        let colour = tokens.part(parts.at(index));
        if parts.at(index) != Part::Body {
            ui.painter().rect_filled(place, 0.0, colour);
        }
    }
}
