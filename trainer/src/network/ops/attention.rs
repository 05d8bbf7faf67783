//! `y = x + attend(norm(x) W_qkv) W_out` as one operation, causal and with a window of rows.
//!
//! Scores are never stored: the backward pass makes them again from the queries and keys and
//! the logarithm of each row's sum, as in Dao et al., "`FlashAttention`" (2022).

mod head;

use std::{ops::Range, sync::Arc};

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};
use shoal::model::input::SLOTS;

use self::head::Head;
use super::{
    gemm::{Mat, MatMut, Products, Right, Write, multiply},
    shared::{
        Saved, dot, floats, for_each, host_floats, rms_norm, rms_norm_backward, split, split_mut,
        sum_groups,
    },
};
use crate::network::packing::{MAX_TILE, Packed, Packing, Tile};

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

#[derive(Clone, Copy)]
struct Sizes {
    width: usize,
    heads: usize,
    window: usize,
}

/// Memory for factors as the processor wants them.
#[derive(Default)]
struct Factors {
    left: Vec<u32>,
    right: Vec<u32>,
    keys: Vec<u32>,
    keys_across: Vec<u32>,
    values: Vec<u32>,
    queries: Vec<u32>,
    d_result: Vec<u32>,
}

/// Scratch memory and gradients of one thread.
struct AttentionScratch {
    factors: Factors,
    normed: Vec<f32>,
    scales: Vec<f32>,
    scores: Vec<f32>,
    d_scores: Vec<f32>,
    d_mixed: Vec<f32>,
    d_along: Vec<f32>,
    d_qkv: Vec<f32>,
    d_normed: Vec<f32>,
    d_w_qkv: Vec<f32>,
    d_w_out: Vec<f32>,
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

impl Sizes {
    fn head(self) -> usize {
        self.width / self.heads
    }

    fn scale(self) -> f32 {
        (self.head() as f32).sqrt().recip()
    }

    fn group(self, backward: bool) -> AttentionScratch {
        let only_backward = |size: usize| vec![0.0; if backward { size } else { 0 }];
        let sprite = SLOTS * self.width;
        AttentionScratch {
            factors: Factors::default(),
            normed: vec![0.0; sprite],
            scales: vec![0.0; SLOTS],
            scores: vec![0.0; MAX_TILE * Columns::MOST],
            d_scores: only_backward(MAX_TILE * Columns::MOST),
            d_mixed: only_backward(sprite),
            d_along: only_backward(SLOTS),
            d_qkv: only_backward(3 * sprite),
            d_normed: only_backward(sprite),
            d_w_qkv: only_backward(3 * self.width * self.width),
            d_w_out: only_backward(self.width * self.width),
        }
    }
}

/// Which keys the columns of a tile's scores stand for: if there is a gap between them, some from
/// the prefix on, then those in a run. Both begin at a multiple of the products' block, so there
/// are keys among them that no query sees.
#[derive(Clone, Copy)]
struct Columns {
    apart: usize,
    start: usize,
    end: usize,
}

impl Columns {
    /// More than any tile has.
    const MOST: usize = SLOTS + 64;

    fn of(tile: Tile, products: Products) -> Self {
        let block = products.block();
        let start = tile.first_key / block * block;
        let apart = if start == 0 { 0 } else { tile.n_apart().next_multiple_of(block) };
        Self { apart, start, end: tile.end_key }
    }

    fn len(self) -> usize {
        self.apart + self.end - self.start
    }

    /// Runs of keys and the columns where they begin.
    fn runs(self) -> impl Iterator<Item = (Range<usize>, usize)> {
        let runs = [(self.start..self.end, self.apart), (0..self.apart, 0)];
        runs.into_iter().filter(|(keys, _)| !keys.is_empty())
    }

    /// Of a row of scores those that query `i` of a tile sees, the prefix and the run; the others
    /// become zero. No query sees a key after itself.
    fn seen<'a>(
        self,
        (packed, tile): (&Packed, Tile),
        i: usize,
        row: &'a mut [f32],
    ) -> [&'a mut [f32]; 2] {
        let key = |key: usize| self.apart + key - self.start;
        let (first, end) = (key(tile.first_key), key(packed.end_key(tile.start + i)));
        let (seen, hidden) = row.split_at_mut(end);
        hidden.fill(0.0);
        let (before, run) = seen.split_at_mut(first);
        let (prefix, hidden) = before.split_at_mut(tile.n_apart());
        hidden.fill(0.0);
        [prefix, run]
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
