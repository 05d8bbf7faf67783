//! The palette of an IFF file, with a picture or without.

use super::{Header, chunks, stretch, whole_chunks};
use crate::files::palette::Swatch;

/// What a file has of a palette.
pub(in crate::files) struct Palette {
    pub(in crate::files) colours: Vec<Swatch>,
    /// How many colours more it says to have.
    pub(in crate::files) n_missing: usize,
}

impl Palette {
    /// The colours of a file, whatever of it is damaged behind them.
    pub(in crate::files) fn of(bytes: &[u8]) -> Option<Self> {
        Self::parse(bytes.get(12..)?)
    }

    /// The colours of a file that holds a palette and no picture, as Deluxe Paint saves palettes.
    pub(in crate::files) fn alone_in(bytes: &[u8]) -> Option<Self> {
        Self::alone(bytes.get(12..)?)
    }

    pub(super) fn alone(content: &[u8]) -> Option<Self> {
        let find = |wanted: &[u8; 4]| chunks(content).find(|(name, _)| *name == wanted);
        let size = find(b"BMHD").and_then(|(_, data)| Header::parse(data));
        let is_empty = size.is_some_and(|header| header.width == 0 || header.height == 0);
        let palette = Self::parse(content)?;
        (find(b"BODY").is_none() || is_empty).then_some(palette)
    }

    fn parse(content: &[u8]) -> Option<Self> {
        let (mut header, mut found) = (None, None);
        for (name, data, n_missing) in whole_chunks(content) {
            match name {
                b"BMHD" => header = Header::parse(data),
                b"CMAP" => found = found.or(Some((data, n_missing))),
                _ => {}
            }
        }
        let (data, n_missing) = found?;
        let mut colours = data.as_chunks::<3>().0.to_vec();
        let mut n_said = colours.len() + n_missing.div_ceil(3);
        if let Some(header) = header.filter(|it: &Header| n_missing > 0 && it.n_planes <= 8) {
            // Behind the colours that its pixels can have are no more colours.
            let most = 1 << header.n_planes;
            colours.truncate(most);
            n_said = n_said.min(most);
        }
        stretch(&mut colours);
        let n_missing = n_said - colours.len();
        Some(Self { colours: colours.into_iter().map(Swatch::opaque).collect(), n_missing })
    }
}
