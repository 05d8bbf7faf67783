//! How masks are made: rolled, brushed, ruled and filled.

use super::Mask;
use crate::sprite::{PIXELS, SIDE, Sprite, brush::is_under_brush, noise, paint};

/// Keeps the noise of masks apart from the noise that sprites grow from: the same seed should
/// not make both alike.
const MASK_NOISE: u64 = 0x6d61_736b;

impl Mask {
    /// The share of pixels that an artist gets who asks for a random mask and says no more.
    pub const RANDOM_SHARE: f32 = 0.4;

    /// Each pixel by chance, with probability `share`: a function of the seed alone. A larger
    /// share of the same seed holds the smaller one.
    #[must_use]
    pub fn random(seed: u64, share: f32) -> Self {
        let key = noise::mix(noise::mix(seed) ^ MASK_NOISE);
        let mut index = 0;
        Self::from_fn(|_, _| {
            index += 1;
            noise::unit(key, index) < f64::from(share)
        })
    }

    /// What a round brush covers whose diameter is `size` pixels, centred on a pixel (or on
    /// its lower right corner, when the size is even). Size 1 is the pixel itself.
    #[must_use]
    pub fn disc((x, y): (i32, i32), size: u32) -> Self {
        let far = 4 * SIDE as i32;
        let (x, y) = (x.clamp(-far, far), y.clamp(-far, far));
        Self::from_fn(|px, py| is_under_brush((px - x, py - y), size))
    }

    /// A straight stroke of a round brush between two pixels, both included.
    #[must_use]
    pub fn line(from: (i32, i32), to: (i32, i32), size: u32) -> Self {
        paint::stroke(&paint::line(from, to), size)
    }

    /// The pixels of one colour that hang together with a pixel, side by side: what a bucket
    /// would fill. Nothing if the pixel is off the canvas.
    #[must_use]
    pub fn flood(sprite: &Sprite, (x, y): (i32, i32)) -> Self {
        let colour = sprite.at(x, y);
        let same = Self::from_fn(|px, py| sprite.at(px, py) == colour);
        let mut filled = Self::from_fn(|px, py| (px, py) == (x, y));
        // Each round reaches one pixel further, so the longest path ends it.
        for _ in 0..PIXELS {
            let wider = filled.grown().intersection(&same);
            if wider == filled {
                break;
            }
            filled = wider;
        }
        filled
    }

    /// The left, right, top or bottom half.
    #[must_use]
    pub fn half(side: Side) -> Self {
        let middle = SIDE as i32 / 2;
        Self::from_fn(|x, y| match side {
            Side::Left => x < middle,
            Side::Right => x >= middle,
            Side::Top => y < middle,
            Side::Bottom => y >= middle,
        })
    }

    /// The pixels of a sprite that are not transparent.
    #[must_use]
    pub fn opaque(sprite: &Sprite) -> Self {
        Self::from_fn(|x, y| sprite.at(x, y) != crate::sprite::TRANSPARENT)
    }
}

/// A side of the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Where creatures look to.
    Left,
    /// Where their tails are.
    Right,
    /// The first rows.
    Top,
    /// The last rows.
    Bottom,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_larger_share_of_a_seed_holds_the_smaller(
            seed in any::<u64>(), small in 0.0_f32..1.0, more in 0.0_f32..1.0,
        ) {
            let (few, many) = (Mask::random(seed, small), Mask::random(seed, small + more));
            prop_assert_eq!(few.union(&many), many);
            prop_assert_eq!(few, Mask::random(seed, small));
        }

        #[test]
        fn a_fill_is_of_one_colour_and_stops_at_others(
            colours in prop::collection::vec(0..3_u8, PIXELS), x in 0..32, y in 0..32,
        ) {
            let sprite = Sprite::from_indices(&colours).unwrap();
            let filled = Mask::flood(&sprite, (x, y));
            prop_assert!(filled.contains(x, y));
            let rim = filled.grown().intersection(&filled.inverted());
            for py in 0..32 {
                for px in 0..32 {
                    let same = sprite.at(px, py) == sprite.at(x, y);
                    prop_assert!(same || !filled.contains(px, py));
                    prop_assert!(!same || !rim.contains(px, py));
                }
            }
        }

        #[test]
        fn a_stroke_holds_its_ends_and_hangs_together(
            a in (0..32_i32, 0..32_i32), b in (0..32_i32, 0..32_i32), size in 1..9_u32,
        ) {
            let stroke = Mask::line(a, b, size);
            prop_assert!(stroke.contains(a.0, a.1) && stroke.contains(b.0, b.1));
            prop_assert!(stroke.count() > ((a.0 - b.0).abs().max((a.1 - b.1).abs())) as usize);
        }
    }

    #[test]
    fn a_random_mask_has_its_share_and_seeds_differ() {
        for seed in 0..20 {
            let count = Mask::random(seed, Mask::RANDOM_SHARE).count();
            assert!((340..480).contains(&count), "seed {seed}: {count}");
            assert_ne!(Mask::random(seed, 0.4), Mask::random(seed + 1, 0.4));
        }
        assert_eq!(Mask::random(1, 0.0), Mask::NONE);
        assert_eq!(Mask::random(1, 1.0), Mask::ALL);
        assert_eq!(Mask::random(1, f32::NAN), Mask::NONE);
    }

    #[test]
    fn round_brushes_have_the_shapes_that_editors_draw() {
        let pixels = [1, 2, 3, 4, 5].map(|size| Mask::disc((16, 16), size).count());
        assert_eq!(pixels, [1, 4, 5, 12, 21]);
        assert!(Mask::disc((16, 16), 2).contains(17, 17));
        assert_eq!(Mask::disc((90, 90), 9), Mask::NONE);
        assert_eq!(Mask::disc((0, 0), u32::MAX).count(), Mask::disc((0, 0), 128).count());
    }

    #[test]
    fn strokes_from_far_away_cost_nothing_and_halves_meet() {
        assert_eq!(Mask::line((i32::MIN, 3), (i32::MAX, 3), 1).count(), 32);
        assert_eq!(Mask::half(Side::Left).inverted(), Mask::half(Side::Right));
        assert_eq!(Mask::half(Side::Top).inverted(), Mask::half(Side::Bottom));
        assert_eq!(Mask::flood(&Sprite::EMPTY, (-1, 0)), Mask::NONE);
        assert_eq!(Mask::flood(&Sprite::EMPTY, (5, 5)), Mask::ALL);
    }
}
