//! Finds the ramps of a palette that does not name them.
//!
//! The method, in OKLab. Each pair of colours of which one is lighter may be two neighbours of
//! a ramp, unless the step in lightness is too small to see or too large to bridge, or the two
//! differ too much in hue or chroma. The likelier a pair, the smaller its cost: the step in
//! lightness, plus the distance sideways, plus how far the hue turns. The hue of a colour that
//! is nearly grey says little, so its turn weighs little. Pairs are taken from the cheapest on,
//! each colour having at most one darker and one lighter neighbour; what hangs together is a
//! ramp, and lightness makes it run from dark to light. Colours without neighbours are in no
//! ramp, so that shading leaves them alone.

use super::{ENTRIES, Rgb, oklab::Oklab, portable};

/// Palette indices from dark to light that shading moves along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ramp {
    /// What an artist calls it.
    pub name: String,
    /// Palette indices, darkest first.
    pub indices: Vec<u8>,
}

/// Steps of lightness that two neighbours of a ramp may be apart.
const STEPS: std::ops::RangeInclusive<f32> = 0.025..=0.34;
/// Smaller steps are no better than this one.
const CALM_STEP: f32 = 0.09;
/// How far hue and chroma together may go in one step.
const MOST_SIDEWAYS: f32 = 0.13;
/// How far the hue may turn in one step, in degrees.
const MOST_TURN: f32 = 48.0;
/// From this chroma on, a hue is a hue.
const COLOURFUL: f32 = 0.05;

/// The ramps, by the lightness of their darkest colours.
pub(super) fn infer(colours: &[Rgb; ENTRIES]) -> Vec<Ramp> {
    let mut entries: Vec<(u8, Oklab)> = Vec::new();
    for (index, colour) in colours.iter().enumerate().skip(1) {
        // Of two that look alike the first is meant: palettes are filled up with their last.
        if !colours[1..index].contains(colour) {
            entries.push((index as u8, (*colour).into()));
        }
    }
    let mut pairs: Vec<(f32, u8, u8)> = Vec::new();
    for &(dark, from) in &entries {
        for &(light, to) in &entries {
            pairs.extend(cost(from, to).map(|cost| (cost, dark, light)));
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut lighter, mut darker) = ([None; ENTRIES], [None; ENTRIES]);
    for (_, dark, light) in pairs {
        let (up, down) = (&mut lighter[usize::from(dark)], &mut darker[usize::from(light)]);
        if up.is_none() && down.is_none() {
            (*up, *down) = (Some(light), Some(dark));
        }
    }
    entries.sort_by(|a, b| a.1.l.total_cmp(&b.1.l));
    let mut ramps = Vec::new();
    for (first, _) in entries {
        if darker[usize::from(first)].is_some() || lighter[usize::from(first)].is_none() {
            continue;
        }
        let indices: Vec<u8> =
            std::iter::successors(Some(first), |index| lighter[usize::from(*index)]).collect();
        let name = free_name(hue_name(&indices, colours), &ramps);
        ramps.push(Ramp { name, indices });
    }
    ramps
}

/// How unlikely it is that `to` follows `from` in a ramp; `None` where it cannot.
fn cost(from: Oklab, to: Oklab) -> Option<f32> {
    let step = to.l - from.l;
    let sideways = portable::hypot(from.a - to.a, from.b - to.b);
    let certainty = (from.chroma().min(to.chroma()) / COLOURFUL).min(1.0);
    let turn = (from.hue_degrees() - to.hue_degrees() + 180.0).rem_euclid(360.0) - 180.0;
    let turn = certainty * turn.abs();
    let is_likely = STEPS.contains(&step) && sideways <= MOST_SIDEWAYS && turn <= MOST_TURN;
    is_likely.then(|| {
        step.max(CALM_STEP) + 2.0 * sideways + 0.35 * certainty * (turn / 45.0) * (turn / 45.0)
    })
}

/// What people call the colour of a ramp.
fn hue_name(indices: &[u8], colours: &[Rgb; ENTRIES]) -> &'static str {
    let labs = indices.iter().map(|&index| Oklab::from(colours[usize::from(index)]));
    let (a, b) = labs.fold((0.0, 0.0), |(a, b), lab| (a + lab.a, b + lab.b));
    let n = indices.len().max(1) as f32;
    let mean = Oklab { l: 0.5, a: a / n, b: b / n };
    if mean.chroma() < 0.03 {
        return "grey";
    }
    match mean.hue_degrees() {
        hue if hue < 40.0 => "red",
        hue if hue < 75.0 => "orange",
        hue if hue < 115.0 => "yellow",
        hue if hue < 165.0 => "green",
        hue if hue < 215.0 => "teal",
        hue if hue < 275.0 => "blue",
        hue if hue < 312.0 => "violet",
        hue if hue < 345.0 => "purple",
        hue if hue < 360.0 => "pink",
        _ => "red",
    }
}

/// The name, with a number where it is taken.
fn free_name(name: &str, ramps: &[Ramp]) -> String {
    let is_taken = |wanted: &str| ramps.iter().any(|ramp| ramp.name == wanted);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::Palette;

    fn palette(colours: &[u32]) -> [Rgb; ENTRIES] {
        let mut all = [Rgb::default(); ENTRIES];
        let last = colours.len() - 1;
        for (at, slot) in all.iter_mut().enumerate().skip(1) {
            let [_, r, g, b] = colours[(at - 1).min(last)].to_be_bytes();
            *slot = Rgb([r, g, b]);
        }
        all
    }

    fn told(colours: &[u32]) -> Vec<(String, Vec<u8>)> {
        infer(&palette(colours)).into_iter().map(|ramp| (ramp.name, ramp.indices)).collect()
    }

    #[test]
    fn shuffled_ramps_are_put_in_order_and_named() {
        // Greys, blues and reds, mixed up; the last colour fills the rest of the palette.
        let found = told(&[
            0x00c0_c0c0,
            0x0010_2a66,
            0x0080_1818,
            0x0030_3030,
            0x0058_8ae0,
            0x00d8_5048,
            0x0078_7878,
            0x0028_50a8,
            0x0090_c0f8,
        ]);
        assert_eq!(
            found,
            [
                ("blue".to_owned(), vec![2, 8, 5, 9]),
                ("grey".to_owned(), vec![4, 7, 1]),
                ("red".to_owned(), vec![3, 6]),
            ]
        );
    }

    #[test]
    fn a_colour_that_goes_with_none_is_in_no_ramp() {
        let found = told(&[0x0020_6020, 0x0040_a040, 0x00ff_00ff]);
        assert_eq!(found, [("green".to_owned(), vec![1, 2])]);
        assert_eq!(told(&[0x0012_3456]), []);
    }

    #[test]
    fn two_ramps_of_one_hue_have_names_of_their_own() {
        // Dull and vivid greens of about the same lightness.
        let found = told(&[0x002c_4430, 0x0054_7858, 0x0000_5a10, 0x0010_9c20, 0x0080_a884]);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["green", "green 2"]);
    }

    /// The default palette's ramps cross where they are darkest; seven of eight of their steps
    /// are found again from nothing but the colours.
    #[test]
    fn the_ocean_is_found_again() {
        let ocean = Palette::ocean();
        let found = infer(ocean.colours());
        let steps = |ramps: &[Ramp]| -> Vec<[u8; 2]> {
            ramps
                .iter()
                .flat_map(|ramp| ramp.indices.array_windows().copied().collect::<Vec<_>>())
                .collect()
        };
        let (own, found) = (steps(ocean.ramps()), steps(&found));
        let n_same = found.iter().filter(|step| own.contains(step)).count();
        assert!(own.len() <= n_same + 7, "{n_same} of {}", own.len());
    }

    #[test]
    fn lightness_climbs_and_no_colour_is_in_two_ramps() {
        let mut state = 9_u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 8
        };
        for _ in 0..20 {
            let colours: Vec<u32> = (0..40).map(|_| random()).collect();
            let all = palette(&colours);
            let mut seen = [false; ENTRIES];
            for ramp in infer(&all) {
                let l = |index: &u8| Oklab::from(all[usize::from(*index)]).l;
                assert!(2 <= ramp.indices.len() && ramp.indices.is_sorted_by(|a, b| l(a) < l(b)));
                for index in ramp.indices {
                    assert!(!std::mem::replace(&mut seen[usize::from(index)], true));
                }
            }
        }
    }
}
