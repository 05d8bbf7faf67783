//! What a model makes of the artist's own sprites: a side drawn anew, and other colours within the
//! outline. That asks less of it than a sprite from nothing, and shows more of what it learned.

use std::path::Path;

use anyhow::Result;
use shoal::{
    dataset::Example,
    files::png::write_grid,
    generate::{Cross, Generator, SpriteRequest},
    model::Checkpoint,
    sprite::{Mask, Sampling, Side, Sprite},
};

use super::split::Parts;

/// Sprites on the picture, those that were held out last.
const LEARNED: usize = 5;
/// See [`LEARNED`].
const HELD_OUT: usize = 3;

/// Sides that are drawn anew, one a column.
const SIDES: [Side; 4] = [Side::Bottom, Side::Left, Side::Top, Side::Right];

/// Columns of other colours.
const RECOLOURED: u32 = 3;

/// Draws a row a sprite: itself, each side anew, and its outline in other colours.
pub(super) fn write(picture: &Path, checkpoint: &Checkpoint, parts: &Parts) -> Result<()> {
    let generator = Generator::new(checkpoint);
    let shown: Vec<&Example> =
        spread(&parts.learned, LEARNED).chain(spread(&parts.held_out, HELD_OUT)).collect();
    let requests: Vec<SpriteRequest> =
        shown.iter().flat_map(|example| variations(example)).collect();
    let mut drawn = generator.generate_batch(&requests).into_iter();
    let n_columns = 1 + SIDES.len() + RECOLOURED as usize;
    let mut sprites: Vec<Sprite> = Vec::with_capacity(shown.len() * n_columns);
    for example in shown {
        sprites.push(example.sprite.clone());
        sprites.extend(drawn.by_ref().take(n_columns - 1));
    }
    Ok(write_grid(picture, &sprites, n_columns, &checkpoint.palette, 3)?)
}

/// Some of a list, from all over it.
fn spread(examples: &[Example], count: usize) -> impl Iterator<Item = &Example> {
    let count = count.min(examples.len());
    (0..count).map(move |place| &examples[place * examples.len() / count])
}

fn variations(example: &Example) -> impl Iterator<Item = SpriteRequest> {
    let whole = Cross {
        a: example.sprite.clone(),
        b: None,
        mask: Mask::ALL,
        strength: 0.0,
        keeps_outline: true,
        prompt: example.prompt,
        sampling: Sampling::default(),
    };
    let sides = SIDES.map(|side| {
        let cross = Cross { mask: Mask::half(side), keeps_outline: false, ..whole.clone() };
        cross.request(0, 0)
    });
    sides.into_iter().chain(whole.requests(0, RECOLOURED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::foreign::foreign;

    #[test]
    fn every_row_begins_with_its_sprite_and_keeps_what_it_should() {
        let examples = foreign(12).examples;
        assert_eq!(spread(&examples, 5).count(), 5);
        assert_eq!(spread(&examples[..2], 5).count(), 2);
        assert_eq!(spread(&[], 3).count(), 0);
        let requests: Vec<SpriteRequest> = variations(&examples[3]).collect();
        assert_eq!(requests.len(), 7);
        let sprite = &examples[3].sprite;
        let (side, outline) =
            (requests[0].brief.hints.as_ref().unwrap(), requests[6].brief.hints.as_ref().unwrap());
        assert!(
            (0..512).all(|pixel| side.at(pixel).1) && (512..1024).all(|pixel| !side.at(pixel).1)
        );
        let is_opaque = |pixel: usize| sprite.pixels()[pixel] != 0;
        assert!((0..1024).all(|pixel| outline.must_be_opaque(pixel) == is_opaque(pixel)));
    }
}
