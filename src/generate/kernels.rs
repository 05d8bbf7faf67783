//! Chooses at run time which vector instructions the inner loops are compiled for.
//!
//! The loops themselves are safe Rust, written once in terms of [`Simd`]: a [`Kernel`] is
//! compiled for each instruction set, and [`SimdLevel::run`] calls the version that fits the
//! processor. All `unsafe` of the decode engine is here and in
//! the files below. (Loops over plain arrays alone
//! were measured first: whether the compiler turned them into vectors changed with every edit,
//! and with it the speed by a factor of thirty.)

#![expect(
    unsafe_code,
    reason = "instructions that not every processor has may only be used after asking the \
              processor, which the compiler cannot check"
)]

#[macro_use]
mod simd;

#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "aarch64")]
mod arm;

#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod plain;

pub(super) use simd::{F32x16, I8x64, Kernel, Simd};

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
