//! Chooses at run time which vector instructions the inner loops are compiled for.
//!
//! The loops themselves are safe Rust, written once in terms of [`Simd`]: a [`Kernel`] is
//! compiled for each instruction set, and [`Level::run`] calls the version that fits the
//! processor. All `unsafe` of the decode engine is in this file. (Loops over plain arrays alone
//! were measured first: whether the compiler turned them into vectors changed with every edit,
//! and with it the speed by a factor of thirty.)

#![expect(
    unsafe_code,
    reason = "instructions that not every processor has may only be used after asking the \
              processor, which the compiler cannot check"
)]

/// Sixteen numbers that are computed side by side, on a cache line of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(64))]
pub(super) struct Lanes(pub(super) [f32; Self::COUNT]);

impl Lanes {
    pub(super) const COUNT: usize = 16;
    pub(super) const ZERO: Self = Self([0.0; Self::COUNT]);

    /// Adds the lanes up in one fixed order, pairwise.
    #[inline(always)]
    pub(super) fn sum(self) -> f32 {
        let mut lanes = self.0;
        let mut half = Self::COUNT / 2;
        while half > 0 {
            for lane in 0..half {
                lanes[lane] += lanes[lane + half];
            }
            half /= 2;
        }
        lanes[0]
    }
}

/// The operations of the inner loops on sixteen numbers in registers.
///
/// Every implementation adds and multiplies in the same order. A value of a type that
/// implements this is the proof that the processor has its instructions.
pub(super) trait Simd: Copy {
    /// Sixteen numbers in registers.
    type Vector: Copy;
    fn load(self, lanes: &Lanes) -> Self::Vector;
    fn splat(self, value: f32) -> Self::Vector;
    fn store(self, vector: Self::Vector, lanes: &mut Lanes);
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a * b + c`.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// Two to the power of the whole number in the lowest bits of each lane.
    fn power_of_two(self, bits: Self::Vector) -> Self::Vector;
}

/// What is added to an exponent before it is stored.
const EXPONENT_BIAS: u32 = 127;
/// Where the exponent is stored.
const MANTISSA_BITS: u32 = f32::MANTISSA_DIGITS - 1;

/// Plain arrays, for any processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plain;

impl Plain {
    /// On 64-bit ARM every processor has an instruction for `a * b + c` with one rounding.
    /// Elsewhere one rounding may be a slow library call, so there are two.
    const FUSED: bool = cfg!(target_arch = "aarch64");
}

impl Simd for Plain {
    type Vector = [f32; Lanes::COUNT];

    #[inline(always)]
    fn load(self, lanes: &Lanes) -> Self::Vector {
        lanes.0
    }

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Vector {
        [value; Lanes::COUNT]
    }

    #[inline(always)]
    fn store(self, vector: Self::Vector, lanes: &mut Lanes) {
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
        std::array::from_fn(|lane| {
            if Self::FUSED {
                a[lane].mul_add(b[lane], c[lane])
            } else {
                a[lane] * b[lane] + c[lane]
            }
        })
    }

    #[inline(always)]
    fn power_of_two(self, bits: Self::Vector) -> Self::Vector {
        bits.map(|bits| f32::from_bits(bits.to_bits().wrapping_add(EXPONENT_BIAS) << MANTISSA_BITS))
    }
}

/// An inner loop. Implementations are `#[inline(always)]`, and so is whatever they call, so
/// that everything is compiled for the instructions of the function it ends up in.
pub(super) trait Kernel {
    fn run(self, simd: impl Simd);
}

/// The instructions that this processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level(Instructions);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instructions {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2(x86::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(x86::Avx512),
}

impl Level {
    /// What every processor of the target can run.
    pub(super) const PLAIN: Self = Self(Instructions::Plain);

    /// Asks the processor for the best it has.
    pub(super) fn detect() -> Self {
        Self::available().last().copied().unwrap_or(Self::PLAIN)
    }

    /// Every level that this processor can run, the best last.
    pub(super) fn available() -> Vec<Self> {
        let mut levels = vec![Self::PLAIN];
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(x86::Avx2::detect().map(|proof| Self(Instructions::Avx2(proof))));
            levels.extend(x86::Avx512::detect().map(|proof| Self(Instructions::Avx512(proof))));
        }
        levels
    }

    /// Runs a kernel with the instructions of this level.
    pub(super) fn run(self, kernel: impl Kernel) {
        match self.0 {
            Instructions::Plain => kernel.run(Plain),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2(proof) => proof.run(kernel),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512(proof) => proof.run(kernel),
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256, __m512, _mm256_add_epi32, _mm256_add_ps, _mm256_castps_si256, _mm256_castsi256_ps,
        _mm256_fmadd_ps, _mm256_max_ps, _mm256_set1_epi32, _mm256_set1_ps, _mm256_slli_epi32,
        _mm512_add_epi32, _mm512_add_ps, _mm512_castps_si512, _mm512_castsi512_ps, _mm512_fmadd_ps,
        _mm512_max_ps, _mm512_set1_epi32, _mm512_set1_ps, _mm512_slli_epi32,
    };

    use super::{EXPONENT_BIAS, Kernel, Lanes, MANTISSA_BITS, Simd};

    /// Proof that the processor has AVX2 and FMA: only [`Self::detect`] makes one.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct Avx2(());

    /// Proof that the processor has AVX-512F, AVX2 and FMA: only [`Self::detect`] makes one.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct Avx512(());

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
    proof!(Avx2, "avx2,fma", "avx2" "fma");
    proof!(Avx512, "avx512f,avx2,fma", "avx512f" "avx2" "fma");

    impl Simd for Avx2 {
        type Vector = [__m256; 2];

        #[inline(always)]
        fn load(self, lanes: &Lanes) -> Self::Vector {
            // SAFETY: both are 64 bytes, and every pattern of bits is a number.
            unsafe { std::mem::transmute::<Lanes, Self::Vector>(*lanes) }
        }

        #[inline(always)]
        fn splat(self, value: f32) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe { [_mm256_set1_ps(value); 2] }
        }

        #[inline(always)]
        fn store(self, vector: Self::Vector, lanes: &mut Lanes) {
            // SAFETY: both are 64 bytes, and every pattern of bits is a number.
            *lanes = unsafe { std::mem::transmute::<Self::Vector, Lanes>(vector) };
        }

        #[inline(always)]
        fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe { [_mm256_add_ps(a[0], b[0]), _mm256_add_ps(a[1], b[1])] }
        }

        #[inline(always)]
        fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe { [_mm256_max_ps(a[0], b[0]), _mm256_max_ps(a[1], b[1])] }
        }

        #[inline(always)]
        fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe { [_mm256_fmadd_ps(a[0], b[0], c[0]), _mm256_fmadd_ps(a[1], b[1], c[1])] }
        }

        #[inline(always)]
        fn power_of_two(self, bits: Self::Vector) -> Self::Vector {
            const SHIFT: i32 = MANTISSA_BITS as i32;
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe {
                let bias = _mm256_set1_epi32(EXPONENT_BIAS as i32);
                let low = _mm256_add_epi32(_mm256_castps_si256(bits[0]), bias);
                let high = _mm256_add_epi32(_mm256_castps_si256(bits[1]), bias);
                let shifted = [_mm256_slli_epi32::<SHIFT>(low), _mm256_slli_epi32::<SHIFT>(high)];
                [_mm256_castsi256_ps(shifted[0]), _mm256_castsi256_ps(shifted[1])]
            }
        }
    }

    impl Simd for Avx512 {
        type Vector = __m512;

        #[inline(always)]
        fn load(self, lanes: &Lanes) -> Self::Vector {
            // SAFETY: both are 64 bytes, and every pattern of bits is a number.
            unsafe { std::mem::transmute::<Lanes, Self::Vector>(*lanes) }
        }

        #[inline(always)]
        fn splat(self, value: f32) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe { _mm512_set1_ps(value) }
        }

        #[inline(always)]
        fn store(self, vector: Self::Vector, lanes: &mut Lanes) {
            // SAFETY: both are 64 bytes, and every pattern of bits is a number.
            *lanes = unsafe { std::mem::transmute::<Self::Vector, Lanes>(vector) };
        }

        #[inline(always)]
        fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe { _mm512_add_ps(a, b) }
        }

        #[inline(always)]
        fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe { _mm512_max_ps(a, b) }
        }

        #[inline(always)]
        fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe { _mm512_fmadd_ps(a, b, c) }
        }

        #[inline(always)]
        fn power_of_two(self, bits: Self::Vector) -> Self::Vector {
            // SAFETY: `self` proves that the processor has these instructions.
            unsafe {
                let bias = _mm512_set1_epi32(EXPONENT_BIAS as i32);
                let exponent = _mm512_add_epi32(_mm512_castps_si512(bits), bias);
                _mm512_castsi512_ps(_mm512_slli_epi32::<{ MANTISSA_BITS }>(exponent))
            }
        }
    }
}
