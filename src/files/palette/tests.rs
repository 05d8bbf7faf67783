use proptest::prelude::*;

use super::*;
use crate::sprite::{Palette, Rgb};

fn any_swatches() -> impl Strategy<Value = Swatches> {
    let colours = prop::collection::vec(any::<[u8; 3]>(), 1..=MAX_COLOURS);
    (colours, prop::option::of(any::<prop::sample::Index>())).prop_map(|(colours, unseen)| {
        let mut colours: Vec<Swatch> = colours.into_iter().map(Swatch::opaque).collect();
        if let Some(unseen) = unseen {
            let unseen = unseen.index(colours.len());
            colours[unseen].alpha = 0;
        }
        Swatches { colours, ..Swatches::default() }
    })
}

fn rgbs(swatches: &Swatches) -> Vec<Rgb> {
    swatches.colours.iter().map(|swatch| swatch.rgb).collect()
}

fn error(text: &str) -> String {
    parse(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_colour_table_may_begin_as_a_picture_does() {
    for start in [&[0, 0, 1, 0, 1][..], b"BM\0", &[10, 5, 1, 8], b"P6 "] {
        let mut table = vec![9; 772];
        table[..start.len()].copy_from_slice(start);
        table[768..].copy_from_slice(&[0, 16, 255, 255]);
        let read = parse(&table).unwrap();
        assert_eq!(read.colours.len(), 16, "{start:?}");
        assert_eq!(read.colours[0].rgb.0[..], table[..3]);
    }
}

#[test]
fn pictures_of_every_kind_are_palettes_and_too_many_colours_are_reduced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("art.bmp");
    // A ramp for each of three hues, 300 colours in all.
    let picture = image::RgbImage::from_fn(100, 3, |x, y| {
        let mut colour = [0; 3];
        colour[y as usize] = 2 * x as u8 + 1;
        image::Rgb(colour)
    });
    picture.save_with_format(&path, image::ImageFormat::Bmp).unwrap();
    let error = read_palette(&path, Overflow::Refuse).unwrap_err().to_string();
    assert!(error.contains("more than 256") && error.contains("--reduce"), "{error}");
    let FittedPalette { palette, remarks } = read_palette(&path, Overflow::Reduce).unwrap();
    assert_eq!(remarks, ["300 colours; 63 of them stand for all"]);
    let are_own = |rgb: &Rgb| picture.pixels().any(|pixel| pixel.0 == rgb.0);
    assert!(palette.colours()[1..].iter().all(are_own));
    let list: String = picture
        .pixels()
        .map(|it| format!("{}\n", it.0.map(|c| format!("{c:02x}")).concat()))
        .collect();
    let hex = folder.path().join("long.hex");
    std::fs::write(&hex, list).unwrap();
    let fitted = read_palette(&hex, Overflow::Reduce).unwrap();
    assert_eq!(fitted.palette.colours(), palette.colours());
    let small = image::imageops::crop_imm(&picture, 4, 0, 2, 2).to_image();
    small.save_with_format(&path, image::ImageFormat::Bmp).unwrap();
    let colours = rgbs(&read_swatches(&path).unwrap());
    assert_eq!(colours, [[9, 0, 0], [11, 0, 0], [0, 9, 0], [0, 11, 0]].map(Rgb));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_format_keeps_colours_and_their_order(swatches in any_swatches()) {
        for format in PaletteFormat::ALL {
            let read = parse(&encode(&swatches, format)).unwrap();
            prop_assert_eq!(rgbs(&read), rgbs(&swatches), "{:?}", format);
            let knows = matches!(format, PaletteFormat::Gpl | PaletteFormat::Act | PaletteFormat::Png);
            let expected = swatches.transparent().filter(|_| knows);
            prop_assert_eq!(read.transparent(), expected, "{:?}", format);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        swatches in any_swatches(), format in prop::sample::select(&PaletteFormat::ALL[..]),
        at in any::<prop::sample::Index>(), cut in any::<bool>(), noise in any::<u8>(),
    ) {
        let mut bytes = encode(&swatches, format);
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = noise;
        }
        if let Ok(read) = parse(&bytes) {
            prop_assert!((1..=MAX_COLOURS).contains(&read.colours.len()));
            let _ = read.to_palette();
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}") {
        let _ = parse_text(&text);
    }
}

#[test]
fn the_layouts_are_those_of_other_programs() {
    let colours = vec![Swatch::opaque([1, 20, 255]), Swatch::opaque([0, 0, 0])];
    let swatches = Swatches { name: "Reef".to_owned(), colours, ..Swatches::default() };
    let text = |format| String::from_utf8(encode(&swatches, format)).unwrap();
    assert_eq!(text(PaletteFormat::Hex), "0114ff\n000000\n");
    assert_eq!(text(PaletteFormat::Jasc), "JASC-PAL\n0100\n2\n1 20 255\n0 0 0\n");
    let gpl = "GIMP Palette\nName: Reef\nColumns: 8\n# Shoal\n  1  20 255\tUntitled\n  0   0   0\tUntitled\n";
    assert_eq!(text(PaletteFormat::Gpl), gpl);
    let json = "{\"name\":\"Reef\",\"author\":\"\",\"colors\":[\"0114ff\",\"000000\"]}\n";
    assert_eq!(text(PaletteFormat::Json), json);
    let act = encode(&swatches, PaletteFormat::Act);
    assert_eq!(
        (act.len(), &act[..6], &act[768..]),
        (772, &[1, 20, 255, 0, 0, 0][..], &[0, 2, 255, 255][..])
    );
}

#[test]
fn files_of_other_programs_are_read() {
    let read = |text: &str| parse(text.as_bytes()).unwrap();
    let expected = [Rgb([255, 0, 16]), Rgb([0, 255, 1])];
    for text in [
        "GIMP Palette\r\nColumns: 0\r\n#c\r\n255 0 16 red\r\n  0 255   1\tgreen\r\n",
        "\u{feff}GIMP Palette\n255\t0\t16\n0 255 1\n",
        "JASC-PAL\r\n0100\r\n9\r\n255 0 16\r\n0 255 1 255\r\n",
        "FF0010\r\n00ff01\r\n",
        "; a remark\n#ff0010\nff\n00ff01 green\n",
        "#ff0010, #00ff01",
        "[\"ff0010\", \"#00FF01\"]",
        "{\"name\":\"x\",\"author\":\"y\",\"colors\":[\"ff0010\",\"00ff01\"],\"slug\":\"x\"}",
        "0xff0010 0x00ff01ff",
    ] {
        assert_eq!(rgbs(&read(text)), expected, "{text}");
    }
    let aseprite = read("GIMP Palette\nChannels: RGBA\n#\n1 2 3 0 Untitled\n4 5 6 255 skin\n");
    assert_eq!((aseprite.transparent(), &aseprite.colours[1].label[..]), (Some(0), "skin"));
    assert_eq!(read("JASC-PAL\n0100\n1\n1 2 3 0\n").transparent(), Some(0));
    let plain_act = [&[7; 765][..], &[9, 9, 200]].concat();
    assert_eq!(parse(&plain_act).unwrap().colours.len(), 256);
}

#[test]
fn foreign_files_are_refused_with_a_remedy() {
    for (bytes, wanted) in [
        (&b"ASEF\0\x01\0\0\0\0\0\x01"[..], "end early"),
        (b"RIFF\x10\0\0\0WAVEdata", "a sound; choose a palette"),
        (b"RIFF\x10\0\0\0RMIDdata", "RIFF"),
        (b"8BCB\0\x01", ".act"),
        (b"PK\x03\x04....", ".gpl"),
        (b"\xff\xfe\0\x01", "known are .gpl"),
        (b"", "holds no colours"),
        (b"hello", "known are .gpl"),
        (b"GIMP Palette\n1 2 999\n", "line 2"),
        (b"JASC-PAL\n0100\n1\n1 2\n", "line 4"),
        (b"JASC-PAL\n0200\n", "version"),
        (b"GIMP Palette\n", "holds no colours"),
        (b"[\"ff001\"]", "known are .gpl"),
    ] {
        let error = parse(bytes).unwrap_err().to_string();
        assert!(error.contains(wanted), "{wanted}: {error}");
    }
    for address in ["lospec-palette://slso8", "https://lospec.com/palette-list/slso8.json"] {
        let error = error(address);
        assert!(error.contains("\"slso8\"") && error.contains("download"), "{error}");
    }
    let many = "000000\n".repeat(257);
    assert_eq!(parse(many.as_bytes()), Err(SwatchesError::NotReduced));
}

#[test]
fn our_palette_survives_with_its_ramps_where_names_do() {
    let ocean = Palette::ocean();
    let swatches = Swatches::of_palette(&ocean);
    assert_eq!(swatches.to_palette().as_ref(), Ok(&ocean));
    for format in PaletteFormat::ALL {
        let read = parse(&encode(&swatches, format)).unwrap();
        let palette = read.to_palette().unwrap();
        assert_eq!(palette.colours()[1..], ocean.colours()[1..], "{format:?}");
        assert_eq!(palette.ramps() == ocean.ramps(), format == PaletteFormat::Gpl, "{format:?}");
    }
}

#[test]
fn palettes_of_other_sizes_are_made_to_fit() {
    let colours = vec![Swatch::opaque([9; 3]); 3];
    let few = Swatches { name: "few".to_owned(), colours, ..Swatches::default() };
    let palette = few.to_palette().unwrap();
    assert_eq!((palette.colours()[1], palette.colours()[63]), (Rgb([9; 3]), Rgb([9; 3])));
    assert_eq!(palette.nearest(Rgb([9; 3])), 1);

    // The transparent entry comes first, wherever it was, and fillers are dropped.
    let mut padded: Vec<Swatch> = (0..50).map(|grey| Swatch::opaque([grey + 1; 3])).collect();
    padded[5].alpha = 0;
    padded.resize(256, Swatch::opaque([0; 3]));
    let palette = Swatches { colours: padded, ..Swatches::default() }.to_palette().unwrap();
    assert_eq!((palette.colours()[0], palette.colours()[1]), (Rgb([6; 3]), Rgb([1; 3])));

    let colours = (0..70).map(|grey| Swatch::opaque([grey; 3])).collect();
    let many = Swatches { colours, ..Swatches::default() };
    assert_eq!(many.to_palette(), Err(SwatchesError::TooMany(70)));
}

#[test]
fn pictures_are_palettes() {
    let ocean = Palette::ocean();
    let sprite = crate::files::test_support::all_colours();
    let frames = [crate::files::Frame::new("a", sprite.clone())];
    for bytes in [
        crate::files::png::encode_sprite(&sprite, &ocean, None, 1),
        crate::files::gif::encode(&frames, &ocean, 1),
        crate::files::aseprite::encode(&frames, &[], &ocean, 1),
    ] {
        let read = parse(&bytes).unwrap();
        assert_eq!(read.transparent(), Some(0));
        assert_eq!(read.to_palette().unwrap().colours()[1..], ocean.colours()[1..]);
    }
}

#[test]
fn files_are_named_in_errors_and_name_palettes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slso8.hex");
    std::fs::write(&path, "ff0010\n").unwrap();
    assert_eq!(read_swatches(&path).unwrap().name, "slso8");
    std::fs::write(&path, "nothing").unwrap();
    let error = read_swatches(&path).unwrap_err().to_string();
    assert!(error.starts_with("cannot use") && error.contains("slso8.hex"), "{error}");
    assert_eq!(PaletteFormat::of_path(Path::new("a.GPL")), Some(PaletteFormat::Gpl));
    assert_eq!(PaletteFormat::of_path(Path::new("a.txt")), None);
}

#[test]
fn the_text_of_paint_net_has_its_opacity_first() {
    let text = "; paint.net Palette File\r\n; Lines that start with a semicolon are comments\r\n\
                FFFF0000\r\nff00FF00 ; green\r\n\r\n00000000\r\n";
    let read = parse_text(text).unwrap();
    let colours: Vec<([u8; 3], u8)> = read.colours.iter().map(|it| (it.rgb.0, it.alpha)).collect();
    assert_eq!(colours, [([255, 0, 0], 255), ([0, 255, 0], 255), ([0, 0, 0], 0)]);
    for wrong in ["; paint.net\nFF0000", "; paint.net\nFFFF0000\nzzzzzzzz", "; paint.net\nFFéé00"]
    {
        let error = parse_text(wrong).unwrap_err();
        assert!(matches!(error, SwatchesError::BadLine { kind: "Paint.NET", .. }), "{error}");
    }
    assert_eq!(parse_text(";paint.net\n"), Err(SwatchesError::Empty));
}

#[test]
fn lists_of_colours_are_read_whole() {
    let colours = |text: &str| -> Vec<[u8; 3]> {
        parse_text(text).unwrap().colours.iter().map(|swatch| swatch.rgb.0).collect()
    };
    let rgb = [[255, 0, 0], [0, 255, 0], [0, 0, 255]];
    assert_eq!(colours("#ff0000, #00ff00 #00f"), rgb);
    assert_eq!(colours("ff0000\n00ff00\n#0000FF\n"), rgb);
    // Where there are other words, the first colour of a line is the one.
    assert_eq!(colours("red: ff0000 (beefed)\n\ngreen 00ff00\nblue #0000ff\n"), rgb);
}

fn pairs(swatches: &Swatches) -> Vec<([u8; 3], u8)> {
    swatches.colours.iter().map(|swatch| (swatch.rgb.0, swatch.alpha)).collect()
}

#[test]
fn where_the_opacity_stands_is_told_by_the_whole_list() {
    let red_and_see_through = [([255, 0, 0], 255), ([0, 0, 255], 255), ([0, 0, 0], 0)];
    for (text, order) in [
        ("#ffff0000 #ff0000ff #00000000", "first"),
        ("FF0000FF\n0000FFFF\n00000000\n", "last"),
        ("[\"0xFFFF0000\", \"0xFF0000FF\", \"0x00000000\"]", "first"),
    ] {
        let read = parse_text(text).unwrap();
        assert_eq!(pairs(&read), red_and_see_through, "{text}");
        assert!(read.remarks.len() == 1 && read.remarks[0].contains(order), "{:?}", read.remarks);
    }
    // Where nothing tells, as the web has it; and six digits leave nothing to tell.
    assert_eq!(pairs(&parse_text("80402010 20304050").unwrap())[0], ([128, 64, 32], 16));
    assert!(parse_text("ff0000 00ff00").unwrap().remarks.is_empty());
}

#[test]
fn json_of_many_programs() {
    let expected = [([255, 0, 16], 255), ([0, 255, 1], 255)];
    for text in [
        r#"{"colors": [{"color": "(0, 1, 0.0039, 1)", "index": 7}, {"color": "(1, 0, 0.0627, 1)", "index": 2}], "width": 8}"#,
        r##"{"name": "x", "colors": [{"name": "red", "hex": "#ff0010"}, {"name": "green", "hex": "#00ff01"}]}"##,
        r#"{"palette": {"colors": [[255, 0, 16], [0, 255, 1, 255]]}}"#,
        r#"[{"r": 255, "g": 0, "b": 16}, {"red": 0, "green": 255, "blue": 1}]"#,
    ] {
        assert_eq!(pairs(&parse_text(text).unwrap()), expected, "{text}");
    }
    for text in ["{\"colors\": [[1, 2]]}", "[[1, 2, 999]]", "{\"colors\": {}}", "[{}]", "[\"(1\"]"]
    {
        assert!(parse_text(text).is_err(), "{text}");
    }
}

#[test]
fn lists_of_numbers_without_a_header() {
    for text in ["255 0 16\n0 255 1\n", "  255,0,16 red\r\n; green\r\n0;255;1;255\r\n"] {
        assert_eq!(pairs(&parse_text(text).unwrap()), [([255, 0, 16], 255), ([0, 255, 1], 255)]);
    }
}

#[test]
fn six_bits_become_eight_and_a_table_may_begin_with_anything() {
    let mut six = vec![0_u8; 768];
    six[..6].copy_from_slice(&[63, 32, 1, 63, 63, 63]);
    let read = parse(&six).unwrap();
    assert_eq!(read.colours[..2], [Swatch::opaque([255, 130, 4]), Swatch::opaque([255; 3])]);
    assert!(read.remarks[0].contains("six bits"), "{:?}", read.remarks);
    six[9] = 64;
    let read = parse(&six).unwrap();
    assert_eq!((read.colours[0].rgb.0, read.remarks.len()), ([63, 32, 1], 0));

    let folder = tempfile::tempdir().unwrap();
    for start in [&b"GIF89a"[..], b"RIFF", b"ASEF", b"8BCB", b"GIMP Palette\n", b"PK\x03\x04"] {
        let mut table = vec![200_u8; 772];
        table[..start.len()].copy_from_slice(start);
        table[768..].copy_from_slice(&[0, 5, 255, 255]);
        let path = folder.path().join("p.ACT");
        std::fs::write(&path, table).unwrap();
        let read = read_swatches(&path).unwrap();
        assert_eq!(read.colours.len(), 5);
        assert_eq!(read.colours[0].rgb.0, start[..3]);
    }
}

fn greys(n: u8) -> Vec<Swatch> {
    (0..n).map(|grey| Swatch::opaque([grey * 2 + 20, grey, 255 - grey])).collect()
}

fn fitted(colours: Vec<Swatch>, overflow: Overflow) -> Result<FittedPalette, SwatchesError> {
    Swatches { colours, ..Swatches::default() }.fit(overflow)
}

#[test]
fn no_colour_is_given_up_without_a_word() {
    // A first colour that means something is kept: the palette is one too large.
    assert_eq!(fitted(greys(64), Overflow::Refuse), Err(SwatchesError::TooMany(64)));
    let reduced = fitted(greys(64), Overflow::Reduce).unwrap();
    assert!(reduced.remarks[0].contains("64 colours"), "{:?}", reduced.remarks);
    let given = greys(64);
    let is_given = |rgb: &Rgb| given.iter().any(|swatch| swatch.rgb == *rgb);
    assert!(reduced.palette.colours()[1..].iter().all(is_given), "no colour is invented");
    let mut distinct: Vec<[u8; 3]> = reduced.palette.colours()[1..].iter().map(|it| it.0).collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 63);

    // Black or magenta in the first of 64 stands for what is not seen, and a remark says so.
    let mut keyed = greys(64);
    keyed[0] = Swatch::opaque([255, 0, 255]);
    let keyed = fitted(keyed, Overflow::Refuse).unwrap();
    assert!(keyed.remarks[0].contains("#ff00ff"), "{:?}", keyed.remarks);
    assert_eq!(keyed.palette.colours()[1], greys(2)[1].rgb);
    // Black first among few colours, filled up, is a colour.
    let mut filled = vec![Swatch::opaque([0; 3]), Swatch::opaque([9; 3])];
    filled.resize(256, Swatch::opaque([0; 3]));
    let filled = fitted(filled, Overflow::Refuse).unwrap();
    assert_eq!((filled.palette.colours()[1].0, filled.remarks.len()), ([0; 3], 0));
}

#[test]
fn what_nobody_misses_goes_first() {
    let mut colours = greys(63);
    colours.extend((0..100).map(|blue| Swatch { is_unused: true, ..Swatch::opaque([0, 0, blue]) }));
    colours.insert(5, Swatch { alpha: 0, ..Swatch::opaque([1, 2, 3]) });
    let made = fitted(colours, Overflow::Refuse).unwrap();
    assert!(made.remarks[0].contains("100 entries that no pixel uses"), "{:?}", made.remarks);
    assert_eq!(made.palette.colours()[1..], greys(63).iter().map(|it| it.rgb).collect::<Vec<_>>());

    let twins = [greys(60), greys(5)].concat();
    let made = fitted(twins, Overflow::Refuse).unwrap();
    assert!(made.remarks[0].contains("5 colours occur twice"), "{:?}", made.remarks);
    // Twins that there is room for stay: a game may tell them apart.
    let twins = [greys(30), greys(30)].concat();
    let made = fitted(twins, Overflow::Refuse).unwrap();
    assert_eq!((made.palette.colours()[31], made.remarks.len()), (greys(1)[0].rgb, 0));
    let glass = vec![Swatch { alpha: 90, ..Swatch::opaque([8; 3]) }];
    let made = fitted(glass, Overflow::Refuse).unwrap();
    assert!(made.remarks[0].contains("half-transparent"), "{:?}", made.remarks);
}

#[test]
fn entries_that_no_pixel_of_a_picture_has_are_known() {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, 65, 1);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_palette((0..=255_u8).flat_map(|grey| [grey, grey, 7]).collect::<Vec<_>>());
    encoder.set_trns(vec![0]);
    let mut writer = encoder.write_header().unwrap();
    writer
        .write_image_data(&(0..65).map(|x| if x < 40 { x } else { 255 }).collect::<Vec<_>>())
        .unwrap();
    writer.finish().unwrap();
    let read = parse(&bytes).unwrap();
    assert_eq!(read.colours.len(), 256, "the order stays");
    let made = read.fit(Overflow::Refuse).unwrap();
    assert_eq!(made.palette.colours()[40], Rgb([255, 255, 7]));
    assert!(made.remarks[0].contains("215 entries"), "{:?}", made.remarks);
}

/// A picture of 64 indices of four colours, the last of which is beyond its table of three.
pub(super) fn indexed_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, 8, 8);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_palette(vec![9, 8, 7, 200, 100, 50, 1, 2, 3]);
    let indices: Vec<u8> = (0..64).map(|at| if at == 63 { 3 } else { at % 3 }).collect();
    encoder.write_header().unwrap().write_image_data(&indices).unwrap();
    bytes
}

#[test]
fn what_is_said_of_a_picture_is_said_of_its_palette() {
    let told = |bytes: &[u8]| parse(bytes).unwrap().remarks;
    let picture = indexed_png();
    let read = parse(&picture).unwrap();
    assert_eq!(read.colours.len(), 3);
    assert!(read.remarks.len() == 1 && read.remarks[0].contains("beyond"), "{:?}", read.remarks);
    // Cut off in its pixels, the palette is there all the same.
    let cut = &picture[..picture.len() - 20];
    assert_eq!(parse(cut).unwrap().colours, read.colours);
    assert!(told(cut)[0].contains("is damaged behind its palette"), "{:?}", told(cut));

    let frames = [1, 2].map(|colour| {
        let mut sprite = crate::sprite::Sprite::EMPTY;
        sprite.set(3, 3, colour);
        crate::files::Frame::new("a", sprite)
    });
    let gif = crate::files::gif::encode(&frames, &Palette::ocean(), 1);
    assert_eq!(told(&gif), Vec::<String>::new(), "frames do not matter where there is a table");
    assert_eq!(told(&gif[..gif.len() - 1]), ["has no end marker; frames may be missing"]);
}

#[test]
fn lists_that_are_not_what_they_say_are_told() {
    let told = |text: &str| parse_text(text).unwrap().remarks;
    let jasc = |count: u8| format!("JASC-PAL\n0100\n{count}\n1 2 3\n4 5 6\n");
    assert!(told(&jasc(2)).is_empty());
    assert_eq!(told(&jasc(16)), ["says that it has 16 colours and holds 2; it may be cut off"]);
    assert_eq!(told(&jasc(1)), ["says that it has 1 colour and holds 2"]);
    assert!(told("; a comment\n1a1c2c\n\n5d275d\n").is_empty());
    assert_eq!(told("1a1c2c\n5d275d\nb13e"), ["has no colour in the line \"b13e\"; passed over"]);
    assert!(told("sea\n1a1c2c\nsand\nb13e53\nand more")[0].contains("\"sea\" and 2 others"));
}

#[test]
fn what_holds_no_palette_is_named_and_old_ends_of_lines_are_read() {
    let sheet = parse_text(r#"{ "frames": { "a": {} }, "meta": {} }"#).unwrap_err().to_string();
    assert!(sheet.contains("JSON of a sprite sheet") && sheet.contains("picture"), "{sheet}");
    let colours = [([255, 0, 16], 255), ([0, 255, 1], 255)];
    for text in [
        "GIMP Palette\rName: sea\r#\r255 0 16 red\r0 255 1 green\r",
        "JASC-PAL\r0100\r2\r255 0 16\r0 255 1\r",
        "ff0010\r00ff01\r",
    ] {
        assert_eq!(pairs(&parse(text.as_bytes()).unwrap()), colours, "{text:?}");
    }
    assert_eq!(parse(b"GIMP Palette\rName: sea\r1 2 3 red\r").unwrap().name, "sea");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sea.gpl");
    std::fs::write(&path, "").unwrap();
    let error = read_swatches(&path).unwrap_err().to_string();
    assert!(error.contains("sea.gpl") && error.contains("is empty (0 bytes)"), "{error}");
    std::fs::write(&path, "ff0010\n".repeat(700_000)).unwrap();
    let error = read_swatches(&path).unwrap_err().to_string();
    assert!(error.contains("has 5 MiB") && error.contains("up to 4 MiB"), "{error}");
}

#[test]
fn twins_and_unused_entries_of_pictures_are_told_apart() {
    let colours: Vec<[u8; 3]> =
        (0..90).map(|n| if n == 70 { [9, 5, 5] } else { [n, 5, 5] }).collect();
    // All but a few are in use, of the two that look alike only the second.
    let indices: Vec<u8> = (0..90).filter(|n| !matches!(n, 9..36)).collect();
    let size = (indices.len() as u32, 1);
    let bytes = crate::files::test_support::indexed_png(size, &colours, &[0], &indices);
    let read = parse(&bytes).unwrap();
    assert!(read.colours[9].is_unused && !read.colours[70].is_unused);
    let fitted = read.fit(Overflow::Refuse).unwrap();
    assert_eq!(fitted.remarks, ["27 entries that no pixel uses left out"]);
    let kept: Vec<Rgb> = indices[1..].iter().map(|n| Rgb(colours[usize::from(*n)])).collect();
    assert_eq!(fitted.palette.colours()[1..=kept.len()], kept[..]);
}
