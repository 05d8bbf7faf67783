//! What of a TIFF the crate `image` does not tell: how many pages it has, and the palette of an
//! indexed one.
//!
//! Written after the specification of TIFF, revision 6.

use std::{collections::HashSet, ops::Range, path::Path};

use super::FileError;

/// The most pages, and entries of one, that are looked at.
const MOST: usize = 1 << 16;

/// A TIFF or a `BigTIFF`, whose pages are a chain of directories.
pub(super) struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
    is_big: bool,
}

/// The palette of a page of eight bits a pixel.
pub(super) struct Palette {
    pub(super) colours: Vec<[u8; 3]>,
    /// Where the file says that its pixels are indices.
    meaning: Range<usize>,
}

impl<'a> Tiff<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        let is_little = bytes.starts_with(b"II");
        let mut tiff = Self { bytes, is_little, is_big: false };
        tiff.is_big = tiff.number(2, 2)? == 43;
        Some(tiff)
    }

    /// A whole number of so many bytes.
    fn number(&self, at: usize, size: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(size)?)?;
        let joined = |number: usize, byte: &u8| number << 8 | usize::from(*byte);
        Some(if self.is_little {
            bytes.iter().rev().fold(0, joined)
        } else {
            bytes.iter().fold(0, joined)
        })
    }

    /// Where the first directory stands, and how long such places are.
    fn first(&self) -> (Option<usize>, usize) {
        let (at, size) = if self.is_big { (8, 8) } else { (4, 4) };
        (self.number(at, size).filter(|at| *at > 0), size)
    }

    /// The entries of a directory, each with where its value stands, and where the next directory is
    /// named.
    fn directory(&self, at: usize) -> Option<(Vec<(usize, usize)>, usize)> {
        let (count_size, entry_size, value) = if self.is_big { (8, 20, 12) } else { (2, 12, 8) };
        let count = self.number(at, count_size)?.min(MOST);
        let first = at.checked_add(count_size)?;
        let places = (0..count).map(|index| first + index * entry_size);
        let entries = places.map_while(|place| Some((self.number(place, 2)?, place + value)));
        Some((entries.collect(), first + count * entry_size))
    }

    /// The pages of full size; the first counts in any case, for it is the one that is read.
    pub(super) fn n_pages(&self) -> usize {
        let mut known = HashSet::new();
        let (mut next, size) = self.first();
        let mut n_pages = 0;
        while let Some(at) = next.filter(|at| *at > 0 && known.insert(*at)) {
            let Some((entries, after)) = self.directory(at) else { break };
            n_pages += usize::from(n_pages == 0 || self.is_full(&entries));
            if n_pages == MOST {
                break;
            }
            next = self.number(after, size);
        }
        n_pages
    }

    /// Whether a directory is that of a picture of full size, rather than of a small copy or a mask.
    fn is_full(&self, entries: &[(usize, usize)]) -> bool {
        const NEW_KIND: usize = 254;
        const OLD_KIND: usize = 255;
        entries.iter().all(|(tag, at)| match *tag {
            NEW_KIND => self.number(*at, 4).is_none_or(|kind| kind & 0b101 == 0),
            OLD_KIND => self.number(*at, 2) != Some(2),
            _ => true,
        })
    }

    /// Where the first page has the value of a tag.
    fn find(&self, wanted: usize) -> Option<usize> {
        let (entries, _) = self.directory(self.first().0?)?;
        entries.iter().find(|(tag, _)| *tag == wanted).map(|(_, at)| *at)
    }

    /// Where the first page says that its pixels are indices, and how many bits these have.
    fn indices(&self) -> Option<(usize, usize)> {
        const BITS: usize = 258;
        const MEANING: usize = 262;
        const PALETTE: usize = 3;
        let meaning = self.find(MEANING).filter(|at| self.number(*at, 2) == Some(PALETTE))?;
        // Where nothing is said it is one bit.
        let bits = self.find(BITS).map_or(Some(1), |at| self.number(at, 2))?;
        Some((meaning, bits))
    }

    /// What is said of indices that are not read here.
    pub(super) fn refused(&self, path: &Path) -> Option<FileError> {
        let path = path.to_owned();
        Some(match self.indices()?.1 {
            8 if self.palette().is_some() => return None,
            8 => {
                let reason = "its palette is cut off".to_owned();
                FileError::Torn { path, kind: "TIFF", reason }
            }
            bits => FileError::Unsupported {
                path,
                problem: format!("is a TIFF with a palette and {bits} bits a pixel"),
                remedy: "save it as a PNG, or as a TIFF of 256 colours",
            },
        })
    }

    /// The palette of the first page, where that has indices of eight bits.
    pub(super) fn palette(&self) -> Option<Palette> {
        const COLOURS: usize = 320;
        const N_COLOURS: usize = 256;
        let (meaning, _) = self.indices().filter(|(_, bits)| *bits == 8)?;
        // All reds, all greens, all blues, each of sixteen bits.
        let table = self.number(self.find(COLOURS)?, if self.is_big { 8 } else { 4 })?;
        let value = |at: usize| self.number(table.checked_add(at * 2)?, 2);
        let values: Vec<usize> = (0..3 * N_COLOURS).map(value).collect::<Option<_>>()?;
        // Some programs write eight bits all the same.
        let shift = if values.iter().all(|value| *value < 256) { 0 } else { 8 };
        let colour =
            |at: usize| [0, 1, 2].map(|channel| (values[channel * N_COLOURS + at] >> shift) as u8);
        let colours = (0..N_COLOURS).map(colour).collect();
        Some(Palette { colours, meaning: meaning..meaning + 2 })
    }

    /// The file with indices that are said to be greys, which come out of a decoder as they are, and
    /// its palette; `None` if it has no such palette.
    pub(super) fn as_greys(&self) -> Option<(Vec<u8>, Vec<[u8; 3]>)> {
        const GREY: u16 = 1;
        let Palette { colours, meaning } = self.palette()?;
        let mut bytes = self.bytes.to_vec();
        let grey = if self.is_little { GREY.to_le_bytes() } else { GREY.to_be_bytes() };
        bytes.get_mut(meaning)?.copy_from_slice(&grey);
        Some((bytes, colours))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::files::animation::{WhichFrames, parse};

    /// Pages of two pixels each, of which some are small copies; with a palette, if there is one.
    fn tiff(is_little: bool, are_copies: &[bool], palette: Option<&[[u16; 3]; 256]>) -> Vec<u8> {
        let two = |n: u16| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
        let four = |n: u32| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut bytes = if is_little { b"II".to_vec() } else { b"MM".to_vec() };
        bytes.extend(two(42));
        bytes.extend(four(8));
        for (index, is_copy) in are_copies.iter().enumerate() {
            let n_entries = 9 + u32::from(palette.is_some());
            let strip = bytes.len() as u32 + 2 + n_entries * 12 + 4;
            bytes.extend(two(n_entries as u16));
            let short = |tag, value: u16| {
                let value = [two(value), two(0)].concat();
                [&two(tag)[..], &two(3), &four(1), &value].concat()
            };
            let long = |tag, value: u32| [&two(tag)[..], &two(4), &four(1), &four(value)].concat();
            bytes.extend(long(254, u32::from(*is_copy)));
            let meaning = if palette.is_some() { 3 } else { 1 };
            for (tag, value) in [(256, 2), (257, 1), (258, 8), (259, 1), (262, meaning)] {
                bytes.extend(short(tag, value));
            }
            bytes.extend(long(273, strip));
            bytes.extend(short(278, 1));
            bytes.extend(long(279, 2));
            if palette.is_some() {
                bytes.extend([&two(320)[..], &two(3), &four(768), &four(strip + 2)].concat());
            }
            let colours = if palette.is_some() { 768 * 2 } else { 0 };
            let is_last = index + 1 == are_copies.len();
            bytes.extend(four(if is_last { 0 } else { strip + 2 + colours }));
            bytes.extend([7, 200]);
            for channel in 0..3 {
                bytes.extend(palette.into_iter().flatten().flat_map(|colour| two(colour[channel])));
            }
        }
        bytes
    }

    fn told(bytes: &[u8]) -> Vec<String> {
        let read = parse(Path::new("a.tif"), bytes, WhichFrames::All).unwrap();
        read.remarks.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn pages_are_counted() {
        for is_little in [true, false] {
            assert_eq!(told(&tiff(is_little, &[false], None)), [""; 0]);
            // A small copy of the first page is no page.
            assert_eq!(told(&tiff(is_little, &[false, true], None)), [""; 0]);
            let told = told(&tiff(is_little, &[false, true, false, false], None));
            assert!(told.len() == 1 && told[0].starts_with("page 1 of 3 read"), "{told:?}");
        }
        // A chain that leads back to its beginning has an end all the same.
        let mut endless = tiff(true, &[false, false], None);
        let at = endless.len() - 6;
        endless[at..at + 4].copy_from_slice(&8_u32.to_le_bytes());
        assert_eq!(Tiff::of(&endless).unwrap().n_pages(), 2);
    }

    #[test]
    fn indices_and_their_palette_are_read() {
        let mut colours = [[0_u16; 3]; 256];
        (colours[7], colours[200]) = ([0xFFFF, 0x8080, 0], [0x0101, 0x0202, 0x0303]);
        let small = colours.map(|colour| colour.map(|value| value >> 8));
        for (is_little, colours) in [(true, colours), (false, colours), (false, small)] {
            let bytes = tiff(is_little, &[false], Some(&colours));
            let mut read = parse(Path::new("a.tif"), &bytes, WhichFrames::All).unwrap();
            let frame = read.frames.remove(0);
            assert_eq!(frame.picture.pixels, [[255, 128, 0, 255], [1, 2, 3, 255]]);
            let indexed = frame.indexed.unwrap();
            assert_eq!((&indexed.indices[..], indexed.colours.len()), (&[7, 200][..], 256));
            for length in 0..bytes.len() {
                if let Err(error) = parse(Path::new("a.tif"), &bytes[..length], WhichFrames::All) {
                    assert!(error.to_string().contains("a.tif"), "{error}");
                }
            }
            let told = |bytes: &[u8]| {
                parse(Path::new("a.tif"), bytes, WhichFrames::All).unwrap_err().to_string()
            };
            let cut = told(&bytes[..bytes.len() - 1]);
            assert!(cut.contains("damaged TIFF (its palette is cut off)"), "{cut}");
            let mut few = bytes.clone();
            // The fourth entry says how many bits a pixel has.
            let at = 8 + 2 + 3 * 12 + 8;
            few[at..at + 2].copy_from_slice(&if is_little { [4, 0] } else { [0, 4] });
            assert!(told(&few).contains("4 bits a pixel"), "{}", told(&few));
        }
    }
}
