//! The canvas of palette indices and the ways to mix on it without leaving the palette.

use shoal::sprite::{ENTRIES, Palette, Rgb, oklab::Oklab};

/// The darkest entry of each ramp of the ocean palette; the six after it are lighter.
pub(crate) const SLATE: u8 = 1;
pub(crate) const ABYSS: u8 = 8;
pub(crate) const LAGOON: u8 = 15;
pub(crate) const KELP: u8 = 22;
pub(crate) const SAND: u8 = 29;
pub(crate) const CLOWN: u8 = 36;
pub(crate) const CRIMSON: u8 = 43;
pub(crate) const VIOLET: u8 = 57;

/// Water from the surface to where no light comes.
pub(crate) const WATER: [u8; 9] =
    [LAGOON + 6, LAGOON + 5, LAGOON + 4, LAGOON + 3, LAGOON + 2, LAGOON + 1, LAGOON, ABYSS, SLATE];

/// Bayer's order of the pixels of a 4x4 square.
const BAYER: [[u8; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

/// Above 0 and below 1, evenly spread over each 4x4 square.
pub(crate) fn threshold(x: i32, y: i32) -> f32 {
    (f32::from(BAYER[(y & 3) as usize][(x & 3) as usize]) + 0.5) / 16.0
}

/// The entry of [`WATER`] for a darkness: flat bands whose seams are dithered.
pub(crate) fn water(darkness: f32, x: i32, y: i32) -> u8 {
    let level = darkness.max(0.0);
    let seam = ((level.fract() - 0.5) * 1.7 + 0.5).clamp(0.0, 1.0);
    let level = level as usize + usize::from(seam > threshold(x, y));
    WATER[level.min(WATER.len() - 1)]
}

/// A number from 0 to 1 for each pair of whole numbers, without a pattern.
pub(crate) fn speckle(x: i32, y: i32) -> f32 {
    let counter = (i64::from(x) << 32 ^ i64::from(y) & 0xffff_ffff) as u64;
    (shoal::sprite::noise::mix(counter) >> 40) as f32 / (1 << 24) as f32
}

/// Smooth noise along a line, from 0 to 1; `seed` chooses the line.
pub(crate) fn ripple(x: f32, seed: i32) -> f32 {
    let left = x.floor();
    let (a, b) = (speckle(left as i32, seed), speckle(left as i32 + 1, seed));
    let t = x - left;
    a + (b - a) * t * t * (3.0 - 2.0 * t)
}

/// A rectangle of palette indices.
pub(crate) struct Canvas {
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) pixels: Vec<u8>,
}

impl Canvas {
    pub(crate) fn new(width: i32, height: i32) -> Self {
        Self { width, height, pixels: vec![SLATE; (width * height) as usize] }
    }

    fn index(&self, x: i32, y: i32) -> Option<usize> {
        ((0..self.width).contains(&x) && (0..self.height).contains(&y))
            .then(|| (y * self.width + x) as usize)
    }

    /// Sets a pixel; off the canvas nothing happens.
    pub(crate) fn put(&mut self, x: i32, y: i32, colour: u8) {
        if let Some(index) = self.index(x, y) {
            self.pixels[index] = colour;
        }
    }

    /// Changes a pixel by a table.
    pub(crate) fn tint(&mut self, x: i32, y: i32, table: &[u8; ENTRIES]) {
        if let Some(index) = self.index(x, y) {
            self.pixels[index] = table[usize::from(self.pixels[index])];
        }
    }

    /// RGBA bytes, each pixel a square of `scale` pixels.
    pub(crate) fn to_rgba(&self, palette: &Palette, scale: usize) -> Vec<u8> {
        let colours: [[u8; 4]; ENTRIES] = std::array::from_fn(|index| palette.rgba(index as u8));
        let mut bytes = Vec::with_capacity(self.pixels.len() * 4 * scale * scale);
        for row in self.pixels.chunks_exact(self.width as usize) {
            let start = bytes.len();
            for &index in row {
                for _ in 0..scale {
                    bytes.extend_from_slice(&colours[usize::from(index)]);
                }
            }
            let line = start..bytes.len();
            for _ in 1..scale {
                bytes.extend_from_within(line.clone());
            }
        }
        bytes
    }
}

/// Tables that turn one palette entry into another.
pub(crate) struct Tints {
    /// One step towards the light along its ramp.
    pub(crate) lighter: [u8; ENTRIES],
    /// Seen through more and more water: `[depth][amount][entry]`.
    sunk: Vec<[[u8; ENTRIES]; Self::AMOUNTS]>,
}

impl Tints {
    const AMOUNTS: usize = 10;
    const DEPTHS: usize = 16;

    pub(crate) fn new(palette: &Palette) -> Self {
        let mut lighter: [u8; ENTRIES] = std::array::from_fn(|index| index as u8);
        for ramp in palette.ramps() {
            for pair in ramp.indices.windows(2) {
                lighter[usize::from(pair[0])] = pair[1];
            }
        }
        let colour = |index: u8| Oklab::from(palette.colours()[usize::from(index)]);
        let mix = |index: usize, depth: usize, amount: usize| {
            let darkness = darkness_at(depth as f32 / (Self::DEPTHS - 1) as f32) + 0.4;
            let water = colour(WATER[(darkness as usize).min(WATER.len() - 1)]);
            let (own, t) = (colour(index as u8), amount as f32 / Self::AMOUNTS as f32);
            let part = |own: f32, water: f32| own + (water - own) * t;
            let mixed =
                Oklab { l: part(own.l, water.l), a: part(own.a, water.a), b: part(own.b, water.b) };
            let Rgb(rgb) = mixed.to_rgb();
            if amount == 0 { index as u8 } else { palette.nearest(Rgb(rgb)) }
        };
        let sunk = (0..Self::DEPTHS).map(|depth| {
            std::array::from_fn(|amount| {
                std::array::from_fn(|index| if index == 0 { 0 } else { mix(index, depth, amount) })
            })
        });
        Self { lighter, sunk: sunk.collect() }
    }

    /// How everything looks at a depth (0 surface, 1 bottom) behind an amount of water (0 to 1).
    pub(crate) fn sunk(&self, depth: f32, amount: f32) -> &[u8; ENTRIES] {
        let depth = (depth.clamp(0.0, 1.0) * (Self::DEPTHS - 1) as f32).round() as usize;
        let amount = (amount.clamp(0.0, 1.0) * Self::AMOUNTS as f32) as usize;
        &self.sunk[depth][amount.min(Self::AMOUNTS - 1)]
    }
}

/// How dark open water is at a depth (0 surface, 1 bottom), in steps of [`WATER`].
pub(crate) fn darkness_at(depth: f32) -> f32 {
    const CURVE: [(f32, f32); 8] = [
        (0.0, 0.7),
        (0.10, 1.7),
        (0.24, 2.7),
        (0.42, 3.8),
        (0.60, 4.8),
        (0.76, 5.7),
        (0.90, 6.6),
        (1.0, 7.1),
    ];
    let after = CURVE.iter().position(|(at, _)| depth < *at).unwrap_or(CURVE.len() - 1).max(1);
    let ((x0, y0), (x1, y1)) = (CURVE[after - 1], CURVE[after]);
    y0 + (y1 - y0) * ((depth - x0) / (x1 - x0)).clamp(0.0, 1.0)
}
