//! One request on its way: drawn once, and again while the critic finds that it is no sprite.

use std::borrow::Cow;

use super::{
    Generator, SpriteRequest, decoder::Decoder, network::Network, sampler::Sampler,
    sketch_bias::SketchBias,
};
use crate::{
    model::vocabulary::COLOURS,
    sprite::{ENTRIES, PIXELS, SIDE, ScanOrder, Sprite},
};

/// A request that is being drawn.
pub(super) struct Candidate<'a> {
    /// With its sketch among its hints.
    request: Cow<'a, SpriteRequest>,
    /// What the sketch adds to the logits, if there is one.
    bias: Option<SketchBias>,
    network: &'a Network,
    order: ScanOrder,
    /// Times that it was drawn to the end.
    n_done: u8,
    sampler: Sampler,
    /// What each colour becomes where not all are wanted.
    table: Option<[u8; ENTRIES]>,
    /// The best so far, and what the critic says of it.
    best: Option<(f32, Sprite)>,
}

impl<'a> Candidate<'a> {
    /// Begins a request as a sprite of a decoder.
    pub(super) fn begin(
        request: &'a SpriteRequest,
        generator: &'a Generator,
        decoder: &mut Decoder<'_>,
        sprite: usize,
    ) -> Self {
        let request = request.hinted(generator.palette());
        decoder.begin_request(sprite, &request);
        let sketch = request.brief.sketch();
        let bias = sketch.map(|sketch| SketchBias::new(sketch, generator.palette()));
        let network = generator.network();
        let sampler = Sampler::new(request.seed, request.variant, 0, request.sampling);
        let order = network.order(request.brief.hints.as_ref());
        let colours = request.sampling.colours;
        let table = (!colours.is_all()).then(|| generator.palette().narrowed(colours));
        Self { request, bias, network, order, n_done: 0, sampler, table, best: None }
    }

    /// What is drawn so far, in the colours that are wanted.
    pub(super) fn shown(&self, decoder: &Decoder<'_>, sprite: usize) -> Sprite {
        self.in_wanted_colours(decoder.state(sprite).sprite())
    }

    /// What is locked keeps the colours that it has.
    fn in_wanted_colours(&self, drawn: Sprite) -> Sprite {
        let Some(table) = &self.table else { return drawn };
        let mut sprite = drawn.translated(table);
        let Some(hints) = &self.request.brief.hints else { return sprite };
        for index in 0..PIXELS {
            if let Some(given) = hints.given(index) {
                sprite.set((index % SIDE) as i32, (index / SIDE) as i32, given);
            }
        }
        sprite
    }

    /// The palette index of the pixel that comes at a place in the order of drawing.
    pub(super) fn choose(&self, place: usize, logits: &[f32; COLOURS]) -> u8 {
        let (pixel, hints) = (self.order.index(place), self.request.brief.hints.as_ref());
        match &self.bias {
            Some(bias) => self.sampler.choose(pixel, &bias.added(pixel, logits), hints),
            None => self.sampler.choose(pixel, logits, hints),
        }
    }

    /// Takes what was drawn to the end. Either that is the end of it, or the best of what was
    /// drawn so far; or it is begun again, with other noise, and there is nothing yet.
    pub(super) fn accept_or_retry(
        &mut self,
        decoder: &mut Decoder<'_>,
        sprite: usize,
    ) -> Option<Sprite> {
        let drawn = decoder.state(sprite).sprite();
        let attempts = self.request.sampling.attempts;
        // Skips the critic where there is one attempt only.
        let critic = self.network.critic.as_ref().filter(|_| attempts > 1);
        let Some(critic) = critic else { return Some(self.in_wanted_colours(drawn)) };
        let score = critic.score(self.network.level, self.request.brief.labels, &drawn);
        self.n_done += 1;
        let is_better = self.best.as_ref().is_none_or(|(best, _)| score > *best);
        if is_better {
            self.best = Some((score, drawn));
        }
        if score >= critic.threshold || self.n_done >= attempts {
            return self.best.take().map(|(_, best)| self.in_wanted_colours(best));
        }
        let SpriteRequest { seed, variant, sampling, .. } = *self.request.as_ref();
        self.sampler = Sampler::new(seed, variant, self.n_done, sampling);
        decoder.begin_request(sprite, &self.request);
        None
    }
}
