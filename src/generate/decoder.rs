//! Advances a group of sprites together, one slot at a time.
//!
//! The weights are read once a step for the whole group. All buffers are allocated when the
//! group is made; a step allocates nothing.

use super::{
    attention::{Attend, LayerCache, Scratch},
    network::{Network, normalise, square_positive},
};
use crate::{
    model::{input::PREFIX, vocabulary::COLOURS},
    sprite::{HintPlane, PIXELS, Prompt, TRANSPARENT},
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
    hint_vectors: Option<Vec<f32>>,
    layers: Vec<LayerCache>,
    pixels: [u8; PIXELS],
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
                hint_vectors: hints
                    .filter(|hints| !hints.is_blank())
                    .map(|hints| network.hints.forward(network.level, hints)),
                layers: config.windows.iter().map(layer).collect(),
                pixels: [TRANSPARENT; PIXELS],
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
        for (sprite, x) in self.sprites.iter().zip(self.x.chunks_exact_mut(width)) {
            let hints = sprite.hint_vectors.as_deref();
            network.embed(slot, sprite.prompt, &sprite.prompt_vector, &sprite.pixels, hints, x);
        }
        for layer in 0..network.blocks.len() {
            self.block(layer, slot);
        }
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
            let cache = &mut sprite.layers[layer];
            level.run(Attend { cache, slot, qkv, out, scratch: &mut self.scratch });
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
