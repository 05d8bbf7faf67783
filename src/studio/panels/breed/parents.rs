//! The two parents: where they are dropped, picked and swapped.

use egui::{Id, Label, Rect, RichText, Sense, Ui, Vec2, vec2};

use super::{dashed_frame, short_button};
use crate::studio::{
    art::{Look, Place, SpriteDrag},
    command::{BreedCommand, Command, CommandQueue},
    state::{Parent, State},
    textures::Textures,
    theme::{SPACE_S, SPACE_XS, Tokens},
    widgets::{Focus, SpriteCell},
};

/// Side of a parent's place.
const SLOT: f32 = 68.0;
/// Narrower than this, B stands below A.
const SIDE_BY_SIDE: f32 = 440.0;

/// Draws both parents.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let width = ui.available_width();
    if width < SIDE_BY_SIDE {
        for parent in Parent::BOTH {
            parent_ui(ui, width, parent, state, textures, queue);
        }
    } else {
        ui.horizontal_top(|ui| {
            let each = (width - SPACE_S) / 2.0;
            for parent in Parent::BOTH {
                parent_ui(ui, each, parent, state, textures, queue);
            }
        });
    }
}

fn parent_ui(
    ui: &mut Ui,
    width: f32,
    parent: Parent,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
) {
    let what = match parent {
        Parent::A => "A: stays outside the mask",
        Parent::B => "B: inside the mask",
    };
    ui.allocate_ui(vec2(width, SLOT), |ui| {
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(SLOT), Sense::hover());
            slot_ui(ui, rect, parent, state, textures);
            ui.vertical(|ui| {
                ui.set_width((width - SLOT - SPACE_S).max(0.0));
                ui.spacing_mut().item_spacing.y = SPACE_XS;
                let muted = Tokens::in_ui(ui).text_muted;
                ui.add(Label::new(RichText::new(what).small().color(muted)).truncate());
                let title = state.breed.parent(parent).map_or_else(
                    || match parent {
                        Parent::A => "Drop a sprite here".to_owned(),
                        Parent::B => "None: A alone is varied".to_owned(),
                    },
                    |art| format!("{}, {}", art.title, art.subtitle),
                );
                ui.add(Label::new(title).truncate());
                let command = Command::Breed(BreedCommand::Use(parent));
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = SPACE_XS;
                    ui.spacing_mut().button_padding.x = SPACE_S;
                    short_button(ui, queue, ("Use current", command), state.allows(command));
                    if parent == Parent::B {
                        let swap = Command::Breed(BreedCommand::Swap);
                        short_button(ui, queue, ("Swap", swap), state.allows(swap));
                    }
                });
            });
        });
    });
}

fn slot_ui(ui: &Ui, rect: Rect, parent: Parent, state: &mut State, textures: &mut Textures) {
    let place = Place::Parent(parent);
    let art = state.breed.parent(parent);
    let name = match art {
        Some(art) => format!("Parent {}: {}", parent.name(), art.title),
        None => format!("Parent {}: none", parent.name()),
    };
    let response = SpriteCell {
        id: Id::unique(("parent", parent.name())),
        rect,
        name,
        look: Look::new(None, art),
        palette: art.map_or(state.working_palette(), |art| &art.palette),
        drag: art.map(|art| (art, place)),
        is_selected: state.is_current(place),
        focus: Focus::Own,
        is_locked: false,
    }
    .show(ui, textures);
    if art.is_none() {
        dashed_frame(ui.painter(), rect, Tokens::in_ui(ui));
    }
    if response.clicked() {
        state.pick_parent(parent);
    }
    if let Some(drag) = response.dnd_release_payload::<SpriteDrag>() {
        state.drop_on_parent(parent, &drag);
    }
}
