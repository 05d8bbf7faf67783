//! The weights of a checkpoint, laid out for drawing.

use super::{
    critic::Critic,
    hints::HintNetwork,
    kernels::Level,
    linear::Packed,
    precision::{Matrix, Precision},
    quantised::Inputs,
};
use crate::{
    model::{
        Checkpoint, Config,
        input::{self, PREFIX},
        vocabulary::{BOS, COLOURS, MAX_NAMES, category_token, zone_token},
    },
    sprite::{HintPlane, Order, PIXELS, Prompt},
};

/// Keeps RMS normalisation from dividing by nothing.
const NORM_EPSILON: f32 = 1e-5;

/// A network ready to run. It never changes and is shared by all threads.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) config: Config,
    pub(super) level: Level,
    pub(super) precision: Precision,
    pub(super) blocks: Vec<Block>,
    pub(super) head: Packed,
    pub(super) hints: HintNetwork,
    /// Who says whether a drawing is worth showing.
    pub(super) critic: Option<Critic>,
    embeddings: Embeddings,
}

/// The matrices of one layer.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) qkv: Matrix,
    pub(super) attn_out: Matrix,
    pub(super) up: Matrix,
    pub(super) down: Matrix,
}

/// Tables of `[rows, width]`.
#[derive(Debug)]
struct Embeddings {
    token: Vec<f32>,
    zone: Vec<f32>,
    category: Vec<f32>,
    neighbour: Vec<f32>,
    /// One row; `None` in a network that reads forwards only.
    backwards: Option<Vec<f32>>,
    position: Vec<f32>,
}

impl Network {
    pub(super) fn new(checkpoint: &Checkpoint, precision: Precision, level: Level) -> Self {
        let config = checkpoint.config.clone();
        let Config { width, hidden, .. } = config;
        let table = |name: &str| checkpoint.weights[name].clone();
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
        let embeddings = Embeddings {
            token: table("embed.token"),
            zone: table("embed.zone"),
            category: table("embed.category"),
            neighbour: table("embed.neighbour"),
            backwards: config.reads_backwards.then(|| table("embed.backwards")),
            position: (0..PIXELS).flat_map(|pixel| input::position(pixel, width)).collect(),
        };
        Self {
            head: Packed::new(&checkpoint.weights["head"], width, COLOURS),
            hints: HintNetwork::new(checkpoint),
            critic: checkpoint.critic.as_ref().map(Critic::new),
            config,
            level,
            precision,
            blocks,
            embeddings,
        }
    }

    /// The order in which a sprite is drawn of which this is known.
    pub(super) fn order(&self, hints: Option<&HintPlane>) -> Order {
        let hints = hints.filter(|_| self.embeddings.backwards.is_some());
        hints.and_then(HintPlane::best_order).unwrap_or_default()
    }

    /// What every pixel slot of a sprite has in common: its zone, category and order.
    pub(super) fn prompt_vector(&self, prompt: Prompt, order: Order) -> Vec<f32> {
        let prompt = known(prompt);
        let width = self.config.width;
        let mut vector = row(&self.embeddings.zone, input::prompt_row(prompt.zone), width).to_vec();
        let category = input::prompt_row(prompt.category);
        add(&mut vector, row(&self.embeddings.category, category, width));
        if let (Order::Backwards, Some(backwards)) = (order, &self.embeddings.backwards) {
            add(&mut vector, backwards);
        }
        vector
    }

    /// Writes the input of a slot to `x`; of `pixels` only those before the slot's own are read.
    /// (`x`, `prompt_vector`: [width], `hint_vectors`: [pixels, width])
    pub(super) fn embed(
        &self,
        slot: usize,
        prompt: Prompt,
        prompt_vector: &[f32],
        pixels: &[u8; PIXELS],
        hint_vectors: Option<&[f32]>,
        x: &mut [f32],
    ) {
        let width = self.config.width;
        let prompt = known(prompt);
        let token = match slot {
            0 => BOS,
            1 => zone_token(prompt),
            PREFIX => category_token(prompt),
            _ => pixels[slot - PREFIX - 1],
        };
        x.copy_from_slice(row(&self.embeddings.token, usize::from(token), width));
        let Some(pixel) = slot.checked_sub(PREFIX) else { return };
        add(x, prompt_vector);
        for neighbour in input::neighbour_rows(pixels, pixel) {
            add(x, row(&self.embeddings.neighbour, neighbour, width));
        }
        add(x, row(&self.embeddings.position, pixel, width));
        if let Some(hint_vectors) = hint_vectors {
            add(x, row(hint_vectors, pixel, width));
        }
    }
}

/// Names that no vocabulary has room for are read as "any".
fn known(prompt: Prompt) -> Prompt {
    let known = |index: &u8| usize::from(*index) < MAX_NAMES;
    Prompt { zone: prompt.zone.filter(known), category: prompt.category.filter(known) }
}

pub(super) fn row(table: &[f32], index: usize, width: usize) -> &[f32] {
    &table[index * width..][..width]
}

pub(super) fn add(sum: &mut [f32], other: &[f32]) {
    for (sum, other) in sum.iter_mut().zip(other) {
        *sum += other;
    }
}

/// RMS normalisation of one row, without a gain. The squares are summed in sixteen lanes.
pub(super) fn normalise(x: &[f32], normalised: &mut [f32]) {
    let mut lanes = super::kernels::Lanes::ZERO;
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
