//! The sprite that the inspector shows.

use std::sync::Arc;

use super::{Art, Current, Known, Look, Place, State};
use crate::{
    sprite::{Palette, slug},
    studio::layout::Pane,
};

/// Where sprites of the collection are from, as their arts say.
const COLLECTION: &str = "Collection";

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
    ///
    /// What its recipe tells comes first; where a sprite of another kind stands in a cell, the
    /// names of the cell follow.
    pub(in crate::studio) fn current_title(&self) -> Option<(String, String)> {
        if let Current::Held { from: Place::Frame { clip, .. }, .. } = self.current
            && let Some(item) = self.collection.item(clip)
        {
            return Some((item.standing.name.clone(), "One frame of a clip".to_owned()));
        }
        match &self.current {
            Current::Held { art, .. } => Some(self.held_title(art)),
            Current::Cell => self.cell_title(),
        }
    }

    fn held_title(&self, art: &Art) -> (String, String) {
        let known = self.known_of_art(art);
        let told = |known: &Known| {
            let is_title = known.title().is_some_and(|kind| slug(kind) == slug(&art.title));
            let kind = known.title().filter(|_| !is_title).map(str::to_owned);
            // What was drawn here says its place and traits in its own words.
            let facts = Some(known.facts()).filter(|_| art.subtitle == COLLECTION);
            [kind, facts, Some(art.subtitle.clone())]
        };
        let Some(known) = known else { return (art.title.clone(), art.subtitle.clone()) };
        let parts = told(&known).into_iter().flatten().filter(|part| !part.is_empty());
        (art.title.clone(), parts.collect::<Vec<_>>().join(" · "))
    }

    fn cell_title(&self) -> Option<(String, String)> {
        let cell = self.grid.selected_cell()?;
        let asked = self.known_of(cell.prompt)?;
        let is_arriving = matches!(self.current_look(), Look::Drawing(_));
        let art = cell.art.as_ref().filter(|_| !is_arriving);
        let shown = art.and_then(|art| self.known_of_art(art));
        let known = shown.clone().unwrap_or_else(|| asked.clone());
        let own = art.filter(|art| art.recipe.is_none()).map(|art| art.title.clone());
        let title = own.clone().or_else(|| known.title().map(str::to_owned));
        let title = title.unwrap_or_else(|| "Any sprite".to_owned());
        let is_other = |known: &Known| {
            (known.zone.as_ref(), known.category.as_ref())
                != (asked.zone.as_ref(), asked.category.as_ref())
        };
        let is_placed = own.is_some() || shown.as_ref().is_some_and(is_other);
        let place = self.cell_place(self.grid.selected).filter(|_| is_placed);
        let place = place.map(|place| format!("in cell {place}"));
        let facts = Some(known.facts()).filter(|facts| own.is_none() && !facts.is_empty());
        let parts = facts.into_iter().chain(place);
        Some((title, parts.collect::<Vec<_>>().join(" · ")))
    }

    /// What the current sprite is called: "Jellyfish in Shallows".
    pub(in crate::studio) fn current_name(&self) -> String {
        match &self.current {
            Current::Held { art, .. } => format!("{} in {}", art.title, art.subtitle),
            Current::Cell => self.cell_name(self.grid.selected),
        }
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
