//! Pictures as palettes: the palette of an indexed PNG, GIF or .aseprite in its order, or the
//! colours of any other PNG as they come, row by row.

use std::{collections::HashSet, path::Path};

use super::{
    MAX_COLOURS, Swatch, Swatches, SwatchesError, Usage,
    reduce::{choose, weigh},
};
use crate::{
    files::{
        FileError,
        animation::{self, Animation, Kind, WhichFrames},
        aseprite, gif, ilbm, others, pcx,
        picture::Picture,
        png,
        written::MARK,
        zipped,
    },
    sprite::ENTRIES,
};

/// Colours of a picture that are listed at most.
const MAX_LISTED: usize = 1 << 19;

/// The colours of a picture, however many; `None` if the bytes are no picture. Entries that no pixel
/// has are marked where there are more than a palette of ours has room for.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Option<Result<Swatches, SwatchesError>> {
    if !is_picture(path, bytes) {
        return None;
    }
    let table = match Kind::of(path, bytes) {
        // A table says more than the first frame, and may be all that is wanted.
        Some(Kind::Png) if is_indexed(bytes) => parse_png(path, bytes),
        Some(Kind::Gif) => parse_gif(bytes),
        Some(Kind::Aseprite) => {
            aseprite::swatches(bytes).map_err(|error| SwatchesError::Damaged(error.to_string()))
        }
        Some(Kind::Ilbm) => match ilbm::Palette::alone_in(bytes) {
            Some(palette) => return Some(parse_palette(palette)),
            None => return Some(parse_other(path, bytes)),
        },
        _ => return Some(parse_other(path, bytes)),
    };
    Some(match table {
        Ok(swatches) if swatches.colours.is_empty() => parse_other(path, bytes),
        table => table.map(|swatches| with_picture(swatches, path, bytes)),
    })
}

/// The palette of an IFF file without a picture.
fn parse_palette(palette: ilbm::Palette) -> Result<Swatches, SwatchesError> {
    let ilbm::Palette { colours, n_missing } = palette;
    let (n, of) = (colours.len(), colours.len() + n_missing);
    let mut swatches = Swatches { colours, ..Swatches::default() };
    match (n, n_missing) {
        (0, 0) => return Err(SwatchesError::Empty),
        (0, _) => return Err(SwatchesError::Damaged("it ends before its first colour".to_owned())),
        (_, 0) => {}
        _ => swatches.remarks.push(format!("ends early: {n} of {of} colours are there")),
    }
    Ok(swatches)
}

/// The table of a picture that cannot be shown, where that stands in a place of its own.
fn table_of(path: &Path, bytes: &[u8]) -> Option<Vec<Swatch>> {
    let colours = match Kind::of(path, bytes)? {
        Kind::Ilbm => {
            let palette = ilbm::Palette::of(bytes)?;
            (palette.n_missing == 0).then_some(palette.colours)
        }
        Kind::Pcx => pcx::palette_of(bytes),
        Kind::Other(format) => others::palette_of(format, bytes),
        _ => None,
    };
    colours.filter(|colours| !colours.is_empty())
}

/// Whether there may be too many colours, so that it matters which of them pixels have.
fn is_long(swatches: &Swatches) -> bool {
    (ENTRIES..=MAX_COLOURS).contains(&swatches.colours.len())
}

/// A table with what is to be said of the picture behind it, which need not be whole.
fn with_picture(mut swatches: Swatches, path: &Path, bytes: &[u8]) -> Swatches {
    let which = if is_long(&swatches) { WhichFrames::All } else { WhichFrames::First };
    match animation::parse(path, bytes, which) {
        Ok(read) => {
            add_remarks(&mut swatches, &read, false);
            mark_unused(&mut swatches, &read);
        }
        Err(FileError::Torn { reason, .. } | FileError::Damaged { reason, .. }) => {
            swatches.remarks.push(damaged_behind(&reason));
        }
        // What is too much for sprites may be palette enough.
        Err(_) => {}
    }
    swatches
}

fn damaged_behind(reason: &str) -> String {
    format!("is damaged behind its palette ({reason}); the palette is whole")
}

fn add_remarks(swatches: &mut Swatches, read: &Animation, of_pixels: bool) {
    let told = read.remarks.iter().filter(|remark| remark.is_of_colours(of_pixels));
    swatches.remarks.extend(told.map(ToString::to_string));
}

/// Marks the entries that no pixel has, where there are many.
fn mark_unused(swatches: &mut Swatches, read: &Animation) {
    if !is_long(swatches) {
        return;
    }
    let mut usage = Usage::new(swatches.colours.clone());
    read.frames.iter().for_each(|frame| usage.add(frame, 1));
    for (swatch, is_used) in swatches.colours.iter_mut().zip(usage.is_used) {
        swatch.is_unused = swatch.alpha != 0 && !is_used;
    }
}

/// Whether bytes are a picture that is read, and nothing else.
pub(super) fn is_picture(path: &Path, bytes: &[u8]) -> bool {
    match Kind::of(path, bytes) {
        Some(Kind::Zip) => zipped::is_project(bytes),
        Some(Kind::Sheet) | None => false,
        Some(_) => true,
    }
}

/// Whether bytes are a picture by a mark that nothing else has by chance.
pub(super) fn is_marked(path: &Path, bytes: &[u8]) -> bool {
    matches!(Kind::of(path, bytes), Some(Kind::Png | Kind::Gif | Kind::Aseprite))
}

/// Whether the header of a PNG says that it has a palette.
fn is_indexed(bytes: &[u8]) -> bool {
    bytes.get(25) == Some(&3)
}

/// The table of a picture, or its colours as they come.
fn parse_other(path: &Path, bytes: &[u8]) -> Result<Swatches, SwatchesError> {
    let read = match first_frame(path, bytes) {
        Ok(read) => read,
        Err(error) => {
            let colours = table_of(path, bytes).ok_or_else(|| error.clone())?;
            let mut swatches = Swatches { colours, ..Swatches::default() };
            // What is too much for sprites may be palette enough, and is not damaged.
            if let SwatchesError::Damaged(reason) = error {
                swatches.remarks.push(damaged_behind(&reason));
            }
            return Ok(swatches);
        }
    };
    let frame = read.frames.first().ok_or(SwatchesError::Empty)?;
    if let Some(indexed) = &frame.indexed {
        let mut colours = indexed.colours.to_vec();
        // What is hidden, or missing, has an entry behind the table.
        if let Some(table) = table_of(path, bytes).filter(|it| it.len() + 1 == colours.len()) {
            colours.truncate(table.len());
        }
        let mut swatches = Swatches { colours, ..Swatches::default() };
        add_remarks(&mut swatches, &read, false);
        mark_unused(&mut swatches, &read);
        return Ok(swatches);
    }
    let mut seen = HashSet::new();
    let mut colours = Vec::new();
    let mut last = None;
    for &[r, g, b, alpha] in &frame.picture.pixels {
        let colour = if alpha == 0 { [0; 4] } else { [r, g, b, alpha] };
        if last.replace(colour) != Some(colour) && seen.insert(colour) {
            let [r, g, b, alpha] = colour;
            colours.push(Swatch { alpha, ..Swatch::opaque([r, g, b]) });
            // The colours of a photograph are chosen from, and need not all be listed.
            if colours.len() > MAX_LISTED {
                break;
            }
        }
    }
    let mut swatches = Swatches { colours, ..Swatches::default() };
    add_remarks(&mut swatches, &read, true);
    Ok(swatches)
}

/// The first frame of a picture of any kind.
fn first_frame(path: &Path, bytes: &[u8]) -> Result<Animation, SwatchesError> {
    animation::parse(path, bytes, WhichFrames::First).map_err(unusable)
}

fn unusable(error: FileError) -> SwatchesError {
    match error {
        FileError::Torn { reason, .. } | FileError::Damaged { reason, .. } => {
            SwatchesError::Damaged(reason)
        }
        // Its name stands before the sentence.
        FileError::Unsupported { problem, remedy, .. } => {
            SwatchesError::Picture(format!("it {problem}; {remedy}"))
        }
        other => SwatchesError::Picture(other.to_string()),
    }
}

/// The few of many colours that stand best for all of them.
pub(super) fn reduced(swatches: Swatches, most: usize) -> Swatches {
    let visible = swatches.colours.iter().filter(|swatch| swatch.alpha > 0);
    let pixels: Vec<[u8; 4]> = visible
        .map(|swatch| {
            let [r, g, b] = swatch.rgb.0;
            [r, g, b, 255]
        })
        .collect();
    let colours = weigh(&[Picture { width: pixels.len(), height: 1, pixels }]);
    let chosen = choose(&colours, most);
    let (n, n_chosen) = (swatches.colours.len(), chosen.len());
    let all = if n > MAX_LISTED { format!("more than {MAX_LISTED}") } else { n.to_string() };
    let mut remarks = swatches.remarks;
    remarks.push(format!("{all} colours; {n_chosen} of them stand for all"));
    let colours = chosen.into_iter().map(|colour| Swatch::opaque(colour.rgb.0)).collect();
    Swatches { name: swatches.name, colours, remarks }
}

fn parse_png(path: &Path, bytes: &[u8]) -> Result<Swatches, SwatchesError> {
    png::check_structure(path, bytes).map_err(unusable)?;
    let (table, alphas) =
        png::table(bytes).map_err(|reason| SwatchesError::Damaged(reason.to_owned()))?;
    let swatch = |(index, rgb): (usize, &[u8; 3])| Swatch {
        alpha: alphas.get(index).copied().unwrap_or(255),
        ..Swatch::opaque(*rgb)
    };
    let colours = table.iter().enumerate().map(swatch).collect();
    Ok(Swatches { colours, ..Swatches::default() })
}

fn parse_gif(bytes: &[u8]) -> Result<Swatches, SwatchesError> {
    let colours =
        gif::palette_of(bytes).map_err(|reason| SwatchesError::Damaged(reason.to_owned()))?;
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
    // Entries beyond the last that is not opaque need not be stored.
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
