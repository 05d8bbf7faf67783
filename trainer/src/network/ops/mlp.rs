//! `y = x + relu(norm(x) W_up)^2 W_down` as one operation.

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};

use super::{
    gemm::{Products, multiply},
    matrix::{Mat, MatMut, Write},
    shared::{Saved, floats, for_each, host_floats, rms_norm, rms_norm_backward, sum_groups},
};

/// Rows that are computed together: few enough for a core's cache to hold their hidden layer.
pub(super) const ROWS: usize = 256;

/// Arguments: x `[rows, width]`, up `[width, hidden]`, down `[hidden, width]`.
pub(in crate::network) struct MlpBlock {
    products: Products,
    /// The hidden layer before its activation: `[rows, hidden]`.
    hidden: Saved<Vec<f32>>,
}

/// Sizes of one call.
#[derive(Clone, Copy)]
struct Sizes {
    width: usize,
    hidden: usize,
}

/// Scratch memory and gradients of one thread.
struct MlpScratch {
    left: Vec<u32>,
    right: Vec<u32>,
    normed: Vec<f32>,
    scales: Vec<f32>,
    d_normed: Vec<f32>,
    active: Vec<f32>,
    d_hidden: Vec<f32>,
    d_up: Vec<f32>,
    d_down: Vec<f32>,
}

impl MlpBlock {
    pub(in crate::network) fn new(products: Products) -> Self {
        Self { products, hidden: Saved::new() }
    }
}

impl Sizes {
    fn of(x: &[usize], up: &[usize]) -> Self {
        Self { width: x[1], hidden: up[1] }
    }

    fn group(self, backward: bool) -> MlpScratch {
        let only_backward = |size: usize| vec![0.0; if backward { size } else { 0 }];
        MlpScratch {
            left: Vec::new(),
            right: Vec::new(),
            normed: vec![0.0; ROWS * self.width],
            scales: vec![0.0; ROWS],
            active: vec![0.0; ROWS * self.hidden],
            d_normed: only_backward(ROWS * self.width),
            d_hidden: only_backward(ROWS * self.hidden),
            d_up: only_backward(self.width * self.hidden),
            d_down: only_backward(self.width * self.hidden),
        }
    }
}

impl CustomOp3 for MlpBlock {
    fn name(&self) -> &'static str {
        "mlp-block"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        up: &CpuStorage,
        up_layout: &Layout,
        down: &CpuStorage,
        down_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let s = Sizes::of(x_layout.dims(), up_layout.dims());
        let (x, up, down) =
            (floats(x, x_layout)?, floats(up, up_layout)?, floats(down, down_layout)?);
        let mut memory = [Vec::new(), Vec::new()];
        let [for_up, for_down] = &mut memory;
        let up = self.products.right(Mat::dense(up, s.width, s.hidden), for_up);
        let down = self.products.right(Mat::dense(down, s.hidden, s.width), for_down);
        let mut y = x.to_vec();
        let mut hidden = vec![0.0; x.len() / s.width * s.hidden];
        let chunks = x
            .chunks(ROWS * s.width)
            .zip(y.chunks_mut(ROWS * s.width))
            .zip(hidden.chunks_mut(ROWS * s.hidden))
            .map(|chunk| (chunk.0.0.len(), chunk))
            .collect();
        for_each(
            chunks,
            || s.group(false),
            |((x, y), hidden), group| {
                let rows = x.len() / s.width;
                rms_norm(x, s.width, &mut group.normed, &mut group.scales);
                multiply(
                    &mut MatMut::dense(hidden, rows, s.hidden),
                    Mat::dense(&group.normed, rows, s.width),
                    up,
                    Write::Set,
                    &mut group.left,
                );
                activate(hidden, &mut group.active);
                multiply(
                    &mut MatMut::dense(y, rows, s.width),
                    Mat::dense(&group.active, rows, s.hidden),
                    down,
                    Write::Add,
                    &mut group.left,
                );
            },
        );
        self.hidden.put(hidden);
        Ok((CpuStorage::F32(y), x_layout.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        up: &Tensor,
        down: &Tensor,
        _y: &Tensor,
        dy: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let s = Sizes::of(x.dims(), up.dims());
        let hidden = self.hidden.take(self.name())?;
        let dy = dy.contiguous()?;
        let ((x_data, x_at), (up_data, up_at), (down_data, down_at), (dy_data, dy_at)) = (
            x.storage_and_layout(),
            up.storage_and_layout(),
            down.storage_and_layout(),
            dy.storage_and_layout(),
        );
        let (dx, d_up, d_down) = backward(
            s,
            self.products,
            host_floats(&x_data, x_at)?,
            host_floats(&up_data, up_at)?,
            host_floats(&down_data, down_at)?,
            &hidden,
            host_floats(&dy_data, dy_at)?,
        );
        let device = x.device();
        Ok((
            Some(Tensor::from_vec(dx, x.shape(), device)?),
            Some(Tensor::from_vec(d_up, up.shape(), device)?),
            Some(Tensor::from_vec(d_down, down.shape(), device)?),
        ))
    }
}

/// `relu(h)^2`.
fn activate(hidden: &[f32], active: &mut [f32]) {
    for (active, hidden) in active.iter_mut().zip(hidden) {
        let positive = hidden.max(0.0);
        *active = positive * positive;
    }
}

fn backward(
    s: Sizes,
    products: Products,
    x: &[f32],
    up: &[f32],
    down: &[f32],
    hidden: &[f32],
    dy: &[f32],
) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let mut memory = [Vec::new(), Vec::new()];
    let [for_up, for_down] = &mut memory;
    let up = products.right(Mat::dense(up, s.width, s.hidden).t(), for_up);
    let down = products.right(Mat::dense(down, s.hidden, s.width).t(), for_down);
    let mut dx = dy.to_vec();
    let chunks = x
        .chunks(ROWS * s.width)
        .zip(hidden.chunks(ROWS * s.hidden))
        .zip(dy.chunks(ROWS * s.width))
        .zip(dx.chunks_mut(ROWS * s.width))
        .map(|chunk| (chunk.1.len(), chunk))
        .collect();
    let groups = for_each(
        chunks,
        || s.group(true),
        |(((x, hidden), dy), dx), g| {
            let rows = x.len() / s.width;
            rms_norm(x, s.width, &mut g.normed, &mut g.scales);
            activate(hidden, &mut g.active);
            let dy = Mat::dense(dy, rows, s.width);
            multiply(
                &mut MatMut::dense(&mut g.d_down, s.hidden, s.width),
                Mat::dense(&g.active, rows, s.hidden).t(),
                products.right(dy, &mut g.right),
                Write::Add,
                &mut g.left,
            );
            multiply(
                &mut MatMut::dense(&mut g.d_hidden, rows, s.hidden),
                dy,
                down,
                Write::Set,
                &mut g.left,
            );
            for (d_hidden, hidden) in g.d_hidden.iter_mut().zip(hidden) {
                *d_hidden *= 2.0 * hidden.max(0.0);
            }
            let d_hidden = Mat::dense(&g.d_hidden, rows, s.hidden);
            multiply(
                &mut MatMut::dense(&mut g.d_up, s.width, s.hidden),
                Mat::dense(&g.normed, rows, s.width).t(),
                products.right(d_hidden, &mut g.right),
                Write::Add,
                &mut g.left,
            );
            multiply(
                &mut MatMut::dense(&mut g.d_normed, rows, s.width),
                d_hidden,
                up,
                Write::Set,
                &mut g.left,
            );
            rms_norm_backward(&g.normed, &g.scales, &g.d_normed, s.width, dx);
        },
    );
    let (d_up, d_down) = groups.into_iter().map(|group| (group.d_up, group.d_down)).unzip();
    (dx, sum_groups(d_up), sum_groups(d_down))
}
