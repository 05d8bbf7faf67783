//! Pictures of other programs, read back.

use super::*;
use crate::files::animation::{Animation, WhichFrames, parse};

/// Two colours and a hole, which formats without opacity show as black.
fn picture() -> image::RgbaImage {
    image::RgbaImage::from_fn(5, 3, |x, y| match (x, y) {
        (0, 0) => image::Rgba([0; 4]),
        (x, _) if x < 3 => image::Rgba([200, 30, 7, 255]),
        _ => image::Rgba([9, 80, 250, 255]),
    })
}

fn written(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::from(picture());
    let has_alpha = !matches!(format, ImageFormat::Jpeg | ImageFormat::Pnm);
    let picture = if has_alpha { picture } else { picture.to_rgb8().into() };
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn read(name: &str, bytes: &[u8]) -> Result<Animation, FileError> {
    parse(Path::new(name), bytes, WhichFrames::All)
}

#[test]
fn every_kind_comes_through_one_door() {
    use ImageFormat::{Bmp, Ico, Pnm, Qoi, Tga, Tiff, WebP};
    for format in [Bmp, Ico, Pnm, Qoi, Tga, Tiff, WebP] {
        let bytes = written(format);
        let name = if format == Tga { "fish.TGA" } else { "fish.bin" };
        let mut animation = read(name, &bytes).unwrap();
        assert_eq!(animation.frames.len(), 1);
        let seen = animation.frames.remove(0).picture;
        let given = picture();
        for (at, (seen, given)) in seen.pixels.iter().zip(given.pixels()).enumerate() {
            let hole = if format == Pnm { [0, 0, 0, 255] } else { [0; 4] };
            let expected = if at == 0 { hole } else { given.0 };
            assert_eq!(*seen, expected, "{format:?} {at}");
        }
        // Cut anywhere it is an error that names the file, or the same picture still.
        for length in 0..bytes.len() {
            if let Err(error) = read(name, &bytes[..length]) {
                assert!(error.to_string().contains(name), "{error}");
            }
        }
    }
    let jpeg = read("fish.jpg", &written(ImageFormat::Jpeg)).unwrap();
    assert!(jpeg.remarks.iter().any(|remark| remark.to_string().contains("smears")));
}

#[test]
fn opacities_of_a_tga_are_of_eight_bits_whatever_is_said() {
    let mut bytes = written(ImageFormat::Tga);
    assert_eq!((bytes[16], bytes[17] & 0x0F), (32, 8));
    let expected = read("a.tga", &bytes).unwrap();
    bytes[17] = bytes[17] & 0xF0 | 4;
    assert_eq!(read("a.tga", &bytes).unwrap(), expected);
}

#[test]
fn photographs_are_turned_as_they_say() {
    let mut jpeg = written(ImageFormat::Jpeg);
    // To be turned clockwise by a quarter.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0".to_vec();
    exif.extend([0; 4]);
    let length = (exif.len() as u16 + 2).to_be_bytes();
    jpeg.splice(2..2, [&[0xFF, 0xE1][..], &length, &exif].concat());
    let picture = read("fish.jpg", &jpeg).unwrap().frames.remove(0).picture;
    assert_eq!((picture.width, picture.height), (3, 5));
    // What is blue at the right is so at the bottom.
    let [top, bottom] = [1, 14].map(|at: usize| picture.pixels[at]);
    assert!(top[0] > top[2] && bottom[2] > bottom[0], "{top:?} {bottom:?}");
}

/// 3 x 2 pixels of entries 2, 6, 0 and 6, 5, 2, of which 2 and 6 look alike.
fn indexed_bmp(bits: u16, compression: u32, rows: &[u8]) -> Vec<u8> {
    let table: Vec<u8> =
        (0..8).flat_map(|n| if n == 6 { [9, 8, 2, 0] } else { [9, 8, n, 0] }).collect();
    let offset = 54 + table.len() as u32;
    let mut bytes = b"BM".to_vec();
    bytes.extend((offset + rows.len() as u32).to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(offset.to_le_bytes());
    bytes.extend([40_u32, 3, 2].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend([1, bits].into_iter().flat_map(u16::to_le_bytes));
    bytes.extend([compression, 0, 0, 0, 8, 0].into_iter().flat_map(u32::to_le_bytes));
    [bytes, table, rows.to_vec()].concat()
}

/// The same picture as a TGA whose uppermost row comes first.
fn indexed_tga(pixels: [u8; 6]) -> Vec<u8> {
    let mut bytes = vec![0, 1, 1, 0, 0, 8, 0, 24, 0, 0, 0, 0, 3, 0, 2, 0, 8, 0x20];
    bytes.extend((0..8).flat_map(|n| if n == 6 { [9, 8, 2] } else { [9, 8, n] }));
    bytes.extend(pixels);
    bytes
}

#[test]
fn indexed_pictures_keep_their_palette_and_twins() {
    // The lowest row comes first, each in whole words.
    let eight = indexed_bmp(8, 0, &[6, 5, 2, 0, 2, 6, 0, 0]);
    let four = indexed_bmp(4, 0, &[0x65, 0x20, 0, 0, 0x26, 0, 0, 0]);
    let runs = indexed_bmp(8, 1, &[1, 6, 1, 5, 1, 2, 0, 0, 1, 2, 1, 6, 1, 0, 0, 1]);
    let tga = indexed_tga([2, 6, 0, 6, 5, 2]);
    for (name, bytes) in [("a.bmp", eight), ("b.bmp", four), ("c.bmp", runs), ("d.tga", tga)] {
        let frame = read(name, &bytes).unwrap().frames.remove(0);
        let indexed = frame.indexed.unwrap();
        assert_eq!(indexed.indices, [2, 6, 0, 6, 5, 2], "{name}");
        assert_eq!(indexed.colours.len(), 8);
        assert_eq!(frame.picture.pixels[..2], [[2, 8, 9, 255]; 2], "{name}");
        for length in 0..bytes.len() {
            let _ = read(name, &bytes[..length]);
        }
    }
}

#[test]
fn indices_beyond_the_table_are_not_seen_and_counted() {
    // Entries 6 and 9 of a table of 8, plain and in runs; what a run leaves out is entry 0.
    let plain = indexed_bmp(8, 0, &[6, 9, 2, 0, 2, 6, 0, 0]);
    let four = indexed_bmp(4, 0, &[0x69, 0x20, 0, 0, 0x26, 0, 0, 0]);
    let runs = indexed_bmp(8, 1, &[1, 6, 1, 9, 1, 2, 0, 0, 1, 2, 1, 6, 0, 0, 0, 1]);
    let tga = indexed_tga([2, 6, 0, 6, 9, 2]);
    for (name, bytes) in [("a.bmp", plain), ("b.bmp", four), ("c.bmp", runs), ("d.tga", tga)] {
        let mut animation = read(name, &bytes).unwrap();
        let told: Vec<String> = animation.remarks.iter().map(ToString::to_string).collect();
        assert!(told.len() == 1 && told[0].starts_with("1 pixel has a colour"), "{told:?}");
        let frame = animation.frames.remove(0);
        // Indices stay; what is not seen has an entry of its own behind the table.
        let indexed = frame.indexed.unwrap();
        assert_eq!(indexed.indices, [2, 6, 0, 6, 8, 2], "{name}");
        assert_eq!((indexed.colours.len(), indexed.colours[8].alpha), (9, 0), "{name}");
        let seen: Vec<[u8; 2]> =
            frame.picture.pixels.iter().map(|pixel| [pixel[0], pixel[3]]).collect();
        assert_eq!(seen, [[2, 255], [2, 255], [0, 255], [2, 255], [0, 0], [2, 255]], "{name}");
    }
}

#[test]
fn a_huge_size_is_refused_by_the_header() {
    let mut bytes = written(ImageFormat::Bmp);
    bytes[18..22].copy_from_slice(&30_000_i32.to_le_bytes());
    bytes[22..26].copy_from_slice(&30_000_i32.to_le_bytes());
    let error = read("fish.bmp", &bytes).unwrap_err().to_string();
    assert!(error.contains("30000x30000"), "{error}");
    bytes[18..22].copy_from_slice(&(1_i32 << 30).to_le_bytes());
    let error = read("fish.bmp", &bytes).unwrap_err().to_string();
    assert!(error.contains("1073741824x30000") && error.contains("4096x4096"), "{error}");
    let mut bytes = written(ImageFormat::Qoi);
    bytes[4..12].copy_from_slice(&[60_000_u32, 70_000].map(u32::to_be_bytes).concat());
    let error = read("fish.qoi", &bytes).unwrap_err().to_string();
    assert!(error.contains("60000x70000") && error.contains("4096x4096"), "{error}");
    let mut bytes = written(ImageFormat::Tga);
    bytes[12..16].copy_from_slice(&[0x60, 0xEA, 0x70, 0xEA]);
    let error = read("fish.tga", &bytes).unwrap_err().to_string();
    assert!(error.contains("60000x60016") && error.contains("4096x4096"), "{error}");
    let error = read("fish.pnm", b"P6 99999 99999 255\n").unwrap_err().to_string();
    assert!(error.contains("99999x99999"), "{error}");
}
