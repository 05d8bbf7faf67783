//! What is added up in each slot of the sequence: the only list of its summands.
//!
//! Slot 0 holds BOS and slot 1 the zone's token; neither predicts anything. Slot `2 + p` predicts
//! pixel `p` and holds the token before it: the category's for the first pixel, that of pixel
//! `p - 1` for the others. To each slot of a pixel are added a row for each label, one for the
//! guidance that is drawn with in one pass, one for the scan order and one for each neighbour
//! already drawn. All are rows of one table, whose layout
//! follows from the sizes of the network. The engine, the reference of its tests, the training
//! graph and the baselines in `benches/` read it here.
//!
//! (A slot of a pixel also gets the fixed [position signal](super::input::position) of its pixel,
//! and what the hint network says of it.)

use serde::{Deserialize, Serialize};

use super::{
    input::{self, NEIGHBOUR_ROWS, NEIGHBOURS, PREFIX},
    vocabulary::{BOS, MAX_NAMES, TOKENS, category_token, zone_token},
};
use crate::sprite::{Labels, PIXELS, ScanOrder, slug};

/// The most summands of a slot: its token, a row a label, guidance, the scan order and the
/// neighbours.
const MAX_ROWS: usize = 3 + Labels::MAX_AXES + NEIGHBOURS;

/// The tensor with a row for each step of guidance.
pub const GUIDANCE_TABLE: &str = "embed.guidance";

/// What all slots of a sprite's pixels have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditioning {
    /// What is asked for.
    pub labels: Labels,
    /// The order in which it is read or drawn.
    pub order: ScanOrder,
    /// The step of guidance that is drawn with in one pass, counted from 1
    /// ([`super::Config::guidance_step`]); 0 for none.
    pub guidance_step: u8,
}

impl From<(Labels, ScanOrder)> for Conditioning {
    fn from((labels, order): (Labels, ScanOrder)) -> Self {
        Self { labels, order, guidance_step: 0 }
    }
}

/// An axis that a network knows the values of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AxisSize {
    /// Its name.
    pub name: String,
    /// How many values it has.
    pub n_values: usize,
}

impl AxisSize {
    /// The tensor with a row for each value, and a last one for "any".
    #[must_use]
    pub fn tensor_name(&self) -> String {
        format!("embed.axis.{}", slug(&self.name))
    }
}

/// A tensor whose rows are summands of slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name among the tensors.
    pub name: String,
    /// How many rows it has.
    pub n_rows: usize,
    /// Where its first row is when all tables lie one below the other.
    pub first: usize,
}

/// Every table whose rows are added up in slots, one below the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    all: Vec<Table>,
    n_axes: usize,
    guidance_steps: usize,
    has_order: bool,
}

/// Rows that are added up, as indices into all tables one below the other.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    rows: [u32; MAX_ROWS],
    len: usize,
}

impl Rows {
    const NONE: Self = Self { rows: [0; MAX_ROWS], len: 0 };

    fn push(&mut self, row: usize) {
        // Each function below adds no more rows than there is room for.
        self.rows[self.len] = row as u32;
        self.len += 1;
    }

    /// The rows, in the order in which they are added.
    #[must_use]
    pub fn as_slice(&self) -> &[u32] {
        &self.rows[..self.len]
    }
}

impl Tables {
    /// The tables of a network that knows these axes beside zone and category, and draws with so
    /// many strengths of guidance in one pass.
    #[must_use]
    pub fn new(axes: &[AxisSize], guidance_steps: usize, reads_backwards: bool) -> Self {
        let mut all: Vec<Table> = Vec::new();
        let mut add = |name: String, n_rows: usize| {
            let first = all.last().map_or(0, |last| last.first + last.n_rows);
            all.push(Table { name, n_rows, first });
        };
        add("embed.token".to_owned(), TOKENS);
        add("embed.zone".to_owned(), MAX_NAMES + 1);
        add("embed.category".to_owned(), MAX_NAMES + 1);
        for axis in axes {
            add(axis.tensor_name(), axis.n_values + 1);
        }
        add("embed.neighbour".to_owned(), NEIGHBOURS * NEIGHBOUR_ROWS);
        if guidance_steps > 0 {
            add(GUIDANCE_TABLE.to_owned(), guidance_steps);
        }
        if reads_backwards {
            add("embed.backwards".to_owned(), 1);
        }
        Self { all, n_axes: 2 + axes.len(), guidance_steps, has_order: reads_backwards }
    }

    /// The tables, in the order in which they lie.
    #[must_use]
    pub fn all(&self) -> &[Table] {
        &self.all
    }

    /// Rows of all tables.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.all.last().map_or(0, |last| last.first + last.n_rows)
    }

    /// The most summands of a slot.
    #[must_use]
    pub fn max_rows(&self) -> usize {
        let n_guidance = usize::from(self.guidance_steps > 0);
        1 + self.n_axes + n_guidance + usize::from(self.has_order) + NEIGHBOURS
    }

    /// Whether sprites can be read and drawn backwards.
    #[must_use]
    pub fn has_order(&self) -> bool {
        self.has_order
    }

    /// The table of an axis.
    fn axis(&self, axis: usize) -> &Table {
        &self.all[1 + axis]
    }

    /// Where the rows of neighbours begin.
    fn neighbours(&self) -> usize {
        self.all[1 + self.n_axes].first
    }

    /// Summands that all slots of a sprite's pixels have in common: one a label, one for guidance
    /// and one for the scan order. A value that a table has no row for is read as "any", its last
    /// row; a step of guidance without a row is none.
    #[must_use]
    pub fn sprite_rows(&self, conditioning: Conditioning) -> Rows {
        let Conditioning { labels, order, guidance_step } = conditioning;
        let mut rows = Rows::NONE;
        for axis in 0..self.n_axes {
            let Table { n_rows, first, .. } = *self.axis(axis);
            let value = labels.get(axis).map(usize::from).filter(|value| *value < n_rows - 1);
            rows.push(first + value.unwrap_or(n_rows - 1));
        }
        let step = usize::from(guidance_step);
        if (1..=self.guidance_steps).contains(&step) {
            let first = self.neighbours() + NEIGHBOURS * NEIGHBOUR_ROWS;
            rows.push(first + step - 1);
        }
        if let (ScanOrder::Backwards, true, Some(last)) = (order, self.has_order, self.all.last()) {
            rows.push(last.first);
        }
        rows
    }

    /// The other summands of a slot: its token and its neighbours. Of `pixels` only those before
    /// the slot's own are read.
    #[must_use]
    pub fn own_rows(&self, slot: usize, labels: Labels, pixels: &[u8; PIXELS]) -> Rows {
        let mut rows = Rows::NONE;
        let token = match slot {
            0 => BOS,
            1 => zone_token(labels),
            PREFIX => category_token(labels),
            _ => pixels[slot - PREFIX - 1],
        };
        rows.push(usize::from(token));
        if let Some(pixel) = slot.checked_sub(PREFIX) {
            let first = self.neighbours();
            for row in input::neighbour_rows(pixels, pixel) {
                rows.push(first + row);
            }
        }
        rows
    }

    /// All summands of a slot. Of `pixels`, which are counted in the scan order, only those before
    /// the slot's own are read.
    #[must_use]
    pub fn slot_rows(
        &self,
        slot: usize,
        conditioning: impl Into<Conditioning>,
        pixels: &[u8; PIXELS],
    ) -> Rows {
        let conditioning = conditioning.into();
        let mut rows = self.own_rows(slot, conditioning.labels, pixels);
        if slot >= PREFIX {
            for row in self.sprite_rows(conditioning).as_slice() {
                rows.push(*row as usize);
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn tables(n_axes: usize, reads_backwards: bool) -> Tables {
        let axis = |n: usize| AxisSize { name: format!("axis {n}"), n_values: 3 + n };
        let axes: Vec<AxisSize> = (0..n_axes).map(axis).collect();
        Tables::new(&axes, 0, reads_backwards)
    }

    #[test]
    fn every_slot_has_its_token_and_pixels_have_one_row_of_each_kind() {
        let labels = Labels::cell(2, 5).with(2, Some(1)).with(4, Some(200));
        let tables = tables(3, true);
        let names: Vec<&str> = tables.all().iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names[3..6], ["embed.axis.axis-0", "embed.axis.axis-1", "embed.axis.axis-2"]);
        let rows = |slot, order| {
            let rows = tables.slot_rows(slot, (labels, order), &[7; PIXELS]);
            rows.as_slice().iter().map(|row| *row as usize).collect::<Vec<_>>()
        };
        assert_eq!(rows(0, ScanOrder::Forwards), [usize::from(BOS)]);
        assert_eq!(rows(1, ScanOrder::Backwards), [usize::from(zone_token(labels))]);
        let (forwards, backwards) =
            (rows(500, ScanOrder::Forwards), rows(500, ScanOrder::Backwards));
        assert_eq!(forwards[0], 7);
        assert_eq!((forwards.len(), backwards.len()), (14, tables.max_rows()));
        assert_eq!(backwards.last(), Some(&(tables.n_rows() - 1)));
        let any = |axis: usize| tables.axis(axis).first + tables.axis(axis).n_rows - 1;
        let zone = tables.axis(0).first + 2;
        let category = tables.axis(1).first + 5;
        let third = tables.axis(2).first + 1;
        assert_eq!(forwards[9..], [zone, category, third, any(3), any(4)]);
    }

    #[test]
    fn a_step_of_guidance_is_one_summand_more() {
        let tables = Tables::new(&[], 3, true);
        let rows = |guidance_step, order| {
            let conditioning = Conditioning { labels: Labels::cell(1, 1), order, guidance_step };
            tables.slot_rows(99, conditioning, &[5; PIXELS]).as_slice().to_vec()
        };
        let none = rows(0, ScanOrder::Forwards);
        assert_eq!(rows(4, ScanOrder::Forwards), none, "it was never learned");
        let names: Vec<&str> = tables.all().iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names[4..], [GUIDANCE_TABLE, "embed.backwards"]);
        let first = tables.all()[4].first as u32;
        assert_eq!(rows(2, ScanOrder::Forwards), [&none[..], &[first + 1]].concat());
        let backwards = rows(3, ScanOrder::Backwards);
        assert_eq!(backwards, [&none[..], &[first + 2, first + 3]].concat());
        assert_eq!(backwards.len(), tables.max_rows());
    }

    #[test]
    fn there_is_room_for_the_most_axes() {
        let axis = |n: usize| AxisSize { name: format!("axis {n}"), n_values: 3 + n };
        let axes: Vec<AxisSize> = (0..Labels::MAX_TRAITS).map(axis).collect();
        let tables = Tables::new(&axes, 1, true);
        let labels = (Labels::default(), ScanOrder::Backwards);
        let guided = Conditioning { guidance_step: 1, ..labels.into() };
        let rows = tables.slot_rows(700, guided, &[1; PIXELS]);
        assert_eq!(rows.as_slice().len(), tables.max_rows());
        let old = super::tests::tables(0, false);
        assert!(!old.has_order() && old.max_rows() == 11);
        assert_eq!(old.slot_rows(9, labels, &[1; PIXELS]).as_slice().len(), 11);
    }
}
