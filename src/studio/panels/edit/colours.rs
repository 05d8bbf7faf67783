//! The palette as its ramps, and the two colours in hand.

use egui::{
    Color32, Painter, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use super::tools;
use crate::{
    sprite::{Palette, Rgb, TRANSPARENT},
    studio::{
        command::{CommandQueue, EditCommand},
        state::{Button, State},
        theme::{SPACE_S, SPACE_XS, Tokens},
    },
};

/// Longer ramps go on in the next row.
const MOST_COLUMNS: usize = 8;

/// How wide the palette is with entries of this side.
pub(super) fn width(state: &State, swatch: f32) -> f32 {
    let rows = rows(state.current_palette());
    let n_columns = rows.iter().map(|row| row.1.len()).max().unwrap_or(1).max(7);
    n_columns as f32 * swatch
}

/// Draws the colours in hand and the palette.
pub(super) fn show(ui: &mut Ui, state: &mut State, queue: &CommandQueue, swatch: f32) {
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    chips_ui(ui, state, queue);
    ui.add_space(SPACE_XS);
    // Rows without gaps, so that ramps can be compared.
    ui.spacing_mut().interact_size.y = swatch;
    let rows = rows(state.current_palette());
    for (name, entries) in rows {
        ui.horizontal(|ui| {
            for (shade, index) in entries.into_iter().enumerate() {
                entry_ui(ui, state, (index, &format!("{name} {}", shade + 1)), swatch);
            }
        });
    }
    ui.add_space(SPACE_XS);
    ui.horizontal(|ui| {
        entry_ui(ui, state, (TRANSPARENT, "transparent"), swatch);
        ui.add_space(SPACE_S);
        ui.label(RichText::new("Transparent").small().color(Tokens::in_ui(ui).text_muted));
    });
}

/// The palette's entries, ramp by ramp, and then those that belong to none.
fn rows(palette: &Palette) -> Vec<(String, Vec<u8>)> {
    let mut rows = Vec::new();
    for ramp in palette.ramps() {
        let chunks = ramp.indices.chunks(MOST_COLUMNS);
        rows.extend(chunks.map(|chunk| (ramp.name.clone(), chunk.to_vec())));
    }
    rows.extend(palette.unramped().chunks(7).map(|chunk| ("colour".to_owned(), chunk.to_vec())));
    rows
}

/// Foreground over background, and what the foreground is.
fn chips_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let (foreground, background) = (state.edit.foreground, state.edit.background);
    let palette = state.current_palette();
    ui.horizontal(|ui| {
        let (area, response) = ui.allocate_exact_size(vec2(40.0, 36.0), Sense::hover());
        let side = Vec2::splat(22.0);
        let line = Tokens::in_ui(ui).text_muted;
        let area = area.shrink(1.0);
        for (index, corner) in [(background, area.max - side), (foreground, area.min)] {
            let rect = Rect::from_min_size(corner, side);
            fill(ui.painter(), rect, palette, index);
            ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.0, line), StrokeKind::Outside);
        }
        response.on_hover_text(format!(
            "Left button: {}\nRight button: {}",
            told(palette, foreground),
            told(palette, background)
        ));
        ui.add_space(SPACE_XS);
        tools::button(ui, state, queue, EditCommand::SwapColours);
        ui.add_space(SPACE_XS);
        tools::button(ui, state, queue, EditCommand::ChangeColour);
    });
    ui.add_space(SPACE_XS);
    ui.label(RichText::new(told(palette, foreground)).monospace());
}

/// An entry in words: "12  #3f8a91".
pub(super) fn told(palette: &Palette, index: u8) -> String {
    let Rgb([r, g, b]) = palette.colours()[usize::from(index)];
    if index == TRANSPARENT {
        "transparent".to_owned()
    } else {
        format!("{index}  #{r:02x}{g:02x}{b:02x}")
    }
}

/// One entry of the palette; the left button takes it in front, the right one behind.
fn entry_ui(ui: &mut Ui, state: &mut State, (index, name): (u8, &str), swatch: f32) {
    let (rect, response) =
        ui.allocate_exact_size(Vec2::splat(swatch), Sense::click() - Sense::FOCUSABLE);
    let is_foreground = state.edit.foreground == index;
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_foreground, name));
    let palette = state.current_palette();
    fill(ui.painter(), rect, palette, index);
    let mark = match index {
        TRANSPARENT => Tokens::in_ui(ui).text,
        _ => contrast(palette, index),
    };
    if is_foreground {
        let inside = Stroke::new(2.0, mark);
        ui.painter().rect_stroke(rect.shrink(1.0), 0.0, inside, StrokeKind::Inside);
    }
    if state.edit.background == index {
        ui.painter().circle_filled(rect.right_bottom() - vec2(4.5, 4.5), 2.2, mark);
    }
    let text = format!("{name}: {}", told(palette, index));
    if response.clicked() {
        *state.edit.colour(Button::Left) = index;
    }
    if response.secondary_clicked() {
        *state.edit.colour(Button::Right) = index;
    }
    if response.double_clicked() {
        state.open_colour_dialog(index);
    }
    response.on_hover_ui(|ui| {
        ui.label(text);
        let hint = "Right-click for the background, double-click to change the colour";
        ui.label(RichText::new(hint).small().weak());
    });
}

/// Fills a rectangle with an entry; the transparent one is a checkerboard.
fn fill(painter: &Painter, rect: Rect, palette: &Palette, index: u8) {
    if index != TRANSPARENT {
        painter.rect_filled(rect, 0.0, colour_of(palette, index));
        return;
    }
    let tokens = Tokens::of(painter.ctx().theme());
    painter.rect_filled(rect, 0.0, tokens.cell);
    let half = rect.size() / 2.0;
    for corner in [rect.min, rect.center()] {
        painter.rect_filled(Rect::from_min_size(corner, half), 0.0, tokens.cell_other);
    }
}

/// An entry as the window's colour.
pub(in crate::studio::panels) fn colour_of(palette: &Palette, index: u8) -> Color32 {
    let Rgb([r, g, b]) = palette.colours()[usize::from(index)];
    Color32::from_rgb(r, g, b)
}

/// Black or white, whichever is seen on an entry.
fn contrast(palette: &Palette, index: u8) -> Color32 {
    let colour = colour_of(palette, index);
    if 0.3 < colour.intensity() { Color32::BLACK } else { Color32::WHITE }
}
