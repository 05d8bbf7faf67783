//! What was done, so that it can be undone: one history for the whole window.
//!
//! A [`Change`] holds the other state of what it is about: undoing swaps the two, and so does
//! doing it again. A new kind of change needs a variant, what it weighs, and its arm in
//! `State::swap`.

use std::{collections::VecDeque, sync::Arc};

use super::{
    art::Art,
    collection::Standing,
    state::{BreedChange, Edited, Grid, PartsChange, Relit, Settings, SketchChange},
};
use crate::generate::JobId;

/// What all changes together may weigh unless the artist says otherwise, in MiB; the oldest are
/// forgotten first. This is some ten thousand sprites, or a few hundred whole grids.
pub(super) const USUAL_MIB: u32 = 32;
/// The least of it that the artist can say.
pub(super) const LEAST_MIB: u32 = 4;
/// The most of it.
pub(super) const MOST_MIB: u32 = 512;

/// Something that can be taken back.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Other sprites came into cells of the grid.
    Cells {
        /// The job that draws them. Undoing stops it; it adds a cell with each sprite.
        job: Option<JobId>,
        /// What the cells held, or will hold again.
        cells: Vec<(usize, Option<Arc<Art>>)>,
        /// For a whole grid: the seed on show, and the settings that it was drawn with.
        settings: Option<(u64, Settings)>,
    },
    /// A sprite was edited by hand.
    Edit(Edited),
    /// Sprites were kept, renamed, tagged, thrown away or taken back.
    Kept(Vec<(u64, Standing)>),
    /// A cell was locked or unlocked.
    Lock(usize),
    /// The grid got other axes or another prompt, and so other cells.
    Axes(Box<Grid>),
    /// Light fell another way.
    Light(Relit),
    /// Something of the breeding panel.
    Breed(BreedChange),
    /// Something of the sketch panel.
    Sketch(SketchChange),
    /// The parts of a sprite were corrected.
    Parts(PartsChange),
}

impl Change {
    fn size(&self) -> usize {
        let inside = match self {
            Self::Cells { cells, .. } => {
                cells.iter().map(|(_, art)| art.as_ref().map_or(0, |art| art.size()) + 32).sum()
            }
            // The sprite before is the one after of the step before, which is counted there.
            Self::Edit(edited) => edited.arts.as_ref().map_or(0, |(_, arts)| arts[1].size()),
            Self::Kept(standings) => {
                let texts = |standing: &Standing| {
                    standing.name.len()
                        + standing.tags.iter().map(|tag| tag.len() + 32).sum::<usize>()
                };
                standings.iter().map(|(_, standing)| texts(standing) + 64).sum()
            }
            Self::Lock(_) => 0,
            Self::Axes(grid) => grid.size(),
            Self::Parts(_) => 2048,
            Self::Breed(change) => change.size(),
            Self::Sketch(change) => change.size(),
            Self::Light(relit) => relit.size(),
        };
        size_of::<Step>() + inside
    }
}

/// A change with the name of what the artist did.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// As menus tell it: "Reroll".
    pub(super) name: String,
    /// What it changed.
    pub(super) change: Change,
}

/// All that can be undone, and all that can be done again.
///
/// Steps are shared, so that a copy of the history costs next to nothing.
#[derive(Clone, Debug)]
pub(super) struct History {
    done: VecDeque<Arc<Step>>,
    undone: Vec<Arc<Step>>,
    /// What all changes together may weigh, in MiB.
    pub(super) limit_mib: u32,
}

impl Default for History {
    fn default() -> Self {
        Self { done: VecDeque::new(), undone: Vec::new(), limit_mib: USUAL_MIB }
    }
}

impl History {
    /// Notes what was done just now. What was undone before can not be done again any more.
    pub(super) fn did(&mut self, name: impl Into<String>, change: Change) {
        self.undone.clear();
        self.done.push_back(Arc::new(Step { name: name.into(), change }));
        self.trim();
    }

    /// Notes what a sprite that has just arrived took the place of.
    pub(super) fn replaced(&mut self, by: JobId, cell: usize, before: Option<Arc<Art>>) {
        let is_of = |step: &Arc<Step>| matches!(&step.change, Change::Cells { job: Some(job), .. } if *job == by);
        let Some(at) = self.done.iter().rposition(is_of) else { return };
        if let Change::Cells { cells, .. } = &mut Arc::make_mut(&mut self.done[at]).change {
            cells.push((cell, before));
        }
        self.trim();
    }

    /// Puts a sprite below the one that a later job has put into a cell, as if it had arrived
    /// before; returns what was below, or the sprite where that step is not there.
    pub(super) fn slip_under(
        &mut self,
        by: JobId,
        cell: usize,
        art: Arc<Art>,
    ) -> Result<Option<Arc<Art>>, Arc<Art>> {
        let is_of = |step: &Arc<Step>| matches!(&step.change, Change::Cells { job: Some(job), .. } if *job == by);
        let Some(at) = self.done.iter().rposition(is_of) else { return Err(art) };
        let Change::Cells { cells, .. } = &mut Arc::make_mut(&mut self.done[at]).change else {
            return Err(art);
        };
        match cells.iter_mut().find(|(index, _)| *index == cell) {
            Some((_, before)) => Ok(before.replace(art)),
            None => Err(art),
        }
    }

    /// Forgets every change of a kind, because what it is about is gone.
    pub(super) fn forget(&mut self, is_gone: impl Fn(&Change) -> bool) {
        self.done.retain(|step| !is_gone(&step.change));
        self.undone.retain(|step| !is_gone(&step.change));
    }

    /// Takes the last thing done, to undo it.
    pub(super) fn take_done(&mut self) -> Option<Step> {
        self.done.pop_back().map(Arc::unwrap_or_clone)
    }

    /// The place of the last thing done that is of a kind.
    pub(super) fn last_where(&self, is_wanted: impl Fn(&Change) -> bool) -> Option<usize> {
        self.done.iter().rposition(|step| is_wanted(&step.change))
    }

    /// The place of the last thing undone that is of a kind.
    pub(super) fn last_undone_where(&self, is_wanted: impl Fn(&Change) -> bool) -> Option<usize> {
        self.undone.iter().rposition(|step| is_wanted(&step.change))
    }

    /// What was done at a place.
    pub(super) fn step_at(&self, place: usize) -> Option<&Step> {
        self.done.get(place).map(AsRef::as_ref)
    }

    /// What was undone at a place.
    pub(super) fn undone_at(&self, place: usize) -> Option<&Step> {
        self.undone.get(place).map(AsRef::as_ref)
    }

    /// Takes the thing done at a place, to undo it before those that were done after it; they
    /// must be about something else.
    pub(super) fn take_done_at(&mut self, place: usize) -> Option<Step> {
        self.done.remove(place).map(Arc::unwrap_or_clone)
    }

    /// Takes what a step did to one cell out of it, to undo that alone.
    pub(super) fn take_cell_at(&mut self, place: usize, cell: usize) -> Option<Step> {
        let step = Arc::make_mut(self.done.get_mut(place)?);
        let Change::Cells { cells, .. } = &mut step.change else { return None };
        let cells: Vec<_> = cells.extract_if(.., |(index, _)| *index == cell).collect();
        let change = Change::Cells { job: None, cells, settings: None };
        Some(Step { name: step.name.clone(), change })
    }

    /// Takes the thing undone at a place, to do it again before others.
    pub(super) fn take_undone_at(&mut self, place: usize) -> Option<Step> {
        (place < self.undone.len()).then(|| Arc::unwrap_or_clone(self.undone.remove(place)))
    }

    /// The last thing done, if it is called that.
    pub(super) fn last_done(&self, name: &str) -> Option<&Change> {
        self.done.back().filter(|step| step.name == name).map(|step| &step.change)
    }

    /// Makes the last two steps one, which brings back the state before both.
    pub(super) fn merge_last(&mut self, change: Change) {
        self.done.pop_back();
        if let Some(step) = self.done.back_mut() {
            Arc::make_mut(step).change = change;
        }
    }

    /// Takes the last thing undone, to do it again.
    pub(super) fn take_undone(&mut self) -> Option<Step> {
        self.undone.pop().map(Arc::unwrap_or_clone)
    }

    /// Puts back what was undone just now.
    pub(super) fn undid(&mut self, step: Step) {
        self.undone.push(Arc::new(step));
    }

    /// Puts back what was done again just now.
    pub(super) fn redid(&mut self, step: Step) {
        self.done.push_back(Arc::new(step));
    }

    /// How many steps can be undone.
    pub(super) fn n_done(&self) -> usize {
        self.done.len()
    }

    /// The names of all steps, the oldest first, those that were undone last.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let steps = self.done.iter().chain(self.undone.iter().rev());
        steps.map(|step| step.name.as_str())
    }

    /// What the next undo takes back.
    pub(super) fn undo_name(&self) -> Option<&str> {
        self.done.back().map(|step| step.name.as_str())
    }

    /// What the next redo does again.
    pub(super) fn redo_name(&self) -> Option<&str> {
        self.undone.last().map(|step| step.name.as_str())
    }

    /// Every step, the oldest first, and whether it is undone.
    pub(super) fn steps(&self) -> impl Iterator<Item = (&Arc<Step>, bool)> {
        let undone = self.undone.iter().rev().map(|step| (step, true));
        self.done.iter().map(|step| (step, false)).chain(undone)
    }

    /// A history of these steps, told as by [`Self::steps`].
    pub(super) fn of(steps: Vec<(Step, bool)>) -> Self {
        let mut history = Self::default();
        for (step, is_undone) in steps {
            if is_undone {
                history.undone.insert(0, Arc::new(step));
            } else {
                history.done.push_back(Arc::new(step));
            }
        }
        history
    }

    /// What all changes together weigh, in bytes.
    pub(super) fn size(&self) -> usize {
        self.steps().map(|(step, _)| step.change.size()).sum()
    }

    /// Forgets the oldest steps, as far as there are more than there is room for.
    pub(super) fn trim(&mut self) {
        let mut size: usize = self.done.iter().map(|step| step.change.size()).sum();
        let most = (self.limit_mib as usize) << 20;
        // The last one stays whatever it weighs.
        while most < size && 1 < self.done.len() {
            size -= self.done.pop_front().map_or(0, |step| step.change.size());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_the_newest_stay() {
        let mut history = History::default();
        let cells = || vec![(0, None); ((USUAL_MIB as usize) << 20) / 32 / 4];
        for index in 0..20 {
            let change = Change::Cells { job: None, cells: cells(), settings: None };
            history.did(index.to_string(), change);
        }
        assert_eq!(history.undo_name(), Some("19"));
        assert!(history.done.len() <= 4, "{}", history.done.len());
    }

    #[test]
    fn something_new_ends_what_could_be_done_again() {
        let mut history = History::default();
        history.did("Lock", Change::Lock(0));
        let step = history.take_done().unwrap();
        history.undid(step);
        assert_eq!((history.undo_name(), history.redo_name()), (None, Some("Lock")));
        history.did("Lock", Change::Lock(1));
        assert_eq!(history.redo_name(), None);
    }
}
