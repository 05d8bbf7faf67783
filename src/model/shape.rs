//! The shape network: draws the coarse picture of a sprite before its pixels are drawn.
//!
//! A masked (absorbing) discrete diffusion network over 16x16 cells, each of which is empty or has
//! the ramp that prevails there: a bidirectional transformer that predicts masked cells from those
//! that are known and from the labels, after Austin et al., "Structured Denoising Diffusion Models
//! in Discrete State-Spaces" (2021, arXiv 2107.03006), and Chang et al., "`MaskGIT`" (2022, arXiv
//! 2202.04200). Here are its sizes and its tensors; `crate::model::ShapeNetwork` computes it with
//! the feature `shape`.

use serde::{Deserialize, Serialize};

use super::{
    AxisSize, CheckpointError, ConfigError, Weights,
    part::{Shapes, check_weights, read_part},
};
use crate::sprite::{Labels, Palette, Schema, Sketch, SketchCell};

/// What a shape network is called among the parts of a checkpoint.
pub(super) const PART: &str = "shape";

/// The table of labels.
const LABELS: &str = "label.weight";

/// Sizes of a shape network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapeConfig {
    /// Width of a patch's vector.
    pub width: usize,
    /// Attention heads of a block.
    pub heads: usize,
    /// Width of the hidden layer of a block.
    pub hidden: usize,
    /// Blocks.
    pub blocks: usize,
    /// Ramps of the palette.
    pub ramps: usize,
    /// Every axis of the world: zone, category and the traits.
    pub axes: Vec<AxisSize>,
}

/// The shape network of a checkpoint: sizes and weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its sizes.
    pub config: ShapeConfig,
    /// The tensors that [`ShapeConfig::tensors`] names.
    pub weights: Weights,
}

impl ShapeConfig {
    /// Cells of a patch, 2x2 of them; a patch is one place of the sequence.
    pub const PATCH: usize = 4;
    /// Cells that a patch sees of the picture at once: its own and those around them, 4x4.
    pub const WINDOW: usize = 16;
    /// How far one patch can be from another, in rows and columns: -7 to 7 each.
    pub const OFFSETS: usize = 15 * 15;
    /// Patches of a picture, 8x8.
    pub const PATCHES: usize = Sketch::COARSE_CELLS / Self::PATCH;
    /// The token of an empty cell; those of ramps follow.
    pub const EMPTY: u8 = 0;

    /// About 0.77 million parameters.
    #[must_use]
    pub fn full(world: &Schema, palette: &Palette) -> Self {
        Self { width: 128, heads: 4, hidden: 384, blocks: 4, ..Self::tiny(world, palette) }
    }

    /// Small and quick, for tests.
    #[must_use]
    pub fn tiny(world: &Schema, palette: &Palette) -> Self {
        let size = |(name, n_values): (&str, usize)| AxisSize { name: name.to_owned(), n_values };
        let axes = world.axes().map(|axis| size((axis.name, axis.values.len()))).collect();
        let ramps = palette.ramps().len();
        Self { width: 16, heads: 2, hidden: 32, blocks: 2, ramps, axes }
    }

    /// Colours that a cell can turn out to have: empty, a ramp, or a colour in no ramp.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.ramps + 2
    }

    /// The token of a cell of any colour: as input the ramp is open, as output it has none.
    #[must_use]
    pub fn any_colour(&self) -> u8 {
        self.ramps as u8 + 1
    }

    /// The token of a cell of which nothing is known.
    #[must_use]
    pub fn mask(&self) -> u8 {
        self.ramps as u8 + 2
    }

    /// Tokens of a cell.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.ramps + 3
    }

    /// The token of a cell.
    #[must_use]
    pub fn token(&self, cell: SketchCell) -> u8 {
        match cell {
            SketchCell::Free => self.mask(),
            SketchCell::Empty => Self::EMPTY,
            SketchCell::Ramp(ramp) if usize::from(ramp) < self.ramps => ramp + 1,
            SketchCell::Opaque | SketchCell::Ramp(_) => self.any_colour(),
        }
    }

    /// What a token stands for.
    #[must_use]
    pub fn cell(&self, token: u8) -> SketchCell {
        match token {
            Self::EMPTY => SketchCell::Empty,
            ramp if usize::from(ramp) <= self.ramps => SketchCell::Ramp(ramp - 1),
            any if any == self.any_colour() => SketchCell::Opaque,
            _ => SketchCell::Free,
        }
    }

    /// The token of what lies off the canvas, which is seen and never is.
    #[must_use]
    pub fn beyond(&self) -> u8 {
        self.ramps as u8 + 3
    }

    /// Rows of the table of labels: one a value and one for "any" of each axis.
    #[must_use]
    pub fn label_rows(&self) -> usize {
        self.axes.iter().map(|axis| axis.n_values + 1).sum()
    }

    /// The rows of labels, one an axis.
    #[must_use]
    pub fn rows_of(&self, labels: Labels) -> Vec<u32> {
        let mut first = 0;
        let row = |(place, axis): (usize, &AxisSize)| {
            let any = axis.n_values;
            let value = labels.get(place).map_or(any, |value| usize::from(value).min(any));
            first += any + 1;
            (first - any - 1 + value) as u32
        };
        self.axes.iter().enumerate().map(row).collect()
    }

    /// Every tensor: name and shape. Matrices are `[outputs, inputs]`, as candle-nn has them.
    #[must_use]
    pub fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        let Self { width, hidden, .. } = *self;
        let mut tensors = vec![
            ("cell.weight".to_owned(), vec![Self::WINDOW * (self.tokens() + 1), width]),
            ("place.weight".to_owned(), vec![Self::PATCHES, width]),
            (LABELS.to_owned(), vec![self.label_rows(), width]),
            ("norm.weight".to_owned(), vec![width]),
            ("head.weight".to_owned(), vec![Self::PATCH * self.outputs(), width]),
        ];
        for block in 0..self.blocks {
            for (name, shape) in [
                ("label", vec![width, width]),
                ("attention_norm", vec![width]),
                ("qkv", vec![3 * width, width]),
                ("offset", vec![Self::OFFSETS, self.heads]),
                ("out", vec![width, width]),
                ("mlp_norm", vec![width]),
                ("up", vec![hidden, width]),
                ("down", vec![width, hidden]),
            ] {
                tensors.push((format!("block.{block}.{name}.weight"), shape));
            }
        }
        tensors
    }

    /// Number of trained parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.tensors().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }

    /// Refuses sizes that cannot be run, or that are of another world or palette.
    pub(super) fn validate(&self, world: &Schema, palette: &Palette) -> Result<(), ConfigError> {
        self.check_sizes()?;
        let other = Self::tiny(world, palette);
        if self.axes != other.axes {
            return Err(ConfigError("its shape network and its world have other axes"));
        }
        if self.ramps != other.ramps {
            return Err(ConfigError("its shape network and its palette have other ramps"));
        }
        Ok(())
    }

    fn check_sizes(&self) -> Result<(), ConfigError> {
        let sizes = [self.width, self.heads, self.hidden, self.blocks];
        let is_sane = sizes.iter().zip([512, 16, 2048, 16]).all(|(n, most)| (1..=most).contains(n))
            && self.width.is_multiple_of(self.heads)
            && self.ramps <= Sketch::MAX_RAMPS - 3
            && self.axes.len() <= Labels::MAX_AXES
            && self.axes.iter().all(|axis| axis.n_values <= Schema::MAX_VALUES);
        if is_sane { Ok(()) } else { Err(ConfigError("its shape network has sizes beyond reason")) }
    }
}

impl Shape {
    /// Its entry among the parts of a checkpoint's metadata.
    pub(super) fn facts(&self) -> serde_json::Value {
        serde_json::json!(self.config)
    }

    /// The same network for a world that has some of its axes, with the same values: what it says
    /// where the others are not asked for. `None` if the world has an axis that it lacks.
    #[must_use]
    pub fn for_world(&self, world: &Schema, palette: &Palette) -> Option<Self> {
        let axes = ShapeConfig::tiny(world, palette).axes;
        let config = ShapeConfig { axes, ..self.config.clone() };
        let old = self.weights.get(LABELS)?;
        let row = |row: usize| old.get(row * config.width..(row + 1) * config.width);
        let (mut first, mut kept, mut others) = (0, Vec::new(), vec![0.0; config.width]);
        for axis in &self.config.axes {
            let rows = first..first + axis.n_values + 1;
            first = rows.end;
            if config.axes.contains(axis) {
                kept.push((axis, rows));
            } else {
                // "Any" is added to each sum of labels, and goes on to be.
                others.iter_mut().zip(row(rows.end - 1)?).for_each(|(sum, any)| *sum += any);
            }
        }
        if !kept.iter().map(|(axis, _)| *axis).eq(&config.axes) {
            return None;
        }
        let mut table = Vec::new();
        for (place, (_, rows)) in kept.into_iter().enumerate() {
            for values in rows.map(row) {
                // Each sum has one row of the first axis.
                let more = |at: usize| if place == 0 { others[at] } else { 0.0 };
                table.extend(values?.iter().enumerate().map(|(at, value)| value + more(at)));
            }
        }
        let mut weights = self.weights.clone();
        weights.insert(LABELS.to_owned(), table);
        Some(Self { config, weights })
    }

    /// Refuses sizes and weights that are none of a shape network of this world and palette.
    pub(super) fn validate(
        &self,
        world: &Schema,
        palette: &Palette,
    ) -> Result<(), CheckpointError> {
        self.config.validate(world, palette)?;
        check_weights(&format!("{PART}."), &self.config.tensors(), &self.weights)
    }

    /// The shape network of a checkpoint file, whose metadata this is.
    pub(super) fn read(
        facts: serde_json::Value,
        tensors: &safetensors::SafeTensors<'_>,
    ) -> Result<Self, CheckpointError> {
        let config: ShapeConfig = serde_json::from_value(facts)
            .map_err(|error| CheckpointError::BadMetadata(PART, error))?;
        config.check_sizes()?;
        let shapes: Shapes = config.tensors();
        let weights = read_part(tensors, &format!("{PART}."), &shapes)?;
        Ok(Self { config, weights })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_cells_are_the_same_thing() {
        let config = ShapeConfig::full(&Schema::ocean(), &Palette::ocean());
        assert_eq!((config.ramps, config.outputs(), config.tokens()), (9, 11, 12));
        for token in 0..config.tokens() as u8 {
            assert_eq!(config.token(config.cell(token)), token);
        }
        assert_eq!(config.token(SketchCell::Ramp(200)), config.any_colour());
        assert!((400_000..800_000).contains(&config.parameters()), "{}", config.parameters());
    }

    #[test]
    fn a_world_with_fewer_axes_gets_what_is_said_where_they_are_not_asked_for() {
        let (plain, palette) = (Schema::ocean(), Palette::ocean());
        let world = plain.clone().with_axis("Size", &["Small", "Big"]);
        let config = ShapeConfig::tiny(&world, &palette);
        let weights = config.tensors().into_iter().map(|(name, shape)| {
            let count: usize = shape.iter().product();
            (name, (0..count).map(|at| at as f32).collect())
        });
        let full = Shape { weights: weights.collect(), config };
        let fewer = full.for_world(&plain, &palette).unwrap();
        fewer.validate(&plain, &palette).unwrap();
        let sum = |shape: &Shape, labels: Labels| -> Vec<f32> {
            let (width, table) = (shape.config.width, &shape.weights[LABELS]);
            let rows = shape.config.rows_of(labels).into_iter();
            rows.fold(vec![0.0; width], |sum, row| {
                let row = &table[row as usize * width..][..width];
                sum.iter().zip(row).map(|(sum, value)| sum + value).collect()
            })
        };
        for labels in [Labels::default(), Labels::cell(2, 5), Labels::of(None, Some(1))] {
            assert_eq!(sum(&fewer, labels), sum(&full, labels));
        }
        assert_eq!(fewer.for_world(&world, &palette), None, "it lacks an axis");
    }

    #[test]
    fn each_axis_has_rows_of_its_own_and_one_for_any() {
        let world = Schema::ocean().with_axis("Size", &["Small", "Big"]);
        let config = ShapeConfig::tiny(&world, &Palette::ocean());
        assert_eq!(config.label_rows(), 7 + 7 + 3);
        assert_eq!(config.rows_of(Labels::default()), [6, 13, 16]);
        let labels = world.labels([("zone", "twilight"), ("size", "big")]).unwrap();
        assert_eq!(config.rows_of(labels), [1, 13, 15]);
    }
}
