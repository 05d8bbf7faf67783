//! A rectangle of palette indices: what every picture of ours is before it is written.

use crate::sprite::{SIDE, Sprite, TRANSPARENT};

/// The largest whole-number enlargement that is written and read.
pub const MAX_SCALE: u32 = 16;

/// A rectangle of palette indices, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) indices: Vec<u8>,
}

impl Canvas {
    /// Nothing but transparent pixels.
    pub(super) fn empty(width: usize, height: usize) -> Self {
        Self { width, height, indices: vec![TRANSPARENT; width * height] }
    }

    /// A canvas of the size of a sprite.
    pub(super) fn of(sprite: &Sprite) -> Self {
        Self { width: SIDE, height: SIDE, indices: sprite.pixels().to_vec() }
    }

    /// Puts a sprite on the canvas with its upper left corner at a pixel.
    pub(super) fn put(&mut self, sprite: &Sprite, (left, top): (usize, usize)) {
        for (y, row) in sprite.pixels().chunks_exact(SIDE).enumerate() {
            let start = (top + y) * self.width + left;
            self.indices[start..start + SIDE].copy_from_slice(row);
        }
    }

    /// Each pixel becomes a square of pixels, so that no colour is invented. A scale beyond 1
    /// to [`MAX_SCALE`] is pulled into that range.
    pub(super) fn enlarged(&self, scale: u32) -> Self {
        let scale = scale.clamp(1, MAX_SCALE) as usize;
        let mut indices = Vec::with_capacity(self.indices.len() * scale * scale);
        for row in self.indices.chunks_exact(self.width) {
            let wide: Vec<u8> =
                row.iter().flat_map(|&index| std::iter::repeat_n(index, scale)).collect();
            for _ in 0..scale {
                indices.extend_from_slice(&wide);
            }
        }
        Self { width: self.width * scale, height: self.height * scale, indices }
    }
}
