//! What drifts and jets through open water.

use super::{Bell, Mover, Spot, cosine, ramp, sine};
use crate::motion::parts::Part;

impl Mover<'_> {
    /// The bell draws together and grows tall, then opens; threads follow, later the lower.
    pub(super) fn jellyfish(&self, spot: Spot) -> (f32, f32) {
        let cx = self.body.middle();
        let half = ((self.body.body_right - self.body.body_left) as f32 / 2.0).max(1.0);
        let aside = (spot.x - cx) / half;
        let tall = (self.body.body_bottom - self.body.body_top).max(1) as f32;
        let height = ramp(spot.y, self.body.body_top as f32, self.body.body_bottom as f32);
        if let Some((_, limb, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) {
            let pinch = Self::pinch(spot.turn - 0.06) * (1.0 - out);
            let long = f32::from(limb.length);
            let wave = 0.12 * long.min(14.0) * ramp(out, 0.1, 0.9);
            return (
                -1.4 * aside.clamp(-1.0, 1.0) * pinch + wave * sine(spot.turn - 0.55 * out),
                0.9 * ramp(out, 0.2, 0.9) * sine(spot.turn - 0.3),
            );
        }
        let pinch = Self::pinch(spot.turn);
        let crown = ramp(tall * (1.0 - height), 1.0, tall * 0.5);
        (-1.4 * aside * height * pinch, -0.9 * crown * pinch)
    }

    /// The body hangs nearly still; light runs down its combs, and threads sway.
    pub(super) fn comb_jelly(&self, spot: Spot) -> (f32, f32) {
        if let Some((number, _, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) {
            let lag = spot.turn - 0.5 * out + 0.2 * self.whim(number);
            return (1.5 * ramp(out, 0.1, 0.8) * sine(lag), 0.0);
        }
        let run = self.shimmer(spot, 2) * sine(spot.turn - 0.16 * spot.y);
        let half = ((self.body.body_right - self.body.body_left) as f32 / 2.0).max(1.0);
        let aside = (spot.x - self.body.middle()) / half;
        (-0.62 * aside * Self::pinch(spot.turn), 1.05 * run)
    }

    /// A wave runs from the first bell to the last, and each bell is drawn together in its turn.
    pub(super) fn chain(&self, spot: Spot) -> (f32, f32) {
        let swing = ramp(spot.down, 0.12, 0.8);
        let wave = 2.2 * swing * sine(spot.turn - 0.75 * spot.down);
        let within = |bell: &Bell| (bell.top as f32..=bell.bottom as f32).contains(&spot.y);
        let Some(number) = self.bells.iter().position(within) else { return (wave, 0.0) };
        let bell = self.bells[number];
        let pinch = Self::pinch(spot.turn - 0.25 * number as f32);
        let aside = ((spot.x - bell.middle) / bell.half).clamp(-1.0, 1.0);
        let height = ramp(spot.y, bell.top as f32, bell.bottom as f32);
        let (narrow, rise) = if number == 0 { (1.4 * height, 0.9) } else { (1.1, 0.7) };
        (wave - narrow * aside * pinch, -rise * (1.0 - height) * pinch)
    }

    /// How far a bell is drawn together: quickly shut, slowly opened.
    fn pinch(turn: f32) -> f32 {
        sine(turn + 0.08 * sine(turn))
    }

    /// The head breathes and rises; arms reach out and curl one after the other, both sides alike.
    pub(super) fn octopus(&self, spot: Spot) -> (f32, f32) {
        let cx = self.body.middle();
        let side = if spot.x < cx { -1.0 } else { 1.0 };
        let Some((number, limb, out)) = self.limb(spot).filter(|_| spot.part != Part::Body) else {
            return self.arms_of_body(spot, side);
        };
        if spot.part == Part::Fin {
            let flap = sine(spot.turn - 0.15 * out);
            return (side * 0.9 * out * sine(spot.turn - 0.25), -1.9 * out * flap);
        }
        let turn = spot.turn - 0.35 * out + 0.12 * self.whim(number);
        let reach = ramp(f32::from(limb.length), 2.0, 8.0) * ramp(out, -0.1, 0.9);
        (side * 1.8 * reach * sine(turn), 1.9 * reach * sine(turn + 0.3))
    }

    /// Below the eyes an octopus is all arms, also where they are too thick to tell apart by
    /// anything but their tips: each reaches and curls as one, its neighbours after it.
    fn arms_of_body(&self, spot: Spot, side: f32) -> (f32, f32) {
        let cx = self.body.middle();
        let off = (spot.x - cx).abs();
        let (out, number) =
            self.arms.as_ref().map_or((ramp(spot.down, 0.6, 1.0), 0.0), |arms| arms.at(spot.index));
        let swell = ramp(1.0 - spot.down, 0.5, 0.8) * ramp(off, 2.0, 5.0);
        let turn = spot.turn - 0.2 * out - 0.3 * number;
        (
            side * (1.9 * out * ramp(off, 0.0, 5.0) * sine(turn) - 0.8 * swell * sine(spot.turn)),
            2.0 * out * sine(turn + 0.3),
        )
    }

    /// The mantle squeezes and shoots ahead while the arms close and trail; then it fills, and they
    /// open. The whole of the arms sways; fins beat.
    pub(super) fn squid(&self, spot: Spot) -> (f32, f32) {
        let Some(axis) = &self.axis else { return (0.0, 0.0) };
        let (along, aside) = axis.at(spot.index);
        let side = if aside < 0.0 { -1.0 } else { 1.0 };
        let limb = self.limb(spot).filter(|_| spot.part != Part::Body);
        if let Some((_, limb, out)) = limb
            && along < 0.5
        {
            let (_, root) = axis.at_place(limb.middle);
            let fin_side = if root < 0.0 { -1.0 } else { 1.0 };
            let flap = fin_side * 1.7 * out * sine(spot.turn - 0.25 * out);
            return axis.turned(0.7 * out * sine(spot.turn - 0.3), flap);
        }
        let arms = ramp(along, 0.5, 1.0);
        let mantle = ramp(along, 0.6, 0.45) * ramp(aside.abs(), 1.5, 5.0);
        let squeeze = ramp(sine(spot.turn), -0.2, 1.0);
        let sway = 1.9 * arms * sine(spot.turn - 0.35 * arms);
        let open = 1.2 * arms * ramp(aside.abs(), 0.0, 2.0) * sine(spot.turn + 0.4);
        let trail = 1.0 * arms * sine(spot.turn - 0.1);
        axis.turned(trail, sway + side * (open - 0.8 * mantle * squeeze))
    }

    /// The shell rocks, the tentacles below the hood wiggle.
    pub(super) fn nautilus(&self, spot: Spot) -> (f32, f32) {
        let (cx, cy) = self.body.centre;
        if let Some((number, limb, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb)
            && limb.middle.0 < cx
        {
            let lag = spot.turn - 0.35 * out + 0.2 * self.whim(number);
            return (0.8 * out * cosine(lag), 1.6 * out * sine(lag));
        }
        // Tentacles that are one with the head.
        let arms = ramp(spot.back, 0.3, 0.0) * ramp(spot.y, cy, cy + 5.0);
        let rock = ramp(1.0 - spot.down, 0.35, 1.0);
        (1.2 * rock * sine(spot.turn - 0.2), 1.5 * arms * sine(spot.turn + 0.25 - 0.3 * arms))
    }
}
