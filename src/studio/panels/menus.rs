//! The menus, as the command table has them.

use egui::{Ui, containers::menu::MenuButton};

use crate::studio::{
    command::{CommandQueue, MENUS, MenuEntry},
    state::State,
    theme::SPACE_S,
    widgets::menu_item,
};

/// Draws the row of menus.
pub(super) fn show(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding.x = SPACE_S - 1.0;
        // Text on the bar, and a ground only under the pointer.
        ui.visuals_mut().widgets.inactive.weak_bg_fill = egui::Color32::TRANSPARENT;
        for (name, entries) in MENUS {
            MenuButton::new(*name).ui(ui, |ui| {
                ui.set_min_width(220.0);
                for entry in *entries {
                    match entry {
                        MenuEntry::Item(command) => menu_item(ui, state, queue, *command),
                        MenuEntry::Line => {
                            ui.separator();
                        }
                    }
                }
            });
        }
    });
}
