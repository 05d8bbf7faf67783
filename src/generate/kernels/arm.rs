//! The vector instructions of `AArch64` processors.

use std::arch::aarch64::{
    float32x4_t, vaddq_f32, vaddq_s32, vdupq_n_f32, vdupq_n_s32, vmaxq_f32, vmulq_f32,
    vreinterpretq_f32_s32, vreinterpretq_s32_f32, vshlq_n_s32,
};

use super::simd::{EXPONENT_BIAS, F32x16, I8x64, MANTISSA_BITS, Simd};

/// What every 64-bit processor of the family has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Neon;

simd!(
    Neon: [float32x4_t; 4],
    vdupq_n_f32, vaddq_f32, vmaxq_f32, false,
    |a, b, c| vaddq_f32(vmulq_f32(a, b), c),
    |bits| vreinterpretq_f32_s32(vshlq_n_s32::<{ MANTISSA_BITS as i32 }>(vaddq_s32(
        vreinterpretq_s32_f32(bits),
        vdupq_n_s32(EXPONENT_BIAS as i32)
    ))),
    type Sums = [i32; F32x16::COUNT];
    type Weights = I8x64;
    const GROUP: usize = 2;

    #[inline(always)]
    fn load_weights(self, weights: &I8x64) -> Self::Weights {
        *weights
    }

    #[inline(always)]
    fn dot(self, inputs: [u32; 2], weights: Self::Weights, sums: Self::Sums) -> Self::Sums {
        super::simd::dot_in_pairs(inputs, &weights, sums)
    }
);
