//! Rows of tables.

/// Row number `index` of a table. (`table`: `[rows, width]`)
pub(super) fn row(table: &[f32], index: usize, width: usize) -> &[f32] {
    &table[index * width..][..width]
}

/// Adds one row to another.
pub(super) fn add(sum: &mut [f32], other: &[f32]) {
    for (sum, other) in sum.iter_mut().zip(other) {
        *sum += other;
    }
}
