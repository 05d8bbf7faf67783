//! What the fused operations have in common: slices of tensors, tasks, and `RMSNorm`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use candle_core::{CpuStorage, Layout, Result, Storage, bail};
use rayon::prelude::*;

/// Added under the root of `RMSNorm`, so that an all-zero row stays one.
pub(in crate::network) const NORM_EPS: f32 = 1e-5;

/// The numbers of a contiguous f32 tensor on the CPU.
pub(super) fn floats<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(data), Some((start, end))) => Ok(&data[start..end]),
        _ => bail!("fused operations take contiguous f32 tensors"),
    }
}

/// The numbers of a contiguous f32 tensor on the CPU, out of what `storage_and_layout` gives.
pub(super) fn host_floats<'a>(storage: &'a Storage, layout: &Layout) -> Result<&'a [f32]> {
    match storage {
        Storage::Cpu(storage) => floats(storage, layout),
        _ => bail!("fused operations run on the CPU"),
    }
}

/// What a forward pass keeps for its backward pass.
pub(super) struct Saved<T>(Mutex<Option<T>>);

impl<T> Saved<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(None))
    }

    pub(super) fn put(&self, value: T) {
        *self.lock() = Some(value);
    }

    /// Takes the value out, so that the memory is free as soon as the gradient is computed.
    pub(super) fn take(&self, op: &'static str) -> Result<T> {
        match self.lock().take() {
            Some(value) => Ok(value),
            None => bail!("{op}: the backward pass ran twice or before the forward pass"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs `task(item, state)` for each item, in as many groups as there are threads; each group
/// has one state, and they come back in order. Items come with their sizes, and groups are of
/// nearly equal size: the largest item left goes to the smallest group.
pub(super) fn for_each<I: Send, S: Send>(
    items: Vec<(usize, I)>,
    new_state: impl Fn() -> S + Sync,
    task: impl Fn(I, &mut S) + Sync,
) -> Vec<S> {
    let n_groups = rayon::current_num_threads().min(items.len());
    let mut groups: Vec<(usize, Vec<I>)> = (0..n_groups).map(|_| (0, Vec::new())).collect();
    let mut items = items;
    items.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    for (size, item) in items {
        if let Some((sum, group)) = groups.iter_mut().min_by_key(|(sum, _)| *sum) {
            *sum += size;
            group.push(item);
        }
    }
    groups
        .into_par_iter()
        .map(|(_, group)| {
            let mut state = new_state();
            for item in group {
                task(item, &mut state);
            }
            state
        })
        .collect()
}

/// As [`for_each`], for items that are all of one size.
pub(super) fn for_each_sprite<I: Send, S: Send>(
    sprites: Vec<I>,
    new_state: impl Fn() -> S + Sync,
    task: impl Fn(I, &mut S) + Sync,
) -> Vec<S> {
    for_each(sprites.into_iter().map(|sprite| (1, sprite)).collect(), new_state, task)
}

/// Cuts a slice into pieces of the given lengths.
pub(super) fn split<T>(mut data: &[T], lengths: impl IntoIterator<Item = usize>) -> Vec<&[T]> {
    let mut pieces = Vec::new();
    for length in lengths {
        let (piece, rest) = data.split_at(length);
        pieces.push(piece);
        data = rest;
    }
    pieces
}

/// As [`split`], for a slice to write to.
pub(super) fn split_mut<T>(
    mut data: &mut [T],
    lengths: impl IntoIterator<Item = usize>,
) -> Vec<&mut [T]> {
    let mut pieces = Vec::new();
    for length in lengths {
        let (piece, rest) = data.split_at_mut(length);
        pieces.push(piece);
        data = rest;
    }
    pieces
}

/// Adds up the gradients of the groups, in their order.
pub(super) fn sum_groups(groups: Vec<Vec<f32>>) -> Vec<f32> {
    let mut groups = groups.into_iter();
    let mut total = groups.next().unwrap_or_default();
    for group in groups {
        add_to(&mut total, &group);
    }
    total
}

/// `dst += src`.
pub(super) fn add_to(dst: &mut [f32], src: &[f32]) {
    for (dst, src) in dst.iter_mut().zip(src) {
        *dst += src;
    }
}

/// Scales each row of `width` numbers to a root mean square of one; `scales` gets the factors.
pub(super) fn rms_norm(x: &[f32], width: usize, normed: &mut [f32], scales: &mut [f32]) {
    let rows = x.chunks_exact(width).zip(normed.chunks_exact_mut(width)).zip(scales);
    for ((x, normed), scale) in rows {
        *scale = (dot(x, x) / width as f32 + NORM_EPS).sqrt().recip();
        for (normed, x) in normed.iter_mut().zip(x) {
            *normed = x * *scale;
        }
    }
}

/// Adds to `dx` the gradient of [`rms_norm`], given that of its result.
pub(super) fn rms_norm_backward(
    normed: &[f32],
    scales: &[f32],
    d_normed: &[f32],
    width: usize,
    dx: &mut [f32],
) {
    let rows = normed
        .chunks_exact(width)
        .zip(d_normed.chunks_exact(width))
        .zip(dx.chunks_exact_mut(width))
        .zip(scales);
    for (((normed, d_normed), dx), scale) in rows {
        let along = dot(normed, d_normed) / width as f32;
        for ((dx, normed), d_normed) in dx.iter_mut().zip(normed).zip(d_normed) {
            *dx += scale * (d_normed - normed * along);
        }
    }
}

/// Sum of products, in sixteen lanes so that the compiler can use vector registers.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<16>();
    let (b, b_rest) = b.as_chunks::<16>();
    let mut lanes = [0.0; 16];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..16 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f32>() + rest
}

/// e to the power of x for x <= 0, to within 3e-7 of itself, without a call, so that loops of it
/// become vector code. Method: Cody and Waite's split of x / ln 2 into a whole and a fractional
/// part, and a polynomial for the fraction.
#[inline]
pub(super) fn exp(x: f32) -> f32 {
    // Adding and subtracting 1.5 * 2^23 rounds to a whole number in two additions.
    const ROUND: f32 = 12_582_912.0;
    // Below this the result would be a subnormal number, which is as good as zero.
    let x = x.max(-87.0);
    let whole = x * std::f32::consts::LOG2_E + ROUND - ROUND;
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = p * rest + c;
    }
    let fraction = p * rest * rest + rest + 1.0;
    fraction * f32::from_bits(((whole as i32 + 127) << 23) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_close() {
        for step in 0..87_000 {
            let x = -(step as f32) / 1000.0;
            let (ours, theirs) = (exp(x), x.exp());
            assert!((ours - theirs).abs() <= 4e-7 * theirs, "e^{x}: {ours} and {theirs}");
        }
        assert!(exp(-1e30) < 1e-37);
    }

    #[test]
    fn groups_lose_nobody_and_are_the_same_each_time() {
        let run = || {
            let items = (0..7).map(|i| (i % 3, i)).collect();
            for_each(items, Vec::new, |i, seen: &mut Vec<usize>| seen.push(i))
        };
        let mut all = run().concat();
        assert_eq!(run(), run());
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn pieces_follow_each_other() {
        assert_eq!(split(&[1, 2, 3], [2, 0, 1]), [&[1, 2][..], &[], &[3]]);
        assert_eq!(split_mut(&mut [1, 2, 3], [1, 2]), [&mut [1][..], &mut [2, 3]]);
    }
}
