//! Multiplies the activations of a few sprites with a weight matrix.
//!
//! Weights lie in panels of sixteen output columns, so that one pass over a panel serves every
//! sprite. Each output is one sum over the inputs in increasing order, whatever the number of
//! rows: that is why a sprite is the same alone and in a batch.

use super::kernels::{Kernel, Lanes, Level, MultiplyAdd};

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
    fn run<M: MultiplyAdd>(mut self) {
        let n_rows = self.y.len() / self.weights.n_outputs;
        let n_panels = self.weights.n_outputs.div_ceil(Lanes::COUNT);
        // With few rows several panels go side by side: one multiplication must not wait for
        // the one before it.
        let side_by_side = match n_rows {
            1 => 4,
            2 | 3 => 2,
            _ => 1,
        };
        let mut panel = 0;
        while panel < n_panels {
            let whole = panel + side_by_side <= n_panels;
            match (n_rows, whole) {
                (1, true) => self.tile::<M, 1, 4>(0, panel),
                (2, true) => self.tile::<M, 2, 2>(0, panel),
                (3, true) => self.tile::<M, 3, 2>(0, panel),
                _ => self.column::<M>(n_rows, panel),
            }
            panel += if whole { side_by_side } else { 1 };
        }
    }
}

impl<const ADD: bool> MatMul<'_, ADD> {
    /// One panel for all rows, in tiles of nearly equal height.
    #[inline(always)]
    fn column<M: MultiplyAdd>(&mut self, n_rows: usize, panel: usize) {
        let mut row = 0;
        while row < n_rows {
            let tiles_left = (n_rows - row).div_ceil(MAX_TILE);
            let height = (n_rows - row).div_ceil(tiles_left);
            match height {
                1 => self.tile::<M, 1, 1>(row, panel),
                2 => self.tile::<M, 2, 1>(row, panel),
                3 => self.tile::<M, 3, 1>(row, panel),
                4 => self.tile::<M, 4, 1>(row, panel),
                5 => self.tile::<M, 5, 1>(row, panel),
                _ => self.tile::<M, MAX_TILE, 1>(row, panel),
            }
            row += height;
        }
    }

    /// `ROWS` rows times `PANELS` panels; all sums stay in registers.
    #[inline(always)]
    fn tile<M: MultiplyAdd, const ROWS: usize, const PANELS: usize>(
        &mut self,
        first_row: usize,
        first_panel: usize,
    ) {
        let n_inputs = self.weights.n_inputs;
        let x: [&[f32]; ROWS] =
            std::array::from_fn(|row| &self.x[(first_row + row) * n_inputs..][..n_inputs]);
        let panels: [&[Lanes]; PANELS] =
            std::array::from_fn(|panel| self.weights.panel(first_panel + panel));
        let mut sums = [[Lanes::ZERO; PANELS]; ROWS];
        for input in 0..n_inputs {
            for panel in 0..PANELS {
                let weights = &panels[panel][input];
                for row in 0..ROWS {
                    let factor = x[row][input];
                    for lane in 0..Lanes::COUNT {
                        let sum = &mut sums[row][panel].0[lane];
                        *sum = M::mul_add(factor, weights.0[lane], *sum);
                    }
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for (panel, sums) in sums.iter().enumerate() {
                self.store(first_row + row, first_panel + panel, sums);
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
