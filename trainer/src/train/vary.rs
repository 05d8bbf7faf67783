//! Makes many sprites out of few: in a mirror, moved, with other proportions, in other ramps.

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use shoal::sprite::{ENTRIES, Palette, SIDE, Sprite, TRANSPARENT};

use crate::corpus::reproportioned;

/// How far sprites are moved, at most.
const FARTHEST: i32 = 2;

/// How sprites are varied, beside being moved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variation {
    /// Share of sprites that are shown in a mirror.
    mirror: f64,
    /// Share of sprites that are made longer, shorter, taller or flatter.
    pub(crate) stretch: f64,
    /// Share of sprites of which one ramp becomes another.
    pub(crate) recolour: f64,
    /// Palette indices of each ramp, darkest first.
    ramps: Vec<Vec<u8>>,
}

impl Variation {
    /// With the ramps of a palette.
    pub(crate) fn new(stretch: f64, recolour: f64, palette: &Palette) -> Self {
        let ramps = palette.ramps().iter().map(|ramp| ramp.indices.clone());
        let ramps = ramps.filter(|ramp| ramp.len() > 1).collect();
        Self { mirror: 0.5, stretch, recolour, ramps }
    }

    /// With another share of sprites in a mirror; usually it is half of them.
    pub(crate) fn in_mirror(self, mirror: f64) -> Self {
        Self { mirror, ..self }
    }

    /// One of the sprites that this one stands for. Nothing of it is lost over the edge.
    pub(crate) fn apply(&self, sprite: &Sprite, rng: &mut ChaCha8Rng) -> Sprite {
        let mut sprite = if rng.random_bool(self.mirror) {
            sprite.flipped_horizontally()
        } else {
            sprite.clone()
        };
        if rng.random_bool(self.stretch) {
            sprite = reproportioned(&sprite, rng);
        }
        if rng.random_bool(self.recolour) {
            self.change_ramp(&mut sprite, rng);
        }
        shifted(&sprite, rng)
    }

    /// Colours of one ramp that the sprite has become those of another, as dark for their ramp.
    fn change_ramp(&self, sprite: &mut Sprite, rng: &mut ChaCha8Rng) {
        let has = |ramp: &&Vec<u8>| {
            ramp.iter().filter(|&&i| i != TRANSPARENT && sprite.pixels().contains(&i)).count() > 1
        };
        let there: Vec<&Vec<u8>> = self.ramps.iter().filter(has).collect();
        if there.is_empty() || self.ramps.len() < 2 {
            return;
        }
        let from = there[rng.random_range(0..there.len())];
        let to = &self.ramps[rng.random_range(0..self.ramps.len())];
        let mut table: [u8; ENTRIES] = std::array::from_fn(|entry| entry as u8);
        for (step, &entry) in from.iter().enumerate() {
            let place = step as f64 / (from.len() - 1) as f64;
            table[usize::from(entry)] = to[(place * (to.len() - 1) as f64).round() as usize];
        }
        table[usize::from(TRANSPARENT)] = TRANSPARENT;
        *sprite = sprite.translated(&table);
    }
}

/// The sprite moved as far as nothing is lost.
fn shifted(sprite: &Sprite, rng: &mut ChaCha8Rng) -> Sprite {
    let side = SIDE as i32;
    let opaque = |x: i32, y: i32| sprite.at(x, y) != TRANSPARENT;
    let columns: Vec<i32> = (0..side).filter(|&x| (0..side).any(|y| opaque(x, y))).collect();
    let rows: Vec<i32> = (0..side).filter(|&y| (0..side).any(|x| opaque(x, y))).collect();
    let mut shift = |lines: &[i32]| {
        let (first, last) = (lines.first().copied(), lines.last().copied());
        let least = -first.unwrap_or(0).min(FARTHEST);
        let most = (side - 1 - last.unwrap_or(side - 1)).min(FARTHEST);
        rng.random_range(least..=most)
    };
    let (dx, dy) = (shift(&columns), shift(&rows));
    let mut moved = Sprite::EMPTY;
    for (x, y) in columns.iter().flat_map(|&x| rows.iter().map(move |&y| (x, y))) {
        moved.set(x + dx, y + dy, sprite.at(x, y));
    }
    moved
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng as _;

    use super::*;
    use crate::corpus::{Category, Split, Zone, sprite};

    fn fish() -> Sprite {
        sprite(Zone::Shallows, Category::ReefFish, Split::Test.seed(3))
    }

    fn many(variation: &Variation) -> Vec<Sprite> {
        let (fish, mut rng) = (fish(), ChaCha8Rng::seed_from_u64(4));
        (0..200).map(|_| variation.apply(&fish, &mut rng)).collect()
    }

    #[test]
    fn other_proportions_keep_the_colours_and_most_of_the_body() {
        let fish = fish();
        let plain = many(&Variation::new(0.0, 0.0, &Palette::ocean()));
        assert!(plain.iter().all(|s| s.opaque_count() == fish.opaque_count()));
        let varied = many(&Variation::new(1.0, 0.0, &Palette::ocean()));
        let sizes: Vec<usize> = varied.iter().map(Sprite::opaque_count).collect();
        let distinct: std::collections::HashSet<usize> = sizes.iter().copied().collect();
        assert!(distinct.len() > 20, "{distinct:?}");
        for (sprite, size) in varied.iter().zip(sizes) {
            assert!(sprite.pixels().iter().all(|c| fish.pixels().contains(c)));
            let share = size as f64 / fish.opaque_count() as f64;
            assert!((0.6..1.5).contains(&share), "{share}");
        }
    }

    #[test]
    fn without_a_mirror_figures_look_as_they_were_drawn() {
        let fish = fish();
        let lit = |sprite: &Sprite| {
            let rows = sprite.pixels().chunks_exact(SIDE);
            rows.map(|row| row.iter().filter(|&&index| index != TRANSPARENT).count()).max()
        };
        let moves_only = Variation::new(0.0, 0.0, &Palette::ocean());
        let first = |sprite: &Sprite| sprite.pixels().iter().copied().find(|&i| i != TRANSPARENT);
        for (mirror, source) in [(0.0, fish.clone()), (1.0, fish.flipped_horizontally())] {
            let varied = many(&moves_only.clone().in_mirror(mirror));
            assert!(varied.iter().all(|s| lit(s) == lit(&fish) && first(s) == first(&source)));
        }
    }

    #[test]
    fn another_ramp_keeps_the_outline() {
        let (fish, palette) = (fish(), Palette::ocean());
        let varied = many(&Variation::new(0.0, 1.0, &palette));
        assert!(varied.iter().all(|s| s.opaque_count() == fish.opaque_count()));
        let new_colours =
            varied.iter().filter(|s| s.pixels().iter().any(|c| !fish.pixels().contains(c))).count();
        assert!(new_colours > 100, "{new_colours}");
        // Without ramps there is nothing to change.
        let bare = Variation::new(0.0, 1.0, &palette.with_ramps(Vec::new()));
        assert!(many(&bare).iter().all(|s| s.pixels().iter().all(|c| fish.pixels().contains(c))));
    }
}
