//! Relights a flat sprite: a pure function of sprite, ramps and light.
//!
//! This room knows sprites, palettes and lights; it knows nothing of models, files or windows.
//! It only ever moves a pixel along the ramp of its own colour, and never a transparent one.

mod height;

use crate::sprite::{ENTRIES, Light, PIXELS, Palette, Sprite, TRANSPARENT, oklab::Oklab};
use height::neighbours;

/// The most shades that light moves a pixel, up or down: three or four tones a ramp are what
/// a sprite of this size carries.
const MAX_SHIFT: i8 = 2;

/// Small clusters that differ this much in lightness from what surrounds them are details.
const DETAIL_CONTRAST: f32 = 0.16;

/// What light does to a pixel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing: transparent, of no ramp, or a small detail such as an eye or a light organ.
    Kept,
    /// A line between parts: stays dark, whatever falls on it.
    Line,
    /// The dark outline: at most one shade lighter on the lit side.
    Outline,
    /// Skin, shell, fin: everything.
    Body,
}

/// Shades sprites of one palette. Holds its scratch, so that a batch allocates nothing.
///
/// Make one for each palette, keep it, and call [`Shader::shade`] with the *flat* sprite whenever
/// the light changes: shading what is shaded already lights it twice.
///
/// ```
/// use shoal::{shade::Shader, sprite::{Light, Palette, Sprite}};
///
/// let mut shader = Shader::new(&Palette::ocean());
/// let moonlit = shader.shade(&Sprite::EMPTY, &Light::preset("moon").unwrap_or_default());
/// assert_eq!(moonlit, Sprite::EMPTY);
/// ```
pub struct Shader {
    ramps: Vec<Vec<u8>>,
    /// Ramp and shade of each palette entry, if it is in one.
    places: [Option<(usize, usize)>; ENTRIES],
    lightness: [f32; ENTRIES],
    parts: [Part; PIXELS],
    distance: [f32; PIXELS],
    height: [f32; PIXELS],
    crease: [f32; PIXELS],
    scratch: [f32; PIXELS],
    tones: [u8; PIXELS],
    shifts: [i8; PIXELS],
    before: [i8; PIXELS],
    seen: [bool; PIXELS],
    cluster: Vec<u16>,
}

/// One sprite under one light. [`Shader`] does the same for many without allocating.
#[must_use]
pub fn shade(sprite: &Sprite, palette: &Palette, light: &Light) -> Sprite {
    Shader::new(palette).shade(sprite, light)
}

impl Shader {
    /// Learns the ramps of a palette. An entry in two ramps belongs to the first.
    #[must_use]
    pub fn new(palette: &Palette) -> Self {
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
        Self {
            ramps,
            places,
            // In steps of 1/1024 sums are exact, so a mirrored sprite has mirrored contrasts.
            lightness: palette
                .colours()
                .map(|colour| (Oklab::from(colour).l * 1024.0).round() / 1024.0),
            parts: [Part::Kept; PIXELS],
            distance: [0.0; PIXELS],
            height: [0.0; PIXELS],
            crease: [0.0; PIXELS],
            scratch: [0.0; PIXELS],
            tones: [0; PIXELS],
            shifts: [0; PIXELS],
            before: [0; PIXELS],
            seen: [false; PIXELS],
            cluster: Vec::with_capacity(PIXELS),
        }
    }

    /// The sprite under a light. The same input gives the same pixels, always.
    #[must_use]
    pub fn shade(&mut self, sprite: &Sprite, light: &Light) -> Sprite {
        let light = light.clamped();
        let pixels = sprite.pixels();
        self.find_volume(pixels);
        self.find_parts(pixels);
        self.find_creases(pixels);
        self.flatten(pixels, light.keep_drawn);
        self.light(&light);
        self.tidy();
        self.tidy();
        let mut shaded = *pixels;
        for (pixel, index) in shaded.iter_mut().enumerate() {
            if let Some((ramp, shade)) = self.places[usize::from(*index)] {
                *index = self.shifted(pixel, ramp, shade);
            }
        }
        Sprite::from_indices(&shaded).unwrap_or_else(|| sprite.clone())
    }

    fn shifted(&self, pixel: usize, ramp: usize, drawn: usize) -> u8 {
        let shades = &self.ramps[ramp];
        let tone = i32::from(self.tones[pixel]);
        let shift = i32::from(self.shifts[pixel]);
        // The darkest shade is the outline's; a body that sinks into it loses its shape.
        let lowest = i32::from(shades.len() > 3).min(tone);
        let shade = (tone + shift).clamp(lowest, shades.len() as i32 - 1) as usize;
        let index = shades[shade];
        // Where a palette names one entry twice, or none of ours, the drawn colour stays.
        match self.places.get(usize::from(index)) {
            Some(Some((home, _))) if *home == ramp => index,
            _ => shades[drawn],
        }
    }

    fn find_volume(&mut self, pixels: &[u8; PIXELS]) {
        let opaque = pixels.map(|index| index != TRANSPARENT);
        height::distances(&opaque, &mut self.distance);
        height::dome(&self.distance, &mut self.scratch, &mut self.height);
    }

    /// Tells details from outline, lines and body.
    fn find_parts(&mut self, pixels: &[u8; PIXELS]) {
        for (pixel, &index) in pixels.iter().enumerate() {
            self.parts[pixel] = match self.places[usize::from(index)] {
                None => Part::Kept,
                Some((_, shade)) if shade <= 1 && self.distance[pixel] < 1.5 => Part::Outline,
                Some(_) if self.is_line(pixels, pixel) => Part::Line,
                Some(_) => Part::Body,
            };
        }
        self.seen = [false; PIXELS];
        for pixel in 0..PIXELS {
            if self.seen[pixel] || pixels[pixel] == TRANSPARENT {
                continue;
            }
            self.collect(pixel, |a, b| pixels[a] == pixels[b]);
            if self.cluster.len() <= 4 && self.stands_out(pixels) {
                for &member in &self.cluster {
                    self.parts[usize::from(member)] = Part::Kept;
                }
            }
        }
    }

    /// Whether a pixel is among the darkest of its ramp and much darker than on two sides.
    fn is_line(&self, pixels: &[u8; PIXELS], pixel: usize) -> bool {
        let own = self.lightness[usize::from(pixels[pixel])];
        let dark = self.places[usize::from(pixels[pixel])].is_some_and(|(_, shade)| shade <= 1);
        let lighter = |&other: &usize| {
            pixels[other] != TRANSPARENT && self.lightness[usize::from(pixels[other])] > own + 0.12
        };
        dark && neighbours(pixel).filter(lighter).count() >= 2
    }

    /// Whether the cluster at hand is inside the sprite, or bright, and unlike what is round it.
    fn stands_out(&self, pixels: &[u8; PIXELS]) -> bool {
        let (mut sum, mut count, mut inside) = (0.0, 0, true);
        let own = self.lightness[usize::from(pixels[usize::from(self.cluster[0])])];
        for &member in &self.cluster {
            for other in neighbours(usize::from(member)) {
                if pixels[other] == TRANSPARENT {
                    inside = false;
                } else if !self.cluster.contains(&(other as u16)) {
                    sum += self.lightness[usize::from(pixels[other])];
                    count += 1;
                }
            }
        }
        let contrast = if count == 0 { 0.0 } else { own - sum / count as f32 };
        contrast > DETAIL_CONTRAST || inside && contrast < -DETAIL_CONTRAST
    }

    /// Fills `cluster` with the pixels joined to `start` by sides.
    fn collect(&mut self, start: usize, joined: impl Fn(usize, usize) -> bool) {
        self.cluster.clear();
        self.cluster.push(start as u16);
        self.seen[start] = true;
        let mut next = 0;
        while let Some(&pixel) = self.cluster.get(next) {
            next += 1;
            for other in neighbours(usize::from(pixel)) {
                if !self.seen[other] && joined(usize::from(pixel), other) {
                    self.seen[other] = true;
                    self.cluster.push(other as u16);
                }
            }
        }
    }

    /// Lines are deep creases, borders between ramps shallow ones.
    fn find_creases(&mut self, pixels: &[u8; PIXELS]) {
        for pixel in 0..PIXELS {
            let ramp = |at: usize| self.places[usize::from(pixels[at])].map(|(ramp, _)| ramp);
            let borders =
                |other: usize| self.parts[other] == Part::Body && ramp(other) != ramp(pixel);
            self.crease[pixel] = match self.parts[pixel] {
                Part::Line => 1.0,
                Part::Body if self.distance[pixel] > 2.0 && neighbours(pixel).any(borders) => 0.35,
                _ => 0.0,
            };
        }
        height::blur(&mut self.crease, &mut self.scratch);
        for (height, crease) in self.height.iter_mut().zip(&self.crease) {
            *height -= 1.2 * crease;
        }
        height::blur(&mut self.height, &mut self.scratch);
        height::blur(&mut self.height, &mut self.scratch);
    }

    /// Moves each region of one ramp towards its middle tone, as far as asked.
    fn flatten(&mut self, pixels: &[u8; PIXELS], keep: f32) {
        let places = self.places;
        let shade = |at: usize| places[usize::from(pixels[at])].map_or(0, |(_, shade)| shade as u8);
        for pixel in 0..PIXELS {
            self.tones[pixel] = shade(pixel);
        }
        if keep >= 1.0 {
            return;
        }
        let ramp = |at: usize| places[usize::from(pixels[at])].map(|(ramp, _)| ramp);
        let parts = self.parts;
        self.seen = parts.map(|part| part != Part::Body);
        for pixel in 0..PIXELS {
            if self.seen[pixel] {
                continue;
            }
            self.collect(pixel, |a, b| ramp(a) == ramp(b) && parts[b] == Part::Body);
            self.cluster.sort_unstable_by_key(|&member| shade(usize::from(member)));
            let middle = f32::from(shade(usize::from(self.cluster[self.cluster.len() / 2])));
            for &member in &self.cluster {
                let member = usize::from(member);
                let drawn = f32::from(shade(member));
                self.tones[member] = (middle + (drawn - middle) * keep).round() as u8;
            }
        }
    }

    /// How many shades up or down the light moves each pixel.
    fn light(&mut self, light: &Light) {
        let [x, y, z] = light.direction();
        for pixel in 0..PIXELS {
            let part = self.parts[pixel];
            if matches!(part, Part::Kept | Part::Line) {
                self.shifts[pixel] = 0;
                continue;
            }
            let (right, down) = height::slope(&self.height, pixel);
            let long = (right * right + down * down + 1.0).sqrt();
            // A pixel that faces the artist stays as it was drawn.
            let towards = ((-right * x - down * y) + z) / long - z;
            let mut moved = 3.4 * light.directional * towards;
            let steep = (right * right + down * down).sqrt();
            if 0.05 < steep {
                let away = ((right * x + down * y) / steep).max(0.0);
                let near_edge = (1.0 - (self.distance[pixel] - 1.0) / 3.0).clamp(0.0, 1.0);
                moved -= 2.0 * light.edge * away * near_edge;
                if self.distance[pixel] < 2.5 {
                    moved += 5.0 * light.rim * away * away;
                }
            }
            moved -= 2.0 * light.occlusion * self.crease[pixel];
            let shift = (moved.round() as i8).clamp(-MAX_SHIFT, MAX_SHIFT);
            self.shifts[pixel] = if part == Part::Outline { shift.clamp(0, 1) } else { shift };
        }
    }

    /// Takes stray tones away: a pixel that no neighbour goes with follows most of them.
    fn tidy(&mut self) {
        self.before = self.shifts;
        for pixel in 0..PIXELS {
            if self.parts[pixel] != Part::Body {
                continue;
            }
            let own = self.before[pixel];
            let mut votes = [0_u8; 2 * MAX_SHIFT as usize + 1];
            for other in neighbours(pixel).filter(|&other| self.parts[other] == Part::Body) {
                votes[(self.before[other] + MAX_SHIFT) as usize] += 1;
            }
            let with_me = votes[(own + MAX_SHIFT) as usize];
            // Ties go to what is nearest, then to the darker.
            let best = (-MAX_SHIFT..=MAX_SHIFT)
                .max_by_key(|shift| {
                    (votes[(shift + MAX_SHIFT) as usize], -(shift - own).abs(), -shift)
                })
                .unwrap_or(own);
            let agreed = votes[(best + MAX_SHIFT) as usize];
            if with_me == 0 && agreed >= 2 || with_me == 1 && agreed >= 3 {
                self.shifts[pixel] = best;
            }
        }
    }
}

#[cfg(test)]
mod tests;
