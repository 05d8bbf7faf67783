//! What each command needs to do anything, and what it switches.

use super::{BUILT_IN, ExportSet, INTERFACE_SCALES, State, USUAL_SCALE};
use crate::files::NamePattern;
use crate::studio::{
    art::Current,
    command::{Command, FileCommand, KeptCommand, ViewCommand},
};

impl State {
    /// Whether a command would do anything now.
    pub(in crate::studio) fn allows(&self, command: Command) -> bool {
        match command {
            Command::Reroll | Command::DrawAll => self.reason(command).is_none(),
            Command::NewSeed | Command::RedrawSweep => self.can_draw(),
            Command::RerollRow(_) | Command::RerollColumn(_) | Command::DrawCandidates => {
                self.can_draw() && !self.grid.cells.is_empty()
            }
            Command::ToggleLock => !self.grid.cells.is_empty(),
            Command::Edit(command) => self.allows_edit(command),
            Command::Shade(command) => self.allows_shade(command),
            Command::Cancel => {
                let is_held = self.floating().is_some() || self.edit.selection.is_some();
                let is_wanted = self.is_editing() && is_held;
                let is_open = self.edit.gesture().is_some() || self.edit.colour_dialog.is_some();
                self.jobs.is_busy() || is_open || is_wanted
            }
            Command::Undo => {
                let is_busy = self.edit.gesture().is_some() || self.is_rerolling_region();
                is_busy || self.undo_name().is_some()
            }
            Command::Redo => self.redo_name().is_some(),
            Command::CopyImage | Command::CopyRecipe => self.current_art().is_some(),
            Command::File(command) => self.allows_file(command),
            Command::Kept(command) => self.allows_kept(command),
            Command::View(command) => self.allows_view(command),
            Command::AdoptSettings => self.current_art().is_some_and(|art| art.request.is_some()),
            Command::PlaceInCell => {
                matches!(self.current, Current::Held { .. }) && !self.grid.cells.is_empty()
            }
            Command::Breed(command) => self.allows_breed(command),
            Command::Sketch(command) => self.allows_sketch(command),
            Command::Animate(command) => self.allows_animate(command),
            Command::Train(command) => self.allows_train(command),
            Command::Move(_) | Command::Select(_) => true,
        }
    }

    fn allows_file(&self, command: FileCommand) -> bool {
        match command {
            FileCommand::Export | FileCommand::Liveries => self.current_art().is_some(),
            FileCommand::ExportSet => {
                ExportSet::ALL.into_iter().any(|set| !self.set_arts(set).is_empty())
            }
            FileCommand::WriteSet => {
                let has_names = !self.export.form.has_names()
                    || self.export.names.parse::<NamePattern>().is_ok();
                has_names && !self.set_arts(self.export.set).is_empty()
            }
            FileCommand::ExportSheet | FileCommand::ExportAseprite => {
                self.has_kept_selected() || self.grid.cells.iter().any(|cell| cell.art.is_some())
            }
            FileCommand::ModelPalette => self.colours.own().is_some(),
            FileCommand::Recolour => !self.recolourable().is_empty(),
            FileCommand::BuiltInModel => {
                !self.is_opening() && (self.model_name != BUILT_IN || !self.can_draw())
            }
            FileCommand::NewWorkspace
            | FileCommand::Workspaces
            | FileCommand::GoToTab(_)
            | FileCommand::OpenSprite
            | FileCommand::OpenModel
            | FileCommand::Worlds
            | FileCommand::AddWorld
            | FileCommand::OpenPalette
            | FileCommand::Quit => true,
        }
    }

    fn allows_kept(&self, command: KeptCommand) -> bool {
        match command {
            KeptCommand::Keep | KeptCommand::Save | KeptCommand::Copy => {
                self.current_art().is_some()
            }
            KeptCommand::Rename => self.can_rename(),
            KeptCommand::Trash => self.has_kept_selected() && !self.collection.shows_trash,
            KeptCommand::Restore => self.has_kept_selected() && self.collection.shows_trash,
            KeptCommand::EmptyTrash => 0 < self.collection.count(true),
            KeptCommand::Retry => 0 < self.collection.n_refused(),
        }
    }

    fn allows_view(&self, command: ViewCommand) -> bool {
        let scale = self.view.interface_scale;
        match command {
            ViewCommand::LargerInterface => INTERFACE_SCALES.iter().any(|&other| scale < other),
            ViewCommand::SmallerInterface => INTERFACE_SCALES.iter().any(|&other| other < scale),
            ViewCommand::UsualInterface => scale != USUAL_SCALE,
            ViewCommand::ToggleTheme
            | ViewCommand::ToggleShortcuts
            | ViewCommand::TogglePalette
            | ViewCommand::TogglePixelGrid
            | ViewCommand::ToggleTiles
            | ViewCommand::ZoomIn
            | ViewCommand::ZoomOut
            | ViewCommand::ZoomFit
            | ViewCommand::ShowPane(_)
            | ViewCommand::TypePrompt
            | ViewCommand::ResetLayout
            | ViewCommand::FirstSteps
            | ViewCommand::Guide
            | ViewCommand::Messages
            | ViewCommand::About => true,
        }
    }

    /// Whether what a command switches is on; `None` for commands that switch nothing.
    pub(in crate::studio) fn is_on(&self, command: Command) -> Option<bool> {
        match command {
            Command::View(ViewCommand::TogglePixelGrid) => Some(self.view.has_pixel_grid),
            Command::View(ViewCommand::ToggleTiles) => Some(self.view.is_tiled),
            Command::View(ViewCommand::ZoomFit) => Some(self.view.zoom.is_none()),
            Command::View(ViewCommand::ShowPane(pane)) => Some(self.in_front.contains(&pane)),
            Command::Edit(command) => self.is_edit_on(command),
            Command::Shade(command) => self.is_shade_on(command),
            Command::Animate(command) => self.is_animate_on(command),
            Command::ToggleLock => Some(self.grid.selected_cell().is_some_and(|c| c.is_locked)),
            _ => None,
        }
    }
}
