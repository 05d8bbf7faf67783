//! Files put together chunk by chunk, as programs write them that are not ours.

use super::tests::animation;
use crate::files::{
    Direction, FileError, Tag,
    animation::{Animation, WhichFrames, parse},
};

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn chunk(kind: u16, data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32 + 6).to_le_bytes()[..], &kind.to_le_bytes(), data].concat()
}

fn text(text: &str) -> Vec<u8> {
    [&(text.len() as u16).to_le_bytes()[..], text.as_bytes()].concat()
}

/// A palette of opaque colours: black, red, green, blue and as many more as are wanted.
fn colours(count: usize) -> Vec<u8> {
    let count = count as u32;
    let mut data = [count, 0, count - 1, 0, 0].map(u32::to_le_bytes).concat();
    for index in 0..count as usize {
        let known = [[0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255]];
        let rgb = known.get(index).copied().unwrap_or([index as u8, 1, 1]);
        data.extend([0, 0, rgb[0], rgb[1], rgb[2], 255]);
    }
    chunk(0x2019, &data)
}

/// Flags, kind, level, blend mode and opacity.
fn layer(name: &str, [flags, kind, level, blend]: [u16; 4], opacity: u8) -> Vec<u8> {
    let data = words(&[flags, kind, level, 0, 0, blend]);
    chunk(0x2004, &[&data[..], &[opacity, 0, 0, 0], &text(name)].concat())
}

fn plain(name: &str) -> Vec<u8> {
    layer(name, [1, 0, 0, 0], 255)
}

/// Raw pixels of a size on a layer, at the upper left.
fn cel(layer: u16, z: i16, [width, height]: [u16; 2], data: &[u8]) -> Vec<u8> {
    let head = [&words(&[layer, 0, 0])[..], &[255], &words(&[0, z as u16]), &[0; 5]].concat();
    chunk(0x2005, &[&head[..], &words(&[width, height]), data].concat())
}

/// A cel that shows what another frame has, with a place of its own.
fn link(layer: u16, x: u16, frame: u16) -> Vec<u8> {
    let head = [&words(&[layer, x, 0])[..], &[255], &words(&[1, 0]), &[0; 5]].concat();
    chunk(0x2005, &[&head[..], &words(&[frame])].concat())
}

/// A file of so many bits a pixel from the durations and chunks of its frames.
fn file(
    bits: u16,
    flags: u32,
    [width, height]: [u16; 2],
    frames: &[(u16, Vec<Vec<u8>>)],
) -> Vec<u8> {
    let mut bytes = vec![0; 4];
    bytes.extend(words(&[0xA5E0, frames.len() as u16, width, height, bits]));
    bytes.extend(flags.to_le_bytes());
    bytes.extend(words(&[70]));
    bytes.resize(128, 0);
    for (milliseconds, chunks) in frames {
        let data = chunks.concat();
        bytes.extend((data.len() as u32 + 16).to_le_bytes());
        bytes.extend(words(&[0xF1FA, chunks.len() as u16, *milliseconds, 0]));
        bytes.extend((chunks.len() as u32).to_le_bytes());
        bytes.extend(data);
    }
    bytes
}

/// The frames as letters.
fn shown(animation: &Animation) -> Vec<String> {
    let letter = |pixel: &[u8; 4]| match *pixel {
        [.., 0] => '.',
        [255, 0, 0, 255] => 'r',
        [0, 255, 0, 255] => 'g',
        [0, 0, 255, 255] => 'b',
        _ => '?',
    };
    let frames = animation.frames.iter();
    frames.map(|frame| frame.picture.pixels.iter().map(letter).collect()).collect()
}

fn said(animation: &Animation) -> Vec<String> {
    animation.remarks.iter().map(ToString::to_string).collect()
}

#[test]
fn the_palette_may_change_and_links_have_places_of_their_own() {
    let pixels = cel(0, 0, [2, 1], &[1, 2]);
    // The second palette changes one colour, the third is empty and changes none.
    let red_is_blue = chunk(
        0x2019,
        &[&[4, 1, 1, 0, 0].map(u32::to_le_bytes).concat()[..], &[0, 0, 0, 0, 255, 255]].concat(),
    );
    let empty = chunk(0x2019, &[4, 1, 0, 0, 0].map(u32::to_le_bytes).concat());
    let frames = [
        (100, vec![colours(4), plain("fish"), pixels]),
        (0, vec![red_is_blue, link(0, 0, 0)]),
        (50, vec![empty, link(0, 1, 1)]),
        (50, vec![link(0, 0, 9)]),
    ];
    let read = animation(&file(8, 1, [3, 1], &frames)).unwrap();
    assert_eq!(shown(&read), ["rg.", "bg.", ".bg", "..."]);
    let times: Vec<u16> = read.frames.iter().map(|frame| frame.milliseconds).collect();
    assert_eq!(times, [100, 70, 50, 50], "a frame of 0 ms takes the header's speed");
    let lost =
        "1 linked cel left out: the frame that it names has no picture there, or comes later";
    assert_eq!(said(&read), [lost]);
    assert_eq!(read.frames[2].indexed.as_ref().unwrap().indices, [0, 1, 2]);
}

#[test]
fn what_is_lost_in_a_hidden_layer_is_told_with_the_layer() {
    let hidden = layer("old", [0, 0, 0, 0], 255);
    let frames = [
        (100, vec![colours(4), plain("fish"), hidden, cel(0, 0, [1, 1], &[1])]),
        (100, vec![link(0, 0, 0), link(1, 0, 0)]),
    ];
    let read = animation(&file(8, 1, [1, 1], &frames)).unwrap();
    assert_eq!(shown(&read), ["r", "r"]);
    assert_eq!(said(&read), ["hidden layer \"old\" left out"]);
}

#[test]
fn palettes_of_old_have_six_bits() {
    let mut data = words(&[2]);
    data.extend([0, 2, 0, 0, 0, 63, 0, 0]);
    data.extend([1, 1, 0, 0, 63]);
    let frames = [(100, vec![chunk(0x0011, &data), plain("fish"), cel(0, 0, [3, 1], &[1, 3, 0])])];
    assert_eq!(shown(&animation(&file(8, 1, [3, 1], &frames)).unwrap()), ["rb."]);
}

#[test]
fn a_long_palette_is_a_paint_box_and_what_lies_beyond_a_short_one_is_not_seen() {
    let rgba = cel(0, 0, [2, 1], &[255, 0, 0, 255, 0, 255, 0, 255]);
    let frames = [(100, vec![colours(300), plain("fish"), rgba])];
    assert_eq!(shown(&animation(&file(32, 1, [2, 1], &frames)).unwrap()), ["rg"]);

    let frames = [(100, vec![colours(4), plain("fish"), cel(0, 0, [3, 1], &[1, 9, 2])])];
    let read = animation(&file(8, 1, [3, 1], &frames)).unwrap();
    assert_eq!(shown(&read), ["r.g"]);
    assert!(said(&read)[0].starts_with("1 pixel has a colour beyond"), "{:?}", said(&read));
}

#[test]
fn groups_count_where_the_header_says_so() {
    let white = [255; 4];
    let black = [0, 0, 0, 255];
    let chunks = |opacity: u8, blend: u16| {
        vec![
            plain("body"),
            layer("light", [1, 1, 0, blend], opacity),
            layer("glow", [1, 0, 1, 0], 255),
            cel(0, 0, [1, 1], &black),
            cel(2, 0, [1, 1], &white),
        ]
    };
    let grey = |flags: u32, opacity: u8, blend: u16| {
        let bytes = file(32, flags, [1, 1], &[(100, chunks(opacity, blend))]);
        animation(&bytes).unwrap().frames[0].picture.pixels[0]
    };
    assert_eq!(grey(3, 85, 0), [85, 85, 85, 255]);
    assert_eq!(grey(1, 85, 0), [255; 4], "without the flag the group's opacity is noise");
    assert_eq!(grey(3, 255, 1), [0, 0, 0, 255], "white multiplied with black");
}

#[test]
fn z_moves_cels_and_what_is_hidden_is_told() {
    let frames = [(
        100,
        vec![
            colours(4),
            plain("below"),
            plain("above"),
            layer("sketch", [0, 0, 0, 0], 255),
            layer("photo", [65, 0, 0, 0], 255),
            cel(0, 2, [2, 1], &[1, 1]),
            cel(1, 0, [2, 1], &[2, 2]),
            cel(2, 0, [1, 1], &[3]),
            cel(3, 0, [1, 1], &[3]),
            chunk(0x2022, &[&[0; 12][..], &text("hit box")].concat()),
            chunk(0x2020, &[&[1, 0, 0, 0][..], &text("hp 3")].concat()),
        ],
    )];
    let read = animation(&file(8, 1, [2, 1], &frames)).unwrap();
    assert_eq!(shown(&read), ["rr"]);
    assert_eq!(
        said(&read),
        [
            "hidden layer \"sketch\" left out",
            "reference layer \"photo\" left out",
            "slice \"hit box\" left out",
            "user data of 1 part left out"
        ]
    );
}

#[test]
fn a_tag_a_frame_is_a_tag_all_the_same() {
    let tag = |at: u16, name: &str| {
        let head = [&words(&[at, at])[..], &[0], &words(&[2]), &[0; 10]].concat();
        [head, text(name)].concat()
    };
    let tags = [tag(0, "up"), tag(1, "down")].concat();
    let tags = chunk(0x2018, &[&words(&[2, 0, 0, 0, 0])[..], &tags].concat());
    let pixel = || cel(0, 0, [1, 1], &[1]);
    let frames = [(80, vec![colours(4), plain("fish"), tags, pixel()]), (80, vec![pixel()])];
    let read = animation(&file(8, 1, [1, 1], &frames)).unwrap();
    let names: Vec<&str> = read.frames.iter().map(|frame| frame.name.as_str()).collect();
    assert_eq!(names, ["up", "down"]);
    let tag = |name: &str, at: usize| Tag { repeat: 2, ..Tag::new(name, at, at) };
    assert_eq!(read.tags, [tag("up", 0), tag("down", 1)]);
}

#[test]
fn tags_keep_direction_and_repeat() {
    let tag = |from: u16, to: u16, direction: u8, repeat: u16, name: &str| {
        let head = [&words(&[from, to])[..], &[direction], &words(&[repeat]), &[0; 10]].concat();
        [head, text(name)].concat()
    };
    let tags = [
        tag(0, 1, 2, 3, "swim"),
        tag(2, 2, 0, 0, "bite"),
        tag(1, 9, 0, 0, "gone"),
        tag(1, 1, 0, 0, "swim"),
        tag(7, 9, 0, 0, "lost"),
    ];
    let tags = chunk(0x2018, &[&words(&[5, 0, 0, 0, 0])[..], &tags.concat()].concat());
    let pixel = || cel(0, 0, [1, 1], &[1]);
    let frames = [
        (80, vec![colours(4), plain("fish"), tags, pixel()]),
        (33, vec![pixel()]),
        (90, vec![pixel()]),
    ];
    let bytes = file(8, 1, [1, 1], &frames);
    let read = animation(&bytes).unwrap();
    let swim = Tag { direction: Direction::PingPong, repeat: 3, ..Tag::new("swim", 0, 1) };
    let others = [Tag::new("bite", 2, 2), Tag::new("gone", 1, 2), Tag::new("swim (2)", 1, 1)];
    assert_eq!(read.tags, [&[swim.clone()][..], &others].concat());
    assert_eq!(
        said(&read),
        [
            "has no frames for the tag \"lost\", which was left out",
            "tag \"gone\" goes on behind the last frame and ends there now",
            "tag \"swim (2)\" was called as another tag is and has a number now"
        ]
    );
    assert_eq!(read.frames[2].name, "bite");

    let path = std::path::Path::new("fish.aseprite");
    let first = parse(path, &bytes, WhichFrames::First).unwrap();
    assert_eq!(first.tags, []);
    assert_eq!(
        said(&first),
        ["2 of 3 frames left out", "5 tags \"swim\", \"bite\", \"gone\" and 2 more dropped"]
    );
    let sprites: Vec<crate::files::Frame> =
        (0..3).map(|_| crate::files::Frame::new("a", crate::sprite::Sprite::EMPTY)).collect();
    let written =
        super::encode(&sprites, std::slice::from_ref(&swim), &crate::sprite::Palette::ocean(), 1);
    assert_eq!(parse(path, &written, WhichFrames::All).unwrap().tags, [swim]);
}

#[test]
fn pixels_that_are_not_square_are_told() {
    let pixel = cel(0, 0, [1, 1], &[1]);
    let mut bytes = file(8, 1, [1, 1], &[(100, vec![colours(4), plain("fish"), pixel])]);
    for (pixel, wanted) in [([2, 1], Some("2:1")), ([1, 2], Some("1:2")), ([1, 1], None)] {
        bytes[34..36].copy_from_slice(&pixel);
        let told = said(&animation(&bytes).unwrap());
        assert_eq!(told.len(), usize::from(wanted.is_some()), "{told:?}");
        assert!(told.iter().all(|it| wanted.is_some_and(|wanted| it.contains(wanted))));
    }
    // A link to a later frame shows nothing, as one to a frame that does not exist.
    let pixel = cel(0, 0, [1, 1], &[1]);
    let frames =
        [(100, vec![colours(4), plain("fish"), link(0, 0, 1), link(0, 0, 9)]), (100, vec![pixel])];
    let read = animation(&file(8, 1, [1, 1], &frames)).unwrap();
    assert_eq!(shown(&read), [".", "r"]);
    assert!(said(&read)[0].starts_with("2 linked cels left out"), "{:?}", said(&read));
}

#[test]
fn wide_boards_are_read_and_too_much_is_no_damage() {
    let board = vec![1; 1280 * 1024];
    let frames = [(100, vec![colours(4), plain("board"), cel(0, 0, [1280, 1024], &board)])];
    assert!(animation(&file(8, 1, [1280, 1024], &frames)).is_ok());

    // A large layer that many frames show costs as much as it is drawn.
    let mut frames = vec![(100, vec![colours(4), plain("board"), cel(0, 0, [1280, 1024], &board)])];
    frames.extend((0..200).map(|_| (100, vec![link(0, 0, 0)])));
    let error = animation(&file(8, 1, [8, 8], &frames)).unwrap_err();
    assert!(matches!(error, FileError::Unsupported { .. }), "{error}");
    let frames: Vec<(u16, Vec<Vec<u8>>)> = (0..20_000).map(|_| (100, Vec::new())).collect();
    let error = animation(&file(8, 1, [8, 8], &frames)).unwrap_err().to_string();
    assert!(error.contains("20000 frames of 8x8") && !error.contains("damaged"), "{error}");
}

#[test]
fn many_layers_groups_and_tags_are_found_at_once() {
    // A search for each of them among all would take minutes.
    let mut chunks: Vec<Vec<u8>> = (0..60_000)
        .map(|at| layer("a", [1, u16::from(at % 3 == 0), at % 30_000, 0], 255))
        .collect();
    chunks.push(cel(59_999, 0, [1, 1], &[255, 0, 0, 255]));
    let read = animation(&file(32, 1, [1, 1], &[(100, chunks)])).unwrap();
    assert_eq!(shown(&read), ["r"]);
}

#[test]
fn the_transparent_index_is_a_colour_on_a_background() {
    const BACKGROUND: u16 = 8;
    let background = layer("sky", [1 | BACKGROUND, 0, 0, 0], 255);
    let below = cel(0, 0, [3, 1], &[2, 0, 2]);
    let above = cel(1, 0, [3, 1], &[0, 0, 1]);
    let frames = [(100, vec![colours(4), background, plain("fish"), below, above])];
    for transparent in [0, 2, 9] {
        let mut bytes = file(8, 1, [3, 1], &frames);
        bytes[28] = transparent;
        let frame = animation(&bytes).unwrap().frames.remove(0);
        let indexed = frame.indexed.unwrap();
        assert_eq!(indexed.indices[2], 1);
        assert_eq!(indexed.indices[0], if transparent == 0 { 2 } else { 0 });
        assert!(indexed.colours.iter().all(|swatch| swatch.alpha == 255));
        let swatches = super::read::swatches(&bytes).unwrap();
        assert_eq!(swatches.transparent(), None);
    }
    // Without a background the index is not seen, also where the palette is shorter.
    for transparent in [2, 9] {
        let cel = cel(0, 0, [3, 1], &[1, transparent, 3]);
        let mut bytes = file(8, 1, [3, 1], &[(100, vec![colours(4), plain("fish"), cel])]);
        bytes[28] = transparent;
        let read = animation(&bytes).unwrap();
        assert_eq!(shown(&read), ["r.b"]);
        let indexed = read.frames[0].indexed.as_ref().unwrap();
        let hole = if transparent == 2 { 2 } else { 4 };
        assert_eq!(indexed.indices, [1, hole, 3]);
        assert_eq!(indexed.colours.iter().position(|it| it.alpha == 0), Some(hole.into()));
    }
}

#[test]
fn a_picture_of_colours_without_a_palette_gives_its_colours() {
    let rgba = cel(0, 0, [2, 1], &[255, 0, 0, 255, 0, 255, 0, 255]);
    let bytes = file(32, 1, [2, 1], &[(100, vec![plain("fish"), rgba])]);
    let read = crate::files::palette::parse(&bytes).unwrap();
    let rgbs: Vec<[u8; 3]> = read.colours.iter().map(|swatch| swatch.rgb.0).collect();
    assert_eq!(rgbs, [[255, 0, 0], [0, 255, 0]]);
    assert!(read.remarks.is_empty());
    // A palette beside it is the artist's choice, which is said.
    let rgba = cel(0, 0, [1, 1], &[255, 0, 0, 255]);
    let bytes = file(32, 1, [1, 1], &[(100, vec![colours(4), plain("fish"), rgba])]);
    let read = crate::files::palette::parse(&bytes).unwrap();
    assert_eq!((read.colours.len(), read.remarks.len()), (4, 1));
}
