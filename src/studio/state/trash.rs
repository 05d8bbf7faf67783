//! The trash of the collection: what is thrown away, taken back, and deleted for good.

use super::{Change, State, n_sprites};

impl State {
    /// Throws the selected sprites away, or takes them back.
    pub(in crate::studio) fn trash_selected(&mut self, is_trashed: bool) {
        let ids = self.collection.selection();
        let what = if is_trashed { "Move to trash" } else { "Restore" };
        let n_changed = self.decide(what, &ids, |standing| standing.is_trashed = is_trashed);
        self.collection.select_none();
        if 0 < n_changed {
            let verb = if is_trashed { "Moved to the trash" } else { "Restored" };
            self.toasts.info(format!("{verb}: {}", n_sprites(n_changed)));
        }
    }

    /// Deletes everything in the trash. No undoing brings that back, so ask first.
    pub(in crate::studio) fn delete_trash(&mut self) {
        let n_deleted = self.collection.delete_trash();
        self.history.forget(|change| matches!(change, Change::Kept(_)));
        self.toasts.info(format!("Deleted {}", n_sprites(n_deleted)));
    }
}

impl super::Collection {
    /// Deletes everything in the trash; returns how many sprites that were.
    fn delete_trash(&mut self) -> usize {
        let trashed: Vec<u64> = self.trashed().collect();
        for id in &trashed {
            // One that was never stored has no file that would have to go.
            if let (Some(file), Some(librarian)) = (self.remove(*id), &mut self.librarian) {
                librarian.delete(file);
            }
        }
        trashed.len()
    }
}
