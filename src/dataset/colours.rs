//! A palette of 64 entries made from the art itself, and the ramps that its colours form.
//!
//! Unlike in a palette that an artist made, whose ramps the library finds, the order is ours here,
//! and every colour is in a ramp.

use std::collections::BTreeMap;

use super::fit::OPAQUE_FROM;
use crate::{
    files::{
        Picture,
        palette::reduce::{choose, nearest, weigh},
    },
    sprite::{ENTRIES, Palette, Ramp, Rgb, oklab::Oklab},
};

/// Colours of a palette, without the transparent one.
const ROOM: usize = ENTRIES - 1;

/// Less chroma than this is grey.
const GREY: f32 = 0.03;

/// The most colours of a ramp; more are two ramps of neighbouring hues.
const LONGEST_RAMP: usize = 8;

/// Degrees of hue that a ramp may span: shadows and lights of one thing differ this much.
const WIDEST_RAMP: f32 = 50.0;

/// Colours of one ramp differ at least this much in lightness.
const LEAST_STEP: f32 = 0.02;

/// Chooses the colours of a palette from pictures. Each of them is a colour of the art: with 63
/// or fewer all are kept, otherwise those nearest to the means of 63 clusters in OKLab.
pub(super) fn palette_of(name: &str, pictures: &[Picture]) -> Palette {
    let colours = weigh(pictures);
    let chosen = if colours.len() <= ROOM { colours } else { choose(&colours, ROOM) };
    arrange(name, chosen.iter().map(|colour| colour.rgb).collect())
}

/// A picture in at most `most` of its own colours.
pub(super) fn limited_to(picture: &Picture, most: usize) -> Picture {
    let mut picture = picture.clone();
    let colours = weigh(std::slice::from_ref(&picture));
    if colours.len() <= most {
        return picture;
    }
    let chosen = choose(&colours, most);
    let labs: Vec<Oklab> = chosen.iter().map(|colour| colour.lab).collect();
    let near = |[r, g, b]: [u8; 3]| chosen[nearest(&labs, Rgb([r, g, b]).into())].rgb.0;
    let mut table: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
    for pixel in picture.pixels.iter_mut().filter(|pixel| pixel[3] >= OPAQUE_FROM) {
        let own = [pixel[0], pixel[1], pixel[2]];
        let [r, g, b] = *table.entry(own).or_insert_with(|| near(own));
        *pixel = [r, g, b, pixel[3]];
    }
    picture
}

/// Lays colours out ramp by ramp, transparent first; room that is left repeats the last.
fn arrange(name: &str, colours: Vec<Rgb>) -> Palette {
    let mut entries = vec![Rgb::default()];
    let mut listed = Vec::new();
    for (name, colours) in ramps(colours) {
        let first = entries.len() as u8;
        let indices = (first..first + colours.len() as u8).collect();
        listed.push(Ramp { name, indices });
        entries.extend(colours);
    }
    let last = entries.last().copied().unwrap_or_default();
    entries.resize(ENTRIES, last);
    let colours = std::array::from_fn(|index| entries[index]);
    Palette::new(name, colours, listed)
}

/// Sorts colours into ramps, each dark to light: greys, then families of hue.
fn ramps(colours: Vec<Rgb>) -> Vec<(String, Vec<Rgb>)> {
    let mut colours: Vec<(Rgb, Oklab)> =
        colours.into_iter().map(|rgb| (rgb, Oklab::from(rgb))).collect();
    // Near black and near white a hue is an accident of rounding.
    let is_grey = |lab: &Oklab| lab.chroma() < GREY || lab.l < 0.12;
    colours.sort_by(|a, b| a.1.hue_degrees().total_cmp(&b.1.hue_degrees()));
    let (greys, mut hued): (Vec<_>, Vec<_>) = colours.into_iter().partition(|c| is_grey(&c.1));
    // The circle of hues is opened where it is emptiest.
    let gap_before = |index: usize| {
        let before = hued[(index + hued.len() - 1) % hued.len()].1.hue_degrees();
        (hued[index].1.hue_degrees() - before).rem_euclid(360.0)
    };
    let start = (0..hued.len()).max_by(|a, b| gap_before(*a).total_cmp(&gap_before(*b)));
    hued.rotate_left(start.unwrap_or(0));
    let mut families = Vec::new();
    split_family(&hued, &mut families);
    let mut named: Vec<(String, Vec<Rgb>)> = Vec::new();
    let greys = steps(&greys).into_iter().map(|ramp| ("grey", ramp));
    let hued = families.iter().flat_map(|family| {
        let name = hue_name(family[family.len() / 2].1);
        steps(family).into_iter().map(move |ramp| (name, ramp))
    });
    for (name, ramp) in greys.chain(hued) {
        let is_taken = |name: &str| named.iter().any(|(other, _)| other == name);
        let mut full = name.to_owned();
        let mut letter = b'b';
        while is_taken(&full) {
            full = format!("{name} {}", char::from(letter));
            letter = (letter + 1).min(b'~');
        }
        named.push((full, ramp));
    }
    named
}

/// Splits neighbours on the circle of hues at the widest gap until each family is a ramp.
fn split_family(family: &[(Rgb, Oklab)], families: &mut Vec<Vec<(Rgb, Oklab)>>) {
    let Some((first, last)) = family.first().zip(family.last()) else { return };
    let hue = |colour: &(Rgb, Oklab)| colour.1.hue_degrees();
    let span = (hue(last) - hue(first)).rem_euclid(360.0);
    if family.len() <= 1 || family.len() <= LONGEST_RAMP && span <= WIDEST_RAMP {
        families.push(family.to_vec());
        return;
    }
    let middle = family.len() as f32 / 2.0;
    let cut = |at: &usize| {
        let gap = (hue(&family[*at]) - hue(&family[*at - 1])).rem_euclid(360.0);
        // Halves that are alike make better ramps than one colour and the rest.
        (gap + 1.0) * (1.3 - (*at as f32 - middle).abs() / middle)
    };
    let at = (1..family.len()).max_by(|a, b| cut(a).total_cmp(&cut(b))).unwrap_or(1);
    split_family(&family[..at], families);
    split_family(&family[at..], families);
}

/// A family from dark to light; colours as light as one that is in the ramp begin another.
fn steps(family: &[(Rgb, Oklab)]) -> Vec<Vec<Rgb>> {
    let mut sorted = family.to_vec();
    sorted.sort_by(|a, b| a.1.l.total_cmp(&b.1.l));
    let mut ramps: Vec<Vec<(Rgb, Oklab)>> = Vec::new();
    for colour in sorted {
        let lighter = |ramp: &&mut Vec<(Rgb, Oklab)>| {
            ramp.last().is_some_and(|last| last.1.l + LEAST_STEP <= colour.1.l)
        };
        match ramps.iter_mut().find(lighter) {
            Some(ramp) => ramp.push(colour),
            None => ramps.push(vec![colour]),
        }
    }
    ramps.into_iter().map(|ramp| ramp.into_iter().map(|(rgb, _)| rgb).collect()).collect()
}

/// What people call a hue.
fn hue_name(colour: Oklab) -> &'static str {
    match colour.hue_degrees() {
        hue if hue < 12.0 => "pink",
        hue if hue < 40.0 => "red",
        hue if hue < 75.0 => "orange",
        hue if hue < 115.0 => "yellow",
        hue if hue < 160.0 => "green",
        hue if hue < 215.0 => "teal",
        hue if hue < 275.0 => "blue",
        hue if hue < 325.0 => "violet",
        _ => "pink",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(colours: &[[u8; 3]]) -> Picture {
        let pixels = colours.iter().map(|&[r, g, b]| [r, g, b, 255]).collect::<Vec<_>>();
        Picture { width: pixels.len(), height: 1, pixels }
    }

    #[test]
    fn few_colours_are_all_kept_and_form_ramps() {
        let palette = Palette::ocean();
        let colours: Vec<[u8; 3]> = palette.colours()[1..].iter().map(|rgb| rgb.0).collect();
        let made = palette_of("sea", &[picture(&colours)]);
        for colour in &palette.colours()[1..] {
            assert!(made.colours()[1..].contains(colour));
        }
        assert_eq!(made.colours()[0], Rgb::default());
        assert!((7..=22).contains(&made.ramps().len()), "{}", made.to_gpl());
        let mut seen = [false; ENTRIES];
        for ramp in made.ramps() {
            let light = ramp.indices.iter().map(|&i| Oklab::from(made.colours()[usize::from(i)]).l);
            assert!(light.is_sorted(), "{}", ramp.name);
            for &index in &ramp.indices {
                assert!(!std::mem::replace(&mut seen[usize::from(index)], true));
            }
        }
        assert_eq!(seen.iter().filter(|&&seen| seen).count(), ROOM);
        assert_eq!(made.to_gpl().parse(), Ok(made));
    }

    #[test]
    fn many_colours_become_63_of_the_art_that_are_near_all_others() {
        let colours: Vec<[u8; 3]> = (0..40_000_u32)
            .map(|i| [(i % 200) as u8, (i / 200) as u8, (i % 7 * 30) as u8])
            .collect();
        let few = &colours[..9_000];
        let made = palette_of("many", &[picture(few)]);
        let mut worst = 0.0_f32;
        for &colour in few {
            let near = made.colours()[usize::from(made.nearest(Rgb(colour)))];
            worst = worst.max(Oklab::from(near).distance_squared(Oklab::from(Rgb(colour))).sqrt());
        }
        assert!(worst < 0.2, "{worst}");
        assert!(made.colours()[1..].iter().all(|rgb| few.contains(&rgb.0)), "they are the art's");
        assert_eq!(palette_of("many", &[picture(few)]), made, "the same again");
    }

    #[test]
    fn no_art_is_no_palette_but_no_panic() {
        assert!(palette_of("none", &[]).ramps().is_empty());
    }
}
