//! Files that are opened, dropped and pasted: models, sprites, sketches and palettes.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use egui::{Context, Event, Ui};

use super::App;
use crate::{
    files::{
        FileError, Picture, Remarks,
        palette::{FittedPalette, Overflow},
        sketch::write_sketch,
    },
    shelf::World,
    studio::{
        foreign::Foreign,
        layout::Pane,
        opening::{NoPalette, OpenedSprites, Oversized, SketchSource, Source, pasted_palette},
        panels::{
            foreign::{self, ForeignAnswer},
            modals::Question,
        },
        state::{Opening, file_name},
    },
};

/// Whether a file is called as models are.
pub(super) fn is_called_model(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("safetensors"))
}

impl App {
    /// Opens the file that "Open sprite…" was answered with, which may be a model.
    pub(super) fn open_chosen(&mut self, path: PathBuf, ctx: &Context) {
        if is_called_model(&path) {
            self.open_model(path);
        } else {
            self.open(vec![path], ctx);
        }
    }

    pub(super) fn open_model(&mut self, path: PathBuf) {
        self.state.expect_model(Opening { name: file_name(&path), path: Some(path.clone()) });
        self.state.jobs.open_checkpoint(path);
    }

    /// Draws with a world of the shelf.
    pub(super) fn open_world(&mut self, world: World) {
        match world.path {
            Some(path) => self.open_model(path),
            None => self.go_built_in(),
        }
    }

    /// Begins to read the sprites of files.
    pub(super) fn open(&mut self, paths: Vec<PathBuf>, ctx: &Context) {
        self.open_sources(paths.into_iter().map(Source::File).collect(), ctx);
    }

    pub(super) fn open_sources(&mut self, sources: Vec<Source>, ctx: &Context) {
        if let Err(error) = self.opener.open(sources, self.state.working_palette(), ctx) {
            self.state.toasts.error(format!("Nothing could be opened: {error}"));
        }
    }

    /// Keeps what was read, and makes the first of it the current sprite.
    pub(super) fn opened(&mut self, opened: OpenedSprites) {
        let OpenedSprites { name, result, palette } = opened;
        let file = match result {
            Ok(file) => file,
            Err(error) => {
                self.state.toasts.error(format!("{name} was not opened: {error}"));
                return;
            }
        };
        let arts = OpenedSprites::kept(&name, &file, &palette);
        let ids = self.state.keep_frames(arts, "Open");
        if let Some(&first) = ids.first() {
            self.state.pick_kept(first);
        }
        self.state.toasts.info(OpenedSprites::remark(&name, &file));
    }

    /// Makes a picture that was read the sketch.
    pub(super) fn opened_sketch(
        &mut self,
        name: &str,
        result: Result<(Picture, Remarks), FileError>,
    ) {
        let made = result.map_err(|error| error.to_string()).and_then(|(picture, remarks)| {
            self.state.sketch_picture(name, picture)?;
            let told = remarks.iter().map(|remark| format!("; {remark}")).collect();
            Ok::<String, String>(told)
        });
        match made {
            Ok(told) => self.state.toasts.info(format!("{name} is the sketch{told}")),
            Err(error) => self.state.toasts.error(error),
        }
    }

    /// Writes the sketch as a picture.
    pub(super) fn save_sketch(&mut self, path: &Path) {
        let written = write_sketch(path, &self.state.sketch.sketch, &self.state.palette);
        match written {
            Ok(()) => self.state.toasts.info(format!("Saved {}", path.display())),
            Err(error) => self.state.toasts.error(error.to_string()),
        }
    }

    /// Asks in which colours foreign pictures are wanted, and opens them so.
    pub(super) fn foreign_ui(&mut self, ui: &Ui) {
        let Some(question) = self.foreign.front_mut() else { return };
        let answer = foreign::show(ui, question, self.state.working_palette().name());
        if answer == ForeignAnswer::NotYet {
            return;
        }
        let Some(Foreign { own, moved, .. }) = self.foreign.pop_front() else { return };
        match answer {
            ForeignAnswer::Own { grid_follows } => {
                let palette = own.first().map(|opened| Arc::clone(&opened.palette));
                for opened in own {
                    self.opened(opened);
                }
                if grid_follows {
                    self.state.use_palette(palette);
                }
            }
            ForeignAnswer::Palette => {
                for opened in moved {
                    self.opened(opened);
                }
            }
            ForeignAnswer::NotYet | ForeignAnswer::Dismissed => {}
        }
    }

    /// Works in the colours that were read; of too many it asks whether to reduce them.
    pub(super) fn opened_palette(&mut self, name: &str, result: Result<FittedPalette, NoPalette>) {
        match result {
            Ok(FittedPalette { palette, remarks }) => {
                let colours = &palette.colours()[1..];
                let is_first = |at: usize| !colours[..at].contains(&colours[at]);
                let n_colours = (0..colours.len()).filter(|at| is_first(*at)).count();
                self.state.use_palette(Some(Arc::new(palette)));
                let said = [format!("Working in the {n_colours} colours of {name}")];
                let said: Vec<String> = said.into_iter().chain(remarks).collect();
                self.state.toasts.info(said.join("; "));
            }
            Err(NoPalette::Unusable(error)) => {
                self.state.toasts.error(format!("{name} was not opened: {error}"));
            }
            Err(NoPalette::TooMany { count, source }) => {
                let name = name.to_owned();
                self.question = Some(Question::ReducePalette { name, count, source });
            }
        }
    }

    /// Works in as many of the colours as a palette has room for.
    pub(super) fn reduce_palette(&mut self, name: &str, source: Oversized, ctx: &Context) {
        let overflow = Overflow::Reduce;
        match source {
            Oversized::File(path) => {
                self.open_sources(vec![Source::Palette { path, overflow }], ctx);
            }
            Oversized::List(swatches) => {
                let fitted = swatches.fit(overflow);
                let fitted = fitted.map_err(|error| NoPalette::Unusable(error.to_string()));
                self.opened_palette(name, fitted);
            }
        }
    }

    /// Opens what was dropped on the window or pasted into it.
    pub(super) fn take_given(&mut self, ctx: &Context) {
        let is_typing = self.was_typing || self.has_modal();
        let (mut dropped, mut pasted, text) = ctx.input_mut(|input| {
            let dropped: Vec<PathBuf> = std::mem::take(&mut input.raw.dropped_files)
                .iter()
                .map(|file| file.path().to_owned())
                .collect();
            let (mut pasted, mut text) = (Vec::new(), None);
            if !is_typing {
                for event in &input.events {
                    match event {
                        Event::PasteImage(image) => {
                            pasted.push(Source::Picture(Arc::clone(image)));
                        }
                        Event::Paste(pasted) => text = Some(pasted.clone()),
                        _ => {}
                    }
                }
            }
            (dropped, pasted, text)
        });
        if !self.state.model_name.is_empty() {
            dropped.append(&mut self.given_files);
        }
        let (models, sprites): (Vec<PathBuf>, Vec<PathBuf>) =
            dropped.into_iter().partition(|path| is_called_model(path));
        if self.state.worlds.is_open && !models.is_empty() {
            self.state.shelve(models);
        } else if let Some(path) = models.into_iter().next_back() {
            // Of two models only the last would stay.
            self.open_model(path);
        }
        if !sprites.is_empty() {
            self.open(sprites, ctx);
        }
        let now = ctx.input(|input| input.time);
        if self.state.sketch.has_pointer && self.state.in_front.contains(&Pane::Sketch) {
            for source in &mut pasted {
                if let Source::Picture(image) = source {
                    *source = Source::Sketch(SketchSource::Picture(Arc::clone(image)));
                }
            }
        }
        pasted.retain(|source| match source {
            Source::Picture(image) => !self.paste_into_sprite(image, now),
            Source::File(_) | Source::Alone(_) | Source::Palette { .. } | Source::Sketch(_) => true,
        });
        if !pasted.is_empty() {
            self.open_sources(pasted, ctx);
        }
        if let Some(text) = text {
            self.opened_palette("the pasted text", pasted_palette(&text));
        }
    }
}
