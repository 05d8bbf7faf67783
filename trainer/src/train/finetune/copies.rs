//! The guard against learning by heart: how near the model's sprites are to those it learned from.

use std::path::Path;

use anyhow::Result;
use shoal::{
    files::png::write_grid,
    generate::{Generator, ShapeFirst, SpriteRequest},
    model::Checkpoint,
    sprite::{Prompt, SIDE, Sampling, Sprite, TRANSPARENT},
};

use super::split::Parts;
use crate::evaluate::neighbours::{Nearest, Training};

/// A sample is a near-copy if it differs in less than this share of its pixels.
pub(crate) const NEAR: f64 = 0.1;

/// Pairs on the picture of the nearest.
const ON_PICTURE: usize = 24;

/// How near samples are to sprites that were learned from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Copies {
    /// Samples that were looked up; empty ones are not.
    pub(super) samples: usize,
    /// How many of them are near-copies.
    pub(super) near: usize,
    /// Median share of pixels in which a sample differs from the nearest.
    pub(super) median: f64,
    /// The same of the artist's sprites that were not learned from: how alike their sprites are.
    pub(super) held_out_median: f64,
}

impl Copies {
    /// Whether more than one in twenty is a near-copy.
    pub(super) fn is_too_near(&self) -> bool {
        self.near * 20 > self.samples
    }
}

/// Draws samples of all cells and looks them up; the picture shows each beside its nearest, the
/// nearest first.
pub(super) fn look_up(
    checkpoint: &Checkpoint,
    parts: &Parts,
    count: u32,
    picture: &Path,
) -> Result<Copies> {
    let generator = Generator::new(checkpoint);
    let cells: Vec<Prompt> = checkpoint.world.cells().collect();
    let request = |index: u32| {
        let (cell, variant) = (index as usize % cells.len(), index / cells.len() as u32);
        // Another seed than the sheets have, which were perhaps looked at when choosing.
        SpriteRequest::new(cells[cell], 1, variant, Sampling::default())
            .with_shape_first(ShapeFirst::Auto)
    };
    let samples = generator.generate_batch(&(0..count).map(request).collect::<Vec<_>>());
    let learned: Vec<Sprite> = parts.learned.iter().map(|e| e.sprite.clone()).collect();
    let known = Known::new(&learned);
    let mut found: Vec<(f64, &Sprite, usize)> = samples
        .iter()
        .filter_map(|sample| known.nearest(sample).map(|(share, index)| (share, sample, index)))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let pairs = found.iter().take(ON_PICTURE);
    let sprites: Vec<Sprite> =
        pairs.flat_map(|&(_, sample, index)| [sample.clone(), learned[index].clone()]).collect();
    if !sprites.is_empty() {
        write_grid(picture, &sprites, 12, &checkpoint.palette, 3)?;
    }
    let shares: Vec<f64> = found.iter().map(|(share, ..)| *share).collect();
    let held_out = parts.held_out.iter().filter_map(|e| known.nearest(&e.sprite));
    let mut held_out: Vec<f64> = held_out.map(|(share, _)| share).collect();
    held_out.sort_by(f64::total_cmp);
    Ok(Copies {
        samples: shares.len(),
        near: shares.iter().filter(|&&share| share < NEAR).count(),
        median: median(&shares),
        held_out_median: median(&held_out),
    })
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(1.0)
}

/// The sprites that were learned from, and their mirror images, each in the middle of the canvas.
pub(crate) struct Known {
    training: Training,
    opaque: Vec<usize>,
}

impl Known {
    /// Lays out the sprites that were learned from.
    pub(crate) fn new(learned: &[Sprite]) -> Self {
        let mut all: Vec<Sprite> = learned.iter().map(centred).collect();
        all.extend(learned.iter().map(|sprite| centred(&sprite.flipped_horizontally())));
        let opaque = learned.iter().map(Sprite::opaque_count).collect();
        Self { training: Training::new(&all), opaque }
    }

    /// The share of pixels in which a sprite differs from the nearest, and which that is. `None`
    /// for an empty one.
    pub(crate) fn nearest(&self, sprite: &Sprite) -> Option<(f64, usize)> {
        let opaque = sprite.opaque_count();
        let Nearest { index, differing } =
            self.training.nearest(&centred(sprite)).filter(|_| opaque > 0)?;
        let index = index % self.opaque.len();
        // Of all pixels that either of them has, so that an empty canvas is like nothing.
        let pixels = opaque.max(self.opaque[index]);
        Some(((differing as f64 / pixels as f64).min(1.0), index))
    }
}

/// The sprite in the middle of the canvas: where it stands is not what was learned.
fn centred(sprite: &Sprite) -> Sprite {
    let side = SIDE as i32;
    let opaque = |x: i32, y: i32| sprite.at(x, y) != TRANSPARENT;
    let columns: Vec<i32> = (0..side).filter(|&x| (0..side).any(|y| opaque(x, y))).collect();
    let rows: Vec<i32> = (0..side).filter(|&y| (0..side).any(|x| opaque(x, y))).collect();
    let shift = |lines: &[i32]| match (lines.first(), lines.last()) {
        (Some(first), Some(last)) => (side - (last - first + 1)) / 2 - first,
        _ => 0,
    };
    let (dx, dy) = (shift(&columns), shift(&rows));
    let mut moved = Sprite::EMPTY;
    for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
        moved.set(x + dx, y + dy, sprite.at(x, y));
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::foreign::foreign;

    #[test]
    fn a_copy_is_found_mirrored_and_moved() {
        let learned: Vec<Sprite> = foreign(12).examples.into_iter().map(|e| e.sprite).collect();
        let known = Known::new(&learned);
        for (index, sprite) in learned.iter().enumerate() {
            let copy = centred(&sprite.flipped_horizontally());
            let (share, found) = known.nearest(&copy).unwrap();
            assert!(share < 1e-9 && found == index, "{share} {found}");
        }
        let other = foreign(40).examples[30].sprite.clone();
        assert!(known.nearest(&other).unwrap().0 > NEAR);
        assert_eq!(known.nearest(&Sprite::EMPTY), None);
    }
}
