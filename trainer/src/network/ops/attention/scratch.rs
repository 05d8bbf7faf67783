//! What the heads of one thread work with: sizes, memory, and which keys a tile's columns are.

use std::ops::Range;

use shoal::model::input::SLOTS;

use crate::network::{
    ops::gemm::Products,
    packing::{MAX_TILE, Packed, Tile},
};

#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub(super) width: usize,
    pub(super) heads: usize,
    pub(super) window: usize,
}

/// Memory for factors as the processor wants them.
#[derive(Default)]
pub(super) struct Factors {
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
    pub(super) keys: Vec<u32>,
    pub(super) keys_across: Vec<u32>,
    pub(super) values: Vec<u32>,
    pub(super) queries: Vec<u32>,
    pub(super) d_result: Vec<u32>,
}

/// Scratch memory and gradients of one thread.
pub(super) struct AttentionScratch {
    pub(super) factors: Factors,
    pub(super) normed: Vec<f32>,
    pub(super) scales: Vec<f32>,
    pub(super) scores: Vec<f32>,
    pub(super) d_scores: Vec<f32>,
    pub(super) d_mixed: Vec<f32>,
    pub(super) d_along: Vec<f32>,
    pub(super) d_qkv: Vec<f32>,
    pub(super) d_normed: Vec<f32>,
    pub(super) d_w_qkv: Vec<f32>,
    pub(super) d_w_out: Vec<f32>,
}

impl Sizes {
    pub(super) fn head(self) -> usize {
        self.width / self.heads
    }

    pub(super) fn scale(self) -> f32 {
        (self.head() as f32).sqrt().recip()
    }

    pub(super) fn group(self, backward: bool) -> AttentionScratch {
        let only_backward = |size: usize| vec![0.0; if backward { size } else { 0 }];
        let sprite = SLOTS * self.width;
        AttentionScratch {
            factors: Factors::default(),
            normed: vec![0.0; sprite],
            scales: vec![0.0; SLOTS],
            scores: vec![0.0; MAX_TILE * Columns::MOST],
            d_scores: only_backward(MAX_TILE * Columns::MOST),
            d_mixed: only_backward(sprite),
            d_along: only_backward(SLOTS),
            d_qkv: only_backward(3 * sprite),
            d_normed: only_backward(sprite),
            d_w_qkv: only_backward(3 * self.width * self.width),
            d_w_out: only_backward(self.width * self.width),
        }
    }
}

/// Which keys the columns of a tile's scores stand for: if there is a gap between them, some from
/// the prefix on, then those in a run. Both begin at a multiple of the products' block, so there
/// are keys among them that no query sees.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) apart: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Columns {
    /// More than any tile has.
    pub(super) const MOST: usize = SLOTS + 64;

    pub(super) fn of(tile: Tile, products: Products) -> Self {
        let block = products.block();
        let start = tile.first_key / block * block;
        let apart = if start == 0 { 0 } else { tile.n_apart().next_multiple_of(block) };
        Self { apart, start, end: tile.end_key }
    }

    pub(super) fn len(self) -> usize {
        self.apart + self.end - self.start
    }

    /// Runs of keys and the columns where they begin.
    pub(super) fn runs(self) -> impl Iterator<Item = (Range<usize>, usize)> {
        let runs = [(self.start..self.end, self.apart), (0..self.apart, 0)];
        runs.into_iter().filter(|(keys, _)| !keys.is_empty())
    }

    /// Of a row of scores those that query `i` of a tile sees, the prefix and the run; the others
    /// become zero. No query sees a key after itself.
    pub(super) fn seen<'a>(
        self,
        (packed, tile): (&Packed, Tile),
        i: usize,
        row: &'a mut [f32],
    ) -> [&'a mut [f32]; 2] {
        let key = |key: usize| self.apart + key - self.start;
        let (first, end) = (key(tile.first_key), key(packed.end_key(tile.start + i)));
        let (seen, hidden) = row.split_at_mut(end);
        hidden.fill(0.0);
        let (before, run) = seen.split_at_mut(first);
        let (prefix, hidden) = before.split_at_mut(tile.n_apart());
        hidden.fill(0.0);
        [prefix, run]
    }
}
