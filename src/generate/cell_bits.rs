//! Coarse pictures as sets of cells, which are moved about and laid over each other.

use crate::sprite::{Sketch, SketchCell};

/// The cells of a coarse picture in raster order.
pub(super) type Cells = [SketchCell; Sketch::COARSE_CELLS];

/// Cells by which a picture is moved at most.
const MOST_MOVED: i32 = 3;

/// All small moves, the smallest first.
pub(super) fn moves() -> Vec<(i32, i32)> {
    let all = -MOST_MOVED..=MOST_MOVED;
    let mut all: Vec<(i32, i32)> =
        all.clone().flat_map(|dy| all.clone().map(move |dx| (dx, dy))).collect();
    all.sort_by_key(|(dx, dy)| dx.abs() + dy.abs());
    all
}

/// Cells moved to the right and down; what comes in is empty.
pub(super) fn moved(cells: &Cells, (dx, dy): (i32, i32)) -> Cells {
    let side = Sketch::COARSE_SIDE as i32;
    std::array::from_fn(|at| {
        let (x, y) = (at as i32 % side - dx, at as i32 / side - dy);
        let is_inside = (0..side).contains(&x) && (0..side).contains(&y);
        if is_inside { cells[(y * side + x) as usize] } else { SketchCell::Empty }
    })
}

/// The occupied cells of a coarse picture, a word a row.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct CellBits([u16; Sketch::COARSE_SIDE]);

impl CellBits {
    pub(super) fn of(cells: &Cells) -> Self {
        let mut rows = [0; Sketch::COARSE_SIDE];
        for (at, cell) in cells.iter().enumerate() {
            rows[at / Sketch::COARSE_SIDE] |=
                u16::from(cell.is_occupied()) << (at % Sketch::COARSE_SIDE);
        }
        Self(rows)
    }

    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|row| row.count_ones()).sum()
    }

    pub(super) fn common(&self, other: &Self) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a & b).count_ones()).sum()
    }

    /// The intersection over the union; 0 where both are empty.
    pub(super) fn overlap(&self, other: &Self) -> f64 {
        let common = self.common(other);
        let all = self.count() + other.count() - common;
        f64::from(common) / f64::from(all.max(1))
    }

    /// Moved to the right and down; what leaves the canvas is gone.
    pub(super) fn moved(&self, dx: i32, dy: i32) -> Self {
        Self(std::array::from_fn(|y| {
            let row = usize::try_from(y as i32 - dy).ok().and_then(|y| self.0.get(y));
            let row = row.copied().unwrap_or(0);
            if dx < 0 { row >> -dx } else { row << dx }
        }))
    }
}
