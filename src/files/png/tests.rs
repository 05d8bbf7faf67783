use std::{fs, path::Path};

use proptest::prelude::*;

use super::*;
use crate::{
    files::{FileError, Origin},
    sprite::{Hint, HintPlane, PIXELS, Palette, PixelEdit, Recipe, SIDE, Sampling, Sprite},
};

fn recipe_of(sprite: &Sprite, zone: &str, seed: u64, edits: Vec<PixelEdit>) -> Recipe {
    let mut hints = HintPlane::BLANK;
    hints.set(5, Hint::Opaque, true);
    Recipe {
        checkpoint: "ab".repeat(32),
        engine: "1".to_owned(),
        precision: "f32".to_owned(),
        zone: zone.to_owned(),
        category: "coral".to_owned(),
        with: std::collections::BTreeMap::new(),
        seed,
        variant: 3,
        sampling: Sampling::default(),
        hints: Some(hints),
        sketch: None,
        parents: vec!["cd".repeat(32)],
        edits,
        palette: None,
        motion: None,
        shading: None,
        pixels: sprite.content_hash(),
    }
}

fn any_sprite() -> impl Strategy<Value = Sprite> {
    prop::collection::vec(0..64_u8, PIXELS)
        .prop_map(|indices| Sprite::from_indices(&indices).unwrap())
}

fn reading(bytes: &[u8]) -> Result<ReadSprite, FileError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sprite.png");
    fs::write(&path, bytes).unwrap();
    read_sprite(&path)
}

/// A PNG with any header, as another program might write it.
fn foreign(
    (width, height): (u32, u32),
    colour: ::png::ColorType,
    set_up: impl FnOnce(&mut ::png::Encoder<'_, &mut Vec<u8>>),
    data: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    set_up(&mut encoder);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sprites_and_recipes_round_trip_at_every_scale(
        sprite in any_sprite(),
        scale in 1..=MAX_SCALE,
        seed in any::<u64>(),
        zone in "\\PC{0,20}",
        edits in prop::collection::vec((0..1024_u16, 0..64_u8), 0..9),
        with_recipe in any::<bool>(),
    ) {
        let palette = Palette::ocean();
        let edits = edits.into_iter().map(|(at, colour)| PixelEdit(at, colour)).collect();
        let recipe = with_recipe.then(|| recipe_of(&sprite, &zone, seed, edits));
        let bytes = encode_sprite(&sprite, &palette, recipe.as_ref(), scale);
        let read = reading(&bytes).unwrap();
        prop_assert_eq!(&read.sprite, &sprite);
        prop_assert_eq!(&read.palette_colours[..], &palette.colours()[..]);
        prop_assert_eq!(read.recipe, recipe);
        prop_assert_eq!(read.recipe_problem, None);
    }

    #[test]
    fn no_flipped_byte_makes_it_panic(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let recipe = recipe_of(&Sprite::EMPTY, "vent", 7, vec![]);
        let mut bytes = encode_sprite(&Sprite::EMPTY, &Palette::ocean(), Some(&recipe), 2);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        // A checksum covers every chunk; what is ancillary may be dropped, never misread.
        if let Ok(read) = reading(&bytes) {
            prop_assert_eq!(read.sprite, Sprite::EMPTY);
            prop_assert!(read.recipe.is_none_or(|read| read == recipe));
        }
    }
}

#[test]
fn the_file_is_indexed_with_the_palette_in_order_and_one_transparency_byte() {
    let recipe = recipe_of(&Sprite::EMPTY, "vent", 7, vec![]);
    let bytes = encode_sprite(&Sprite::EMPTY, &Palette::ocean(), Some(&recipe), 3);
    let reader = ::png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    let info = reader.info();
    assert_eq!((info.width, info.height), (96, 96));
    assert_eq!(info.color_type, ::png::ColorType::Indexed);
    assert_eq!(info.bit_depth, ::png::BitDepth::Eight);
    assert_eq!(info.trns.as_deref(), Some(&[0][..]));
    let expected: Vec<u8> = Palette::ocean().colours().iter().flat_map(|rgb| rgb.0).collect();
    assert_eq!(info.palette.as_deref(), Some(&expected[..]));
    let [chunk, xmp] = &info.utf8_text[..] else { panic!("two iTXt chunks") };
    assert_eq!(xmp.keyword, "XML:com.adobe.xmp");
    assert!(!chunk.compressed, "other programs should find the recipe without inflating it");
    assert_eq!(chunk.keyword, "shoal:recipe");
    assert_eq!(chunk.get_text().unwrap(), recipe.to_json());
}

#[test]
fn a_png_cut_anywhere_is_damaged() {
    let mut sprite = Sprite::EMPTY;
    sprite.set(3, 4, 5);
    let whole = encode_sprite(&sprite, &Palette::ocean(), None, 1);
    assert!(matches!(reading(&[]), Err(FileError::Empty(_))));
    for length in 1..whole.len() {
        let error = reading(&whole[..length]).unwrap_err();
        assert!(matches!(error, FileError::Damaged { .. }), "{length} bytes: {error}");
    }
    assert_eq!(reading(&whole).unwrap().sprite, sprite);
}

#[test]
fn other_pictures_are_refused_with_their_reason() {
    let message = |bytes: &[u8]| reading(bytes).unwrap_err().to_string();
    assert!(message(b"GIF89a").contains("is not a PNG"));

    let rgb = foreign((32, 32), ::png::ColorType::Rgb, |_| (), &[9; PIXELS * 3]);
    assert!(message(&rgb).contains("is an RGB picture"), "{}", message(&rgb));

    let four_bits = foreign(
        (32, 32),
        ::png::ColorType::Indexed,
        |encoder| {
            encoder.set_depth(::png::BitDepth::Four);
            encoder.set_palette(vec![0; 48]);
        },
        &[0; PIXELS / 2],
    );
    assert!(message(&four_bits).contains("indexed with 4 bits"), "{}", message(&four_bits));

    for size in [(16, 16), (32, 64), (33, 33), (544, 544)] {
        let data = vec![0; (size.0 * size.1) as usize];
        let odd = foreign(size, ::png::ColorType::Indexed, |e| e.set_palette(vec![0; 192]), &data);
        let wanted = format!("is {}x{} pixels", size.0, size.1);
        assert!(message(&odd).contains(&wanted), "{}", message(&odd));
    }

    let mut ragged = vec![1; 64 * 64];
    ragged[65] = 2;
    let set_up = |e: &mut ::png::Encoder<'_, &mut Vec<u8>>| e.set_palette(vec![0; 192]);
    let ragged = foreign((64, 64), ::png::ColorType::Indexed, set_up, &ragged);
    assert!(message(&ragged).contains("no 2-fold enlargement"), "{}", message(&ragged));
}

#[test]
fn a_palette_laid_out_otherwise_is_refused() {
    let indexed = |entries: usize, trns: &[u8], index: u8| {
        let set_up = |e: &mut ::png::Encoder<'_, &mut Vec<u8>>| {
            e.set_palette(vec![7; entries * 3]);
            e.set_trns(trns.to_vec());
        };
        let bytes = foreign((32, 32), ::png::ColorType::Indexed, set_up, &[index; PIXELS]);
        reading(&bytes).map_err(|error| error.to_string())
    };
    assert!(indexed(64, &[0], 63).is_ok());
    assert!(indexed(256, &[0], 63).is_ok(), "Aseprite pads palettes to 256 entries");
    for (case, wanted) in [
        (indexed(64, &[255, 0], 0), "transparent colour first"),
        (indexed(64, &[0, 0], 1), "more see-through colours"),
        (indexed(100, &[0], 64), "more colours than 64"),
        (indexed(8, &[0], 9), "fewer colours"),
    ] {
        let error = case.unwrap_err();
        assert!(error.contains(wanted), "{wanted}: {error}");
    }
}

#[test]
fn huge_dimensions_are_refused_by_their_header_alone() {
    // Signature and IHDR of a 30000x30000 indexed picture, and nothing after it.
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(30_000_u32.to_be_bytes());
    bytes.extend(30_000_u32.to_be_bytes());
    bytes.extend([8, 3, 0, 0, 0]);
    let checksum = crc32(&bytes[12..]);
    bytes.extend(checksum.to_be_bytes());
    let error = reading(&bytes).unwrap_err();
    assert!(matches!(error, FileError::WrongSize { width: 30_000, height: 30_000, .. }), "{error}");

    let padded = [&bytes[..], &vec![0; 5 << 20]].concat();
    assert!(matches!(reading(&padded).unwrap_err(), FileError::TooManyBytes { .. }));
}

/// The checksum of PNG chunks, bit by bit (PNG specification, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 }
        })
    })
}

#[test]
fn a_recipe_of_another_version_leaves_the_pixels_readable() {
    let add = |e: &mut ::png::Encoder<'_, &mut Vec<u8>>| {
        e.set_palette(vec![7; 192]);
        e.set_trns(vec![0]);
        e.add_itxt_chunk(RECIPE_KEYWORD.to_owned(), "{\"future\":1}".to_owned()).unwrap();
    };
    let bytes = foreign((32, 32), ::png::ColorType::Indexed, add, &[1; PIXELS]);
    let read = reading(&bytes).unwrap();
    assert!(read.recipe.is_none());
    assert!(read.recipe_problem.is_some_and(|problem| problem.contains("is missing")));
}

#[test]
fn a_compressed_recipe_behind_the_picture_is_found() {
    let recipe = recipe_of(&Sprite::EMPTY, "vent", 7, vec![]);
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, 32, 32);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_palette(vec![7; 192]);
    encoder.set_trns(vec![0]);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0; PIXELS]).unwrap();
    let mut chunk = ::png::text_metadata::ITXtChunk::new(RECIPE_KEYWORD, recipe.to_json());
    chunk.compressed = true;
    writer.write_text_chunk(&chunk).unwrap();
    writer.finish().unwrap();
    assert_eq!(reading(&bytes).unwrap().recipe, Some(recipe));
}

#[test]
fn a_folder_and_a_missing_file_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(read_sprite(folder.path()), Err(FileError::NotAFile(_))));
    let missing = read_sprite(Path::new("no/such.png")).unwrap_err().to_string();
    assert!(missing.starts_with("cannot read \"no/such.png\""), "{missing}");
}

#[test]
fn a_grid_holds_each_sprite_in_its_cell() {
    let sprites: Vec<Sprite> =
        (0..36).map(|index| Sprite::from_indices(&[index + 1; PIXELS]).unwrap()).collect();
    let bytes = encode_grid(&sprites, 6, &Palette::ocean(), 2);
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    // Six cells and five gaps of two pixels, everything twice as large.
    let side = (6 * SIDE + 5 * 2) * 2;
    assert_eq!((reader.info().width as usize, reader.info().height as usize), (side, side));
    assert_eq!(reader.info().color_type, ::png::ColorType::Indexed);
    let mut indices = vec![0; side * side];
    reader.next_frame(&mut indices).unwrap();
    for (cell, _) in sprites.iter().enumerate() {
        let (left, top) = (cell % 6 * 68, cell / 6 * 68);
        for (x, y) in [(left, top), (left + 63, top + 63)] {
            assert_eq!(usize::from(indices[y * side + x]), cell + 1, "cell {cell}");
        }
        if left > 0 {
            assert_eq!(&indices[top * side + left - 4..][..4], &[0; 4], "gap before cell {cell}");
        }
    }
}

#[test]
fn odd_grids_make_pictures_too() {
    let palette = Palette::ocean();
    for (count, columns) in [(0, 0), (1, 0), (5, 9), (7, 3)] {
        let bytes = encode_grid(&vec![Sprite::EMPTY; count], columns, &palette, 99);
        assert!(::png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().is_ok());
    }
}

/// How texts are stored.
#[derive(Clone, Copy, Debug)]
enum Way {
    Plain,
    Compressed,
    Utf8,
}

/// A sprite packed anew: its texts in another way, its pixels of another kind.
fn repacked(
    sprite: &Sprite,
    palette: &Palette,
    texts: &[(&str, String)],
    (colour, depth, way): (::png::ColorType, u8, Way),
) -> Vec<u8> {
    let mut order: Vec<u8> = Vec::new();
    for &index in sprite.pixels() {
        if !order.contains(&index) {
            order.push(index);
        }
    }
    order.reverse();
    let place = |index: &u8| order.iter().position(|known| known == index).unwrap() as u8;
    let rgb = |index: u8| palette.colours()[usize::from(index)].0;
    let data: Vec<u8> = match colour {
        ::png::ColorType::Indexed => {
            let per_byte = usize::from(8 / depth);
            let places: Vec<u8> = sprite.pixels().iter().map(place).collect();
            let byte =
                |group: &[u8]| group.iter().fold(0_u8, |byte, at| (byte << (depth % 8)) | at);
            places.chunks(per_byte).map(byte).collect()
        }
        ::png::ColorType::Rgba => {
            sprite.pixels().iter().flat_map(|&index| palette.rgba(index)).collect()
        }
        _ => sprite.pixels().iter().flat_map(|&i| [rgb(i)[0], palette.rgba(i)[3]]).collect(),
    };
    let set_up = |encoder: &mut ::png::Encoder<'_, &mut Vec<u8>>| {
        encoder.set_depth(::png::BitDepth::from_u8(depth).unwrap());
        if colour == ::png::ColorType::Indexed {
            encoder.set_palette(order.iter().flat_map(|&index| rgb(index)).collect::<Vec<u8>>());
            encoder
                .set_trns(order.iter().map(|&i| if i == 0 { 0 } else { 255 }).collect::<Vec<_>>());
        }
        for (keyword, text) in texts {
            let (keyword, text) = ((*keyword).to_owned(), text.clone());
            match way {
                Way::Plain => encoder.add_text_chunk(keyword, text),
                Way::Compressed => encoder.add_ztxt_chunk(keyword, text),
                Way::Utf8 => encoder.add_itxt_chunk(keyword, text),
            }
            .unwrap();
        }
    };
    foreign((32, 32), colour, set_up, &data)
}

#[test]
fn recipes_survive_whatever_packs_the_file_anew() {
    use ::png::ColorType::{GrayscaleAlpha, Indexed, Rgba};
    let greys = std::array::from_fn(|index| crate::sprite::Rgb([index as u8 * 4; 3]));
    let grey = Palette::new("greys", greys, vec![]);
    for palette in [Palette::ocean(), grey] {
        for (n_colours, depth) in [(1_u8, 1_u8), (3, 2), (15, 4), (40, 8)] {
            let mut sprite = Sprite::EMPTY;
            for colour in 0..n_colours {
                sprite.set(i32::from(colour % 32), 3, 63 - colour);
                sprite.set(i32::from(colour % 32), 4, 63 - colour);
            }
            let recipe = recipe_of(&sprite, "vent", 7, vec![]);
            let mut texts = vec![(RECIPE_KEYWORD, recipe.to_json())];
            if palette.name() == "greys" {
                texts.push((PALETTE_KEYWORD, super::restore::palette_text(&palette)));
            }
            let mut kinds = vec![(Indexed, depth), (Rgba, 8)];
            if palette.name() == "greys" {
                kinds.push((GrayscaleAlpha, 8));
            }
            for (colour, depth) in kinds {
                for way in [Way::Plain, Way::Compressed, Way::Utf8] {
                    let bytes = repacked(&sprite, &palette, &texts, (colour, depth, way));
                    let read = reading(&bytes).unwrap();
                    let case = format!("{colour:?} {depth} {way:?}");
                    assert_eq!(read.sprite, sprite, "{case}");
                    assert_eq!(read.palette_colours[1..], palette.colours()[1..], "{case}");
                    assert_eq!(read.origin(), Origin::Recipe(Box::new(recipe.clone())), "{case}");
                }
            }
        }
    }
}

#[test]
fn pixels_that_were_painted_over_are_told_from_pixels_that_were_sorted() {
    use ::png::ColorType::{Indexed, Rgba};
    let palette = Palette::ocean();
    let mut sprite = Sprite::EMPTY;
    sprite.set(3, 3, 9);
    sprite.set(4, 3, 20);
    let recipe = recipe_of(&sprite, "vent", 7, vec![]);
    let texts = [(RECIPE_KEYWORD, recipe.to_json())];
    let mut painted = sprite.clone();
    painted.set(4, 3, 21);
    for (colour, depth) in [(Indexed, 2), (Indexed, 8), (Rgba, 8)] {
        let bytes = repacked(&painted, &palette, &texts, (colour, depth, Way::Utf8));
        let read = reading(&bytes).unwrap();
        assert_eq!(read.origin(), Origin::Changed(Box::new(recipe.clone())));
    }
    // Colours that no palette of ours has: no sprite of ours any more, but its recipe is there.
    let colours = std::array::from_fn(|index| crate::sprite::Rgb([1, 2, index as u8]));
    let other = Palette::new("other", colours, vec![]);
    let bytes = repacked(&painted, &other, &texts, (Rgba, 8, Way::Plain));
    assert!(matches!(reading(&bytes), Err(FileError::NotIndexed { .. })));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    fs::write(&path, bytes).unwrap();
    assert_eq!(read_recipe(&path).unwrap(), Some(Ok(recipe)));
}

/// A PNG of colours with a text before its picture.
fn rgba_with(size: (u32, u32), recipe: &[u8], pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(::png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    let text = [&b"shoal:recipe\0\0\0\0\0"[..], recipe].concat();
    writer.write_chunk(::png::chunk::iTXt, &text).unwrap();
    writer.write_image_data(pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

fn read_beside(bytes: &[u8]) -> RecipeAndPicture {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fish.png");
    fs::write(&path, bytes).unwrap();
    read_recipe_and_picture(&path).unwrap()
}

#[test]
fn a_recipe_is_there_whatever_became_of_its_picture() {
    let indices: Vec<u8> = (0..PIXELS).map(|at| if at < 64 { at as u8 } else { 0 }).collect();
    let (sprite, palette) = (Sprite::from_indices(&indices).unwrap(), Palette::ocean());
    let recipe = recipe_of(&sprite, "vent", 7, vec![]);
    let json = recipe.to_json();
    let drawn = read_beside(&encode_sprite(&sprite, &palette, Some(&recipe), 3));
    assert_eq!(drawn.look.n_different(&sprite, &palette), Some(0));
    assert_eq!(drawn.sprite.as_ref(), Some(&sprite));

    let mut pixels = sprite.to_rgba(&palette);
    pixels[4 * 70..][..4].copy_from_slice(&[1, 2, 3, 255]);
    pixels[4 * 5 + 3] = 100;
    let touched = read_beside(&rgba_with((32, 32), json.as_bytes(), &pixels));
    assert_eq!(touched.look.n_different(&sprite, &palette), Some(2));
    assert_eq!((touched.recipe, touched.sprite), (Some(Ok(recipe.clone())), None));

    let marked = format!("\u{feff}{json}");
    let cut = read_beside(&rgba_with((28, 16), marked.as_bytes(), &pixels[..28 * 16 * 4]));
    assert_eq!(cut.look, PictureBeside::Resized { width: 28, height: 16 });
    assert_eq!(cut.look.n_different(&sprite, &palette), None);
    assert_eq!(cut.recipe, Some(Ok(recipe)));

    let smooth: Vec<u8> = (0..64 * 64).flat_map(|at| [at as u8, 9, 9, 255]).collect();
    let smoothed = read_beside(&rgba_with((64, 64), json.as_bytes(), &smooth));
    assert_eq!(smoothed.look, PictureBeside::Smoothed { scale: 2 });
}
