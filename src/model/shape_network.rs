//! The shape network in candle and candle-nn: what the trainer teaches and the studio asks.

use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::{
    Embedding, Init, Linear, Module as _, VarBuilder, embedding, linear_no_bias,
    ops::{layer_norm, layer_norm_slow, softmax, softmax_last_dim},
};

use super::{Shape, ShapeConfig};
use crate::sprite::{Labels, Sketch};

/// What keeps a norm finite.
const EPSILON: f32 = 1e-5;

/// A shape network, ready to be computed or, over variables, to be trained.
///
/// Pre-norm, without biases: in each block what the labels say is added, then attention over all
/// patches, then an MLP with a squared `ReLU`. candle-nn's fused norm and softmax have no gradient,
/// so a network that learns uses the slow ones; a test holds them to each other.
pub struct ShapeNetwork {
    config: ShapeConfig,
    learns: bool,
    cell: Embedding,
    place: Tensor,
    label: Embedding,
    blocks: Vec<Block>,
    norm: Norm,
    head: Linear,
}

struct Block {
    label: Linear,
    attention_norm: Norm,
    qkv: Linear,
    /// What attention gains by how far one patch is from another. [1, heads, patches, patches]
    nearness: Nearness,
    out: Linear,
    mlp_norm: Norm,
    up: Linear,
    down: Linear,
}

/// A learned bias of attention for each offset between patches, so that neighbours are found at
/// once (Shaw et al., 2018, arXiv 1803.02155; here a number a head, as in T5).
struct Nearness {
    table: Tensor,
    offsets: Tensor,
    heads: usize,
    /// The bias of every pair, where nothing is learned any more.
    fixed: Option<Tensor>,
}

impl Nearness {
    fn new(heads: usize, weights: &VarBuilder<'_>, learns: bool) -> Result<Self> {
        let table = weights.get((ShapeConfig::OFFSETS, heads), "weight")?;
        let side = Sketch::COARSE_SIDE / 2;
        let place = |patch: usize| (patch / side, patch % side);
        let offset = |pair: usize| {
            let (row, column) = place(pair / ShapeConfig::PATCHES);
            let (other_row, other_column) = place(pair % ShapeConfig::PATCHES);
            let (down, right) = (other_row + side - 1 - row, other_column + side - 1 - column);
            (down * (2 * side - 1) + right) as u32
        };
        let n_pairs = ShapeConfig::PATCHES * ShapeConfig::PATCHES;
        let offsets = Tensor::from_iter((0..n_pairs).map(offset), table.device())?;
        let mut nearness = Self { table, offsets, heads, fixed: None };
        if !learns {
            nearness.fixed = Some(nearness.bias()?);
        }
        Ok(nearness)
    }

    /// ([1, heads, patches, patches])
    fn bias(&self) -> Result<Tensor> {
        if let Some(fixed) = &self.fixed {
            return Ok(fixed.clone());
        }
        let n_patches = ShapeConfig::PATCHES;
        let rows = self.table.index_select(&self.offsets, 0)?;
        rows.reshape((n_patches, n_patches, self.heads))?
            .permute((2, 0, 1))?
            .unsqueeze(0)?
            .contiguous()
    }
}

/// Layer norm with a gain and without a bias.
struct Norm {
    gain: Tensor,
    zero: Tensor,
    learns: bool,
}

impl Norm {
    fn new(width: usize, weights: &VarBuilder<'_>, learns: bool) -> Result<Self> {
        let gain = weights.get_with_hints(width, "weight", Init::Const(1.0))?;
        let zero = Tensor::zeros(width, DType::F32, gain.device())?;
        Ok(Self { gain, zero, learns })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let norm = if self.learns { layer_norm_slow } else { layer_norm };
        norm(x, &self.gain, &self.zero, EPSILON)
    }
}

impl std::fmt::Debug for ShapeNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShapeNetwork").field("config", &self.config).finish_non_exhaustive()
    }
}

impl ShapeNetwork {
    /// A network over variables of the shapes of [`ShapeConfig::tensors`], to be trained.
    pub fn learning(config: &ShapeConfig, weights: &VarBuilder<'_>) -> Result<Self> {
        Self::new(config, weights, true)
    }

    /// The shape network of a checkpoint on the CPU.
    pub fn of(shape: &Shape) -> Result<Self> {
        let device = Device::Cpu;
        let tensor = |(name, shape_of): (String, Vec<usize>)| {
            let values = shape.weights.get(&name).map_or(&[][..], Vec::as_slice);
            Ok((name, Tensor::from_slice(values, shape_of, &device)?))
        };
        let tensors = shape.config.tensors().into_iter().map(tensor).collect::<Result<_>>()?;
        let weights = VarBuilder::from_tensors(tensors, DType::F32, &device);
        Self::new(&shape.config, &weights, false)
    }

    fn new(config: &ShapeConfig, weights: &VarBuilder<'_>, learns: bool) -> Result<Self> {
        let ShapeConfig { width, .. } = *config;
        let outputs = ShapeConfig::PATCH * config.outputs();
        let blocks = (0..config.blocks)
            .map(|block| Block::new(config, &weights.pp("block").pp(block.to_string()), learns));
        Ok(Self {
            cell: embedding(
                ShapeConfig::WINDOW * (config.tokens() + 1),
                width,
                weights.pp("cell"),
            )?,
            place: weights.pp("place").get((ShapeConfig::PATCHES, width), "weight")?,
            label: embedding(config.label_rows(), width, weights.pp("label"))?,
            blocks: blocks.collect::<Result<_>>()?,
            norm: Norm::new(width, &weights.pp("norm"), learns)?,
            head: linear_no_bias(width, outputs, weights.pp("head"))?,
            config: config.clone(),
            learns,
        })
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
        self.forward_with(cells, &self.said(labels)?)
    }

    /// What each block adds for labels. (a [pictures, 1, width] a block)
    pub fn said(&self, labels: &[Labels]) -> Result<Vec<Tensor>> {
        let rows: Vec<u32> = labels.iter().flat_map(|&it| self.config.rows_of(it)).collect();
        let rows =
            Tensor::from_vec(rows, (labels.len(), self.config.axes.len()), self.place.device())?;
        let said = self.label.forward(&rows)?.sum(1)?.silu()?;
        self.blocks.iter().map(|block| block.label.forward(&said)?.unsqueeze(1)).collect()
    }

    /// As [`Self::forward`], for labels of which it is known what they [say](Self::said).
    pub fn forward_with(&self, cells: &[u8], said: &[Tensor]) -> Result<Tensor> {
        let n_tokens = self.config.tokens() as u32 + 1;
        let windows = windows();
        let rows: Vec<u32> = cells
            .chunks_exact(Sketch::COARSE_CELLS)
            .flat_map(|cells| {
                windows.iter().enumerate().map(|(at, cell)| {
                    let token = cell.map_or(self.config.beyond(), |cell| cells[cell]);
                    (at % ShapeConfig::WINDOW) as u32 * n_tokens + u32::from(token)
                })
            })
            .collect();
        let b = cells.len() / Sketch::COARSE_CELLS;
        let shape = (b, ShapeConfig::PATCHES, ShapeConfig::WINDOW);
        let rows = Tensor::from_vec(rows, shape, self.place.device())?;
        let mut x = self.cell.forward(&rows)?.sum(2)?.broadcast_add(&self.place)?;
        for (block, said) in self.blocks.iter().zip(said) {
            x = block.forward(&x, said, self)?;
        }
        let logits = self.head.forward(&self.norm.forward(&x)?)?;
        logits.reshape((b * Sketch::COARSE_CELLS, self.config.outputs()))
    }

    fn softmax(&self, x: &Tensor) -> Result<Tensor> {
        if self.learns { softmax(x, D::Minus1) } else { softmax_last_dim(x) }
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

/// The cells that each patch sees, row by row, as raster indices; `None` is off the canvas.
fn windows() -> Vec<Option<usize>> {
    let side = Sketch::COARSE_SIDE;
    let n_cells = ShapeConfig::PATCHES * ShapeConfig::WINDOW;
    let seen = |at: usize| {
        let (patch, inside) = (at / ShapeConfig::WINDOW, at % ShapeConfig::WINDOW);
        let (row, column) = (patch / (side / 2), patch % (side / 2));
        let row = (2 * row + inside / 4).checked_sub(1).filter(|row| *row < side)?;
        let column = (2 * column + inside % 4).checked_sub(1).filter(|column| *column < side)?;
        Some(row * side + column)
    };
    (0..n_cells).map(seen).collect()
}

impl Block {
    fn new(config: &ShapeConfig, weights: &VarBuilder<'_>, learns: bool) -> Result<Self> {
        let ShapeConfig { width, hidden, .. } = *config;
        Ok(Self {
            label: linear_no_bias(width, width, weights.pp("label"))?,
            attention_norm: Norm::new(width, &weights.pp("attention_norm"), learns)?,
            qkv: linear_no_bias(width, 3 * width, weights.pp("qkv"))?,
            nearness: Nearness::new(config.heads, &weights.pp("offset"), learns)?,
            out: linear_no_bias(width, width, weights.pp("out"))?,
            mlp_norm: Norm::new(width, &weights.pp("mlp_norm"), learns)?,
            up: linear_no_bias(width, hidden, weights.pp("up"))?,
            down: linear_no_bias(hidden, width, weights.pp("down"))?,
        })
    }

    /// (`x`: [pictures, patches, width], `said`: [pictures, 1, width])
    fn forward(&self, x: &Tensor, said: &Tensor, network: &ShapeNetwork) -> Result<Tensor> {
        let x = x.broadcast_add(said)?;
        let x = (&x + self.attention(&self.attention_norm.forward(&x)?, network)?)?;
        let hidden = self.up.forward(&self.mlp_norm.forward(&x)?)?.relu()?.sqr()?;
        &x + self.down.forward(&hidden)?
    }

    fn attention(&self, x: &Tensor, network: &ShapeNetwork) -> Result<Tensor> {
        let (b, t, width) = x.dims3()?;
        let heads = network.config.heads;
        let qkv = self.qkv.forward(x)?.reshape((b, t, 3, heads, width / heads))?;
        let part =
            |which: usize| qkv.narrow(2, which, 1)?.squeeze(2)?.transpose(1, 2)?.contiguous();
        let (q, k, v) = (part(0)?, part(1)?, part(2)?);
        let scale = ((width / heads) as f64).sqrt().recip();
        let scores = (q.matmul(&k.t()?)? * scale)?.broadcast_add(&self.nearness.bias()?)?;
        let weights = network.softmax(&scores)?;
        let mixed = weights.matmul(&v)?.transpose(1, 2)?.reshape((b, t, width))?;
        self.out.forward(&mixed)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use candle_nn::VarMap;

    use super::*;
    use crate::sprite::{Palette, Schema};

    #[test]
    fn the_order_of_patches_names_every_cell_once() {
        let order = patch_order();
        assert_eq!(order[..8], [0, 1, 16, 17, 2, 3, 18, 19]);
        assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), Sketch::COARSE_CELLS);
        let windows = windows();
        assert_eq!(windows[..6], [None, None, None, None, None, Some(0)]);
        assert_eq!(windows[9 * ShapeConfig::WINDOW], Some(17));
        assert_eq!(windows[9 * ShapeConfig::WINDOW + 15], Some(4 * 16 + 4));
    }

    #[test]
    fn every_tensor_is_used_and_has_a_gradient() {
        let config = ShapeConfig::tiny(&Schema::ocean(), &Palette::ocean());
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        let network = ShapeNetwork::learning(&config, &builder).unwrap();
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
    fn fused_operations_say_what_those_with_gradients_say() {
        let config = ShapeConfig::tiny(&Schema::ocean(), &Palette::ocean());
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        let learning = ShapeNetwork::learning(&config, &builder).unwrap();
        let data = weights.data().lock().unwrap();
        let values = |name: &String| data[name].flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let weights =
            config.tensors().iter().map(|(name, _)| (name.clone(), values(name))).collect();
        let fused = ShapeNetwork::of(&Shape { config: config.clone(), weights }).unwrap();
        let cells: Vec<u8> =
            (0..Sketch::COARSE_CELLS).map(|at| (at * 5 % config.tokens()) as u8).collect();
        let labels = [Labels::cell(4, 1)];
        let [slow, fast] = [learning, fused]
            .map(|it| it.forward(&cells, &labels).unwrap().to_vec2::<f32>().unwrap());
        for (slow, fast) in slow.iter().flatten().zip(fast.iter().flatten()) {
            assert!((slow - fast).abs() < 1e-4, "{slow} {fast}");
        }
    }

    #[test]
    fn a_picture_does_not_depend_on_its_company() {
        let config = ShapeConfig::tiny(&Schema::ocean(), &Palette::ocean());
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        let network = ShapeNetwork::learning(&config, &builder).unwrap();
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
