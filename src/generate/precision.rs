//! What numbers the engine computes in, and matrices of either kind.

use super::{
    kernels::SimdLevel,
    linear::Packed,
    quantised::{Inputs, Quantised, Rounded},
};

/// Numbers of the matrix products that draw. Recipes tell it: another one draws other pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Precision {
    /// 32 bits, as the model was trained.
    F32,
    /// Whole numbers of eight bits: the same sprites to the eye, faster, and in less memory.
    #[default]
    Int8,
}

impl Precision {
    /// Both, the most exact first.
    pub const ALL: [Self; 2] = [Self::F32, Self::Int8];

    /// Its name in recipes and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Int8 => "int8",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.name() == name)
    }
}

/// A weight matrix in either precision.
#[derive(Debug)]
pub(super) enum Matrix {
    F32(Packed),
    Int8(Quantised),
}

impl Matrix {
    /// Lays out a row-major `[inputs, outputs]` matrix.
    pub(super) fn new(
        (precision, level): (Precision, SimdLevel),
        weights: &[f32],
        (n_inputs, n_outputs): (usize, usize),
        inputs: Inputs,
    ) -> Self {
        match precision {
            Precision::F32 => Self::F32(Packed::new(weights, n_inputs, n_outputs)),
            Precision::Int8 => {
                Self::Int8(Quantised::new(level, weights, n_inputs, n_outputs, inputs))
            }
        }
    }

    /// `y = x W`, row by row. (`x`: [rows, inputs], `y`: [rows, outputs])
    pub(super) fn set(&self, level: SimdLevel, x: &[f32], y: &mut [f32], rounded: &mut Rounded) {
        match self {
            Self::F32(matrix) => matrix.set(level, x, y),
            Self::Int8(matrix) => matrix.set(level, x, y, rounded),
        }
    }

    /// `y += x W`, row by row.
    pub(super) fn add(&self, level: SimdLevel, x: &[f32], y: &mut [f32], rounded: &mut Rounded) {
        match self {
            Self::F32(matrix) => matrix.add(level, x, y),
            Self::Int8(matrix) => matrix.add(level, x, y, rounded),
        }
    }
}
