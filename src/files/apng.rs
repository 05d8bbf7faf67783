//! APNG: a clip as a PNG that plays, in the palette's own order, with a recipe.
//!
//! Programs that know no animations show its first frame.

use std::{fmt::Write as _, path::Path};

use super::{
    FileError, Frame,
    canvas::Canvas,
    png::{self, CLIP_KEYWORD, ClipText, LABEL_KEYWORD, Label},
    write_atomically,
    written::MARK,
};
use crate::sprite::{Palette, SIDE};

/// The frames as a PNG that plays once, or for ever where the clip loops. The recipe is that of
/// the first frame.
#[must_use]
pub fn encode(frames: &[Frame], palette: &Palette, scale: u32, loops: bool) -> Vec<u8> {
    let recipe = frames.first().and_then(Frame::recipe);
    encode_texts((frames, palette), scale, loops, (png::texts_of(recipe, palette), None))
}

/// As [`encode`] at scale 1, with the name of the clip, the recipes of all frames, and what the
/// artist calls it.
///
/// # Panics
/// Never: a label is plain data.
#[must_use]
pub fn encode_labelled(
    frames: &[Frame],
    palette: &Palette,
    (tag, loops): (&str, bool),
    label: &Label,
) -> Vec<u8> {
    let recipe = frames.first().and_then(Frame::recipe);
    let label = serde_json::to_string(label).expect("a label is plain data");
    let mut texts = vec![(LABEL_KEYWORD, label)];
    texts.extend(png::texts_of(recipe, palette));
    let recipes = frames.iter().map(|frame| frame.recipe().cloned()).collect();
    let clip = ClipText { tag: tag.to_owned(), recipes };
    encode_texts((frames, palette), 1, loops, (texts, Some(clip)))
}

/// JSON without letters that Latin-1 texts lack.
fn ascii_json(clip: &ClipText) -> String {
    let json = serde_json::to_string(clip).unwrap_or_default();
    let mut ascii = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() {
            ascii.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing into a text cannot fail.
                let _ = write!(ascii, "\\u{unit:04x}");
            }
        }
    }
    ascii
}

fn encode_texts(
    (frames, palette): (&[Frame], &Palette),
    scale: u32,
    loops: bool,
    (texts, clip): (Vec<(&str, String)>, Option<ClipText>),
) -> Vec<u8> {
    let side = Canvas::empty(SIDE, SIDE).enlarged(scale).width as u32;
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_filter(::png::Filter::NoFilter);
    encoder.set_deflate_compression(::png::DeflateCompression::Level(9));
    encoder.set_palette(palette.colours().iter().flat_map(|colour| colour.0).collect::<Vec<u8>>());
    encoder.set_trns(vec![0]);
    let write = || {
        encoder.add_text_chunk("Software".to_owned(), MARK.to_owned())?;
        if frames.len() > 1 {
            encoder.set_animated(frames.len() as u32, u32::from(!loops))?;
            encoder.set_dispose_op(::png::DisposeOp::Background)?;
            encoder.set_blend_op(::png::BlendOp::Source)?;
        }
        for (keyword, text) in texts {
            encoder.add_itxt_chunk(keyword.to_owned(), text)?;
        }
        if let Some(clip) = clip {
            encoder.add_ztxt_chunk(CLIP_KEYWORD.to_owned(), ascii_json(&clip))?;
        }
        let mut writer = encoder.write_header()?;
        for frame in frames {
            if frames.len() > 1 {
                writer.set_frame_delay(frame.milliseconds, 1000)?;
            }
            writer.write_image_data(&Canvas::of(&frame.sprite).enlarged(scale).indices)?;
        }
        writer.finish()
    };
    write().expect("memory takes everything, and the sizes fit each other");
    bytes
}

/// Writes what [`encode`] makes; an older file is replaced whole or not at all.
pub fn write(
    path: &Path,
    frames: &[Frame],
    palette: &Palette,
    scale: u32,
    loops: bool,
) -> Result<(), FileError> {
    write_atomically(path, &encode(frames, palette, scale, loops))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::Sprite;

    #[test]
    fn frames_come_back_with_their_times() {
        let frames: Vec<Frame> = (1..4_u8)
            .map(|colour| {
                let mut sprite = Sprite::EMPTY;
                sprite.set(i32::from(colour), 3, colour);
                Frame { milliseconds: 70 * u16::from(colour), ..Frame::new("fish", sprite) }
            })
            .collect();
        let bytes = encode(&frames, &Palette::ocean(), 2, true);
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let control = *reader.info().animation_control().unwrap();
        assert_eq!((control.num_frames, control.num_plays), (3, 0));
        let mut data = vec![0; reader.output_buffer_size().unwrap()];
        for frame in &frames {
            reader.next_frame(&mut data).unwrap();
            assert_eq!(data, Canvas::of(&frame.sprite).enlarged(2).indices);
            let control = reader.info().frame_control().unwrap();
            assert_eq!((control.delay_num, control.delay_den), (frame.milliseconds, 1000));
        }
        assert!(reader.finish().is_ok());
        let once = encode(&frames, &Palette::ocean(), 1, false);
        let reader = ::png::Decoder::new(std::io::Cursor::new(&once)).read_info().unwrap();
        assert_eq!(reader.info().animation_control().unwrap().num_plays, 1);
    }
}
