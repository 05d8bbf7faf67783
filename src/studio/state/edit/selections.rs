//! Selections belong to sprites: another sprite comes with its own, or with none.

use std::sync::Arc;

use super::{Art, Current, Mask, State, Target};

/// How many selections of sprites that are not on show are remembered.
const MOST_PARKED: usize = 64;

/// Whose the selection on show is, and those of other sprites.
#[derive(Clone, Debug, Default)]
pub(super) struct Selections {
    /// The sprite that the selection on show belongs to.
    of: Option<Target>,
    /// Selections of sprites that are not on show, the one left last at the end.
    parked: Vec<Parked>,
}

#[derive(Clone, Debug)]
struct Parked {
    target: Target,
    /// The sprite that was there: in the same place may be another by now.
    art: Option<Arc<Art>>,
    mask: Mask,
}

impl State {
    /// Where the current sprite lives, be it complete or on its way.
    pub(in crate::studio::state) fn shown_target(&self) -> Target {
        match &self.current {
            Current::Cell => Target::Cell(self.grid.selected),
            Current::Held { from, .. } => Target::Held(*from),
        }
    }

    /// Puts the selection of a sprite away that is no longer on show, and brings back that of
    /// the one which is; to be called whenever the current sprite may be another.
    pub(in crate::studio) fn meet_sprite(&mut self) {
        let now = self.shown_target();
        let Some(before) = self.edit.selections.of.replace(now) else { return };
        if before == now {
            return;
        }
        self.edit.stroke_end = None;
        let left = self.edit.selection.take();
        self.park(before, left);
        let there = self.at_target(now);
        let parked = &mut self.edit.selections.parked;
        let Some(at) = parked.iter().position(|parked| parked.target == now) else { return };
        let Parked { art, mask, .. } = parked.remove(at);
        let is_same = art.zip(there).is_some_and(|(art, there)| Arc::ptr_eq(&art, &there));
        self.edit.selection = is_same.then_some(mask);
    }

    /// The selection on show goes along with a sprite that gets another place.
    pub(in crate::studio::state) fn take_selection_along(&mut self) {
        self.edit.selections.of = Some(self.shown_target());
    }

    /// Forgets every selection, because every place holds another sprite now.
    pub(in crate::studio::state) fn forget_selections(&mut self) {
        self.edit.selection = None;
        self.edit.selections = Selections::default();
    }

    /// Puts another selection on a sprite, which need not be on show; returns the one before.
    pub(super) fn swap_selection(
        &mut self,
        target: Option<Target>,
        selection: Option<Mask>,
    ) -> Option<Mask> {
        self.meet_sprite();
        let target = target.unwrap_or_else(|| self.shown_target());
        if target == self.shown_target() {
            return std::mem::replace(&mut self.edit.selection, selection);
        }
        let parked = &mut self.edit.selections.parked;
        let at = parked.iter().position(|parked| parked.target == target);
        let before = at.map(|at| parked.remove(at).mask);
        self.park(target, selection);
        before
    }

    fn park(&mut self, target: Target, selection: Option<Mask>) {
        let art = self.at_target(target);
        let parked = &mut self.edit.selections.parked;
        parked.retain(|parked| parked.target != target);
        if let Some(mask) = selection {
            parked.push(Parked { target, art, mask });
            let n_excess = parked.len().saturating_sub(MOST_PARKED);
            parked.drain(..n_excess);
        }
    }

    fn at_target(&self, target: Target) -> Option<Arc<Art>> {
        self.art_at(target.place()).cloned()
    }
}
