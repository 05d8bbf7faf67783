//! Chooses at run time which vector instructions the inner loops are compiled for.
//!
//! The loops themselves are safe Rust, written once in terms of [`Simd`]: a [`Kernel`] is
//! compiled for each instruction set, and [`SimdLevel::run`] calls the version that fits the
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
pub(super) struct F32x16(pub(super) [f32; Self::COUNT]);

impl F32x16 {
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

/// Whole numbers of eight bits, the weights of a few inputs and sixteen outputs: all outputs of
/// one group of inputs, then those of the next. A group is as many inputs as one instruction
/// multiplies and adds up, [`Simd::GROUP`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub(super) struct I8x64(pub(super) [i8; Self::COUNT]);

impl I8x64 {
    /// Inputs, the same for all processors.
    pub(super) const INPUTS: usize = 4;
    pub(super) const COUNT: usize = Self::INPUTS * F32x16::COUNT;
    pub(super) const ZERO: Self = Self([0; Self::COUNT]);

    /// Where the weight of an input and an output lies.
    pub(super) fn index(group: usize, input: usize, output: usize) -> usize {
        (input / group * F32x16::COUNT + output) * group + input % group
    }
}

/// The operations of the inner loops on sixteen numbers in registers.
///
/// Every implementation adds and multiplies in the same order and rounds after each operation, so
/// all of them come to the same bits: products and sums are never fused, although most processors
/// could, because not all can. A value of a type that implements this is the proof that the
/// processor has its instructions.
pub(super) trait Simd: Copy {
    /// Sixteen numbers in registers.
    type Vector: Copy;
    /// Whether twelve vectors fit into the registers, and more than that beside them.
    const HAS_MANY_REGISTERS: bool;
    fn load(self, lanes: &F32x16) -> Self::Vector;
    fn splat(self, value: f32) -> Self::Vector;
    fn store(self, vector: Self::Vector, lanes: &mut F32x16);
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a * b + c`, rounded after the product and again after the sum.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// Two to the power of the whole number in the lowest bits of each lane.
    fn power_of_two(self, bits: Self::Vector) -> Self::Vector;

    /// Sixteen sums of whole numbers in registers.
    type Sums: Copy;
    /// [`I8x64`] in registers.
    type Weights: Copy;
    /// How many inputs are multiplied and added up at once: four of eight bits without a sign,
    /// or two of sixteen bits with one.
    const GROUP: usize;
    fn load_weights(self, weights: &I8x64) -> Self::Weights;
    fn load_sums(self, sums: &[i32; F32x16::COUNT]) -> Self::Sums;
    fn store_sums(self, sums: Self::Sums) -> [i32; F32x16::COUNT];
    /// Adds the products of four inputs, the same for all sums, with their weights. The first
    /// half of `inputs` is all there is of inputs of eight bits.
    fn dot(self, inputs: [u32; 2], weights: Self::Weights, sums: Self::Sums) -> Self::Sums;
}

/// What is added to an exponent before it is stored.
const EXPONENT_BIAS: u32 = 127;
/// Where the exponent is stored.
const MANTISSA_BITS: u32 = f32::MANTISSA_DIGITS - 1;

/// An inner loop. Implementations are `#[inline(always)]`, and so is whatever they call, so
/// that everything is compiled for the instructions of the function it ends up in.
pub(super) trait Kernel {
    fn run(self, simd: impl Simd);
}

/// The instructions that this processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SimdLevel(Instructions);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instructions {
    Baseline,
    #[cfg(test)]
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2(x86::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(x86::Avx512),
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni(x86::Avx512Vnni),
}

impl SimdLevel {
    /// What every processor of the target can run.
    pub(super) const BASELINE: Self = Self(Instructions::Baseline);

    /// Asks the processor for the best it has.
    pub(super) fn detect() -> Self {
        Self::available().last().copied().unwrap_or(Self::BASELINE)
    }

    /// Every level that this processor can run, the best last.
    pub(super) fn available() -> Vec<Self> {
        let levels = [
            #[cfg(test)]
            Some(Self(Instructions::Plain)),
            Some(Self::BASELINE),
            #[cfg(target_arch = "x86_64")]
            x86::Avx2::detect().map(|proof| Self(Instructions::Avx2(proof))),
            #[cfg(target_arch = "x86_64")]
            x86::Avx512::detect().map(|proof| Self(Instructions::Avx512(proof))),
            #[cfg(target_arch = "x86_64")]
            x86::Avx512Vnni::detect().map(|proof| Self(Instructions::Avx512Vnni(proof))),
        ];
        levels.into_iter().flatten().collect()
    }

    /// [`Simd::GROUP`] of this level.
    pub(super) fn group(self) -> usize {
        struct Ask<'a>(&'a mut usize);
        impl Kernel for Ask<'_> {
            fn run(self, simd: impl Simd) {
                fn ask<S: Simd>(_: S) -> usize {
                    S::GROUP
                }
                *self.0 = ask(simd);
            }
        }
        let mut group = 0;
        self.run(Ask(&mut group));
        group
    }

    /// Runs a kernel with the instructions of this level.
    pub(super) fn run(self, kernel: impl Kernel) {
        match self.0 {
            Instructions::Baseline => kernel.run(Baseline),
            #[cfg(test)]
            Instructions::Plain => kernel.run(plain::Plain),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2(proof) => proof.run(kernel),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512(proof) => proof.run(kernel),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512Vnni(proof) => proof.run(kernel),
        }
    }
}

#[cfg(target_arch = "aarch64")]
use arm::Neon as Baseline;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
use plain::Plain as Baseline;
#[cfg(target_arch = "x86_64")]
use x86::Sse2 as Baseline;

/// Implements [`Simd`] by the intrinsics for one size of register.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! simd {
    (
        $name:ident: [$register:ident; $count:literal],
        $splat:ident, $add:ident, $max:ident, $has_many_registers:literal,
        |$a:ident, $b:ident, $c:ident| $mul_add:expr,
        |$bits:ident| $power_of_two:expr,
        $($whole:item)*
    ) => {
        impl Simd for $name {
            type Vector = [$register; $count];
            const HAS_MANY_REGISTERS: bool = $has_many_registers;

            #[inline(always)]
            fn load(self, lanes: &F32x16) -> Self::Vector {
                // SAFETY: both are 64 bytes, and every pattern of bits is a number.
                unsafe { std::mem::transmute::<F32x16, Self::Vector>(*lanes) }
            }

            #[inline(always)]
            fn store(self, vector: Self::Vector, lanes: &mut F32x16) {
                // SAFETY: both are 64 bytes, and every pattern of bits is a number.
                *lanes = unsafe { std::mem::transmute::<Self::Vector, F32x16>(vector) };
            }

            #[inline(always)]
            fn splat(self, value: f32) -> Self::Vector {
                // SAFETY: `self` proves that the processor has this instruction.
                [unsafe { $splat(value) }; $count]
            }

            // Loops and no closures: a closure would be compiled for plain instructions first.
            #[inline(always)]
            fn add(self, mut a: Self::Vector, b: Self::Vector) -> Self::Vector {
                for i in 0..$count {
                    // SAFETY: as in `splat`.
                    a[i] = unsafe { $add(a[i], b[i]) };
                }
                a
            }

            #[inline(always)]
            fn max(self, mut a: Self::Vector, b: Self::Vector) -> Self::Vector {
                for i in 0..$count {
                    // SAFETY: as in `splat`.
                    a[i] = unsafe { $max(a[i], b[i]) };
                }
                a
            }

            #[inline(always)]
            fn mul_add(
                self,
                a: Self::Vector,
                b: Self::Vector,
                mut c: Self::Vector,
            ) -> Self::Vector {
                for i in 0..$count {
                    let ($a, $b, $c) = (a[i], b[i], c[i]);
                    // SAFETY: as in `splat`.
                    c[i] = unsafe { $mul_add };
                }
                c
            }

            #[inline(always)]
            fn power_of_two(self, mut bits: Self::Vector) -> Self::Vector {
                for i in 0..$count {
                    let $bits = bits[i];
                    // SAFETY: as in `splat`.
                    bits[i] = unsafe { $power_of_two };
                }
                bits
            }

            #[inline(always)]
            fn load_sums(self, sums: &[i32; F32x16::COUNT]) -> Self::Sums {
                // SAFETY: both are 64 bytes, and every pattern of bits is a number.
                unsafe { std::mem::transmute_copy::<[i32; F32x16::COUNT], Self::Sums>(sums) }
            }

            #[inline(always)]
            fn store_sums(self, sums: Self::Sums) -> [i32; F32x16::COUNT] {
                // SAFETY: both are 64 bytes, and every pattern of bits is a number.
                unsafe { std::mem::transmute_copy::<Self::Sums, [i32; F32x16::COUNT]>(&sums) }
            }

            $($whole)*
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m128, __m128i, __m256, __m256i, __m512, __m512i, _mm_add_epi32, _mm_add_ps,
        _mm_castps_si128, _mm_castsi128_ps, _mm_madd_epi16, _mm_max_ps, _mm_mul_ps, _mm_set1_epi32,
        _mm_set1_ps, _mm_slli_epi32, _mm_srai_epi16, _mm_unpackhi_epi8, _mm_unpacklo_epi8,
        _mm256_add_epi32, _mm256_add_ps, _mm256_castps_si256, _mm256_castsi256_ps,
        _mm256_cvtepi8_epi16, _mm256_madd_epi16, _mm256_max_ps, _mm256_mul_ps, _mm256_set1_epi32,
        _mm256_set1_ps, _mm256_slli_epi32, _mm512_add_epi32, _mm512_add_ps, _mm512_castps_si512,
        _mm512_castsi512_ps, _mm512_dpbusd_epi32, _mm512_max_ps, _mm512_mul_ps, _mm512_set1_epi32,
        _mm512_set1_ps, _mm512_slli_epi32,
    };

    use super::{EXPONENT_BIAS, F32x16, I8x64, Kernel, MANTISSA_BITS, Simd};

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
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use std::arch::aarch64::{
        float32x4_t, vaddq_f32, vaddq_s32, vdupq_n_f32, vdupq_n_s32, vmaxq_f32, vmulq_f32,
        vreinterpretq_f32_s32, vreinterpretq_s32_f32, vshlq_n_s32,
    };

    use super::{EXPONENT_BIAS, F32x16, I8x64, MANTISSA_BITS, Simd};

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
            super::dot_in_pairs(inputs, &weights, sums)
        }
    );
}

/// [`Simd::dot`] for pairs of inputs, in loops that compilers turn into vectors by themselves.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
fn dot_in_pairs(
    inputs: [u32; 2],
    weights: &I8x64,
    mut sums: [i32; F32x16::COUNT],
) -> [i32; F32x16::COUNT] {
    let (pairs, _) = weights.0.as_chunks::<{ 2 * F32x16::COUNT }>();
    for (inputs, weights) in inputs.into_iter().zip(pairs) {
        let (first, second) = (inputs as u16 as i16, (inputs >> 16) as u16 as i16);
        for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<2>().0) {
            *sum += i32::from(first) * i32::from(weights[0]);
            *sum += i32::from(second) * i32::from(weights[1]);
        }
    }
    sums
}

/// Arrays, for processors that the intrinsics above do not cover. Tests compare them all.
#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod plain {
    use super::{EXPONENT_BIAS, F32x16, I8x64, MANTISSA_BITS, Simd};

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
            bits.map(|bits| {
                f32::from_bits(bits.to_bits().wrapping_add(EXPONENT_BIAS) << MANTISSA_BITS)
            })
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
            super::dot_in_pairs(inputs, &weights, sums)
        }
    }
}
