//! The reference forward pass and the training graph.
//!
//! Decoder-only and pre-norm, without biases: attention, then an MLP with a squared `ReLU` (So et
//! al., "Primer", 2021), `RMSNorm` without gain before each and before the head. What goes into
//! the slots is in [`shoal::model::tables`]. On the CPU whole sub-blocks are fused operations; on
//! other devices, and in the tests that hold the fused ones to account, plain candle.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use candle_core::{D, DType, Device, Result, Tensor, bail};

use shoal::{
    model::{CheckpointData, Config, Tables, Weights, input, vocabulary},
    sprite::{HintPlane, PIXELS, SIDE, ScanOrder},
};

use super::{
    Batch,
    ops::{
        AttentionBlock, HasAvx512Bf16, HeadLoss, HintConv, LossStats, MlpBlock, NO_ROW, NORM_EPS,
        Product, Products, SumEmbedding, taps,
    },
    packing::Packing,
};

/// How the network is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernels {
    /// Our own fused operations; CPU and f32 only.
    Fused,
    /// The same with bf16 matrix products, on processors that [have them](Self::fused_bf16).
    FusedBf16(FusedBf16),
    /// candle's operations in f32, on any device.
    Plain,
    /// candle's operations with bf16 matrix products, f32 everywhere else.
    PlainBf16,
}

/// Proof that this processor multiplies bf16 numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FusedBf16(HasAvx512Bf16);

impl Kernels {
    /// Fused operations with bf16 matrix products; `None` on processors without AVX-512 BF16.
    #[must_use]
    pub fn fused_bf16() -> Option<Self> {
        HasAvx512Bf16::detect().map(|proof| Self::FusedBf16(FusedBf16(proof)))
    }

    /// `a b` of two contiguous matrices, as exact as the network's own products are with these
    /// kernels. Without a gradient.
    pub fn product(self, a: &Tensor, b: &Tensor) -> Result<Tensor> {
        self.multiply(a, b, false)
    }

    /// `a bᵀ`, otherwise as [`Self::product`].
    pub fn product_across(self, a: &Tensor, b: &Tensor) -> Result<Tensor> {
        self.multiply(a, b, true)
    }

    fn multiply(self, a: &Tensor, b: &Tensor, across: bool) -> Result<Tensor> {
        if let Self::FusedBf16(FusedBf16(proof)) = self {
            let op = Product { products: Products::Bf16(proof), across };
            return a.apply_op2_no_bwd(b, &op);
        }
        let b = if across { b.t()?.contiguous()? } else { b.clone() };
        self.raw_product(a, &b)
    }

    /// `a b`, with gradients on candle's kernels.
    fn raw_product(self, a: &Tensor, b: &Tensor) -> Result<Tensor> {
        if self == Self::PlainBf16 {
            a.to_dtype(DType::BF16)?.matmul(&b.to_dtype(DType::BF16)?)?.to_dtype(DType::F32)
        } else {
            a.matmul(b)
        }
    }

    /// What fused operations multiply; `None` for candle's.
    fn products(self) -> Option<Products> {
        match self {
            Self::Fused => Some(Products::F32),
            Self::FusedBf16(FusedBf16(proof)) => Some(Products::Bf16(proof)),
            Self::Plain | Self::PlainBf16 => None,
        }
    }
}

/// A logit for each colour.
pub type Logits = [f32; vocabulary::COLOURS];

/// The network: sizes and tensors by the names of [`Config::tensors`].
pub struct Transformer {
    config: Config,
    tables: Tables,
    tensors: BTreeMap<String, Tensor>,
    kernels: Kernels,
    position: Tensor,
}

impl Transformer {
    /// A network with these tensors, computed with these kernels.
    pub fn new(
        config: Config,
        tensors: BTreeMap<String, Tensor>,
        kernels: Kernels,
    ) -> Result<Self> {
        for (name, shape) in config.tensors() {
            match tensors.get(&name) {
                Some(tensor) if tensor.dims() == shape => {}
                other => bail!("tensor {name}: {:?}, expected {shape:?}", other.map(Tensor::dims)),
            }
        }
        let device = tensors["head"].device().clone();
        let mut position = vec![0.0; input::PREFIX * config.width];
        position.extend((0..PIXELS).flat_map(|pixel| input::position(pixel, config.width)));
        let position = Tensor::from_vec(position, (input::SLOTS, config.width), &device)?;
        let tables = config.tables();
        Ok(Self { config, tables, tensors, kernels, position })
    }

    /// The network of a checkpoint, computed with these kernels on a device.
    pub fn of_checkpoint(
        checkpoint: &CheckpointData,
        kernels: Kernels,
        device: &Device,
    ) -> Result<Self> {
        let config = checkpoint.config.clone();
        let tensors = tensors_of(&config, &checkpoint.weights, device)?;
        Self::new(config, tensors, kernels)
    }

    /// Mean cross-entropy in nats a pixel, and what it was made of (fused kernels only).
    pub fn loss(&self, batch: &Batch) -> Result<(Tensor, LossStats)> {
        if let Some(products) = self.kernels.products() {
            let packing = Arc::new(batch.packing(false));
            let hidden = self.hidden_packed(batch, &packing, products)?;
            let stats = Arc::new(Mutex::new(LossStats::default()));
            let targets = Arc::new(batch.targets(&packing));
            let soft = batch.soft_targets(&packing);
            let op = HeadLoss::new(targets, soft, batch.n_counting() as f32, stats.clone());
            let loss = hidden.contiguous()?.apply_op2(self.tensor("head"), op)?;
            let stats = *stats.lock().unwrap_or_else(PoisonError::into_inner);
            return Ok((loss, stats));
        }
        let logits = self.head(&self.hidden_plain(batch)?)?;
        let logits = logits.reshape((batch.len() * PIXELS, vocabulary::COLOURS))?;
        let device = logits.device();
        let n_rows = batch.len() * PIXELS;
        let log_likelihoods = if batch.soft.iter().all(Option::is_none) {
            let targets = batch.sprites.iter().flat_map(|s| s.pixels().map(u32::from)).collect();
            log_likelihoods(&logits, &Tensor::from_vec::<_, u32>(targets, (n_rows, 1), device)?)?
        } else {
            let shape = (n_rows, vocabulary::COLOURS);
            let targets = Tensor::from_vec(batch.all_targets(), shape, device)?;
            expected_log_likelihoods(&logits, &targets)?
        };
        let weights = Tensor::from_vec(batch.weights.concat(), (n_rows, 1), device)?;
        let log_likelihoods = log_likelihoods.mul(&weights)?;
        let pixels = batch.n_counting();
        let loss = (log_likelihoods.sum_all()? * (-1.0 / pixels as f64))?;
        // Counting hits would cost a round trip to the device; evaluation does it on logits.
        Ok((loss, LossStats { pixels: pixels as f64, ..LossStats::default() }))
    }

    /// Logits of the pixels that count: sprite, pixel, and a number for each colour.
    pub fn counted_logits(&self, batch: &Batch) -> Result<Vec<(usize, usize, Logits)>> {
        let packing = Arc::new(batch.packing(false));
        let (logits, rows) = if let Some(products) = self.kernels.products() {
            let hidden = self.hidden_packed(batch, &packing, products)?;
            let logits = self.product(&rms_norm(&hidden)?, self.tensor("head"))?;
            (logits, packing.rows().collect::<Vec<_>>())
        } else {
            let slots = input::PREFIX..input::SLOTS;
            let of_sprite = |sprite: usize| slots.clone().map(move |slot| (sprite, slot));
            (self.head(&self.hidden_plain(batch)?)?, (0..batch.len()).flat_map(of_sprite).collect())
        };
        let logits = logits.flatten_all()?.to_vec1::<f32>()?;
        let counts = |sprite: usize, slot: usize| {
            let pixel = slot.checked_sub(input::PREFIX)?;
            (batch.weights[sprite][pixel] > 0.0).then_some(pixel)
        };
        let rows = rows.into_iter().zip(logits.as_chunks().0);
        let counted =
            rows.filter_map(|((sprite, slot), row)| Some((sprite, counts(sprite, slot)?, *row)));
        Ok(counted.collect())
    }

    /// Logits of every pixel, each predicted from those before it: `[batch, 1024, 64]`.
    pub fn logits(&self, batch: &Batch) -> Result<Tensor> {
        let Some(products) = self.kernels.products() else {
            return self.head(&self.hidden_plain(batch)?);
        };
        let packing = Arc::new(batch.packing(true));
        let hidden = self.hidden_packed(batch, &packing, products)?;
        // Every slot has a row; this puts them back into raster order.
        let mut order = vec![0; packing.n_rows()];
        for (row, (sprite, slot)) in packing.rows().enumerate() {
            order[sprite * input::SLOTS + slot] = row as u32;
        }
        let order = Tensor::from_vec(order, packing.n_rows(), hidden.device())?;
        let shape = (batch.len(), input::SLOTS, self.config.width);
        self.head(&hidden.index_select(&order, 0)?.reshape(shape)?)
    }

    fn tensor(&self, name: &str) -> &Tensor {
        // The constructor has checked that every name is there.
        &self.tensors[name]
    }

    fn block(&self, layer: usize, name: &str) -> &Tensor {
        self.tensor(&format!("block.{layer}.{name}"))
    }

    /// All tables whose rows are summands of slots, one below the other.
    fn table(&self) -> Result<Tensor> {
        let tables = self.tables.all().iter();
        Tensor::cat(&tables.map(|table| self.tensor(&table.name)).collect::<Vec<_>>(), 0)
    }

    /// The sum of the rows of each slot: `[slots, width]`.
    fn summed(&self, batch: &Batch, slots: impl Iterator<Item = (usize, usize)>) -> Result<Tensor> {
        let rows = batch.rows(&self.tables, slots);
        self.sum_rows(&self.table()?, rows, self.tables.max_rows())
    }

    fn check(&self, batch: &Batch) -> Result<()> {
        if batch.is_empty() {
            bail!("an empty batch has no loss");
        }
        if !self.config.reads_backwards && batch.orders.contains(&ScanOrder::Backwards) {
            bail!("this network cannot read backwards");
        }
        Ok(())
    }

    /// The residual stream after the last block, of the slots of a packing: `[rows, width]`.
    fn hidden_packed(
        &self,
        batch: &Batch,
        packing: &Arc<Packing>,
        products: Products,
    ) -> Result<Tensor> {
        self.check(batch)?;
        let mut x = self.summed(batch, packing.rows())?;
        let slots: Vec<u32> = packing.rows().map(|(_, slot)| slot as u32).collect();
        let slots = Tensor::from_vec(slots, packing.n_rows(), x.device())?;
        x = (x + self.position.index_select(&slots, 0)?)?;
        if let Some(hints) = self.hint_signal(batch)? {
            x = (x + self.sum_rows(&hints, batch.hint_rows(packing.rows()), 1)?)?;
        }
        for (layer, &window) in self.config.windows.iter().enumerate() {
            let (qkv, out) = (self.block(layer, "qkv"), self.block(layer, "attn_out"));
            let op = AttentionBlock::new(products, packing.clone(), self.config.heads, window);
            x = x.contiguous()?.apply_op3(qkv, out, op)?;
            let (up, down) = (self.block(layer, "up"), self.block(layer, "down"));
            x = x.apply_op3(up, down, MlpBlock::new(products))?;
        }
        Ok(x)
    }

    /// The residual stream after the last block: `[batch, slots, width]`.
    fn hidden_plain(&self, batch: &Batch) -> Result<Tensor> {
        self.check(batch)?;
        let all = || batch.all_rows();
        let shape = (batch.len(), input::SLOTS, self.config.width);
        let mut x = self.summed(batch, all())?;
        if let Some(hints) = self.hint_signal(batch)? {
            x = (x + self.sum_rows(&hints, batch.hint_rows(all()), 1)?)?;
        }
        x = x.reshape(shape)?.broadcast_add(&self.position)?;
        let skipped: Vec<f32> = all()
            .map(|(sprite, slot)| if batch.is_key(sprite, slot) { 0.0 } else { -1e9 })
            .collect();
        let skipped = Tensor::from_vec(skipped, (batch.len(), 1, 1, input::SLOTS), x.device())?;
        for layer in 0..self.config.windows.len() {
            x = self.attention(layer, &x, &skipped)?;
            x = self.mlp(layer, &x)?;
        }
        Ok(x)
    }

    /// Attention in plain candle; `skipped` is minus a great deal for slots that no query sees.
    fn attention(&self, layer: usize, x: &Tensor, skipped: &Tensor) -> Result<Tensor> {
        let window = self.config.windows[layer];
        let (qkv, out) = (self.block(layer, "qkv"), self.block(layer, "attn_out"));
        let (batch, slots, width) = x.dims3()?;
        let (heads, head_width) = (self.config.heads, self.config.head_width());
        let qkv = self.product(&rms_norm(x)?, qkv)?; // [batch, slots, 3 * width]
        let part = |index: usize| {
            qkv.narrow(2, index * width, width)?
                .reshape((batch, slots, heads, head_width))?
                .transpose(1, 2)?
                .contiguous() // [batch, heads, slots, head_width]
        };
        let (q, k, v) = (part(0)?, part(1)?, part(2)?);
        let scores = self.kernels.raw_product(&q, &k.t()?)?; // [batch, heads, slots, slots]
        let scores = (scores * (1.0 / (head_width as f64).sqrt()))?;
        let scores = scores.broadcast_add(&visibility(window, x.device())?)?;
        let scores = scores.broadcast_add(skipped)?;
        let largest = scores.max_keepdim(D::Minus1)?.detach();
        let weights = scores.broadcast_sub(&largest)?.exp()?;
        let weights = weights.broadcast_div(&weights.sum_keepdim(D::Minus1)?)?;
        let mixed = self.kernels.raw_product(&weights, &v)?; // [batch, heads, slots, head_width]
        let mixed = mixed.transpose(1, 2)?.reshape((batch, slots, width))?;
        x + self.product(&mixed, out)?
    }

    fn mlp(&self, layer: usize, x: &Tensor) -> Result<Tensor> {
        let (up, down) = (self.block(layer, "up"), self.block(layer, "down"));
        let hidden = self.product(&rms_norm(x)?, up)?;
        x + self.product(&hidden.relu()?.sqr()?, down)?
    }

    /// Logits from the residual stream: `[batch, 1024, 64]`.
    fn head(&self, hidden: &Tensor) -> Result<Tensor> {
        let pixels = hidden.narrow(1, input::PREFIX, PIXELS)?;
        self.product(&rms_norm(&pixels)?, self.tensor("head"))
    }

    /// What the hint network says about each pixel of the sprites with hints, one after the
    /// other: `[hinted * 1024, width]`; `None` without hints.
    fn hint_signal(&self, batch: &Batch) -> Result<Option<Tensor>> {
        let planes: Vec<&HintPlane> = batch.hints.iter().flatten().collect();
        if planes.is_empty() {
            return Ok(None);
        }
        let rows = planes.iter().flat_map(|plane| {
            plane.codes().iter().zip(plane.locked()).flat_map(|(&code, &locked)| {
                [u32::from(code), HintPlane::CODES as u32 + u32::from(locked)]
            })
        });
        let table = Tensor::cat(&[self.tensor("hint.code"), self.tensor("hint.locked")], 0)?;
        let shape = (planes.len(), PIXELS, self.config.hint_width);
        let mut x = self.sum_rows(&table, rows.collect(), 2)?.reshape(shape)?;
        for (layer, &dilation) in self.config.hint_dilations.iter().enumerate() {
            x = self.hint_conv(&x, self.tensor(&format!("hint.conv.{layer}")), dilation)?;
        }
        let signal = self.product(&x, self.tensor("hint.out"))?;
        Ok(Some(signal.reshape((planes.len() * PIXELS, self.config.width))?))
    }

    fn hint_conv(&self, x: &Tensor, weights: &Tensor, dilation: usize) -> Result<Tensor> {
        if let Some(products) = self.kernels.products() {
            return x.contiguous()?.apply_op2(weights, HintConv::new(products, dilation));
        }
        let (batch, _, channels) = x.dims3()?;
        let beside = x.pad_with_zeros(1, 0, 1)?; // One more pixel, off the canvas, is zero.
        let from: Vec<u32> = taps(dilation).map(|tap| tap.unwrap_or(PIXELS) as u32).collect();
        let from = Tensor::from_vec(from, 9 * PIXELS, x.device())?;
        let columns = beside.index_select(&from, 1)?.reshape((batch, PIXELS, 9 * channels))?;
        x + self.product(&columns, weights)?.relu()?
    }

    /// For each slot the sum of the rows of `table` that it names.
    fn sum_rows(&self, table: &Tensor, rows: Vec<u32>, per_slot: usize) -> Result<Tensor> {
        if self.kernels.products().is_some() {
            return table.contiguous()?.apply_op1(SumEmbedding::new(Arc::new(rows), per_slot));
        }
        // As a matrix product with zeros and ones, since candle's embedding has a backward
        // pass that runs one thread a column on CUDA.
        let (n_slots, n_rows) = (rows.len() / per_slot, table.dim(0)?);
        let mut hot = vec![0.0_f32; n_slots * n_rows];
        for (slot, rows) in rows.chunks_exact(per_slot).enumerate() {
            for &row in rows.iter().filter(|&&row| row != NO_ROW) {
                hot[slot * n_rows + row as usize] += 1.0;
            }
        }
        Tensor::from_vec(hot, (n_slots, n_rows), table.device())?.matmul(table)
    }

    /// `x W` over the last dimension.
    fn product(&self, x: &Tensor, weights: &Tensor) -> Result<Tensor> {
        let mut shape = x.dims().to_vec();
        let inputs = shape.pop().unwrap_or(0);
        // One flat product rather than a broadcast one for each sprite.
        let flat = x.reshape((shape.iter().product::<usize>(), inputs))?;
        shape.push(weights.dim(1)?);
        self.kernels.raw_product(&flat, weights)?.reshape(shape)
    }
}

/// The log-likelihood of the right class of each row. (`logits`: [rows, classes], `right`: [rows, 1],
/// result: [rows, 1])
pub fn log_likelihoods(logits: &Tensor, right: &Tensor) -> Result<Tensor> {
    let largest = logits.max_keepdim(D::Minus1)?.detach();
    let shifted = logits.broadcast_sub(&largest)?;
    let log_sum = shifted.exp()?.sum_keepdim(D::Minus1)?.log()?;
    shifted.gather(right, D::Minus1)?.sub(&log_sum)
}

/// The log-likelihood of each row's classes, weighed by their probabilities. (`logits`,
/// `probabilities`: [rows, classes], result: [rows, 1])
fn expected_log_likelihoods(logits: &Tensor, probabilities: &Tensor) -> Result<Tensor> {
    let largest = logits.max_keepdim(D::Minus1)?.detach();
    let shifted = logits.broadcast_sub(&largest)?;
    let log_sum = shifted.exp()?.sum_keepdim(D::Minus1)?.log()?;
    (shifted * probabilities)?.sum_keepdim(D::Minus1)?.sub(&log_sum)
}

/// The weights of a network of these sizes as tensors.
pub fn tensors_of(
    config: &Config,
    weights: &Weights,
    device: &Device,
) -> Result<BTreeMap<String, Tensor>> {
    let tensor = |(name, shape): (String, Vec<usize>)| match weights.get(&name) {
        Some(values) => Ok((name, Tensor::from_vec(values.clone(), shape, device)?)),
        None => bail!("there is no tensor {name}"),
    };
    config.tensors().into_iter().map(tensor).collect()
}

fn rms_norm(x: &Tensor) -> Result<Tensor> {
    // Not candle_nn's: that one has no backward pass, silently.
    let mean_square = x.sqr()?.mean_keepdim(D::Minus1)?;
    x.broadcast_div(&(mean_square + f64::from(NORM_EPS))?.sqrt()?)
}

/// Zero where a slot may look, minus a great deal elsewhere: `[slots, slots]`.
fn visibility(window: usize, device: &Device) -> Result<Tensor> {
    let row = |slot: usize| (slot - input::PREFIX) / SIDE;
    let sees = |query: usize, key: usize| {
        key <= query && (key < input::PREFIX || row(key) + window > row(query))
    };
    let mut mask = Vec::with_capacity(input::SLOTS * input::SLOTS);
    for query in 0..input::SLOTS {
        mask.extend((0..input::SLOTS).map(|key| if sees(query, key) { 0.0 } else { -1e9_f32 }));
    }
    Tensor::from_vec(mask, (input::SLOTS, input::SLOTS), device)
}

#[cfg(test)]
mod tests;
