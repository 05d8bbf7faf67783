//! Arrays, for processors that the intrinsics do not cover. Tests compare them all.

use super::simd::{EXPONENT_BIAS, F32x16, I8x64, MANTISSA_BITS, Simd};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain;

impl Simd for Plain {
    type Vector = [f32; F32x16::COUNT];
    const HAS_MANY_REGISTERS: bool = false;

    #[inline(always)]
    fn load(self, lanes: &F32x16) -> Self::Vector {
        lanes.0
    }

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Vector {
        [value; F32x16::COUNT]
    }

    #[inline(always)]
    fn store(self, vector: Self::Vector, lanes: &mut F32x16) {
        lanes.0 = vector;
    }

    #[inline(always)]
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        std::array::from_fn(|lane| a[lane] + b[lane])
    }

    #[inline(always)]
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        std::array::from_fn(|lane| if a[lane] > b[lane] { a[lane] } else { b[lane] })
    }

    #[inline(always)]
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector {
        std::array::from_fn(|lane| a[lane] * b[lane] + c[lane])
    }

    #[inline(always)]
    fn power_of_two(self, bits: Self::Vector) -> Self::Vector {
        bits.map(|bits| f32::from_bits(bits.to_bits().wrapping_add(EXPONENT_BIAS) << MANTISSA_BITS))
    }

    type Sums = [i32; F32x16::COUNT];
    type Weights = I8x64;
    const GROUP: usize = 2;

    #[inline(always)]
    fn load_weights(self, weights: &I8x64) -> Self::Weights {
        *weights
    }

    #[inline(always)]
    fn load_sums(self, sums: &[i32; F32x16::COUNT]) -> Self::Sums {
        *sums
    }

    #[inline(always)]
    fn store_sums(self, sums: Self::Sums) -> [i32; F32x16::COUNT] {
        sums
    }

    #[inline(always)]
    fn dot(self, inputs: [u32; 2], weights: Self::Weights, sums: Self::Sums) -> Self::Sums {
        super::simd::dot_in_pairs(inputs, &weights, sums)
    }
}
