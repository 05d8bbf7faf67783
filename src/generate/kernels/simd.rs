//! The operations of the inner loops on sixteen numbers, and what they work on.

/// Sixteen numbers that are computed side by side, on a cache line of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(64))]
pub(in super::super) struct F32x16(pub(in super::super) [f32; Self::COUNT]);

impl F32x16 {
    pub(in super::super) const COUNT: usize = 16;
    pub(in super::super) const ZERO: Self = Self([0.0; Self::COUNT]);

    /// Adds the lanes up in one fixed order, pairwise.
    #[inline(always)]
    pub(in super::super) fn sum(self) -> f32 {
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
pub(in super::super) struct I8x64(pub(in super::super) [i8; Self::COUNT]);

impl I8x64 {
    /// Inputs, the same for all processors.
    pub(in super::super) const INPUTS: usize = 4;
    pub(in super::super) const COUNT: usize = Self::INPUTS * F32x16::COUNT;
    pub(in super::super) const ZERO: Self = Self([0; Self::COUNT]);

    /// Where the weight of an input and an output lies.
    pub(in super::super) fn index(group: usize, input: usize, output: usize) -> usize {
        (input / group * F32x16::COUNT + output) * group + input % group
    }
}

/// The operations of the inner loops on sixteen numbers in registers.
///
/// Every implementation adds and multiplies in the same order and rounds after each operation, so
/// all of them come to the same bits: products and sums are never fused, although most processors
/// could, because not all can. A value of a type that implements this is the proof that the
/// processor has its instructions.
pub(in super::super) trait Simd: Copy {
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
pub(super) const EXPONENT_BIAS: u32 = 127;
/// Where the exponent is stored.
pub(super) const MANTISSA_BITS: u32 = f32::MANTISSA_DIGITS - 1;

/// An inner loop. Implementations are `#[inline(always)]`, and so is whatever they call, so
/// that everything is compiled for the instructions of the function it ends up in.
pub(in super::super) trait Kernel {
    fn run(self, simd: impl Simd);
}

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

/// [`Simd::dot`] for pairs of inputs, in loops that compilers turn into vectors by themselves.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
pub(super) fn dot_in_pairs(
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
