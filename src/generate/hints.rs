//! The hint network: a few dilated convolutions over what is known beforehand. Run once a sprite.

use super::{
    kernels::SimdLevel,
    linear::Packed,
    rows::{add, row},
};
use crate::{
    model::Checkpoint,
    sprite::{HintPlane, PIXELS, SIDE, index_of},
};

/// Pixels of a 3x3 neighbourhood.
const TAPS: usize = 9;

/// Its weights.
#[derive(Debug)]
pub(super) struct HintNetwork {
    code: Vec<f32>,
    locked: Vec<f32>,
    convolutions: Vec<(usize, Packed)>,
    out: Packed,
    n_channels: usize,
    width: usize,
}

impl HintNetwork {
    pub(super) fn new(checkpoint: &Checkpoint) -> Self {
        let config = &checkpoint.config;
        let (n_channels, width) = (config.hint_width, config.width);
        let convolutions = config.hint_dilations.iter().enumerate().map(|(layer, dilation)| {
            let weights = &checkpoint.weights[&format!("hint.conv.{layer}")];
            (*dilation, Packed::new(weights, TAPS * n_channels, n_channels))
        });
        Self {
            code: checkpoint.weights["hint.code"].clone(),
            locked: checkpoint.weights["hint.locked"].clone(),
            convolutions: convolutions.collect(),
            out: Packed::new(&checkpoint.weights["hint.out"], n_channels, width),
            n_channels,
            width,
        }
    }

    /// What is added to the slot of each pixel. ([pixels, width])
    pub(super) fn forward(&self, level: SimdLevel, hints: &HintPlane) -> Vec<f32> {
        let n_channels = self.n_channels;
        let mut h = Vec::with_capacity(PIXELS * n_channels);
        for (code, locked) in hints.codes().iter().zip(hints.locked()) {
            let at = h.len();
            h.extend_from_slice(row(&self.code, usize::from(*code), n_channels));
            add(&mut h[at..], row(&self.locked, usize::from(*locked), n_channels));
        }
        let mut patches = vec![0.0; PIXELS * TAPS * n_channels];
        let mut change = vec![0.0; PIXELS * n_channels];
        for (dilation, weights) in &self.convolutions {
            gather(&h, *dilation, n_channels, &mut patches);
            weights.set(level, &patches, &mut change);
            for (h, change) in h.iter_mut().zip(&change) {
                *h += change.max(0.0);
            }
        }
        let mut vectors = vec![0.0; PIXELS * self.width];
        self.out.set(level, &h, &mut vectors);
        vectors
    }
}

/// Lays the nine pixels that each output of a convolution reads side by side; zero off the
/// canvas. (`h`: [pixels, channels], `patches`: [pixels, 9 * channels])
fn gather(h: &[f32], dilation: usize, n_channels: usize, patches: &mut [f32]) {
    let dilation = dilation as i32;
    let side = SIDE as i32;
    for (pixel, patch) in patches.chunks_exact_mut(TAPS * n_channels).enumerate() {
        let (x, y) = (pixel as i32 % side, pixel as i32 / side);
        for (tap, channels) in patch.chunks_exact_mut(n_channels).enumerate() {
            let (kx, ky) = (tap as i32 % 3, tap as i32 / 3);
            match index_of(x + (kx - 1) * dilation, y + (ky - 1) * dilation) {
                Some(index) => channels.copy_from_slice(row(h, index, n_channels)),
                None => channels.fill(0.0),
            }
        }
    }
}
