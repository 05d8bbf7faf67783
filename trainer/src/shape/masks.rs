//! Which cells of a coarse picture are hidden from the network, and what it sees in their place.

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use shoal::{
    model::ShapeConfig,
    sprite::{Sketch, SketchCell},
};

/// Share of pictures whose shape is shown without its ramps, at least in part.
const SHAPE_ALONE: f64 = 0.15;
/// Share of pictures of which whole regions are shown, as a half-finished sketch is.
const REGIONS: f64 = 0.2;

/// A picture to learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Puzzle {
    /// What the network sees: a token a cell.
    pub(crate) shown: Vec<u8>,
    /// What is there.
    pub(crate) right: Vec<u8>,
}

impl Puzzle {
    /// Whether a cell is to be found out.
    pub(crate) fn is_hidden(&self, cell: usize) -> bool {
        self.shown[cell] != self.right[cell]
    }
}

/// Hides cells as sampling and artists leave them: any share of cells wherever they are, regions,
/// and the ramps of a shape that is known. In raster order, as an autoregressive network is
/// taught, all from one cell on.
pub(crate) fn hide(
    config: &ShapeConfig,
    picture: &Sketch,
    is_raster: bool,
    rng: &mut ChaCha8Rng,
) -> Puzzle {
    let right: Vec<u8> = picture.cells().iter().map(|&cell| config.token(cell)).collect();
    let mut shown = right.clone();
    if is_raster {
        let known = rng.random_range(0..Sketch::COARSE_CELLS);
        shown[known..].fill(config.mask());
        return Puzzle { shown, right };
    }
    let share = (rng.random_range(0.0..1.0_f64) * std::f64::consts::FRAC_PI_2).cos();
    if rng.random_bool(REGIONS) {
        let region = region(rng);
        for (cell, token) in shown.iter_mut().enumerate() {
            if !region[cell] {
                *token = config.mask();
            }
        }
    } else {
        // As many as the share says, so that all and almost none come about.
        let hidden = ((share * Sketch::COARSE_CELLS as f64).ceil() as usize).max(1);
        let mut cells: Vec<usize> = (0..Sketch::COARSE_CELLS).collect();
        for place in 0..hidden {
            let other = rng.random_range(place..cells.len());
            cells.swap(place, other);
            shown[cells[place]] = config.mask();
        }
    }
    if rng.random_bool(SHAPE_ALONE) {
        let share = rng.random_range(0.0..1.0_f64).sqrt();
        for (token, &right) in shown.iter_mut().zip(&right) {
            if config.cell(right) != SketchCell::Empty && rng.random_bool(share) {
                *token = config.any_colour();
            }
        }
    }
    Puzzle { shown, right }
}

/// A few rectangles; `true` is inside.
fn region(rng: &mut ChaCha8Rng) -> Vec<bool> {
    let side = Sketch::COARSE_SIDE;
    let mut region = vec![false; Sketch::COARSE_CELLS];
    for _ in 0..rng.random_range(1..4) {
        let mut span = || {
            let (a, b) = (rng.random_range(0..side), rng.random_range(0..side));
            a.min(b)..=a.max(b)
        };
        let (columns, rows) = (span(), span());
        for row in rows {
            for column in columns.clone() {
                region[row * side + column] = true;
            }
        }
    }
    region
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng as _;
    use shoal::sprite::{Palette, Schema};

    use super::*;
    use crate::corpus::{self, Split};

    #[test]
    fn all_that_is_shown_is_right_or_says_less() {
        let (world, palette) = (Schema::ocean(), Palette::ocean());
        let config = ShapeConfig::tiny(&world, &palette);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut hidden = Vec::new();
        for index in 0..400 {
            let sprite = corpus::sample(Split::Train, index).sprite;
            let picture = Sketch::of_sprite(&sprite, &palette);
            let puzzle = hide(&config, &picture, index % 5 == 0, &mut rng);
            for (cell, (&shown, &right)) in puzzle.shown.iter().zip(&puzzle.right).enumerate() {
                let says_less = shown == config.mask()
                    || shown == config.any_colour() && right != ShapeConfig::EMPTY;
                assert_eq!(puzzle.is_hidden(cell), says_less && shown != right);
                assert!(shown == right || says_less);
            }
            hidden.push((0..256).filter(|&cell| puzzle.is_hidden(cell)).count());
        }
        hidden.sort_unstable();
        assert!(hidden[20] < 60 && hidden[380] > 250, "{} {}", hidden[20], hidden[380]);
    }
}
