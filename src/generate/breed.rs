//! Breeding: a child of one or two sprites, and of the part of the canvas that is left to chance.

use super::{Brief, SpriteRequest};
use crate::sprite::{Hint, HintPlane, Mask, PIXELS, Prompt, Sampling, Sprite, TRANSPARENT, noise};

/// Keeps the noise that chooses what is shown apart from the noise that sprites grow from.
const SHOWN_NOISE: u64 = 0x6272_6565;

/// One or two parents and how they are crossed.
///
/// Outside the mask a child has A's pixels, to the last one. Inside it the model draws, and is
/// shown some of B's pixels as advice; without B it draws what may belong to the rest of A. What
/// a child needs of its parents is in its hints, so its recipe stands alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Cross {
    /// The parent that stays as it is outside the mask.
    pub a: Sprite,
    /// The parent that is shown inside the mask, if there is one.
    pub b: Option<Sprite>,
    /// Where the model draws anew.
    pub mask: Mask,
    /// Share of B's pixels inside the mask that the model is shown, transparent ones included:
    /// 0 none, 1 all. It was trained on such advice.
    pub strength: f32,
    /// Whether children keep A's outline inside the mask too: what is transparent there stays so,
    /// and what is not gets a new colour.
    pub keeps_outline: bool,
    /// What the children should be.
    pub prompt: Prompt,
    /// Settings of the sampler.
    pub sampling: Sampling,
}

impl Cross {
    /// The strength at which both parents can be seen in a child.
    pub const STRENGTH: f32 = 0.5;

    /// What the model is told for one child. Which of B's pixels are shown is a function of
    /// seed, variant and pixel, and a greater strength shows these and more.
    #[must_use]
    pub fn hints(&self, seed: u64, variant: u32) -> HintPlane {
        let key = noise::mix(noise::mix(seed ^ SHOWN_NOISE) ^ u64::from(variant));
        let mut hints = HintPlane::keeping(&self.a, &self.mask.inverted());
        for pixel in (0..PIXELS).filter(|&pixel| self.mask.contains_index(pixel)) {
            let is_shown = noise::unit(key, pixel as u64) < f64::from(self.strength);
            let advice = self.b.as_ref().filter(|_| is_shown).map(|b| b.pixels()[pixel]);
            match (self.keeps_outline, advice) {
                (false, None) => {}
                (false, Some(colour)) => hints.set(pixel, Hint::Colour(colour), false),
                (true, _) if self.a.pixels()[pixel] == TRANSPARENT => {
                    hints.set(pixel, Hint::Colour(TRANSPARENT), true);
                }
                (true, None) => hints.set(pixel, Hint::Opaque, true),
                (true, Some(colour)) => hints.advise_opaque(pixel, colour),
            }
        }
        hints
    }

    /// Variant `variant` of the children that `seed` has.
    #[must_use]
    pub fn request(&self, seed: u64, variant: u32) -> SpriteRequest {
        let brief = Brief { labels: self.prompt, hints: Some(self.hints(seed, variant)) };
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
        fn hints_lock_a_outside_and_show_b_inside(
            mask in any_mask(), strength in 0.0_f32..=1.0, seed in any::<u64>(),
        ) {
            let cross = cross(5, mask, strength);
            let hints = cross.hints(seed, 2);
            for pixel in 0..PIXELS {
                let b = cross.b.as_ref().map(|b| b.pixels()[pixel]);
                let a = cross.a.pixels()[pixel];
                match hints.at(pixel) {
                    (Hint::Colour(colour), true) => {
                        prop_assert!(!mask.contains_index(pixel) && colour == a);
                    }
                    (Hint::Colour(colour), false) => {
                        prop_assert!(mask.contains_index(pixel) && Some(colour) == b);
                    }
                    (other, _) => {
                        prop_assert!(mask.contains_index(pixel) && other == Hint::Unknown);
                    }
                }
            }
            prop_assert_eq!(hints, cross.hints(seed, 2));
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
        assert!(alone.hints(9, 1).is_blank(), "nothing is kept, and nobody advises");
        assert_eq!(alone.request(9, 1).parents, [both.a.content_hash()]);
        let half = Cross { mask: Mask::rectangle((0, 0), (15, 31)), ..alone };
        let generator = tiny_generator();
        let children = generator.generate_batch(&half.requests(3, 2));
        assert_ne!(children[0], children[1]);
    }

    fn shown(hints: &HintPlane) -> Vec<usize> {
        (0..PIXELS).filter(|&p| matches!(hints.at(p), (Hint::Colour(_), false))).collect()
    }

    #[test]
    fn strength_is_the_share_that_is_shown() {
        let at = |strength| cross(5, Mask::ALL, strength).hints(9, 1);
        assert!(shown(&at(0.0)).is_empty() && at(0.0).is_blank());
        assert_eq!(shown(&at(1.0)).len(), PIXELS);
        assert_eq!(shown(&at(f32::NAN)).len(), 0);
        let (some, more) = (shown(&at(0.3)), shown(&at(0.6)));
        assert!((250..370).contains(&some.len()), "{}", some.len());
        assert!(some.iter().all(|pixel| more.contains(pixel)), "more strength shows more");
        assert_ne!(some, shown(&cross(5, Mask::ALL, 0.3).hints(9, 2)), "children differ");
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
