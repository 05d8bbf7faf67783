//! Pictures as palettes: the palette of an indexed PNG, GIF or .aseprite in its order, or the
//! colours of any other PNG as they come, row by row.

use std::{collections::HashSet, io::Cursor, path::Path};

use super::{
    MAX_COLOURS, Swatch, Swatches, SwatchesError,
    reduce::{choose, weigh},
};
use crate::{
    files::{
        FileError,
        animation::{self, AnimationFrame, Kind, WhichFrames},
        aseprite, png,
        written::MARK,
        zipped,
    },
    sprite::{ENTRIES, Rgb},
};

/// What errors call a picture of which only the bytes are known.
const NAME: &str = "picture";

/// A picture of a palette has few pixels; this many are looked at in any case.
const MAX_PIXELS: usize = 1 << 20;

/// The colours of a picture; `None` if the bytes are no picture. Entries that no pixel has are
/// marked where there are more than a palette of ours has room for.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Swatches, SwatchesError>> {
    let mut swatches = parse_table(bytes)?;
    if let Ok(swatches) = &mut swatches
        && swatches.colours.len() > ENTRIES
    {
        mark_unused(swatches, bytes);
    }
    Some(swatches)
}

/// Marks the entries whose colour no pixel has. A picture that cannot be read tells nothing.
fn mark_unused(swatches: &mut Swatches, bytes: &[u8]) {
    let Ok(read) = animation::parse(Path::new(NAME), bytes, WhichFrames::All) else { return };
    let mut seen = HashSet::new();
    for frame in &read.frames {
        seen.extend(frame.picture.pixels.iter().filter(|pixel| pixel[3] > 0).copied());
    }
    let seen: HashSet<[u8; 3]> = seen.into_iter().map(|[r, g, b, _]| [r, g, b]).collect();
    for swatch in &mut swatches.colours {
        swatch.is_unused = swatch.alpha != 0 && !seen.contains(&swatch.rgb.0);
    }
}

fn parse_table(bytes: &[u8]) -> Option<Result<Swatches, SwatchesError>> {
    if bytes.starts_with(png::SIGNATURE) {
        Some(parse_png(bytes))
    } else if bytes.starts_with(b"GIF8") {
        Some(parse_gif(bytes))
    } else if aseprite::is_aseprite(bytes) {
        Some(aseprite::swatches(bytes).map_err(|error| SwatchesError::Damaged(error.to_string())))
    } else if is_other_picture(bytes) {
        Some(parse_other(bytes))
    } else {
        None
    }
}

/// Whether bytes are a picture of the other kinds that are read, and nothing else.
fn is_other_picture(bytes: &[u8]) -> bool {
    match Kind::of(Path::new(NAME), bytes) {
        Some(Kind::Ilbm | Kind::Pcx | Kind::Other(_) | Kind::Piskel) => true,
        Some(Kind::Zip) => zipped::is_project(bytes),
        _ => false,
    }
}

/// The table of a picture of another kind, or its colours as they come.
fn parse_other(bytes: &[u8]) -> Result<Swatches, SwatchesError> {
    let frame = first_frame(bytes)?;
    if let Some(indexed) = frame.indexed {
        let colours = indexed.colours.to_vec();
        return Ok(Swatches { colours, ..Swatches::default() });
    }
    let mut seen = HashSet::new();
    let mut colours = Vec::new();
    for &[r, g, b, alpha] in &frame.picture.pixels {
        let colour = if alpha == 0 { [0; 4] } else { [r, g, b, alpha] };
        if seen.insert(colour) {
            let [r, g, b, alpha] = colour;
            colours.push(Swatch { alpha, ..Swatch::opaque([r, g, b]) });
        }
        if colours.len() > MAX_COLOURS {
            return Err(SwatchesError::NotReduced);
        }
    }
    Ok(Swatches { colours, ..Swatches::default() })
}

/// The first frame of a picture of any kind.
fn first_frame(bytes: &[u8]) -> Result<AnimationFrame, SwatchesError> {
    let read = animation::parse(Path::new(NAME), bytes, WhichFrames::First);
    let unusable = |error: FileError| match error {
        FileError::Torn { reason, .. } => SwatchesError::Damaged(reason),
        other => SwatchesError::Picture(other.to_string()),
    };
    let mut frames = read.map_err(unusable)?.frames;
    if frames.is_empty() { Err(SwatchesError::Empty) } else { Ok(frames.swap_remove(0)) }
}

/// The few colours of a picture that stand best for all of them.
pub(super) fn reduced(bytes: &[u8], most: usize) -> Result<Swatches, SwatchesError> {
    let picture = first_frame(bytes)?.picture;
    let colours = weigh(std::slice::from_ref(&picture));
    let chosen = choose(&colours, most);
    let remarks =
        vec![format!("{} colours; {} of them stand for all", colours.len(), chosen.len())];
    let colours = chosen.into_iter().map(|colour| Swatch::opaque(colour.rgb.0)).collect();
    Ok(Swatches { colours, remarks, ..Swatches::default() })
}

fn parse_png(bytes: &[u8]) -> Result<Swatches, SwatchesError> {
    let damaged = |error: ::png::DecodingError| SwatchesError::Damaged(error.to_string());
    png::check_structure(std::path::Path::new(""), bytes)
        .map_err(|_| SwatchesError::Damaged("its palette is no palette of a PNG".to_owned()))?;
    let limits = ::png::Limits { bytes: png::MAX_MEMORY };
    let mut decoder = ::png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(::png::Transformations::normalize_to_color8());
    let info = decoder.read_header_info().map_err(damaged)?;
    let is_indexed = info.color_type == ::png::ColorType::Indexed;
    let n_pixels = info.width as usize * info.height as usize;
    let mut reader = decoder.read_info().map_err(damaged)?;
    if is_indexed {
        let info = reader.info();
        let table = info.palette.as_deref().unwrap_or_default().as_chunks::<3>().0;
        let alphas = info.trns.as_deref().unwrap_or_default();
        let swatch = |(index, rgb): (usize, &[u8; 3])| Swatch {
            alpha: alphas.get(index).copied().unwrap_or(255),
            ..Swatch::opaque(*rgb)
        };
        let colours = table.iter().enumerate().map(swatch).collect();
        return Ok(Swatches { colours, ..Swatches::default() });
    }
    if n_pixels > MAX_PIXELS {
        return Err(SwatchesError::NotReduced);
    }
    let mut data = vec![0; reader.output_buffer_size().unwrap_or(0)];
    let frame = reader.next_frame(&mut data).map_err(damaged)?;
    let n_channels = frame.color_type.samples();
    let mut colours = Vec::<Swatch>::new();
    for pixel in data[..frame.buffer_size()].chunks_exact(n_channels) {
        let (rgb, alpha) = match *pixel {
            [grey] => ([grey; 3], 255),
            [grey, alpha] => ([grey; 3], alpha),
            [r, g, b] => ([r, g, b], 255),
            [r, g, b, alpha] => ([r, g, b], alpha),
            _ => continue,
        };
        let rgb = Rgb(if alpha == 0 { [0; 3] } else { rgb });
        if !colours.iter().any(|known| known.rgb == rgb && known.alpha == alpha) {
            if colours.len() == MAX_COLOURS {
                return Err(SwatchesError::NotReduced);
            }
            colours.push(Swatch { alpha, ..Swatch::opaque(rgb.0) });
        }
    }
    Ok(Swatches { colours, ..Swatches::default() })
}

fn parse_gif(bytes: &[u8]) -> Result<Swatches, SwatchesError> {
    let damaged = |error: ::gif::DecodingError| SwatchesError::Damaged(error.to_string());
    let mut options = ::gif::DecodeOptions::new();
    options.skip_frame_decoding(true);
    let mut decoder = options.read_info(bytes).map_err(damaged)?;
    let global = decoder.global_palette().map(<[u8]>::to_vec);
    let frame = decoder.next_frame_info().map_err(damaged)?;
    let (local, unseen) = frame.map_or((None, None), |f| (f.palette.clone(), f.transparent));
    let table = global.or(local).unwrap_or_default();
    let mut colours: Vec<Swatch> =
        table.as_chunks::<3>().0.iter().map(|rgb| Swatch::opaque(*rgb)).collect();
    if let Some(swatch) = unseen.and_then(|index| colours.get_mut(usize::from(index))) {
        swatch.alpha = 0;
    }
    Ok(Swatches { colours, ..Swatches::default() })
}

/// One pixel a colour in one row, indexed, as Lospec's smallest PNGs are.
pub(super) fn encode(swatches: &Swatches) -> Vec<u8> {
    let mut bytes = Vec::new();
    let count = swatches.colours.len();
    let mut encoder = ::png::Encoder::new(&mut bytes, count.max(1) as u32, 1);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::Eight);
    let colours: Vec<u8> = swatches.colours.iter().flat_map(|swatch| swatch.rgb.0).collect();
    encoder.set_palette(if colours.is_empty() { vec![0; 3] } else { colours });
    let mut alphas: Vec<u8> = swatches.colours.iter().map(|swatch| swatch.alpha).collect();
    // Entries beyond the last that is not opaque need not be told.
    alphas.truncate(alphas.iter().rposition(|&alpha| alpha < 255).map_or(0, |last| last + 1));
    if !alphas.is_empty() {
        encoder.set_trns(alphas);
    }
    let marked = encoder.add_text_chunk("Software".to_owned(), MARK.to_owned());
    let indices: Vec<u8> = (0..count.max(1)).map(|index| index as u8).collect();
    let written = marked.and_then(|()| encoder.write_header()).and_then(|mut writer| {
        writer.write_image_data(&indices)?;
        writer.finish()
    });
    written.expect("memory takes everything, and the sizes fit each other");
    bytes
}
