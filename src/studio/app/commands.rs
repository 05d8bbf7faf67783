//! Carrying out commands.

use std::hash::{BuildHasher as _, RandomState};

use egui::{Context, Theme, ViewportCommand};

use super::{App, Pending};
use crate::studio::{
    command::{Command, ShadeCommand, TrainCommand},
    dialogs::Ask,
    export::Form,
    layout::{Dock, Layout, Pane},
    panels::{
        big_view::MAX_ZOOM, command_palette::CommandPalette, modals::Question,
        shortcuts::ShortcutSheet,
    },
};

/// Seeds that are rolled have six digits, so that they can be told over the telephone.
const SEEDS: u64 = 1_000_000;

impl App {
    /// Does what a command says.
    pub(super) fn run_command(&mut self, command: Command, ctx: &Context, frame: &eframe::Frame) {
        if !self.state.allows(command) {
            return;
        }
        let state = &mut self.state;
        match command {
            Command::DrawAll => state.draw_all(command.name()),
            Command::NewSeed => {
                let seed = state.settings.seed;
                let rolled = RandomState::new().hash_one(seed) % SEEDS;
                state.set_seed(if rolled == seed { (rolled + 1) % SEEDS } else { rolled });
                state.draw_all(command.name());
            }
            Command::Reroll => state.reroll(),
            Command::RerollRow(row) => state.reroll_row(row),
            Command::RerollColumn(column) => state.reroll_column(column),
            Command::DrawCandidates => state.draw_candidates(),
            Command::ToggleLock => state.toggle_lock(),
            Command::AdoptSettings => state.adopt_settings(),
            Command::PlaceInCell => state.place_in_cell(),
            Command::RedrawSweep => state.redraw_sweep(),
            Command::Edit(command) => state.run_edit(command),
            Command::Cancel => {
                if !state.edit.abandon() {
                    state.jobs.cancel_all();
                }
            }
            Command::Breed(command) => state.run_breed(command),
            Command::Shade(ShadeCommand::ExportSweep) => self.export(Form::LightSweep, ctx, frame),
            Command::Shade(command) => state.run_shade(command),
            Command::Train(command) => self.run_train(command, ctx, frame),
            Command::Undo => state.undo(),
            Command::Redo => state.redo(),
            Command::Move(direction) => state.move_selection(direction),
            Command::Select(index) => state.select(index),
            Command::Export => self.export(Form::Png, ctx, frame),
            Command::ExportSheet => self.export(Form::Sheet, ctx, frame),
            Command::ExportAseprite => self.export(Form::Aseprite, ctx, frame),
            Command::OpenSprite => self.ask(Pending::OpenSprite, Ask::OpenSprite, ctx, frame),
            Command::OpenPalette => self.ask(Pending::OpenPalette, Ask::OpenPalette, ctx, frame),
            Command::ModelPalette => state.use_palette(None),
            Command::Recolour => state.recolour_selected(),
            Command::Keep => state.keep_current(),
            Command::TrashKept => state.trash_selected(true),
            Command::RestoreKept => state.trash_selected(false),
            Command::EmptyTrash => self.question = Some(Question::EmptyTrash),
            Command::RetryKept => state.collection.retry(),
            Command::CopyImage => self.copy_image(ctx),
            Command::CopyRecipe => self.copy_recipe(ctx),
            Command::OpenModel => self.ask(Pending::OpenModel, Ask::OpenModel, ctx, frame),
            Command::BuiltInModel => self.go_built_in(),
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            other => self.run_view_command(other, ctx),
        }
    }

    /// Commands that change the view and no sprite.
    fn run_view_command(&mut self, command: Command, ctx: &Context) {
        let view = &mut self.state.view;
        match command {
            Command::ToggleTheme => {
                let is_dark = ctx.theme() == Theme::Dark;
                ctx.set_theme(if is_dark { Theme::Light } else { Theme::Dark });
            }
            Command::ToggleExportSettings => {
                self.state.shows_export_settings = !self.state.shows_export_settings;
            }
            Command::ToggleShortcuts => {
                let is_open = self.shortcuts.take().is_some();
                self.shortcuts = (!is_open).then(ShortcutSheet::default);
            }
            Command::TogglePalette => self.palette = Some(CommandPalette::default()),
            Command::TogglePixelGrid => view.has_pixel_grid = !view.has_pixel_grid,
            Command::ToggleTiles => view.is_tiled = !view.is_tiled,
            Command::ZoomIn | Command::ZoomOut => {
                let step = if command == Command::ZoomIn { 1 } else { -1 };
                view.shown_zoom = view.shown_zoom.saturating_add_signed(step).clamp(1, MAX_ZOOM);
                view.zoom = Some(view.shown_zoom);
            }
            Command::ZoomFit => view.zoom = None,
            Command::TogglePane(pane) => self.toggle_pane(pane),
            Command::ResetLayout => self.dock = Dock::new(&Layout::usual()),
            _ => {}
        }
    }

    fn run_train(&mut self, command: TrainCommand, ctx: &Context, frame: &eframe::Frame) {
        match command {
            TrainCommand::Prepare => {
                let Some(course) = self.state.course() else { return };
                let (lessons, waking) = (self.state.lessons(), ctx.clone());
                let wake = move || waking.request_repaint();
                let begun = self.state.train.preparer.prepare(course.art, lessons, wake);
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

    fn toggle_pane(&mut self, pane: Pane) {
        if self.dock.is_in_front(pane) {
            self.dock.close(pane);
        } else {
            self.dock.open(pane);
        }
    }
}
