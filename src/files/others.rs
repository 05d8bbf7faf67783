//! Pictures of every kind that the crate `image` reads and that has no reader of its own here:
//! WebP, BMP, TGA, QOI, PNM, ICO, JPEG and TIFF.
//!
//! They come through one door: the size is asked for before any memory is taken, and the decoder
//! may take no more than a picture of the largest size needs.

use std::{io::Cursor, path::Path, sync::Arc};

use image::{
    DynamicImage, GrayImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits,
    metadata::Orientation,
};

use super::{
    FRAME_MILLISECONDS, FileError,
    animation::{About, AnimationFrame, Indexed, Source, Visit},
    palette::Swatch,
    picture::Picture,
    reason,
    remarks::Remark,
    several,
    tiff::Tiff,
    webp,
};

/// The green of the entries that a colour table has.
const KNOWN: u8 = 255;

/// What a decoder may allocate: the largest picture, twice, at four bytes a pixel.
const MAX_MEMORY: u64 = 160 << 20;

/// What kind of picture the bytes are. TGA has no magic number, so its name has to tell.
pub(super) fn format_of(path: &Path, bytes: &[u8]) -> Option<ImageFormat> {
    let is_read = |format: &ImageFormat| {
        use ImageFormat::{Bmp, Ico, Jpeg, Pnm, Qoi, Tga, Tiff, WebP};
        matches!(format, Bmp | Ico | Jpeg | Pnm | Qoi | Tga | Tiff | WebP)
    };
    if let Ok(format) = image::guess_format(bytes) {
        return Some(format).filter(is_read);
    }
    let is_tga = path.extension().is_some_and(|found| found.eq_ignore_ascii_case("tga"));
    is_tga.then_some(ImageFormat::Tga)
}

/// Shows the picture; of an animated WebP all frames.
pub(super) fn each_frame(
    source: &Source<'_>,
    format: ImageFormat,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let broken = |error: ImageError| problem(source.path, format, &error);
    // The decoders of some formats take a size that is too large for damage.
    if let Some(size) = told_size(format, source.bytes) {
        source.check_size(size, 1)?;
    }
    let mended = mended_tga(format, source.bytes);
    let source = &Source { bytes: mended.as_deref().unwrap_or(source.bytes), ..*source };
    let tiff = Tiff::of(source.bytes).filter(|_| format == ImageFormat::Tiff);
    if let Some(error) = tiff.as_ref().and_then(|tiff| tiff.refused(source.path)) {
        return Err(error);
    }
    let greys = tiff.and_then(|tiff| tiff.as_greys());
    let bytes = greys.as_ref().map_or(source.bytes, |greys| &greys.bytes);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let (width, height) = reader.into_dimensions().map_err(broken)?;
    let size = (greys.as_ref().map_or(width, |greys| greys.width() as u32), height);
    source.check_size(size, 1)?;
    match format {
        ImageFormat::WebP => {
            if webp::is_lossy(source.bytes) {
                about.remarks.note(
                    "a lossy WebP smears colours at every edge; saved as lossless, or as a PNG, \
                     it keeps them apart",
                );
            }
            if webp::is_animated(source.bytes) {
                return webp::each_frame(source, size, about, visit);
            }
        }
        ImageFormat::Ico => {
            let n =
                source.bytes.get(4..6).map_or(1, |n| usize::from(n[0]) | usize::from(n[1]) << 8);
            if n > 1 {
                about.remarks.note(format!("{n} icons; the largest was read"));
            }
        }
        ImageFormat::Jpeg => about.remarks.note(
            "a JPEG smears colours at every edge; the same picture as a PNG keeps them apart",
        ),
        _ => {}
    }
    if let Some((noun, of)) = several::count(format, source.bytes) {
        about.remarks.add(Remark::FirstOf { noun, of });
    }
    if let Some(greys) = greys {
        let image = decode(&greys.bytes, format).map_err(broken)?;
        let (indices, opacities) = greys.taken_apart(&image.into_luma8());
        return visit(of_indices(indices, opacities, &greys.colours));
    }
    if let Some(table) = Table::find(format, source.bytes) {
        let numbered = table.numbered(source.bytes);
        let image = decode(&numbered, format).map_err(broken)?;
        return visit(table.frame(image, about));
    }
    let image = decode(source.bytes, format).map_err(broken)?;
    visit(frame(image, FRAME_MILLISECONDS))
}

/// The colour table of a picture that has one, whatever of it is damaged behind it.
pub(super) fn palette_of(format: ImageFormat, bytes: &[u8]) -> Option<Vec<Swatch>> {
    if format == ImageFormat::Tiff {
        return Some(Tiff::of(bytes)?.palette()?.into_iter().map(Swatch::opaque).collect());
    }
    Some(Table::find(format, bytes)?.swatches().collect())
}

/// Width and height as the first bytes of formats have them that say so in one place. A height below
/// 0 means that the uppermost row comes first.
fn told_size(format: ImageFormat, bytes: &[u8]) -> Option<(u32, u32)> {
    let two = |at: usize| Some(u32::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?)));
    let four = |at: usize| Some(i32::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
    let big = |at: usize| Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    match format {
        ImageFormat::Bmp if four(14)? == 12 => Some((two(18)?, two(20)?)),
        ImageFormat::Bmp => Some((u32::try_from(four(18)?).ok()?, four(22)?.unsigned_abs())),
        ImageFormat::Qoi => Some((big(4)?, big(8)?)),
        ImageFormat::Tga => Some((two(12)?, two(14)?)),
        _ => None,
    }
}

/// The picture the right way up: cameras store it as they were held, and say how to turn it.
pub(super) fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, ImageError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder()?;
    let mut limits = limits();
    limits.reserve(decoder.total_bytes())?;
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

fn frame(image: DynamicImage, milliseconds: u16) -> AnimationFrame {
    let (name, picture) = (String::new(), picture_of(image));
    AnimationFrame { name, picture, indexed: None, milliseconds, recipe: None }
}

/// A TGA of 32 bits that says otherwise of its opacities than that they have eight: Krita says four,
/// and writes eight.
fn mended_tga(format: ImageFormat, bytes: &[u8]) -> Option<Vec<u8>> {
    const OPACITY_BITS: u8 = 0x0F;
    let flags = *bytes.get(17).filter(|_| format == ImageFormat::Tga)?;
    let is_deep = matches!(bytes[2], 2 | 10) && bytes[16] == 32;
    if !is_deep || matches!(flags & OPACITY_BITS, 0 | 8) {
        return None;
    }
    let mut mended = bytes.to_vec();
    mended[17] = flags & !OPACITY_BITS | 8;
    Some(mended)
}

/// A picture whose indices came as greys, and perhaps the opacity of each of its pixels.
fn of_indices(
    image: GrayImage,
    opacities: Option<GrayImage>,
    colours: &[[u8; 3]],
) -> AnimationFrame {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let indices = image.into_raw();
    let colour = |index: &u8| match colours.get(usize::from(*index)) {
        Some(&[r, g, b]) => [r, g, b, 255],
        None => [0; 4],
    };
    let mut pixels: Vec<[u8; 4]> = indices.iter().map(colour).collect();
    let opacities = opacities.map(GrayImage::into_raw).unwrap_or_default();
    for (pixel, opacity) in pixels.iter_mut().zip(opacities) {
        pixel[3] = opacity;
    }
    let colours: Arc<[Swatch]> = colours.iter().map(|rgb| Swatch::opaque(*rgb)).collect();
    let (name, picture) = (String::new(), Picture { width, height, pixels });
    let indexed = Indexed::whole(indices, &colours, &picture);
    AnimationFrame { name, picture, indexed, milliseconds: FRAME_MILLISECONDS, recipe: None }
}

pub(super) fn picture_of(image: DynamicImage) -> Picture {
    let image = image.into_rgba8();
    let (width, height) = (image.width() as usize, image.height() as usize);
    let pixels = image.into_raw().as_chunks::<4>().0.to_vec();
    Picture { width, height, pixels }
}

/// The colour table of an indexed BMP or TGA.
///
/// The decoders hand out colours alone. So they are given a copy of the file whose table has the
/// number of each entry for its red and blue, and what comes out are indices, in whatever way they
/// were packed. The copy's table is as long as indices reach, and its green tells the entries that
/// the file has from those that it does not.
struct Table {
    format: ImageFormat,
    /// Where its first entry stands.
    start: usize,
    /// Bytes of an entry: blue, green, red, and perhaps an opacity.
    entry: usize,
    colours: Vec<[u8; 4]>,
    /// How many entries the indices could name.
    reach: usize,
}

impl Table {
    fn find(format: ImageFormat, bytes: &[u8]) -> Option<Self> {
        let word = |at: usize| {
            Some(usize::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])))
        };
        let (start, entry, count, reach) = match format {
            ImageFormat::Bmp => {
                let header = word(14)? | word(16)? << 16;
                let is_core = header == 12;
                let bits = word(if is_core { 24 } else { 28 })?;
                if bits > 8 {
                    return None;
                }
                let said = if header < 40 { 0 } else { word(46)? };
                let most = 1 << bits;
                let count = if said == 0 { most } else { said.min(most) };
                (14 + header, if is_core { 3 } else { 4 }, count, most)
            }
            ImageFormat::Tga => {
                let is_mapped = bytes.get(1) == Some(&1) && matches!(bytes.get(2), Some(1 | 9));
                let entry = usize::from(*bytes.get(7)?) / 8;
                if !is_mapped || !matches!(entry, 3 | 4) {
                    return None;
                }
                // Maps that begin with another entry than the first are as long as they are.
                let count = word(5)?.min(256);
                let reach = if word(3)? == 0 && bytes.get(16) == Some(&8) { 256 } else { count };
                (18 + usize::from(bytes[0]), entry, count, reach)
            }
            _ => return None,
        };
        let entries = bytes.get(start..start.checked_add(count * entry)?)?.chunks_exact(entry);
        let has_opacity = format == ImageFormat::Tga && entry == 4;
        let colour =
            |entry: &[u8]| [entry[2], entry[1], entry[0], if has_opacity { entry[3] } else { 255 }];
        let mut colours: Vec<[u8; 4]> = entries.map(colour).collect();
        // Programs that know no opacity leave it 0 everywhere.
        if colours.iter().all(|colour| colour[3] == 0) {
            for colour in &mut colours {
                colour[3] = 255;
            }
        }
        Some(Self { format, start, entry, colours, reach })
    }

    fn swatches(&self) -> impl Iterator<Item = Swatch> {
        let swatch = |&[r, g, b, alpha]: &[u8; 4]| Swatch { alpha, ..Swatch::opaque([r, g, b]) };
        self.colours.iter().map(swatch)
    }

    /// The file with the numbers of entries for their colours.
    fn numbered(&self, bytes: &[u8]) -> Vec<u8> {
        let count = self.colours.len();
        let end = self.start + count * self.entry;
        let mut numbered = bytes[..end].to_vec();
        let n_more = self.reach.saturating_sub(count);
        numbered.resize(end + n_more * self.entry, 0);
        let entries = numbered[self.start..].chunks_exact_mut(self.entry).enumerate();
        for (number, entry) in entries {
            entry.fill(number as u8);
            entry[1] = if number < count { KNOWN } else { 0 };
        }
        numbered.extend(&bytes[end..]);
        if n_more > 0 {
            let reach = self.reach as u32;
            if self.format == ImageFormat::Tga {
                numbered[5..7].copy_from_slice(&(reach as u16).to_le_bytes());
            } else {
                let pixels = bytes[10..14].try_into().map_or(0, u32::from_le_bytes);
                let pixels = pixels.saturating_add((n_more * self.entry) as u32);
                numbered[10..14].copy_from_slice(&pixels.to_le_bytes());
                numbered[46..50].copy_from_slice(&reach.to_le_bytes());
            }
        }
        numbered
    }

    fn frame(&self, image: DynamicImage, about: &mut About) -> AnimationFrame {
        let image = image.into_rgb8();
        let (width, height) = (image.width() as usize, image.height() as usize);
        // What runs leave out is black, and the first entry.
        let index = |&[number, known, _]: &[u8; 3]| (number, known == KNOWN || number == 0);
        let stored = image.as_raw().as_chunks::<3>().0.iter().map(index);
        let (indices, are_known): (Vec<u8>, Vec<bool>) = stored.unzip();
        let n_beyond = are_known.iter().filter(|is_known| !**is_known).count();
        about.remarks.add(Remark::BeyondPalette(n_beyond));
        let colour =
            |index: &u8| self.colours.get(usize::from(*index)).copied().unwrap_or_default();
        let pixels = indices.iter().map(colour).collect();
        let colours: Arc<[Swatch]> = self.swatches().collect();
        let (name, picture) = (String::new(), Picture { width, height, pixels });
        let indexed = Indexed::whole(indices, &colours, &picture);
        AnimationFrame { name, picture, indexed, milliseconds: FRAME_MILLISECONDS, recipe: None }
    }
}

/// What a decoder says, told as what it is: damage, a kind that is not read, or a size.
pub(super) fn problem(path: &Path, format: ImageFormat, error: &ImageError) -> FileError {
    let kind = match format {
        ImageFormat::Bmp => "BMP",
        ImageFormat::Ico => "icon",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Pnm => "PNM picture",
        ImageFormat::Qoi => "QOI picture",
        ImageFormat::Tga => "TGA",
        ImageFormat::Tiff => "TIFF",
        _ => "WebP",
    };
    let path = path.to_owned();
    match error {
        ImageError::Unsupported(_) => {
            let problem = format!("is a {kind} of a kind that is not read");
            FileError::Unsupported { path, problem, remedy: "save it as a PNG" }
        }
        ImageError::Limits(_) => {
            let problem = format!("is a {kind} that takes too much memory");
            FileError::Unsupported { path, problem, remedy: "save it as a PNG" }
        }
        other => FileError::Torn { path, kind, reason: reason::of_image(other).to_owned() },
    }
}

#[cfg(test)]
mod tests;
