//! What stands around the canvas: tools above it, the legend and whole-mask buttons below.

use egui::{Button, DragValue, RichText, Sense, Slider, StrokeKind, Ui, vec2};

use super::{key_of, short_button};
use crate::{
    sprite::Side,
    studio::{
        command::{BreedCommand, Command, CommandQueue},
        state::{BRUSHES, MaskOp, MaskTool, Parent, State},
        theme::{CONTROL_HEIGHT, SPACE_S, SPACE_XS, Tokens},
    },
};

/// Narrower than this, the legend takes two lines.
const LEGEND_WIDTH: f32 = 310.0;
/// Narrower than this, chance has a line of its own.
const OPERATIONS_WIDTH: f32 = 370.0;

/// Names the button that shows B alone while it is held down.
fn hold_id() -> egui::Id {
    egui::Id::unique("show parent b")
}

/// Tools and the size of the brush.
pub(super) fn tools_ui(ui: &mut Ui, state: &mut State) {
    let tokens = Tokens::in_ui(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        for tool in MaskTool::ALL {
            let text = RichText::new(tool.name()).color(tokens.text);
            let button = Button::selectable(state.breed.tool == tool, text)
                .frame_when_inactive(true)
                .min_size(vec2(0.0, CONTROL_HEIGHT));
            let response = ui.add(button);
            if response.clicked() {
                state.breed.tool = tool;
            }
            response.on_hover_ui(|ui| {
                ui.label(tool.purpose());
                let keys = format!("{} over this panel", key_of(tool).name());
                ui.label(RichText::new(keys).small().weak());
            });
        }
        let dial = DragValue::new(&mut state.breed.settings.brush).range(BRUSHES).speed(0.05);
        let response = ui.add(dial.suffix(" px"));
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Brush size"));
        response.on_hover_ui(|ui| {
            ui.label("Diameter of brush and eraser");
            ui.label(RichText::new("Ctrl+wheel over the canvas, + and -").small().weak());
        });
    });
}

/// Which pixels are which.
pub(super) fn legend_ui(ui: &mut Ui, has_b: bool) {
    let tokens = Tokens::in_ui(ui);
    let swatch = |ui: &mut Ui, is_tinted: bool, text: &str| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
        let fill = if is_tinted { tokens.notice.gamma_multiply(0.45) } else { tokens.cell };
        let line = if is_tinted { tokens.notice } else { tokens.text_muted };
        let line = egui::Stroke::new(1.0, line);
        ui.painter().rect(rect, 2.0, fill, line, StrokeKind::Inside);
        ui.label(RichText::new(text).small().color(tokens.text_muted));
    };
    let tinted = if has_b { "Tinted: redrawn with B's colours" } else { "Tinted: redrawn" };
    let clear = "Clear: A stays";
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        ui.spacing_mut().item_spacing.y = 0.0;
        let is_wide = LEGEND_WIDTH <= ui.available_width();
        ui.horizontal(|ui| {
            swatch(ui, true, tinted);
            if is_wide {
                ui.add_space(SPACE_S);
                swatch(ui, false, clear);
            }
        });
        if !is_wide {
            ui.horizontal(|ui| swatch(ui, false, clear));
        }
    });
}

/// Whether B is to be shown alone now.
pub(super) fn ghost_is_held(ui: &Ui) -> bool {
    ui.ctx().read_response(hold_id()).is_some_and(|response| response.is_pointer_button_down_on())
}

/// How much of B shows through.
pub(super) fn ghost_ui(ui: &mut Ui, state: &mut State) {
    let muted = Tokens::in_ui(ui).text_muted;
    let has_b = state.breed.parent(Parent::B).is_some();
    ui.horizontal_wrapped(|ui| {
        if !has_b {
            ui.disable();
        }
        let label = ui.label(RichText::new("Preview of B").color(muted));
        ui.spacing_mut().slider_width = 72.0;
        let dial = Slider::new(&mut state.breed.settings.ghost, 0.0..=1.0).show_value(false);
        ui.add(dial)
            .labelled_by(label.id)
            .on_hover_text("How much of B shows through inside the mask; changes no child");
        let (rect, _) = ui.allocate_exact_size(vec2(84.0, CONTROL_HEIGHT), Sense::hover());
        let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        hold_button(&mut inside, rect);
    });
}

/// Has an id of its own, because the canvas, which is drawn before it, asks whether it is held.
fn hold_button(ui: &mut Ui, rect: egui::Rect) {
    let response = ui.interact(rect, hold_id(), Sense::click());
    let look = ui.style().interact(&response);
    let painter = ui.painter();
    painter.rect(rect, look.corner_radius, look.weak_bg_fill, look.bg_stroke, StrokeKind::Inside);
    let font = egui::TextStyle::Button.resolve(ui.style());
    let (align, colour) = (egui::Align2::CENTER_CENTER, look.fg_stroke.color);
    painter.text(rect.center(), align, "Hold for B", font, colour);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Hold for B"));
    response.on_hover_text("Shows B alone inside the mask while held down");
}

/// What changes the whole mask.
pub(super) fn operations_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let is_wide = OPERATIONS_WIDTH <= ui.available_width();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE_XS, SPACE_XS);
        for (text, op) in [
            ("Invert", MaskOp::Invert),
            ("Grow", MaskOp::Grow),
            ("Shrink", MaskOp::Shrink),
            ("Clear", MaskOp::Clear),
            ("All", MaskOp::All),
            ("Left", MaskOp::Half(Side::Left)),
            ("Right", MaskOp::Half(Side::Right)),
            ("Top", MaskOp::Half(Side::Top)),
            ("Bottom", MaskOp::Half(Side::Bottom)),
        ] {
            operation_button(ui, queue, text, op);
        }
        if is_wide {
            ui.add_space(SPACE_XS);
            random_ui(ui, state, queue);
        }
    });
    if !is_wide {
        ui.horizontal(|ui| random_ui(ui, state, queue));
    }
}

fn operation_button(ui: &mut Ui, queue: &CommandQueue, text: &str, op: MaskOp) {
    short_button(ui, queue, (text, Command::Breed(BreedCommand::Mask(op))), true);
}

fn random_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let label = ui.label(RichText::new("Random").color(Tokens::in_ui(ui).text_muted));
    let mut percent = state.breed.settings.share * 100.0;
    let dial = DragValue::new(&mut percent).range(0.0..=100.0).speed(0.5);
    let response = ui.add(dial.fixed_decimals(0).suffix(" %")).labelled_by(label.id);
    if response.changed() {
        state.breed.settings.share = percent / 100.0;
    }
    response.on_hover_text("Share of the canvas that is redrawn");
    operation_button(ui, queue, "Roll", MaskOp::Roll);
}
