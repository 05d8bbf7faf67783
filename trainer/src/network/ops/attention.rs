//! `y = x + attend(norm(x) W_qkv) W_out` as one operation, causal and with a window of rows.
//!
//! Scores are never stored: the backward pass makes them again from the queries and keys and
//! the logarithm of each row's sum, as in Dao et al., "`FlashAttention`" (2022).

mod head;
mod scratch;

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};

use self::{head::Head, scratch::Sizes};
use super::{
    gemm::{Products, Right, multiply},
    matrix::{Mat, MatMut, Write},
    shared::{
        Saved, dot, floats, for_each, host_floats, rms_norm, rms_norm_backward, split, split_mut,
        sum_groups,
    },
};
use crate::network::packing::Packing;

/// Arguments: x `[rows, width]`, qkv `[width, 3 * width]`, out `[width, width]`.
pub(in crate::network) struct AttentionBlock {
    products: Products,
    packing: Arc<Packing>,
    heads: usize,
    /// Rows of the canvas that a query sees: its own and those above.
    window: usize,
    saved: Saved<Forward>,
}

/// What the backward pass needs of the forward pass.
struct Forward {
    /// `[rows, 3 * width]`.
    qkv: Vec<f32>,
    /// The heads' results, before `out`: `[rows, width]`.
    mixed: Vec<f32>,
    /// Logarithm of the sum of exponentiated scores: `[heads, rows]` of each sprite.
    log_sums: Vec<f32>,
}

impl AttentionBlock {
    pub(in crate::network) fn new(
        products: Products,
        packing: Arc<Packing>,
        heads: usize,
        window: usize,
    ) -> Self {
        Self { products, packing, heads, window, saved: Saved::new() }
    }

    fn sizes(&self, x: &[usize]) -> Sizes {
        Sizes { width: x[1], heads: self.heads, window: self.window }
    }
}

impl CustomOp3 for AttentionBlock {
    fn name(&self) -> &'static str {
        "attention-block"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        w_qkv: &CpuStorage,
        w_qkv_layout: &Layout,
        w_out: &CpuStorage,
        w_out_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let s = self.sizes(x_layout.dims());
        let (x, w_qkv, w_out) =
            (floats(x, x_layout)?, floats(w_qkv, w_qkv_layout)?, floats(w_out, w_out_layout)?);
        let mut memory = [Vec::new(), Vec::new()];
        let [for_qkv, for_out] = &mut memory;
        let w_qkv = self.products.right(Mat::dense(w_qkv, s.width, 3 * s.width), for_qkv);
        let w_out = self.products.right(Mat::dense(w_out, s.width, s.width), for_out);
        let lengths = |width: usize| self.packing.sprites.iter().map(move |p| p.len() * width);
        let mut y = x.to_vec();
        let mut forward = Forward {
            qkv: vec![0.0; 3 * x.len()],
            mixed: vec![0.0; x.len()],
            log_sums: vec![0.0; x.len() / s.width * s.heads],
        };
        let sprites = split(x, lengths(s.width))
            .into_iter()
            .zip(split_mut(&mut y, lengths(s.width)))
            .zip(split_mut(&mut forward.qkv, lengths(3 * s.width)))
            .zip(split_mut(&mut forward.mixed, lengths(s.width)))
            .zip(split_mut(&mut forward.log_sums, lengths(s.heads)))
            .zip(&self.packing.sprites)
            .map(|sprite| (sprite.1.len(), sprite))
            .collect();
        for_each(
            sprites,
            || s.group(false),
            |(((((x, y), qkv), mixed), log_sums), packed), group| {
                let rows = packed.len();
                rms_norm(x, s.width, &mut group.normed, &mut group.scales);
                multiply(
                    &mut MatMut::dense(qkv, rows, 3 * s.width),
                    Mat::dense(&group.normed, rows, s.width),
                    w_qkv,
                    Write::Set,
                    &mut group.factors.left,
                );
                let tiles = packed.tiles(s.window);
                for (index, log_sums) in log_sums.chunks_exact_mut(rows).enumerate() {
                    let head = Head { s, products: self.products, packed, index };
                    head.attend(&tiles, qkv, mixed, log_sums, group);
                }
                multiply(
                    &mut MatMut::dense(y, rows, s.width),
                    Mat::dense(mixed, rows, s.width),
                    w_out,
                    Write::Add,
                    &mut group.factors.left,
                );
            },
        );
        self.saved.put(forward);
        Ok((CpuStorage::F32(y), x_layout.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        w_qkv: &Tensor,
        w_out: &Tensor,
        _y: &Tensor,
        dy: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let s = self.sizes(x.dims());
        let forward = self.saved.take(self.name())?;
        let dy = dy.contiguous()?;
        let ((x_data, x_at), (qkv_data, qkv_at), (out_data, out_at), (dy_data, dy_at)) = (
            x.storage_and_layout(),
            w_qkv.storage_and_layout(),
            w_out.storage_and_layout(),
            dy.storage_and_layout(),
        );
        let (qkv, out) = (host_floats(&qkv_data, qkv_at)?, host_floats(&out_data, out_at)?);
        let mut memory = [Vec::new(), Vec::new()];
        let [for_qkv, for_out] = &mut memory;
        let (dx, d_qkv, d_out) = backward(
            s,
            self.products,
            &self.packing,
            host_floats(&x_data, x_at)?,
            (
                self.products.right(Mat::dense(qkv, s.width, 3 * s.width).t(), for_qkv),
                self.products.right(Mat::dense(out, s.width, s.width).t(), for_out),
            ),
            &forward,
            host_floats(&dy_data, dy_at)?,
        );
        let device = x.device();
        Ok((
            Some(Tensor::from_vec(dx, x.shape(), device)?),
            Some(Tensor::from_vec(d_qkv, w_qkv.shape(), device)?),
            Some(Tensor::from_vec(d_out, w_out.shape(), device)?),
        ))
    }
}

fn backward(
    s: Sizes,
    products: Products,
    packing: &Packing,
    x: &[f32],
    (w_qkv, w_out): (Right<'_>, Right<'_>),
    forward: &Forward,
    dy: &[f32],
) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let lengths = |width: usize| packing.sprites.iter().map(move |packed| packed.len() * width);
    let mut dx = dy.to_vec();
    let sprites = split(x, lengths(s.width))
        .into_iter()
        .zip(split(&forward.qkv, lengths(3 * s.width)))
        .zip(split(&forward.mixed, lengths(s.width)))
        .zip(split(&forward.log_sums, lengths(s.heads)))
        .zip(split(dy, lengths(s.width)))
        .zip(split_mut(&mut dx, lengths(s.width)))
        .zip(&packing.sprites)
        .map(|sprite| (sprite.1.len(), sprite))
        .collect();
    let groups = for_each(
        sprites,
        || s.group(true),
        |((((((x, qkv), mixed), log_sums), dy), dx), packed), g| {
            let rows = packed.len();
            rms_norm(x, s.width, &mut g.normed, &mut g.scales);
            let dy = Mat::dense(dy, rows, s.width);
            multiply(
                &mut MatMut::dense(&mut g.d_w_out, s.width, s.width),
                Mat::dense(mixed, rows, s.width).t(),
                products.right(dy, &mut g.factors.right),
                Write::Add,
                &mut g.factors.left,
            );
            multiply(
                &mut MatMut::dense(&mut g.d_mixed, rows, s.width),
                dy,
                w_out,
                Write::Set,
                &mut g.factors.left,
            );
            g.d_qkv.fill(0.0);
            let tiles = packed.tiles(s.window);
            for (index, log_sums) in log_sums.chunks_exact(rows).enumerate() {
                for (row, along) in g.d_along[..rows].iter_mut().enumerate() {
                    let start = row * s.width + index * s.head();
                    let at = start..start + s.head();
                    *along = dot(&g.d_mixed[at.clone()], &mixed[at]);
                }
                let head = Head { s, products, packed, index };
                head.attend_backward(&tiles, qkv, log_sums, g);
            }
            let d_qkv = Mat::dense(&g.d_qkv, rows, 3 * s.width);
            multiply(
                &mut MatMut::dense(&mut g.d_w_qkv, s.width, 3 * s.width),
                Mat::dense(&g.normed, rows, s.width).t(),
                products.right(d_qkv, &mut g.factors.right),
                Write::Add,
                &mut g.factors.left,
            );
            multiply(
                &mut MatMut::dense(&mut g.d_normed, rows, s.width),
                d_qkv,
                w_qkv,
                Write::Set,
                &mut g.factors.left,
            );
            rms_norm_backward(&g.normed, &g.scales, &g.d_normed, s.width, dx);
        },
    );
    let (d_w_qkv, d_w_out) = groups.into_iter().map(|g| (g.d_w_qkv, g.d_w_out)).unzip();
    (dx, sum_groups(d_w_qkv), sum_groups(d_w_out))
}
