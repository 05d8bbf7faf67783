//! Multiplies the activations of a few slots with a weight matrix in whole numbers of eight
//! bits: a quarter of the memory, and up to four times the products a second.
//!
//! Weights are rounded once, with a scale for each output; activations are rounded anew for each
//! slot, with a scale of its own. The sums are exact, so their order means nothing and every
//! processor comes to the same ones. (What it costs: `docs/STATUS.md`.)

use super::{
    kernels::{F32x16, I8x64, Kernel, Simd, SimdLevel},
    linear::{Tiled, all_tiles},
};

/// The largest weight.
const MAX_WEIGHT: f32 = 127.0;

/// Which activations a matrix is multiplied with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inputs {
    /// Any: they are rounded to -127 to 127.
    Signed,
    /// None below zero: they are rounded to 0 to 255.
    Positive,
}

impl Inputs {
    fn largest(self) -> f32 {
        match self {
            Self::Signed => 127.0,
            Self::Positive => 255.0,
        }
    }

    /// What is added to inputs of eight bits without a sign.
    fn shift(self, group: usize) -> i32 {
        if group == I8x64::INPUTS && self == Self::Signed { 128 } else { 0 }
    }
}

/// A weight matrix; columns that pad the last panel are zero.
#[derive(Debug)]
pub(super) struct Quantised {
    /// ([outputs / 16][inputs / 4])
    panels: Vec<I8x64>,
    /// What sums begin with: it takes back what is added to the inputs. ([outputs / 16])
    starts: Vec<[i32; F32x16::COUNT]>,
    /// ([outputs / 16])
    scales: Vec<F32x16>,
    n_inputs: usize,
    n_outputs: usize,
    inputs: Inputs,
}

/// Activations that were rounded for one product.
#[derive(Debug, Default)]
pub(super) struct Rounded {
    /// A group of inputs a word, rows padded to multiples of sixteen inputs.
    words: Vec<u32>,
    /// What a whole number of each row stands for.
    scales: Vec<f32>,
}

impl Rounded {
    /// Memory for so many rows of so many activations, whatever the processor.
    pub(super) fn make_room(&mut self, n_rows: usize, n_inputs: usize) {
        let n_words = n_rows * n_inputs.next_multiple_of(F32x16::COUNT) / 2;
        self.words.reserve(n_words.saturating_sub(self.words.len()));
        self.scales.reserve(n_rows.saturating_sub(self.scales.len()));
    }

    /// Memory that this takes.
    pub(super) fn n_bytes(&self) -> usize {
        size_of::<u32>() * self.words.capacity() + size_of::<f32>() * self.scales.capacity()
    }
}

impl Quantised {
    /// Rounds a row-major `[inputs, outputs]` matrix.
    pub(super) fn new(
        level: SimdLevel,
        weights: &[f32],
        n_inputs: usize,
        n_outputs: usize,
        inputs: Inputs,
    ) -> Self {
        assert_eq!(weights.len(), n_inputs * n_outputs, "the checkpoint checks its shapes");
        let (n_steps, n_panels) =
            (n_inputs.div_ceil(I8x64::INPUTS), n_outputs.div_ceil(F32x16::COUNT));
        let mut matrix = Self {
            panels: vec![I8x64::ZERO; n_steps * n_panels],
            starts: vec![[0; F32x16::COUNT]; n_panels],
            scales: vec![F32x16::ZERO; n_panels],
            n_inputs,
            n_outputs,
            inputs,
        };
        let group = level.group();
        for output in 0..n_outputs {
            let column = || weights.iter().skip(output).step_by(n_outputs);
            let scale = column().fold(0.0, |a: f32, b| a.max(b.abs())) / MAX_WEIGHT;
            let (panel, lane) = (output / F32x16::COUNT, output % F32x16::COUNT);
            matrix.scales[panel].0[lane] = scale;
            for (input, weight) in column().enumerate() {
                let rounded = if scale > 0.0 { (weight / scale).round() as i8 } else { 0 };
                let (step, input) = (input / I8x64::INPUTS, input % I8x64::INPUTS);
                let at = I8x64::index(group, input, lane);
                matrix.panels[panel * n_steps + step].0[at] = rounded;
                matrix.starts[panel][lane] -= inputs.shift(group) * i32::from(rounded);
            }
        }
        matrix
    }

    /// `y = x W`, row by row. (`x`: [rows, inputs], `y`: [rows, outputs])
    pub(super) fn set(&self, level: SimdLevel, x: &[f32], y: &mut [f32], rounded: &mut Rounded) {
        level.run(Round { x, n_inputs: self.n_inputs, inputs: self.inputs, rounded });
        level.run(MatMul::<false> { weights: self, x: rounded, y });
    }

    /// `y += x W`, row by row.
    pub(super) fn add(&self, level: SimdLevel, x: &[f32], y: &mut [f32], rounded: &mut Rounded) {
        level.run(Round { x, n_inputs: self.n_inputs, inputs: self.inputs, rounded });
        level.run(MatMul::<true> { weights: self, x: rounded, y });
    }

    fn panel(&self, index: usize) -> &[I8x64] {
        let n_steps = self.n_inputs.div_ceil(I8x64::INPUTS);
        &self.panels[index * n_steps..][..n_steps]
    }
}

/// Rounds activations.
struct Round<'a> {
    x: &'a [f32],
    n_inputs: usize,
    inputs: Inputs,
    rounded: &'a mut Rounded,
}

impl Kernel for Round<'_> {
    #[inline(always)]
    fn run(self, simd: impl Simd) {
        let group = group_of(simd);
        let n_rows = self.x.len() / self.n_inputs;
        let n_words = words_of(group, self.n_inputs);
        let Rounded { words, scales } = self.rounded;
        words.resize(n_rows * n_words, 0);
        scales.resize(n_rows, 0.0);
        let rows = self.x.chunks_exact(self.n_inputs).zip(words.chunks_exact_mut(n_words));
        for ((x, words), scale) in rows.zip(scales) {
            *scale = round_row(simd, x, self.inputs, words);
        }
    }
}

/// Rounds one slot's activations; returns what one stands for.
#[inline(always)]
fn round_row(simd: impl Simd, x: &[f32], inputs: Inputs, words: &mut [u32]) -> f32 {
    /// Adding this leaves the nearest whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    /// Rows that are smaller than this are zero: what is divided by must not overflow.
    const LEAST: f32 = 1e-30;
    let group = group_of(simd);
    let mut highest = simd.splat(0.0);
    for chunk in x.chunks(F32x16::COUNT) {
        let values = simd.load(&padded(chunk));
        let negated = simd.mul_add(values, simd.splat(-1.0), simd.splat(0.0));
        highest = simd.max(highest, simd.max(values, negated));
    }
    let mut lanes = F32x16::ZERO;
    simd.store(highest, &mut lanes);
    let highest = lanes.0.iter().fold(0.0, |a: f32, b| a.max(*b));
    let factor = if highest > LEAST { inputs.largest() / highest } else { 0.0 };
    let shift = simd.splat(ROUND + inputs.shift(group) as f32);
    let chunks = x.chunks(F32x16::COUNT).zip(words.chunks_exact_mut(F32x16::COUNT / group));
    for (chunk, words) in chunks {
        let values = simd.load(&padded(chunk));
        // The product is rounded by itself, so that it is the same where it could be fused.
        let scaled = simd.mul_add(values, simd.splat(factor), simd.splat(0.0));
        simd.store(simd.add(scaled, shift), &mut lanes);
        // Loops and no closures: a closure would be compiled for plain instructions first.
        if group == I8x64::INPUTS {
            let mut bytes = [0; F32x16::COUNT];
            for (byte, value) in bytes.iter_mut().zip(lanes.0) {
                *byte = value.to_bits() as u8;
            }
            for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *word = u32::from_le_bytes(*bytes);
            }
        } else {
            for (word, pair) in words.iter_mut().zip(lanes.0.as_chunks::<2>().0) {
                let [first, second] = [pair[0].to_bits() & 0xffff, pair[1].to_bits() << 16];
                *word = first | second;
            }
        }
    }
    highest.max(LEAST) / inputs.largest()
}

/// Up to sixteen numbers, and zeros behind them.
#[inline(always)]
fn padded(chunk: &[f32]) -> F32x16 {
    let mut lanes = F32x16::ZERO;
    match chunk.first_chunk() {
        Some(all) => lanes.0 = *all,
        None => lanes.0[..chunk.len()].copy_from_slice(chunk),
    }
    lanes
}

#[inline(always)]
fn group_of<S: Simd>(_: S) -> usize {
    S::GROUP
}

/// Words that a row of activations takes.
#[inline(always)]
fn words_of(group: usize, n_inputs: usize) -> usize {
    n_inputs.next_multiple_of(F32x16::COUNT) / group
}

struct MatMul<'a, const ADD: bool> {
    weights: &'a Quantised,
    x: &'a Rounded,
    y: &'a mut [f32],
}

impl<const ADD: bool> Kernel for MatMul<'_, ADD> {
    #[inline(always)]
    fn run(mut self, simd: impl Simd) {
        let n_rows = self.y.len() / self.weights.n_outputs;
        let n_panels = self.weights.n_outputs.div_ceil(F32x16::COUNT);
        all_tiles(&mut self, simd, n_rows, n_panels);
    }
}

impl<const ADD: bool> Tiled for MatMul<'_, ADD> {
    #[inline(always)]
    fn tile<S: Simd, const ROWS: usize, const PANELS: usize>(
        &mut self,
        simd: S,
        first_row: usize,
        first_panel: usize,
    ) {
        let Self { weights, x, .. } = *self;
        let n_words = words_of(S::GROUP, weights.n_inputs);
        let per_step = I8x64::INPUTS / S::GROUP;
        let n_steps = weights.n_inputs.div_ceil(I8x64::INPUTS);
        let mut rows: [&[u32]; ROWS] = [&[]; ROWS];
        for (row, words) in rows.iter_mut().enumerate() {
            *words = &x.words[(first_row + row) * n_words..][..n_steps * per_step];
        }
        let mut panels: [&[I8x64]; PANELS] = [&[]; PANELS];
        let mut sums = [[simd.load_sums(&[0; F32x16::COUNT]); PANELS]; ROWS];
        for panel in 0..PANELS {
            panels[panel] = &weights.panel(first_panel + panel)[..n_steps];
            for sums in &mut sums {
                sums[panel] = simd.load_sums(&weights.starts[first_panel + panel]);
            }
        }
        for step in 0..n_steps {
            let mut loaded = [simd.load_weights(&panels[0][step]); PANELS];
            for panel in 1..PANELS {
                loaded[panel] = simd.load_weights(&panels[panel][step]);
            }
            for row in 0..ROWS {
                let inputs =
                    [rows[row][step * per_step], rows[row][step * per_step + per_step - 1]];
                for panel in 0..PANELS {
                    sums[row][panel] = simd.dot(inputs, loaded[panel], sums[row][panel]);
                }
            }
        }
        for row in 0..ROWS {
            let scale = x.scales[first_row + row];
            let outputs = &mut self.y[(first_row + row) * weights.n_outputs..];
            let outputs = &mut outputs[..weights.n_outputs];
            for panel in 0..PANELS {
                let (sums, at) = (simd.store_sums(sums[row][panel]), first_panel + panel);
                let scales = &weights.scales[at].0;
                let outputs = outputs[at * F32x16::COUNT..].iter_mut();
                for ((output, sum), weight_scale) in outputs.zip(sums).zip(scales) {
                    let value = sum as f32 * weight_scale * scale;
                    *output = if ADD { *output + value } else { value };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::reference::Random, *};

    /// The product in whole numbers, one after the other.
    fn expected(
        x: &[f32],
        weights: &[f32],
        n_inputs: usize,
        n_outputs: usize,
        largest: f32,
    ) -> Vec<f32> {
        let mut y = Vec::new();
        for x in x.chunks(n_inputs) {
            let highest = x.iter().fold(0.0, |a: f32, b| a.max(b.abs())).max(1e-30);
            for output in 0..n_outputs {
                let column: Vec<f32> =
                    weights.iter().skip(output).step_by(n_outputs).copied().collect();
                let scale = column.iter().fold(0.0, |a: f32, b| a.max(b.abs())) / 127.0;
                let products = x.iter().zip(&column).map(|(x, weight)| {
                    let x = (x * (largest / highest)).round_ties_even() as i64;
                    x * if scale > 0.0 { (weight / scale).round() as i64 } else { 0 }
                });
                y.push(products.sum::<i64>() as f32 * scale * (highest / largest));
            }
        }
        y
    }

    #[test]
    fn every_processor_comes_to_the_exact_sums() {
        let mut random = Random(5);
        for (n_rows, n_inputs, n_outputs) in
            [(1, 64, 64), (2, 16, 16), (7, 48, 80), (5, 30, 33), (13, 6, 5), (6, 768, 64)]
        {
            let mut numbers =
                |n: usize| -> Vec<f32> { (0..n).map(|_| random.next() * 100.0).collect() };
            let (mut x, mut weights) = (numbers(n_rows * n_inputs), numbers(n_inputs * n_outputs));
            weights.iter_mut().skip(1).step_by(n_outputs).for_each(|weight| *weight = 0.0);
            x[..n_inputs].iter_mut().for_each(|x| *x *= 1e-3);
            for inputs in [Inputs::Signed, Inputs::Positive] {
                if inputs == Inputs::Positive {
                    for x in &mut x {
                        *x = x.abs();
                    }
                }
                let expected = expected(&x, &weights, n_inputs, n_outputs, inputs.largest());
                for level in SimdLevel::available() {
                    let matrix = Quantised::new(level, &weights, n_inputs, n_outputs, inputs);
                    let (mut y, mut rounded) = (vec![7.0; expected.len()], Rounded::default());
                    matrix.set(level, &x, &mut y, &mut rounded);
                    let close = |a: &f32, b: &f32| (a - b).abs() <= 1e-5 * (1.0 + b.abs());
                    for (at, (y, expected)) in y.iter().zip(&expected).enumerate() {
                        assert!(
                            close(y, expected),
                            "{level:?} {inputs:?} {n_inputs} {at}: {y} {expected}"
                        );
                    }
                    let once = y.clone();
                    matrix.add(level, &x, &mut y, &mut rounded);
                    assert!(y.iter().zip(&once).all(|(y, once)| close(y, &(2.0 * once))));
                }
            }
        }
    }

    #[test]
    fn nothing_times_anything_is_nothing() {
        for level in SimdLevel::available() {
            let matrix = Quantised::new(level, &[3.0; 64], 4, 16, Inputs::Signed);
            let mut y = vec![1.0; 16];
            matrix.set(level, &[0.0; 4], &mut y, &mut Rounded::default());
            assert_eq!(y, [0.0; 16], "{level:?}");
        }
    }
}
