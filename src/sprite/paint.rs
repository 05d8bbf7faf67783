//! Painting by hand: what a pencil, a bucket or a moved selection does to a sprite.
//!
//! A tool is two steps: which pixels it covers, as a [`Mask`], and what becomes of them.

use super::{
    ENTRIES, Mask, SIDE, Sprite, TRANSPARENT,
    brush::{MAX_BRUSH, is_under_brush},
};

/// A pixel of the canvas or beside it: column and row.
pub type Point = (i32, i32);

/// The pixels of a straight line between two, both included (Bresenham). Ends that lie far
/// beside the canvas are brought nearer, so that no line is long.
#[must_use]
pub fn line(from: Point, to: Point) -> Vec<Point> {
    let near = |at: i32| at.clamp(-4 * SIDE as i32, 5 * SIDE as i32);
    let ((x0, y0), (x1, y1)) = ((near(from.0), near(from.1)), (near(to.0), near(to.1)));
    let (dx, dy) = ((x1 - x0).abs(), -(y1 - y0).abs());
    let (step_x, step_y) = ((x1 - x0).signum(), (y1 - y0).signum());
    let (mut x, mut y, mut error) = (x0, y0, dx + dy);
    let mut points = vec![(x, y)];
    while (x, y) != (x1, y1) {
        let twice = 2 * error;
        if dy <= twice {
            error += dy;
            x += step_x;
        }
        if twice <= dx {
            error += dx;
            y += step_y;
        }
        points.push((x, y));
    }
    points
}

/// A stroke without its doubled corners: where it goes round a corner in two steps, the pixel
/// in the corner is left out, as pixel artists would.
#[must_use]
pub fn pixel_perfect(points: &[Point]) -> Vec<Point> {
    let mut kept = Vec::<Point>::with_capacity(points.len());
    for (index, &at) in points.iter().enumerate() {
        let is_corner = match (kept.last(), points.get(index + 1)) {
            (Some(&before), Some(&after)) => {
                let is_beside = |(x, y): Point| (x - at.0).abs() + (y - at.1).abs() == 1;
                let turns = before.0 != after.0 && before.1 != after.1;
                is_beside(before) && is_beside(after) && turns
            }
            _ => false,
        };
        if !is_corner {
            kept.push(at);
        }
    }
    kept
}

/// What a round brush of this diameter covers on its way along these pixels.
#[must_use]
pub fn stroke(points: &[Point], size: u32) -> Mask {
    // The brush as steps from its centre: going along a long scribble then costs a few pixels
    // a step.
    let reach = size.clamp(1, MAX_BRUSH) as i32 / 2;
    let steps = (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (dx, dy)));
    let brush: Vec<Point> = steps.filter(|&step| is_under_brush(step, size)).collect();
    let mut mask = Mask::NONE;
    for &(x, y) in points {
        for &(dx, dy) in &brush {
            mask.set(x + dx, y + dy, true);
        }
    }
    mask
}

/// The outline of a rectangle, one pixel wide, with its mask when it is filled.
#[must_use]
pub fn rectangle(from: Point, to: Point, is_filled: bool) -> Mask {
    let whole = Mask::rectangle(from, to);
    if is_filled {
        return whole;
    }
    let (left, right) = (from.0.min(to.0), from.0.max(to.0));
    let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
    let inside = Mask::from_fn(|x, y| left < x && x < right && top < y && y < bottom);
    whole.without(&inside)
}

/// The ellipse that fills the rectangle between two corners, or its outline, one pixel wide.
#[must_use]
pub fn ellipse(from: Point, to: Point, is_filled: bool) -> Mask {
    let near = |at: i32| i64::from(at.clamp(-4 * SIDE as i32, 5 * SIDE as i32));
    let (x0, y0, x1, y1) = (near(from.0), near(from.1), near(to.0), near(to.1));
    let (width, height) = ((x1 - x0).abs() + 1, (y1 - y0).abs() + 1);
    // Everything doubled, so that the middle of an even side is a whole number. A little less
    // than the full reach, or single pixels would stick out at the four poles; but never so
    // little that a side is not reached.
    let weigh = |dx: i64, dy: i64| (dx * height).pow(2) + (dy * width).pow(2);
    let full = width * height;
    let poles = [(width - 1, 1 - height % 2), (1 - width % 2, height - 1)];
    let least = poles.into_iter().map(|(dx, dy)| weigh(dx, dy)).max().unwrap_or(0);
    let reach = (full * full - 2 * full).max(least);
    let whole = Mask::from_fn(|x, y| {
        weigh(2 * i64::from(x) - x0 - x1, 2 * i64::from(y) - y0 - y1) <= reach
    });
    if is_filled { whole } else { whole.without(&whole.shrunk()) }
}

/// What lies inside a closed path, and the path itself: what a lasso catches.
#[must_use]
pub fn polygon(path: &[Point]) -> Mask {
    let edges = || path.iter().copied().zip(path.iter().copied().cycle().skip(1));
    // Corners may lie apart, as those of a quick hand do.
    let outline =
        edges().fold(Mask::NONE, |outline, (from, to)| outline.union(&stroke(&line(from, to), 1)));
    // A pixel is inside where the path goes round it, however often.
    let turns = |x: i32, y: i32| -> i32 {
        edges()
            .map(|((x0, y0), (x1, y1))| {
                let side =
                    i64::from(x1 - x0) * i64::from(y - y0) - i64::from(x - x0) * i64::from(y1 - y0);
                match (y0 <= y, y1 <= y) {
                    (true, false) if 0 < side => 1,
                    (false, true) if side < 0 => -1,
                    _ => 0,
                }
            })
            .sum()
    };
    outline.union(&Mask::from_fn(|x, y| turns(x, y) != 0))
}

/// The corner with which a rectangle from another corner is a square, as large as the longer of
/// its sides.
#[must_use]
pub fn square_corner(from: Point, to: Point) -> Point {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let side = dx.abs().max(dy.abs());
    let way = |d: i32| if d < 0 { -side } else { side };
    (from.0 + way(dx), from.1 + way(dy))
}

/// The end with which a line runs across, down, or exactly between.
#[must_use]
pub fn even_end(from: Point, to: Point) -> Point {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    if 2 * dy.abs() < dx.abs() {
        (to.0, from.1)
    } else if 2 * dx.abs() < dy.abs() {
        (from.0, to.1)
    } else {
        square_corner(from, to)
    }
}

/// Every pixel of one colour, wherever it is.
#[must_use]
pub fn of_colour(sprite: &Sprite, colour: u8) -> Mask {
    Mask::from_fn(|x, y| sprite.at(x, y) == colour)
}

/// Which halves of the canvas are drawn on together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mirror {
    /// Left and right.
    pub across: bool,
    /// Top and bottom.
    pub down: bool,
}

impl Mirror {
    /// A mask together with its reflections.
    #[must_use]
    pub fn reflect(self, mask: &Mask) -> Mask {
        let last = SIDE as i32 - 1;
        let mut all = *mask;
        if self.across {
            all = all.union(&Mask::from_fn(|x, y| all.contains(last - x, y)));
        }
        if self.down {
            all = all.union(&Mask::from_fn(|x, y| all.contains(x, last - y)));
        }
        all
    }
}

/// The smallest rectangle that holds a mask, as its first and last corner.
#[must_use]
pub fn bounds(mask: &Mask) -> Option<(Point, Point)> {
    all_points().filter(|&(x, y)| mask.contains(x, y)).fold(None, |found, (x, y)| match found {
        None => Some(((x, y), (x, y))),
        Some(((left, top), (right, bottom))) => {
            Some(((left.min(x), top.min(y)), (right.max(x), bottom.max(y))))
        }
    })
}

fn all_points() -> impl Iterator<Item = Point> {
    (0..SIDE as i32).flat_map(|y| (0..SIDE as i32).map(move |x| (x, y)))
}

/// A direction to flip in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flip {
    /// Left and right change places.
    Horizontal,
    /// Top and bottom change places.
    Vertical,
}

impl Sprite {
    /// The same with every pixel of the mask in one colour.
    ///
    /// # Panics
    /// If `colour` is no palette index.
    #[must_use]
    pub fn painted(&self, mask: &Mask, colour: u8) -> Self {
        let mut sprite = self.clone();
        for (x, y) in all_points().filter(|&(x, y)| mask.contains(x, y)) {
            sprite.set(x, y, colour);
        }
        sprite
    }

    /// The same with the pixels of the mask taken from another sprite.
    #[must_use]
    pub fn with_region(&self, mask: &Mask, other: &Self) -> Self {
        let mut sprite = self.clone();
        for (x, y) in all_points().filter(|&(x, y)| mask.contains(x, y)) {
            sprite.set(x, y, other.at(x, y));
        }
        sprite
    }

    /// The pixels of the mask flipped within the rectangle that holds them, and the mask with
    /// them. What they uncover becomes transparent.
    #[must_use]
    pub fn flipped(&self, mask: &Mask, way: Flip) -> (Self, Mask) {
        let Some(((left, top), (right, bottom))) = bounds(mask) else {
            return (self.clone(), *mask);
        };
        self.lifted(mask, |(x, y)| match way {
            Flip::Horizontal => (left + right - x, y),
            Flip::Vertical => (x, top + bottom - y),
        })
    }

    /// The same with the pixels of the mask replaced by what a table has for them.
    #[must_use]
    pub fn with_table(&self, mask: &Mask, table: &[u8; ENTRIES]) -> Self {
        self.with_region(mask, &self.translated(table))
    }

    /// The pixels of the mask moved, and the mask with them. What leaves the canvas is lost,
    /// and what is transparent covers nothing.
    #[must_use]
    pub fn moved(&self, mask: &Mask, (dx, dy): Point) -> (Self, Mask) {
        self.lifted(mask, |(x, y)| (x + dx, y + dy))
    }

    /// Takes the pixels of the mask up and puts them down elsewhere.
    fn lifted(&self, mask: &Mask, place: impl Fn(Point) -> Point) -> (Self, Mask) {
        let mut sprite = self.painted(mask, TRANSPARENT);
        let mut moved = Mask::NONE;
        for (x, y) in all_points().filter(|&(x, y)| mask.contains(x, y)) {
            let (to_x, to_y) = place((x, y));
            moved.set(to_x, to_y, true);
            let colour = self.at(x, y);
            if colour != TRANSPARENT {
                sprite.set(to_x, to_y, colour);
            }
        }
        (sprite, moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::PIXELS;
    use proptest::prelude::*;

    fn any_sprite() -> impl Strategy<Value = Sprite> {
        prop::collection::vec(0..4_u8, PIXELS).prop_map(|p| Sprite::from_indices(&p).unwrap())
    }

    proptest! {
        #[test]
        fn lines_have_no_holes_and_no_detours(
            x0 in -40..70_i32, y0 in -40..70_i32, x1 in -40..70_i32, y1 in -40..70_i32,
        ) {
            let points = line((x0, y0), (x1, y1));
            prop_assert_eq!(points[0], (x0, y0));
            prop_assert_eq!(points[points.len() - 1], (x1, y1));
            prop_assert_eq!(points.len() as i32, (x1 - x0).abs().max((y1 - y0).abs()) + 1);
            for pair in points.windows(2) {
                let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
                prop_assert!(dx.abs() <= 1 && dy.abs() <= 1);
            }
        }

        #[test]
        fn flipping_twice_and_moving_back_change_nothing(sprite in any_sprite()) {
            for way in [Flip::Horizontal, Flip::Vertical] {
                let (once, mask) = sprite.flipped(&Mask::ALL, way);
                prop_assert_eq!(mask, Mask::ALL);
                prop_assert_eq!(&once.flipped(&Mask::ALL, way).0, &sprite);
            }
            prop_assert_eq!(
                sprite.flipped(&Mask::ALL, Flip::Horizontal).0,
                sprite.flipped_horizontally()
            );
            // In the middle, with nothing around it to be covered.
            let middle = Mask::rectangle((8, 8), (23, 23));
            let alone = sprite.painted(&middle.inverted(), TRANSPARENT);
            let (there, moved) = alone.moved(&middle, (5, -3));
            prop_assert_eq!(there.at(20, 7), alone.at(15, 10));
            prop_assert_eq!(there.moved(&moved, (-5, 3)), (alone, middle));
        }
    }

    #[test]
    fn corners_are_cut_and_straight_lines_stay() {
        let stairs = [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2)];
        assert_eq!(pixel_perfect(&stairs), [(0, 0), (1, 1), (2, 2)]);
        let straight = line((0, 0), (9, 0));
        assert_eq!(pixel_perfect(&straight), straight);
        // There and back again is no corner.
        assert_eq!(pixel_perfect(&[(0, 0), (1, 0), (0, 0)]).len(), 3);
    }

    #[test]
    fn a_stroke_is_as_wide_as_its_brush() {
        for size in 1..=8 {
            let mask = stroke(&line((-5, 16), (40, 16)), size);
            assert_eq!(mask.count(), SIDE * size as usize, "{size}");
        }
        assert_eq!(stroke(&[(3, 4)], 1), Mask::rectangle((3, 4), (3, 4)));
    }

    #[test]
    fn a_rectangle_has_an_outline() {
        assert_eq!(rectangle((5, 6), (2, 2), false).count(), 14);
        assert_eq!(rectangle((5, 6), (2, 2), true).count(), 20);
        assert_eq!(rectangle((5, 6), (5, 6), false).count(), 1);
    }

    #[test]
    fn an_ellipse_fills_its_rectangle_and_is_round() {
        for size in 1..=9 {
            let last = 8 + size - 1;
            let disc = Mask::disc((8 + (size - 1) / 2, 8 + (size - 1) / 2), size as u32);
            assert_eq!(ellipse((8, 8), (last, last), true), disc, "{size}");
        }
        for (width, height) in [(1, 5), (7, 1), (2, 9), (12, 3), (20, 31)] {
            let filled = ellipse((width, 0), (1, height - 1), true);
            assert_eq!(bounds(&filled), Some(((1, 0), (width, height - 1))), "{width} {height}");
        }
        let outline = ellipse((4, 4), (14, 10), false);
        assert!(outline.contains(4, 7) && outline.contains(9, 4) && !outline.contains(9, 7));
        assert_eq!(ellipse((i32::MIN, i32::MIN), (i32::MAX, i32::MAX), true), Mask::ALL);
    }

    #[test]
    fn a_lasso_catches_what_it_goes_round() {
        let corners = [(4, 4), (10, 4), (10, 9), (4, 9)];
        assert_eq!(polygon(&corners), Mask::rectangle((4, 4), (10, 9)));
        let backwards: Vec<Point> = corners.into_iter().rev().collect();
        assert_eq!(polygon(&backwards), polygon(&corners));
        // Twice round, and with a loop, everything is inside.
        let twice = [corners, corners].concat();
        assert_eq!(polygon(&twice), polygon(&corners));
        let triangle = polygon(&[(0, 0), (8, 0), (0, 8)]);
        assert!(triangle.contains(2, 2) && !triangle.contains(7, 7));
        assert_eq!(polygon(&[(3, 3)]).count(), 1);
        assert_eq!(polygon(&[]), Mask::NONE);
    }

    #[test]
    fn shift_makes_squares_and_even_lines() {
        assert_eq!(square_corner((5, 5), (9, 2)), (9, 1));
        assert_eq!(square_corner((5, 5), (1, 6)), (1, 9));
        assert_eq!(even_end((0, 0), (9, 2)), (9, 0));
        assert_eq!(even_end((0, 0), (-2, 9)), (0, 9));
        assert_eq!(even_end((0, 0), (6, -8)), (8, -8));
    }

    #[test]
    fn mirrors_double_and_the_middle_has_no_gap() {
        let dot = Mask::rectangle((2, 3), (2, 3));
        let across = Mirror { across: true, down: false }.reflect(&dot);
        assert!(across.count() == 2 && across.contains(29, 3));
        assert_eq!(Mirror { across: true, down: true }.reflect(&dot).count(), 4);
        assert_eq!(Mirror::default().reflect(&dot), dot);
    }

    #[test]
    fn what_moves_off_the_canvas_is_lost_and_transparent_covers_nothing() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(1, 1, 5);
        sprite.set(4, 1, 7);
        let selected = Mask::rectangle((0, 0), (2, 2));
        let (moved, mask) = sprite.moved(&selected, (3, 0));
        assert_eq!((moved.at(1, 1), moved.at(4, 1)), (0, 5));
        assert_eq!(mask, Mask::rectangle((3, 0), (5, 2)));
        let (moved, _) = sprite.moved(&selected, (2, 0));
        assert_eq!((moved.at(3, 1), moved.at(4, 1)), (5, 7));
        let (gone, mask) = sprite.moved(&Mask::ALL, (0, -2));
        assert_eq!(gone, Sprite::EMPTY);
        assert!(!mask.contains(0, 31) && mask.count() == 30 * SIDE);
    }

    #[test]
    fn a_colour_is_replaced_everywhere() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(0, 0, 5);
        sprite.set(31, 31, 5);
        let replaced = sprite.painted(&of_colour(&sprite, 5), 9);
        assert_eq!((replaced.at(0, 0), replaced.at(31, 31), replaced.opaque_count()), (9, 9, 2));
    }
}
