//! The family of the current sprite: parents and grandparents, known or missing.

use egui::{
    Align2, Id, Painter, Pos2, Rect, RichText, Sense, Stroke, TextStyle, Ui, Vec2,
    emath::GuiRounding as _, pos2, vec2,
};

use super::dashed_frame;
use crate::studio::{
    art::{Look, Place},
    state::{ANCESTORS, Kin, State, short},
    textures::Textures,
    theme::{SELECTION_WIDTH, Tokens},
    widgets::{Focus, SpriteCell},
};

/// Sides of the sprite and its parents, and of its grandparents.
const SIDES: [f32; 2] = [64.0, 32.0];
/// Between two generations, where the lines run.
const BETWEEN: f32 = 20.0;
const GAP: f32 = 8.0;
/// What each ancestor is, for those who do not see where it stands.
const NAMES: [&str; ANCESTORS] =
    ["Parent A", "Parent B", "A's parent A", "A's parent B", "B's parent A", "B's parent B"];

/// Draws the family.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures) {
    let tokens = Tokens::in_ui(ui);
    if state.current_art().is_none() {
        return;
    }
    let family = state.family();
    ui.label(RichText::new(format!("Family of {}", state.current_name())).color(tokens.text_muted));
    if family.iter().all(Option::is_none) {
        let text = "It has no parents in its recipe";
        ui.label(RichText::new(text).small().color(tokens.text_muted));
        return;
    }
    let height = 4.0 * SIDES[1] + 3.0 * GAP;
    let hash_width = 52.0;
    let width = 2.0 * SIDES[0] + SIDES[1] + 2.0 * BETWEEN + hash_width;
    let (area, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let area = area.translate(vec2(SELECTION_WIDTH, 0.0));
    let origin = area.min.round_to_pixels(ui.pixels_per_point());
    let own = Rect::from_min_size(
        pos2(origin.x, origin.y + (height - SIDES[0]) / 2.0),
        Vec2::splat(SIDES[0]),
    );
    if let Some(art) = state.current_art() {
        cell(Id::unique("kin itself"), own, "The current sprite", art, Place::Kin(ANCESTORS))
            .show(ui, textures);
    }
    let mut picked = None;
    for (index, kin) in family.iter().enumerate() {
        let Some(kin) = kin else { continue };
        let rect = place(origin, height, index);
        let child = if index < 2 { own } else { place(origin, height, (index - 2) / 2) };
        link(ui.painter(), child, rect, tokens);
        if kin_ui(ui, textures, (index, rect), kin) {
            picked = Some(index);
        }
    }
    if let Some(index) = picked {
        state.pick_kin(index);
    }
}

/// Where an ancestor stands.
fn place(origin: Pos2, height: f32, index: usize) -> Rect {
    let is_parent = index < 2;
    let (side, of) = if is_parent { (SIDES[0], 2) } else { (SIDES[1], 4) };
    let row = if is_parent { index } else { index - 2 };
    let left = SIDES[0] + BETWEEN + if is_parent { 0.0 } else { SIDES[0] + BETWEEN };
    let band = (height + GAP) / of as f32;
    let top = (band * row as f32 + (band - GAP - side) / 2.0).round();
    Rect::from_min_size(origin + vec2(left, top), Vec2::splat(side))
}

/// A line from a child's right side to its parent's left one.
fn link(painter: &Painter, child: Rect, parent: Rect, tokens: &Tokens) {
    let (from, to) = (child.right_center(), parent.left_center());
    let middle = f32::midpoint(from.x, to.x);
    let bends = [from, pos2(middle, from.y), pos2(middle, to.y), to];
    let stroke = Stroke::new(1.0, tokens.text_muted);
    for ends in bends.windows(2) {
        painter.line_segment([ends[0], ends[1]], stroke);
    }
}

fn cell<'a>(
    id: Id,
    rect: Rect,
    name: &str,
    art: &'a std::sync::Arc<crate::studio::art::Art>,
    place: Place,
) -> SpriteCell<'a> {
    SpriteCell {
        id,
        rect,
        name: name.to_owned(),
        look: Look::Done(&art.sprite),
        palette: &art.palette,
        drag: Some((art, place)),
        is_selected: false,
        focus: Focus::Own,
        is_locked: false,
    }
}

/// Draws an ancestor; says whether it was picked.
fn kin_ui(ui: &Ui, textures: &mut Textures, (index, rect): (usize, Rect), kin: &Kin) -> bool {
    let name = NAMES[index];
    match kin {
        Kin::Known(art) => {
            let id = Id::unique(("kin", index));
            let response = cell(id, rect, name, art, Place::Kin(index)).show(ui, textures);
            let text = format!("{name}: {}, {}", art.title, art.subtitle);
            let is_picked = response.clicked();
            response.on_hover_text(text);
            is_picked
        }
        Kin::Missing(hash) => {
            missing_ui(ui, rect, name, hash);
            false
        }
    }
}

fn missing_ui(ui: &Ui, rect: Rect, name: &str, hash: &str) {
    let tokens = Tokens::in_ui(ui);
    dashed_frame(ui.painter(), rect, tokens);
    let font = TextStyle::Small.resolve(ui.style());
    let (at, align) = if rect.width() < SIDES[0] {
        (rect.right_center() + vec2(6.0, 0.0), Align2::LEFT_CENTER)
    } else {
        (rect.center(), Align2::CENTER_CENTER)
    };
    ui.painter().text(at, align, short(hash), font, tokens.text_muted);
    let response = ui.interact(rect, Id::unique(("kin", name)), Sense::hover());
    let text = format!("{name} is missing: {hash}");
    response.widget_info(|| {
        let name = format!("{name} is missing: {}", short(hash));
        egui::WidgetInfo::labeled(egui::Role::Image, true, name)
    });
    response.on_hover_text(text);
}
