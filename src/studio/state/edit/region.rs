//! "Reroll region": what is selected is drawn anew by the model, and all else stays.

use std::{borrow::Cow, sync::Arc};

use super::{Art, Change, Edited, State, Target};
use crate::{
    generate::{Preview, SpriteRequest},
    sprite::{Hint, HintPlane, Labels, Mask, Sampling, Sprite},
    studio::{
        art::{Look, Place},
        jobs::{Owner, Status},
    },
};

/// How many more fillings of a cell's region become its candidates.
const OTHER_FILLINGS: usize = 3;

/// A region on its way.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// The sprite that it is part of, as edited since.
    pub(super) base: Arc<Art>,
    target: Target,
    mask: Mask,
    request: SpriteRequest,
}

impl State {
    /// Asks the model for other pixels where the selection is; what was asked for before and
    /// has not come is given up.
    pub(super) fn reroll_region(&mut self) {
        self.edit.abandon();
        let (Some((target, base)), Some(mask)) = (self.editable(), self.edit.selection) else {
            return;
        };
        if let Target::Cell(index) = target
            && self.grid.cells.get(index).is_some_and(|cell| cell.is_locked)
        {
            self.toasts.info("Locked: unlock it to draw it anew");
            return;
        }
        let (target, base) = self.at_home(target, base);
        self.jobs.cancel(Owner::Edit);
        let seed = self.next_region_seed(&base);
        // The critic knows whole sprites of the model's world, which an artist's need not be;
        // and an artist who looks at each region has no use for another judge.
        let sampling = Sampling { attempts: 1, ..self.settings.sampling.clamped() };
        // The model draws flat sprites in its own colours; what it drew gets the sprite's
        // colours and light afterwards.
        let shown = base.flat().translated(&base.palette.translation(&self.palette));
        let mut hints = HintPlane::keeping(&shown, &mask.inverted());
        if let Target::Held(Place::Frame { clip, index }) = target {
            self.advise_neighbours(&mut hints, &mask, &self.neighbours(clip, index));
        }
        let request = SpriteRequest {
            parents: vec![base.flat().content_hash()],
            ..SpriteRequest::new(self.labels_of(target, &base), seed, 0, sampling).with_hints(hints)
        };
        self.edit.region = Some(Region { base, target, mask, request: request.clone() });
        self.edit.other_fillings = None;
        self.jobs.submit(Owner::Edit, vec![(0, request)]);
    }

    /// Tells the model what the frames before and after have inside the region: where they agree,
    /// that is its advice.
    fn advise_neighbours(&self, hints: &mut HintPlane, mask: &Mask, neighbours: &[Arc<Art>]) {
        let seen: Vec<Sprite> = neighbours
            .iter()
            .map(|art| art.flat().translated(&art.palette.translation(&self.palette)))
            .collect();
        let Some((first, others)) = seen.split_first() else { return };
        for (index, &colour) in first.pixels().iter().enumerate() {
            let is_agreed = others.iter().all(|other| other.pixels()[index] == colour);
            if mask.contains_index(index) && is_agreed {
                hints.set(index, Hint::Colour(colour), false);
            }
        }
    }

    /// A seed that no region had before, and not the sprite's own, whose noise would draw much
    /// the same again.
    fn next_region_seed(&mut self, art: &Art) -> u64 {
        let own = art.request.as_ref().map(|request| request.seed);
        loop {
            self.edit.n_rerolls += 1;
            let seed = self.settings.seed.wrapping_add(self.edit.n_rerolls);
            if Some(seed) != own {
                return seed;
            }
        }
    }

    /// What the model is to draw: what the sprite is, as far as this model has names for it, or
    /// else what its cell is for.
    fn labels_of(&self, target: Target, art: &Art) -> Labels {
        let cell = match target {
            Target::Cell(index) => self.grid.cells.get(index).map(|cell| cell.prompt),
            Target::Held(_) => None,
        };
        let (recipe, generator) = (art.recipe.as_ref(), self.generator());
        let asked = recipe.zip(generator).map(|(it, generator)| it.known_labels(generator.world()));
        asked.or(cell).unwrap_or_default()
    }

    /// Gives up the region that is being drawn; says whether there was one.
    pub(in crate::studio) fn cancel_region(&mut self) -> bool {
        let was_drawing = self.is_rerolling_region();
        self.jobs.cancel(Owner::Edit);
        (self.edit.region, self.edit.other_fillings) = (None, None);
        was_drawing
    }

    /// Whether a region is being drawn or waits to be.
    pub(in crate::studio) fn is_rerolling_region(&self) -> bool {
        self.jobs.status(Owner::Edit, 0).is_some()
    }

    /// Takes in an answer: the first goes into the sprite, the others are its candidates.
    pub(in crate::studio) fn put_region(&mut self, slot: usize, answer: &Art) {
        if 0 < slot {
            let Some(region) = self.edit.other_fillings.clone() else { return };
            if let Target::Cell(index) = region.target {
                let art = self.filled(&region, answer);
                self.add_candidate(index, art);
            }
            return;
        }
        let Some(region) = self.edit.region.take() else { return };
        let Region { base, target, .. } = &region;
        let (base, target) = (Arc::clone(base), *target);
        let there = self.art_at(target.place());
        if !there.is_some_and(|art| Arc::ptr_eq(art, &base)) {
            self.toasts.info("The sprite is another one now, so its new region was dropped");
            return;
        }
        let art = self.filled(&region, answer);
        self.put_edited(target, &base, &art);
        if let Target::Cell(index) = target {
            // Among the candidates the artist finds it again, whichever came out better.
            self.add_candidate(index, Arc::clone(&base));
            self.ask_other_fillings(region);
        }
        let arts = Some((target, [base, art]));
        let change =
            Change::Edit(Edited { arts, selection: self.edit.selection, of: Some(target) });
        self.history.did("Reroll region", change);
    }

    /// Asks for more fillings of a region, for the cell's candidates.
    fn ask_other_fillings(&mut self, region: Region) {
        let request = |slot: usize| {
            let variant = region.request.variant.wrapping_add(slot as u32);
            (slot, SpriteRequest { variant, ..region.request.clone() })
        };
        let requests: Vec<_> = (1..=OTHER_FILLINGS).map(request).collect();
        self.edit.other_fillings = Some(region);
        self.jobs.submit(Owner::Edit, requests);
    }

    /// A sprite whose region is the model's, and which is as it was everywhere else.
    fn filled(&mut self, region: &Region, answer: &Art) -> Arc<Art> {
        let Region { base, mask, .. } = region;
        let palette = Arc::clone(&base.palette);
        let drawn = answer.sprite.translated(&answer.palette.translation(&palette));
        let sprite = base.flat().with_region(mask, &drawn);
        let recipe = answer.recipe.as_ref().map(|recipe| {
            if palette.has_colours_of(&answer.palette) {
                recipe.edited(&answer.sprite, &sprite)
            } else {
                recipe.recoloured(&answer.sprite, &sprite, &palette)
            }
        });
        let art = Arc::new(Art { sprite, palette, recipe, ..answer.clone() });
        let shading = base.shading.as_ref().filter(|shading| shading.flat.is_some());
        let light = shading.map(|shading| shading.light);
        self.relit(&art, light)
    }

    /// The part of the current sprite that the model is drawing anew, and how far it is.
    pub(in crate::studio) fn region_on_its_way(&self) -> Option<(&Mask, Option<&Preview>)> {
        let region = self.edit.region.as_ref()?;
        let preview = match self.jobs.status(Owner::Edit, 0)? {
            Status::Waiting => None,
            Status::Drawing(preview) => Some(preview),
        };
        let is_current = self.current_art().is_some_and(|art| Arc::ptr_eq(art, &region.base));
        is_current.then_some((&region.mask, preview))
    }

    /// What the canvas shows: the current sprite with the stroke that is being drawn, and
    /// with as much of a new region as has arrived.
    pub(in crate::studio) fn canvas_sprite(&self) -> Option<Cow<'_, Sprite>> {
        let look = self.current_look();
        let sprite = match self.edit.gesture() {
            Some(gesture) if matches!(look, Look::Done(_)) => &gesture.sprite,
            _ => look.sprite()?,
        };
        let Some((mask, Some(preview))) = self.region_on_its_way() else {
            return Some(Cow::Borrowed(sprite));
        };
        let has_come = |at| preview.order.has_come(at, preview.drawn);
        let drawn = Mask::from_fn(|x, y| mask.contains(x, y) && has_come((x, y)));
        let table = self.palette.translation(self.current_palette());
        Some(Cow::Owned(sprite.with_region(&drawn, &preview.sprite.translated(&table))))
    }
}
