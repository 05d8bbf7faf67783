//! Masks as pictures, white on black, so that any editor can paint them.

use std::{io::Cursor, path::Path};

use super::{
    FileError,
    bounded::{MAX_BYTES, guarded, read_bounded},
    picture::Picture,
    png::{self, MAX_SCALE},
    write_atomically,
    written::MARK,
};
use crate::sprite::{Mask, SIDE, oklab::Oklab};

/// Reads a mask from a PNG of 32x32 pixels or a whole multiple of that. Where the picture has
/// transparent pixels, all that is painted is in the mask; otherwise what is light.
pub fn read_mask(path: &Path) -> Result<Mask, FileError> {
    parse_mask(path, &read_bounded(path, MAX_BYTES)?)
}

/// As [`read_mask`], of bytes that are there; errors name the path.
pub fn parse_mask(path: &Path, bytes: &[u8]) -> Result<Mask, FileError> {
    let refused = |problem: String| FileError::Unsupported {
        path: path.to_owned(),
        problem,
        remedy: "paint the mask as a PNG of 32x32 pixels or a whole multiple of that up to 512x512",
    };
    if !bytes.starts_with(png::SIGNATURE) {
        return Err(refused("is not a PNG".to_owned()));
    }
    let check = |width: u32, height: u32| {
        let side = SIDE as u32;
        let fits = width == height && width.is_multiple_of(side) && width <= side * MAX_SCALE;
        if fits { Ok(()) } else { Err(refused(format!("has {width}x{height} pixels"))) }
    };
    let (picture, _) = guarded(path, || Picture::decode_png(path, bytes, check))?;
    let scale = picture.width / SIDE;
    let is_cut_out = picture.pixels.iter().any(|pixel| pixel[3] < 128);
    Ok(Mask::from_fn(|x, y| {
        let [r, g, b, alpha] =
            picture.pixels[y as usize * scale * picture.width + x as usize * scale];
        let is_light = Oklab::from(crate::sprite::Rgb([r, g, b])).l >= 0.5;
        alpha >= 128 && (is_cut_out || is_light)
    }))
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

    fn reading(bytes: &[u8]) -> Result<Mask, FileError> {
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
            prop_assert_eq!(reading(&encode_mask(&mask)).unwrap(), mask);
        }
    }

    #[test]
    fn what_is_painted_on_nothing_is_in_the_mask_at_any_scale() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(3, 4, 1);
        sprite.set(31, 31, 7);
        let read = reading(&encode_sprite(&sprite, &Palette::ocean(), None, 3)).unwrap();
        assert_eq!(read, Mask::opaque(&sprite));
    }

    #[test]
    fn other_files_are_refused() {
        let mut cut = encode_mask(&Mask::ALL);
        cut.truncate(50);
        assert!(matches!(reading(&cut), Err(FileError::Damaged { .. })));
        assert!(matches!(reading(b"GIF89a"), Err(FileError::Unsupported { .. })));
    }
}
