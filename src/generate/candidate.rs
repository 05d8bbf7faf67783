//! One request on its way: drawn once, and again while the critic finds that it is no sprite.

use std::{borrow::Cow, sync::Arc};

use super::{
    Generator, SpriteRequest, decoder::Decoder, sampler::Sampler, sketch_bias::SketchBias,
};
use crate::{
    model::vocabulary::COLOURS,
    sprite::{ENTRIES, PIXELS, SIDE, ScanOrder, Sketch, Sprite},
};

/// A request that is being drawn.
pub(super) struct Candidate<'a> {
    generator: &'a Generator,
    asked: &'a SpriteRequest,
    /// What is drawn of it, this time.
    plan: Plan<'a>,
    order: ScanOrder,
    /// Times that it was drawn to the end.
    n_done: u8,
    sampler: Sampler,
    /// What each colour becomes where not all are wanted.
    table: Option<[u8; ENTRIES]>,
    /// The best so far, and what the critic says of it.
    best: Option<(f32, Drawn)>,
}

/// A complete sprite, and the coarse picture that was drawn for it first.
pub(super) type Drawn = (Sprite, Option<Arc<Sketch>>);

/// What a request comes to once its coarse picture is there.
struct Plan<'a> {
    /// With its sketch among its hints.
    request: Cow<'a, SpriteRequest>,
    /// What the sketch adds to the logits, if there is one.
    bias: Option<SketchBias>,
    /// The coarse picture, if it was drawn first.
    shape: Option<Arc<Sketch>>,
}

impl<'a> Plan<'a> {
    fn new(asked: &'a SpriteRequest, generator: &Generator, attempt: u8) -> Self {
        let palette = generator.palette();
        let shape = generator.shape_of(asked, attempt);
        let request = match asked.with_shape(shape.as_ref()) {
            Cow::Borrowed(asked) => asked.hinted(palette),
            Cow::Owned(asked) => Cow::Owned(asked.hinted(palette).into_owned()),
        };
        let bias = request.brief.sketch().map(|sketch| SketchBias::new(sketch, palette));
        Self { request, bias, shape: shape.map(Arc::new) }
    }
}

impl<'a> Candidate<'a> {
    /// Begins a request as a sprite of a decoder.
    pub(super) fn begin(
        asked: &'a SpriteRequest,
        generator: &'a Generator,
        decoder: &mut Decoder<'_>,
        sprite: usize,
    ) -> Self {
        let plan = Plan::new(asked, generator, 0);
        decoder.begin_request(sprite, &plan.request);
        let sampler = Sampler::new(asked.seed, asked.variant, 0, asked.sampling);
        let order = generator.network().order(plan.request.brief.hints.as_ref());
        let colours = asked.sampling.colours;
        let table = (!colours.is_all()).then(|| generator.palette().narrowed(colours));
        Self { generator, asked, plan, order, n_done: 0, sampler, table, best: None }
    }

    /// The best drawing so far, where it is drawn again; or else what is drawn so far. In the
    /// colours that are wanted.
    pub(super) fn shown(&self, decoder: &Decoder<'_>, sprite: usize) -> Sprite {
        let best = self.best.as_ref().map(|(_, (best, _))| best.clone());
        self.in_wanted_colours(best.unwrap_or_else(|| decoder.state(sprite).sprite()))
    }

    /// Whether the critic has refused what was drawn so far.
    pub(super) fn is_refused(&self) -> bool {
        self.best.is_some()
    }

    /// How many whole drawings the critic has refused.
    pub(super) fn n_refused(&self) -> u8 {
        if self.is_refused() { self.n_done } else { 0 }
    }

    /// The coarse picture that was drawn first for the best of what was refused.
    pub(super) fn refused_shape(&self) -> Option<Arc<Sketch>> {
        self.best.as_ref().and_then(|(_, (_, shape))| shape.clone())
    }

    /// What is locked keeps the colours that it has.
    fn in_wanted_colours(&self, drawn: Sprite) -> Sprite {
        let Some(table) = &self.table else { return drawn };
        let mut sprite = drawn.translated(table);
        let Some(hints) = &self.plan.request.brief.hints else { return sprite };
        for index in 0..PIXELS {
            if let Some(given) = hints.given(index) {
                sprite.set((index % SIDE) as i32, (index / SIDE) as i32, given);
            }
        }
        sprite
    }

    /// The palette index of the pixel that comes at a place in the order of drawing.
    pub(super) fn choose(&self, place: usize, logits: &[f32; COLOURS]) -> u8 {
        let (pixel, hints) = (self.order.index(place), self.plan.request.brief.hints.as_ref());
        match &self.plan.bias {
            Some(bias) => self.sampler.choose(pixel, &bias.added(pixel, logits), hints),
            None => self.sampler.choose(pixel, logits, hints),
        }
    }

    /// Takes what was drawn to the end. Either that is the end of it, or the best of what was
    /// drawn so far; or the critic refuses it, and it is to be drawn [again](Self::again).
    pub(super) fn judge(&mut self, decoder: &Decoder<'_>, sprite: usize) -> Option<Drawn> {
        let drawn = (decoder.state(sprite).sprite(), self.plan.shape.clone());
        let sampling = self.asked.sampling;
        let network = self.generator.network();
        // Skips the critic where there is one attempt only.
        let critic = network.critic.as_ref().filter(|_| sampling.attempts > 1);
        let Some(critic) = critic else { return Some(self.finished(drawn)) };
        let score = critic.score(network.level, self.asked.brief.labels, &drawn.0);
        self.n_done += 1;
        let is_better = self.best.as_ref().is_none_or(|(best, _)| score > *best);
        if is_better {
            self.best = Some((score, drawn));
        }
        if score >= critic.threshold || self.n_done >= sampling.attempts {
            return self.best.take().map(|(_, best)| self.finished(best));
        }
        None
    }

    /// Begins what the critic refused again, with other noise, as a sprite of any decoder.
    pub(super) fn again(&mut self, decoder: &mut Decoder<'_>, sprite: usize) {
        let SpriteRequest { seed, variant, sampling, .. } = *self.asked;
        self.sampler = Sampler::new(seed, variant, self.n_done, sampling);
        if self.plan.shape.is_some() {
            self.plan = Plan::new(self.asked, self.generator, self.n_done);
            self.order = self.generator.network().order(self.plan.request.brief.hints.as_ref());
        }
        decoder.begin_request(sprite, &self.plan.request);
    }

    fn finished(&self, (sprite, shape): Drawn) -> Drawn {
        (self.in_wanted_colours(sprite), shape)
    }
}
