//! Checks the chunks of a PNG before a decoder sees them.
//!
//! The crate `png` 0.18.1 trusts the length of some of them and panics where it is not what the
//! format allows.

use std::path::Path;

#[cfg(feature = "formats")]
use image::metadata::Orientation;

use super::read::damaged;
use crate::files::FileError;

/// A part of a PNG.
#[cfg(feature = "formats")]
pub(super) struct Chunk<'a> {
    pub(super) name: &'a [u8],
    data: &'a [u8],
    /// What its data add up to, if they are whole.
    sum: Option<u32>,
}

#[cfg(feature = "formats")]
impl Chunk<'_> {
    fn is_whole(&self) -> bool {
        let mut sum = flate2::Crc::new();
        sum.update(self.name);
        sum.update(self.data);
        self.sum == Some(sum.sum())
    }
}

/// The chunks of a PNG; the last may be cut short.
#[cfg(feature = "formats")]
pub(super) fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (head, body) = rest.split_at_checked(8)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let (data, after) = body.split_at(length.min(body.len()));
        let sum = after.first_chunk().map(|sum| u32::from_be_bytes(*sum));
        rest = after.get(4..).unwrap_or_default();
        Some(Chunk { name: &head[4..], data, sum })
    })
}

/// How a picture is to be turned, as its Exif data say, wherever they stand.
#[cfg(feature = "formats")]
pub(in crate::files) fn orientation(bytes: &[u8]) -> Orientation {
    let exif = chunks(bytes).find(|chunk| chunk.name == b"eXIf" && chunk.is_whole());
    let said = exif.and_then(|chunk| Orientation::from_exif_chunk(chunk.data));
    said.unwrap_or(Orientation::NoTransforms)
}

/// The palette of an indexed PNG and the opacities of its entries, if they are whole; what stands
/// behind them need not be.
#[cfg(feature = "formats")]
pub(in crate::files) fn table(bytes: &[u8]) -> Result<(&[[u8; 3]], &[u8]), &'static str> {
    let mut colours: &[[u8; 3]] = &[];
    let mut alphas: &[u8] = &[];
    for chunk in chunks(bytes).take_while(|chunk| !matches!(chunk.name, b"IDAT" | b"IEND")) {
        match chunk.name {
            b"PLTE" | b"tRNS" if !chunk.is_whole() => return Err("its palette is not whole"),
            b"PLTE" => colours = chunk.data.as_chunks().0,
            b"tRNS" => alphas = chunk.data,
            _ => {}
        }
    }
    Ok((colours, alphas))
}

/// Refuses palettes that no PNG may have.
pub(in crate::files) fn check(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    const MOST: usize = 256 * 3;
    let mut rest = bytes.get(8..).unwrap_or_default();
    let mut n_palettes = 0;
    // A torn chunk is the decoder's to tell of.
    while let Some((head, body)) = rest.split_at_checked(8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        match &head[4..] {
            b"PLTE" => {
                n_palettes += 1;
                if length == 0 || length > MOST || !length.is_multiple_of(3) || n_palettes > 1 {
                    return Err(damaged(path, "its palette is longer or shorter than one may be"));
                }
            }
            // Xcode packs PNGs anew, for its own devices alone.
            b"CgBI" => {
                return Err(FileError::Unsupported {
                    path: path.to_owned(),
                    problem: "is a PNG packed by Xcode, which other programs cannot read"
                        .to_owned(),
                    remedy: "take the PNG from the project's sources, or unpack it with pngcrush \
                             -revert-iphone-optimizations",
                });
            }
            b"tRNS" if length > 256 => {
                return Err(damaged(path, "its list of opacities is longer than one may be"));
            }
            b"IEND" => break,
            _ => {}
        }
        rest = body.get(length.saturating_add(4)..).unwrap_or_default();
    }
    Ok(())
}
