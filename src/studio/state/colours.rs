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
use crate::sprite::{Palette, Rgb, TRANSPARENT};

/// What the history calls changing an entry of a palette.
const CHANGE_COLOUR: &str = "Change colour";

/// The dialog that changes the colour of a palette entry.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::studio) struct ColourDialog {
    /// Which entry.
    pub(in crate::studio) index: u8,
    /// Its colour as hue, saturation and value, each from 0 to 1: the hue of a grey is
    /// remembered.
    pub(in crate::studio) hsv: [f32; 3],
    /// The colour as it is being typed.
    pub(in crate::studio) hex: String,
    /// Whether kept sprites in the palette follow too.
    pub(in crate::studio) has_kept: bool,
}

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
        let palette = Arc::clone(self.working_palette());
        self.in_palette(art, &palette)
    }

    /// The same sprite in a palette, under the light that was on it.
    pub(super) fn in_palette(&mut self, art: Arc<Art>, palette: &Arc<Palette>) -> Arc<Art> {
        if art.palette.has_colours_of(palette) {
            return art;
        }
        let light = art.shading.as_ref().filter(|shading| shading.flat.is_some());
        let light = light.map(|shading| shading.light);
        let flat = art.unlit().recoloured(palette);
        self.relit(&flat, light)
    }

    /// Gives an entry of the current sprite's palette another colour. Every sprite in that
    /// palette follows, and so does what the model draws where that is the working palette;
    /// kept sprites do where they are meant to, and the current one in any case.
    ///
    /// What follows belongs to the same step of the history until [`Self::end_light`].
    pub(in crate::studio) fn set_entry(&mut self, index: u8, colour: Rgb, has_kept: bool) {
        let Some(before) = self.current_art().map(|art| Arc::clone(&art.palette)) else { return };
        if index == TRANSPARENT || before.colours().get(usize::from(index)) == Some(&colour) {
            return;
        }
        self.edit.abandon();
        let after = Arc::new(before.with_colour(index, colour));
        if !self.is_lighting(CHANGE_COLOUR) {
            self.end_light();
            let places = self.places_in(&before, has_kept);
            self.begin_light(CHANGE_COLOUR, places);
        }
        self.carry_ramps(&before, &after);
        if before.has_colours_of(self.working_palette()) {
            self.set_working_palette(Some(Arc::clone(&after)));
        }
        self.change_lit(|state, art| state.in_palette(art, &after));
        self.recolour_views();
    }

    /// Every sprite in a palette that has a place of its own.
    fn places_in(&self, palette: &Palette, has_kept: bool) -> Vec<(Where, Arc<Art>)> {
        let cells = self.grid.cells.iter().enumerate();
        let cells = cells.filter_map(|(at, cell)| Some((Where::Cell(at), cell.art.clone()?)));
        let current = self.held();
        let is_current = |id: u64| matches!(&current, Some((Place::Kept(now), _)) if *now == id);
        let kept = self.collection.kept().into_iter();
        let kept = kept
            .filter(|id| has_kept || is_current(*id))
            .filter_map(|id| Some((Where::Kept(id), self.collection.item(id)?.art.clone()?)));
        let held = current.iter().filter(|(from, art)| match from {
            // A kept sprite that was changed since it was picked is no longer the kept one.
            Place::Kept(id) => {
                let item = self.collection.item(*id).and_then(|item| item.art.as_ref());
                !item.is_some_and(|own| Arc::ptr_eq(own, art))
            }
            _ => true,
        });
        let held = held.map(|(from, art)| (Where::Held(*from), Arc::clone(art)));
        let all = cells.chain(kept).chain(held);
        all.filter(|(_, art)| art.palette.has_colours_of(palette)).collect()
    }

    /// How many kept sprites are in a palette.
    pub(in crate::studio) fn n_kept_in(&self, palette: &Palette) -> usize {
        let kept = self.collection.kept().into_iter();
        let art = |id: u64| self.collection.item(id)?.art.as_ref();
        kept.filter_map(art).filter(|art| art.palette.has_colours_of(palette)).count()
    }

    /// Opens the dialog that changes the foreground's entry, or closes it.
    pub(super) fn toggle_colour_dialog(&mut self) {
        if self.edit.colour_dialog.take().is_none() {
            self.open_colour_dialog(self.edit.foreground);
        }
    }

    /// Opens the dialog that changes an entry.
    pub(in crate::studio) fn open_colour_dialog(&mut self, index: u8) {
        if index == TRANSPARENT || self.current_art().is_none() {
            return;
        }
        let colour = self.current_palette().colours()[usize::from(index)];
        let (hsv, hex) = (colour.to_hsv(), colour.to_hex());
        self.edit.colour_dialog = Some(ColourDialog { index, hsv, hex, has_kept: true });
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
                Some((Place::Kept(id) | Place::Frame { clip: id, .. }, _)) => {
                    kept(id).into_iter().collect()
                }
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
        let views = views.chain(self.breed.parents.iter().flatten());
        let views: Vec<Arc<Art>> = views.cloned().collect();
        let pairs: Vec<[Arc<Art>; 2]> = views
            .into_iter()
            .map(|art| [Arc::clone(&art), self.in_working_palette(art)])
            .filter(|[before, after]| !Arc::ptr_eq(before, after))
            .collect();
        let places = self.sweep.arts_mut().chain(self.breed.litter.arts_mut());
        let places = places.chain(self.sketch.variants.arts_mut());
        let places =
            places.chain(self.grid.cells.iter_mut().flat_map(|cell| cell.candidates.arts_mut()));
        let places = places.chain(self.breed.parents.iter_mut().flatten());
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
