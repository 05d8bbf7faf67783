//! Advances a group of sprites together, one slot at a time.
//!
//! The weights are read once a step for the whole group. All buffers are allocated when the
//! group is made; a step allocates nothing.

use super::{
    attention::{Attend, LayerCache, Place, Scratch},
    network::{Network, normalise, square_positive},
};
use crate::{
    model::{
        input::{self, PREFIX},
        vocabulary::COLOURS,
    },
    sprite::{HintPlane, PIXELS, Prompt, SIDE, TRANSPARENT},
};

/// Sprites that are drawn in step, with everything the network remembers of them.
pub(super) struct Decoder<'a> {
    network: &'a Network,
    sprites: Vec<Canvas>,
    scratch: Box<Scratch>,
    /// The residual stream. ([sprites, width])
    x: Vec<f32>,
    /// ([sprites, width])
    normalised: Vec<f32>,
    /// ([sprites, 3 * width])
    qkv: Vec<f32>,
    /// ([sprites, width])
    mixed: Vec<f32>,
    /// ([sprites, hidden])
    hidden: Vec<f32>,
    /// ([sprites, colours])
    logits: Vec<f32>,
}

/// One sprite of a group.
struct Canvas {
    prompt: Prompt,
    prompt_vector: Vec<f32>,
    hints: Option<Hinted>,
    layers: Vec<LayerCache>,
    pixels: [u8; PIXELS],
    /// Keys that the slots of pixels have left so far, and how many there were before each row.
    n_keys: usize,
    row_starts: [usize; SIDE],
    /// Whether the slot at hand is bare.
    is_bare: bool,
}

/// What is known of a sprite beforehand, and what the hint network says about it.
struct Hinted {
    plane: HintPlane,
    /// ([pixels, width])
    vectors: Vec<f32>,
}

impl<'a> Decoder<'a> {
    /// Starts one sprite for each prompt with its hints. Blank hints are as good as none.
    pub(super) fn new<'b>(
        network: &'a Network,
        wanted: impl IntoIterator<Item = (Prompt, Option<&'b HintPlane>)>,
    ) -> Self {
        let config = &network.config;
        let layer = |window: &usize| LayerCache::new(config.heads, config.head_width(), *window);
        let sprites: Vec<Canvas> = wanted
            .into_iter()
            .map(|(prompt, hints)| Canvas {
                prompt,
                prompt_vector: network.prompt_vector(prompt),
                hints: hints.filter(|hints| !hints.is_blank()).map(|hints| Hinted {
                    vectors: network.hints.forward(network.level, hints),
                    plane: hints.clone(),
                }),
                layers: config.windows.iter().map(layer).collect(),
                pixels: [TRANSPARENT; PIXELS],
                n_keys: 0,
                row_starts: [0; SIDE],
                is_bare: false,
            })
            .collect();
        let buffer = |width: usize| vec![0.0; sprites.len() * width];
        Self {
            network,
            scratch: Box::default(),
            x: buffer(config.width),
            normalised: buffer(config.width),
            qkv: buffer(3 * config.width),
            mixed: buffer(config.width),
            hidden: buffer(config.hidden),
            logits: buffer(COLOURS),
            sprites,
        }
    }

    /// Sets pixels; the next slots read them.
    pub(super) fn pixels_mut(&mut self, sprite: usize) -> &mut [u8; PIXELS] {
        &mut self.sprites[sprite].pixels
    }

    /// The pixels so far.
    pub(super) fn pixels(&self, sprite: usize) -> &[u8; PIXELS] {
        &self.sprites[sprite].pixels
    }

    /// What the last pixel slot predicts for a sprite. ([colours])
    pub(super) fn logits(&self, sprite: usize) -> &[f32; COLOURS] {
        &self.logits.as_chunks().0[sprite]
    }

    /// Runs the network on one slot of all sprites. Slots come in order, beginning with 0.
    pub(super) fn forward(&mut self, slot: usize) {
        let network = self.network;
        let width = network.config.width;
        for (sprite, x) in self.sprites.iter_mut().zip(self.x.chunks_exact_mut(width)) {
            sprite.begin_slot(slot);
            let hints = sprite.hints.as_ref().map(|hints| hints.vectors.as_slice());
            network.embed(slot, sprite.prompt, &sprite.prompt_vector, &sprite.pixels, hints, x);
        }
        for layer in 0..network.blocks.len() {
            self.block(layer, slot);
        }
        self.sprites.iter_mut().for_each(|sprite| sprite.end_slot(slot));
        if slot >= PREFIX {
            self.normalise();
            network.head.set(network.level, &self.normalised, &mut self.logits);
        }
    }

    fn block(&mut self, layer: usize, slot: usize) {
        let network = self.network;
        let (level, width) = (network.level, network.config.width);
        let block = &network.blocks[layer];
        self.normalise();
        block.qkv.set(level, &self.normalised, &mut self.qkv);
        let rows = self.qkv.chunks_exact(3 * width).zip(self.mixed.chunks_exact_mut(width));
        for (sprite, (qkv, out)) in self.sprites.iter_mut().zip(rows) {
            let place = sprite.place(slot, network.config.windows[layer]);
            let cache = &mut sprite.layers[layer];
            level.run(Attend { cache, place, qkv, out, scratch: &mut self.scratch });
        }
        block.attn_out.add(level, &self.mixed, &mut self.x);
        self.normalise();
        block.up.set(level, &self.normalised, &mut self.hidden);
        square_positive(&mut self.hidden);
        block.down.add(level, &self.hidden, &mut self.x);
    }

    fn normalise(&mut self) {
        let width = self.network.config.width;
        let rows = self.x.chunks_exact(width).zip(self.normalised.chunks_exact_mut(width));
        for (x, normalised) in rows {
            normalise(x, normalised);
        }
    }
}

impl Canvas {
    /// Notes what the slot's place among the keys depends on.
    fn begin_slot(&mut self, slot: usize) {
        let Some(pixel) = slot.checked_sub(PREFIX) else { return };
        if pixel % SIDE == 0 {
            self.row_starts[pixel / SIDE] = self.n_keys;
        }
        let hints = self.hints.as_ref().map(|hints| &hints.plane);
        self.is_bare = input::is_bare(&self.pixels, pixel, hints);
    }

    /// What a slot sees in a layer with a window of some rows.
    fn place(&self, slot: usize, window: usize) -> Place {
        let Some(pixel) = slot.checked_sub(PREFIX) else { return Place::Prompt(slot) };
        let first = self.row_starts[(pixel / SIDE + 1).saturating_sub(window)];
        if self.is_bare {
            Place::Bare { first, end: self.n_keys }
        } else {
            Place::Key { first, index: self.n_keys }
        }
    }

    /// Counts the key that the slot has left in every layer.
    fn end_slot(&mut self, slot: usize) {
        self.n_keys += usize::from(slot >= PREFIX && !self.is_bare);
    }
}
