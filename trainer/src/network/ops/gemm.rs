//! Single-threaded matrix multiplication on slices: a safe face for the `gemm` crate.
#![expect(unsafe_code, reason = "gemm takes raw pointers; the views below prove their bounds")]

use std::ops::Range;

use super::{
    bf16,
    matrix::{Mat, MatMut, Write, reach},
};

/// Numbers that large products are made of; sums are always f32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::network) enum Products {
    /// 32 bits.
    F32,
    /// 16 bits with the range of 32, twice as fast where the processor has them.
    Bf16(bf16::HasAvx512Bf16),
}

/// The right factor of products, ready to be used many times.
#[derive(Clone, Copy)]
pub(super) enum Right<'a> {
    F32(Mat<'a>),
    Bf16(bf16::Panels<'a>),
}

impl Products {
    /// Prepares a right factor; `memory` is where it may lie.
    pub(super) fn right<'a>(self, b: Mat<'a>, memory: &'a mut Vec<u32>) -> Right<'a> {
        match self {
            Self::F32 => Right::F32(b),
            Self::Bf16(proof) => Right::Bf16(bf16::Panels::new(proof, b, memory)),
        }
    }

    /// Of what number the first row and column of a [part](Right::part) must be a multiple.
    pub(super) fn block(self) -> usize {
        match self {
            Self::F32 => 1,
            Self::Bf16(_) => bf16::BLOCK,
        }
    }
}

impl Right<'_> {
    /// Some rows and columns. The first of each is a multiple of [`Products::block`].
    pub(super) fn part(self, rows: Range<usize>, cols: Range<usize>) -> Self {
        match self {
            Self::F32(Mat { data, row_stride, col_stride, .. }) => {
                let data = &data[rows.start * row_stride + cols.start * col_stride..];
                assert!(reach(rows.len(), cols.len(), row_stride, col_stride) <= data.len());
                Self::F32(Mat { data, rows: rows.len(), cols: cols.len(), row_stride, col_stride })
            }
            Self::Bf16(panels) => Self::Bf16(panels.part(rows, cols)),
        }
    }
}

/// `dst = a b` or `dst += a b`. `scratch` is memory for products that need some.
pub(super) fn multiply(
    dst: &mut MatMut<'_>,
    a: Mat<'_>,
    b: Right<'_>,
    write: Write,
    scratch: &mut Vec<u32>,
) {
    match b {
        Right::F32(b) => matmul(dst, a, b, write),
        Right::Bf16(b) => bf16::matmul(dst, a, b, write, scratch),
    }
}

/// `dst = a b` or `dst += a b`.
pub(super) fn matmul(dst: &mut MatMut<'_>, a: Mat<'_>, b: Mat<'_>, write: Write) {
    assert!(a.cols == b.rows, "inner sizes differ: {} and {}", a.cols, b.rows);
    assert!((dst.rows, dst.cols) == (a.rows, b.cols), "the product has another size");
    let add = write == Write::Add;
    // SAFETY: the constructors of `Mat` and `MatMut` checked that the last element of each
    // matrix lies inside its slice, strides are not negative, the rows of `dst` do not overlap,
    // and `dst` is borrowed mutably, so it overlaps neither `a` nor `b`.
    unsafe {
        gemm::gemm(
            dst.rows,
            dst.cols,
            a.cols,
            dst.data.as_mut_ptr(),
            1,
            dst.row_stride as isize,
            add,
            a.data.as_ptr(),
            a.col_stride as isize,
            a.row_stride as isize,
            b.data.as_ptr(),
            b.col_stride as isize,
            b.row_stride as isize,
            if add { 1.0 } else { 0.0 },
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strided_and_transposed_products_are_right() {
        // Columns 1..3 of a 3x4 matrix, times the transpose of a 2x2 matrix.
        let a: Vec<f32> = (0..12).map(|i| i as f32).collect();
        let b = [1.0, 2.0, 3.0, 4.0];
        let mut dst = vec![1.0; 6];
        let (a, b) = (Mat::new(&a[1..], 3, 2, 4), Mat::dense(&b, 2, 2).t());
        matmul(&mut MatMut::dense(&mut dst, 3, 2), a, b, Write::Add);
        assert_eq!(dst, [6.0, 12.0, 18.0, 40.0, 30.0, 68.0]);
        matmul(&mut MatMut::dense(&mut dst, 3, 2), a, b, Write::Set);
        assert_eq!(dst, [5.0, 11.0, 17.0, 39.0, 29.0, 67.0]);
    }

    #[cfg(target_arch = "x86_64")]
    /// Every way in which factors lie, sizes that fill no tile, and both ways to write.
    #[test]
    fn products_of_16_bits_are_those_of_rounded_numbers() {
        let Some(proof) = bf16::HasAvx512Bf16::detect() else { return };
        for proof in [proof, bf16::HasAvx512Bf16::without_tiles(proof)] {
            check_products(proof);
        }
    }

    #[cfg(target_arch = "x86_64")]
    fn check_products(proof: bf16::HasAvx512Bf16) {
        let round = |value: f32| half::bf16::from_f32(value).to_f32();
        let numbers = |n: usize, step: f32| -> Vec<f32> {
            (0..n).map(|i| (i as f32 * step).sin() * 3.0).collect()
        };
        for (rows, inner, cols) in
            [(1, 2, 16), (13, 7, 33), (40, 64, 96), (5, 1, 3), (24, 33, 1), (70, 100, 81)]
        {
            let (a, b) = (numbers(rows * inner, 0.7), numbers(inner * cols, 1.3));
            let a_across: Vec<f32> =
                (0..inner * rows).map(|i| a[i % rows * inner + i / rows]).collect();
            let b_across: Vec<f32> =
                (0..inner * cols).map(|i| b[i % inner * cols + i / inner]).collect();
            let lefts = [Mat::dense(&a, rows, inner), Mat::dense(&a_across, inner, rows).t()];
            let rights = [Mat::dense(&b, inner, cols), Mat::dense(&b_across, cols, inner).t()];
            for (left, right) in lefts.into_iter().flat_map(|l| rights.map(|r| (l, r))) {
                let mut memory = Vec::new();
                let right = Products::Bf16(proof).right(right, &mut memory);
                let mut dst = vec![1.0; rows * cols];
                for (write, base) in [(Write::Add, 1.0), (Write::Set, 0.0)] {
                    let mut view = MatMut::dense(&mut dst, rows, cols);
                    multiply(&mut view, left, right, write, &mut Vec::new());
                    for (at, &value) in dst.iter().enumerate() {
                        let (row, col) = (at / cols, at % cols);
                        let exact: f32 = (0..inner)
                            .map(|k| round(a[row * inner + k]) * round(b[k * cols + col]))
                            .sum();
                        assert!((value - base - exact).abs() < 1e-3, "{rows} {inner} {cols} {at}");
                    }
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "larger than its slice")]
    fn a_matrix_cannot_reach_beyond_its_slice() {
        let _ = Mat::dense(&[0.0; 5], 2, 3);
    }
}
