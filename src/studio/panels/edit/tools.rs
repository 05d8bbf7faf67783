//! The tool bar, and the row of options above the canvas.

use egui::{Color32, DragValue, Response, RichText, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo};

use crate::studio::{
    command::{Command, CommandQueue, EditCommand},
    state::{MAX_BRUSH, State, Tool},
    theme::{CONTROL_HEIGHT, RADIUS, SPACE_S, SPACE_XS, Tokens},
    widgets::{command_button, paint_icon, with_command},
};

/// Draws the tools, one below the other.
pub(super) fn bar_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    ui.spacing_mut().item_spacing.y = SPACE_XS;
    for tool in Tool::ALL {
        button(ui, state, queue, EditCommand::Tool(tool));
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
        for command in [EditCommand::FlipHorizontal, EditCommand::FlipVertical, EditCommand::Fit] {
            button(ui, state, queue, command);
        }
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
        Tool::Fill => {
            ui.checkbox(&mut options.is_contiguous, "Contiguous")
                .on_hover_text("Off, it replaces the colour everywhere");
        }
        Tool::Rectangle => {
            ui.checkbox(&mut options.is_filled, "Filled");
        }
        Tool::Picker | Tool::Line | Tool::Select | Tool::Move => {}
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
