//! Pictures of PC Paintbrush (.pcx), indexed ones with their palette in its order.

use std::sync::Arc;

use super::{
    FRAME_MILLISECONDS, FileError,
    animation::{About, AnimationFrame, Indexed, Source, Visit},
    palette::Swatch,
    picture::Picture,
    reason,
    remarks::Remark,
};

const KIND: &str = "PCX";

/// Whether the bytes begin as such a picture does: a letter of no meaning, a version, a packing and
/// how many bits a pixel has.
pub(super) fn is_pcx(bytes: &[u8]) -> bool {
    matches!(bytes, [0x0A, 0 | 2..=5, 0 | 1, 1 | 2 | 4 | 8, ..]) && bytes.len() >= 128
}

/// What the first bytes say of the picture.
struct Header {
    size: (u32, u32),
    bits: u8,
    n_planes: u8,
}

impl Header {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let word =
            |at: usize| Some(u32::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
        let side = |from: u32, to: u32| (to + 1).saturating_sub(from);
        let size = (side(word(4)?, word(8)?), side(word(6)?, word(10)?));
        Some(Self { size, bits: *bytes.get(3)?, n_planes: *bytes.get(65)? })
    }

    fn is_read(&self) -> bool {
        matches!((self.n_planes, self.bits), (1, 1 | 2 | 4 | 8) | (2..=4, 1) | (3, 8))
    }
}

/// The palette of an indexed picture, whatever of it is damaged: 16 colours stand in its header, 256
/// at its end.
pub(super) fn palette_of(bytes: &[u8]) -> Option<Vec<Swatch>> {
    const LONG: usize = 256 * 3;
    let header = Header::parse(bytes).filter(Header::is_read)?;
    let table = match header.bits * header.n_planes {
        24 => return None,
        8 => {
            let (mark, table) = bytes.get(128..)?.split_last_chunk::<LONG>()?;
            if mark.last() != Some(&12) {
                return None;
            }
            &table[..]
        }
        bits => bytes.get(16..16 + (3 << bits))?,
    };
    Some(table.as_chunks::<3>().0.iter().map(|rgb| Swatch::opaque(*rgb)).collect())
}

/// Shows the picture.
pub(super) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let torn = |reason: &str| FileError::Torn {
        path: source.path.to_owned(),
        kind: KIND,
        reason: reason.to_owned(),
    };
    let broken = |error: std::io::Error| torn(reason::of_io(&error));
    let header = Header::parse(source.bytes).ok_or_else(|| torn("it ends within its header"))?;
    source.check_size(header.size, 1)?;
    if !header.is_read() {
        let Header { n_planes, bits, .. } = header;
        let noun = if n_planes == 1 { "plane" } else { "planes" };
        return Err(FileError::Unsupported {
            path: source.path.to_owned(),
            problem: format!("is a PCX of {n_planes} {noun} with {bits} bits a pixel each"),
            remedy: "save it as a PNG, or as a PCX of 16 or 256 colours or of 24 bits",
        });
    }
    let mut reader = ::pcx::Reader::from_mem(source.bytes).map_err(broken)?;
    let (width, height) = reader.dimensions();
    let (width, height) = (usize::from(width), usize::from(height));
    let mut picture = Picture::empty(width, height);
    let mut indexed = None;
    let mut n_rows = 0;
    if let Some(n_colours) = reader.palette_length() {
        let mut table = vec![0; 256 * 3];
        let n_found = reader
            .get_palette(&mut table)
            .map_err(|_| torn("the palette of 256 colours at its end is missing"))?;
        let colours = table.as_chunks::<3>().0[..n_found.min(usize::from(n_colours))].to_vec();
        let mut indices = vec![0; width * height];
        for row in indices.chunks_exact_mut(width) {
            if reader.next_row_paletted(row).is_err() {
                row.fill(0);
                break;
            }
            n_rows += 1;
        }
        let mut n_beyond = 0;
        for (pixel, index) in picture.pixels[..n_rows * width].iter_mut().zip(&indices) {
            match colours.get(usize::from(*index)) {
                Some(&[r, g, b]) => *pixel = [r, g, b, 255],
                None => n_beyond += 1,
            }
        }
        about.remarks.add(Remark::BeyondPalette(n_beyond));
        let colours: Arc<[Swatch]> = colours.into_iter().map(Swatch::opaque).collect();
        indexed = Indexed::whole(indices, &colours, &picture);
    } else {
        let mut row = vec![0; width * 3];
        for pixels in picture.pixels.chunks_exact_mut(width) {
            if reader.next_row_rgb(&mut row).is_err() {
                break;
            }
            n_rows += 1;
            for (pixel, [r, g, b]) in pixels.iter_mut().zip(row.as_chunks::<3>().0) {
                *pixel = [*r, *g, *b, 255];
            }
        }
    }
    if n_rows == 0 {
        return Err(torn("it has no pixels"));
    }
    if n_rows < height {
        about.remarks.note("ends early; the rest of the picture is empty");
    }
    let (name, milliseconds) = (String::new(), FRAME_MILLISECONDS);
    visit(AnimationFrame { name, picture, indexed, milliseconds, recipe: None })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::files::animation::{Animation, WhichFrames, parse};

    fn header(size: [u16; 2], (n_planes, row_bytes): (u8, u16), colours: &[[u8; 3]]) -> Vec<u8> {
        let mut bytes = vec![0x0A, 5, 1, 8];
        bytes.extend([0, 0, size[0] - 1, size[1] - 1].into_iter().flat_map(u16::to_le_bytes));
        bytes.extend([72, 0, 72, 0]);
        bytes.extend(colours.iter().flatten());
        bytes.resize(64, 0);
        bytes.extend([0, n_planes]);
        bytes.extend(row_bytes.to_le_bytes());
        bytes.extend([1, 0]);
        bytes.resize(128, 0);
        bytes
    }

    /// Bytes from 192 on look like runs, and must be in one.
    fn packed(bytes: &[u8]) -> Vec<u8> {
        let one = |byte: &u8| if *byte >= 192 { vec![193, *byte] } else { vec![*byte] };
        bytes.iter().flat_map(one).collect()
    }

    fn reading(bytes: &[u8]) -> Result<Animation, FileError> {
        parse(Path::new("fish.pcx"), bytes, WhichFrames::All)
    }

    #[test]
    fn palettes_keep_their_order_and_twins() {
        let mut colours = [[0_u8; 3]; 256];
        (colours[2], colours[6], colours[200]) = ([9, 8, 7], [9, 8, 7], [1, 2, 3]);
        let mut bytes = header([3, 2], (1, 4), &[]);
        bytes.extend(packed(&[2, 6, 200, 0, 6, 6, 0, 0]));
        bytes.push(12);
        bytes.extend(colours.as_flattened());
        let mut read = reading(&bytes).unwrap();
        assert!(read.remarks.is_empty());
        let frame = read.frames.remove(0);
        assert_eq!(frame.indexed.unwrap().indices, [2, 6, 200, 6, 6, 0]);
        assert_eq!(frame.picture.pixels[..3], [[9, 8, 7, 255], [9, 8, 7, 255], [1, 2, 3, 255]]);
        for length in 0..bytes.len() {
            let error = reading(&bytes[..length]).unwrap_err().to_string();
            assert!(error.contains("fish.pcx"), "{error}");
        }
    }

    #[test]
    fn three_planes_are_true_colour() {
        let mut bytes = header([2, 2], (3, 2), &[]);
        bytes.extend(packed(&[255, 1, 200, 2, 100, 3, 4, 7, 5, 8, 6, 9]));
        let read = reading(&bytes).unwrap();
        let pixels = [[255, 200, 100, 255], [1, 2, 3, 255], [4, 5, 6, 255], [7, 8, 9, 255]];
        assert_eq!(read.frames[0].picture.pixels, pixels);
        let read = reading(&bytes[..bytes.len() - 6]).unwrap();
        assert!(read.remarks.iter().any(|remark| remark.to_string().contains("ends early")));
        let error = reading(&header([60_000, 60_000], (3, 60_000), &[])).unwrap_err().to_string();
        assert!(error.contains("60000x60000"), "{error}");
        let error = reading(&header([2, 2], (4, 2), &[])).unwrap_err().to_string();
        assert!(error.contains("4 planes with 8 bits") && error.contains("PNG"), "{error}");
        assert!(!error.contains("damaged"), "{error}");
    }
}
