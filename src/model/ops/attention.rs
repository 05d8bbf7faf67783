//! `y = x + attend(norm(x) W_qkv) W_out` as one operation, causal and with a window of rows.
//!
//! Scores are never stored: the backward pass makes them again from the queries and keys and
//! the logarithm of each row's sum, as in Dao et al., "`FlashAttention`" (2022).

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};

use super::{
    gemm::{Mat, MatMut, Products, Right, Write, matmul, multiply},
    shared::{
        Saved, dot, exp, floats, for_each, host_floats, rms_norm, rms_norm_backward, split,
        split_mut, sum_groups,
    },
};
use crate::model::{
    input::SLOTS,
    packing::{MAX_TILE, Packed, Packing, Tile},
};

/// Arguments: x `[rows, width]`, qkv `[width, 3 * width]`, out `[width, width]`.
pub(in crate::model) struct AttentionBlock {
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

/// Scratch memory and gradients of one thread.
struct Group {
    pairs: Vec<u32>,
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
    pub(in crate::model) fn new(
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

    fn group(self, backward: bool) -> Group {
        let only_backward = |size: usize| vec![0.0; if backward { size } else { 0 }];
        let sprite = SLOTS * self.width;
        Group {
            pairs: Vec::new(),
            normed: vec![0.0; sprite],
            scales: vec![0.0; SLOTS],
            scores: vec![0.0; MAX_TILE * SLOTS],
            d_scores: only_backward(MAX_TILE * SLOTS),
            d_mixed: only_backward(sprite),
            d_along: only_backward(SLOTS),
            d_qkv: only_backward(3 * sprite),
            d_normed: only_backward(sprite),
            d_w_qkv: only_backward(3 * self.width * self.width),
            d_w_out: only_backward(self.width * self.width),
        }
    }
}

/// How many of a tile's keys its query `i` sees: none after itself.
fn seen(packed: &Packed, tile: Tile, i: usize) -> usize {
    tile.n_apart() + packed.end_key(tile.start + i) - tile.first_key
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
        let right = |weights, cols| self.products.right(Mat::dense(weights, s.width, cols));
        let (w_qkv, w_out) = (right(w_qkv, 3 * s.width), right(w_out, s.width));
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
                    &w_qkv,
                    Write::Set,
                    &mut group.pairs,
                );
                let tiles = packed.tiles(s.window);
                for (head, log_sums) in log_sums.chunks_exact_mut(rows).enumerate() {
                    for &tile in &tiles {
                        attend(s, head, (packed, tile), qkv, mixed, log_sums, &mut group.scores);
                    }
                }
                multiply(
                    &mut MatMut::dense(y, rows, s.width),
                    Mat::dense(mixed, rows, s.width),
                    &w_out,
                    Write::Add,
                    &mut group.pairs,
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
        let (dx, d_qkv, d_out) = backward(
            s,
            self.products,
            &self.packing,
            host_floats(&x_data, x_at)?,
            (
                &self.products.right(Mat::dense(qkv, s.width, 3 * s.width).t()),
                &self.products.right(Mat::dense(out, s.width, s.width).t()),
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

/// Which third of a qkv row.
#[derive(Clone, Copy)]
enum Part {
    Query,
    Key,
    Value,
}

impl Part {
    /// Where the numbers of `slot` and `head` begin in the qkv matrix of a sprite.
    fn at(self, s: Sizes, slot: usize, head: usize) -> usize {
        slot * 3 * s.width + self as usize * s.width + head * s.head()
    }

    /// The rows of `len` slots from `slot` on, of one head.
    fn rows(self, s: Sizes, qkv: &[f32], slot: usize, len: usize, head: usize) -> Mat<'_> {
        Mat::new(&qkv[self.at(s, slot, head)..], len, s.head(), 3 * s.width)
    }

    fn rows_mut(
        self,
        s: Sizes,
        qkv: &mut [f32],
        slot: usize,
        len: usize,
        head: usize,
    ) -> MatMut<'_> {
        let start = self.at(s, slot, head);
        MatMut::new(&mut qkv[start..], len, s.head(), 3 * s.width)
    }
}

/// `scores[i, key] = left[i] . part[key]` for the keys of a tile: first those of the prefix
/// that lie apart, then the run.
fn products(
    s: Sizes,
    head: usize,
    tile: Tile,
    left: Mat<'_>,
    part: Part,
    qkv: &[f32],
    scores: &mut [f32],
) {
    let (apart, keys) = (tile.n_apart(), tile.n_keys());
    if apart > 0 {
        let right = part.rows(s, qkv, 0, apart, head).t();
        matmul(&mut MatMut::new(scores, tile.len, apart, keys), left, right, Write::Set);
    }
    let right = part.rows(s, qkv, tile.first_key, tile.n_run(), head).t();
    let mut dst = MatMut::new(&mut scores[apart..], tile.len, tile.n_run(), keys);
    matmul(&mut dst, left, right, Write::Set);
}

/// Attention of one head for one tile of queries.
fn attend(
    s: Sizes,
    head: usize,
    (packed, tile): (&Packed, Tile),
    qkv: &[f32],
    mixed: &mut [f32],
    log_sums: &mut [f32],
    scores: &mut [f32],
) {
    let (apart, keys) = (tile.n_apart(), tile.n_keys());
    let scores = &mut scores[..tile.len * keys];
    let queries = Part::Query.rows(s, qkv, tile.start, tile.len, head);
    products(s, head, tile, queries, Part::Key, qkv, scores);
    for (i, row) in scores.chunks_exact_mut(keys).enumerate() {
        let (seen, hidden) = row.split_at_mut(seen(packed, tile, i));
        let largest = seen.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for score in seen.iter_mut() {
            *score = exp((*score - largest) * s.scale());
        }
        let sum = lane_sum(seen);
        let share = sum.recip();
        for score in seen.iter_mut() {
            *score *= share;
        }
        hidden.fill(0.0);
        log_sums[tile.start + i] = largest * s.scale() + sum.ln();
    }
    let scores = &*scores;
    let at = tile.start * s.width + head * s.head();
    let mut dst = MatMut::new(&mut mixed[at..], tile.len, s.head(), s.width);
    let run = Mat::new(&scores[apart..], tile.len, tile.n_run(), keys);
    matmul(&mut dst, run, Part::Value.rows(s, qkv, tile.first_key, tile.n_run(), head), Write::Set);
    if apart > 0 {
        let weights = Mat::new(scores, tile.len, apart, keys);
        matmul(&mut dst, weights, Part::Value.rows(s, qkv, 0, apart, head), Write::Add);
    }
}

/// Sum in sixteen lanes, so that the compiler can use vector registers.
fn lane_sum(values: &[f32]) -> f32 {
    let (chunks, rest) = values.as_chunks::<16>();
    let mut lanes = [0.0; 16];
    for chunk in chunks {
        for lane in 0..16 {
            lanes[lane] += chunk[lane];
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().sum::<f32>()
}

fn backward(
    s: Sizes,
    products: Products,
    packing: &Packing,
    x: &[f32],
    (w_qkv, w_out): (&Right<'_>, &Right<'_>),
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
                &products.right(dy),
                Write::Add,
                &mut g.pairs,
            );
            multiply(
                &mut MatMut::dense(&mut g.d_mixed, rows, s.width),
                dy,
                w_out,
                Write::Set,
                &mut g.pairs,
            );
            g.d_qkv.fill(0.0);
            let tiles = packed.tiles(s.window);
            for (head, log_sums) in log_sums.chunks_exact(rows).enumerate() {
                for (row, along) in g.d_along[..rows].iter_mut().enumerate() {
                    let at = row * s.width + head * s.head()..row * s.width + (head + 1) * s.head();
                    *along = dot(&g.d_mixed[at.clone()], &mixed[at]);
                }
                for &tile in &tiles {
                    attend_backward(s, head, (packed, tile), qkv, log_sums, g);
                }
            }
            let d_qkv = Mat::dense(&g.d_qkv, rows, 3 * s.width);
            multiply(
                &mut MatMut::dense(&mut g.d_w_qkv, s.width, 3 * s.width),
                Mat::dense(&g.normed, rows, s.width).t(),
                &products.right(d_qkv),
                Write::Add,
                &mut g.pairs,
            );
            multiply(
                &mut MatMut::dense(&mut g.d_normed, rows, s.width),
                d_qkv,
                w_qkv,
                Write::Set,
                &mut g.pairs,
            );
            rms_norm_backward(&g.normed, &g.scales, &g.d_normed, s.width, dx);
        },
    );
    let (d_w_qkv, d_w_out) = groups.into_iter().map(|g| (g.d_w_qkv, g.d_w_out)).unzip();
    (dx, sum_groups(d_w_qkv), sum_groups(d_w_out))
}

/// Gradient of [`attend`]: adds to `g.d_qkv`.
fn attend_backward(
    s: Sizes,
    head: usize,
    (packed, tile): (&Packed, Tile),
    qkv: &[f32],
    log_sums: &[f32],
    g: &mut Group,
) {
    let (apart, keys) = (tile.n_apart(), tile.n_keys());
    let Group { scores, d_scores, d_mixed, d_along, d_qkv, .. } = g;
    let (scores, d_scores) = (&mut scores[..tile.len * keys], &mut d_scores[..tile.len * keys]);
    let queries = Part::Query.rows(s, qkv, tile.start, tile.len, head);
    let at = tile.start * s.width + head * s.head();
    let d_result = Mat::new(&d_mixed[at..], tile.len, s.head(), s.width);
    products(s, head, tile, queries, Part::Key, qkv, scores);
    products(s, head, tile, d_result, Part::Value, qkv, d_scores);
    let rows = scores.chunks_exact_mut(keys).zip(d_scores.chunks_exact_mut(keys)).enumerate();
    for (i, (row, d_row)) in rows {
        let (log_sum, along) = (log_sums[tile.start + i], d_along[tile.start + i]);
        let seen = seen(packed, tile, i);
        for (score, d_score) in row[..seen].iter_mut().zip(&mut d_row[..seen]) {
            *score = exp((*score * s.scale() - log_sum).min(0.0));
            *d_score = *score * (*d_score - along) * s.scale();
        }
        row[seen..].fill(0.0);
        d_row[seen..].fill(0.0);
    }
    let (scores, d_scores) = (&*scores, &*d_scores);
    let mut parts = vec![(tile.first_key, tile.n_run(), apart)];
    if apart > 0 {
        parts.push((0, apart, 0));
    }
    for (first, len, column) in parts {
        let weights = Mat::new(&scores[column..], tile.len, len, keys);
        let d_scores = Mat::new(&d_scores[column..], tile.len, len, keys);
        let mut d_values = Part::Value.rows_mut(s, d_qkv, first, len, head);
        matmul(&mut d_values, weights.t(), d_result, Write::Add);
        let mut d_queries = Part::Query.rows_mut(s, d_qkv, tile.start, tile.len, head);
        matmul(&mut d_queries, d_scores, Part::Key.rows(s, qkv, first, len, head), Write::Add);
        let mut d_keys = Part::Key.rows_mut(s, d_qkv, first, len, head);
        matmul(&mut d_keys, d_scores.t(), queries, Write::Add);
    }
}
