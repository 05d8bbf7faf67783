//! Matrices that lie in slices, and what a product does to what was there.

/// A matrix that lies in a slice with any strides.
#[derive(Clone, Copy)]
pub(super) struct Mat<'a> {
    pub(super) data: &'a [f32],
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) row_stride: usize,
    pub(super) col_stride: usize,
}

impl<'a> Mat<'a> {
    /// `rows` rows of `cols` numbers, `row_stride` apart.
    pub(super) fn new(data: &'a [f32], rows: usize, cols: usize, row_stride: usize) -> Self {
        assert!(reach(rows, cols, row_stride, 1) <= data.len(), "matrix larger than its slice");
        Self { data, rows, cols, row_stride, col_stride: 1 }
    }

    /// `rows` rows that follow each other without a gap.
    pub(super) fn dense(data: &'a [f32], rows: usize, cols: usize) -> Self {
        Self::new(data, rows, cols, cols)
    }

    /// The transpose, without moving anything.
    pub(super) fn t(self) -> Self {
        Self {
            data: self.data,
            rows: self.cols,
            cols: self.rows,
            row_stride: self.col_stride,
            col_stride: self.row_stride,
        }
    }
}

/// A matrix to write to: rows of consecutive numbers, any distance apart.
pub(super) struct MatMut<'a> {
    pub(super) data: &'a mut [f32],
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) row_stride: usize,
}

impl<'a> MatMut<'a> {
    /// `rows` rows of `cols` numbers, `row_stride` apart.
    pub(super) fn new(data: &'a mut [f32], rows: usize, cols: usize, row_stride: usize) -> Self {
        assert!(reach(rows, cols, row_stride, 1) <= data.len(), "matrix larger than its slice");
        assert!(rows <= 1 || cols <= row_stride, "rows overlap");
        Self { data, rows, cols, row_stride }
    }

    /// `rows` rows that follow each other without a gap.
    pub(super) fn dense(data: &'a mut [f32], rows: usize, cols: usize) -> Self {
        Self::new(data, rows, cols, cols)
    }
}

/// What happens to the numbers that were there before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    /// They are forgotten.
    Set,
    /// The product is added to them.
    Add,
}

/// How many numbers a matrix spans from its first to its last.
pub(super) fn reach(rows: usize, cols: usize, row_stride: usize, col_stride: usize) -> usize {
    if rows == 0 || cols == 0 { 0 } else { (rows - 1) * row_stride + (cols - 1) * col_stride + 1 }
}
