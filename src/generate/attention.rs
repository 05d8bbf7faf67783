//! Attention over the cache of keys and values of one sprite.
//!
//! A layer with a window of some rows keeps only those rows: a new row takes the place of the
//! one that just fell out of sight. Every sum runs in an order that depends on the slot alone.

use super::kernels::{Kernel, Lanes, MultiplyAdd};
use crate::{
    model::input::PREFIX,
    sprite::{PIXELS, SIDE},
};

/// Panels of sixteen slots that a layer without a window sees: one for the prompt, and the
/// pixels.
pub(super) const MAX_PANELS: usize = 1 + PIXELS / Lanes::COUNT;

/// Eight numbers computed side by side; heads are a multiple of this wide.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
struct Eight([f32; 8]);

/// Keys and values of one layer of one sprite.
///
/// Slots are grouped in panels of sixteen. The first holds the prompt's two, the others the
/// pixels, two panels a row of the canvas, in a ring as long as the window.
#[derive(Debug)]
pub(super) struct LayerCache {
    /// `[head][panel][head width][16 slots]`: sixteen scores are computed side by side.
    keys: Vec<Lanes>,
    /// `[head][panel][16 slots][head width / 8]`.
    values: Vec<Eight>,
    n_heads: usize,
    head_width: usize,
    /// Panels of the ring, without that of the prompt.
    n_ring: usize,
}

impl LayerCache {
    pub(super) fn new(n_heads: usize, head_width: usize, window: usize) -> Self {
        let n_ring = window * SIDE / Lanes::COUNT;
        let n_panels = n_heads * (1 + n_ring);
        Self {
            keys: vec![Lanes::ZERO; n_panels * head_width],
            values: vec![Eight::default(); n_panels * Lanes::COUNT * head_width / 8],
            n_heads,
            head_width,
            n_ring,
        }
    }

    /// Where a slot's panel lies, and which of its lanes the slot is.
    #[inline(always)]
    fn place(&self, slot: usize) -> (usize, usize) {
        match slot.checked_sub(PREFIX) {
            None => (0, slot),
            Some(pixel) => (self.ring(pixel / Lanes::COUNT), pixel % Lanes::COUNT),
        }
    }

    /// Where the panel of pixels `16 * index..` lies.
    #[inline(always)]
    fn ring(&self, index: usize) -> usize {
        1 + index % self.n_ring
    }

    #[inline(always)]
    fn key_panel(&self, head: usize, panel: usize) -> &[Lanes] {
        &self.keys[(head * (1 + self.n_ring) + panel) * self.head_width..][..self.head_width]
    }

    #[inline(always)]
    fn value_panel(&self, head: usize, panel: usize) -> &[Eight] {
        let length = Lanes::COUNT * self.head_width / 8;
        &self.values[(head * (1 + self.n_ring) + panel) * length..][..length]
    }

    /// Stores a slot's keys and values. (each: [width])
    #[inline(always)]
    fn store(&mut self, slot: usize, keys: &[f32], values: &[f32]) {
        let (panel, lane) = self.place(slot);
        let head_width = self.head_width;
        for head in 0..self.n_heads {
            let panel = head * (1 + self.n_ring) + panel;
            let columns = head * head_width..(head + 1) * head_width;
            let stored = &mut self.keys[panel * head_width..][..head_width];
            for (lanes, key) in stored.iter_mut().zip(&keys[columns.clone()]) {
                lanes.0[lane] = *key;
            }
            let first = (panel * Lanes::COUNT + lane) * head_width / 8;
            let stored = &mut self.values[first..][..head_width / 8];
            for (eight, value) in stored.iter_mut().zip(values[columns].as_chunks().0) {
                eight.0 = *value;
            }
        }
    }
}

/// One layer's attention of one slot of one sprite: stores its keys and values, then mixes
/// the values of all slots that it sees.
pub(super) struct Attend<'a> {
    pub(super) cache: &'a mut LayerCache,
    pub(super) slot: usize,
    /// Queries, keys and values. ([3 * width])
    pub(super) qkv: &'a [f32],
    /// The heads side by side. ([width])
    pub(super) out: &'a mut [f32],
    pub(super) scratch: &'a mut Scratch,
}

/// Attention weights of one head, and the panels they belong to.
pub(super) struct Scratch {
    weights: [Lanes; MAX_PANELS],
    /// Where each panel lies in the cache, and how many of its slots are seen.
    panels: [(usize, usize); MAX_PANELS],
}

impl Default for Scratch {
    fn default() -> Self {
        Self { weights: [Lanes::ZERO; MAX_PANELS], panels: [(0, 0); MAX_PANELS] }
    }
}

impl Kernel for Attend<'_> {
    #[inline(always)]
    fn run<M: MultiplyAdd>(self) {
        let Self { cache, slot, qkv, out, scratch } = self;
        let width = out.len();
        let (queries, rest) = qkv.split_at(width);
        let (keys, values) = rest.split_at(width);
        cache.store(slot, keys, values);
        let n_panels = see(cache, slot, &mut scratch.panels);
        let panels = &scratch.panels[..n_panels];
        let weights = &mut scratch.weights[..n_panels];
        let head_width = cache.head_width;
        for head in 0..cache.n_heads {
            let query = &queries[head * head_width..][..head_width];
            score::<M>(cache, head, query, panels, weights);
            let total = soften::<M>(weights);
            let out = &mut out[head * head_width..][..head_width];
            mix::<M>(cache, head, panels, weights, total.recip(), out);
        }
    }
}

/// Lists the panels that a slot sees and returns their number.
#[inline(always)]
fn see(cache: &LayerCache, slot: usize, panels: &mut [(usize, usize); MAX_PANELS]) -> usize {
    panels[0] = (0, PREFIX.min(slot + 1));
    let Some(pixel) = slot.checked_sub(PREFIX) else { return 1 };
    let last = pixel / Lanes::COUNT;
    let last_of_row = pixel / SIDE * (SIDE / Lanes::COUNT) + SIDE / Lanes::COUNT;
    let first = last_of_row.saturating_sub(cache.n_ring);
    for (entry, index) in panels[1..].iter_mut().zip(first..=last) {
        let seen = if index == last { pixel % Lanes::COUNT + 1 } else { Lanes::COUNT };
        *entry = (cache.ring(index), seen);
    }
    1 + last + 1 - first
}

/// Scaled products of the query with every key; minus infinity where a slot is not seen.
#[inline(always)]
fn score<M: MultiplyAdd>(
    cache: &LayerCache,
    head: usize,
    query: &[f32],
    panels: &[(usize, usize)],
    scores: &mut [Lanes],
) {
    let scale = (cache.head_width as f32).sqrt().recip();
    for (scores, &(panel, seen)) in scores.iter_mut().zip(panels) {
        let mut sums = Lanes::ZERO;
        for (query, keys) in query.iter().zip(cache.key_panel(head, panel)) {
            for lane in 0..Lanes::COUNT {
                sums.0[lane] = M::mul_add(*query, keys.0[lane], sums.0[lane]);
            }
        }
        for lane in 0..Lanes::COUNT {
            scores.0[lane] = if lane < seen { sums.0[lane] * scale } else { f32::NEG_INFINITY };
        }
    }
}

/// Turns scores into exponentials relative to the largest and returns their sum.
#[inline(always)]
fn soften<M: MultiplyAdd>(scores: &mut [Lanes]) -> f32 {
    let mut highest = Lanes([f32::NEG_INFINITY; Lanes::COUNT]);
    for scores in scores.iter() {
        for lane in 0..Lanes::COUNT {
            let score = scores.0[lane];
            highest.0[lane] = if score > highest.0[lane] { score } else { highest.0[lane] };
        }
    }
    let highest = highest.0.iter().fold(f32::NEG_INFINITY, |a, b| a.max(*b));
    let mut total = Lanes::ZERO;
    for scores in scores {
        for lane in 0..Lanes::COUNT {
            scores.0[lane] = exp::<M>(scores.0[lane] - highest);
            total.0[lane] += scores.0[lane];
        }
    }
    total.sum()
}

/// `e` to the power of a number that is not positive, to about one part in ten million.
///
/// After `expf` of Moshier's Cephes library: a power of two, which is written into the
/// exponent bits, times a polynomial.
#[inline(always)]
fn exp<M: MultiplyAdd>(x: f32) -> f32 {
    /// Adding this leaves the nearest whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let shifted = M::mul_add(x, std::f32::consts::LOG2_E, ROUND);
    let whole = shifted - ROUND;
    let rest = M::mul_add(whole, -LN_2_LOW, M::mul_add(whole, -LN_2_HIGH, x));
    let mut sum = 1.987_569_1e-4;
    for coefficient in
        [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.000_000_1e-1]
    {
        sum = M::mul_add(sum, rest, coefficient);
    }
    let sum = M::mul_add(sum, rest * rest, rest) + 1.0;
    let power_of_two = f32::from_bits(shifted.to_bits().wrapping_add(127) << 23);
    // Below this the exponent bits would wrap; the true value is nearly nothing.
    if x < -87.0 { 0.0 } else { sum * power_of_two }
}

/// Sums the values of all seen slots by weight.
#[inline(always)]
fn mix<M: MultiplyAdd>(
    cache: &LayerCache,
    head: usize,
    panels: &[(usize, usize)],
    weights: &[Lanes],
    scale: f32,
    out: &mut [f32],
) {
    let mut first = 0;
    let n_eights = cache.head_width / 8;
    while first < n_eights {
        let columns = &mut out[first * 8..];
        match n_eights - first {
            4.. => {
                mix_columns::<M, 4>(cache, head, panels, weights, first, scale, columns);
                first += 4;
            }
            2 | 3 => {
                mix_columns::<M, 2>(cache, head, panels, weights, first, scale, columns);
                first += 2;
            }
            _ => {
                mix_columns::<M, 1>(cache, head, panels, weights, first, scale, columns);
                first += 1;
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "all of them are loop-invariant plain values")]
#[inline(always)]
fn mix_columns<M: MultiplyAdd, const N: usize>(
    cache: &LayerCache,
    head: usize,
    panels: &[(usize, usize)],
    weights: &[Lanes],
    first: usize,
    scale: f32,
    out: &mut [f32],
) {
    let n_eights = cache.head_width / 8;
    let mut sums = [Eight::default(); N];
    for (weights, &(panel, seen)) in weights.iter().zip(panels) {
        let slots = cache.value_panel(head, panel).chunks_exact(n_eights);
        for (slot, weight) in slots.zip(&weights.0[..seen]) {
            let values = &slot[first..][..N];
            for eight in 0..N {
                for lane in 0..8 {
                    let sum = &mut sums[eight].0[lane];
                    *sum = M::mul_add(*weight, values[eight].0[lane], *sum);
                }
            }
        }
    }
    for (out, sums) in out.as_chunks_mut::<8>().0.iter_mut().zip(&sums) {
        for lane in 0..8 {
            out[lane] = sums.0[lane] * scale;
        }
    }
}
