//! What the sprite can do, as live thumbnails, and the dials of the motion.

use std::{sync::Arc, time::Duration};

use egui::{ComboBox, Id, RichText, Sense, Slider, Ui, UiBuilder, Vec2, vec2};

use crate::{
    motion::{Action, BodyPlan, Motion},
    studio::{
        art::{Art, Look},
        state::State,
        textures::Textures,
        theme::{SPACE_M, SPACE_S, SPACE_XS, Tokens},
        widgets::{Focus, SpriteCell, limited},
    },
};

/// Side of the thumbnails.
const THUMBNAIL: f32 = 64.0;

/// Height of what stands below a thumbnail.
const NAME: f32 = 18.0;

/// Below this room for dials they go below the thumbnails.
const LEAST_DIALS: f32 = 280.0;

/// Draws thumbnails with the dials beside or below them.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, art: &Arc<Art>) {
    let thumbnails = Action::ALL.len() as f32 * (THUMBNAIL + SPACE_S);
    let is_wide = thumbnails + SPACE_M + LEAST_DIALS <= ui.available_width();
    if is_wide {
        ui.horizontal_top(|ui| {
            actions_ui(ui, state, textures, art);
            ui.add_space(SPACE_M);
            ui.vertical(|ui| dials_ui(ui, state, art));
        });
    } else {
        actions_ui(ui, state, textures, art);
        dials_ui(ui, state, art);
    }
}

fn actions_ui(ui: &mut Ui, state: &mut State, textures: &mut Textures, art: &Arc<Art>) {
    let n = Action::ALL.len();
    let size = vec2(n as f32 * (THUMBNAIL + SPACE_S) - SPACE_S, THUMBNAIL + NAME);
    // The ring of the selected one lies outside of it.
    let (area, _) = ui.allocate_exact_size(size + Vec2::splat(4.0), Sense::hover());
    for (index, action) in Action::ALL.into_iter().enumerate() {
        let Some(clip) = state.clip_of(art, action) else { continue };
        let frame = clip.frame_at(state.animate.looped(&clip));
        let Some(sprite) = clip.frames.get(frame) else { continue };
        let corner = area.min + vec2(2.0 + index as f32 * (THUMBNAIL + SPACE_S), 2.0);
        let rect = egui::Rect::from_min_size(corner, Vec2::splat(THUMBNAIL));
        let is_selected = state.animate.motion.action == action;
        let response = SpriteCell {
            id: Id::unique(("action", action.name())),
            rect,
            name: clip.tag.clone(),
            look: Look::Done(sprite),
            palette: &art.palette,
            drag: None,
            is_selected,
            focus: Focus::Own,
            is_locked: false,
        }
        .show(ui, textures);
        if response.clicked() {
            state.animate.motion.action = action;
            state.animate.is_playing = true;
        }
        let tokens = Tokens::in_ui(ui);
        let colour = if is_selected { tokens.text } else { tokens.text_muted };
        let below = egui::Rect::from_min_size(
            rect.left_bottom() + vec2(0.0, 2.0),
            vec2(THUMBNAIL, NAME - 2.0),
        );
        let mut inner = ui.new_child(UiBuilder::new().max_rect(below));
        inner.vertical_centered(|ui| {
            ui.label(RichText::new(&clip.tag).small().color(colour));
        });
        if state.animate.is_playing {
            ui.request_repaint_after(Duration::from_millis(state.animate.wait_for(&clip)));
        }
    }
}

/// Body, frames, time and strength.
fn dials_ui(ui: &mut Ui, state: &mut State, art: &Art) {
    let found = State::found_plan(art).name();
    ui.spacing_mut().item_spacing.y = SPACE_XS;
    let named =
        |ui: &mut Ui, name: &str| ui.label(RichText::new(name).color(Tokens::in_ui(ui).text_muted));
    let animate = &mut state.animate;
    ui.horizontal(|ui| {
        let name = |plan: Option<BodyPlan>| match plan {
            Some(plan) => plan.name().to_owned(),
            None => format!("as found: {found}"),
        };
        let label = named(ui, "Body");
        let combo = ComboBox::from_id_salt("body").width(132.0).selected_text(name(animate.plan));
        let shown = combo.show_ui(ui, |ui| {
            for plan in std::iter::once(None).chain(BodyPlan::ALL.map(Some)) {
                ui.selectable_value(&mut animate.plan, plan, name(plan));
            }
        });
        shown.response.labelled_by(label.id).on_hover_text("How the creature is built");
        let motion = &mut animate.motion;
        let label = named(ui, "Frames");
        let range = Motion::FEWEST..=Motion::MOST;
        limited(ui, ("Frames", &mut motion.frames), range, |dial| dial.speed(0.1))
            .labelled_by(label.id)
            .on_hover_text("How many frames the clip has at most, 2 to 16");
    });
    let motion = &mut state.animate.motion;
    ui.horizontal(|ui| {
        let label = named(ui, "Time");
        let times = Motion::SHORTEST..=Motion::LONGEST;
        let dial =
            limited(ui, ("Time", &mut motion.milliseconds), times, |dial| dial.suffix(" ms"));
        dial.labelled_by(label.id).on_hover_text("How long each frame is shown");
        let label = named(ui, "Variant");
        let dial = limited(ui, ("Variant", &mut motion.seed), 0..=999, |dial| dial.speed(0.1));
        dial.labelled_by(label.id).on_hover_text("Limbs that move at other times");
    });
    ui.horizontal(|ui| {
        let label = named(ui, "Strength");
        let range = Motion::WEAKEST..=Motion::STRONGEST;
        ui.spacing_mut().slider_width = 96.0;
        let slider = Slider::new(&mut motion.strength, range).step_by(0.05);
        ui.add(slider).labelled_by(label.id).on_hover_text("How far it moves; 1 is usual");
    });
}
