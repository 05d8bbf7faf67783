//! Menus that may be longer than the window.

use egui::{ScrollArea, Ui, style::ScrollStyle};

/// Lets a menu scroll beyond a height. It begins at its top each time that it opens, and a slim
/// bar beside its lines, which covers none of them, shows that there is more.
pub(in crate::studio) fn menu_scroll<R>(
    ui: &mut Ui,
    most: f32,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let id = ui.scope_id().with("menu opened");
    let now = ui.cumulative_pass_nr();
    let before = ui.data_mut(|data| {
        let before = data.get_temp::<u64>(id);
        data.insert_temp(id, now);
        before
    });
    let is_new = before.is_none_or(|before| before + 1 < now);
    let usual = ui.spacing().scroll;
    ui.spacing_mut().scroll = ScrollStyle {
        bar_width: 5.0,
        bar_inner_margin: 4.0,
        bar_outer_margin: 0.0,
        foreground_color: true,
        ..ScrollStyle::solid()
    };
    let mut area = ScrollArea::vertical().max_height(most);
    if is_new {
        area = area.vertical_scroll_offset(0.0);
    }
    area.show(ui, |ui| {
        ui.spacing_mut().scroll = usual;
        add(ui)
    })
    .inner
}
