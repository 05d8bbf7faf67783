//! Multiplies the activations of a few slots with a weight matrix.
//!
//! Weights lie in panels of sixteen output columns, so that one pass over a panel serves every
//! row. Each output is one sum over the inputs in increasing order, whatever the number of
//! rows: that is why a sprite is the same alone and in a batch, and guessed ahead or not.

use super::kernels::{F32x16, Kernel, Simd, SimdLevel};

/// The most rows whose sums fit into the registers of an AVX2 processor beside the weights.
pub(super) const MAX_TILE: usize = 6;

/// A weight matrix, `[outputs / 16][inputs][16]`; columns that pad the last panel are zero.
#[derive(Debug)]
pub(super) struct Packed {
    panels: Vec<F32x16>,
    n_inputs: usize,
    n_outputs: usize,
}

impl Packed {
    /// Packs a row-major `[inputs, outputs]` matrix.
    pub(super) fn new(weights: &[f32], n_inputs: usize, n_outputs: usize) -> Self {
        assert_eq!(weights.len(), n_inputs * n_outputs, "the checkpoint checks its shapes");
        let n_panels = n_outputs.div_ceil(F32x16::COUNT);
        let mut panels = vec![F32x16::ZERO; n_panels * n_inputs];
        for (input, row) in weights.chunks_exact(n_outputs).enumerate() {
            for (panel, columns) in row.chunks(F32x16::COUNT).enumerate() {
                panels[panel * n_inputs + input].0[..columns.len()].copy_from_slice(columns);
            }
        }
        Self { panels, n_inputs, n_outputs }
    }

    /// `y = x W`, row by row. (`x`: [rows, inputs], `y`: [rows, outputs])
    pub(super) fn set(&self, level: SimdLevel, x: &[f32], y: &mut [f32]) {
        level.run(MatMul::<false> { weights: self, x, y });
    }

    /// `y += x W`, row by row.
    pub(super) fn add(&self, level: SimdLevel, x: &[f32], y: &mut [f32]) {
        level.run(MatMul::<true> { weights: self, x, y });
    }

    fn panel(&self, index: usize) -> &[F32x16] {
        &self.panels[index * self.n_inputs..][..self.n_inputs]
    }
}

struct MatMul<'a, const ADD: bool> {
    weights: &'a Packed,
    x: &'a [f32],
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

/// A product that is computed a few rows and panels of sixteen columns at a time.
pub(super) trait Tiled {
    /// Computes `ROWS` rows times `PANELS` panels; all sums stay in registers.
    fn tile<S: Simd, const ROWS: usize, const PANELS: usize>(
        &mut self,
        simd: S,
        first_row: usize,
        first_panel: usize,
    );
}

/// Computes every tile of a product.
#[inline(always)]
pub(super) fn all_tiles(product: &mut impl Tiled, simd: impl Simd, n_rows: usize, n_panels: usize) {
    let mut panel = 0;
    while panel < n_panels {
        panel += match n_panels - panel {
            // A single row needs many panels side by side: one multiplication must not
            // wait for the one before it.
            4.. if n_rows == 1 => {
                product.tile::<_, 1, 4>(simd, 0, panel);
                4
            }
            2.. => {
                strip::<2>(product, simd, n_rows, panel);
                2
            }
            _ => {
                strip::<1>(product, simd, n_rows, panel);
                1
            }
        };
    }
}

/// A few panels for all rows, in tiles of nearly equal height.
#[inline(always)]
fn strip<const PANELS: usize>(
    product: &mut impl Tiled,
    simd: impl Simd,
    n_rows: usize,
    panel: usize,
) {
    let mut row = 0;
    while row < n_rows {
        let height = tile_height(n_rows - row);
        match height {
            1 => product.tile::<_, 1, PANELS>(simd, row, panel),
            2 => product.tile::<_, 2, PANELS>(simd, row, panel),
            3 => product.tile::<_, 3, PANELS>(simd, row, panel),
            4 => tall::<4, PANELS>(product, simd, row, panel),
            5 => tall::<5, PANELS>(product, simd, row, panel),
            _ => tall::<MAX_TILE, PANELS>(product, simd, row, panel),
        }
        row += height;
    }
}

/// A tile of four rows or more: panels are side by side where there are registers for it.
#[inline(always)]
fn tall<const ROWS: usize, const PANELS: usize>(
    product: &mut impl Tiled,
    simd: impl Simd,
    row: usize,
    panel: usize,
) {
    if has_many_registers(simd) {
        product.tile::<_, ROWS, PANELS>(simd, row, panel);
    } else {
        for panel in panel..panel + PANELS {
            product.tile::<_, ROWS, 1>(simd, row, panel);
        }
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
        let n_inputs = self.weights.n_inputs;
        let x: [&[f32]; ROWS] =
            std::array::from_fn(|row| &self.x[(first_row + row) * n_inputs..][..n_inputs]);
        let panels: [&[F32x16]; PANELS] =
            std::array::from_fn(|panel| self.weights.panel(first_panel + panel));
        let sums = products(simd, x, panels);
        for (row, sums) in sums.into_iter().enumerate() {
            for (panel, sums) in sums.into_iter().enumerate() {
                let mut lanes = F32x16::ZERO;
                simd.store(sums, &mut lanes);
                self.store(first_row + row, first_panel + panel, &lanes);
            }
        }
    }
}

impl<const ADD: bool> MatMul<'_, ADD> {
    #[inline(always)]
    fn store(&mut self, row: usize, panel: usize, sums: &F32x16) {
        let outputs = &mut self.y[row * self.weights.n_outputs..][..self.weights.n_outputs];
        let outputs = outputs[panel * F32x16::COUNT..].iter_mut();
        for (output, sum) in outputs.zip(sums.0) {
            *output = if ADD { *output + sum } else { sum };
        }
    }
}

/// How many of the rows that are left go into the next tile, so that all are nearly equal.
#[inline(always)]
pub(super) fn tile_height(n_rows: usize) -> usize {
    n_rows.div_ceil(n_rows.div_ceil(MAX_TILE))
}

/// Whether the sums of [`MAX_TILE`] rows and two panels stay in registers.
#[inline(always)]
pub(super) fn has_many_registers<S: Simd>(_: S) -> bool {
    S::HAS_MANY_REGISTERS
}

/// `ROWS` rows times `PANELS` panels; all sums stay in registers.
#[inline(always)]
pub(super) fn products<S: Simd, const ROWS: usize, const PANELS: usize>(
    simd: S,
    x: [&[f32]; ROWS],
    panels: [&[F32x16]; PANELS],
) -> [[S::Vector; PANELS]; ROWS] {
    let n_inputs = panels[0].len();
    let x: [&[f32]; ROWS] = std::array::from_fn(|row| &x[row][..n_inputs]);
    let panels: [&[F32x16]; PANELS] = std::array::from_fn(|panel| &panels[panel][..n_inputs]);
    let mut sums = [[simd.splat(0.0); PANELS]; ROWS];
    for input in 0..n_inputs {
        // Loops and no closures: a closure would be compiled for plain instructions first.
        let mut weights = [simd.splat(0.0); PANELS];
        for panel in 0..PANELS {
            weights[panel] = simd.load(&panels[panel][input]);
        }
        for row in 0..ROWS {
            let factor = simd.splat(x[row][input]);
            for panel in 0..PANELS {
                sums[row][panel] = simd.mul_add(factor, weights[panel], sums[row][panel]);
            }
        }
    }
    sums
}
