//! A set of pixels: what to redraw, what to keep.

mod strokes;

pub use strokes::Side;

use super::{PIXELS, SIDE, index_of};

/// A set of the 1024 pixels of a sprite, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Mask {
    /// One word a row; bit `x` is column `x`.
    rows: [u32; SIDE],
}

impl Mask {
    /// No pixel.
    pub const NONE: Self = Self { rows: [0; SIDE] };

    /// Every pixel.
    pub const ALL: Self = Self { rows: [u32::MAX; SIDE] };

    /// The pixels for which `wanted(x, y)` holds.
    pub fn from_fn(mut wanted: impl FnMut(i32, i32) -> bool) -> Self {
        let mut mask = Self::NONE;
        for y in 0..SIDE as i32 {
            for x in 0..SIDE as i32 {
                mask.set(x, y, wanted(x, y));
            }
        }
        mask
    }

    /// The pixels of the rectangle between two corners, both included, in any order.
    #[must_use]
    pub fn rectangle((x0, y0): (i32, i32), (x1, y1): (i32, i32)) -> Self {
        let (columns, rows) = (x0.min(x1)..=x0.max(x1), y0.min(y1)..=y0.max(y1));
        Self::from_fn(|x, y| columns.contains(&x) && rows.contains(&y))
    }

    /// Whether the pixel is in the set; nothing off the canvas is.
    #[must_use]
    pub fn contains(&self, x: i32, y: i32) -> bool {
        index_of(x, y).is_some() && self.rows[y as usize] >> x & 1 == 1
    }

    /// Whether the pixel with this raster index is in the set.
    #[must_use]
    pub fn contains_index(&self, index: usize) -> bool {
        index < PIXELS && self.rows[index / SIDE] >> (index % SIDE) & 1 == 1
    }

    /// Puts a pixel in or takes it out; does nothing off the canvas.
    pub fn set(&mut self, x: i32, y: i32, present: bool) {
        if index_of(x, y).is_some() {
            let bit = 1 << x;
            if present {
                self.rows[y as usize] |= bit;
            } else {
                self.rows[y as usize] &= !bit;
            }
        }
    }

    /// As [`Self::set`], by raster index.
    pub fn set_index(&mut self, index: usize, present: bool) {
        self.set((index % SIDE) as i32, (index / SIDE) as i32, present);
    }

    /// The set turned by half a circle.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self { rows: std::array::from_fn(|y| self.rows[SIDE - 1 - y].reverse_bits()) }
    }

    /// How many pixels are in the set.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.iter().map(|row| row.count_ones() as usize).sum()
    }

    /// The pixels that are in this set, in the other, or in both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { rows: std::array::from_fn(|y| self.rows[y] | other.rows[y]) }
    }

    /// The pixels that are in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self { rows: std::array::from_fn(|y| self.rows[y] & other.rows[y]) }
    }

    /// The pixels of this set that are not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.intersection(&other.inverted())
    }

    /// The pixels that are not in the set.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self { rows: self.rows.map(|row| !row) }
    }

    /// Adds every pixel that touches the set on one of its four sides.
    #[must_use]
    pub fn grown(&self) -> Self {
        let mut rows = [0; SIDE];
        for (y, row) in rows.iter_mut().enumerate() {
            let middle = self.rows[y];
            let above = y.checked_sub(1).map_or(0, |above| self.rows[above]);
            let below = self.rows.get(y + 1).copied().unwrap_or(0);
            *row = middle | middle << 1 | middle >> 1 | above | below;
        }
        Self { rows }
    }

    /// Takes away every pixel that touches the outside on one of its four sides. The border
    /// of the canvas is no outside.
    #[must_use]
    pub fn shrunk(&self) -> Self {
        self.inverted().grown().inverted()
    }

    /// 256 hexadecimal digits: eight a row, column 31 first.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.rows.iter().map(|row| format!("{row:08x}")).collect()
    }

    /// Reads what [`Self::to_hex`] wrote.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        if text.len() != SIDE * 8 || !text.is_ascii() {
            return None;
        }
        let mut mask = Self::NONE;
        for (row, digits) in mask.rows.iter_mut().zip(text.as_bytes().chunks_exact(8)) {
            *row = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(mask)
    }
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "Mask")?;
        for y in 0..SIDE as i32 {
            let line: String =
                (0..SIDE as i32).map(|x| if self.contains(x, y) { '#' } else { '.' }).collect();
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_mask() -> impl Strategy<Value = Mask> {
        prop::array::uniform32(any::<u32>()).prop_map(|rows| Mask { rows })
    }

    proptest! {
        #[test]
        fn hex_round_trips(mask in any_mask()) {
            prop_assert_eq!(Mask::from_hex(&mask.to_hex()), Some(mask));
        }

        #[test]
        fn inverting_twice_changes_nothing(mask in any_mask()) {
            prop_assert_eq!(mask.inverted().inverted(), mask);
            prop_assert_eq!(mask.count() + mask.inverted().count(), PIXELS);
        }

        #[test]
        fn turning_swaps_corners(mask in any_mask(), x in 0..32_i32, y in 0..32_i32) {
            prop_assert_eq!(mask.turned().contains(31 - x, 31 - y), mask.contains(x, y));
        }

        #[test]
        fn growing_adds_and_shrinking_takes(mask in any_mask()) {
            for y in 0..32 {
                for x in 0..32 {
                    prop_assert!(!mask.contains(x, y) || mask.grown().contains(x, y));
                    prop_assert!(mask.contains(x, y) || !mask.shrunk().contains(x, y));
                }
            }
        }
    }

    #[test]
    fn one_pixel_grows_to_a_plus_and_shrinks_away() {
        let dot = Mask::rectangle((5, 5), (5, 5));
        assert_eq!(dot.grown().count(), 5);
        assert_eq!(dot.grown().shrunk(), dot);
        assert_eq!(dot.shrunk(), Mask::NONE);
        assert_eq!(Mask::ALL.shrunk(), Mask::ALL);
    }

    #[test]
    fn rectangles_take_their_corners_in_any_order_and_off_canvas() {
        assert_eq!(Mask::rectangle((3, 4), (1, 2)), Mask::rectangle((1, 2), (3, 4)));
        assert_eq!(Mask::rectangle((-9, -9), (90, 90)), Mask::ALL);
        assert!(Mask::from_hex("zz").is_none());
    }
}
