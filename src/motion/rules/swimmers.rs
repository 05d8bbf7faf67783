//! Fish and what swims like them.

use super::{Mover, Spot, cosine, ramp, sine};
use crate::motion::parts::Part;

impl Mover<'_> {
    /// A wave that grows from head to tail; the tail fin turns away and back; fins lag behind.
    pub(super) fn fish(&self, spot: Spot) -> (f32, f32) {
        let swing = ramp(spot.back, 0.3, 1.0);
        let lag = spot.turn - 0.45 * swing;
        let dy = 1.9 * swing * swing * sine(lag);
        let dx = match spot.part {
            // Seen from the side, a tail that turns away is shorter.
            Part::Tail => {
                let out = self.limb(spot).map_or(1.0, |(_, _, out)| out);
                -1.1 * ramp(out, 0.1, 0.8) * (0.5 - 0.5 * cosine(2.0 * (spot.turn - 0.1)))
            }
            Part::Fin => self.trailing_fin(spot),
            // Tall fins that are one with the body: their tips lag behind.
            _ => {
                let (_, cy) = self.body.centre;
                let above = cy - self.body.top as f32;
                let below = self.body.bottom as f32 - cy;
                let tall = ((cy - spot.y) / above).max((spot.y - cy) / below);
                1.3 * ramp(tall, 0.55, 1.0) * sine(spot.turn - 0.3 - 0.2 * tall)
            }
        };
        let (lure_x, lure_y) = self.lure(spot);
        (dx + lure_x, dy + lure_y)
    }

    /// A fin follows the stroke late, most at its tip.
    fn trailing_fin(&self, spot: Spot) -> f32 {
        let Some((number, _, out)) = self.limb(spot) else { return 0.0 };
        1.3 * out * sine(spot.turn - 0.2 - 0.08 * self.whim(number) - 0.25 * out)
    }

    /// Rods and feelers on a swimmer swing at their tips.
    fn lure(&self, spot: Spot) -> (f32, f32) {
        match self.limb(spot).filter(|_| spot.part == Part::Limb) {
            Some((number, _, out)) => {
                let turn = spot.turn + 0.3 * self.whim(number);
                (1.5 * out * sine(turn - 0.3 * out), 1.2 * out * sine(turn + 0.25 - 0.3 * out))
            }
            None => (0.0, 0.0),
        }
    }

    /// A fish whose jaw falls open and shuts.
    pub(super) fn angler(&self, spot: Spot) -> (f32, f32) {
        if spot.part != Part::Jaw {
            return self.fish(spot);
        }
        let open = ramp(sine(spot.turn + 0.1), -0.2, 0.8);
        (0.0, self.hinge(spot) * open)
    }

    /// How far a jaw falls at a pixel of it: the more the farther in front of its hinge.
    fn hinge(&self, spot: Spot) -> f32 {
        let reach = self.jaw.map_or(8.0, |(front, hinge)| (hinge - front).clamp(2.0, 8.0));
        let hinge = self.jaw.map_or(self.body.left as f32 + 13.0, |(_, hinge)| hinge + 1.0);
        1.5 * ramp(hinge - spot.x, 0.0, reach)
    }

    /// A fish that stays where it is: fins and the end of the tail alone.
    pub(super) fn hovering(&self, spot: Spot) -> (f32, f32) {
        let (lure_x, lure_y) = self.lure(spot);
        match spot.part {
            Part::Tail => {
                let out = self.limb(spot).map_or(1.0, |(_, _, out)| out);
                (0.0, 1.2 * out * sine(spot.turn - 0.3 * out))
            }
            Part::Fin => (self.trailing_fin(spot), 0.0),
            Part::Jaw => (0.0, 0.75 * self.hinge(spot) * ramp(sine(spot.turn), -0.2, 0.8)),
            _ if self.plan == super::BodyPlan::Turtle => {
                let (dx, dy) = self.turtle(spot);
                (dx * 0.6, dy * 0.6)
            }
            _ => {
                let swing = ramp(spot.back, 0.5, 1.0);
                (lure_x, lure_y + 0.8 * swing * sine(spot.turn - 0.2))
            }
        }
    }

    /// A wave along the whole body that moves each place across its own direction, also where the
    /// body bends back on itself.
    pub(super) fn eel(&self, spot: Spot) -> (f32, f32) {
        let (along, (nx, ny)) =
            self.ribbon.as_ref().map_or((spot.back, (0.0, 1.0)), |ribbon| ribbon.at(spot.index));
        let swing = 0.4 + 0.6 * ramp(along, 0.1, 0.55);
        let wave = 2.2 * swing * sine(spot.turn - 1.15 * along);
        (nx * wave, ny * wave)
    }

    /// Wings that beat: seen from above their tips come nearer to the body, and trail.
    pub(super) fn ray(&self, spot: Spot) -> (f32, f32) {
        let (_, cy) = self.body.centre;
        let half = ((self.body.bottom - self.body.top) as f32 / 2.0).max(1.0);
        let wing = ramp(((spot.y - cy) / half).abs(), 0.25, 1.0);
        let beat = sine(spot.turn - 0.3 * spot.back);
        let side = if spot.y < cy { 1.0 } else { -1.0 };
        let whip = ramp(spot.back, 0.7, 1.0) * (1.0 - wing);
        (
            1.6 * wing * wing * sine(spot.turn - 0.2),
            side * 1.3 * wing * beat + 1.7 * whip * sine(spot.turn - 0.5 * whip),
        )
    }

    /// It rises and sinks; head and tail swing against each other, and the fin on the back whirrs.
    pub(super) fn seahorse(&self, spot: Spot) -> (f32, f32) {
        let head = 1.0 - ramp(spot.down, 0.26, 0.5);
        let tail = ramp(spot.down, 0.52, 1.0);
        let whirr = match self.limb(spot).filter(|_| spot.part == Part::Fin) {
            Some((.., out)) => 1.4 * out * sine(2.0 * spot.turn - 0.3 * out - spot.down),
            None => 0.0,
        };
        let swing =
            2.6 * tail * sine(spot.turn - 0.35 * tail) - 1.3 * head * sine(spot.turn - 0.05);
        (swing + whirr, 0.9 * sine(spot.turn + 0.2))
    }

    /// Flippers that row; the head reaches forward.
    pub(super) fn turtle(&self, spot: Spot) -> (f32, f32) {
        if let Some((number, limb, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) {
            let is_head = limb.middle.1 < self.body.centre.1 + 2.0
                && limb.middle.0 < self.body.centre.0 - 6.0;
            if is_head {
                return (-0.9 * out * sine(spot.turn), 0.6 * out * sine(spot.turn - 0.25));
            }
            // The hind flippers follow the front ones.
            let turn = spot.turn - 0.2 * ramp(limb.middle.0, 12.0, 26.0) - 0.02 * number as f32;
            let lag = turn - 0.12 * out;
            return (2.2 * out * sine(lag), -1.6 * out * ramp(cosine(lag), -0.3, 1.0));
        }
        // Where nothing hangs on the body, as on a manatee, the end of it beats.
        let swing = ramp(spot.back, 0.55, 1.0);
        (0.0, 1.5 * swing * sine(spot.turn - 0.3 * swing))
    }
}
