//! `y = x + relu(conv(x))` of the hint network, with a dilated 3x3 convolution.

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor};

use super::{
    gemm::{Products, multiply},
    matrix::{Mat, MatMut, Write},
    shared::{Saved, add_to, floats, for_each_sprite, host_floats, sum_groups},
};
use shoal::sprite::{PIXELS, SIDE, index_of};

/// Arguments: x `[batch, 1024, channels]`, weights `[9 * channels, channels]`.
pub(in crate::network) struct HintConv {
    products: Products,
    dilation: usize,
    /// The convolution before its activation: `[batch, 1024, channels]`.
    before: Saved<Vec<f32>>,
}

/// Scratch memory and gradients of one thread.
struct HintConvScratch {
    left: Vec<u32>,
    right: Vec<u32>,
    columns: Vec<f32>,
    d_before: Vec<f32>,
    d_weights: Vec<f32>,
}

impl HintConv {
    pub(in crate::network) fn new(products: Products, dilation: usize) -> Self {
        Self { products, dilation, before: Saved::new() }
    }
}

/// For each pixel and tap, in this order: the pixel that the tap reads, if it is on the canvas.
pub(in crate::network) fn taps(dilation: usize) -> impl Iterator<Item = Option<usize>> {
    let reach = dilation as i32;
    (0..PIXELS as i32).flat_map(move |pixel| {
        let (x, y) = (pixel % SIDE as i32, pixel / SIDE as i32);
        (0..9).map(move |tap| index_of(x + (tap % 3 - 1) * reach, y + (tap / 3 - 1) * reach))
    })
}

/// Lays the nine neighbours of each pixel side by side: `[1024, 9 * channels]`.
fn gather(x: &[f32], channels: usize, dilation: usize, columns: &mut [f32]) {
    for (column, from) in columns.chunks_exact_mut(channels).zip(taps(dilation)) {
        match from {
            Some(pixel) => column.copy_from_slice(&x[pixel * channels..][..channels]),
            None => column.fill(0.0),
        }
    }
}

impl CustomOp2 for HintConv {
    fn name(&self) -> &'static str {
        "hint-conv"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        weights: &CpuStorage,
        weights_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let channels = x_layout.dims()[2];
        let (x, weights) = (floats(x, x_layout)?, floats(weights, weights_layout)?);
        let sprite = PIXELS * channels;
        let mut y = x.to_vec();
        let mut before = vec![0.0; x.len()];
        let mut memory = Vec::new();
        let weights = self.products.right(Mat::dense(weights, 9 * channels, channels), &mut memory);
        let sprites = x
            .chunks_exact(sprite)
            .zip(y.chunks_exact_mut(sprite))
            .zip(before.chunks_exact_mut(sprite))
            .collect();
        for_each_sprite(
            sprites,
            || (vec![0.0; 9 * sprite], Vec::new()),
            |((x, y), before), (columns, left)| {
                gather(x, channels, self.dilation, columns);
                multiply(
                    &mut MatMut::dense(before, PIXELS, channels),
                    Mat::dense(columns, PIXELS, 9 * channels),
                    weights,
                    Write::Set,
                    left,
                );
                for (y, before) in y.iter_mut().zip(&*before) {
                    *y += before.max(0.0);
                }
            },
        );
        self.before.put(before);
        Ok((CpuStorage::F32(y), x_layout.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        weights: &Tensor,
        _y: &Tensor,
        dy: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let before = self.before.take(self.name())?;
        let dy = dy.contiguous()?;
        let ((x_data, x_at), (w_data, w_at), (dy_data, dy_at)) =
            (x.storage_and_layout(), weights.storage_and_layout(), dy.storage_and_layout());
        let channels = x.dim(2)?;
        let (dx, d_weights) = backward(
            channels,
            (self.products, self.dilation),
            host_floats(&x_data, x_at)?,
            host_floats(&w_data, w_at)?,
            &before,
            host_floats(&dy_data, dy_at)?,
        );
        let device = x.device();
        Ok((
            Some(Tensor::from_vec(dx, x.shape(), device)?),
            Some(Tensor::from_vec(d_weights, weights.shape(), device)?),
        ))
    }
}

fn backward(
    channels: usize,
    (products, dilation): (Products, usize),
    x: &[f32],
    weights: &[f32],
    before: &[f32],
    dy: &[f32],
) -> (Vec<f32>, Vec<f32>) {
    let sprite = PIXELS * channels;
    let mut dx = dy.to_vec();
    let sprites = x
        .chunks_exact(sprite)
        .zip(before.chunks_exact(sprite))
        .zip(dy.chunks_exact(sprite))
        .zip(dx.chunks_exact_mut(sprite))
        .collect();
    let mut memory = Vec::new();
    let across = products.right(Mat::dense(weights, 9 * channels, channels).t(), &mut memory);
    let new_group = || HintConvScratch {
        left: Vec::new(),
        right: Vec::new(),
        columns: vec![0.0; 9 * sprite],
        d_before: vec![0.0; sprite],
        d_weights: vec![0.0; weights.len()],
    };
    let groups = for_each_sprite(sprites, new_group, |(((x, before), dy), dx), g| {
        gather(x, channels, dilation, &mut g.columns);
        for ((d_before, dy), before) in g.d_before.iter_mut().zip(dy).zip(before) {
            *d_before = if *before > 0.0 { *dy } else { 0.0 };
        }
        let d_before = Mat::dense(&g.d_before, PIXELS, channels);
        multiply(
            &mut MatMut::dense(&mut g.d_weights, 9 * channels, channels),
            Mat::dense(&g.columns, PIXELS, 9 * channels).t(),
            products.right(d_before, &mut g.right),
            Write::Add,
            &mut g.left,
        );
        multiply(
            &mut MatMut::dense(&mut g.columns, PIXELS, 9 * channels),
            d_before,
            across,
            Write::Set,
            &mut g.left,
        );
        for (column, to) in g.columns.chunks_exact(channels).zip(taps(dilation)) {
            if let Some(pixel) = to {
                add_to(&mut dx[pixel * channels..][..channels], column);
            }
        }
    });
    let d_weights = groups.into_iter().map(|group| group.d_weights).collect();
    (dx, sum_groups(d_weights))
}
