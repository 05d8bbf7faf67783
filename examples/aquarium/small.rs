//! Bubbles, crumbs, drifting specks and schools far off.

use std::f32::consts::TAU;

use crate::{
    paint::{CLOWN, Canvas, KELP, LAGOON, SAND, SLATE, Tints, darkness_at, speckle, water},
    sea::{Moment, Sea},
};

/// Food.
pub(crate) struct Crumb {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) speed: f32,
    pub(crate) age: f32,
}

impl Crumb {
    pub(crate) fn sink(&mut self, dt: f32, sea: &Sea) {
        self.age += dt;
        self.x += (self.age * 2.0 + self.speed * 7.0).sin() * 3.0 * dt;
        self.y = (self.y + self.speed * dt).min(sea.ground(self.x) - 1.0);
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, now: Moment) {
        let (x, y) = ((self.x - now.sway).round() as i32, self.y.round() as i32);
        canvas.put(x, y, SAND + 6);
        canvas.put(x + 1, y, CLOWN + 4);
        canvas.put(x, y + 1, CLOWN + 3);
    }
}

/// Air on its way up.
pub(crate) struct Bubble {
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// 0 (a speck) to 1.
    pub(crate) size: f32,
    pub(crate) age: f32,
}

impl Bubble {
    pub(crate) fn rise(&mut self, dt: f32) {
        self.age += dt;
        self.y -= (11.0 + 9.0 * self.size) * dt;
        self.x += (self.age * 4.0 + self.size * 9.0).sin() * 5.0 * dt;
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, tints: &Tints, now: Moment) {
        let (x, y) = ((self.x - now.sway).round() as i32, self.y.round() as i32);
        let rim: &[(i32, i32)] = match (self.size * 3.0) as i32 {
            0 => &[(0, 0)],
            1 => &[(0, 0), (1, 0), (0, 1), (1, 1)],
            _ => &[(1, 0), (2, 0), (0, 1), (3, 1), (0, 2), (3, 2), (1, 3), (2, 3)],
        };
        for (dx, dy) in rim {
            canvas.tint(x + dx, y + dy, &tints.lighter);
            canvas.tint(x + dx, y + dy, &tints.lighter);
        }
        if self.size > 0.66 {
            canvas.put(x + 1, y + 1, SLATE + 6);
        }
    }
}

/// Specks that sink, and in the dark some that glimmer.
pub(crate) fn draw_motes(canvas: &mut Canvas, tints: &Tints, sea: &Sea, now: Moment) {
    const N_MOTES: i32 = 90;
    for mote in 0..N_MOTES {
        let pace = 1.0 + 2.5 * speckle(mote, 90);
        let near = 0.3 + 0.7 * speckle(mote, 91);
        let (width, height) = (sea.width as f32, sea.height as f32);
        let y = (speckle(mote, 92) * height + now.seconds * pace).rem_euclid(height);
        let wobble = 5.0 * (now.seconds * 0.3 * pace + mote as f32).sin();
        let x = (speckle(mote, 93) * width + wobble - now.sway * near).rem_euclid(width);
        if y > sea.ground(x + now.sway) - 2.0 {
            continue;
        }
        let (x, row) = (x as i32, y as i32);
        let glimmer = (now.seconds * (0.5 + speckle(mote, 94)) + TAU * near).sin();
        if sea.depth(y) > 0.5 && mote % 4 == 0 && glimmer > 0.55 {
            let colour = if mote % 8 == 0 { LAGOON + 4 } else { KELP + 4 };
            canvas.put(x, row, if glimmer > 0.85 { colour } else { colour - 2 });
        } else {
            canvas.tint(x, row, &tints.lighter);
        }
    }
}

/// Small fish, too far away to be more than strokes.
pub(crate) fn draw_schools(canvas: &mut Canvas, sea: &Sea, now: Moment) {
    const N_FISH: i32 = 17;
    let (width, height) = (sea.width as f32, sea.height as f32);
    for school in 0..3 {
        let phase = school as f32 * 2.3;
        let right = if school % 2 == 0 { 1.0 } else { -1.0 };
        let span = width + 160.0;
        let along = (now.seconds * (9.0 + 2.0 * phase) + phase * 190.0) % span;
        let x = if right > 0.0 { along - 80.0 } else { width + 80.0 - along };
        let level = [0.24, 0.40, 0.56][school as usize];
        let y = height * level + 9.0 * (now.seconds * 0.23 + phase).sin();
        for fish in 0..N_FISH {
            let key = fish + 100 * school;
            let own = now.seconds * (0.5 + speckle(key, 95)) + TAU * speckle(key, 96);
            let (dx, dy) = (speckle(key, 97) - 0.5, speckle(key, 98) - 0.5);
            let at =
                (x + 74.0 * dx + 4.0 * own.sin(), y + 30.0 * dy * (1.1 - dx.abs()) + own.cos());
            if at.1 > sea.ground(at.0 + now.sway) - 6.0 {
                continue;
            }
            let dark = darkness_at(at.1 / height) + 1.25;
            let (px, py) = ((at.0 - now.sway * 0.4) as i32, at.1 as i32);
            let tail = -right as i32;
            let beat = i32::from((own * 9.0).sin() > 0.0);
            for (dx, dy) in [(0, 0), (tail, 0), (2 * tail, 0), (tail, -1), (3 * tail, -beat)] {
                canvas.put(px + dx, py + dy, water(dark.floor() + 0.01, px + dx, py + dy));
            }
        }
    }
}
