//! The grid: zones as rows, categories as columns, every cell a sprite.

use std::sync::Arc;

use egui::{
    Align2, Color32, CursorIcon, FontId, Id, Popup, Pos2, Rect, Response, Role, ScrollArea, Sense,
    TextStyle, TextWrapMode, Ui, UiBuilder, Vec2, WidgetInfo, WidgetText, emath::GuiRounding as _,
    pos2, vec2,
};

use super::{candidates, grid_layout::GridLayout, menus::sprite_menu_ui, prompt};
use crate::{
    sprite::Sprite,
    studio::{
        art::{Look, Place, SpriteDrag},
        command::{Command, CommandQueue, ViewCommand},
        layout::Pane,
        names::display_name,
        state::{Model, State},
        textures::Textures,
        theme::{CELL_RADIUS, CONTROL_HEIGHT, SELECTION_WIDTH, SPACE_L, SPACE_S, Tokens},
        widgets::{Focus, SpriteCell, enlarged, kept_mark, menu_item},
    },
};

/// Height of the column labels.
const COLUMN_LABEL_HEIGHT: f32 = 24.0;
/// Row labels are as wide as the longest name, within these bounds; longer names are cut
/// short and told in full by the tooltip.
const ROW_LABEL_WIDTHS: std::ops::RangeInclusive<f32> = 56.0..=112.0;
/// From this width on there is room for candidates beside the grid.
const WITH_CANDIDATES: f32 = 700.0;
/// Height of the bar that opens them where there is none.
const CANDIDATES_BAR: f32 = 30.0;
/// Side of the larger view under the pointer.
const ENLARGED: f32 = 256.0;

/// The keyboard focus of the selected cell, which is the only one that Tab stops at.
pub(in crate::studio) fn focus_id() -> Id {
    Id::unique("selected cell")
}

/// Draws the grid, or what there is to say while there is none.
pub(in crate::studio) fn show(
    ui: &mut Ui,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
) {
    let is_there = matches!(state.model, Model::Ready(_)) || !state.grid.cells.is_empty();
    let (mut top, mut rest) = (ui.max_rect(), ui.max_rect());
    if is_there {
        top.max.y = top.min.y + CONTROL_HEIGHT;
        rest.min.y = top.max.y + SPACE_S;
        ui.scope_builder(UiBuilder::new().max_rect(top), |ui| prompt::show(ui, state));
    }
    ui.scope_builder(UiBuilder::new().max_rect(rest), |ui| {
        below_prompt_ui(ui, state, textures, queue, is_there);
    });
}

fn below_prompt_ui(
    ui: &mut Ui,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
    is_there: bool,
) {
    match &state.model {
        _ if is_there && WITH_CANDIDATES <= ui.available_width() => {
            let mut right = ui.max_rect();
            let mut left = right;
            right.min.x = right.max.x - candidates::WIDTH;
            left.max.x = right.min.x - SPACE_S;
            let dropped = ui
                .scope_builder(UiBuilder::new().max_rect(left), |ui| {
                    cells_ui(ui, state, textures, queue)
                })
                .inner;
            ui.scope_builder(UiBuilder::new().max_rect(right), |ui| {
                candidates::show(ui, state, textures, queue);
            });
            if let Some((index, drag)) = dropped {
                state.drop_on_cell(index, &drag);
            }
        }
        _ if is_there => {
            let mut cells = ui.max_rect();
            let mut below = cells;
            cells.max.y -= CANDIDATES_BAR;
            below.min.y = cells.max.y;
            let dropped = ui
                .scope_builder(UiBuilder::new().max_rect(cells), |ui| {
                    cells_ui(ui, state, textures, queue)
                })
                .inner;
            ui.scope_builder(UiBuilder::new().max_rect(below), |ui| {
                candidates::popup(ui, state, textures, queue);
            });
            if let Some((index, drag)) = dropped {
                state.drop_on_cell(index, &drag);
            }
        }
        Model::Loading | Model::Ready(_) => {
            notice_ui(ui, "Loading the model…", "The grid begins to fill by itself");
        }
        Model::Missing(reason) => {
            notice_ui(ui, reason, "Open another model, or go back to the built-in one, below");
        }
    }
}

/// An empty grid with two lines of text over it.
fn notice_ui(ui: &Ui, title: &str, detail: &str) {
    let tokens = Tokens::in_ui(ui);
    let area = ui.max_rect();
    // About as much room for names as they will take, so that the cells stay in their places.
    let labels = vec2(66.0, COLUMN_LABEL_HEIGHT);
    let layout = GridLayout::fit(area.size(), labels, (6, 6), ui.pixels_per_point());
    let corner = area.center() - (layout.cells_size() - layout.labels) / 2.0;
    for index in 0..36 {
        let rect = layout.cell(index / 6, index % 6).translate(corner.to_vec2());
        ui.painter().rect_filled(rect, CELL_RADIUS, tokens.cell.gamma_multiply(0.45));
    }
    let width = layout.cells_size().x.min(area.width()) - 2.0 * SPACE_L;
    let centre = corner + layout.cells_size() / 2.0;
    let mut top = centre.y - 24.0;
    for (text, style, colour) in
        [(title, TextStyle::Heading, tokens.text), (detail, TextStyle::Body, tokens.text_muted)]
    {
        let text = WidgetText::from(text);
        let galley = text.into_galley(ui, Some(TextWrapMode::Wrap), width, style);
        let at = pos2(centre.x - galley.size().x / 2.0, top);
        top += galley.size().y + SPACE_S;
        ui.painter().galley_with_override_text_color(at, galley, colour);
    }
    let response = ui.interact(area, ui.scope_id().with("notice"), Sense::empty());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, title));
}

/// Draws the cells; returns what was dropped, and on which of them.
fn cells_ui(
    ui: &mut Ui,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
) -> Option<(usize, Arc<SpriteDrag>)> {
    let moving: Vec<Option<Sprite>> =
        (0..state.grid.cells.len()).map(|index| state.swimming(index)).collect();
    let state = &*state;
    let world = state.world()?;
    let mut dropped = None;
    let area = ui.max_rect();
    let font = TextStyle::Body.resolve(ui.style());
    let shown = |names: Vec<String>| names.iter().map(|name| display_name(name)).collect();
    let axes = &state.grid.axes;
    let names: (Vec<String>, Vec<String>) =
        (shown(axes.row_names(world)), shown(axes.column_names(world)));
    let labels = vec2(row_label_width(ui, &names.0, &font), COLUMN_LABEL_HEIGHT);
    let shape = (names.0.len(), names.1.len().max(1));
    // The ring around the selected cell lies outside of it, and must not be cut off.
    let ring = Vec2::splat(SELECTION_WIDTH);
    let layout = GridLayout::fit(area.size() - ring, labels, shape, ui.pixels_per_point());
    let wanted = layout.labels + layout.cells_size();
    // Centred while it fits; from the corner, and scrolling, while it does not.
    let spare = (area.size() - ring - wanted).max(Vec2::ZERO);
    let corner = (area.min + spare / 2.0).round_to_pixels(ui.pixels_per_point());
    let cells_size = layout.cells_size() + 2.0 * ring;
    let viewport =
        Rect::from_min_max(corner + layout.labels - ring, (corner + wanted + ring).min(area.max));
    let mut scrolling = ui.new_child(UiBuilder::new().id_salt("cells").max_rect(viewport));
    let scrolled = ScrollArea::both()
        .auto_shrink(false)
        .scroll([viewport.width() + 0.5 < cells_size.x, viewport.height() + 0.5 < cells_size.y])
        .show(&mut scrolling, |ui| {
            let (rect, _) = ui.allocate_exact_size(cells_size, Sense::hover());
            let origin = (rect.min + ring).round_to_pixels(ui.pixels_per_point());
            if state.animate.grid_swims {
                let wait = std::time::Duration::from_millis(state.animate.wait());
                ui.request_repaint_after(wait);
            }
            for index in 0..state.grid.cells.len() {
                let (row, column) = (index / shape.1, index % shape.1);
                let rect = layout.cell(row, column).translate(origin.to_vec2());
                if ui.is_rect_visible(rect) {
                    let moving = moving.get(index).cloned().flatten();
                    let response = cell_ui(ui, state, textures, queue, (index, rect), moving);
                    if let Some(drag) = response.dnd_release_payload::<SpriteDrag>() {
                        dropped = Some((index, drag));
                    }
                }
            }
            origin
        });
    let viewport = viewport.shrink(SELECTION_WIDTH);
    labels_ui(ui, state, &names, queue, (&layout, scrolled.inner, viewport));
    ui.advance_cursor_after_rect(area);
    dropped
}

fn row_label_width(ui: &Ui, names: &[String], font: &FontId) -> f32 {
    let width = |name: &String| {
        ui.fonts_mut(|fonts| {
            fonts.layout_no_wrap(name.clone(), font.clone(), Color32::WHITE).size().x
        })
    };
    let widest = names.iter().map(width).fold(0.0, f32::max);
    widest.clamp(*ROW_LABEL_WIDTHS.start(), *ROW_LABEL_WIDTHS.end()) + SPACE_S
}

/// Draws the names of rows and columns beside the cells, wherever those were scrolled to.
fn labels_ui(
    ui: &Ui,
    state: &State,
    (rows, columns): &(Vec<String>, Vec<String>),
    queue: &CommandQueue,
    (layout, origin, viewport): (&GridLayout, Pos2, Rect),
) {
    let n_columns = columns.len().max(1);
    let selected = (state.grid.selected / n_columns, state.grid.selected % n_columns);
    let label = |label: Label<'_>| {
        let response = label_ui(ui, &label);
        if response.clicked() || response.secondary_clicked() {
            queue.push(Command::Select(label.selects));
        }
        response.context_menu(|ui| menu_item(ui, state, queue, label.command));
    };
    let top = viewport.top() - layout.labels.y;
    let clip = Rect::from_x_y_ranges(viewport.x_range().expand(2.0), top..=viewport.top());
    for (column, name) in columns.iter().enumerate() {
        let cell = layout.cell(0, column).translate(origin.to_vec2());
        let rect = Rect::from_x_y_ranges(cell.x_range(), top..=viewport.top() - 6.0);
        label(Label {
            name,
            command: Command::RerollColumn(Some(column)),
            selects: selected.0 * n_columns + column,
            // A name may use half of the gap on either side.
            rect: rect.expand2(vec2(2.0, 0.0)),
            clip,
            align: Align2::CENTER_BOTTOM,
            is_selected: column == selected.1,
        });
    }
    let left = viewport.left() - layout.labels.x;
    let clip = Rect::from_x_y_ranges(left..=viewport.left(), viewport.y_range());
    for (row, name) in rows.iter().enumerate() {
        let cell = layout.cell(row, 0).translate(origin.to_vec2());
        label(Label {
            name,
            command: Command::RerollRow(Some(row)),
            selects: row * n_columns + selected.1,
            rect: Rect::from_x_y_ranges(left..=viewport.left() - SPACE_S, cell.y_range()),
            clip,
            align: Align2::RIGHT_CENTER,
            is_selected: row == selected.0,
        });
    }
}

/// The name of a row or column: a click selects in it, its menu draws it anew.
struct Label<'a> {
    name: &'a str,
    command: Command,
    /// The cell that a click selects.
    selects: usize,
    rect: Rect,
    clip: Rect,
    align: Align2,
    is_selected: bool,
}

fn label_ui(ui: &Ui, label: &Label<'_>) -> Response {
    let Label { name, command, rect, clip, align, is_selected, .. } = *label;
    let tokens = Tokens::in_ui(ui);
    let id = ui.scope_id().with((command.name(), name));
    // Named after the row alone: what a click does is the description.
    let sense = Sense::click() - Sense::FOCUSABLE;
    let response = ui.interact(rect.intersect(clip), id, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    let is_lit = is_selected || response.hovered();
    let colour = if is_lit { tokens.text } else { tokens.text_muted };
    let text = WidgetText::from(name);
    let galley = text.into_galley(ui, Some(TextWrapMode::Truncate), rect.width(), TextStyle::Body);
    let text_rect = align.align_size_within_rect(galley.size(), rect);
    let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
    if response.hovered() {
        painter.rect_filled(text_rect.expand2(vec2(5.0, 2.0)), CELL_RADIUS, tokens.control);
    }
    let at = text_rect.min.round_to_pixels(ui.pixels_per_point());
    painter.galley_with_override_text_color(at, galley, colour);
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_ui(|ui| {
        ui.label(format!("{name}: a click selects, the right button rerolls"));
        ui.label(egui::RichText::new(command.tooltip()).small().weak());
    })
}

fn cell_ui(
    ui: &Ui,
    state: &State,
    textures: &mut Textures,
    queue: &CommandQueue,
    (index, rect): (usize, Rect),
    moving: Option<Sprite>,
) -> Response {
    let cell = &state.grid.cells[index];
    let is_selected = state.grid.selected == index;
    let moving = moving.filter(|_| matches!(state.cell_look(index), Look::Done(_)));
    let look = moving.as_ref().map_or_else(|| state.cell_look(index), Look::Done);
    // A sprite that is arriving has the model's colours, one that was dropped here its own.
    let complete = cell.art.as_ref();
    let is_arriving = matches!(look, Look::Drawing(_));
    let own = complete.filter(|_| !is_arriving).map(|art| &*art.palette);
    let palette = own.unwrap_or(state.arriving_palette());
    let response = SpriteCell {
        id: Id::unique(("cell", index)),
        rect,
        name: state.cell_name(index),
        look,
        palette,
        drag: complete.map(|art| (art, Place::Cell(index))),
        is_selected,
        focus: if is_selected { Focus::Shared(focus_id()) } else { Focus::None },
        is_locked: cell.is_locked,
    }
    .show(ui, textures);
    let kept = complete.filter(|_| matches!(look, Look::Done(_)));
    let kept = kept.and_then(|art| state.kept_name(art));
    if kept.is_some() {
        kept_mark(ui, rect);
    }
    if response.clicked() || response.gained_focus() {
        queue.push(Command::Select(index));
    }
    if response.double_clicked() {
        queue.push(Command::View(ViewCommand::ShowPane(Pane::Edit)));
    }
    if response.secondary_clicked() {
        queue.push(Command::Select(index));
    }
    // Selecting a cell gives it another id, by which an open menu would no longer be known.
    let menu = Id::unique(("menu of cell", index));
    Popup::context_menu(&response).id(menu).show(|ui| {
        let own = [
            Command::Reroll,
            Command::RerollRow(None),
            Command::RerollColumn(None),
            Command::DrawCandidates,
            Command::ToggleLock,
        ];
        sprite_menu_ui(ui, state, queue, &own);
    });
    if let Some(sprite) = look.sprite().filter(|_| !Popup::is_id_open(ui, menu)) {
        response.clone().on_hover_ui(|ui| {
            enlarged(ui, textures, (sprite, palette), ENLARGED);
            ui.label(state.cell_name(index));
            let what = "Double-click opens it in the editor, R draws another";
            ui.label(egui::RichText::new(what).small().weak());
            if let Some(name) = kept {
                let text = format!("In the collection as \"{name}\"");
                ui.label(egui::RichText::new(text).small().weak());
            }
        });
    }
    response
}
