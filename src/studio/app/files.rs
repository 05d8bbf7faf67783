//! Files and the clipboard: what leaves the window, and the checkpoints that come in.

use egui::{Context, Ui};

use super::{App, Pending};
use crate::studio::{
    dialogs::{Ask, Reply},
    export::{Export, with_png_extension},
    panels::modals::{PathEntered, PathEntry},
    state::file_name,
    textures,
};

impl App {
    /// The current sprite with its recipe, ready to be saved.
    fn current_export(&self) -> Option<Export> {
        let art = self.state.current_art()?;
        Some(Export {
            sprite: art.sprite.clone(),
            palette: (*art.palette).clone(),
            recipe: art.recipe.clone(),
            file_name: art.file_name.clone(),
        })
    }

    pub(super) fn export(&mut self, ctx: &Context, frame: &eframe::Frame) {
        let Some(export) = self.current_export() else { return };
        let ask = Ask::SavePng { file_name: export.file_name.clone() };
        self.ask(Pending::Export(Box::new(export)), ask, ctx, frame);
    }

    pub(super) fn copy_image(&mut self, ctx: &Context) {
        let Some(export) = self.current_export() else { return };
        ctx.copy_image(textures::picture(&export.sprite, &export.palette));
        self.state.toasts.info("Copied the image");
    }

    pub(super) fn copy_recipe(&mut self, ctx: &Context) {
        let Some(export) = self.current_export() else { return };
        let Some(recipe) = export.recipe else {
            self.state.toasts.error("This sprite has no recipe: no model drew it");
            return;
        };
        ctx.copy_text(recipe.to_json());
        self.state.toasts.info("Copied the recipe");
    }

    pub(super) fn go_built_in(&mut self) {
        let Some(built_in) = &mut self.built_in else {
            self.state.toasts.error("The built-in model cannot be loaded here");
            return;
        };
        match built_in() {
            Ok(source) => self.state.restart(source),
            Err(error) => {
                self.state.toasts.error(format!("The built-in model was not loaded: {error}"));
            }
        }
    }

    pub(super) fn ask(&mut self, pending: Pending, ask: Ask, ctx: &Context, frame: &eframe::Frame) {
        self.n_questions += 1;
        self.pending = Some((self.n_questions, pending));
        self.path_entry = None;
        self.dialogs.ask(self.n_questions, ask, ctx, frame);
    }

    pub(super) fn answered(&mut self, number: u64, reply: Reply, ctx: &Context) {
        let Some((_, pending)) = self.pending.take_if(|(asked, _)| *asked == number) else {
            return;
        };
        let ask = match &pending {
            Pending::Export(export) => Ask::SavePng { file_name: export.file_name.clone() },
            Pending::OpenModel => Ask::OpenModel,
        };
        match (reply, pending) {
            (Reply::Dismissed, _) => {}
            (Reply::Unavailable, pending) => {
                self.path_entry = Some(PathEntry::new(number, ask));
                self.pending = Some((number, pending));
            }
            (Reply::Chosen(path), Pending::OpenModel) => {
                self.state.expect_model(file_name(&path));
                self.state.jobs.open_checkpoint(path);
            }
            (Reply::Chosen(chosen), Pending::Export(export)) => {
                let path = with_png_extension(&chosen);
                if path != chosen && path.exists() {
                    // The desktop asked about the name without its extension.
                    self.path_entry = Some(PathEntry::confirming(number, ask, path));
                    self.pending = Some((number, Pending::Export(export)));
                } else if let Err(error) = self.exporter.write(*export, path, ctx) {
                    self.state.toasts.error(format!("The sprite was not exported: {error}"));
                }
            }
        }
    }

    pub(super) fn path_entry_ui(&mut self, ui: &Ui) {
        let Some(entry) = &mut self.path_entry else { return };
        let number = entry.number;
        match entry.show(ui) {
            PathEntered::NotYet => {}
            PathEntered::Path(path) => {
                self.path_entry = None;
                self.answered(number, Reply::Chosen(path), ui);
            }
            PathEntered::Dismissed => {
                self.path_entry = None;
                self.pending = None;
            }
        }
    }
}
