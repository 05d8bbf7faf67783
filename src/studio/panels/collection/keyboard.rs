//! The collection's keyboard: its list is one stop of Tab, and arrows, Enter and Delete are about it.

use egui::{Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo};

use crate::studio::{
    command::{Command, CommandQueue, KeptCommand},
    state::{KeyboardWish, Select, State},
};

/// The keyboard focus that all cells share.
pub(super) fn focus_id() -> Id {
    Id::unique("kept sprites")
}

pub(super) fn name_field() -> Id {
    Id::unique("name of a kept sprite")
}

/// Gives the keyboard to the list or to the field of the name, if a command asked for it.
pub(super) fn take_wish(ui: &Ui, state: &mut State, ids: &[u64]) {
    if ids.is_empty() {
        return;
    }
    let field = match state.collection.keyboard_wish.take() {
        None => return,
        Some(KeyboardWish::List) => focus_id(),
        Some(KeyboardWish::Name) => name_field(),
    };
    ui.memory_mut(|memory| memory.request_focus(field));
}

/// The list as a whole, which Tab stops at and which has the keys of all its cells.
pub(super) fn list_ui(ui: &Ui, area: Rect, count: usize) -> Response {
    let list = ui.interact(area, focus_id(), Sense::focusable_noninteractive());
    let name = format!("Kept sprites, {count} on show");
    list.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, name.as_str()));
    list
}

/// Carries out the keys of the list; returns the place that an arrow went to.
pub(super) fn keys_ui(
    ui: &Ui,
    state: &mut State,
    queue: &CommandQueue,
    ids: &[u64],
    n_columns: usize,
) -> Option<usize> {
    if !ui.memory(|memory| memory.has_focus(focus_id())) {
        return None;
    }
    let pressed =
        |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::A) {
        state.collection.select_all();
    }
    if pressed(Modifiers::NONE, Key::Delete) && !state.collection.shows_trash {
        queue.push(Command::Kept(KeptCommand::Trash));
    }
    if pressed(Modifiers::NONE, Key::Enter) && state.collection.n_selected() == 1 {
        queue.push(Command::Kept(KeptCommand::Rename));
    }
    let lead = state.collection.lead();
    let at = lead.and_then(|lead| ids.iter().position(|id| *id == lead));
    let is_range = ui.input(|input| input.modifiers.shift);
    let any = Modifiers { shift: is_range, ..Modifiers::NONE };
    let (left, right) = (pressed(any, Key::ArrowLeft), pressed(any, Key::ArrowRight));
    let (up, down) = (pressed(any, Key::ArrowUp), pressed(any, Key::ArrowDown));
    if !(left || right || up || down) {
        return None;
    }
    let last = ids.len().checked_sub(1)?;
    let to = match at {
        None => 0,
        Some(at) if left => at.saturating_sub(1),
        Some(at) if right => (at + 1).min(last),
        Some(at) if up => at.checked_sub(n_columns).unwrap_or(at),
        Some(at) if at + n_columns <= last => at + n_columns,
        Some(at) => at,
    };
    let id = ids[to];
    if is_range {
        state.collection.select(id, Select::Toggle);
    } else {
        state.collection.select(id, Select::Only);
        state.pick_kept(id);
    }
    Some(to)
}
