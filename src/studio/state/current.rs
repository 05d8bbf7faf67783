//! The sprite that the inspector shows.

use std::sync::Arc;

use super::{Art, Current, Look, Place, State};
use crate::{sprite::Palette, studio::layout::Pane};

impl State {
    /// The complete sprite that is exported, copied and bred: the one that was picked last,
    /// in whichever panel.
    pub(in crate::studio) fn current_art(&self) -> Option<&Arc<Art>> {
        match &self.current {
            Current::Cell => self.grid.selected_cell()?.art.as_ref(),
            Current::Held { art, .. } => Some(art),
        }
    }

    /// What the inspector shows, which may be still arriving.
    pub(in crate::studio) fn current_look(&self) -> Look<'_> {
        match &self.current {
            Current::Cell => self.cell_look(self.grid.selected),
            Current::Held { art, .. } => Look::Done(&art.sprite),
        }
    }

    /// What the current sprite is and where it is from.
    pub(in crate::studio) fn current_title(&self) -> Option<(&str, &str)> {
        if let Current::Held { from: Place::Frame { clip, .. }, .. } = self.current
            && let Some(item) = self.collection.item(clip)
        {
            return Some((&item.standing.name, "One frame of a clip"));
        }
        if let Current::Held { art, .. } = &self.current {
            return Some((&art.title, &art.subtitle));
        }
        let (world, cell) = (self.world()?, self.grid.selected_cell()?);
        Some((world.category_name(cell.prompt), world.zone_name(cell.prompt)))
    }

    /// What the current sprite is called: "Jellyfish in Shallows".
    pub(in crate::studio) fn current_name(&self) -> String {
        let title = self.current_title();
        title.map_or_else(|| "Empty cell".to_owned(), |(what, from)| format!("{what} in {from}"))
    }

    /// The colours of what [`Self::current_look`] shows.
    pub(in crate::studio) fn current_palette(&self) -> &Palette {
        match (self.current_look(), self.current_art()) {
            (Look::Drawing(_), _) | (_, None) => self.arriving_palette(),
            (_, Some(art)) => &art.palette,
        }
    }

    /// The sprite that another panel than the grid has picked, and where.
    pub(in crate::studio) fn held(&self) -> Option<(Place, Arc<Art>)> {
        match &self.current {
            Current::Cell => None,
            Current::Held { art, from } => Some((*from, Arc::clone(art))),
        }
    }

    /// Whether the current sprite was picked at this place.
    pub(in crate::studio) fn is_current(&self, place: Place) -> bool {
        match &self.current {
            Current::Cell => place == Place::Cell(self.grid.selected),
            Current::Held { from, .. } => *from == place,
        }
    }

    /// Whether kept sprites are selected where the artist can see it.
    pub(in crate::studio) fn has_kept_selected(&self) -> bool {
        self.in_front.contains(&Pane::Collection) && 0 < self.collection.n_selected()
    }
}
