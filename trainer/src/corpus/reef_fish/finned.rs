//! Fish with a body, a tail and fins, all from one table of proportions.

use crate::corpus::canvas::{Canvas, Grain, Shape};
use crate::corpus::look::Appearance;
use crate::corpus::style::{Coat, SLATE};
use crate::corpus::traits::Body;
use crate::corpus::{Dice, Zone};

/// How a tail fin ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    Fork,
    Moon,
    Fan,
    Point,
}

/// The outline of a fin along the back or the belly.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fin {
    /// Low and even.
    Ridge,
    /// Low, and thinning out towards the tail.
    Ribbon,
    /// Highest in front, then falling, with notches between spines.
    Spiny,
    /// A triangle near its front.
    Shark,
    /// Swept back into a long tip.
    Sweep,
}

/// Proportions of a fish; lengths in pixels, positions as fractions of the body.
#[derive(Clone, Copy)]
struct Build {
    length: f32,
    height: f32,
    /// How blunt the head is: small is blunt.
    head: f32,
    /// How fast the body thins towards the tail: large is slender.
    thin: f32,
    /// Half the height of the tail's root.
    root: f32,
    /// How much of the height lies below the middle line.
    sag: f32,
    tail: Tail,
    tail_length: f32,
    tail_height: f32,
    dorsal: (Fin, f32, f32, f32),
    anal: (Fin, f32, f32, f32),
    eye: i32,
}

impl Build {
    fn of(plan: Body, dice: &mut Dice) -> Self {
        let base = Self {
            length: dice.shape.between(20.0, 22.0),
            height: 13.0,
            head: 0.55,
            thin: 0.85,
            root: 1.6,
            sag: 0.5,
            tail: dice.shape.pick(&[Tail::Fork, Tail::Fan]),
            tail_length: 6.0,
            tail_height: 5.0,
            dorsal: (Fin::Spiny, 0.25, 0.85, 4.0),
            anal: (Fin::Ridge, 0.55, 0.85, 2.5),
            eye: 3,
        };
        match plan {
            Body::Butterflyfish | Body::Angelfish | Body::Puffer => Self::deep(plan, base, dice),
            Body::Tuna | Body::Barracuda | Body::Moonfish | Body::Grenadier => {
                Self::long(plan, base, dice)
            }
            _ => Self { height: dice.shape.between(12.0, 14.0), ..base },
        }
    }

    /// The fish that are nearly as tall as long.
    fn deep(plan: Body, base: Self, dice: &mut Dice) -> Self {
        match plan {
            Body::Butterflyfish => Self {
                length: dice.shape.between(19.0, 20.5),
                height: dice.shape.between(17.0, 19.0),
                head: 0.75,
                thin: 0.6,
                dorsal: (Fin::Ridge, 0.3, 0.98, 4.0),
                anal: (Fin::Ridge, 0.4, 0.98, 4.0),
                tail: Tail::Fan,
                tail_height: 4.5,
                ..base
            },
            Body::Angelfish => Self {
                length: dice.shape.between(18.0, 19.0),
                height: dice.shape.between(13.0, 15.0),
                head: 0.8,
                thin: 0.8,
                dorsal: (Fin::Sweep, 0.3, 1.05, dice.shape.between(7.0, 8.5)),
                anal: (Fin::Sweep, 0.35, 1.05, dice.shape.between(7.0, 8.5)),
                tail: Tail::Fan,
                tail_height: 4.0,
                ..base
            },
            _ => Self {
                length: dice.shape.between(19.5, 21.0),
                height: dice.shape.between(17.0, 20.0),
                head: 0.5,
                thin: 0.55,
                dorsal: (Fin::Ridge, 0.72, 0.95, 3.0),
                anal: (Fin::Ridge, 0.75, 0.95, 2.5),
                tail: Tail::Fan,
                tail_height: 3.5,
                tail_length: 5.0,
                ..base
            },
        }
    }

    /// The fish that are made for speed, or thin out.
    fn long(plan: Body, base: Self, dice: &mut Dice) -> Self {
        match plan {
            Body::Tuna => Self {
                length: dice.shape.between(21.0, 22.5),
                height: dice.shape.between(9.0, 11.5),
                head: 0.6,
                thin: 1.0,
                root: 1.0,
                tail: Tail::Moon,
                tail_length: 6.0,
                tail_height: dice.shape.between(5.0, 7.0),
                dorsal: (Fin::Shark, 0.35, 0.62, dice.shape.between(3.5, 5.0)),
                anal: (Fin::Shark, 0.6, 0.8, 3.0),
                ..base
            },
            Body::Barracuda => Self {
                length: 23.5,
                height: dice.shape.between(6.5, 8.5),
                head: 0.6,
                thin: 0.5,
                root: 1.2,
                tail_height: 4.0,
                dorsal: (Fin::Shark, 0.68, 0.92, 3.5),
                anal: (Fin::Shark, 0.68, 0.92, 3.0),
                eye: 2,
                ..base
            },
            Body::Moonfish => Self {
                length: dice.shape.between(19.0, 20.5),
                height: dice.shape.between(15.0, 17.0),
                head: 0.5,
                thin: 1.25,
                root: 1.3,
                sag: 0.62,
                tail: Tail::Fork,
                tail_height: 4.5,
                dorsal: (Fin::Shark, 0.42, 0.7, 3.5),
                anal: (Fin::Ridge, 0.6, 0.92, 2.0),
                ..base
            },
            _ => Self {
                length: 25.0,
                height: dice.shape.between(10.5, 13.0),
                head: 0.5,
                thin: 1.7,
                root: 0.9,
                tail: Tail::Point,
                tail_length: 4.0,
                tail_height: 1.5,
                dorsal: (Fin::Ribbon, 0.3, 1.1, 4.0),
                anal: (Fin::Ribbon, 0.42, 1.1, 3.5),
                ..base
            },
        }
    }

    /// How far the body reaches above (or below) its middle line at `t`.
    fn half_height(&self, t: f32) -> f32 {
        if !(0.0..=1.0).contains(&t) {
            return -1.0;
        }
        let peak = self.head / (self.head + self.thin);
        let bow = |t: f32| t.powf(self.head) * (1.0 - t).powf(self.thin);
        let half = self.height / 2.0 * bow(t) / bow(peak);
        if t > peak { half.max(self.root) } else { half }
    }
}

/// A fish being drawn.
struct Fish {
    build: Build,
    coat: Coat,
    nose: f32,
    middle: f32,
    /// How far the tail is swung up or down.
    bend: f32,
}

impl Fish {
    fn t(&self, x: f32) -> f32 {
        (x - self.nose) / self.build.length
    }

    fn centre(&self, t: f32) -> f32 {
        self.middle + self.bend * t.max(0.0) * t
    }

    fn above(&self, t: f32) -> f32 {
        self.build.half_height(t) * 2.0 * (1.0 - self.build.sag)
    }

    fn below(&self, t: f32) -> f32 {
        self.build.half_height(t) * 2.0 * self.build.sag
    }

    fn body(&self) -> Shape {
        Shape::from_fn(|x, y| {
            let t = self.t(x);
            (0.0..=1.0).contains(&t)
                && y >= self.centre(t) - self.above(t)
                && y <= self.centre(t) + self.below(t)
        })
    }

    /// A fin on the back (`side` -1) or the belly (`side` 1).
    fn fin(&self, (kind, from, to, height): (Fin, f32, f32, f32), side: f32) -> Shape {
        Shape::from_fn(|x, y| {
            let t = self.t(x);
            let u = (t - from) / (to - from);
            let lean = (y - self.centre(t)) * side;
            let within = t.clamp(0.0, 1.0);
            let edge = if side < 0.0 { self.above(within) } else { self.below(within) };
            let out = lean - edge;
            if !(0.0..=1.0).contains(&u) || lean < 0.0 {
                return kind == Fin::Sweep && swept_tip(u, out, height);
            }
            let reach = match kind {
                Fin::Ridge => height * (u * std::f32::consts::PI).sin().max(0.0).powf(0.6) - 0.2,
                Fin::Ribbon => height * (u * 5.0).min(1.0) * (1.0 - 0.75 * u),
                Fin::Spiny => {
                    let notch = if (x as i32).rem_euclid(3) == 0 { 1.0 } else { 0.0 };
                    height * ((u * 5.0).min(1.0) * (1.0 - 0.6 * u)) - notch
                }
                Fin::Shark => {
                    // The front edge slopes back, the rear edge hangs over.
                    let front = u * 1.6;
                    height * if u < 0.65 { front } else { (1.0 - u) * 2.2 }
                }
                Fin::Sweep => return swept_tip(u, out, height),
            };
            out <= reach
        })
    }

    fn tail(&self) -> Shape {
        let build = &self.build;
        let x = self.nose + build.length - 1.0;
        let (y, w, h) = (self.centre(1.0), build.tail_length, build.tail_height);
        let r = build.root;
        match build.tail {
            Tail::Fork => Shape::polygon(&[
                (x, y - r),
                (x + w * 0.5, y - h * 0.75),
                (x + w, y - h),
                (x + w * 0.6, y),
                (x + w, y + h),
                (x + w * 0.5, y + h * 0.75),
                (x, y + r),
            ]),
            Tail::Moon => Shape::blob(&[
                (x - 1.0, y),
                (x + w * 0.55, y - h * 0.6),
                (x + w, y - h),
                (x + w * 0.62, y),
                (x + w, y + h),
                (x + w * 0.55, y + h * 0.6),
            ]),
            Tail::Fan => Shape::blob(&[
                (x - 1.0, y),
                (x + w * 0.45, y - h * 0.85),
                (x + w * 0.85, y - h * 0.95),
                (x + w, y),
                (x + w * 0.85, y + h * 0.95),
                (x + w * 0.45, y + h * 0.85),
            ]),
            Tail::Point => {
                Shape::blob(&[(x - 2.0, y - r - 1.0), (x + w, y), (x - 2.0, y + r + 1.0)])
            }
        }
    }

    /// The colours of fins: body of the fin, edge of the fin. One of them is always the accent.
    fn fin_colours(&self, dice: &mut Dice) -> (u8, u8) {
        let coat = &self.coat;
        let kind = dice.finish.int(0, 2);
        match coat.zone {
            Zone::Shallows => match kind {
                0 => (coat.mark, coat.mark_dark),
                1 => (coat.tone(1), coat.mark),
                _ => (coat.body, coat.mark),
            },
            Zone::Twilight => (coat.second.shade(3), coat.second.shade(2)),
            Zone::Midnight => (coat.second.shade(2), coat.second.shade(3)),
            Zone::Abyss => (coat.tone(-1), coat.mark),
            Zone::Hadal => (coat.main.shade(5), coat.second.shade(4)),
            Zone::Vent => (coat.tone(1), coat.mark),
        }
    }
}

/// A fin whose tip is swept back, `out` pixels off the body.
fn swept_tip(u: f32, out: f32, height: f32) -> bool {
    let rise = (out / height).clamp(0.0, 1.0);
    out >= -6.0 && out <= height && u >= rise * 0.85 && u <= 0.8 + rise * 0.35
}

/// Draws one of the plans that have fins.
pub(super) fn draw(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let plan = look.body;
    let fish = Fish {
        build: Build::of(plan, dice),
        coat: look.coat,
        nose: 2.0,
        middle: 15.0,
        bend: dice.pose.pick(&[-2.0, 0.0, 0.0, 2.0]),
    };
    let (coat, body) = (fish.coat, fish.body());
    let (fin, edge) = fish.fin_colours(dice);
    for shape in [fish.tail(), fish.fin(fish.build.dorsal, -1.0), fish.fin(fish.build.anal, 1.0)] {
        canvas.fill(&shape, fin);
        canvas.fill(&shape.rim().minus(&body.grown()), edge);
    }
    let depth = (fish.build.height * 0.25) as i32;
    coat.paint(canvas, &body, depth.max(2), depth.max(2));
    look.skin(
        canvas,
        &body.filter(|x, _| fish.t(x) > if plan == Body::Grenadier { 0.22 } else { 0.3 }),
        Grain::Level,
    );
    anatomy(canvas, &fish, &body);
    face(canvas, &fish, plan, dice);
    side_fin(canvas, &fish, (fin, edge));
    canvas.outline(coat.line);
    if plan == Body::Puffer {
        canvas.behind(&spines(&fish), coat.back);
    }
    extras(canvas, &fish, plan, &body, dice);
}

/// Short spines round a puffer, evenly spaced.
fn spines(fish: &Fish) -> Shape {
    let mut spines = Shape::EMPTY;
    let build = &fish.build;
    let centre = (fish.nose + build.length * 0.46, fish.middle);
    for step in 0..14 {
        let angle = step as f32 / 14.0 * std::f32::consts::TAU;
        let (sin, cos) = angle.sin_cos();
        let reach = |r: f32| {
            (centre.0 + cos * (build.length * 0.47 + r), centre.1 + sin * (build.height * 0.5 + r))
        };
        if cos.abs() < 0.85 {
            spines = spines.or(&Shape::line(&[reach(0.0), reach(2.6)]));
        }
    }
    spines
}

/// What the zone lets show through the skin or puts on it.
fn anatomy(canvas: &mut Canvas, fish: &Fish, body: &Shape) {
    let coat = &fish.coat;
    if coat.is_glassy() {
        let x = fish.nose + fish.build.length * 0.56;
        coat.organ(canvas, (x, fish.middle + 0.5), 3.6, 2.6);
        if coat.zone == Zone::Abyss {
            // A thread of muscle shows through the skin.
            let spine = Shape::from_fn(|x, y| {
                let t = fish.t(x);
                (0.25..0.95).contains(&t) && (y - fish.centre(t)).abs() < 0.5
            });
            canvas.mark(&spine.and(body), coat.back);
        }
    }
    if coat.lit {
        let mut row = |share: f32, from: f32| {
            let places: Vec<_> = (0..9)
                .map(|step| fish.nose + fish.build.length * from + step as f32 * 3.0)
                .filter(|&x| fish.t(x) < 0.98)
                .map(|x| {
                    let t = fish.t(x);
                    (x.round() as i32, (fish.centre(t) + fish.below(t) * share).round() as i32)
                })
                .collect();
            coat.photophores(canvas, &places);
        };
        row(0.62, 0.3);
        if fish.build.height > 11.0 {
            row(0.05, 0.4);
        }
    }
}

/// Eye, mouth and gill.
fn face(canvas: &mut Canvas, fish: &Fish, plan: Body, dice: &mut Dice) {
    let (coat, build) = (&fish.coat, &fish.build);
    let at = if plan == Body::Grenadier { 0.16 } else { 0.2 };
    let x = (fish.nose + build.length * at).round() as i32;
    let y = (fish.middle - fish.above(at) * 0.3).round() as i32;
    if plan == Body::Butterflyfish && coat.zone == Zone::Shallows && dice.shape.chance(0.6) {
        // The dark bar that hides a butterflyfish's eye.
        let bar = fish.body().filter(|px, _| (px - x as f32).abs() < 1.5);
        canvas.mark(&bar, coat.mark_dark);
    }
    coat.draw_eye(canvas, (x, y), build.eye);
    let mouth_y = (fish.middle + fish.below(0.1) * 0.35).round() as i32;
    let mouth =
        if matches!(plan, Body::Barracuda | Body::Grenadier | Body::Moonfish) { 3 } else { 1 };
    let dark = if coat.zone == Zone::Midnight { coat.pupil } else { coat.line };
    let first = (0..9).find(|&x| canvas.at(x, mouth_y) != 0).unwrap_or(2);
    for step in 0..=mouth {
        canvas.detail(first + step, mouth_y, dark);
        if plan == Body::Barracuda && coat.zone == Zone::Midnight && step % 2 == 1 {
            canvas.detail(first + step, mouth_y + 1, SLATE.shade(6));
        }
    }
}

/// The fin behind the gills, in front of the body.
fn side_fin(canvas: &mut Canvas, fish: &Fish, (fin, edge): (u8, u8)) {
    let build = &fish.build;
    if build.height < 9.0 {
        return;
    }
    let (x, y) = (fish.nose + build.length * 0.42, fish.middle + fish.below(0.42) * 0.35);
    let shape =
        Shape::blob(&[(x, y - 0.6), (x + 4.2, y + 0.2), (x + 3.8, y + 2.4), (x + 0.8, y + 1.2)]);
    canvas.mark(&shape.shifted(0, -1), edge);
    canvas.mark(&shape, fin);
}

/// Lures, whiskers, mats: what the zone hangs on a fish outside its outline.
fn extras(canvas: &mut Canvas, fish: &Fish, plan: Body, body: &Shape, dice: &mut Dice) {
    let coat = &fish.coat;
    coat.mats(canvas, &body.filter(|x, _| (0.3..0.8).contains(&fish.t(x))));
    let chin = (fish.nose + 4.0, fish.middle + fish.below(0.18) + 1.0);
    let whisker = match coat.zone {
        Zone::Abyss => true,
        Zone::Midnight => plan == Body::Barracuda && dice.shape.chance(0.7),
        _ => false,
    };
    if whisker {
        let tip = (chin.0 - 2.0, chin.1 + 4.0);
        let line = Shape::line(&[(chin.0, chin.1 - 1.0), (chin.0 + 0.5, chin.1 + 2.0), tip]);
        canvas.behind(&line, coat.tone(if coat.zone == Zone::Midnight { 1 } else { -1 }));
        let (x, y) = (tip.0.round() as i32, tip.1.round() as i32);
        canvas.detail(x, y, coat.glow);
        canvas.detail(x - 1, y, coat.glow_dark);
        canvas.detail(x, y + 1, coat.glow_dark);
        canvas.detail(x - 1, y + 1, coat.glow_dark);
    }
}
