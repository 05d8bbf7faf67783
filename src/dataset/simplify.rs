//! Takes from a sprite what a small model would learn by heart instead of shapes: a drop shadow,
//! shades without number, single pixels of noise, light that is drawn in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{colours::limited_to, fit::OPAQUE_FROM};
use crate::{
    files::Picture,
    sprite::{Rgb, oklab::Oklab},
};

/// Darker than this, and with less chroma, is black: an outline or a shadow.
const BLACK: f32 = 0.16;

/// See [`BLACK`].
const BLACK_CHROMA: f32 = 0.05;

/// Where less than this share of a sprite is not black, black is its body.
const LEAST_FIGURE: f32 = 0.25;

/// A pixel that differs this much from all around it, in OKLab, is drawn on purpose: an eye.
const EYE: f32 = 0.25;

/// Less chroma than this is grey, for which a hue means nothing.
const GREY: f32 = 0.04;

/// Degrees within which hues are of one material.
const SAME_HUE: f32 = 35.0;

/// A gap in lightness wider than this is a pattern, not light.
const PATTERN: f32 = 0.17;

/// What becomes of a black shadow beside a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DropShadow {
    /// It stays.
    #[default]
    Keep,
    /// Black stays only where it touches the figure, as its outline.
    Remove,
}

/// How sprites are made simpler before they are learned from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Simplification {
    /// The most colours of a sprite, chosen among its own by k-means in OKLab.
    pub colours: Option<u8>,
    /// What becomes of a black shadow beside the figure.
    pub drop_shadow: DropShadow,
    /// Whether single pixels of another colour become as those around them.
    pub cleans_specks: bool,
    /// How far shades of one material are brought together: 0 not at all, 1 into one.
    pub flatten_light: f32,
}

impl Simplification {
    /// The least colours that `colours` may be.
    pub const LEAST_COLOURS: u8 = 2;

    /// The most colours that `colours` may be.
    pub const MOST_COLOURS: u8 = 63;

    /// Whether anything is changed at all.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// What is wrong with these settings, if anything is.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let range = Self::LEAST_COLOURS..=Self::MOST_COLOURS;
        if let Some(colours) = self.colours.filter(|colours| !range.contains(colours)) {
            let (least, most) = (range.start(), range.end());
            return Some(format!("a sprite can have {least} to {most} colours, not {colours}"));
        }
        if !(0.0..=1.0).contains(&self.flatten_light) {
            let amount = self.flatten_light;
            return Some(format!("light is flattened by 0 to 1, not by {amount}"));
        }
        None
    }

    /// The simpler picture.
    #[must_use]
    pub fn apply(&self, picture: &Picture) -> Picture {
        let mut picture = picture.clone();
        if self.drop_shadow == DropShadow::Remove {
            remove_drop_shadow(&mut picture);
        }
        if self.flatten_light > 0.0 {
            flatten_light(&mut picture, self.flatten_light.min(1.0));
        }
        if let Some(colours) = self.colours {
            picture = limited_to(&picture, usize::from(colours.max(1)));
        }
        if self.cleans_specks {
            clean_specks(&mut picture);
        }
        picture
    }
}

/// The colour of an opaque pixel.
fn colour(pixel: [u8; 4]) -> Option<Rgb> {
    let [r, g, b, alpha] = pixel;
    (alpha >= OPAQUE_FROM).then_some(Rgb([r, g, b]))
}

fn is_black(rgb: Rgb) -> bool {
    let lab = Oklab::from(rgb);
    lab.l < BLACK && lab.chroma() < BLACK_CHROMA
}

/// The numbers of the pixels at these offsets from pixel number `at`, as far as they are there.
fn around<'a>(
    picture: &Picture,
    at: usize,
    offsets: &'a [(i64, i64)],
) -> impl Iterator<Item = usize> + use<'a> {
    let (width, height) = (picture.width as i64, picture.height as i64);
    let (x, y) = (at as i64 % width, at as i64 / width);
    offsets
        .iter()
        .map(move |(dx, dy)| (x + dx, y + dy))
        .filter(move |(x, y)| (0..width).contains(x) && (0..height).contains(y))
        .map(move |(x, y)| (y * width + x) as usize)
}

/// Left, right, above and below.
const SIDES: [(i64, i64); 4] = [(-1, 0), (1, 0), (0, -1), (0, 1)];

/// All eight neighbours.
const NEIGHBOURS: [(i64, i64); 8] =
    [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)];

/// Makes black see-through where it is reached from outside and does not touch the figure. What is
/// black all over keeps its body.
fn remove_drop_shadow(picture: &mut Picture) {
    let colours: Vec<Option<Rgb>> = picture.pixels.iter().map(|pixel| colour(*pixel)).collect();
    let is_figure = |at: usize| colours[at].is_some_and(|rgb| !is_black(rgb));
    let n_figure = (0..colours.len()).filter(|&at| is_figure(at)).count();
    let n_opaque = colours.iter().flatten().count();
    if (n_figure as f32) < LEAST_FIGURE * n_opaque as f32 {
        return;
    }
    let (width, height) = (picture.width, picture.height);
    let is_edge = |at: &usize| {
        let (x, y) = (at % width, at / width);
        x == 0 || y == 0 || x + 1 == width || y + 1 == height
    };
    let mut is_reached = vec![false; colours.len()];
    let mut open: Vec<usize> = (0..colours.len()).filter(is_edge).collect();
    while let Some(at) = open.pop() {
        if is_reached[at] || is_figure(at) {
            continue;
        }
        is_reached[at] = true;
        open.extend(around(picture, at, &SIDES));
    }
    for at in (0..colours.len()).filter(|&at| is_reached[at]) {
        let touches = around(picture, at, &SIDES).any(is_figure);
        if !touches {
            picture.pixels[at] = [0; 4];
        }
    }
}

/// Gives pixels that no neighbour is like the colour that most around them have, and drops those
/// with nothing around them. What stands out on purpose stays.
fn clean_specks(picture: &mut Picture) {
    let before = picture.clone();
    for at in 0..before.pixels.len() {
        let Some(own) = colour(before.pixels[at]) else { continue };
        let near = around(&before, at, &NEIGHBOURS).filter_map(|near| colour(before.pixels[near]));
        let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
        for Rgb(near) in near {
            *counts.entry(near).or_default() += 1;
        }
        let is_eye = counts
            .keys()
            .all(|near| Oklab::from(Rgb(*near)).distance_squared(own.into()) >= EYE.powi(2));
        let Some((most, _)) = counts.iter().max_by_key(|(_, count)| **count) else {
            picture.pixels[at] = [0; 4];
            continue;
        };
        if !is_eye && !counts.contains_key(&own.0) {
            let [r, g, b] = *most;
            picture.pixels[at] = [r, g, b, 255];
        }
    }
}

/// Brings shades of one material nearer to their mean lightness. Black stays, and so do steps
/// that are too wide to be light.
fn flatten_light(picture: &mut Picture, amount: f32) {
    let mut counts: BTreeMap<[u8; 3], f32> = BTreeMap::new();
    for Rgb(rgb) in picture.pixels.iter().filter_map(|pixel| colour(*pixel)) {
        *counts.entry(rgb).or_default() += 1.0;
    }
    let shades = counts.into_iter().filter(|(rgb, _)| !is_black(Rgb(*rgb)));
    let shades: Vec<Shade> =
        shades.map(|(rgb, weight)| Shade { rgb, lab: Rgb(rgb).into(), weight }).collect();
    let mut flat: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
    for mut material in materials(shades) {
        material.sort_by(|a, b| a.lab.l.total_cmp(&b.lab.l));
        for group in material.chunk_by(|a, b| b.lab.l - a.lab.l <= PATTERN) {
            let weight: f32 = group.iter().map(|shade| shade.weight).sum();
            let mean = group.iter().fold([0.0; 3], |[l, a, b], shade| {
                let share = shade.weight / weight;
                [l + shade.lab.l * share, a + shade.lab.a * share, b + shade.lab.b * share]
            });
            for shade in group {
                let towards = |from: f32, mean: f32| from + (mean - from) * amount;
                let lab = Oklab {
                    l: towards(shade.lab.l, mean[0]),
                    a: towards(shade.lab.a, mean[1]),
                    b: towards(shade.lab.b, mean[2]),
                };
                flat.insert(shade.rgb, lab.to_rgb().0);
            }
        }
    }
    for pixel in &mut picture.pixels {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]];
        if let Some(&[r, g, b]) = flat.get(&[r, g, b]).filter(|_| pixel[3] >= OPAQUE_FROM) {
            *pixel = [r, g, b, pixel[3]];
        }
    }
}

/// A colour of a picture and how many pixels have it.
#[derive(Clone, Copy)]
struct Shade {
    rgb: [u8; 3],
    lab: Oklab,
    weight: f32,
}

/// Shades by what they are of: greys, and hues that are near that of the heaviest left.
fn materials(mut shades: Vec<Shade>) -> Vec<Vec<Shade>> {
    let greys = shades.extract_if(.., |shade| shade.lab.chroma() < GREY).collect();
    let mut materials = vec![greys];
    while let Some(heaviest) = shades.iter().max_by(|a, b| a.weight.total_cmp(&b.weight)) {
        let hue = heaviest.lab.hue_degrees();
        let is_near = |shade: &mut Shade| {
            let away = (shade.lab.hue_degrees() - hue).rem_euclid(360.0);
            away.min(360.0 - away) <= SAME_HUE
        };
        materials.push(shades.extract_if(.., is_near).collect());
    }
    materials
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: char = 'r';

    /// A picture of letters: `.` see-through, `#` black, `r`, `s` and `t` reds from dark to
    /// light, `w` white.
    fn picture(rows: &[&str]) -> Picture {
        let pixel = |letter: char| match letter {
            '#' => [0, 0, 0, 255],
            RED => [170, 30, 30, 255],
            's' => [180, 40, 36, 255],
            't' => [200, 60, 50, 255],
            'w' => [250, 250, 250, 255],
            _ => [0; 4],
        };
        let pixels = rows.iter().flat_map(|row| row.chars().map(pixel)).collect();
        Picture { width: rows[0].len(), height: rows.len(), pixels }
    }

    fn n_colours(picture: &Picture) -> usize {
        let mut colours: Vec<[u8; 4]> =
            picture.pixels.iter().filter(|pixel| pixel[3] > 0).copied().collect();
        colours.sort_unstable();
        colours.dedup();
        colours.len()
    }

    #[test]
    fn a_shadow_goes_and_an_outline_stays() {
        let mut drawn =
            picture(&[".###....", "#rrr#...", "#r#r#...", "#rrr###.", ".#######", "..####.."]);
        remove_drop_shadow(&mut drawn);
        let wanted =
            picture(&[".###....", "#rrr#...", "#r#r#...", "#rrr#...", ".###....", "........"]);
        assert_eq!(drawn, wanted);
    }

    #[test]
    fn what_is_black_all_over_keeps_its_body() {
        let bat = picture(&["########", "##r##r##", "########", ".######."]);
        let mut drawn = bat.clone();
        remove_drop_shadow(&mut drawn);
        assert_eq!(drawn, bat);
    }

    #[test]
    fn specks_go_and_eyes_stay() {
        let mut drawn = picture(&["rrrrrr.", "rsrrwr.", "rrrrrr.", "......s"]);
        clean_specks(&mut drawn);
        // The pixel in the corner touches the body at its own corner.
        assert_eq!(drawn, picture(&["rrrrrr.", "rrrrwr.", "rrrrrr.", "......r"]));
        let mut alone = picture(&["rrr....", "rrr...s"]);
        clean_specks(&mut alone);
        assert_eq!(alone, picture(&["rrr....", "rrr...."]));
    }

    #[test]
    fn light_is_flattened_within_a_material_only() {
        let drawn = picture(&["rrsstt", "##rsww"]);
        let mut flat = drawn.clone();
        flatten_light(&mut flat, 1.0);
        assert_eq!(n_colours(&flat), 3, "one red, black, white: {:?}", flat.pixels);
        let mut half = drawn.clone();
        flatten_light(&mut half, 0.5);
        let spread = |picture: &Picture| {
            let light = |at: usize| Oklab::from(colour(picture.pixels[at]).unwrap()).l;
            light(5) - light(0)
        };
        let ratio = spread(&half) / spread(&drawn);
        assert!((0.4..0.6).contains(&ratio), "{ratio}");
    }

    #[test]
    fn a_sprite_has_as_many_colours_as_were_asked_for() {
        let pixels = (0..1024_u32).map(|at| [(at / 8) as u8, (at % 32 * 8) as u8, 90, 255]);
        let drawn = Picture { width: 32, height: 32, pixels: pixels.collect() };
        for colours in [2, 6, 63] {
            let simpler = Simplification { colours: Some(colours), ..Simplification::default() };
            let simpler = simpler.apply(&drawn);
            assert!(n_colours(&simpler) <= usize::from(colours));
            assert!(simpler.pixels.iter().all(|pixel| drawn.pixels.contains(pixel)));
        }
        assert_eq!(Simplification::default().apply(&drawn), drawn);
    }

    #[test]
    fn settings_out_of_range_are_told_of() {
        let fault = |colours, flatten_light| {
            Simplification { colours, flatten_light, ..Simplification::default() }.fault()
        };
        assert_eq!(fault(Some(6), 0.5), None);
        assert!(fault(Some(1), 0.0).unwrap().contains("2 to 63"));
        assert!(fault(Some(64), 0.0).unwrap().contains("2 to 63"));
        assert!(fault(None, 1.5).unwrap().contains("0 to 1"));
        assert!(fault(None, f32::NAN).is_some());
    }
}
