//! What lies over the window: questions, the export settings, and the path entry for desktops without file
//! dialogs.

use std::path::PathBuf;

use egui::{Button, Grid, Id, Key, Modal, RichText, TextEdit, Ui, vec2};

use crate::files::MAX_SCALE;
use crate::studio::{
    dialogs::Ask,
    export::{ExportSettings, with_extension},
    opening::Oversized,
    state::{State, file_name, n_sprites},
    theme::{SPACE_M, SPACE_S, Tokens},
    widgets::in_accent,
};

const WIDTH: f32 = 420.0;

/// Something that loses something, and is not done before the artist agreed.
#[derive(Clone, Debug)]
pub(in crate::studio) enum Question {
    /// Whether to delete everything in the trash.
    EmptyTrash,
    /// Whether to close although sprites could not be stored.
    CloseUnsaved,
    /// Whether to work in fewer colours than a file has.
    ReducePalette {
        /// What was opened, for people: "photo.png".
        name: String,
        /// How many colours it has, for people.
        count: String,
        /// Where they are from.
        source: Oversized,
    },
}

/// What the artist said to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Answer {
    /// Nothing so far.
    NotYet,
    /// To do it.
    Yes,
    /// To leave it.
    No,
}

impl Question {
    /// Draws the question.
    pub(in crate::studio) fn show(&self, ui: &Ui, state: &State) -> Answer {
        let (title, text, action) = match self {
            Self::EmptyTrash => {
                let sprites = n_sprites(state.collection.count(true));
                let text = "Their files are deleted, and nothing brings them back.".to_owned();
                (format!("Delete {sprites} for good?"), text, "Delete")
            }
            Self::CloseUnsaved => {
                let sprites = n_sprites(state.collection.n_refused());
                let text = "The collection's folder does not take them. Export them or free some \
                            space, or they are lost with this window."
                    .to_owned();
                (format!("{sprites} of the collection not saved"), text, "Close all the same")
            }
            Self::ReducePalette { name, count, .. } => {
                let text = "A palette here has 63 colours and a transparent one. Those that stand \
                            best for the others can be taken, or you choose 63 yourself in the \
                            program that made the file."
                    .to_owned();
                (format!("{name} has {count} colours"), text, "Reduce to 63")
            }
        };
        let modal = Modal::new(Id::unique("question")).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.heading(title);
            ui.add_space(SPACE_S);
            ui.label(text);
            ui.add_space(SPACE_M);
            ui.horizontal(|ui| {
                let loses_work = !matches!(self, Self::ReducePalette { .. });
                if loses_work {
                    let is_refused = in_accent(ui, |ui| ui.button("Cancel")).clicked();
                    let text = RichText::new(action).color(Tokens::in_ui(ui).danger);
                    return (ui.button(text).clicked(), is_refused);
                }
                let is_agreed = in_accent(ui, |ui| ui.button(action)).clicked();
                (is_agreed, ui.button("Cancel").clicked())
            })
            .inner
        });
        match modal.inner {
            (true, _) => Answer::Yes,
            (false, true) => Answer::No,
            (false, false) if modal.should_close() => Answer::No,
            (false, false) => Answer::NotYet,
        }
    }
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
            let is_folder = matches!(self.ask, Ask::OpenFolder);
            let what = if is_folder { "Path of the folder" } else { "Path of the file" };
            let label = ui.label(what);
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
