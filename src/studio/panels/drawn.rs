//! Sprites that a panel has drawn, as they arrive: children, and variants of a sketch.

use std::sync::Arc;

use egui::{Id, Rect, Sense, Ui, vec2};

use super::menus::sprite_menu_ui;
use crate::studio::{
    art::{Art, Look, Place},
    command::CommandQueue,
    state::State,
    textures::Textures,
    theme::SELECTION_WIDTH,
    widgets::{Focus, SpriteCell, enlarged},
};

/// Sides of a sprite, where there is room and where there is not.
const SIDES: [f32; 2] = [96.0, 64.0];
const GAP: f32 = 4.0;
/// Side of the larger view under the pointer.
const ENLARGED: f32 = 256.0;

/// One of the sprites.
pub(super) struct Drawn<'a> {
    /// Its name, for people and for egui.
    pub(super) name: String,
    pub(super) look: Look<'a>,
    /// What was drawn so far, if it is complete or stays until something else is.
    pub(super) art: Option<&'a Arc<Art>>,
    /// Where it is dragged from.
    pub(super) place: Place,
    pub(super) is_selected: bool,
}

/// Lays out so many sprites in rows, the larger ones from a width of `roomy` on, and has those
/// drawn that are in sight. Returns the one that `cell` says was picked.
pub(super) fn rows(
    ui: &mut Ui,
    count: usize,
    roomy: f32,
    mut cell: impl FnMut(&Ui, usize, Rect) -> bool,
) -> Option<usize> {
    let ring = SELECTION_WIDTH;
    let width = ui.available_width() - 2.0 * ring;
    let side = if roomy <= width { SIDES[0] } else { SIDES[1] };
    let n_columns = (((width + GAP) / (side + GAP)) as usize).max(1);
    let n_rows = count.div_ceil(n_columns);
    let height = n_rows as f32 * (side + GAP) - GAP + 2.0 * ring;
    let (area, _) = ui.allocate_exact_size(vec2(width + 2.0 * ring, height), Sense::hover());
    let mut picked = None;
    for slot in 0..count {
        let (row, column) = (slot / n_columns, slot % n_columns);
        let offset = vec2(column as f32, row as f32) * (side + GAP) + vec2(ring, ring);
        let rect = Rect::from_min_size(area.min + offset, vec2(side, side));
        if ui.is_rect_visible(rect) && cell(ui, slot, rect) {
            picked = Some(slot);
        }
    }
    picked
}

impl Drawn<'_> {
    /// Draws it; says whether it was picked.
    pub(super) fn show(
        self,
        ui: &Ui,
        rect: Rect,
        state: &State,
        textures: &mut Textures,
        queue: &CommandQueue,
    ) -> bool {
        let Self { name, look, art, place, is_selected } = self;
        let own = art.filter(|_| !matches!(look, Look::Drawing(_))).map(|art| &art.palette);
        let response = SpriteCell {
            id: Id::unique(("drawn", &name)),
            rect,
            name: name.clone(),
            look,
            palette: own.unwrap_or(state.arriving_palette()),
            drag: art.map(|art| (art, place)),
            is_selected,
            focus: Focus::Own,
            is_locked: false,
        }
        .show(ui, textures);
        if art.is_some() {
            response.context_menu(|ui| sprite_menu_ui(ui, state, queue, &[]));
        }
        let is_picked = response.clicked() || response.secondary_clicked();
        if let Look::Done(sprite) = look
            && !response.context_menu_opened()
        {
            let palette = own.unwrap_or(state.arriving_palette());
            response.on_hover_ui(|ui| {
                enlarged(ui, textures, (sprite, palette), ENLARGED);
                let request = art.and_then(|art| art.request.as_ref());
                let seed = request.map_or(0, |request| request.seed);
                ui.label(format!("{name}, seed {seed}"));
            });
        }
        is_picked
    }
}
