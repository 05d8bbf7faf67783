//! The blocks of a GIF, found without unpacking anything: how many frames there are and how large
//! they are is known before the first is drawn.
//!
//! Written after the specification of GIF, version 89a.

/// A file as its blocks say; pictures are still packed.
#[derive(Debug)]
pub(super) struct Blocks<'a> {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) table: Option<&'a [u8]>,
    pub(super) frames: Vec<FrameBlock<'a>>,
    /// How often it plays, where it says a number.
    pub(super) plays: Option<u16>,
    /// Whether the end is marked as such.
    pub(super) has_end: bool,
}

/// A frame that is still packed.
#[derive(Debug)]
pub(super) struct FrameBlock<'a> {
    pub(super) left: u16,
    pub(super) top: u16,
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) is_interlaced: bool,
    /// A table of its own.
    pub(super) table: Option<&'a [u8]>,
    pub(super) control: Control,
    /// Bits of the shortest code.
    code_size: u8,
    /// Blocks of up to 255 bytes, each behind its length.
    data: &'a [u8],
}

/// What a control block says of the frame after it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Control {
    /// In hundredths of a second.
    pub(super) delay: u16,
    pub(super) transparent: Option<u8>,
    pub(super) disposal: Disposal,
}

impl Control {
    /// What an extension says of the next frame; `None` of other extensions.
    fn of(label: u8, data: &[u8]) -> Option<Self> {
        let (0xF9, &[4, flags, low, high, transparent, ..]) = (label, data) else { return None };
        Some(Self {
            delay: u16::from_le_bytes([low, high]),
            transparent: (flags & 1 == 1).then_some(transparent),
            disposal: match flags >> 2 & 7 {
                2 => Disposal::Erase,
                // Some encoders count from the wrong bit.
                3 | 4 => Disposal::Restore,
                _ => Disposal::Keep,
            },
        })
    }
}

/// What becomes of a frame when its time is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Disposal {
    #[default]
    Keep,
    Erase,
    Restore,
}

impl FrameBlock<'_> {
    pub(super) fn n_pixels(&self) -> usize {
        usize::from(self.width) * usize::from(self.height)
    }

    /// The indices of the frame, row by row from the top; fewer where its data end early.
    pub(super) fn unpack(&self) -> Result<Vec<u8>, &'static str> {
        let mut packed = Vec::with_capacity(self.data.len());
        let mut rest = self.data;
        while let Some((&length, after)) = rest.split_first() {
            let (block, after) = after.split_at(usize::from(length).min(after.len()));
            packed.extend_from_slice(block);
            rest = after;
        }
        let mut indices = vec![0; self.n_pixels()];
        let mut decoder = weezl::decode::Decoder::new(weezl::BitOrder::Lsb, self.code_size);
        let (mut from, mut to) = (0, 0);
        while to < indices.len() {
            let result = decoder.decode_bytes(&packed[from..], &mut indices[to..]);
            from += result.consumed_in;
            to += result.consumed_out;
            match result.status {
                Ok(weezl::LzwStatus::Ok) if result.consumed_in + result.consumed_out > 0 => {}
                _ => break,
            }
        }
        if to == 0 && !indices.is_empty() {
            return Err("a frame cannot be unpacked");
        }
        indices.truncate(to);
        Ok(if self.is_interlaced { self.in_order(&indices) } else { indices })
    }

    /// Rows of an interlaced frame come every eighth, then those between.
    fn in_order(&self, indices: &[u8]) -> Vec<u8> {
        let (width, height) = (usize::from(self.width), usize::from(self.height));
        let rows = [(0, 8), (4, 8), (2, 4), (1, 2)]
            .into_iter()
            .flat_map(|(first, step)| (first..height).step_by(step));
        let mut ordered = vec![0; width * height];
        for (row, pixels) in rows.zip(indices.chunks(width.max(1))) {
            ordered[row * width..][..pixels.len()].copy_from_slice(pixels);
        }
        ordered
    }
}

impl<'a> Blocks<'a> {
    /// Finds the blocks up to the end marker, or the whole ones where the bytes end before it.
    pub(super) fn find(bytes: &'a [u8]) -> Result<Self, &'static str> {
        let mut rest = Bytes(bytes);
        rest.take(6)?;
        let (width, height) = (rest.word()?, rest.word()?);
        let flags = rest.byte()?;
        rest.take(2)?;
        let table = rest.table(flags)?;
        let mut blocks =
            Self { width, height, table, frames: Vec::new(), plays: None, has_end: false };
        let mut control = Control::default();
        while let Ok(kind) = rest.byte() {
            match kind {
                0x2C => match rest.frame(std::mem::take(&mut control)) {
                    Ok(frame) => blocks.frames.push(frame),
                    // Cut off: the frames before are whole.
                    Err(_) if !blocks.frames.is_empty() => break,
                    Err(error) => return Err(error),
                },
                0x21 => {
                    let (label, data) = match (rest.byte(), rest.data()) {
                        (Ok(label), Ok(data)) => (label, data),
                        _ if !blocks.frames.is_empty() => break,
                        _ => return Err("it ends early"),
                    };
                    if let Some(said) = Control::of(label, data) {
                        control = said;
                    } else if label == 0xFF {
                        blocks.plays = plays(data).or(blocks.plays);
                    }
                }
                0x3B => {
                    blocks.has_end = true;
                    break;
                }
                // Encoders leave zeros between blocks.
                0 => {}
                _ if blocks.frames.is_empty() => return Err("it has a block of no known kind"),
                // Whatever stands behind the last frame is no picture.
                _ => break,
            }
        }
        Ok(blocks)
    }
}

/// The colours that a file begins with, its own or those of its first frame, and which of them that
/// frame does not show. What stands behind them need not be whole.
pub(super) fn first_table(bytes: &[u8]) -> Result<(&[u8], Option<u8>), &'static str> {
    let mut rest = Bytes(bytes);
    rest.take(10)?;
    let flags = rest.byte()?;
    rest.take(2)?;
    let table = rest.table(flags)?;
    let mut transparent = None;
    loop {
        match rest.byte() {
            Ok(0x21) => {
                let (Ok(label), Ok(data)) = (rest.byte(), rest.data()) else { break };
                transparent = Control::of(label, data).map_or(transparent, |it| it.transparent);
            }
            Ok(0x2C) if table.is_none() => {
                rest.take(8)?;
                let flags = rest.byte()?;
                return Ok((rest.table(flags)?.unwrap_or_default(), transparent));
            }
            Ok(0) => {}
            _ => break,
        }
    }
    Ok((table.unwrap_or_default(), transparent))
}

/// How often an animation plays, as the extension of a browser of old says it: once, and then as
/// often again as its number is. 0 is for ever.
fn plays(data: &[u8]) -> Option<u16> {
    let (name, rest) = data.split_first_chunk::<12>()?;
    let is_known = matches!(name, b"\x0BNETSCAPE2.0" | b"\x0BANIMEXTS1.0");
    match rest {
        [3, 1, low, high, ..] if is_known => match u16::from_le_bytes([*low, *high]) {
            0 => None,
            repeats => Some(repeats.saturating_add(1)),
        },
        _ => None,
    }
}

/// Takes numbers off the front of bytes.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("it ends early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, &'static str> {
        Ok(self.take(1)?[0])
    }

    fn word(&mut self) -> Result<u16, &'static str> {
        let bytes = self.take(2)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    /// The colours that the flags of a header announce.
    fn table(&mut self, flags: u8) -> Result<Option<&'a [u8]>, &'static str> {
        if flags & 0x80 == 0 { Ok(None) } else { self.take(3 << ((flags & 7) + 1)).map(Some) }
    }

    /// Blocks behind their lengths, up to the one of no length.
    fn data(&mut self) -> Result<&'a [u8], &'static str> {
        let start = self.0;
        loop {
            let length = self.byte()?;
            if length == 0 {
                return Ok(&start[..start.len() - self.0.len()]);
            }
            self.take(usize::from(length))?;
        }
    }

    fn frame(&mut self, control: Control) -> Result<FrameBlock<'a>, &'static str> {
        let (left, top) = (self.word()?, self.word()?);
        let (width, height) = (self.word()?, self.word()?);
        let flags = self.byte()?;
        let table = self.table(flags)?;
        let code_size = self.byte()?;
        if !(1..=8).contains(&code_size) {
            return Err("a frame is packed in a way that does not exist");
        }
        let is_interlaced = flags & 0x40 != 0;
        let data = self.data()?;
        Ok(FrameBlock { left, top, width, height, is_interlaced, table, control, code_size, data })
    }
}
