//! Carrying out commands.

use std::hash::{BuildHasher as _, RandomState};

use egui::{Context, Theme, Vec2, ViewportCommand, vec2};

use super::{App, Pending, files::save_sketch};
use crate::studio::{
    command::{
        AnimateCommand, Command, FileCommand, KeptCommand, ShadeCommand, SketchCommand,
        TrainCommand, ViewCommand,
    },
    dialogs::Ask,
    export::Form,
    layout::{Dock, Layout, Pane},
    panels::{
        big_view::MAX_ZOOM, command_palette::CommandPalette, modals::Question,
        shortcuts::ShortcutSheet,
    },
    state::{HelpPage, INTERFACE_SCALES, USUAL_SCALE},
};

/// Seeds that are rolled have six digits, so that they can be read out.
const SEEDS: u64 = 1_000_000;

/// Another seed than this one.
pub(super) fn rolled_seed(seed: u64) -> u64 {
    let rolled = RandomState::new().hash_one(seed) % SEEDS;
    if rolled == seed { (rolled + 1) % SEEDS } else { rolled }
}

/// With less room than this a larger interface would not fit any more.
const LEAST_ROOM: Vec2 = vec2(750.0, 470.0);

impl App {
    /// Does what a command says.
    pub(super) fn run_command(&mut self, command: Command, ctx: &Context, frame: &eframe::Frame) {
        if !self.state.allows(command) {
            if let Some(reason) = self.state.reason(command) {
                self.state.toasts.info(reason);
            }
            return;
        }
        let state = &mut self.state;
        // A command before may have brought another sprite to the front.
        state.meet_sprite();
        match command {
            Command::DrawAll => state.draw_all(command.name()),
            Command::NewSeed => {
                state.set_seed(rolled_seed(state.settings.seed));
                state.draw_all(command.name());
            }
            Command::Reroll => state.reroll(),
            Command::RerollRow(row) => state.reroll_row(row),
            Command::RerollColumn(column) => state.reroll_column(column),
            Command::DrawCandidates => state.draw_candidates(),
            Command::ToggleLock => state.toggle_lock(),
            Command::AdoptSettings => state.adopt_settings(),
            Command::PlaceInCell => state.place_in_cell(),
            Command::RedrawSweep => {
                state.redraw_sweep();
                self.show_pane(Pane::Sweep);
            }
            Command::Edit(command) => {
                state.run_edit(command);
                self.reach_clipboard(ctx);
            }
            Command::Cancel => state.cancel(),
            Command::Breed(command) => state.run_breed(command),
            Command::Sketch(command) => self.run_sketch(command, ctx, frame),
            Command::Animate(command) => self.run_animate(command, ctx, frame),
            Command::Shade(ShadeCommand::ExportSweep) => self.export(Form::LightSweep, ctx, frame),
            Command::Shade(command) => state.run_shade(command),
            Command::Train(command) => self.run_train(command, ctx, frame),
            Command::Undo => state.undo(),
            Command::Redo => state.redo(),
            Command::Move(direction) => state.move_selection(direction),
            Command::Select(index) => state.select(index),
            Command::File(command) => self.run_file(command, ctx, frame),
            Command::Kept(command) => self.run_kept(command),
            Command::View(command) => self.run_view(command, ctx),
            Command::CopyImage => self.copy_image(ctx),
            Command::CopyRecipe => self.copy_recipe(ctx),
        }
    }

    fn run_animate(&mut self, command: AnimateCommand, ctx: &Context, frame: &eframe::Frame) {
        match command {
            AnimateCommand::ExportGif => self.export(Form::ClipGif, ctx, frame),
            AnimateCommand::ExportAseprite => self.export(Form::ClipAseprite, ctx, frame),
            AnimateCommand::ExportApng => self.export(Form::ClipApng, ctx, frame),
            AnimateCommand::ExportSheet => self.export(Form::ClipSheet, ctx, frame),
            AnimateCommand::ExportGodot => self.export(Form::ClipGodot, ctx, frame),
            command => {
                self.state.run_animate(command);
                if command == AnimateCommand::EditFrame {
                    self.show_pane(Pane::Edit);
                }
            }
        }
    }

    fn run_sketch(&mut self, command: SketchCommand, ctx: &Context, frame: &eframe::Frame) {
        match command {
            SketchCommand::Open => self.ask(Pending::OpenSketch, Ask::OpenSketch, ctx, frame),
            SketchCommand::Save => self.ask(Pending::SaveSketch, save_sketch(), ctx, frame),
            command => self.state.run_sketch(command),
        }
        if matches!(command, SketchCommand::Draw | SketchCommand::Others | SketchCommand::UseSprite)
        {
            self.show_pane(Pane::Sketch);
        }
    }

    /// Opens and writes files.
    fn run_file(&mut self, command: FileCommand, ctx: &Context, frame: &eframe::Frame) {
        match command {
            FileCommand::Export => self.export(Form::Png, ctx, frame),
            FileCommand::ExportSheet => self.export(Form::Sheet, ctx, frame),
            FileCommand::ExportAseprite => self.export(Form::Aseprite, ctx, frame),
            FileCommand::ExportSet => self.state.open_export(None),
            FileCommand::WriteSet => self.export_set(ctx, frame),
            FileCommand::Liveries => self.state.open_liveries(),
            FileCommand::OpenSprite => self.ask(Pending::OpenSprite, Ask::OpenSprite, ctx, frame),
            FileCommand::OpenPalette => {
                self.ask(Pending::OpenPalette, Ask::OpenPalette, ctx, frame);
            }
            FileCommand::ModelPalette => self.state.use_palette(None),
            FileCommand::Recolour => self.state.recolour_selected(),
            FileCommand::OpenModel => self.ask(Pending::OpenModel, Ask::OpenModel, ctx, frame),
            FileCommand::Worlds => {
                let waking = ctx.clone();
                self.state.open_worlds(move || waking.request_repaint());
            }
            FileCommand::AddWorld => self.ask(Pending::AddWorld, Ask::OpenModel, ctx, frame),
            FileCommand::BuiltInModel => self.go_built_in(),
            FileCommand::NewWorkspace => self.new_workspace(),
            FileCommand::Workspaces => self.show_workspaces(),
            FileCommand::GoToTab(index) => self.go_to_tab(index),
            FileCommand::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    /// Changes the collection.
    fn run_kept(&mut self, command: KeptCommand) {
        let state = &mut self.state;
        match command {
            KeptCommand::Keep | KeptCommand::Save => state.keep_current(),
            KeptCommand::Copy => state.keep_copy(),
            KeptCommand::Rename => {
                self.show_pane(Pane::Collection);
                self.state.begin_rename();
            }
            KeptCommand::Trash => state.trash_selected(true),
            KeptCommand::Restore => state.trash_selected(false),
            KeptCommand::EmptyTrash => self.question = Some(Question::EmptyTrash),
            KeptCommand::Retry => state.collection.retry(),
        }
    }

    /// Changes the view and no sprite.
    fn run_view(&mut self, command: ViewCommand, ctx: &Context) {
        let view = &mut self.state.view;
        match command {
            ViewCommand::ToggleTheme => {
                let is_dark = ctx.theme() == Theme::Dark;
                ctx.set_theme(if is_dark { Theme::Light } else { Theme::Dark });
            }
            ViewCommand::ToggleShortcuts => {
                let is_open = self.shortcuts.take().is_some();
                self.shortcuts = (!is_open).then(ShortcutSheet::default);
            }
            ViewCommand::TogglePalette => self.palette = Some(CommandPalette::default()),
            ViewCommand::TogglePixelGrid => view.has_pixel_grid = !view.has_pixel_grid,
            ViewCommand::ToggleTiles => view.is_tiled = !view.is_tiled,
            ViewCommand::ZoomIn | ViewCommand::ZoomOut => {
                let step = if command == ViewCommand::ZoomIn { 1 } else { -1 };
                view.shown_zoom = view.shown_zoom.saturating_add_signed(step).clamp(1, MAX_ZOOM);
                view.zoom = Some(view.shown_zoom);
            }
            ViewCommand::ZoomFit => view.zoom = None,
            ViewCommand::ShowPane(pane) => self.show_pane(pane),
            ViewCommand::TypePrompt => {
                self.show_pane(Pane::Grid);
                self.state.prompt.wants_keyboard = true;
            }
            ViewCommand::FirstSteps => self.state.shows_steps = true,
            ViewCommand::Guide => self.state.help = Some(HelpPage::Guide),
            ViewCommand::Messages => self.state.toasts.shows_log = true,
            ViewCommand::About => self.state.help = Some(HelpPage::About),
            ViewCommand::ResetLayout => self.dock = Dock::new(&Layout::usual()),
            ViewCommand::LargerInterface => self.scale_interface(ctx, 1),
            ViewCommand::SmallerInterface => self.scale_interface(ctx, -1),
            ViewCommand::UsualInterface => self.set_interface_scale(ctx, USUAL_SCALE),
        }
    }

    /// Shows texts and controls some steps larger, or smaller.
    fn scale_interface(&mut self, ctx: &Context, steps: isize) {
        let now = self.state.view.interface_scale;
        let room = ctx.content_rect().size() * ctx.zoom_factor();
        let at = INTERFACE_SCALES.iter().position(|&scale| now <= scale);
        let at = at.unwrap_or(INTERFACE_SCALES.len() - 1).saturating_add_signed(steps);
        let wanted = INTERFACE_SCALES[at.min(INTERFACE_SCALES.len() - 1)];
        let left = room / (wanted as f32 / 100.0);
        if 0 < steps && (left.x < LEAST_ROOM.x || left.y < LEAST_ROOM.y) {
            self.state.toasts.info("The window is too small for a larger interface: enlarge it");
            return;
        }
        self.set_interface_scale(ctx, wanted);
    }

    /// Shows texts and controls at some per cent of the size that the system has them in.
    pub(super) fn set_interface_scale(&mut self, ctx: &Context, percent: u32) {
        self.state.view.interface_scale = percent;
        ctx.set_zoom_factor(percent as f32 / 100.0);
    }

    fn run_train(&mut self, command: TrainCommand, ctx: &Context, frame: &eframe::Frame) {
        match command {
            TrainCommand::Prepare => {
                let Some(run_paths) = self.state.run_paths() else { return };
                let (training_sprites, waking) = (self.state.training_sprites(), ctx.clone());
                let wake = move || waking.request_repaint();
                let begun =
                    self.state.train.preparer.prepare(run_paths.art, training_sprites, wake);
                if let Err(error) = begun {
                    self.state.toasts.error(format!("Nothing could be prepared: {error}"));
                }
            }
            TrainCommand::ChooseFolder => {
                self.ask(Pending::OpenFolder, Ask::OpenFolder, ctx, frame);
            }
            TrainCommand::ChooseFile => self.ask(Pending::OpenArt, Ask::OpenArt, ctx, frame),
            TrainCommand::AddFolder => self.ask(Pending::AddFolder, Ask::OpenFolder, ctx, frame),
            TrainCommand::AddFile => self.ask(Pending::AddArt, Ask::OpenArt, ctx, frame),
            TrainCommand::ChooseManifest => {
                self.ask(Pending::OpenManifest, Ask::OpenManifest, ctx, frame);
            }
            TrainCommand::Import => self.open_import(ctx),
            TrainCommand::ChoosePalette => {
                self.ask(Pending::OpenImportPalette, Ask::OpenPalette, ctx, frame);
            }
            TrainCommand::BringIn => self.state.bring_in(),
            TrainCommand::Start => self.state.start_training(),
            TrainCommand::Stop => self.state.train.runner.stop(),
            TrainCommand::CopyLines => {
                if let Some(lines) = self.state.training_lines() {
                    ctx.copy_text(lines.join("\n"));
                    self.state.toasts.info("Copied: paste it into a terminal");
                }
            }
            TrainCommand::OpenResult | TrainCommand::OpenLonger => {
                if let Some(made) = self.state.made(command) {
                    self.open_model(made.out.clone());
                }
            }
        }
    }

    /// Opens the dialog that brings pictures in.
    pub(super) fn open_import(&mut self, ctx: &Context) {
        let waking = ctx.clone();
        self.state.open_import(move || waking.request_repaint());
    }

    /// Brings a panel to the front; keys that several panels know mean it from then on.
    fn show_pane(&mut self, pane: Pane) {
        self.dock.open(pane);
        self.state.edit.takes_keys = pane == Pane::Edit;
        if pane == Pane::Collection {
            self.state.enter_collection();
        }
    }
}
