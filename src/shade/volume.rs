//! What of a flat sprite the light plays on: its volume, and the parts that it is made of.
//!
//! All of it rests on pixels and ramps alone, so that it is found once and lit many times.

use super::{
    height::{self, neighbours},
    ramps::Ramps,
};
use crate::sprite::{PIXELS, Sprite, TRANSPARENT};

/// Small clusters that differ this much in lightness from what surrounds them are details.
const DETAIL_CONTRAST: f32 = 0.16;

/// What light does to a pixel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LightResponse {
    /// Nothing: transparent, of no ramp, or a small detail such as an eye or a light organ.
    Kept,
    /// A line between parts: stays dark, whatever falls on it.
    Line,
    /// The dark outline: at most one shade lighter on the lit side.
    Outline,
    /// Skin, shell, fin: everything.
    Body,
}

/// A flat sprite with the volume that it seems to have, ready to be lit.
///
/// [`Shader::survey`](super::Shader::survey) makes one, which takes most of the time of
/// shading; keep it for as long as the sprite and its ramps stay what they are.
#[derive(Clone)]
pub struct Volume {
    pub(super) sprite: Sprite,
    pub(super) parts: [LightResponse; PIXELS],
    /// How far each pixel is from the edge.
    pub(super) distance: [f32; PIXELS],
    /// How steep it is to the right and down.
    pub(super) slopes: [(f32, f32); PIXELS],
    pub(super) crease: [f32; PIXELS],
    /// The shade as drawn, and the middle one of its region.
    pub(super) tones: [(u8, u8); PIXELS],
}

/// Scratch of a survey.
pub(super) struct Surveyor {
    height: [f32; PIXELS],
    scratch: [f32; PIXELS],
    seen: [bool; PIXELS],
    cluster: Vec<u16>,
}

impl Volume {
    pub(super) fn empty() -> Self {
        Self {
            sprite: Sprite::EMPTY,
            parts: [LightResponse::Kept; PIXELS],
            distance: [0.0; PIXELS],
            slopes: [(0.0, 0.0); PIXELS],
            crease: [0.0; PIXELS],
            tones: [(0, 0); PIXELS],
        }
    }

    /// The flat sprite that it is of.
    #[must_use]
    pub fn sprite(&self) -> &Sprite {
        &self.sprite
    }
}

impl std::fmt::Debug for Volume {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Volume of {:?}", self.sprite)
    }
}

impl Surveyor {
    pub(super) fn new() -> Self {
        Self {
            height: [0.0; PIXELS],
            scratch: [0.0; PIXELS],
            seen: [false; PIXELS],
            cluster: Vec::with_capacity(PIXELS),
        }
    }

    /// Finds out about a sprite.
    pub(super) fn survey(&mut self, sprite: &Sprite, ramps: &Ramps, volume: &mut Volume) {
        volume.sprite.clone_from(sprite);
        let opaque = sprite.pixels().map(|index| index != TRANSPARENT);
        height::distances(&opaque, &mut volume.distance);
        height::dome(&volume.distance, &mut self.scratch, &mut self.height);
        self.find_parts(ramps, volume);
        self.find_creases(ramps, volume);
        for (pixel, slope) in volume.slopes.iter_mut().enumerate() {
            *slope = height::slope(&self.height, pixel);
        }
        self.find_tones(ramps, volume);
    }

    /// Tells details from outline, lines and body.
    fn find_parts(&mut self, ramps: &Ramps, volume: &mut Volume) {
        let Volume { sprite, parts, distance, .. } = volume;
        let pixels = sprite.pixels();
        for (pixel, &index) in pixels.iter().enumerate() {
            parts[pixel] = match ramps.places[usize::from(index)] {
                None => LightResponse::Kept,
                Some((_, shade)) if shade <= 1 && distance[pixel] < 1.5 => LightResponse::Outline,
                Some(_) if is_line(ramps, pixels, pixel) => LightResponse::Line,
                Some(_) => LightResponse::Body,
            };
        }
        self.seen = [false; PIXELS];
        for pixel in 0..PIXELS {
            if self.seen[pixel] || pixels[pixel] == TRANSPARENT {
                continue;
            }
            self.collect(pixel, |a, b| pixels[a] == pixels[b]);
            if self.cluster.len() <= 4 && self.stands_out(ramps, pixels) {
                for &member in &self.cluster {
                    parts[usize::from(member)] = LightResponse::Kept;
                }
            }
        }
    }

    /// Whether the cluster at hand is inside the sprite, or bright, and unlike what is round it.
    fn stands_out(&self, ramps: &Ramps, pixels: &[u8; PIXELS]) -> bool {
        let (mut sum, mut count, mut inside) = (0.0, 0, true);
        let own = ramps.lightness[usize::from(pixels[usize::from(self.cluster[0])])];
        for &member in &self.cluster {
            for other in neighbours(usize::from(member)) {
                if pixels[other] == TRANSPARENT {
                    inside = false;
                } else if !self.cluster.contains(&(other as u16)) {
                    sum += ramps.lightness[usize::from(pixels[other])];
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
    fn find_creases(&mut self, ramps: &Ramps, volume: &mut Volume) {
        let Volume { sprite, parts, distance, crease, .. } = volume;
        let pixels = sprite.pixels();
        for pixel in 0..PIXELS {
            let ramp = |at: usize| ramps.places[usize::from(pixels[at])].map(|(ramp, _)| ramp);
            let borders =
                |other: usize| parts[other] == LightResponse::Body && ramp(other) != ramp(pixel);
            crease[pixel] = match parts[pixel] {
                LightResponse::Line => 1.0,
                LightResponse::Body if distance[pixel] > 2.0 && neighbours(pixel).any(borders) => {
                    0.35
                }
                _ => 0.0,
            };
        }
        height::blur(crease, &mut self.scratch);
        for (height, crease) in self.height.iter_mut().zip(&*crease) {
            *height -= 1.2 * crease;
        }
        height::blur(&mut self.height, &mut self.scratch);
        height::blur(&mut self.height, &mut self.scratch);
    }

    /// The shade of each pixel, and the middle tone of the region of one ramp that it is in.
    fn find_tones(&mut self, ramps: &Ramps, volume: &mut Volume) {
        let Volume { sprite, parts, tones, .. } = volume;
        let pixels = sprite.pixels();
        let place = |at: usize| ramps.places[usize::from(pixels[at])];
        let shade = |at: usize| place(at).map_or(0, |(_, shade)| shade as u8);
        let ramp = |at: usize| place(at).map(|(ramp, _)| ramp);
        for (pixel, tone) in tones.iter_mut().enumerate() {
            *tone = (shade(pixel), shade(pixel));
        }
        self.seen = parts.map(|part| part != LightResponse::Body);
        for pixel in 0..PIXELS {
            if self.seen[pixel] {
                continue;
            }
            self.collect(pixel, |a, b| ramp(a) == ramp(b) && parts[b] == LightResponse::Body);
            self.cluster.sort_unstable_by_key(|&member| shade(usize::from(member)));
            let middle = shade(usize::from(self.cluster[self.cluster.len() / 2]));
            for &member in &self.cluster {
                tones[usize::from(member)].1 = middle;
            }
        }
    }
}

/// Whether a pixel is among the darkest of its ramp and much darker than on two sides.
fn is_line(ramps: &Ramps, pixels: &[u8; PIXELS], pixel: usize) -> bool {
    let own = ramps.lightness[usize::from(pixels[pixel])];
    let dark = ramps.places[usize::from(pixels[pixel])].is_some_and(|(_, shade)| shade <= 1);
    let lighter = |&other: &usize| {
        pixels[other] != TRANSPARENT && ramps.lightness[usize::from(pixels[other])] > own + 0.12
    };
    dark && neighbours(pixel).filter(lighter).count() >= 2
}
