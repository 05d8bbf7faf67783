//! The sweep: one prompt across temperatures, with the noise held still along each row.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Art, Current, Look, Owner, Place, State};
use crate::{
    generate::{self, SpriteRequest, SweepRows},
    sprite::{MIN_SHAPE_TEMPERATURE, Sampling},
};

/// How long a dial must rest before the sweep is drawn anew, in seconds.
const REST_SECONDS: f64 = 0.3;

/// Temperatures that a sweep may reach from and to.
pub(in crate::studio) const TEMPERATURES: std::ops::RangeInclusive<f32> = 0.0..=4.0;
/// How many columns it may have.
pub(in crate::studio) const COLUMNS: std::ops::RangeInclusive<usize> = 1..=32;
/// How many rows it may have.
pub(in crate::studio) const ROWS: std::ops::RangeInclusive<usize> = 1..=32;

/// What changes from row to row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum Rows {
    /// The variant of the seed; columns are the one temperature that sets shape and colour.
    Seeds,
    /// The shape temperature; columns are the colour temperature.
    Shapes,
}

/// What the artist sets for the sweep.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::studio) struct SweepSettings {
    /// What changes from row to row.
    pub(in crate::studio) rows: Rows,
    /// The temperatures of the first and the last column.
    pub(in crate::studio) columns: [f32; 2],
    /// The shape temperatures of the first and the last row.
    pub(in crate::studio) shapes: [f32; 2],
    /// How many columns.
    pub(in crate::studio) n_columns: usize,
    /// How many rows.
    pub(in crate::studio) n_rows: usize,
    /// Whether it is drawn anew by itself whenever it is to show something else.
    #[serde(default)]
    pub(in crate::studio) is_live: bool,
}

impl Default for SweepSettings {
    fn default() -> Self {
        let (columns, shapes) = ([0.3, 1.3], [0.6, 1.2]);
        Self { rows: Rows::Seeds, columns, shapes, n_columns: 5, n_rows: 3, is_live: false }
    }
}

impl SweepSettings {
    /// The same with every number pulled into its range.
    pub(in crate::studio) fn clamped(self) -> Self {
        let tame = |value: f32, least: f32| {
            if value.is_finite() { value.clamp(least, *TEMPERATURES.end()) } else { 1.0 }
        };
        Self {
            columns: self.columns.map(|value| tame(value, *TEMPERATURES.start())),
            shapes: self.shapes.map(|value| tame(value, MIN_SHAPE_TEMPERATURE)),
            n_columns: self.n_columns.clamp(*COLUMNS.start(), *COLUMNS.end()),
            n_rows: self.n_rows.clamp(*ROWS.start(), *ROWS.end()),
            ..self
        }
    }

    /// The temperature of a column.
    pub(in crate::studio) fn temperature(&self, column: usize) -> f32 {
        between(self.columns, column, self.n_columns)
    }

    /// The shape temperature of a row.
    pub(in crate::studio) fn shape(&self, row: usize) -> f32 {
        between(self.shapes, row, self.n_rows)
    }
}

/// Step `index` of `n` even ones from the first end to the second.
fn between([first, last]: [f32; 2], index: usize, n: usize) -> f32 {
    let share = index as f32 / n.saturating_sub(1).max(1) as f32;
    let value = first + (last - first) * share;
    // Two digits are what the panel shows, and what a person would set by hand.
    (value * 100.0).round() / 100.0
}

/// The sweep panel's state.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Sweep {
    /// What the artist set.
    pub(in crate::studio) settings: SweepSettings,
    /// What was asked for, row by row.
    pub(super) asked: Vec<SpriteRequest>,
    pub(super) arts: Vec<Option<Arc<Art>>>,
    /// How many columns the sweep on show has.
    pub(super) n_columns: usize,
    /// Whether the artist has asked for it to be drawn.
    is_wanted: bool,
    /// What is to be asked for next, and since when.
    waiting: Option<(Vec<SpriteRequest>, f64)>,
}

impl Sweep {
    /// How many rows and columns the sweep on show has.
    pub(in crate::studio) fn shape(&self) -> (usize, usize) {
        let n_columns = self.n_columns.max(1);
        (self.asked.len() / n_columns, n_columns)
    }

    /// What changes from row to row of the sweep on show; before there is one, what is set.
    pub(in crate::studio) fn shown_rows(&self) -> Rows {
        let second = self.asked.get(self.n_columns.max(1));
        match (self.asked.first(), second) {
            (Some(first), Some(second)) if first.variant == second.variant => Rows::Shapes,
            (Some(_), Some(_)) => Rows::Seeds,
            _ => self.settings.rows,
        }
    }

    /// What was asked for at a place.
    pub(in crate::studio) fn request(&self, slot: usize) -> Option<&SpriteRequest> {
        self.asked.get(slot)
    }

    /// The complete sprite at a place.
    pub(in crate::studio) fn art(&self, slot: usize) -> Option<&Arc<Art>> {
        self.arts.get(slot)?.as_ref()
    }

    /// Every complete sprite.
    pub(super) fn arts(&self) -> impl Iterator<Item = &Arc<Art>> {
        self.arts.iter().flatten()
    }

    /// Every complete sprite, to put another in its place.
    pub(super) fn arts_mut(&mut self) -> impl Iterator<Item = &mut Arc<Art>> {
        self.arts.iter_mut().flatten()
    }

    /// Forgets every sprite, but not what the artist set.
    pub(super) fn clear(&mut self) {
        *self = Self { settings: self.settings, ..Self::default() };
    }
}

impl State {
    /// What a place of the sweep has to show.
    pub(in crate::studio) fn sweep_look(&self, slot: usize) -> Look<'_> {
        Look::new(self.jobs.status(Owner::Sweep, slot), self.sweep.art(slot))
    }

    /// Everything that the sweep is to show, row by row.
    ///
    /// The first row has the noise of the selected cell's sprite, so it is that very sprite
    /// where the temperature is the same.
    fn sweep_requests(&self) -> Vec<SpriteRequest> {
        let Some(cell) = self.grid.selected_cell() else { return Vec::new() };
        let drawn = cell.art.as_ref().and_then(|art| art.request.as_ref());
        let (seed, variant) =
            drawn.map_or((self.settings.seed, self.grid.selected as u32), |r| (r.seed, r.variant));
        let settings = self.sweep.settings;
        let rows = match settings.rows {
            Rows::Seeds => SweepRows::Variants(settings.n_rows as u32),
            Rows::Shapes => {
                SweepRows::Shapes((0..settings.n_rows).map(|row| settings.shape(row)).collect())
            }
        };
        let sweep = generate::Sweep {
            prompt: cell.prompt,
            seed,
            variant,
            // What the critic refuses would be drawn again with other noise than its row's.
            sampling: Sampling { attempts: 1, ..self.settings.sampling },
            temperatures: (0..settings.n_columns).map(|it| settings.temperature(it)).collect(),
            rows,
        };
        sweep.requests()
    }

    /// Whether the sweep on show is another than the one that is set.
    pub(in crate::studio) fn is_sweep_old(&self) -> bool {
        self.can_draw() && self.sweep_requests() != self.sweep.asked
    }

    /// Draws the sweep when the artist has asked for it. A live one is drawn when it is to show
    /// something else than it does, and that has rested for a moment. To be called once a frame
    /// while the panel is on show.
    ///
    /// Returns in how many seconds it wants to be called again.
    pub(in crate::studio) fn update_sweep(&mut self, now: f64) -> Option<f64> {
        if !self.can_draw() {
            return None;
        }
        let wanted = self.sweep_requests();
        let is_wanted = std::mem::take(&mut self.sweep.is_wanted);
        if wanted == self.sweep.asked || !is_wanted && !self.sweep.settings.is_live {
            self.sweep.waiting = None;
            return None;
        }
        if is_wanted {
            self.ask_sweep(wanted);
            return None;
        }
        match &self.sweep.waiting {
            Some((waiting, since)) if *waiting == wanted => {
                let rest = since + REST_SECONDS - now;
                if 0.0 < rest {
                    return Some(rest);
                }
                self.ask_sweep(wanted);
                None
            }
            _ => {
                // What is on its way is for a sweep that is not wanted any more.
                self.jobs.cancel(Owner::Sweep);
                self.sweep.waiting = Some((wanted, now));
                Some(REST_SECONDS)
            }
        }
    }

    /// Draws the whole sweep again.
    pub(in crate::studio) fn redraw_sweep(&mut self) {
        self.jobs.cancel(Owner::Sweep);
        self.sweep.clear();
        self.sweep.is_wanted = true;
    }

    fn ask_sweep(&mut self, wanted: Vec<SpriteRequest>) {
        self.jobs.cancel(Owner::Sweep);
        let sweep = &mut self.sweep;
        // Where only the shape of the sweep changed, most of it is there already.
        let known = |request: &SpriteRequest| {
            let mut arts = sweep.arts.iter().flatten();
            arts.find(|art| art.request.as_ref() == Some(request)).cloned()
        };
        let arts: Vec<Option<Arc<Art>>> = wanted.iter().map(known).collect();
        let missing: Vec<(usize, SpriteRequest)> =
            wanted.iter().cloned().enumerate().filter(|(slot, _)| arts[*slot].is_none()).collect();
        sweep.arts = arts;
        sweep.asked = wanted;
        sweep.n_columns = sweep.settings.n_columns;
        sweep.waiting = None;
        if !missing.is_empty() {
            self.jobs.submit(Owner::Sweep, missing);
        }
    }

    /// Takes in a sprite of the sweep.
    pub(super) fn put_swept(&mut self, slot: usize, art: Arc<Art>) {
        if let Some(place) = self.sweep.arts.get_mut(slot) {
            *place = Some(art);
        }
    }

    /// Makes a sprite of the sweep the current one.
    pub(in crate::studio) fn pick_swept(&mut self, slot: usize) {
        if let Some(art) = self.sweep.art(slot) {
            self.current = Current::Held { art: Arc::clone(art), from: Place::Sweep(slot) };
        }
    }

    /// Takes over the seed and the sampling of the current sprite.
    pub(in crate::studio) fn adopt_settings(&mut self) {
        let Some(request) = self.current_art().and_then(|art| art.request.clone()) else { return };
        // A sweep draws each sprite once; how often else they are is not what it shows.
        let attempts = self.settings.sampling.attempts;
        self.settings.sampling = Sampling { attempts, ..*request.sampling };
        self.set_seed(request.seed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_sweep_are_what_was_set() {
        let settings = SweepSettings::default();
        let columns: Vec<f32> = (0..5).map(|column| settings.temperature(column)).collect();
        assert_eq!(columns, [0.3, 0.55, 0.8, 1.05, 1.3]);
        let one = SweepSettings { n_rows: 1, ..settings };
        assert!((one.shape(0) - settings.shapes[0]).abs() < 1e-6);
        let wild = SweepSettings { columns: [f32::NAN, 9.0], n_rows: 0, n_columns: 99, ..settings };
        let tame = wild.clamped();
        assert_eq!((tame.n_rows, tame.n_columns), (1, 32));
        assert!(tame.columns.iter().all(|value| TEMPERATURES.contains(value)));
    }
}
