//! Multiplies the activations of a few sprites with a weight matrix.
//!
//! Weights lie in panels of sixteen output columns, so that one pass over a panel serves every
//! sprite. Each output is one sum over the inputs in increasing order, whatever the number of
//! rows: that is why a sprite is the same alone and in a batch.

use super::kernels::{Kernel, Lanes, Level, Simd};

/// The most rows whose sums fit into the registers of an AVX2 processor beside the weights.
const MAX_TILE: usize = 6;

/// A weight matrix, `[outputs / 16][inputs][16]`; columns that pad the last panel are zero.
#[derive(Debug)]
pub(super) struct Packed {
    panels: Vec<Lanes>,
    n_inputs: usize,
    n_outputs: usize,
}

impl Packed {
    /// Packs a row-major `[inputs, outputs]` matrix.
    pub(super) fn new(weights: &[f32], n_inputs: usize, n_outputs: usize) -> Self {
        assert_eq!(weights.len(), n_inputs * n_outputs, "the checkpoint checks its shapes");
        let n_panels = n_outputs.div_ceil(Lanes::COUNT);
        let mut panels = vec![Lanes::ZERO; n_panels * n_inputs];
        for (input, row) in weights.chunks_exact(n_outputs).enumerate() {
            for (panel, columns) in row.chunks(Lanes::COUNT).enumerate() {
                panels[panel * n_inputs + input].0[..columns.len()].copy_from_slice(columns);
            }
        }
        Self { panels, n_inputs, n_outputs }
    }

    /// `y = x W`, row by row. (`x`: [rows, inputs], `y`: [rows, outputs])
    pub(super) fn set(&self, level: Level, x: &[f32], y: &mut [f32]) {
        level.run(MatMul::<false> { weights: self, x, y });
    }

    /// `y += x W`, row by row.
    pub(super) fn add(&self, level: Level, x: &[f32], y: &mut [f32]) {
        level.run(MatMul::<true> { weights: self, x, y });
    }

    fn panel(&self, index: usize) -> &[Lanes] {
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
        let n_panels = self.weights.n_outputs.div_ceil(Lanes::COUNT);
        let mut panel = 0;
        while panel < n_panels {
            panel += match n_panels - panel {
                // A single row needs many panels side by side: one multiplication must not
                // wait for the one before it.
                4.. if n_rows == 1 => {
                    self.tile::<1, 4>(simd, 0, panel);
                    4
                }
                2.. => {
                    self.strip::<2>(simd, n_rows, panel);
                    2
                }
                _ => {
                    self.strip::<1>(simd, n_rows, panel);
                    1
                }
            };
        }
    }
}

impl<const ADD: bool> MatMul<'_, ADD> {
    /// A few panels for all rows, in tiles of nearly equal height.
    #[inline(always)]
    fn strip<const PANELS: usize>(&mut self, simd: impl Simd, n_rows: usize, panel: usize) {
        let mut row = 0;
        while row < n_rows {
            let n_tiles = (n_rows - row).div_ceil(MAX_TILE);
            let height = (n_rows - row).div_ceil(n_tiles);
            match height {
                1 => self.tile::<1, PANELS>(simd, row, panel),
                2 => self.tile::<2, PANELS>(simd, row, panel),
                3 => self.tile::<3, PANELS>(simd, row, panel),
                // Two panels of these would not fit into registers.
                4 => (0..PANELS).for_each(|p| self.tile::<4, 1>(simd, row, panel + p)),
                5 => (0..PANELS).for_each(|p| self.tile::<5, 1>(simd, row, panel + p)),
                _ => (0..PANELS).for_each(|p| self.tile::<MAX_TILE, 1>(simd, row, panel + p)),
            }
            row += height;
        }
    }

    /// `ROWS` rows times `PANELS` panels; all sums stay in registers.
    #[inline(always)]
    fn tile<const ROWS: usize, const PANELS: usize>(
        &mut self,
        simd: impl Simd,
        first_row: usize,
        first_panel: usize,
    ) {
        let n_inputs = self.weights.n_inputs;
        let x: [&[f32]; ROWS] =
            std::array::from_fn(|row| &self.x[(first_row + row) * n_inputs..][..n_inputs]);
        let panels: [&[Lanes]; PANELS] =
            std::array::from_fn(|panel| &self.weights.panel(first_panel + panel)[..n_inputs]);
        let mut sums = [[simd.splat(0.0); PANELS]; ROWS];
        for input in 0..n_inputs {
            let weights: [_; PANELS] =
                std::array::from_fn(|panel| simd.load(&panels[panel][input]));
            for row in 0..ROWS {
                let factor = simd.splat(x[row][input]);
                for panel in 0..PANELS {
                    sums[row][panel] = simd.mul_add(factor, weights[panel], sums[row][panel]);
                }
            }
        }
        for (row, sums) in sums.into_iter().enumerate() {
            for (panel, sums) in sums.into_iter().enumerate() {
                let mut lanes = Lanes::ZERO;
                simd.store(sums, &mut lanes);
                self.store(first_row + row, first_panel + panel, &lanes);
            }
        }
    }

    #[inline(always)]
    fn store(&mut self, row: usize, panel: usize, sums: &Lanes) {
        let outputs = &mut self.y[row * self.weights.n_outputs..][..self.weights.n_outputs];
        let outputs = outputs[panel * Lanes::COUNT..].iter_mut();
        for (output, sum) in outputs.zip(sums.0) {
            *output = if ADD { *output + sum } else { sum };
        }
    }
}
