//! What is looked after in every frame: the collection, a run of the trainer, the light.

use egui::Context;

use super::App;
use crate::{
    companion::find_trainer,
    studio::{
        layout::Pane,
        state::TrainerProgram,
        training::{Seen, Watcher},
    },
};

impl App {
    /// Other programs may have changed the collection while the artist was with them.
    pub(super) fn look_when_focused(&mut self, ctx: &Context) {
        let is_focused = ctx.input(|input| input.focused);
        if is_focused && !std::mem::replace(&mut self.was_focused, is_focused) {
            self.state.collection.look();
        }
        self.was_focused = is_focused;
    }

    /// Follows the run that the training panel is about while that is on show.
    pub(super) fn follow_run(&mut self, ctx: &Context) {
        let is_shown = self.state.in_front.contains(&Pane::Train);
        if let Some(soon) = self.state.train.runner.poll() {
            ctx.request_repaint_after(soon);
        }
        if is_shown && self.state.train.trainer == TrainerProgram::Unknown {
            let found = find_trainer().map_or(TrainerProgram::Missing, TrainerProgram::Found);
            self.state.train.trainer = found;
        }
        let run_paths = if is_shown { self.state.run_paths() } else { None };
        if run_paths.is_some() && self.state.train.watcher.is_none() {
            let waking = ctx.clone();
            self.state.train.watcher = Watcher::spawn(move || waking.request_repaint()).ok();
        }
        let Some(watcher) = &mut self.state.train.watcher else { return };
        if watcher.look_at(run_paths.as_ref()) {
            self.state.train.seen = Seen::default();
        }
        if let Some(seen) = watcher.poll() {
            self.state.train.seen = seen;
        }
    }

    /// A light that was moved about is a step of the history once everything is let go.
    pub(super) fn end_light_when_let_go(&mut self, ctx: &Context) {
        let is_held = ctx.input(|input| input.pointer.any_down() || !input.keys_down.is_empty());
        if !is_held {
            self.state.end_light();
        }
    }
}
