use proptest::prelude::*;

use super::*;
use crate::{
    files::test_support::{all_colours, any_sprite, assert_cut_is_refused, reading, recipe_of},
    sprite::{PIXELS, Rgb, SIDE, TRANSPARENT},
};

/// A PNG of any kind, as another program might write it.
fn png_of(
    (width, height): (u32, u32),
    colour: ::png::ColorType,
    depth: ::png::BitDepth,
    set_up: impl FnOnce(&mut ::png::Encoder<'_, &mut Vec<u8>>),
    data: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    set_up(&mut encoder);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    bytes
}

fn first(bytes: &[u8]) -> Imported {
    reading("fish.png", bytes).unwrap().remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rgba_of_our_colours_comes_back_to_the_last_pixel(
        sprite in any_sprite(), scale in 1..=4_usize, wide in any::<bool>(),
    ) {
        let rgba = sprite.to_rgba(&Palette::ocean());
        let side = SIDE * scale;
        let mut data = Vec::new();
        for at in 0..side * side {
            let pixel = at / side / scale * SIDE + at % side / scale;
            for channel in &rgba[pixel * 4..][..4] {
                // Sixteen bits a channel hold each byte twice.
                data.extend(std::iter::repeat_n(*channel, if wide { 2 } else { 1 }));
            }
        }
        let depth = if wide { ::png::BitDepth::Sixteen } else { ::png::BitDepth::Eight };
        let size = (side as u32, side as u32);
        let read = first(&png_of(size, ::png::ColorType::Rgba, depth, |_| (), &data));
        prop_assert_eq!(read.frame.sprite, sprite);
        prop_assert_eq!((read.n_moved_colours, read.frame.origin), (0, Origin::Unknown));
    }
}

#[test]
fn any_index_may_be_the_transparent_one() {
    let palette = Palette::ocean();
    let colours = [palette.colours()[9], palette.colours()[20], Rgb([255, 0, 255])];
    let set_up = |e: &mut ::png::Encoder<'_, &mut Vec<u8>>| {
        e.set_palette(colours.iter().flat_map(|rgb| rgb.0).collect::<Vec<u8>>());
        e.set_trns(vec![255, 255, 0]);
    };
    // Two bits a pixel: 0, 1, 2, 2 in each of four rows.
    let data = [0b0001_1010; 4];
    let two_bits = ::png::BitDepth::Two;
    let read = first(&png_of((4, 4), ::png::ColorType::Indexed, two_bits, set_up, &data));
    let sprite = read.frame.sprite;
    // Four pixels come into the middle of 32.
    assert_eq!([14, 15, 16, 17].map(|x| sprite.at(x, 14)), [9, 20, TRANSPARENT, TRANSPARENT]);
    assert_eq!((sprite.opaque_count(), read.n_moved_colours), (8, 0));
}

#[test]
fn colours_that_are_not_ours_become_their_nearest_and_are_counted() {
    let palette = Palette::ocean();
    let Rgb([r, g, b]) = palette.colours()[30];
    let near = [r ^ 1, g, b, 255];
    let glass = [r, g, b, 100];
    let mut data = vec![0; PIXELS * 4];
    data[..8].copy_from_slice(&[near, near].concat());
    data[8..12].copy_from_slice(&glass);
    let eight = ::png::BitDepth::Eight;
    let read = first(&png_of((32, 32), ::png::ColorType::Rgba, eight, |_| (), &data));
    assert_eq!((read.frame.sprite.at(0, 0), read.frame.sprite.at(1, 0)), (30, 30));
    assert_eq!((read.frame.sprite.opaque_count(), read.n_moved_colours), (2, 1));
}

/// An 8x8 grey picture in Adam7 order, as Pillow and others write with a flag; the png crate
/// only reads such.
#[test]
fn interlaced_and_grey_pictures_are_read() {
    let passes = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];
    let grey = |x: usize, y: usize| if (x, y) == (5, 2) { 255_u8 } else { 0 };
    let mut raw = Vec::new();
    for (x0, y0, dx, dy) in passes {
        for y in (y0..8).step_by(dy) {
            raw.push(0);
            raw.extend((x0..8).step_by(dx).map(|x| grey(x, y)));
        }
    }
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &raw).unwrap();
    let packed = packed.finish().unwrap();
    let mut bytes = png::SIGNATURE.to_vec();
    let header = [0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 1];
    for (kind, data) in [(b"IHDR", &header[..]), (b"IDAT", &packed), (b"IEND", &[])] {
        bytes.extend((data.len() as u32).to_be_bytes());
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(data);
        bytes.extend([&kind[..], data].concat());
        bytes.extend(sum.sum().to_be_bytes());
    }
    let read = first(&bytes);
    let white = Palette::ocean().nearest(Rgb([255; 3]));
    assert_eq!(read.frame.sprite.at(12 + 5, 12 + 2), white);
    let is_white = |index: &&u8| **index == white;
    assert_eq!(read.frame.sprite.pixels().iter().filter(is_white).count(), 1);
    assert_eq!(read.frame.sprite.opaque_count(), 64);
}

#[test]
fn what_is_too_large_is_refused_by_its_header_or_its_detail() {
    let eight = ::png::BitDepth::Eight;
    let mut ragged = vec![7; 64 * 64 * 3];
    ragged[0] = 9;
    let picture = png_of((64, 64), ::png::ColorType::Rgb, eight, |_| (), &ragged);
    let error = reading("fish.png", &picture).unwrap_err().to_string();
    assert!(error.contains("64x64") && error.contains("at most 32x32"), "{error}");

    // Signature and header of a picture of 30000x30000, and nothing after it.
    let mut huge = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    huge.extend(30_000_u32.to_be_bytes());
    huge.extend(30_000_u32.to_be_bytes());
    huge.extend([8, 6, 0, 0, 0]);
    let mut sum = flate2::Crc::new();
    sum.update(&huge[12..]);
    huge.extend(sum.sum().to_be_bytes());
    let error = reading("fish.png", &huge).unwrap_err();
    assert!(matches!(error, FileError::TooLarge { width: 30_000, .. }), "{error}");
}

#[test]
fn our_own_files_keep_recipes_and_the_pixels_win() {
    let palette = Palette::ocean();
    let mut sprite = all_colours();
    let recipe = recipe_of(&sprite, 7);
    let bytes = png::encode_sprite(&sprite, &palette, Some(&recipe), 3);
    let read = first(&bytes);
    assert_eq!(read.frame.sprite, sprite);
    assert_eq!(read.frame.origin, Origin::Recipe(Box::new(recipe.clone())));
    assert_eq!(read.frame.recipe(), Some(&recipe));

    sprite.set(9, 9, 1);
    let read = first(&png::encode_sprite(&sprite, &palette, Some(&recipe), 1));
    assert_eq!(read.frame.sprite, sprite);
    assert_eq!(read.frame.origin, Origin::Changed(Box::new(recipe.clone())));
    // A recipe that tells of other pixels is shown, and not written again.
    assert_eq!((read.frame.recipe(), read.frame.origin.recipe()), (None, Some(&recipe)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.png");
    std::fs::write(&path, png::encode_sprite(&sprite, &palette, Some(&recipe), 1)).unwrap();
    let remarks = read_file(&path, &palette).unwrap().remarks;
    assert_eq!(remarks.iter().collect::<Vec<_>>(), [&Remark::RecipesStale(1)]);
}

#[test]
fn cut_and_foreign_files_are_errors_that_name_them() {
    let recipe = recipe_of(&all_colours(), 7);
    let whole = png::encode_sprite(&all_colours(), &Palette::ocean(), Some(&recipe), 1);
    assert_cut_is_refused("fish.png", &whole);
    for bytes in [&b"hello"[..], b"ASEF\0\x01\0\0", &[0; 64]] {
        let error = reading("fish.png", bytes).unwrap_err();
        assert!(matches!(error, FileError::Unsupported { .. }), "{error}");
    }
}

#[test]
fn entries_that_differ_in_transparency_alone_are_one_colour() {
    let (brown, green) = ([122, 59, 16], [40, 240, 60]);
    let palette: Vec<u8> = [[0; 3], brown, brown, brown, green].concat();
    let bytes = |alphas: &'static [u8]| {
        let data: Vec<u8> = (0..64).map(|at| (at % 5) as u8).collect();
        let palette = palette.clone();
        let set_up = move |encoder: &mut ::png::Encoder<'_, &mut Vec<u8>>| {
            encoder.set_palette(palette);
            encoder.set_trns(alphas);
        };
        png_of((8, 8), ::png::ColorType::Indexed, ::png::BitDepth::Eight, set_up, &data)
    };
    let used = |alphas: &'static [u8]| {
        let bytes = bytes(alphas);
        let path = std::path::Path::new("blob.png");
        let file = SpriteFile::parse(path, &bytes, WhichFrames::All, Glass::default()).unwrap();
        let own = own_palette(std::slice::from_ref(&file)).unwrap();
        let found = file.fit(&own.palette).unwrap().sprites.remove(0);
        let mut used: Vec<u8> = found.frame.sprite.pixels().to_vec();
        used.sort_unstable();
        used.dedup();
        used
    };
    assert_eq!(used(&[0, 255, 200, 160]), [0, 1, 2], "half-transparent edges are brown too");
    assert_eq!(used(&[0]), [0, 1, 2, 3, 4], "twins of the file stay twins");
}
