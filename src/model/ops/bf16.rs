//! Matrix products of 16-bit numbers: bf16 factors, f32 sums, on processors with AVX-512 BF16.
//!
//! One instruction multiplies 32 pairs of numbers, two neighbours along the inner dimension for
//! each of sixteen sums, so both factors are rounded and laid out in such pairs first. The right
//! one is often the weights, the same for many products: [`Panels`] are made once.

/// The processor can multiply bf16 numbers: only [`Self::detect`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model) struct Proof(());

impl Proof {
    /// Asks the processor.
    pub(in crate::model) fn detect() -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        let has_it = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512bf16");
        #[cfg(not(target_arch = "x86_64"))]
        let has_it = false;
        has_it.then_some(Self(()))
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) use elsewhere::{Panels, matmul};
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Panels, matmul};

/// Other processors never prove it, so nothing of this can be reached.
#[cfg(not(target_arch = "x86_64"))]
mod elsewhere {
    use super::{
        super::gemm::{Mat, MatMut, Write},
        Proof,
    };

    pub(in super::super) enum Panels {}

    impl Panels {
        pub(in super::super) fn new(_: Proof, _: Mat<'_>) -> Self {
            unreachable!("this processor has no bf16 products")
        }
    }

    pub(in super::super) fn matmul(
        _: &mut MatMut<'_>,
        _: Mat<'_>,
        b: &Panels,
        _: Write,
        _: &mut Vec<u32>,
    ) {
        match *b {}
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    #![expect(
        unsafe_code,
        reason = "vector instructions on raw pointers; every function proves its bounds first"
    )]

    use std::arch::x86_64::{
        __m256bh, __m256i, __m512, __m512bh, __m512i, _mm512_add_ps, _mm512_cvtepu16_epi32,
        _mm512_cvtneps_pbh, _mm512_dpbf16_ps, _mm512_loadu_si512, _mm512_mask_storeu_ps,
        _mm512_maskz_loadu_ps, _mm512_or_si512, _mm512_set1_epi32, _mm512_setzero_ps,
        _mm512_slli_epi32, _mm512_storeu_si512,
    };

    use super::super::gemm::{Mat, MatMut, Write};
    use super::Proof;

    /// Numbers in a register.
    const LANES: usize = 16;
    /// Columns that are computed together: two registers.
    const COLUMNS: usize = 2 * LANES;
    /// Rows that are computed together: 24 sums, and eight registers for the factors.
    const ROWS: usize = 12;

    /// The right factor of products: `[columns / 32][inner / 2][32]` pairs, padded with zeros.
    pub(in super::super) struct Panels {
        proof: Proof,
        pairs: Vec<u32>,
        inner: usize,
        columns: usize,
    }

    impl Panels {
        /// Rounds a matrix and lays it out.
        pub(in super::super) fn new(proof: Proof, b: Mat<'_>) -> Self {
            let (inner, columns) = (b.rows, b.cols);
            let n_pairs = inner.div_ceil(2);
            let mut pairs = vec![0; columns.div_ceil(COLUMNS) * n_pairs * COLUMNS];
            for (panel, dst) in pairs.chunks_exact_mut((n_pairs * COLUMNS).max(1)).enumerate() {
                let first = panel * COLUMNS;
                let width = COLUMNS.min(columns - first);
                if b.col_stride == 1 {
                    for (pair, dst) in dst.chunks_exact_mut(COLUMNS).enumerate() {
                        let row = |k: usize| &b.data[k * b.row_stride + first..][..width];
                        let second = (2 * pair + 1 < inner).then(|| row(2 * pair + 1));
                        // SAFETY: `proof` says that the processor has these instructions.
                        unsafe { interleave(row(2 * pair), second, dst) };
                    }
                } else {
                    for column in 0..width {
                        let at = (first + column) * b.col_stride;
                        let value = |k: usize| {
                            if k < inner { round(b.data[at + k * b.row_stride]) } else { 0 }
                        };
                        for pair in 0..n_pairs {
                            dst[pair * COLUMNS + column] =
                                value(2 * pair) | value(2 * pair + 1) << 16;
                        }
                    }
                }
            }
            Self { proof, pairs, inner, columns }
        }
    }

    /// `dst = a b` or `dst += a b`. `scratch` is for `a` in pairs.
    pub(in super::super) fn matmul(
        dst: &mut MatMut<'_>,
        a: Mat<'_>,
        b: &Panels,
        write: Write,
        scratch: &mut Vec<u32>,
    ) {
        assert!(a.cols == b.inner, "inner sizes differ: {} and {}", a.cols, b.inner);
        assert!((dst.rows, dst.cols) == (a.rows, b.columns), "the product has another size");
        let (rows, n_pairs) = (a.rows, b.inner.div_ceil(2));
        scratch.clear();
        scratch.resize(rows * n_pairs, 0);
        let (row_step, pair_step) = if a.col_stride == 1 {
            for (row, dst) in scratch.chunks_exact_mut(n_pairs.max(1)).enumerate() {
                // SAFETY: `b.proof` says that the processor has these instructions.
                unsafe { pair_up(&a.data[row * a.row_stride..][..a.cols], dst) };
            }
            (n_pairs, 1)
        } else {
            assert!(a.row_stride == 1, "one of the strides of a matrix is 1");
            for (pair, dst) in scratch.chunks_exact_mut(rows.max(1)).enumerate() {
                let column = |k: usize| &a.data[k * a.col_stride..][..rows];
                let second = (2 * pair + 1 < a.cols).then(|| column(2 * pair + 1));
                // SAFETY: as above.
                unsafe { interleave(column(2 * pair), second, dst) };
            }
            (1, rows)
        };
        let panel_size = (n_pairs * COLUMNS).max(1);
        for (index, panel) in b.pairs.chunks_exact(panel_size).enumerate() {
            let first_column = index * COLUMNS;
            let width = COLUMNS.min(b.columns - first_column);
            let mut row = 0;
            while row < rows {
                let height = ROWS.min(rows - row);
                let tile = Tile {
                    a: &scratch[row * row_step..],
                    row_step,
                    pair_step,
                    panel,
                    n_pairs,
                    width,
                    write,
                };
                let at = row * dst.row_stride + first_column;
                tile.run(b.proof, height, &mut dst.data[at..], dst.row_stride);
                row += height;
            }
        }
    }

    /// A few rows times a panel.
    #[derive(Clone, Copy)]
    struct Tile<'a> {
        a: &'a [u32],
        row_step: usize,
        pair_step: usize,
        panel: &'a [u32],
        n_pairs: usize,
        width: usize,
        write: Write,
    }

    impl Tile<'_> {
        fn run(self, _: Proof, height: usize, dst: &mut [f32], stride: usize) {
            macro_rules! heights {
                ($($height:literal)*) => {
                    match height {
                        // SAFETY: the proof says that the processor has these instructions.
                        $($height => unsafe { self.of_height::<$height>(dst, stride) },)*
                        _ => unreachable!("tiles have 1 to {ROWS} rows"),
                    }
                };
            }
            heights!(1 2 3 4 5 6 7 8 9 10 11 12);
        }

        #[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
        fn of_height<const HEIGHT: usize>(self, dst: &mut [f32], stride: usize) {
            let Tile { a, row_step, pair_step, panel, n_pairs, width, write } = self;
            if n_pairs > 0 {
                assert!((HEIGHT - 1) * row_step + (n_pairs - 1) * pair_step < a.len());
            }
            assert!(panel.len() == n_pairs * COLUMNS && width <= COLUMNS);
            assert!((HEIGHT - 1) * stride + width <= dst.len());
            let mut sums = [[_mm512_setzero_ps(); 2]; HEIGHT];
            for pair in 0..n_pairs {
                // SAFETY: both asserts above bound the reads.
                let b: [__m512bh; 2] = unsafe {
                    let at = panel.as_ptr().add(pair * COLUMNS);
                    [
                        bits(_mm512_loadu_si512(at.cast())),
                        bits(_mm512_loadu_si512(at.add(LANES).cast())),
                    ]
                };
                for (row, sums) in sums.iter_mut().enumerate() {
                    // SAFETY: as above.
                    let factor = unsafe { *a.as_ptr().add(row * row_step + pair * pair_step) };
                    let factor = bits(_mm512_set1_epi32(factor.cast_signed()));
                    for half in 0..2 {
                        sums[half] = _mm512_dpbf16_ps(sums[half], factor, b[half]);
                    }
                }
            }
            for (row, sums) in sums.into_iter().enumerate() {
                for (half, sums) in sums.into_iter().enumerate() {
                    let mask = mask(width.saturating_sub(half * LANES));
                    // SAFETY: the mask leaves out whatever lies beyond the asserted bounds.
                    unsafe {
                        let at = dst.as_mut_ptr().wrapping_add(row * stride + half * LANES);
                        let sums = match write {
                            Write::Set => sums,
                            Write::Add => _mm512_add_ps(_mm512_maskz_loadu_ps(mask, at), sums),
                        };
                        _mm512_mask_storeu_ps(at, mask, sums);
                    }
                }
            }
        }
    }

    /// The first `n` lanes.
    fn mask(n: usize) -> u16 {
        if n >= LANES { u16::MAX } else { (1 << n) - 1 }
    }

    /// Sixteen pairs of bf16 numbers.
    #[target_feature(enable = "avx512f,avx512bf16")]
    fn bits(pairs: __m512i) -> __m512bh {
        // SAFETY: both are 64 bytes, and every pattern of bits is a number.
        unsafe { std::mem::transmute::<__m512i, __m512bh>(pairs) }
    }

    /// The nearest bf16 number in the lower half; of two, the even one.
    fn round(value: f32) -> u32 {
        let bits = value.to_bits();
        (bits + 0x7fff + (bits >> 16 & 1)) >> 16
    }

    /// Sixteen numbers, as far as there are any, rounded to bf16 in the lower halves.
    #[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
    fn rounded(values: &[f32]) -> __m512i {
        // SAFETY: the mask leaves out whatever lies beyond the slice.
        let values: __m512 = unsafe { _mm512_maskz_loadu_ps(mask(values.len()), values.as_ptr()) };
        // SAFETY: both are 32 bytes, and every pattern of bits is a number.
        let halves =
            unsafe { std::mem::transmute::<__m256bh, __m256i>(_mm512_cvtneps_pbh(values)) };
        _mm512_cvtepu16_epi32(halves)
    }

    /// `dst[i]` becomes the pair of `even[i]` and `odd[i]`; what is missing is zero.
    #[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
    fn interleave(even: &[f32], odd: Option<&[f32]>, dst: &mut [u32]) {
        assert!(even.len() <= dst.len() && odd.is_none_or(|odd| odd.len() == even.len()));
        for start in (0..even.len()).step_by(LANES) {
            let low = rounded(&even[start..]);
            let pairs = odd.map_or(low, |odd| {
                _mm512_or_si512(low, _mm512_slli_epi32::<16>(rounded(&odd[start..])))
            });
            let mut lanes = [0_u32; LANES];
            // SAFETY: an array of sixteen.
            unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), pairs) };
            let n = LANES.min(dst.len() - start);
            dst[start..start + n].copy_from_slice(&lanes[..n]);
        }
    }

    /// Neighbours of a row become pairs; a last one without a neighbour is paired with zero.
    #[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
    fn pair_up(row: &[f32], dst: &mut [u32]) {
        let (chunks, rest) = row.as_chunks::<LANES>();
        for (chunk, dst) in chunks.iter().zip(dst.chunks_mut(LANES / 2)) {
            // SAFETY: an array of sixteen; both types of halves are 32 bytes.
            let pairs = unsafe {
                let values = _mm512_maskz_loadu_ps(u16::MAX, chunk.as_ptr());
                std::mem::transmute::<__m256bh, [u32; LANES / 2]>(_mm512_cvtneps_pbh(values))
            };
            dst.copy_from_slice(&pairs);
        }
        for (pair, dst) in rest.chunks(2).zip(&mut dst[chunks.len() * LANES / 2..]) {
            *dst = round(pair[0]) | pair.get(1).map_or(0, |&odd| round(odd)) << 16;
        }
    }
}
