//! The menus, as the command table has them.

use egui::{
    Key, Modifiers, Popup, Ui,
    containers::menu::{MenuButton, SubMenuButton},
};

use crate::studio::{
    command::{
        BreedCommand, Command, CommandQueue, FileCommand, KeptCommand, MENUS, MenuEntry,
        ViewCommand,
    },
    layout::Pane,
    state::{Parent, State},
    theme::SPACE_S,
    widgets::{menu_item, menu_scroll, without_icon},
};

/// What a menu has around its lines, above and below.
const MENU_MARGINS: f32 = 32.0;

/// Draws the row of menus, which Alt and their first letters open; a tight one saves on distances.
pub(super) fn show(ui: &mut Ui, state: &State, queue: &CommandQueue, is_tight: bool) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding.x = if is_tight { 3.0 } else { SPACE_S - 1.0 };
        // Text on the bar, and a ground only under the pointer.
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.weak_bg_fill = egui::Color32::TRANSPARENT;
        for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.open] {
            look.bg_stroke = egui::Stroke::NONE;
        }
        // Where a window is too low for all of it, a menu scrolls below the bar.
        let below = ui.content_rect().bottom() - ui.max_rect().bottom();
        let room = (below - MENU_MARGINS).max(120.0);
        for (name, entries) in MENUS {
            let (button, _) = MenuButton::new(*name).ui(ui, |ui| {
                ui.set_min_width(220.0);
                ui.set_max_height(room);
                menu_scroll(ui, room, |ui| entries_ui(ui, state, queue, entries));
            });
            let initial = name.get(..1).and_then(Key::from_name);
            if initial.is_some_and(|key| ui.input_mut(|it| it.consume_key(Modifiers::ALT, key))) {
                // Arrows go on from the button into the menu.
                button.request_focus();
                Popup::toggle_id(ui, Popup::default_response_id(&button));
            }
        }
    });
}

/// Draws the lines of a menu.
pub(super) fn entries_ui(ui: &mut Ui, state: &State, queue: &CommandQueue, entries: &[MenuEntry]) {
    for entry in entries {
        match entry {
            MenuEntry::Item(command) => menu_item(ui, state, queue, *command),
            MenuEntry::Line => {
                ui.separator();
            }
            MenuEntry::More(name, entries) => {
                SubMenuButton::new(without_icon(name)).ui(ui, |ui| {
                    ui.set_min_width(200.0);
                    entries_ui(ui, state, queue, entries);
                });
            }
        }
    }
}

/// What can be done with the current sprite, wherever it is on show.
const SPRITE: [Command; 9] = [
    Command::Kept(KeptCommand::Keep),
    Command::View(ViewCommand::ShowPane(Pane::Edit)),
    Command::Breed(BreedCommand::Use(Parent::A)),
    Command::Breed(BreedCommand::Use(Parent::B)),
    Command::File(FileCommand::Liveries),
    Command::File(FileCommand::Export),
    Command::CopyImage,
    Command::CopyRecipe,
    Command::PlaceInCell,
];

/// Draws the menu of a sprite: what its panel has for it, and what can be done with any.
pub(super) fn sprite_menu_ui(ui: &mut Ui, state: &State, queue: &CommandQueue, own: &[Command]) {
    for command in own {
        menu_item(ui, state, queue, *command);
    }
    if !own.is_empty() {
        ui.separator();
    }
    for command in SPRITE.into_iter().filter(|command| !own.contains(command)) {
        menu_item(ui, state, queue, command);
    }
}
