//! Files and the clipboard: what leaves the window, and what comes in.

use std::sync::Arc;

use egui::{Align2, ColorImage, Context, Id, LayerId, Order, Ui, ViewportCommand};

use super::{App, Pending};
use crate::files::{file_stem, palette::Overflow};
use crate::sprite::slug;
use crate::studio::{
    art::Art,
    dialogs::{Ask, Reply},
    export::{Export, Form, with_extension},
    opening::{SketchSource, Source},
    panels::modals::{PathEntered, PathEntry},
    sequence::{self, Sequence},
    state::{named, naming},
    textures,
    theme::Tokens,
    widgets::focus_ring,
};

/// How many steps the light takes round a sprite; as many as on the command line.
const LIGHT_SWEEP_FRAMES: usize = 16;

/// How long the system may take to answer what it has to paste.
const PASTE_SECONDS: f64 = 1.0;

impl App {
    /// Asks where to save sprites; nothing happens if there are none.
    pub(super) fn export(&mut self, form: Form, ctx: &Context, frame: &eframe::Frame) {
        let (mut durations, mut tags) = (Vec::new(), Vec::new());
        let mut many = || {
            let many = self.many();
            (durations, tags) = (many.durations, many.tags);
            many.sprites
        };
        let mut loops = true;
        let (sprites, file_name): (Vec<(String, Arc<Art>)>, String) = match form {
            Form::Sheet => (many(), "sprites.png".to_owned()),
            Form::Aseprite => (many(), "sprites.aseprite".to_owned()),
            Form::Png => {
                let Some(art) = self.state.current_art() else { return };
                // A name of its own is that of its file.
                let own = naming(art).own.map(|own| format!("{}.png", file_stem(&own)));
                let file_name = own.unwrap_or_else(|| art.file_name.clone());
                (vec![(art.title.clone(), Arc::clone(art))], file_name)
            }
            Form::LightSweep => {
                let frames = self.state.light_sweep(LIGHT_SWEEP_FRAMES);
                let Some(first) = frames.first() else { return };
                let stem = first.file_name.trim_end_matches(".png");
                let file_name = format!("{stem}-light.gif");
                (frames.into_iter().map(|art| (art.title.clone(), art)).collect(), file_name)
            }
            Form::ClipGif
            | Form::ClipAseprite
            | Form::ClipApng
            | Form::ClipSheet
            | Form::ClipGodot => {
                let Some((arts, times, name)) = self.state.clip_arts() else { return };
                let file_name = format!("{name}.{}", form.extension());
                durations = times;
                loops = self.state.shown_clip().is_none_or(|shown| shown.clip.loops);
                // Engines look the frames of a tag up by their numbers.
                let arts = arts.into_iter().enumerate();
                let named = arts.map(|(index, art)| (index.to_string(), art));
                (named.collect(), file_name)
            }
            Form::Pngs | Form::Gif => (many(), format!("sprites.{}", form.extension())),
        };
        let settings = self.state.export.clone();
        let export = Export { sprites, durations, tags, loops, form, settings, file_name };
        self.ask_where(export, ctx, frame);
    }

    /// Asks where to save the set of the dialog.
    pub(super) fn export_set(&mut self, ctx: &Context, frame: &eframe::Frame) {
        let settings = self.state.export.clone();
        // Frames of an animation stand in its order, with its times and tags.
        let sequence = Sequence::of(self.state.set_items(settings.set));
        let Sequence { sprites, mut durations, tags } = sequence;
        let sprites = named(sprites.into_iter().map(|(_, art)| art).collect(), &settings);
        if durations.is_empty() {
            durations = vec![settings.milliseconds; sprites.len()];
        }
        let form = settings.form.form();
        let name = file_stem(&slug(&self.state.set_name(settings.set)));
        let file_name = format!("{name}.{}", form.extension());
        let export = Export { sprites, durations, tags, loops: true, form, settings, file_name };
        self.ask_where(export, ctx, frame);
    }

    fn ask_where(&mut self, export: Export, ctx: &Context, frame: &eframe::Frame) {
        if export.sprites.is_empty() {
            return;
        }
        let ask = question(&export);
        self.ask(Pending::Export(Box::new(export)), ask, ctx, frame);
    }

    /// The selected kept sprites, animations in their order; where there are none, those of the
    /// grid.
    fn many(&self) -> Sequence {
        let state = &self.state;
        if state.has_kept_selected() {
            let items = state.collection.selection().into_iter();
            let items = items.filter_map(|id| state.collection.item(id));
            return Sequence::of(items.flat_map(sequence::sprites_of).collect());
        }
        let cells = state.grid.cells.iter().enumerate();
        let sprites =
            cells.filter_map(|(index, cell)| Some((state.cell_name(index), cell.art.clone()?)));
        Sequence { sprites: sprites.collect(), ..Sequence::default() }
    }

    pub(super) fn copy_image(&mut self, ctx: &Context) {
        let Some(art) = self.state.current_art() else { return };
        ctx.copy_image(textures::picture(&art.sprite, &art.palette));
        self.state.toasts.info("Copied the image");
    }

    /// Puts on the system's clipboard what the editor has for it, and asks it for what the editor
    /// wants.
    pub(super) fn reach_clipboard(&mut self, ctx: &Context) {
        let clipboard = &mut self.state.edit.clipboard;
        if let Some((size, rgba)) = clipboard.take_picture() {
            ctx.copy_image(ColorImage::from_rgba_unmultiplied(size, &rgba));
        }
        if clipboard.take_wish() {
            // The answer comes with one of the next frames, if there is one.
            self.pastes_until = ctx.input(|input| input.time) + PASTE_SECONDS;
            ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
        }
    }

    /// Pastes a picture over the sprite in the editor, where it was meant for that.
    pub(super) fn paste_into_sprite(&mut self, image: &ColorImage, now: f64) -> bool {
        let is_meant = self.state.is_editing() || now < self.pastes_until;
        self.pastes_until = 0.0;
        if !is_meant || self.state.current_art().is_none() {
            return false;
        }
        let pixels: Vec<[u8; 4]> =
            image.pixels.iter().map(egui::Color32::to_srgba_unmultiplied).collect();
        if !self.state.paste_picture(image.size, &pixels) {
            self.state.toasts.info("The sprite is still being drawn: paste once it is there");
        }
        true
    }

    pub(super) fn copy_recipe(&mut self, ctx: &Context) {
        let Some(art) = self.state.current_art() else { return };
        let Some(recipe) = &art.recipe else {
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

    /// Takes in the answer to a question. `is_agreed` says that files which are there may be
    /// replaced.
    pub(super) fn answered(&mut self, number: u64, reply: Reply, is_agreed: bool, ctx: &Context) {
        let Some((_, pending)) = self.pending.take_if(|(asked, _)| *asked == number) else {
            return;
        };
        let ask = match &pending {
            Pending::Export(export) => question(export),
            Pending::OpenModel | Pending::AddWorld => Ask::OpenModel,
            Pending::OpenSprite => Ask::OpenSprite,
            Pending::OpenSketch => Ask::OpenSketch,
            Pending::SaveSketch => save_sketch(),
            Pending::OpenPalette | Pending::OpenImportPalette => Ask::OpenPalette,
            Pending::OpenFolder | Pending::AddFolder => Ask::OpenFolder,
            Pending::OpenArt | Pending::AddArt => Ask::OpenArt,
            Pending::OpenManifest => Ask::OpenManifest,
        };
        match (reply, pending) {
            (Reply::Dismissed, _) => {}
            (Reply::Unavailable, pending) => {
                self.path_entry = Some(PathEntry::new(number, ask));
                self.pending = Some((number, pending));
            }
            (Reply::Chosen(path), Pending::OpenModel) => self.open_model(path),
            (Reply::Chosen(path), Pending::AddWorld) => self.state.shelve(vec![path]),
            (Reply::Chosen(path), Pending::OpenSprite) => self.open_chosen(path, ctx),
            (Reply::Chosen(path), Pending::OpenSketch) => {
                self.open_sources(vec![Source::Sketch(SketchSource::File(path))], ctx);
            }
            (Reply::Chosen(chosen), Pending::SaveSketch) => {
                let path = with_extension(&chosen, "png");
                if !is_agreed && path != chosen && path.exists() {
                    self.path_entry = Some(PathEntry::confirming(number, ask, path));
                    self.pending = Some((number, Pending::SaveSketch));
                } else {
                    self.save_sketch(&path);
                }
            }
            (Reply::Chosen(path), Pending::OpenImportPalette) => {
                self.state.train.settings.import.palette_file = path.display().to_string();
            }
            (Reply::Chosen(path), Pending::OpenFolder | Pending::OpenArt) => {
                let settings = &mut self.state.train.settings;
                settings.folder = path.display().to_string();
                settings.more.clear();
            }
            (Reply::Chosen(path), Pending::AddFolder | Pending::AddArt) => {
                self.state.train.settings.add(path);
            }
            (Reply::Chosen(path), Pending::OpenManifest) => {
                self.state.train.settings.import.manifest = path.display().to_string();
            }
            (Reply::Chosen(path), Pending::OpenPalette) => {
                let overflow = Overflow::Refuse;
                self.open_sources(vec![Source::Palette { path, overflow }], ctx);
            }
            (Reply::Chosen(chosen), Pending::Export(export)) => {
                let is_folder = export.form == Form::Pngs;
                let path = if is_folder {
                    chosen.clone()
                } else {
                    with_extension(&chosen, export.form.extension())
                };
                let is_unasked = path != chosen || export.paths(&path).len() > 1 || is_folder;
                let n_there = export.paths(&path).iter().filter(|path| path.exists()).count();
                if !is_agreed && is_folder && 0 < n_there {
                    let question = (n_there, export.sprites.len());
                    self.path_entry = Some(PathEntry::replacing(number, ask, path, question));
                    self.pending = Some((number, Pending::Export(export)));
                } else if !is_agreed && is_unasked && 0 < n_there {
                    // The desktop asked about the name without its extension, and knows
                    // nothing of the JSON.
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
                let is_agreed = entry.is_agreed();
                self.path_entry = None;
                self.answered(number, Reply::Chosen(path), is_agreed, ui);
            }
            PathEntered::Dismissed => {
                self.path_entry = None;
                self.pending = None;
            }
        }
    }

    /// Says what dropping would do, while files are held over the window.
    pub(super) fn drop_hint_ui(ui: &Ui) {
        focus_ring(ui);
        let n_files = ui.input(|input| input.raw.hovered_files.len());
        if n_files == 0 {
            return;
        }
        let (tokens, area) = (Tokens::in_ui(ui), ui.content_rect());
        let layer = LayerId::new(Order::Foreground, Id::unique("drop hint"));
        let painter = ui.layer_painter(layer);
        painter.rect_filled(area, 0.0, tokens.ground.gamma_multiply(0.85));
        let text = if n_files == 1 { "Drop to open" } else { "Drop to open them all" };
        let font = egui::TextStyle::Heading.resolve(ui.style());
        painter.text(area.center(), Align2::CENTER_CENTER, text, font, tokens.text);
    }
}

/// What to ask about a sketch that is to be written.
pub(super) fn save_sketch() -> Ask {
    Ask::SavePng { file_name: "sketch.png".to_owned() }
}

/// What to ask about an export.
fn question(export: &Export) -> Ask {
    let file_name = export.file_name.clone();
    match export.form {
        Form::Png | Form::ClipApng => Ask::SavePng { file_name },
        Form::Pngs => Ask::ExportFolder,
        Form::ClipGodot => Ask::SaveGodot { file_name },
        Form::Sheet | Form::ClipSheet => Ask::SaveSheet { file_name },
        Form::Aseprite | Form::ClipAseprite => Ask::SaveAseprite { file_name },
        Form::Gif | Form::LightSweep | Form::ClipGif => Ask::SaveGif { file_name },
    }
}
