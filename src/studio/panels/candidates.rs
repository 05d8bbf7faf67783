//! Beside the grid: other sprites for the selected cell.

use std::sync::Arc;

use egui::{
    Align, Id, Layout, PopupCloseBehavior, Rect, RichText, ScrollArea, Sense, Ui, Vec2,
    containers::menu::{MenuButton, MenuConfig},
    emath::GuiRounding as _,
    vec2,
};

use super::menus::sprite_menu_ui;
use crate::{
    sprite::{Palette, SIDE},
    studio::{
        art::{Art, Look, Place},
        command::{Command, CommandQueue},
        state::State,
        textures::Textures,
        theme::{SELECTION_WIDTH, SPACE_S, SPACE_XS, Tokens},
        widgets::{Focus, SpriteCell, command_button, enlarged},
    },
};

/// Room that the candidates take beside the grid.
pub(super) const WIDTH: f32 = 148.0;
/// Height of what opens where there is no room beside the grid.
const POPUP: f32 = 260.0;
/// Sprites beside each other.
const COLUMNS: usize = 2;
const GAP: f32 = 4.0;
/// Side of the larger view under the pointer.
const ENLARGED: f32 = 256.0;

/// Something the artist did to a candidate.
enum Wish {
    Pick(u64),
    Take(u64),
}

/// Draws the candidates of the selected cell.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let tokens = Tokens::in_ui(ui);
    ui.label(RichText::new("Candidates").color(tokens.text_muted));
    ui.add_space(SPACE_XS);
    command_button(ui, queue, Command::DrawCandidates, state.allows(Command::DrawCandidates));
    ui.add_space(SPACE_S);
    let wish = ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| list_ui(ui, state, textures, queue))
        .inner;
    match wish {
        Some(Wish::Pick(number)) => state.pick_candidate(number),
        Some(Wish::Take(number)) => state.take_candidate(number),
        None => {}
    }
}

/// Draws the button that opens them, where there is no room beside the grid.
pub(super) fn popup(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let close = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let name = format!("Candidates ({})", state.candidates().len());
    ui.horizontal_centered(|ui| {
        let (button, _) = MenuButton::new(name).config(close).ui(ui, |ui| {
            ui.set_width(WIDTH);
            ui.set_height(POPUP);
            ui.with_layout(Layout::top_down(Align::Min), |ui| show(ui, state, textures, queue));
        });
        button.on_hover_text("Other sprites for the selected cell");
    });
}

fn list_ui(
    ui: &mut Ui,
    state: &State,
    textures: &mut Textures,
    queue: &CommandQueue,
) -> Option<Wish> {
    let candidates = state.candidates();
    let coming: Vec<Look<'_>> = state.candidates_coming().collect();
    let n_shown = coming.len() + candidates.len();
    if n_shown == 0 {
        let hint = "What this cell showed before is kept here. A click looks at it, a double-click \
                    puts it back.";
        ui.label(RichText::new(hint).small().color(Tokens::in_ui(ui).text_muted));
        return None;
    }
    let side = SIDE as f32 * 2.0;
    let rows = n_shown.div_ceil(COLUMNS) as f32;
    let size =
        vec2(COLUMNS as f32 * side + (COLUMNS - 1) as f32 * GAP, rows * side + (rows - 1.0) * GAP)
            + Vec2::splat(2.0 * SELECTION_WIDTH);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let origin = (area.min + Vec2::splat(SELECTION_WIDTH)).round_to_pixels(ui.pixels_per_point());
    let place = |at: usize| {
        let corner = vec2((at % COLUMNS) as f32, (at / COLUMNS) as f32) * (side + GAP);
        Rect::from_min_size(origin + corner, Vec2::splat(side))
    };
    let n_coming = coming.len();
    for (at, look) in coming.into_iter().enumerate() {
        // Nothing can be done with a sprite before it is there.
        cell_of(place(at), at, look, state.arriving_palette()).show(ui, textures);
    }
    let mut wish = None;
    for (at, (number, art)) in candidates.into_iter().enumerate() {
        let rect = place(n_coming + at);
        if !ui.is_rect_visible(rect) {
            continue;
        }
        let response = candidate(rect, at, (number, art), state).show(ui, textures);
        if response.double_clicked() {
            wish = Some(Wish::Take(number));
        } else if response.clicked() || response.secondary_clicked() {
            wish = Some(Wish::Pick(number));
        }
        response.context_menu(|ui| {
            if ui.button("Use candidate").on_hover_text("Puts it into the cell").clicked() {
                wish = Some(Wish::Take(number));
                ui.close();
            }
            sprite_menu_ui(ui, state, queue, &[Command::DrawCandidates]);
        });
        if response.context_menu_opened() {
            continue;
        }
        response.on_hover_ui(|ui| {
            enlarged(ui, textures, (&art.sprite, &art.palette), ENLARGED);
            ui.label("Double-click puts it into the cell");
        });
    }
    wish
}

fn cell_of<'a>(rect: Rect, at: usize, look: Look<'a>, palette: &'a Palette) -> SpriteCell<'a> {
    SpriteCell {
        id: Id::unique(("candidate on its way", at)),
        rect,
        name: format!("Candidate {} on its way", at + 1),
        look,
        palette,
        drag: None,
        is_selected: false,
        focus: Focus::None,
        is_locked: false,
    }
}

fn candidate<'a>(
    rect: Rect,
    at: usize,
    (number, art): (u64, &'a Arc<Art>),
    state: &State,
) -> SpriteCell<'a> {
    let place = Place::Candidate(number);
    SpriteCell {
        id: Id::unique(("candidate", number)),
        name: format!("Candidate {}", at + 1),
        drag: Some((art, place)),
        is_selected: state.is_current(place),
        focus: Focus::Own,
        ..cell_of(rect, at, Look::Done(&art.sprite), &art.palette)
    }
}
