//! The window's frame protocol: take in what happened, carry out commands, then draw.

use std::hash::{BuildHasher as _, RandomState};

use egui::{CentralPanel, Context, Frame, Margin, Panel, Theme, Ui};

use super::{
    command::{Command, CommandQueue},
    dialogs::{Ask, Dialogs, Reply},
    export::{Export, Exporter, with_png_extension},
    panels::{
        big_view::MAX_ZOOM,
        grid, inspector,
        modals::{self, PathEntered, PathEntry},
        status, top_bar,
    },
    state::{BUILT_IN, Drawn, Settings, State, file_name},
    textures::{self, Textures},
    theme::{self, SPACE_M, Tokens},
};
use crate::{
    files,
    generate::{Event, SpriteSource},
};

const TOP_BAR_HEIGHT: f32 = 46.0;
const STATUS_HEIGHT: f32 = 36.0;
const INSPECTOR_MIN: f32 = 264.0;

/// Seeds that are rolled have six digits, so that they can be told over the telephone.
const SEEDS: u64 = 1_000_000;

/// Makes a source that draws with the built-in checkpoint.
pub type BuiltIn = Box<dyn FnMut() -> std::io::Result<Box<dyn SpriteSource>>>;

/// A question that a file dialog is open for, and what to do with the answer.
enum Pending {
    Export(Box<Export>),
    OpenModel,
}

/// The window.
pub struct App {
    state: State,
    source: Box<dyn SpriteSource>,
    built_in: Option<BuiltIn>,
    dialogs: Box<dyn Dialogs>,
    exporter: Exporter,
    textures: Textures,
    queue: CommandQueue,
    /// The last question asked; replies to earlier ones are ignored.
    pending: Option<(u64, Pending)>,
    n_questions: u64,
    path_entry: Option<PathEntry>,
    /// Whether a text field had the keyboard in the last frame: Escape, which leaves the
    /// field, has done so before this frame's shortcuts are looked for.
    was_typing: bool,
}

impl App {
    /// A window onto `source`, which is about to load its model.
    #[must_use]
    pub fn new(ctx: &Context, source: Box<dyn SpriteSource>, dialogs: Box<dyn Dialogs>) -> Self {
        theme::install(ctx);
        Self {
            state: State::new(BUILT_IN.to_owned()),
            source,
            built_in: None,
            dialogs,
            exporter: Exporter::new(),
            textures: Textures::default(),
            queue: CommandQueue::default(),
            pending: None,
            n_questions: 0,
            path_entry: None,
            was_typing: false,
        }
    }

    /// What to call the model that `source` loads first.
    #[must_use]
    pub fn with_model_name(mut self, name: String) -> Self {
        self.state = State::new(name);
        self
    }

    /// How to get back to the built-in model, and on after the worker has died.
    #[must_use]
    pub fn with_built_in(mut self, built_in: BuiltIn) -> Self {
        self.built_in = Some(built_in);
        self
    }

    /// Whether the first pixels of the first run have arrived.
    pub(super) fn has_pixels(&self) -> bool {
        self.state.fraction_done() > 0.0
    }

    /// Whether every cell shows a complete sprite.
    pub(super) fn is_grid_full(&self) -> bool {
        !self.state.cells.is_empty() && self.state.cells.iter().all(|cell| cell.drawn.is_some())
    }

    fn poll(&mut self, ctx: &Context, now: f64) {
        while let Some(event) = self.source.poll() {
            match event {
                Event::ModelLoaded(generator) => {
                    self.textures.clear();
                    self.state.model_loaded(generator, &mut *self.source, now);
                }
                Event::ModelFailed { path, error } => self.state.model_failed(&path, &error),
                Event::SpriteDone { job, index, sprite } => {
                    self.state.sprite_done(job, index, sprite);
                }
                Event::Finished { job, outcome } => self.state.job_finished(job, outcome, now),
                Event::Died(reason) => self.state.worker_died(&reason),
            }
        }
        self.state.fetch_previews(&*self.source);
        while let Some((number, reply)) = self.dialogs.poll() {
            self.answered(number, reply, ctx);
        }
        while let Some((path, result)) = self.exporter.poll() {
            match result {
                Ok(()) => self.state.toasts.info(format!("Exported {}", path.display())),
                Err(error) => self.state.toasts.error(error.to_string()),
            }
        }
    }

    fn run_command(&mut self, command: Command, ctx: &Context, frame: &eframe::Frame, now: f64) {
        let source = &mut *self.source;
        match command {
            Command::DrawAll => self.state.draw_all(source, now),
            Command::NewSeed if self.state.can_draw() => {
                let Settings { seed, .. } = self.state.settings;
                let rolled = RandomState::new().hash_one(seed) % SEEDS;
                self.state.set_seed(if rolled == seed { (rolled + 1) % SEEDS } else { rolled });
                self.state.draw_all(source, now);
            }
            Command::NewSeed => {}
            Command::Reroll => self.state.reroll(source, now),
            Command::Cancel => self.state.cancel(source, now),
            Command::Export => self.export(ctx, frame),
            Command::CopyImage => self.copy_image(ctx),
            Command::CopyRecipe => self.copy_recipe(ctx),
            Command::OpenModel => self.ask(Pending::OpenModel, Ask::OpenModel, ctx, frame),
            Command::BuiltInModel => self.go_built_in(),
            Command::ToggleTheme => {
                let is_dark = ctx.theme() == Theme::Dark;
                ctx.set_theme(if is_dark { Theme::Light } else { Theme::Dark });
            }
            Command::ToggleShortcuts => self.state.shows_shortcuts = !self.state.shows_shortcuts,
            Command::TogglePixelGrid => {
                self.state.view.has_pixel_grid = !self.state.view.has_pixel_grid;
            }
            Command::ZoomIn | Command::ZoomOut => {
                let view = &mut self.state.view;
                let zoom = if command == Command::ZoomIn {
                    view.shown_zoom + 1
                } else {
                    view.shown_zoom.saturating_sub(1)
                };
                view.shown_zoom = zoom.clamp(1, MAX_ZOOM);
                view.zoom = Some(view.shown_zoom);
            }
            Command::ZoomFit => self.state.view.zoom = None,
            Command::Move(direction) => self.state.move_selection(direction),
            Command::Select(index) => self.state.select(index),
        }
    }

    /// The selected sprite with its recipe, ready to be saved.
    fn selected_export(&self) -> Option<Export> {
        let generator = self.state.generator()?;
        let Drawn { request, sprite } = self.state.selected_drawn()?;
        Some(Export {
            sprite: sprite.clone(),
            palette: generator.palette().clone(),
            recipe: generator.recipe(request, sprite),
            file_name: files::sprite_file_name(
                generator.world(),
                request.prompt,
                request.seed,
                request.variant,
            ),
        })
    }

    fn export(&mut self, ctx: &Context, frame: &eframe::Frame) {
        let Some(export) = self.selected_export() else { return };
        let ask = Ask::SavePng { file_name: export.file_name.clone() };
        self.ask(Pending::Export(Box::new(export)), ask, ctx, frame);
    }

    fn copy_image(&mut self, ctx: &Context) {
        let Some(export) = self.selected_export() else { return };
        ctx.copy_image(textures::picture(&export.sprite, &export.palette));
        self.state.toasts.info("Copied the image");
    }

    fn copy_recipe(&mut self, ctx: &Context) {
        let Some(export) = self.selected_export() else { return };
        ctx.copy_text(export.recipe.to_json());
        self.state.toasts.info("Copied the recipe");
    }

    fn go_built_in(&mut self) {
        let Some(built_in) = &mut self.built_in else {
            self.state.toasts.error("The built-in model cannot be loaded here");
            return;
        };
        match built_in() {
            Ok(source) => {
                self.state.restart(&mut *self.source);
                self.source = source;
            }
            Err(error) => {
                self.state.toasts.error(format!("The built-in model was not loaded: {error}"));
            }
        }
    }

    fn ask(&mut self, pending: Pending, ask: Ask, ctx: &Context, frame: &eframe::Frame) {
        self.n_questions += 1;
        self.pending = Some((self.n_questions, pending));
        self.path_entry = None;
        self.dialogs.ask(self.n_questions, ask, ctx, frame);
    }

    fn answered(&mut self, number: u64, reply: Reply, ctx: &Context) {
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
                self.source.open_checkpoint(path);
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

    fn path_entry_ui(&mut self, ui: &Ui) {
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

    fn panels_ui(&mut self, ui: &mut Ui) {
        let tokens = Tokens::in_ui(ui);
        let (state, queue) = (&mut self.state, &self.queue);
        let side = |vertical| Margin::symmetric(SPACE_M as i8, vertical);
        let bar = Frame::new().fill(tokens.panel).inner_margin(side(0));
        Panel::top("top bar")
            .exact_size(TOP_BAR_HEIGHT)
            .frame(bar)
            .show(ui, |ui| top_bar::show(ui, state, queue));
        Panel::bottom("status")
            .exact_size(STATUS_HEIGHT)
            .frame(bar)
            .show(ui, |ui| status::show(ui, state, queue));
        let width = ui.available_width();
        Panel::right("inspector")
            .default_size((width * 0.3).clamp(INSPECTOR_MIN, 560.0))
            .size_range(INSPECTOR_MIN..=(width * 0.5).max(INSPECTOR_MIN))
            .frame(bar.inner_margin(side(SPACE_M as i8)))
            .show(ui, |ui| inspector::show(ui, state, &mut self.textures, queue));
        let ground = Frame::new().fill(tokens.ground).inner_margin(side(4));
        let shown = CentralPanel::default()
            .frame(ground)
            .show(ui, |ui| grid::show(ui, state, &mut self.textures, queue));
        // Over the grid, because over the inspector they would cover its buttons.
        state.toasts.show(ui, shown.response.rect);
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        let now = ctx.input(|input| input.time);
        self.poll(ctx, now);
        if self.path_entry.is_none() && !self.state.shows_shortcuts && !self.was_typing {
            let is_grid_focused = ctx.memory(|m| m.has_focus(grid::focus_id()));
            for command in Command::take_pressed(ctx, is_grid_focused) {
                self.queue.push(command);
            }
        }
        for command in self.queue.take() {
            self.run_command(command, ctx, frame, now);
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.panels_ui(ui);
        modals::shortcuts(ui, &mut self.state);
        self.path_entry_ui(ui);
        self.was_typing = ui.text_edit_focused();
        // What a click asked for is carried out before the next frame, so there must be one.
        if !self.queue.is_empty() {
            ui.request_repaint();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
