//! Taking steps back, and doing them again.

use std::sync::Arc;

use super::{Change, Edited, State};
use crate::studio::history::Step;

impl State {
    /// Takes back what was done last.
    ///
    /// While a stroke or a region is on its way, it is the last thing.
    pub(in crate::studio) fn undo(&mut self) {
        if self.edit.abandon() || self.cancel_region() {
            return;
        }
        self.end_stroke();
        self.end_sketch_stroke();
        self.end_light();
        self.end_parts();
        let first = self.edit_to_undo().and_then(|place| self.history.take_done_at(place));
        if let Some(step) = first.or_else(|| self.history.take_done()) {
            let step = self.swap(step);
            self.history.undid(step);
        }
    }

    /// While keys mean the editor, edits of its sprite are undone before what was done elsewhere
    /// since: the place of the last one in the history.
    fn edit_to_undo(&self) -> Option<usize> {
        let (target, art) = self.editable().filter(|_| self.is_editing())?;
        let last = self.history.last_where(|change| match change {
            Change::Edit(Edited { arts: None, .. }) => true,
            Change::Edit(Edited { arts: Some((place, [_, now])), .. }) => {
                *place == target && Arc::ptr_eq(now, &art)
            }
            // Light and colours are undone in their turn.
            Change::Light(relit) => relit.is_about(&art),
            Change::Cells { .. }
            | Change::Kept(_)
            | Change::Lock(_)
            | Change::Axes(_)
            | Change::Breed(_)
            | Change::Sketch(_)
            | Change::Parts(_) => false,
        })?;
        let step = self.history.step_at(last)?;
        matches!(step.change, Change::Edit(_)).then_some(last)
    }

    /// What the next undo takes back.
    pub(in crate::studio) fn undo_name(&self) -> Option<&str> {
        let first = self.edit_to_undo().and_then(|place| self.history.step_at(place));
        first.map(|step| step.name.as_str()).or(self.history.undo_name())
    }

    /// Does again what was taken back last.
    pub(in crate::studio) fn redo(&mut self) {
        self.end_light();
        if let Some(step) = self.history.take_undone() {
            let step = self.swap(step);
            self.history.redid(step);
        }
    }

    /// Brings back the state that a step holds; what comes back holds the state before that.
    fn swap(&mut self, mut step: Step) -> Step {
        match &mut step.change {
            Change::Cells { job, cells, settings } => {
                // What has not arrived yet is not wanted any more.
                if let Some(job) = job.take() {
                    self.jobs.cancel_job(job);
                }
                // In the order of arrival, backwards and forwards: one cell may be in it twice.
                cells.reverse();
                for (index, art) in cells {
                    if let Some(cell) = self.grid.cells.get_mut(*index) {
                        std::mem::swap(&mut cell.art, art);
                    }
                }
                if let Some((seed, drawn_with)) = settings {
                    if let Some(now) = &mut self.grid.drawn_with {
                        std::mem::swap(now, drawn_with);
                    }
                    std::mem::swap(&mut self.settings.seed, seed);
                    self.seed_text = self.settings.seed.to_string();
                }
            }
            Change::Edit(edited) => self.swap_edited(edited),
            Change::Kept(standings) => {
                self.collection.swap(standings);
                let ids: Vec<u64> = standings.iter().map(|(id, _)| *id).collect();
                self.retitle_current(&ids);
            }
            Change::Breed(change) => self.swap_breed(change),
            Change::Sketch(change) => self.swap_sketch(change),
            Change::Axes(grid) => self.swap_grid(grid),
            Change::Light(relit) => self.swap_relit(relit),
            Change::Parts(change) => self.swap_parts(change),
            Change::Lock(index) => {
                if let Some(cell) = self.grid.cells.get_mut(*index) {
                    cell.is_locked = !cell.is_locked;
                }
            }
        }
        step
    }
}
