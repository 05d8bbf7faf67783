//! Sums of rows of a table, with a scatter for a backward pass.

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};

use super::shared::{add_to, floats, host_floats};

/// Marks a place in the list of rows that adds nothing.
pub(in crate::network) const NO_ROW: u32 = u32::MAX;

/// `y[slot] = sum of the rows that the slot names`; argument: the table `[rows, width]`.
pub(in crate::network) struct SumEmbedding {
    /// `per_slot` rows for each slot.
    rows: Arc<Vec<u32>>,
    per_slot: usize,
}

impl SumEmbedding {
    pub(in crate::network) fn new(rows: Arc<Vec<u32>>, per_slot: usize) -> Self {
        Self { rows, per_slot }
    }

    fn slots(&self) -> impl Iterator<Item = impl Iterator<Item = usize>> {
        self.rows
            .chunks_exact(self.per_slot)
            .map(|rows| rows.iter().filter(|&&row| row != NO_ROW).map(|&row| row as usize))
    }
}

impl CustomOp1 for SumEmbedding {
    fn name(&self) -> &'static str {
        "sum-embedding"
    }

    fn cpu_fwd(&self, table: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (table, width) = (floats(table, layout)?, layout.dims()[1]);
        let n_slots = self.rows.len() / self.per_slot;
        let mut y = vec![0.0; n_slots * width];
        for (y, rows) in y.chunks_exact_mut(width).zip(self.slots()) {
            for row in rows {
                add_to(y, &table[row * width..][..width]);
            }
        }
        Ok((CpuStorage::F32(y), (n_slots, width).into()))
    }

    fn bwd(&self, table: &Tensor, _y: &Tensor, dy: &Tensor) -> Result<Option<Tensor>> {
        let width = table.dim(1)?;
        let dy = dy.contiguous()?;
        let (dy_data, dy_at) = dy.storage_and_layout();
        let dy = host_floats(&dy_data, dy_at)?;
        let mut d_table = vec![0.0; table.elem_count()];
        for (dy, rows) in dy.chunks_exact(width).zip(self.slots()) {
            for row in rows {
                add_to(&mut d_table[row * width..][..width], dy);
            }
        }
        Ok(Some(Tensor::from_vec(d_table, table.shape(), table.device())?))
    }
}
