//! Attention over the cache of keys and values of one sprite.
//!
//! Skipped slots leave nothing there, so keys are counted: the first of a sprite is key 0. A layer
//! with a window of some rows keeps only the keys of those rows: new ones take the places of
//! those that fell out of sight. Slots are computed a run at a time, so that a panel of keys is
//! read once for several of them; every slot's own sums run over its own keys in their order,
//! and what it does not see weighs exactly nothing: so it is the same in any run.

use super::{
    kernels::{F32x16, Kernel, Simd},
    linear::{MAX_TILE, has_many_registers, products, tile_height},
};
use crate::{
    model::input::PREFIX,
    sprite::{PIXELS, SIDE},
};

/// Panels of sixteen keys that a layer without a window sees: one for the prompt, those of the
/// pixels, and one more since the first seen may begin anywhere in its panel.
const MAX_PANELS: usize = 2 + PIXELS / F32x16::COUNT;

/// Keys and values of one layer of one sprite.
///
/// They are grouped in panels of sixteen. The first holds the prompt's two, the others the
/// pixels', in a ring as long as the window: a run of slots never leaves its canvas row, so no
/// key that it stores takes the place of one that it sees.
#[derive(Debug)]
pub(super) struct KvCache {
    /// `[head][panel][head width][16 slots]`: sixteen scores are computed side by side.
    keys: Vec<F32x16>,
    /// `[head][panel][16 slots][head width / 16]`, the last padded.
    values: Vec<F32x16>,
    n_heads: usize,
    head_width: usize,
    /// Panels of the ring, without that of the prompt.
    n_ring: usize,
}

impl KvCache {
    pub(super) fn new(n_heads: usize, head_width: usize, window: usize) -> Self {
        let n_ring = window * SIDE / F32x16::COUNT + 1;
        let n_panels = n_heads * (1 + n_ring);
        Self {
            keys: vec![F32x16::ZERO; n_panels * head_width],
            values: vec![
                F32x16::ZERO;
                n_panels * F32x16::COUNT * head_width.div_ceil(F32x16::COUNT)
            ],
            n_heads,
            head_width,
            n_ring,
        }
    }

    /// Memory that the keys and values take.
    pub(super) fn n_bytes(&self) -> usize {
        size_of::<F32x16>() * (self.keys.len() + self.values.len())
    }

    /// Where the panel of keys `16 * index..` lies.
    #[inline(always)]
    fn ring(&self, index: usize) -> usize {
        1 + index % self.n_ring
    }

    #[inline(always)]
    fn key_panel(&self, head: usize, panel: usize) -> &[F32x16] {
        &self.keys[(head * (1 + self.n_ring) + panel) * self.head_width..][..self.head_width]
    }

    #[inline(always)]
    fn value_panel(&self, head: usize, panel: usize) -> &[F32x16] {
        let length = F32x16::COUNT * self.head_width.div_ceil(F32x16::COUNT);
        &self.values[(head * (1 + self.n_ring) + panel) * length..][..length]
    }

    /// Stores keys and values in a lane of a panel. (each: `[width]`)
    #[inline(always)]
    fn store(&mut self, (panel, lane): (usize, usize), keys: &[f32], values: &[f32]) {
        let head_width = self.head_width;
        for head in 0..self.n_heads {
            let panel = head * (1 + self.n_ring) + panel;
            let columns = head * head_width..(head + 1) * head_width;
            let stored = &mut self.keys[panel * head_width..][..head_width];
            for (lanes, key) in stored.iter_mut().zip(&keys[columns.clone()]) {
                lanes.0[lane] = *key;
            }
            let n_columns = head_width.div_ceil(F32x16::COUNT);
            let stored = &mut self.values[(panel * F32x16::COUNT + lane) * n_columns..];
            for (lanes, values) in stored.iter_mut().zip(values[columns].chunks(F32x16::COUNT)) {
                lanes.0[..values.len()].copy_from_slice(values);
            }
        }
    }
}

/// One slot of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Query {
    pub(super) slot: usize,
    /// Its row among the activations of the pass.
    pub(super) row: usize,
    pub(super) place: KeySlot,
}

/// What a slot sees, and what it leaves behind for others to see.
#[derive(Clone, Copy, Debug)]
pub(super) enum KeySlot {
    /// A slot of the prompt, which sees itself and those before it.
    Prompt(usize),
    /// Sees the whole prompt and keys up to this one, which it is itself.
    Key(usize),
    /// Sees the whole prompt and this many keys, and leaves nothing.
    Skipped(usize),
}

impl KeySlot {
    /// The end of what it sees of the prompt.
    #[inline(always)]
    fn prompt_end(self) -> usize {
        match self {
            Self::Prompt(slot) => slot + 1,
            Self::Key(_) | Self::Skipped(_) => PREFIX,
        }
    }

    /// The end of the keys of pixels that it sees.
    #[inline(always)]
    fn end(self) -> usize {
        match self {
            Self::Prompt(_) => 0,
            Self::Key(index) => index + 1,
            Self::Skipped(end) => end,
        }
    }
}

/// One layer's attention of a run of slots of one sprite: stores their keys and values, then
/// mixes for each the values of all slots that it sees.
pub(super) struct Attend<'a> {
    pub(super) cache: &'a mut KvCache,
    /// In the order of the sequence, and all in one row of the canvas.
    pub(super) queries: &'a [Query],
    /// The first key of a pixel that the layer's window shows them.
    pub(super) first: usize,
    /// Queries, keys and values. ([rows, 3 * width])
    pub(super) qkv: &'a [f32],
    /// The heads side by side. ([rows, width])
    pub(super) out: &'a mut [f32],
    pub(super) scratch: &'a mut Scratch,
}

/// A panel that some slot of the run sees.
#[derive(Clone, Copy, Debug, Default)]
struct Panel {
    /// Where it lies in the cache.
    at: usize,
    /// The index of its first key, and those of the keys that some slot sees. The panel of the
    /// prompt counts the prompt's slots instead.
    start: usize,
    first: usize,
    end: usize,
    is_prompt: bool,
}

/// Attention weights of one head and a few slots, and the panels they belong to.
pub(super) struct Scratch {
    /// One array for each slot. ([`MAX_TILE`])
    weights: Vec<[F32x16; MAX_PANELS]>,
    panels: [Panel; MAX_PANELS],
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            weights: vec![[F32x16::ZERO; MAX_PANELS]; MAX_TILE],
            panels: [Panel::default(); MAX_PANELS],
        }
    }
}

impl Kernel for Attend<'_> {
    #[inline(always)]
    fn run(self, simd: impl Simd) {
        let Self { cache, queries, first, qkv, out, scratch } = self;
        let width = cache.n_heads * cache.head_width;
        for query in queries {
            let (keys, values) = qkv[query.row * 3 * width..][width..3 * width].split_at(width);
            match query.place {
                KeySlot::Prompt(slot) => cache.store((0, slot), keys, values),
                KeySlot::Key(index) => {
                    let panel = cache.ring(index / F32x16::COUNT);
                    cache.store((panel, index % F32x16::COUNT), keys, values);
                }
                KeySlot::Skipped(_) => {}
            }
        }
        let n_panels = visible_panels(cache, queries, first, &mut scratch.panels);
        let panels = &scratch.panels[..n_panels];
        for head in 0..cache.n_heads {
            let head = Head { cache, index: head, panels, first, qkv };
            let mut rest = queries;
            while !rest.is_empty() {
                let (tile, others) = rest.split_at(tile_height(rest.len()));
                match tile {
                    [a] => head.attend(simd, [*a], &mut scratch.weights, out),
                    [a, b] => head.attend(simd, [*a, *b], &mut scratch.weights, out),
                    [a, b, c] => head.attend(simd, [*a, *b, *c], &mut scratch.weights, out),
                    [a, b, c, d] => {
                        head.attend(simd, [*a, *b, *c, *d], &mut scratch.weights, out);
                    }
                    [a, b, c, d, e] => {
                        head.attend(simd, [*a, *b, *c, *d, *e], &mut scratch.weights, out);
                    }
                    [a, b, c, d, e, f, ..] => {
                        head.attend(simd, [*a, *b, *c, *d, *e, *f], &mut scratch.weights, out);
                    }
                    [] => {}
                }
                rest = others;
            }
        }
    }
}

/// Lists the panels that the slots of a run see and returns their number.
#[inline(always)]
fn visible_panels(
    cache: &KvCache,
    queries: &[Query],
    first: usize,
    panels: &mut [Panel; MAX_PANELS],
) -> usize {
    // Later slots see more.
    let last = queries.last().map_or(KeySlot::Prompt(0), |query| query.place);
    panels[0] = Panel { at: 0, start: 0, first: 0, end: last.prompt_end(), is_prompt: true };
    let end = last.end();
    if end <= first {
        return 1;
    }
    let (first_panel, end_panel) = (first / F32x16::COUNT, end.div_ceil(F32x16::COUNT));
    for (panel, index) in panels[1..].iter_mut().zip(first_panel..end_panel) {
        let (at, start) = (cache.ring(index), index * F32x16::COUNT);
        let end = end.min(start + F32x16::COUNT);
        *panel = Panel { at, start, first: first.max(start), end, is_prompt: false };
    }
    1 + end_panel - first_panel
}

/// One head of one layer of one sprite.
struct Head<'a> {
    cache: &'a KvCache,
    index: usize,
    panels: &'a [Panel],
    first: usize,
    qkv: &'a [f32],
}

impl Head<'_> {
    /// Attention of a few slots.
    #[inline(always)]
    fn attend<const N: usize>(
        &self,
        simd: impl Simd,
        queries: [Query; N],
        weights: &mut [[F32x16; MAX_PANELS]],
        out: &mut [f32],
    ) {
        // Enough sums side by side that no multiplication waits for the one before it.
        match N {
            1 => self.score::<N, 4>(simd, queries, weights),
            2 | 3 => self.score::<N, 2>(simd, queries, weights),
            _ => self.score::<N, 1>(simd, queries, weights),
        }
        let mut scales = [0.0; N];
        for i in 0..N {
            scales[i] = softmax(simd, &mut weights[i][..self.panels.len()]).recip();
        }
        let n_columns = self.cache.head_width.div_ceil(F32x16::COUNT);
        let mut column = 0;
        while column < n_columns {
            if column + 2 <= n_columns && (N <= 3 || has_many_registers(simd)) {
                self.weighted_sum::<N, 2>(simd, queries, weights, scales, column, out);
                column += 2;
            } else {
                self.weighted_sum::<N, 1>(simd, queries, weights, scales, column, out);
                column += 1;
            }
        }
    }

    /// Scaled products of the queries with every key; minus infinity where a slot is not seen.
    #[inline(always)]
    fn score<const N: usize, const PANELS: usize>(
        &self,
        simd: impl Simd,
        queries: [Query; N],
        scores: &mut [[F32x16; MAX_PANELS]],
    ) {
        let mut panel = 0;
        while panel + PANELS <= self.panels.len() {
            self.score_panels::<N, PANELS>(simd, queries, scores, panel);
            panel += PANELS;
        }
        while panel < self.panels.len() {
            self.score_panels::<N, 1>(simd, queries, scores, panel);
            panel += 1;
        }
    }

    #[inline(always)]
    fn score_panels<const N: usize, const PANELS: usize>(
        &self,
        simd: impl Simd,
        queries: [Query; N],
        scores: &mut [[F32x16; MAX_PANELS]],
        first_panel: usize,
    ) {
        let head_width = self.cache.head_width;
        let width = self.cache.n_heads * head_width;
        let scale = simd.splat((head_width as f32).sqrt().recip());
        let x: [&[f32]; N] = std::array::from_fn(|i| {
            &self.qkv[queries[i].row * 3 * width + self.index * head_width..][..head_width]
        });
        let panels: [Panel; PANELS] = std::array::from_fn(|i| self.panels[first_panel + i]);
        let keys: [&[F32x16]; PANELS] =
            std::array::from_fn(|i| self.cache.key_panel(self.index, panels[i].at));
        let sums = products(simd, x, keys);
        for i in 0..N {
            for p in 0..PANELS {
                let (first, end) = self.seen_lanes(queries[i].place, panels[p]);
                let mut bias = simd.splat(0.0);
                if (first, end) != (0, F32x16::COUNT) {
                    bias = simd.add(simd.load(&HIDES_BEFORE[first]), simd.load(&HIDES_FROM[end]));
                }
                let score = simd.mul_add(sums[i][p], scale, bias);
                simd.store(score, &mut scores[i][first_panel + p]);
            }
        }
    }

    /// The first lane of a panel that a slot sees, and the one after the last.
    #[inline(always)]
    fn seen_lanes(&self, place: KeySlot, panel: Panel) -> (usize, usize) {
        if panel.is_prompt {
            return (0, place.prompt_end().min(F32x16::COUNT));
        }
        let lane = |key: usize| key.saturating_sub(panel.start).min(F32x16::COUNT);
        (lane(self.first), lane(place.end()))
    }

    /// Sixteen times `COLUMNS` columns of the weighted sums of all values that are seen.
    #[inline(always)]
    fn weighted_sum<const N: usize, const COLUMNS: usize>(
        &self,
        simd: impl Simd,
        queries: [Query; N],
        weights: &[[F32x16; MAX_PANELS]],
        scales: [f32; N],
        column: usize,
        out: &mut [f32],
    ) {
        let Self { cache, index: head, panels, .. } = *self;
        let n_columns = cache.head_width.div_ceil(F32x16::COUNT);
        let mut sums = [[simd.splat(0.0); COLUMNS]; N];
        for (index, panel) in panels.iter().enumerate() {
            let lanes = panel.first - panel.start..panel.end - panel.start;
            let values = &cache.value_panel(head, panel.at)[lanes.start * n_columns..];
            let weights: [&[f32]; N] = std::array::from_fn(|i| &weights[i][index].0[lanes.clone()]);
            for (lane, values) in values.chunks_exact(n_columns).take(lanes.len()).enumerate() {
                let mut loaded = [simd.splat(0.0); COLUMNS];
                for c in 0..COLUMNS {
                    loaded[c] = simd.load(&values[column + c]);
                }
                for i in 0..N {
                    let weight = simd.splat(weights[i][lane]);
                    for c in 0..COLUMNS {
                        sums[i][c] = simd.mul_add(weight, loaded[c], sums[i][c]);
                    }
                }
            }
        }
        let width = cache.n_heads * cache.head_width;
        for i in 0..N {
            let out = &mut out[queries[i].row * width + head * cache.head_width..];
            let out = out[..cache.head_width].chunks_mut(F32x16::COUNT).skip(column);
            for (out, sums) in out.zip(sums[i]) {
                let mut lanes = F32x16::ZERO;
                simd.store(sums, &mut lanes);
                for (out, sum) in out.iter_mut().zip(lanes.0) {
                    *out = sum * scales[i];
                }
            }
        }
    }
}

/// What is added to a panel's scores so that lanes before, or from, an index on are not seen.
static HIDES_BEFORE: [F32x16; F32x16::COUNT + 1] = hiding(true);
static HIDES_FROM: [F32x16; F32x16::COUNT + 1] = hiding(false);

const fn hiding(before: bool) -> [F32x16; F32x16::COUNT + 1] {
    let mut table = [F32x16::ZERO; F32x16::COUNT + 1];
    let mut index = 0;
    while index <= F32x16::COUNT {
        let mut lane = 0;
        while lane < F32x16::COUNT {
            if (lane < index) == before {
                table[index].0[lane] = f32::NEG_INFINITY;
            }
            lane += 1;
        }
        index += 1;
    }
    table
}

/// Turns scores into exponentials relative to the largest and returns their sum.
#[inline(always)]
fn softmax(simd: impl Simd, scores: &mut [F32x16]) -> f32 {
    let mut highest = simd.splat(f32::NEG_INFINITY);
    for scores in scores.iter() {
        highest = simd.max(simd.load(scores), highest);
    }
    let mut lanes = F32x16::ZERO;
    simd.store(highest, &mut lanes);
    let highest = lanes.0.iter().fold(f32::NEG_INFINITY, |a, b| a.max(*b));
    let mut total = simd.splat(0.0);
    for scores in scores {
        let weights = exp(simd, simd.add(simd.load(scores), simd.splat(-highest)));
        total = simd.add(total, weights);
        simd.store(weights, scores);
    }
    simd.store(total, &mut lanes);
    lanes.sum()
}

/// `e` to the power of numbers that are not positive, to about one part in ten million; of
/// minus infinity and all below -87.7, exactly zero.
///
/// After `expf` of Moshier's Cephes library: a power of two, which is written into the
/// exponent bits, times a polynomial.
#[inline(always)]
fn exp<S: Simd>(simd: S, x: S::Vector) -> S::Vector {
    /// Its power of two has exponent bits of zero, which mean zero. Below this they would
    /// overflow.
    const LOWEST: f32 = -88.0;
    /// Adding this leaves the nearest whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = simd.max(x, simd.splat(LOWEST));
    let shifted = simd.mul_add(x, simd.splat(std::f32::consts::LOG2_E), simd.splat(ROUND));
    let whole = simd.add(shifted, simd.splat(-ROUND));
    let rest = simd.mul_add(whole, simd.splat(-LN_2_HIGH), x);
    let rest = simd.mul_add(whole, simd.splat(-LN_2_LOW), rest);
    let mut sum = simd.splat(1.987_569_1e-4);
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5, 1.0, 1.0]
    {
        sum = simd.mul_add(sum, rest, simd.splat(coefficient));
    }
    simd.mul_add(sum, simd.power_of_two(shifted), simd.splat(0.0))
}

#[cfg(test)]
mod tests;
