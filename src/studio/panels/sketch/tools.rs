//! What stands around the canvas: tools above it, paints and whole-sketch buttons below.

use egui::{
    Button, DragValue, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use super::{canvas::look, key_of};
use crate::{
    sprite::SketchCell,
    studio::{
        command::{Command, CommandQueue, SketchCommand},
        panels::breed::short_button,
        state::{SKETCH_BRUSHES, SketchTool, State},
        theme::{CONTROL_HEIGHT, SPACE_S, SPACE_XS, Tokens},
    },
};

/// Sides of a paint, in points.
const PAINTS: std::ops::RangeInclusive<f32> = 18.0..=24.0;

/// Narrower than this, what is in hand is not named beside the paints, and the size of cells is
/// chosen below them.
const ROOMY: f32 = 400.0;

/// Tools, the size of the brush and that of the cells.
pub(super) fn tools_ui(ui: &mut Ui, state: &mut State) {
    let tokens = Tokens::in_ui(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        for tool in SketchTool::ALL {
            let text = RichText::new(tool.name()).color(tokens.text);
            let button = Button::selectable(state.sketch.tool == tool, text)
                .frame_when_inactive(true)
                .min_size(vec2(0.0, CONTROL_HEIGHT));
            let response = ui.add(button);
            if response.clicked() {
                state.sketch.tool = tool;
            }
            response.on_hover_ui(|ui| {
                ui.label(tool.purpose());
                let keys = format!("{} over this panel", key_of(tool).name());
                ui.label(RichText::new(keys).small().weak());
            });
        }
        let brush = &mut state.sketch.settings.brush;
        let dial = DragValue::new(brush).range(SKETCH_BRUSHES).speed(0.03);
        let response = ui.add(dial);
        response.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, "Brush size"));
        response.on_hover_ui(|ui| {
            ui.label("Diameter of brush and eraser, in cells");
            ui.label(RichText::new("Ctrl+wheel over the canvas, + and -").small().weak());
        });
        if ROOMY <= ui.max_rect().width() {
            cells_ui(ui, state);
        }
    });
}

/// Whether the canvas has large or small cells.
fn cells_ui(ui: &mut Ui, state: &mut State) {
    let tokens = Tokens::in_ui(ui);
    let is_fine = state.sketch.settings.is_fine;
    for (text, wanted) in [("16", false), ("32", true)] {
        let colour = RichText::new(text).color(tokens.text);
        let button = Button::selectable(is_fine == wanted, colour)
            .frame_when_inactive(true)
            .min_size(vec2(0.0, CONTROL_HEIGHT));
        let response = ui.add(button);
        let name = format!("{text} by {text} cells");
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, true, is_fine == wanted, name.as_str())
        });
        if response.clicked() && is_fine != wanted {
            state.set_fine(wanted);
        }
        response.on_hover_text(name);
    }
}

/// What is painted with: the ramps of the model's palette, any colour, what is left open.
pub(super) fn paints_ui(ui: &mut Ui, state: &mut State) {
    ui.add_space(SPACE_XS);
    let ramps = state.palette.ramps().iter().enumerate();
    let ramps: Vec<(SketchCell, String, &str)> = ramps
        .map(|(number, ramp)| {
            (SketchCell::Ramp(number as u8), ramp.name.clone(), "Shades of this ramp")
        })
        .collect();
    let others = [
        (
            SketchCell::Opaque,
            "Any colour",
            "Part of the figure, in a colour that the model chooses",
        ),
        (SketchCell::Free, "Open", "The model decides whether anything is here"),
        (SketchCell::Empty, "Empty", "Nothing is here"),
    ];
    let others = others.map(|(cell, name, purpose)| (cell, name.to_owned(), purpose));
    let n_paints = (others.len() + ramps.len()) as f32;
    let side = (ui.available_width() / n_paints - SPACE_XS).floor();
    let side = side.clamp(*PAINTS.start(), *PAINTS.end());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(SPACE_XS);
        for (cell, name, purpose) in others.into_iter().chain(ramps) {
            paint_ui(ui, state, (cell, &name, purpose), side);
        }
        if ROOMY <= ui.max_rect().width() {
            ui.add_space(SPACE_S);
            let name = paint_name(state);
            ui.label(RichText::new(name).small().color(Tokens::in_ui(ui).text_muted));
        }
    });
}

/// What is in hand, in words.
fn paint_name(state: &State) -> String {
    match state.sketch.paint {
        SketchCell::Free => "Open".to_owned(),
        SketchCell::Empty => "Empty".to_owned(),
        SketchCell::Opaque => "Any colour".to_owned(),
        SketchCell::Ramp(ramp) => {
            let ramp = state.palette.ramps().get(usize::from(ramp));
            ramp.map_or_else(|| "Any colour".to_owned(), |ramp| ramp.name.clone())
        }
    }
}

fn paint_ui(
    ui: &mut Ui,
    state: &mut State,
    (cell, name, purpose): (SketchCell, &str, &str),
    side: f32,
) {
    let tokens = Tokens::in_ui(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click());
    let is_chosen = state.sketch.paint == cell;
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, name));
    let (fill, mark) = look(cell, state, tokens);
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, fill.unwrap_or(tokens.cell));
    match mark {
        Some(mark) => {
            let dot = Rect::from_center_size(rect.center(), rect.size() * 0.22);
            painter.rect_filled(dot, 0.0, mark);
        }
        None if cell == SketchCell::Empty => {
            let corners = [rect.shrink(6.0).left_bottom(), rect.shrink(6.0).right_top()];
            painter.line_segment(corners, Stroke::new(1.5, tokens.text_muted));
        }
        None => {}
    }
    let is_focused = response.has_focus() || response.hovered();
    let ring = match (is_chosen, is_focused) {
        (true, _) => Stroke::new(2.0, tokens.accent),
        (false, true) => Stroke::new(1.0, tokens.text),
        (false, false) => Stroke::new(1.0, tokens.line),
    };
    painter.rect_stroke(rect, 2.0, ring, StrokeKind::Outside);
    if response.clicked() {
        state.sketch.paint = cell;
        if state.sketch.tool == SketchTool::Eraser {
            state.sketch.tool = SketchTool::Brush;
        }
    }
    response.on_hover_ui(|ui| {
        ui.label(name);
        ui.label(RichText::new(purpose).small().weak());
    });
}

/// What changes the whole sketch.
pub(super) fn operations_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    ui.add_space(SPACE_XS);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(SPACE_XS);
        if ui.max_rect().width() < ROOMY {
            cells_ui(ui, state);
        }
        for (text, command) in [
            ("From sprite", SketchCommand::UseSprite),
            ("Open…", SketchCommand::Open),
            ("Save…", SketchCommand::Save),
            ("Shape only", SketchCommand::ShapeOnly),
            ("Mirror", SketchCommand::Mirror),
            ("Clear", SketchCommand::Clear),
        ] {
            let command = Command::Sketch(command);
            short_button(ui, queue, (text, command), state.allows(command));
        }
    });
}
