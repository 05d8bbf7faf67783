//! The kept sprites as the window has them, which is what the folder is to have.
//!
//! The artist's decisions hold at once. Each is handed on as a [`Snapshot`], and what could
//! not be stored stays here, marked, until it could.

mod search;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{Art, kept::Twins, record::KeptImage};
use crate::studio::collection::{Base, Entry, Librarian, Report, Snapshot, Standing, looks_alike};

/// In which order sprites stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum Sort {
    /// Those kept last come first.
    #[default]
    Newest,
    /// By name.
    Name,
    /// By zone, then newest first.
    Zone,
    /// By category, then newest first.
    Category,
}

/// Whether the folder has a sprite as the window has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Saving {
    /// It has.
    Saved,
    /// The artist is still changing it, and has not left it yet.
    Edited,
    /// It is about to.
    Underway,
    /// It could not be stored.
    Refused,
}

/// A kept sprite.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Item {
    /// Its number in this window.
    pub(in crate::studio) id: u64,
    /// What the artist decided about it.
    pub(in crate::studio) standing: Standing,
    /// When it was kept.
    pub(super) kept: u64,
    /// Its zone and its category; empty where they are not known.
    pub(in crate::studio) cell: [String; 2],
    /// The sprite; absent until its file was read.
    pub(in crate::studio) art: Option<Arc<Art>>,
    /// Whether the folder has it like this.
    pub(in crate::studio) saving: Saving,
    pub(super) file: Option<String>,
    pub(super) revision: u64,
    /// What the folder was last heard to hold.
    pub(super) base: Option<Base>,
}

impl Item {
    fn snapshot(&self) -> Snapshot {
        let Self { id, revision, kept, .. } = *self;
        let (file, art, standing) = (self.file.clone(), self.art.clone(), self.standing.clone());
        Snapshot { id, revision, file, art, kept, standing, base: self.base.clone() }
    }

    /// The folder has the sprite as it is here.
    pub(super) fn agree(&mut self) {
        let (revision, standing, art) = (self.revision, self.standing.clone(), self.art.clone());
        self.base = Some(Base { revision, standing, art });
    }

    /// The sprite called by the name that it has now.
    pub(super) fn retitle(&mut self) {
        if let Some(art) = self.art.as_mut().filter(|art| art.title != self.standing.name) {
            let title = self.standing.name.clone();
            *art = Arc::new(Art { title, ..(**art).clone() });
        }
    }
}

/// What a click selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Select {
    /// This sprite and no other.
    Only,
    /// This sprite too, or no longer.
    Toggle,
    /// All from the last one clicked to this one.
    Range,
}

/// A part of the panel that a command gives the keyboard to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum KeyboardWish {
    /// The list of sprites.
    List,
    /// The field of the selected sprite's name.
    Name,
}

/// The kept sprites.
#[derive(Default)]
pub(in crate::studio) struct Collection {
    pub(super) items: BTreeMap<u64, Item>,
    pub(super) by_file: HashMap<String, u64>,
    pub(super) n_items: u64,
    pub(super) librarian: Option<Librarian>,
    /// What to search for.
    pub(in crate::studio) search: String,
    /// In which order they stand.
    pub(in crate::studio) sort: Sort,
    /// Whether the trash is on show.
    pub(in crate::studio) shows_trash: bool,
    /// Those that fit what is searched for, in their order.
    shown: Vec<u64>,
    /// What `shown` was made for; `None` once it is out of date.
    shown_for: Option<(String, Sort, bool)>,
    selected: BTreeSet<u64>,
    /// Those that were selected in the last window and are not there yet.
    awaited: BTreeSet<u64>,
    /// The one clicked last.
    lead: Option<u64>,
    /// Those that were changed and not stored since.
    pub(super) edited: BTreeSet<u64>,
    /// What the folder has of those.
    pub(super) stored: HashMap<u64, Arc<Art>>,
    /// Those of the last window of which it is not known whether they reached the folder.
    pub(super) unfiled: BTreeSet<u64>,
    /// What the last window knew of the sprites that its history refers to.
    pub(super) restored: BTreeMap<u64, KeptImage>,
    /// Which sprites look the same.
    pub(super) twins: Twins,
    /// What of the panel is to have the keyboard in the next frame.
    pub(in crate::studio) keyboard_wish: Option<KeyboardWish>,
}

impl Collection {
    /// Keeps sprites in the librarian's folder from now on.
    pub(in crate::studio) fn open(&mut self, librarian: Librarian) {
        self.librarian = Some(librarian);
    }

    /// A kept sprite.
    pub(in crate::studio) fn item(&self, id: u64) -> Option<&Item> {
        self.items.get(&id)
    }

    /// Every kept sprite whose file was read.
    pub(super) fn arts(&self) -> impl Iterator<Item = &Arc<Art>> {
        self.items.values().filter_map(|item| item.art.as_ref())
    }

    /// How many lie in the trash, or do not.
    pub(in crate::studio) fn count(&self, is_trashed: bool) -> usize {
        self.items.values().filter(|item| item.standing.is_trashed == is_trashed).count()
    }

    /// Every sprite that is not in the trash.
    pub(super) fn kept(&self) -> Vec<u64> {
        self.items.values().filter(|item| !item.standing.is_trashed).map(|item| item.id).collect()
    }

    /// How many the folder could not take.
    pub(in crate::studio) fn n_refused(&self) -> usize {
        self.items.values().filter(|item| item.saving == Saving::Refused).count()
    }

    /// The sprites on show, in their order.
    pub(in crate::studio) fn shown(&mut self) -> &[u64] {
        let wanted = (self.search.clone(), self.sort, self.shows_trash);
        if self.shown_for.as_ref() != Some(&wanted) {
            self.refresh();
            self.shown_for = Some(wanted);
        }
        &self.shown
    }

    fn refresh(&mut self) {
        self.shown = self.found();
        let shown: BTreeSet<u64> = self.shown.iter().copied().collect();
        // Whatever is done to the selection is done to what can be seen.
        self.selected.retain(|id| shown.contains(id));
        self.lead = self.lead.filter(|id| shown.contains(id));
    }

    /// Those that the search finds, in their order.
    pub(in crate::studio) fn found(&self) -> Vec<u64> {
        let words: Vec<String> =
            self.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let fits = |item: &&Item| item.standing.is_trashed == self.shows_trash && item.fits(&words);
        let mut shown: Vec<&Item> = self.items.values().filter(fits).collect();
        // What has no zone comes last.
        let by_cell =
            |item: &Item, part: usize| (item.cell[part].is_empty(), item.cell[part].clone());
        shown.sort_by_key(|item| std::cmp::Reverse((item.kept, item.id)));
        match self.sort {
            Sort::Newest => {}
            Sort::Name => shown.sort_by_cached_key(|item| item.standing.name.to_lowercase()),
            Sort::Zone => shown.sort_by_cached_key(|item| by_cell(item, 0)),
            Sort::Category => shown.sort_by_cached_key(|item| by_cell(item, 1)),
        }
        shown.into_iter().map(|item| item.id).collect()
    }

    /// Whether a sprite is selected.
    pub(in crate::studio) fn is_selected(&self, id: u64) -> bool {
        self.selected.contains(&id)
    }

    /// The selected sprites in the order in which they stand.
    pub(in crate::studio) fn selection(&self) -> Vec<u64> {
        self.shown.iter().copied().filter(|id| self.selected.contains(id)).collect()
    }

    /// How many are selected.
    pub(in crate::studio) fn n_selected(&self) -> usize {
        self.selected.len()
    }

    /// The one clicked last.
    pub(in crate::studio) fn lead(&self) -> Option<u64> {
        self.lead
    }

    /// Selects by a click, or an arrow that went there.
    pub(in crate::studio) fn select(&mut self, id: u64, how: Select) {
        match how {
            Select::Only => self.selected = BTreeSet::from([id]),
            Select::Toggle => {
                if !self.selected.remove(&id) {
                    self.selected.insert(id);
                }
            }
            Select::Range => {
                let place = |wanted: u64| self.shown.iter().position(|shown| *shown == wanted);
                let to = place(id);
                let from = self.lead.and_then(place).or(to);
                if let (Some(from), Some(to)) = (from, to) {
                    self.selected =
                        self.shown[from.min(to)..=from.max(to)].iter().copied().collect();
                }
                // The next range begins where this one did.
                self.lead.get_or_insert(id);
                return;
            }
        }
        self.lead = Some(id);
        self.awaited.clear();
    }

    /// Selects everything on show.
    pub(in crate::studio) fn select_all(&mut self) {
        self.selected = self.shown.iter().copied().collect();
    }

    /// Selects nothing.
    pub(in crate::studio) fn select_none(&mut self) {
        self.selected.clear();
        self.lead = None;
    }

    /// Looks through the folder, where other programs may have been at work.
    pub(in crate::studio) fn look(&mut self) {
        if let Some(librarian) = &mut self.librarian {
            librarian.look();
        }
    }

    /// Tries again to store what could not be stored.
    pub(in crate::studio) fn retry(&mut self) {
        let refused = self.items.values().filter(|item| item.saving == Saving::Refused);
        let refused: Vec<u64> = refused.map(|item| item.id).collect();
        for id in refused {
            self.store(id);
        }
    }

    /// Notes that other sprites, or others of them, may be on show now.
    fn changed(&mut self) {
        self.shown_for = None;
        self.twins.is_old = true;
    }

    pub(super) fn add(&mut self, item: Item) {
        if let Some(file) = &item.file {
            self.by_file.insert(file.clone(), item.id);
        }
        if self.awaited.remove(&item.id) {
            self.selected.insert(item.id);
        }
        self.items.insert(item.id, item);
        self.changed();
    }

    /// Those that are selected, or will be once they are there.
    pub(super) fn selected_or_awaited(&self) -> Vec<u64> {
        self.selected.union(&self.awaited).copied().collect()
    }

    /// Selects sprites as soon as they are there.
    pub(super) fn await_selection(&mut self, ids: Vec<u64>) {
        let (there, awaited): (Vec<u64>, Vec<u64>) =
            ids.into_iter().partition(|id| self.items.contains_key(id));
        self.selected = there.into_iter().collect();
        self.awaited = awaited.into_iter().collect();
    }

    pub(super) fn next_id(&mut self) -> u64 {
        self.n_items += 1;
        self.n_items
    }

    /// Puts a sprite in the place of another, if that is still there; says whether it was.
    ///
    /// [`Self::store`] has to follow once the gesture has ended; until then no report about an
    /// earlier state brings that state back.
    pub(super) fn put_art(&mut self, id: u64, old: &Arc<Art>, new: &Arc<Art>) -> bool {
        let Some(item) = self.items.get_mut(&id) else { return false };
        let Some(art) = item.art.as_mut().filter(|art| Arc::ptr_eq(art, old)) else { return false };
        *art = Arc::clone(new);
        item.revision += 1;
        item.saving = Saving::Edited;
        self.twins.is_old = true;
        true
    }

    /// Whether a sprite was changed and not handed on since.
    pub(super) fn is_edited(&self, id: u64) -> bool {
        self.items.get(&id).is_some_and(|item| item.saving == Saving::Edited)
    }

    /// Hands a sprite on as it is now.
    pub(super) fn store(&mut self, id: u64) {
        self.edited.remove(&id);
        self.stored.remove(&id);
        let Some(item) = self.items.get_mut(&id) else { return };
        item.revision += 1;
        item.saving = match &mut self.librarian {
            Some(librarian) => {
                librarian.put(item.snapshot());
                Saving::Underway
            }
            None => Saving::Refused,
        };
        self.changed();
    }

    /// Swaps what the artist decided about sprites; what was before is in `standings` then.
    pub(super) fn swap(&mut self, standings: &mut [(u64, Standing)]) {
        for (id, standing) in standings {
            // Another window may have taken the file away.
            let Some(item) = self.items.get_mut(id) else { continue };
            std::mem::swap(&mut item.standing, standing);
            item.retitle();
            self.store(*id);
        }
    }

    /// Takes in what the folder holds.
    fn take_in(&mut self, entry: Entry) {
        let known = self.by_file.get(&entry.file).copied();
        if let Some(item) = known.and_then(|id| self.items.get_mut(&id)) {
            // What the artist decided meanwhile is on its way to the folder.
            if item.saving == Saving::Saved {
                (item.standing, item.kept, item.cell) = (entry.standing, entry.kept, entry.cell);
                let is_same = match (&item.art, &entry.art) {
                    (Some(old), Some(new)) => looks_alike(old, new),
                    (_, new) => new.is_none(),
                };
                if !is_same {
                    item.art = entry.art;
                }
                item.retitle();
                item.agree();
            } else {
                // What the folder has is another state than the one that the edits began with.
                self.stored.remove(&item.id);
                if item.art.is_none() {
                    item.art = entry.art;
                }
            }
            self.changed();
            return;
        }
        let id = match known {
            // The history knows it by this number from the last time.
            Some(id) => id,
            None => match self.unfiled_twin(&entry) {
                Some(id) => {
                    self.file_is(id, &entry.file);
                    return self.take_in(entry);
                }
                None => self.next_id(),
            },
        };
        let Entry { file, standing, kept, cell, art } = entry;
        let (saving, file, base) = (Saving::Saved, Some(file), None);
        let mut item = Item { id, standing, kept, cell, art, saving, file, revision: 0, base };
        item.agree();
        self.add(item);
    }

    /// The sprites in the trash.
    pub(super) fn trashed(&self) -> impl Iterator<Item = u64> {
        self.items.values().filter(|item| item.standing.is_trashed).map(|item| item.id)
    }

    /// Takes a sprite out of the window; returns its file, which is still there.
    pub(super) fn remove(&mut self, id: u64) -> Option<String> {
        let item = self.items.remove(&id)?;
        self.selected.remove(&id);
        self.changed();
        let file = item.file?;
        self.by_file.remove(&file);
        Some(file)
    }

    fn forget(&mut self, file: &str) {
        let Some(id) = self.by_file.remove(file) else { return };
        if self.items.get(&id).is_some_and(|item| item.saving == Saving::Saved) {
            self.items.remove(&id);
            self.selected.remove(&id);
            self.changed();
        }
    }

    /// Takes in one report; returns what the artist has to know.
    pub(super) fn hear(&mut self, report: Report) -> Option<String> {
        match report {
            Report::Changed { entries, gone } => {
                for file in gone {
                    self.forget(&file);
                }
                for entry in entries {
                    self.take_in(entry);
                }
                None
            }
            Report::Stored { id, revision, entry } => {
                let item = self.items.get_mut(&id)?;
                if let Some(old) = item.file.replace(entry.file.clone()) {
                    self.by_file.remove(&old);
                }
                let is_latest = item.revision == revision;
                if is_latest {
                    item.saving = Saving::Saved;
                }
                // The folder was listed while the sprite was on its way.
                let twin = self.by_file.insert(entry.file.clone(), id);
                if let Some(twin) = twin.filter(|twin| *twin != id) {
                    self.items.remove(&twin);
                }
                self.changed();
                if is_latest {
                    self.take_in(entry);
                }
                None
            }
            Report::Refused { id, revision, reason } => {
                let item = self.items.get_mut(&id)?;
                if item.revision != revision {
                    return None;
                }
                item.saving = Saving::Refused;
                let name = &item.standing.name;
                Some(format!(
                    "\"{name}\" is not saved: {reason}, then choose \"Save again\". It stays in \
                     this window until then."
                ))
            }
            Report::Listed => {
                self.store_unfiled();
                None
            }
            Report::Problem(text) => Some(text),
        }
    }
}

/// "1 sprite", "3 sprites".
pub(in crate::studio) fn n_sprites(count: usize) -> String {
    if count == 1 { "1 sprite".to_owned() } else { format!("{count} sprites") }
}

#[cfg(test)]
mod tests;
