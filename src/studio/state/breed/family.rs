//! How a sprite came about, as far as the parents' hashes in recipes say it.

use std::{collections::VecDeque, sync::Arc};

use super::{Art, Current, Place, State};

/// Ancestors that a family has room for: two parents and four grandparents. Those of ancestor
/// `i` are `2 * i + 2` and `2 * i + 3`; the sprite itself has 0 and 1.
pub(in crate::studio) const ANCESTORS: usize = 6;

/// How many parents are remembered; those met first are forgotten first.
const MOST_KNOWN: usize = 512;

/// A member of a family.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::studio) enum Kin {
    /// Here it is.
    Known(Arc<Art>),
    /// It has this hash, and is nowhere in this window.
    Missing(String),
}

/// Sprites that were parents, found by what they look like.
#[derive(Clone, Debug, Default)]
pub(in crate::studio::state) struct Known(VecDeque<(String, Arc<Art>)>);

impl Known {
    /// Remembers these sprites.
    pub(in crate::studio::state) fn meet<'a>(&mut self, arts: impl Iterator<Item = &'a Arc<Art>>) {
        for art in arts {
            let hash = art.hash();
            if self.0.iter().all(|(known, _)| *known != *hash) {
                self.0.push_back((hash.into_owned(), Arc::clone(art)));
            }
        }
        while MOST_KNOWN < self.0.len() {
            self.0.pop_front();
        }
    }

    /// Every one of them, those met first in front.
    pub(in crate::studio::state) fn arts(&self) -> impl Iterator<Item = &Arc<Art>> {
        self.0.iter().map(|(_, art)| art)
    }

    pub(super) fn find(&self, hash: &str) -> Option<&Arc<Art>> {
        self.0.iter().find(|(known, _)| known == hash).map(|(_, art)| art)
    }
}

impl State {
    /// The sprite with these pixels, if it is anywhere in the window or was a parent.
    pub(in crate::studio) fn find_by_hash(&self, hash: &str) -> Option<&Arc<Art>> {
        let cells = self.grid.cells.iter().filter_map(|cell| cell.art.as_ref());
        let children = self.breed.litter.arts.iter().flatten();
        // Thousands may be kept: those whose pixels would have to be hashed are passed over.
        let kept = self.collection.arts().filter(|art| art.recipe.is_some());
        let mut shown = children.chain(cells).chain(self.sweep.arts()).chain(kept);
        self.breed.known.find(hash).or_else(|| shown.find(|art| art.hash() == hash))
    }

    /// The ancestors of the current sprite; none at all if it was not bred.
    pub(in crate::studio) fn family(&self) -> [Option<Kin>; ANCESTORS] {
        let mut family = [const { None }; ANCESTORS];
        let Some(art) = self.current_art() else { return family };
        self.add_parents(&mut family, art, 0);
        for index in 0..2 {
            if let Some(Kin::Known(parent)) = family[index].clone() {
                self.add_parents(&mut family, &parent, 2 * index + 2);
            }
        }
        family
    }

    fn add_parents(&self, family: &mut [Option<Kin>; ANCESTORS], art: &Art, first: usize) {
        let hashes = art.recipe.as_ref().map_or(&[][..], |recipe| &recipe.parents);
        for (place, hash) in family[first..].iter_mut().zip(hashes.iter().take(2)) {
            *place = Some(match self.find_by_hash(hash) {
                Some(parent) => Kin::Known(Arc::clone(parent)),
                None => Kin::Missing(hash.clone()),
            });
        }
    }

    /// Makes an ancestor of the current sprite the current one.
    pub(in crate::studio) fn pick_kin(&mut self, index: usize) {
        if let Some(Kin::Known(art)) = self.family().into_iter().nth(index).flatten() {
            self.current = Current::Held { art, from: Place::Kin(index) };
        }
    }
}
