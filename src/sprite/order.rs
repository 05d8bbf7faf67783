//! In which order the pixels of a sprite are read and drawn.

use super::{HintPlane, PIXELS, SIDE, Sprite, TRANSPARENT};

/// How many pixels the middle of what is given must lie before that of what is wanted, for an
/// order to be better than the other.
const CLEARLY_BEFORE: f32 = 4.0;

/// What a row counts, beside a column: an order goes row by row.
const ROW: f32 = 1.5;

/// In which order the pixels of a sprite are read and drawn.
///
/// A model draws each pixel knowing those before it, and what comes after from hints alone. So
/// where the lower part of a sprite is given and the upper part is wanted, it begins below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ScanOrder {
    /// Row by row from the upper left.
    #[default]
    Forwards,
    /// Row by row from the lower right, each from right to left: as if the canvas were turned by
    /// half a circle.
    Backwards,
}

impl ScanOrder {
    /// The raster index of the pixel that comes at a place in this order, and the other way
    /// round.
    ///
    /// # Panics
    /// If it is 1024 or more.
    #[must_use]
    pub fn index(self, place: usize) -> usize {
        match self {
            Self::Forwards => place,
            Self::Backwards => PIXELS - 1 - place,
        }
    }

    /// Whether pixel (`x`, `y`) is among the first `n_drawn`.
    #[must_use]
    pub fn has_come(self, (x, y): (i32, i32), n_drawn: usize) -> bool {
        super::index_of(x, y).is_some_and(|index| self.index(index) < n_drawn)
    }

    /// How many rows from the top the next pixel after the first `n_drawn` lies; after a whole
    /// canvas the last one's.
    #[must_use]
    pub fn row_after(self, n_drawn: usize) -> usize {
        self.index(n_drawn.min(PIXELS - 1)) / SIDE
    }

    /// A sprite whose raster order is this order of the given one. Twice is once less.
    #[must_use]
    pub fn sprite(self, sprite: &Sprite) -> Sprite {
        let mut pixels = sprite.pixels;
        self.arrange(&mut pixels);
        Sprite { pixels }
    }

    /// Likewise hints.
    #[must_use]
    pub fn hints(self, hints: &HintPlane) -> HintPlane {
        let mut hints = hints.clone();
        self.arrange(&mut hints.codes);
        self.arrange(&mut hints.locked);
        if self == Self::Backwards {
            hints.opaque = hints.opaque.turned();
        }
        hints
    }

    fn arrange<T>(self, pixels: &mut [T; PIXELS]) {
        if self == Self::Backwards {
            pixels.reverse();
        }
    }
}

impl HintPlane {
    /// The order in which the locked colours come before what is wanted; `None` where it is about
    /// the same either way.
    #[must_use]
    pub fn best_order(&self) -> Option<ScanOrder> {
        let is_given = |pixel: usize| self.given(pixel).is_some_and(|colour| colour != TRANSPARENT);
        let given = middle((0..PIXELS).filter(|&pixel| is_given(pixel)))?;
        let wanted = middle((0..PIXELS).filter(|&pixel| !self.locked[pixel]))?;
        let before = wanted.0 - given.0 + ROW * (wanted.1 - given.1);
        match before {
            _ if before > CLEARLY_BEFORE => Some(ScanOrder::Forwards),
            _ if before < -CLEARLY_BEFORE => Some(ScanOrder::Backwards),
            _ => None,
        }
    }
}

/// The mean column and row of some pixels, if there are any.
fn middle(pixels: impl Iterator<Item = usize>) -> Option<(f32, f32)> {
    let (mut count, mut columns, mut rows) = (0, 0, 0);
    for pixel in pixels {
        count += 1;
        columns += pixel % SIDE;
        rows += pixel / SIDE;
    }
    let mean = |sum: usize| sum as f32 / count as f32;
    (count > 0).then(|| (mean(columns), mean(rows)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::{Hint, Mask};

    #[test]
    fn backwards_is_the_last_pixel_first() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(3, 5, 9);
        let turned = ScanOrder::Backwards.sprite(&sprite);
        assert_eq!((turned.at(28, 26), turned.opaque_count()), (9, 1));
        assert_eq!(ScanOrder::Backwards.sprite(&turned), sprite);
        assert_eq!(ScanOrder::Forwards.sprite(&sprite), sprite);

        let mut hints = HintPlane::BLANK;
        hints.set(5 * SIDE + 3, Hint::Colour(9), true);
        let turned = ScanOrder::Backwards.hints(&hints);
        let place = ScanOrder::Backwards.index(5 * SIDE + 3);
        assert_eq!((turned.at(place), turned.at(5 * SIDE + 3).1), ((Hint::Colour(9), true), false));
        hints.advise_opaque(7, 4);
        let turned = ScanOrder::Backwards.hints(&hints);
        assert!(turned.must_be_opaque(PIXELS - 8) && !turned.must_be_opaque(7));
    }

    #[test]
    fn what_has_come_lies_before_the_next_row() {
        for (order, first, last) in
            [(ScanOrder::Forwards, (0, 0), (31, 31)), (ScanOrder::Backwards, (31, 31), (0, 0))]
        {
            assert!(order.has_come(first, 1) && !order.has_come(first, 0));
            assert!(!order.has_come(last, PIXELS - 1) && order.has_come(last, PIXELS));
            assert!(!order.has_come((-1, 40), PIXELS));
            let come = Mask::from_fn(|x, y| order.has_come((x, y), 40));
            assert_eq!(come.count(), 40);
        }
        assert_eq!(
            (ScanOrder::Forwards.row_after(40), ScanOrder::Backwards.row_after(40)),
            (1, 30)
        );
        assert_eq!(
            (ScanOrder::Forwards.row_after(1024), ScanOrder::Backwards.row_after(1024)),
            (31, 0)
        );
    }

    /// Which order is best when a mask's pixels are wanted and the others are given.
    fn best(wanted: impl Fn(i32, i32) -> bool) -> Option<ScanOrder> {
        let colour = |pixel: usize| {
            let (x, y) = (pixel % SIDE, pixel / SIDE);
            u8::from((4..28).contains(&x) && (6..26).contains(&y))
        };
        let pixels: Vec<u8> = (0..PIXELS).map(colour).collect();
        let sprite = Sprite::from_indices(&pixels).unwrap();
        let wanted = Mask::from_fn(wanted);
        HintPlane::keeping(&sprite, &wanted.inverted()).best_order()
    }

    #[test]
    fn what_is_given_comes_first() {
        assert_eq!(best(|_, y| y < 16), Some(ScanOrder::Backwards));
        assert_eq!(best(|x, _| x < 16), Some(ScanOrder::Backwards));
        assert_eq!(best(|_, y| y >= 16), Some(ScanOrder::Forwards));
        assert_eq!(best(|x, _| x >= 16), Some(ScanOrder::Forwards));
        // Above counts for more than beside.
        assert_eq!(best(|x, y| x - 2 * y + 16 > 0), Some(ScanOrder::Backwards));
        assert_eq!(best(|x, y| x - 2 * y + 16 < 0), Some(ScanOrder::Forwards));
        // It is all the same for pixels all over, a hole in the middle, and where nothing or
        // everything is given.
        assert_eq!(best(|x, y| (x + y) % 2 == 0), None);
        assert_eq!(best(|x, y| (12..20).contains(&x) && (12..20).contains(&y)), None);
        assert_eq!(best(|_, _| true), None);
        assert_eq!(best(|_, _| false), None);
        let advice = HintPlane::BLANK;
        assert_eq!(advice.best_order(), None);
    }
}
