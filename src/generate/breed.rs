//! Breeding: a child of one or two sprites, and of the part of the canvas that is left to chance.

use super::{Brief, SpriteRequest, seam::Seam};
use crate::sprite::{
    Hint, HintPlane, Labels, Mask, PIXELS, Prompt, Sampling, Sprite, TRANSPARENT, noise,
};

/// Keeps the noise that chooses what is shown apart from the noise that sprites grow from.
const SHOWN_NOISE: u64 = 0x6272_6565;

/// Share of B's pixels behind the seam that are locked at the middle strength, so that B's colours
/// are there before the model chooses any.
const SEEDS: f32 = 0.25;

/// One or two parents and how they are crossed.
///
/// Outside the mask a child has A's pixels, to the last one. Inside it the model draws, guided by
/// B as far as the strength says; without B it draws what may belong to the rest of A. What
/// a child needs of its parents is in its hints, so its recipe stands alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Cross {
    /// The parent that stays as it is outside the mask.
    pub a: Sprite,
    /// The parent that prevails inside the mask, if there is one.
    pub b: Option<Sprite>,
    /// Where the model draws anew.
    pub mask: Mask,
    /// From "A varied" (0) to "B fitted in" (1).
    ///
    /// At 0 the model is shown nothing of B. Up to about a half it is shown more and more of B's
    /// pixels as advice, gets B's outline, and some of B's pixels are locked, which brings B's
    /// colours in. From there on more and more of B is locked, from the middle outwards, and of A
    /// before the line where the two agree best, until at 1 nothing is left to the model but
    /// the pixels along that line where they do not.
    pub strength: f32,
    /// Whether children keep A's outline inside the mask too: what is transparent there stays so,
    /// and what is not gets a new colour.
    pub keeps_outline: bool,
    /// What the children should be.
    pub prompt: Prompt,
    /// Settings of the sampler.
    pub sampling: Sampling,
}

/// How far B is used at some strength; all are shares.
struct Means {
    /// Of B's pixels that the model is shown.
    advice: f32,
    /// Of the pixels behind the seam that have B's outline.
    outline: f32,
    /// Of B's pixels behind the seam that are locked here and there.
    seeds: f32,
    /// Of what can be locked as a whole.
    locked: f32,
}

impl Means {
    fn at(strength: f32) -> Self {
        let strength = dial(strength);
        let between = |from: f32, to: f32| ((strength - from) / (to - from)).clamp(0.0, 1.0);
        Self {
            advice: between(0.0, 0.5),
            outline: between(0.25, 0.5),
            seeds: SEEDS * between(0.0, 0.5),
            locked: between(0.5, 1.0),
        }
    }
}

/// How far each quarter of the dial goes, so that a child has about as much more of B at each.
/// Measured with `examples/breeding.rs`.
const DIAL: [f32; 5] = [0.0, 0.355, 0.41, 0.67, 1.0];

/// How far to go at a strength.
fn dial(strength: f32) -> f32 {
    let quarters = (strength * 4.0).clamp(0.0, 4.0);
    let below = (quarters as usize).min(3);
    let (from, to) = (DIAL[below], DIAL[below + 1]);
    from + (to - from) * (quarters - below as f32)
}

/// What a child takes of one pixel of B.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    /// Nothing, or advice.
    Free,
    /// Whether there is a colour.
    Outline,
    /// The pixel.
    Locked,
}

impl Cross {
    /// The strength at which both parents can be seen in a child.
    pub const STRENGTH: f32 = 0.5;

    /// The labels to ask for where nothing else is wanted: A's, or from the middle strength on,
    /// where B is of another category, B's. (Outside the mask the model draws nothing, so these
    /// are the labels of what is inside.)
    #[must_use]
    pub fn labels(a: Labels, b: Option<Labels>, strength: f32) -> Labels {
        let is_other = |b: &Labels| b.category.is_some() && b.category != a.category;
        b.filter(is_other).filter(|_| Self::STRENGTH <= strength).unwrap_or(a)
    }

    /// The hints of one child. Which of B's pixels are shown and which are locked is a function of
    /// seed, variant and pixel, and a greater strength shows and locks these and more.
    #[must_use]
    pub fn hints(&self, seed: u64, variant: u32) -> HintPlane {
        let mut hints = HintPlane::keeping(&self.a, &self.mask.inverted());
        let masked = (0..PIXELS).filter(|&pixel| self.mask.contains_index(pixel));
        let Some(b) = &self.b else {
            masked.for_each(|pixel| self.hint(&mut hints, pixel, None, Share::Free));
            return hints;
        };
        let key = noise::mix(noise::mix(seed ^ SHOWN_NOISE) ^ u64::from(variant));
        let (means, seam) =
            (Means::at(self.strength), Seam::new((&self.a, b), &self.mask, noise::mix(key)));
        let n_outlined = means.outline * seam.n_behind as f32;
        let n_locked = means.locked * seam.n_lockable as f32;
        for pixel in masked {
            let (colour, rank) = (b.pixels()[pixel], seam.rank(pixel));
            let chance = noise::unit(key, pixel as u64);
            if seam.is_kept(pixel) {
                // A goes on here, and the surer the more of B is locked.
                let is_locked = !seam.is_open(pixel) && chance < f64::from(means.locked);
                let is_shown = is_locked || chance < f64::from(means.advice);
                let shown = is_shown.then_some(self.a.pixels()[pixel]);
                let share = if is_locked { Share::Locked } else { Share::Free };
                self.hint(&mut hints, pixel, shown, share);
                continue;
            }
            // Where A is transparent and B's outline is not there yet, a pixel would hang alone.
            let has_body = self.a.pixels()[pixel] != TRANSPARENT || (rank as f32) < n_outlined;
            let is_seed = rank < seam.n_behind
                && has_body
                && colour != TRANSPARENT
                && chance < f64::from(means.seeds);
            let share = match rank as f32 {
                _ if is_seed => Share::Locked,
                rank if rank < n_locked => Share::Locked,
                rank if rank < n_outlined => Share::Outline,
                _ => Share::Free,
            };
            let is_shown = share == Share::Locked || chance < f64::from(means.advice);
            let is_shown = is_shown || colour == TRANSPARENT && share == Share::Outline;
            self.hint(&mut hints, pixel, is_shown.then_some(colour), share);
        }
        hints
    }

    /// Writes down what is known of one masked pixel, of which this colour of B is shown.
    fn hint(&self, hints: &mut HintPlane, pixel: usize, shown: Option<u8>, share: Share) {
        let is_empty = shown == Some(TRANSPARENT);
        match (self.keeps_outline, shown) {
            (true, _) if self.a.pixels()[pixel] == TRANSPARENT => {
                hints.set(pixel, Hint::Colour(TRANSPARENT), true);
            }
            (_, Some(colour)) if share == Share::Locked && !(self.keeps_outline && is_empty) => {
                hints.set(pixel, Hint::Colour(colour), true);
            }
            (true, Some(colour)) => hints.advise_opaque(pixel, colour),
            (true, None) => hints.set(pixel, Hint::Opaque, true),
            (false, Some(colour)) if share == Share::Outline && is_empty => {
                hints.set(pixel, Hint::Colour(colour), true);
            }
            (false, Some(colour)) if share == Share::Outline => hints.advise_opaque(pixel, colour),
            (false, None) if share == Share::Outline => hints.set(pixel, Hint::Opaque, true),
            (false, Some(colour)) => hints.set(pixel, Hint::Colour(colour), false),
            (false, None) => {}
        }
    }

    /// Variant `variant` of the children that `seed` has.
    #[must_use]
    pub fn request(&self, seed: u64, variant: u32) -> SpriteRequest {
        let brief = Brief { hints: Some(self.hints(seed, variant)), ..self.prompt.into() };
        SpriteRequest {
            parents: std::iter::once(&self.a).chain(&self.b).map(Sprite::content_hash).collect(),
            ..SpriteRequest::new(brief, seed, variant, self.sampling)
        }
    }

    /// The first `count` children of a seed.
    #[must_use]
    pub fn requests(&self, seed: u64, count: u32) -> Vec<SpriteRequest> {
        (0..count).map(|variant| self.request(seed, variant)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        generate::reference::{Random, tiny_generator},
        sprite::Recipe,
    };

    fn cross(parents: u64, mask: Mask, strength: f32) -> Cross {
        let mut random = Random(parents);
        Cross {
            a: random.sprite(),
            b: Some(random.sprite()),
            mask,
            strength,
            keeps_outline: false,
            prompt: Prompt::cell(0, 3),
            sampling: Sampling::default(),
        }
    }

    fn any_mask() -> impl Strategy<Value = Mask> {
        let rolled = (any::<u64>(), 0.0_f32..1.0).prop_map(|(seed, share)| {
            // From sparse dots to a single gap.
            Mask::random(seed, share)
        });
        let corner = || (0..32_i32, 0..32_i32);
        let ruled = (corner(), corner()).prop_map(|(a, b)| Mask::rectangle(a, b));
        prop_oneof![rolled, ruled, Just(Mask::NONE), Just(Mask::ALL)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn outside_the_mask_a_stays_to_the_last_pixel(
            mask in any_mask(), strength in 0.0_f32..=1.0, parents in any::<u64>(),
            seed in any::<u64>(),
        ) {
            let cross = cross(parents, mask, strength);
            let child = tiny_generator().generate(&cross.request(seed, 0));
            for pixel in (0..PIXELS).filter(|&pixel| !mask.contains_index(pixel)) {
                prop_assert_eq!(child.pixels()[pixel], cross.a.pixels()[pixel]);
            }
        }
    }

    proptest! {
        #[test]
        fn hints_lock_a_outside_and_are_of_b_inside(
            mask in any_mask(), strength in 0.0_f32..=1.0, seed in any::<u64>(),
            keeps_outline in any::<bool>(),
        ) {
            let cross = Cross { keeps_outline, ..cross(5, mask, strength) };
            let hints = cross.hints(seed, 2);
            let b = cross.b.clone().unwrap();
            for pixel in 0..PIXELS {
                let (a, b) = (cross.a.pixels()[pixel], b.pixels()[pixel]);
                let (hint, is_locked) = hints.at(pixel);
                if !mask.contains_index(pixel) {
                    prop_assert_eq!((hint, is_locked), (Hint::Colour(a), true));
                    continue;
                }
                let is_of_a = keeps_outline && a == TRANSPARENT;
                match hint {
                    Hint::Colour(TRANSPARENT) if is_of_a => prop_assert!(is_locked),
                    Hint::Colour(colour) => prop_assert!([a, b].contains(&colour)),
                    Hint::Opaque => prop_assert!(is_locked && (keeps_outline || b != TRANSPARENT)),
                    Hint::Unknown => prop_assert!(!keeps_outline),
                }
            }
            prop_assert_eq!(hints, cross.hints(seed, 2));
        }

        #[test]
        fn more_strength_shows_and_locks_more(
            mask in any_mask(), weak in 0.0_f32..=1.0, more in 0.0_f32..=1.0, seed in any::<u64>(),
        ) {
            let hints = |strength: f32| cross(5, mask, strength).hints(seed, 1);
            let (few, many) = (hints(weak), hints((weak + more).min(1.0)));
            for pixel in 0..PIXELS {
                prop_assert!(few.given(pixel).is_none() || few.given(pixel) == many.given(pixel));
                prop_assert!(!few.must_be_opaque(pixel) || many.must_be_opaque(pixel)
                    || many.given(pixel).is_some_and(|colour| colour != TRANSPARENT));
                prop_assert!(few.at(pixel).0 == Hint::Unknown || many.at(pixel).0 != Hint::Unknown);
            }
        }

        #[test]
        fn at_full_strength_most_of_b_stays(mask in any_mask(), seed in any::<u64>()) {
            let cross = cross(5, mask, 1.0);
            let hints = cross.hints(seed, 0);
            let masked = (0..PIXELS).filter(|&pixel| mask.contains_index(pixel));
            let locked = masked.filter(|&pixel| hints.given(pixel).is_some()).count();
            prop_assert!(locked as f32 >= 0.59 * mask.count() as f32 - 1.0);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_outline_is_kept_whatever_is_advised(
            mask in any_mask(), strength in 0.0_f32..=1.0, parents in any::<u64>(),
            seed in any::<u64>(), is_alone in any::<bool>(),
        ) {
            let mut cross = Cross { keeps_outline: true, ..cross(parents, mask, strength) };
            cross.b = cross.b.filter(|_| !is_alone);
            let child = tiny_generator().generate(&cross.request(seed, 0));
            for (kept, new) in cross.a.pixels().iter().zip(child.pixels()) {
                prop_assert_eq!(*kept == TRANSPARENT, *new == TRANSPARENT);
            }
        }
    }

    #[test]
    fn one_parent_is_enough() {
        let both = cross(5, Mask::ALL, 0.5);
        let alone = Cross { b: None, ..both.clone() };
        assert!(alone.hints(9, 1).is_blank(), "nothing is kept, and nothing is advised");
        assert_eq!(alone.request(9, 1).parents, [both.a.content_hash()]);
        let half = Cross { mask: Mask::rectangle((0, 0), (15, 31)), ..alone };
        let generator = tiny_generator();
        let children = generator.generate_batch(&half.requests(3, 2));
        assert_ne!(children[0], children[1]);
    }

    #[test]
    fn labels_are_bs_from_the_middle_on_where_categories_differ() {
        let (a, b) = (Labels::cell(0, 3), Labels::cell(4, 1));
        for (strength, expected) in [(0.0, a), (0.49, a), (0.5, b), (1.0, b), (f32::NAN, a)] {
            assert_eq!(Cross::labels(a, Some(b), strength), expected, "{strength}");
            assert_eq!(Cross::labels(a, None, strength), a);
            assert_eq!(Cross::labels(a, Some(Labels::cell(4, 3)), strength), a, "same category");
            assert_eq!(Cross::labels(a, Some(Labels::default()), strength), a, "unknown");
        }
    }

    #[test]
    fn strength_goes_from_nothing_of_b_to_all_of_it() {
        let at = |strength| cross(5, Mask::ALL, strength).hints(9, 1);
        let known = |hints: &HintPlane| -> Vec<usize> {
            (0..PIXELS).filter(|&pixel| hints.at(pixel).0 != Hint::Unknown).collect()
        };
        let locked = |hints: &HintPlane| {
            (0..PIXELS)
                .filter(|&p| hints.given(p).is_some_and(|colour| colour != TRANSPARENT))
                .count()
        };
        let all = cross(5, Mask::ALL, 0.0)
            .b
            .unwrap()
            .pixels()
            .iter()
            .filter(|&&c| c != TRANSPARENT)
            .count();
        assert!(at(0.0).is_blank() && at(f32::NAN).is_blank());
        // Nothing of A is left, so there is no seam: all of B is locked.
        assert_eq!((known(&at(1.0)).len(), locked(&at(1.0))), (PIXELS, all));
        let weak = known(&at(0.2)).len();
        assert!((540..690).contains(&weak), "{weak}");
        let half = known(&at(0.5)).len();
        assert!((880..PIXELS).contains(&half), "{half}");
        let (seeds, most) = (locked(&at(0.5)), locked(&at(0.9)));
        assert!((all / 6..all / 3).contains(&seeds), "{seeds} of {all}");
        assert!((all * 2 / 3..all * 19 / 20).contains(&most), "{most} of {all}");
        assert_ne!(
            known(&at(0.2)),
            known(&cross(5, Mask::ALL, 0.2).hints(9, 2)),
            "children differ"
        );
    }

    #[test]
    fn a_recipe_makes_the_child_again_without_its_parents() {
        let generator = tiny_generator();
        let mask = Mask::random(3, Mask::RANDOM_SHARE);
        let cross = cross(7, mask, Cross::STRENGTH);
        let requests = cross.requests(11, 3);
        let children = generator.generate_batch(&requests);
        assert_ne!(children[0], children[1]);
        for (request, child) in requests.iter().zip(&children) {
            let json = generator.recipe(request, child).to_json();
            let recipe = Recipe::from_json(&json).unwrap();
            assert_eq!(recipe.parents, request.parents);
            assert_eq!(recipe.parents.len(), 2);
            let mut again =
                SpriteRequest::new(cross.prompt, recipe.seed, recipe.variant, recipe.sampling);
            again.brief.hints.clone_from(&recipe.hints);
            assert!(recipe.describes(&generator.generate(&again)));
        }
        let grandchild = Cross { b: Some(children[0].clone()), ..cross.clone() }.request(11, 0);
        assert_eq!(grandchild.parents[1], children[0].content_hash());
    }
}
