//! Which sprites a grid over two axes has.

use super::SpriteRequest;
use crate::sprite::{Labels, Sampling, Schema, WordSense};

/// A grid with a sprite for every pair of values of two axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridAxes {
    /// Place of the rows' axis in the schema.
    pub rows: usize,
    /// Place of the columns' axis in the schema.
    pub columns: usize,
    /// What every sprite of the grid is. Kinds of other categories than its own have no row or
    /// column.
    pub labels: Labels,
}

/// Zones by categories, nothing else asked for.
impl Default for GridAxes {
    fn default() -> Self {
        Self { rows: Schema::ZONE, columns: Schema::CATEGORY, labels: Labels::default() }
    }
}

impl GridAxes {
    /// Values of the rows' axis that have a row.
    #[must_use]
    pub fn row_values(&self, world: &Schema) -> Vec<u8> {
        self.values(world, self.rows)
    }

    /// Values of the columns' axis that have a column.
    #[must_use]
    pub fn column_values(&self, world: &Schema) -> Vec<u8> {
        self.values(world, self.columns)
    }

    /// A phrase for each row.
    #[must_use]
    pub fn row_names(&self, world: &Schema) -> Vec<String> {
        names(world, self.rows, &self.row_values(world))
    }

    /// A phrase for each column.
    #[must_use]
    pub fn column_names(&self, world: &Schema) -> Vec<String> {
        names(world, self.columns, &self.column_values(world))
    }

    /// Labels of each cell, row by row. A kind brings its category along, so where kinds stand
    /// against categories, each cell is of the kind's category.
    #[must_use]
    pub fn cells(&self, world: &Schema) -> Vec<Labels> {
        let columns = self.column_values(world);
        let cell = |row: u8, column: u8| {
            let labels = self.labels.bound(world.id());
            let labels = labels.with(self.rows, Some(row)).with(self.columns, Some(column));
            let category = world.category_of_kinds(labels).or(labels.category);
            labels.with(Schema::CATEGORY, category)
        };
        let rows = self.row_values(world).into_iter();
        rows.flat_map(|row| columns.iter().map(move |column| cell(row, *column))).collect()
    }

    /// One request a cell, row by row: cell `i` is variant `i` of `seed`.
    #[must_use]
    pub fn requests(&self, world: &Schema, seed: u64, sampling: Sampling) -> Vec<SpriteRequest> {
        (0..)
            .zip(self.cells(world))
            .map(|(variant, cell)| SpriteRequest::new(cell, seed, variant, sampling))
            .collect()
    }

    fn values(&self, world: &Schema, axis: usize) -> Vec<u8> {
        let fitting = world.each_value(axis, self.labels.with(axis, None));
        fitting.into_iter().filter_map(|labels| labels.get(axis)).collect()
    }
}

fn names(world: &Schema, axis: usize, values: &[u8]) -> Vec<String> {
    values.iter().map(|&value| world.phrase(WordSense { axis, value })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::grid_requests;

    fn world() -> Schema {
        Schema::ocean()
            .with_kinds("body", &[("crab", 1), ("turtle", 1), ("squid", 4)])
            .with_axis("pattern", &["plain", "stripes"])
    }

    #[test]
    fn zones_by_categories_are_the_grid_that_was() {
        let sampling = Sampling::default();
        let plain = GridAxes::default().requests(&world(), 3, sampling);
        assert_eq!(plain, grid_requests(&world(), 3, sampling));
    }

    #[test]
    fn kinds_bring_their_category_and_those_of_others_have_no_row() {
        let world = world();
        let axes = GridAxes { rows: 2, columns: 3, labels: Labels::default() };
        assert_eq!(axes.row_names(&world), ["crab", "turtle", "squid"]);
        assert_eq!(axes.column_names(&world), ["plain", "stripes"]);
        let cells = axes.cells(&world);
        assert_eq!((cells.len(), cells[5].category, cells[5].get(3)), (6, Some(4), Some(1)));
        let grazers = GridAxes { labels: world.read_words("grazer").unwrap(), ..axes };
        assert_eq!(grazers.row_names(&world), ["crab", "turtle"]);
    }
}
