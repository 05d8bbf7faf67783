//! Masks as pictures, white on black, so that any editor can paint them.

use std::{io::Cursor, path::Path};

use super::{
    FileError, Remarks,
    animation::{self, About, Source, WhichFrames},
    bounded::{MAX_BYTES, read_bounded},
    picture::Picture,
    png::{self, MAX_SCALE},
    write_atomically,
    written::MARK,
};
use crate::sprite::{Mask, PIXELS, SIDE, oklab::Oklab};

/// A mask as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadMask {
    /// The mask.
    pub mask: Mask,
    /// What of the picture is odd for a mask, and what became of it.
    pub remarks: Remarks,
}

/// What an artist paints masks with.
const REMEDY: &str =
    "paint the mask as a PNG of 32x32 pixels or a whole multiple of that up to 512x512";

/// Below this opacity a pixel is not painted.
const PAINTED_FROM: u8 = 128;

/// Reads a mask from a PNG of 32x32 pixels or a whole multiple of that. Of an enlarged mask the greater
/// part of each block counts.
///
/// What is light is in the mask, or, where the picture is painted on nothing, all that is painted: it
/// has transparent pixels, and either no two of light and dark paint or transparent pixels along the
/// greater part of its edge. A few transparent pixels in a picture that is painted from edge to edge
/// count as dark.
pub fn read_mask(path: &Path) -> Result<ReadMask, FileError> {
    parse_mask(path, &read_bounded(path, MAX_BYTES)?)
}

/// As [`read_mask`], of bytes that are there; errors name the path.
pub fn parse_mask(path: &Path, bytes: &[u8]) -> Result<ReadMask, FileError> {
    if !bytes.starts_with(png::SIGNATURE) {
        return Err(refused(path, "is not a PNG".to_owned()));
    }
    let source = Source { path, bytes, which: WhichFrames::First, check: check_size };
    let (mut picture, mut about) = (Picture::default(), About::default());
    animation::each_frame(&source, &mut about, &mut |frame| {
        picture = frame.picture;
        Ok(())
    })?;
    let kind = MaskReading::of(&picture);
    let mut remarks = about.remarks;
    remarks.extend(kind.remarks(&picture));
    let (mask, n_mixed) = shrunk(&picture, kind);
    if n_mixed > 0 {
        let scale = picture.width / SIDE;
        remarks.note(format!(
            "has {n_mixed} of {PIXELS} blocks of {scale}x{scale} pixels that are in the mask in \
             part; each went with its greater part"
        ));
    }
    match mask.count() {
        0 => remarks.note("has no pixel in the mask; paint white what is to be drawn anew"),
        PIXELS => remarks.note("has every pixel in the mask; paint black what is to stay"),
        _ => {}
    }
    Ok(ReadMask { mask, remarks })
}

fn refused(path: &Path, problem: String) -> FileError {
    FileError::Unsupported { path: path.to_owned(), problem, remedy: REMEDY }
}

fn check_size(path: &Path, width: u32, height: u32) -> Result<(), FileError> {
    let side = SIDE as u32;
    let fits = width == height && width.is_multiple_of(side) && width <= side * MAX_SCALE;
    if fits && width > 0 {
        Ok(())
    } else {
        Err(refused(path, format!("has {width}x{height} pixels")))
    }
}

/// How a picture says which of its pixels are in the mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MaskReading {
    /// Everything that is painted, in whatever colour.
    CutOut,
    /// Everything that is light.
    LightOnDark,
}

impl MaskReading {
    fn of(picture: &Picture) -> Self {
        let is_painted = |pixel: &&[u8; 4]| pixel[3] >= PAINTED_FROM;
        let painted = || picture.pixels.iter().filter(is_painted);
        let n_light = painted().filter(|pixel| is_light([pixel[0], pixel[1], pixel[2]])).count();
        let n_painted = painted().count();
        let is_of_one_tone = n_light == 0 || n_light == n_painted;
        let (width, height) = (picture.width, picture.height);
        let is_edge = |at: &usize| {
            let (x, y) = (at % width, at / width);
            x == 0 || y == 0 || x + 1 == width || y + 1 == height
        };
        let edge = || (0..picture.pixels.len()).filter(is_edge);
        let n_painted_edge = edge().filter(|at| is_painted(&&picture.pixels[*at])).count();
        let is_on_nothing = n_painted_edge * 2 < edge().count();
        let has_holes = n_painted < picture.pixels.len();
        if has_holes && (is_of_one_tone || is_on_nothing) {
            Self::CutOut
        } else {
            Self::LightOnDark
        }
    }

    fn has(self, [r, g, b, alpha]: [u8; 4]) -> bool {
        alpha >= PAINTED_FROM && (self == Self::CutOut || is_light([r, g, b]))
    }

    /// What masks usually do not have.
    fn remarks(self, picture: &Picture) -> Remarks {
        let mut remarks = Remarks::default();
        let pixels = || picture.pixels.iter();
        let n_glass = pixels().filter(|pixel| !matches!(pixel[3], 0 | 255)).count();
        if n_glass > 0 {
            remarks.note(format!(
                "has {} for a mask; from an opacity of {PAINTED_FROM} of 255 on they count as painted",
                pixels_of(n_glass, "half-transparent ")
            ));
        }
        let painted = || pixels().filter(|pixel| pixel[3] >= PAINTED_FROM);
        let is_light = |pixel: &&[u8; 4]| is_light([pixel[0], pixel[1], pixel[2]]);
        match self {
            Self::CutOut => {
                // A sprite that is a mask has colours, and no two readings.
                let is_grey = painted().all(|[r, g, b, _]| r == g && g == b);
                let n_light = painted().filter(is_light).count();
                let n_dark = painted().count() - n_light;
                if is_grey && n_light > 0 && n_dark > 0 {
                    remarks.note(format!(
                        "has transparent pixels, so that all that is painted is in the mask: \
                         {n_light} light pixels and {n_dark} dark ones; make it opaque, and the \
                         light ones alone are"
                    ));
                }
            }
            Self::LightOnDark => {
                let n_unpainted = pixels().count() - painted().count();
                if n_unpainted > 0 {
                    remarks.note(format!(
                        "is painted up to its edges but for {}; only what is light is in the mask",
                        pixels_of(n_unpainted, "transparent ")
                    ));
                }
                let is_odd = |pixel: &&[u8; 4]| !matches!(pixel[..3], [0, 0, 0] | [255, 255, 255]);
                let n_odd = painted().filter(is_odd).count();
                if n_odd > 0 {
                    remarks.note(format!(
                        "has {} neither black nor white; those lighter than the middle are in the \
                         mask",
                        match n_odd {
                            1 => "1 pixel that is".to_owned(),
                            n => format!("{n} pixels that are"),
                        }
                    ));
                }
            }
        }
        remarks
    }
}

fn pixels_of(n: usize, kind: &str) -> String {
    format!("{n} {kind}pixel{}", if n == 1 { "" } else { "s" })
}

fn is_light(rgb: [u8; 3]) -> bool {
    Oklab::from(crate::sprite::Rgb(rgb)).l >= 0.5
}

/// The mask at its own size, and how many of its pixels are blocks of which only a part is in it.
fn shrunk(picture: &Picture, kind: MaskReading) -> (Mask, usize) {
    let scale = picture.width / SIDE;
    let mut n_mixed = 0;
    let mask = Mask::from_fn(|x, y| {
        let (left, top) = (x as usize * scale, y as usize * scale);
        let rows = picture.pixels.chunks_exact(picture.width).skip(top).take(scale);
        let n_in =
            rows.flat_map(|row| &row[left..left + scale]).filter(|it| kind.has(**it)).count();
        n_mixed += usize::from(n_in > 0 && n_in < scale * scale);
        n_in * 2 >= scale * scale && n_in > 0
    });
    (mask, n_mixed)
}

/// A mask as a black and white PNG of 32x32 pixels.
///
/// # Panics
/// Never: memory takes everything that is written.
#[must_use]
pub fn encode_mask(mask: &Mask) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(Cursor::new(&mut bytes), SIDE as u32, SIDE as u32);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::Eight);
    let pixels: Vec<u8> =
        (0..SIDE * SIDE).map(|index| if mask.contains_index(index) { 255 } else { 0 }).collect();
    let marked = encoder.add_text_chunk("Software".to_owned(), MARK.to_owned());
    let written = marked.and_then(|()| encoder.write_header()).and_then(|mut writer| {
        writer.write_image_data(&pixels)?;
        writer.finish()
    });
    written.expect("memory takes everything, and the sizes fit each other");
    bytes
}

/// Writes what [`encode_mask`] makes; an older file is replaced whole or not at all.
pub fn write_mask(path: &Path, mask: &Mask) -> Result<(), FileError> {
    write_atomically(path, &encode_mask(mask))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        files::png::encode_sprite,
        sprite::{Palette, Sprite},
    };

    fn reading(bytes: &[u8]) -> Result<ReadMask, FileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mask.png");
        std::fs::write(&path, bytes).unwrap();
        read_mask(&path)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn masks_round_trip(seed in any::<u64>(), share in 0.0_f32..1.0) {
            let mask = Mask::random(seed, share);
            prop_assert_eq!(reading(&encode_mask(&mask)).unwrap().mask, mask);
        }
    }

    #[test]
    fn what_is_painted_on_nothing_is_in_the_mask_at_any_scale() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(3, 4, 1);
        sprite.set(31, 31, 7);
        let read = reading(&encode_sprite(&sprite, &Palette::ocean(), None, 3)).unwrap();
        assert_eq!(read.mask, Mask::opaque(&sprite));
        assert!(read.remarks.is_empty(), "{:?}", read.remarks);
    }

    /// A picture of RGBA pixels.
    fn painted(side: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, side, side);
        encoder.set_color(::png::ColorType::Rgba);
        encoder.set_depth(::png::BitDepth::Eight);
        let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let pixels: Vec<u8> = places.flat_map(|(x, y)| pixel(x, y)).collect();
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        bytes
    }

    fn said(bytes: &[u8]) -> (usize, String) {
        let read = reading(bytes).unwrap();
        let remarks: Vec<String> = read.remarks.iter().map(ToString::to_string).collect();
        (read.mask.count(), remarks.join("; "))
    }

    #[test]
    fn what_is_odd_for_a_mask_is_told() {
        const WHITE: [u8; 4] = [255; 4];
        const BLACK: [u8; 4] = [0, 0, 0, 255];
        let halves = |left: [u8; 4], right: [u8; 4]| {
            said(&painted(32, |x, _| if x < 16 { left } else { right }))
        };
        assert_eq!(halves(WHITE, BLACK), (512, String::new()));
        assert_eq!(halves([7, 0, 0, 255], [0; 4]), (512, String::new()));
        for (left, right, n_in, wanted) in [
            ([255, 255, 255, 90], [255, 255, 255, 200], 512, "1024 half-transparent pixels"),
            ([200, 30, 40, 255], BLACK, 512, "512 pixels that are neither black nor white"),
            (BLACK, [0; 4], 512, ""),
            (BLACK, BLACK, 0, "no pixel in the mask"),
            ([0; 4], [0; 4], 0, "no pixel in the mask"),
            (WHITE, WHITE, 1024, "every pixel in the mask"),
        ] {
            let (n, told) = halves(left, right);
            assert!(n == n_in && told.contains(wanted), "{n} {told}");
        }
        // White and black paint on nothing.
        let three = painted(32, |x, y| match (x, y) {
            (8..16, 8..24) => WHITE,
            (16..24, 8..24) => BLACK,
            _ => [0; 4],
        });
        let (n, told) = said(&three);
        assert!(n == 256 && told.contains("128 light pixels and 128 dark ones"), "{n} {told}");
    }

    #[test]
    fn a_few_transparent_pixels_turn_no_painted_mask_about() {
        let with_holes = |light: [u8; 4], dark: [u8; 4], holes: u32| {
            said(&painted(32, |x, y| match (x, y) {
                (x, 3) if x < holes => [0; 4],
                (x, _) if x < 16 => light,
                _ => dark,
            }))
        };
        let (yellow, black) = ([255, 230, 0, 255], [0, 0, 0, 255]);
        let (n, told) = with_holes(yellow, black, 1);
        assert!(n == 511 && told.contains("but for 1 transparent pixel;"), "{n} {told}");
        let (n, told) = with_holes(yellow, black, 20);
        assert!(n == 496 && told.contains("20 transparent pixels"), "{n} {told}");
        // Paint of one tone on a ground with holes is all there can be in the mask.
        let (dark, light) = ([20, 0, 60, 255], [255, 255, 200, 255]);
        assert_eq!(with_holes(light, light, 1), (1023, String::new()));
        assert_eq!(with_holes(dark, dark, 1), (1023, String::new()));
        // A sprite is painted on nothing, whatever its colours.
        let sprite = painted(32, |x, y| match (x, y) {
            (4..28, 4..28) if x < 20 => dark,
            (4..28, 4..28) => light,
            _ => [0; 4],
        });
        assert_eq!(said(&sprite), (576, String::new()));
    }

    #[test]
    fn blocks_go_with_their_greater_part() {
        // White up to the seventh of eight columns of blocks of four.
        let bytes = painted(128, |x, _| if x < 7 { [255; 4] } else { [0, 0, 0, 255] });
        let (n, told) = said(&bytes);
        assert!(n == 64 && told.contains("has 32 of 1024 blocks of 4x4 pixels"), "{n} {told}");
    }

    #[test]
    fn animated_masks_show_their_first_frame_and_say_so() {
        let frames = [3, 9].map(|colour| {
            let mut sprite = Sprite::EMPTY;
            sprite.set(i32::from(colour), 1, colour);
            crate::files::Frame::new("a", sprite)
        });
        let bytes = crate::files::apng::encode(&frames, &Palette::ocean(), 1, true);
        assert_eq!(said(&bytes), (1, "1 of 2 frames left out".to_owned()));
        let error = reading(&painted(33, |_, _| [255; 4])).unwrap_err().to_string();
        assert!(error.contains("33x33") && error.contains("whole multiple"), "{error}");
    }

    #[test]
    fn other_files_are_refused() {
        let mut cut = encode_mask(&Mask::ALL);
        cut.truncate(50);
        assert!(matches!(reading(&cut), Err(FileError::Damaged { .. })));
        assert!(matches!(reading(b"GIF89a"), Err(FileError::Unsupported { .. })));
    }
}
