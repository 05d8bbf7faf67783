use proptest::prelude::*;

use super::*;
use crate::files::test_support::{
    all_colours, any_frames, any_sprite, assert_cut_is_refused, reading,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn frames_round_trip_at_every_scale(frames in any_frames(), scale in 1..=16_u32) {
        let read = reading("fish.gif", &encode(&frames, &Palette::ocean(), scale)).unwrap();
        prop_assert_eq!(read.len(), frames.len());
        for (read, frame) in read.iter().zip(&frames) {
            prop_assert_eq!(&read.frame.sprite, &frame.sprite);
            prop_assert_eq!(read.frame.milliseconds, frame.milliseconds);
            prop_assert_eq!(read.n_moved_colours, 0);
        }
    }

    #[test]
    fn no_flipped_bits_make_it_panic(
        sprite in any_sprite(), at in any::<prop::sample::Index>(), bits in 1..=255_u8,
    ) {
        let frames = [Frame::new("a", sprite), Frame::new("b", all_colours())];
        let mut bytes = encode(&frames, &Palette::ocean(), 1);
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
        let _ = reading("fish.gif", &bytes);
    }
}

#[test]
fn the_palette_is_global_in_order_and_index_0_is_not_seen() {
    let frames = [Frame::new("a", all_colours()), Frame::new("b", all_colours())];
    let palette = Palette::ocean();
    let bytes = encode(&frames, &palette, 2);
    let mut decoder = ::gif::DecodeOptions::new().read_info(&bytes[..]).unwrap();
    let expected: Vec<u8> = palette.colours().iter().flat_map(|rgb| rgb.0).collect();
    assert_eq!(decoder.global_palette(), Some(&expected[..]));
    assert_eq!((decoder.width(), decoder.repeat()), (64, ::gif::Repeat::Infinite));
    let frame = decoder.read_next_frame().unwrap().unwrap();
    assert_eq!((frame.transparent, frame.delay, &frame.palette), (Some(0), 10, &None));
    assert_eq!(frame.dispose, ::gif::DisposalMethod::Background);
    assert_eq!(frame.buffer[..6], [0, 0, 1, 1, 2, 2]);
}

#[test]
fn a_gif_cut_anywhere_or_too_large_is_refused() {
    let whole = encode(&[Frame::new("a", all_colours())], &Palette::ocean(), 1);
    assert_cut_is_refused("fish.gif", &whole);
    let mut huge = whole;
    huge[6..10].copy_from_slice(&[255; 4]);
    let error = reading("fish.gif", &huge).unwrap_err();
    assert!(matches!(error, FileError::TooLarge { width: 65_535, .. }), "{error}");
}

#[test]
fn one_frame_takes_the_name_of_its_file() {
    let palette = Palette::ocean();
    let frame = || Frame::new("a", all_colours());
    let names = |frames: &[Frame]| {
        let read = reading("fish.gif", &encode(frames, &palette, 1)).unwrap();
        read.into_iter().map(|imported| imported.frame.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&[frame()]), ["fish"]);
    assert_eq!(names(&[frame(), frame()]), ["fish 0", "fish 1"]);
}
