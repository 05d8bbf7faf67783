//! One sprite being drawn, in whichever order: its pixels so far, what the network
//! remembers of it, and the run of slots that is computed next.
//!
//! A run is a few slots in one row of the canvas. All but the first rest on guessed pixels; a
//! guess that the sampler does not confirm ends the run, and the next begins behind it.

use super::{
    attention::{KeySlot, KvCache, Query},
    draft::{Draft, DraftLimits},
    network::Network,
    request::Brief,
};
use crate::{
    model::{
        Conditioning,
        input::{self, PREFIX, SLOTS},
    },
    sprite::{HintPlane, Labels, PIXELS, SIDE, ScanOrder, Sprite, TRANSPARENT},
};

/// The most slots of a run: a row of pixels, and the prompt before the first.
pub(super) const MAX_RUN: usize = PREFIX + SIDE;

/// One sprite of a group. Its pixels are counted in the order in which it is drawn.
pub(super) struct DecodeState {
    labels: Labels,
    pub(super) order: ScanOrder,
    label_vector: Vec<f32>,
    hints: Option<Hinted>,
    layers: Vec<KvCache>,
    /// Final before the next slot; guesses in the run.
    pixels: [u8; PIXELS],
    /// How many keys the slots of pixels before each pixel leave, as far as pixels are known
    /// or guessed.
    n_keys: [u16; PIXELS + 1],
    /// The next slot whose pixel is not final.
    next: usize,
    /// The end of the run that begins with the next slot.
    end: usize,
    /// The slots of the run that are computed. (at most [`MAX_RUN`])
    queries: Vec<Query>,
    /// Behind this pixel all are forced.
    n_open: usize,
}

/// What is known of a sprite beforehand, and what the hint network says about it.
struct Hinted {
    plane: HintPlane,
    /// ([pixels, width])
    vectors: Vec<f32>,
    /// Whether locked pixels are taken from the hints, whatever the network says.
    are_obeyed: bool,
}

impl DecodeState {
    /// A canvas on which there is nothing to draw until [`Self::begin`].
    pub(super) fn new(network: &Network) -> Self {
        let config = &network.config;
        let layer = |window: &usize| KvCache::new(config.heads, config.head_width(), *window);
        Self {
            labels: Labels::default(),
            order: ScanOrder::Forwards,
            label_vector: Vec::new(),
            hints: None,
            layers: config.windows.iter().map(layer).collect(),
            pixels: [TRANSPARENT; PIXELS],
            n_keys: [0; PIXELS + 1],
            next: SLOTS,
            end: SLOTS,
            queries: Vec::with_capacity(MAX_RUN),
            n_open: 0,
        }
    }

    /// Memory that this takes, but for what hints take.
    pub(super) fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.layers.iter().map(KvCache::n_bytes).sum::<usize>()
    }

    /// Starts a sprite. Hints are of the sprite as it will be seen; blank ones are as good as
    /// none. The caches need no clearing: what is not stored anew is not seen.
    pub(super) fn begin(
        &mut self,
        network: &Network,
        brief: &Brief,
        (order, guidance_step): (ScanOrder, u8),
        obeys_hints: bool,
    ) {
        let labels = brief.labels;
        (self.labels, self.order) = (labels, order);
        self.label_vector = network.label_vector(Conditioning { labels, order, guidance_step });
        let hints = brief.hints().map(|hints| order.hints(hints));
        self.hints = hints.map(|plane| Hinted {
            vectors: network.hints.forward(network.level, &plane),
            plane,
            are_obeyed: obeys_hints,
        });
        self.pixels.fill(TRANSPARENT);
        (self.next, self.end) = (0, 0);
        self.queries.clear();
        self.n_open =
            (0..PIXELS).rev().find(|&p| self.forced(p).is_none()).map_or(0, |last| last + 1);
    }

    /// What is drawn so far, as it will be seen.
    pub(super) fn sprite(&self) -> Sprite {
        // The sampler chooses nothing but palette indices.
        self.order.sprite(&Sprite::from_indices(&self.pixels).unwrap_or_default())
    }

    /// The pixels so far, in the order in which they are drawn; transparent where nothing is
    /// final.
    pub(super) fn pixels(&self) -> &[u8; PIXELS] {
        &self.pixels
    }

    /// How many pixels are final.
    pub(super) fn drawn(&self) -> usize {
        self.next.saturating_sub(PREFIX)
    }

    pub(super) fn is_done(&self) -> bool {
        self.next == SLOTS
    }

    pub(super) fn queries(&self) -> &[Query] {
        &self.queries
    }

    /// What a layer remembers, and the slots of the run.
    pub(super) fn layer_mut(&mut self, layer: usize) -> (&mut KvCache, &[Query]) {
        (&mut self.layers[layer], &self.queries)
    }

    /// The labels, and what they add to each slot of a pixel. (`[width]`)
    pub(super) fn labels(&self) -> (Labels, &[f32]) {
        (self.labels, &self.label_vector)
    }

    /// ([pixels, width])
    pub(super) fn hint_vectors(&self) -> Option<&[f32]> {
        self.hints.as_ref().map(|hints| hints.vectors.as_slice())
    }

    /// The colour of a pixel that a locked hint leaves no choice about.
    fn forced(&self, pixel: usize) -> Option<u8> {
        self.hints.as_ref().filter(|hints| hints.are_obeyed)?.plane.given(pixel)
    }

    /// Guesses ahead from the next slot. The slots to be computed are counted on in `n_rows`.
    ///
    /// A slot whose pixel is forced is left out when it leaves no key either, or when nothing
    /// comes after it that is not forced: it is not needed.
    pub(super) fn plan(&mut self, draft_limits: DraftLimits, n_rows: &mut usize) {
        self.queries.clear();
        let mut budget = draft_limits.start();
        while self.end < SLOTS {
            let slot = self.end;
            let Some(pixel) = slot.checked_sub(PREFIX) else {
                self.compute(slot, KeySlot::Prompt(slot), n_rows);
                self.end += 1;
                continue;
            };
            let hints = self.hints.as_ref().map(|hints| &hints.plane);
            let is_skipped = input::is_skipped(&self.pixels, pixel, hints);
            let n_keys = self.n_keys[pixel];
            let forced = self.forced(pixel);
            let guess = match forced {
                Some(colour) => Draft { colour, confidence: 1.0 },
                None => Draft::new(&self.pixels, pixel, is_skipped, hints),
            };
            if forced.is_none() || !is_skipped && pixel < self.n_open {
                if !budget.allows_more() {
                    return;
                }
                budget.spend(guess);
                let place = if is_skipped { KeySlot::Skipped } else { KeySlot::Key };
                self.compute(slot, place(usize::from(n_keys)), n_rows);
            }
            self.n_keys[pixel + 1] = n_keys + u16::from(!is_skipped);
            self.pixels[pixel] = guess.colour;
            self.end += 1;
            if (pixel + 1) % SIDE == 0 {
                return;
            }
        }
    }

    fn compute(&mut self, slot: usize, place: KeySlot, n_rows: &mut usize) {
        self.queries.push(Query { slot, row: *n_rows, place });
        *n_rows += 1;
    }

    /// The first key that the slots of the run see in a layer with a window of some rows.
    pub(super) fn first_key(&self, window: usize) -> usize {
        let row = self.next.saturating_sub(PREFIX) / SIDE;
        usize::from(self.n_keys[(row + 1).saturating_sub(window) * SIDE])
    }

    /// Makes pixels of the run final, in order, up to the first that was guessed wrong.
    /// `choose` gets a pixel and its row among the logits.
    pub(super) fn accept(&mut self, mut choose: impl FnMut(usize, usize) -> u8) {
        let mut queries = self.queries.iter().peekable();
        while self.next < self.end {
            let query = queries.next_if(|query| query.slot == self.next);
            self.next += 1;
            let Some(pixel) = self.next.checked_sub(PREFIX + 1) else { continue };
            let guess = self.pixels[pixel];
            let colour = match (self.forced(pixel), query) {
                (None, Some(query)) => choose(pixel, query.row),
                _ => guess,
            };
            self.pixels[pixel] = colour;
            if colour != guess {
                self.pixels[pixel + 1..self.end - PREFIX].fill(TRANSPARENT);
                self.end = self.next;
            }
        }
    }
}
