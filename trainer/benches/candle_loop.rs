//! Holds the engine against the plain loop that it replaced: the same network in candle's tensor
//! operations, one slot at a time, with a cache of keys and values.
//!
//! `RAYON_NUM_THREADS=1 CANDLE_NUM_THREADS=1 cargo bench -p trainer --bench candle_loop`
//!
//! The loop is given the pixels, so it pays for no sampler; like the engine it keeps no keys of
//! skipped slots. Its logits are compared with the engine's first.

use std::{
    collections::BTreeMap,
    io::Write as _,
    time::{Duration, Instant},
};

use candle_core::{D, DType, Device, Result, Tensor};
use shoal::{
    generate::{Generator, Precision, SpriteRequest},
    model::{
        Checkpoint, Config, Tables,
        input::{PREFIX, SLOTS, is_skipped, position},
        vocabulary::COLOURS,
    },
    sprite::{Labels, PIXELS, SIDE, Sampling, ScanOrder, Sprite},
};

use trainer::network::tensors_of;

const ROUNDS: usize = 3;

/// The network as candle tensors, and what it remembers of the slots so far.
struct PlainLoop {
    config: Config,
    tensors: BTreeMap<String, Tensor>,
    tables: Tables,
    /// All tables, one below the other.
    table: Tensor,
    positions: Tensor,
    /// Keys and values of each layer. ([heads, slots, head width])
    cache: Vec<(Tensor, Tensor)>,
}

impl PlainLoop {
    fn new(checkpoint: &Checkpoint) -> Result<Self> {
        let config = checkpoint.config.clone();
        let tensors = tensors_of(&config, &checkpoint.weights, &Device::Cpu)?;
        let tables = config.tables();
        let parts: Vec<&Tensor> = tables.all().iter().map(|it| &tensors[&it.name]).collect();
        let table = Tensor::cat(&parts, 0)?;
        let signal: Vec<f32> =
            (0..PIXELS).flat_map(|pixel| position(pixel, config.width)).collect();
        let positions = Tensor::from_vec(signal, (PIXELS, config.width), &Device::Cpu)?;
        let shape = (config.heads, SLOTS, config.head_width());
        let cache = || Tensor::zeros(shape, DType::F32, &Device::Cpu);
        let cache = config.windows.iter().map(|_| Ok((cache()?, cache()?)));
        let cache = cache.collect::<Result<_>>()?;
        Ok(Self { config, tensors, tables, table, positions, cache })
    }

    /// What goes into a slot. ([1, width])
    fn embed(&self, slot: usize, labels: Labels, pixels: &[u8; PIXELS]) -> Result<Tensor> {
        let rows = self.tables.slot_rows(slot, (labels, ScanOrder::Forwards), pixels);
        let rows = Tensor::new(rows.as_slice(), &Device::Cpu)?;
        let x = self.table.index_select(&rows, 0)?.sum_keepdim(0)?;
        let Some(pixel) = slot.checked_sub(PREFIX) else { return Ok(x) };
        x + self.positions.narrow(0, pixel, 1)?
    }

    /// One layer; keys before `first` are out of its sight, those of the prompt never are.
    fn block(
        &self,
        x: &Tensor,
        layer: usize,
        place: usize,
        first: usize,
        end: usize,
    ) -> Result<Tensor> {
        let weights = |name: &str| &self.tensors[&format!("block.{layer}.{name}")];
        let (heads, head_width) = (self.config.heads, self.config.head_width());
        let qkv = norm(x)?.matmul(weights("qkv"))?.reshape((3, heads, 1, head_width))?;
        let (keys, values) = &self.cache[layer];
        keys.slice_set(&qkv.get(1)?.contiguous()?, 1, place)?;
        values.slice_set(&qkv.get(2)?.contiguous()?, 1, place)?;
        let seen = |all: &Tensor| {
            if first <= PREFIX {
                return all.narrow(1, 0, end);
            }
            Tensor::cat(&[all.narrow(1, 0, PREFIX)?, all.narrow(1, first, end - first)?], 1)
        };
        let scale = 1.0 / (head_width as f64).sqrt();
        let scores = (qkv.get(0)?.contiguous()?.matmul(&seen(keys)?.t()?)? * scale)?;
        let weight = scores.broadcast_sub(&scores.max_keepdim(D::Minus1)?)?.exp()?;
        let weight = weight.broadcast_div(&weight.sum_keepdim(D::Minus1)?)?;
        let mixed = weight.matmul(&seen(values)?.contiguous()?)?.reshape((1, self.config.width))?;
        let x = (x + mixed.matmul(weights("attn_out"))?)?;
        let hidden = norm(&x)?.matmul(weights("up"))?.relu()?.sqr()?;
        x + hidden.matmul(weights("down"))?
    }

    /// The logits of every pixel of a sprite. ([1024 * 64])
    fn replay(&self, labels: Labels, sprite: &Sprite) -> Result<Vec<f32>> {
        let pixels = sprite.pixels();
        let mut logits = Vec::with_capacity(PIXELS * COLOURS);
        // How many keys lie before each row of the canvas.
        let mut before_row = Vec::new();
        let mut n_keys = 0;
        for slot in 0..SLOTS {
            let mut x = self.embed(slot, labels, pixels)?;
            let pixel = slot.checked_sub(PREFIX);
            if pixel.is_some_and(|pixel| pixel % SIDE == 0) {
                before_row.push(n_keys);
            }
            let is_skipped = pixel.is_some_and(|pixel| is_skipped(pixels, pixel, None));
            let place = if pixel.is_some() { PREFIX + n_keys } else { slot };
            for (layer, window) in self.config.windows.iter().enumerate() {
                let first = pixel.map_or(0, |pixel| {
                    PREFIX + before_row[(pixel / SIDE + 1).saturating_sub(*window)]
                });
                x = self.block(&x, layer, place, first, place + usize::from(!is_skipped))?;
            }
            if pixel.is_some() {
                let row = norm(&x)?.matmul(&self.tensors["head"])?;
                logits.extend(row.flatten_all()?.to_vec1::<f32>()?);
                n_keys += usize::from(!is_skipped);
            }
        }
        Ok(logits)
    }
}

fn norm(x: &Tensor) -> Result<Tensor> {
    let scale = (x.sqr()?.mean_keepdim(D::Minus1)? + 1e-5)?.sqrt()?;
    x.broadcast_div(&scale)
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let result = work();
    (begun.elapsed(), result)
}

/// Without guidance, which draws every sprite twice, and without further attempts.
const PLAIN: Sampling = Sampling { guidance: 1.0, attempts: 1, ..Sampling::USUAL };

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let checkpoint = Checkpoint::embedded();
    let generator = Generator::with_precision(&checkpoint, Precision::F32);
    let (usual, plain) = (Generator::new(&checkpoint), PlainLoop::new(&checkpoint)?);
    let request = SpriteRequest::new(Labels::cell(0, 3), 7, 0, PLAIN);
    let sprite = generator.generate(&request);
    let expected = generator.logits(request.brief.labels, &sprite, None);
    let logits = plain.replay(request.brief.labels, &sprite)?;
    let apart = logits.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    if apart.is_nan() || apart > 1e-3 {
        return Err(format!("the loop is another network: {apart} apart").into());
    }
    let (mut engine, mut int8, mut candle) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        engine = engine.min(timed(|| generator.generate(&request)).0);
        int8 = int8.min(timed(|| usual.generate(&request)).0);
        let (time, logits) = timed(|| plain.replay(request.brief.labels, &sprite));
        logits?;
        candle = candle.min(time);
    }
    writeln!(
        std::io::stdout(),
        "logits at most {apart:.1e} apart; engine {:.1} ms (int8 {:.1}), plain candle loop {:.1} ms a \
         sprite: {:.1} times (int8 {:.1})",
        engine.as_secs_f64() * 1e3,
        int8.as_secs_f64() * 1e3,
        candle.as_secs_f64() * 1e3,
        candle.as_secs_f64() / engine.as_secs_f64(),
        candle.as_secs_f64() / int8.as_secs_f64()
    )?;
    Ok(())
}
