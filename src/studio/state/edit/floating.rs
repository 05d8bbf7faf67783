//! Pixels afloat: what is moved, turned or pasted lies over the sprite without destroying what
//! is under it, until something else is done.
//!
//! The sprite always has them on it, so whatever shows, exports or keeps it needs to know
//! nothing of this. What is kept here is what lies beneath, and the whole piece with what is
//! beside the canvas; both count as long as sprite and selection are those that they left.

use std::sync::Arc;

use super::{Art, Change, Edited, State};
use crate::{
    sprite::{
        ENTRIES, Mask, Patch, Sprite, TRANSPARENT,
        paint::{Flip, Point},
    },
    studio::command::Direction,
};

/// How far the arrows nudge with Shift.
const FAR: i32 = 10;

/// What the history calls moving by arrows.
const NUDGE: &str = "Nudge";

/// Pixels that were taken up, where they are now, and what is under them.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Floating {
    /// The sprite with them on it, as it was put.
    art: Arc<Art>,
    under: Sprite,
    patch: Patch,
    corner: Point,
    /// Whether they are selected; the whole canvas is moved without that.
    is_selected: bool,
    /// Whether arrows moved them last, so that more of that is the same step.
    is_nudged: bool,
    /// The sprite and the selection before they were taken up.
    before: (Arc<Art>, Option<Mask>),
}

impl Floating {
    /// Takes up what is selected, or everything; `None` if that is nothing.
    pub(super) fn lifted(art: &Arc<Art>, selection: Option<&Mask>) -> Option<Self> {
        Self::lifted_from(art, selection, selection.unwrap_or(&Mask::ALL))
    }

    fn lifted_from(art: &Arc<Art>, selection: Option<&Mask>, mask: &Mask) -> Option<Self> {
        let (patch, corner) = Patch::of(&art.sprite, mask)?;
        Some(Self {
            under: art.sprite.painted(mask, TRANSPARENT),
            patch,
            corner,
            is_selected: selection.is_some(),
            is_nudged: false,
            before: (Arc::clone(art), selection.copied()),
            art: Arc::clone(art),
        })
    }

    /// The same moved, but not out of reach.
    pub(super) fn moved(&self, (dx, dy): Point) -> Self {
        let corner = self.patch.within_reach((self.corner.0 + dx, self.corner.1 + dy));
        Self { corner, ..self.clone() }
    }

    /// The same with each index replaced by what a table has for it.
    pub(super) fn translated(&self, table: &[u8; ENTRIES]) -> Self {
        Self { patch: self.patch.translated(table), ..self.clone() }
    }

    /// The sprite with the pixels on it.
    pub(super) fn sprite(&self) -> Sprite {
        self.patch.on(&self.under, self.corner)
    }

    /// What is selected with the pixels there.
    pub(super) fn selection(&self) -> Option<Mask> {
        self.is_selected.then(|| self.patch.mask(self.corner))
    }
}

impl State {
    /// The pixels that are afloat over the current sprite.
    pub(in crate::studio) fn floating(&self) -> Option<&Floating> {
        let (_, art) = self.editable()?;
        self.edit.floating.as_ref().filter(|floating| {
            Arc::ptr_eq(&floating.art, &art) && floating.selection() == self.edit.selection
        })
    }

    /// The pixels that are afloat, or else what is selected, or else everything, to be moved.
    pub(super) fn take_up(&self) -> Option<Floating> {
        let (_, art) = self.editable()?;
        let afloat = self.floating().cloned();
        afloat.or_else(|| Floating::lifted(&art, self.edit.selection.as_ref()))
    }

    /// Puts pixels over the sprite, as a step of the history. Steps that merge become one with
    /// the last of their name, so that holding an arrow down is undone at once.
    pub(super) fn put_floating(&mut self, name: &str, floating: Floating, merges: bool) {
        let is_going_on = merges && self.floating().is_some_and(|floating| floating.is_nudged);
        let last = self.history.last_done(name).filter(|_| is_going_on).cloned();
        self.commit(name, floating.sprite(), floating.selection());
        let Some((_, art)) = self.editable() else { return };
        self.edit.floating =
            Some(Floating { art: Arc::clone(&art), is_nudged: merges, ..floating });
        if let Some(Change::Edit(Edited { arts: Some((target, [first, between])), selection, of })) =
            last
            && let Some(Change::Edit(Edited { arts: Some((_, [before, _])), .. })) =
                self.history.last_done(name)
            && Arc::ptr_eq(before, &between)
        {
            let arts = Some((target, [first, art]));
            self.history.merge_last(Change::Edit(Edited { arts, selection, of }));
        }
    }

    /// Whether arrows nudge: something is selected or afloat, or the tool moves everything.
    pub(in crate::studio) fn can_nudge(&self) -> bool {
        let has_something = self.edit.selection.is_some() || self.floating().is_some();
        self.editable().is_some() && (has_something || self.edit.tool == super::Tool::Move)
    }

    /// Moves what is selected by a pixel, or by ten.
    pub(super) fn nudge(&mut self, direction: Direction, is_far: bool) {
        let Some(floating) = self.take_up() else { return };
        let by = if is_far { FAR } else { 1 };
        let way = match direction {
            Direction::Left => (-by, 0),
            Direction::Right => (by, 0),
            Direction::Up => (0, -by),
            Direction::Down => (0, by),
        };
        self.put_floating(NUDGE, floating.moved(way), true);
    }

    /// Flips what is selected, or everything.
    pub(super) fn flip(&mut self, name: &str, way: Flip) {
        let Some(floating) = self.take_up() else { return };
        let patch = floating.patch.flipped(way);
        self.put_floating(name, Floating { patch, ..floating }, false);
    }

    /// Turns what is selected, or everything, by a quarter of a circle.
    pub(super) fn turn(&mut self, name: &str, is_clockwise: bool) {
        let Some(floating) = self.take_up() else { return };
        let (patch, corner) = floating.patch.turned(is_clockwise, floating.corner);
        let corner = patch.within_reach(corner);
        self.put_floating(name, Floating { patch, corner, ..floating }, false);
    }

    /// Enlarges what is selected by a whole number; without a selection, all that is drawn.
    pub(super) fn enlarge(&mut self, name: &str, by: usize) {
        let Some(floating) = self.take_up_drawn() else { return };
        let Some((patch, corner)) = floating.patch.enlarged(by, floating.corner) else {
            self.toasts.info("That would be too large: select less");
            return;
        };
        let corner = patch.within_reach(patch.within_canvas(corner));
        self.put_floating(name, Floating { patch, corner, ..floating }, false);
    }

    /// Makes what is selected half as large; without a selection, all that is drawn.
    pub(super) fn halve(&mut self, name: &str) {
        let Some(floating) = self.take_up_drawn() else { return };
        let (patch, corner) = floating.patch.reduced(2, floating.corner);
        let corner = patch.within_reach(corner);
        self.put_floating(name, Floating { patch, corner, ..floating }, false);
    }

    /// As [`Self::take_up`], but of everything only what is drawn, so that it grows from its own
    /// middle; it becomes the selection, because it may reach beyond the canvas.
    fn take_up_drawn(&self) -> Option<Floating> {
        let (_, art) = self.editable()?;
        if self.edit.selection.is_some() {
            return self.take_up();
        }
        let drawn = Mask::opaque(&art.sprite);
        let floating = Floating::lifted_from(&art, None, &drawn)?;
        Some(Floating { is_selected: true, ..floating })
    }

    /// Puts a piece that came from elsewhere over the sprite.
    pub(super) fn float_in(&mut self, name: &str, patch: Patch, corner: Point) {
        let Some((_, art)) = self.editable() else { return };
        let corner = patch.within_reach(corner);
        let floating = Floating {
            under: art.sprite.clone(),
            patch,
            corner,
            is_selected: true,
            is_nudged: false,
            before: (Arc::clone(&art), self.edit.selection),
            art,
        };
        self.put_floating(name, floating, false);
    }

    /// Leaves what is afloat where it is; what lies under it is gone then.
    pub(in crate::studio) fn put_down(&mut self) {
        self.edit.floating = None;
    }

    /// Brings back the sprite as it was before pixels were taken up or pasted; says whether
    /// any were afloat.
    pub(in crate::studio) fn take_back(&mut self) -> bool {
        let Some(floating) = self.floating().cloned() else { return false };
        let (art, selection) = floating.before;
        self.edit.floating = None;
        self.commit("Take back", art.sprite.clone(), selection);
        true
    }

    /// What the piece that is afloat looks like, or what is selected, or everything.
    pub(super) fn piece(&self) -> Option<(Patch, Point)> {
        let (_, art) = self.editable()?;
        match self.floating() {
            Some(floating) => Some((floating.patch.clone(), floating.corner)),
            None => Patch::of(&art.sprite, &self.edit.selection.unwrap_or(Mask::ALL)),
        }
    }

    /// What lies under the piece that is afloat, or under what is selected, or under everything:
    /// for the last two that is nothing.
    pub(super) fn without_piece(&self) -> Option<Sprite> {
        let (_, art) = self.editable()?;
        let mask = self.edit.selection.unwrap_or(Mask::ALL);
        let afloat = self.floating().map(|floating| floating.under.clone());
        Some(afloat.unwrap_or_else(|| art.sprite.painted(&mask, TRANSPARENT)))
    }
}
