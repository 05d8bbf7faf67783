//! Two ways in which a sprite is none, told from the pixels alone: empty, and static.
//!
//! `docs/EVALUATION.md` has the definitions and what the corpus reaches on each scale. This file
//! knows nothing of models: the measures must not depend on what they measure.

use shoal::sprite::{SIDE, Sprite, TRANSPARENT};

/// Fewer opaque pixels than this are nothing. The corpus's smallest creature has 70.
const LEAST_OPAQUE: usize = 40;

/// More lone pixels on an even ground than this are static; the corpus has up to 8.
const MOST_SPECKS: usize = 10;
/// More pixels whose colour is nowhere near them than this are static; the corpus has up to 36.
const MOST_ORPHANS: usize = 42;
/// A longer outline, in units of the square root of the area, is static; the corpus's reaches 17.7.
const MOST_RAGGED: f32 = 18.5;
/// A larger share of unequal neighbours is static; the corpus's reaches 0.79.
const MOST_BUSY: f32 = 0.82;

/// How disordered a sprite is, on four scales; each finds a kind of static that others miss.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Disorder {
    /// Pixels that stand alone: the eight around them are all of one other colour, or they are
    /// the only opaque or the only transparent one of the nine. Salt and pepper.
    pub(crate) specks: usize,
    /// Pixels whose colour occurs nowhere else in the 5x5 around them. Palette noise.
    pub(crate) orphans: usize,
    /// Length of the outline over the square root of the area. Dissolved bodies.
    pub(crate) ragged: f32,
    /// Share of unequal pairs among neighbours of which at least one is opaque. Shuffled bodies.
    pub(crate) busy: f32,
}

impl Disorder {
    /// Measures a sprite.
    pub(crate) fn of(sprite: &Sprite) -> Self {
        let (mut specks, mut orphans) = (0, 0);
        let (mut outline, mut unequal, mut pairs) = (0, 0, 0);
        // From -1 on: a pair may have one pixel off the canvas, where all is transparent.
        for y in -1..SIDE as i32 {
            for x in -1..SIDE as i32 {
                let here = sprite.at(x, y);
                for there in [sprite.at(x + 1, y), sprite.at(x, y + 1)] {
                    if here != TRANSPARENT || there != TRANSPARENT {
                        pairs += 1;
                        unequal += usize::from(here != there);
                        outline += usize::from((here == TRANSPARENT) != (there == TRANSPARENT));
                    }
                }
                if x >= 0 && y >= 0 {
                    specks += usize::from(is_speck(sprite, x, y));
                    orphans += usize::from(is_orphan(sprite, x, y));
                }
            }
        }
        let area = sprite.opaque_count().max(1) as f32;
        Self {
            specks,
            orphans,
            ragged: outline as f32 / area.sqrt(),
            busy: unequal as f32 / pairs.max(1) as f32,
        }
    }
}

/// Whether there is nothing to see: hardly an opaque pixel, or one colour all over.
pub(crate) fn is_empty(sprite: &Sprite) -> bool {
    let mut opaque = sprite.pixels().iter().filter(|&&colour| colour != TRANSPARENT);
    let Some(first) = opaque.next() else { return true };
    sprite.opaque_count() < LEAST_OPAQUE || opaque.all(|colour| colour == first)
}

/// Whether the sprite is noise, wholly or in large part.
pub(crate) fn is_static(sprite: &Sprite) -> bool {
    let Disorder { specks, orphans, ragged, busy } = Disorder::of(sprite);
    specks > MOST_SPECKS || orphans > MOST_ORPHANS || ragged > MOST_RAGGED || busy > MOST_BUSY
}

/// The colours around a pixel, up to `reach` away, itself left out.
fn around(sprite: &Sprite, x: i32, y: i32, reach: i32) -> impl Iterator<Item = u8> {
    (-reach..=reach)
        .flat_map(move |dy| (-reach..=reach).map(move |dx| (dx, dy)))
        .filter(|&step| step != (0, 0))
        .map(move |(dx, dy)| sprite.at(x + dx, y + dy))
}

fn is_speck(sprite: &Sprite, x: i32, y: i32) -> bool {
    let here = sprite.at(x, y);
    let ground = sprite.at(x - 1, y - 1);
    let on_even_ground = here != ground && around(sprite, x, y, 1).all(|there| there == ground);
    let opaque = here != TRANSPARENT;
    on_even_ground || around(sprite, x, y, 1).all(|there| (there != TRANSPARENT) != opaque)
}

fn is_orphan(sprite: &Sprite, x: i32, y: i32) -> bool {
    let here = sprite.at(x, y);
    around(sprite, x, y, 2).all(|there| there != here)
}

#[cfg(test)]
mod tests {
    use rand::RngExt as _;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
    use shoal::sprite::PIXELS;

    use super::*;
    use crate::corpus::{Split, sample};

    /// How many of 180 corpus sprites, five a cell, are static once `spoil` has been at them.
    fn found(mut spoil: impl FnMut(usize, u8, &mut ChaCha8Rng) -> u8) -> usize {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let spoiled = (0..180).map(|index| {
            let sprite = sample(Split::Judge, index).sprite;
            let mut pixels = *sprite.pixels();
            for (place, colour) in pixels.iter_mut().enumerate() {
                *colour = spoil(place, *colour, &mut rng);
            }
            Sprite::from_indices(&pixels).unwrap()
        });
        spoiled.filter(is_static).count()
    }

    #[test]
    fn blank_canvases_and_plain_fills_are_empty() {
        let mut dots = Sprite::EMPTY;
        for x in 0..30 {
            dots.set(x, 15, 3 + (x % 2) as u8);
        }
        for nothing in [&Sprite::EMPTY, &Sprite::from_indices(&[9; PIXELS]).unwrap(), &dots] {
            assert!(is_empty(nothing), "{nothing:?}");
        }
    }

    #[test]
    fn the_corpus_is_neither_empty_nor_static() {
        for split in [Split::Judge, Split::Test] {
            for index in 0..1800 {
                let sprite = sample(split, index).sprite;
                let disorder = Disorder::of(&sprite);
                assert!(!is_empty(&sprite) && !is_static(&sprite), "{disorder:?} {sprite:?}");
            }
        }
    }

    #[test]
    fn palette_noise_is_static() {
        assert_eq!(found(|_, _, rng| rng.random_range(0..64)), 180);
        // Only in place of the body, so that the outline is a creature's.
        let body =
            |_, old, rng: &mut ChaCha8Rng| if old == 0 { 0 } else { rng.random_range(1..64) };
        assert_eq!(found(body), 180);
    }

    #[test]
    fn salt_and_pepper_is_static() {
        let salted = |share: f64, blank: bool| {
            move |_, old, rng: &mut ChaCha8Rng| {
                let old = if blank { 0 } else { old };
                if !rng.random_bool(share) {
                    old
                } else if rng.random_bool(0.5) {
                    1
                } else {
                    7
                }
            }
        };
        for share in [0.05, 0.1, 0.2, 0.5] {
            assert_eq!(found(salted(share, true)), 180, "{share} on a blank canvas");
        }
        // Crowded salt clumps, so one in thirty passes for a pattern.
        for share in [0.1, 0.2] {
            let found = found(salted(share, false));
            assert!(found >= 174, "{share} on a sprite: {found}");
        }
    }

    #[test]
    fn dissolved_sprites_are_static() {
        let holes = |_, old, rng: &mut ChaCha8Rng| if rng.random_bool(0.5) { 0 } else { old };
        assert_eq!(found(holes), 180);
        let noise = |_, old, rng: &mut ChaCha8Rng| {
            if rng.random_bool(0.5) { rng.random_range(0..64) } else { old }
        };
        assert_eq!(found(noise), 180);
        // The upper half intact, the lower one noise.
        let lower = |place, old, rng: &mut ChaCha8Rng| {
            if place < PIXELS / 2 || old == 0 { old } else { rng.random_range(1..64) }
        };
        assert!(found(lower) >= 170, "{}", found(lower));
    }
}
