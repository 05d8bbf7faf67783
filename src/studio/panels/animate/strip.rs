//! The frames in a row, and what is done to the one on show.

use egui::{DragValue, Id, Rect, RichText, ScrollArea, Sense, TextEdit, Ui, UiBuilder, Vec2, vec2};

use super::super::collection::outlined;
use crate::{
    motion::Motion,
    studio::{
        art::{Current, Look, Place, SpriteDrag},
        command::{AnimateCommand, Command, CommandQueue},
        state::{Shown, State},
        textures::Textures,
        theme::{CONTROL_HEIGHT, SPACE_S, SPACE_XS, Tokens},
        widgets::{Focus, SpriteCell, command_button, icon_button},
    },
};

/// Side of the frames.
const FRAME: f32 = 64.0;

/// Height of what stands below a frame.
const TIME: f32 = 16.0;

/// Height of the whole.
pub(super) const HEIGHT: f32 = CONTROL_HEIGHT + SPACE_S + FRAME + TIME + 22.0;

/// Draws the tools and the frames.
pub(super) fn show(
    ui: &mut Ui,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
    shown: &Shown,
) {
    ui.add_space(SPACE_XS);
    ScrollArea::horizontal().id_salt("frame tools").show(ui, |ui| {
        ui.horizontal(|ui| tools_ui(ui, state, queue, shown));
    });
    ui.add_space(SPACE_XS);
    ScrollArea::horizontal().id_salt("frames").auto_shrink(false).show(ui, |ui| {
        frames_ui(ui, state, textures, shown);
    });
}

/// What is done to the frame on show.
fn tools_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue, shown: &Shown) {
    let command = |it| Command::Animate(it);
    let at = state.animate.on_show(&shown.clip);
    let muted = Tokens::in_ui(ui).text_muted;
    for it in [
        AnimateCommand::InsertFrame,
        AnimateCommand::RemoveFrame,
        AnimateCommand::FrameBack,
        AnimateCommand::FrameOn,
    ] {
        icon_button(ui, queue, command(it), state.allows(command(it)));
    }
    let text = format!("Frame {} of {}", at + 1, shown.clip.frames.len());
    // As wide for "10" as for "9".
    let label = egui::Label::new(RichText::new(text).color(muted));
    ui.add_sized(vec2(96.0, CONTROL_HEIGHT), label);
    if shown.kept.is_some() {
        let mut time = shown.clip.durations.get(at).copied().unwrap_or_default();
        let label = ui.label(RichText::new("Time").color(muted));
        let times = Motion::SHORTEST..=Motion::LONGEST;
        let dial = ui.add(DragValue::new(&mut time).range(times).suffix(" ms"));
        let dial = dial.labelled_by(label.id).on_hover_text("How long this frame is shown");
        if dial.changed() {
            state.set_frame_time(time, dial.dragged());
        } else if dial.drag_stopped() {
            state.end_frame_time();
        }
        tag_ui(ui, state, shown);
    } else {
        command_button(ui, queue, command(AnimateCommand::KeepClip), true);
    }
    command_button(ui, queue, command(AnimateCommand::EditFrame), true);
    if let Current::Held { from: Place::Frame { .. }, .. } = state.current {
        command_button(ui, queue, command(AnimateCommand::WholeClip), true);
    }
    let breed = command(AnimateCommand::BreedFrames);
    let response = command_button(ui, queue, breed, state.allows(breed));
    if let Some(reason) = state.reason(breed) {
        response.on_disabled_hover_text(reason);
    }
}

/// The name of the clip in files.
fn tag_ui(ui: &mut Ui, state: &mut State, shown: &Shown) {
    let label = ui.label(RichText::new("Tag").color(Tokens::in_ui(ui).text_muted));
    let id = Id::unique(("tag of", shown.kept));
    let mut text = ui
        .data(|data| data.get_temp::<String>(id.with("typed")))
        .unwrap_or_else(|| shown.clip.tag.clone());
    let field = TextEdit::singleline(&mut text).id(id).desired_width(72.0);
    let field = field.min_size(vec2(0.0, CONTROL_HEIGHT));
    let field = outlined(ui, |ui| ui.add(field)).labelled_by(label.id);
    if field.has_focus() {
        ui.data_mut(|data| data.insert_temp(id.with("typed"), text));
        return;
    }
    ui.data_mut(|data| data.remove::<String>(id.with("typed")));
    let is_escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
    if field.lost_focus() && !is_escaped {
        state.set_tag(&text);
    }
}

/// Every frame; a click stops there, a drag moves it.
fn frames_ui(ui: &mut Ui, state: &mut State, textures: &mut Textures, shown: &Shown) {
    let clip = &shown.clip;
    let on_show = state.animate.on_show(clip);
    let n = clip.frames.len() as f32;
    let size = vec2(n * (FRAME + SPACE_S) + 4.0, FRAME + TIME + 4.0);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let tokens = Tokens::in_ui(ui);
    let mut dropped = None;
    for (index, sprite) in clip.frames.iter().enumerate() {
        let corner = area.min + vec2(2.0 + index as f32 * (FRAME + SPACE_S), 2.0);
        let rect = Rect::from_min_size(corner, Vec2::splat(FRAME));
        if !ui.is_rect_visible(rect) {
            continue;
        }
        let art = shown.art.frames.as_ref().and_then(|frames| frames.arts().get(index));
        let time = clip.durations.get(index).copied().unwrap_or_default();
        let response = SpriteCell {
            id: Id::unique(("frame", index)),
            rect,
            name: format!("Frame {}", index + 1),
            look: Look::Done(sprite),
            palette: &shown.art.palette,
            drag: art.zip(shown.place(index)),
            is_selected: index == on_show,
            focus: Focus::Own,
            is_locked: false,
        }
        .show(ui, textures);
        if response.clicked() {
            state.pick_frame(index);
        }
        if let Some(drag) = response.dnd_release_payload::<SpriteDrag>() {
            dropped = Some((index, drag));
        }
        response.on_hover_text(format!("Frame {}, {time} ms", index + 1));
        let colour = if index == on_show { tokens.text } else { tokens.text_muted };
        let below = Rect::from_min_size(rect.left_bottom(), vec2(FRAME, TIME));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(below));
        inner.vertical_centered(|ui| {
            ui.label(RichText::new(format!("{time}")).small().color(colour));
        });
    }
    if let Some((index, drag)) = dropped {
        state.drop_on_frame(index, &drag);
    }
}
