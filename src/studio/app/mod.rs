//! The window's frame protocol: take in what happened, carry out commands, then draw.

mod commands;
mod files;
mod opened;
mod questions;
mod watching;
mod workspaces;

use std::{collections::VecDeque, path::PathBuf, sync::Arc, time::Duration};

use egui::{CentralPanel, Context, Frame, Margin, Panel, RichText, Theme, Ui};

use super::{
    command::{Command, CommandQueue, KeyMap, Keyboard},
    dialogs::Dialogs,
    export::{Export, Exporter},
    foreign::Foreign,
    history::{LEAST_MIB, MOST_MIB},
    jobs::News,
    layout::{Dock, Layout, Pane},
    opening::{Opened, Opener, SheetBeside},
    panels::{
        Panes, about, breed,
        command_palette::CommandPalette,
        export, grid, import, liveries, messages,
        modals::{PathEntry, Question},
        shortcuts::ShortcutSheet,
        sketch, status, top_bar,
        workspaces::WorkspaceSheet,
        worlds,
    },
    settings::{self, Keeper, Remembered},
    state::{INTERFACE_SCALES, Image, Opening, State, TrainerProgram, n_sprites},
    textures::Textures,
    theme::{self, SPACE_M, Tokens},
    widgets::drag_ghost,
    workspace::{Opened as OpenedWorkspace, Workspace},
};
use crate::{
    generate::SpriteSource,
    shelf::Shelf,
    sprite::{ColourSet, Sampling},
};

const TOP_BAR_HEIGHT: f32 = 46.0;
const STATUS_HEIGHT: f32 = 36.0;

/// Where kept sprites lie within the data folder.
const COLLECTION: &str = "collection";
/// Where models of the artist's own sprites are made within the data folder.
const TRAINING: &str = "training";

/// Makes a source that draws with the built-in checkpoint.
pub type BuiltIn = Box<dyn FnMut() -> std::io::Result<Box<dyn SpriteSource>>>;

/// A question that a file dialog is open for, and what to do with the answer.
enum Pending {
    Export(Box<Export>),
    OpenModel,
    AddWorld,
    OpenSprite,
    OpenSketch,
    SaveSketch,
    OpenPalette,
    OpenFolder,
    OpenArt,
    AddFolder,
    AddArt,
    OpenManifest,
    OpenImportPalette,
}

/// The window.
pub struct App {
    pub(super) state: State,
    dock: Dock,
    built_in: Option<BuiltIn>,
    dialogs: Box<dyn Dialogs>,
    exporter: Exporter,
    opener: Opener,
    /// Pictures of which is asked in which colours they are wanted.
    foreign: VecDeque<Foreign>,
    /// Pictures of which is asked whether they are wanted as sheets.
    sheets: VecDeque<SheetBeside>,
    /// Files to open as soon as there is a model, whose palette they come into.
    given_files: Vec<PathBuf>,
    textures: Textures,
    queue: CommandQueue,
    /// Keeps what is remembered between two starts; tests may go without.
    keeper: Option<Keeper>,
    /// Keeps what the artist works on.
    workspace: Option<Workspace>,
    /// Where everything of the artist's is kept.
    data: Option<PathBuf>,
    /// The last question asked; replies to earlier ones are ignored.
    pending: Option<(u64, Pending)>,
    n_questions: u64,
    path_entry: Option<PathEntry>,
    palette: Option<CommandPalette>,
    shortcuts: Option<ShortcutSheet>,
    /// The list of workspaces.
    workspaces: Option<WorkspaceSheet>,
    /// What the artist is asked before it is done.
    question: Option<Question>,
    /// Whether the window may close although not everything is stored.
    may_close: bool,
    /// Until when a picture that is pasted is meant for the editor, wherever keys go.
    pastes_until: f64,
    /// Whether a text field had the keyboard in the last frame: Escape, which leaves the
    /// field, has done so before this frame's shortcuts are looked for.
    was_typing: bool,
    /// Whether the window had the keyboard in the last frame.
    was_focused: bool,
}

impl App {
    /// A window onto `source`, which is about to load its model.
    #[must_use]
    pub fn new(ctx: &Context, source: Box<dyn SpriteSource>, dialogs: Box<dyn Dialogs>) -> Self {
        theme::install(ctx);
        Self {
            state: State::new(source),
            dock: Dock::new(&Layout::usual()),
            built_in: None,
            dialogs,
            exporter: Exporter::new(),
            opener: Opener::new(),
            foreign: VecDeque::new(),
            sheets: VecDeque::new(),
            given_files: Vec::new(),
            textures: Textures::default(),
            queue: CommandQueue::default(),
            keeper: None,
            workspace: None,
            data: None,
            pending: None,
            n_questions: 0,
            path_entry: None,
            palette: None,
            shortcuts: None,
            workspaces: None,
            question: None,
            may_close: false,
            pastes_until: 0.0,
            was_typing: false,
            was_focused: true,
        }
    }

    /// What to call the model that `source` loads first.
    #[must_use]
    pub fn with_model_name(self, name: String) -> Self {
        self.with_first_model(name, None)
    }

    /// What the model is called that `source` loads first, and its file, if it has one.
    pub(super) fn with_first_model(mut self, name: String, path: Option<PathBuf>) -> Self {
        self.state.expect_first_model(Opening { name, path });
        self
    }

    /// Trains with this program, whatever lies beside the window's own.
    #[must_use]
    pub fn with_trainer(mut self, program: PathBuf) -> Self {
        self.state.train.trainer = TrainerProgram::Found(program);
        self
    }

    /// How to get back to the built-in model, and on after the worker has died.
    #[must_use]
    pub fn with_built_in(mut self, built_in: BuiltIn) -> Self {
        self.built_in = Some(built_in);
        self
    }

    /// Opens files once the model is there, as if they were dropped on the window.
    #[must_use]
    pub fn with_files(mut self, files: Vec<PathBuf>) -> Self {
        self.given_files = files;
        self
    }

    /// Takes up where the last window left off, and remembers in this folder how this one does.
    #[must_use]
    pub fn with_data_folder(self, ctx: &Context, folder: PathBuf) -> Self {
        let opened = Workspace::open_last(&folder);
        self.with_workspace(ctx, folder, opened)
    }

    /// As [`Self::with_data_folder`], with a workspace that was opened before.
    pub(super) fn with_workspace(
        mut self,
        ctx: &Context,
        folder: PathBuf,
        opened: OpenedWorkspace,
    ) -> Self {
        let (remembered, problem) = settings::load(&folder);
        if let Some(problem) = problem {
            self.state.toasts.error(problem);
        }
        let Remembered { is_dark, layout, settings, sweep, breed, shade, keys, .. } = &remembered;
        let Remembered { has_pixel_grid, export, sort, palette, train, undo_mib, .. } = &remembered;
        let [least, .., most] = INTERFACE_SCALES;
        self.set_interface_scale(ctx, remembered.interface_scale.clamp(least, most));
        keys.clone().install(ctx);
        ctx.set_theme(if *is_dark { Theme::Dark } else { Theme::Light });
        self.dock = Dock::new(layout);
        self.state.settings = *settings;
        // Which colours were drawn with last is not what a new window should begin with.
        let colours = ColourSet::ALL;
        self.state.settings.sampling = Sampling { colours, ..settings.sampling.clamped() };
        self.state.set_seed(settings.seed);
        self.state.sweep.settings = sweep.clamped();
        self.state.breed.settings = breed.clamped();
        self.state.shade.settings = shade.clone().clamped();
        self.state.view.has_pixel_grid = *has_pixel_grid;
        self.state.export = export.clone().clamped();
        let palette = palette.as_ref().and_then(|gpl| gpl.parse().ok());
        self.state.set_working_palette(palette.map(Arc::new));
        self.state.collection.sort = *sort;
        self.state.train.settings = train.clone().clamped();
        self.state.train.home = Some(folder.join(TRAINING));
        self.state.worlds.shelf = Shelf::with_data_folder(&folder);
        self.open_collection(ctx, &folder);
        self.state.history.limit_mib = (*undo_mib).clamp(LEAST_MIB, MOST_MIB);
        self.state.shows_steps = !remembered.knows_steps;
        self.data = Some(folder.clone());
        self.keeper = Some(Keeper::new(folder, remembered));
        let image = self.take_workspace(opened);
        if let Some(image) = image {
            self.state.restore(image);
        }
        self
    }

    fn poll(&mut self, ctx: &Context, now: f64) {
        for news in self.state.jobs.poll(now) {
            self.take_in(news);
        }
        while let Some((number, reply)) = self.dialogs.poll() {
            self.answered(number, reply, false, ctx);
        }
        self.state.poll_collection();
        while let Some(opened) = self.opener.poll() {
            match opened {
                Opened::Sprites(opened) => self.opened(opened),
                Opened::SheetBeside(sheet) => self.sheets.push_back(sheet),
                Opened::Model(path) => self.open_model(path),
                Opened::Foreign(foreign) => self.foreign.push_back(foreign),
                Opened::Sketch { name, result } => self.opened_sketch(&name, result),
                Opened::Palette { name, result } => self.opened_palette(&name, result),
            }
        }
        while let Some(result) = self.state.train.preparer.poll() {
            match result {
                Ok((folder, count)) => {
                    let what = n_sprites(count);
                    self.state.toasts.info(format!("Put {what} into {}", folder.display()));
                    self.open_import(ctx);
                }
                Err(error) => self.state.toasts.error(error.to_string()),
            }
        }
        self.state.update_import();
        self.state.update_worlds();
        while let Some(result) = self.exporter.poll() {
            match result {
                Ok(done) => self.state.toasts.info(done),
                Err(error) => self.state.toasts.error(error.to_string()),
            }
        }
    }

    /// Hands what the worker had to say to whom it concerns.
    fn take_in(&mut self, news: News) {
        match news {
            News::Done(delivery) => self.state.deliver(delivery),
            News::Refused(delivery) => self.state.deliver_refused(delivery),
            // The grid needs to know no more than which sprites are there.
            News::Finished { .. } => {}
            News::ModelLoaded(generator) => self.state.model_loaded(generator),
            News::ModelFailed { path, error } => self.state.model_failed(&path, &error),
            News::Died(reason) => self.state.worker_died(&reason),
        }
    }

    /// Notes what is to be remembered, and writes it once it has rested.
    fn remember(&mut self, ctx: &Context, now: f64) {
        let Some(keeper) = &mut self.keeper else { return };
        let remembered = Remembered {
            is_dark: ctx.theme() == Theme::Dark,
            layout: self.dock.layout(),
            settings: self.state.settings,
            sweep: self.state.sweep.settings,
            breed: self.state.breed.settings,
            shade: self.state.shade.settings.clone(),
            has_pixel_grid: self.state.view.has_pixel_grid,
            interface_scale: self.state.view.interface_scale,
            export: self.state.export.clone(),
            sort: self.state.collection.sort,
            train: self.state.train.settings.clone(),
            palette: self.state.colours.own().map(|palette| palette.to_gpl()),
            keys: (*KeyMap::of(ctx)).clone(),
            undo_mib: self.state.history.limit_mib,
            knows_steps: !self.state.shows_steps,
        };
        if let Some(seconds) = keeper.note(&remembered, now) {
            wake_in(ctx, seconds);
        }
    }

    fn has_modal(&self) -> bool {
        self.path_entry.is_some()
            || self.shortcuts.is_some()
            || self.question.is_some()
            || self.workspaces.is_some()
            || !self.foreign.is_empty()
            || self.state.help.is_some()
            || self.state.toasts.shows_log
            || self.state.shows_export
            || self.state.liveries.is_open
            || self.state.train.import.is_some()
            || self.state.worlds.is_open
            || self.palette.is_some()
    }

    fn panels_ui(&mut self, ui: &mut Ui) {
        let tokens = Tokens::in_ui(ui);
        let (state, queue) = (&mut self.state, &self.queue);
        let side = Margin::symmetric(SPACE_M as i8, 0);
        let bar = Frame::new().fill(tokens.panel).inner_margin(side);
        Panel::top("top bar")
            .exact_size(TOP_BAR_HEIGHT)
            .frame(bar)
            .show(ui, |ui| top_bar::show(ui, state, queue));
        if state.shows_steps {
            let strip = Frame::new().fill(tokens.raised).inner_margin(SPACE_M / 2.0);
            let read = Panel::top("first steps").frame(strip).show(ui, about::strip).inner;
            state.shows_steps = !read;
        }
        Panel::bottom("status")
            .exact_size(STATUS_HEIGHT)
            .frame(bar)
            .show(ui, |ui| status::show(ui, state, queue));
        if messages::pass(ui, &mut state.toasts) {
            let strip = Frame::new().fill(tokens.raised).inner_margin(SPACE_M / 2.0);
            let strip = Panel::bottom("messages").frame(strip);
            strip.show(ui, |ui| messages::strip(ui, &mut state.toasts));
        }
        let ground = Frame::new().fill(tokens.ground);
        CentralPanel::default().frame(ground).show(ui, |ui| {
            if self.dock.tree.is_empty() {
                ui.centered_and_justified(|ui| {
                    let text = "Every panel is closed: open one in the Window menu";
                    ui.label(RichText::new(text).color(tokens.text_muted));
                });
            }
            let mut panes = Panes { state, textures: &mut self.textures, queue };
            self.dock.ui(ui, &mut panes);
        });
        let is_in_front = |pane: &Pane| self.dock.is_in_front(*pane);
        let in_front = Pane::ALL.into_iter().filter(is_in_front).collect();
        let before = std::mem::replace(&mut self.state.in_front, in_front);
        if self.state.in_front.contains(&Pane::Edit) && !before.contains(&Pane::Edit) {
            self.state.edit.takes_keys = true;
        }
    }

    fn overlays_ui(&mut self, ui: &Ui) {
        if let Some(sheet) = &mut self.shortcuts
            && !sheet.show(ui)
        {
            self.shortcuts = None;
        }
        self.workspaces_ui(ui);
        self.foreign_ui(ui);
        about::pages(ui, &mut self.state, self.data.as_deref());
        messages::list(ui, &mut self.state.toasts);
        export::show(ui, &mut self.state, &self.queue);
        liveries::show(ui, &mut self.state, &mut self.textures);
        import::show(ui, &mut self.state, &mut self.textures, &self.queue);
        if let Some(world) = worlds::show(ui, &mut self.state, &self.queue) {
            self.open_world(world);
        }
        self.question_ui(ui);
        self.path_entry_ui(ui);
        if let Some(palette) = &mut self.palette
            && !palette.show(ui, &self.state, &self.queue)
        {
            self.palette = None;
        }
        drag_ghost(ui, &mut self.textures);
        Self::drop_hint_ui(ui);
    }
}

fn wake_in(ctx: &Context, seconds: f64) {
    ctx.request_repaint_after(Duration::from_secs_f64(seconds.max(0.01)));
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        let now = ctx.input(|input| input.time);
        self.poll(ctx, now);
        self.state.animate.pass(now);
        self.take_given(ctx);
        self.look_when_focused(ctx);
        self.follow_run(ctx);
        self.state.meet_sprite();
        self.hold_if_unsaved(ctx);
        self.end_light_when_let_go(ctx);
        if !self.state.in_front.contains(&Pane::Edit) {
            // The end of a stroke would reach nothing.
            self.state.edit.abandon();
        }
        if !self.has_modal() && !self.was_typing {
            breed::take_keys(ctx, &mut self.state);
            sketch::take_keys(ctx, &mut self.state);
            let keyboard = if self.state.is_editing() {
                Keyboard::Editor { nudges: self.state.can_nudge() }
            } else if ctx.memory(|m| m.has_focus(grid::focus_id())) {
                Keyboard::Grid
            } else {
                Keyboard::Window
            };
            for command in Command::take_pressed(ctx, keyboard) {
                self.queue.push(command);
            }
        }
        for command in self.queue.take() {
            self.run_command(command, ctx, frame);
        }
        self.state.store_left();
        self.note_workspace(ctx, now);
        if self.state.in_front.contains(&Pane::Sweep)
            && let Some(seconds) = self.state.update_sweep(now)
        {
            wake_in(ctx, seconds);
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.panels_ui(ui);
        self.overlays_ui(ui);
        self.textures.end_frame();
        self.was_typing = ui.text_edit_focused();
        self.remember(ui, ui.input(|input| input.time));
        // What a click asked for is carried out before the next frame, so there must be one.
        if !self.queue.is_empty() {
            ui.request_repaint();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.note_all();
        if let Some(keeper) = &mut self.keeper {
            // There is no window left to say it in, and the old file is whole.
            keeper.flush().ok();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
