//! The tool bar, and the row of options above the canvas.

use egui::{Color32, DragValue, Response, RichText, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo};

use crate::studio::{
    command::{Command, CommandQueue, EditCommand, PieceCommand},
    state::{MAX_BRUSH, State, Tool},
    theme::{CONTROL_HEIGHT, RADIUS, SPACE_S, SPACE_XS, Tokens},
    widgets::{command_button, paint_icon, with_command},
};

/// How wide the tools are in this height: one below the other, or in two columns.
pub(super) fn bar_width(height: f32) -> f32 {
    n_columns(height) as f32 * (CONTROL_HEIGHT + SPACE_XS) + SPACE_XS
}

fn n_columns(height: f32) -> usize {
    let room = ((height + SPACE_XS) / (CONTROL_HEIGHT + SPACE_XS)).max(1.0) as usize;
    Tool::ALL.len().div_ceil(room).clamp(1, 2)
}

/// Draws the tools.
pub(super) fn bar_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let n_columns = n_columns(ui.available_height());
    ui.spacing_mut().item_spacing = Vec2::splat(SPACE_XS);
    for row in Tool::ALL.chunks(n_columns) {
        ui.horizontal(|ui| {
            for &tool in row {
                button(ui, state, queue, EditCommand::Tool(tool));
            }
        });
    }
}

/// Draws what there is to set for the tool in hand, and what is done to the whole selection.
pub(super) fn options_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        for command in [EditCommand::MirrorAcross, EditCommand::MirrorDown] {
            button(ui, state, queue, command);
        }
        ui.add_space(SPACE_S);
        for command in [
            PieceCommand::FlipHorizontal,
            PieceCommand::FlipVertical,
            PieceCommand::RotateLeft,
            PieceCommand::RotateRight,
        ] {
            button(ui, state, queue, EditCommand::Piece(command));
        }
        button(ui, state, queue, EditCommand::Fit);
        ui.add_space(SPACE_S);
        let command = Command::Edit(EditCommand::RerollRegion);
        command_button(ui, queue, command, state.allows(command));
        // Last, so that nothing moves when another tool is taken up.
        ui.add_space(SPACE_S);
        tool_ui(ui, state);
    });
}

fn tool_ui(ui: &mut Ui, state: &mut State) {
    let (tool, options) = (state.edit.tool, &mut state.edit.options);
    let muted = Tokens::in_ui(ui).text_muted;
    if tool.has_brush() {
        let label = ui.label(RichText::new("Brush").color(muted));
        let dial = DragValue::new(&mut options.brush).range(1..=MAX_BRUSH).speed(0.05);
        let response = ui.add(dial.suffix(" px")).labelled_by(label.id);
        response.on_hover_text("Plus and minus, or Ctrl and the wheel");
        ui.add_space(SPACE_XS);
    }
    match tool {
        Tool::Pencil | Tool::Eraser => {
            let is_thin = options.brush == 1;
            let check = egui::Checkbox::new(&mut options.is_pixel_perfect, "Pixel-perfect");
            ui.add_enabled(is_thin, check)
                .on_hover_text("Goes round corners without doubling the pixel in them");
        }
        Tool::Fill | Tool::Wand => {
            ui.checkbox(&mut options.is_contiguous, "Contiguous")
                .on_hover_text("Off, the colour counts everywhere");
        }
        Tool::Rectangle | Tool::Ellipse => {
            ui.checkbox(&mut options.is_filled, "Filled");
        }
        Tool::Picker
        | Tool::Shade
        | Tool::Line
        | Tool::Select
        | Tool::SelectEllipse
        | Tool::Lasso
        | Tool::Move => {}
    }
}

/// A square button that stays pressed while what it stands for is on.
pub(super) fn button(
    ui: &mut Ui,
    state: &State,
    queue: &CommandQueue,
    edit: EditCommand,
) -> Response {
    let command = Command::Edit(edit);
    let is_enabled = state.allows(command);
    let is_on = state.is_on(command).unwrap_or(false);
    let response = ui
        .add_enabled_ui(is_enabled, |ui| {
            let (rect, response) =
                ui.allocate_exact_size(Vec2::splat(CONTROL_HEIGHT), Sense::click());
            let look = *ui.style().interact(&response);
            let (fill, colour): (Color32, Color32) = if is_on {
                (ui.visuals().selection.bg_fill, Tokens::in_ui(ui).text)
            } else {
                (look.weak_bg_fill, look.fg_stroke.color)
            };
            ui.painter().rect(rect, RADIUS, fill, look.bg_stroke, StrokeKind::Inside);
            if let Some(icon) = command.icon() {
                paint_icon(ui.painter(), icon, rect.center(), colour);
            }
            response
        })
        .inner;
    response.widget_info(|| WidgetInfo::selected(Role::Button, is_enabled, is_on, command.name()));
    with_command(response, queue, command)
}
