//! Everything that lives in the sea, and what it does from one moment to the next.

use shoal::{
    motion::BodyPlan,
    shade::Shader,
    sprite::{Palette, Prompt, Sprite, World, noise, slug},
};

use crate::{
    creature::{Body, Creature},
    paint::{Canvas, Tints},
    sea::{Moment, N_ZONES, Sea},
    small::{Bubble, Crumb, draw_motes, draw_schools},
};

/// The categories of one creature each zone gets after the other.
const ORDER: [u8; 7] = [0, 2, 3, 1, 0, 4, 5];

/// Creatures of a full tank.
pub(crate) const FULL: usize = ORDER.len() * N_ZONES;

/// Creatures that get new light in one frame: shading one takes some tenths of a millisecond.
const MAX_SHADED: usize = 3;

/// Which cell of the model's grid the `index`-th creature is of; afterwards each replaces one of
/// its own kind.
pub(crate) fn cell(index: u64) -> Prompt {
    let (round, place) = (index / N_ZONES as u64, index % N_ZONES as u64);
    let zone = (place * 5 + round) % N_ZONES as u64;
    Prompt::cell(zone as u8, ORDER[(round % ORDER.len() as u64) as usize])
}

/// The sea and what lives in it.
pub(crate) struct Tank {
    pub(crate) sea: Sea,
    pub(crate) creatures: Vec<Creature>,
    pub(crate) lamp: Option<(f32, f32)>,
    tints: Tints,
    shader: Shader,
    palette: Palette,
    canvas: Canvas,
    crumbs: Vec<Crumb>,
    bubbles: Vec<Bubble>,
    seconds: f32,
    n_random: u64,
    n_frames: usize,
    others: Vec<(f32, f32)>,
}

impl Tank {
    pub(crate) fn new(width: i32, height: i32, palette: &Palette) -> Self {
        let tints = Tints::new(palette);
        Self {
            sea: Sea::new(width, height, &tints),
            creatures: Vec::new(),
            lamp: None,
            tints,
            shader: Shader::new(palette),
            palette: palette.clone(),
            canvas: Canvas::new(width, height),
            crumbs: Vec::new(),
            bubbles: Vec::new(),
            seconds: 0.0,
            n_random: 0,
            n_frames: 0,
            others: Vec::new(),
        }
    }

    /// The tank at another size; everybody keeps their place in it.
    pub(crate) fn resize(&mut self, width: i32, height: i32) {
        if (width, height) == (self.sea.width, self.sea.height) {
            return;
        }
        let scale_x = width as f32 / self.sea.width as f32;
        self.sea = Sea::new(width, height, &self.tints);
        self.canvas = Canvas::new(width, height);
        for creature in &mut self.creatures {
            creature.x *= scale_x;
            creature.y = if creature.body.stands() {
                feet(&self.sea, creature.x)
            } else {
                self.sea.lane(creature.zone)
            };
        }
        self.crumbs.clear();
        self.bubbles.clear();
    }

    fn random(&mut self) -> f32 {
        self.n_random += 1;
        noise::unit(0x5ea, self.n_random) as f32
    }

    /// A new creature comes in; if the zone has enough of its kind, the eldest leaves.
    pub(crate) fn arrive(&mut self, sprite: Sprite, cell: Prompt, world: &World) {
        let zone = usize::from(cell.zone.unwrap_or(0)).min(N_ZONES - 1);
        let category = cell.category.unwrap_or(0);
        if sprite.opaque_count() < 12 {
            return;
        }
        let name = format!("{}, {}", world.category_name(cell), world.zone_name(cell));
        let nature = self.random();
        let plan = BodyPlan::guess(&sprite, [slug(world.category_name(cell)).as_str()]);
        let mut new = Creature::new(sprite, (category, plan), zone, name, nature);
        let most = ORDER.iter().filter(|&&kind| Body::of(kind) == new.body).count();
        let body = new.body;
        let is_kin =
            |other: &Creature| (other.body, other.zone) == (body, zone) && !other.is_leaving;
        if self.creatures.iter().filter(|other| is_kin(other)).count() >= most
            && let Some(eldest) = self.creatures.iter_mut().find(|other| is_kin(other))
        {
            eldest.is_leaving = true;
        }
        if new.body.stands() {
            new.x = self.free_place(&new);
            new.y = feet(&self.sea, new.x);
            new.grown = 0.0;
        } else {
            new.haze = 1.0;
            (new.x, new.y) = self.open_water(&new);
            new.heading = if self.random() < 0.5 { -1.0 } else { 1.0 };
            new.facing = if new.body == Body::Jellyfish { -1.0 } else { new.heading };
            new.distance = if nature < 0.42 { 0.35 + nature } else { 0.0 };
        }
        self.creatures.push(new);
    }

    /// The place in its lane that is farthest from others.
    fn open_water(&mut self, new: &Creature) -> (f32, f32) {
        let mut best = (f32::MIN, (self.sea.width as f32 * 0.8, self.sea.lane(new.zone)));
        for _ in 0..60 {
            let x = (0.05 + 0.9 * self.random()) * self.sea.width as f32;
            let spread = (self.random() - 0.5) * 0.12 * self.sea.height as f32;
            let y = self.sea.lane(new.zone) + spread;
            let away = |other: &Creature| (other.x - x).hypot(1.4 * (other.middle().1 - y));
            let near = self.creatures.iter().map(away).fold(90.0, f32::min);
            let ground = (y + 20.0 - self.sea.ground(x)).max(0.0);
            let worth = near - 4.0 * ground;
            if best.0 < worth {
                best = (worth, (x, y));
            }
        }
        best.1
    }

    /// The place on its terrace that is farthest from others that stand there.
    fn free_place(&mut self, new: &Creature) -> f32 {
        let (start, end) = self.sea.terrace(new.zone);
        let mut best = (f32::MIN, f32::midpoint(start, end));
        for _ in 0..40 {
            let x = start + 12.0 + self.random() * (end - start - 24.0).max(1.0);
            let standing = self.creatures.iter().filter(|other| other.body.stands());
            let near = standing.map(|other| (other.x - x).abs()).fold(60.0, f32::min);
            let to_vent = (self.sea.vent_near(x).0 - x).abs().min(40.0);
            let slope = (self.sea.ground(x + 10.0) - self.sea.ground(x - 10.0)).abs();
            let worth = near + to_vent - 4.0 * slope;
            if best.0 < worth {
                best = (worth, x);
            }
        }
        best.1
    }

    /// What is at a place.
    pub(crate) fn name_at(&self, x: f32, y: f32) -> Option<&str> {
        let x = x + self.now().sway;
        let away = |creature: &Creature| {
            let (at_x, at_y) = creature.middle();
            (at_x - x).hypot(at_y - y)
        };
        let near = self.creatures.iter().min_by(|a, b| away(a).total_cmp(&away(b)))?;
        (away(near) < 13.0).then_some(near.name.as_str())
    }

    /// Crumbs at the place of a click.
    pub(crate) fn feed(&mut self, x: f32, y: f32) {
        let x = x + self.now().sway;
        for _ in 0..5 {
            let (dx, dy) = ((self.random() - 0.5) * 12.0, (self.random() - 0.5) * 6.0);
            let speed = 5.0 + 5.0 * self.random();
            self.crumbs.push(Crumb { x: x + dx, y: y + dy, speed, age: 0.0 });
        }
        self.bubble(x, y, 3);
    }

    fn bubble(&mut self, x: f32, y: f32, count: usize) {
        for _ in 0..count {
            let (dx, size) = ((self.random() - 0.5) * 6.0, self.random());
            self.bubbles.push(Bubble { x: x + dx, y, size, age: size * 3.0 });
        }
    }

    /// A moment passes.
    pub(crate) fn step(&mut self, dt: f32) {
        self.seconds += dt;
        self.n_frames += 1;
        self.others.clear();
        self.others.extend(self.creatures.iter().map(Creature::middle));
        for index in 0..self.creatures.len() {
            if self.creatures[index].body.stands() {
                self.stand(index, dt);
            } else {
                self.swim(index, dt);
            }
        }
        self.creatures.retain(|creature| {
            let is_gone = creature.grown <= 0.0 || creature.haze >= 1.0;
            !creature.is_leaving || !is_gone
        });
        self.sink_crumbs(dt);
        for bubble in &mut self.bubbles {
            bubble.rise(dt);
        }
        self.bubbles.retain(|bubble| bubble.y > 3.0);
        if self.random() < 0.5 * dt {
            let place = self.random() * 0.5 * self.sea.width as f32;
            self.bubble(place, self.sea.ground(place) - 4.0, 2);
        }
        self.turn_lights();
    }

    fn sink_crumbs(&mut self, dt: f32) {
        let sea = &self.sea;
        self.crumbs.retain_mut(|crumb| {
            crumb.sink(dt, sea);
            crumb.age < 22.0
        });
        for index in 0..self.creatures.len() {
            let creature = &self.creatures[index];
            let (x, y) = creature.mouth();
            let reach = if creature.body.stands() { 12.0 } else { 6.0 };
            let is_near = |crumb: &Crumb| (crumb.x - x).hypot(crumb.y - y) < reach;
            if creature.body != Body::Coral
                && let Some(eaten) = self.crumbs.iter().position(is_near)
            {
                self.crumbs.swap_remove(eaten);
                self.bubble(x, y - 2.0, 2);
            }
        }
    }

    /// The direction to the nearest crumb that a creature can smell.
    fn smell(&self, creature: &Creature) -> Option<(f32, f32)> {
        let (x, y) = creature.mouth();
        let away = |crumb: &Crumb| (crumb.x - x).hypot(crumb.y - y);
        let nearest = self.crumbs.iter().min_by(|a, b| away(a).total_cmp(&away(b)))?;
        let away = away(nearest);
        (away < 100.0 && away > 0.1).then(|| ((nearest.x - x) / away, (nearest.y - y) / away))
    }

    fn stand(&mut self, index: usize, dt: f32) {
        let food = self.smell(&self.creatures[index]).filter(|_| !self.creatures[index].is_leaving);
        let place = self.random();
        let (sea, creature) = (&self.sea, &mut self.creatures[index]);
        let growth = if creature.is_leaving { -0.5 } else { 0.55 };
        creature.grown = (creature.grown + growth * dt).clamp(0.0, 1.0);
        if creature.body != Body::Grazer || creature.grown < 1.0 {
            creature.stroke += dt * (1.2 + 0.5 * creature.nature);
            return;
        }
        let (start, end) = sea.terrace(creature.zone);
        let rests = (self.seconds * 0.13 + creature.nature * 9.0).fract() < 0.35;
        if creature.x < start + 12.0 {
            creature.heading = 1.0;
        } else if creature.x > end - 14.0 {
            creature.heading = -1.0;
        } else if place < 0.04 * dt {
            creature.heading = -creature.heading;
        }
        let mut speed = if rests { 0.0 } else { creature.body.cruise() };
        if let Some((dx, _)) = food.filter(|(dx, _)| dx.abs() > 0.2) {
            (creature.heading, speed) = (dx.signum(), 6.0);
        }
        creature.velocity.0 = creature.heading * speed;
        creature.x = (creature.x + creature.velocity.0 * dt).clamp(start + 8.0, end - 8.0);
        creature.stroke += dt * speed * 4.0;
        turn(creature, dt * 2.0);
        creature.y += (feet(sea, creature.x) - creature.y) * (dt * 4.0).min(1.0);
    }

    /// Away from others that are too near.
    fn push(&self, index: usize) -> (f32, f32) {
        let (x, y) = self.others[index];
        let (mut away_x, mut away_y) = (0.0, 0.0);
        for (_, (other_x, other_y)) in self.others.iter().enumerate().filter(|(i, _)| *i != index) {
            let (dx, dy) = (x - other_x, (y - other_y) * 1.3);
            let near = (1.0 - dx.hypot(dy) / 42.0).max(0.0);
            away_x += near * dx.signum();
            away_y += near * dy.signum();
        }
        (away_x, away_y)
    }

    fn swim(&mut self, index: usize, dt: f32) {
        let food = self.smell(&self.creatures[index]).filter(|_| !self.creatures[index].is_leaving);
        let chance = self.random();
        let (x, y) = self.others[index];
        let (away_x, away_y) = self.push(index);
        let (sea, creature) = (&self.sea, &mut self.creatures[index]);
        let width = sea.width as f32;
        let half = (creature.bottom - creature.top) as f32 * 0.5;
        let ahead = sea.ground(creature.x + creature.heading * 30.0).min(sea.ground(creature.x));
        let is_blocked = y.max(sea.lane(creature.zone)) + half + 3.0 > ahead;
        let clears = if creature.is_leaving { 0.35 } else { -0.45 };
        creature.haze = (creature.haze + clears * dt).clamp(0.0, 1.0);
        if creature.x > width - 20.0 {
            creature.heading = -1.0;
        } else if creature.x < 20.0 || is_blocked && creature.heading < 0.0 {
            creature.heading = 1.0;
        } else if chance < 0.035 * dt {
            creature.heading = -creature.heading;
        }
        let pulse = match creature.body {
            Body::Jellyfish => creature.stroke.cos().max(0.0),
            Body::Cephalopod => 0.3 + 1.3 * (creature.stroke * 0.5).sin().max(0.0),
            _ => 0.75 + 0.5 * creature.nature,
        };
        let hurry = if creature.is_leaving { 2.6 } else { 1.0 };
        let cruise = creature.body.cruise() * hurry * (1.0 - 0.35 * creature.distance);
        let wander = (self.seconds * (0.21 + 0.2 * creature.nature) + creature.nature * 50.0).sin();
        let lane = sea.lane(creature.zone) + 0.065 * sea.height as f32 * wander;
        if away_x * creature.heading < -0.45 && chance < 0.8 * dt {
            creature.heading = -creature.heading;
        }
        let mut want_x = creature.heading * cruise * pulse.max(0.35) + 15.0 * away_x;
        let mut want_y = (lane - y).clamp(-20.0, 20.0) * 0.6 + 13.0 * away_y;
        if creature.body == Body::Jellyfish {
            want_y += 4.0 - 11.0 * pulse;
        }
        if let Some((dx, dy)) = food {
            let speed = 1.6 * creature.body.cruise() + 8.0;
            (want_x, want_y) = (dx * speed + 4.0 * away_x, dy * speed + 4.0 * away_y);
            if dx.abs() > 0.3 {
                creature.heading = dx.signum();
            }
        }
        let ease = (dt * 1.8).min(1.0);
        creature.velocity.0 += (want_x - creature.velocity.0) * ease;
        creature.velocity.1 += (want_y - creature.velocity.1) * ease;
        creature.x += creature.velocity.0 * dt;
        creature.y += creature.velocity.1 * dt;
        let offset = creature.middle().1 - creature.y;
        let lowest = sea.ground(creature.x) - half - 2.0 - offset;
        creature.y = creature.y.min(lowest).max(half + 6.0 - offset);
        creature.stroke += dt
            * match creature.body {
                Body::Jellyfish => 2.1 + 0.6 * creature.nature,
                Body::Cephalopod => 2.6,
                _ => 3.0 + 0.22 * creature.velocity.0.abs(),
            };
        if creature.body != Body::Jellyfish {
            turn(creature, dt);
        }
        if chance > 1.0 - 0.02 * dt {
            self.bubble(x, y - 4.0, 1);
        }
    }

    /// Sun above, vents below, and the lamp where it is near.
    fn turn_lights(&mut self) {
        let now = self.now();
        let mut n_shaded = 0;
        let n_creatures = self.creatures.len().max(1);
        for turn in 0..self.creatures.len() {
            let index = (turn + self.n_frames) % n_creatures;
            let creature = &mut self.creatures[index];
            let (x, y) = creature.middle();
            let (vent_x, vent_y) = self.sea.vent_near(x);
            let towards =
                |light_x: f32, light_y: f32| (y - light_y).atan2(light_x - x).to_degrees();
            let mut degrees = now.sun_degrees();
            if (vent_x - x).hypot(vent_y - y) < 74.0 {
                degrees = towards(vent_x, vent_y);
            }
            if let Some((lamp_x, lamp_y)) = self.lamp
                && (lamp_x + now.sway - x).hypot(lamp_y - y) < 80.0
            {
                degrees = towards(lamp_x + now.sway, lamp_y);
            }
            let may_shade = n_shaded < MAX_SHADED;
            let tools = (&mut self.shader, &self.palette);
            n_shaded += usize::from(creature.light_from(degrees, tools, may_shade));
        }
    }

    fn now(&self) -> Moment {
        Moment::new(self.seconds, self.lamp)
    }

    /// The picture of this moment.
    pub(crate) fn draw(&mut self) -> &Canvas {
        let now = self.now();
        let (canvas, tints, sea) = (&mut self.canvas, &self.tints, &self.sea);
        sea.draw(canvas, tints, now);
        draw_schools(canvas, sea, now);
        draw_motes(canvas, tints, sea, now);
        let mut order: Vec<&Creature> = self.creatures.iter().collect();
        // Far swimmers, corals, grazers, near swimmers.
        let rank = |creature: &Creature| match creature.body {
            Body::Coral => 0.0,
            Body::Grazer => -0.01,
            _ if creature.distance > 0.0 => creature.distance,
            _ => -1.0,
        };
        order.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        for creature in order {
            creature.draw(canvas, tints, sea, now);
        }
        for crumb in &self.crumbs {
            crumb.draw(canvas, now);
        }
        for bubble in &self.bubbles {
            bubble.draw(canvas, tints, now);
        }
        canvas
    }
}

/// Where the feet of a creature stand: in the ground a little, even where it is uneven.
fn feet(sea: &Sea, x: f32) -> f32 {
    sea.ground(x).max(sea.ground(x - 5.0)).max(sea.ground(x + 5.0)) + 1.0
}

/// Turns towards where it means to go.
fn turn(creature: &mut Creature, dt: f32) {
    let left = creature.heading - creature.facing;
    creature.facing += left.clamp(-3.4 * dt, 3.4 * dt);
}
