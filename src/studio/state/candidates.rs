//! Several candidates for each cell of the grid: what it showed before, and more on request.
//!
//! Nothing that was drawn for a cell is lost by rerolling it: the sprite that leaves the cell
//! becomes one of its candidates, from among which the artist takes it back.

use std::{collections::VecDeque, sync::Arc};

use super::{Art, Change, Current, Look, Owner, Place, State};
use crate::generate::SpriteRequest;

/// How many sprites one request for candidates draws.
pub(in crate::studio) const DRAWN_AT_ONCE: usize = 6;
/// How many candidates a cell keeps; the oldest make room.
const MOST: usize = 24;

/// The candidates of one cell.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Candidates {
    /// The newest first, each with a number that no other candidate has.
    pub(super) arts: VecDeque<(u64, Arc<Art>)>,
}

impl Candidates {
    /// The newest first, each with its number.
    fn iter(&self) -> impl Iterator<Item = (u64, &Arc<Art>)> {
        self.arts.iter().map(|(number, art)| (*number, art))
    }

    /// Every one of them.
    pub(super) fn arts(&self) -> impl Iterator<Item = &Arc<Art>> {
        self.arts.iter().map(|(_, art)| art)
    }

    /// Every one of them, to put another in its place.
    pub(super) fn arts_mut(&mut self) -> impl Iterator<Item = &mut Arc<Art>> {
        self.arts.iter_mut().map(|(_, art)| art)
    }

    /// Adds one, unless the same pixels are among them.
    fn add(&mut self, number: u64, art: Arc<Art>) {
        if self.arts.iter().any(|(_, known)| known.sprite == art.sprite) {
            return;
        }
        self.arts.push_front((number, art));
        // What was edited by hand cannot be drawn again.
        let oldest = self.arts.iter().rposition(|(_, art)| !art.is_edited());
        if MOST < self.arts.len()
            && let Some(oldest) = oldest
        {
            self.arts.remove(oldest);
        }
    }

    /// Takes one out.
    fn take(&mut self, number: u64) -> Option<Arc<Art>> {
        let at = self.arts.iter().position(|(known, _)| *known == number)?;
        self.arts.remove(at).map(|(_, art)| art)
    }
}

impl State {
    /// Asks for more candidates for the selected cell, before what is left of the grid.
    pub(in crate::studio) fn draw_candidates(&mut self) {
        let index = self.grid.selected;
        if !self.can_draw() {
            return;
        }
        let requests: Vec<SpriteRequest> =
            (0..DRAWN_AT_ONCE).filter_map(|_| self.next_request(index)).collect();
        let slots = index * DRAWN_AT_ONCE..;
        self.jobs.submit(Owner::Candidates, slots.zip(requests).collect());
    }

    /// The candidates of the selected cell, the newest first, each with its number.
    pub(in crate::studio) fn candidates(&self) -> Vec<(u64, &Arc<Art>)> {
        let Some(cell) = self.grid.selected_cell() else { return Vec::new() };
        // Undoing brings back a sprite that is still among them.
        let is_in_cell = |art: &Art| cell.art.as_ref().is_some_and(|own| own.sprite == art.sprite);
        cell.candidates.iter().filter(|(_, art)| !is_in_cell(art)).collect()
    }

    /// The candidates of the selected cell that are on their way.
    pub(in crate::studio) fn candidates_coming(&self) -> impl Iterator<Item = Look<'_>> {
        let first = self.grid.selected * DRAWN_AT_ONCE;
        let coming = (first..first + DRAWN_AT_ONCE)
            .filter_map(|slot| self.jobs.status(Owner::Candidates, slot));
        coming.map(|status| Look::new(Some(status), None))
    }

    /// Takes in a candidate that was drawn on request.
    pub(super) fn put_candidate(&mut self, slot: usize, art: Arc<Art>) {
        let art = self.in_grid_light(art);
        self.add_candidate(slot / DRAWN_AT_ONCE, art);
    }

    /// Makes a sprite a candidate of a cell.
    pub(super) fn add_candidate(&mut self, index: usize, art: Arc<Art>) {
        self.grid.n_candidates += 1;
        let number = self.grid.n_candidates;
        if let Some(cell) = self.grid.cells.get_mut(index) {
            cell.candidates.add(number, art);
        }
    }

    /// Makes a candidate of the selected cell the current sprite.
    pub(in crate::studio) fn pick_candidate(&mut self, number: u64) {
        let found = self.grid.selected_cell().and_then(|cell| {
            cell.candidates.iter().find(|(known, _)| *known == number).map(|(_, art)| art)
        });
        if let Some(art) = found {
            self.current = Current::Held { art: Arc::clone(art), from: Place::Candidate(number) };
        }
    }

    /// Puts a candidate into the selected cell; what was there takes its place.
    pub(in crate::studio) fn take_candidate(&mut self, number: u64) {
        let index = self.grid.selected;
        let Some(cell) = self.grid.cells.get_mut(index) else { return };
        if cell.is_locked {
            self.toasts.error("That cell is locked; unlock it first");
            return;
        }
        let Some(art) = cell.candidates.take(number) else { return };
        // Colours and light may have changed since it was drawn.
        let art = self.in_working_palette(art);
        let art = self.in_grid_light(art);
        let before = self.replace_in_cell(index, art);
        let change = Change::Cells { job: None, cells: vec![(index, before)], settings: None };
        self.history.did("Use candidate", change);
        self.current = Current::Cell;
    }
}
