//! Chooses at run time which vector instructions the inner loops are compiled for.
//!
//! The loops themselves are safe Rust over arrays of fixed size, written once: a [`Kernel`] is
//! compiled once for each instruction set, and [`Level::run`] calls the version that fits the
//! processor. All `unsafe` of the decode engine is in this file.

#![expect(
    unsafe_code,
    reason = "a function compiled for instructions that not every processor has can only be \
              called after asking the processor, which the compiler cannot check"
)]

/// Sixteen numbers that are computed side by side, on a cache line of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(64))]
pub(super) struct Lanes(pub(super) [f32; Lanes::COUNT]);

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

/// How to compute `a * b + c`.
pub(super) trait MultiplyAdd {
    fn mul_add(a: f32, b: f32, c: f32) -> f32;
}

/// With one rounding, where the processor has an instruction for it.
struct Fused;

impl MultiplyAdd for Fused {
    #[inline(always)]
    fn mul_add(a: f32, b: f32, c: f32) -> f32 {
        a.mul_add(b, c)
    }
}

/// With two roundings: without the instruction, one rounding is a slow library call.
struct Separate;

impl MultiplyAdd for Separate {
    #[inline(always)]
    fn mul_add(a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }
}

/// An inner loop. Implementations are `#[inline(always)]`, and so is whatever they call, so
/// that everything is compiled for the instructions of the function it ends up in.
pub(super) trait Kernel {
    fn run<M: MultiplyAdd>(self);
}

/// The instructions that this processor has. The field is private: only [`Level::detect`]
/// makes one that is not plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level(Instructions);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instructions {
    /// What every processor of the target has; on 64-bit ARM that includes NEON.
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// What every processor of the target can run.
    pub(super) const PLAIN: Self = Self(Instructions::Plain);

    /// Asks the processor for the best it has.
    pub(super) fn detect() -> Self {
        Self::available().into_iter().flatten().last().unwrap_or(Self::PLAIN)
    }

    /// Every level that this processor can run, the best last.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn available() -> [Option<Self>; 3] {
        let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        let avx512 = avx2 && is_x86_feature_detected!("avx512f");
        [
            Some(Self::PLAIN),
            avx2.then_some(Self(Instructions::Avx2)),
            avx512.then_some(Self(Instructions::Avx512)),
        ]
    }

    /// Every level that this processor can run, the best last.
    #[cfg(not(target_arch = "x86_64"))]
    pub(super) fn available() -> [Option<Self>; 1] {
        [Some(Self::PLAIN)]
    }

    /// Runs a kernel with the instructions of this level.
    pub(super) fn run(self, kernel: impl Kernel) {
        match self.0 {
            Instructions::Plain => plain(kernel),
            // SAFETY: a level with these instructions comes from `available` alone, which
            // makes it only after the processor said that it has them.
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => unsafe { avx2(kernel) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => unsafe { avx512(kernel) },
        }
    }
}

fn plain(kernel: impl Kernel) {
    if cfg!(target_arch = "aarch64") {
        kernel.run::<Fused>();
    } else {
        kernel.run::<Separate>();
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2(kernel: impl Kernel) {
    kernel.run::<Fused>();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
fn avx512(kernel: impl Kernel) {
    kernel.run::<Fused>();
}
