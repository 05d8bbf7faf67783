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
mod tests {
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
}
