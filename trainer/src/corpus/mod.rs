//! The procedural sprite author: draws the training corpus.
//!
//! How to write a creature: pick a [`style::Coat`], build [`canvas::Shape`]s, paint them on a
//! [`canvas::Canvas`] (things behind first), call `outline`, add what breaks the outline (lights,
//! mats), and `finish`. Randomness chooses body plan, proportions, pose, ramps and pattern, never
//! single pixels: a small model has to learn it.

mod abyssal;
mod canvas;
mod cephalopod;
mod coral;
mod grazer;
mod jellyfish;
mod look;
mod reef_fish;
mod shape;
pub(crate) mod sheet;
mod style;
#[cfg(test)]
mod tests;

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use shoal::sprite::Sprite;

/// Depth zones, in the order of [`shoal::sprite::World::ocean`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Zone {
    /// Bright, warm, varied.
    Shallows,
    /// Silvery blue, large eyes.
    Twilight,
    /// Dark bodies with rows of lights.
    Midnight,
    /// Violet, see-through, nearly blind.
    Abyss,
    /// Ghostly white and pink with a visible organ.
    Hadal,
    /// Rust and crimson with white mats and ember edges.
    Vent,
}

impl Zone {
    /// Every zone in order.
    pub(crate) const ALL: [Self; 6] =
        [Self::Shallows, Self::Twilight, Self::Midnight, Self::Abyss, Self::Hadal, Self::Vent];

    /// Its number in checkpoints and tensors.
    pub(crate) const fn index(self) -> u8 {
        self as u8
    }
}

/// Kinds of creature, in the order of [`shoal::sprite::World::ocean`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Category {
    /// Fish.
    ReefFish,
    /// Turtles, snails, crabs and other grazers.
    Grazer,
    /// Corals, sponges and anemones.
    Coral,
    /// Jellyfish.
    Jellyfish,
    /// Octopus, squid, cuttlefish, nautilus.
    Cephalopod,
    /// Deep-sea oddities.
    Abyssal,
}

impl Category {
    /// Every category in order.
    pub(crate) const ALL: [Self; 6] = [
        Self::ReefFish,
        Self::Grazer,
        Self::Coral,
        Self::Jellyfish,
        Self::Cephalopod,
        Self::Abyssal,
    ];

    /// Its number in checkpoints and tensors.
    pub(crate) const fn index(self) -> u8 {
        self as u8
    }
}

/// What sprites are for; no seed belongs to two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Split {
    /// Learning the generator.
    Train,
    /// Learning the classifier that judges it.
    Judge,
    /// Measuring both.
    Test,
}

impl Split {
    /// The seed of a split's sprite: the top two bits tell the splits apart.
    pub(crate) const fn seed(self, index: u64) -> u64 {
        (self as u64) << 62 | index & (u64::MAX >> 2)
    }
}

/// One sprite of the corpus and what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// The picture.
    pub(crate) sprite: Sprite,
    /// [`Zone::index`].
    pub(crate) zone: u8,
    /// [`Category::index`].
    pub(crate) category: u8,
}

/// Draws the sprite that a seed stands for, always the same.
pub(crate) fn draw(zone: Zone, category: Category, seed: u64) -> Sprite {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8] = zone.index();
    key[9] = category.index();
    let mut rng = Rng(ChaCha8Rng::from_seed(key));
    match category {
        Category::ReefFish => reef_fish::draw(zone, &mut rng),
        Category::Grazer => grazer::draw(zone, &mut rng),
        Category::Coral => coral::draw(zone, &mut rng),
        Category::Jellyfish => jellyfish::draw(zone, &mut rng),
        Category::Cephalopod => cephalopod::draw(zone, &mut rng),
        Category::Abyssal => abyssal::draw(zone, &mut rng),
    }
}

/// The sample number `index` of a split. Any 36 from a multiple of 36 on hold each cell once.
pub(crate) fn sample(split: Split, index: u64) -> Sample {
    // 25 has no divisor in common with 36, so the walk visits every cell, and neighbours differ
    // both in zone and in category.
    let cell = (index % 36 * 25 % 36) as usize;
    let (zone, category) = (Zone::ALL[cell / 6], Category::ALL[cell % 6]);
    let sprite = draw(zone, category, split.seed(index));
    Sample { sprite, zone: zone.index(), category: category.index() }
}

/// The sprite a little longer, shorter, taller or flatter, at places drawn by lot.
pub(crate) fn reproportioned(sprite: &Sprite, rng: &mut ChaCha8Rng) -> Sprite {
    canvas::Canvas::reproportion(sprite, &mut Rng(ChaCha8Rng::from_seed(rng.random())))
}

/// The dice of one sprite.
pub(crate) struct Rng(ChaCha8Rng);

impl Rng {
    /// One of the options.
    ///
    /// # Panics
    /// If there is none.
    pub(crate) fn pick<T: Copy>(&mut self, options: &[T]) -> T {
        options[self.0.random_range(0..options.len())]
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.0.random_bool(probability)
    }

    /// A whole number, both ends included.
    pub(crate) fn int(&mut self, low: i32, high: i32) -> i32 {
        self.0.random_range(low..=high)
    }

    /// A number between two others.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        self.0.random_range(low..=high)
    }
}
