use proptest::prelude::*;

use super::*;
use crate::{
    files::{
        FileError, Frame, Origin,
        animation::{Animation, WhichFrames, read_animation},
        import::read_frames,
        test_support::{all_colours, any_frames, assert_cut_is_refused, reading, recipe_of},
    },
    sprite::{PIXELS, Palette, Rgb, Sprite},
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn frames_names_and_recipes_round_trip(frames in any_frames(), scale in 1..=4_u32) {
        let read = reading("fish.aseprite", &encode(&frames, &[], &Palette::ocean(), scale)).unwrap();
        let read: Vec<Frame> = read.into_iter().map(|imported| imported.frame).collect();
        prop_assert_eq!(read, frames);
    }

    #[test]
    fn other_readers_see_the_same(frames in any_frames()) {
        let palette = Palette::ocean();
        let bytes = encode(&frames, &[], &palette, 1);
        let file = aseprite_loader::loader::AsepriteFile::load(&bytes).unwrap();
        prop_assert_eq!(file.size(), (32, 32));
        prop_assert_eq!(file.frames().len(), frames.len());
        let ours = ::aseprite::AsepriteFile::from_reader(&bytes[..]).unwrap();
        for (index, frame) in frames.iter().enumerate() {
            let mut rgba = vec![0; PIXELS * 4];
            let visible = aseprite_loader::loader::LayerSelection::Visible;
            file.render_frame(index, &mut rgba, &visible).unwrap();
            prop_assert_eq!(&rgba, &frame.sprite.to_rgba(&palette));
            prop_assert_eq!(file.frames()[index].duration, frame.milliseconds);
            let cel = ours.cel(ours.layer_ref(0).unwrap(), index).unwrap();
            let text = cel.user_data.as_ref().and_then(|data| data.text.clone());
            prop_assert_eq!(text, frame.recipe().map(crate::sprite::Recipe::to_json));
        }
    }

    #[test]
    fn no_flipped_bits_make_it_panic(at in any::<prop::sample::Index>(), bits in 1..=255_u8) {
        let frame = Frame::new("a", all_colours()).with_recipe(recipe_of(&all_colours(), 1));
        let mut bytes = encode(&[frame.clone(), frame], &[], &Palette::ocean(), 1);
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
        let _ = reading("fish.aseprite", &bytes);
        let _ = crate::files::palette::parse(&bytes);
    }
}

#[test]
fn the_header_says_what_aseprite_expects() {
    let bytes = encode(&[Frame::new("a", all_colours())], &[], &Palette::ocean(), 2);
    assert_eq!(bytes[..4], (bytes.len() as u32).to_le_bytes());
    assert_eq!(bytes[4..6], [0xE0, 0xA5]);
    // One frame of 64x64 pixels, eight bits each, index 0 transparent, 64 colours.
    assert_eq!(bytes[6..14], [1, 0, 64, 0, 64, 0, 8, 0]);
    assert_eq!((bytes[28], &bytes[32..34]), (0, &[64, 0][..]));
}

#[test]
fn a_file_cut_anywhere_is_torn() {
    let frame = Frame::new("a", all_colours()).with_recipe(recipe_of(&all_colours(), 1));
    assert_cut_is_refused("fish.aseprite", &encode(&[frame], &[], &Palette::ocean(), 1));
}

/// The same palette and pixels with the colours moved so that index 3 is the transparent one.
#[test]
fn any_index_may_be_the_transparent_one() {
    let palette = Palette::ocean();
    let mut file = ::aseprite::AsepriteFile::new(2, 1, ::aseprite::ColorMode::Indexed);
    let colour = |Rgb([r, g, b]): Rgb| ::aseprite::Color { r, g, b, a: 255, name: None };
    let colours = [7, 8, 9, 10].map(|index: usize| colour(palette.colours()[index]));
    file.set_palette(&colours).unwrap();
    file.set_transparent_index(3);
    let layer = file.add_layer("fish");
    file.add_frame(100);
    let pixels = ::aseprite::Pixels::new(vec![3, 0], 2, 1, ::aseprite::ColorMode::Indexed);
    file.set_cel(layer, 0, pixels.unwrap(), 0, 0).unwrap();
    let mut bytes = Vec::new();
    file.write_to(&mut bytes).unwrap();
    let read = reading("fish.ase", &bytes).unwrap().remove(0);
    assert_eq!((read.frame.sprite.at(15, 15), read.frame.sprite.at(16, 15)), (0, 7));
    assert_eq!(read.frame.sprite.opaque_count(), 1);
    let swatches = crate::files::palette::parse(&bytes).unwrap();
    assert_eq!((swatches.colours.len(), swatches.transparent()), (4, Some(3)));
}

/// Two layers with opacity, a hidden group, a cel that hangs over the edge.
#[test]
fn layers_are_laid_over_each_other_as_they_are_seen() {
    let mode = ::aseprite::ColorMode::Rgba;
    let mut file = ::aseprite::AsepriteFile::new(2, 1, mode);
    let (below, half) =
        (file.add_layer("below"), ::aseprite::LayerOptions { opacity: 128, ..Default::default() });
    let above = file.add_layer_with("above", half);
    let hidden = ::aseprite::LayerOptions { visible: false, ..Default::default() };
    let group = file.add_group_with("hidden", hidden);
    let inside = file.add_layer_in("inside", group);
    file.add_frame(100);
    let pixels = |rgba: [u8; 8]| ::aseprite::Pixels::new(rgba.to_vec(), 2, 1, mode).unwrap();
    let white = [255; 8];
    file.set_cel(below, 0, pixels([0, 0, 0, 255, 0, 0, 0, 255]), 0, 0).unwrap();
    file.set_cel(above, 0, pixels(white), -1, 0).unwrap();
    file.set_cel(inside, 0, pixels(white), 0, 0).unwrap();
    let mut bytes = Vec::new();
    file.write_to(&mut bytes).unwrap();
    let read = reading("fish.ase", &bytes).unwrap().remove(0);
    let palette = Palette::ocean();
    let expected = [[128; 3], [0; 3]].map(|rgb| palette.nearest(Rgb(rgb)));
    assert_eq!([15, 16].map(|x| read.frame.sprite.at(x, 15)), expected);
}

/// Every blend mode over opaque and half see-through pixels, as another reader shows it.
#[test]
fn blend_modes_come_out_as_another_reader_shows_them() {
    let mode = ::aseprite::ColorMode::Rgba;
    let colours: [[u8; 4]; 8] = [
        [12, 120, 250, 255],
        [255, 255, 255, 255],
        [0, 0, 0, 255],
        [200, 90, 30, 255],
        [64, 128, 191, 255],
        [255, 0, 0, 255],
        [17, 222, 140, 255],
        [130, 127, 126, 255],
    ];
    let above: Vec<u8> = (0..64).flat_map(|at| colours[at % 8]).collect();
    let below: Vec<u8> = (0..64).flat_map(|at| colours[at / 8]).collect();
    let pixels = |data: &[u8]| ::aseprite::Pixels::new(data.to_vec(), 8, 8, mode).unwrap();
    // The other reader's soft light brightens under black, and its hues overflow; the tests of
    // `blend` have those of the W3C.
    for number in (0..19_u16).filter(|number| !matches!(*number, 9 | 12..=15)) {
        let mut file = ::aseprite::AsepriteFile::new(8, 8, mode);
        let ground = file.add_layer("ground");
        let options = ::aseprite::LayerOptions { opacity: 200, ..Default::default() };
        let ink = file.add_layer_with("ink", options);
        file.add_frame(100);
        file.set_cel(ground, 0, pixels(&below), 0, 0).unwrap();
        file.set_cel(ink, 0, pixels(&above), 0, 0).unwrap();
        let mut bytes = Vec::new();
        file.write_to(&mut bytes).unwrap();
        // The mode of the second layer: ten bytes behind the type of its chunk.
        let chunk = bytes.windows(2).enumerate().filter(|(_, pair)| *pair == [0x04, 0x20]);
        let chunk = chunk.map(|(at, _)| at).nth(1).unwrap();
        bytes[chunk + 12..chunk + 14].copy_from_slice(&number.to_le_bytes());
        let loaded = aseprite_loader::loader::AsepriteFile::load(&bytes).unwrap();
        let mut expected = vec![0; 8 * 8 * 4];
        let visible = aseprite_loader::loader::LayerSelection::Visible;
        loaded.render_frame(0, &mut expected, &visible).unwrap();
        let read = animation(&bytes).unwrap();
        for (at, (ours, theirs)) in
            read.frames[0].picture.pixels.iter().zip(expected.as_chunks::<4>().0).enumerate()
        {
            let is_near = ours.iter().zip(theirs).all(|(a, b)| a.abs_diff(*b) <= 2);
            assert!(is_near, "mode {number} pixel {at}: {ours:?} {theirs:?}");
        }
    }
}

pub(super) fn animation(bytes: &[u8]) -> Result<Animation, FileError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fish.aseprite");
    std::fs::write(&path, bytes).unwrap();
    read_animation(&path, WhichFrames::All)
}

fn sample(name: &str) -> Vec<Sprite> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let read = read_frames(&path, &Palette::ocean()).unwrap();
    read.into_iter().map(|imported| imported.frame.sprite).collect()
}

/// Both files were made by Aseprite itself; what it shows was read with another reader.
#[test]
fn files_of_aseprite_itself_are_read() {
    let palette = Palette::ocean();
    for (name, side) in [("bg-index-3.aseprite", 4_usize), ("link.aseprite", 8)] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        let bytes = std::fs::read(path).unwrap();
        let file = aseprite_loader::loader::AsepriteFile::load(&bytes).unwrap();
        let sprites = sample(name);
        assert_eq!(sprites.len(), file.frames().len());
        for (index, sprite) in sprites.iter().enumerate() {
            let mut rgba = vec![0; side * side * 4];
            let visible = aseprite_loader::loader::LayerSelection::Visible;
            file.render_frame(index, &mut rgba, &visible).unwrap();
            let left = (32 - side as i32) / 2;
            for (at, pixel) in rgba.as_chunks::<4>().0.iter().enumerate() {
                let (x, y) = ((at % side) as i32, (at / side) as i32);
                let [r, g, b, alpha] = *pixel;
                let expected = if alpha < 128 { 0 } else { palette.nearest(Rgb([r, g, b])) };
                assert_eq!(sprite.at(left + x, left + y), expected, "{name} {index}: {x} {y}");
            }
        }
        assert!(sprites.iter().any(|sprite| sprite.opaque_count() > 0), "{name}");
    }
}

#[test]
fn user_data_of_other_people_is_no_recipe() {
    let mut file = ::aseprite::AsepriteFile::new(1, 1, ::aseprite::ColorMode::Rgba);
    let layer = file.add_layer("fish");
    file.add_frame(100);
    let pixel = ::aseprite::Pixels::new(vec![0; 4], 1, 1, ::aseprite::ColorMode::Rgba).unwrap();
    file.set_cel(layer, 0, pixel, 0, 0).unwrap();
    for (text, expected) in [("{\"hp\": 3}", true), ("{\"checkpoint\": 1}", false)] {
        let text = Some(text.to_owned());
        file.set_cel_user_data(layer, 0, ::aseprite::UserData { text, ..Default::default() });
        let mut bytes = Vec::new();
        file.write_to(&mut bytes).unwrap();
        let read = reading("fish.ase", &bytes).unwrap().remove(0);
        assert_eq!(read.frame.origin == Origin::Unknown, expected, "{:?}", read.frame.origin);
    }
}

#[test]
fn huge_canvases_and_cels_are_refused() {
    let mut bytes = encode(&[Frame::new("a", all_colours())], &[], &Palette::ocean(), 1);
    bytes[8..12].copy_from_slice(&[255; 4]);
    let error = reading("fish.ase", &bytes).unwrap_err();
    assert!(matches!(error, FileError::TooLarge { width: 65_535, .. }), "{error}");

    let mut bytes = encode(&[Frame::new("a", all_colours())], &[], &Palette::ocean(), 1);
    let chunk = bytes.windows(2).rposition(|pair| pair == [0x05, 0x20]).unwrap();
    // Width and height stand 16 bytes behind the layer index, which follows the chunk's type.
    bytes[chunk + 18..chunk + 22].copy_from_slice(&[255; 4]);
    let error = reading("fish.ase", &bytes).unwrap_err().to_string();
    assert!(error.contains("a layer with 65535x65535 pixels"), "{error}");
    assert!(!error.contains("damaged"), "{error}");
}
