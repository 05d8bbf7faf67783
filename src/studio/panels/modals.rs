//! What lies over the window: questions, and the path entry for desktops without file
//! dialogs.

use std::path::PathBuf;

use egui::{Button, Id, Key, Modal, RichText, TextEdit, Ui};

use crate::studio::{
    dialogs::Ask,
    export::with_extension,
    opening::{Oversized, SheetBeside},
    state::{AskedGrid, State, file_name, n_sprites},
    theme::{SPACE_M, SPACE_S, Tokens},
    widgets::in_accent,
};

const WIDTH: f32 = 420.0;

/// Something that loses something or takes long, and is not done before the artist agreed.
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
    /// Whether to draw a grid of very many cells.
    DrawMany(AskedGrid),
    /// Whether a picture is wanted as the sheet that the JSON beside it says it is.
    OpenSheet(SheetBeside),
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
    /// To do the other thing that is offered.
    Other,
}

impl Question {
    /// Draws the question.
    pub(in crate::studio) fn show(&self, ui: &Ui, state: &State) -> Answer {
        let (title, text, action) = self.words(state);
        let modal = Modal::new(Id::unique("question")).show(ui, |ui| {
            ui.set_width(WIDTH.min(ui.content_rect().width() - 64.0));
            ui.heading(title);
            ui.add_space(SPACE_S);
            ui.label(text);
            ui.add_space(SPACE_M);
            ui.horizontal_wrapped(|ui| self.buttons_ui(ui, action)).inner
        });
        match modal.inner {
            Answer::NotYet if modal.should_close() => Answer::No,
            answer => answer,
        }
    }

    fn buttons_ui(&self, ui: &mut Ui, action: &str) -> Answer {
        let loses_work = matches!(self, Self::EmptyTrash | Self::CloseUnsaved);
        if loses_work {
            let is_refused = in_accent(ui, |ui| ui.button("Cancel")).clicked();
            let text = RichText::new(action).color(Tokens::in_ui(ui).danger);
            let is_agreed = ui.button(text).clicked();
            return answer([(is_agreed, Answer::Yes), (is_refused, Answer::No)]);
        }
        let is_agreed = in_accent(ui, |ui| ui.button(action)).clicked();
        let other = match self {
            Self::OpenSheet(_) => Some("Open the picture as it is"),
            _ => None,
        };
        let is_other = other.is_some_and(|other| ui.button(other).clicked());
        let is_refused = ui.button("Cancel").clicked();
        answer([(is_agreed, Answer::Yes), (is_other, Answer::Other), (is_refused, Answer::No)])
    }

    /// Its heading, what it says, and what agreeing is called.
    fn words(&self, state: &State) -> (String, String, &'static str) {
        match self {
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
            Self::DrawMany(asked) => {
                let AskedGrid { n_cells, .. } = asked;
                let text = format!(
                    "The grid has {n_cells} cells to draw. {} Esc stops it at any time and keeps \
                     what is there; a click on a cell and R draw that one first.",
                    asked.duration()
                );
                (format!("Draw {}?", n_sprites(*n_cells)), text, "Draw")
            }
            Self::OpenSheet(SheetBeside { picture, json }) => {
                let (picture, json) = (file_name(picture), file_name(json));
                let text = format!(
                    "{json} lies beside it and says which sprites it holds, with their names and \
                     times."
                );
                (format!("{picture} is a sheet"), text, "Open the sheet")
            }
        }
    }
}

/// The answer of the button that was clicked, if one was.
fn answer(buttons: impl IntoIterator<Item = (bool, Answer)>) -> Answer {
    let clicked = buttons.into_iter().find(|(is_clicked, _)| *is_clicked);
    clicked.map_or(Answer::NotYet, |(_, answer)| answer)
}

/// A path being typed, in answer to the question with this number.
#[derive(Clone, Debug)]
pub(in crate::studio) struct PathEntry {
    /// Which question it answers.
    pub(in crate::studio) number: u64,
    ask: Ask,
    text: String,
    /// The file that would be replaced; set once the artist has seen its name.
    replaces: Option<PathBuf>,
    /// Of a folder, how many files there would be replaced, and of how many.
    n_replaced: (usize, usize),
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
        Self { number, ask, text, replaces: None, n_replaced: (0, 0), is_new: true }
    }

    /// An entry that only asks whether this file may be replaced.
    pub(in crate::studio) fn confirming(number: u64, ask: Ask, path: PathBuf) -> Self {
        let text = path.display().to_string();
        Self { number, ask, text, replaces: Some(path), n_replaced: (0, 0), is_new: true }
    }

    /// An entry that only asks whether some files of a folder may be replaced, of so many.
    pub(in crate::studio) fn replacing(
        number: u64,
        ask: Ask,
        folder: PathBuf,
        n_replaced: (usize, usize),
    ) -> Self {
        Self { n_replaced, ..Self::confirming(number, ask, folder) }
    }

    /// Whether files that are there may be replaced.
    pub(in crate::studio) fn is_agreed(&self) -> bool {
        self.ask != Ask::ExportFolder || self.replaces.is_some()
    }

    /// Draws the entry.
    pub(in crate::studio) fn show(&mut self, ui: &Ui) -> PathEntered {
        let title = self.ask.title();
        let is_saved = self.ask.saves().is_some() || self.ask == Ask::ExportFolder;
        let action = if is_saved { "Save" } else { "Open" };
        let modal = Modal::new(Id::unique("path entry")).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.heading(title);
            ui.add_space(SPACE_S);
            let is_folder = matches!(self.ask, Ask::OpenFolder | Ask::ExportFolder);
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
            let (n_there, of) = self.n_replaced;
            let text = if 0 < n_there {
                format!("{n_there} of {of} files are in {} already. Replace them?", path.display())
            } else if path.exists() {
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
