//! Palettes of pictures that are damaged behind them, or in them.

use super::{tests::indexed_png, *};
use crate::sprite::Palette;

/// The same table of three colours in every format that has one, and where the pixels begin.
fn tables_before_pixels() -> Vec<(&'static str, Vec<u8>, usize)> {
    const COLOURS: [[u8; 3]; 4] = [[9, 8, 7], [200, 100, 50], [1, 2, 3], [0, 0, 0]];
    let bgr = |length: usize| -> Vec<u8> {
        let entry =
            |[r, g, b]: &[u8; 3]| [*b, *g, *r, 0].into_iter().take(length).collect::<Vec<_>>();
        COLOURS.iter().flat_map(entry).collect()
    };
    let noise: Vec<u8> = (0..64_u8).map(|at| at % 3).collect();
    let mut bmp = b"BM\0\0\0\0\0\0\0\0".to_vec();
    bmp.extend(70_u32.to_le_bytes());
    bmp.extend([40_u32, 8, 8].into_iter().flat_map(u32::to_le_bytes));
    bmp.extend([1_u16, 8].into_iter().flat_map(u16::to_le_bytes));
    bmp.extend([0_u32, 0, 0, 0, 4, 0].into_iter().flat_map(u32::to_le_bytes));
    bmp.extend(bgr(4));
    let mut tga = vec![0, 1, 1, 0, 0, 4, 0, 24, 0, 0, 0, 0, 8, 0, 8, 0, 8, 0x20];
    tga.extend(bgr(3));
    let mut gif = b"GIF89a\x08\0\x08\0\x91\0\0".to_vec();
    gif.extend(COLOURS.as_flattened());
    let mut ilbm = b"FORM\0\0\0\xffPBM BMHD\0\0\0\x14\0\x08\0\x08\0\0\0\0\x08\0\0\0\0\0\x01\x01\0\x08\0\x08CMAP\0\0\0\x0c".to_vec();
    ilbm.extend(COLOURS.as_flattened());
    let (at_bmp, at_tga, at_gif, at_ilbm) = (bmp.len(), tga.len(), gif.len(), ilbm.len());
    bmp.extend(&noise);
    tga.extend(&noise);
    gif.extend(b",\0\0\0\0\x08\0\x08\0\0\x02\x09");
    ilbm.extend(b"BODY\0\0\0\x40");
    ilbm.extend(&noise);
    vec![
        ("a.bmp", bmp, at_bmp),
        ("a.tga", tga, at_tga),
        ("a.gif", gif, at_gif),
        ("a.lbm", ilbm, at_ilbm),
    ]
}

#[test]
fn a_palette_before_damaged_pixels_is_read() {
    for (name, bytes, at) in tables_before_pixels() {
        let path = Path::new(name);
        let expected = [[9, 8, 7], [200, 100, 50], [1, 2, 3], [0, 0, 0]];
        for length in [at, at + 5, bytes.len() - 1] {
            let read = parse_all(path, &bytes[..length]).unwrap_or_else(|it| panic!("{name} {it}"));
            let colours: Vec<[u8; 3]> = read.colours.iter().map(|swatch| swatch.rgb.0).collect();
            assert_eq!(colours, expected, "{name} {length}");
            assert!(name == "a.lbm" || !read.remarks.is_empty(), "{name} {length}");
        }
        // What is cut in the palette itself is no palette.
        let cut = parse_all(path, &bytes[..at - 4]);
        let is_told = cut.as_ref().is_ok_and(|read| read.remarks[0].contains("3 of 4 colours"))
            || (name == "a.lbm" && cut.as_ref().is_ok_and(|it| it.remarks[0].contains("2 of 4")));
        assert!(cut.is_err() || is_told, "{name} {cut:?}");
    }
}

#[test]
fn a_png_cut_before_its_pixels_has_its_palette() {
    let picture = indexed_png();
    let at = picture.windows(4).position(|name| name == b"IDAT").unwrap();
    let colours = parse(&picture).unwrap().colours;
    for length in [at - 4, at + 2] {
        let read = parse(&picture[..length]).unwrap();
        assert_eq!(read.colours, colours);
        assert!(read.remarks[0].contains("is damaged behind its palette"), "{:?}", read.remarks);
    }
    let mut wrong = picture.clone();
    let at = picture.windows(4).position(|name| name == b"PLTE").unwrap();
    wrong[at + 5] ^= 0x40;
    let error = parse(&wrong).unwrap_err().to_string();
    assert!(error.contains("its palette is not whole"), "{error}");
}

#[test]
fn an_aseprite_cut_behind_its_palette_has_it() {
    let frames = [crate::files::Frame::new("a", crate::sprite::Sprite::EMPTY)];
    let whole = crate::files::aseprite::encode(&frames, &[], &Palette::ocean(), 1);
    let colours = parse(&whole).unwrap().colours;
    let mut n_read = 0;
    for length in 0..whole.len() {
        let Ok(read) = parse(&whole[..length]) else { continue };
        let seen = |swatches: &[Swatch]| swatches.iter().map(|it| it.rgb).collect::<Vec<_>>();
        assert_eq!(seen(&read.colours), seen(&colours), "{length}");
        assert!(read.remarks.iter().any(|it| it.contains("damaged behind")), "{length}");
        n_read += 1;
    }
    assert!(n_read > 40, "{n_read}");
}

#[test]
fn iff_palettes_say_what_they_lack() {
    let file = |length: u32, colours: &[u8]| {
        let mut bytes = b"FORM\0\0\0\xffILBMCMAP".to_vec();
        bytes.extend(length.to_be_bytes());
        bytes.extend(colours);
        bytes
    };
    let cut = parse(&file(96, &[9, 8, 7, 1, 2, 3, 4])).unwrap();
    assert_eq!(cut.colours.len(), 2);
    assert_eq!(cut.remarks, ["ends early: 2 of 32 colours are there"]);
    let error = parse(&file(0, &[])).unwrap_err().to_string();
    assert!(error.contains("holds no colours"), "{error}");
    let error = parse(&file(96, &[])).unwrap_err().to_string();
    assert!(error.contains("before its first colour"), "{error}");
    let picture = |bytes: &[u8]| {
        let which = crate::files::animation::WhichFrames::All;
        let read = crate::files::animation::parse(Path::new("a.lbm"), bytes, which);
        read.unwrap_err().to_string()
    };
    assert!(picture(&file(0, &[])).contains("without colours and without a picture"));
    assert!(picture(&file(96, &[9])).contains("ends within its palette"));
    assert!(picture(&file(3, &[9, 8, 7])).contains("use it as a palette"));
}
