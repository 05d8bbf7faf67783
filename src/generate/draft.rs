//! Guesses pixels before the network is asked, and says how far that is worth while.
//!
//! A wrong guess costs time and nothing else: the network and the sampler have the last word.

use crate::sprite::{Hint, HintPlane, PIXELS, SIDE, TRANSPARENT, index_of};

/// How far a sprite is guessed ahead.
#[derive(Clone, Copy, Debug)]
pub(super) struct DraftLimits {
    /// The most slots of pixels in a run.
    pub(super) max_run: usize,
    /// How likely all guesses that a slot rests on must be together for it to be computed.
    pub(super) min_confidence: f32,
}

/// What is left for the run that is being planned.
pub(super) struct DraftBudget {
    draft_limits: DraftLimits,
    n_slots: usize,
    confidence: f32,
}

impl DraftLimits {
    pub(super) fn start(self) -> DraftBudget {
        DraftBudget { draft_limits: self, n_slots: 0, confidence: 1.0 }
    }
}

impl DraftBudget {
    /// Whether one more slot may be computed. The first rests on no guess and always may.
    pub(super) fn allows_more(&self) -> bool {
        let DraftLimits { max_run, min_confidence } = self.draft_limits;
        self.n_slots == 0 || self.n_slots < max_run && self.confidence >= min_confidence
    }

    /// Counts a slot, on whose guess the next ones rest.
    pub(super) fn spend(&mut self, guess: Draft) {
        self.n_slots += 1;
        self.confidence *= guess.confidence;
    }
}

/// The likeliest colour of a pixel, and about how likely it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft {
    pub(super) colour: u8,
    pub(super) confidence: f32,
}

impl Draft {
    /// Continues what lies left and above. Only pixels before `pixel` are read.
    pub(super) fn new(
        pixels: &[u8; PIXELS],
        pixel: usize,
        is_skipped: bool,
        hints: Option<&HintPlane>,
    ) -> Self {
        if let Some(Hint::Colour(colour)) = hints.map(|hints| hints.at(pixel).0) {
            return Self { colour, confidence: OF_HINT };
        }
        if is_skipped {
            return Self { colour: TRANSPARENT, confidence: OF_SKIPPED };
        }
        let (x, y) = ((pixel % SIDE) as i32, (pixel / SIDE) as i32);
        let at = |dx, dy| index_of(x + dx, y + dy).map_or(TRANSPARENT, |index| pixels[index]);
        let (left, up_left, up, up_right) = (at(-1, 0), at(-1, -1), at(0, -1), at(1, -1));
        let colour = if left == up_left { up } else { left };
        let edges = [left != up_left, up_left != up, up != up_right];
        let pattern = edges.iter().rev().fold(0, |bits, edge| bits << 1 | usize::from(*edge));
        Self { colour, confidence: OF_PATTERN[usize::from(colour != TRANSPARENT)][pattern] }
    }
}

/// How often guesses were right on the grid of seed 0: where a slot is skipped, and elsewhere for
/// transparent guesses and others, by which neighbours differ (1: left from up-left, 2: up-left
/// from up, 4: up from up-right). Of hints it is assumed.
const OF_HINT: f32 = 0.95;
const OF_SKIPPED: f32 = 0.995;
const OF_PATTERN: [[f32; 8]; 2] = [
    [0.97, 0.95, 0.91, 0.63, 0.79, 0.83, 0.81, 0.26],
    [0.94, 0.71, 0.59, 0.42, 0.71, 0.74, 0.64, 0.23],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_continues_what_is_there() {
        let mut pixels = [TRANSPARENT; PIXELS];
        let guess = |pixels: &[u8; PIXELS], hints: Option<&HintPlane>| {
            Draft::new(pixels, 5 * SIDE + 5, false, hints).colour
        };
        // Above lies a stripe of 7 and 9; the row at hand begins with 7.
        (pixels[4 * SIDE + 4], pixels[4 * SIDE + 5], pixels[5 * SIDE + 4]) = (7, 9, 7);
        assert_eq!(guess(&pixels, None), 9);
        pixels[5 * SIDE + 4] = 3;
        assert_eq!(guess(&pixels, None), 3);
        let mut hints = HintPlane::BLANK;
        hints.set(5 * SIDE + 5, Hint::Colour(12), false);
        assert_eq!(guess(&pixels, Some(&hints)), 12);
        assert_eq!(Draft::new(&pixels, 900, true, Some(&hints)).colour, TRANSPARENT);
    }

    #[test]
    fn a_run_ends_with_its_length_or_with_confidence() {
        let length = |draft_limits: DraftLimits, confidence| {
            let mut budget = draft_limits.start();
            let allowed = (0..100).take_while(|_| {
                let allows = budget.allows_more();
                budget.spend(Draft { colour: 0, confidence });
                allows
            });
            allowed.count()
        };
        assert_eq!(length(DraftLimits { max_run: 5, min_confidence: 0.5 }, 1.0), 5);
        assert_eq!(length(DraftLimits { max_run: 99, min_confidence: 0.5 }, 0.8), 4);
        assert_eq!(length(DraftLimits { max_run: 1, min_confidence: 0.0 }, 0.1), 1);
        assert_eq!(length(DraftLimits { max_run: 9, min_confidence: 2.0 }, 0.1), 1);
    }
}
