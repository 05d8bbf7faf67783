//! The last norm, the head, and cross-entropy as one operation.

use std::sync::{Arc, Mutex, PoisonError};

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor};

use super::{
    gemm::{Mat, MatMut, Write, matmul},
    shared::{Saved, exp, floats, for_each_sprite, rms_norm, rms_norm_backward, sum_groups},
};
use crate::{
    model::{input::PREFIX, vocabulary::COLOURS},
    sprite::PIXELS,
};

/// What a batch's predictions were worth.
#[derive(Clone, Copy, Debug, Default)]
pub struct LossStats {
    /// Pixels that count.
    pub pixels: usize,
    /// Pixels whose likeliest colour was the right one.
    pub correct: usize,
    /// Sum of the negative log likelihoods, in nats.
    pub total: f64,
}

/// Mean cross-entropy of the pixels that count; arguments: x `[batch, slots, width]`, head
/// `[width, 64]`. The gradients are computed at once, since they need the same numbers.
pub(in crate::model) struct HeadLoss {
    /// The right colour of each pixel of the batch.
    targets: Arc<Vec<u8>>,
    /// Which pixels count.
    counts: Arc<Vec<bool>>,
    stats: Arc<Mutex<LossStats>>,
    gradients: Saved<(Vec<f32>, Vec<f32>)>,
}

struct Group {
    normed: Vec<f32>,
    scales: Vec<f32>,
    logits: Vec<f32>,
    d_normed: Vec<f32>,
    d_head: Vec<f32>,
    stats: LossStats,
}

impl HeadLoss {
    pub(in crate::model) fn new(
        targets: Arc<Vec<u8>>,
        counts: Arc<Vec<bool>>,
        stats: Arc<Mutex<LossStats>>,
    ) -> Self {
        Self { targets, counts, stats, gradients: Saved::new() }
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
        let (slots, width) = (x_layout.dims()[1], x_layout.dims()[2]);
        let n_counting = self.counts.iter().filter(|&&counts| counts).count().max(1);
        let weight = (n_counting as f32).recip();
        let mut dx = vec![0.0; x.len()];
        let sprites = x
            .chunks_exact(slots * width)
            .zip(dx.chunks_exact_mut(slots * width))
            .zip(self.targets.chunks_exact(PIXELS))
            .zip(self.counts.chunks_exact(PIXELS))
            .collect();
        let new_group = || Group {
            normed: vec![0.0; PIXELS * width],
            scales: vec![0.0; PIXELS],
            logits: vec![0.0; PIXELS * COLOURS],
            d_normed: vec![0.0; PIXELS * width],
            d_head: vec![0.0; width * COLOURS],
            stats: LossStats::default(),
        };
        let groups = for_each_sprite(sprites, new_group, |(((x, dx), targets), counts), g| {
            rms_norm(&x[PREFIX * width..], width, &mut g.normed, &mut g.scales);
            let normed = Mat::dense(&g.normed, PIXELS, width);
            let head = Mat::dense(head, width, COLOURS);
            matmul(&mut MatMut::dense(&mut g.logits, PIXELS, COLOURS), normed, head, Write::Set);
            score(&mut g.logits, targets, counts, weight, &mut g.stats);
            let d_logits = Mat::dense(&g.logits, PIXELS, COLOURS);
            matmul(
                &mut MatMut::dense(&mut g.d_head, width, COLOURS),
                normed.t(),
                d_logits,
                Write::Add,
            );
            matmul(
                &mut MatMut::dense(&mut g.d_normed, PIXELS, width),
                d_logits,
                head.t(),
                Write::Set,
            );
            let dx = &mut dx[PREFIX * width..];
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
        let mean = total.total / n_counting as f64;
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
fn score(logits: &mut [f32], targets: &[u8], counts: &[bool], weight: f32, stats: &mut LossStats) {
    let pixels = logits.chunks_exact_mut(COLOURS).zip(targets).zip(counts);
    for ((logits, &target), &counts) in pixels {
        if !counts {
            logits.fill(0.0);
            continue;
        }
        let target = usize::from(target);
        let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let right = logits[target];
        let mut sum = 0.0;
        for logit in &mut *logits {
            *logit = exp(*logit - largest);
            sum += *logit;
        }
        for probability in &mut *logits {
            *probability *= weight / sum;
        }
        logits[target] -= weight;
        stats.pixels += 1;
        stats.correct += usize::from(right >= largest);
        stats.total += f64::from(sum.ln() + largest - right);
    }
}
