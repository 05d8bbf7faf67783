//! The frames of a PNG as they look when it is their turn; a still picture has one.

use std::{mem, sync::Arc};

use image::metadata::Orientation;

use ::png::{BitDepth, BlendOp, ColorType, DecodingError, DisposeOp, FrameControl, OutputInfo};

use super::{
    read::{clip_text, damaged, recipe_text},
    structure::{chunks, orientation},
};
use crate::files::{
    FRAME_MILLISECONDS, FileError, Tag,
    animation::{About, AnimationFrame, Indexed, Source, Visit},
    palette::Swatch,
    picture::{Picture, open_png},
    reason,
    remarks::Remark,
};
use crate::sprite::Recipe;

/// Players take shorter times, in milliseconds, for "none".
const SHORTEST: u16 = 11;

/// Shows the frames one after the other.
///
/// A picture that stands before an animation and is no part of it, for programs that know no
/// animations, is left out: no player shows it.
pub(in crate::files) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let path = source.path;
    let broken = |error: DecodingError| damaged(path, reason::of_png(&error));
    let check = |width, height| (source.check)(path, width, height);
    let (mut reader, mut data) = open_png(path, source.bytes, check, true)?;
    let (width, height) = (reader.info().width, reader.info().height);
    // Some still pictures say that they are animations of one frame, and have none.
    let is_animated = reader.info().animation_control().is_some()
        && chunks(source.bytes).any(|chunk| chunk.name == b"fcTL");
    let n_frames = reader.info().animation_control().map_or(1, |control| control.num_frames);
    let n_frames = (n_frames as usize).max(1);
    source.check_size((width, height), n_frames)?;
    let n_wanted = source.which.of(n_frames);
    about.remarks.add(Remark::FramesLeftOut { n: n_frames - n_wanted, of: n_frames });
    let first_is_no_frame = is_animated && reader.info().frame_control().is_none();
    if first_is_no_frame {
        about.remarks.note(
            "has a picture before its animation, for programs that show no animations; it was \
             left out",
        );
        reader.next_frame(&mut data).map_err(broken)?;
    }
    let colours = table(reader.info());
    let mut recipes = Vec::new();
    let repeat = reader.info().animation_control().map_or(0, |control| control.num_plays);
    let repeat = u16::try_from(repeat).unwrap_or(u16::MAX);
    about.plays = (repeat > 0).then_some(repeat);
    if let Some(clip) = clip_text(reader.info()).filter(|_| n_frames > 1) {
        if !clip.tag.is_empty() {
            about.tags.push(Tag { repeat, ..Tag::new(clip.tag, 0, n_frames - 1) });
        }
        recipes = clip.recipes;
    }
    let mut canvas = Canvas::new(width as usize, height as usize, colours.as_deref());
    let turn = orientation(source.bytes);
    let mut n_beyond = 0;
    let mut shots = Vec::new();
    for frame_idx in 0..n_wanted {
        let frame = reader.next_frame(&mut data).map_err(broken)?;
        let control = reader.info().frame_control().copied();
        let control = control.unwrap_or(FrameControl {
            width: frame.width,
            height: frame.height,
            ..FrameControl::default()
        });
        let part = DecodedFrame::new(&frame, &data, colours.as_deref(), &mut n_beyond);
        if frame_idx + 1 == n_wanted {
            data = Vec::new();
        }
        let before = (control.dispose_op == DisposeOp::Previous).then(|| canvas.clone());
        canvas.lay_over(&part, &control);
        // The last picture is not needed any more, and may be large.
        let is_last = frame_idx + 1 == n_wanted;
        let shown = if is_last { mem::take(&mut canvas) } else { canvas.clone() };
        let indexed = shown.indices.zip(colours.as_ref());
        let indexed = indexed.and_then(|(indices, it)| Indexed::whole(indices, it, &shown.picture));
        let shot = AnimationFrame {
            name: String::new(),
            picture: shown.picture,
            indexed,
            milliseconds: milliseconds(&control, n_frames, about),
            recipe: recipes.get(frame_idx).and_then(|it| it.as_ref().map(Recipe::to_json)),
        };
        shots.push(turned(shot, turn));
        // The recipe of a still picture may stand behind it.
        if n_frames > 1 {
            shots.drain(..).try_for_each(&mut *visit)?;
        }
        match (control.dispose_op, before) {
            (_, Some(before)) => canvas = before,
            (DisposeOp::Background, _) => canvas.clear(&control),
            _ => {}
        }
    }
    // A torn file shows only at its end.
    reader.finish().map_err(broken)?;
    for shot in shots {
        visit(AnimationFrame { recipe: recipe_text(reader.info()), ..shot })?;
    }
    about.remarks.add(Remark::BeyondPalette(n_beyond));
    note_oddities(reader.info(), turn, about);
    Ok(())
}

/// Says what a viewer would not notice.
fn note_oddities(info: &::png::Info<'_>, turn: Orientation, about: &mut About) {
    if turn != Orientation::NoTransforms {
        about.remarks.note("was turned as its Exif data say");
    }
    if has_foreign_profile(info) {
        about.remarks.note("has a colour profile of its own; its colours are read as sRGB");
    }
}

/// The frame as it is to be seen.
fn turned(mut frame: AnimationFrame, orientation: Orientation) -> AnimationFrame {
    if orientation != Orientation::NoTransforms {
        if let Some(indexed) = &mut frame.indexed {
            indexed.indices = frame.picture.turned(&indexed.indices, orientation);
        }
        frame.picture.turn(orientation);
    }
    frame
}

/// Whether the colours are meant to be seen through a profile other than that of all screens.
fn has_foreign_profile(info: &::png::Info<'_>) -> bool {
    let names_srgb = |profile: &[u8]| {
        let has = |word: &[u8]| profile.windows(word.len()).any(|window| window == word);
        // Names in profiles are in letters of one byte or of two.
        has(b"sRGB") || has(b"\0s\0R\0G\0B")
    };
    info.srgb.is_none() && info.icc_profile.as_deref().is_some_and(|it| !names_srgb(it))
}

/// The palette of an indexed picture.
fn table(info: &::png::Info<'_>) -> Option<Arc<[Swatch]>> {
    if info.color_type != ColorType::Indexed {
        return None;
    }
    let alphas = info.trns.as_deref().unwrap_or_default();
    let colours = info.palette.as_deref().unwrap_or_default().as_chunks::<3>().0;
    let swatch = |(index, rgb): (usize, &[u8; 3])| {
        let alpha = alphas.get(index).copied().unwrap_or(255);
        Swatch { alpha, ..Swatch::opaque(*rgb) }
    };
    Some(colours.iter().enumerate().map(swatch).collect())
}

/// How long a frame is shown. A divisor of 0 means hundredths of a second; a still picture is
/// shown for good.
fn milliseconds(control: &FrameControl, n_frames: usize, about: &mut About) -> u16 {
    if n_frames == 1 {
        return FRAME_MILLISECONDS;
    }
    let divisor = match control.delay_den {
        0 => 100,
        divisor => u32::from(divisor),
    };
    let milliseconds = (u32::from(control.delay_num) * 1000 + divisor / 2) / divisor;
    match about.duration(milliseconds.into()) {
        own @ 0..SHORTEST => {
            about.remarks.add(Remark::too_short(own, FRAME_MILLISECONDS));
            FRAME_MILLISECONDS
        }
        milliseconds => milliseconds,
    }
}

/// What the decoder wrote of a frame, as colours and, where there is a palette, as indices.
struct DecodedFrame {
    pixels: Vec<[u8; 4]>,
    indices: Option<Vec<u8>>,
}

impl DecodedFrame {
    /// Counts the indices beyond the palette, which are not seen.
    fn new(
        frame: &OutputInfo,
        data: &[u8],
        colours: Option<&[Swatch]>,
        n_beyond: &mut usize,
    ) -> Self {
        let Some(colours) = colours else {
            return Self { pixels: Picture::of_png_frame(frame, data).pixels, indices: None };
        };
        let width = frame.width as usize;
        let rows = data[..frame.buffer_size()].chunks_exact(frame.line_size.max(1));
        let indices: Vec<u8> =
            rows.flat_map(|row| unpacked(row, frame.bit_depth).take(width)).collect();
        let pixels = indices.iter().map(|&index| {
            let Some(swatch) = colours.get(usize::from(index)) else {
                *n_beyond += 1;
                return [0; 4];
            };
            let [r, g, b] = swatch.rgb.0;
            [r, g, b, swatch.alpha]
        });
        let pixels = pixels.collect();
        Self { pixels, indices: Some(indices) }
    }
}

/// The indices in a row, which may have fewer than eight bits.
fn unpacked(row: &[u8], depth: BitDepth) -> impl Iterator<Item = u8> {
    let bits = (depth as u8).min(8);
    let mask = u8::MAX >> (8 - bits);
    let shifts = move |byte: u8| {
        (0..8 / bits)
            .rev()
            .map(move |place| byte.checked_shr(u32::from(place * bits)).unwrap_or(0) & mask)
    };
    row.iter().flat_map(move |&byte| shifts(byte))
}

/// What is on show, as colours and, as long as they tell all, as indices.
#[derive(Clone, Default)]
struct Canvas {
    picture: Picture,
    indices: Option<Vec<u8>>,
    /// The index of what is not seen.
    transparent: Option<u8>,
}

impl Canvas {
    fn new(width: usize, height: usize, colours: Option<&[Swatch]>) -> Self {
        let transparent = colours.and_then(|it| it.iter().position(|swatch| swatch.alpha == 0));
        let transparent = transparent.map(|index| index as u8);
        let indices = colours.map(|_| vec![transparent.unwrap_or_default(); width * height]);
        Self { picture: Picture::empty(width, height), indices, transparent }
    }

    /// The places of the canvas under a frame, with those in the frame.
    fn under(&self, control: &FrameControl) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (left, top) = (control.x_offset as usize, control.y_offset as usize);
        let (width, height) = (control.width as usize, control.height as usize);
        let (columns, rows) = (self.picture.width, self.picture.height);
        // The decoder refuses frames that leave the canvas.
        (0..height.min(rows.saturating_sub(top))).flat_map(move |y| {
            (0..width.min(columns.saturating_sub(left)))
                .map(move |x| ((top + y) * columns + left + x, y * width + x))
        })
    }

    fn lay_over(&mut self, part: &DecodedFrame, control: &FrameControl) {
        if part.indices.is_none() {
            self.indices = None;
        }
        for (at, from) in self.under(control) {
            let Some(&above) = part.pixels.get(from) else { continue };
            // What is half see-through becomes the one or the other in a sprite.
            if control.blend_op == BlendOp::Source || above[3] >= 128 {
                self.picture.pixels[at] = above;
                if let (Some(indices), Some(part)) = (&mut self.indices, &part.indices) {
                    indices[at] = part[from];
                }
            }
        }
    }

    fn clear(&mut self, control: &FrameControl) {
        for (at, _) in self.under(control) {
            self.picture.pixels[at] = [0; 4];
            if let (Some(indices), Some(transparent)) = (&mut self.indices, self.transparent) {
                indices[at] = transparent;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::animation::{WhichFrames, read_animation};

    fn reading(bytes: &[u8], which: WhichFrames) -> Result<Vec<AnimationFrame>, FileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fish.png");
        std::fs::write(&path, bytes).unwrap();
        Ok(read_animation(&path, which)?.frames)
    }

    /// Three frames of a red canvas: whole, then a green dot laid over, then a hole cut.
    fn animated() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, 4, 2);
        encoder.set_color(::png::ColorType::Rgba);
        encoder.set_depth(::png::BitDepth::Eight);
        encoder.set_animated(3, 0).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[255, 0, 0, 255].repeat(8)).unwrap();
        writer.set_frame_dimension(1, 1).unwrap();
        writer.set_frame_position(2, 1).unwrap();
        writer.set_blend_op(::png::BlendOp::Over).unwrap();
        writer.set_dispose_op(::png::DisposeOp::Previous).unwrap();
        writer.write_image_data(&[0, 255, 0, 255]).unwrap();
        writer.set_blend_op(::png::BlendOp::Source).unwrap();
        writer.write_image_data(&[0; 4]).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn frames_of_an_animation_look_as_when_it_is_their_turn() {
        let all = reading(&animated(), WhichFrames::All).unwrap();
        assert_eq!(all.len(), 3);
        let (red, green) = ([255, 0, 0, 255], [0, 255, 0, 255]);
        let dots: Vec<[u8; 4]> = all.iter().map(|frame| frame.picture.pixels[6]).collect();
        assert_eq!(dots, [red, green, [0; 4]]);
        assert!(all.iter().all(|frame| frame.picture.pixels[5] == red));
        assert_eq!(all[2].name, "fish 2");
        let first = reading(&animated(), WhichFrames::First).unwrap();
        assert_eq!((first.len(), first[0].name.as_str()), (1, "fish"));
        assert_eq!(first[0].picture, all[0].picture);
    }

    #[test]
    fn pictures_are_turned_as_their_exif_data_say() {
        let (colours, indices) = ([[9, 8, 7]; 6], [0, 1, 2, 3, 4, 5]);
        let plain = crate::files::test_support::indexed_png((3, 2), &colours, &[0], &indices);
        let at = plain.windows(4).position(|name| name == b"IDAT").unwrap() - 4;
        for said in 0..=9_u8 {
            let data = [
                b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0",
                &[said, 0, 0, 0, 0, 0, 0, 0][..],
            ];
            let data = data.concat();
            let mut sum = flate2::Crc::new();
            sum.update(b"eXIf");
            sum.update(&data);
            let length = (data.len() as u32).to_be_bytes();
            let chunk = [&length[..], b"eXIf", &data, &sum.sum().to_be_bytes()].concat();
            let mut bytes = plain.clone();
            bytes.splice(at..at, chunk);
            let frame = reading(&bytes, WhichFrames::All).unwrap().remove(0);
            let mut expected = image::DynamicImage::from(
                image::GrayImage::from_raw(3, 2, indices.to_vec()).unwrap(),
            );
            expected.apply_orientation(
                Orientation::from_exif(said).unwrap_or(Orientation::NoTransforms),
            );
            let size = (frame.picture.width as u32, frame.picture.height as u32);
            assert_eq!(size, (expected.width(), expected.height()), "{said}");
            assert_eq!(frame.indexed.unwrap().indices, expected.into_luma8().into_raw(), "{said}");
            let hole = frame.picture.pixels.iter().position(|pixel| pixel[3] == 0);
            assert!(hole.is_some() && frame.picture.pixels.len() == 6, "{said}");
        }
    }

    /// A grey picture for programs that know no animations, before an animation of red frames.
    fn with_hidden_picture(n_frames: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(::png::ColorType::Rgba);
        encoder.set_depth(::png::BitDepth::Eight);
        encoder.set_animated(n_frames, 0).unwrap();
        encoder.set_sep_def_img(true).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[90, 90, 90, 255].repeat(2)).unwrap();
        for _ in 0..n_frames {
            writer.write_image_data(&[255, 0, 0, 255].repeat(2)).unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn a_picture_before_the_animation_is_left_out_and_told() {
        use crate::files::animation::parse;
        for (n_frames, which) in [
            (1, WhichFrames::All),
            (1, WhichFrames::First),
            (2, WhichFrames::All),
            (2, WhichFrames::First),
        ] {
            let path = std::path::Path::new("fish.png");
            let read = parse(path, &with_hidden_picture(n_frames), which).unwrap();
            assert_eq!(read.frames.len(), which.of(n_frames as usize));
            assert!(read.frames.iter().all(|it| it.picture.pixels[0] == [255, 0, 0, 255]));
            let told: Vec<String> = read.remarks.iter().map(ToString::to_string).collect();
            assert!(told.iter().any(|it| it.contains("before its animation")), "{told:?}");
        }
    }

    #[test]
    fn a_huge_picture_is_refused_by_its_header() {
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, 30_000, 30_000);
        encoder.set_color(::png::ColorType::Grayscale);
        encoder.set_depth(::png::BitDepth::One);
        let writer = encoder.write_header().unwrap();
        drop(writer);
        let error = reading(&bytes, WhichFrames::First).unwrap_err().to_string();
        assert!(error.contains("fish.png\" has 30000x30000 pixels"), "{error}");
    }

    #[test]
    fn every_beginning_of_a_file_is_an_error_that_names_it() {
        let whole = animated();
        for length in 0..whole.len() {
            let error = reading(&whole[..length], WhichFrames::All).unwrap_err().to_string();
            assert!(error.contains("fish.png"), "{error}");
        }
    }
}
