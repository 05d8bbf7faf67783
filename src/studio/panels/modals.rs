//! What lies over the window: the list of shortcuts, and the path entry for desktops without
//! file dialogs.

use std::path::PathBuf;

use egui::{Button, Grid, Id, Key, Modal, Modifiers, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::files::MAX_SCALE;
use crate::studio::{
    command::{COMMANDS, Command},
    dialogs::Ask,
    export::{ExportSettings, with_extension},
    state::{State, file_name},
    theme::{SPACE_M, SPACE_S, Tokens},
    widgets::in_accent,
};

const WIDTH: f32 = 420.0;

/// Draws the list of shortcuts while it is open.
pub(in crate::studio) fn shortcuts(ui: &Ui, state: &mut State) {
    if !state.shows_shortcuts {
        return;
    }
    let most = ui.content_rect().height() - 160.0;
    let modal = Modal::new(Id::unique("shortcuts")).show(ui, |ui| {
        ui.set_width(WIDTH);
        ui.heading(Command::ToggleShortcuts.name());
        ui.add_space(SPACE_S);
        ScrollArea::vertical().max_height(most).min_scrolled_height(most).show(ui, |ui| {
            let list = Grid::new("shortcut list").num_columns(2).min_row_height(18.0);
            list.spacing(vec2(SPACE_M * 2.0, SPACE_S)).show(ui, shortcut_rows);
        });
        ui.add_space(SPACE_S);
        ui.button("Close").clicked()
    });
    // The key that opened the list also closes it.
    let is_key_pressed = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F1));
    if modal.inner || is_key_pressed || modal.should_close() {
        state.shows_shortcuts = false;
    }
}

fn shortcut_rows(ui: &mut Ui) {
    let row = |ui: &mut Ui, keys: &str, what: &str| {
        ui.label(RichText::new(keys).monospace());
        ui.label(what);
        ui.end_row();
    };
    let is_editors = |command: &&Command| matches!(command, Command::Edit(_));
    for command in COMMANDS.iter().filter(|command| !is_editors(command)) {
        // Four keys that everyone knows need one line, not four.
        if let Some(keys) = command.keys(ui).filter(|_| !matches!(command, Command::Move(_))) {
            row(ui, &keys, command.name().trim_end_matches('…'));
        }
    }
    row(ui, "Delete", "Move the selected kept sprites to the trash");
    row(ui, "Enter", "Name the selected kept sprite");
    row(ui, "Ctrl+A", "Select every kept sprite on show");
    row(ui, "Ctrl+V", "Keep the picture on the clipboard");
    row(ui, "Arrow keys", "Move the selection");
    row(ui, "Double-click", "Reroll a cell");
    row(ui, "Click on a name", "Reroll that row or column of the grid");
    row(ui, "Drag a sprite", "Take it to another cell or panel");
    row(ui, "Wheel", "Zoom the large view under the pointer");
    row(ui, "Drag", "Move the large view while it is zoomed in");
    row(ui, "", "");
    row(ui, "Breeding", "These count while the pointer is over its panel");
    row(ui, "B  E  U  G", "Brush, eraser, rectangle and fill for the mask");
    row(ui, "+  -", "Size of the mask's brush; so does Ctrl and wheel");
    row(ui, "", "");
    row(ui, "In the editor", "These come first while it is on show");
    for command in COMMANDS.iter().filter(is_editors) {
        if let Some(keys) = command.keys(ui) {
            row(ui, &keys, command.name());
        }
    }
    row(ui, "Right button", "Paint with the background colour");
    row(ui, "Shift and click", "Draw a straight line from the last stroke's end");
    row(ui, "Alt and click", "Take a colour from the canvas");
    row(ui, "Ctrl and wheel", "Size of the brush");
    row(ui, "Space and drag", "Move the canvas; so does the middle button");
}

/// Draws how sprites are exported while that is open.
pub(in crate::studio) fn export_settings(ui: &Ui, state: &mut State) {
    if !state.shows_export_settings {
        return;
    }
    let modal = Modal::new(Id::unique("export settings")).show(ui, |ui| {
        ui.set_width(WIDTH);
        ui.heading("Export settings");
        ui.add_space(SPACE_S);
        export_settings_rows(ui, &mut state.export);
        ui.add_space(SPACE_S);
        in_accent(ui, |ui| ui.button("Done")).clicked()
    });
    if modal.inner || modal.should_close() {
        state.shows_export_settings = false;
    }
}

fn export_settings_rows(ui: &mut Ui, settings: &mut ExportSettings) {
    let spacing = vec2(SPACE_M * 2.0, SPACE_S);
    Grid::new("export settings").num_columns(2).spacing(spacing).show(ui, |ui| {
        let label = ui.label("Scale");
        let side = crate::sprite::SIDE as u32 * settings.scale;
        ui.horizontal(|ui| {
            let scale = egui::Slider::new(&mut settings.scale, 1..=MAX_SCALE).suffix("×");
            ui.add(scale).labelled_by(label.id);
            ui.label(RichText::new(format!("{side} × {side} pixels")).weak());
        });
        ui.end_row();
        let label = ui.label("Room between sprites");
        let padding = egui::Slider::new(&mut settings.padding, 0..=ExportSettings::MAX_PADDING);
        ui.add(padding).labelled_by(label.id).on_hover_text("In sheets, before they are enlarged");
        ui.end_row();
        ui.label("Frames in the JSON");
        ui.horizontal(|ui| {
            ui.radio_value(&mut settings.is_json_array, false, "By name")
                .on_hover_text("A hash: Phaser, TexturePacker and most engines read it");
            ui.radio_value(&mut settings.is_json_array, true, "In a row")
                .on_hover_text("An array: keeps the order");
        });
        ui.end_row();
    });
}

/// A path being typed, in answer to the question with this number.
#[derive(Clone, Debug)]
pub(in crate::studio) struct PathEntry {
    /// Which question it answers.
    pub(in crate::studio) number: u64,
    ask: Ask,
    text: String,
    /// The file that would be replaced; set once the artist was told.
    replaces: Option<PathBuf>,
    is_new: bool,
}

/// What came of one frame of a path entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::studio) enum PathEntered {
    /// Still typing.
    NotYet,
    /// This path; a file that is there may be replaced.
    Path(PathBuf),
    /// Thought better of it.
    Dismissed,
}

impl PathEntry {
    /// An empty entry, or one that begins with a file name.
    pub(in crate::studio) fn new(number: u64, ask: Ask) -> Self {
        let text = match ask.saves() {
            Some((file_name, _)) => {
                let folder = std::env::home_dir().or_else(|| std::env::current_dir().ok());
                folder.unwrap_or_default().join(file_name).display().to_string()
            }
            None => String::new(),
        };
        Self { number, ask, text, replaces: None, is_new: true }
    }

    /// An entry that only asks whether this file may be replaced.
    pub(in crate::studio) fn confirming(number: u64, ask: Ask, path: PathBuf) -> Self {
        let text = path.display().to_string();
        Self { number, ask, text, replaces: Some(path), is_new: true }
    }

    /// Draws the entry.
    pub(in crate::studio) fn show(&mut self, ui: &Ui) -> PathEntered {
        let title = self.ask.title();
        let action = if self.ask.saves().is_some() { "Save" } else { "Open" };
        let modal = Modal::new(Id::unique("path entry")).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.heading(title);
            ui.add_space(SPACE_S);
            let label = ui.label("Path of the file");
            let field = TextEdit::singleline(&mut self.text).desired_width(f32::INFINITY);
            let field = ui.add(field).labelled_by(label.id);
            if std::mem::take(&mut self.is_new) {
                field.request_focus();
            }
            if field.changed() {
                self.replaces = None;
            }
            let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            self.note_ui(ui);
            ui.add_space(SPACE_S);
            let action = if self.replaces.is_some() { "Replace" } else { action };
            ui.horizontal(|ui| {
                let has_text = !self.text.trim().is_empty();
                let is_agreed =
                    in_accent(ui, |ui| ui.add_enabled(has_text, Button::new(action))).clicked();
                let is_dismissed = ui.button("Cancel").clicked();
                (is_agreed || (enter && has_text), is_dismissed)
            })
            .inner
        });
        let (is_agreed, is_dismissed) = modal.inner;
        if is_dismissed || (!is_agreed && modal.should_close()) {
            PathEntered::Dismissed
        } else if is_agreed {
            self.agree()
        } else {
            PathEntered::NotYet
        }
    }

    fn note_ui(&self, ui: &mut Ui) {
        if let Some(path) = &self.replaces {
            let text = if path.exists() {
                format!("{} is there already. Replace it?", file_name(path))
            } else {
                format!("The JSON of {} is there already. Replace it?", file_name(path))
            };
            ui.label(RichText::new(text).color(Tokens::in_ui(ui).notice));
        } else {
            let text = "This desktop has no file dialog; xdg-desktop-portal-gtk or zenity \
                        provides one.";
            ui.label(RichText::new(text).small().weak());
        }
    }

    fn agree(&mut self) -> PathEntered {
        let typed = PathBuf::from(self.text.trim());
        let Some((_, extension)) = self.ask.saves() else { return PathEntered::Path(typed) };
        let path = with_extension(&typed, extension);
        if self.ask.would_replace(&path) && self.replaces.as_ref() != Some(&path) {
            self.replaces = Some(path);
            self.is_new = true;
            return PathEntered::NotYet;
        }
        PathEntered::Path(path)
    }
}
