//! What stands on a foot and sways, or waits.

use super::{Growth, Mover, Spot, ramp, sine};
use crate::motion::parts::Part;

impl Mover<'_> {
    /// A coral on a stem sways as one, the top farthest and latest. Of a stiff one only the ends
    /// move, as a current passes, and of a block only the polyps.
    pub(super) fn coral(&self, spot: Spot) -> (f32, f32) {
        if spot.part == Part::Foot {
            return (0.0, 0.0);
        }
        let height = 1.0 - spot.down;
        match self.growth {
            Growth::Flexible => {
                let bend = ramp(height, 0.1, 1.0);
                let lag = 0.3 * height + 0.1 * spot.back;
                (1.7 * bend * bend.sqrt() * sine(spot.turn - lag), 0.0)
            }
            Growth::Stiff => {
                let end = ramp(height, 0.5, 0.95);
                (1.25 * end * sine(spot.turn - 0.75 * spot.back - 0.15 * height), 0.0)
            }
            Growth::Massive => {
                let stretch = ramp(sine(spot.turn - 0.9 * spot.back), 0.1, 0.8);
                let top = ramp(height, 0.5, 0.8);
                let inside =
                    self.shimmer(spot, 3) * sine(spot.turn - 0.05 * spot.y - 0.04 * spot.x);
                (inside, -0.85 * top * stretch * (1.0 - self.shimmer(spot, 4)))
            }
        }
    }

    /// 1 for pixels that lie so deep, where something can move without changing the outline.
    pub(super) fn shimmer(&self, spot: Spot, depth: u8) -> f32 {
        let is_deep = self.depths.as_ref().is_some_and(|depths| depth <= depths[spot.index]);
        if is_deep { 1.0 } else { 0.0 }
    }

    /// The stem stands nearly still; tentacles wave one after the other, as a current passes.
    pub(super) fn anemone(&self, spot: Spot) -> (f32, f32) {
        if spot.part == Part::Foot {
            return (0.0, 0.0);
        }
        let height = 1.0 - spot.down;
        let bend = ramp(height, 0.15, 1.0);
        let gust = sine(spot.turn - 0.5 * spot.back - 0.15 * height);
        let whole = 1.2 * bend * gust;
        let Some((number, _, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) else {
            return (whole, 0.0);
        };
        let own = sine(spot.turn - 0.5 * spot.back - 0.3 * out - 0.15 * self.whim(number));
        (whole + 0.9 * out * own, 0.0)
    }

    /// Stands on its stilts: the body leans into the current and back, the tail holds against it,
    /// feelers wave; the feet stay.
    pub(super) fn tripod(&self, spot: Spot) -> (f32, f32) {
        let (_, cy) = self.body.centre;
        let feet = self.body.bottom as f32;
        let lean = 1.15 * ramp(feet - spot.y, 1.0, (feet - cy).max(2.0)) * sine(spot.turn);
        if let Some((number, limb, out)) = self.limb(spot).filter(|_| spot.part == Part::Limb) {
            if limb.bottom as f32 > cy + 2.0 {
                return (lean, 0.0);
            }
            let lag = spot.turn - 0.35 * out + 0.25 * self.whim(number);
            return (lean + 1.5 * out * sine(lag), 0.9 * out * sine(lag + 0.25));
        }
        let swing = ramp(spot.back, 0.6, 1.0);
        (lean, 1.2 * swing * sine(spot.turn - 0.3 * swing))
    }
}
