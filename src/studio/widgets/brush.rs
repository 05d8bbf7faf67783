//! What canvases with a brush share: its keys, and its size by the wheel.

use egui::{Context, Event, Key, Popup, Rect, Ui};

/// Hands keys that are pressed without modifiers to a panel, and keeps those that it took from
/// everything else. Nothing is handed on while text is edited or a popup is open.
pub(in crate::studio) fn take_plain_keys(ctx: &Context, mut take: impl FnMut(Key) -> bool) {
    if ctx.text_edit_focused() || Popup::is_any_open(ctx) {
        return;
    }
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
            // Plus needs the Shift key on many keyboards.
            let is_plain = modifiers.is_none() || (modifiers.shift_only() && *key == Key::Plus);
            !(is_plain && take(*key))
        });
    });
}

/// The notches that the wheel was turned by over a canvas, with Ctrl: 1 or -1 each.
pub(in crate::studio) fn wheel_notches(ui: &Ui, canvas: Rect) -> Vec<i32> {
    if !ui.rect_contains_pointer(canvas) {
        return Vec::new();
    }
    ui.input(|input| {
        let step = |event: &Event| match event {
            Event::MouseWheel { delta, modifiers, .. }
                if modifiers.command && 0.0 < delta.y.abs() =>
            {
                Some(if 0.0 < delta.y { 1 } else { -1 })
            }
            _ => None,
        };
        input.events.iter().filter_map(step).collect()
    })
}
