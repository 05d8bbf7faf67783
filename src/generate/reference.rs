//! A slow and plain forward pass of whole sequences, written from the definition of the
//! network alone, and random networks: what the tests of this room compare with.

use super::Generator;
use crate::{
    model::{
        Checkpoint, CheckpointData, ClassifierConfig, Conditioning, Config, Critic,
        input::{self, PREFIX, SLOTS},
        vocabulary::COLOURS,
    },
    sprite::{HintPlane, Labels, PIXELS, Palette, SIDE, ScanOrder, Schema, Sprite},
};

/// Numbers between -1 and 1: Knuth's linear congruential generator.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> f32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        (((self.next() * 0.5 + 0.5) * limit as f32) as usize).min(limit - 1)
    }

    /// Noise in the middle, a few specks around it, and nothing elsewhere.
    pub(super) fn sprite(&mut self) -> Sprite {
        let colour = |pixel: usize| {
            let (x, y) = (pixel % SIDE, pixel / SIDE);
            let is_inside = (7..25).contains(&x) && (9..28).contains(&y);
            let colour = self.below(COLOURS) as u8;
            if is_inside || self.below(60) == 0 { colour } else { 0 }
        };
        let pixels: Vec<u8> = (0..PIXELS).map(colour).collect();
        Sprite::from_indices(&pixels).unwrap()
    }
}

/// A network with random weights, large enough that every part matters.
pub(super) fn random_checkpoint(config: Config, seed: u64) -> Checkpoint {
    random_checkpoint_of(Schema::ocean(), config, seed)
}

/// As [`random_checkpoint`], of a world with these axes.
pub(super) fn random_checkpoint_of(world: Schema, config: Config, seed: u64) -> Checkpoint {
    let config = config.for_schema(&world);
    let mut random = Random(seed);
    let weights = config.tensors().into_iter().map(|(name, shape)| {
        let is_table = name.starts_with("embed") || shape[0] == 2 || name == "hint.code";
        let scale = if is_table { 0.7 } else { 2.5 / (shape[0] as f32).sqrt() };
        let count = shape.iter().product::<usize>();
        (name, (0..count).map(|_| random.next() * scale).collect())
    });
    let data = CheckpointData {
        weights: weights.collect(),
        config,
        world,
        palette: Palette::ocean(),
        training: serde_json::Value::Null,
        critic: None,
        shape: None,
        exemplars: None,
    };
    Checkpoint::new(data).unwrap()
}

/// A critic with random weights that lets pass what reaches `least`.
pub(super) fn random_critic(least: f32) -> Critic {
    let mut random = Random(77);
    let config = ClassifierConfig::tiny(Critic::VERDICTS);
    let weights = config.tensors().into_iter().map(|(name, [n_inputs, n_outputs])| {
        let scale = if name == "colour" { 0.7 } else { 2.5 / (n_inputs as f32).sqrt() };
        (name, (0..n_inputs * n_outputs).map(|_| random.next() * scale).collect())
    });
    Critic { config, threshold: least, traits: Vec::new(), weights: weights.collect() }
}

/// A generator that takes milliseconds a sprite.
pub(super) fn tiny_generator() -> Generator {
    Generator::new(&random_checkpoint(Config::tiny(), 1))
}

type Rows = Vec<Vec<f32>>;

/// `x W` for each row.
fn matmul(x: &Rows, weights: &[f32]) -> Rows {
    let n_outputs = weights.len() / x[0].len();
    let product = |row: &Vec<f32>, output: usize| {
        let terms = row.iter().enumerate();
        terms.map(|(i, x)| f64::from(*x) * f64::from(weights[i * n_outputs + output])).sum::<f64>()
    };
    x.iter().map(|row| (0..n_outputs).map(|output| product(row, output) as f32).collect()).collect()
}

fn rms_norm(x: &Rows) -> Rows {
    let norm = |row: &Vec<f32>| {
        let mean = row.iter().map(|v| v * v).sum::<f32>() / row.len() as f32;
        row.iter().map(|v| v / (mean + 1e-5).sqrt()).collect()
    };
    x.iter().map(norm).collect()
}

fn add(x: &mut [f32], y: &[f32]) {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
}

fn hint_vectors(checkpoint: &Checkpoint, hints: &HintPlane) -> Rows {
    let Config { hint_width, hint_dilations, .. } = &checkpoint.config;
    let row = |name: &str, index: usize| {
        checkpoint.weights[name][index * hint_width..][..*hint_width].to_vec()
    };
    let mut h: Rows = Vec::new();
    for pixel in 0..PIXELS {
        let mut sum = row("hint.code", usize::from(hints.codes()[pixel]));
        add(&mut sum, &row("hint.locked", usize::from(hints.locked()[pixel])));
        h.push(sum);
    }
    for (layer, dilation) in hint_dilations.iter().enumerate() {
        let weights = &checkpoint.weights[&format!("hint.conv.{layer}")];
        let mut next = h.clone();
        for (pixel, next) in next.iter_mut().enumerate() {
            for output in 0..*hint_width {
                let mut sum = 0.0;
                for tap in 0..9 {
                    let y = (pixel / SIDE + tap / 3 * dilation).checked_sub(*dilation);
                    let x = (pixel % SIDE + tap % 3 * dilation).checked_sub(*dilation);
                    let (Some(y), Some(x)) = (y, x) else { continue };
                    if y < SIDE && x < SIDE {
                        for input in 0..*hint_width {
                            sum += h[y * SIDE + x][input]
                                * weights[(tap * hint_width + input) * hint_width + output];
                        }
                    }
                }
                next[output] += sum.max(0.0);
            }
        }
        h = next;
    }
    matmul(&h, &checkpoint.weights["hint.out"])
}

fn inputs(
    checkpoint: &Checkpoint,
    conditioning: Conditioning,
    sprite: &Sprite,
    hints: Option<&Rows>,
) -> Rows {
    let width = checkpoint.config.width;
    let tables = checkpoint.config.tables();
    let rows: Vec<f32> =
        tables.all().iter().flat_map(|it| checkpoint.weights[&it.name].clone()).collect();
    let slot_input = |slot: usize| {
        let mut x = vec![0.0; width];
        for row in tables.slot_rows(slot, conditioning, sprite.pixels()).as_slice() {
            add(&mut x, &rows[*row as usize * width..][..width]);
        }
        if let Some(pixel) = slot.checked_sub(PREFIX) {
            add(&mut x, &input::position(pixel, width));
            if let Some(hints) = hints {
                add(&mut x, &hints[pixel]);
            }
        }
        x
    };
    (0..SLOTS).map(slot_input).collect()
}

/// Whether slot `from` sees slot `to` in a layer with a window of `window` rows.
fn sees(from: usize, to: usize, window: usize) -> bool {
    let row = |slot: usize| (slot - PREFIX) / SIDE;
    to <= from && (to < PREFIX || row(to) + window > row(from))
}

fn attention(config: &Config, qkv: &Rows, window: usize, is_skipped: &[bool]) -> Rows {
    let (width, head_width) = (config.width, config.head_width());
    let mut out = vec![vec![0.0; width]; SLOTS];
    for from in 0..SLOTS {
        for head in 0..config.heads {
            let columns = head * head_width..(head + 1) * head_width;
            let seen: Vec<usize> =
                (0..SLOTS).filter(|&to| !is_skipped[to] && sees(from, to, window)).collect();
            let score = |to: &usize| {
                let product: f32 =
                    columns.clone().map(|c| qkv[from][c] * qkv[*to][width + c]).sum();
                product / (head_width as f32).sqrt()
            };
            let scores: Vec<f32> = seen.iter().map(score).collect();
            let highest = scores.iter().copied().fold(f32::MIN, f32::max);
            let weights: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
            let total: f32 = weights.iter().sum();
            for (weight, to) in weights.iter().zip(&seen) {
                for c in columns.clone() {
                    out[from][c] += weight / total * qkv[*to][2 * width + c];
                }
            }
        }
    }
    out
}

/// The logits of every pixel of a sprite, in the order in which it is read. ([1024 * 64])
pub(super) fn full_forward(
    checkpoint: &Checkpoint,
    (order, labels): (ScanOrder, Labels),
    sprite: &Sprite,
    hints: Option<&HintPlane>,
) -> Vec<f32> {
    full_forward_of(checkpoint, (labels, order).into(), sprite, hints)
}

/// The same of a network with guidance in one pass.
pub(super) fn full_forward_of(
    checkpoint: &Checkpoint,
    conditioning: Conditioning,
    sprite: &Sprite,
    hints: Option<&HintPlane>,
) -> Vec<f32> {
    let (config, order) = (&checkpoint.config, conditioning.order);
    let sprite = &order.sprite(sprite);
    let hints = hints.map(|hints| order.hints(hints));
    let hints = hints.as_ref();
    let vectors = hints.map(|hints| hint_vectors(checkpoint, hints));
    let mut x = inputs(checkpoint, conditioning, sprite, vectors.as_ref());
    let is_skipped: Vec<bool> = (0..SLOTS)
        .map(|slot| slot >= PREFIX && input::is_skipped(sprite.pixels(), slot - PREFIX, hints))
        .collect();
    for (layer, window) in config.windows.iter().enumerate() {
        let weights = |name: &str| &checkpoint.weights[&format!("block.{layer}.{name}")];
        let qkv = matmul(&rms_norm(&x), weights("qkv"));
        let change = matmul(&attention(config, &qkv, *window, &is_skipped), weights("attn_out"));
        x.iter_mut().zip(&change).for_each(|(x, change)| add(x, change));
        let mut hidden = matmul(&rms_norm(&x), weights("up"));
        hidden.iter_mut().flatten().for_each(|v| *v = v.max(0.0).powi(2));
        let change = matmul(&hidden, weights("down"));
        x.iter_mut().zip(&change).for_each(|(x, change)| add(x, change));
    }
    matmul(&rms_norm(&x[PREFIX..].to_vec()), &checkpoint.weights["head"]).concat()
}
