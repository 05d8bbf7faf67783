//! One head of attention: scores tile by tile, forward and backward.

use std::ops::Range;

use super::{
    super::{
        gemm::{Products, Right, multiply},
        matrix::{Mat, MatMut, Write},
        shared::exp,
    },
    scratch::{AttentionScratch, Columns, Factors, Sizes},
};
use crate::network::packing::{Packed, Tile};

/// Which third of a qkv row.
#[derive(Clone, Copy)]
enum Projection {
    Query,
    Key,
    Value,
}

/// One head of one sprite.
#[derive(Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) s: Sizes,
    pub(super) products: Products,
    pub(super) packed: &'a Packed,
    pub(super) index: usize,
}

impl Head<'_> {
    /// Where the numbers of `row` begin in the qkv matrix of the sprite.
    fn at(self, part: Projection, row: usize) -> usize {
        let Self { s, index, .. } = self;
        row * 3 * s.width + part as usize * s.width + index * s.head()
    }

    /// Some rows of queries, keys or values.
    fn rows(self, part: Projection, qkv: &[f32], rows: Range<usize>) -> Mat<'_> {
        let start = self.at(part, rows.start);
        Mat::new(&qkv[start..], rows.len(), self.s.head(), 3 * self.s.width)
    }

    fn rows_mut(self, part: Projection, qkv: &mut [f32], rows: Range<usize>) -> MatMut<'_> {
        let start = self.at(part, rows.start);
        MatMut::new(&mut qkv[start..], rows.len(), self.s.head(), 3 * self.s.width)
    }

    /// Keys or values of all rows that have any.
    fn all(self, part: Projection, qkv: &[f32]) -> Mat<'_> {
        self.rows(part, qkv, 0..self.packed.n_keys)
    }

    /// Scores of a tile, or their gradients: `scores[i, key] = left[i] . right[.., key]`.
    fn score(
        self,
        columns: Columns,
        left: Mat<'_>,
        right: Right<'_>,
        scores: &mut [f32],
        scratch: &mut Vec<u32>,
    ) {
        for (keys, column) in columns.runs() {
            let right = right.part(0..self.s.head(), keys.clone());
            let dst = &mut scores[column..];
            let mut dst = MatMut::new(dst, left.rows, keys.len(), columns.len());
            multiply(&mut dst, left, right, Write::Set, scratch);
        }
    }

    /// Attention of the head for all tiles of queries.
    pub(super) fn attend(
        self,
        tiles: &[Tile],
        qkv: &[f32],
        mixed: &mut [f32],
        log_sums: &mut [f32],
        group: &mut AttentionScratch,
    ) {
        let Self { s, products, packed, index } = self;
        let Factors { left: scratch, keys, values, .. } = &mut group.factors;
        let keys = products.right(self.all(Projection::Key, qkv).t(), keys);
        let values = products.right(self.all(Projection::Value, qkv), values);
        for &tile in tiles {
            let columns = Columns::of(tile, products);
            let scores = &mut group.scores[..tile.len * columns.len()];
            let queries = self.rows(Projection::Query, qkv, tile.start..tile.start + tile.len);
            self.score(columns, queries, keys, scores, scratch);
            for (i, row) in scores.chunks_exact_mut(columns.len()).enumerate() {
                let seen = columns.seen((packed, tile), i, row);
                let all = seen.iter().flat_map(|run| run.iter().copied());
                let largest = all.fold(f32::NEG_INFINITY, f32::max);
                let mut sum = 0.0;
                for run in seen {
                    for score in &mut *run {
                        *score = exp((*score - largest) * s.scale());
                    }
                    sum += lane_sum(run);
                }
                log_sums[tile.start + i] = largest * s.scale() + sum.ln();
                let share = sum.recip();
                for score in &mut *row {
                    *score *= share;
                }
            }
            let at = tile.start * s.width + index * s.head();
            let mut dst = MatMut::new(&mut mixed[at..], tile.len, s.head(), s.width);
            let mut write = Write::Set;
            for (keys, column) in columns.runs() {
                let weights = Mat::new(&scores[column..], tile.len, keys.len(), columns.len());
                let values = values.part(keys, 0..s.head());
                multiply(&mut dst, weights, values, write, scratch);
                write = Write::Add;
            }
        }
    }

    /// Gradient of [`Self::attend`]: adds to `g.d_qkv`.
    pub(super) fn attend_backward(
        self,
        tiles: &[Tile],
        qkv: &[f32],
        log_sums: &[f32],
        g: &mut AttentionScratch,
    ) {
        let Self { s, products, packed, index } = self;
        let AttentionScratch { factors, scores, d_scores, d_mixed, d_along, d_qkv, .. } = g;
        let Factors {
            left: scratch,
            keys_across,
            keys,
            values,
            queries: for_queries,
            d_result: for_result,
            ..
        } = factors;
        let keys_across = products.right(self.all(Projection::Key, qkv).t(), keys_across);
        let keys = products.right(self.all(Projection::Key, qkv), keys);
        let values_across = products.right(self.all(Projection::Value, qkv).t(), values);
        for &tile in tiles {
            let columns = Columns::of(tile, products);
            let size = tile.len * columns.len();
            let (scores, d_scores) = (&mut scores[..size], &mut d_scores[..size]);
            let rows = tile.start..tile.start + tile.len;
            let queries = self.rows(Projection::Query, qkv, rows.clone());
            let at = tile.start * s.width + index * s.head();
            let d_result = Mat::new(&d_mixed[at..], tile.len, s.head(), s.width);
            self.score(columns, queries, keys_across, scores, scratch);
            self.score(columns, d_result, values_across, d_scores, scratch);
            let both = scores.chunks_exact_mut(columns.len());
            for (i, (row, d_row)) in both.zip(d_scores.chunks_exact_mut(columns.len())).enumerate()
            {
                let (log_sum, along) = (log_sums[tile.start + i], d_along[tile.start + i]);
                let seen = columns.seen((packed, tile), i, row);
                let d_seen = columns.seen((packed, tile), i, d_row);
                for (run, d_run) in seen.into_iter().zip(d_seen) {
                    for (score, d_score) in run.iter_mut().zip(d_run) {
                        *score = exp((*score * s.scale() - log_sum).min(0.0));
                        *d_score = *score * (*d_score - along) * s.scale();
                    }
                }
            }
            let queries = products.right(queries, for_queries);
            let d_result = products.right(d_result, for_result);
            for (run, column) in columns.runs() {
                let (n, stride) = (run.len(), columns.len());
                let weights = Mat::new(&scores[column..], tile.len, n, stride);
                let d_scores = Mat::new(&d_scores[column..], tile.len, n, stride);
                let mut d_values = self.rows_mut(Projection::Value, d_qkv, run.clone());
                multiply(&mut d_values, weights.t(), d_result, Write::Add, scratch);
                let mut d_queries = self.rows_mut(Projection::Query, d_qkv, rows.clone());
                let keys = keys.part(run.clone(), 0..s.head());
                multiply(&mut d_queries, d_scores, keys, Write::Add, scratch);
                let mut d_keys = self.rows_mut(Projection::Key, d_qkv, run);
                multiply(&mut d_keys, d_scores.t(), queries, Write::Add, scratch);
            }
        }
    }
}

/// Sum in sixteen lanes, so that the compiler can use vector registers.
fn lane_sum(values: &[f32]) -> f32 {
    let (chunks, rest) = values.as_chunks::<16>();
    let mut lanes = [0.0; 16];
    for chunk in chunks {
        for lane in 0..16 {
            lanes[lane] += chunk[lane];
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().sum::<f32>()
}
