//! GIF: all sprites of a list as frames, with our palette and its transparent entry.
//!
//! GIF has no place for recipes that programs keep, so none are written.

use std::path::Path;

use super::{
    FileError, Frame,
    canvas::Canvas,
    import::Imported,
    picture::{Picture, Shot, check_sprite_size},
    write_atomically,
};
use crate::sprite::{Palette, TRANSPARENT};

/// The most frames that are read: far more than anybody animates.
const MAX_FRAMES: usize = 4096;

/// The shortest time that browsers keep to, in hundredths of a second.
const SHORTEST: u16 = 2;

/// The frames as a GIF that plays for ever. Palette indices stay what they are.
///
/// # Panics
/// Never: memory takes everything that is written.
#[must_use]
pub fn encode(frames: &[Frame], palette: &Palette, scale: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let side = Canvas::empty(crate::sprite::SIDE, crate::sprite::SIDE).enlarged(scale).width as u16;
    let colours: Vec<u8> = palette.colours().iter().flat_map(|colour| colour.0).collect();
    let write = |bytes: &mut Vec<u8>| -> Result<(), ::gif::EncodingError> {
        let mut encoder = ::gif::Encoder::new(bytes, side, side, &colours)?;
        if frames.len() > 1 {
            encoder.set_repeat(::gif::Repeat::Infinite)?;
        }
        for frame in frames {
            encoder.write_frame(&::gif::Frame {
                delay: (frame.milliseconds / 10).max(SHORTEST),
                // Otherwise the last frame would shine through the holes of the next.
                dispose: ::gif::DisposalMethod::Background,
                transparent: Some(TRANSPARENT),
                width: side,
                height: side,
                buffer: Canvas::of(&frame.sprite).enlarged(scale).indices.into(),
                ..::gif::Frame::default()
            })?;
        }
        Ok(())
    };
    write(&mut bytes).expect("memory takes everything, and the sizes fit each other");
    bytes
}

/// Writes what [`encode`] makes; an older file is replaced whole or not at all.
pub fn write(
    path: &Path,
    frames: &[Frame],
    palette: &Palette,
    scale: u32,
) -> Result<(), FileError> {
    write_atomically(path, &encode(frames, palette, scale))
}

/// Every frame as it looks when it is its turn.
pub(super) fn parse(
    path: &Path,
    bytes: &[u8],
    name: &str,
    palette: &Palette,
) -> Result<Vec<Imported>, FileError> {
    let check = |width, height| check_sprite_size(path, width, height);
    let mut frames = Vec::new();
    each_frame(path, bytes, check, MAX_FRAMES, &mut |shot| {
        frames.push(Imported::of_shot(shot, path, palette)?);
        Ok(())
    })?;
    super::name_frames(&mut frames, name);
    Ok(frames)
}

/// Shows the frames one after the other, `most` of them; `check` may refuse the size. There is
/// at least one.
pub(super) fn each_frame(
    path: &Path,
    bytes: &[u8],
    check: impl FnOnce(u32, u32) -> Result<(), FileError>,
    most: usize,
    visit: &mut dyn FnMut(Shot) -> Result<(), FileError>,
) -> Result<(), FileError> {
    let torn = |reason: String| FileError::Torn { path: path.to_owned(), kind: "GIF", reason };
    let broken = |error: ::gif::DecodingError| torn(error.to_string());
    // The size stands in the first ten bytes; what is too large is refused before a decoder
    // makes room for it.
    let number = |at: usize| bytes.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let (Some(width), Some(height)) = (number(6), number(8)) else {
        return Err(torn("it ends within its first bytes".to_owned()));
    };
    check(u32::from(width), u32::from(height))?;
    let mut options = ::gif::DecodeOptions::new();
    options.set_color_output(::gif::ColorOutput::RGBA);
    options.check_frame_consistency(true);
    let mut decoder = options.read_info(bytes).map_err(broken)?;
    let mut canvas = Picture::empty(usize::from(width), usize::from(height));
    let mut n_frames = 0;
    while let Some(frame) = decoder.read_next_frame().map_err(broken)? {
        if n_frames == MAX_FRAMES {
            return Err(torn(format!("it has more than {MAX_FRAMES} frames")));
        }
        let before = canvas.clone();
        paint(&mut canvas, frame, false);
        if n_frames < most {
            let milliseconds = frame.delay.saturating_mul(10);
            let (name, picture) = (String::new(), canvas.clone());
            visit(Shot { name, picture, milliseconds, recipe: None })?;
        }
        n_frames += 1;
        match frame.dispose {
            ::gif::DisposalMethod::Background => paint(&mut canvas, frame, true),
            ::gif::DisposalMethod::Previous => canvas = before,
            ::gif::DisposalMethod::Any | ::gif::DisposalMethod::Keep => {}
        }
    }
    // Decoders stop in silence where the bytes do.
    if bytes.last() != Some(&0x3B) {
        return Err(torn("its end is missing".to_owned()));
    }
    if n_frames == 0 { Err(torn("it holds no frame".to_owned())) } else { Ok(()) }
}

/// Puts a frame on the canvas, or takes it away again.
fn paint(canvas: &mut Picture, frame: &::gif::Frame<'_>, erase: bool) {
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let pixels = frame.buffer.as_chunks::<4>().0;
    for (y, row) in pixels.chunks_exact(usize::from(frame.width).max(1)).enumerate() {
        for (x, pixel) in row.iter().enumerate() {
            let at = (top + y) * canvas.width + left + x;
            if erase {
                canvas.pixels[at] = [0; 4];
            } else if pixel[3] != 0 {
                canvas.pixels[at] = *pixel;
            }
        }
    }
}

#[cfg(test)]
mod tests;
