//! Finds sprites that are nearly another one: a second copy teaches nothing and counts twice.

use crate::sprite::{SIDE, Sprite, TRANSPARENT};

/// The sprites that were kept so far.
pub(super) struct Kept {
    /// Pixels that may differ between two that are taken for one.
    tolerance: usize,
    sprites: Vec<(Sprite, usize)>,
}

/// Which of the kept sprites another is like, and in how many pixels they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Twin {
    /// Its place among the kept ones.
    pub(super) index: usize,
    /// Pixels that differ, at the first shift at which they are few enough.
    pub(super) differing: usize,
}

impl Kept {
    pub(super) fn new(tolerance: usize) -> Self {
        Self { tolerance, sprites: Vec::new() }
    }

    /// Keeps a sprite, unless one that is kept already is like it, mirrored or moved by a pixel.
    pub(super) fn keep(&mut self, sprite: &Sprite) -> Result<(), Twin> {
        let opaque = sprite.opaque_count();
        let mirrored = sprite.flipped_horizontally();
        for (index, (other, other_opaque)) in self.sprites.iter().enumerate() {
            // Each pixel that one has more than the other differs, whatever the shift.
            if opaque.abs_diff(*other_opaque) > self.tolerance {
                continue;
            }
            for candidate in [sprite, &mirrored] {
                for (dx, dy) in (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy))) {
                    let differing = differing(candidate, other, (dx, dy), self.tolerance);
                    if differing <= self.tolerance {
                        return Err(Twin { index, differing });
                    }
                }
            }
        }
        self.sprites.push((sprite.clone(), opaque));
        Ok(())
    }
}

/// How many pixels differ when `sprite` is moved; any number above `enough` once it is that many.
fn differing(sprite: &Sprite, other: &Sprite, (dx, dy): (i32, i32), enough: usize) -> usize {
    let mut count = 0;
    for y in 0..SIDE as i32 {
        for x in 0..SIDE as i32 {
            count += usize::from(sprite.at(x - dx, y - dy) != other.at(x, y));
        }
        if count > enough {
            return count;
        }
    }
    count + lost(sprite, (dx, dy))
}

/// Opaque pixels that a shift pushes off the canvas.
fn lost(sprite: &Sprite, (dx, dy): (i32, i32)) -> usize {
    let side = 0..SIDE as i32;
    let places = side.clone().flat_map(|y| side.clone().map(move |x| (x, y)));
    let leaves = |&(x, y): &(i32, i32)| {
        sprite.at(x, y) != TRANSPARENT && !(side.contains(&(x + dx)) && side.contains(&(y + dy)))
    };
    places.filter(leaves).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squares in colours of chance: no two alike.
    fn blocks(seed: u32) -> Sprite {
        let mut sprite = Sprite::EMPTY;
        let mut state = seed.wrapping_mul(2_654_435_761) | 1;
        for block in 0..36 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (left, top) = (4 + block % 6 * 4, 4 + block / 6 * 4);
            for at in 0..16 {
                sprite.set(left + at % 4, top + at / 4, (state >> 24) as u8 % 64);
            }
        }
        sprite
    }

    #[test]
    fn copies_are_found_mirrored_moved_and_retouched() {
        let original = blocks(3);
        let mut kept = Kept::new(12);
        kept.keep(&original).unwrap();
        let mut retouched = original.flipped_horizontally();
        for x in 0..5 {
            retouched.set(x, 0, 9);
        }
        let twin = kept.keep(&retouched).unwrap_err();
        assert_eq!((twin.index, twin.differing), (0, 5));
        let mut moved = Sprite::EMPTY;
        for y in 0..32 {
            for x in 0..32 {
                moved.set(x, y, original.at(x - 1, y));
            }
        }
        assert!(kept.keep(&moved).is_err());
        assert!((4..40).all(|index| kept.keep(&blocks(index)).is_ok()));
    }

    #[test]
    fn without_tolerance_only_the_same_is_the_same() {
        let mut kept = Kept::new(0);
        let mut sprite = blocks(8);
        kept.keep(&sprite).unwrap();
        assert_eq!(kept.keep(&sprite), Err(Twin { index: 0, differing: 0 }));
        sprite.set(16, 16, (sprite.at(16, 16) + 1) % 64);
        assert_eq!(kept.keep(&sprite), Ok(()));
    }
}
