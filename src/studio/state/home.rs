//! Where sprites live: what is done to the current sprite is done to the sprite that it is.
//!
//! Other panels than the grid hand the window a sprite together with the [`Place`] that it was
//! picked at. Edits and light go to that place as well, so that another click loses nothing.

use std::sync::Arc;

use super::{Art, Breed, Candidates, Current, Parent, Place, State, edit::Target};
use crate::studio::collection::looks_alike;

impl State {
    /// The sprite at a place. Ancestors have none: they are found anew each time.
    pub(in crate::studio) fn art_at(&self, place: Place) -> Option<&Arc<Art>> {
        match place {
            Place::Cell(index) => self.grid.cells.get(index)?.art.as_ref(),
            Place::Candidate(number) => {
                let mut lists = self.grid.cells.iter().map(|cell| &cell.candidates);
                lists.find_map(|candidates| candidates.find(number))
            }
            Place::Sweep(slot) => self.sweep.art(slot),
            Place::Kept(id) => self.collection.item(id)?.art.as_ref(),
            Place::Parent(parent) => self.breed.parent(parent),
            Place::Child(slot) => self.breed.litter.art(slot),
            Place::Variant(slot) => self.sketch.variants.art(slot),
            Place::Kin(_) => None,
            Place::Frame { clip, index } => {
                let frames = self.collection.item(clip)?.art.as_ref()?.frames.as_ref()?;
                frames.arts().get(index)
            }
        }
    }

    /// Whether the place still holds this sprite.
    fn is_at(&self, place: Place, art: &Arc<Art>) -> bool {
        self.art_at(place).is_some_and(|there| match place {
            // Parents are flat.
            Place::Parent(_) => there.sprite == *art.flat(),
            _ => is_same(there, art),
        })
    }

    /// Puts a sprite in the place of another at its home, if that is still there.
    pub(super) fn put_home(&mut self, place: Place, old: &Arc<Art>, new: &Arc<Art>) {
        if !self.is_at(place, old) {
            return;
        }
        match place {
            Place::Cell(index) => self.grid.cells[index].art = Some(Arc::clone(new)),
            Place::Candidate(number) => {
                let lists = self.grid.cells.iter_mut().map(|cell| &mut cell.candidates);
                lists.for_each(|candidates| candidates.put(number, new));
            }
            Place::Sweep(slot) => self.put_swept(slot, Arc::clone(new)),
            Place::Kept(id) => self.collection.edit_art(id, new),
            Place::Parent(parent) => self.breed.put_parent(parent, new.unlit()),
            Place::Child(slot) => self.breed.litter.put(slot, new),
            Place::Variant(slot) => self.sketch.variants.put(slot, new),
            Place::Kin(_) => {}
            Place::Frame { clip, index } => {
                let kept = self.collection.item(clip).and_then(|item| item.art.clone());
                let changed = kept.as_ref().and_then(|kept| {
                    let frames = kept.frames.as_ref()?.with_frame(index, new)?;
                    Some(Arc::new(kept.with_frames(Arc::new(frames))))
                });
                if let Some(changed) = changed {
                    self.collection.edit_art(clip, &changed);
                }
            }
        }
    }

    /// Where the current sprite lives, which is about to be edited.
    ///
    /// A sprite that has no home, or one that the next turn of a dial clears away, is kept in
    /// the collection first: there no edit is lost.
    pub(super) fn at_home(&mut self, target: Target, art: Arc<Art>) -> (Target, Arc<Art>) {
        let Target::Held(place) = target else { return (target, art) };
        if !matches!(place, Place::Sweep(_)) && self.is_at(place, &art) {
            return (target, art);
        }
        let name = art.title.clone();
        let ids = self.keep(vec![(name.clone(), Arc::clone(&art))], "Keep");
        let Some(&id) = ids.first() else { return (target, art) };
        self.pick_kept(id);
        self.take_selection_along();
        self.toasts.info(format!(
            "Kept \"{name}\" in the collection, because its place may be drawn anew"
        ));
        let art = self.current_art().cloned().unwrap_or(art);
        (Target::Held(Place::Kept(id)), art)
    }

    /// Puts a changed sprite where it lives, and before the artist if that is looking at it.
    pub(super) fn put_changed(&mut self, target: Target, old: &Arc<Art>, new: &Arc<Art>) {
        match target {
            Target::Cell(index) => {
                if let Some(cell) = self.grid.cells.get_mut(index) {
                    cell.art = Some(Arc::clone(new));
                }
            }
            Target::Held(place) => {
                self.put_home(place, old, new);
                if let Current::Held { art, from } = &mut self.current
                    && *from == place
                    && is_same(art, old)
                {
                    *art = Arc::clone(new);
                }
            }
        }
    }

    /// Brings the other state of a change back, and before the artist.
    pub(super) fn bring_back(&mut self, target: Target, away: &Arc<Art>, back: &Arc<Art>) {
        self.put_changed(target, away, back);
        if let Target::Held(from) = target {
            self.current = Current::Held { art: Arc::clone(back), from };
        }
    }
}

/// Whether two are the same sprite, or look the same.
pub(super) fn is_same(one: &Arc<Art>, other: &Arc<Art>) -> bool {
    Arc::ptr_eq(one, other) || looks_alike(one, other)
}

impl Candidates {
    /// A candidate by its number.
    fn find(&self, number: u64) -> Option<&Arc<Art>> {
        self.arts.iter().find(|(known, _)| *known == number).map(|(_, art)| art)
    }

    /// Puts a sprite in the place of a candidate, if there is one of that number.
    fn put(&mut self, number: u64, art: &Arc<Art>) {
        if let Some(place) = self.arts.iter_mut().find(|(known, _)| *known == number) {
            place.1 = Arc::clone(art);
        }
    }
}

impl Breed {
    fn put_parent(&mut self, parent: Parent, art: Arc<Art>) {
        self.meet(&art);
        self.parents[parent as usize] = Some(art);
    }
}
