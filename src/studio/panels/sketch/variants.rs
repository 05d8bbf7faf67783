//! The sprites drawn from the sketch, as they arrive.

use egui::{Id, Rect, RichText, Sense, Ui, vec2};

use crate::studio::{
    art::{Look, Place},
    command::CommandQueue,
    panels::menus::sprite_menu_ui,
    state::State,
    textures::Textures,
    theme::{SELECTION_WIDTH, Tokens},
    widgets::{Focus, SpriteCell, enlarged},
};

/// Sides of a variant, where there is room and where there is not.
const SIDES: [f32; 2] = [96.0, 64.0];
/// The least width for the larger of them.
const ROOMY: f32 = 300.0;
const GAP: f32 = 4.0;
/// Side of the larger view under the pointer.
const ENLARGED: f32 = 256.0;

/// Draws the variants, or how there come to be any.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let n_variants = state.sketch.variants.len();
    if n_variants == 0 {
        let text = "Paint a rough shape, drop a sprite on the canvas, or open or paste a picture. \
                    Finished sprites of it appear here";
        let text = RichText::new(text).small().color(Tokens::in_ui(ui).text_muted);
        ui.add(egui::Label::new(text).wrap());
        return;
    }
    let ring = SELECTION_WIDTH;
    let width = ui.available_width() - 2.0 * ring;
    let side = if ROOMY <= width { SIDES[0] } else { SIDES[1] };
    let n_columns = (((width + GAP) / (side + GAP)) as usize).max(1);
    let n_rows = n_variants.div_ceil(n_columns);
    let height = n_rows as f32 * (side + GAP) - GAP + 2.0 * ring;
    let (area, _) = ui.allocate_exact_size(vec2(width + 2.0 * ring, height), Sense::hover());
    let mut picked = None;
    for slot in 0..n_variants {
        let (row, column) = (slot / n_columns, slot % n_columns);
        let offset = vec2(column as f32, row as f32) * (side + GAP) + vec2(ring, ring);
        let rect = Rect::from_min_size(area.min + offset, vec2(side, side));
        if ui.is_rect_visible(rect) && variant_ui(ui, state, textures, queue, (slot, rect)) {
            picked = Some(slot);
        }
    }
    if let Some(slot) = picked {
        state.pick_variant(slot);
    }
}

/// Draws a variant; says whether it was picked.
fn variant_ui(
    ui: &Ui,
    state: &State,
    textures: &mut Textures,
    queue: &CommandQueue,
    (slot, rect): (usize, Rect),
) -> bool {
    let look = state.variant_look(slot);
    let art = state.sketch.variants.art(slot);
    let own = art.filter(|_| !matches!(look, Look::Drawing(_))).map(|art| &art.palette);
    let name = format!("Variant {}", slot + 1);
    let response = SpriteCell {
        id: Id::unique(("variant", slot)),
        rect,
        name: name.clone(),
        look,
        palette: own.unwrap_or(state.arriving_palette()),
        drag: art.map(|art| (art, Place::Variant(slot))),
        is_selected: state.is_current_variant(slot),
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
            let seed = art.and_then(|art| art.request.as_ref()).map_or(0, |request| request.seed);
            ui.label(format!("{name}, seed {seed}"));
        });
    }
    is_picked
}
