//! The ramps that light moves along: the palette's own, or as the artist changed them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::State;
use crate::sprite::{ENTRIES, Palette, Shading, TRANSPARENT, hash_hex};

/// The ramps of a palette as the artist wants them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::studio) struct OwnRamps {
    /// Names the palette by its colours.
    palette: String,
    /// Each ramp from dark to light.
    ramps: Vec<Vec<u8>>,
}

/// Where a colour stands among the ramps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum RampPlace {
    /// Before this shade of this ramp, or at its end.
    Ramp(usize, usize),
    /// In none: light leaves it alone.
    None,
    /// In a ramp of its own.
    New,
}

/// What the artist changed, palette by palette.
pub(in crate::studio::state) type AllRamps = Vec<OwnRamps>;

/// The ramps that the artist made for a palette, if any.
fn own<'a>(all: &'a AllRamps, palette: &Palette) -> Option<&'a Vec<Vec<u8>>> {
    if all.is_empty() {
        return None;
    }
    let wanted = name_of(palette);
    all.iter().find(|own| own.palette == wanted).map(|own| &own.ramps)
}

fn name_of(palette: &Palette) -> String {
    let bytes: Vec<u8> = palette.colours()[1..].iter().flat_map(|colour| colour.0).collect();
    hash_hex(&bytes)[..16].to_owned()
}

/// Ramps without a colour twice, and without what is no colour.
pub(super) fn clamped(all: AllRamps) -> AllRamps {
    all.into_iter()
        .map(|own| {
            let mut is_free = [true; ENTRIES];
            is_free[usize::from(TRANSPARENT)] = false;
            let mut is_first =
                |index: &u8| is_free.get_mut(usize::from(*index)).is_some_and(std::mem::take);
            let mut ramps = own.ramps;
            for ramp in &mut ramps {
                ramp.retain(&mut is_first);
            }
            ramps.retain(|ramp| !ramp.is_empty());
            OwnRamps { ramps, ..own }
        })
        .collect()
}

/// The ramps after a colour was moved.
fn moved(mut ramps: Vec<Vec<u8>>, index: u8, to: RampPlace) -> Vec<Vec<u8>> {
    let mut to = to;
    for (at, ramp) in ramps.iter_mut().enumerate() {
        let Some(shade) = ramp.iter().position(|other| *other == index) else { continue };
        ramp.remove(shade);
        if let RampPlace::Ramp(wanted, before) = &mut to
            && *wanted == at
            && shade < *before
        {
            *before -= 1;
        }
    }
    match to {
        RampPlace::Ramp(at, before) => {
            if let Some(ramp) = ramps.get_mut(at) {
                ramp.insert(before.min(ramp.len()), index);
            }
        }
        RampPlace::New => ramps.push(vec![index]),
        RampPlace::None => {}
    }
    ramps.retain(|ramp| !ramp.is_empty());
    ramps
}

impl State {
    /// A palette with the ramps that light moves along.
    pub(in crate::studio) fn ramped(&self, palette: &Palette) -> Palette {
        self.shading_of(palette).palette(palette)
    }

    /// Whether the artist changed the ramps of a palette.
    pub(in crate::studio) fn has_own_ramps(&self, palette: &Palette) -> bool {
        own(&self.shade.settings.ramps, palette).is_some()
    }

    /// A shading that tells the ramps of a palette, where they are the artist's.
    pub(super) fn shading_of(&self, palette: &Palette) -> Shading {
        let ramps = own(&self.shade.settings.ramps, palette).cloned();
        Shading { ramps, ..Shading::new(self.shade.settings.light) }
    }

    /// Ramps that the artist made for a palette are those of the palette that it becomes.
    pub(in crate::studio) fn carry_ramps(&mut self, from: &Palette, to: &Palette) {
        let all = &mut self.shade.settings.ramps;
        let Some(ramps) = own(all, from).cloned() else { return };
        let palette = name_of(to);
        all.retain(|own| own.palette != palette);
        all.push(OwnRamps { palette, ramps });
    }

    /// Puts a colour of the palette on show elsewhere among the ramps.
    pub(in crate::studio) fn move_in_ramps(&mut self, index: u8, to: RampPlace) {
        let Some(art) = self.shade_model() else { return };
        let palette = Arc::clone(&art.palette);
        let before: Vec<Vec<u8>> =
            self.ramped(&palette).ramps().iter().map(|ramp| ramp.indices.clone()).collect();
        let after = moved(before.clone(), index, to);
        if index != TRANSPARENT && after != before {
            self.set_ramps("Edit ramps", &palette, Some(after));
        }
    }

    /// Goes back to the ramps that the palette on show came with.
    pub(in crate::studio) fn reset_ramps(&mut self) {
        let Some(art) = self.shade_model() else { return };
        let palette = Arc::clone(&art.palette);
        if self.has_own_ramps(&palette) {
            self.set_ramps("Reset ramps", &palette, None);
        }
    }

    fn set_ramps(&mut self, name: &'static str, palette: &Palette, ramps: Option<Vec<Vec<u8>>>) {
        let usual: Vec<&Vec<u8>> = palette.ramps().iter().map(|ramp| &ramp.indices).collect();
        // Ramps that were moved about until they are what they were are no own ones.
        let ramps = ramps.filter(|ramps| ramps.iter().ne(usual));
        self.relight_for_ramps(name, |all| {
            let wanted = name_of(palette);
            all.retain(|own| own.palette != wanted);
            all.extend(ramps.map(|ramps| OwnRamps { palette: wanted, ramps }));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_moves_within_a_ramp_between_ramps_and_out_of_all() {
        let ramps = || vec![vec![1, 2, 3], vec![4, 5]];
        let check = |index, to, expected: &[&[u8]]| assert_eq!(moved(ramps(), index, to), expected);
        check(1, RampPlace::Ramp(0, 3), &[&[2, 3, 1], &[4, 5]]);
        check(3, RampPlace::Ramp(0, 0), &[&[3, 1, 2], &[4, 5]]);
        check(2, RampPlace::Ramp(1, 1), &[&[1, 3], &[4, 2, 5]]);
        check(9, RampPlace::Ramp(1, 99), &[&[1, 2, 3], &[4, 5, 9]]);
        check(5, RampPlace::None, &[&[1, 2, 3], &[4]]);
        check(5, RampPlace::New, &[&[1, 2, 3], &[4], &[5]]);
        assert_eq!(moved(vec![vec![7], vec![8]], 7, RampPlace::Ramp(1, 0)), [[7, 8]]);
    }

    #[test]
    fn nonsense_in_the_settings_is_sorted_out() {
        let own = OwnRamps {
            palette: "x".to_owned(),
            ramps: vec![vec![0, 5, 5, 64, 255], vec![5], vec![6, 7]],
        };
        assert_eq!(clamped(vec![own])[0].ramps, [vec![5], vec![6, 7]]);
    }
}
