//! The rules of motion: how far each pixel of a creature moves at a moment of its stroke.

mod build;
mod creepers;
mod drifters;
mod standing;
mod swimmers;

use super::{
    Action,
    anatomy::{Anatomy, Limb, bounds, depths},
    field::{Field, Shape, place},
    parts::Part,
    plan::BodyPlan,
};
use crate::sprite::{PIXELS, Sprite, TRANSPARENT, index_of, noise};
use build::{Arms, Axis, Bell, bells};

pub(super) use build::Ribbon;

/// A creature that is about to move.
pub(super) struct Mover<'a> {
    sprite: &'a Sprite,
    body: Anatomy,
    plan: BodyPlan,
    /// Decides what differs between creatures of one build.
    seed: u64,
    /// For ribbons: how they run.
    ribbon: Option<Ribbon>,
    /// For squids: the way from the mantle to the arms.
    axis: Option<Axis>,
    /// The first column of the jaw, and that of its hinge, which is behind.
    jaw: Option<(f32, f32)>,
    /// For octopuses: arms that are one with the head.
    arms: Option<Arms>,
    /// For chains: their bells, from the first to the last.
    bells: Vec<Bell>,
    /// Where its legs end, from left to right.
    feet: Vec<Foot>,
    /// For what shimmers: how deep each pixel lies, 1 at the edge.
    depths: Option<Box<[u8; PIXELS]>>,
    /// For corals: whether they bend.
    growth: Growth,
}

/// How a coral is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Growth {
    /// On a stem, as fans are: bends as one.
    Flexible,
    /// As wide below as above, as tubes are: only what is on top moves.
    Stiff,
    /// A block: only its polyps move.
    Massive,
}

/// The end of a leg.
#[derive(Clone, Copy, Debug)]
struct Foot {
    x: f32,
    /// Whether it stands on the lowest row.
    is_grounded: bool,
    /// When it steps, in turns; `None` stands always, because it stands alone.
    gait: Option<f32>,
}

/// A pixel on the move: where it is in the sprite, and how far the stroke is.
#[derive(Clone, Copy)]
struct Spot {
    index: usize,
    x: f32,
    y: f32,
    /// 0 in the first column, 1 in the last; 0 in the first row, 1 in the last.
    back: f32,
    down: f32,
    part: Part,
    /// The moment of the stroke, in turns.
    turn: f32,
}

impl<'a> Mover<'a> {
    pub(super) fn new(sprite: &'a Sprite, body: Anatomy, plan: BodyPlan, seed: u64) -> Self {
        let growth = Growth::of(sprite, &body);
        let is_deep =
            plan == BodyPlan::CombJelly || (plan == BodyPlan::Coral && growth == Growth::Massive);
        let mut mover = Self {
            ribbon: (plan == BodyPlan::Eel).then(|| Ribbon::of(sprite, &body)).flatten(),
            axis: (plan == BodyPlan::Squid).then(|| Axis::of(sprite, &body)),
            arms: (plan == BodyPlan::Octopus).then(|| Arms::of(sprite, &body)),
            bells: if plan == BodyPlan::Chain { bells(sprite, &body) } else { Vec::new() },
            jaw: jaw_columns(&body),
            depths: is_deep.then(|| Box::new(depths(sprite))),
            sprite,
            body,
            plan,
            seed,
            feet: Vec::new(),
            growth,
        };
        mover.feet = mover.find_feet();
        mover
    }

    /// How far every pixel moves at a moment of the stroke in turns. The strength is 1 where it
    /// moves as far as the plan thinks right.
    pub(super) fn displacements(
        &self,
        shape: &Shape<'_>,
        action: Action,
        turn: f32,
        strength: f32,
    ) -> Field {
        Field::new(shape, |index| {
            let spot = self.spot(index, turn);
            let (dx, dy) = if action == Action::Idle { self.idle(spot) } else { self.stroke(spot) };
            (dx * strength, dy * strength)
        })
    }

    fn stroke(&self, spot: Spot) -> (f32, f32) {
        match self.plan {
            BodyPlan::Fish => self.fish(spot),
            BodyPlan::Angler => self.angler(spot),
            BodyPlan::Eel => self.eel(spot),
            BodyPlan::Ray => self.ray(spot),
            BodyPlan::Seahorse => self.seahorse(spot),
            BodyPlan::Turtle => self.turtle(spot),
            BodyPlan::Walker => self.walker(spot),
            BodyPlan::Isopod => self.isopod(spot),
            BodyPlan::Snail => self.snail(spot),
            BodyPlan::Slug => self.slug(spot),
            BodyPlan::Urchin => self.urchin(spot),
            BodyPlan::Jellyfish => self.jellyfish(spot),
            BodyPlan::CombJelly => self.comb_jelly(spot),
            BodyPlan::Chain => self.chain(spot),
            BodyPlan::Tripod => self.tripod(spot),
            BodyPlan::Octopus => self.octopus(spot),
            BodyPlan::Squid => self.squid(spot),
            BodyPlan::Nautilus => self.nautilus(spot),
            BodyPlan::Coral => self.coral(spot),
            BodyPlan::Anemone => self.anemone(spot),
            BodyPlan::Other => self.breath(spot),
        }
    }

    /// What a creature does while it waits.
    fn idle(&self, spot: Spot) -> (f32, f32) {
        match self.plan {
            BodyPlan::Walker | BodyPlan::Isopod => self.waiting_walker(spot),
            BodyPlan::Snail | BodyPlan::Slug | BodyPlan::Other => self.breath(spot),
            BodyPlan::Fish | BodyPlan::Angler | BodyPlan::Turtle => self.hovering(spot),
            _ => {
                let (dx, dy) = self.stroke(spot);
                (dx * 0.7, dy * 0.7)
            }
        }
    }

    fn spot(&self, index: usize, turn: f32) -> Spot {
        let (x, y) = place(index);
        Spot {
            index,
            x: x as f32,
            y: y as f32,
            back: self.body.back(index),
            down: self.body.down(index),
            part: self.body.parts.at(index),
            turn,
        }
    }

    /// The limb of a spot, if it is of one.
    fn limb(&self, spot: Spot) -> Option<(usize, &Limb, f32)> {
        self.body.limb(spot.index)
    }

    /// A number of 0 to 1 that belongs to a limb and is another for other seeds.
    fn whim(&self, number: usize) -> f32 {
        noise::unit(self.seed, number as u64) as f32
    }

    /// The feet, where limbs below the body end, and when each of them steps.
    fn find_feet(&self) -> Vec<Foot> {
        let is_leg = |x: i32, y: i32| {
            index_of(x, y).is_some_and(|index| {
                self.sprite.pixels()[index] != TRANSPARENT
                    && self.body.parts.at(index) == Part::Limb
            })
        };
        let mut feet: Vec<Foot> = Vec::new();
        for y in (self.body.centre.1 as i32..=self.body.bottom).rev() {
            let mut x = self.body.left;
            while x <= self.body.right {
                let first = x;
                while is_leg(x, y) {
                    x += 1;
                }
                let middle = (first + x - 1) as f32 / 2.0;
                if x > first
                    && !(first - 1..=x).any(|x| is_leg(x, y + 1))
                    && feet.iter().all(|foot| (foot.x - middle).abs() > 1.6)
                {
                    let is_grounded = y == self.body.bottom;
                    feet.push(Foot { x: middle, is_grounded, gait: None });
                }
                x += 1;
            }
        }
        feet.sort_by(|a, b| a.x.total_cmp(&b.x));
        self.set_gaits(&mut feet);
        feet
    }

    /// Neighbouring legs step at different times, so that one of those that reach the ground
    /// stands on it always.
    fn set_gaits(&self, feet: &mut [Foot]) {
        for is_grounded in [true, false] {
            let like = |foot: &&mut Foot| foot.is_grounded == is_grounded;
            let count = feet.iter_mut().filter(like).count();
            let n_gaits = if self.plan == BodyPlan::Isopod && count > 2 { 3 } else { 2 };
            if is_grounded && count < 2 {
                continue;
            }
            for (number, foot) in feet.iter_mut().filter(like).enumerate() {
                foot.gait = Some((number % n_gaits) as f32 / n_gaits as f32);
            }
        }
    }
}

impl Growth {
    fn of(sprite: &Sprite, body: &Anatomy) -> Self {
        let (width, height) = (body.right - body.left + 1, body.bottom - body.top + 1);
        let count = |rows: std::ops::RangeInclusive<i32>| {
            let row = |y: i32| {
                (body.left..=body.right).filter(|&x| sprite.at(x, y) != TRANSPARENT).count()
            };
            let n = rows.clone().count().max(1);
            rows.map(row).sum::<usize>() as f32 / n as f32 / width as f32
        };
        if count(body.top..=body.bottom) > 0.7 {
            return Self::Massive;
        }
        // The rows above the foot.
        let stem = count(body.bottom - height * 2 / 5..=body.bottom - height / 6);
        if stem > 0.5 { Self::Stiff } else { Self::Flexible }
    }
}

/// The first and the last column of what opens and shuts.
fn jaw_columns(body: &Anatomy) -> Option<(f32, f32)> {
    let is_jaw = |index: &usize| body.parts.at(*index) == Part::Jaw;
    let (first, last, ..) = bounds((0..PIXELS).filter(is_jaw))?;
    Some((first as f32, last as f32))
}

/// The sine of some whole turns: a parabola, bent once more. Off by less than a thousandth, and
/// the same on every processor.
pub(super) fn sine(turns: f32) -> f32 {
    let t = turns - turns.floor();
    let (t, sign) = if t < 0.5 { (t, 1.0) } else { (t - 0.5, -1.0) };
    let arch = 16.0 * t * (0.5 - t);
    sign * (0.225 * (arch * arch - arch) + arch)
}

/// The cosine of some whole turns.
pub(super) fn cosine(turns: f32) -> f32 {
    sine(turns + 0.25)
}

/// 0 below `from`, 1 above `to`, straight between.
pub(super) fn ramp(x: f32, from: f32, to: f32) -> f32 {
    ((x - from) / (to - from)).clamp(0.0, 1.0)
}
