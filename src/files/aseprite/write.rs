//! Frames as an indexed .aseprite file, as `docs/ase-file-specs.md` of Aseprite has it.

use std::{io::Write as _, path::Path};

use flate2::{Compression, write::ZlibEncoder};

use crate::{
    files::{
        Direction, FileError, Frame, Tag, animation::check_written, canvas::Canvas,
        palette::Swatches, write_atomically, written::MARK,
    },
    sprite::{Palette, Recipe, SIDE, TRANSPARENT},
};

/// Texts of the format say their length in two bytes, as do lists their number.
const MAX_WORD: usize = u16::MAX as usize;

/// One frame a sprite on a single layer, the palette in its order with index 0 transparent, and
/// recipes in the user data of cels. Where there are no tags, each sprite's name is one.
///
/// Frames beyond 65,535 are left out, as is a recipe that is longer than the format allows.
///
/// # Panics
/// Never: memory takes everything that is written.
#[must_use]
pub fn encode(frames: &[Frame], tags: &[Tag], palette: &Palette, scale: u32) -> Vec<u8> {
    let frames = &frames[..frames.len().min(MAX_WORD)];
    let side = Canvas::empty(SIDE, SIDE).enlarged(scale).width as u16;
    let mut file = vec![0; 4];
    words(&mut file, &[0xA5E0, frames.len() as u16, side, side, 8]);
    // Layers have an opacity that counts; a speed of old, eight zeros, the transparent index.
    words(&mut file, &[1, 0, 100, 0, 0, 0, 0]);
    file.extend([TRANSPARENT, 0, 0, 0]);
    words(&mut file, &[palette.colours().len() as u16]);
    // Square pixels, and a grid of the size of a sprite.
    file.extend([1, 1]);
    words(&mut file, &[0, 0, side, side]);
    file.resize(128, 0);
    for (index, frame) in frames.iter().enumerate() {
        let mut chunks = Chunks::default();
        if index == 0 {
            chunks.add(0x2007, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            chunks.add(0x2019, &colours(palette));
            chunks.add(0x2004, &layer());
            chunks.add(0x2020, &user_data(MARK));
            chunks.add(0x2018, &tag_list(frames, tags));
        }
        chunks.add(0x2005, &cel(frame, side, scale));
        let recipe = frame.recipe().map(Recipe::to_json).filter(|text| text.len() <= MAX_WORD);
        if let Some(recipe) = recipe {
            chunks.add(0x2020, &user_data(&recipe));
        }
        file.extend((chunks.bytes.len() as u32 + 16).to_le_bytes());
        words(&mut file, &[0xF1FA, chunks.count, frame.milliseconds, 0, chunks.count, 0]);
        file.extend(chunks.bytes);
    }
    let size = file.len() as u32;
    file[..4].copy_from_slice(&size.to_le_bytes());
    file
}

/// Writes what [`encode`] makes; an older file is replaced whole or not at all. What would be too
/// large to be read again is refused.
pub fn write(
    path: &Path,
    frames: &[Frame],
    tags: &[Tag],
    palette: &Palette,
    scale: u32,
) -> Result<(), FileError> {
    check_written(path, frames.len(), scale)?;
    write_atomically(path, &encode(frames, tags, palette, scale))
}

/// The chunks of a frame, each behind its length and kind.
#[derive(Default)]
struct Chunks {
    bytes: Vec<u8>,
    count: u16,
}

impl Chunks {
    fn add(&mut self, kind: u16, data: &[u8]) {
        self.bytes.extend((data.len() as u32 + 6).to_le_bytes());
        words(&mut self.bytes, &[kind]);
        self.bytes.extend(data);
        self.count += 1;
    }
}

fn words(bytes: &mut Vec<u8>, words: &[u16]) {
    bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}

/// A text behind its length; what is too long is cut between letters.
fn text(bytes: &mut Vec<u8>, text: &str) {
    let text = &text[..text.floor_char_boundary(MAX_WORD)];
    words(bytes, &[text.len() as u16]);
    bytes.extend(text.as_bytes());
}

/// A text that belongs to what comes before it.
fn user_data(content: &str) -> Vec<u8> {
    let mut data = vec![1, 0, 0, 0];
    text(&mut data, content);
    data
}

fn colours(palette: &Palette) -> Vec<u8> {
    let colours = Swatches::of_palette(palette).colours;
    let count = colours.len() as u16;
    let mut data = Vec::new();
    words(&mut data, &[count, 0, 0, 0, count - 1, 0, 0, 0, 0, 0]);
    for swatch in &colours {
        words(&mut data, &[u16::from(!swatch.label.is_empty())]);
        data.extend(swatch.rgb.0);
        data.push(swatch.alpha);
        if !swatch.label.is_empty() {
            text(&mut data, &swatch.label);
        }
    }
    data
}

fn layer() -> Vec<u8> {
    let mut data = Vec::new();
    // Visible and editable, a plain layer on the lowest level, normally mixed.
    words(&mut data, &[3, 0, 0, 0, 0, 0]);
    data.extend([255, 0, 0, 0]);
    text(&mut data, "Sprite");
    data
}

fn tag_list(frames: &[Frame], tags: &[Tag]) -> Vec<u8> {
    let is_there = |tag: &&Tag| tag.from <= tag.to && tag.to < frames.len();
    let mut list: Vec<Tag> = tags.iter().filter(is_there).cloned().collect();
    if list.is_empty() {
        let name = |(index, frame): (usize, &Frame)| Tag::new(frame.name.clone(), index, index);
        list = frames.iter().enumerate().map(name).collect();
    }
    list.truncate(MAX_WORD);
    let mut data = Vec::new();
    words(&mut data, &[list.len() as u16, 0, 0, 0, 0]);
    for tag in &list {
        words(&mut data, &[tag.from as u16, tag.to as u16]);
        let direction = Direction::ALL.iter().position(|it| *it == tag.direction);
        data.push(direction.unwrap_or_default() as u8);
        words(&mut data, &[tag.repeat]);
        data.extend([0; 10]);
        text(&mut data, &tag.name);
    }
    data
}

fn cel(frame: &Frame, side: u16, scale: u32) -> Vec<u8> {
    let mut data = Vec::new();
    // The first layer, at the upper left, opaque, packed, in its place.
    words(&mut data, &[0, 0, 0]);
    data.push(255);
    words(&mut data, &[2, 0]);
    data.extend([0; 5]);
    words(&mut data, &[side, side]);
    let mut packer = ZlibEncoder::new(data, Compression::default());
    packer
        .write_all(&Canvas::of(&frame.sprite).enlarged(scale).indices)
        .expect("memory takes everything");
    packer.finish().expect("memory takes everything")
}
