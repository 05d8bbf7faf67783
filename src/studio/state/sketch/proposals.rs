//! Shapes that the sketch may become, as the shape network sees it.

use super::super::State;
use crate::{
    generate::ShapeRequest,
    sprite::{Mask, Sketch, SketchCell},
    studio::proposals::Proposer,
};

/// Shapes at once.
pub(in crate::studio) const N_SHAPES: u32 = 6;

/// The shapes on show, and what they were asked for.
#[derive(Default)]
pub(in crate::studio) struct Proposals {
    proposer: Option<Proposer>,
    /// Whether the thread could not be started, which is not tried again.
    is_hopeless: bool,
    /// The first of the shapes that were asked for last; the others are its variants.
    asked: Option<ShapeRequest>,
    /// The shapes, in the model's ramps.
    pub(in crate::studio) shapes: Vec<Sketch>,
    /// How often others were asked for.
    round: u64,
    /// The shape that was taken last, and the words then: while nothing else is the sketch and
    /// the words are the same, the others stay on show.
    taken: Option<(Sketch, String)>,
}

/// What is painted stays; where nothing is, anything may come. Where the artist has left cells
/// open, only those are: the others are meant to be empty.
fn beginning(sketch: &Sketch) -> Sketch {
    if (0..crate::sprite::PIXELS).any(|at| sketch.at(at) == SketchCell::Free) {
        return sketch.clone();
    }
    let is_empty = Mask::from_fn(|x, y| {
        crate::sprite::index_of(x, y).is_some_and(|at| sketch.at(at) == SketchCell::Empty)
    });
    sketch.painted(&is_empty, SketchCell::Free)
}

impl State {
    /// Whether the model can propose shapes.
    pub(in crate::studio) fn proposes(&self) -> bool {
        self.generator().is_some_and(crate::generate::Generator::draws_shapes)
    }

    /// Asks for shapes wherever the sketch or its words have changed, and takes in those that
    /// have come. Called while the panel is on show.
    pub(in crate::studio) fn update_proposals(&mut self, wake: impl Fn() + Send + 'static) {
        if !self.proposes() {
            self.proposals.shapes.clear();
            self.proposals.asked = None;
            return;
        }
        let is_taken = |(shape, words): &(Sketch, String)| {
            *shape == self.sketch.sketch && *words == self.sketch.prompt
        };
        if self.proposals.taken.as_ref().is_some_and(is_taken) {
            return;
        }
        let labels = self
            .world()
            .and_then(|world| world.read_words(&self.sketch.prompt).ok())
            .unwrap_or_default();
        let given = beginning(&self.sketch.sketch);
        let seed = self.sketch.seed.unwrap_or(self.settings.seed);
        let seed = seed.wrapping_add(self.proposals.round << 32);
        let asked = ShapeRequest { labels, given, seed, variant: 0 };
        let Some(generator) = self.generator().cloned() else { return };
        let proposals = &mut self.proposals;
        if proposals.proposer.is_none() && !proposals.is_hopeless {
            match Proposer::spawn(wake) {
                Ok(proposer) => proposals.proposer = Some(proposer),
                Err(error) => {
                    proposals.is_hopeless = true;
                    self.toasts.error(format!("No shapes can be proposed: {error}"));
                    return;
                }
            }
        }
        let Some(proposer) = &proposals.proposer else { return };
        if proposals.asked.as_ref() != Some(&asked) {
            let all = (0..N_SHAPES).map(|variant| ShapeRequest { variant, ..asked.clone() });
            proposer.ask(generator, all.collect());
            proposals.asked = Some(asked);
        }
        // Those of a moment ago are better than none while a stroke goes on.
        if let Some(shapes) = proposer.poll() {
            proposals.shapes = shapes;
        }
    }

    /// Others in place of the shapes on show.
    pub(in crate::studio) fn propose_others(&mut self) {
        self.proposals.round += 1;
        self.proposals.taken = None;
    }

    /// Makes a shape the sketch, and draws sprites of it.
    pub(in crate::studio) fn take_shape(&mut self, slot: usize) {
        let Some(shape) = self.proposals.shapes.get(slot).cloned() else { return };
        self.proposals.taken = Some((shape.clone(), self.sketch.prompt.clone()));
        self.set_sketch("Take shape", shape);
        if self.sketch_obstacle().is_none() && !self.sketch.settings.is_live {
            self.draw_variants(false);
        }
    }
}
