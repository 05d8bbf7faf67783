//! Relights a flat sprite: a pure function of sprite, ramps and light.
//!
//! This room knows sprites, palettes and lights; it knows nothing of models, files or windows.
//! It only ever moves a pixel along the ramp of its own colour, and never a transparent one.

mod height;
mod ramps;
mod volume;

use crate::sprite::{Light, PIXELS, Palette, Shading, Sprite};
use height::neighbours;
use ramps::Ramps;
pub use volume::Volume;
use volume::{LightResponse, Surveyor};

/// The most shades that light moves a pixel, up or down: three or four tones a ramp are what
/// a sprite of this size carries.
const MAX_SHIFT: i8 = 2;

/// Shades sprites of one palette. Holds its scratch, so that a batch allocates nothing.
///
/// Make one for each palette, keep it, and call [`Shader::shade`] with the *flat* sprite whenever
/// the light changes: shading what is shaded already lights it twice. Who moves a light about
/// keeps a [`Shader::survey`] of each sprite and calls [`Shader::relight`], which is quicker.
///
/// ```
/// use shoal::{shade::Shader, sprite::{Light, Palette, Sprite}};
///
/// let mut shader = Shader::new(&Palette::ocean());
/// let moonlit = shader.shade(&Sprite::EMPTY, &Light::preset("moon").unwrap_or_default());
/// assert_eq!(moonlit, Sprite::EMPTY);
/// ```
pub struct Shader {
    ramps: Ramps,
    surveyor: Surveyor,
    /// Room for the sprite that [`Self::shade`] is given.
    volume: Option<Box<Volume>>,
    tones: [u8; PIXELS],
    shifts: [i8; PIXELS],
    before: [i8; PIXELS],
}

/// One sprite under one light. [`Shader`] does the same for many without allocating.
#[must_use]
pub fn shade(sprite: &Sprite, palette: &Palette, light: &Light) -> Sprite {
    Shader::new(palette).shade(sprite, light)
}

/// What a recipe tells of the light, done to the sprite that it tells of without it.
#[must_use]
pub fn follow(shading: &Shading, flat: &Sprite, palette: &Palette) -> Sprite {
    shade(flat, &shading.palette(palette), &shading.light)
}

impl Shader {
    /// Learns the ramps of a palette. An entry in two ramps belongs to the first.
    #[must_use]
    pub fn new(palette: &Palette) -> Self {
        Self {
            ramps: Ramps::new(palette),
            surveyor: Surveyor::new(),
            volume: None,
            tones: [0; PIXELS],
            shifts: [0; PIXELS],
            before: [0; PIXELS],
        }
    }

    /// The sprite under a light. The same input gives the same pixels, always.
    #[must_use]
    pub fn shade(&mut self, sprite: &Sprite, light: &Light) -> Sprite {
        let mut volume = self.volume.take().unwrap_or_else(|| Box::new(Volume::empty()));
        self.surveyor.survey(sprite, &self.ramps, &mut volume);
        let shaded = self.relight(&volume, light);
        self.volume = Some(volume);
        shaded
    }

    /// A sprite while the light goes round it once, counter-clockwise from where it stands, in
    /// this many steps; the step after the last would be the first again.
    #[must_use]
    pub fn light_sweep(&mut self, sprite: &Sprite, light: &Light, n_steps: usize) -> Vec<Sprite> {
        let volume = self.survey(sprite);
        let turned = |step: usize| Light {
            azimuth_degrees: light.azimuth_degrees + 360.0 * step as f32 / n_steps as f32,
            ..*light
        };
        (0..n_steps).map(|step| self.relight(&volume, &turned(step))).collect()
    }

    /// What the light will play on, found once for many lights.
    #[must_use]
    pub fn survey(&mut self, sprite: &Sprite) -> Volume {
        let mut volume = Volume::empty();
        self.surveyor.survey(sprite, &self.ramps, &mut volume);
        volume
    }

    /// As [`Self::shade`], of a sprite that was surveyed with the same ramps.
    #[must_use]
    pub fn relight(&mut self, volume: &Volume, light: &Light) -> Sprite {
        let light = light.clamped();
        for (tone, (drawn, middle)) in self.tones.iter_mut().zip(volume.tones) {
            let (drawn, middle) = (f32::from(drawn), f32::from(middle));
            *tone = (middle + (drawn - middle) * light.keep_drawn).round() as u8;
        }
        self.light(volume, &light);
        self.tidy(&volume.parts);
        self.tidy(&volume.parts);
        let mut shaded = *volume.sprite.pixels();
        for (pixel, index) in shaded.iter_mut().enumerate() {
            if let Some((ramp, shade)) = self.ramps.places[usize::from(*index)] {
                *index = self.shifted(pixel, ramp, shade);
            }
        }
        Sprite::from_indices(&shaded).unwrap_or_else(|| volume.sprite.clone())
    }

    fn shifted(&self, pixel: usize, ramp: usize, drawn: usize) -> u8 {
        let shades = &self.ramps.shades[ramp];
        let tone = i32::from(self.tones[pixel]);
        let shift = i32::from(self.shifts[pixel]);
        // The darkest shade is the outline's; a body that sinks into it loses its shape.
        let lowest = i32::from(shades.len() > 3).min(tone);
        let shade = (tone + shift).clamp(lowest, shades.len() as i32 - 1) as usize;
        let index = shades[shade];
        // Where a palette names one entry twice, or none of ours, the drawn colour stays.
        match self.ramps.places.get(usize::from(index)) {
            Some(Some((home, _))) if *home == ramp => index,
            _ => shades[drawn],
        }
    }

    /// How many shades up or down the light moves each pixel.
    fn light(&mut self, volume: &Volume, light: &Light) {
        let [x, y, z] = light.direction();
        for pixel in 0..PIXELS {
            let part = volume.parts[pixel];
            if matches!(part, LightResponse::Kept | LightResponse::Line) {
                self.shifts[pixel] = 0;
                continue;
            }
            let (right, down) = volume.slopes[pixel];
            let long = (right * right + down * down + 1.0).sqrt();
            // A pixel that faces the artist stays as it was drawn.
            let towards = ((-right * x - down * y) + z) / long - z;
            let mut moved = 3.4 * light.directional * towards;
            let steep = (right * right + down * down).sqrt();
            if 0.05 < steep {
                let away = ((right * x + down * y) / steep).max(0.0);
                let near_edge = (1.0 - (volume.distance[pixel] - 1.0) / 3.0).clamp(0.0, 1.0);
                moved -= 2.0 * light.edge * away * near_edge;
                if volume.distance[pixel] < 2.5 {
                    moved += 5.0 * light.rim * away * away;
                }
            }
            moved -= 2.0 * light.occlusion * volume.crease[pixel];
            let shift = (moved.round() as i8).clamp(-MAX_SHIFT, MAX_SHIFT);
            self.shifts[pixel] =
                if part == LightResponse::Outline { shift.clamp(0, 1) } else { shift };
        }
    }

    /// Takes stray tones away: a pixel that no neighbour goes with follows most of them.
    fn tidy(&mut self, parts: &[LightResponse; PIXELS]) {
        self.before = self.shifts;
        for pixel in 0..PIXELS {
            if parts[pixel] != LightResponse::Body {
                continue;
            }
            let own = self.before[pixel];
            let mut votes = [0_u8; 2 * MAX_SHIFT as usize + 1];
            for other in neighbours(pixel).filter(|&other| parts[other] == LightResponse::Body) {
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
