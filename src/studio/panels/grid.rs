//! The grid: zones as rows, categories as columns, every cell a sprite.

use egui::{
    Align2, Color32, CursorIcon, EventFilter, FontId, Id, Painter, Pos2, Rect, Response, Role,
    ScrollArea, Sense, Stroke, StrokeKind, TextStyle, TextWrapMode, Ui, UiBuilder, Vec2,
    WidgetInfo, WidgetText, emath::GuiRounding as _, pos2, vec2,
};

use super::grid_layout::GridLayout;
use crate::{
    generate::Generator,
    sprite::{PIXELS, SIDE, Sprite},
    studio::{
        command::{Command, CommandQueue},
        state::{Look, Model, State},
        textures::Textures,
        theme::{CELL_RADIUS, SELECTION_WIDTH, SPACE_L, SPACE_S, Tokens},
    },
};

/// Height of the column labels.
const COLUMN_LABEL_HEIGHT: f32 = 24.0;
/// Row labels are as wide as the longest name, within these bounds; longer names are cut
/// short and told in full by the tooltip.
const ROW_LABEL_WIDTHS: std::ops::RangeInclusive<f32> = 56.0..=112.0;
/// How much of a sprite shows through while another is waited for.
const WAITING_OPACITY: f32 = 0.28;

/// The keyboard focus of the selected cell, which is the only one that Tab stops at.
pub(in crate::studio) fn focus_id() -> Id {
    Id::unique("selected cell")
}

/// Draws the grid, or what there is to say while there is none.
pub(in crate::studio) fn show(
    ui: &mut Ui,
    state: &State,
    textures: &mut Textures,
    queue: &CommandQueue,
) {
    match &state.model {
        Model::Ready(generator) => cells_ui(ui, state, generator, textures, queue),
        Model::Loading => notice_ui(ui, "Loading the model…", "The grid begins to fill by itself"),
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

fn cells_ui(
    ui: &mut Ui,
    state: &State,
    generator: &Generator,
    textures: &mut Textures,
    queue: &CommandQueue,
) {
    let world = generator.world();
    let area = ui.max_rect();
    let font = TextStyle::Body.resolve(ui.style());
    let labels = vec2(row_label_width(ui, &world.zones, &font), COLUMN_LABEL_HEIGHT);
    let shape = (world.zones.len(), world.categories.len());
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
            for index in 0..state.cells.len() {
                let (row, column) = (index / shape.1, index % shape.1);
                let rect = layout.cell(row, column).translate(origin.to_vec2());
                if ui.is_rect_visible(rect) {
                    cell_ui(ui, state, generator, textures, queue, (index, rect, layout.sprite));
                }
            }
            origin
        });
    let viewport = viewport.shrink(SELECTION_WIDTH);
    labels_ui(ui, state, generator, (&layout, scrolled.inner, viewport));
    ui.advance_cursor_after_rect(area);
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
    generator: &Generator,
    (layout, origin, viewport): (&GridLayout, Pos2, Rect),
) {
    let world = generator.world();
    let n_columns = world.categories.len();
    let selected = (state.selected / n_columns, state.selected % n_columns);
    let top = viewport.top() - layout.labels.y;
    let clip = Rect::from_x_y_ranges(viewport.x_range().expand(2.0), top..=viewport.top());
    for (column, name) in world.categories.iter().enumerate() {
        let cell = layout.cell(0, column).translate(origin.to_vec2());
        let rect = Rect::from_x_y_ranges(cell.x_range(), top..=viewport.top() - 6.0);
        // A name may use half of the gap on either side.
        let rect = rect.expand2(vec2(2.0, 0.0));
        let salt = ("column", column);
        label_ui(ui, name, salt, (rect, clip), Align2::CENTER_BOTTOM, column == selected.1);
    }
    let left = viewport.left() - layout.labels.x;
    let clip = Rect::from_x_y_ranges(left..=viewport.left(), viewport.y_range());
    for (row, name) in world.zones.iter().enumerate() {
        let cell = layout.cell(row, 0).translate(origin.to_vec2());
        let rect = Rect::from_x_y_ranges(left..=viewport.left() - SPACE_S, cell.y_range());
        let salt = ("row", row);
        label_ui(ui, name, salt, (rect, clip), Align2::RIGHT_CENTER, row == selected.0);
    }
}

fn label_ui(
    ui: &Ui,
    name: &str,
    salt: (&str, usize),
    (rect, clip): (Rect, Rect),
    align: Align2,
    is_selected: bool,
) {
    let tokens = Tokens::in_ui(ui);
    let colour = if is_selected { tokens.text } else { tokens.text_muted };
    let text = WidgetText::from(name);
    let galley = text.into_galley(ui, Some(TextWrapMode::Truncate), rect.width(), TextStyle::Body);
    let at = align.align_size_within_rect(galley.size(), rect).min;
    let is_cut = galley.elided;
    let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
    painter.galley_with_override_text_color(
        at.round_to_pixels(ui.pixels_per_point()),
        galley,
        colour,
    );
    let response = ui.interact(rect.intersect(clip), ui.scope_id().with(salt), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    if is_cut {
        response.on_hover_text(name);
    }
}

fn cell_ui(
    ui: &Ui,
    state: &State,
    generator: &Generator,
    textures: &mut Textures,
    queue: &CommandQueue,
    (index, rect, sprite_side): (usize, Rect, f32),
) {
    let is_selected = state.selected == index;
    let response = interact(ui, state, (index, rect), is_selected);
    if response.clicked() || response.gained_focus() {
        queue.push(Command::Select(index));
    }
    if response.double_clicked() {
        queue.push(Command::Reroll);
    }

    let tokens = Tokens::in_ui(ui);
    let painter = ui.painter();
    painter.rect_filled(rect, CELL_RADIUS, tokens.cell);
    let look = state.look(index);
    let inside = Rect::from_center_size(rect.center(), Vec2::splat(sprite_side));
    let inside = Rect::from_min_size(
        inside.min.round_to_pixels(ui.pixels_per_point()),
        Vec2::splat(sprite_side),
    );
    let mut paint = |sprite: &Sprite, opacity: f32| {
        let texture = textures.show(ui, index, sprite, generator.palette());
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        painter.image(texture, inside, whole, Color32::WHITE.gamma_multiply(opacity));
    };
    match look {
        Look::Empty => {}
        Look::Waiting(before) => {
            if let Some(sprite) = before {
                paint(sprite, WAITING_OPACITY);
            }
            waiting_mark(painter, rect, tokens);
        }
        Look::Drawing(preview) => {
            paint(&preview.sprite, 1.0);
            scan_line(painter, (rect, inside), preview.drawn, tokens);
        }
        Look::Done(sprite) => paint(sprite, 1.0),
    }
    outline(ui, rect, &response, is_selected);
}

fn interact(ui: &Ui, state: &State, (index, rect): (usize, Rect), is_selected: bool) -> Response {
    let (id, sense) = if is_selected {
        (focus_id(), Sense::click())
    } else {
        (ui.scope_id().with(("cell", index)), Sense::click() - Sense::FOCUSABLE)
    };
    let response = ui.interact(rect, id, sense).on_hover_cursor(CursorIcon::PointingHand);
    if response.has_focus() {
        // Arrows move the selection, so the focus must not wander off with them.
        let keep_arrows =
            EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, keep_arrows));
    }
    response.widget_info(|| {
        let name = state.cell_name(index);
        WidgetInfo::selected(Role::ListBoxOption, true, is_selected, name)
    });
    response
}

fn outline(ui: &Ui, rect: Rect, response: &Response, is_selected: bool) {
    let tokens = Tokens::in_ui(ui);
    if is_selected {
        let ring = Stroke::new(SELECTION_WIDTH, tokens.accent);
        ui.painter().rect_stroke(rect, CELL_RADIUS, ring, StrokeKind::Outside);
        if response.has_focus() {
            let inner = Stroke::new(1.0, tokens.text);
            ui.painter().rect_stroke(rect, CELL_RADIUS, inner, StrokeKind::Inside);
        }
    } else if response.hovered() {
        let line = Stroke::new(1.0, tokens.text_muted);
        ui.painter().rect_stroke(rect, CELL_RADIUS, line, StrokeKind::Inside);
    }
}

/// Three dots in the lower right corner of a cell that waits its turn.
fn waiting_mark(painter: &Painter, rect: Rect, tokens: &Tokens) {
    for dot in 0..3 {
        let centre = rect.right_bottom() - vec2(8.0 + 6.0 * dot as f32, 8.0);
        painter.circle_filled(centre, 1.6, tokens.text_muted.gamma_multiply(0.7));
    }
}

/// A line at the row that is being drawn.
fn scan_line(painter: &Painter, (cell, inside): (Rect, Rect), drawn: usize, tokens: &Tokens) {
    if PIXELS <= drawn {
        return;
    }
    let y = inside.top() + inside.height() * (drawn / SIDE) as f32 / SIDE as f32;
    let line = Rect::from_x_y_ranges(cell.x_range(), y..=y + 1.5);
    painter.rect_filled(line, 0.0, tokens.accent.gamma_multiply(0.8));
}
