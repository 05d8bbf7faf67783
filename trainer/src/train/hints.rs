//! Hint planes of the sprites that the model learns from.

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use shoal::sprite::{
    Hint, HintPlane, Mask, PIXELS, Palette, SIDE, Sketch, SketchCell, Sprite, TRANSPARENT,
};

/// Share of the hint planes that are sketches, where there are sketches.
const SKETCHES: f64 = 0.5;
/// Share of the sketches that are a little wrong, as those of artists and of shape networks are.
const WRONG_SKETCHES: f64 = 0.5;
/// The largest share of the cells along an outline that are wrong in such a sketch.
const WRONG_CELLS: f64 = 0.12;
/// Share of the sketches that tell no colours, and of those that leave a part of the canvas free.
const PARTIAL_SKETCHES: f64 = 0.15;

/// Invents a hint plane for `sprite`: parts of it are given away, as an artist would paint them.
///
/// Locked hints are always true. Advisory ones come from `other` now and then, so that the model
/// learns to weigh them. With a palette some are sketches.
pub(crate) fn random_hints(
    sprite: &Sprite,
    other: &Sprite,
    palette: Option<&Palette>,
    rng: &mut ChaCha8Rng,
) -> HintPlane {
    if let Some(palette) = palette
        && rng.random_bool(SKETCHES)
    {
        return sketched(sprite, palette, rng);
    }
    let known = match rng.random_range(0..8) {
        0 => random_pixels(rng),
        1 => blobs(rng),
        2 => stroke(rng),
        3 => rectangle(rng),
        4 => return silhouette(sprite, rng),
        // Halves are what the model fits its drawing to worst, so it practises them most.
        _ => half(rng),
    };
    let known = if rng.random_bool(0.5) { known } else { known.inverted() };
    let mut plane = HintPlane::keeping(sprite, &known);
    if rng.random_bool(0.5) {
        advise(&mut plane, sprite, other, &known.inverted(), rng);
    }
    plane
}

/// Adds advice inside `area`: true colours, or another sprite's.
fn advise(
    plane: &mut HintPlane,
    sprite: &Sprite,
    other: &Sprite,
    area: &Mask,
    rng: &mut ChaCha8Rng,
) {
    let source = if rng.random_bool(0.5) { sprite } else { other };
    let share = rng.random_range(0.05..1.0);
    for (index, &colour) in source.pixels().iter().enumerate() {
        if area.contains_index(index) && rng.random_bool(share) {
            plane.set(index, Hint::Colour(colour), false);
        }
    }
}

/// The outline, sometimes with a few colours inside it.
fn silhouette(sprite: &Sprite, rng: &mut ChaCha8Rng) -> HintPlane {
    let mut plane = HintPlane::silhouette(sprite);
    if rng.random_bool(0.3) {
        let share = rng.random_range(0.01..0.2);
        for (index, &colour) in sprite.pixels().iter().enumerate() {
            if colour != TRANSPARENT && rng.random_bool(share) {
                plane.set(index, Hint::Colour(colour), true);
            }
        }
    }
    plane
}

/// The sprite as a sketch of 16x16 cells shows it, not always right and not always complete.
fn sketched(sprite: &Sprite, palette: &Palette, rng: &mut ChaCha8Rng) -> HintPlane {
    let mut sketch = Sketch::of_sprite(sprite, palette).coarse();
    if rng.random_bool(WRONG_SKETCHES) {
        let share = rng.random_range(0.0..WRONG_CELLS);
        sketch = Sketch::of_cells(&with_wrong_cells(&sketch.cells(), share, rng));
    }
    if rng.random_bool(PARTIAL_SKETCHES) {
        sketch = sketch.shape_only();
    }
    if rng.random_bool(PARTIAL_SKETCHES) {
        sketch = sketch.painted(&half(rng), SketchCell::Free);
    }
    let mut plane = sketch.hints(palette);
    for (index, &colour) in sprite.pixels().iter().enumerate() {
        // What is locked is true: a sketch that is wrong there is seen as advice.
        match plane.at(index) {
            (Hint::Colour(told), true) if told != colour => {
                plane.set(index, Hint::Colour(told), false);
            }
            (Hint::Opaque, true) if colour == TRANSPARENT => {
                plane.set(index, Hint::Unknown, false);
            }
            _ => {}
        }
    }
    plane
}

/// Cells of which some are wrong: along the outline empty ones have the colour of a neighbour and
/// occupied ones are empty, and a few inside have the colour of another.
fn with_wrong_cells(
    cells: &[SketchCell; Sketch::COARSE_CELLS],
    share: f64,
    rng: &mut ChaCha8Rng,
) -> [SketchCell; Sketch::COARSE_CELLS] {
    let side = Sketch::COARSE_SIDE;
    let occupied: Vec<SketchCell> = cells.iter().copied().filter(|it| it.is_occupied()).collect();
    std::array::from_fn(|at| {
        let (cell, column) = (cells[at], at % side);
        let beside = [
            (column > 0).then(|| at - 1),
            (column + 1 < side).then(|| at + 1),
            at.checked_sub(side),
            (at + side < cells.len()).then(|| at + side),
        ];
        let other = (beside.into_iter().flatten())
            .map(|beside| cells[beside])
            .find(|beside| beside.is_occupied() != cell.is_occupied());
        match other {
            Some(other) if rng.random_bool(share) => other,
            None if cell.is_occupied() && rng.random_bool(share / 2.0) => {
                occupied[rng.random_range(0..occupied.len())]
            }
            _ => cell,
        }
    })
}

fn random_pixels(rng: &mut ChaCha8Rng) -> Mask {
    let share = rng.random_range(0.02..0.9);
    Mask::from_fn(|_, _| rng.random_bool(share))
}

fn blobs(rng: &mut ChaCha8Rng) -> Mask {
    let blobs: Vec<(f32, f32, f32)> = (0..rng.random_range(1..4))
        .map(|_| {
            let side = SIDE as f32;
            let radius = rng.random_range(3.0..12.0);
            (rng.random_range(0.0..side), rng.random_range(0.0..side), radius)
        })
        .collect();
    Mask::from_fn(|x, y| {
        blobs.iter().any(|(cx, cy, radius)| (x as f32 - cx).hypot(y as f32 - cy) < *radius)
    })
}

/// One side of a straight line through the middle of the canvas or near it.
fn half(rng: &mut ChaCha8Rng) -> Mask {
    let (sin, cos) = rng.random_range(0.0..std::f32::consts::TAU).sin_cos();
    let offset = rng.random_range(-8.0..8.0);
    let middle = SIDE as f32 / 2.0;
    Mask::from_fn(|x, y| (x as f32 - middle) * cos + (y as f32 - middle) * sin > offset)
}

/// A brush stroke between two points.
fn stroke(rng: &mut ChaCha8Rng) -> Mask {
    let mut place = || rng.random_range(0.0..SIDE as f32);
    let ((x0, y0), (x1, y1)) = ((place(), place()), (place(), place()));
    let radius = rng.random_range(1.0..4.5);
    let length_squared = ((x1 - x0).powi(2) + (y1 - y0).powi(2)).max(1e-3);
    Mask::from_fn(|x, y| {
        let (x, y) = (x as f32, y as f32);
        let along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length_squared;
        let along = along.clamp(0.0, 1.0);
        (x - x0 - along * (x1 - x0)).hypot(y - y0 - along * (y1 - y0)) < radius
    })
}

fn rectangle(rng: &mut ChaCha8Rng) -> Mask {
    let mut corner = || {
        let place = rng.random_range(0..PIXELS as i32);
        (place % SIDE as i32, place / SIDE as i32)
    };
    Mask::rectangle(corner(), corner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::SeedableRng as _;

    /// Two bars, crossed.
    fn cross() -> Sprite {
        let mut sprite = Sprite::EMPTY;
        for i in 4..28 {
            sprite.set(i, i, 7);
            sprite.set(i, 30 - i, 9);
        }
        sprite
    }

    #[test]
    fn locked_hints_are_always_true() {
        let sprite = cross();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let (mut wrong_advice, mut silhouettes) = (0, 0);
        for _ in 0..300 {
            let plane = random_hints(&sprite, &Sprite::EMPTY, None, &mut rng);
            for index in 0..PIXELS {
                let truth = sprite.pixels()[index];
                match plane.at(index) {
                    (Hint::Colour(colour), true) => assert_eq!(colour, truth),
                    (Hint::Colour(colour), false) => wrong_advice += usize::from(colour != truth),
                    (Hint::Opaque, locked) => {
                        assert!(locked && truth != TRANSPARENT);
                        silhouettes += 1;
                    }
                    (Hint::Unknown, _) => {}
                }
            }
        }
        assert!(wrong_advice > 100 && silhouettes > 100, "{wrong_advice} {silhouettes}");
    }

    #[test]
    fn what_a_sketch_locks_is_true_and_the_rest_of_it_is_advice() {
        // A body that is wide enough to be sure of, and thin limbs.
        let mut sprite = cross();
        for (x, y) in (8..24).flat_map(|x| (10..22).map(move |y| (x, y))) {
            sprite.set(x, y, 9);
        }
        let palette = Palette::ocean();
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let (mut locked, mut advice, mut wrong, mut free) = (0, 0, 0, 0);
        for _ in 0..300 {
            let plane = sketched(&sprite, &palette, &mut rng);
            for (index, &truth) in sprite.pixels().iter().enumerate() {
                match plane.at(index) {
                    (Hint::Colour(colour), true) => {
                        assert_eq!(colour, truth);
                        locked += 1;
                    }
                    (Hint::Opaque, true) => {
                        assert_ne!(truth, TRANSPARENT);
                        locked += 1;
                    }
                    (Hint::Colour(TRANSPARENT), false) => {
                        wrong += usize::from(truth != TRANSPARENT);
                    }
                    (Hint::Colour(_) | Hint::Opaque, false) => {
                        advice += 1;
                        wrong += usize::from(truth == TRANSPARENT);
                    }
                    (Hint::Unknown, _) => free += 1,
                }
            }
        }
        assert!(locked > 50_000 && advice > 5_000, "{locked} {advice}");
        assert!(wrong > 1_000 && free > 10_000, "{wrong} {free}");
    }
}
