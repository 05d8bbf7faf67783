//! Buttons that know their command, and the few icons of the window, drawn as strokes.

use std::f32::consts::TAU;

use egui::{
    Button, Color32, Painter, Pos2, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, vec2,
};

use super::{
    command::{Command, CommandQueue},
    theme::{CONTROL_HEIGHT, RADIUS, Tokens},
};

/// A picture on a button, drawn with lines so that it is sharp at every scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    /// Five eyes of a die.
    Dice,
    /// The moon, for the dark window.
    Moon,
    /// The sun, for the light one.
    Sun,
    /// A question mark.
    Help,
    /// Larger.
    Plus,
    /// Smaller.
    Minus,
}

/// A button with the command's name; asks for the command when clicked.
pub(super) fn command_button(
    ui: &mut Ui,
    queue: &CommandQueue,
    command: Command,
    is_enabled: bool,
) -> Response {
    let button = Button::new(command.name()).min_size(vec2(0.0, CONTROL_HEIGHT));
    finish(ui.add_enabled(is_enabled, button), queue, command)
}

/// The one button of the window that stands out.
pub(super) fn main_button(
    ui: &mut Ui,
    queue: &CommandQueue,
    command: Command,
    is_enabled: bool,
) -> Response {
    let button = Button::new(command.name()).min_size(vec2(84.0, CONTROL_HEIGHT));
    let response = in_accent(ui, |ui| ui.add_enabled(is_enabled, button));
    finish(response, queue, command)
}

/// Draws buttons in the accent colour, for what is most likely wanted.
pub(super) fn in_accent<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::in_ui(ui);
    let scoped = ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for (look, fill) in [
            (&mut widgets.inactive, tokens.accent),
            (&mut widgets.hovered, tokens.accent_hover),
            (&mut widgets.active, tokens.accent_hover),
        ] {
            look.weak_bg_fill = fill;
            look.fg_stroke.color = tokens.on_accent;
        }
        add(ui)
    });
    scoped.inner
}

/// A square button with a picture; its name is the command's.
pub(super) fn icon_button(
    ui: &mut Ui,
    queue: &CommandQueue,
    command: Command,
    icon: Icon,
    is_enabled: bool,
) -> Response {
    let response = ui
        .add_enabled_ui(is_enabled, |ui| {
            let size = Vec2::splat(CONTROL_HEIGHT);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            let look = ui.style().interact(&response);
            ui.painter().rect(rect, RADIUS, look.weak_bg_fill, look.bg_stroke, StrokeKind::Inside);
            paint_icon(ui.painter(), icon, rect.center(), look.fg_stroke.color);
            response
        })
        .inner;
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, command.name()));
    finish(response, queue, command)
}

/// A button that stays pressed while what it shows is on.
pub(super) fn toggle_button(
    ui: &mut Ui,
    queue: &CommandQueue,
    command: Command,
    is_on: bool,
) -> Response {
    let text = RichText::new(command.name()).color(Tokens::in_ui(ui).text);
    let button = Button::selectable(is_on, text)
        .frame_when_inactive(true)
        .min_size(vec2(0.0, CONTROL_HEIGHT));
    finish(ui.add(button), queue, command)
}

fn finish(response: Response, queue: &CommandQueue, command: Command) -> Response {
    if response.clicked() {
        queue.push(command);
    }
    let with_tooltip = |ui: &mut Ui| {
        ui.label(command.tooltip());
        if let Some(keys) = command.keys(ui) {
            ui.label(RichText::new(keys).small().weak());
        }
    };
    response.on_hover_ui(with_tooltip).on_disabled_hover_ui(with_tooltip)
}

fn paint_icon(painter: &Painter, icon: Icon, centre: Pos2, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
    let line = |from: Vec2, to: Vec2| {
        painter.line_segment([centre + from, centre + to], stroke);
    };
    match icon {
        Icon::Dice => {
            let face = Rect::from_center_size(centre, Vec2::splat(15.0));
            painter.rect_stroke(face, 3.0, stroke, StrokeKind::Middle);
            for (x, y) in [(-3.5, -3.5), (3.5, -3.5), (0.0, 0.0), (-3.5, 3.5), (3.5, 3.5)] {
                painter.circle_filled(centre + vec2(x, y), 1.4, colour);
            }
        }
        Icon::Sun => {
            painter.circle_stroke(centre, 3.6, stroke);
            for ray in 0..8 {
                let way = Vec2::angled(ray as f32 / 8.0 * TAU);
                line(way * 5.8, way * 7.8);
            }
        }
        Icon::Moon => {
            // The outline of a crescent: the outer arc, and back along the inner one.
            let arc = |centre: Pos2, radius: f32, from: f32, to: f32| {
                (0..=14).map(move |step| {
                    let angle = from + (to - from) * step as f32 / 14.0;
                    centre + Vec2::angled(angle * TAU) * radius
                })
            };
            let mut outline: Vec<Pos2> = arc(centre, 6.5, 0.03, 0.72).collect();
            outline.extend(arc(centre + vec2(2.9, -2.9), 5.3, 0.58, 0.17));
            painter.add(egui::Shape::closed_line(outline, stroke));
        }
        Icon::Help => {
            painter.text(
                centre,
                egui::Align2::CENTER_CENTER,
                "?",
                egui::FontId::proportional(16.0),
                colour,
            );
        }
        Icon::Plus => {
            line(vec2(-5.0, 0.0), vec2(5.0, 0.0));
            line(vec2(0.0, -5.0), vec2(0.0, 5.0));
        }
        Icon::Minus => line(vec2(-5.0, 0.0), vec2(5.0, 0.0)),
    }
}
