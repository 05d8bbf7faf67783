//! Pictures of the Amiga: `ILBM` in bit planes and its relative `PBM` of the PC, as Deluxe Paint,
//! `GrafX2` and netpbm write them, with palette, transparent colour and mask.
//!
//! Written after the ILBM supplement of the EA IFF 85 standard. Of an animation (`ANIM`) the first
//! picture is read.

mod palette;

use std::{path::Path, sync::Arc};

pub(super) use self::palette::Palette;

use super::{
    FRAME_MILLISECONDS, FileError,
    animation::{About, AnimationFrame, Indexed, Source, Visit},
    palette::Swatch,
    picture::Picture,
    remarks::Remark,
};

const KIND: &str = "ILBM";

/// Kinds of `FORM` that hold a picture in another way than ours.
const OTHERS: [(&[u8; 4], &str); 4] = [
    (b"ACBM", "an ACBM picture of AmigaBASIC"),
    (b"RGB8", "an RGB8 picture of Turbo Silver"),
    (b"RGBN", "an RGBN picture of Turbo Silver"),
    (b"DEEP", "a DEEP picture of TVPaint"),
];

/// Whether the bytes begin as one of these pictures does.
pub(super) fn is_ilbm(bytes: &[u8]) -> bool {
    let Some(kind) = form(bytes) else { return false };
    matches!(kind, b"ILBM" | b"PBM " | b"ANIM") || OTHERS.iter().any(|(other, _)| *other == kind)
}

fn form(bytes: &[u8]) -> Option<&[u8; 4]> {
    if !bytes.starts_with(b"FORM") {
        return None;
    }
    bytes.get(8..12)?.try_into().ok()
}

/// Shows the picture, or the first one of an animation.
pub(super) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let path = source.path;
    let torn = |reason: &str| torn(path, reason);
    let mut kind = form(source.bytes).copied().unwrap_or_default();
    if let Some((_, what)) = OTHERS.iter().find(|(other, _)| **other == kind) {
        return Err(unsupported(path, format!("is {what}")));
    }
    let mut content = source.bytes.get(12..).unwrap_or_default();
    if kind == *b"ANIM" {
        let pictures: Vec<&[u8]> =
            chunks(content).filter(|(name, _)| *name == b"FORM").map(|(_, data)| data).collect();
        let (inner, rest) = pictures
            .first()
            .and_then(|data| data.split_first_chunk::<4>())
            .ok_or_else(|| torn("it holds no picture"))?;
        (kind, content) = (*inner, rest);
        let n = pictures.len();
        about.remarks.add(Remark::FramesLeftOut { n: n - 1, of: n });
    }
    if let Some(palette) = Palette::alone(content) {
        let (problem, remedy) = match (palette.colours.is_empty(), palette.n_missing) {
            (_, 1..) => return Err(torn("it ends within its palette, before its pixels")),
            (true, _) => {
                ("is an IFF file without colours and without a picture", "choose another file")
            }
            _ => (
                "is a palette, an IFF file with colours and without a picture",
                "use it as a palette instead",
            ),
        };
        let problem = problem.to_owned();
        return Err(FileError::Unsupported { path: path.to_owned(), problem, remedy });
    }
    let document = Document::parse(kind == *b"PBM ", content).map_err(torn)?;
    document.check(path)?;
    let Header { width, height, .. } = document.header;
    source.check_size((u32::from(width), u32::from(height)), 1)?;
    visit(document.frame(about))
}

fn torn(path: &Path, reason: &str) -> FileError {
    FileError::Torn { path: path.to_owned(), kind: KIND, reason: reason.to_owned() }
}

fn unsupported(path: &Path, problem: String) -> FileError {
    let remedy = "open it in the program that made it, or in GrafX2, and save it as a PNG";
    FileError::Unsupported { path: path.to_owned(), problem, remedy }
}

/// The chunks in a `FORM`. The last may be cut short.
fn chunks(content: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    whole_chunks(content).map(|(name, data, _)| (name, data))
}

/// As [`chunks`], with the number of bytes that are missing.
fn whole_chunks(mut rest: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8], usize)> {
    std::iter::from_fn(move || {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let (data, after) = after.split_at(length.min(after.len()));
        rest = after.get(length % 2..).unwrap_or_default();
        Some((name, data, length - data.len()))
    })
}

/// What says which pixels are not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Masking {
    None,
    /// A bit plane of its own.
    Plane,
    /// One of the colours.
    Colour(u8),
}

/// How the planes of a picture are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Indexed,
    /// Two bits say which channel of the pixel to the left the others replace.
    HoldAndModify,
    /// Eight planes a channel.
    TrueColour,
}

#[derive(Clone, Copy, Debug)]
struct Header {
    width: u16,
    height: u16,
    n_planes: usize,
    masking: Masking,
    compression: u8,
    /// Parts of the width and the height of a pixel on the screen that it was drawn for.
    pixel: (u8, u8),
}

impl Header {
    fn parse(data: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u16::from_be_bytes([*data.get(at)?, *data.get(at + 1)?]));
        let transparent = word(12)?;
        Some(Self {
            width: word(0)?,
            height: word(2)?,
            n_planes: usize::from(*data.get(8)?),
            masking: match data.get(9)? {
                1 => Masking::Plane,
                // 3 is a lasso, whose ground has this colour.
                2 | 3 => u8::try_from(transparent).map_or(Masking::None, Masking::Colour),
                _ => Masking::None,
            },
            compression: *data.get(10)?,
            pixel: (
                data.get(14).copied().unwrap_or_default(),
                data.get(15).copied().unwrap_or_default(),
            ),
        })
    }
}

/// A picture as its chunks say; its rows are still packed.
#[derive(Debug)]
struct Document<'a> {
    header: Header,
    /// Whether a pixel is a byte, rather than a bit in each of several planes.
    is_chunky: bool,
    mode: Mode,
    colours: Vec<[u8; 3]>,
    body: &'a [u8],
    /// Ranges of colours that move while the picture is on show.
    n_cycles: usize,
    remarks: Vec<&'static str>,
}

impl<'a> Document<'a> {
    fn parse(is_chunky: bool, content: &'a [u8]) -> Result<Self, &'static str> {
        const HAM: u32 = 0x800;
        const EXTRA_HALF_BRITE: u32 = 0x80;
        let (mut header, mut colours, mut body) = (None, Vec::new(), None);
        let (mut viewport, mut n_cycles) = (0, 0);
        for (name, data) in chunks(content) {
            match name {
                b"BMHD" => header = Header::parse(data),
                b"CMAP" => colours = data.as_chunks::<3>().0.to_vec(),
                b"CAMG" => viewport = data.first_chunk().map_or(0, |it| u32::from_be_bytes(*it)),
                b"CRNG" => n_cycles += usize::from(is_cycle(data)),
                b"BODY" => {
                    body = Some(data);
                    break;
                }
                _ => {}
            }
        }
        let header = header.ok_or("it has no header")?;
        let body = body.ok_or("it has no pixels")?;
        let mode = match header.n_planes {
            24 | 32 if !is_chunky => Mode::TrueColour,
            6 | 8 if !is_chunky && viewport & HAM != 0 => Mode::HoldAndModify,
            _ => Mode::Indexed,
        };
        let mut remarks = Vec::new();
        colours.truncate(256);
        if colours.is_empty() && mode != Mode::TrueColour {
            // Two planes of hold and modify are no part of an index.
            let n_held = if mode == Mode::HoldAndModify { 2 } else { 0 };
            let n_greys = 1_usize << (header.n_planes.min(8) - n_held.min(header.n_planes));
            colours = (0..n_greys).map(|at| [(at * 255 / (n_greys - 1).max(1)) as u8; 3]).collect();
            remarks.push("has no palette; its indices were taken for greys");
        }
        if stretch(&mut colours) {
            remarks.push(
                "no colour has more than four bits a channel: white, stored as 240, became 255",
            );
        }
        let is_half_brite = viewport & EXTRA_HALF_BRITE != 0 || colours.len() <= 32;
        if header.n_planes == 6 && mode == Mode::Indexed && !is_chunky && is_half_brite {
            colours.resize(32, [0; 3]);
            colours.extend_from_within(..);
            colours[32..].iter_mut().flatten().for_each(|channel| *channel /= 2);
        }
        Ok(Self { header, is_chunky, mode, colours, body, n_cycles, remarks })
    }

    /// Refuses what cannot be unpacked here.
    fn check(&self, path: &Path) -> Result<(), FileError> {
        let Header { n_planes, compression, .. } = self.header;
        let are_known = matches!(n_planes, 1..=8) || self.mode == Mode::TrueColour;
        if !are_known || (self.is_chunky && n_planes != 8) {
            return Err(unsupported(path, format!("has {n_planes} bit planes")));
        }
        if compression > 1 {
            return Err(unsupported(path, "is packed in columns, as on the Atari".to_owned()));
        }
        Ok(())
    }

    /// What to say of pixels that are much wider or taller than others. Those of most screens were
    /// nearly square, and are taken for that.
    fn ratio(&self) -> Option<Remark> {
        let (width, height) = self.header.pixel;
        let (wide, tall) = (u16::from(width) * 2, u16::from(height) * 2);
        let is_far = wide >= 3 * u16::from(height) || tall >= 3 * u16::from(width);
        (is_far && width > 0 && height > 0).then_some(Remark::PixelRatio { width, height })
    }

    /// Bytes in a row of one plane, or of all pixels where they are bytes.
    fn row_bytes(&self) -> usize {
        let width = usize::from(self.header.width);
        if self.is_chunky { width.next_multiple_of(2) } else { width.div_ceil(16) * 2 }
    }

    fn frame(&self, about: &mut About) -> AnimationFrame {
        let (width, height) = (usize::from(self.header.width), usize::from(self.header.height));
        let has_mask = self.header.masking == Masking::Plane && !self.is_chunky;
        let n_planes = if self.is_chunky { 1 } else { self.header.n_planes };
        let row_length = self.row_bytes() * (n_planes + usize::from(has_mask));
        let mut rows = Rows { rest: self.body, is_packed: self.header.compression == 1 };
        let mut row = vec![0; row_length];
        let mut picture = Picture::empty(width, height);
        let mut indices = vec![0; if self.mode == Mode::Indexed { width * height } else { 0 }];
        let (mut n_beyond, mut is_whole) = (0, true);
        for y in 0..height {
            if !rows.next_into(&mut row) {
                is_whole = false;
                break;
            }
            let pixels = &mut picture.pixels[y * width..][..width];
            match self.mode {
                Mode::Indexed => {
                    let indices = &mut indices[y * width..][..width];
                    self.indices_of(&row, indices);
                    for (pixel, index) in pixels.iter_mut().zip(&*indices) {
                        *pixel = self.colour(*index, &mut n_beyond);
                    }
                }
                Mode::HoldAndModify => self.modify(&row, pixels),
                Mode::TrueColour => self.true_colour(&row, pixels),
            }
            if has_mask {
                let mask = &row[n_planes * self.row_bytes()..];
                for (x, pixel) in pixels.iter_mut().enumerate() {
                    if mask[x / 8] & (0x80 >> (x % 8)) == 0 {
                        *pixel = [0; 4];
                    }
                }
            }
        }
        about.remarks.add(Remark::BeyondPalette(n_beyond));
        self.ratio().into_iter().for_each(|it| about.remarks.add(it));
        if !is_whole {
            about.remarks.note("ends early; the rest of the picture is empty");
        }
        self.remarks.iter().for_each(|remark| about.remarks.note(*remark));
        if self.n_cycles > 0 {
            about.remarks.note("the colours that cycle stand still");
        }
        let is_indexed = self.mode == Mode::Indexed;
        let hidden = hidden_entry(&indices, &picture);
        let indexed =
            is_indexed.then(|| Indexed::whole(indices, &self.swatches(hidden), &picture)).flatten();
        AnimationFrame {
            name: String::new(),
            picture,
            indexed,
            milliseconds: FRAME_MILLISECONDS,
            recipe: None,
        }
    }

    /// The palette; `hidden` is an entry that no visible pixel has.
    fn swatches(&self, hidden: Option<u8>) -> Arc<[Swatch]> {
        let swatch = |(index, rgb): (usize, &[u8; 3])| {
            let index = index as u8;
            let is_unseen = self.header.masking == Masking::Colour(index) || hidden == Some(index);
            Swatch { alpha: if is_unseen { 0 } else { 255 }, ..Swatch::opaque(*rgb) }
        };
        self.colours.iter().enumerate().map(swatch).collect()
    }

    fn colour(&self, index: u8, n_beyond: &mut usize) -> [u8; 4] {
        if self.header.masking == Masking::Colour(index) {
            return [0; 4];
        }
        let Some(&[r, g, b]) = self.colours.get(usize::from(index)) else {
            *n_beyond += 1;
            return [0; 4];
        };
        [r, g, b, 255]
    }

    /// The indices in a row, whose planes follow each other.
    fn indices_of(&self, row: &[u8], indices: &mut [u8]) {
        if self.is_chunky {
            indices.copy_from_slice(&row[..indices.len()]);
            return;
        }
        indices.fill(0);
        for (plane, bits) in
            row.chunks_exact(self.row_bytes()).take(self.header.n_planes).enumerate()
        {
            for (indices, byte) in indices.chunks_mut(8).zip(bits) {
                for (place, index) in indices.iter_mut().enumerate() {
                    *index |= (byte >> (7 - place) & 1) << plane;
                }
            }
        }
    }

    /// Hold and modify: a pixel is a colour of the palette, or its left neighbour with another red,
    /// green or blue.
    fn modify(&self, row: &[u8], pixels: &mut [[u8; 4]]) {
        let bits = self.header.n_planes - 2;
        let mut indices = vec![0; pixels.len()];
        self.indices_of(row, &mut indices);
        let [mut r, mut g, mut b] = self.colours.first().copied().unwrap_or_default();
        for (pixel, index) in pixels.iter_mut().zip(indices) {
            let low = index & (u8::MAX >> (8 - bits));
            let value = low << (8 - bits) | low >> (2 * bits).saturating_sub(8);
            match index >> bits {
                0 => {
                    [r, g, b] = self.colours.get(usize::from(low)).copied().unwrap_or_default();
                }
                1 => b = value,
                2 => r = value,
                _ => g = value,
            }
            *pixel = [r, g, b, 255];
        }
    }

    /// Eight planes each of red, green and blue, and of opacity where there are 32.
    fn true_colour(&self, row: &[u8], pixels: &mut [[u8; 4]]) {
        pixels.fill([0, 0, 0, if self.header.n_planes == 32 { 0 } else { 255 }]);
        for (plane, bits) in
            row.chunks_exact(self.row_bytes()).take(self.header.n_planes).enumerate()
        {
            for (pixels, byte) in pixels.chunks_mut(8).zip(bits) {
                for (place, pixel) in pixels.iter_mut().enumerate() {
                    pixel[plane / 8] |= (byte >> (7 - place) & 1) << (plane % 8);
                }
            }
        }
    }
}

/// The entry that all pixels have that are not seen, if no other has it: it is transparent, then.
fn hidden_entry(indices: &[u8], picture: &Picture) -> Option<u8> {
    let pairs = || indices.iter().zip(&picture.pixels);
    let (first, _) = pairs().find(|(_, pixel)| pixel[3] == 0)?;
    pairs().all(|(index, pixel)| (pixel[3] == 0) == (index == first)).then_some(*first)
}

/// Whether a range of colours is switched on and has more than one.
fn is_cycle(data: &[u8]) -> bool {
    matches!(data, [_, _, _, _, _, flags, low, high, ..] if flags & 1 == 1 && low < high)
}

/// Colours of the first Amigas have four bits a channel, stored in the upper half of a byte. Makes
/// eight of them where no colour has more and one channel is full; says whether it did.
fn stretch(colours: &mut [[u8; 3]]) -> bool {
    let channels = || colours.iter().flatten();
    let is_short =
        channels().all(|channel| channel.trailing_zeros() >= 4) && channels().any(|it| *it == 0xF0);
    if is_short {
        colours.iter_mut().flatten().for_each(|channel| *channel |= *channel >> 4);
    }
    is_short
}

/// Unpacks rows one after the other.
struct Rows<'a> {
    rest: &'a [u8],
    is_packed: bool,
}

impl Rows<'_> {
    /// Fills a row; says whether there were bytes enough. What a run has beyond the row is dropped.
    fn next_into(&mut self, row: &mut [u8]) -> bool {
        if !self.is_packed {
            let Some((bytes, rest)) = self.rest.split_at_checked(row.len()) else { return false };
            row.copy_from_slice(bytes);
            self.rest = rest;
            return true;
        }
        let mut filled = 0;
        while filled < row.len() {
            let Some((&head, rest)) = self.rest.split_first() else { return false };
            let room = row.len() - filled;
            match head {
                0..=127 => {
                    let length = usize::from(head) + 1;
                    let Some((bytes, rest)) = rest.split_at_checked(length) else { return false };
                    let length = length.min(room);
                    row[filled..filled + length].copy_from_slice(&bytes[..length]);
                    (filled, self.rest) = (filled + length, rest);
                }
                // Says nothing.
                128 => self.rest = rest,
                129.. => {
                    let Some((&byte, rest)) = rest.split_first() else { return false };
                    let length = (257 - usize::from(head)).min(room);
                    row[filled..filled + length].fill(byte);
                    (filled, self.rest) = (filled + length, rest);
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests;
