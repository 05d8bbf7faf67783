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
        Swatches { name: String::new(), colours }
    })
}

fn rgbs(swatches: &Swatches) -> Vec<Rgb> {
    swatches.colours.iter().map(|swatch| swatch.rgb).collect()
}

fn error(text: &str) -> String {
    parse(text.as_bytes()).unwrap_err().to_string()
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
    let swatches = Swatches { name: "Reef".to_owned(), colours };
    let text = |format| String::from_utf8(encode(&swatches, format)).unwrap();
    assert_eq!(text(PaletteFormat::Hex), "0114ff\n000000\n");
    assert_eq!(text(PaletteFormat::Jasc), "JASC-PAL\n0100\n2\n1 20 255\n0 0 0\n");
    let gpl =
        "GIMP Palette\nName: Reef\nColumns: 8\n#\n  1  20 255\tUntitled\n  0   0   0\tUntitled\n";
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
        (&b"ASEF\0\x01\0\0\0\0\0\x01"[..], "Adobe Swatch Exchange"),
        (b"RIFF\x10\0\0\0PAL data", "JASC"),
        (b"8BCB\0\x01", ".act"),
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
    let few = Swatches { name: "few".to_owned(), colours: vec![Swatch::opaque([9; 3]); 3] };
    let palette = few.to_palette().unwrap();
    assert_eq!((palette.colours()[1], palette.colours()[63]), (Rgb([9; 3]), Rgb([9; 3])));
    assert_eq!(palette.nearest(Rgb([9; 3])), 1);

    // The transparent entry comes first, wherever it was, and fillers are dropped.
    let mut padded: Vec<Swatch> = (0..50).map(|grey| Swatch::opaque([grey + 1; 3])).collect();
    padded[5].alpha = 0;
    padded.resize(256, Swatch::opaque([0; 3]));
    let palette = Swatches { name: String::new(), colours: padded }.to_palette().unwrap();
    assert_eq!((palette.colours()[0], palette.colours()[1]), (Rgb([6; 3]), Rgb([1; 3])));

    let colours = (0..70).map(|grey| Swatch::opaque([grey; 3])).collect();
    let many = Swatches { name: String::new(), colours };
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
        crate::files::aseprite::encode(&frames, &ocean, 1),
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
