//! The palette of an .aseprite file, which may change from frame to frame.

use std::sync::Arc;

use super::cursor::{Broken, Cursor};
use crate::files::palette::{MAX_COLOURS, Swatch};

/// Palettes of RGB files are only the artist's paint box and may be longer than indices reach.
const MOST: usize = 4096;

/// The colours so far.
#[derive(Debug, Default)]
pub(super) struct Colours {
    now: Vec<Swatch>,
    /// Those that indices reach, shared by the frames that show them.
    shared: Option<Arc<[[u8; 4]]>>,
    first: Option<Vec<Swatch>>,
    /// Whether there was a chunk of the new kind: then those of the old kind only repeat it.
    is_new: bool,
    /// Whether a chunk ended early.
    is_torn: bool,
}

impl Colours {
    /// The colours that indices reach by now.
    pub(super) fn shared(&mut self) -> Arc<[[u8; 4]]> {
        if !self.now.is_empty() && self.first.is_none() && !self.is_torn {
            self.first = Some(self.now.clone());
        }
        let rgba = |swatch: &Swatch| {
            let [r, g, b] = swatch.rgb.0;
            [r, g, b, swatch.alpha]
        };
        let reached = self.now.iter().take(MAX_COLOURS);
        Arc::clone(self.shared.get_or_insert_with(|| reached.map(rgba).collect()))
    }

    /// The palette that the file begins with.
    pub(super) fn first(&self) -> &[Swatch] {
        self.first.as_deref().unwrap_or_default()
    }

    /// A chunk that changes a range of colours, or their number alone.
    pub(super) fn read(&mut self, chunk: &mut Cursor<'_>) -> Result<(), Broken> {
        let read = self.read_range(chunk);
        self.is_torn |= read.is_err();
        read
    }

    fn read_range(&mut self, chunk: &mut Cursor<'_>) -> Result<(), Broken> {
        let size = chunk.dword()?;
        let (first, last) = (chunk.dword()?, chunk.dword()?);
        chunk.take(8)?;
        self.is_new = true;
        self.shared = None;
        self.now.resize(size.min(MOST), Swatch::opaque([0; 3]));
        // An empty chunk may name any range.
        for index in first..=last {
            if chunk.0.is_empty() {
                break;
            }
            let has_name = chunk.word()? & 1 == 1;
            let rgb = [chunk.byte()?, chunk.byte()?, chunk.byte()?];
            let alpha = chunk.byte()?;
            let label = if has_name { chunk.string()? } else { String::new() };
            // Names are for people, who look at the palette of the first frame.
            let label = if self.first.is_none() { label } else { String::new() };
            if let Some(swatch) = self.now.get_mut(index) {
                *swatch = Swatch { alpha, label, ..Swatch::opaque(rgb) };
            }
        }
        Ok(())
    }

    /// A chunk of files before version 1.1; newer ones repeat the palette so for old readers.
    /// Before that, channels had six bits.
    pub(super) fn read_old(
        &mut self,
        chunk: &mut Cursor<'_>,
        is_six_bit: bool,
    ) -> Result<(), Broken> {
        let read = self.read_packets(chunk, is_six_bit);
        self.is_torn |= read.is_err();
        read
    }

    fn read_packets(&mut self, chunk: &mut Cursor<'_>, is_six_bit: bool) -> Result<(), Broken> {
        if self.is_new {
            return Ok(());
        }
        let eight_bits = |channel: u8| {
            let channel = channel.min(63);
            channel << 2 | channel >> 4
        };
        let mut at = 0;
        for _ in 0..chunk.word()? {
            at += usize::from(chunk.byte()?);
            let count = match chunk.byte()? {
                0 => MAX_COLOURS,
                count => usize::from(count),
            };
            let end = at + count;
            if end > MAX_COLOURS {
                return Err(Broken("its palette is longer than palettes are"));
            }
            if self.now.len() < end {
                self.now.resize(end, Swatch::opaque([0; 3]));
            }
            for swatch in &mut self.now[at..end] {
                let rgb = [chunk.byte()?, chunk.byte()?, chunk.byte()?];
                *swatch = Swatch::opaque(if is_six_bit { rgb.map(eight_bits) } else { rgb });
            }
            at = end;
            self.shared = None;
        }
        Ok(())
    }
}
