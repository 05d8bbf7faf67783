//! Buttons that know their command, icons, and the cell that shows a sprite.

mod brush;
mod focus_ring;
mod icon;
mod limited;
mod menu_scroll;
mod sprite_cell;

use egui::{
    Atom, Button, IdSalt, Response, RichText, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

pub(super) use brush::{take_plain_keys, wheel_notches};
pub(super) use focus_ring::focus_ring;
pub(super) use icon::{CROSS, Icon, KEPT, LOCK, Mark, paint_icon};
pub(super) use limited::{limited, take_said};
pub(super) use menu_scroll::menu_scroll;
pub(super) use sprite_cell::{Focus, SpriteCell, drag_ghost, enlarged, kept_mark, sprite_side};

use super::{
    command::{COMMANDS, Command, CommandQueue},
    state::State,
    theme::{CONTROL_HEIGHT, RADIUS, Tokens},
};

/// The place that an icon takes in a line.
const ICON: Vec2 = vec2(18.0, 16.0);

/// A button with the command's name; asks for the command when clicked.
pub(super) fn command_button(
    ui: &mut Ui,
    queue: &CommandQueue,
    command: Command,
    is_enabled: bool,
) -> Response {
    let button = Button::new(command.name()).min_size(vec2(0.0, CONTROL_HEIGHT));
    with_command(ui.add_enabled(is_enabled, button), queue, command)
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
    with_command(response, queue, command)
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
            look.bg_stroke = egui::Stroke::NONE;
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
    is_enabled: bool,
) -> Response {
    let response = ui
        .add_enabled_ui(is_enabled, |ui| {
            let size = Vec2::splat(CONTROL_HEIGHT);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            let look = ui.style().interact(&response);
            ui.painter().rect(rect, RADIUS, look.weak_bg_fill, look.bg_stroke, StrokeKind::Inside);
            if let Some(icon) = command.icon() {
                paint_icon(ui.painter(), icon, rect.center(), look.fg_stroke.color);
            }
            response
        })
        .inner;
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, command.name()));
    with_command(response, queue, command)
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
    with_command(ui.add(button), queue, command)
}

/// Makes a widget ask for a command when it is clicked, and tell what that does.
pub(super) fn with_command(response: Response, queue: &CommandQueue, command: Command) -> Response {
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

/// A line of a menu, which asks for its command and closes the menu.
pub(super) fn menu_item(ui: &mut Ui, state: &State, queue: &CommandQueue, command: Command) {
    let name = state.menu_name(command);
    let is_on = state.is_on(command).unwrap_or(false);
    let response = ui
        .add_enabled_ui(state.allows(command), |ui| {
            let keys = keys_now(ui, state, command);
            line_with_keys(ui, command, (&name, keys), is_on, 0.0)
        })
        .inner;
    if response.clicked() {
        queue.push(command);
        ui.close();
    }
    response.on_hover_text(command.tooltip());
}

/// The keys of a command, unless they mean another one as long as the keyboard is where it is.
fn keys_now(ui: &Ui, state: &State, command: Command) -> Option<String> {
    let keys = command.keys(ui)?;
    let is_rival = |other: &Command| {
        other.is_editors() != command.is_editors() && other.keys(ui).as_ref() == Some(&keys)
    };
    let is_meant = command.is_editors() == state.is_editing() || !COMMANDS.iter().any(is_rival);
    is_meant.then_some(keys)
}

/// A line that names a command: its picture, its name and its keys.
pub(super) fn command_line(
    ui: &mut Ui,
    command: Command,
    name: &str,
    is_chosen: bool,
    width: f32,
) -> Response {
    let keys = command.keys(ui);
    line_with_keys(ui, command, (name, keys), is_chosen, width)
}

fn line_with_keys(
    ui: &mut Ui,
    command: Command,
    (name, keys): (&str, Option<String>),
    is_chosen: bool,
    width: f32,
) -> Response {
    let place = IdSalt::new("icon");
    let atoms = (Atom::custom(place, ICON), name);
    let mut button = Button::selectable(is_chosen, atoms).min_size(vec2(width, CONTROL_HEIGHT));
    if let Some(keys) = keys {
        button = button.shortcut_text(keys);
    }
    let drawn = button.atom_ui(ui);
    if let (Some(icon), Some(rect)) = (command.icon(), drawn.rect(place)) {
        let look = ui.style().interact_selectable(&drawn.response, is_chosen);
        let colour = look.text_color().gamma_multiply(0.8);
        paint_icon(ui.painter(), icon, rect.center(), colour);
    }
    drawn.response
}

/// A name in line with those that have a picture before them.
pub(super) fn without_icon(name: &str) -> impl egui::IntoAtoms<'_> {
    (Atom::custom(IdSalt::new("icon"), ICON), name)
}
