//! Runs the network on the next slots of a group of sprites.
//!
//! The weights are read once a pass for all of them. All buffers are allocated when the group
//! is made; a pass allocates nothing.

use super::{
    attention::{Attend, Scratch},
    decode_state::{DecodeState, MAX_RUN},
    draft::DraftLimits,
    network::{Network, normalise, square_positive},
    precision::Precision,
    quantised::Rounded,
    request::{Brief, SpriteRequest},
};
use crate::{
    model::vocabulary::COLOURS,
    sprite::{Labels, ScanOrder},
};

/// Sprites that are drawn together, each at its own speed.
pub(super) struct Decoder<'a> {
    network: &'a Network,
    draft_limits: DraftLimits,
    states: Vec<DecodeState>,
    /// Of sprites with guidance: the same pixels as the model sees them without
    /// a prompt.
    unconditional: Vec<Option<Unconditional>>,
    scratch: Box<Scratch>,
    /// Rows of the pass, each a slot of one sprite.
    n_rows: usize,
    /// The residual stream. ([rows, width], and so on; there is room for the longest runs)
    x: Vec<f32>,
    /// ([rows, width])
    normalised: Vec<f32>,
    /// ([rows, 3 * width])
    qkv: Vec<f32>,
    /// ([rows, width])
    mixed: Vec<f32>,
    /// ([rows, hidden])
    hidden: Vec<f32>,
    /// ([rows, colours])
    logits: Vec<f32>,
    /// Activations of the product that is computed, in whole numbers.
    rounded: Rounded,
}

/// A sprite drawn a second time without its prompt, pixel by pixel alike.
struct Unconditional {
    state: DecodeState,
    /// How far from its logits towards those of the prompt and beyond; see
    /// [`crate::sprite::Sampling::guidance`].
    guidance: f32,
}

impl<'a> Decoder<'a> {
    /// Room for some sprites, none of them begun.
    pub(super) fn new(network: &'a Network, n_sprites: usize, draft_limits: DraftLimits) -> Self {
        let config = &network.config;
        let buffer = |width: usize| vec![0.0; n_sprites * MAX_RUN * width];
        let mut rounded = Rounded::default();
        if network.precision == Precision::Int8 {
            rounded.make_room(n_sprites * MAX_RUN, config.hidden);
        }
        Self {
            network,
            draft_limits,
            states: (0..n_sprites).map(|_| DecodeState::new(network)).collect(),
            unconditional: (0..n_sprites).map(|_| None).collect(),
            scratch: Box::default(),
            n_rows: 0,
            x: buffer(config.width),
            normalised: buffer(config.width),
            qkv: buffer(3 * config.width),
            mixed: buffer(config.width),
            hidden: buffer(config.hidden),
            logits: buffer(COLOURS),
            rounded,
        }
    }

    /// Memory that this takes, but for what hints take.
    pub(super) fn n_bytes(&self) -> usize {
        let Self { x, normalised, qkv, mixed, hidden, logits, .. } = self;
        let buffers = [x, normalised, qkv, mixed, hidden, logits].map(Vec::len);
        size_of::<Scratch>()
            + self.rounded.n_bytes()
            + size_of::<f32>() * buffers.iter().sum::<usize>()
            + self.states.iter().map(DecodeState::n_bytes).sum::<usize>()
            + self.unconditional.iter().flatten().map(|it| it.state.n_bytes()).sum::<usize>()
    }

    /// Starts a sprite in the place of another; see [`DecodeState::begin`].
    pub(super) fn begin(
        &mut self,
        sprite: usize,
        brief: &Brief,
        order: ScanOrder,
        obeys_hints: bool,
    ) {
        self.states[sprite].begin(self.network, brief, (order, 0), obeys_hints);
        self.unconditional[sprite] = None;
    }

    /// Starts the sprite of a request, and a second time without its prompt where the sampling
    /// insists on that and the network did not learn to draw so in one pass.
    pub(super) fn begin_request(&mut self, sprite: usize, request: &SpriteRequest) {
        let SpriteRequest { brief, sampling, .. } = request;
        let order = self.network.order(brief.hints.as_ref());
        let step = self.network.config.guidance_step(sampling.guidance);
        let step = step.filter(|_| !brief.labels.is_any());
        self.states[sprite].begin(self.network, brief, (order, step.unwrap_or(0)), true);
        self.unconditional[sprite] = None;
        if !self.network.takes_two_passes(sampling) || brief.labels.is_any() {
            return;
        }
        let mut state = DecodeState::new(self.network);
        let unlabelled = Brief { labels: Labels::default(), ..brief.clone() };
        state.begin(self.network, &unlabelled, (order, 0), true);
        let guidance = sampling.guidance;
        self.unconditional[sprite] = Some(Unconditional { state, guidance });
        self.make_room();
    }

    /// Makes the buffers large enough for the unconditional.
    fn make_room(&mut self) {
        let n_rows = (self.states.len() + self.unconditional.iter().flatten().count()) * MAX_RUN;
        let config = &self.network.config;
        for (buffer, width) in [
            (&mut self.x, config.width),
            (&mut self.normalised, config.width),
            (&mut self.qkv, 3 * config.width),
            (&mut self.mixed, config.width),
            (&mut self.hidden, config.hidden),
            (&mut self.logits, COLOURS),
        ] {
            if buffer.len() < n_rows * width {
                buffer.resize(n_rows * width, 0.0);
            }
        }
        if self.network.precision == Precision::Int8 {
            self.rounded.make_room(n_rows, config.hidden);
        }
    }

    pub(super) fn state(&self, sprite: usize) -> &DecodeState {
        &self.states[sprite]
    }

    /// Computes the next run of every sprite that is not done.
    pub(super) fn forward(&mut self) {
        let network = self.network;
        let width = network.config.width;
        self.n_rows = 0;
        let unconditional =
            self.unconditional.iter_mut().flatten().map(|without| &mut without.state);
        for state in self.states.iter_mut().chain(unconditional) {
            state.plan(self.draft_limits, &mut self.n_rows);
            for query in state.queries() {
                let x = &mut self.x[query.row * width..][..width];
                network.embed(query.slot, state.labels(), state.pixels(), state.hint_vectors(), x);
            }
        }
        if self.n_rows == 0 {
            return;
        }
        for layer in 0..network.blocks.len() {
            self.block(layer);
        }
        self.normalise();
        let logits = &mut self.logits[..self.n_rows * COLOURS];
        network.head.set(network.level, &self.normalised[..self.n_rows * width], logits);
    }

    /// Makes the pixels of a sprite's run final, as far as they were guessed right and one more.
    pub(super) fn accept(
        &mut self,
        sprite: usize,
        mut choose: impl FnMut(usize, &[f32; COLOURS]) -> u8,
    ) {
        let logits: &[[f32; COLOURS]] = self.logits.as_chunks().0;
        let state = &mut self.states[sprite];
        let Some(Unconditional { state: without, guidance }) = &mut self.unconditional[sprite]
        else {
            state.accept(|pixel, row| choose(pixel, &logits[row]));
            return;
        };
        // What is computed depends on pixels and hints alone, so both have the same slots.
        let first = |state: &DecodeState| state.queries().first().map_or(0, |query| query.row);
        let (own, other) = (first(state), first(without));
        state.accept(|pixel, row| {
            let (with, free) = (&logits[row], &logits[row - own + other]);
            let guided = std::array::from_fn(|i| free[i] + *guidance * (with[i] - free[i]));
            choose(pixel, &guided)
        });
        without.accept(|pixel, _| state.pixels()[pixel]);
    }

    fn block(&mut self, layer: usize) {
        let network = self.network;
        let (level, width, hidden) = (network.level, network.config.width, network.config.hidden);
        let n_rows = self.n_rows;
        let block = &network.blocks[layer];
        self.normalise();
        let normalised = &self.normalised[..n_rows * width];
        let qkv = &mut self.qkv[..n_rows * 3 * width];
        block.qkv.set(level, normalised, qkv, &mut self.rounded);
        let unconditional =
            self.unconditional.iter_mut().flatten().map(|without| &mut without.state);
        let states = self.states.iter_mut().chain(unconditional);
        for state in states.filter(|state| !state.queries().is_empty()) {
            let first = state.first_key(network.config.windows[layer]);
            let (cache, queries) = state.layer_mut(layer);
            level.run(Attend {
                cache,
                queries,
                first,
                qkv: &self.qkv,
                out: &mut self.mixed,
                scratch: &mut self.scratch,
            });
        }
        let x = &mut self.x[..n_rows * width];
        block.attn_out.add(level, &self.mixed[..n_rows * width], x, &mut self.rounded);
        self.normalise();
        let up = &mut self.hidden[..n_rows * hidden];
        block.up.set(level, &self.normalised[..n_rows * width], up, &mut self.rounded);
        square_positive(up);
        block.down.add(level, up, &mut self.x[..n_rows * width], &mut self.rounded);
    }

    fn normalise(&mut self) {
        let width = self.network.config.width;
        let rows = self.x.chunks_exact(width).zip(self.normalised.chunks_exact_mut(width));
        for (x, normalised) in rows.take(self.n_rows) {
            normalise(x, normalised);
        }
    }
}
