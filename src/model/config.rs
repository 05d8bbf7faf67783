//! The sizes of a network and the tensors they imply.

use serde::{Deserialize, Serialize};

use super::{
    tables::{AxisSize, Tables},
    vocabulary,
};
use crate::sprite::{Axis, HintPlane, Labels, SIDE, Schema};

/// The sizes of a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Width of the residual stream.
    pub width: usize,
    /// Attention heads a layer; they share the width equally.
    pub heads: usize,
    /// Width of the hidden layer of each MLP.
    pub hidden: usize,
    /// For each layer, how many rows of the canvas its attention sees: its own row and those
    /// above. 32 is everything. Prompt slots are always seen.
    pub windows: Vec<usize>,
    /// Channels of the hint network.
    pub hint_width: usize,
    /// Dilation of each 3x3 convolution of the hint network, in order.
    pub hint_dilations: Vec<usize>,
    /// Whether it can also read and draw sprites [backwards](crate::sprite::ScanOrder); models before
    /// could not.
    #[serde(default)]
    pub reads_backwards: bool,
    /// Axes beside zone and category whose values it knows, in the order of its world's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub axes: Vec<AxisSize>,
    /// Strengths of guidance, quarters from 1.25 on, that it learned to draw with in one pass
    /// (guidance distillation); 0 where guidance always takes two.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub guidance_steps: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Why a configuration describes no network that can be run.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the model's configuration cannot be run: {0}")]
pub struct ConfigError(pub(super) &'static str);

impl Config {
    /// The most steps of guidance: up to the strongest that sampling takes.
    pub const MAX_GUIDANCE_STEPS: usize = 12;

    /// The network that Shoal ships: 6 layers of width 192, about 2.9 M parameters.
    #[must_use]
    pub fn shoal() -> Self {
        Self {
            width: 192,
            heads: 6,
            hidden: 768,
            windows: vec![4, 8, SIDE, 4, 8, SIDE],
            hint_width: 48,
            hint_dilations: vec![1, 2, 4, 8, 16, 8, 4, 1],
            reads_backwards: true,
            axes: Vec::new(),
            guidance_steps: 0,
        }
    }

    /// A network small enough for a unit test.
    #[must_use]
    pub fn tiny() -> Self {
        Self {
            width: 32,
            heads: 2,
            hidden: 64,
            windows: vec![2, SIDE],
            hint_width: 8,
            hint_dilations: vec![1, 2],
            reads_backwards: true,
            axes: Vec::new(),
            guidance_steps: 0,
        }
    }

    /// The same sizes with a table for each axis of a world.
    #[must_use]
    pub fn for_schema(self, schema: &Schema) -> Self {
        let size = |axis: &Axis| AxisSize { name: axis.name.clone(), n_values: axis.values.len() };
        Self { axes: schema.traits.iter().map(size).collect(), ..self }
    }

    /// The strength of guidance of a step, counted from 1: a quarter above 1 each.
    #[must_use]
    pub fn guidance_of_step(step: u8) -> f32 {
        1.0 + f32::from(step) / 4.0
    }

    /// The step of a strength of guidance that it draws with in one pass; `None` where that takes
    /// a second pass without the prompt.
    #[must_use]
    pub fn guidance_step(&self, guidance: f32) -> Option<u8> {
        let steps = 1..=self.guidance_steps.min(Self::MAX_GUIDANCE_STEPS) as u8;
        steps.into_iter().find(|step| (Self::guidance_of_step(*step) - guidance).abs() < 1e-3)
    }

    /// Refuses sizes that no engine of ours can run, however a file came by them.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let check = |good: bool, why| if good { Ok(()) } else { Err(ConfigError(why)) };
        check((1..=32).contains(&self.windows.len()), "it needs 1 to 32 layers")?;
        check(
            self.windows.iter().all(|rows| (1..=SIDE).contains(rows)),
            "windows have 1 to 32 rows",
        )?;
        check(
            (16..=1024).contains(&self.width) && self.width.is_multiple_of(16),
            "the width must be a multiple of 16 up to 1024",
        )?;
        check(
            (1..=64).contains(&self.heads) && self.width.is_multiple_of(self.heads),
            "the heads must share the width",
        )?;
        check(
            (self.width / self.heads).is_multiple_of(8),
            "a head's width must be a multiple of 8",
        )?;
        check(
            (16..=8192).contains(&self.hidden) && self.hidden.is_multiple_of(16),
            "the hidden width must be a multiple of 16 up to 8192",
        )?;
        check((1..=256).contains(&self.hint_width), "the hint network has 1 to 256 channels")?;
        check(
            self.hint_dilations.len() <= 8
                && self.hint_dilations.iter().all(|d| (1..SIDE).contains(d)),
            "hint dilations are 1 to 31, eight at most",
        )?;
        check(
            self.guidance_steps <= Self::MAX_GUIDANCE_STEPS,
            "it has at most 12 steps of guidance",
        )?;
        let names: Vec<String> = self.axes.iter().map(AxisSize::tensor_name).collect();
        check(
            self.axes.len() <= Labels::MAX_TRAITS
                && self.axes.iter().all(|axis| (1..=Schema::MAX_VALUES).contains(&axis.n_values))
                && names.iter().enumerate().all(|(at, name)| !names[..at].contains(name)),
            "further axes are 14 at most, each with a name of its own and 1 to 64 values",
        )
    }

    /// The tables whose rows are added up in slots.
    #[must_use]
    pub fn tables(&self) -> Tables {
        Tables::new(&self.axes, self.guidance_steps, self.reads_backwards)
    }

    /// Width of one attention head.
    #[must_use]
    pub fn head_width(&self) -> usize {
        self.width / self.heads
    }

    /// Every tensor of the network: name and shape. Matrices are `[inputs, outputs]`.
    #[must_use]
    pub fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        let Self { width, hidden, hint_width, .. } = *self;
        let tables = self.tables();
        let tables = tables.all().iter().map(|it| (it.name.clone(), vec![it.n_rows, width]));
        let mut tensors: Vec<(String, Vec<usize>)> = tables.collect();
        // New networks draw their first weights in the order of this list, and have it last.
        let backwards = if self.reads_backwards { tensors.pop() } else { None };
        tensors.extend([
            ("hint.code".to_owned(), vec![HintPlane::CODES, hint_width]),
            ("hint.locked".to_owned(), vec![2, hint_width]),
            ("hint.out".to_owned(), vec![hint_width, width]),
            ("head".to_owned(), vec![width, vocabulary::COLOURS]),
        ]);
        tensors.extend(backwards);
        for layer in 0..self.hint_dilations.len() {
            tensors.push((format!("hint.conv.{layer}"), vec![9 * hint_width, hint_width]));
        }
        for layer in 0..self.windows.len() {
            tensors.push((format!("block.{layer}.qkv"), vec![width, 3 * width]));
            tensors.push((format!("block.{layer}.attn_out"), vec![width, width]));
            tensors.push((format!("block.{layer}.up"), vec![width, hidden]));
            tensors.push((format!("block.{layer}.down"), vec![hidden, width]));
        }
        tensors
    }

    /// Number of trained parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.tensors().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_network_has_about_2_9_million_parameters() {
        let parameters = Config::shoal().parameters();
        assert!((2_800_000..3_000_000).contains(&parameters), "{parameters}");
    }

    #[test]
    fn guidance_has_steps_of_a_quarter_as_far_as_they_were_learned() {
        let config = Config { guidance_steps: 4, ..Config::tiny() };
        let steps = [1.0, 1.25, 1.3, 1.5, 2.0, 2.25].map(|it| config.guidance_step(it));
        assert_eq!(steps, [None, Some(1), None, Some(2), Some(4), None]);
        assert_eq!(Config::tiny().guidance_step(1.5), None);
        let json = serde_json::to_string(&Config::tiny()).unwrap();
        assert!(!json.contains("guidance"), "files of before stay as they were");
    }

    #[test]
    fn sizes_that_cannot_be_run_are_refused() {
        assert_eq!(Config::shoal().validate(), Ok(()));
        assert_eq!(Config::tiny().validate(), Ok(()));
        let broken: [fn(&mut Config); 7] = [
            |c| c.windows.clear(),
            |c| c.windows[0] = 33,
            |c| c.heads = 5,
            |c| c.width = usize::MAX,
            |c| c.hidden = 0,
            |c| c.hint_dilations = vec![0],
            |c| c.guidance_steps = 13,
        ];
        for (case, spoil) in broken.iter().enumerate() {
            let mut config = Config::shoal();
            spoil(&mut config);
            assert!(config.validate().is_err(), "case {case}");
        }
    }
}
