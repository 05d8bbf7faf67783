//! The shape network in candle and candle-nn: what the trainer teaches and the studio asks.

use candle_core::{D, Device, Result, Tensor};
use candle_nn::{
    Embedding, LayerNorm, Linear, Module as _, VarBuilder, embedding, layer_norm_no_bias,
    linear_no_bias, ops::softmax,
};

use super::{Shape, ShapeConfig};
use crate::sprite::{Labels, Sketch};

/// What keeps a norm finite.
const EPSILON: f64 = 1e-5;

/// A shape network, ready to be computed or, over variables, to be trained.
///
/// Pre-norm, without biases: in each block what the labels say is added, then attention over all
/// patches, then an MLP with a squared `ReLU`. Layer norms are the kind that has gradients (those
/// with a bias are fused in candle-nn and have none).
pub struct ShapeNetwork {
    config: ShapeConfig,
    cell: Embedding,
    place: Tensor,
    label: Embedding,
    blocks: Vec<Block>,
    norm: LayerNorm,
    head: Linear,
}

struct Block {
    label: Linear,
    attention_norm: LayerNorm,
    qkv: Linear,
    out: Linear,
    mlp_norm: LayerNorm,
    up: Linear,
    down: Linear,
}

impl std::fmt::Debug for ShapeNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShapeNetwork").field("config", &self.config).finish_non_exhaustive()
    }
}

impl ShapeNetwork {
    /// A network over the tensors of [`ShapeConfig::tensors`].
    pub fn new(config: &ShapeConfig, weights: &VarBuilder<'_>) -> Result<Self> {
        let ShapeConfig { width, .. } = *config;
        let blocks = (0..config.blocks)
            .map(|block| Block::new(config, &weights.pp("block").pp(block.to_string())));
        Ok(Self {
            cell: embedding(ShapeConfig::PATCH * config.tokens(), width, weights.pp("cell"))?,
            place: weights.pp("place").get((ShapeConfig::PATCHES, width), "weight")?,
            label: embedding(config.label_rows(), width, weights.pp("label"))?,
            blocks: blocks.collect::<Result<_>>()?,
            norm: layer_norm_no_bias(width, EPSILON, weights.pp("norm"))?,
            head: linear_no_bias(width, ShapeConfig::PATCH * config.outputs(), weights.pp("head"))?,
            config: config.clone(),
        })
    }

    /// The shape network of a checkpoint on the CPU.
    pub fn of(shape: &Shape) -> Result<Self> {
        let device = Device::Cpu;
        let tensor = |(name, shape_of): (String, Vec<usize>)| {
            let values = shape.weights.get(&name).map_or(&[][..], Vec::as_slice);
            Ok((name, Tensor::from_slice(values, shape_of, &device)?))
        };
        let tensors = shape.config.tensors().into_iter().map(tensor).collect::<Result<_>>()?;
        let weights = VarBuilder::from_tensors(tensors, candle_core::DType::F32, &device);
        Self::new(&shape.config, &weights)
    }

    /// Its sizes.
    #[must_use]
    pub fn config(&self) -> &ShapeConfig {
        &self.config
    }

    /// The logits of what each cell is. (`cells`: tokens in raster order, 256 a picture; one set
    /// of labels a picture; result: [pictures * 256, outputs], patch by patch, the cells of a
    /// patch row by row: [`patch_order`] tells which is which)
    pub fn forward(&self, cells: &[u8], labels: &[Labels]) -> Result<Tensor> {
        let (b, device) = (labels.len(), self.place.device());
        let n_tokens = self.config.tokens() as u32;
        let order = patch_order();
        let rows: Vec<u32> = cells
            .chunks_exact(Sketch::COARSE_CELLS)
            .flat_map(|cells| {
                order.iter().enumerate().map(move |(at, &cell)| {
                    (at % ShapeConfig::PATCH) as u32 * n_tokens + u32::from(cells[cell])
                })
            })
            .collect();
        let rows = Tensor::from_vec(rows, (b, ShapeConfig::PATCHES, ShapeConfig::PATCH), device)?;
        let mut x = self.cell.forward(&rows)?.sum(2)?.broadcast_add(&self.place)?;
        let rows: Vec<u32> = labels.iter().flat_map(|&it| self.config.rows_of(it)).collect();
        let rows = Tensor::from_vec(rows, (b, self.config.axes.len()), device)?;
        let said = self.label.forward(&rows)?.sum(1)?;
        let said = said.silu()?;
        for block in &self.blocks {
            x = block.forward(&x, &said, self.config.heads)?;
        }
        let logits = self.head.forward(&self.norm.forward(&x)?)?;
        logits.reshape((b * Sketch::COARSE_CELLS, self.config.outputs()))
    }
}

/// The cells, as raster indices, in the order in which logits come: patch by patch.
#[must_use]
pub fn patch_order() -> [usize; Sketch::COARSE_CELLS] {
    let side = Sketch::COARSE_SIDE;
    std::array::from_fn(|at| {
        let (patch, inside) = (at / ShapeConfig::PATCH, at % ShapeConfig::PATCH);
        let (row, column) = (patch / (side / 2), patch % (side / 2));
        (2 * row + inside / 2) * side + 2 * column + inside % 2
    })
}

impl Block {
    fn new(config: &ShapeConfig, weights: &VarBuilder<'_>) -> Result<Self> {
        let ShapeConfig { width, hidden, .. } = *config;
        Ok(Self {
            label: linear_no_bias(width, width, weights.pp("label"))?,
            attention_norm: layer_norm_no_bias(width, EPSILON, weights.pp("attention_norm"))?,
            qkv: linear_no_bias(width, 3 * width, weights.pp("qkv"))?,
            out: linear_no_bias(width, width, weights.pp("out"))?,
            mlp_norm: layer_norm_no_bias(width, EPSILON, weights.pp("mlp_norm"))?,
            up: linear_no_bias(width, hidden, weights.pp("up"))?,
            down: linear_no_bias(hidden, width, weights.pp("down"))?,
        })
    }

    /// (`x`: [pictures, patches, width], `said`: [pictures, width])
    fn forward(&self, x: &Tensor, said: &Tensor, heads: usize) -> Result<Tensor> {
        let x = x.broadcast_add(&self.label.forward(said)?.unsqueeze(1)?)?;
        let x = (&x + self.attention(&self.attention_norm.forward(&x)?, heads)?)?;
        let hidden = self.up.forward(&self.mlp_norm.forward(&x)?)?.relu()?.sqr()?;
        &x + self.down.forward(&hidden)?
    }

    fn attention(&self, x: &Tensor, heads: usize) -> Result<Tensor> {
        let (b, t, width) = x.dims3()?;
        let qkv = self.qkv.forward(x)?.reshape((b, t, 3, heads, width / heads))?;
        let part =
            |which: usize| qkv.narrow(2, which, 1)?.squeeze(2)?.transpose(1, 2)?.contiguous();
        let (q, k, v) = (part(0)?, part(1)?, part(2)?);
        let scale = ((width / heads) as f64).sqrt().recip();
        let weights = softmax(&(q.matmul(&k.t()?)? * scale)?, D::Minus1)?;
        let mixed = weights.matmul(&v)?.transpose(1, 2)?.reshape((b, t, width))?;
        self.out.forward(&mixed)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use candle_core::DType;
    use candle_nn::VarMap;

    use super::*;
    use crate::sprite::{Palette, Schema};

    #[test]
    fn the_order_of_patches_names_every_cell_once() {
        let order = patch_order();
        assert_eq!(order[..8], [0, 1, 16, 17, 2, 3, 18, 19]);
        assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), Sketch::COARSE_CELLS);
    }

    #[test]
    fn every_tensor_is_used_and_has_a_gradient() {
        let config = ShapeConfig::tiny(&Schema::ocean(), &Palette::ocean());
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        let network = ShapeNetwork::new(&config, &builder).unwrap();
        let cells: Vec<u8> =
            (0..2 * Sketch::COARSE_CELLS).map(|at| (at % config.tokens()) as u8).collect();
        let labels = [Labels::cell(1, 2), Labels::default()];
        let logits = network.forward(&cells, &labels).unwrap();
        assert_eq!(logits.dims(), [2 * Sketch::COARSE_CELLS, config.outputs()]);
        let gradients = logits.sqr().unwrap().sum_all().unwrap().backward().unwrap();
        let data = weights.data().lock().unwrap();
        let expected: BTreeSet<String> =
            config.tensors().into_iter().map(|(name, _)| name).collect();
        assert_eq!(data.keys().cloned().collect::<BTreeSet<_>>(), expected);
        for (name, shape) in config.tensors() {
            assert_eq!(data[&name].dims(), shape, "{name}");
            let gradient = gradients.get(data[&name].as_tensor()).unwrap();
            let size = gradient.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
            assert!(size.is_finite() && size > 0.0, "{name}: {size}");
        }
    }

    #[test]
    fn a_picture_does_not_depend_on_its_company() {
        let config = ShapeConfig::tiny(&Schema::ocean(), &Palette::ocean());
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        let network = ShapeNetwork::new(&config, &builder).unwrap();
        let one = vec![config.mask(); Sketch::COARSE_CELLS];
        let two: Vec<u8> = one.iter().copied().chain([3; Sketch::COARSE_CELLS]).collect();
        let labels = [Labels::cell(1, 2), Labels::default()];
        let alone = network.forward(&one, &labels[..1]).unwrap().to_vec2::<f32>().unwrap();
        let both = network.forward(&two, &labels).unwrap().to_vec2::<f32>().unwrap();
        for (alone, both) in alone.iter().flatten().zip(both.iter().flatten()) {
            assert!((alone - both).abs() < 1e-4, "{alone} {both}");
        }
    }
}
