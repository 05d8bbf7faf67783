//! The procedural sprite author: draws the training corpus.
//!
//! The author chooses before it paints: [`roll()`] decides the [`Traits`] of a creature, [`draw`]
//! paints them. Randomness chooses lengths, pose, shades and where a pattern begins, never single
//! pixels: a small model has to learn it. Each purpose has a stream of noise of its own ([`Dice`]),
//! so that one trait can be changed and the rest of the creature stays.
//!
//! How to write a creature: build [`canvas::Shape`]s, paint them on a [`canvas::Canvas`] (things
//! behind first) in the colours of a [`look::Appearance`], say which part is skin that a pattern may be
//! on, call `outline`, and add what breaks the outline (lights, mats). docs/CORPUS.md explains it.

mod abyssal;
mod canvas;
mod cephalopod;
mod coral;
mod finish;
mod grazer;
mod jellyfish;
mod labels;
mod look;
mod pattern;
mod plan;
mod plans;
mod proportions;
mod ramp;
mod ramps;
mod reef_fish;
mod roll;
mod shape;
pub(crate) mod sheet;
mod skin;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod traits;
mod wanted;

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use shoal::sprite::{Labels, Sprite};

use self::{canvas::Canvas, look::Appearance};
pub(crate) use self::{
    labels::{labels, schema},
    roll::{HELD_OUT, Wish, held_out, roll, roll_with},
    traits::{Axis, Traits},
    wanted::creature,
};

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
    /// Their names on the command line.
    pub(crate) const NAMES: [&str; 6] =
        ["shallows", "twilight", "midnight", "abyss", "hadal", "vent"];

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
    /// Their names on the command line.
    pub(crate) const NAMES: [&str; 6] =
        ["reef-fish", "grazer", "coral", "jellyfish", "cephalopod", "abyssal"];

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

    /// The split that a seed belongs to. Seeds above all ranges count as the test range's.
    pub(crate) const fn of(seed: u64) -> Self {
        match seed >> 62 {
            0 => Self::Train,
            1 => Self::Judge,
            _ => Self::Test,
        }
    }

    /// Whether it may hold what training never shows.
    pub(crate) const fn is_test(self) -> bool {
        matches!(self, Self::Test)
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

/// How a creature holds itself: the noise of its posture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pose(pub(crate) u64);

impl Traits {
    /// The pose that belongs to these traits.
    pub(crate) const fn pose(&self) -> Pose {
        Pose(self.noise)
    }
}

/// Paints a creature.
pub(crate) fn draw(traits: &Traits, pose: Pose) -> Sprite {
    // Proportions are decided on a plain picture in fixed colours, or else a stripe would decide
    // where the body is stretched.
    let (plain, _, mut dice) = paint(&traits.neutral(), pose);
    let (steps, bounds) = plain.proportions(traits, &mut dice.finish);
    let (mut canvas, look, _) = paint(traits, pose);
    canvas.apply(&steps);
    canvas.finish(traits, &look, bounds)
}

/// Paints a creature without its pattern, as its plan has it.
fn paint(traits: &Traits, pose: Pose) -> (Canvas, Appearance, Dice) {
    let mut dice = Dice::new(traits.noise, pose);
    let look = Appearance::of(traits, &mut dice.finish);
    let mut canvas = Canvas::new();
    (traits.body.plan().paint)(&mut canvas, &look, &mut dice);
    (canvas, look, dice)
}

/// Draws the sprite that a seed stands for, always the same.
pub(crate) fn sprite(zone: Zone, category: Category, seed: u64) -> Sprite {
    let traits = roll(zone, category, seed);
    draw(&traits, traits.pose())
}

/// What the sample number `index` of a split shows. Any 36 from a multiple of 36 on hold each cell
/// once.
pub(crate) fn traits_of(split: Split, index: u64) -> Traits {
    // 25 has no divisor in common with 36, so the walk visits every cell, and neighbours differ
    // both in zone and in category.
    let cell = (index % 36 * 25 % 36) as usize;
    roll(Zone::ALL[cell / 6], Category::ALL[cell % 6], split.seed(index))
}

/// The sprite of a seed with a body plan given, at full size and without markings: creatures as
/// like each other as those of one artist's sheet.
#[cfg(test)]
pub(crate) fn plain_sprite(zone: Zone, body: &str, seed: u64) -> Sprite {
    let wishes = ["size=large", "build=regular", "pattern=plain", "outline=dark", "eyes=medium"];
    let body = format!("body={body}");
    let given: Vec<_> =
        wishes.into_iter().chain([&*body]).filter_map(|text| wanted::wish(text).ok()).collect();
    let category = wanted::category_of(&given).unwrap_or(Category::ReefFish);
    let traits = roll_with(zone, category, seed, &given);
    draw(&traits, traits.pose())
}

/// The sample number `index` of a split: see [`traits_of`].
pub(crate) fn sample(split: Split, index: u64) -> Sample {
    sample_of(&traits_of(split, index))
}

/// The same with every trait, as labels of [`schema`].
pub(crate) fn labelled_sample(split: Split, index: u64) -> (Sample, Labels) {
    let traits = traits_of(split, index);
    (sample_of(&traits), labels(&traits))
}

/// The creature of these traits in its own pose.
pub(crate) fn sample_of(traits: &Traits) -> Sample {
    let sprite = draw(traits, traits.pose());
    Sample { sprite, zone: traits.zone.index(), category: traits.category().index() }
}

/// The sprite a little longer, shorter, taller or flatter, at places drawn by lot.
pub(crate) fn reproportioned(sprite: &Sprite, rng: &mut ChaCha8Rng) -> Sprite {
    canvas::Canvas::reproportion(sprite, &mut Rng(ChaCha8Rng::from_seed(rng.random())))
}

/// The noise of one sprite, a stream a purpose. The pattern has one as well: see
/// [`pattern::Variation`].
pub(crate) struct Dice {
    /// Lengths and numbers of limbs.
    pub(crate) shape: Rng,
    /// Posture: what moves without being another creature.
    pub(crate) pose: Rng,
    /// Shades, and the proportions of the finished picture.
    pub(crate) finish: Rng,
}

impl Dice {
    fn new(noise: u64, pose: Pose) -> Self {
        Self {
            shape: Rng::stream(noise, [0, 0, 20]),
            pose: Rng::stream(pose.0, [0, 0, 21]),
            finish: Rng::stream(noise, [0, 0, 22]),
        }
    }
}

/// A stream of noise.
pub(crate) struct Rng(ChaCha8Rng);

impl Rng {
    /// The stream of a seed for one purpose.
    pub(crate) fn stream(seed: u64, purpose: [u8; 3]) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..11].copy_from_slice(&purpose);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A seed for streams of noise.
    pub(crate) fn seed(&mut self) -> u64 {
        self.0.random()
    }

    /// One of the options, as often as its weight says.
    ///
    /// # Panics
    /// If all weights are 0.
    pub(crate) fn weighted<T: Copy>(&mut self, options: &[(T, u32)]) -> T {
        let sum: u32 = options.iter().map(|(_, weight)| weight).sum();
        let mut left = self.0.random_range(0..sum);
        let found = options.iter().find(|(_, weight)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        found.unwrap_or(&options[0]).0
    }

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
