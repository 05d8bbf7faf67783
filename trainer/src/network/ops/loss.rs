//! The last norm, the head, and cross-entropy as one operation.

use std::sync::{Arc, Mutex, PoisonError};

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor};

use super::{
    gemm::matmul,
    matrix::{Mat, MatMut, Write},
    mlp::ROWS,
    shared::{Saved, exp, floats, for_each, rms_norm, rms_norm_backward, sum_groups},
};
use shoal::model::vocabulary::COLOURS;

/// What a batch's predictions were worth. Where pixels have weights, these are sums of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct LossStats {
    /// Pixels that count.
    pub pixels: f64,
    /// Pixels whose likeliest colour was the right one.
    pub correct: f64,
    /// Sum of the negative log likelihoods, in nats.
    pub total: f64,
}

/// What a row predicts, and how much that counts; rows that predict nothing count zero.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::network) struct Target {
    pub(in crate::network) colour: u8,
    pub(in crate::network) weight: f32,
}

/// Weighted mean of the rows' cross-entropy; arguments: x `[rows, width]`, head `[width, 64]`.
/// The gradients are computed at once, since they need the same numbers.
pub(in crate::network) struct HeadLoss {
    /// One for each row.
    targets: Arc<Vec<Target>>,
    /// For each row the probabilities that it should give, in the target's place; or empty.
    soft: Vec<Option<[f32; COLOURS]>>,
    /// What the weighted sum is divided by.
    n_counting: f32,
    stats: Arc<Mutex<LossStats>>,
    gradients: Saved<(Vec<f32>, Vec<f32>)>,
}

struct LossScratch {
    normed: Vec<f32>,
    scales: Vec<f32>,
    logits: Vec<f32>,
    d_normed: Vec<f32>,
    d_head: Vec<f32>,
    stats: LossStats,
}

impl HeadLoss {
    pub(in crate::network) fn new(
        targets: Arc<Vec<Target>>,
        soft: Vec<Option<[f32; COLOURS]>>,
        n_counting: f32,
        stats: Arc<Mutex<LossStats>>,
    ) -> Self {
        Self { targets, soft, n_counting, stats, gradients: Saved::new() }
    }
}

impl CustomOp2 for HeadLoss {
    fn name(&self) -> &'static str {
        "head-loss"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        head: &CpuStorage,
        head_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (x, head) = (floats(x, x_layout)?, floats(head, head_layout)?);
        let width = x_layout.dims()[1];
        let scale = self.n_counting.recip();
        let mut dx = vec![0.0; x.len()];
        let chunks = x
            .chunks(ROWS * width)
            .zip(dx.chunks_mut(ROWS * width))
            .zip(self.targets.chunks(ROWS).enumerate())
            .map(|chunk| (chunk.1.1.len(), chunk))
            .collect();
        let new_group = || LossScratch {
            normed: vec![0.0; ROWS * width],
            scales: vec![0.0; ROWS],
            logits: vec![0.0; ROWS * COLOURS],
            d_normed: vec![0.0; ROWS * width],
            d_head: vec![0.0; width * COLOURS],
            stats: LossStats::default(),
        };
        let groups = for_each(chunks, new_group, |((x, dx), (chunk, targets)), g| {
            let rows = targets.len();
            let soft = self.soft.get(chunk * ROWS..).unwrap_or_default();
            rms_norm(x, width, &mut g.normed, &mut g.scales);
            let normed = Mat::dense(&g.normed, rows, width);
            let head = Mat::dense(head, width, COLOURS);
            matmul(&mut MatMut::dense(&mut g.logits, rows, COLOURS), normed, head, Write::Set);
            score(&mut g.logits, (targets, soft), scale, &mut g.stats);
            let d_logits = Mat::dense(&g.logits, rows, COLOURS);
            matmul(
                &mut MatMut::dense(&mut g.d_head, width, COLOURS),
                normed.t(),
                d_logits,
                Write::Add,
            );
            matmul(
                &mut MatMut::dense(&mut g.d_normed, rows, width),
                d_logits,
                head.t(),
                Write::Set,
            );
            rms_norm_backward(&g.normed, &g.scales, &g.d_normed, width, dx);
        });
        let mut total = LossStats::default();
        for LossStats { pixels, correct, total: sum } in groups.iter().map(|group| group.stats) {
            total.pixels += pixels;
            total.correct += correct;
            total.total += sum;
        }
        *self.stats.lock().unwrap_or_else(PoisonError::into_inner) = total;
        let d_head = sum_groups(groups.into_iter().map(|group| group.d_head).collect());
        self.gradients.put((dx, d_head));
        let mean = total.total / f64::from(self.n_counting);
        Ok((CpuStorage::F32(vec![mean as f32]), Shape::from(())))
    }

    fn bwd(
        &self,
        x: &Tensor,
        head: &Tensor,
        _loss: &Tensor,
        d_loss: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (mut dx, mut d_head) = self.gradients.take(self.name())?;
        let scale = d_loss.to_scalar::<f32>()?;
        for gradient in dx.iter_mut().chain(&mut d_head) {
            *gradient *= scale;
        }
        Ok((
            Some(Tensor::from_vec(dx, x.shape(), x.device())?),
            Some(Tensor::from_vec(d_head, head.shape(), head.device())?),
        ))
    }
}

/// Turns logits into their gradients and adds up what the predictions were worth.
fn score(
    logits: &mut [f32],
    (targets, soft): (&[Target], &[Option<[f32; COLOURS]>]),
    scale: f32,
    stats: &mut LossStats,
) {
    let rows = logits.chunks_exact_mut(COLOURS).zip(targets).enumerate();
    for (row, (logits, &Target { colour, weight })) in rows {
        if weight == 0.0 {
            logits.fill(0.0);
            continue;
        }
        let target = usize::from(colour);
        let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let right = logits[target];
        let soft = soft.get(row).and_then(Option::as_ref);
        let expected =
            soft.map_or(right, |soft| soft.iter().zip(&*logits).map(|(p, l)| p * l).sum());
        let mut sum = 0.0;
        for logit in &mut *logits {
            *logit = exp(*logit - largest);
            sum += *logit;
        }
        for probability in &mut *logits {
            *probability *= weight * scale / sum;
        }
        match soft {
            None => logits[target] -= weight * scale,
            Some(soft) => {
                for (gradient, wanted) in logits.iter_mut().zip(soft) {
                    *gradient -= weight * scale * wanted;
                }
            }
        }
        let weight = f64::from(weight);
        stats.pixels += weight;
        stats.correct += if right >= largest { weight } else { 0.0 };
        stats.total += weight * f64::from(sum.ln() + largest - expected);
    }
}
