//! The sweep: how the selected cell's sprite changes with the temperature, live.

use egui::{
    Align2, ComboBox, Id, Rect, RichText, ScrollArea, Sense, TextStyle, Ui, Vec2, WidgetText,
    emath::GuiRounding as _, vec2,
};

use super::{grid_layout::GridLayout, menus::sprite_menu_ui};
use crate::{
    sprite::MIN_SHAPE_TEMPERATURE,
    studio::{
        art::{Look, Place},
        command::{Command, CommandQueue},
        state::{COLUMNS, ROWS, Rows, State, TEMPERATURES},
        textures::Textures,
        theme::{SELECTION_WIDTH, SPACE_S, Tokens},
        widgets::{Focus, SpriteCell, command_button, limited, main_button},
    },
};

/// Room for the temperature of a column and for the seed of a row.
const LABELS: Vec2 = vec2(64.0, 20.0);

/// Draws the sweep.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    ui.add_space(SPACE_S);
    controls_ui(ui, state, queue);
    let tokens = Tokens::in_ui(ui);
    let text = if state.generator().is_some() {
        let shown = state.sweep.request(0).and_then(|asked| state.name_of(asked.brief.labels));
        let name = shown.unwrap_or_else(|| state.cell_name(state.grid.selected));
        match state.sweep.shown_rows() {
            Rows::Seeds => {
                format!("{name}: each row has one variant of the seed, each column one temperature")
            }
            Rows::Shapes => format!("{name}: shape temperature down, colour temperature across"),
        }
    } else {
        "The sweep begins when the model is there".to_owned()
    };
    ui.add(egui::Label::new(RichText::new(text).small().color(tokens.text_muted)).truncate());
    if 0 < state.sweep.shape().0 {
        cells_ui(ui, state, textures, queue);
    } else if state.can_draw() {
        let hint = "Draw sweep shows this cell at many temperatures";
        ui.label(RichText::new(hint).color(tokens.text_muted));
    }
}

fn controls_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let adopts = state.allows(Command::AdoptSettings);
    let places = state.allows(Command::PlaceInCell);
    let menu_name = state.menu_name(Command::PlaceInCell);
    let (is_old, can_draw) = (state.is_sweep_old(), state.allows(Command::RedrawSweep));
    let settings = &mut state.sweep.settings;
    ui.horizontal(|ui| {
        let draw = main_button(ui, queue, Command::RedrawSweep, can_draw && is_old);
        if !is_old {
            draw.on_disabled_hover_text("It shows what is set already");
        }
        ui.checkbox(&mut settings.is_live, "Live")
            .on_hover_text("Draws it anew whenever a dial or the selected cell has changed");
        command_button(ui, queue, Command::AdoptSettings, adopts);
        let place = command_button(ui, queue, Command::PlaceInCell, places);
        place.on_hover_text(menu_name);
    });
    ui.horizontal(|ui| {
        let names = |rows: Rows| match rows {
            Rows::Seeds => "Temperature × variants",
            Rows::Shapes => "Colour × shape",
        };
        let combo = ComboBox::from_id_salt("sweep of").width(160.0);
        let shown = combo.selected_text(names(settings.rows)).show_ui(ui, |ui| {
            for rows in [Rows::Seeds, Rows::Shapes] {
                ui.selectable_value(&mut settings.rows, rows, names(rows));
            }
        });
        shown.response.on_hover_text("What changes across and down");
        count_ui(ui, "Columns", &mut settings.n_columns, COLUMNS);
        count_ui(ui, "Rows", &mut settings.n_rows, ROWS);
    });
    ui.horizontal(|ui| {
        let name = if settings.rows == Rows::Seeds { "Temperature" } else { "Colour" };
        range_ui(ui, name, &mut settings.columns, *TEMPERATURES.start());
        if settings.rows == Rows::Shapes {
            range_ui(ui, "Shape", &mut settings.shapes, MIN_SHAPE_TEMPERATURE);
        }
    });
}

/// Both ends of a range, to be dragged or typed.
fn range_ui(ui: &mut Ui, name: &str, ends: &mut [f32; 2], least: f32) {
    ui.horizontal(|ui| {
        let muted = Tokens::in_ui(ui).text_muted;
        ui.label(RichText::new(name).color(muted));
        let [first, last] = ends;
        for (end, value) in [("from", first), ("to", last)] {
            let text = format!("{name} {end}");
            let range = least..=*TEMPERATURES.end();
            let response =
                limited(ui, (&text, value), range, |dial| dial.speed(0.01).fixed_decimals(2));
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, text.as_str())
            });
            response.on_hover_text("Drag sideways, or click and type");
        }
    });
}

fn count_ui(ui: &mut Ui, name: &str, count: &mut usize, range: std::ops::RangeInclusive<usize>) {
    ui.horizontal(|ui| {
        let muted = Tokens::in_ui(ui).text_muted;
        let label = ui.label(RichText::new(name).color(muted));
        let dial = limited(ui, (name, count), range, |dial| dial.speed(0.05));
        dial.labelled_by(label.id).on_hover_text("Drag sideways, or click and type");
    });
}

fn cells_ui(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    let shape = state.sweep.shape();
    let ring = Vec2::splat(SELECTION_WIDTH);
    let room = ui.available_size() - 2.0 * ring;
    let layout = GridLayout::fit(room, LABELS, shape, ui.pixels_per_point());
    let whole = layout.labels + layout.cells_size() + 2.0 * ring;
    let mut picked = None;
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        let (area, _) = ui.allocate_exact_size(whole, Sense::hover());
        let origin = (area.min + layout.labels + ring).round_to_pixels(ui.pixels_per_point());
        labels_ui(ui, state, &layout, area.min.x, origin);
        for slot in 0..shape.0 * shape.1 {
            let rect = layout.cell(slot / shape.1, slot % shape.1).translate(origin.to_vec2());
            if !ui.is_rect_visible(rect) {
                continue;
            }
            if cell_ui(ui, state, textures, queue, (slot, rect)) {
                picked = Some(slot);
            }
        }
    });
    if let Some(slot) = picked {
        state.pick_swept(slot);
    }
}

fn labels_ui(ui: &Ui, state: &State, layout: &GridLayout, left: f32, origin: egui::Pos2) {
    let (n_rows, n_columns) = state.sweep.shape();
    let muted = Tokens::in_ui(ui).text_muted;
    let label = |rect: Rect, align: Align2, text: String| {
        let galley = WidgetText::from(text).into_galley(ui, None, f32::INFINITY, TextStyle::Small);
        let at = align.align_size_within_rect(galley.size(), rect).min;
        let at = at.round_to_pixels(ui.pixels_per_point());
        ui.painter().galley_with_override_text_color(at, galley, muted);
    };
    let request = |row: usize, column: usize| state.sweep.request(row * n_columns + column);
    for column in 0..n_columns {
        let Some(request) = request(0, column) else { continue };
        let cell = layout.cell(0, column).translate(origin.to_vec2());
        let rect = Rect::from_min_max(cell.min - vec2(0.0, layout.labels.y), cell.right_top());
        let text = format!("{:.2}", request.sampling.colour_temperature);
        label(rect, Align2::CENTER_CENTER, text);
    }
    for row in 0..n_rows {
        let Some(request) = request(row, 0) else { continue };
        let cell = layout.cell(row, 0).translate(origin.to_vec2());
        let rect = Rect::from_x_y_ranges(left..=origin.x - SPACE_S, cell.y_range());
        let text = match state.sweep.shown_rows() {
            Rows::Seeds => request.variant.to_string(),
            Rows::Shapes => format!("{:.2}", request.sampling.shape_temperature),
        };
        label(rect, Align2::RIGHT_CENTER, text);
    }
}

/// Draws a sprite of the sweep; says whether it was picked.
fn cell_ui(
    ui: &Ui,
    state: &State,
    textures: &mut Textures,
    queue: &CommandQueue,
    (slot, rect): (usize, Rect),
) -> bool {
    let Some(request) = state.sweep.request(slot) else { return false };
    let look = state.sweep_look(slot);
    let art = state.sweep.art(slot);
    let own = art.filter(|_| !matches!(look, Look::Drawing(_))).map(|art| &art.palette);
    let place = Place::Sweep(slot);
    let temperature = request.sampling.colour_temperature;
    let name = match state.sweep.shown_rows() {
        Rows::Seeds => {
            format!("Seed {}, variant {} at {temperature:.2}", request.seed, request.variant)
        }
        Rows::Shapes => {
            format!("Shape {:.2}, colour {temperature:.2}", request.sampling.shape_temperature)
        }
    };
    let response = SpriteCell {
        id: Id::unique(("sweep", slot)),
        rect,
        name: name.clone(),
        look,
        palette: own.unwrap_or(state.arriving_palette()),
        drag: art.map(|art| (art, place)),
        is_selected: state.is_current(place),
        focus: Focus::Own,
        is_locked: false,
    }
    .show(ui, textures);
    if response.double_clicked() {
        queue.push(Command::AdoptSettings);
    }
    let is_picked = response.clicked() || response.secondary_clicked();
    if art.is_some() {
        let own = [Command::AdoptSettings, Command::RedrawSweep];
        response.context_menu(|ui| sprite_menu_ui(ui, state, queue, &own));
    }
    if !response.context_menu_opened() && !matches!(look, Look::Empty) {
        response.on_hover_text(name);
    }
    is_picked
}
