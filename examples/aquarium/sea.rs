//! Water, light and ground: all of the picture that does not live.
//!
//! The sea falls off from a reef at the upper left, terrace by terrace, to hot vents at the lower
//! right; each zone of the model has a terrace and the open water beside it.

use std::f32::consts::TAU;

use crate::paint::{
    ABYSS, CLOWN, CRIMSON, Canvas, KELP, LAGOON, SAND, SLATE, Tints, VIOLET, darkness_at, ripple,
    speckle, threshold, water,
};

/// Zones, from the reef down to the vents.
pub(crate) const N_ZONES: usize = 6;

/// Where terraces lie, as shares of the height.
const TERRACES: [f32; N_ZONES] = [0.47, 0.60, 0.72, 0.82, 0.89, 0.945];

/// Where terraces end, as shares of the width.
const ENDS: [f32; N_ZONES] = [0.15, 0.28, 0.41, 0.55, 0.73, 1.2];

/// Where the creatures of a zone swim, as shares of the height.
const LANES: [f32; N_ZONES] = [0.13, 0.28, 0.43, 0.57, 0.70, 0.82];

/// How far the view sways, in pixels of the nearest layer.
const SWAY: f32 = 9.0;

/// The sea at one size of the canvas.
pub(crate) struct Sea {
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// The ground's surface for each column of the world, which begins at `-MARGIN`.
    ground: Vec<i32>,
    /// What the ground looks like, column by column; 0 where there is water.
    rock: Vec<u8>,
    weeds: Vec<Weed>,
    vents: Vec<f32>,
}

/// Columns of the world that are seen only when the view sways.
const MARGIN: i32 = 16;

/// A strand of kelp or a blade of grass.
struct Weed {
    x: i32,
    length: i32,
    phase: f32,
    is_kelp: bool,
}

/// What moves the light and the view.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) seconds: f32,
    /// The view's offset in pixels of the nearest layer.
    pub(crate) sway: f32,
    /// The lamp in the artist's hand, on the canvas.
    pub(crate) lamp: Option<(f32, f32)>,
}

impl Moment {
    pub(crate) fn new(seconds: f32, lamp: Option<(f32, f32)>) -> Self {
        Self { seconds, sway: SWAY * (seconds * 0.11).sin(), lamp }
    }

    /// Where the sun stands, in degrees as [`shoal::sprite::Light`] counts them.
    pub(crate) fn sun_degrees(self) -> f32 {
        95.0 + 38.0 * (self.seconds * 0.19).sin()
    }
}

impl Sea {
    pub(crate) fn new(width: i32, height: i32, tints: &Tints) -> Self {
        let columns = -MARGIN..width + MARGIN;
        let ground: Vec<i32> = columns.clone().map(|x| ground_at(x, width, height)).collect();
        let mut sea = Self {
            width,
            height,
            ground,
            rock: Vec::new(),
            weeds: Vec::new(),
            vents: vec![0.775 * width as f32, 0.955 * width as f32],
        };
        for x in columns {
            for y in 0..height {
                sea.rock.push(sea.rock_at(x, y, tints));
            }
        }
        sea.plant();
        sea
    }

    /// The row of the ground's surface below a column.
    pub(crate) fn ground(&self, x: f32) -> f32 {
        let column = (x.round() as i32 + MARGIN).clamp(0, self.ground.len() as i32 - 1);
        self.ground[column as usize] as f32
    }

    /// The columns of a zone's terrace.
    pub(crate) fn terrace(&self, zone: usize) -> (f32, f32) {
        let zone = zone.min(N_ZONES - 1);
        let start = if zone == 0 { 0.0 } else { ENDS[zone - 1] + 0.035 };
        (start * self.width as f32, ENDS[zone].min(1.0) * self.width as f32)
    }

    /// The row around which a zone's creatures swim.
    pub(crate) fn lane(&self, zone: usize) -> f32 {
        LANES[zone.min(N_ZONES - 1)] * self.height as f32
    }

    pub(crate) fn depth(&self, y: f32) -> f32 {
        y / self.height as f32
    }

    /// The nearest vent's mouth.
    pub(crate) fn vent_near(&self, x: f32) -> (f32, f32) {
        let near = self.vents.iter().min_by(|a, b| (*a - x).abs().total_cmp(&(*b - x).abs()));
        let x = near.copied().unwrap_or(0.9 * self.width as f32);
        (x, self.ground(x) - 16.0)
    }

    /// How strongly the web of light that waves throw on things shines at a pixel, 0 to 1.
    pub(crate) fn caustic(&self, x: f32, y: f32, seconds: f32) -> f32 {
        let depth = self.depth(y);
        if depth > 0.62 {
            return 0.0;
        }
        let (x, y) = (x * 0.105, y * 0.16);
        let a = (x + 1.6 * (y + seconds * 0.71).sin() + seconds * 0.55).sin();
        let b = (y * 1.3 - x * 0.5 + 1.8 * (x * 0.66 - seconds * 0.53).sin()).sin();
        let web = 1.0 - ((a + b).abs() * 3.2).min(1.0);
        web * (1.0 - depth / 0.62)
    }

    /// Everything behind the creatures.
    pub(crate) fn draw(&self, canvas: &mut Canvas, tints: &Tints, now: Moment) {
        self.draw_water(canvas, now);
        self.draw_vents(canvas, now);
        self.draw_ground(canvas, tints, now);
        for weed in &self.weeds {
            self.draw_weed(canvas, tints, weed, now);
        }
    }

    fn draw_water(&self, canvas: &mut Canvas, now: Moment) {
        let t = now.seconds;
        // Shafts lean with the sun, so one row of them is enough, shifted from row to row.
        let lean = (now.sun_degrees() - 90.0).to_radians().tan() * 0.45 + 0.5;
        let n_shafts = self.width + (lean.abs() * self.height as f32) as i32 + 8;
        let offset = if lean < 0.0 { n_shafts - self.width - 4 } else { 4 };
        let shafts: Vec<f32> = (0..n_shafts)
            .map(|u| {
                let u = (u - offset) as f32;
                let broad = ripple(u * 0.026 + t * 0.05, 1) + ripple(u * 0.041 - t * 0.07, 2);
                let fine = ripple(u * 0.09 + t * 0.13, 3);
                let edge = ((broad - 1.02) * 4.5).clamp(0.0, 1.0);
                edge * (0.45 + 0.55 * fine) + 0.12 * (fine - 0.5)
            })
            .collect();
        let far: Vec<f32> = self.ridge(now.sway * 0.25, 11, 0.047, 0.50);
        let mid: Vec<f32> = self.ridge(now.sway * 0.5, 12, 0.031, 0.70);
        for y in 0..self.height {
            let depth = self.depth(y as f32);
            let base = darkness_at(depth);
            let reach = (1.0 - depth / 0.80).max(0.0) * 1.45;
            let surface = (1.0 - y as f32 / 15.0).max(0.0);
            for x in 0..self.width {
                let shaft = (x as f32 + lean * y as f32) as i32 + offset;
                let shaft = shafts[shaft.clamp(0, n_shafts - 1) as usize];
                let mut dark = base - reach * shaft;
                if surface > 0.0 {
                    let wave =
                        (x as f32 * 0.13 + t * 0.9).sin() + (x as f32 * 0.057 - t * 0.6).sin();
                    dark -= surface * (0.9 + 0.35 * wave);
                }
                let row = y as f32;
                if row > mid[x as usize] {
                    dark += 0.95 + 0.35 * ((row - mid[x as usize]) / 60.0).min(1.0);
                } else if row > far[x as usize] {
                    dark += 0.5;
                }
                if let Some((lamp_x, lamp_y)) = now.lamp {
                    let (dx, dy) = (x as f32 - lamp_x, row - lamp_y);
                    let near = 1.0 - (dx * dx + dy * dy) / (52.0 * 52.0);
                    dark -= 1.5 * near.max(0.0) * depth;
                }
                canvas.pixels[(y * self.width + x) as usize] = water(dark, x, y);
            }
        }
        for x in 0..self.width {
            let wave = (x as f32 * 0.09 + t * 1.1).sin() + 0.7 * (x as f32 * 0.21 - t * 1.7).sin();
            let row = (2.2 + 1.2 * wave) as i32;
            (0..row).for_each(|y| canvas.put(x, y, LAGOON + 6));
            canvas.put(x, row, SLATE + 6);
        }
    }

    /// The rows of a ridge far off.
    fn ridge(&self, shift: f32, seed: i32, pitch: f32, level: f32) -> Vec<f32> {
        let height = self.height as f32;
        let row = |x: i32| {
            let at = (x as f32 + shift) * pitch;
            let rough = 0.74 * ripple(at, seed)
                + 0.20 * ripple(at * 2.3, seed + 20)
                + 0.06 * ripple(at * 6.1, seed + 40);
            let fall = 0.20 * x as f32 / self.width as f32;
            height * (level + fall + 0.26 * (0.5 - rough))
        };
        (0..self.width).map(row).collect()
    }

    fn draw_ground(&self, canvas: &mut Canvas, tints: &Tints, now: Moment) {
        let shift = now.sway.round() as i32;
        for x in 0..self.width {
            let column = (x + shift + MARGIN).clamp(0, self.ground.len() as i32 - 1) as usize;
            let top = self.ground[column];
            let rock = &self.rock[column * self.height as usize..][..self.height as usize];
            for y in top.max(0)..self.height {
                let mut colour = rock[y as usize];
                let below = y - top;
                if below < 9 {
                    let web = self.caustic((x + shift) as f32, y as f32 * 2.2, now.seconds);
                    let reach = 1.0 - below as f32 / 9.0;
                    if web * reach > 0.16 + 0.3 * threshold(x, y) {
                        colour = tints.lighter[usize::from(colour)];
                    }
                }
                if let Some((lamp_x, lamp_y)) = now.lamp {
                    let (dx, dy) = (x as f32 - lamp_x, y as f32 - lamp_y);
                    let near = 1.0 - (dx * dx + dy * dy) / (44.0 * 44.0);
                    if near > threshold(x, y) {
                        colour = tints.lighter[usize::from(colour)];
                    }
                }
                canvas.put(x, y, colour);
            }
        }
    }

    /// The colour of the ground at a place of the world; 0 above it.
    fn rock_at(&self, x: i32, y: i32, tints: &Tints) -> u8 {
        let below = y - self.ground(x as f32) as i32;
        if below < 0 {
            return 0;
        }
        let slope = self.ground(x as f32 + 3.0) - self.ground(x as f32 - 3.0);
        let depth = self.depth(y as f32);
        let sand = 7 - slope.abs() as i32 + (3.0 * ripple(x as f32 * 0.17, 5)) as i32;
        if below >= sand {
            return self.stone(x, y, below, slope);
        }
        let tone = match below {
            0 => 6.2,
            1 | 2 => 5.3,
            _ => 4.4,
        };
        let grain = 0.8 * (speckle(x, y) - 0.5) - 0.08 * below as f32;
        // Sand is yellow where there is light to see it by, and pale water below.
        let blue = ((depth - 0.40) / 0.26).clamp(0.0, 1.0);
        if blue < 0.1 + 0.8 * threshold(x, y) {
            let tone = tone + grain - 2.2 * blue;
            tints.sunk(depth, 0.55 * blue)[usize::from(SAND + tone.clamp(0.0, 6.0) as u8)]
        } else {
            water(darkness_at(depth) + 3.2 - 0.8 * (tone + grain), x, y)
        }
    }

    /// Layers that bend, cracks between them, and light on what faces the open water.
    fn stone(&self, x: i32, y: i32, below: i32, slope: f32) -> u8 {
        let (across, down) = (x as f32, y as f32);
        let bend = 9.0 * ripple(across * 0.021, 6) + 4.0 * ripple(across * 0.083, 7);
        let layer = (down + bend - 0.10 * across) / 10.0;
        let row = layer.floor() as i32;
        let in_layer = layer.fract();
        let grain = ripple(across * 0.10 + 9.0 * speckle(row, 8), row + 60);
        let fine = ripple(across * 0.37 + down * 0.3, row + 90);
        let crack = in_layer > 0.84 && grain > 0.25;
        let ledge = in_layer < 0.2 && grain > 0.3;
        let mut dark = darkness_at(self.depth(down)).min(5.9) + 0.5 + 0.4 * (fine - 0.5);
        dark += (below as f32 / 120.0).min(0.6) + 0.9 * (0.5 - grain);
        dark += f32::from(crack) * 0.9 - f32::from(ledge) * 0.75;
        if slope > 2.0 && below < 3 {
            dark -= 1.1;
        }
        // Crystals, where the stone is old.
        let gem = speckle(x / 2, y / 2);
        if below > 14 && gem > 0.9965 {
            return if gem > 0.998 { VIOLET + 2 } else { LAGOON + 2 } - u8::from(x % 2 == y % 2);
        }
        water(dark.clamp(1.0, 6.8), x, y)
    }

    /// Kelp and grass where there is light, and none where it would hide the vents.
    fn plant(&mut self) {
        let end = (ENDS[2] * self.width as f32) as i32;
        let mut x = 3;
        while x < end {
            let shallow = 1.0 - x as f32 / end as f32;
            let pick = speckle(x, 70);
            let steep = self.ground(x as f32 + 3.0) - self.ground(x as f32 - 3.0);
            if steep.abs() < 3.0 && pick < 0.35 + 0.4 * shallow {
                // Kelp in groves.
                let is_kelp = ripple(x as f32 * 0.05, 71) > 0.56
                    && x as f32 <= (ENDS[1] + 0.03) * self.width as f32;
                let length = if is_kelp { 30.0 + 46.0 * speckle(x, 72) } else { 3.0 + 8.0 * pick };
                let phase = TAU * speckle(x, 73);
                self.weeds.push(Weed { x, length: length as i32, phase, is_kelp });
            }
            x += 2 + (5.0 * speckle(x, 74)) as i32;
        }
    }

    fn draw_weed(&self, canvas: &mut Canvas, tints: &Tints, weed: &Weed, now: Moment) {
        let root = self.ground(weed.x as f32) as i32 + 1;
        let left = weed.x - now.sway.round() as i32;
        let depth = self.depth(root as f32);
        let table = tints.sunk(depth, 0.9 * (depth - 0.36));
        for step in 0..weed.length {
            let share = step as f32 / weed.length as f32;
            let bend = (now.seconds * 0.9 + weed.phase - step as f32 * 0.11).sin();
            let reach = if weed.is_kelp { 5.0 } else { 2.0 };
            let (x, y) = (left + (bend * reach * share).round() as i32, root - step);
            let tone = |tone: u8| table[usize::from(KELP + tone)];
            canvas.put(x, y, tone(3 + u8::from(share > 0.6)));
            if weed.is_kelp {
                canvas.put(x + 1, y, tone(2));
                draw_leaf(canvas, (x, y), step, share, &tone);
            }
        }
    }

    fn draw_vents(&self, canvas: &mut Canvas, now: Moment) {
        for (vent, &at) in self.vents.iter().enumerate() {
            let x = at - now.sway;
            let root = self.ground(at);
            let top = root - 14.0 - 5.0 * vent as f32;
            glow(canvas, (x, top), 1.0 + 0.12 * (now.seconds * 2.3 + at).sin());
            smoke(canvas, (x, top), now.seconds + 37.0 * vent as f32);
            for y in top as i32..root as i32 + 2 {
                let below = y as f32 - top;
                let half = 2.0 + below * 0.16 + 1.4 * speckle(y / 2, vent as i32);
                for dx in -half as i32..=half as i32 {
                    let lit = below < 3.0 && dx.abs() < 2;
                    let edge = dx as f32 > half - 1.5;
                    let colour = match (lit, edge) {
                        (true, _) => CLOWN + 3 + u8::from(below < 1.0),
                        (_, true) => CLOWN,
                        _ if speckle(dx, y) > 0.72 => ABYSS,
                        _ => SLATE,
                    };
                    canvas.put(x as i32 + dx, y, colour);
                }
            }
        }
    }
}

/// Warm light around a vent's mouth.
fn glow(canvas: &mut Canvas, (x, y): (f32, f32), strength: f32) {
    let reach = 30.0 * strength;
    for row in (y - reach) as i32..(y + reach) as i32 {
        for column in (x - reach) as i32..(x + reach) as i32 {
            let (dx, dy) = (column as f32 - x, row as f32 - y);
            let near = 1.0 - dx.hypot(dy) / reach;
            let at = threshold(column, row);
            if near > 0.80 + 0.15 * at {
                canvas.put(column, row, CLOWN + 2);
            } else if near > 0.52 + 0.3 * at {
                canvas.put(column, row, CRIMSON + 1);
            } else if near > 0.08 + 0.6 * at {
                canvas.put(column, row, CRIMSON);
            }
        }
    }
}

/// Leaves of kelp, left and right in turn, longest in the middle.
fn draw_leaf(
    canvas: &mut Canvas,
    (x, y): (i32, i32),
    step: i32,
    share: f32,
    tone: &dyn Fn(u8) -> u8,
) {
    let is_left = (step / 4) % 2 == 0;
    if step % 4 > 1 || step < 5 {
        return;
    }
    let length = 2 + (3.6 * (share * 2.9).sin()) as i32 - step % 4;
    for out in 0..length {
        let dx = if is_left { -1 - out } else { 2 + out };
        let colour = if out + 1 == length { 5 } else { 4 };
        canvas.put(x + dx, y - out / 2, tone(colour - u8::from(!is_left)));
    }
}

/// The row of the ground's surface at a column of the world.
fn ground_at(x: i32, width: i32, height: i32) -> i32 {
    let share = x as f32 / width as f32;
    let mut level = TERRACES[0];
    for zone in 1..N_ZONES {
        let t = ((share - ENDS[zone - 1] + 0.025) / 0.05).clamp(0.0, 1.0);
        level += (TERRACES[zone] - TERRACES[zone - 1]) * t * t * (3.0 - 2.0 * t);
    }
    let rough = 5.0 * ripple(x as f32 * 0.06, 30) + 2.0 * ripple(x as f32 * 0.23, 31);
    (level * height as f32 + rough - 3.0) as i32
}

/// Puffs that rise, widen and thin out.
fn smoke(canvas: &mut Canvas, (x, y): (f32, f32), seconds: f32) {
    const N_PUFFS: i32 = 14;
    for puff in 0..N_PUFFS {
        let age = (seconds * 0.085 + puff as f32 / N_PUFFS as f32).fract();
        let round = ((seconds * 0.085 + puff as f32 / N_PUFFS as f32).floor() as i32) * 31 + puff;
        let drift =
            16.0 * age * (speckle(round, 50) - 0.35) + 2.0 * (age * 9.0 + puff as f32).sin();
        let (cx, cy) = (x + drift, y - 74.0 * age);
        let radius = 2.0 + 7.0 * age;
        for dy in -radius as i32..=radius as i32 {
            for dx in -radius as i32..=radius as i32 {
                let away = (dx as f32).hypot(dy as f32) / radius;
                let (px, py) = (cx as i32 + dx, cy as i32 + dy);
                if away < 1.0 && (1.0 - age) * (1.15 - away) > threshold(px, py) {
                    let is_under = dx + dy > 0;
                    let colour = match age {
                        ..0.16 => CRIMSON + u8::from(is_under),
                        ..0.45 => VIOLET + u8::from(!is_under),
                        _ => ABYSS + u8::from(!is_under),
                    };
                    canvas.put(px, py, colour);
                }
            }
        }
    }
}
