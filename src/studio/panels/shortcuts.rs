//! The sheet of keyboard shortcuts, on which the artist also changes them.

use egui::{
    Button, Event, Id, Key, KeyboardShortcut, Modal, Modifiers, RichText, ScrollArea, TextEdit, Ui,
    vec2,
};

use crate::studio::{
    command::{COMMANDS, Command, KeyMap, ViewCommand},
    theme::{CONTROL_HEIGHT, SPACE_M, SPACE_S, SPACE_XS, Tokens},
};

const WIDTH: f32 = 520.0;
const KEYS_WIDTH: f32 = 130.0;

/// Keys that belong to no command and cannot be changed.
const FIXED: [(&str, &str); 21] = [
    ("Alt and a letter", "Open the menu whose name begins with it"),
    ("Ctrl+K", "Find a command; so does Ctrl+Shift+P"),
    ("Delete", "Move the selected kept sprites to the trash"),
    ("Enter", "Name the selected kept sprite, as F2 does"),
    ("Ctrl+A", "Select every kept sprite on show"),
    ("Ctrl+V", "Keep the picture on the clipboard, unless the editor has the keyboard"),
    ("Arrow keys", "Move the selection"),
    ("Double-click", "Open a cell or a kept sprite in the editor; change a palette entry"),
    ("Right-click", "Menu of a sprite, and of the editor's canvas beside the sprite"),
    ("Ctrl and right-click", "Menu of the editor's canvas with any tool; so does Shift+F10"),
    ("Ctrl+V", "In the editor: lay the picture on the clipboard over the sprite"),
    ("Right-click on a name", "Reroll that row or column of the grid"),
    ("Drag a sprite", "Take it to another cell or panel"),
    ("Wheel", "Zoom the large view under the pointer"),
    ("Drag", "Move the large view while it is zoomed in"),
    ("B  E  U  G", "Brush, eraser, rectangle and fill, over the Breed panel"),
    ("+  -", "Size of the mask's brush, over the Breed panel"),
    ("Arrow keys", "Turn the light, with Shift by one degree, while its dial has the keyboard"),
    ("Shift and arrows", "Move a colour along its ramp, or to the next, in the Shade panel"),
    ("Space and drag", "Move the editor's canvas; so does the middle button"),
    ("Alt and click", "Take a colour from the editor's canvas or the large view"),
];

/// The sheet while it is open.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct ShortcutSheet {
    typed: String,
    /// The command whose new keys are waited for.
    waiting: Option<Command>,
    /// What the last change brought about.
    note: Option<String>,
    was_shown: bool,
}

impl ShortcutSheet {
    /// Draws it; says whether it stays open.
    pub(in crate::studio) fn show(&mut self, ui: &Ui) -> bool {
        let mut map = (*KeyMap::of(ui)).clone();
        let is_capturing = self.waiting.is_some();
        if let Some(command) = self.waiting {
            self.capture(ui, &mut map, command);
        }
        // The keys that opened the sheet also close it.
        let is_toggled =
            !is_capturing && Command::View(ViewCommand::ToggleShortcuts).take_toggle(ui);
        let most = (ui.content_rect().height() - 220.0).max(120.0);
        let modal = Modal::new(Id::unique("shortcuts")).show(ui, |ui| {
            ui.set_width(WIDTH.min(ui.content_rect().width() - 40.0));
            ui.heading(Command::View(ViewCommand::ToggleShortcuts).name());
            ui.add_space(SPACE_XS);
            ui.horizontal(|ui| {
                let label = ui.label(RichText::new("Find").weak());
                let field = TextEdit::singleline(&mut self.typed).hint_text("a name or a key");
                let field = ui.add(field.desired_width(f32::INFINITY)).labelled_by(label.id);
                if !std::mem::replace(&mut self.was_shown, true) {
                    field.request_focus();
                }
            });
            ui.add_space(SPACE_S);
            ScrollArea::vertical().max_height(most).auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                self.list_ui(ui, &mut map);
            });
            ui.add_space(SPACE_S);
            self.footer_ui(ui, &mut map)
        });
        if map != *KeyMap::of(ui) {
            map.install(ui);
        }
        let is_escaped = modal.should_close() && !is_capturing;
        !(modal.inner || is_toggled || is_escaped)
    }

    fn list_ui(&mut self, ui: &mut Ui, map: &mut KeyMap) {
        let typed = self.typed.trim().to_lowercase();
        let fits = |words: &[&str]| words.iter().any(|word| word.to_lowercase().contains(&typed));
        let mut n_shown = 0;
        let parts = [
            ("Everywhere", "Click on keys to change them", false),
            ("In the editor", "These come first while it has the keyboard", true),
        ];
        for (title, what, is_editors) in parts {
            let rows = COMMANDS.iter().copied().filter(|command| {
                let keys = command.keys(ui).unwrap_or_default();
                command.is_editors() == is_editors
                    && !matches!(command, Command::Move(_))
                    && fits(&[command.name(), &keys])
            });
            let mut rows: Vec<Command> = rows.collect();
            // What has no keys yet comes last.
            rows.sort_by_key(|command| command.keys(ui).is_none());
            if rows.is_empty() {
                continue;
            }
            n_shown += rows.len();
            heading_ui(ui, title, what);
            for command in rows {
                self.row_ui(ui, map, command);
            }
        }
        let fixed: Vec<_> = FIXED.iter().filter(|(keys, what)| fits(&[keys, what])).collect();
        if !fixed.is_empty() {
            heading_ui(ui, "Pointer and fixed keys", "");
            for (keys, what) in &fixed {
                ui.horizontal(|ui| {
                    keys_label(ui, keys);
                    ui.label(*what);
                });
            }
        }
        if n_shown + fixed.len() == 0 {
            ui.label(RichText::new("Nothing is called that").weak());
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, map: &mut KeyMap, command: Command) {
        let name = command.name().trim_end_matches('…');
        ui.horizontal(|ui| {
            if !command.has_free_keys() {
                keys_label(ui, &command.keys(ui).unwrap_or_default());
                ui.label(name).on_hover_text(command.tooltip());
                return;
            }
            let is_waiting = self.waiting == Some(command);
            let keys = command.keys(ui);
            let text = match &keys {
                _ if is_waiting => RichText::new("Press keys…").color(Tokens::in_ui(ui).accent),
                Some(keys) => RichText::new(keys).monospace(),
                None => RichText::new("none").weak(),
            };
            let button = Button::new(text).min_size(vec2(KEYS_WIDTH, CONTROL_HEIGHT));
            let button = ui.add(button.selected(is_waiting));
            // "Keys of Reroll: R" tells more than "R" to a screen reader's user.
            let told = format!("Keys of {name}: {}", keys.as_deref().unwrap_or("none"));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
            if button.on_hover_text("Click, then press the new keys").clicked() {
                self.waiting = (!is_waiting).then_some(command);
                self.note = None;
            }
            ui.label(name).on_hover_text(command.tooltip());
            if map.is_changed(command) {
                let reset = ui.add(Button::new(RichText::new("Reset").small()).frame(false));
                let told = format!("Reset keys of {name}");
                reset.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
                if reset.clicked() {
                    let lost_by = map.reset(command).lost_by;
                    self.note = lost_by.map(|other| lost(command, other));
                }
            }
        });
    }

    fn footer_ui(&mut self, ui: &mut Ui, map: &mut KeyMap) -> bool {
        let note = match (&self.note, self.waiting) {
            (_, Some(command)) => {
                let name = command.name().trim_end_matches('…');
                format!(
                    "New keys for {name}: press them. Esc leaves it, Backspace takes them away."
                )
            }
            (Some(note), None) => note.clone(),
            (None, None) => String::new(),
        };
        ui.label(RichText::new(note).color(Tokens::in_ui(ui).notice));
        ui.add_space(SPACE_XS);
        ui.horizontal(|ui| {
            let is_closed = ui.button("Close").clicked();
            ui.add_space(SPACE_M);
            if ui.add_enabled(!map.is_usual(), Button::new("Reset all keys")).clicked() {
                *map = KeyMap::default();
                self.note = Some("All keys are as they were at the first start.".to_owned());
            }
            is_closed
        })
        .inner
    }

    /// Takes the next keys that are pressed.
    fn capture(&mut self, ui: &Ui, map: &mut KeyMap, command: Command) {
        let pressed = ui.input_mut(|input| {
            let mut pressed = None;
            input.events.retain(|event| match event {
                Event::Key { key, pressed: true, modifiers, .. } => {
                    pressed = pressed.or(Some((*key, *modifiers)));
                    false
                }
                Event::Copy | Event::Cut | Event::Paste(_) | Event::Text(_) => false,
                _ => true,
            });
            pressed
        });
        let Some((key, modifiers)) = pressed else { return };
        self.waiting = None;
        match key {
            Key::Escape if command != Command::Cancel => return,
            Key::Backspace if modifiers.is_none() => return map.remove(command),
            _ => {}
        }
        let mut held = Modifiers::NONE;
        for (is_held, modifier) in [
            (modifiers.command, Modifiers::COMMAND),
            (modifiers.alt, Modifiers::ALT),
            (modifiers.shift, Modifiers::SHIFT),
        ] {
            if is_held {
                held = held.plus(modifier);
            }
        }
        if held == Modifiers::COMMAND && matches!(key, Key::C | Key::X | Key::V) {
            self.note = Some("Those keys belong to the clipboard.".to_owned());
            return;
        }
        let lost_by = map.assign(command, KeyboardShortcut::new(held, key)).lost_by;
        self.note = lost_by.map(|other| lost(command, other));
    }
}

fn lost(command: Command, other: Command) -> String {
    let name = |command: Command| command.name().trim_end_matches('…');
    format!("{} has these keys now; {} has none any more.", name(command), name(other))
}

fn heading_ui(ui: &mut Ui, title: &str, what: &str) {
    ui.add_space(SPACE_S);
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).strong());
        ui.label(RichText::new(what).small().weak());
    });
}

fn keys_label(ui: &mut Ui, keys: &str) {
    let text = egui::Label::new(RichText::new(keys).monospace());
    ui.allocate_ui_with_layout(
        vec2(KEYS_WIDTH, CONTROL_HEIGHT),
        egui::Layout::left_to_right(egui::Align::Center),
        |ui| {
            ui.set_min_width(KEYS_WIDTH);
            ui.add(text);
        },
    );
}
