//! Sprites in other light, wherever they are, and the way back.

use std::sync::Arc;

use super::{
    super::{Art, Current, Place, State, edit::Target},
    Dials, Relit, Shade, Where,
};
use crate::sprite::{Light, Shading};

impl State {
    pub(in crate::studio::state) fn dials(&self) -> Dials {
        let Shade { settings, grid_light, .. } = &self.shade;
        let (ramps, own) = (settings.ramps.clone(), self.colours.own().cloned());
        Dials { light: settings.light, grid_light: *grid_light, ramps, own }
    }

    /// A sprite under a light, whatever fell on it before.
    pub(in crate::studio::state) fn relit(
        &mut self,
        art: &Arc<Art>,
        light: Option<Light>,
    ) -> Arc<Art> {
        if let Some(art) = art.map_frames(|frame| self.relit(frame, light)) {
            return Arc::new(art);
        }
        let flat = art.unlit();
        let Some(light) = light.filter(|light| !light.is_off()) else { return flat };
        let mut shading = Shading { light, ..self.shading_of(&flat.palette) };
        if !flat.palette.has_colours_of(&self.palette) && shading.ramps.is_none() {
            // The recipe has the colours, but not what their file says of
            // ramps.
            let ramps = flat.palette.ramps().iter().map(|ramp| ramp.indices.clone());
            shading.ramps = Some(ramps.collect());
        }
        let palette = shading.palette(&flat.palette);
        let sprite = self.shade.shader_cache.shine(&flat.sprite, &palette, &light);
        Arc::new(flat.lit(shading, sprite))
    }

    /// A sprite that comes into the grid, under the light that falls there.
    pub(in crate::studio::state) fn in_grid_light(&mut self, art: Arc<Art>) -> Arc<Art> {
        match self.shade.grid_light {
            Some(light) => self.relit(&art, Some(light)),
            None => art,
        }
    }

    /// Puts a sprite in the place of another, if that is still there; says whether it was.
    pub(in crate::studio::state) fn put_lit(
        &mut self,
        place: Where,
        old: &Arc<Art>,
        new: &Arc<Art>,
    ) -> bool {
        let is_old = |art: &Arc<Art>| Arc::ptr_eq(art, old);
        match place {
            Where::Cell(at) => {
                let art = self.grid.cells.get_mut(at).and_then(|cell| cell.art.as_mut());
                let Some(art) = art.filter(|art| is_old(art)) else { return false };
                *art = Arc::clone(new);
            }
            Where::Held(wanted) => {
                self.put_home(wanted, old, new);
                match &mut self.current {
                    Current::Held { art, from } if *from == wanted && is_old(art) => {
                        *art = Arc::clone(new);
                    }
                    _ => return false,
                }
            }
            Where::Kept(id) => {
                if !self.collection.put_art(id, old, new) {
                    return false;
                }
                // A frame that is looked at goes along with its clip.
                if let Current::Held { art, from: Place::Frame { clip, index } } = &mut self.current
                    && *clip == id
                    && let Some(frame) = new.frames.as_ref().and_then(|it| it.arts().get(*index))
                {
                    *art = Arc::clone(frame);
                }
            }
        }
        // The inspector goes along with the place where its sprite was picked.
        let from_here = match place {
            Where::Cell(at) => Place::Cell(at),
            Where::Kept(id) => Place::Kept(id),
            Where::Held(place) => place,
        };
        if let Current::Held { art, from } = &mut self.current
            && *from == from_here
            && is_old(art)
        {
            *art = Arc::clone(new);
        }
        true
    }

    /// Hands kept sprites that were lit on to their folder.
    pub(in crate::studio::state) fn store_lit(&mut self, arts: &[(Where, [Arc<Art>; 2])]) {
        for (place, _) in arts {
            if let Where::Kept(id) = place
                && self.collection.is_edited(*id)
            {
                self.collection.store(*id);
            }
        }
    }

    /// Brings back the other light, for undo and redo.
    pub(in crate::studio::state) fn swap_relit(&mut self, relit: &mut Relit) {
        for (place, arts) in &mut relit.arts {
            // A sprite that came into a cell meanwhile stays; one that the artist no longer
            // looks at comes to sight again, as after an edit.
            let [back, away] = &*arts;
            let (back, away) = (Arc::clone(back), Arc::clone(away));
            match place {
                Where::Held(from) => self.bring_back(Target::Held(*from), &away, &back),
                _ => {
                    self.put_lit(*place, &away, &back);
                }
            }
            arts.swap(0, 1);
        }
        self.store_lit(&relit.arts);
        let dials = self.dials();
        let Dials { light, grid_light, ramps, own } = std::mem::replace(&mut relit.dials, dials);
        self.shade.settings.light = light;
        self.shade.settings.ramps = ramps;
        self.shade.grid_light = grid_light;
        if self.colours.own() != own.as_ref() {
            self.set_working_palette(own);
            self.recolour_views();
        }
    }
}
