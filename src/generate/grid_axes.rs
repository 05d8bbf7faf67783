//! Which sprites a grid over two axes has.

use super::SpriteRequest;
use crate::sprite::{Labels, Sampling, Schema, WordSense};

/// What the rows or the columns of a grid are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridAxis {
    /// The values of the axis at this place of the schema.
    Axis(usize),
    /// This many variants of the same.
    Variants(u8),
}

/// A grid with a sprite for every pair of values of two axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridAxes {
    /// What the rows are.
    pub rows: GridAxis,
    /// What the columns are.
    pub columns: GridAxis,
    /// What every sprite of the grid is. Kinds of other categories than its own have no row or
    /// column.
    pub labels: Labels,
}

/// Zones by categories, nothing else asked for.
impl Default for GridAxes {
    fn default() -> Self {
        Self {
            rows: GridAxis::Axis(Schema::ZONE),
            columns: GridAxis::Axis(Schema::CATEGORY),
            labels: Labels::default(),
        }
    }
}

impl GridAxes {
    /// Rows and columns where nothing else is asked for.
    pub const VARIANTS: u8 = 6;

    /// What an axis is where the labels fix its value, or the world does not have it: variants,
    /// since "hadal" leaves no zones to choose from. So are categories beside kinds, which are of
    /// one each.
    #[must_use]
    pub fn shown(&self, world: &Schema, axis: GridAxis) -> GridAxis {
        match axis {
            GridAxis::Axis(place)
                if self.labels.get(place).is_some()
                    || world.axes().nth(place).is_none()
                    || (place == Schema::CATEGORY && self.has_kinds(world)) =>
            {
                GridAxis::Variants(Self::VARIANTS)
            }
            axis => axis,
        }
    }

    /// A phrase for each row.
    #[must_use]
    pub fn row_names(&self, world: &Schema) -> Vec<String> {
        self.names(world, self.rows)
    }

    /// A phrase for each column.
    #[must_use]
    pub fn column_names(&self, world: &Schema) -> Vec<String> {
        self.names(world, self.columns)
    }

    /// How many columns there are; at least one.
    #[must_use]
    pub fn n_columns(&self, world: &Schema) -> usize {
        self.values(world, self.columns).len().max(1)
    }

    /// Whether its rows or columns are kinds, each of a category of its own.
    fn has_kinds(&self, world: &Schema) -> bool {
        let is_kinds = |axis: &GridAxis| match axis {
            GridAxis::Axis(place) => {
                let found = place.checked_sub(2).and_then(|place| world.traits.get(place));
                found.is_some_and(|axis| !axis.categories.is_empty())
            }
            GridAxis::Variants(_) => false,
        };
        [self.rows, self.columns].iter().any(is_kinds)
    }

    /// Labels of each cell, row by row. A kind brings its category along.
    #[must_use]
    pub fn cells(&self, world: &Schema) -> Vec<Labels> {
        let columns = self.values(world, self.columns);
        let shown = [self.shown(world, self.rows), self.shown(world, self.columns)];
        let base = self.labels.bound(world.id());
        let set = |labels: Labels, axis: GridAxis, value: u8| match axis {
            GridAxis::Axis(place) => labels.with(place, Some(value)),
            GridAxis::Variants(_) => labels,
        };
        let cell = |row: u8, column: u8| {
            let labels = set(set(base, shown[0], row), shown[1], column);
            let category = world.category_of_kinds(labels).or(labels.category);
            labels.with(Schema::CATEGORY, category)
        };
        let rows = self.values(world, self.rows).into_iter();
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

    fn values(&self, world: &Schema, axis: GridAxis) -> Vec<u8> {
        match self.shown(world, axis) {
            GridAxis::Axis(place) => {
                let fitting = world.each_value(place, self.labels);
                fitting.into_iter().filter_map(|labels| labels.get(place)).collect()
            }
            GridAxis::Variants(count) => (0..count).collect(),
        }
    }

    fn names(&self, world: &Schema, axis: GridAxis) -> Vec<String> {
        let values = self.values(world, axis).into_iter();
        match self.shown(world, axis) {
            // Their own names: what they are values of stands beside them anyway.
            GridAxis::Axis(place @ (Schema::ZONE | Schema::CATEGORY)) => values
                .map(|value| {
                    world.value_name(place, Labels::default().with(place, Some(value))).to_owned()
                })
                .collect(),
            GridAxis::Axis(axis) => {
                values.map(|value| world.phrase(WordSense { axis, value })).collect()
            }
            GridAxis::Variants(_) => values.map(|value| (value + 1).to_string()).collect(),
        }
    }
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
        assert_eq!(GridAxes::default().column_names(&world()), world().categories);
    }

    #[test]
    fn kinds_bring_their_category_and_those_of_others_have_no_row() {
        let world = world();
        let (rows, columns) = (GridAxis::Axis(2), GridAxis::Axis(3));
        let axes = GridAxes { rows, columns, labels: Labels::default() };
        assert_eq!(axes.row_names(&world), ["crab", "turtle", "squid"]);
        assert_eq!(axes.column_names(&world), ["plain", "stripes"]);
        let cells = axes.cells(&world);
        assert_eq!((cells.len(), cells[5].category, cells[5].get(3)), (6, Some(4), Some(1)));
        let grazers = GridAxes { labels: world.read_words("grazer").unwrap(), ..axes };
        assert_eq!(grazers.row_names(&world), ["crab", "turtle"]);
    }

    #[test]
    fn categories_beside_kinds_are_variants() {
        let world = world();
        let (rows, columns) = (GridAxis::Axis(2), GridAxis::Axis(Schema::CATEGORY));
        let axes = GridAxes { rows, columns, labels: Labels::default() };
        assert_eq!(axes.column_names(&world), ["1", "2", "3", "4", "5", "6"]);
        let cells = axes.cells(&world);
        assert!(cells.len() == 18 && cells[..6].iter().all(|cell| cell.category == Some(1)));
    }

    #[test]
    fn what_is_asked_for_already_gives_way_to_variants() {
        let world = world();
        let asked = |line| {
            let labels = world.read_words(line).unwrap();
            GridAxes { labels, ..GridAxes::default() }
        };
        assert_eq!(asked("stripes").column_names(&world), world.categories);
        assert_eq!(asked("crab").row_names(&world), world.zones);
        assert_eq!(asked("crab").column_names(&world), ["1", "2", "3", "4", "5", "6"]);
        let cells = asked("hadal crab").cells(&world);
        assert!(cells.len() == 36 && cells.iter().all(|cell| *cell == cells[0]));
        assert_eq!(asked("hadal").row_names(&world), ["1", "2", "3", "4", "5", "6"]);
    }
}
