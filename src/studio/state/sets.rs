//! Sets of sprites that leave together, and what their files are called.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Art, State};
use crate::{
    files::{
        NamePattern, Naming,
        png::FramePlace,
        unique_names::{UniqueNames, hyphenated},
    },
    sprite::slug,
    studio::{export::ExportSettings, names::display_name, sequence},
};

/// Which sprites leave together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum ExportSet {
    /// The selected kept sprites.
    Selected,
    /// Those that the search of the collection finds.
    Found,
    /// All cells of the grid.
    #[default]
    Grid,
    /// The selected cell's row.
    Row,
    /// The selected cell's column.
    Column,
    /// The candidates of the selected cell.
    Candidates,
    /// The children on show.
    Children,
    /// The sweep.
    Sweep,
    /// The liveries that were made last.
    Liveries,
}

impl ExportSet {
    /// All of them, in the order in which they are offered.
    pub(in crate::studio) const ALL: [Self; 9] = [
        Self::Selected,
        Self::Found,
        Self::Grid,
        Self::Row,
        Self::Column,
        Self::Candidates,
        Self::Children,
        Self::Sweep,
        Self::Liveries,
    ];
}

impl State {
    /// What a set is called, for people.
    pub(in crate::studio) fn set_name(&self, set: ExportSet) -> String {
        let columns = self.grid.n_columns.max(1);
        let (row, column) = (self.grid.selected / columns, self.grid.selected % columns);
        let name = |names: Option<Vec<String>>, at: usize| {
            let name = names.and_then(|names| names.get(at).map(|name| display_name(name)));
            name.map(|name| format!(" {name}")).unwrap_or_default()
        };
        let (world, axes) = (self.world(), self.grid.axes);
        match set {
            ExportSet::Selected => "Selected in the collection".to_owned(),
            ExportSet::Found if self.collection.search.trim().is_empty() => {
                "Whole collection".to_owned()
            }
            ExportSet::Found => format!("Collection: \"{}\"", self.collection.search.trim()),
            ExportSet::Grid => "Grid".to_owned(),
            ExportSet::Row => format!("Row{}", name(world.map(|it| axes.row_names(it)), row)),
            ExportSet::Column => {
                format!("Column{}", name(world.map(|it| axes.column_names(it)), column))
            }
            ExportSet::Candidates => "Candidates".to_owned(),
            ExportSet::Children => "Children".to_owned(),
            ExportSet::Sweep => "Sweep".to_owned(),
            ExportSet::Liveries => "Liveries".to_owned(),
        }
    }

    /// The complete sprites of a set, in their order.
    pub(in crate::studio) fn set_arts(&self, set: ExportSet) -> Vec<Arc<Art>> {
        self.set_items(set).into_iter().map(|(_, art, _)| art).collect()
    }

    /// The complete sprites of a set, in their order, and of frames of an animation their places
    /// in it.
    pub(in crate::studio) fn set_items(
        &self,
        set: ExportSet,
    ) -> Vec<(String, Arc<Art>, Option<FramePlace>)> {
        let kept = |ids: Vec<u64>| {
            let items = ids.into_iter().filter_map(|id| self.collection.item(id));
            items.flat_map(sequence::sprites_of).collect()
        };
        match set {
            ExportSet::Selected => kept(self.collection.selection()),
            ExportSet::Found => kept(self.collection.found()),
            _ => {
                let arts = self.drawn_arts(set).into_iter();
                arts.map(|art| (art.title.clone(), art, None)).collect()
            }
        }
    }

    /// The complete sprites of a set that is none of kept ones.
    fn drawn_arts(&self, set: ExportSet) -> Vec<Arc<Art>> {
        let columns = self.grid.n_columns.max(1);
        let (row, column) = (self.grid.selected / columns, self.grid.selected % columns);
        let cells = |wanted: &dyn Fn(usize) -> bool| {
            let cells = self.grid.cells.iter().enumerate();
            cells.filter(|(index, _)| wanted(*index)).filter_map(|(_, it)| it.art.clone()).collect()
        };
        match set {
            ExportSet::Selected | ExportSet::Found => Vec::new(),
            ExportSet::Grid => cells(&|_| true),
            ExportSet::Row => cells(&|index| index / columns == row),
            ExportSet::Column => cells(&|index| index % columns == column),
            ExportSet::Candidates => {
                self.candidates().into_iter().map(|(_, art)| Arc::clone(art)).collect()
            }
            ExportSet::Children => self.breed.litter.arts().cloned().collect(),
            ExportSet::Sweep => self.sweep.arts().cloned().collect(),
            ExportSet::Liveries => self.liveries.arts.clone(),
        }
    }

    /// The set to begin with: the one that was exported last, or where that is empty, the first
    /// that is not.
    pub(in crate::studio) fn open_export(&mut self, wanted: Option<ExportSet>) {
        let set = wanted.unwrap_or(if self.has_kept_selected() {
            ExportSet::Selected
        } else {
            self.export.set
        });
        let usual = || ExportSet::ALL.into_iter().find(|set| !self.set_arts(*set).is_empty());
        let is_empty = self.set_arts(set).is_empty();
        self.export.set = if is_empty { usual().unwrap_or(set) } else { set };
        self.shows_export = true;
    }
}

/// What is known of a sprite that is to be named. A kept sprite that is called as drawn ones are,
/// by its category, has no name of its own.
pub(in crate::studio) fn naming(art: &Art) -> Naming {
    let usual = art.file_name.trim_end_matches(".png");
    let known = Naming::of(usual, art.recipe.as_ref());
    let is_own = slug(&art.title) != slug(&known.category) && !art.title.is_empty();
    Naming { own: is_own.then(|| art.title.clone()), ..known }
}

/// The sprites of a set with the names of their files, of which no two are the same.
pub(in crate::studio) fn named(
    arts: Vec<Arc<Art>>,
    settings: &ExportSettings,
) -> Vec<(String, Arc<Art>)> {
    let pattern: NamePattern = settings.names.parse().unwrap_or_default();
    let (count, mut names) = (arts.len(), UniqueNames::default());
    let mut name = |(index, art): (usize, Arc<Art>)| {
        let stem = pattern.stem(&naming(&art), (index + 1, count));
        (names.next(&stem, str::to_lowercase, hyphenated), art)
    };
    arts.into_iter().enumerate().map(&mut name).collect()
}
