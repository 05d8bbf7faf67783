//! The weights of a checkpoint, laid out for drawing.

use super::{
    critic::Critic,
    hints::HintNetwork,
    kernels::SimdLevel,
    linear::Packed,
    precision::{Matrix, Precision},
    quantised::Inputs,
    rows::{add, row},
};
use crate::{
    model::{
        Checkpoint, Conditioning, Config, Tables,
        input::{self, PREFIX},
        vocabulary::COLOURS,
    },
    sprite::{HintPlane, Labels, PIXELS, Sampling, ScanOrder},
};

/// Keeps RMS normalisation from dividing by nothing.
const NORM_EPSILON: f32 = 1e-5;

/// A network ready to run. It never changes and is shared by all threads.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) config: Config,
    pub(super) level: SimdLevel,
    pub(super) precision: Precision,
    pub(super) blocks: Vec<Block>,
    pub(super) head: Packed,
    pub(super) hints: HintNetwork,
    /// Scores finished drawings; `None` disables rejection sampling.
    pub(super) critic: Option<Critic>,
    pub(super) tables: Tables,
    /// The rows of all tables, one below the other. ([rows, width])
    rows: Vec<f32>,
    /// ([pixels, width])
    position: Vec<f32>,
}

/// The matrices of one layer.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) qkv: Matrix,
    pub(super) attn_out: Matrix,
    pub(super) up: Matrix,
    pub(super) down: Matrix,
}

impl Network {
    pub(super) fn new(checkpoint: &Checkpoint, precision: Precision, level: SimdLevel) -> Self {
        let config = checkpoint.config.clone();
        let Config { width, hidden, .. } = config;
        let matrix = |layer: usize, name: &str, sizes, inputs| {
            let weights = &checkpoint.weights[&format!("block.{layer}.{name}")];
            Matrix::new((precision, level), weights, sizes, inputs)
        };
        let blocks = (0..config.windows.len())
            .map(|layer| Block {
                qkv: matrix(layer, "qkv", (width, 3 * width), Inputs::Signed),
                attn_out: matrix(layer, "attn_out", (width, width), Inputs::Signed),
                up: matrix(layer, "up", (width, hidden), Inputs::Signed),
                down: matrix(layer, "down", (hidden, width), Inputs::Positive),
            })
            .collect();
        let tables = config.tables();
        let rows = tables.all().iter().flat_map(|table| &checkpoint.weights[&table.name]);
        Self {
            head: Packed::new(&checkpoint.weights["head"], width, COLOURS),
            hints: HintNetwork::new(checkpoint),
            critic: checkpoint.critic.as_ref().map(Critic::new),
            config,
            level,
            precision,
            blocks,
            rows: rows.copied().collect(),
            tables,
            position: (0..PIXELS).flat_map(|pixel| input::position(pixel, width)).collect(),
        }
    }

    /// The order in which a sprite is drawn of which this is known.
    pub(super) fn order(&self, hints: Option<&HintPlane>) -> ScanOrder {
        let hints = hints.filter(|_| self.tables.has_order());
        hints.and_then(HintPlane::best_order).unwrap_or_default()
    }

    /// Whether guidance of this strength takes a second pass, without the prompt.
    pub(super) fn takes_two_passes(&self, sampling: &Sampling) -> bool {
        sampling.is_guided() && self.config.guidance_step(sampling.guidance).is_none()
    }

    /// What every pixel slot of a sprite has in common: the sum of the rows of its labels, of its
    /// guidance and of its order.
    pub(super) fn label_vector(&self, conditioning: Conditioning) -> Vec<f32> {
        let mut vector = vec![0.0; self.config.width];
        for (at, row) in self.tables.sprite_rows(conditioning).as_slice().iter().enumerate() {
            // The first is copied: adding it to zero could change the sign of a zero.
            match at {
                0 => vector.copy_from_slice(self.row(*row)),
                _ => add(&mut vector, self.row(*row)),
            }
        }
        vector
    }

    /// Writes the input of a slot to `x`; of `pixels` only those before the slot's own are read.
    /// (`x`, `label_vector`: `[width]`, `hint_vectors`: `[pixels, width]`)
    pub(super) fn embed(
        &self,
        slot: usize,
        (labels, label_vector): (Labels, &[f32]),
        pixels: &[u8; PIXELS],
        hint_vectors: Option<&[f32]>,
        x: &mut [f32],
    ) {
        let width = self.config.width;
        let rows = self.tables.own_rows(slot, labels, pixels);
        let Some((token, neighbours)) = rows.as_slice().split_first() else { return };
        x.copy_from_slice(self.row(*token));
        let Some(pixel) = slot.checked_sub(PREFIX) else { return };
        add(x, label_vector);
        for neighbour in neighbours {
            add(x, self.row(*neighbour));
        }
        add(x, row(&self.position, pixel, width));
        if let Some(hint_vectors) = hint_vectors {
            add(x, row(hint_vectors, pixel, width));
        }
    }

    fn row(&self, index: u32) -> &[f32] {
        row(&self.rows, index as usize, self.config.width)
    }
}

/// RMS normalisation of one row, without a gain. The squares are summed in sixteen lanes.
pub(super) fn normalise(x: &[f32], normalised: &mut [f32]) {
    let mut lanes = super::kernels::F32x16::ZERO;
    for chunk in x.as_chunks::<16>().0 {
        for (sum, value) in lanes.0.iter_mut().zip(chunk) {
            *sum += value * value;
        }
    }
    let scale = (lanes.sum() / x.len() as f32 + NORM_EPSILON).sqrt().recip();
    for (normalised, value) in normalised.iter_mut().zip(x) {
        *normalised = value * scale;
    }
}

/// The MLP's activation: the square of what is positive. After So et al., "Primer" (2021).
pub(super) fn square_positive(x: &mut [f32]) {
    for value in x {
        let positive = value.max(0.0);
        *value = positive * positive;
    }
}
