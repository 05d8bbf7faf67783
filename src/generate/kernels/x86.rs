//! The vector instructions of x86-64 processors.

use std::arch::x86_64::{
    __m128, __m128i, __m256, __m256i, __m512, __m512i, _mm_add_epi32, _mm_add_ps, _mm_castps_si128,
    _mm_castsi128_ps, _mm_madd_epi16, _mm_max_ps, _mm_mul_ps, _mm_set1_epi32, _mm_set1_ps,
    _mm_slli_epi32, _mm_srai_epi16, _mm_unpackhi_epi8, _mm_unpacklo_epi8, _mm256_add_epi32,
    _mm256_add_ps, _mm256_castps_si256, _mm256_castsi256_ps, _mm256_cvtepi8_epi16,
    _mm256_madd_epi16, _mm256_max_ps, _mm256_mul_ps, _mm256_set1_epi32, _mm256_set1_ps,
    _mm256_slli_epi32, _mm512_add_epi32, _mm512_add_ps, _mm512_castps_si512, _mm512_castsi512_ps,
    _mm512_dpbusd_epi32, _mm512_max_ps, _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_ps,
    _mm512_slli_epi32,
};

use super::simd::{EXPONENT_BIAS, F32x16, I8x64, Kernel, MANTISSA_BITS, Simd};

const BIAS: i32 = EXPONENT_BIAS as i32;

/// What every 64-bit processor of the family has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sse2;

/// Proof that the processor has AVX2: only [`Self::detect`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Avx2(());

/// Proof that the processor has AVX-512F and AVX2: only [`Self::detect`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Avx512(());

/// Proof that the processor has AVX-512 VNNI and BW, and all of [`Avx512`]: only
/// [`Self::detect`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Avx512Vnni(());

macro_rules! proof {
    ($name:ident, $enable:literal, $($feature:tt)+) => {
        impl $name {
            pub(super) fn detect() -> Option<Self> {
                ($(is_x86_feature_detected!($feature))&&+).then_some(Self(()))
            }

            pub(super) fn run(self, kernel: impl Kernel) {
                #[target_feature(enable = $enable)]
                fn compiled(simd: $name, kernel: impl Kernel) {
                    kernel.run(simd);
                }
                // SAFETY: `self` proves that the processor has these instructions.
                unsafe { compiled(self, kernel) }
            }
        }
    };
}
proof!(Avx2, "avx2", "avx2");
proof!(Avx512, "avx512f,avx2", "avx512f" "avx2");
proof!(
    Avx512Vnni,
    "avx512f,avx512bw,avx512vnni,avx2",
    "avx512f" "avx512bw" "avx512vnni" "avx2"
);

/// How whole numbers are kept in registers of 256 bits: sixteen sums, and four inputs' weights
/// as numbers of sixteen bits, in pairs.
macro_rules! whole_numbers_256 {
    ($name:ident: [$register:ident; $count:literal], $($rest:tt)*) => {
        simd!(
            $name: [$register; $count],
            $($rest)*,
            type Sums = [__m256i; 2];
            type Weights = [[__m256i; 2]; 2];
            const GROUP: usize = 2;

            #[inline(always)]
            fn load_weights(self, weights: &I8x64) -> Self::Weights {
                // SAFETY: both are 64 bytes, and every pattern of bits is a number.
                let halves = unsafe {
                    std::mem::transmute::<I8x64, [[__m128i; 2]; 2]>(*weights)
                };
                let mut wide = [[Self::ZERO; 2]; 2];
                for i in 0..4 {
                    // SAFETY: `self` proves that the processor has this instruction.
                    let vector = unsafe { _mm256_cvtepi8_epi16(halves[i / 2][i % 2]) };
                    wide[i / 2][i % 2] = vector;
                }
                wide
            }

            #[inline(always)]
            fn dot(
                self,
                inputs: [u32; 2],
                weights: Self::Weights,
                mut sums: Self::Sums,
            ) -> Self::Sums {
                for pair in 0..2 {
                    for half in 0..2 {
                        // SAFETY: `self` proves that the processor has these instructions.
                        sums[half] = unsafe {
                            let inputs = _mm256_set1_epi32(inputs[pair].cast_signed());
                            let products = _mm256_madd_epi16(inputs, weights[pair][half]);
                            _mm256_add_epi32(sums[half], products)
                        };
                    }
                }
                sums
            }
        );

        impl $name {
            /// Nothing but zeros.
            // SAFETY: 32 bytes, and every pattern of bits is a number.
            const ZERO: __m256i = unsafe { std::mem::transmute::<[u8; 32], __m256i>([0; 32]) };
        }
    };
}

simd!(
    Sse2: [__m128; 4],
    _mm_set1_ps, _mm_add_ps, _mm_max_ps, false,
    |a, b, c| _mm_add_ps(_mm_mul_ps(a, b), c),
    |bits| _mm_castsi128_ps(_mm_slli_epi32::<{ MANTISSA_BITS as i32 }>(_mm_add_epi32(
        _mm_castps_si128(bits),
        _mm_set1_epi32(BIAS)
    ))),
    type Sums = [__m128i; 4];
    type Weights = [[__m128i; 4]; 2];
    const GROUP: usize = 2;

    #[inline(always)]
    fn load_weights(self, weights: &I8x64) -> Self::Weights {
        // SAFETY: both are 64 bytes, and every pattern of bits is a number.
        let bytes = unsafe { std::mem::transmute::<I8x64, [[__m128i; 2]; 2]>(*weights) };
        let mut wide = [[bytes[0][0]; 4]; 2];
        for i in 0..4 {
            let bytes = bytes[i / 2][i % 2];
            // Each byte becomes the upper half of a number, which is shifted down with its
            // sign.
            // SAFETY: every processor of the target has these instructions.
            unsafe {
                let low = _mm_srai_epi16::<8>(_mm_unpacklo_epi8(bytes, bytes));
                let high = _mm_srai_epi16::<8>(_mm_unpackhi_epi8(bytes, bytes));
                wide[i / 2][i % 2 * 2] = low;
                wide[i / 2][i % 2 * 2 + 1] = high;
            }
        }
        wide
    }

    #[inline(always)]
    fn dot(
        self,
        inputs: [u32; 2],
        weights: Self::Weights,
        mut sums: Self::Sums,
    ) -> Self::Sums {
        for pair in 0..2 {
            for quarter in 0..4 {
                // SAFETY: every processor of the target has these instructions.
                sums[quarter] = unsafe {
                    let inputs = _mm_set1_epi32(inputs[pair].cast_signed());
                    let products = _mm_madd_epi16(inputs, weights[pair][quarter]);
                    _mm_add_epi32(sums[quarter], products)
                };
            }
        }
        sums
    }
);
whole_numbers_256!(
    Avx2: [__m256; 2],
    _mm256_set1_ps, _mm256_add_ps, _mm256_max_ps, false,
    |a, b, c| _mm256_add_ps(_mm256_mul_ps(a, b), c),
    |bits| _mm256_castsi256_ps(_mm256_slli_epi32::<{ MANTISSA_BITS as i32 }>(
        _mm256_add_epi32(_mm256_castps_si256(bits), _mm256_set1_epi32(BIAS))
    ))
);
whole_numbers_256!(
    Avx512: [__m512; 1],
    _mm512_set1_ps, _mm512_add_ps, _mm512_max_ps, true,
    |a, b, c| _mm512_add_ps(_mm512_mul_ps(a, b), c),
    |bits| _mm512_castsi512_ps(_mm512_slli_epi32::<MANTISSA_BITS>(_mm512_add_epi32(
        _mm512_castps_si512(bits),
        _mm512_set1_epi32(BIAS)
    )))
);
simd!(
    Avx512Vnni: [__m512; 1],
    _mm512_set1_ps, _mm512_add_ps, _mm512_max_ps, true,
    |a, b, c| _mm512_add_ps(_mm512_mul_ps(a, b), c),
    |bits| _mm512_castsi512_ps(_mm512_slli_epi32::<MANTISSA_BITS>(_mm512_add_epi32(
        _mm512_castps_si512(bits),
        _mm512_set1_epi32(BIAS)
    ))),
    type Sums = __m512i;
    type Weights = __m512i;
    const GROUP: usize = 4;

    #[inline(always)]
    fn load_weights(self, weights: &I8x64) -> Self::Weights {
        // SAFETY: both are 64 bytes, and every pattern of bits is a number.
        unsafe { std::mem::transmute::<I8x64, Self::Weights>(*weights) }
    }

    #[inline(always)]
    fn dot(
        self,
        inputs: [u32; 2],
        weights: Self::Weights,
        sums: Self::Sums,
    ) -> Self::Sums {
        // SAFETY: `self` proves that the processor has these instructions.
        unsafe {
            _mm512_dpbusd_epi32(sums, _mm512_set1_epi32(inputs[0].cast_signed()), weights)
        }
    }
);
