use std::path::Path;

use super::*;
use crate::files::animation::{Animation, WhichFrames, parse};

const COLOURS: [[u8; 3]; 4] = [[0; 3], [200, 10, 20], [30, 200, 40], [50, 60, 201]];

/// Rows of 18 pixels, which fill two words and a little.
fn rows() -> Vec<Vec<u8>> {
    (0..5).map(|y| (0..18).map(|x| ((x + 2 * y) % 4) as u8).collect()).collect()
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut bytes = [&name[..], &(data.len() as u32).to_be_bytes(), data].concat();
    if data.len() % 2 == 1 {
        bytes.push(0);
    }
    bytes
}

/// As a run says nothing twice: runs of two and more, and what is between them.
fn packed(row: &[u8]) -> Vec<u8> {
    let mut bytes = vec![128];
    for same in row.chunk_by(|a, b| a == b) {
        match same.len() {
            1 => bytes.extend([0, same[0]]),
            n => bytes.extend([(257 - n) as u8, same[0]]),
        }
    }
    bytes
}

/// A plane of bits in whole words.
fn plane(row: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = vec![0; row.len().div_ceil(16) * 2];
    for (x, index) in row.iter().enumerate() {
        bytes[x / 8] |= (index >> bit & 1) << (7 - x % 8);
    }
    bytes
}

struct Picture {
    n_planes: u8,
    masking: u8,
    is_packed: bool,
    transparent: u16,
    colours: Vec<[u8; 3]>,
    viewport: u32,
    lines: Vec<Vec<u8>>,
}

impl Picture {
    fn indexed(n_planes: u8) -> Self {
        let planes = |row: &Vec<u8>| -> Vec<Vec<u8>> {
            (0..n_planes).map(|bit| plane(row, bit.into())).collect()
        };
        Self {
            n_planes,
            masking: 0,
            is_packed: false,
            transparent: 0,
            colours: COLOURS.to_vec(),
            viewport: 0,
            lines: rows().iter().flat_map(planes).collect(),
        }
    }

    fn form(&self, kind: [u8; 4], width: u16, height: u16) -> Vec<u8> {
        let mut header = [width.to_be_bytes(), height.to_be_bytes(), [0; 2], [0; 2]].concat();
        header.extend([self.n_planes, self.masking, u8::from(self.is_packed), 0]);
        header.extend(self.transparent.to_be_bytes());
        header.extend([1, 1, 1, 64, 0, 200]);
        let line = |line: &Vec<u8>| if self.is_packed { packed(line) } else { line.clone() };
        let body: Vec<u8> = self.lines.iter().flat_map(line).collect();
        let content = [
            kind.to_vec(),
            chunk(*b"BMHD", &header),
            chunk(*b"CMAP", self.colours.as_flattened()),
            chunk(*b"CAMG", &self.viewport.to_be_bytes()),
            chunk(*b"CRNG", &[0, 0, 10, 0, 0, 1, 1, 3]),
            chunk(*b"BODY", &body),
        ];
        chunk(*b"FORM", &content.concat())
    }
}

fn reading(bytes: &[u8]) -> Result<Animation, FileError> {
    parse(Path::new("fish.lbm"), bytes, WhichFrames::All)
}

fn read(bytes: &[u8]) -> (AnimationFrame, Vec<String>) {
    let mut animation = reading(bytes).unwrap();
    let said = animation.remarks.iter().map(ToString::to_string).collect();
    (animation.frames.remove(0), said)
}

fn expected(hole: Option<u8>) -> Vec<[u8; 4]> {
    let colour = |index: u8| {
        let [r, g, b] = COLOURS[usize::from(index)];
        if Some(index) == hole { [0; 4] } else { [r, g, b, 255] }
    };
    rows().concat().into_iter().map(colour).collect()
}

#[test]
fn planes_are_put_together_and_keep_their_indices() {
    for is_packed in [false, true] {
        for n_planes in [2, 5, 8] {
            let file = Picture { is_packed, ..Picture::indexed(n_planes) }.form(*b"ILBM", 18, 5);
            let (frame, said) = read(&file);
            assert_eq!(frame.picture.pixels, expected(None));
            assert_eq!(frame.indexed.unwrap().indices, rows().concat());
            assert_eq!(said, ["the colours that cycle stand still"]);
        }
        // Pixels as bytes, in rows of an even length.
        let lines = rows().into_iter().map(|row| [&row[..17], &[9]].concat()).collect();
        let file = Picture { is_packed, lines, ..Picture::indexed(8) }.form(*b"PBM ", 17, 5);
        let (frame, _) = read(&file);
        let seen = frame.picture.pixels.chunks(17);
        assert!(seen.zip(expected(None).chunks(18)).all(|(seen, row)| seen == &row[..17]));
    }
}

#[test]
fn a_colour_a_lasso_or_a_plane_says_what_is_not_seen() {
    for masking in [2, 3] {
        let file = Picture { masking, transparent: 2, ..Picture::indexed(2) };
        let (frame, _) = read(&file.form(*b"ILBM", 18, 5));
        assert_eq!(frame.picture.pixels, expected(Some(2)));
        let indexed = frame.indexed.unwrap();
        assert_eq!(indexed.colours.iter().position(|swatch| swatch.alpha == 0), Some(2));
    }
    let mut masked = Picture { masking: 1, ..Picture::indexed(2) };
    masked.lines = rows()
        .iter()
        .flat_map(|row| {
            let mask: Vec<u8> = row.iter().map(|index| u8::from(*index != 1)).collect();
            [plane(row, 0), plane(row, 1), plane(&mask, 0)]
        })
        .collect();
    let (frame, _) = read(&masked.form(*b"ILBM", 18, 5));
    assert_eq!(frame.picture.pixels, expected(Some(1)));
    // The plane hides all pixels of an entry and no others.
    let indexed = frame.indexed.unwrap();
    let alphas: Vec<u8> = indexed.colours.iter().map(|swatch| swatch.alpha).collect();
    assert_eq!((alphas, indexed.indices), (vec![255, 0, 255, 255], rows().concat()));
    // What is hidden of several has an entry of its own behind the palette.
    for (line, row) in masked.lines.chunks_mut(3).zip(rows()) {
        let mask: Vec<u8> = row.iter().map(|index| u8::from(*index > 1)).collect();
        line[2] = plane(&mask, 0);
    }
    let (frame, _) = read(&masked.form(*b"ILBM", 18, 5));
    let indexed = frame.indexed.unwrap();
    assert_eq!((indexed.colours.len(), indexed.colours[4].alpha), (5, 0));
    let indices = rows().concat().into_iter().map(|index| if index < 2 { 4 } else { index });
    assert!(indexed.indices.iter().copied().eq(indices));
}

#[test]
fn modes_of_the_amiga_are_read() {
    let six = |rows: &[u8]| (0..6).map(|bit| plane(rows, bit)).collect();
    // Half as bright from 32 on.
    let lines = six(&[1, 33, 35, 0]);
    let half = Picture { viewport: 0x80, lines, ..Picture::indexed(6) };
    let (frame, _) = read(&half.form(*b"ILBM", 4, 1));
    let expected = [[200, 10, 20, 255], [100, 5, 10, 255], [25, 30, 100, 255], [0, 0, 0, 255]];
    assert_eq!(frame.picture.pixels, expected);
    // A colour, then another blue, red and green.
    let lines = six(&[1, 0x1F, 0x20, 0x38]);
    let ham = Picture { viewport: 0x800, lines, ..Picture::indexed(6) };
    let (frame, _) = read(&ham.form(*b"ILBM", 4, 1));
    let expected = [[200, 10, 20, 255], [200, 10, 255, 255], [0, 10, 255, 255], [0, 136, 255, 255]];
    assert_eq!(frame.picture.pixels, expected);
    // Eight planes a channel.
    let lines = [[1, 255], [2, 128], [3, 0]].concat();
    let lines = lines.chunks(2).flat_map(|two| (0..8).map(|bit| plane(two, bit))).collect();
    let deep = Picture { n_planes: 24, colours: vec![], lines, ..Picture::indexed(2) };
    let (frame, _) = read(&deep.form(*b"ILBM", 2, 1));
    assert_eq!(frame.picture.pixels, [[1, 2, 3, 255], [255, 128, 0, 255]]);
}

#[test]
fn short_colours_are_stretched_and_that_is_said() {
    let colours = vec![[0; 3], [0xF0, 0x10, 0x20], [0x30; 3], [0x80, 0, 0]];
    let (frame, said) = read(&Picture { colours, ..Picture::indexed(2) }.form(*b"ILBM", 18, 5));
    assert_eq!(frame.picture.pixels[1], [0xFF, 0x11, 0x22, 255]);
    assert!(said[0].contains("four bits"), "{said:?}");
}

#[test]
fn the_first_picture_of_an_animation_is_read() {
    let picture = Picture::indexed(2).form(*b"ILBM", 18, 5);
    let change = chunk(*b"FORM", &[&b"ILBM"[..], &chunk(*b"ANHD", &[5; 40])].concat());
    let file = chunk(*b"FORM", &[&b"ANIM"[..], &picture, &change].concat());
    let (frame, said) = read(&file);
    assert_eq!(frame.picture.pixels, expected(None));
    assert!(said.iter().any(|said| said == "1 of 2 frames left out"), "{said:?}");
}

#[test]
fn what_is_not_read_is_named_and_what_ends_early_too() {
    let whole = Picture { is_packed: true, ..Picture::indexed(3) }.form(*b"ILBM", 18, 5);
    for length in 12..whole.len() {
        match reading(&whole[..length]) {
            Ok(read) => {
                let is_told = read.remarks.iter().any(|it| it.to_string().contains("ends early"));
                assert!(is_told || length + 1 >= whole.len(), "{length}");
            }
            Err(error) => assert!(error.to_string().contains("fish.lbm"), "{error}"),
        }
    }
    for (n_planes, kind, what) in [(7, *b"PBM ", "7 bit planes"), (12, *b"ILBM", "12 bit planes")] {
        let error = reading(&Picture { n_planes, ..Picture::indexed(2) }.form(kind, 18, 5));
        let error = error.unwrap_err().to_string();
        assert!(error.contains(what) && !error.contains("damaged"), "{error}");
    }
    let error = reading(&chunk(*b"FORM", b"ACBMBMHD\0\0\0\0")).unwrap_err().to_string();
    assert!(error.contains("AmigaBASIC"), "{error}");
    let error = reading(&Picture::indexed(2).form(*b"ILBM", 60_000, 60_000)).unwrap_err();
    assert!(error.to_string().contains("60000x60000"), "{error}");
}

#[test]
fn wide_and_tall_pixels_are_told_and_nearly_square_ones_are_not() {
    for (pixel, is_told) in [([1, 1], false), ([10, 11], false), ([0, 0], false), ([5, 11], true)] {
        let mut file = Picture::indexed(2).form(*b"ILBM", 18, 5);
        let header = file.windows(4).position(|name| name == b"BMHD").unwrap() + 8;
        file[header + 14..header + 16].copy_from_slice(&pixel);
        let (_, said) = read(&file);
        assert_eq!(said.iter().any(|it| it.contains("5:11")), is_told, "{pixel:?} {said:?}");
        assert_eq!(said.len(), 1 + usize::from(is_told), "{said:?}");
    }
}

#[test]
fn colours_without_a_picture_are_a_palette() {
    for head in [vec![], chunk(*b"BMHD", &[0; 20])] {
        let cmap = chunk(*b"CMAP", COLOURS.as_flattened());
        let file = chunk(*b"FORM", &[b"ILBM".to_vec(), head, cmap].concat());
        let error = reading(&file).unwrap_err().to_string();
        assert!(error.contains("is a palette") && error.contains("as a palette"), "{error}");
        let read = crate::files::palette::parse(&file).unwrap();
        let colours: Vec<[u8; 3]> = read.colours.iter().map(|swatch| swatch.rgb.0).collect();
        assert_eq!(colours, COLOURS);
    }
}
