//! Taking steps back, and doing them again.
//!
//! In the editor undo means the sprite on show: its latest step is undone, and steps of other
//! sprites wait in their places. Everywhere else it means what was done last.

use std::sync::Arc;

use super::{
    Art, Change, Edited, Pane, Place, State,
    edit::Target,
    home::is_same,
    shade::{Relit, Where},
};
use crate::studio::history::Step;

impl State {
    /// Takes back what was done last; in the editor, what was done last to its sprite.
    ///
    /// While a stroke or a region is on its way, it is the last thing.
    pub(in crate::studio) fn undo(&mut self) {
        if self.edit.abandon() || self.cancel_region() {
            return;
        }
        self.end_all_strokes();
        if !self.is_editing() {
            self.undo_last();
            return;
        }
        let Some(place) = self.step_to_undo() else { return };
        if let Some(step) = self.take_alone(place) {
            self.take_back_step(step);
        }
    }

    /// Takes back what was done last, wherever.
    pub(super) fn undo_last(&mut self) {
        self.end_all_strokes();
        if let Some(step) = self.history.take_done() {
            self.take_back_step(step);
        }
    }

    fn end_all_strokes(&mut self) {
        self.end_stroke();
        self.end_sketch_stroke();
        self.end_light();
        self.end_parts();
    }

    fn take_back_step(&mut self, step: Step) {
        let step = self.swap(step);
        self.tell_step("Undone", &step);
        self.history.undid(step);
    }

    /// Takes a step out of the history; of one that others came after, only what it did to the
    /// sprite on show, so that those are still what they were.
    fn take_alone(&mut self, place: usize) -> Option<Step> {
        let is_last = place + 1 == self.history.n_done();
        if !is_last
            && let Target::Cell(index) = self.shown_target()
            && let Some(Change::Cells { job, cells, settings }) =
                self.history.step_at(place).map(|step| &step.change)
        {
            let is_others = |job| !self.jobs.is_only_for(job, index);
            let is_shared = settings.is_some()
                || cells.iter().any(|(cell, _)| *cell != index)
                || job.is_some_and(is_others);
            if is_shared && cells.iter().any(|(cell, _)| *cell == index) {
                return self.history.take_cell_at(place, index);
            }
        }
        self.history.take_done_at(place)
    }

    /// The place of the last step done that is about the sprite on show.
    ///
    /// Other cells of the grid came with another prompt or other axes: what was done to those
    /// since is undone first, each in its turn.
    fn step_to_undo(&self) -> Option<usize> {
        let place = self.history.last_where(|change| self.is_about_shown(change))?;
        let step = self.history.step_at(place)?;
        let is_last = place + 1 == self.history.n_done();
        (is_last || !matches!(step.change, Change::Axes(_))).then_some(place)
    }

    fn step_to_redo(&self) -> Option<usize> {
        self.history.last_undone_where(|change| self.is_about_shown(change))
    }

    /// Whether a step changed the sprite on show, or what is selected of it, or what the artist
    /// decided about it.
    fn is_about_shown(&self, change: &Change) -> bool {
        let (target, art) = (self.shown_target(), self.current_art());
        let is_shown = |now: &Arc<Art>| art.is_none_or(|art| is_same(now, art));
        match change {
            Change::Edit(edited) => match (edited.target(), target) {
                // The frames of a clip are one after the other what the artist works on.
                (Some(Target::Held(step)), Target::Held(shown)) if is_of_clip(step, shown) => true,
                (Some(step), shown) => {
                    step == shown && edited.arts.as_ref().is_none_or(|(_, arts)| is_shown(&arts[1]))
                }
                (None, _) => false,
            },
            Change::Cells { job, cells, .. } => {
                let Target::Cell(index) = target else { return false };
                let is_awaited = job.is_some_and(|job| self.jobs.awaits(job, index));
                is_awaited || cells.iter().any(|(cell, _)| *cell == index)
            }
            Change::Light(relit) => is_relit(relit, target, art),
            Change::Axes(_) => matches!(target, Target::Cell(_)),
            Change::Lock(index) => target == Target::Cell(*index),
            // That it was kept at all is about the collection.
            Change::Kept(standings) => standings.iter().any(|(id, before)| {
                if before.is_trashed {
                    return false;
                }
                let kept = self.collection.item(*id).and_then(|item| item.art.as_ref());
                self.current_kept() == Some(*id) || kept.is_some_and(is_shown)
            }),
            Change::Breed(_) | Change::Sketch(_) | Change::Parts(_) => false,
        }
    }

    /// What the next undo takes back.
    pub(in crate::studio) fn undo_name(&self) -> Option<&str> {
        if self.is_editing() {
            return self.history.step_at(self.step_to_undo()?).map(|step| step.name.as_str());
        }
        self.history.undo_name()
    }

    /// What the next redo does again.
    pub(in crate::studio) fn redo_name(&self) -> Option<&str> {
        if self.is_editing() {
            return self.history.undone_at(self.step_to_redo()?).map(|step| step.name.as_str());
        }
        self.history.redo_name()
    }

    /// Why there is nothing to undo or to do again, although there are steps.
    pub(super) fn undo_obstacle(&self, is_undo: bool) -> Option<&'static str> {
        let has_others = self.history.undo_name().is_some() && is_undo
            || self.history.redo_name().is_some() && !is_undo;
        if !self.is_editing() || !has_others {
            return None;
        }
        Some(if is_undo {
            "Nothing was done to this sprite: other panels undo what was done elsewhere"
        } else {
            "Nothing of this sprite is undone: other panels redo what was undone elsewhere"
        })
    }

    /// Does again what was taken back last; in the editor, what was of its sprite.
    pub(in crate::studio) fn redo(&mut self) {
        if !self.is_editing() {
            self.redo_last();
            return;
        }
        self.end_light();
        if let Some(step) = self.step_to_redo().and_then(|at| self.history.take_undone_at(at)) {
            self.do_step_again(step);
        }
    }

    /// Does again what was taken back last, wherever.
    pub(super) fn redo_last(&mut self) {
        self.end_light();
        if let Some(step) = self.history.take_undone() {
            self.do_step_again(step);
        }
    }

    fn do_step_again(&mut self, step: Step) {
        let step = self.swap(step);
        self.tell_step("Redone", &step);
        self.history.redid(step);
    }

    /// Says what was undone where the artist cannot see it.
    fn tell_step(&mut self, what: &str, step: &Step) {
        let seen_in: &[Pane] = match &step.change {
            Change::Cells { .. } | Change::Axes(_) | Change::Lock(_) => &[Pane::Grid],
            Change::Edit(Edited { arts: None, .. }) => &[Pane::Edit],
            Change::Edit(edited) => match edited.target() {
                Some(Target::Cell(_)) => &[Pane::Grid, Pane::Edit],
                _ => &[Pane::Edit, Pane::Inspector, Pane::Collection],
            },
            Change::Kept(_) => &[Pane::Collection],
            Change::Light(_) => &[Pane::Shade, Pane::Grid, Pane::Edit, Pane::Collection],
            Change::Breed(_) => &[Pane::Breed],
            Change::Sketch(_) => &[Pane::Sketch],
            Change::Parts(_) => &[Pane::Animate],
        };
        let is_seen = seen_in.iter().any(|pane| self.in_front.contains(pane));
        if let Some(pane) = seen_in.first().filter(|_| !is_seen) {
            self.toasts.info(format!("{what}: {}, in {}", step.name, pane.title()));
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

/// Whether two places are of one kept clip: the clip as a whole, or one of its frames.
fn is_of_clip(one: Place, other: Place) -> bool {
    let clip = |place| match place {
        Place::Kept(id) | Place::Frame { clip: id, .. } => Some(id),
        _ => None,
    };
    let is_frame = |place| matches!(place, Place::Frame { .. });
    clip(one).is_some() && clip(one) == clip(other) && (is_frame(one) || is_frame(other))
}

/// Whether a step lit a sprite, or the clip that it is a frame of.
fn is_relit(relit: &Relit, target: Target, art: Option<&Arc<Art>>) -> bool {
    let clip = match target {
        Target::Held(Place::Frame { clip, .. }) => Some(clip),
        _ => None,
    };
    art.is_some_and(|art| relit.is_about(art))
        || relit.arts.iter().any(|(at, _)| matches!(at, Where::Kept(id) if Some(*id) == clip))
}
