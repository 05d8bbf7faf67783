//! What is asked of coarse pictures, and how they are drawn.

use crate::sprite::{Labels, Sketch};

/// Which cells are kept first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ShapeOrder {
    /// Those whose drawn value is likeliest, with noise that fades from step to step.
    #[default]
    Confidence,
    /// Those whose distribution has the least entropy, with the same noise.
    Entropy,
    /// Any.
    Random,
    /// From the upper left on, as an autoregressive network draws.
    Raster,
}

/// How shapes are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapeSettings {
    /// Passes of the network, 1 to 256.
    pub steps: usize,
    /// How daring each cell is drawn; 1 is as the network has it.
    pub temperature: f32,
    /// How much noise the order has, in nats at the first step.
    pub order_noise: f32,
    /// Which cells are kept first.
    pub order: ShapeOrder,
    /// Classifier-free guidance; 1 is none, anything else takes twice as long.
    pub guidance: f32,
    /// Share of an exemplar's figure that is drawn anew, 0 to 1; where there are no exemplars all
    /// of it is.
    pub noise: f32,
}

impl Default for ShapeSettings {
    fn default() -> Self {
        Self {
            steps: 10,
            temperature: 1.0,
            order_noise: 2.0,
            order: ShapeOrder::Confidence,
            guidance: 1.0,
            noise: 0.15,
        }
    }
}

/// One coarse picture to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapeRequest {
    /// What it should be.
    pub labels: Labels,
    /// What is given: free cells are drawn, and those of any colour get a ramp.
    pub given: Sketch,
    /// Seed of the noise.
    pub seed: u64,
    /// Which of a seed's shapes.
    pub variant: u32,
}

#[cfg(feature = "shape")]
impl ShapeSettings {
    /// Passes for a picture with so many open cells: few cells need few.
    pub(super) fn steps_for(&self, n_open: usize) -> usize {
        let share = n_open as f32 / Sketch::COARSE_CELLS as f32;
        let steps = (self.steps as f32 * share.sqrt()).ceil() as usize;
        steps.clamp(1, Sketch::COARSE_CELLS)
    }
}
