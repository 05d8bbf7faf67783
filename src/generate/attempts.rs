//! One request on its way: drawn once, and again while the critic finds that it is no sprite.

use super::{SpriteRequest, decoder::Decoder, network::Network, sampler::Sampler};
use crate::{
    model::vocabulary::COLOURS,
    sprite::{Order, Sampling, Sprite},
};

/// A request that is being drawn.
pub(super) struct Attempts<'a> {
    request: &'a SpriteRequest,
    network: &'a Network,
    order: Order,
    /// Times that it was drawn to the end.
    n_done: u8,
    sampler: Sampler,
    /// The best so far, and what the critic says of it.
    best: Option<(f32, Sprite)>,
}

impl<'a> Attempts<'a> {
    /// Begins a request as a sprite of a decoder.
    pub(super) fn begin(
        request: &'a SpriteRequest,
        network: &'a Network,
        decoder: &mut Decoder<'_>,
        sprite: usize,
    ) -> Self {
        decoder.begin_request(sprite, request);
        let sampler = Sampler::new(request.seed, request.variant, 0, request.sampling);
        let order = network.order(request.hints.as_ref());
        Self { request, network, order, n_done: 0, sampler, best: None }
    }

    /// The palette index of the pixel that comes at a place in the order of drawing.
    pub(super) fn choose(&self, place: usize, logits: &[f32; COLOURS]) -> u8 {
        self.sampler.choose(self.order.index(place), logits, self.request.hints.as_ref())
    }

    /// Takes what was drawn to the end. Either that is the end of it, or the best of what was
    /// drawn so far; or it is begun again, with other noise, and there is nothing yet.
    pub(super) fn settle(&mut self, decoder: &mut Decoder<'_>, sprite: usize) -> Option<Sprite> {
        let drawn = decoder.canvas(sprite).sprite();
        let Sampling { attempts, .. } = self.request.sampling.clamped();
        // Where it is drawn once in any case, nobody is asked.
        let critic = self.network.critic.as_ref().filter(|_| attempts > 1);
        let Some(critic) = critic else { return Some(drawn) };
        let score = critic.score(self.network.level, self.request.prompt, &drawn);
        self.n_done += 1;
        let is_better = self.best.as_ref().is_none_or(|(best, _)| score > *best);
        if is_better {
            self.best = Some((score, drawn));
        }
        if score >= critic.least || self.n_done >= attempts {
            return self.best.take().map(|(_, best)| best);
        }
        let SpriteRequest { seed, variant, sampling, .. } = *self.request;
        self.sampler = Sampler::new(seed, variant, self.n_done, sampling);
        decoder.begin_request(sprite, self.request);
        None
    }
}
