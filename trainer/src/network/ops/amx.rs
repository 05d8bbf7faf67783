//! Products of bf16 tiles on processors with AMX, Intel's unit for matrices.
//!
//! A tile is sixteen rows of sixteen pairs; one instruction multiplies two of them and adds to a
//! third of 16x16 sums, eight times what AVX-512 does in that time. The compiler has no stable
//! intrinsics for it, so the loop is written in assembly. Source: Intel 64 and IA-32
//! Architectures Software Developer's Manual, volume 2, `TDPBF16PS` and `LDTILECFG`.
#![expect(unsafe_code, reason = "assembly on raw pointers; every function proves its bounds first")]

use std::{
    arch::{asm, x86_64::__cpuid_count},
    marker::PhantomData,
    sync::OnceLock,
};

use super::matrix::Write;

/// Pairs along the inner dimension that one instruction takes.
pub(super) const PAIRS: usize = 16;
/// Rows and columns of sums that [`multiply`] makes: two tiles each way.
pub(super) const SIDE: usize = 32;

/// The processor has tiles and the system lets us use them: only [`Self::detect`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tiles(());

/// The processor's description of its eight tiles: 16 rows of 64 bytes each.
#[repr(C, align(64))]
struct Layout {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

static LAYOUT: Layout = Layout {
    palette: 1,
    start_row: 0,
    reserved: [0; 14],
    row_bytes: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
    rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
};

impl Tiles {
    /// Asks the processor, and the system for permission.
    pub(super) fn detect() -> Option<Self> {
        static FOUND: OnceLock<bool> = OnceLock::new();
        FOUND.get_or_init(|| has_tiles() && may_use_tiles()).then_some(Self(()))
    }

    /// Runs `products`, in which this thread's tiles are laid out for [`multiply`]. The proof of
    /// that is borrowed for as long as `products` runs, so it cannot be kept beyond.
    pub(super) fn load(_: Self, products: impl FnOnce(&Loaded)) {
        // SAFETY: a `Tiles` says that the instruction may be used; the layout is valid and lives
        // forever. No other code of this process touches tiles.
        unsafe { asm!("ldtilecfg [{0}]", in(reg) &raw const LAYOUT, options(nostack)) };
        // Releases the tiles when `products` is over, also if it panics.
        products(&Loaded(PhantomData));
    }
}

/// Proof that this thread's tiles are laid out: only [`Tiles::load`] makes one, and neither a copy
/// nor another thread can have it.
pub(super) struct Loaded(PhantomData<*const ()>);

impl Drop for Loaded {
    fn drop(&mut self) {
        // SAFETY: tiles are laid out, so the instruction may be used. A thread without live tiles
        // is cheaper to switch away from.
        unsafe { asm!("tilerelease", options(nostack)) };
    }
}

/// 32x32 sums: `dst = a b` or `dst += a b`.
///
/// `a` has 32 rows of `steps * 16` pairs, `a_stride` pairs apart; `b` has `steps * 16` rows
/// of 32 pairs; `dst` has 32 rows of 32 numbers, `dst_stride` apart.
pub(super) fn multiply(
    _: &Loaded,
    (dst, dst_stride): (&mut [f32], usize),
    (a, a_stride): (&[u32], usize),
    b: &[u32],
    steps: usize,
    write: Write,
) {
    let inner = steps * PAIRS;
    assert!((SIDE - 1) * dst_stride + SIDE <= dst.len());
    assert!((SIDE - 1) * a_stride + inner <= a.len() && inner <= a_stride);
    assert!(inner * SIDE <= b.len());
    // SAFETY: the asserts bound all reads and writes; tiles are laid out, which only a
    // `Tiles` can do, and nothing but this assembly uses them.
    unsafe {
        asm!(
            "test {add:e}, {add:e}",
            "jz 2f",
            "tileloadd tmm0, [{dst} + {dst_stride}*1]",
            "tileloadd tmm1, [{dst} + {dst_stride}*1 + 64]",
            "tileloadd tmm2, [{dst_low} + {dst_stride}*1]",
            "tileloadd tmm3, [{dst_low} + {dst_stride}*1 + 64]",
            "jmp 3f",
            "2:",
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "3:",
            "test {steps}, {steps}",
            "jz 5f",
            "4:",
            "tileloadd tmm6, [{b} + {b_stride}*1]",
            "tileloadd tmm4, [{a} + {a_stride}*1]",
            "tdpbf16ps tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{b} + {b_stride}*1 + 64]",
            "tdpbf16ps tmm1, tmm4, tmm7",
            "tileloadd tmm5, [{a_low} + {a_stride}*1]",
            "tdpbf16ps tmm2, tmm5, tmm6",
            "tdpbf16ps tmm3, tmm5, tmm7",
            "add {a}, 64",
            "add {a_low}, 64",
            "add {b}, 2048",
            "dec {steps}",
            "jnz 4b",
            "5:",
            "tilestored [{dst} + {dst_stride}*1], tmm0",
            "tilestored [{dst} + {dst_stride}*1 + 64], tmm1",
            "tilestored [{dst_low} + {dst_stride}*1], tmm2",
            "tilestored [{dst_low} + {dst_stride}*1 + 64], tmm3",
            add = in(reg) u32::from(write == Write::Add),
            dst = in(reg) dst.as_mut_ptr(),
            dst_low = in(reg) dst.as_mut_ptr().wrapping_add(SIDE / 2 * dst_stride),
            dst_stride = in(reg) dst_stride * size_of::<f32>(),
            a = inout(reg) a.as_ptr() => _,
            a_low = inout(reg) a.as_ptr().wrapping_add(SIDE / 2 * a_stride) => _,
            a_stride = in(reg) a_stride * size_of::<u32>(),
            b = inout(reg) b.as_ptr() => _,
            b_stride = in(reg) SIDE * size_of::<u32>(),
            steps = inout(reg) steps => _,
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}

/// The processor's own word: leaf 7 of `CPUID`, bits for AMX-TILE and AMX-BF16.
fn has_tiles() -> bool {
    const TILE: u32 = 1 << 24;
    const BF16: u32 = 1 << 22;
    // Leaf 0 tells the highest leaf there is.
    let leaf = |leaf| __cpuid_count(leaf, 0);
    leaf(0).eax >= 7 && leaf(7).edx & (TILE | BF16) == TILE | BF16
}

/// Asks Linux to keep this process's tiles when it switches to another; see `arch_prctl(2)`.
/// Other systems are not asked and give nothing.
fn may_use_tiles() -> bool {
    #[cfg(target_os = "linux")]
    {
        const ARCH_PRCTL: usize = 158;
        const ARCH_REQ_XCOMP_PERM: usize = 0x1023;
        const TILE_DATA: usize = 18;
        let result: isize;
        // SAFETY: the call takes two numbers and touches no memory of ours.
        unsafe {
            asm!(
                "syscall",
                inlateout("rax") ARCH_PRCTL => result,
                in("rdi") ARCH_REQ_XCOMP_PERM,
                in("rsi") TILE_DATA,
                lateout("rcx") _,
                lateout("r11") _,
                options(nostack),
            );
        }
        result == 0
    }
    #[cfg(not(target_os = "linux"))]
    false
}
