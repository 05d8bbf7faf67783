//! Where the cells of the grid lie: square, and a whole number of physical pixels a pixel.

use egui::{Rect, Vec2, vec2};

use crate::sprite::SIDE;

/// Physical pixels between cells, at one physical pixel a point.
const GAP: f32 = 4.0;
/// Cells are never smaller than this, in points; below it the grid scrolls.
const MIN_SIDE: f32 = 64.0;
/// Cells are never larger than this, in points: a world of one cell need not fill a wall.
const MAX_SIDE: f32 = 288.0;

/// Sizes of the grid in points, each of them a whole number of physical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct GridLayout {
    /// Width of the row labels and height of the column labels.
    pub(super) labels: Vec2,
    /// Side of a cell.
    pub(super) side: f32,
    /// Side of the sprite within its cell.
    pub(super) sprite: f32,
    gap: f32,
    n_rows: usize,
    n_columns: usize,
}

impl GridLayout {
    /// The largest layout that fits `available`, or the smallest one if none fits.
    pub(super) fn fit(
        available: Vec2,
        labels: Vec2,
        (n_rows, n_columns): (usize, usize),
        pixels_per_point: f32,
    ) -> Self {
        let to_pixels = |points: f32| (points * pixels_per_point).round();
        let (gap, labels) = (to_pixels(GAP), vec2(to_pixels(labels.x), to_pixels(labels.y)));
        let share = |points: f32, labels: f32, n: usize| {
            let gaps = gap * n.saturating_sub(1) as f32;
            (((points * pixels_per_point).floor() - labels - gaps) / n.max(1) as f32).floor()
        };
        let widest = share(available.x, labels.x, n_columns);
        let highest = share(available.y, labels.y, n_rows);
        let (least, most) = (to_pixels(MIN_SIDE), to_pixels(MAX_SIDE));
        let side = widest.min(highest).clamp(least, most);
        let scale = (side / SIDE as f32).floor().max(1.0);
        // Room that no whole scale can use becomes a margin, but no wide one.
        let side = side.min((scale * SIDE as f32 * 1.25).floor());
        let to_points = |pixels: f32| pixels / pixels_per_point;
        Self {
            labels: vec2(to_points(labels.x), to_points(labels.y)),
            side: to_points(side),
            sprite: to_points(scale * SIDE as f32),
            gap: to_points(gap),
            n_rows,
            n_columns,
        }
    }

    /// Size of all cells together.
    pub(super) fn cells_size(&self) -> Vec2 {
        let span = |n: usize| n as f32 * self.side + n.saturating_sub(1) as f32 * self.gap;
        vec2(span(self.n_columns), span(self.n_rows))
    }

    /// Where a cell lies, seen from the first cell's corner.
    pub(super) fn cell(&self, row: usize, column: usize) -> Rect {
        let step = self.side + self.gap;
        let corner = vec2(column as f32 * step, row as f32 * step);
        Rect::from_min_size(corner.to_pos2(), Vec2::splat(self.side))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_square_whole_and_as_large_as_fits() {
        let labels = vec2(90.0, 26.0);
        for (width, height) in [(540.0, 490.0), (900.0, 610.0), (1500.0, 960.0), (2000.0, 1300.0)] {
            for pixels_per_point in [1.0, 1.25, 1.5, 2.0] {
                let available = vec2(width, height);
                let layout = GridLayout::fit(available, labels, (6, 6), pixels_per_point);
                let case = format!("{available:?} at {pixels_per_point}: {layout:?}");
                let scale = layout.sprite * pixels_per_point / SIDE as f32;
                assert!((scale - scale.round()).abs() < 1e-3 && 1.0 <= scale, "{case}");
                let side = layout.side * pixels_per_point;
                assert!((side - side.round()).abs() < 1e-3, "{case}");
                assert!(layout.sprite <= layout.side, "{case}");
                let used = layout.cells_size() + layout.labels;
                assert!(used.x <= available.x && used.y <= available.y, "{case}");
                // One scale more would not have fitted.
                let larger = 6.0 * (scale + 1.0) * SIDE as f32 / pixels_per_point;
                assert!(available.y < larger + 5.0 * GAP + labels.y + 1.0, "{case}");
            }
        }
    }

    #[test]
    fn too_little_room_gives_the_smallest_cells_rather_than_none() {
        let layout = GridLayout::fit(vec2(200.0, 100.0), vec2(90.0, 26.0), (6, 6), 1.0);
        assert!((layout.side - MIN_SIDE).abs() < 1e-3);
        assert!(200.0 < layout.cells_size().x);
    }
}
