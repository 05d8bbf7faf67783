//! A matrix product outside of any block, on one thread: without a backward pass.

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape};

use super::{
    gemm::{Products, multiply},
    matrix::{Mat, MatMut, Write},
    shared::floats,
};

/// Arguments: a `[rows, inner]`, b `[inner, columns]`, or `[columns, inner]` if it lies across.
pub(in crate::network) struct Product {
    pub(in crate::network) products: Products,
    pub(in crate::network) across: bool,
}

impl CustomOp2 for Product {
    fn name(&self) -> &'static str {
        "product"
    }

    fn cpu_fwd(
        &self,
        a: &CpuStorage,
        a_layout: &Layout,
        b: &CpuStorage,
        b_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let ((rows, inner), (b_rows, b_cols)) =
            (a_layout.shape().dims2()?, b_layout.shape().dims2()?);
        let (a, b) = (floats(a, a_layout)?, Mat::dense(floats(b, b_layout)?, b_rows, b_cols));
        let b = if self.across { b.t() } else { b };
        let mut product = vec![0.0; rows * b.cols];
        let mut memory = [Vec::new(), Vec::new()];
        let [left, right] = &mut memory;
        multiply(
            &mut MatMut::dense(&mut product, rows, b.cols),
            Mat::dense(a, rows, inner),
            self.products.right(b, right),
            Write::Set,
            left,
        );
        Ok((CpuStorage::F32(product), (rows, b.cols).into()))
    }
}
