//! What stands on a foot and sways.

use super::{Mover, Spot, ramp, sine};
use crate::motion::parts::Part;

impl Mover<'_> {
    /// Sways as one, the top farthest and latest.
    pub(super) fn coral(spot: Spot) -> (f32, f32) {
        if spot.part == Part::Foot {
            return (0.0, 0.0);
        }
        let height = 1.0 - spot.down;
        let bend = ramp(height, 0.1, 1.0);
        (1.7 * bend * bend.sqrt() * sine(spot.turn - 0.3 * height - 0.1 * spot.back), 0.0)
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
}
