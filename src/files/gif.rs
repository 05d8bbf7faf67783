//! GIF: all sprites of a list as frames, with our palette and its transparent entry.
//!
//! GIF has no place for recipes that programs keep, so none are written.

mod blocks;
mod read;

use std::path::Path;

pub(super) use read::each_frame;

use super::{
    FileError, Frame, Tag,
    animation::check_written,
    canvas::Canvas,
    palette::Swatch,
    remarks::{Remark, Remarks},
    write_atomically,
    written::MARK,
};
use crate::sprite::{Palette, SIDE, TRANSPARENT};

/// The shortest time that browsers keep to, in hundredths of a second: what is shorter they show for
/// a tenth of a second.
const SHORTEST: u16 = 2;

/// The colours that a file begins with, whatever of it is damaged behind them.
pub(super) fn palette_of(bytes: &[u8]) -> Result<Vec<Swatch>, &'static str> {
    let (table, transparent) = blocks::first_table(bytes)?;
    let mut colours: Vec<Swatch> =
        table.as_chunks::<3>().0.iter().map(|rgb| Swatch::opaque(*rgb)).collect();
    if let Some(swatch) = transparent.and_then(|index| colours.get_mut(usize::from(index))) {
        swatch.alpha = 0;
    }
    Ok(colours)
}

/// The frames as a GIF that plays for ever. Palette indices stay what they are.
#[must_use]
pub fn encode(frames: &[Frame], palette: &Palette, scale: u32) -> Vec<u8> {
    encode_played(frames, palette, scale, None)
}

/// As [`encode`], of a GIF that plays as often as is said; `None` is for ever.
///
/// # Panics
/// Never: memory takes everything that is written.
#[must_use]
pub fn encode_played(
    frames: &[Frame],
    palette: &Palette,
    scale: u32,
    plays: Option<u16>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let side = Canvas::empty(SIDE, SIDE).enlarged(scale).width as u16;
    let colours: Vec<u8> = palette.colours().iter().flat_map(|colour| colour.0).collect();
    let write = |bytes: &mut Vec<u8>| -> Result<(), ::gif::EncodingError> {
        let mut encoder = ::gif::Encoder::new(bytes, side, side, &colours)?;
        match plays {
            // Without a number players show it once.
            Some(0 | 1) => {}
            Some(plays) => encoder.set_repeat(::gif::Repeat::Finite(plays - 1))?,
            None if frames.len() > 1 => encoder.set_repeat(::gif::Repeat::Infinite)?,
            None => {}
        }
        let comment = ::gif::Extension::Comment.into();
        encoder.write_raw_extension(comment, &[MARK.as_bytes()])?;
        for (frame, delay) in frames.iter().zip(delays(frames)) {
            encoder.write_frame(&::gif::Frame {
                delay,
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

/// The durations in hundredths of a second. What one loses in rounding the next gets, and what one
/// gains because browsers would not keep to it the next ones give back as far as they can, so that the
/// whole lasts as long as it should.
fn delays(frames: &[Frame]) -> impl Iterator<Item = u16> {
    let mut owed = 0_i64;
    frames.iter().map(move |frame| {
        owed += i64::from(frame.milliseconds);
        let delay = ((owed + 5).div_euclid(10)).clamp(i64::from(SHORTEST), i64::from(u16::MAX));
        owed -= delay * 10;
        delay as u16
    })
}

/// What a GIF cannot hold of these frames.
#[must_use]
pub fn remarks(frames: &[Frame], tags: &[Tag]) -> Remarks {
    let mut remarks = Remarks::default();
    if frames.len() > 1 {
        let is_rounded = |(frame, delay): &(&Frame, u16)| {
            u32::from(*delay) * 10 != u32::from(frame.milliseconds)
        };
        let least = SHORTEST * 10;
        let n_rounded = frames.iter().zip(delays(frames)).filter(is_rounded).count();
        let n_raised = frames.iter().filter(|frame| frame.milliseconds < least).count();
        let wanted = frames.iter().map(|frame| u64::from(frame.milliseconds)).sum();
        let written = delays(frames).map(|delay| u64::from(delay) * 10).sum();
        remarks.add(match n_raised {
            0 => Remark::DurationsRounded { n: n_rounded, wanted, written },
            n => Remark::DurationsRaised { n, least, wanted, written },
        });
    }
    remarks.add(Remark::TagsDropped(tags.iter().map(|tag| tag.name.clone()).collect()));
    remarks
}

/// Writes what [`encode`] makes; an older file is replaced whole or not at all. What would be too
/// large to be read again is refused.
pub fn write(
    path: &Path,
    frames: &[Frame],
    palette: &Palette,
    scale: u32,
) -> Result<(), FileError> {
    write_played(path, frames, palette, scale, None)
}

/// As [`write()`], of a GIF that plays as often as is said; `None` is for ever.
pub fn write_played(
    path: &Path,
    frames: &[Frame],
    palette: &Palette,
    scale: u32,
    plays: Option<u16>,
) -> Result<(), FileError> {
    check_written(path, frames.len(), scale)?;
    write_atomically(path, &encode_played(frames, palette, scale, plays))
}

#[cfg(test)]
mod tests;
