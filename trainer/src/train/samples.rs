//! Sheets of what a checkpoint draws.

use std::path::Path;

use anyhow::Result;
use shoal::{
    files::png,
    generate::{Generator, ShapeFirst, SpriteRequest},
    model::Checkpoint,
    sprite::{Prompt, Sampling},
};

/// A picture of about `count` sprites, the same number of each cell and two at least; a row is a
/// zone.
pub(crate) fn write_samples(path: &Path, checkpoint: &Checkpoint, count: usize) -> Result<()> {
    let generator = Generator::new(checkpoint);
    let cells: Vec<Prompt> = checkpoint.world.cells().collect();
    let per_cell = (count / cells.len()).max(2) as u32;
    let request = |(cell, variant)| {
        SpriteRequest::new(cell, 0, variant, Sampling::default()).with_shape_first(ShapeFirst::Auto)
    };
    let requests = cells.iter().flat_map(|&cell| (0..per_cell).map(move |variant| (cell, variant)));
    let sprites = generator.generate_batch(&requests.map(request).collect::<Vec<_>>());
    let mut columns = checkpoint.world.categories.len() * per_cell as usize;
    // A single row of two dozen is hard to look at.
    while columns > 16 && columns.is_multiple_of(2) && checkpoint.world.zones.len() == 1 {
        columns /= 2;
    }
    png::write_grid(path, &sprites, columns, &checkpoint.palette, 3)?;
    Ok(())
}
