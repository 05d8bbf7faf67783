//! The ramps that sprites are drawn with: a row of colours each, to be picked.

use egui::{
    Align, Atom, AtomExt as _, Button, IdSalt, Layout, Rect, RichText, ScrollArea, Ui, Vec2, vec2,
};

use super::edit::colour_of;
use crate::{
    sprite::{ColourSet, Palette, Ramp},
    studio::theme::{CONTROL_HEIGHT, SPACE_XS, Tokens},
};

/// Side of a colour, in points.
const SWATCH: f32 = 8.0;
/// Height of what else the popup shows.
const ABOVE: f32 = 440.0;
/// Longer ramps are cut off here.
const MOST_SWATCHES: usize = 8;

/// Lets the artist pick ramps of the model's palette. With none picked all colours are drawn with.
pub(super) fn show(ui: &mut Ui, palette: &Palette, colours: &mut ColourSet) {
    let muted = Tokens::in_ui(ui).text_muted;
    let rows = rows(palette);
    if rows.len() < 2 {
        return;
    }
    ui.horizontal(|ui| {
        ui.label(RichText::new("Only these colours").color(muted)).on_hover_text(
            "What the model draws in other colours becomes the like of these, shade by shade",
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let all = ui.add_enabled(!colours.is_all(), Button::new("All").small());
            if all.on_hover_text("Draws with every colour again").clicked() {
                *colours = ColourSet::ALL;
            }
        });
    });
    ui.add_space(SPACE_XS);
    // A popup cannot be taller than the window, and own palettes may have many ramps.
    let most = (ui.content_rect().height() - ABOVE).max(3.0 * CONTROL_HEIGHT);
    ScrollArea::vertical().max_height(most).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE_XS, 0.0);
        let width = (ui.available_width() - SPACE_XS) / 2.0;
        for pair in rows.chunks(2) {
            ui.horizontal(|ui| {
                for row in pair {
                    row_ui(ui, width, palette, row, colours);
                }
            });
        }
    });
}

/// The ramps, and what is in none of them.
fn rows(palette: &Palette) -> Vec<Ramp> {
    let mut rows = palette.ramps().to_vec();
    let others = palette.unramped();
    if !others.is_empty() {
        rows.push(Ramp { name: "no ramp".to_owned(), indices: others });
    }
    rows
}

fn row_ui(ui: &mut Ui, width: f32, palette: &Palette, row: &Ramp, colours: &mut ColourSet) {
    let is_picked = is_picked(row, *colours);
    let shown = &row.indices[..row.indices.len().min(MOST_SWATCHES)];
    let place = IdSalt::new("colours");
    let size = vec2(SWATCH * shown.len() as f32, SWATCH + SPACE_XS);
    let name = RichText::new(&row.name).small().atom_shrink(true);
    let button = Button::selectable(is_picked, (Atom::custom(place, size), name, Atom::grow()))
        .frame_when_inactive(true)
        .min_size(vec2(width, CONTROL_HEIGHT));
    let drawn = ui.allocate_ui(vec2(width, CONTROL_HEIGHT), |ui| button.atom_ui(ui)).inner;
    if let Some(rect) = drawn.rect(place) {
        for (at, &index) in shown.iter().enumerate() {
            let corner = rect.min + vec2(SWATCH * at as f32, 0.0);
            let swatch = Rect::from_min_size(corner, Vec2::new(SWATCH, rect.height()));
            ui.painter().rect_filled(swatch, 0.0, colour_of(palette, index));
        }
    }
    let response = drawn.response;
    if response.clicked() {
        *colours = picked(row, *colours);
    }
    let text = format!("{}: {} colours", row.name, row.indices.len());
    response.on_hover_text(text);
}

/// Whether the artist picked this ramp: where everything is allowed, nothing was picked.
fn is_picked(row: &Ramp, colours: ColourSet) -> bool {
    !colours.is_all() && row.indices.iter().any(|&index| colours.contains(index))
}

/// What is drawn with after a click on a ramp: the first one that is picked stands alone, and
/// when the last one is no longer picked all come back.
fn picked(row: &Ramp, colours: ColourSet) -> ColourSet {
    let is_picked = is_picked(row, colours);
    let mut set = if colours.is_all() { ColourSet::NONE } else { colours };
    for &index in &row.indices {
        set.set(index, !is_picked);
    }
    if set.is_empty() { ColourSet::ALL } else { set }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pick_stands_alone_and_the_last_one_gone_brings_all_back() {
        let palette = Palette::ocean();
        let rows = rows(&palette);
        let first = picked(&rows[1], ColourSet::ALL);
        assert_eq!(first.len(), rows[1].indices.len());
        assert!(is_picked(&rows[1], first) && !is_picked(&rows[0], first));
        let both = picked(&rows[0], first);
        assert_eq!(both.len(), rows[0].indices.len() + rows[1].indices.len());
        assert_eq!(picked(&rows[0], both), first);
        assert!(picked(&rows[1], first).is_all());
    }
}
