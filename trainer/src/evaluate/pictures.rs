//! The pictures of an evaluation, because figures alone have fooled people before.

use std::path::Path;

use anyhow::Result;
use shoal::{
    files::png::write_grid,
    sprite::{PIXELS, Palette, Sprite, TRANSPARENT},
};

use super::{
    breeding::{Completion, assorted},
    figures::{Yardstick, cell_of},
    neighbours::Nearest,
};
use crate::corpus::Sample;

/// Times a pixel is enlarged.
const SCALE: u32 = 3;
/// Samples of a cell in the grid's picture.
const PER_CELL: usize = 4;
/// Rows of the sweep's picture.
const SWEEP_ROWS: usize = 12;
/// Groups of three sprites in the other pictures, and how many of them stand in a row.
const GROUPS: usize = 24;
const GROUPS_IN_ROW: usize = 4;

/// `grid.png`: zones down, categories across, some samples of each cell side by side.
pub(crate) fn write_samples(out: &Path, samples: &[Sample], palette: &Palette) -> Result<()> {
    let mut cells = vec![Vec::new(); 36];
    for sample in samples {
        cells[cell_of(sample)].push(sample.sprite.clone());
    }
    let most = cells.iter().map(Vec::len).max().unwrap_or(0).clamp(1, PER_CELL);
    for cell in &mut cells {
        cell.resize(most, Sprite::EMPTY);
    }
    write_grid(&out.join("grid.png"), &cells.concat(), 6 * most, palette, SCALE)?;
    Ok(())
}

/// `sweep.png`: temperatures across, one prompt and seed a row.
pub(crate) fn write_sweep(out: &Path, sweep: &[Vec<Sample>], palette: &Palette) -> Result<()> {
    let rows = sweep.iter().map(Vec::len).min().unwrap_or(0).min(SWEEP_ROWS);
    let sprites: Vec<Sprite> = (0..rows)
        .flat_map(|row| sweep.iter().map(move |samples| samples[row].sprite.clone()))
        .collect();
    write_grid(&out.join("sweep.png"), &sprites, sweep.len(), palette, SCALE)?;
    Ok(())
}

/// `neighbours.png`: the samples nearest to a training sprite, that sprite, and the sample's
/// pixels where they differ.
pub(crate) fn write_neighbours(
    out: &Path,
    samples: &[Sample],
    nearest: &[Nearest],
    yardstick: &Yardstick,
    palette: &Palette,
) -> Result<()> {
    let mut pairs: Vec<(&Sample, &Nearest)> = samples.iter().zip(nearest).collect();
    pairs.sort_by_key(|(_, nearest)| nearest.differing);
    let mut sprites = Vec::new();
    for (sample, nearest) in pairs.into_iter().take(GROUPS) {
        let training = &yardstick.training[cell_of(sample)][nearest.index];
        sprites.push(sample.sprite.clone());
        sprites.push(training.clone());
        let differs = |index: usize| sample.sprite.pixels()[index] != training.pixels()[index];
        sprites.push(only(&sample.sprite, differs));
    }
    write_grid(&out.join("neighbours.png"), &sprites, 3 * GROUPS_IN_ROW, palette, SCALE)?;
    Ok(())
}

/// `completions.png`: a held-out sprite, what the model is shown of it, and what it makes of
/// that.
pub(crate) fn write_completions(
    out: &Path,
    completions: &[Completion],
    palette: &Palette,
) -> Result<()> {
    let mut sprites = Vec::new();
    for done in assorted(completions, GROUPS) {
        sprites.push(done.original.sprite.clone());
        sprites.push(only(&done.original.sprite, |index| !done.mask.contains_index(index)));
        sprites.push(done.redrawn.clone());
    }
    write_grid(&out.join("completions.png"), &sprites, 3 * GROUPS_IN_ROW, palette, SCALE)?;
    Ok(())
}

/// The sprite where `wanted`, nothing elsewhere.
fn only(sprite: &Sprite, wanted: impl Fn(usize) -> bool) -> Sprite {
    let mut pixels = *sprite.pixels();
    for index in (0..PIXELS).filter(|&index| !wanted(index)) {
        pixels[index] = TRANSPARENT;
    }
    Sprite::from_indices(&pixels).unwrap_or_default()
}
