//! What an .aseprite file says, read within bounds: every size is held against the bytes that
//! are there, and pictures stay packed until somebody looks.
//!
//! Written after Aseprite's `docs/ase-file-specs.md`.

use std::{error::Error, fmt};

use crate::{
    files::palette::{MAX_COLOURS, Swatch, Swatches},
    sprite::Rgb,
};

const HEADER: usize = 128;
const MAGIC: u16 = 0xA5E0;
const FRAME_MAGIC: u16 = 0xF1FA;

/// What is wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::files) struct Broken(pub(super) &'static str);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Broken {}

/// How a pixel is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    Rgba,
    Grey,
    Indexed,
}

impl Depth {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Rgba => 4,
            Self::Grey => 2,
            Self::Indexed => 1,
        }
    }
}

/// A whole file; pictures are still packed.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) depth: Depth,
    /// Which index is see-through, in layers other than the background.
    pub(super) transparent: u8,
    pub(super) palette: Vec<Swatch>,
    pub(super) layers: Vec<Layer>,
    pub(super) frames: Vec<AseFrame<'a>>,
    pub(super) tags: Vec<Tag>,
    has_layer_opacity: bool,
}

#[derive(Debug)]
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) kind: u16,
    pub(super) blend_mode: u16,
    pub(super) opacity: u8,
    /// With all groups around it.
    pub(super) is_visible: bool,
    pub(super) is_background: bool,
    child_level: u16,
}

#[derive(Debug)]
pub(super) struct AseFrame<'a> {
    pub(super) milliseconds: u16,
    pub(super) cels: Vec<Cel<'a>>,
}

#[derive(Debug)]
pub(super) struct Cel<'a> {
    pub(super) layer: usize,
    pub(super) x: i16,
    pub(super) y: i16,
    pub(super) z: i16,
    pub(super) opacity: u8,
    pub(super) content: Content<'a>,
    pub(super) user_text: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    Raw { width: u16, height: u16, data: &'a [u8] },
    Packed { width: u16, height: u16, data: &'a [u8] },
    Linked(usize),
    Tiles,
}

#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) from: u16,
    pub(super) to: u16,
}

/// Adobe's .ase begins otherwise.
pub(in crate::files) fn is_aseprite(bytes: &[u8]) -> bool {
    bytes.get(4..6) == Some(&MAGIC.to_le_bytes()[..])
}

/// The palette of a file.
pub(in crate::files) fn swatches(bytes: &[u8]) -> Result<Swatches, Broken> {
    let document = Document::parse(bytes)?;
    let mut colours = document.palette;
    if document.depth == Depth::Indexed
        && let Some(unseen) = colours.get_mut(usize::from(document.transparent))
    {
        unseen.alpha = 0;
    }
    Ok(Swatches { colours, ..Swatches::default() })
}

/// Takes numbers off the front of bytes.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Broken("it ends early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        Ok(self.take(1)?[0])
    }

    fn word(&mut self) -> Result<u16, Broken> {
        let bytes = self.take(2)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn short(&mut self) -> Result<i16, Broken> {
        Ok(self.word()? as i16)
    }

    fn dword(&mut self) -> Result<usize, Broken> {
        let (low, high) = (self.word()?, self.word()?);
        Ok(usize::from(high) << 16 | usize::from(low))
    }

    fn string(&mut self) -> Result<String, Broken> {
        let length = usize::from(self.word()?);
        Ok(String::from_utf8_lossy(self.take(length)?).into_owned())
    }
}

impl<'a> Document<'a> {
    /// Width and height, told by the header alone.
    pub(super) fn size(bytes: &[u8]) -> Result<(u16, u16), Broken> {
        let mut header = Cursor(bytes);
        header.take(8)?;
        Ok((header.word()?, header.word()?))
    }

    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Broken> {
        let mut header = Cursor(bytes);
        let n_frames = {
            header.take(6)?;
            header.word()?
        };
        let (width, height) = (header.word()?, header.word()?);
        let depth = match header.word()? {
            32 => Depth::Rgba,
            16 => Depth::Grey,
            8 => Depth::Indexed,
            _ => return Err(Broken("its pixels have a size that does not exist")),
        };
        let flags = header.dword()?;
        header.take(10)?;
        let transparent = header.byte()?;
        let mut document = Self {
            width,
            height,
            depth,
            transparent,
            palette: Vec::new(),
            layers: Vec::new(),
            frames: Vec::new(),
            tags: Vec::new(),
            has_layer_opacity: flags & 1 == 1,
        };
        let mut rest = Cursor(bytes);
        rest.take(HEADER)?;
        for _ in 0..n_frames {
            document.read_frame(&mut rest)?;
        }
        Ok(document)
    }

    fn read_frame(&mut self, file: &mut Cursor<'a>) -> Result<(), Broken> {
        let size = file.dword()?;
        let mut frame =
            Cursor(file.take(size.checked_sub(4).ok_or(Broken("a frame has no size"))?)?);
        if frame.word()? != FRAME_MAGIC {
            return Err(Broken("a frame does not begin as one"));
        }
        let old_count = frame.word()?;
        let milliseconds = frame.word()?;
        frame.take(2)?;
        let n_chunks = match frame.dword()? {
            0 => usize::from(old_count),
            count => count,
        };
        self.frames.push(AseFrame { milliseconds, cels: Vec::new() });
        // User data belongs to whatever came before it.
        let mut after_cel = false;
        for _ in 0..n_chunks {
            let size = frame.dword()?;
            let kind = frame.word()?;
            let length = size.checked_sub(6).ok_or(Broken("a chunk has no size"))?;
            let mut chunk = Cursor(frame.take(length)?);
            match kind {
                0x2004 => self.read_layer(&mut chunk)?,
                0x2005 => self.read_cel(&mut chunk)?,
                0x2018 => self.read_tags(&mut chunk)?,
                0x2019 => self.read_palette(&mut chunk)?,
                0x0004 => self.read_old_palette(&mut chunk, 1)?,
                0x0011 => self.read_old_palette(&mut chunk, 4)?,
                0x2020 if after_cel => self.read_cel_text(&mut chunk)?,
                _ => {}
            }
            // A cel's extra chunk stands between it and its user data.
            after_cel = kind == 0x2005 || after_cel && kind == 0x2006;
        }
        Ok(())
    }

    fn read_layer(&mut self, chunk: &mut Cursor<'_>) -> Result<(), Broken> {
        const VISIBLE: u16 = 1;
        const BACKGROUND: u16 = 8;
        const REFERENCE: u16 = 64;
        let flags = chunk.word()?;
        let kind = chunk.word()?;
        let child_level = chunk.word()?;
        chunk.take(4)?;
        let blend_mode = chunk.word()?;
        let opacity = chunk.byte()?;
        chunk.take(3)?;
        let name = chunk.string()?;
        let group = self.layers.iter().rev().find(|layer| layer.child_level < child_level);
        let in_sight = child_level == 0 || group.is_none_or(|group| group.is_visible);
        self.layers.push(Layer {
            name,
            kind,
            blend_mode,
            opacity: if self.has_layer_opacity { opacity } else { 255 },
            is_visible: in_sight && flags & VISIBLE != 0 && flags & REFERENCE == 0,
            is_background: flags & BACKGROUND != 0,
            child_level,
        });
        Ok(())
    }

    fn read_cel(&mut self, chunk: &mut Cursor<'a>) -> Result<(), Broken> {
        let layer = usize::from(chunk.word()?);
        let (x, y) = (chunk.short()?, chunk.short()?);
        let opacity = chunk.byte()?;
        let kind = chunk.word()?;
        let z = chunk.short()?;
        chunk.take(5)?;
        let content = match kind {
            0 => {
                let (width, height) = (chunk.word()?, chunk.word()?);
                Content::Raw { width, height, data: chunk.0 }
            }
            1 => Content::Linked(usize::from(chunk.word()?)),
            2 => {
                let (width, height) = (chunk.word()?, chunk.word()?);
                Content::Packed { width, height, data: chunk.0 }
            }
            3 => Content::Tiles,
            _ => return Err(Broken("a cel is of a kind that does not exist")),
        };
        if layer >= self.layers.len() {
            return Err(Broken("a cel belongs to no layer"));
        }
        let cel = Cel { layer, x, y, z, opacity, content, user_text: None };
        self.frames.last_mut().ok_or(Broken("a cel is in no frame"))?.cels.push(cel);
        Ok(())
    }

    fn read_cel_text(&mut self, chunk: &mut Cursor<'_>) -> Result<(), Broken> {
        let has_text = chunk.dword()? & 1 == 1;
        let cel = self.frames.last_mut().and_then(|frame| frame.cels.last_mut());
        if let Some(cel) = cel.filter(|_| has_text) {
            cel.user_text = Some(chunk.string()?);
        }
        Ok(())
    }

    fn read_tags(&mut self, chunk: &mut Cursor<'_>) -> Result<(), Broken> {
        let count = chunk.word()?;
        chunk.take(8)?;
        for _ in 0..count {
            let (from, to) = (chunk.word()?, chunk.word()?);
            chunk.take(13)?;
            self.tags.push(Tag { name: chunk.string()?, from, to });
        }
        Ok(())
    }

    fn read_palette(&mut self, chunk: &mut Cursor<'_>) -> Result<(), Broken> {
        let size = chunk.dword()?;
        let (first, last) = (chunk.dword()?, chunk.dword()?);
        chunk.take(8)?;
        if size > MAX_COLOURS || first > last || last >= size {
            return Err(Broken("its palette is longer than palettes are"));
        }
        self.palette.resize(size, Swatch::opaque([0; 3]));
        for swatch in &mut self.palette[first..=last] {
            let has_name = chunk.word()? & 1 == 1;
            let rgb = Rgb([chunk.byte()?, chunk.byte()?, chunk.byte()?]);
            let alpha = chunk.byte()?;
            let label = if has_name { chunk.string()? } else { String::new() };
            *swatch = Swatch { alpha, label, ..Swatch::opaque(rgb.0) };
        }
        Ok(())
    }

    /// Chunks of files before version 1.1; newer ones repeat the palette so for old readers.
    fn read_old_palette(&mut self, chunk: &mut Cursor<'_>, factor: u8) -> Result<(), Broken> {
        let mut colours = Vec::new();
        for _ in 0..chunk.word()? {
            let skip = usize::from(chunk.byte()?);
            let count = match chunk.byte()? {
                0 => MAX_COLOURS,
                count => usize::from(count),
            };
            let from = colours.len() + skip;
            if from + count > MAX_COLOURS {
                return Err(Broken("its palette is longer than palettes are"));
            }
            colours.resize(from, Swatch::opaque([0; 3]));
            for _ in 0..count {
                let rgb = [chunk.byte()?, chunk.byte()?, chunk.byte()?];
                colours.push(Swatch::opaque(rgb.map(|channel| channel.saturating_mul(factor))));
            }
        }
        // The new kind of chunk knows more.
        if self.palette.is_empty() {
            self.palette = colours;
        }
        Ok(())
    }
}
