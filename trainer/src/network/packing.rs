//! Which slots of a batch the fused operations compute, and in which order they lie in memory.
//!
//! Slots that no query sees and that no loss counts are left out, which is a third of all of
//! them while training. The others of a sprite lie together: first the keys, that is those that
//! later slots see, then those that only look; both in raster order. So the keys that a slot sees
//! in a layer are one run of rows, and the two of the prompt.

use shoal::{
    model::input::{PREFIX, SLOTS},
    sprite::SIDE,
};

/// The most queries in a tile.
pub(super) const MAX_TILE: usize = 32;

/// The slots of a batch.
#[derive(Debug, Default)]
pub(super) struct Packing {
    pub(super) sprites: Vec<Packed>,
}

/// The slots of one sprite.
#[derive(Debug)]
pub(super) struct Packed {
    /// Slots in the order of their rows.
    pub(super) slots: Vec<usize>,
    /// How many of them are keys.
    pub(super) n_keys: usize,
    /// For each slot how many keys there are before and at it.
    visible: Vec<usize>,
}

/// Queries whose keys begin at the same place. Rows are counted from the sprite's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    /// Row of the first query.
    pub(super) start: usize,
    /// Number of queries.
    pub(super) len: usize,
    /// Row of the first key after the prefix that is seen.
    pub(super) first_key: usize,
    /// Row after the last key that any of the queries sees.
    pub(super) end_key: usize,
}

impl Packing {
    /// Adds a sprite; for each slot whether others see it, and whether it is wanted for its own
    /// sake. The prompt's slots are always there.
    pub(super) fn push(
        &mut self,
        is_key: impl Fn(usize) -> bool,
        is_wanted: impl Fn(usize) -> bool,
    ) {
        let is_key = |slot: &usize| *slot < PREFIX || is_key(*slot);
        let mut slots: Vec<usize> = (0..SLOTS).filter(is_key).collect();
        let n_keys = slots.len();
        slots.extend((0..SLOTS).filter(|slot| !is_key(slot) && is_wanted(*slot)));
        let keys = &slots[..n_keys];
        let visible = slots.iter().map(|slot| keys.partition_point(|key| key <= slot)).collect();
        self.sprites.push(Packed { slots, n_keys, visible });
    }

    /// Rows of all sprites together.
    pub(super) fn n_rows(&self) -> usize {
        self.sprites.iter().map(Packed::len).sum()
    }

    /// Every row's sprite and slot.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, usize)> {
        let sprites = self.sprites.iter().enumerate();
        sprites.flat_map(|(sprite, packed)| packed.slots.iter().map(move |&slot| (sprite, slot)))
    }
}

impl Packed {
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Row after the last key that the query in row `row` sees.
    pub(super) fn end_key(&self, row: usize) -> usize {
        self.visible[row]
    }

    /// The queries in tiles, for a layer that sees `window` rows of the canvas.
    pub(super) fn tiles(&self, window: usize) -> Vec<Tile> {
        let mut tiles: Vec<Tile> = Vec::new();
        for (row, &end_key) in self.visible.iter().enumerate() {
            let first_key = self.first_key(row, window);
            match tiles.last_mut() {
                Some(tile)
                    if tile.first_key == first_key && tile.len < MAX_TILE && row != self.n_keys =>
                {
                    tile.len += 1;
                    tile.end_key = end_key;
                }
                _ => tiles.push(Tile { start: row, len: 1, first_key, end_key }),
            }
        }
        tiles
    }

    fn first_key(&self, row: usize, window: usize) -> usize {
        let slot = self.slots[row];
        let canvas_row = slot.saturating_sub(PREFIX) / SIDE;
        let first_slot = PREFIX + (canvas_row + 1).saturating_sub(window) * SIDE;
        let first_key = self.slots[..self.n_keys].partition_point(|key| *key < first_slot);
        // What begins right after the prefix is one run with it.
        if first_key <= PREFIX { 0 } else { first_key }
    }
}

impl Tile {
    /// Prefix slots among the keys that are not in the run from `first_key`.
    pub(super) fn n_apart(self) -> usize {
        self.first_key.min(PREFIX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_sees_the_keys_of_its_window_and_none_after_itself() {
        let (is_key, is_wanted) =
            (|slot: usize| slot.is_multiple_of(3), |slot: usize| slot % 3 == 1);
        let mut packing = Packing::default();
        packing.push(is_key, is_wanted);
        let packed = &packing.sprites[0];
        for window in [1, 4, SIDE] {
            let mut n_queries = 0;
            for tile in packed.tiles(window) {
                for row in tile.start..tile.start + tile.len {
                    let mut seen: Vec<usize> = (0..tile.n_apart()).collect();
                    seen.extend(tile.first_key..packed.end_key(row));
                    let seen: Vec<usize> = seen.iter().map(|&key| packed.slots[key]).collect();
                    let slot = packed.slots[row];
                    let canvas_row = |slot: usize| (slot - PREFIX) / SIDE;
                    let expected: Vec<usize> = (0..=slot)
                        .filter(|&key| {
                            key < PREFIX
                                || is_key(key) && canvas_row(key) + window > canvas_row(slot)
                        })
                        .collect();
                    assert_eq!(seen, expected, "slot {slot}, window {window}");
                    assert!(packed.end_key(row) <= tile.end_key);
                    n_queries += 1;
                }
            }
            assert_eq!(n_queries, packed.len());
        }
    }
}
