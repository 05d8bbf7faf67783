//! Keeping sprites: what is done to those of the collection, and which sprites are kept.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use super::{
    Art, Change, Collection, Current, Place, State,
    collection::{Item, KeyboardWish, Saving, Select},
};
use crate::{
    files::png::FramePlace,
    sprite::Sprite,
    studio::collection::{Entry, Librarian, Standing, cell_of, looks_alike, now},
};

/// Finds kept sprites by their pixels.
#[derive(Debug, Default)]
pub(in crate::studio) struct Twins {
    by_pixels: HashMap<u64, Vec<u64>>,
    /// What was hashed already; the sprite is held, so that no other can take its address.
    hashed: HashMap<u64, (Arc<Art>, u64)>,
    /// Whether sprites came, changed or went since.
    pub(super) is_old: bool,
}

impl Twins {
    /// Brings it up to date.
    pub(super) fn refresh(&mut self, items: &BTreeMap<u64, Item>) {
        if !std::mem::take(&mut self.is_old) {
            return;
        }
        self.by_pixels.clear();
        let mut before = std::mem::take(&mut self.hashed);
        for (id, item) in items {
            let Some(art) = &item.art else { continue };
            let known = before.remove(id).filter(|(known, _)| Arc::ptr_eq(known, art));
            let known = known.unwrap_or_else(|| (Arc::clone(art), hash_of(&art.sprite)));
            if !item.standing.is_trashed {
                self.by_pixels.entry(known.1).or_default().push(*id);
            }
            self.hashed.insert(*id, known);
        }
    }
}

fn hash_of(sprite: &Sprite) -> u64 {
    let mut hasher = DefaultHasher::new();
    sprite.pixels().hash(&mut hasher);
    hasher.finish()
}

impl Collection {
    /// The kept sprite that looks the same, if there is one outside the trash.
    pub(super) fn twin(&self, art: &Art) -> Option<u64> {
        let ids = self.twins.by_pixels.get(&hash_of(&art.sprite))?;
        let is_same = |id: &&u64| {
            let kept = self.item(**id).and_then(|item| item.art.as_ref());
            kept.is_some_and(|kept| looks_alike(kept, art))
        };
        ids.iter().find(is_same).copied()
    }

    /// The sprite of the last window that a file of the folder is, if it is one of which that
    /// window had not heard yet that it was stored.
    pub(super) fn unfiled_twin(&self, entry: &Entry) -> Option<u64> {
        let is_entry = |id: &&u64| {
            self.item(**id).is_some_and(|item| {
                let arts = item.art.as_ref().zip(entry.art.as_ref());
                item.kept == entry.kept
                    && item.standing.name == entry.standing.name
                    && arts.is_none_or(|(ours, theirs)| ours.sprite == theirs.sprite)
            })
        };
        self.unfiled.iter().find(is_entry).copied()
    }

    /// Notes which file a sprite of the last window has.
    pub(super) fn file_is(&mut self, id: u64, file: &str) {
        self.unfiled.remove(&id);
        self.by_file.insert(file.to_owned(), id);
        if let Some(item) = self.items.get_mut(&id) {
            item.file = Some(file.to_owned());
        }
        self.edited.insert(id);
    }

    /// Stores what the last window could not, once it is known what the folder holds.
    pub(super) fn store_unfiled(&mut self) {
        self.edited.append(&mut self.unfiled);
    }

    /// Gives a kept sprite other pixels, which are stored once the artist leaves it or says so.
    pub(super) fn edit_art(&mut self, id: u64, art: &Arc<Art>) {
        let Some(item) = self.items.get_mut(&id) else { return };
        let before = item.art.replace(Arc::clone(art));
        if let Some(before) = before.filter(|_| item.saving == Saving::Saved) {
            self.stored.insert(id, before);
        }
        // What is on its way to the folder is another state.
        item.revision += 1;
        self.twins.is_old = true;
        if self.stored.get(&id).is_some_and(|stored| stored == art) {
            // Back to what the folder has: there is nothing to store.
            item.saving = Saving::Saved;
            item.agree();
            self.edited.remove(&id);
            self.stored.remove(&id);
        } else {
            item.saving = Saving::Edited;
            self.edited.insert(id);
        }
    }
}

impl State {
    /// Takes in what the folder of the collection has to say; to be called once a frame.
    pub(in crate::studio) fn poll_collection(&mut self) {
        while let Some(report) = self.collection.librarian.as_mut().and_then(Librarian::poll) {
            if let Some(text) = self.collection.hear(report) {
                self.toasts.error(text);
            }
        }
    }

    /// Keeps the current sprite; where it is kept already, stores its changes or says where.
    pub(in crate::studio) fn keep_current(&mut self) {
        let Some(art) = self.current_art().cloned() else { return };
        self.collection.twins.refresh(&self.collection.items);
        let Some(id) = self.current_kept().or_else(|| self.collection.twin(&art)) else {
            let name = art.title.clone();
            self.keep_as(&name, art);
            return;
        };
        let Some(Item { standing, file, .. }) = self.collection.item(id) else { return };
        let (name, file) = (standing.name.clone(), file.clone());
        if standing.is_trashed {
            self.decide("Restore", &[id], |standing| standing.is_trashed = false);
            self.toasts.info(format!("Took \"{name}\" back from the trash"));
        } else if self.collection.edited.contains(&id) {
            self.collection.store(id);
            self.toasts.info(format!("Saved \"{name}\""));
        } else {
            let place = file.map_or_else(String::new, |file| format!(" as {file}"));
            self.toasts.info(format!("\"{name}\" is in the collection already{place}"));
        }
    }

    /// Keeps the current sprite once more, as another one.
    pub(in crate::studio) fn keep_copy(&mut self) {
        let Some(art) = self.current_art().cloned() else { return };
        let name = match self.current_kept() {
            Some(_) => format!("{} copy", art.title),
            None => art.title.clone(),
        };
        self.keep_as(&name, art);
    }

    fn keep_as(&mut self, name: &str, art: Arc<Art>) {
        self.keep(vec![(name.to_owned(), art)], "Keep");
        if self.collection.librarian.is_some() {
            self.toasts.info(format!("Kept \"{name}\""));
        } else {
            self.toasts.error(format!(
                "\"{name}\" is kept in this window only: there is no folder for data; set HOME \
                 and start again"
            ));
        }
    }

    /// The kept sprite that is the current one.
    pub(in crate::studio) fn current_kept(&self) -> Option<u64> {
        match self.current {
            Current::Held { from: Place::Kept(id) | Place::Frame { clip: id, .. }, .. } => {
                self.collection.item(id).is_some().then_some(id)
            }
            _ => None,
        }
    }

    /// Gives the list of kept sprites the keyboard. Where none is selected, the current sprite is,
    /// if it is kept.
    pub(in crate::studio) fn enter_collection(&mut self) {
        self.collection.keyboard_wish = Some(KeyboardWish::List);
        if self.collection.n_selected() == 0
            && let Some(id) = self.kept_of_current()
        {
            self.collection.select(id, Select::Only);
        }
    }

    /// Gives the keyboard to the name of the selected kept sprite, or else of the current one.
    pub(in crate::studio) fn begin_rename(&mut self) {
        if self.collection.n_selected() != 1
            && let Some(id) = self.kept_of_current()
        {
            self.collection.select(id, Select::Only);
        }
        self.collection.keyboard_wish = Some(KeyboardWish::Name);
    }

    /// Whether there is one kept sprite that a new name would be about.
    pub(in crate::studio) fn can_rename(&self) -> bool {
        self.has_kept_selected() && self.collection.n_selected() == 1
            || self.kept_of_current().is_some()
    }

    /// The kept sprite outside the trash that the current one is, or that looks like it.
    fn kept_of_current(&self) -> Option<u64> {
        let id = self.current_kept().or_else(|| self.collection.twin(self.current_art()?));
        id.filter(|id| self.collection.item(*id).is_some_and(|item| !item.standing.is_trashed))
    }

    /// What the kept sprite is called that looks like this one.
    pub(in crate::studio) fn kept_name(&self, art: &Art) -> Option<&str> {
        let item = self.collection.item(self.collection.twin(art)?)?;
        Some(&item.standing.name)
    }

    /// Whether the current sprite is a kept one with changes that are not stored yet.
    pub(in crate::studio) fn is_unsaved(&self) -> bool {
        self.current_kept().is_some_and(|id| self.collection.edited.contains(&id))
    }

    /// Stores what was changed of kept sprites that the artist has left; to be called in each
    /// frame.
    pub(in crate::studio) fn store_left(&mut self) {
        let current = self.current_kept();
        let left = self.collection.edited.iter().copied().filter(|id| Some(*id) != current);
        for id in left.collect::<Vec<u64>>() {
            self.collection.store(id);
        }
        self.collection.twins.refresh(&self.collection.items);
    }

    /// Stores every change, because the window closes.
    pub(in crate::studio) fn store_edited(&mut self) {
        self.end_light();
        for id in std::mem::take(&mut self.collection.edited) {
            self.collection.store(id);
        }
    }

    /// Keeps sprites under these names; returns their numbers.
    pub(in crate::studio) fn keep(
        &mut self,
        sprites: Vec<(String, Arc<Art>)>,
        what: &str,
    ) -> Vec<u64> {
        let sprites = sprites.into_iter().map(|(name, art)| (name, art, None));
        self.keep_frames(sprites.collect(), what)
    }

    /// As [`Self::keep`], of sprites that may be frames of an animation.
    pub(in crate::studio) fn keep_frames(
        &mut self,
        sprites: Vec<(String, Arc<Art>, Option<FramePlace>)>,
        what: &str,
    ) -> Vec<u64> {
        let mut ids = Vec::new();
        let mut before = Vec::new();
        for (name, art, frame) in sprites {
            let id = self.collection.next_id();
            let standing = Standing { name, frame, ..Standing::default() };
            before.push((id, Standing { is_trashed: true, ..standing.clone() }));
            let (cell, saving) = (cell_of(&art), Saving::Underway);
            let (art, kept, file) = (Some(art), now(), None);
            let base = None;
            let mut item = Item { id, standing, kept, cell, art, saving, file, revision: 0, base };
            item.retitle();
            self.collection.add(item);
            self.collection.store(id);
            ids.push(id);
        }
        self.history.did(what, Change::Kept(before));
        ids
    }

    /// Changes what the artist decided about kept sprites.
    pub(super) fn decide(
        &mut self,
        what: &str,
        ids: &[u64],
        change: impl Fn(&mut Standing),
    ) -> usize {
        let mut standings: Vec<(u64, Standing)> = Vec::new();
        for id in ids {
            let Some(item) = self.collection.items.get(id) else { continue };
            let mut standing = item.standing.clone();
            change(&mut standing);
            if standing != item.standing {
                standings.push((*id, standing));
            }
        }
        let n_changed = standings.len();
        if 0 < n_changed {
            self.collection.swap(&mut standings);
            self.retitle_current(ids);
            self.history.did(what, Change::Kept(standings));
        }
        n_changed
    }

    /// The inspector shows the name that a kept sprite has now.
    pub(super) fn retitle_current(&mut self, ids: &[u64]) {
        if let Current::Held { art, from: Place::Kept(id) } = &mut self.current
            && ids.contains(id)
            && let Some(now) = self.collection.items.get(id).and_then(|item| item.art.as_ref())
            && now.sprite == art.sprite
        {
            *art = Arc::clone(now);
        }
    }

    /// Gives a kept sprite another name; an empty one changes nothing.
    pub(in crate::studio) fn rename_kept(&mut self, id: u64, name: &str) {
        let name = name.trim();
        if !name.is_empty() {
            self.decide("Rename", &[id], |standing| name.clone_into(&mut standing.name));
        }
    }

    /// Gives one sprite these tags, or adds them to those of many.
    pub(in crate::studio) fn tag_kept(&mut self, ids: &[u64], text: &str) {
        let tags = text.split(',').map(str::trim).filter(|tag| !tag.is_empty());
        let mut unique: Vec<String> = Vec::new();
        for tag in tags {
            if !unique.iter().any(|known| known == tag) {
                unique.push(tag.to_owned());
            }
        }
        let replaces = ids.len() == 1;
        self.decide("Tag", ids, |standing| {
            if replaces {
                standing.tags.clone_from(&unique);
            } else {
                let new = unique.iter().filter(|tag| !standing.tags.contains(tag));
                let new: Vec<String> = new.cloned().collect();
                standing.tags.extend(new);
            }
        });
    }

    /// Makes a kept sprite the current one.
    pub(in crate::studio) fn pick_kept(&mut self, id: u64) {
        if let Some(art) = self.collection.items.get(&id).and_then(|item| item.art.as_ref()) {
            self.current = Current::Held { art: Arc::clone(art), from: Place::Kept(id) };
        }
    }
}
