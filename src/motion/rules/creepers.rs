//! What walks and creeps on the ground.

use super::{Foot, Mover, Spot, cosine, ramp, sine};
use crate::motion::{BodyPlan, anatomy::Limb, parts::Part};

impl Mover<'_> {
    /// Whether a limb reaches the ground.
    fn is_leg(&self, limb: &Limb) -> bool {
        limb.bottom >= self.body.bottom - 4 && limb.middle.1 > self.body.centre.1
    }

    /// Two gaits: while the legs of one stand, those of the other are lifted and swung forward.
    pub(super) fn walker(&self, spot: Spot) -> (f32, f32) {
        let Some((_, limb, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) else {
            return (0.0, 0.0);
        };
        if self.is_leg(limb) {
            return self.step(spot, ramp(out, 0.15, 0.85), 2.0);
        }
        // Claws and feelers.
        let turn = spot.turn + if limb.middle.0 < self.body.centre.0 { 0.0 } else { 0.5 };
        (0.6 * out * sine(turn + 0.25), 1.2 * out * sine(turn - 0.15 * out))
    }

    /// The step of the leg whose foot is nearest: back along the ground, then up and forward.
    fn step(&self, spot: Spot, out: f32, height: f32) -> (f32, f32) {
        let distance = |foot: &&Foot| ((spot.x - foot.x) * 8.0).abs() as i32;
        let Some(foot) = self.feet.iter().min_by_key(distance) else { return (0.0, 0.0) };
        let Some(gait) = foot.gait else { return (0.0, 0.0) };
        let turn = spot.turn + gait;
        let lift = ramp(sine(turn), 0.0, 0.8);
        (1.25 * out * cosine(turn), -height * out * lift)
    }

    /// Many legs, one after the other; feelers sway.
    pub(super) fn isopod(&self, spot: Spot) -> (f32, f32) {
        let Some((number, limb, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) else {
            let swing = ramp(spot.back, 0.7, 1.0);
            return (0.0, 0.9 * swing * sine(spot.turn - 0.3 * swing));
        };
        if limb.middle.1 > self.body.centre.1 {
            return self.step(spot, ramp(out, 0.1, 0.9), 1.3);
        }
        let lag = spot.turn - 0.3 * out + 0.2 * self.whim(number);
        (1.5 * out * sine(lag), 0.0)
    }

    /// Standing and waiting: claws and feelers move, the legs stay.
    pub(super) fn waiting_walker(&self, spot: Spot) -> (f32, f32) {
        match self.limb(spot).filter(|_| spot.part == Part::Limb) {
            Some((_, limb, out)) if limb.middle.1 < self.body.centre.1 => {
                let side = if limb.middle.0 < self.body.centre.0 { 0.0 } else { 0.2 };
                let turn = spot.turn - 0.2 * out - side;
                (0.8 * out * sine(turn), 1.0 * out * sine(turn + 0.3))
            }
            Some(_) => (0.0, 0.0),
            None => self.breath(spot),
        }
    }

    /// The head reaches forward and the rest comes after; the shell rocks, the sole stays.
    pub(super) fn snail(&self, spot: Spot) -> (f32, f32) {
        if spot.part == Part::Foot {
            return (0.0, 0.0);
        }
        let above = ramp(self.body.bottom as f32 - spot.y, 1.0, 5.0);
        let reach = sine(spot.turn);
        if let Some((number, _, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) {
            let feeler = 0.9 * out * sine(spot.turn - 0.35 + 0.1 * self.whim(number));
            return (-1.1 * above * reach * ramp(spot.back, 0.5, 0.1) + feeler, 0.0);
        }
        let is_head = ramp(spot.back, 0.42, 0.2);
        let rock = ramp(spot.down, 0.75, 0.1) * sine(spot.turn - 0.3);
        (-1.1 * above * is_head * reach - 1.1 * (1.0 - is_head) * rock, 0.0)
    }

    /// Waves that run over the back from behind; what grows there follows late.
    pub(super) fn slug(&self, spot: Spot) -> (f32, f32) {
        if spot.part == Part::Foot {
            return (0.0, 0.0);
        }
        let above = ramp(self.body.bottom as f32 - spot.y, 1.0, 4.0);
        let out = self.limb(spot).map_or(0.0, |(.., out)| out);
        let hump = sine(spot.turn + spot.back * 1.1);
        (0.9 * out * sine(spot.turn - 0.3 + spot.back), -above * hump)
    }

    /// Spines turn, one after the other round the body.
    pub(super) fn urchin(&self, spot: Spot) -> (f32, f32) {
        let Some((number, limb, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) else {
            return (0.0, 0.0);
        };
        let (dx, dy) =
            (limb.tip.0 as f32 - self.body.centre.0, limb.tip.1 as f32 - self.body.centre.1);
        let swing = 1.3 * out * sine(spot.turn + 0.5 * self.whim(number) + 0.02 * dx);
        if dx.abs() > dy.abs() { (0.0, swing) } else { (swing, 0.0) }
    }

    /// Breathing: the rows above the middle rise by one, the middle of them first.
    pub(super) fn breath(&self, spot: Spot) -> (f32, f32) {
        if spot.part == Part::Foot {
            return (0.0, 0.0);
        }
        let (cx, _) = self.body.centre;
        let half = ((self.body.right - self.body.left) as f32 / 2.0).max(1.0);
        let aside = ((spot.x - cx) / half).abs();
        let rise = ramp(1.0 - spot.down, 0.35, 0.55);
        let depth = if self.plan == BodyPlan::Other { 1.0 } else { 0.9 };
        let breath = sine(spot.turn) * 1.05 - 0.75 * aside;
        (0.0, -depth * rise * ramp(breath, -0.3, 0.6))
    }
}
