//! What a sketch adds to the logits before the sampler chooses.
//!
//! Hints alone do not carry a sketch: the network learned to weigh advice of which half is wrong,
//! so it all but ignores colours that are not locked. Adding to the logits of what the sketch asks
//! for leaves eyes, outlines and everything else that the network is sure of as it is, and
//! decides what is open.

use crate::{
    model::vocabulary::COLOURS,
    sprite::{ColourSet, Mask, PIXELS, Palette, Sketch, SketchCell, TRANSPARENT, portable},
};

/// Added to the logits of the colours of a ramp where the sketch asks for it, in nats.
const RAMP: f32 = 4.0;
/// Added to the logit of transparency where the sketch asks for that, and taken off where it
/// asks for a colour.
const SHAPE: f32 = 2.0;
/// The same for arms and gaps of one cell, of which no pixel is locked.
const THIN: f32 = 3.0;

/// The logarithm of the sum of what these are logarithms of.
fn log_sum(logits: &[f32]) -> f32 {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| portable::exp(logit - highest)).sum();
    highest + portable::ln(sum)
}

/// The logits that a sketch prefers.
#[derive(Clone, Debug)]
pub(super) struct SketchBias {
    sketch: Sketch,
    ramps: Vec<ColourSet>,
    /// Where the sketch is thin.
    thin: Mask,
}

impl SketchBias {
    /// The preferences of a sketch of sprites in this palette.
    pub(super) fn new(sketch: &Sketch, palette: &Palette) -> Self {
        let ramps = palette.ramps().iter().map(|ramp| ramp.indices.iter().copied().collect());
        let mut thin = Mask::NONE;
        (0..PIXELS).for_each(|pixel| thin.set_index(pixel, sketch.is_thin(pixel)));
        Self { sketch: sketch.clone(), ramps: ramps.collect(), thin }
    }

    /// The logits of a pixel with what the sketch adds.
    pub(super) fn added(&self, pixel: usize, logits: &[f32; COLOURS]) -> [f32; COLOURS] {
        let mut logits = *logits;
        let cell = if pixel < PIXELS { self.sketch.at(pixel) } else { SketchCell::Free };
        let shape = if self.thin.contains_index(pixel) { THIN } else { SHAPE };
        match cell {
            SketchCell::Free => {}
            SketchCell::Empty => logits[usize::from(TRANSPARENT)] += shape,
            SketchCell::Opaque | SketchCell::Ramp(_) => logits[usize::from(TRANSPARENT)] -= shape,
        }
        if let SketchCell::Ramp(ramp) = cell
            && let Some(colours) = self.ramps.get(usize::from(ramp))
        {
            // How likely a colour is at all stays as it was.
            let before = log_sum(&logits[1..]);
            for colour in colours.iter() {
                logits[usize::from(colour)] += RAMP;
            }
            let shift = log_sum(&logits[1..]) - before;
            logits[1..].iter_mut().for_each(|logit| *logit -= shift);
        }
        logits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        generate::{SpriteRequest, reference::tiny_generator},
        sprite::{Labels, Recipe, SIDE, Sampling},
    };

    /// A block of one ramp on an empty ground, half of which is left open.
    fn block() -> Sketch {
        let ground = Mask::rectangle((0, 0), (31, 23));
        let sketch = Sketch::BLANK.painted(&ground, SketchCell::Empty);
        sketch.painted(&Mask::rectangle((8, 8), (19, 19)), SketchCell::Ramp(3))
    }

    fn is_same(one: &[f32], other: &[f32]) -> bool {
        one.iter().zip(other).all(|(one, other)| one.to_bits() == other.to_bits())
    }

    #[test]
    fn colours_of_the_ramp_gain_and_the_share_of_all_colours_follows_the_shape_alone() {
        let bias = SketchBias::new(&block(), &Palette::ocean());
        let logits = [0.0; COLOURS];
        let probability = |logits: &[f32; COLOURS], colours: &dyn Fn(usize) -> bool| {
            let sum: f32 = logits.iter().map(|logit| logit.exp()).sum();
            (0..COLOURS).filter(|&i| colours(i)).map(|i| logits[i].exp() / sum).sum::<f32>()
        };
        let is_kelp = |colour: usize| (22..29).contains(&colour);
        let is_colour = |colour: usize| colour > 0;
        let inside = bias.added(10 * SIDE + 10, &logits);
        assert!(probability(&inside, &is_kelp) > 0.8);
        let colours = probability(&inside, &is_colour);
        let empty = SketchBias::new(&block().shape_only(), &Palette::ocean());
        let shape_only = empty.added(10 * SIDE + 10, &logits);
        assert!((colours - probability(&shape_only, &is_colour)).abs() < 1e-5);
        assert!((probability(&shape_only, &is_kelp) * 9.0 - colours).abs() < 1e-5);
        let outside = bias.added(0, &logits);
        assert!(probability(&outside, &is_colour) < 0.95 && is_same(&outside[1..], &logits[1..]));
        assert!(is_same(&bias.added(31 * SIDE, &logits), &logits), "free");
        // A ramp that the palette does not have is any colour.
        let far = Sketch::BLANK.painted(&Mask::ALL, SketchCell::Ramp(99));
        let far = SketchBias::new(&far, &Palette::ocean()).added(0, &logits);
        assert!(is_same(&far, &shape_only));
    }

    #[test]
    fn a_sprite_follows_its_sketch_and_its_recipe_draws_it_again() {
        let (generator, sketch) = (tiny_generator(), block());
        let request = SpriteRequest::new(Labels::cell(0, 1), 5, 2, Sampling::default())
            .with_sketch(sketch.clone());
        let sprite = generator.generate(&request);
        let plain = generator.generate(&request.clone().with_sketch(None));
        assert_ne!(sprite, plain);
        // Well inside there is a colour, well outside there is none.
        for (x, y) in [(10, 10), (17, 17), (13, 9)] {
            assert_ne!(sprite.at(x, y), TRANSPARENT);
        }
        for (x, y) in [(0, 0), (25, 3), (3, 18)] {
            assert_eq!(sprite.at(x, y), TRANSPARENT);
        }
        assert!(sketch.overlap(&sprite) > sketch.overlap(&plain));

        let recipe = generator.recipe(&request, &sprite);
        assert_eq!((recipe.sketch.as_deref(), &recipe.hints), (Some(&sketch), &None));
        let read = Recipe::from_json(&recipe.to_json()).unwrap();
        assert_eq!(read, recipe);
        let again = SpriteRequest::new(Labels::cell(0, 1), read.seed, read.variant, read.sampling);
        assert_eq!(
            generator.generate(&again.with_sketch(read.sketch.map(|sketch| *sketch))),
            sprite
        );
        // Recipes from before sketches have none, and a blank one is none.
        let old = recipe.to_json().replace(&format!("\"sketch\":\"{}\",", block().to_text()), "");
        assert_eq!(Recipe::from_json(&old).unwrap().sketch, None);
        let blank = request.with_sketch(Sketch::BLANK);
        assert_eq!(generator.generate(&blank), plain);
        assert_eq!(generator.recipe(&blank, &plain).sketch, None);
    }

    #[test]
    fn thin_arms_are_held_on_to() {
        let arm = Sketch::BLANK.painted(&Mask::ALL, SketchCell::Empty);
        let arm = arm.painted(&Mask::rectangle((8, 8), (19, 9)), SketchCell::Opaque);
        let arm = arm.painted(&Mask::rectangle((8, 14), (19, 25)), SketchCell::Opaque);
        let bias = SketchBias::new(&arm, &Palette::ocean());
        let logits = [0.0; COLOURS];
        let lost = |x: usize, y: usize| bias.added(y * SIDE + x, &logits)[0];
        assert!(lost(10, 8) < lost(10, 14) && lost(10, 14) < 0.0, "arm, edge of the body");
        assert!(lost(0, 0) > 0.0 && is_same(&[lost(7, 8)], &[lost(0, 0)]), "beside the arm");
    }

    #[test]
    fn what_hints_lock_stays_whatever_the_sketch_says() {
        let generator = tiny_generator();
        let drawn =
            generator.generate(&SpriteRequest::new(Labels::default(), 1, 0, Sampling::USUAL));
        let keep = Mask::rectangle((4, 4), (12, 27));
        let hints = crate::sprite::HintPlane::keeping(&drawn, &keep);
        let request = SpriteRequest::new(Labels::default(), 2, 0, Sampling::USUAL)
            .with_hints(hints)
            .with_sketch(block());
        let sprite = generator.generate(&request);
        for pixel in (0..PIXELS).filter(|&pixel| keep.contains_index(pixel)) {
            assert_eq!(sprite.pixels()[pixel], drawn.pixels()[pixel]);
        }
    }
}
