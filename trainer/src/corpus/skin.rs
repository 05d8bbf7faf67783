//! The parts of a creature that carry its pattern, and the colours and direction of markings.

use std::sync::LazyLock;

use shoal::sprite::{Palette, oklab::Oklab};

use super::{
    ramp::Ramp,
    shape::{Point, Shape},
};

/// Least distance in `OKLab` between a marking and what it is on.
const CONTRAST: f32 = 0.18;

/// Part of a creature that carries its pattern.
#[derive(Clone)]
pub(crate) struct Skin {
    /// The pixels.
    pub(crate) area: Shape,
    /// What replaces the relief under a pattern.
    pub(crate) ground: Option<u8>,
    /// The colours of markings.
    pub(crate) ink: Ink,
    /// The direction of markings.
    pub(crate) grain: Grain,
}

/// Three shades of a marking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ink {
    pub(super) mark: u8,
    pub(super) dark: u8,
    pub(super) light: u8,
    /// The line round a broad band, and the band.
    pub(super) edged: (u8, u8),
}

/// Which way a body runs.
#[derive(Clone, Debug)]
pub(crate) enum Grain {
    /// From left to right.
    Level,
    /// From the top down, both sides alike: stripes are meridians.
    Dome,
    /// From left to right, both sides of a row alike.
    Fold(f32),
    /// Along a curve from the head to the tail.
    Along(Vec<Point>),
}

impl Ink {
    /// Shades of `ramp`, as near to the shade `preferred` as stands out from the colour `ground`
    /// of another ramp.
    pub(crate) fn of(ramp: Ramp, preferred: u8, ground: u8) -> Self {
        static LAB: LazyLock<Vec<Oklab>> = LazyLock::new(|| {
            Palette::ocean().colours().iter().map(|&colour| Oklab::from(colour)).collect()
        });
        let apart =
            |colour: u8| LAB[usize::from(colour)].distance_squared(LAB[usize::from(ground)]).sqrt();
        let level = (0..7).find(|&shade| ramp.shade(shade) == preferred).unwrap_or(3);
        let mut shades: Vec<i32> = (0..7).collect();
        shades.sort_by_key(|shade| (shade - level).abs());
        let clear = shades.iter().copied().find(|&shade| apart(ramp.shade(shade)) >= CONTRAST);
        let farthest = || {
            shades
                .iter()
                .copied()
                .max_by(|&a, &b| apart(ramp.shade(a)).total_cmp(&apart(ramp.shade(b))))
        };
        let shade = clear.or_else(farthest).unwrap_or(level);
        Self {
            mark: ramp.shade(shade),
            dark: ramp.shade(shade - 1),
            light: ramp.shade(shade + 1),
            edged: (ramp.shade(1), ramp.shade(6)),
        }
    }
}
