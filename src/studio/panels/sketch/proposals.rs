//! The shapes that the sketch may become, in a row: a click takes one.

use egui::{Button, Id, Mesh, Rect, RichText, Sense, Shape, Ui, WidgetInfo, vec2};

use super::canvas::look;
use crate::{
    sprite::{PIXELS, SIDE, Sketch},
    studio::{
        panels::{big_view::checkerboard, breed::pixel_rect},
        state::{N_SHAPES, State},
        theme::{CELL_RADIUS, CONTROL_HEIGHT, SPACE_XS, Tokens},
    },
};

/// Sides of a shape, in points.
const SIDES: std::ops::RangeInclusive<f32> = 32.0..=64.0;

/// Draws the shapes; nothing where the model proposes none.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    if !state.proposes() {
        return;
    }
    let ctx = ui.ctx().clone();
    state.update_proposals(move || ctx.request_repaint());
    ui.horizontal(|ui| {
        ui.label(RichText::new("Shapes").color(Tokens::in_ui(ui).text_muted));
        let others = ui.add(Button::new("Other shapes").min_size(vec2(0.0, CONTROL_HEIGHT)));
        if others.on_hover_text("Proposes others for the same beginning").clicked() {
            state.propose_others();
        }
    });
    let n_shapes = N_SHAPES as f32;
    let side = (ui.available_width() - (n_shapes - 1.0) * SPACE_XS) / n_shapes;
    let side = side.floor().clamp(*SIDES.start(), *SIDES.end());
    let mut taken = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE_XS, SPACE_XS);
        for slot in 0..N_SHAPES as usize {
            let (rect, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
            if shape_ui(ui, rect, slot, state) {
                taken = Some(slot);
            }
        }
    });
    if let Some(slot) = taken {
        state.take_shape(slot);
    }
}

/// Says whether it was clicked.
fn shape_ui(ui: &Ui, rect: Rect, slot: usize, state: &State) -> bool {
    let tokens = Tokens::in_ui(ui);
    let shape = state.proposals.shapes.get(slot);
    let response = ui.interact(rect, Id::unique(("shape", slot)), Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::Button, shape.is_some(), format!("Shape {}", slot + 1))
    });
    ui.painter().rect_filled(rect, CELL_RADIUS, tokens.cell);
    checkerboard(ui.painter(), rect, tokens);
    if let Some(shape) = shape {
        ui.painter().add(Shape::mesh(mesh(shape, rect, state, tokens)));
    }
    if response.hovered() || response.has_focus() {
        let stroke = egui::Stroke::new(2.0, tokens.accent);
        ui.painter().rect_stroke(rect, CELL_RADIUS, stroke, egui::StrokeKind::Outside);
    }
    let is_clicked = response.clicked();
    response.on_hover_text("Takes this shape and draws sprites of it");
    is_clicked
}

fn mesh(shape: &Sketch, rect: Rect, state: &State, tokens: &Tokens) -> Mesh {
    let mut mesh = Mesh::default();
    for index in 0..PIXELS {
        if let (Some(fill), _) = look(shape.at(index), state, tokens) {
            let at = ((index % SIDE) as i32, (index / SIDE) as i32);
            mesh.add_colored_rect(pixel_rect(rect, at), fill);
        }
    }
    mesh
}
