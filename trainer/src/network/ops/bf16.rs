//! Matrix products of 16-bit numbers: bf16 factors, f32 sums, on processors with AVX-512 BF16.
//!
//! One instruction multiplies 32 pairs of numbers, two neighbours along the inner dimension for
//! each of sixteen sums, so both factors are rounded and laid out in such pairs first. The right
//! one is often the weights, the same for many products: [`Panels`] are made once.

/// The processor can multiply bf16 numbers: only [`Self::detect`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::network) struct HasAvx512Bf16 {
    /// It has a unit for whole tiles of them, too.
    #[cfg(target_arch = "x86_64")]
    tiles: Option<super::amx::Tiles>,
}

impl HasAvx512Bf16 {
    /// Asks the processor.
    pub(in crate::network) fn detect() -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        return (is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512bf16"))
        .then(|| Self { tiles: super::amx::Tiles::detect() });
        #[cfg(not(target_arch = "x86_64"))]
        None
    }

    /// The same without tiles, for tests.
    #[cfg(all(test, target_arch = "x86_64"))]
    pub(super) fn without_tiles(_: Self) -> Self {
        Self { tiles: None }
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) use elsewhere::{BLOCK, Panels, matmul};
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{BLOCK, Panels, matmul};

/// Other processors never prove it, so nothing of this can be reached.
#[cfg(not(target_arch = "x86_64"))]
mod elsewhere {
    use std::{convert::Infallible, marker::PhantomData, ops::Range};

    use super::{
        super::matrix::{Mat, MatMut, Write},
        HasAvx512Bf16,
    };

    pub(in super::super) const BLOCK: usize = 1;

    #[derive(Clone, Copy)]
    pub(in super::super) struct Panels<'a> {
        never: Infallible,
        numbers: PhantomData<&'a [u32]>,
    }

    impl<'a> Panels<'a> {
        pub(in super::super) fn new(_: HasAvx512Bf16, _: Mat<'_>, _: &'a mut Vec<u32>) -> Self {
            unreachable!("this processor has no bf16 products")
        }

        pub(in super::super) fn part(self, _: Range<usize>, _: Range<usize>) -> Self {
            match self.never {}
        }
    }

    pub(in super::super) fn matmul(
        _: &mut MatMut<'_>,
        _: Mat<'_>,
        b: Panels<'_>,
        _: Write,
        _: &mut Vec<u32>,
    ) {
        match b.never {}
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    #![expect(
        unsafe_code,
        reason = "vector instructions on raw pointers; every function proves its bounds first"
    )]

    use std::{
        arch::x86_64::{
            __m512, __m512bh, __m512i, _mm512_add_ps, _mm512_cvtne2ps_pbh, _mm512_dpbf16_ps,
            _mm512_loadu_si512, _mm512_mask_storeu_ps, _mm512_maskz_loadu_ps,
            _mm512_permutexvar_epi16, _mm512_set1_epi32, _mm512_setzero_ps, _mm512_setzero_si512,
            _mm512_shuffle_i32x4, _mm512_storeu_si512, _mm512_unpackhi_epi32,
            _mm512_unpackhi_epi64, _mm512_unpacklo_epi32, _mm512_unpacklo_epi64,
        },
        ops::Range,
    };

    use super::super::{
        amx::{self, Loaded, Tiles},
        matrix::{Mat, MatMut, Write},
    };
    use super::HasAvx512Bf16;

    /// Numbers in a register.
    const LANES: usize = 16;
    /// Columns that are computed together: two registers, or two tiles.
    const COLUMNS: usize = 2 * LANES;
    /// Rows that are computed together: 24 sums, and eight registers for the factors.
    const ROWS: usize = 12;

    /// What a part of a right factor must begin at a multiple of, across and along.
    pub(in super::super) const BLOCK: usize = COLUMNS;

    /// The right factor of products: `[columns / 32][pairs][32]` pairs, padded with zeros.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Panels<'a> {
        proof: HasAvx512Bf16,
        pairs: &'a [u32],
        /// From one panel to the next.
        stride: usize,
        inner: usize,
        columns: usize,
    }

    /// Pairs along an inner dimension. Tiles are always full; zeros add nothing.
    fn n_pairs(inner: usize) -> usize {
        inner.div_ceil(2).next_multiple_of(amx::PAIRS)
    }

    impl<'a> Panels<'a> {
        /// Rounds a matrix and lays it out in `memory`.
        pub(in super::super) fn new(
            proof: HasAvx512Bf16,
            b: Mat<'_>,
            memory: &'a mut Vec<u32>,
        ) -> Self {
            let n_pairs = n_pairs(b.rows);
            let stride = n_pairs * COLUMNS;
            let pairs = at_least(memory, b.cols.div_ceil(COLUMNS) * stride);
            for (panel, dst) in pairs.chunks_exact_mut(stride.max(1)).enumerate() {
                for half in 0..2 {
                    let strip = Strip::of(b.t(), panel * COLUMNS + half * LANES);
                    for pair in (0..n_pairs).step_by(LANES) {
                        // SAFETY: `proof` says that the processor has these instructions.
                        unsafe {
                            let block = strip.by_pair(pair);
                            store(&block, &mut dst[pair * COLUMNS + half * LANES..], COLUMNS);
                        }
                    }
                }
            }
            Self { proof, pairs, stride, inner: b.rows, columns: b.cols }
        }

        /// Some rows and columns, the first of each a multiple of [`BLOCK`].
        pub(in super::super) fn part(self, inner: Range<usize>, columns: Range<usize>) -> Self {
            assert!(inner.start.is_multiple_of(BLOCK) && inner.end <= self.inner);
            assert!(columns.start.is_multiple_of(BLOCK) && columns.end <= self.columns);
            let first = columns.start / COLUMNS * self.stride + inner.start / 2 * COLUMNS;
            let (inner, columns) = (inner.len(), columns.len());
            Self { pairs: &self.pairs[first..], inner, columns, ..self }
        }

        /// The panels and the columns at which they begin.
        fn panels(self) -> impl Iterator<Item = (usize, &'a [u32])> {
            let size = n_pairs(self.inner) * COLUMNS;
            let columns = (0..self.columns).step_by(COLUMNS);
            columns
                .map(move |column| (column, &self.pairs[column / COLUMNS * self.stride..][..size]))
        }
    }

    /// The first `size` numbers of some memory, whatever they are.
    fn at_least(memory: &mut Vec<u32>, size: usize) -> &mut [u32] {
        if memory.len() < size {
            memory.resize(size, 0);
        }
        &mut memory[..size]
    }

    /// `dst = a b` or `dst += a b`. `scratch` is for `a` in pairs: `[rows][pairs]`.
    pub(in super::super) fn matmul(
        dst: &mut MatMut<'_>,
        a: Mat<'_>,
        b: Panels<'_>,
        write: Write,
        scratch: &mut Vec<u32>,
    ) {
        assert!(a.cols == b.inner, "inner sizes differ: {} and {}", a.cols, b.inner);
        assert!((dst.rows, dst.cols) == (a.rows, b.columns), "the product has another size");
        let n_pairs = n_pairs(b.inner);
        // Rows beyond the last may hold anything: their sums are not read.
        let scratch = at_least(scratch, a.rows.next_multiple_of(amx::SIDE) * n_pairs);
        for row in (0..a.rows).step_by(LANES) {
            let (strip, height) = (Strip::of(a, row), LANES.min(a.rows - row));
            for pair in (0..n_pairs).step_by(LANES) {
                // SAFETY: `b.proof` says that the processor has these instructions.
                unsafe {
                    let block = strip.by_row(pair);
                    store(&block[..height], &mut scratch[row * n_pairs + pair..], n_pairs);
                }
            }
        }
        if let Some(tiles) = b.proof.tiles {
            Tiles::load(tiles, |tiles| {
                for (column, panel) in b.panels() {
                    for row in (0..dst.rows).step_by(amx::SIDE) {
                        let a = &scratch[row * n_pairs..];
                        square(tiles, dst, (row, column), (a, panel), n_pairs, write);
                    }
                }
            });
            return;
        }
        for (column, panel) in b.panels() {
            let width = COLUMNS.min(b.columns - column);
            for row in (0..a.rows).step_by(ROWS) {
                let tile = Tile { a: &scratch[row * n_pairs..], panel, n_pairs, width, write };
                let at = row * dst.row_stride + column;
                let height = ROWS.min(a.rows - row);
                tile.run(b.proof, height, &mut dst.data[at..], dst.row_stride);
            }
        }
    }

    /// 32x32 of the sums, those from `(row, column)` on, as far as there are any.
    fn square(
        tiles: &Loaded,
        dst: &mut MatMut<'_>,
        (row, column): (usize, usize),
        (a, b): (&[u32], &[u32]),
        n_pairs: usize,
        write: Write,
    ) {
        const SIDE: usize = amx::SIDE;
        let steps = n_pairs / amx::PAIRS;
        let (height, width) = (SIDE.min(dst.rows - row), SIDE.min(dst.cols - column));
        let stride = dst.row_stride;
        let dst = &mut dst.data[row * stride + column..];
        if height == SIDE && width == SIDE {
            amx::multiply(tiles, (dst, stride), (a, n_pairs), b, steps, write);
            return;
        }
        let mut sums = [0.0; SIDE * SIDE];
        amx::multiply(tiles, (&mut sums, SIDE), (a, n_pairs), b, steps, Write::Set);
        for (sums, dst) in sums.chunks_exact(SIDE).zip(dst.chunks_mut(stride)).take(height) {
            for (sum, dst) in sums.iter().zip(&mut dst[..width]) {
                *dst = if write == Write::Add { *dst + sum } else { *sum };
            }
        }
    }

    /// A few rows times a panel.
    #[derive(Clone, Copy)]
    struct Tile<'a> {
        a: &'a [u32],
        panel: &'a [u32],
        n_pairs: usize,
        width: usize,
        write: Write,
    }

    impl Tile<'_> {
        fn run(self, _: HasAvx512Bf16, height: usize, dst: &mut [f32], stride: usize) {
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
            let Tile { a, panel, n_pairs, width, write } = self;
            assert!(HEIGHT * n_pairs <= a.len());
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
                    let factor = unsafe { *a.as_ptr().add(row * n_pairs + pair) };
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

    /// Sixteen rows of a factor, or as many as there are.
    #[derive(Clone, Copy)]
    struct Strip<'a> {
        factor: Mat<'a>,
        first: usize,
        n: usize,
    }

    impl<'a> Strip<'a> {
        fn of(factor: Mat<'a>, first: usize) -> Self {
            Self { factor, first, n: LANES.min(factor.rows.saturating_sub(first)) }
        }

        /// Sixteen pairs from pair `pair` on: a register for each row.
        #[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
        fn by_row(self, pair: usize) -> [__m512i; LANES] {
            if self.factor.col_stride == 1 {
                self.along(pair)
            } else {
                transpose(&self.across(pair))
            }
        }

        /// Sixteen pairs from pair `pair` on: a register for each pair.
        #[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
        fn by_pair(self, pair: usize) -> [__m512i; LANES] {
            if self.factor.col_stride == 1 {
                transpose(&self.along(pair))
            } else {
                self.across(pair)
            }
        }

        /// Where rows are consecutive numbers.
        #[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
        fn along(self, pair: usize) -> [__m512i; LANES] {
            let Self { factor, first, n } = self;
            let columns = 2 * pair..(2 * pair + 2 * LANES).min(factor.cols);
            let mut registers = [_mm512_setzero_si512(); LANES];
            for (row, register) in (first..first + n).zip(&mut registers) {
                let row = &factor.data[row * factor.row_stride..];
                let row = &row[columns.clone()];
                let second = &row[LANES.min(row.len())..];
                // The first sixteen numbers make the lower half of the register.
                *register = integers(_mm512_cvtne2ps_pbh(load(second), load(row)));
            }
            registers
        }

        /// Where columns are consecutive numbers.
        #[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
        fn across(self, pair: usize) -> [__m512i; LANES] {
            let Self { factor, first, n } = self;
            assert!(factor.row_stride == 1, "one of the strides of a matrix is 1");
            let mut registers = [_mm512_setzero_si512(); LANES];
            let column = |k: usize| {
                let there = n > 0 && k < factor.cols;
                if there { &factor.data[k * factor.col_stride + first..][..n] } else { &[] }
            };
            for (pair, register) in (pair..).zip(&mut registers) {
                let (even, odd) = (load(column(2 * pair)), load(column(2 * pair + 1)));
                // Even numbers, then odd ones; the permutation makes pairs of them.
                let halves = integers(_mm512_cvtne2ps_pbh(odd, even));
                *register = _mm512_permutexvar_epi16(pairing(), halves);
            }
            registers
        }
    }

    /// Where sixteen even and sixteen odd numbers must go to be pairs.
    #[target_feature(enable = "avx512f,avx512bw")]
    fn pairing() -> __m512i {
        const ORDER: [u16; 2 * LANES] = {
            let mut order = [0; 2 * LANES];
            let mut i = 0;
            while i < LANES as u16 {
                order[2 * i as usize] = i;
                order[2 * i as usize + 1] = i + LANES as u16;
                i += 1;
            }
            order
        };
        // SAFETY: an array of 64 bytes.
        unsafe { _mm512_loadu_si512(ORDER.as_ptr().cast()) }
    }

    /// Sixteen numbers, as far as there are any, then zeros.
    #[target_feature(enable = "avx512f")]
    fn load(values: &[f32]) -> __m512 {
        // SAFETY: the mask leaves out whatever lies beyond the slice.
        unsafe { _mm512_maskz_loadu_ps(mask(values.len()), values.as_ptr()) }
    }

    /// Writes registers `stride` apart.
    #[target_feature(enable = "avx512f")]
    fn store(registers: &[__m512i], dst: &mut [u32], stride: usize) {
        assert!(registers.is_empty() || (registers.len() - 1) * stride + LANES <= dst.len());
        for (row, register) in registers.iter().enumerate() {
            // SAFETY: the assert bounds the writes.
            unsafe { _mm512_storeu_si512(dst.as_mut_ptr().add(row * stride).cast(), *register) };
        }
    }

    /// Sixteen registers of sixteen lanes each, rows for columns.
    #[target_feature(enable = "avx512f")]
    fn transpose(rows: &[__m512i; LANES]) -> [__m512i; LANES] {
        // Interleave lanes, then pairs of lanes: each quarter of a register holds four rows of
        // one column; then the quarters change places.
        let mut fours = *rows;
        for four in fours.as_chunks_mut::<4>().0 {
            let [a, b, c, d] = *four;
            let (low, high) = (_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
            let (low2, high2) = (_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
            *four = [
                _mm512_unpacklo_epi64(low, low2),
                _mm512_unpackhi_epi64(low, low2),
                _mm512_unpacklo_epi64(high, high2),
                _mm512_unpackhi_epi64(high, high2),
            ];
        }
        let mut columns = [_mm512_setzero_si512(); LANES];
        for i in 0..4 {
            let [a, b, c, d] = [fours[i], fours[4 + i], fours[8 + i], fours[12 + i]];
            let even = _mm512_shuffle_i32x4::<0b10_00_10_00>(a, b);
            let odd = _mm512_shuffle_i32x4::<0b11_01_11_01>(a, b);
            let even2 = _mm512_shuffle_i32x4::<0b10_00_10_00>(c, d);
            let odd2 = _mm512_shuffle_i32x4::<0b11_01_11_01>(c, d);
            columns[i] = _mm512_shuffle_i32x4::<0b10_00_10_00>(even, even2);
            columns[8 + i] = _mm512_shuffle_i32x4::<0b11_01_11_01>(even, even2);
            columns[4 + i] = _mm512_shuffle_i32x4::<0b10_00_10_00>(odd, odd2);
            columns[12 + i] = _mm512_shuffle_i32x4::<0b11_01_11_01>(odd, odd2);
        }
        columns
    }

    /// The register's bits as whole numbers.
    #[target_feature(enable = "avx512f,avx512bf16")]
    fn integers(pairs: __m512bh) -> __m512i {
        // SAFETY: both are 64 bytes, and every pattern of bits is a number.
        unsafe { std::mem::transmute::<__m512bh, __m512i>(pairs) }
    }
}
