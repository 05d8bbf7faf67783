//! Attention over the cache of keys and values of one sprite.
//!
//! Bare slots leave nothing there, so keys are counted: the first of a sprite is key 0. A layer
//! with a window of some rows keeps only the keys of those rows: new ones take the places of
//! those that fell out of sight. Every sum runs in an order that depends on the slot alone.

use super::kernels::{Kernel, Lanes, Simd};
use crate::{
    model::input::PREFIX,
    sprite::{PIXELS, SIDE},
};

/// Panels of sixteen keys that a layer without a window sees: one for the prompt, those of the
/// pixels, and one more since the first seen may begin anywhere in its panel.
pub(super) const MAX_PANELS: usize = 2 + PIXELS / Lanes::COUNT;

/// Keys and values of one layer of one sprite.
///
/// They are grouped in panels of sixteen. The first holds the prompt's two, the others the
/// pixels', in a ring as long as the window.
#[derive(Debug)]
pub(super) struct LayerCache {
    /// `[head][panel][head width][16 slots]`: sixteen scores are computed side by side.
    keys: Vec<Lanes>,
    /// `[head][panel][16 slots][head width / 16]`, the last padded.
    values: Vec<Lanes>,
    n_heads: usize,
    head_width: usize,
    /// Panels of the ring, without that of the prompt.
    n_ring: usize,
}

impl LayerCache {
    pub(super) fn new(n_heads: usize, head_width: usize, window: usize) -> Self {
        let n_ring = window * SIDE / Lanes::COUNT + 1;
        let n_panels = n_heads * (1 + n_ring);
        Self {
            keys: vec![Lanes::ZERO; n_panels * head_width],
            values: vec![Lanes::ZERO; n_panels * Lanes::COUNT * head_width.div_ceil(Lanes::COUNT)],
            n_heads,
            head_width,
            n_ring,
        }
    }

    /// Where the panel of keys `16 * index..` lies.
    #[inline(always)]
    fn ring(&self, index: usize) -> usize {
        1 + index % self.n_ring
    }

    #[inline(always)]
    fn key_panel(&self, head: usize, panel: usize) -> &[Lanes] {
        &self.keys[(head * (1 + self.n_ring) + panel) * self.head_width..][..self.head_width]
    }

    #[inline(always)]
    fn value_panel(&self, head: usize, panel: usize) -> &[Lanes] {
        let length = Lanes::COUNT * self.head_width.div_ceil(Lanes::COUNT);
        &self.values[(head * (1 + self.n_ring) + panel) * length..][..length]
    }

    /// Stores keys and values in a lane of a panel. (each: [width])
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
            let n_columns = head_width.div_ceil(Lanes::COUNT);
            let stored = &mut self.values[(panel * Lanes::COUNT + lane) * n_columns..];
            for (lanes, values) in stored.iter_mut().zip(values[columns].chunks(Lanes::COUNT)) {
                lanes.0[..values.len()].copy_from_slice(values);
            }
        }
    }
}

/// What a slot sees, and what it leaves behind for others to see.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// A slot of the prompt, which sees itself and those before it.
    Prompt(usize),
    /// Sees the whole prompt and keys `first..=index`, the last of which it is itself.
    Key { first: usize, index: usize },
    /// Sees the whole prompt and keys `first..end`, and leaves nothing.
    Bare { first: usize, end: usize },
}

/// One layer's attention of one slot of one sprite: stores its keys and values, then mixes
/// the values of all slots that it sees.
pub(super) struct Attend<'a> {
    pub(super) cache: &'a mut LayerCache,
    pub(super) place: Place,
    /// Queries, keys and values. ([3 * width])
    pub(super) qkv: &'a [f32],
    /// The heads side by side. ([width])
    pub(super) out: &'a mut [f32],
    pub(super) scratch: &'a mut Scratch,
}

/// A panel that is seen.
#[derive(Clone, Copy, Debug, Default)]
struct Panel {
    /// Where it lies in the cache.
    at: usize,
    /// The first of its lanes that is seen, and the one after the last.
    first: usize,
    end: usize,
}

/// Attention weights of one head, and the panels they belong to.
pub(super) struct Scratch {
    weights: [Lanes; MAX_PANELS],
    panels: [Panel; MAX_PANELS],
}

impl Default for Scratch {
    fn default() -> Self {
        Self { weights: [Lanes::ZERO; MAX_PANELS], panels: [Panel::default(); MAX_PANELS] }
    }
}

impl Kernel for Attend<'_> {
    #[inline(always)]
    fn run(self, simd: impl Simd) {
        let Self { cache, place, qkv, out, scratch } = self;
        let width = out.len();
        let (queries, rest) = qkv.split_at(width);
        let (keys, values) = rest.split_at(width);
        match place {
            Place::Prompt(slot) => cache.store((0, slot), keys, values),
            Place::Key { index, .. } => {
                let panel = cache.ring(index / Lanes::COUNT);
                cache.store((panel, index % Lanes::COUNT), keys, values);
            }
            Place::Bare { .. } => {}
        }
        let n_panels = see(cache, place, &mut scratch.panels);
        let panels = &scratch.panels[..n_panels];
        let weights = &mut scratch.weights[..n_panels];
        let head_width = cache.head_width;
        for head in 0..cache.n_heads {
            let query = &queries[head * head_width..][..head_width];
            score(simd, cache, head, query, panels, weights);
            let total = soften(simd, weights);
            let out = &mut out[head * head_width..][..head_width];
            mix(simd, cache, head, panels, weights, total.recip(), out);
        }
    }
}

/// Lists the panels that a slot sees and returns their number.
#[inline(always)]
fn see(cache: &LayerCache, place: Place, panels: &mut [Panel; MAX_PANELS]) -> usize {
    let (n_prompt, first, end) = match place {
        Place::Prompt(slot) => (slot + 1, 0, 0),
        Place::Key { first, index } => (PREFIX, first, index + 1),
        Place::Bare { first, end } => (PREFIX, first, end),
    };
    panels[0] = Panel { at: 0, first: 0, end: n_prompt };
    let (first_panel, end_panel) = (first / Lanes::COUNT, end.div_ceil(Lanes::COUNT));
    if first == end {
        return 1;
    }
    for (panel, index) in panels[1..].iter_mut().zip(first_panel..end_panel) {
        let start = index * Lanes::COUNT;
        *panel = Panel {
            at: cache.ring(index),
            first: first.saturating_sub(start),
            end: (end - start).min(Lanes::COUNT),
        };
    }
    1 + end_panel - first_panel
}

/// Scaled products of the query with every key; minus infinity where a slot is not seen.
#[inline(always)]
fn score(
    simd: impl Simd,
    cache: &LayerCache,
    head: usize,
    query: &[f32],
    panels: &[Panel],
    scores: &mut [Lanes],
) {
    let scale = (cache.head_width as f32).sqrt().recip();
    for (scores, panel) in scores.iter_mut().zip(panels) {
        let mut total = simd.splat(0.0);
        for (query, keys) in query.iter().zip(cache.key_panel(head, panel.at)) {
            total = simd.mul_add(simd.splat(*query), simd.load(keys), total);
        }
        let mut sums = Lanes::ZERO;
        simd.store(total, &mut sums);
        for lane in 0..Lanes::COUNT {
            let is_seen = panel.first <= lane && lane < panel.end;
            scores.0[lane] = if is_seen { sums.0[lane] * scale } else { f32::NEG_INFINITY };
        }
    }
}

/// Turns scores into exponentials relative to the largest and returns their sum.
#[inline(always)]
fn soften(simd: impl Simd, scores: &mut [Lanes]) -> f32 {
    let mut highest = simd.splat(f32::NEG_INFINITY);
    for scores in scores.iter() {
        highest = simd.max(simd.load(scores), highest);
    }
    let mut lanes = Lanes::ZERO;
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

/// `e` to the power of numbers that are not positive, to about one part in ten million.
///
/// After `expf` of Moshier's Cephes library: a power of two, which is written into the
/// exponent bits, times a polynomial.
#[inline(always)]
fn exp<S: Simd>(simd: S, x: S::Vector) -> S::Vector {
    /// Below this the exponent bits would overflow; the true value is nearly nothing.
    const LOWEST: f32 = -87.0;
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

/// Sums the values of all seen slots by weight.
#[inline(always)]
fn mix(
    simd: impl Simd,
    cache: &LayerCache,
    head: usize,
    panels: &[Panel],
    weights: &[Lanes],
    scale: f32,
    out: &mut [f32],
) {
    let n_columns = cache.head_width.div_ceil(Lanes::COUNT);
    let mut column = 0;
    while column < n_columns {
        let slots = Slots { cache, head, panels, weights, scale };
        if column + 2 <= n_columns {
            slots.mix::<2>(simd, column, out);
            column += 2;
        } else {
            slots.mix::<1>(simd, column, out);
            column += 1;
        }
    }
}

/// The slots that one head sees, with their weights.
struct Slots<'a> {
    cache: &'a LayerCache,
    head: usize,
    panels: &'a [Panel],
    weights: &'a [Lanes],
    scale: f32,
}

impl Slots<'_> {
    /// Sixteen times `COLUMNS` columns of the weighted sum.
    #[inline(always)]
    fn mix<const COLUMNS: usize>(&self, simd: impl Simd, first: usize, out: &mut [f32]) {
        let n_columns = self.cache.head_width.div_ceil(Lanes::COUNT);
        let mut sums = [simd.splat(0.0); COLUMNS];
        for (weights, panel) in self.weights.iter().zip(self.panels) {
            let values = &self.cache.value_panel(self.head, panel.at)[panel.first * n_columns..];
            let weights = &weights.0[panel.first..panel.end];
            for (values, weight) in values.chunks_exact(n_columns).zip(weights) {
                let values = &values[first..][..COLUMNS];
                let weight = simd.splat(*weight);
                for column in 0..COLUMNS {
                    sums[column] = simd.mul_add(weight, simd.load(&values[column]), sums[column]);
                }
            }
        }
        let out = out.chunks_mut(Lanes::COUNT).skip(first);
        for (out, sums) in out.zip(sums) {
            let mut lanes = Lanes::ZERO;
            simd.store(sums, &mut lanes);
            for (out, sum) in out.iter_mut().zip(lanes.0) {
                *out = sum * self.scale;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::kernels::Level, *};

    struct Exp<'a>(&'a mut Lanes);

    impl Kernel for Exp<'_> {
        fn run(self, simd: impl Simd) {
            simd.store(exp(simd, simd.load(self.0)), self.0);
        }
    }

    #[test]
    fn the_exponential_is_exact_to_a_part_in_a_million() {
        for level in Level::available() {
            for step in 0..8700 {
                let x = step as f32 / -100.0;
                let mut lanes = Lanes([x; Lanes::COUNT]);
                level.run(Exp(&mut lanes));
                let exact = f64::from(x).exp();
                let error = (f64::from(lanes.0[step % 16]) - exact).abs() / exact;
                assert!(error < 1e-6, "{level:?}: exp({x}) is off by {error}");
            }
            let mut lanes = Lanes([f32::NEG_INFINITY; Lanes::COUNT]);
            level.run(Exp(&mut lanes));
            assert!(lanes.0.iter().all(|weight| (0.0..1e-37).contains(weight)));
        }
    }
}
