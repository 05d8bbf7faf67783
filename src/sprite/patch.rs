//! Pixels that were taken up from a sprite, or came from elsewhere, to be moved, turned and put
//! down again.

use super::{
    ENTRIES, Mask, Palette, Rgb, SIDE, Sprite, TRANSPARENT,
    paint::{Flip, Point, bounds},
};

/// The longest side of a patch, in pixels. Larger than the canvas, so that what was enlarged can
/// be moved about until the wanted part lies on it.
pub const MAX_PATCH_SIDE: usize = 4 * SIDE;

/// Pixels less opaque than this are transparent.
const OPAQUE_FROM: u8 = 128;

/// A piece of a picture: palette indices on some of the pixels of a rectangle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    width: usize,
    height: usize,
    /// Row by row; `None` where the piece has a hole. A transparent pixel is part of the piece,
    /// but covers nothing.
    pixels: Vec<Option<u8>>,
}

impl Patch {
    /// The pixels of a mask, and where the upper left corner of the piece lies; `None` if there
    /// are none.
    #[must_use]
    pub fn of(sprite: &Sprite, mask: &Mask) -> Option<(Self, Point)> {
        let ((left, top), (right, bottom)) = bounds(mask)?;
        let (width, height) = ((right - left + 1) as usize, (bottom - top + 1) as usize);
        let pixel = |x: i32, y: i32| mask.contains(x, y).then(|| sprite.at(x, y));
        let pixels = (top..=bottom).flat_map(|y| (left..=right).map(move |x| (x, y)));
        let pixels = pixels.map(|(x, y)| pixel(x, y)).collect();
        Some((Self { width, height, pixels }, (left, top)))
    }

    /// A picture of straight-alpha colours in those of a palette, and how many colours became
    /// their nearest; `None` if it is empty or larger than a patch can be. A picture that is
    /// larger than the canvas, and a smaller one enlarged by a whole number, comes at its own
    /// size.
    #[must_use]
    pub fn of_picture(
        width: usize,
        height: usize,
        pixels: &[[u8; 4]],
        palette: &Palette,
    ) -> Option<(Self, usize)> {
        if width == 0 || height == 0 || width.checked_mul(height)? != pixels.len() {
            return None;
        }
        let scale = enlarged_by(width, height, pixels);
        let (columns, rows) = (width / scale, height / scale);
        if MAX_PATCH_SIDE < columns || MAX_PATCH_SIDE < rows {
            return None;
        }
        let mut known: Vec<([u8; 3], u8)> = Vec::new();
        let mut n_moved = 0;
        let mut patch = Self::empty(columns, rows);
        for (at, pixel) in patch.pixels.iter_mut().enumerate() {
            let (x, y) = (at % columns * scale, at / columns * scale);
            let [r, g, b, alpha] = pixels[y * width + x];
            if alpha < OPAQUE_FROM {
                *pixel = Some(TRANSPARENT);
                continue;
            }
            let colour = [r, g, b];
            let index = if let Some((_, index)) = known.iter().find(|(it, _)| *it == colour) {
                *index
            } else {
                let index = palette.nearest(Rgb(colour));
                n_moved += usize::from(palette.colours()[usize::from(index)] != Rgb(colour));
                known.push((colour, index));
                index
            };
            *pixel = Some(index);
        }
        Some((patch, n_moved))
    }

    fn empty(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![None; width * height] }
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    fn at(&self, x: usize, y: usize) -> Option<u8> {
        self.pixels[y * self.width + x]
    }

    /// Straight-alpha RGBA bytes, row by row; holes are transparent.
    #[must_use]
    pub fn to_rgba(&self, palette: &Palette) -> Vec<u8> {
        let colour = |pixel: &Option<u8>| palette.rgba(pixel.unwrap_or(TRANSPARENT));
        self.pixels.iter().flat_map(colour).collect()
    }

    /// The same with each index replaced by what a table has for it.
    #[must_use]
    pub fn translated(&self, table: &[u8; ENTRIES]) -> Self {
        let pixels = self.pixels.iter().map(|pixel| pixel.map(|index| table[usize::from(index)]));
        Self { pixels: pixels.collect(), ..*self }
    }

    /// Which pixels of the canvas it lies on with its corner at a point.
    #[must_use]
    pub fn mask(&self, corner: Point) -> Mask {
        let mut mask = Mask::NONE;
        self.each(corner, |(x, y), _| mask.set(x, y, true));
        mask
    }

    /// A sprite with the piece put down on it. What is transparent covers nothing, and what lies
    /// beside the canvas is cut off.
    #[must_use]
    pub fn on(&self, sprite: &Sprite, corner: Point) -> Sprite {
        let mut sprite = sprite.clone();
        self.each(corner, |(x, y), index| {
            if index != TRANSPARENT {
                sprite.set(x, y, index);
            }
        });
        sprite
    }

    fn each(&self, (left, top): Point, mut visit: impl FnMut(Point, u8)) {
        for (at, pixel) in self.pixels.iter().enumerate() {
            if let Some(index) = pixel {
                visit((left + (at % self.width) as i32, top + (at / self.width) as i32), *index);
            }
        }
    }

    /// The nearest corner with which some of the piece still lies on the canvas.
    #[must_use]
    pub fn within_reach(&self, corner: Point) -> Point {
        let far = 4 * SIDE as i32;
        let corner = (corner.0.clamp(-far, far), corner.1.clamp(-far, far));
        let beside = |at: i32| at.min(0) + (at - (SIDE as i32 - 1)).max(0);
        let mut nearest: Option<Point> = None;
        self.each(corner, |(x, y), _| {
            let step = (beside(x), beside(y));
            let way = |(dx, dy): Point| dx.abs() + dy.abs();
            if nearest.is_none_or(|nearest| way(step) <= way(nearest)) {
                nearest = Some(step);
            }
        });
        let (dx, dy) = nearest.unwrap_or_default();
        (corner.0 - dx, corner.1 - dy)
    }

    /// The nearest corner with which all of the piece lies on the canvas, as far as it fits.
    #[must_use]
    pub fn within_canvas(&self, (x, y): Point) -> Point {
        let near = |at: i32, size: usize| {
            let spare = SIDE as i32 - size as i32;
            at.clamp(spare.min(0), spare.max(0))
        };
        (near(x, self.width), near(y, self.height))
    }

    /// Left and right, or top and bottom, in each other's place.
    #[must_use]
    pub fn flipped(&self, way: Flip) -> Self {
        let (width, height) = (self.width, self.height);
        self.rearranged(width, height, |x, y| match way {
            Flip::Horizontal => (width - 1 - x, y),
            Flip::Vertical => (x, height - 1 - y),
        })
    }

    /// Turned by a quarter of a circle, and the corner with which it stays about where it was.
    /// Turning it four times, or back, leads to where it was.
    #[must_use]
    pub fn turned(&self, is_clockwise: bool, (x, y): Point) -> (Self, Point) {
        let (width, height) = (self.height, self.width);
        let turned = self.rearranged(width, height, |to_x, to_y| {
            if is_clockwise { (to_y, width - 1 - to_x) } else { (height - 1 - to_y, to_x) }
        });
        // Rounded towards zero, so that turning again takes the same step back.
        let step = (self.width as i32 - self.height as i32) / 2;
        (turned, (x + step, y - step))
    }

    /// Enlarged by a whole number, and the corner with which its middle stays; `None` if that
    /// would be larger than a patch can be.
    #[must_use]
    pub fn enlarged(&self, by: usize, (x, y): Point) -> Option<(Self, Point)> {
        let (width, height) = (self.width.checked_mul(by)?, self.height.checked_mul(by)?);
        if by == 0 || MAX_PATCH_SIDE < width || MAX_PATCH_SIDE < height {
            return None;
        }
        let enlarged = self.rearranged(width, height, |x, y| (x / by, y / by));
        let corner = |at: i32, before: usize, after: usize| at - (after as i32 - before as i32) / 2;
        Some((enlarged, (corner(x, self.width, width), corner(y, self.height, height))))
    }

    /// Reduced by a whole number, of each block the pixel in its upper left middle; and the
    /// corner with which its middle stays. A side never becomes less than one pixel.
    #[must_use]
    pub fn reduced(&self, by: usize, (x, y): Point) -> (Self, Point) {
        let by = by.max(1);
        let (width, height) = (self.width.div_ceil(by), self.height.div_ceil(by));
        let from = |to: usize, size: usize| (to * by + (by - 1) / 2).min(size - 1);
        let reduced =
            self.rearranged(width, height, |x, y| (from(x, self.width), from(y, self.height)));
        let corner = |at: i32, before: usize, after: usize| at + (before as i32 - after as i32) / 2;
        (reduced, (corner(x, self.width, width), corner(y, self.height, height)))
    }

    fn rearranged(
        &self,
        width: usize,
        height: usize,
        from: impl Fn(usize, usize) -> (usize, usize),
    ) -> Self {
        let mut patch = Self::empty(width, height);
        for (at, pixel) in patch.pixels.iter_mut().enumerate() {
            let (x, y) = from(at % width, at / width);
            *pixel = self.at(x, y);
        }
        patch
    }
}

/// By which whole number a picture that is larger than the canvas was enlarged: every block of
/// that size has one colour.
fn enlarged_by(width: usize, height: usize, pixels: &[[u8; 4]]) -> usize {
    if width <= SIDE && height <= SIDE {
        return 1;
    }
    let is_enlarged = |by: &usize| {
        width.is_multiple_of(*by)
            && height.is_multiple_of(*by)
            && pixels.iter().enumerate().all(|(at, pixel)| {
                let (x, y) = (at % width, at / width);
                *pixel == pixels[(y - y % by) * width + x - x % by]
            })
    };
    (2..=16).rev().find(is_enlarged).unwrap_or(1)
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
        fn what_is_put_down_where_it_was_taken_changes_nothing(
            sprite in any_sprite(), a in (0..32_i32, 0..32_i32), b in (0..32_i32, 0..32_i32),
        ) {
            let mask = Mask::rectangle(a, b);
            let (patch, corner) = Patch::of(&sprite, &mask).unwrap();
            prop_assert_eq!(patch.mask(corner), mask);
            let under = sprite.painted(&mask, TRANSPARENT);
            prop_assert_eq!(patch.on(&under, corner), sprite.clone());
            for is_clockwise in [true, false] {
                let (mut turned, mut at) = (patch.clone(), corner);
                for _ in 0..4 {
                    (turned, at) = turned.turned(is_clockwise, at);
                }
                prop_assert_eq!((&turned, at), (&patch, corner));
                let (there, at) = patch.turned(is_clockwise, corner);
                prop_assert_eq!(there.turned(!is_clockwise, at), (patch.clone(), corner));
            }
            for way in [Flip::Horizontal, Flip::Vertical] {
                prop_assert_eq!(&patch.flipped(way).flipped(way), &patch);
            }
            for by in 2..=3 {
                let (large, at) = patch.enlarged(by, corner).unwrap();
                prop_assert_eq!(large.reduced(by, at), (patch.clone(), corner));
            }
        }
    }

    #[test]
    fn a_quarter_to_the_right_brings_the_top_to_the_right() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(4, 4, 1);
        sprite.set(6, 4, 2);
        let (patch, corner) = Patch::of(&sprite, &Mask::rectangle((4, 4), (6, 4))).unwrap();
        let (turned, corner) = patch.turned(true, corner);
        let found = turned.on(&Sprite::EMPTY, corner);
        assert_eq!((found.at(5, 3), found.at(5, 5)), (1, 2));
        assert_eq!((turned.width(), turned.height()), (1, 3));
    }

    #[test]
    fn holes_are_no_part_of_a_piece_and_transparent_pixels_cover_nothing() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(1, 1, 5);
        let mut mask = Mask::rectangle((0, 0), (2, 2));
        mask.set(0, 0, false);
        let (patch, corner) = Patch::of(&sprite, &mask).unwrap();
        let ground = Sprite::EMPTY.painted(&Mask::ALL, 9);
        let on = patch.on(&ground, corner);
        assert_eq!((on.at(0, 0), on.at(0, 1), on.at(1, 1)), (9, 9, 5));
        assert_eq!(patch.mask((-1, 0)).count(), 6);
        assert_eq!(Patch::of(&sprite, &Mask::NONE), None);
    }

    #[test]
    fn a_piece_stays_in_reach() {
        let (patch, _) = Patch::of(&Sprite::EMPTY, &Mask::rectangle((0, 0), (3, 1))).unwrap();
        assert_eq!(patch.within_reach((-90, 90)), (-3, 31));
        assert_eq!(patch.within_canvas((-90, 90)), (0, 30));
        // Its corner is a hole, so it must come nearer.
        let ring = Mask::rectangle((0, 0), (3, 1)).without(&Mask::rectangle((3, 1), (3, 1)));
        let (ring, _) = Patch::of(&Sprite::EMPTY, &ring).unwrap();
        assert_eq!(ring.within_reach((-3, -1)), (-2, -1));
        assert_eq!(ring.within_reach((5, 5)), (5, 5));
        let (large, _) = Patch::of(&Sprite::EMPTY, &Mask::ALL).unwrap();
        let (large, corner) = large.enlarged(2, (0, 0)).unwrap();
        assert_eq!((corner, large.within_canvas((5, -99))), ((-16, -16), (0, -32)));
        assert!(large.enlarged(3, corner).is_none());
    }

    #[test]
    fn a_picture_becomes_a_piece_in_the_colours_of_the_palette() {
        let palette = Palette::ocean();
        let exact = palette.rgba(12);
        let pixels = [exact, [0, 0, 0, 0], [250, 3, 4, 255], [250, 3, 4, 90]];
        let (patch, n_moved) = Patch::of_picture(2, 2, &pixels, &palette).unwrap();
        assert_eq!(n_moved, 1);
        assert_eq!(&patch.to_rgba(&palette)[..8], &[&exact[..], &[0; 4]].concat()[..]);
        // A picture enlarged four times beyond the canvas is taken at its own size.
        let large: Vec<[u8; 4]> =
            (0..64 * 64).map(|at| pixels[at / 64 / 32 * 2 + at % 64 / 32]).collect();
        let (reduced, _) = Patch::of_picture(64, 64, &large, &palette).unwrap();
        assert_eq!((reduced.width(), reduced.height()), (4, 4));
        assert_eq!(Patch::of_picture(0, 4, &[], &palette), None);
        assert_eq!(Patch::of_picture(3, 4, &[exact], &palette), None);
    }
}
