//! The palette that the artist works in, where that is not the model's.
//!
//! The model draws in its own colours; whatever it draws comes into the working palette on its
//! way to the panels, each colour as the nearest there. Kept sprites are the artist's, and stay
//! in their own colours until they are brought over on request.

use std::sync::Arc;

use super::{
    Art, Change, Place, Relit, State,
    shade::{Dials, Where},
};
use crate::sprite::Palette;

/// The working palette.
#[derive(Debug, Default)]
pub(in crate::studio) struct Colours {
    /// The artist's choice; `None` is the model's palette.
    own: Option<Arc<Palette>>,
    /// The model's palette as it looks in the working palette.
    arriving: Option<Arc<Palette>>,
}

impl Colours {
    /// The palette that the artist chose, if any.
    pub(in crate::studio) fn own(&self) -> Option<&Arc<Palette>> {
        self.own.as_ref()
    }
}

impl State {
    /// The palette that new and opened sprites come into.
    pub(in crate::studio) fn working_palette(&self) -> &Arc<Palette> {
        self.colours.own.as_ref().unwrap_or(&self.palette)
    }

    /// The colours of pixels that are on their way: indices of the model's palette, as they
    /// will look once they are there.
    pub(in crate::studio) fn arriving_palette(&self) -> &Arc<Palette> {
        self.colours.arriving.as_ref().unwrap_or(&self.palette)
    }

    /// Takes another working palette without bringing any sprite into it.
    pub(in crate::studio) fn set_working_palette(&mut self, own: Option<Arc<Palette>>) {
        self.colours.arriving = own.as_ref().map(|own| Arc::new(self.palette.seen_in(own)));
        self.colours.own = own;
    }

    /// The same sprite in the working palette, under the light that was on it.
    pub(super) fn in_working_palette(&mut self, art: Arc<Art>) -> Arc<Art> {
        if art.palette.has_colours_of(self.working_palette()) {
            return art;
        }
        let light = art.shading.as_ref().filter(|shading| shading.flat.is_some());
        let light = light.map(|shading| shading.light);
        let flat = art.unlit().recoloured(self.working_palette());
        self.relit(&flat, light)
    }

    /// Works in another palette from now on, with everything that was drawn; `None` is the
    /// model's own.
    pub(in crate::studio) fn use_palette(&mut self, own: Option<Arc<Palette>>) {
        if self.colours.own == own {
            return;
        }
        let name = if own.is_some() { "Open palette" } else { "Model's palette" };
        self.edit.abandon();
        self.end_light();
        self.cancel_region();
        let dials = self.dials();
        self.set_working_palette(own);
        let cells = self.grid.cells.iter().enumerate();
        let mut places: Vec<(Where, Arc<Art>)> =
            cells.filter_map(|(at, cell)| Some((Where::Cell(at), cell.art.clone()?))).collect();
        if let Some((place, art)) = self.held().filter(|(from, _)| !matches!(from, Place::Kept(_)))
        {
            places.push((Where::Held(place), art));
        }
        self.bring_over(name, dials, places);
        self.recolour_views();
    }

    /// Brings the selected kept sprites, or else the current sprite, into the working palette.
    pub(in crate::studio) fn recolour_selected(&mut self) {
        self.edit.abandon();
        self.end_light();
        let dials = self.dials();
        let places = self.recolourable();
        self.bring_over("Bring into palette", dials, places);
    }

    /// What [`Self::recolour_selected`] would change.
    pub(super) fn recolourable(&self) -> Vec<(Where, Arc<Art>)> {
        let kept = |id: u64| Some((Where::Kept(id), self.collection.item(id)?.art.clone()?));
        let mut places: Vec<(Where, Arc<Art>)> = if self.has_kept_selected() {
            self.collection.selection().into_iter().filter_map(kept).collect()
        } else {
            match self.held() {
                Some((Place::Kept(id), _)) => kept(id).into_iter().collect(),
                Some((place, art)) => vec![(Where::Held(place), art)],
                None => self
                    .current_art()
                    .map(|art| (Where::Cell(self.grid.selected), Arc::clone(art)))
                    .into_iter()
                    .collect(),
            }
        };
        places.retain(|(_, art)| !art.palette.has_colours_of(self.working_palette()));
        places
    }

    /// Sprites that can be drawn again as they are follow without a step of the history.
    pub(super) fn recolour_views(&mut self) {
        let candidates = self.grid.cells.iter().flat_map(|cell| cell.candidates.arts());
        let views = self.sweep.arts().chain(self.breed.litter.arts()).chain(candidates);
        let views: Vec<Arc<Art>> = views.cloned().collect();
        let pairs: Vec<[Arc<Art>; 2]> = views
            .into_iter()
            .map(|art| [Arc::clone(&art), self.in_working_palette(art)])
            .filter(|[before, after]| !Arc::ptr_eq(before, after))
            .collect();
        let places = self.sweep.arts_mut().chain(self.breed.litter.arts_mut());
        let places =
            places.chain(self.grid.cells.iter_mut().flat_map(|cell| cell.candidates.arts_mut()));
        for place in places {
            if let Some([_, after]) = pairs.iter().find(|[before, _]| Arc::ptr_eq(before, place)) {
                *place = Arc::clone(after);
            }
        }
    }

    fn bring_over(&mut self, name: &'static str, dials: Dials, places: Vec<(Where, Arc<Art>)>) {
        let mut arts = Vec::new();
        for (place, art) in places {
            let other = self.in_working_palette(Arc::clone(&art));
            if !Arc::ptr_eq(&other, &art) && self.put_lit(place, &art, &other) {
                arts.push((place, [art, other]));
            }
        }
        self.store_lit(&arts);
        self.history.did(name, Change::Light(Relit::new(dials, arts)));
    }
}
