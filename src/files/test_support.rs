//! What the tests of several formats need.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use proptest::prelude::*;

use super::{FileError, Frame, import};
use crate::sprite::{PIXELS, Palette, Recipe, Sampling, Sprite};

pub(super) fn any_sprite() -> impl Strategy<Value = Sprite> {
    prop::collection::vec(0..64_u8, PIXELS)
        .prop_map(|indices| Sprite::from_indices(&indices).unwrap())
}

/// Up to four frames with names, times and, some of them, recipes.
pub(super) fn any_frames() -> impl Strategy<Value = Vec<Frame>> {
    let frame = (any_sprite(), 2..300_u16, any::<bool>(), 0..9_u64);
    prop::collection::vec(frame, 1..4).prop_map(|frames| {
        let frame =
            |(index, (sprite, time, with_recipe, seed)): (usize, (Sprite, u16, bool, u64))| {
                let recipe = with_recipe.then(|| recipe_of(&sprite, seed));
                let mut frame = Frame::new(format!("fish {index}"), sprite);
                frame.milliseconds = time * 10;
                match recipe {
                    Some(recipe) => frame.with_recipe(recipe),
                    None => frame,
                }
            };
        frames.into_iter().enumerate().map(frame).collect()
    })
}

pub(super) fn recipe_of(sprite: &Sprite, seed: u64) -> Recipe {
    Recipe {
        checkpoint: "ab".repeat(32),
        engine: "1".to_owned(),
        precision: "f32".to_owned(),
        zone: "vent".to_owned(),
        category: "coral".to_owned(),
        with: std::collections::BTreeMap::new(),
        seed,
        variant: 0,
        sampling: Sampling::default(),
        hints: None,
        sketch: None,
        parents: vec![],
        edits: vec![],
        palette: None,
        motion: None,
        shading: None,
        pixels: sprite.content_hash(),
    }
}

/// A sprite that uses every colour once and is transparent elsewhere.
pub(super) fn all_colours() -> Sprite {
    let indices: Vec<u8> = (0..PIXELS).map(|at| if at < 64 { at as u8 } else { 0 }).collect();
    Sprite::from_indices(&indices).unwrap()
}

/// Reads bytes as a file of that name in the default palette.
pub(super) fn reading(name: &str, bytes: &[u8]) -> Result<Vec<import::Imported>, FileError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    import::read_frames(&path, &Palette::ocean())
}

/// Every beginning of a file is an error that names it, and none panics.
#[track_caller]
pub(super) fn assert_cut_is_refused(name: &str, whole: &[u8]) {
    for length in 0..whole.len() {
        let error = match reading(name, &whole[..length]) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{length} of {} bytes of {name} are taken for all", whole.len()),
        };
        assert!(error.contains(name), "{error}");
    }
}

/// An indexed PNG of eight bits a pixel.
pub(super) fn indexed_png(
    (width, height): (u32, u32),
    colours: &[[u8; 3]],
    alphas: &[u8],
    indices: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_palette(colours.concat());
    if !alphas.is_empty() {
        encoder.set_trns(alphas.to_vec());
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(indices).unwrap();
    writer.finish().unwrap();
    bytes
}
