//! The ramps of a palette, laid out for shading.

use crate::sprite::{ENTRIES, Palette, TRANSPARENT, oklab::Oklab};

/// The ramps of a palette, the way shading asks for them.
pub(super) struct Ramps {
    /// Each from dark to light.
    pub(super) shades: Vec<Vec<u8>>,
    /// Ramp and shade of each palette entry, if it is in one.
    pub(super) places: [Option<(usize, usize)>; ENTRIES],
    pub(super) lightness: [f32; ENTRIES],
}

impl Ramps {
    pub(super) fn new(palette: &Palette) -> Self {
        let mut places = [None; ENTRIES];
        let ramps: Vec<Vec<u8>> = palette.ramps().iter().map(|ramp| ramp.indices.clone()).collect();
        for (ramp_idx, ramp) in ramps.iter().enumerate() {
            for (shade, &index) in ramp.iter().enumerate() {
                if let Some(place) = places.get_mut(usize::from(index)) {
                    place.get_or_insert((ramp_idx, shade));
                }
            }
        }
        places[usize::from(TRANSPARENT)] = None;
        // In steps of 1/1024 sums are exact, so a mirrored sprite has mirrored contrasts.
        let lightness =
            palette.colours().map(|colour| (Oklab::from(colour).l * 1024.0).round() / 1024.0);
        Self { shades: ramps, places, lightness }
    }
}
