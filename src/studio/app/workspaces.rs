//! The workspace of the window: saving it, beginning another, opening an earlier one.

use std::{path::Path, sync::Arc, time::Duration};

use egui::{Context, Ui};

use super::{App, COLLECTION, Image, OpenedWorkspace, Opening, Workspace, commands, wake_in};
use crate::studio::{
    collection::Librarian,
    panels::workspaces::{Wanted, WorkspaceSheet},
};

impl App {
    /// Puts a tab away that was drawn with another model than this one, which is on its way.
    pub(in crate::studio) fn for_model(mut self, path: Option<&Path>) -> Self {
        self.state.put_away_unless(path);
        self
    }

    /// Names everything that the workspace keeps of what is on show, for tests that kill the
    /// program: equal names are equal states.
    #[doc(hidden)]
    #[must_use]
    pub fn digest(&self) -> String {
        self.state.image().map(|image| image.digest()).unwrap_or_default()
    }

    /// The longest that saving the workspace has kept the window in one frame, and how many
    /// bytes the workspace takes, for measurements.
    #[doc(hidden)]
    #[must_use]
    pub fn saving(&self) -> (Duration, u64) {
        let saving = |workspace: &Workspace| (workspace.slowest(), workspace.n_bytes());
        self.workspace.as_ref().map(saving).unwrap_or_default()
    }

    /// Works in this workspace from now on; returns what it held.
    pub(super) fn take_workspace(&mut self, opened: OpenedWorkspace) -> Option<Image> {
        let (workspace, image, problem) = opened.into_parts();
        self.workspace = workspace;
        if let Some(problem) = problem {
            self.state.toasts.error(problem);
        }
        image
    }

    /// Has the workspace saved as it is now, at the latest in a moment.
    pub(super) fn note_workspace(&mut self, ctx: &Context, now: f64) {
        let Some(workspace) = &mut self.workspace else { return };
        if let Some(problem) = workspace.problem() {
            self.state.toasts.error(problem);
        }
        if let Some(seconds) = workspace.note(now, || self.state.image()) {
            wake_in(ctx, seconds);
        }
    }

    /// Has everything saved, because this is the last of it.
    pub(super) fn note_all(&mut self) {
        self.state.store_edited();
        if let Some(workspace) = &mut self.workspace {
            workspace.note_last(self.state.image());
        }
    }

    /// Looks after the collection in this folder from now on.
    pub(super) fn open_collection(&mut self, ctx: &Context, data: &Path) {
        let waking = ctx.clone();
        let wake = Arc::new(move || waking.request_repaint());
        match Librarian::spawn(data.join(COLLECTION), wake) {
            Ok(librarian) => self.state.collection.open(librarian),
            Err(error) => {
                self.state.toasts.error(format!("The collection cannot be opened: {error}"));
            }
        }
    }

    /// Shows the workspaces, if there is a folder for them.
    pub(super) fn show_workspaces(&mut self) {
        match &self.workspace {
            Some(workspace) => self.workspaces = Some(WorkspaceSheet::new(workspace)),
            None => self.state.toasts.error(
                "There is no folder for workspaces: set HOME and start again, and work is kept",
            ),
        }
    }

    /// Leaves the workspace on show and begins another.
    pub(super) fn new_workspace(&mut self) {
        self.note_all();
        if let Some(data) = self.data.clone() {
            // The one before is saved by then, and free for other windows.
            self.workspace = None;
            self.take_workspace(Workspace::open_new(&data));
        }
        self.state.set_seed(commands::rolled_seed(self.state.settings.seed));
        self.state.begin_anew();
        self.state.toasts.info("A new workspace; the File menu has the one before");
    }

    /// Leaves the workspace on show for an earlier one.
    fn open_workspace(&mut self, path: &Path, ctx: &Context) {
        let Some(data) = self.data.clone() else { return };
        if 0 < self.state.collection.n_refused() {
            self.state.toasts.error(
                "Some kept sprites are not saved yet: save them again first, in the collection",
            );
            return;
        }
        self.note_all();
        let opened = match Workspace::open(&data, path) {
            Ok(opened) => opened,
            Err(error) => {
                self.state.toasts.error(format!("That workspace was not opened: {error}"));
                return;
            }
        };
        // Kept sprites have other numbers there.
        self.state.forget_collection();
        self.open_collection(ctx, &data);
        match self.take_workspace(opened) {
            Some(image) => {
                if let Some(opening) = self.state.restore_live(image) {
                    self.load_model_of(opening);
                }
            }
            None => self.state.begin_anew(),
        }
    }

    /// Shows another tab, and has its model loaded.
    pub(super) fn go_to_tab(&mut self, index: usize) {
        if let Some(opening) = self.state.go_to_tab(index) {
            self.load_model_of(opening);
        }
    }

    fn load_model_of(&mut self, opening: Opening) {
        match opening.path {
            Some(path) => self.open_model(path),
            None => self.go_built_in(),
        }
    }

    /// Draws the sheet of workspaces while it is open.
    pub(super) fn workspaces_ui(&mut self, ui: &Ui) {
        let (Some(sheet), Some(workspace)) = (&self.workspaces, &self.workspace) else { return };
        let wanted = sheet.show(ui, &mut self.state, workspace);
        if wanted == Wanted::Nothing {
            return;
        }
        self.workspaces = None;
        match wanted {
            Wanted::Nothing | Wanted::Close => {}
            Wanted::New => self.new_workspace(),
            Wanted::Open(path) => self.open_workspace(&path, ui),
        }
    }
}
