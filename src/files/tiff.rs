//! What of a TIFF the crate `image` does not tell: how many pages it has, and the palette of an
//! indexed one.
//!
//! Written after the specification of TIFF, revision 6.

use std::{collections::HashSet, path::Path};

use image::{DynamicImage, GrayImage, metadata::Orientation};

use super::FileError;

/// How many numbers a pixel has.
const SAMPLES: usize = 277;
/// Whether these stand together.
const PLANES: usize = 284;
/// Whether pixels are stored as differences.
const PREDICTOR: usize = 317;

/// The most pages, and entries of one, that are looked at.
const MOST: usize = 1 << 16;

/// A file whose indices are said to be greys of eight bits, which come out of a decoder as they are;
/// several indices of fewer bits make one grey, and an opacity beside an index is another.
pub(super) struct Greys {
    pub(super) bytes: Vec<u8>,
    pub(super) colours: Vec<[u8; 3]>,
    /// Bits of an index.
    bits: usize,
    /// Indices in a row.
    width: usize,
    /// 2 where each index has an opacity beside it.
    n_samples: usize,
    /// Whether each sample is stored as the difference from the one before; the bytes say that none
    /// is.
    is_predicted: bool,
    /// How the picture is to be turned; the bytes say that it is not.
    orientation: Orientation,
}

impl Greys {
    /// Indices in a row.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The greys of a decoder taken apart into indices and, where there are some, opacities.
    pub(super) fn taken_apart(&self, greys: &GrayImage) -> (GrayImage, Option<GrayImage>) {
        let (mask, per_byte) = (u8::MAX >> (8 - self.bits), 8 / self.bits);
        let mut samples = [Vec::new(), Vec::new()];
        for row in greys.as_raw().chunks(greys.width().max(1) as usize) {
            let mut row = row.to_vec();
            if self.is_predicted {
                for at in self.n_samples..row.len() {
                    row[at] = row[at].wrapping_add(row[at - self.n_samples]);
                }
            }
            for at in 0..self.width * self.n_samples {
                let shift = 8 - self.bits * (at % per_byte + 1);
                let sample = row.get(at / per_byte).map_or(0, |byte| byte >> shift & mask);
                samples[at % self.n_samples].push(sample);
            }
        }
        let [indices, opacities] = samples.map(|samples| {
            let image = GrayImage::from_raw(self.width as u32, greys.height(), samples);
            let mut image = DynamicImage::from(image.unwrap_or_default());
            image.apply_orientation(self.orientation);
            image.into_luma8()
        });
        (indices, (self.n_samples == 2).then_some(opacities))
    }
}

/// A TIFF or a `BigTIFF`, whose pages are a chain of directories.
pub(super) struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
    is_big: bool,
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
            1 | 2 | 4 | 8 if self.palette().is_none() => {
                let reason = "its palette is cut off".to_owned();
                FileError::Torn { path, kind: "TIFF", reason }
            }
            1 | 2 | 4 | 8 if !self.is_odd() => return None,
            1 | 2 | 4 | 8 => FileError::Unsupported {
                path,
                problem: "is a TIFF with a palette that is packed in an unusual way".to_owned(),
                remedy: "save it as a PNG, or as a TIFF of 256 colours without compression",
            },
            bits => FileError::Unsupported {
                path,
                problem: format!("is a TIFF with a palette and {bits} bits a pixel"),
                remedy: "save it as a PNG, or as a TIFF of 256 colours",
            },
        })
    }

    /// The number of a tag of the first page, or what it is where nothing is said.
    fn said(&self, tag: usize, usual: usize) -> usize {
        self.find(tag).and_then(|at| self.number(at, 2)).unwrap_or(usual)
    }

    /// Whether indices are stored in a way that cannot be taken apart here.
    fn is_odd(&self) -> bool {
        let is_short = self.indices().is_none_or(|(_, bits)| bits < 8);
        let n_samples = self.said(SAMPLES, 1);
        let is_split = n_samples > 1 && self.said(PLANES, 1) != 1;
        is_short && (n_samples > 1 || self.said(PREDICTOR, 1) > 1) || is_split || n_samples > 2
    }

    /// The palette of the first page, where that has indices of up to eight bits.
    pub(super) fn palette(&self) -> Option<Vec<[u8; 3]>> {
        const COLOURS: usize = 320;
        let (_, bits) = self.indices().filter(|(_, bits)| matches!(bits, 1 | 2 | 4 | 8))?;
        let n_colours = 1 << bits;
        // All reds, all greens, all blues, each of sixteen bits.
        let table = self.number(self.find(COLOURS)?, if self.is_big { 8 } else { 4 })?;
        let value = |at: usize| self.number(table.checked_add(at * 2)?, 2);
        let values: Vec<usize> = (0..3 * n_colours).map(value).collect::<Option<_>>()?;
        // Some programs write eight bits all the same.
        let shift = if values.iter().all(|value| *value < 256) { 0 } else { 8 };
        let colour =
            |at: usize| [0, 1, 2].map(|channel| (values[channel * n_colours + at] >> shift) as u8);
        Some((0..n_colours).map(colour).collect())
    }

    /// The file with indices that are said to be greys of eight bits; `None` if it has no palette that
    /// is read.
    pub(super) fn as_greys(&self) -> Option<Greys> {
        const WIDTH: usize = 256;
        const BITS: usize = 258;
        const ORIENTATION: usize = 274;
        const TILE_WIDTH: usize = 322;
        const EXTRA_SAMPLES: usize = 338;
        const PRIVATE: usize = 65_000;
        const GREY: usize = 1;
        let (colours, (meaning, bits)) = (self.palette()?, self.indices()?);
        let mut greys = Greys {
            bytes: self.bytes.to_vec(),
            colours,
            bits,
            width: self.value(self.find(WIDTH)?)?,
            n_samples: self.said(SAMPLES, 1),
            is_predicted: false,
            orientation: Orientation::NoTransforms,
        };
        self.set(&mut greys.bytes, meaning, 2, GREY)?;
        if bits == 8 && greys.n_samples == 1 {
            return Some(greys);
        }
        // A byte of several indices is a grey to the decoder, and an opacity is one more; so rows
        // have another length.
        let at = self.find(BITS)?;
        self.set(&mut greys.bytes, at, 2, 8)?;
        self.set_single(&mut greys.bytes, at)?;
        if let Some(at) = self.find(SAMPLES) {
            self.set(&mut greys.bytes, at, 2, 1)?;
        }
        if let Some(at) = self.find(EXTRA_SAMPLES) {
            // A tag that no reader knows in place of what there is beside the indices.
            self.set(&mut greys.bytes, at - if self.is_big { 12 } else { 8 }, 2, PRIVATE)?;
        }
        if let Some(at) = self.find(PREDICTOR) {
            greys.is_predicted = self.number(at, 2)? > 1;
            self.set(&mut greys.bytes, at, 2, 1)?;
        }
        for width in [self.find(WIDTH), self.find(TILE_WIDTH)].into_iter().flatten() {
            let value = (self.value(width)? * bits * greys.n_samples).div_ceil(8);
            self.set(&mut greys.bytes, width, self.value_size(width)?, value)?;
        }
        // Turned are single pixels.
        if let Some(at) = self.find(ORIENTATION) {
            let said = self.number(at, 2).and_then(|said| u8::try_from(said).ok());
            greys.orientation = said.and_then(Orientation::from_exif).unwrap_or(greys.orientation);
            self.set(&mut greys.bytes, at, 2, 1)?;
        }
        Some(greys)
    }

    /// Says in a copy of the file that the entry whose value stands there has one number.
    fn set_single(&self, bytes: &mut [u8], at: usize) -> Option<()> {
        let size = if self.is_big { 8 } else { 4 };
        self.set(bytes, at - size, size, 1)
    }

    /// How many bytes the single number of an entry has whose value stands there.
    fn value_size(&self, at: usize) -> Option<usize> {
        const SHORT: usize = 3;
        let kind = self.number(at - if self.is_big { 10 } else { 6 }, 2)?;
        Some(if kind == SHORT { 2 } else { 4 })
    }

    /// The single number of an entry whose value stands there.
    fn value(&self, at: usize) -> Option<usize> {
        self.number(at, self.value_size(at)?)
    }

    /// Writes a number into a copy of the file.
    fn set(&self, bytes: &mut [u8], at: usize, size: usize, value: usize) -> Option<()> {
        let place = bytes.get_mut(at..at.checked_add(size)?)?;
        for (index, byte) in place.iter_mut().enumerate() {
            let shift = if self.is_little { index } else { size - 1 - index } * 8;
            *byte = (value >> shift) as u8;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::files::animation::{WhichFrames, parse};

    /// Pages of two pixels each, of which some are small copies; with a palette, if there is one.
    fn tiff(is_little: bool, are_copies: &[bool], palette: Option<&[[u16; 3]]>) -> Vec<u8> {
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
                let count = 3 * palette.map_or(0, <[_]>::len) as u32;
                bytes.extend([&two(320)[..], &two(3), &four(count), &four(strip + 2)].concat());
            }
            let colours = palette.map_or(0, <[_]>::len) as u32 * 6;
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
            few[at..at + 2].copy_from_slice(&if is_little { [16, 0] } else { [0, 16] });
            assert!(told(&few).contains("16 bits a pixel"), "{}", told(&few));
        }
    }

    /// As GIMP writes indexed pictures with transparent pixels.
    #[test]
    fn indices_with_an_opacity_each_are_read() {
        let colours: Vec<[u16; 3]> = (0..256).map(|n| [n * 0x100, 0x8000, 0]).collect();
        for (is_little, is_predicted) in [(true, false), (false, false), (true, true)] {
            let mut bytes = tiff(is_little, &[false], Some(&colours));
            let two = |n: u16| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
            let at = |entry: usize| 8 + 2 + entry * 12;
            // The pixels stand behind all else.
            let data = bytes.len() as u32;
            let pixels = if is_predicted { [7, 255, 193, 1] } else { [7, 255, 200, 0] };
            bytes.extend(pixels);
            let four = |n: u32| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
            bytes[at(6) + 8..at(6) + 12].copy_from_slice(&four(data));
            bytes[at(8) + 8..at(8) + 12].copy_from_slice(&four(4));
            // The kind of the page and the rows of a strip give their places to other tags.
            let entry = |tag: u16, value: u16| {
                [&two(tag)[..], &two(3), &four(1), &two(value), &[0; 2]].concat()
            };
            bytes[at(0)..at(1)].copy_from_slice(&entry(277, 2));
            bytes[at(7)..at(8)].copy_from_slice(&entry(317, if is_predicted { 2 } else { 1 }));
            bytes[at(3) + 4..at(3) + 8].copy_from_slice(&four(2));
            bytes[at(3) + 8..at(4)].copy_from_slice(&[two(8), two(8)].concat());
            let frame =
                parse(Path::new("a.tif"), &bytes, WhichFrames::All).unwrap().frames.remove(0);
            assert_eq!(frame.picture.pixels[0], [7, 128, 0, 255]);
            assert_eq!(frame.picture.pixels[1][3], 0);
            let indexed = frame.indexed;
            assert!(indexed.is_none(), "256 opaque entries leave no room for a transparent one");
        }
    }

    #[test]
    fn several_indices_of_a_byte_are_taken_apart_and_turned() {
        // Entries 7 and 12 look alike.
        let mut colours: Vec<[u16; 3]> = (0..16).map(|n| [n * 0x1000, 0x8000, 0]).collect();
        colours[12] = colours[7];
        for (is_little, bits, width, data, indices) in [
            (true, 4_u8, 3_u8, [0x7C, 0x80], &[7, 12, 8][..]),
            (false, 4, 3, [0x7C, 0x80], &[7, 12, 8]),
            (true, 2, 5, [0b0001_1011, 0b1000_0000], &[0, 1, 2, 3, 2]),
            (false, 1, 9, [0b0101_0011, 0b1000_0000], &[0, 1, 0, 1, 0, 0, 1, 1, 1]),
        ] {
            let palette = &colours[..1 << bits];
            let mut bytes = tiff(is_little, &[false], Some(palette));
            let set = |bytes: &mut Vec<u8>, entry: usize, value: u8| {
                let at = 8 + 2 + entry * 12 + 8 + usize::from(!is_little);
                bytes[at] = value;
            };
            set(&mut bytes, 1, width);
            set(&mut bytes, 3, bits);
            let strip = bytes.len() - palette.len() * 6 - 2;
            bytes[strip..strip + 2].copy_from_slice(&data);
            let read = |bytes: &[u8]| {
                parse(Path::new("a.tif"), bytes, WhichFrames::All).unwrap().frames.remove(0)
            };
            let frame = read(&bytes);
            let indexed = frame.indexed.unwrap();
            assert_eq!((&indexed.indices[..], indexed.colours.len()), (indices, palette.len()));
            let colour = |index: u8| (colours[usize::from(index)][0] >> 8) as u8;
            assert_eq!(frame.picture.pixels[1][0], colour(indices[1]), "{bits}");
            assert_eq!((frame.picture.width, frame.picture.height), (usize::from(width), 1));
            // Upside down: the entry of the rows in a strip says so in place of that.
            let at = 8 + 2 + 7 * 12 + usize::from(!is_little);
            assert_eq!(bytes[at], 0x16);
            let mut turned = bytes.clone();
            turned[at] = 0x12;
            set(&mut turned, 7, 3);
            let backwards: Vec<u8> = indices.iter().rev().copied().collect();
            assert_eq!(read(&turned).indexed.unwrap().indices, backwards, "{bits}");
            for length in 0..bytes.len() {
                let _ = parse(Path::new("a.tif"), &bytes[..length], WhichFrames::All);
            }
        }
    }
}
