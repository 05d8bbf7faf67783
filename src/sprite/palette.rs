//! The 64-entry palette and its ramps, with the GIMP palette text that carries both.

use std::{fmt::Write as _, str::FromStr};

use super::{ColourSet, ENTRIES, Ramp, Rgb, TRANSPARENT, oklab::Oklab, portable, ramps};

/// The default palette as shipped in `assets/`.
const OCEAN_GPL: &str = include_str!("../../assets/ocean.gpl");

/// 64 colours, of which index 0 is transparent, and the ramps they form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    name: String,
    colours: [Rgb; ENTRIES],
    ramps: Vec<Ramp>,
    /// The colours by which those of other palettes find their entries here, where an artist
    /// changed what some of them look like.
    origin: Option<Box<[Rgb; ENTRIES]>>,
}

/// Why a text is no palette of ours.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PaletteError {
    /// The text does not begin as a GIMP palette does.
    #[error("not a GIMP palette: its first line is not \"GIMP Palette\"")]
    NoHeader,
    /// A line that should hold a colour does not.
    #[error("line {0} of the palette holds no colour: expected red, green and blue, each 0 to 255")]
    BadColour(usize),
    /// Too many or too few colours.
    #[error("the palette holds {0} colours; 64 are needed, the first of them transparent")]
    WrongCount(usize),
}

/// Ends the name of a palette of which an artist changed colours.
const CHANGED: &str = ", changed";

/// Begins the comment of a GIMP palette that tells what its entries looked like before some were
/// changed.
const ORIGIN: &str = "# Colours before changes:";

/// One ramp of the default palette, as a path through OKLCH.
struct OceanRamp {
    name: &'static str,
    /// Lightness of the darkest and the lightest shade.
    lightness: (f32, f32),
    /// Chroma of the darkest, the middle and the lightest shade.
    chroma: (f32, f32, f32),
    /// Hue in degrees of the darkest, the middle and the lightest shade: shadows lean
    /// towards blue and violet, lights towards yellow, as in water under a warm sun.
    hue: (f32, f32, f32),
}

const SHADES: usize = 7;

const OCEAN_RAMPS: [OceanRamp; 9] = [
    OceanRamp {
        name: "slate",
        lightness: (0.14, 0.985),
        chroma: (0.030, 0.022, 0.008),
        hue: (285.0, 255.0, 200.0),
    },
    OceanRamp {
        name: "abyss",
        lightness: (0.19, 0.86),
        chroma: (0.075, 0.150, 0.065),
        hue: (290.0, 262.0, 238.0),
    },
    OceanRamp {
        name: "lagoon",
        lightness: (0.24, 0.95),
        chroma: (0.055, 0.115, 0.070),
        hue: (255.0, 212.0, 188.0),
    },
    OceanRamp {
        name: "kelp",
        lightness: (0.21, 0.93),
        chroma: (0.050, 0.140, 0.110),
        hue: (205.0, 148.0, 118.0),
    },
    OceanRamp {
        name: "sand",
        lightness: (0.24, 0.97),
        chroma: (0.045, 0.105, 0.075),
        hue: (35.0, 78.0, 98.0),
    },
    OceanRamp {
        name: "clown",
        lightness: (0.26, 0.93),
        chroma: (0.085, 0.175, 0.115),
        hue: (15.0, 52.0, 88.0),
    },
    OceanRamp {
        name: "crimson",
        lightness: (0.19, 0.87),
        chroma: (0.070, 0.195, 0.085),
        hue: (-20.0, 20.0, 45.0),
    },
    OceanRamp {
        name: "anemone",
        lightness: (0.22, 0.94),
        chroma: (0.080, 0.185, 0.060),
        hue: (310.0, 350.0, 375.0),
    },
    OceanRamp {
        name: "violet",
        lightness: (0.20, 0.92),
        chroma: (0.085, 0.165, 0.060),
        hue: (275.0, 302.0, 325.0),
    },
];

impl Palette {
    /// The default palette, "Shoal ocean": transparent and nine ramps of seven shades.
    ///
    /// # Panics
    /// Never: the shipped file is checked by a test.
    #[must_use]
    pub fn ocean() -> Self {
        OCEAN_GPL.parse().expect("a test reads the shipped palette")
    }

    /// Builds the default palette from its OKLCH ramps; `assets/ocean.gpl` is this, written out.
    #[must_use]
    pub fn ocean_from_oklch() -> Self {
        let mut colours = vec![Rgb::default()];
        let mut ramps = Vec::new();
        for ramp in &OCEAN_RAMPS {
            let first = colours.len() as u8;
            colours.extend((0..SHADES).map(|shade| ramp.shade(shade)));
            ramps.push(Ramp {
                name: ramp.name.to_owned(),
                indices: (first..first + SHADES as u8).collect(),
            });
        }
        let mut all = [Rgb::default(); ENTRIES];
        all.copy_from_slice(&colours);
        Self { name: "Shoal ocean".to_owned(), colours: all, ramps, origin: None }
    }

    /// A palette of these colours, the first of them for transparent pixels. Ramps keep those
    /// of their indices that there are colours for; the transparent entry is in none.
    #[must_use]
    pub fn new(name: impl Into<String>, colours: [Rgb; ENTRIES], ramps: Vec<Ramp>) -> Self {
        let is_colour = |index: &u8| *index != TRANSPARENT && usize::from(*index) < ENTRIES;
        let mut ramps = ramps;
        for ramp in &mut ramps {
            ramp.indices.retain(is_colour);
        }
        ramps.retain(|ramp| !ramp.indices.is_empty());
        // A line break would end the line of the file that the name stands on.
        let name = name.into().replace(['\n', '\r'], " ");
        Self { name, colours, ramps, origin: None }
    }

    /// The same with another colour in one entry. Whatever was meant for the entry goes on
    /// being meant for it: sprites of the palette as it was keep their indices in this one.
    /// The transparent entry has no colour to change.
    #[must_use]
    pub fn with_colour(&self, index: u8, colour: Rgb) -> Self {
        let mut changed = self.clone();
        if index != TRANSPARENT
            && let Some(entry) = changed.colours.get_mut(usize::from(index))
        {
            *entry = colour;
            let origin = *self.origin();
            let is_changed = origin[1..] != changed.colours[1..];
            changed.origin = is_changed.then(|| Box::new(origin));
            let name = self.name.trim_end_matches(CHANGED);
            changed.name = if is_changed { format!("{name}{CHANGED}") } else { name.to_owned() };
        }
        changed
    }

    /// The colours that the entries had before an artist changed some of them.
    fn origin(&self) -> &[Rgb; ENTRIES] {
        self.origin.as_deref().unwrap_or(&self.colours)
    }

    /// What the palette is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All 64 colours; the first is what transparent pixels hold, which is not shown.
    #[must_use]
    pub fn colours(&self) -> &[Rgb; ENTRIES] {
        &self.colours
    }

    /// The ramps, each dark to light.
    #[must_use]
    pub fn ramps(&self) -> &[Ramp] {
        &self.ramps
    }

    /// The same colours with other ramps.
    #[must_use]
    pub fn with_ramps(&self, ramps: Vec<Ramp>) -> Self {
        Self { ramps, ..self.clone() }
    }

    /// The same colours with the ramps that they seem to form: neighbours in lightness that
    /// are alike in hue and chroma.
    #[must_use]
    pub fn with_inferred_ramps(&self) -> Self {
        self.with_ramps(ramps::infer(&self.colours))
    }

    /// Straight-alpha RGBA of an entry: index 0 is transparent black. An index beyond the
    /// palette reads as transparent too.
    #[must_use]
    pub fn rgba(&self, index: u8) -> [u8; 4] {
        match self.colours.get(usize::from(index)) {
            Some(Rgb([r, g, b])) if index != TRANSPARENT => [*r, *g, *b, 255],
            _ => [0; 4],
        }
    }

    /// The entry nearest in OKLab, never the transparent one.
    #[must_use]
    pub fn nearest(&self, colour: Rgb) -> u8 {
        nearest_of(&self.colours, colour)
    }

    /// For each entry the one that is one shade lighter in its ramp, or one shade darker. The
    /// last of a ramp stays, and so does what is in none.
    #[must_use]
    pub fn next_shades(&self, is_lighter: bool) -> [u8; ENTRIES] {
        let mut table = std::array::from_fn(|index| index as u8);
        let mut is_done = [false; ENTRIES];
        for ramp in &self.ramps {
            for (shade, &index) in ramp.indices.iter().enumerate() {
                let next = if is_lighter { Some(shade + 1) } else { shade.checked_sub(1) };
                let next = next.and_then(|next| ramp.indices.get(next)).copied();
                // An entry of two ramps moves along the first.
                if !std::mem::replace(&mut is_done[usize::from(index)], true) {
                    table[usize::from(index)] = next.unwrap_or(index);
                }
            }
        }
        table
    }

    /// The entries that are in no ramp, without the transparent one and without those that
    /// only fill up the palette: repeat a colour that stands before them.
    #[must_use]
    pub fn unramped(&self) -> Vec<u8> {
        let in_ramp = |index: u8| self.ramps.iter().any(|ramp| ramp.indices.contains(&index));
        let is_first = |index: usize| !self.colours[1..index].contains(&self.colours[index]);
        let alone = (1..ENTRIES).filter(|&index| is_first(index) && !in_ramp(index as u8));
        alone.map(|index| index as u8).collect()
    }

    /// Whether everything that can be seen has the same colours in both.
    #[must_use]
    pub fn has_colours_of(&self, other: &Self) -> bool {
        self.colours[1..] == other.colours[1..]
    }

    /// Which entry of `other` each entry becomes: the nearest in OKLab, itself where both have
    /// the same colours, or had before an artist changed some of them. Transparent stays
    /// transparent.
    #[must_use]
    pub fn translation(&self, other: &Self) -> [u8; ENTRIES] {
        let is_same = self.has_colours_of(other) || self.origin()[1..] == other.origin()[1..];
        std::array::from_fn(|index| {
            if is_same || index == usize::from(TRANSPARENT) {
                index as u8
            } else {
                nearest_of(other.origin(), self.colours[index])
            }
        })
    }

    /// Which of some colours each entry becomes, so that shades stay shades: a ramp becomes the
    /// one most like it in hue and chroma of those that the colours hold two or more of, place by
    /// place; a colour in no ramp, and every one where the colours hold no ramp, the nearest in
    /// OKLab. What is among the colours stays, and so does transparent.
    #[must_use]
    pub fn narrowed(&self, colours: ColourSet) -> [u8; ENTRIES] {
        let labs = self.colours.map(Oklab::from);
        let lab = |index: u8| labs[usize::from(index)];
        let nearest = |index: u8| {
            let distance = |other: u8| lab(index).distance_squared(lab(other));
            let nearest = colours.iter().min_by(|&a, &b| distance(a).total_cmp(&distance(b)));
            nearest.unwrap_or(index)
        };
        let mut table: [u8; ENTRIES] = std::array::from_fn(|index| match index as u8 {
            TRANSPARENT => TRANSPARENT,
            index if colours.contains(index) => index,
            index => nearest(index),
        });
        let allowed = |ramp: &Ramp| -> Vec<u8> {
            ramp.indices.iter().copied().filter(|&index| colours.contains(index)).collect()
        };
        let targets: Vec<Vec<u8>> =
            self.ramps.iter().map(allowed).filter(|indices| indices.len() > 1).collect();
        let middle = |indices: &[u8]| {
            let sum = indices
                .iter()
                .map(|&index| lab(index))
                .fold((0.0, 0.0), |sum, colour| (sum.0 + colour.a, sum.1 + colour.b));
            (sum.0 / indices.len() as f32, sum.1 / indices.len() as f32)
        };
        for ramp in &self.ramps {
            let (a, b) = middle(&ramp.indices);
            let unlike = |indices: &[u8]| {
                let other = middle(indices);
                portable::hypot(other.0 - a, other.1 - b)
            };
            let target = targets.iter().min_by(|one, other| unlike(one).total_cmp(&unlike(other)));
            let Some(target) = target else { continue };
            let last = (ramp.indices.len() - 1).max(1);
            for (step, &index) in ramp.indices.iter().enumerate() {
                if !colours.contains(index) {
                    let place = step as f32 / last as f32 * (target.len() - 1) as f32;
                    table[usize::from(index)] = target[place.round() as usize];
                }
            }
        }
        table
    }

    /// Entries that stand where they stood, in the colours that [`Self::translation`] gives
    /// them.
    #[must_use]
    pub fn seen_in(&self, other: &Self) -> Self {
        let colours = self.translation(other).map(|index| other.colours[usize::from(index)]);
        Self { colours, ..self.clone() }
    }

    /// Writes a GIMP palette whose colour names ("kelp 3") tell the ramps.
    #[must_use]
    pub fn to_gpl(&self) -> String {
        let mut names = vec!["transparent".to_owned(); ENTRIES];
        for ramp in &self.ramps {
            for (shade, &index) in ramp.indices.iter().enumerate() {
                names[usize::from(index)] = format!("{} {}", ramp.name, shade + 1);
            }
        }
        let mut text = format!(
            "GIMP Palette\nName: {}\nColumns: {SHADES}\n# Index 0 is transparent. \"ramp N\" is shade N of a ramp, dark to light.\n",
            self.name
        );
        if let Some(origin) = &self.origin {
            let hex: Vec<String> = origin.iter().map(|colour| colour.to_hex()).collect();
            let _ = writeln!(text, "{ORIGIN} {}", hex.join(" "));
        }
        for (Rgb([r, g, b]), name) in self.colours.iter().zip(names) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{r:3} {g:3} {b:3}\t{name}");
        }
        text
    }
}

impl OceanRamp {
    fn shade(&self, shade: usize) -> Rgb {
        let t = shade as f32 / (SHADES - 1) as f32;
        let lightness = self.lightness.0 + (self.lightness.1 - self.lightness.0) * t;
        Oklab::from_lch(lightness, bend(self.chroma, t), bend(self.hue, t)).to_rgb()
    }
}

/// Goes from the first number through the second (at one half) to the third.
fn bend((start, middle, end): (f32, f32, f32), t: f32) -> f32 {
    if t < 0.5 {
        start + (middle - start) * t * 2.0
    } else {
        middle + (end - middle) * (t * 2.0 - 1.0)
    }
}

impl FromStr for Palette {
    type Err = PaletteError;

    fn from_str(text: &str) -> Result<Self, PaletteError> {
        let mut lines = text.lines().enumerate();
        let header = lines.next().map_or("", |(_, line)| line.trim_start_matches('\u{feff}'));
        if header.trim() != "GIMP Palette" {
            return Err(PaletteError::NoHeader);
        }
        let mut name = "Unnamed".to_owned();
        let mut colours = Vec::new();
        let mut origin = None;
        // Each with the numbers of its shades, which say how they follow each other.
        let mut ramps = Vec::<(String, Vec<(u32, u8)>)>::new();
        for (line_idx, line) in lines {
            let line = line.trim();
            if let Some(given) = line.strip_prefix("Name:") {
                given.trim().clone_into(&mut name);
            }
            if let Some(given) = line.strip_prefix(ORIGIN) {
                // One that cannot be read tells nothing.
                origin = parse_origin(given);
            }
            // As other readers do, a line that does not start with a digit is no colour.
            if !line.starts_with(|first: char| first.is_ascii_digit()) {
                continue;
            }
            let (colour, label) =
                parse_colour(line).ok_or(PaletteError::BadColour(line_idx + 1))?;
            let index = colours.len();
            colours.push(colour);
            if let Some((ramp, shade)) = label.rsplit_once(' ')
                && let Ok(shade) = shade.parse()
                && index < ENTRIES
            {
                let shade = (shade, index as u8);
                match ramps.iter_mut().find(|(known, _)| known == ramp) {
                    Some((_, shades)) => shades.push(shade),
                    None => ramps.push((ramp.to_owned(), vec![shade])),
                }
            }
        }
        let count = colours.len();
        let colours = colours.try_into().map_err(|_: Vec<Rgb>| PaletteError::WrongCount(count))?;
        let ramps = ramps.into_iter().map(|(name, mut shades)| {
            shades.sort_unstable();
            Ramp { name, indices: shades.into_iter().map(|(_, index)| index).collect() }
        });
        let palette = Self { name, colours, ramps: ramps.collect(), origin };
        // A palette that names no ramps has them all the same.
        Ok(if palette.ramps.is_empty() { palette.with_inferred_ramps() } else { palette })
    }
}

/// The entry nearest to a colour in OKLab, never the transparent one.
fn nearest_of(colours: &[Rgb; ENTRIES], colour: Rgb) -> u8 {
    let wanted = Oklab::from(colour);
    let distance = |index: &usize| wanted.distance_squared(colours[*index].into());
    (1..ENTRIES).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(1) as u8
}

/// The colours of a line that tells what the entries looked like before some were changed.
fn parse_origin(text: &str) -> Option<Box<[Rgb; ENTRIES]>> {
    let colours: Option<Vec<Rgb>> = text.split_whitespace().map(Rgb::from_hex).collect();
    colours?.try_into().ok().map(Box::new)
}

fn parse_colour(line: &str) -> Option<(Rgb, &str)> {
    let mut rest = line;
    let mut channels = [0; 3];
    for channel in &mut channels {
        rest = rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        *channel = rest[..end].parse().ok()?;
        rest = &rest[end..];
    }
    Some((Rgb(channels), rest.trim()))
}

#[cfg(test)]
mod tests;
