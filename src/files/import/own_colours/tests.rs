use std::path::Path;

use super::*;
use crate::{
    files::{Glass, animation::WhichFrames, test_support::indexed_png},
    sprite::TRANSPARENT,
};

fn file(name: &str, bytes: &[u8]) -> SpriteFile {
    SpriteFile::parse(Path::new(name), bytes, WhichFrames::All, Glass::default()).unwrap()
}

/// Own colours of one file, and the indices of its first sprite's first row, from its left edge on.
fn own(file: &SpriteFile) -> (FittedPalette, Vec<u8>) {
    let own = own_palette(std::slice::from_ref(file)).unwrap();
    let fitted = file.fit(&own.palette).unwrap();
    assert_eq!(fitted.sprites[0].n_moved_colours, 0);
    let sprite = &fitted.sprites[0].frame.sprite;
    let seen = sprite.pixels().iter().filter(|index| **index != TRANSPARENT).copied().collect();
    (own, seen)
}

/// Distinct colours, but that entry 7 looks like entry 3.
fn table(count: usize) -> Vec<[u8; 3]> {
    (0..count).map(|n| [if n == 7 { 3 } else { n as u8 }, 90, 200]).collect()
}

#[test]
fn a_small_palette_stays_whole_and_in_its_order() {
    // Entry 5 is transparent; 1, 2, 4, 6, 8 and 9 are in no pixel.
    let bytes = indexed_png((4, 1), &table(10), &[255, 255, 255, 255, 255, 0], &[7, 3, 5, 0]);
    let (own, seen) = own(&file("fish.png", &bytes));
    let expected: Vec<Rgb> =
        table(10).into_iter().enumerate().filter(|(n, _)| *n != 5).map(|(_, it)| Rgb(it)).collect();
    assert_eq!(own.palette.colours()[1..10], expected[..]);
    assert!(own.remarks.is_empty(), "{:?}", own.remarks);
    assert_eq!(seen, [7, 4, 1], "twins keep their places");
}

#[test]
fn of_too_large_a_palette_the_entries_in_use_stay_in_their_order() {
    let bytes = indexed_png((5, 1), &table(256), &[0], &[200, 7, 3, 78, 200]);
    let (own, seen) = own(&file("fish.png", &bytes));
    let colours = [3, 3, 78, 200].map(|n| Rgb([n, 90, 200]));
    assert_eq!(own.palette.colours()[1..5], colours);
    assert_eq!(seen, [4, 2, 1, 3, 4]);
    assert_eq!(own.remarks, ["251 entries that no pixel uses left out"]);
    // All of them opaque, the first of them black and in use.
    let mut dark = table(64);
    dark[0] = [0; 3];
    let bytes = indexed_png((3, 1), &dark, &[], &[0, 63, 7]);
    let (own, seen) = self::own(&file("fish.png", &bytes));
    assert_eq!(own.palette.colours()[1..4], [[0; 3], [3, 90, 200], [63, 90, 200]].map(Rgb));
    assert_eq!(seen, [1, 3, 2]);
}

#[test]
fn fillers_go_unsaid_and_before_anything_else() {
    let mut padded = table(40);
    padded.resize(256, [0; 3]);
    let bytes = indexed_png((3, 1), &padded, &[0], &[39, 7, 3]);
    let (own, seen) = own(&file("fish.png", &bytes));
    let expected: Vec<Rgb> = table(40)[1..].iter().map(|rgb| Rgb(*rgb)).collect();
    assert_eq!(own.palette.colours()[1..40], expected[..]);
    assert!(own.remarks.is_empty(), "{:?}", own.remarks);
    assert_eq!(seen, [39, 7, 3]);
}

#[test]
fn other_files_add_the_colours_that_the_first_does_not_have() {
    let first = file("a.png", &indexed_png((2, 1), &table(4), &[0], &[3, 1]));
    let other = file("b.png", &indexed_png((2, 1), &[[0; 3], [9; 3], [1, 90, 200]], &[0], &[1, 2]));
    let own = own_palette(&[first, other.clone()]).unwrap();
    let colours = [[1, 90, 200], [2, 90, 200], [3, 90, 200], [9; 3]].map(Rgb);
    assert_eq!(own.palette.colours()[1..5], colours);
    let fitted = other.fit(&own.palette).unwrap();
    let pixels = fitted.sprites[0].frame.sprite.pixels();
    assert!(pixels.contains(&4) && pixels.contains(&1));
    assert!(own_palette(&[]).is_none());
}

#[test]
fn too_many_colours_in_use_have_no_palette_of_their_own() {
    let indices: Vec<u8> = (1..65).collect();
    let many = file("a.png", &indexed_png((8, 8), &table(80), &[0], &indices));
    // One of the 64 is a twin: 63 colours, 64 entries in use.
    let own = own_palette(std::slice::from_ref(&many)).unwrap();
    assert_eq!(own.palette.colours()[63], Rgb([64, 90, 200]));
    assert!(own.remarks.iter().any(|it| it.contains("twice")), "{:?}", own.remarks);
    let more: Vec<u8> = (1..66).collect();
    let more = file("a.png", &indexed_png((13, 5), &table(80), &[0], &more));
    assert!(own_palette(&[more]).is_none());
}
