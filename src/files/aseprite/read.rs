//! What an .aseprite file says, read within bounds: every size is held against the bytes that
//! are there, and pictures stay packed until they are drawn.
//!
//! Written after Aseprite's `docs/ase-file-specs.md`.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    cursor::{Broken, Cursor},
    palette::Colours,
};
use crate::files::{Direction, Tag, palette::Swatches, written::MARK};

const HEADER: usize = 128;
const MAGIC: u16 = 0xA5E0;
const FRAME_MAGIC: u16 = 0xF1FA;

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

/// What the first bytes say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) n_frames: usize,
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) depth: Depth,
    /// Which index is see-through, in layers other than the background.
    pub(super) transparent: u8,
    /// How long frames last that say nothing.
    speed: u16,
    /// Parts of the width and the height of a pixel; where either is 0 it is square.
    pub(super) pixel: (u8, u8),
    has_layer_opacity: bool,
    /// Whether opacity and blend mode of groups count.
    has_group_opacity: bool,
}

/// A whole file; pictures are still packed.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) header: Header,
    pub(super) layers: Vec<Layer>,
    pub(super) frames: Vec<AseFrame>,
    /// What cels show; links share one.
    pub(super) contents: Vec<Content<'a>>,
    /// Those that more than one cel shows.
    pub(super) linked: HashSet<usize>,
    pub(super) tags: Vec<Tag>,
    pub(super) slices: Vec<String>,
    /// Texts, colours and properties that the artist attached, but for recipes of ours.
    pub(super) n_user_data: usize,
    /// Whether the file says that Shoal wrote it.
    pub(super) is_ours: bool,
    pub(super) has_profile: bool,
    /// The layers of links to frames that show nothing there, or that come later.
    pub(super) lost_links: Vec<usize>,
    /// How many groups that are drawn by themselves lie in each other.
    pub(super) deepest: usize,
    colours: Colours,
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
    pub(super) is_reference: bool,
    /// The nearest group around it that is drawn by itself before it is mixed with what is below.
    pub(super) group: Option<usize>,
    parent: Option<usize>,
}

impl Layer {
    pub(super) const GROUP: u16 = 1;
    pub(super) const TILEMAP: u16 = 2;
}

#[derive(Debug)]
pub(super) struct AseFrame {
    pub(super) milliseconds: u16,
    pub(super) cels: Vec<Cel>,
    /// The palette while it is on show.
    pub(super) colours: Arc<[[u8; 4]]>,
}

#[derive(Debug)]
pub(super) struct Cel {
    pub(super) layer: usize,
    pub(super) x: i16,
    pub(super) y: i16,
    pub(super) z: i16,
    pub(super) opacity: u8,
    /// Where its content is.
    pub(super) content: usize,
    pub(super) user_text: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    Raw { width: u16, height: u16, data: &'a [u8] },
    Packed { width: u16, height: u16, data: &'a [u8] },
    Tiles,
}

/// What a chunk of user data belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Cel,
    Other,
}

/// Adobe's .ase begins otherwise.
pub(in crate::files) fn is_aseprite(bytes: &[u8]) -> bool {
    bytes.get(4..6) == Some(&MAGIC.to_le_bytes()[..])
}

/// The palette of a file: that of its first frame. What is damaged behind it does not matter.
pub(in crate::files) fn swatches(bytes: &[u8]) -> Result<Swatches, Broken> {
    let (document, broken) = Document::parse_part(bytes)?;
    let mut colours = document.colours.first().to_vec();
    if let Some(broken) = broken.filter(|_| colours.is_empty()) {
        return Err(broken);
    }
    if document.header.depth == Depth::Indexed
        && !document.has_background()
        && let Some(unseen) = colours.get_mut(usize::from(document.header.transparent))
    {
        unseen.alpha = 0;
    }
    let mut swatches = Swatches { colours, ..Swatches::default() };
    if document.header.depth != Depth::Indexed && !swatches.colours.is_empty() {
        let remark =
            "its pixels need not have the colours of its palette; the palette was read, not they";
        swatches.remarks.push(remark.to_owned());
    }
    Ok(swatches)
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Broken> {
        let mut header = Cursor(bytes);
        header.take(6)?;
        let n_frames = usize::from(header.word()?);
        let (width, height) = (header.word()?, header.word()?);
        let depth = match header.word()? {
            32 => Depth::Rgba,
            16 => Depth::Grey,
            8 => Depth::Indexed,
            _ => return Err(Broken("its pixels have a size that does not exist")),
        };
        let flags = header.dword()?;
        let speed = header.word()?;
        header.take(8)?;
        let transparent = header.byte()?;
        header.take(5)?;
        let pixel = (header.byte()?, header.byte()?);
        Ok(Self {
            n_frames,
            width,
            height,
            depth,
            transparent,
            speed,
            pixel,
            has_layer_opacity: flags & 1 != 0,
            has_group_opacity: flags & 2 != 0,
        })
    }
}

impl<'a> Document<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Broken> {
        let (document, broken) = Self::parse_part(bytes)?;
        broken.map_or(Ok(document), Err)
    }

    /// What of a file is whole, and what is wrong with the rest.
    fn parse_part(bytes: &'a [u8]) -> Result<(Self, Option<Broken>), Broken> {
        let header = Header::parse(bytes)?;
        let mut document = Self {
            header,
            layers: Vec::new(),
            frames: Vec::new(),
            contents: Vec::new(),
            linked: HashSet::new(),
            tags: Vec::new(),
            slices: Vec::new(),
            n_user_data: 0,
            is_ours: false,
            has_profile: false,
            lost_links: Vec::new(),
            deepest: 0,
            colours: Colours::default(),
        };
        let mut rest = Cursor(bytes);
        rest.take(HEADER)?;
        // The groups that are open, one a level, and the contents of cels by layer and frame.
        let mut groups = Vec::new();
        let mut shown = HashMap::new();
        let mut frames = 0..header.n_frames;
        let broken =
            frames.try_for_each(|_| document.read_frame(&mut rest, &mut groups, &mut shown)).err();
        // A palette before what is broken counts.
        document.colours.shared();
        document.find_groups();
        Ok((document, broken))
    }

    /// Whether a layer is on show that no pixel of which is transparent, whatever its index.
    pub(super) fn has_background(&self) -> bool {
        self.layers.iter().any(|layer| layer.is_background && layer.is_visible)
    }

    fn read_frame(
        &mut self,
        file: &mut Cursor<'a>,
        groups: &mut Vec<(u16, usize)>,
        shown: &mut HashMap<(usize, usize), usize>,
    ) -> Result<(), Broken> {
        let size = file.dword()?.checked_sub(4).ok_or(Broken("a frame has no size"))?;
        let is_cut = size > file.0.len();
        let mut frame = Cursor(file.take(size.min(file.0.len()))?);
        if frame.word()? != FRAME_MAGIC {
            return Err(Broken("a frame does not begin as one"));
        }
        let old_count = frame.word()?;
        let milliseconds = match frame.word()? {
            0 => self.header.speed,
            milliseconds => milliseconds,
        };
        frame.take(2)?;
        let n_chunks = match frame.dword()? {
            0 => usize::from(old_count),
            count => count,
        };
        let colours = self.colours.shared();
        self.frames.push(AseFrame { milliseconds, cels: Vec::new(), colours });
        let mut owner = Owner::Other;
        for _ in 0..n_chunks {
            let size = frame.dword()?;
            let kind = frame.word()?;
            let length = size.checked_sub(6).ok_or(Broken("a chunk has no size"))?;
            let mut chunk = Cursor(frame.take(length)?);
            match kind {
                0x2004 => self.read_layer(&mut chunk, groups)?,
                0x2005 => self.read_cel(&mut chunk, shown)?,
                0x2007 => self.has_profile |= chunk.word()? == 2,
                0x2018 => self.read_tags(&mut chunk)?,
                0x2019 => self.colours.read(&mut chunk)?,
                0x0004 => self.colours.read_old(&mut chunk, false)?,
                0x0011 => self.colours.read_old(&mut chunk, true)?,
                0x2020 => self.read_user_data(&mut chunk, owner)?,
                0x2022 => self.read_slice(&mut chunk)?,
                _ => {}
            }
            // A cel's extra chunk stands between it and its user data.
            owner = match kind {
                0x2005 => Owner::Cel,
                0x2006 => owner,
                _ => Owner::Other,
            };
        }
        let colours = self.colours.shared();
        if let Some(frame) = self.frames.last_mut() {
            frame.colours = colours;
        }
        if is_cut { Err(Broken("it ends early")) } else { Ok(()) }
    }

    fn read_layer(
        &mut self,
        chunk: &mut Cursor<'_>,
        groups: &mut Vec<(u16, usize)>,
    ) -> Result<(), Broken> {
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
        while groups.last().is_some_and(|(level, _)| *level >= child_level) {
            groups.pop();
        }
        let parent = groups.last().map(|(_, layer)| *layer);
        let in_sight = parent.is_none_or(|parent| self.layers[parent].is_visible);
        let is_group = kind == Layer::GROUP;
        if is_group {
            groups.push((child_level, self.layers.len()));
        }
        let counts =
            if is_group { self.header.has_group_opacity } else { self.header.has_layer_opacity };
        self.layers.push(Layer {
            name,
            kind,
            blend_mode: if is_group && !counts { 0 } else { blend_mode },
            opacity: if counts { opacity } else { 255 },
            is_visible: in_sight && flags & VISIBLE != 0,
            is_background: flags & BACKGROUND != 0,
            is_reference: flags & REFERENCE != 0,
            group: None,
            parent,
        });
        Ok(())
    }

    /// Finds which groups are drawn by themselves: those that are mixed in a way of their own, or
    /// that hold layers which are, since these mix with what is below them in the group alone.
    fn find_groups(&mut self) {
        if !self.header.has_group_opacity {
            return;
        }
        let mut is_apart = vec![false; self.layers.len()];
        let mut holds_mixed = vec![false; self.layers.len()];
        for index in (0..self.layers.len()).rev() {
            let layer = &self.layers[index];
            let is_group = layer.kind == Layer::GROUP;
            is_apart[index] =
                is_group && (layer.opacity < 255 || layer.blend_mode != 0 || holds_mixed[index]);
            if let Some(parent) = layer.parent {
                holds_mixed[parent] |= layer.blend_mode != 0 || holds_mixed[index];
            }
        }
        let mut depths = vec![0; self.layers.len()];
        for index in 0..self.layers.len() {
            let Some(parent) = self.layers[index].parent else { continue };
            let outer = self.layers[parent].group;
            self.layers[index].group = if is_apart[parent] { Some(parent) } else { outer };
            depths[index] = depths[parent] + usize::from(is_apart[parent]);
            self.deepest = self.deepest.max(depths[index]);
        }
    }

    fn read_cel(
        &mut self,
        chunk: &mut Cursor<'a>,
        shown: &mut HashMap<(usize, usize), usize>,
    ) -> Result<(), Broken> {
        let layer = usize::from(chunk.word()?);
        let (x, y) = (chunk.short()?, chunk.short()?);
        let opacity = chunk.byte()?;
        let kind = chunk.word()?;
        let z = chunk.short()?;
        chunk.take(5)?;
        let at = self.frames.len() - 1;
        let content = match kind {
            0 => {
                let (width, height) = (chunk.word()?, chunk.word()?);
                Content::Raw { width, height, data: chunk.0 }
            }
            1 => {
                let linked = usize::from(chunk.word()?);
                // A link to nothing shows nothing.
                let Some(&content) = shown.get(&(layer, linked)) else {
                    self.lost_links.push(layer);
                    return Ok(());
                };
                self.linked.insert(content);
                let cel = Cel { layer, x, y, z, opacity, content, user_text: None };
                return self.push_cel(cel, shown, at);
            }
            2 => {
                let (width, height) = (chunk.word()?, chunk.word()?);
                Content::Packed { width, height, data: chunk.0 }
            }
            3 => Content::Tiles,
            _ => return Err(Broken("a cel is of a kind that does not exist")),
        };
        self.contents.push(content);
        let content = self.contents.len() - 1;
        let cel = Cel { layer, x, y, z, opacity, content, user_text: None };
        self.push_cel(cel, shown, at)
    }

    fn push_cel(
        &mut self,
        cel: Cel,
        shown: &mut HashMap<(usize, usize), usize>,
        frame_idx: usize,
    ) -> Result<(), Broken> {
        if cel.layer >= self.layers.len() {
            return Err(Broken("a cel belongs to no layer"));
        }
        shown.insert((cel.layer, frame_idx), cel.content);
        let frame = self.frames.last_mut().ok_or(Broken("a cel is in no frame"))?;
        frame.cels.push(cel);
        Ok(())
    }

    /// A text beside a cel may be a recipe of ours.
    fn read_user_data(&mut self, chunk: &mut Cursor<'_>, owner: Owner) -> Result<(), Broken> {
        let flags = chunk.dword()?;
        let text = if flags & 1 == 1 { Some(chunk.string()?) } else { None };
        let cel = self.frames.last_mut().and_then(|frame| frame.cels.last_mut());
        let is_recipe = |text: &String| text.starts_with('{') && text.contains("\"checkpoint\"");
        match (cel, text) {
            (Some(cel), Some(text)) if owner == Owner::Cel && is_recipe(&text) => {
                cel.user_text = Some(text);
            }
            (_, Some(text)) if text == MARK => self.is_ours = true,
            _ => self.n_user_data += usize::from(flags != 0),
        }
        Ok(())
    }

    fn read_tags(&mut self, chunk: &mut Cursor<'_>) -> Result<(), Broken> {
        let count = chunk.word()?;
        chunk.take(8)?;
        for _ in 0..count {
            let (from, to) = (usize::from(chunk.word()?), usize::from(chunk.word()?));
            let direction = usize::from(chunk.byte()?);
            let direction = Direction::ALL.get(direction).copied().unwrap_or_default();
            let repeat = chunk.word()?;
            chunk.take(10)?;
            self.tags.push(Tag { name: chunk.string()?, from, to, direction, repeat });
        }
        Ok(())
    }

    fn read_slice(&mut self, chunk: &mut Cursor<'_>) -> Result<(), Broken> {
        chunk.take(12)?;
        self.slices.push(chunk.string()?);
        Ok(())
    }
}
