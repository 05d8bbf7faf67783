//! The grid's cells: what is in them, which of them is selected, and drawing them anew.

use std::sync::Arc;

use super::{Art, Candidates, Change, Current, Direction, Look, Owner, Place, Settings, State};
use crate::{
    generate::{GridAxes, JobId, SpriteRequest},
    sprite::{Prompt, World},
    studio::{art::SpriteDrag, names::display_name},
};

/// One place in the grid.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Cell {
    /// Its zone and category.
    pub(in crate::studio) prompt: Prompt,
    /// The last complete sprite; it stays while another is drawn.
    pub(in crate::studio) art: Option<Arc<Art>>,
    /// Whether its sprite stays whatever is drawn.
    pub(in crate::studio) is_locked: bool,
    /// Other sprites for it.
    pub(in crate::studio) candidates: Candidates,
    /// The sprite that was put into it while a better one is drawn, and the job that does.
    pub(super) refused: Option<(JobId, Arc<Art>)>,
    /// Seed and variant last asked for, so that rerolls count on even while they queue.
    pub(super) last_asked: Option<(u64, u32)>,
}

/// The zone x category grid.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Grid {
    /// Zone by zone.
    pub(in crate::studio) cells: Vec<Cell>,
    /// Index of the selected cell.
    pub(in crate::studio) selected: usize,
    /// Cells in a row.
    pub(in crate::studio) n_columns: usize,
    /// How many candidates there have been, of all cells.
    pub(super) n_candidates: u64,
    /// What the whole grid was last drawn with.
    pub(super) drawn_with: Option<Settings>,
    /// What its rows and columns are, and what all of it was asked to be.
    pub(in crate::studio) axes: GridAxes,
}

impl Grid {
    /// The selected cell, if there are any.
    pub(in crate::studio) fn selected_cell(&self) -> Option<&Cell> {
        self.cells.get(self.selected)
    }

    /// What the cells hold together, in bytes.
    pub(in crate::studio) fn size(&self) -> usize {
        let arts = self.cells.iter().flat_map(|cell| cell.art.iter().chain(cell.candidates.arts()));
        arts.map(|art| art.size() + 32).sum()
    }

    /// Empty cells for a world, by the grid's axes.
    pub(super) fn relabel(&mut self, world: &World) {
        let empty = |prompt| Cell {
            prompt,
            art: None,
            is_locked: false,
            candidates: Candidates::default(),
            refused: None,
            last_asked: None,
        };
        self.cells = self.axes.cells(world).into_iter().map(empty).collect();
        self.n_columns = self.axes.n_columns(world);
        self.selected = self.selected.min(self.cells.len().saturating_sub(1));
    }

    /// Takes the locked sprites of another grid along: each into the cell whose prompt says most
    /// of what it is, in its own place if the cells are the same.
    pub(super) fn take_locked(&mut self, other: &Self) {
        let n_agreeing = |prompt: Prompt, of: Prompt| {
            let axes = 0..Prompt::MAX_AXES;
            let same =
                |&axis: &usize| prompt.get(axis).is_some() && prompt.get(axis) == of.get(axis);
            axes.filter(same).count()
        };
        let is_same = (self.axes.rows, self.axes.columns) == (other.axes.rows, other.axes.columns);
        for (index, cell) in other.cells.iter().enumerate().filter(|(_, cell)| cell.is_locked) {
            let free = self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_locked);
            let best = free.max_by_key(|(at, free)| {
                let is_own_place = is_same && *at == index;
                (is_own_place, n_agreeing(free.prompt, cell.prompt), std::cmp::Reverse(*at))
            });
            let Some((place, _)) = best else { return };
            self.cells[place].art.clone_from(&cell.art);
            self.cells[place].is_locked = true;
        }
    }
}

impl Cell {
    /// Whether its sprite stays, though another is on its way: it is locked, or was worked on.
    fn is_settled(&self) -> bool {
        let is_other = |(_, refused): &(JobId, Arc<Art>)| {
            self.art.as_ref().is_none_or(|art| !Arc::ptr_eq(art, refused))
        };
        self.is_locked || self.refused.as_ref().is_some_and(is_other)
    }
}

impl State {
    /// Whether the grid on show was drawn with other settings than those on show.
    pub(in crate::studio) fn has_changed_settings(&self) -> bool {
        self.grid.drawn_with.is_some_and(|drawn_with| drawn_with != self.settings)
    }

    /// What a cell has to show.
    pub(in crate::studio) fn cell_look(&self, index: usize) -> Look<'_> {
        let cell = self.grid.cells.get(index);
        let status = self.jobs.status(Owner::Grid, index);
        let status = status.filter(|_| !cell.is_some_and(Cell::is_settled));
        Look::new(status, cell.and_then(|cell| cell.art.as_ref()))
    }

    /// What a cell is called: "Jellyfish in Shallows".
    pub(in crate::studio) fn cell_name(&self, index: usize) -> String {
        let cell = self.grid.cells.get(index);
        cell.and_then(|cell| self.name_of(cell.prompt)).unwrap_or_else(|| "Empty cell".to_owned())
    }

    /// What something is called that was asked for: "Jellyfish in Shallows".
    pub(in crate::studio) fn name_of(&self, prompt: Prompt) -> Option<String> {
        let world = self.world()?;
        let place = world.zone_name(prompt);
        if world.named_traits(prompt).is_empty() {
            return Some(format!("{} in {place}", world.category_name(prompt)));
        }
        let line = display_name(&world.write_words(prompt.with(World::ZONE, None)));
        Some(if prompt.zone.is_some() { format!("{line} in {place}") } else { line })
    }

    /// Selects a cell, if there is one of that number; its sprite becomes the current one.
    pub(in crate::studio) fn select(&mut self, index: usize) {
        if index < self.grid.cells.len() {
            self.grid.selected = index;
            self.current = Current::Cell;
        }
    }

    /// Selects the next cell that way, if there is one.
    pub(in crate::studio) fn move_selection(&mut self, direction: Direction) {
        let n_columns = self.grid.n_columns.max(1);
        let (row, column) = (self.grid.selected / n_columns, self.grid.selected % n_columns);
        let (row, column) = match direction {
            Direction::Left => (Some(row), column.checked_sub(1)),
            Direction::Right => (Some(row), Some(column + 1).filter(|&c| c < n_columns)),
            Direction::Up => (row.checked_sub(1), Some(column)),
            Direction::Down => (Some(row + 1), Some(column)),
        };
        if let (Some(row), Some(column)) = (row, column) {
            self.select(row * n_columns + column);
        }
    }

    /// Draws every cell that is not locked anew; what was still being drawn is given up.
    pub(in crate::studio) fn draw_all(&mut self, name: &str) {
        let drawn_with = self.grid.drawn_with;
        if let Some(job) = self.fill_grid() {
            let settings = drawn_with.map(|drawn_with| (drawn_with.seed, drawn_with));
            self.history.did(name, Change::Cells { job: Some(job), cells: Vec::new(), settings });
        }
    }

    /// As [`Self::draw_all`], but nothing that could be undone.
    pub(super) fn fill_grid(&mut self) -> Option<JobId> {
        let generator = self.generator().filter(|_| self.can_draw())?;
        let Settings { seed, sampling } = self.settings;
        let requests = self.grid.axes.requests(generator.world(), seed, sampling.clamped());
        let is_free = |index: usize| self.grid.cells.get(index).is_some_and(|c| !c.is_locked);
        let wanted: Vec<(usize, SpriteRequest)> =
            requests.into_iter().enumerate().filter(|(index, _)| is_free(*index)).collect();
        if wanted.is_empty() {
            self.toasts.info("Every cell is locked");
            return None;
        }
        self.jobs.cancel(Owner::Grid);
        self.grid.cells.iter_mut().for_each(|cell| cell.refused = None);
        self.grid.drawn_with = Some(self.settings);
        Some(self.submit(wanted))
    }

    /// Draws the next variant of the selected cell, before what is left of the grid.
    pub(in crate::studio) fn reroll(&mut self) {
        self.reroll_cells("Reroll", &[self.grid.selected]);
    }

    /// Draws the next variants of a row; `None` is the selected cell's.
    pub(in crate::studio) fn reroll_row(&mut self, row: Option<usize>) {
        let n_columns = self.grid.n_columns.max(1);
        let row = row.unwrap_or(self.grid.selected / n_columns);
        let cells: Vec<usize> = (row * n_columns..(row + 1) * n_columns).collect();
        self.reroll_cells("Reroll row", &cells);
    }

    /// Draws the next variants of a column; `None` is the selected cell's.
    pub(in crate::studio) fn reroll_column(&mut self, column: Option<usize>) {
        let n_columns = self.grid.n_columns.max(1);
        let column = column.unwrap_or(self.grid.selected % n_columns);
        let cells: Vec<usize> = (column..self.grid.cells.len()).step_by(n_columns).collect();
        self.reroll_cells("Reroll column", &cells);
    }

    fn reroll_cells(&mut self, name: &str, cells: &[usize]) {
        if !self.can_draw() {
            return;
        }
        let is_free = |index: &usize| self.grid.cells.get(*index).is_some_and(|c| !c.is_locked);
        let free: Vec<usize> = cells.iter().copied().filter(is_free).collect();
        let wanted: Vec<(usize, SpriteRequest)> =
            free.into_iter().filter_map(|index| Some((index, self.next_request(index)?))).collect();
        if wanted.is_empty() {
            self.toasts.info("Locked: unlock it to draw it anew");
            return;
        }
        let job = self.submit(wanted);
        let change = Change::Cells { job: Some(job), cells: Vec::new(), settings: None };
        self.history.did(name, change);
    }

    /// The next variant of a cell that was not asked for yet; from now on it is.
    pub(super) fn next_request(&mut self, index: usize) -> Option<SpriteRequest> {
        let Settings { seed, sampling } = self.settings;
        let n_cells = self.grid.cells.len() as u32;
        let cell = self.grid.cells.get_mut(index)?;
        // Steps of a whole grid keep every variant apart from every other cell's.
        let variant = match cell.last_asked {
            Some((asked, variant)) if asked == seed => variant.wrapping_add(n_cells),
            _ => index as u32,
        };
        cell.last_asked = Some((seed, variant));
        Some(SpriteRequest::new(cell.prompt, seed, variant, sampling.clamped()))
    }

    fn submit(&mut self, wanted: Vec<(usize, SpriteRequest)>) -> JobId {
        for (index, request) in &wanted {
            self.grid.cells[*index].last_asked = Some((request.seed, request.variant));
        }
        self.jobs.submit(Owner::Grid, wanted)
    }

    /// Puts a sprite that was drawn for a cell into it.
    pub(super) fn put_drawn(&mut self, job: JobId, index: usize, art: Arc<Art>) {
        let art = self.in_grid_light(art);
        let Some(cell) = self.grid.cells.get_mut(index) else { return };
        // What an earlier job has put there to improve it stands no more in the way.
        if cell.refused.as_ref().is_some_and(|(by, _)| *by != job) && !cell.is_locked {
            cell.refused = None;
        }
        let is_settled = cell.is_settled();
        let refused = cell.refused.take();
        if is_settled {
            // It was locked while its sprite was on the way, or what was there first was worked on.
            if refused.is_some() {
                self.add_candidate(index, art);
            }
            return;
        }
        let before = self.replace_in_cell(index, art);
        // What was there first is a candidate now, and undo goes back to what was before both.
        if refused.is_none() {
            self.history.replaced(job, index, before);
        }
    }

    /// Takes in a sprite that was drawn for a cell after a later job had drawn one: it becomes a
    /// candidate, and what undoing the later one brings back, as if it had come first.
    pub(super) fn put_overtaken(&mut self, by: JobId, job: JobId, index: usize, art: Arc<Art>) {
        let art = self.in_grid_light(art);
        match self.history.slip_under(by, index, Arc::clone(&art)) {
            Ok(before) => {
                self.history.replaced(job, index, before);
                self.add_candidate(index, art);
            }
            Err(art) => {
                let Some(cell) = self.grid.cells.get(index) else { return };
                let asked = |art: &Arc<Art>| art.request.as_ref().map(|it| (it.seed, it.variant));
                let is_latest = cell.last_asked.is_some()
                    && cell.art.as_ref().and_then(asked) == cell.last_asked;
                if is_latest {
                    self.add_candidate(index, art);
                } else {
                    self.put_drawn(job, index, art);
                }
            }
        }
    }

    /// Puts a sprite that will be drawn again into its cell, so that it can be kept, locked or
    /// worked on meanwhile. A better one replaces it unless it was.
    pub(super) fn put_refused(&mut self, job: JobId, index: usize, art: Arc<Art>) {
        let art = self.in_grid_light(art);
        let Some(cell) = self.grid.cells.get_mut(index).filter(|cell| !cell.is_settled()) else {
            return;
        };
        let earlier = cell.refused.replace((job, Arc::clone(&art)));
        let is_first = earlier.is_none_or(|(by, _)| by != job);
        if is_first {
            let before = self.replace_in_cell(index, art);
            self.history.replaced(job, index, before);
        } else {
            cell.art = Some(art);
        }
    }

    /// Puts a sprite into a cell; what was there becomes a candidate, and is given back.
    pub(super) fn replace_in_cell(&mut self, index: usize, art: Arc<Art>) -> Option<Arc<Art>> {
        let before = self.grid.cells.get_mut(index)?.art.replace(art);
        if let Some(before) = &before {
            self.add_candidate(index, Arc::clone(before));
        }
        before
    }

    /// Locks the selected cell or unlocks it.
    pub(in crate::studio) fn toggle_lock(&mut self) {
        let index = self.grid.selected;
        let Some(cell) = self.grid.cells.get_mut(index) else { return };
        cell.is_locked = !cell.is_locked;
        let name = if cell.is_locked { "Lock cell" } else { "Unlock cell" };
        self.history.did(name, Change::Lock(index));
    }

    /// Puts the current sprite, where another panel has it, into the selected cell.
    pub(in crate::studio) fn place_in_cell(&mut self) {
        if let Current::Held { art, from } = &self.current {
            let drag = SpriteDrag { art: Arc::clone(art), from: *from };
            self.drop_on_cell(self.grid.selected, &drag);
        }
    }

    /// Takes in a sprite that was dropped on a cell.
    pub(in crate::studio) fn drop_on_cell(&mut self, index: usize, drag: &SpriteDrag) {
        if drag.from == Place::Cell(index) {
            return;
        }
        let Some(cell) = self.grid.cells.get_mut(index) else { return };
        if cell.is_locked {
            self.toasts.error("That cell is locked; unlock it first");
            return;
        }
        let before = cell.art.replace(Arc::clone(&drag.art));
        let change = Change::Cells { job: None, cells: vec![(index, before)], settings: None };
        self.history.did("Place sprite", change);
        self.select(index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        generate::GridAxis,
        sprite::{Palette, Sprite},
    };

    fn art(colour: u8) -> Arc<Art> {
        let mut sprite = Sprite::EMPTY;
        sprite.set(4, 5, colour);
        Arc::new(Art {
            sprite,
            palette: Arc::new(Palette::ocean()),
            recipe: None,
            shading: None,
            drawn_as: None,
            frames: None,
            request: None,
            title: String::new(),
            subtitle: String::new(),
            file_name: String::new(),
        })
    }

    fn grid(world: &World, axes: GridAxes) -> Grid {
        let mut grid = Grid { axes, ..Grid::default() };
        grid.relabel(world);
        grid
    }

    #[test]
    fn locked_sprites_come_along_to_another_prompt_and_other_axes() {
        let world = World::ocean().with_axis("size", &["small", "big"]);
        let mut old = grid(&world, GridAxes::default());
        for (index, colour) in [(8, 1), (35, 2)] {
            old.cells[index].art = Some(art(colour));
            old.cells[index].is_locked = true;
        }
        let locked = |grid: &Grid| -> Vec<(usize, u8)> {
            let cells = grid.cells.iter().enumerate().filter(|(_, cell)| cell.is_locked);
            cells.map(|(at, cell)| (at, cell.art.as_ref().unwrap().sprite.at(4, 5))).collect()
        };
        let labels = world.read_words("big").unwrap();
        let mut asked = grid(&world, GridAxes { labels, ..GridAxes::default() });
        asked.take_locked(&old);
        assert_eq!(locked(&asked), [(8, 1), (35, 2)]);
        // Sizes by categories: each in the column of its category.
        let axes = GridAxes { rows: GridAxis::Axis(2), ..GridAxes::default() };
        let mut others = grid(&world, axes);
        others.take_locked(&old);
        assert_eq!(locked(&others), [(2, 1), (5, 2)]);
        // More than there is room for: the rest stays behind, and comes back by undo.
        old.cells.iter_mut().for_each(|cell| cell.is_locked = true);
        let mut few = grid(&world, axes);
        few.take_locked(&old);
        assert!(few.cells.iter().all(|cell| cell.is_locked));
    }
}
