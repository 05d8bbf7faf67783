use proptest::prelude::*;

use super::*;
use crate::files::{
    animation::{Animation, AnimationFrame, MAX_FRAMES, WhichFrames, read_animation},
    test_support::{all_colours, any_frames, any_sprite, reading},
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn frames_round_trip_at_every_scale(frames in any_frames(), scale in 1..=16_u32) {
        let read = reading("fish.gif", &encode(&frames, &Palette::ocean(), scale)).unwrap();
        prop_assert_eq!(read.len(), frames.len());
        for (read, frame) in read.iter().zip(&frames) {
            prop_assert_eq!(&read.frame.sprite, &frame.sprite);
            let is_still = frames.len() == 1;
            let milliseconds = if is_still { 100 } else { frame.milliseconds };
            prop_assert_eq!(read.frame.milliseconds, milliseconds);
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

/// A GIF of 4x2 pixels with a table of black, red and green, from frames as they are in a file.
fn by_hand(screen: [u16; 2], frames: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend(screen.iter().flat_map(|side| side.to_le_bytes()));
    bytes.extend([0x81, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255, 0, 9, 9, 9]);
    bytes.extend(frames.concat());
    bytes.push(0x3B);
    bytes
}

/// A frame in two-bit indices: each code is preceded by "clear", so nothing needs a dictionary.
fn frame([x, y, width, height]: [u16; 4], control: [u8; 4], indices: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x21, 0xF9, 4];
    bytes.extend(control);
    bytes.extend([0, 0x2C]);
    bytes.extend([x, y, width, height].iter().flat_map(|number| number.to_le_bytes()));
    bytes.extend([0, 2]);
    let codes = indices.iter().flat_map(|&index| [4, index]).chain([5]);
    let bits: Vec<u8> = codes.flat_map(|code| (0..3).map(move |bit| code >> bit & 1)).collect();
    let byte = |bits: &[u8]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit);
    let packed: Vec<u8> = bits.chunks(8).map(byte).collect();
    bytes.push(packed.len() as u8);
    bytes.extend(packed);
    bytes.push(0);
    bytes
}

fn animation(bytes: &[u8], which: WhichFrames) -> Result<Animation, FileError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fish.gif");
    std::fs::write(&path, bytes).unwrap();
    read_animation(&path, which)
}

/// The screens of all frames as letters.
fn screens(animation: &Animation) -> Vec<String> {
    let letter = |pixel: &[u8; 4]| match *pixel {
        [.., 0] => '.',
        [255, 0, 0, _] => 'r',
        [0, 255, 0, _] => 'g',
        [0, 0, 0, _] => 'k',
        _ => '?',
    };
    let screen = |frame: &AnimationFrame| frame.picture.pixels.iter().map(letter).collect();
    animation.frames.iter().map(screen).collect()
}

fn said(animation: &Animation) -> Vec<String> {
    animation.remarks.iter().map(ToString::to_string).collect()
}

/// Delay in hundredths, transparent index 0, and the disposal.
fn control(delay: u8, disposal: u8) -> [u8; 4] {
    [disposal << 2 | 1, delay, 0, 0]
}

#[test]
fn frames_are_shown_as_players_show_them() {
    let frames = [
        frame([0, 0, 4, 2], control(8, 1), &[1, 1, 1, 1, 1, 1, 1, 1]),
        frame([1, 0, 2, 1], control(0, 3), &[2, 0]),
        frame([3, 1, 2, 2], control(1, 2), &[2, 2, 2, 2]),
        frame([0, 0, 1, 1], control(12, 0), &[2]),
    ];
    let read = animation(&by_hand([4, 2], &frames), WhichFrames::All).unwrap();
    assert_eq!(screens(&read), ["rrrrrrrr", "rgrrrrrr", "rrrrrrrg", "grrrrrr."]);
    let times: Vec<u16> = read.frames.iter().map(|frame| frame.milliseconds).collect();
    assert_eq!(times, [80, 100, 100, 120]);
    assert_eq!(
        said(&read),
        [
            "1 frame without a duration got 100 ms",
            "3 pixels beyond the canvas cut off",
            "1 frame of 10 ms got 100 ms, as players show it"
        ]
    );
    let indexed = read.frames[3].indexed.as_ref().unwrap();
    assert_eq!(indexed.indices, [2, 1, 1, 1, 1, 1, 1, 0]);
    assert_eq!(indexed.colours[0].alpha, 0);

    let first = animation(&by_hand([4, 2], &frames), WhichFrames::First).unwrap();
    assert_eq!(screens(&first), ["rrrrrrrr"]);
    assert_eq!(said(&first), ["3 of 4 frames left out"]);
}

#[test]
fn what_stands_behind_the_end_is_ignored_and_a_missing_end_is_told() {
    let still = frame([0, 0, 4, 2], control(0, 0), &[1; 8]);
    let whole = by_hand([4, 2], &[still.clone(), still.clone()]);
    let usual = animation(&whole, WhichFrames::All).unwrap();
    for more in [&[0; 37][..], b"\r\nmade with my own encoder", b";;,"] {
        let read = animation(&[&whole[..], more].concat(), WhichFrames::All).unwrap();
        assert_eq!(read, usual);
    }
    let endless = animation(&whole[..whole.len() - 1], WhichFrames::All).unwrap();
    assert_eq!(endless.frames, usual.frames);
    assert!(said(&endless).iter().any(|remark| remark.contains("no end marker")));
    let spaced = by_hand([4, 2], &[still.clone(), vec![0, 0], still]);
    assert_eq!(animation(&spaced, WhichFrames::All).unwrap(), usual);
}

#[test]
fn a_still_has_no_duration_and_a_screen_of_nothing_is_as_large_as_its_frames() {
    for delay in [0, 255] {
        let still = frame([1, 0, 3, 2], control(delay, 0), &[1; 6]);
        let read = animation(&by_hand([0, 0], &[still]), WhichFrames::All).unwrap();
        assert_eq!(screens(&read), [".rrr.rrr"]);
        assert_eq!(read.frames[0].milliseconds, 100);
        assert!(read.remarks.is_empty(), "{:?}", read.remarks);
    }
}

#[test]
fn times_that_are_no_hundredths_keep_their_sum() {
    let frames: Vec<Frame> = [33, 33, 34, 25, 25, 90]
        .map(|milliseconds| Frame { milliseconds, ..Frame::new("a", all_colours()) })
        .into();
    let read = reading("fish.gif", &encode(&frames, &Palette::ocean(), 1)).unwrap();
    let times: Vec<u16> = read.iter().map(|imported| imported.frame.milliseconds).collect();
    assert_eq!(times.iter().sum::<u16>(), 240);
    assert!(times.iter().zip(&frames).all(|(time, frame)| time.abs_diff(frame.milliseconds) <= 10));
    let remarks = remarks(&frames, &[Tag::new("swim", 0, 5)]);
    let remarks: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        remarks,
        [
            "5 durations rounded to hundredths of a second; wanted 240 ms in all, written 240 ms",
            "tag \"swim\" dropped"
        ]
    );
}

#[test]
fn a_gif_cut_anywhere_is_refused_or_its_whole_frames_are_read() {
    let still = frame([0, 0, 4, 2], control(8, 0), &[1; 8]);
    let whole = by_hand([4, 2], &[still.clone(), still.clone()]);
    let ends = [whole.len() - 1, whole.len() - 1 - still.len()];
    for length in 0..whole.len() {
        match animation(&whole[..length], WhichFrames::All) {
            Ok(read) => {
                assert!(said(&read).iter().any(|remark| remark.contains("no end marker")));
                let n_frames = read.frames.len();
                assert!(length >= ends[2 - n_frames], "{n_frames} frames in {length} bytes");
            }
            Err(error) => assert!(error.to_string().contains("fish.gif"), "{error}"),
        }
    }
}

#[test]
fn far_too_much_is_refused_before_anything_is_drawn() {
    let tiny = frame([0, 0, 1, 1], control(8, 0), &[1]);
    let many = by_hand([2048, 2048], &vec![tiny.clone(); 4096]);
    let error = animation(&many, WhichFrames::All).unwrap_err().to_string();
    assert!(error.contains("4096 frames of 2048x2048"), "{error}");
    assert_eq!(animation(&many, WhichFrames::First).unwrap().frames.len(), 1);

    let vast = by_hand([4, 2], &vec![frame([0, 0, 8191, 8191], control(8, 0), &[1]); 2]);
    let error = animation(&vast, WhichFrames::All).unwrap_err().to_string();
    assert!(error.contains("far larger"), "{error}");

    let mut huge = encode(&[Frame::new("a", all_colours())], &Palette::ocean(), 1);
    huge[6..10].copy_from_slice(&[255; 4]);
    let error = reading("fish.gif", &huge).unwrap_err();
    assert!(matches!(error, FileError::TooLarge { width: 65_535, .. }), "{error}");

    let frames = vec![Frame::new("a", all_colours()); MAX_FRAMES + 1];
    let error = write(Path::new("no.gif"), &frames, &Palette::ocean(), 1).unwrap_err();
    assert!(error.to_string().contains("at most 16,384"), "{error}");
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

#[test]
fn pixels_beyond_the_colour_table_show_what_is_below_and_are_counted() {
    let mut whole = by_hand([4, 2], &[]);
    // A table of two colours, and a picture with the third.
    whole[10] = 0x80;
    whole.drain(19..25);
    whole.pop();
    let red = frame([0, 0, 4, 2], control(8, 1), &[1; 8]);
    let beyond = frame([0, 0, 4, 2], control(8, 1), &[1, 2, 3, 1, 1, 1, 1, 1]);
    let bytes = [&whole[..], &red, &beyond, &[0x3B]].concat();
    let read = animation(&bytes, WhichFrames::All).unwrap();
    assert_eq!(screens(&read), ["rrrrrrrr", "rrrrrrrr"]);
    assert!(said(&read)[0].starts_with("2 pixels have a colour beyond"), "{:?}", said(&read));
    let bytes = [&whole[..], &beyond, &[0x3B]].concat();
    assert_eq!(screens(&animation(&bytes, WhichFrames::All).unwrap()), ["r..rrrrr"]);
}

#[test]
fn how_often_it_plays_is_kept_and_told() {
    let frames = [Frame::new("a", all_colours()), Frame::new("b", all_colours())];
    for (plays, wanted) in [(None, None), (Some(1), None), (Some(2), Some(2)), (Some(9), Some(9))] {
        let read =
            animation(&encode_played(&frames, &Palette::ocean(), 1, plays), WhichFrames::All);
        let read = read.unwrap();
        assert_eq!(read.plays, wanted);
        let told: Vec<String> = wanted
            .iter()
            .map(|n| format!("plays {n} times; that is left out, here it plays for ever"))
            .collect();
        assert_eq!(said(&read), told);
        let first = encode_played(&frames, &Palette::ocean(), 1, plays);
        assert_eq!(animation(&first, WhichFrames::First).unwrap().plays, None);
    }
}

#[test]
fn indices_tell_all_whatever_each_frame_does_not_show() {
    let seen = |delay| [0, delay, 0, 0];
    let frames = [
        // Nothing is transparent, and half of the screen is not covered.
        frame([0, 0, 2, 2], seen(8), &[1, 2, 0, 1]),
        frame([0, 0, 4, 1], [1, 8, 0, 2], &[2, 2, 1, 2]),
    ];
    let read = animation(&by_hand([4, 2], &frames), WhichFrames::All).unwrap();
    assert_eq!(screens(&read), ["rg..kr..", "rgr.kr.."]);
    let indexed = |at: usize| read.frames[at].indexed.as_ref().unwrap();
    assert_eq!(indexed(0).indices, [1, 2, 4, 4, 0, 1, 4, 4]);
    assert_eq!(indexed(1).indices, [1, 2, 1, 4, 0, 1, 4, 4]);
    assert_eq!((indexed(1).colours.len(), indexed(1).colours[4].alpha), (5, 0));
    // An index that the first frame does not show is a colour of the second.
    let frames = [
        frame([0, 0, 4, 2], control(8, 1), &[0, 1, 1, 1, 1, 1, 1, 1]),
        frame([0, 0, 2, 1], seen(8), &[0, 2]),
    ];
    let read = animation(&by_hand([4, 2], &frames), WhichFrames::All).unwrap();
    assert_eq!(screens(&read), [".rrrrrrr", "kgrrrrrr"]);
    assert!(read.frames[0].indexed.is_some() && read.frames[1].indexed.is_none());
}

#[test]
fn what_is_shorter_than_players_show_is_told_with_both_sums() {
    let frames = |times: &[u16]| -> Vec<Frame> {
        let frame = |time: &u16| Frame { milliseconds: *time, ..Frame::new("a", all_colours()) };
        times.iter().map(frame).collect()
    };
    let written = |frames: &[Frame]| -> Vec<u16> {
        let read = reading("fish.gif", &encode(frames, &Palette::ocean(), 1)).unwrap();
        read.iter().map(|imported| imported.frame.milliseconds).collect()
    };
    let told = |frames: &[Frame]| remarks(frames, &[]).iter().map(ToString::to_string).collect();
    let short = frames(&[15; 5]);
    assert_eq!(written(&short), [20; 5]);
    let told_of: Vec<String> = told(&short);
    assert_eq!(
        told_of,
        ["5 frames are shorter than the 20 ms that players keep to; wanted 75 ms in all, written \
          100 ms"]
    );
    // A longer one gives what the others took.
    let mixed = frames(&[10, 10, 100]);
    assert_eq!(written(&mixed), [20, 20, 80]);
    let told_of: Vec<String> = told(&mixed);
    assert!(told_of[0].starts_with("2 frames"), "{told_of:?}");
    assert!(told_of[0].ends_with("wanted 120 ms in all, written 120 ms"), "{told_of:?}");
    let exact: Vec<String> = told(&frames(&[20, 50]));
    assert!(exact.is_empty(), "{exact:?}");
    let still: Vec<String> = told(&frames(&[5]));
    assert!(still.is_empty(), "a still picture has no duration: {still:?}");
}

#[test]
fn short_frames_that_are_read_are_told_with_both_sums() {
    let times = [1, 0, 1, 2].map(|delay| frame([0, 0, 4, 2], control(delay, 1), &[1; 8]));
    let read = animation(&by_hand([4, 2], &times), WhichFrames::All).unwrap();
    let times: Vec<u16> = read.frames.iter().map(|frame| frame.milliseconds).collect();
    assert_eq!(times, [100, 100, 100, 20]);
    assert_eq!(
        said(&read),
        [
            "2 frames of 10 ms or less got 100 ms, as players show them: 20 ms together became 200",
            "1 frame without a duration got 100 ms"
        ]
    );
}
