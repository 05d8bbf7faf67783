//! The ramps of the ocean palette.

/// One of the nine ramps of the ocean palette, seven shades from dark (0) to light (6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ramp(u8);

/// Grey, a little blue.
pub(crate) const SLATE: Ramp = Ramp(0);
/// Deep blue.
pub(crate) const ABYSS: Ramp = Ramp(1);
/// Turquoise.
pub(crate) const LAGOON: Ramp = Ramp(2);
/// Green.
pub(crate) const KELP: Ramp = Ramp(3);
/// Brown to cream.
pub(crate) const SAND: Ramp = Ramp(4);
/// Rust to orange to yellow.
pub(crate) const CLOWN: Ramp = Ramp(5);
/// Wine to red to peach.
pub(crate) const CRIMSON: Ramp = Ramp(6);
/// Magenta to pink.
pub(crate) const ANEMONE: Ramp = Ramp(7);
/// Violet to lilac.
pub(crate) const VIOLET: Ramp = Ramp(8);

impl Ramp {
    /// Every ramp, in the order of the palette.
    pub(crate) const ALL: [Self; 9] =
        [SLATE, ABYSS, LAGOON, KELP, SAND, CLOWN, CRIMSON, ANEMONE, VIOLET];
    /// Their names in the palette.
    pub(crate) const NAMES: [&str; 9] =
        ["slate", "abyss", "lagoon", "kelp", "sand", "clown", "crimson", "anemone", "violet"];
    /// The place of [`KELP`].
    pub(crate) const KELP_INDEX: usize = KELP.0 as usize;

    /// Its place among all ramps.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its name in the palette.
    pub(crate) const fn name(self) -> &'static str {
        Self::NAMES[self.0 as usize]
    }

    /// The palette index of a shade; shades beyond the ends are the ends.
    pub(crate) fn shade(self, shade: i32) -> u8 {
        1 + self.0 * 7 + shade.clamp(0, 6) as u8
    }
}
