//! Palettes of other programs: one file a format, read and written alike.
//!
//! [`Swatches`] is whatever list of colours a file holds; [`Swatches::to_palette`] makes a
//! palette of ours from it. The bytes of a file say what it is, not its name: ".ase" and
//! ".pal" mean two things each.

mod act;
mod archive;
mod binary;
mod fit;
mod gpl;
mod hex;
mod jasc;
mod json;
mod lospec;
mod numbers;
mod paint_net;
mod picture;
pub(crate) mod reduce;
mod swatches;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_damaged;
mod text;
mod usage;

use std::path::Path;

use super::{
    FileError,
    animation::MAX_FILE_BYTES,
    bounded::{MAX_BYTES, guarded, read_bounded, too_many},
    foreign, write_atomically, zipped,
};
use fit::ROOM;
pub use fit::{FittedPalette, Overflow};
pub use swatches::{Swatch, Swatches, SwatchesError};
pub(in crate::files) use usage::Usage;

/// The most colours that any of the formats can hold.
pub const MAX_COLOURS: usize = 256;

/// A kind of palette file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaletteFormat {
    /// GIMP, Inkscape, Krita, Aseprite: names of colours, so ramps survive.
    Gpl,
    /// Lospec: six digits a line.
    Hex,
    /// Paint Shop Pro, Aseprite, `GraphicsGale`: the text kind of ".pal".
    Jasc,
    /// Photoshop's colour table: 256 colours and which of them is transparent.
    Act,
    /// A picture with a pixel for each colour.
    Png,
    /// Lospec's JSON.
    Json,
}

impl PaletteFormat {
    /// Every format, in the order in which messages name them.
    pub const ALL: [Self; 6] = [Self::Gpl, Self::Hex, Self::Jasc, Self::Act, Self::Png, Self::Json];

    /// How names of such files end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Gpl => "gpl",
            Self::Hex => "hex",
            Self::Jasc => "pal",
            Self::Act => "act",
            Self::Png => "png",
            Self::Json => "json",
        }
    }

    /// The format that the end of a file's name asks for.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?;
        Self::ALL.into_iter().find(|format| extension.eq_ignore_ascii_case(format.extension()))
    }
}

/// Reads the colours of any palette file, or of a picture that has a palette.
pub fn read_swatches(path: &Path) -> Result<Swatches, FileError> {
    read_all(path, Swatches::checked)
}

/// The palette of ours in any palette file or picture. Lists and pictures of more colours than a
/// palette file holds are reduced too, where `overflow` says so.
pub fn read_palette(path: &Path, overflow: Overflow) -> Result<FittedPalette, FileError> {
    let unusable = |error| FileError::Palette { path: path.to_owned(), error: Box::new(error) };
    match read_swatches(path) {
        Ok(swatches) => swatches.fit(overflow).map_err(unusable),
        Err(FileError::Palette { error, .. })
            if *error == SwatchesError::NotReduced && overflow == Overflow::Reduce =>
        {
            read_all(path, |swatches| Ok(picture::reduced(swatches, ROOM)))?
                .fit(overflow)
                .map_err(unusable)
        }
        Err(error) => Err(error),
    }
}

/// Reads however many colours there are and hands them on.
fn read_all(
    path: &Path,
    hand_on: impl FnOnce(Swatches) -> Result<Swatches, SwatchesError>,
) -> Result<Swatches, FileError> {
    let bytes = read_bounded(path, MAX_FILE_BYTES)?;
    if bytes.len() as u64 > MAX_BYTES && !picture::is_picture(path, &bytes) {
        return Err(too_many(path, bytes.len() as u64, MAX_BYTES));
    }
    // A colour table may begin with any bytes, those of other formats among them.
    let is_act = path.extension().is_some_and(|found| found.eq_ignore_ascii_case("act"))
        && act::has_size_of_act(&bytes);
    let parse = || if is_act { Ok(act::parse(&bytes)) } else { parse_all(path, &bytes) };
    let unusable = |error| FileError::Palette { path: path.to_owned(), error: Box::new(error) };
    let read = || parse().and_then(hand_on).map_err(unusable);
    let mut swatches = guarded(path, read)?;
    if swatches.name.is_empty() {
        swatches.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    }
    Ok(swatches)
}

/// Writes what [`encode`] makes; an older file is replaced whole or not at all.
pub fn write_swatches(
    path: &Path,
    swatches: &Swatches,
    format: PaletteFormat,
) -> Result<(), FileError> {
    write_atomically(path, &encode(swatches, format))
}

impl PaletteFormat {
    /// The first transparent entry, where this format has no place for its transparency.
    #[must_use]
    pub fn lost_entry(self, swatches: &Swatches) -> Option<usize> {
        let keeps = matches!(self, Self::Gpl | Self::Act | Self::Png);
        swatches.colours.iter().position(|swatch| swatch.alpha == 0).filter(|_| !keeps)
    }
}

/// The bytes of a palette file. Of transparency most formats know nothing: they keep the entry
/// in its place, so that indices stay what they are. Colours beyond 256 are left out.
#[must_use]
pub fn encode(swatches: &Swatches, format: PaletteFormat) -> Vec<u8> {
    let colours = &swatches.colours[..swatches.colours.len().min(MAX_COLOURS)];
    let (name, colours) = (swatches.name.clone(), colours.to_vec());
    let swatches = Swatches { name, colours, ..Swatches::default() };
    match format {
        PaletteFormat::Gpl => gpl::encode(&swatches).into_bytes(),
        PaletteFormat::Hex => hex::encode(&swatches).into_bytes(),
        PaletteFormat::Jasc => jasc::encode(&swatches).into_bytes(),
        PaletteFormat::Act => act::encode(&swatches),
        PaletteFormat::Png => picture::encode(&swatches),
        PaletteFormat::Json => lospec::encode(&swatches).into_bytes(),
    }
}

/// The colours in the bytes of a file.
pub fn parse(bytes: &[u8]) -> Result<Swatches, SwatchesError> {
    parse_all(Path::new("picture"), bytes)?.checked()
}

/// However many colours there are. The path tells a kind of picture that has no mark of its own.
fn parse_all(path: &Path, bytes: &[u8]) -> Result<Swatches, SwatchesError> {
    if let Some(swatches) = picture::parse(path, bytes) {
        // A colour table of Photoshop may begin as an icon does.
        let is_act = act::is_act(bytes) && !picture::is_marked(path, bytes);
        return if swatches.is_err() && is_act { Ok(act::parse(bytes)) } else { swatches };
    }
    if let Some(swatches) = binary::parse(bytes).or_else(|| archive::parse(bytes)) {
        return swatches;
    }
    refuse_foreign(bytes)?;
    if act::is_act(bytes) {
        return Ok(act::parse(bytes));
    }
    let text = text::decode(bytes);
    // Any words may stand in a palette; in other texts six digits in a row are no colour.
    let is_palette = text.as_deref().is_some_and(has_header);
    if let Some((what, remedy)) = foreign::named_for_palette(bytes).filter(|_| !is_palette) {
        return Err(SwatchesError::Foreign { what, remedy });
    }
    parse_all_text(&text.ok_or(SwatchesError::Unknown)?)
}

/// The colours in pasted text: the content of any palette file that is text, or a list of
/// colours such as Lospec's.
pub fn parse_text(text: &str) -> Result<Swatches, SwatchesError> {
    parse_all_text(text)?.checked()
}

fn parse_all_text(text: &str) -> Result<Swatches, SwatchesError> {
    let text = text.trim_start_matches('\u{feff}');
    // Macs of old ended lines so.
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = if text.contains('\r') { &lines } else { text };
    if gpl::is_gpl(text) {
        gpl::parse(text)
    } else if jasc::is_jasc(text) {
        jasc::parse(text)
    } else if let Some(swatches) = lospec::parse(text) {
        swatches
    } else if paint_net::is_paint_net(text) {
        paint_net::parse(text)
    } else if let Some(swatches) = numbers::parse(text) {
        Ok(swatches)
    } else {
        hex::parse(text)
    }
}

/// What is said of a palette where a picture is wanted, and what to do.
pub(super) const NO_PICTURE: (&str, &str) = (
    "is a palette and holds no picture",
    "use it as a palette: with --palette, or with \"Open palette\" in the window",
);

/// Whether bytes that are no picture are a palette for certain.
///
/// Text counts where it has the header of a palette, or nothing but colours; any other text may hold
/// six digits in a row.
pub(super) fn is_palette(path: &Path, bytes: &[u8]) -> bool {
    if let Some(read) = binary::parse(bytes).or_else(|| archive::parse(bytes)) {
        return read.is_ok();
    }
    if act::is_act(bytes) {
        return path
            .extension()
            .is_some_and(|it| ["act", "pal"].iter().any(|known| it.eq_ignore_ascii_case(known)));
    }
    let Some(text) = text::decode(bytes) else { return false };
    let is_list = || matches!(lospec::parse(&text), Some(Ok(_))) || numbers::parse(&text).is_some();
    parse_all_text(&text)
        .is_ok_and(|read| read.remarks.is_empty() || has_header(&text) || is_list())
}

/// Whether a text begins as palettes of a kind do.
fn has_header(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    // Macs of old ended lines with a return alone.
    let first = text.lines().next().and_then(|line| line.split('\r').next()).unwrap_or_default();
    gpl::is_gpl(first) || jasc::is_jasc(first) || paint_net::is_paint_net(text)
}

/// Says politely what cannot be read, and what would be.
fn refuse_foreign(bytes: &[u8]) -> Result<(), SwatchesError> {
    let refused = |what, remedy| Err(SwatchesError::Foreign { what, remedy });
    if let Some((what, remedy)) =
        foreign::named_for_palette(bytes).filter(|_| bytes.starts_with(b"RIFF"))
    {
        refused(what, remedy)
    } else if bytes.starts_with(b"RIFF") {
        refused(
            "a RIFF file without a palette",
            "save the colours as a palette: .gpl, .hex, .act or the text kind of .pal",
        )
    } else if bytes.starts_with(b"8BCB") {
        refused("an Adobe colour book", "save the colours as swatches (.aco, .ase) or as a .act")
    } else if let Some((what, remedy)) = zipped::named(bytes) {
        refused(what, remedy)
    } else if bytes.starts_with(b"PK\x03\x04") {
        refused(
            "a zip without a palette or picture that is known",
            "export the colours as a GIMP palette (.gpl)",
        )
    } else {
        Ok(())
    }
}
