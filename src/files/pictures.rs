//! Reads the pictures of any file in their own colours and sizes, for those who want to cut,
//! shrink and recolour them: the trainer's import of an artist's own art begins here.

use std::path::Path;

use super::{
    FileError, aseprite,
    bounded::read_bounded,
    gif, import,
    picture::{Shot, open_png},
    png,
    sheet::{self, MAX_PIXELS},
};

pub use super::picture::Picture;

/// A picture file of 16 million pixels has less than this.
const MAX_FILE_BYTES: u64 = 32 << 20;

/// One picture of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPicture {
    /// What the file calls it, or the file's own name, with a number where there are many.
    pub name: String,
    /// The picture.
    pub picture: Picture,
}

/// Which pictures of an animation are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichFrames {
    /// The first alone.
    First,
    /// All of them, each as it looks when it is its turn.
    All,
}

/// Reads the pictures of a PNG (animated ones too), GIF, .aseprite file or the JSON of a sheet.
/// There is at least one; all together have 16 million pixels at most. The frames of a sheet are
/// all read, for they are no animation.
pub fn read_pictures(path: &Path, which: WhichFrames) -> Result<Vec<NamedPicture>, FileError> {
    parse(path, &read_bounded(path, MAX_FILE_BYTES)?, which)
}

/// As [`read_pictures`], of the bytes of a file.
pub(super) fn parse(
    path: &Path,
    bytes: &[u8],
    which: WhichFrames,
) -> Result<Vec<NamedPicture>, FileError> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut pictures = Vec::new();
    let mut n_pixels = 0_usize;
    let mut collect = |shot: Shot| {
        n_pixels += shot.picture.pixels.len();
        if n_pixels > MAX_PIXELS {
            return Err(too_large(path, format!("has frames of more than {MAX_PIXELS} pixels")));
        }
        pictures.push(NamedPicture { name: shot.name, picture: shot.picture });
        Ok(())
    };
    let check = |width: u32, height: u32| check_size(path, width, height);
    let most = if which == WhichFrames::First { 1 } else { usize::MAX };
    if bytes.starts_with(png::SIGNATURE) {
        each_png_frame(path, bytes, check, most, &mut collect)?;
    } else if bytes.starts_with(b"GIF8") {
        gif::each_frame(path, bytes, check, most, &mut collect)?;
    } else if aseprite::is_aseprite(bytes) {
        aseprite::each_frame(path, bytes, check, most, &mut collect)?;
    } else if bytes.trim_ascii_start().starts_with(b"{") {
        sheet::each_frame(path, bytes, &mut collect)?;
    } else {
        return Err(import::unknown(path, bytes));
    }
    let is_alone = pictures.len() == 1;
    for (index, picture) in pictures.iter_mut().enumerate() {
        if picture.name.is_empty() {
            picture.name = if is_alone { name.clone() } else { format!("{name} {index}") };
        }
    }
    Ok(pictures)
}

fn check_size(path: &Path, width: u32, height: u32) -> Result<(), FileError> {
    let n_pixels = u64::from(width) * u64::from(height);
    if n_pixels == 0 || n_pixels > MAX_PIXELS as u64 {
        return Err(too_large(path, format!("has {width}x{height} pixels")));
    }
    Ok(())
}

fn too_large(path: &Path, problem: String) -> FileError {
    let remedy = "cut it into parts of 4096x4096 pixels or fewer";
    FileError::Unsupported { path: path.to_owned(), problem, remedy }
}

/// Shows the frames of a PNG as they look when it is their turn; a still picture has one.
///
/// A picture that stands before an animation and is no part of it, for programs that know no
/// animations, is left out when all frames are asked for.
fn each_png_frame(
    path: &Path,
    bytes: &[u8],
    check: impl FnOnce(u32, u32) -> Result<(), FileError>,
    most: usize,
    visit: &mut dyn FnMut(Shot) -> Result<(), FileError>,
) -> Result<(), FileError> {
    let broken = |error: ::png::DecodingError| png::damaged(path, &error.to_string());
    let (mut reader, mut data) = open_png(path, bytes, check)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    let n_frames = reader.info().animation_control().map_or(1, |control| control.num_frames);
    let first_is_no_frame = n_frames > 1 && reader.info().frame_control().is_none() && most > 1;
    if first_is_no_frame {
        reader.next_frame(&mut data).map_err(broken)?;
    }
    let mut canvas = Picture::empty(width, height);
    for _ in 0..(n_frames as usize).clamp(1, most) {
        let frame = reader.next_frame(&mut data).map_err(broken)?;
        let part = Picture::of_png_frame(&frame, &data);
        let control = reader.info().frame_control().copied().unwrap_or_default();
        let before = canvas.clone();
        lay_over(&mut canvas, &part, &control);
        let (name, picture) = (String::new(), canvas.clone());
        visit(Shot { name, picture, milliseconds: super::FRAME_MILLISECONDS, recipe: None })?;
        match control.dispose_op {
            ::png::DisposeOp::None => {}
            ::png::DisposeOp::Background => clear(&mut canvas, &part, &control),
            ::png::DisposeOp::Previous => canvas = before,
        }
    }
    // A torn file shows only at its end.
    reader.finish().map_err(broken)
}

/// The pixels of the canvas under a frame, with those of the frame.
fn under<'a>(
    canvas: &'a mut Picture,
    part: &'a Picture,
    control: &::png::FrameControl,
) -> impl Iterator<Item = (&'a mut [u8; 4], &'a [u8; 4])> {
    let (left, top) = (control.x_offset as usize, control.y_offset as usize);
    // The decoder refuses frames that leave the canvas.
    let width = canvas.width;
    let rows = canvas.pixels.chunks_exact_mut(width).skip(top);
    rows.zip(part.pixels.chunks_exact(part.width))
        .flat_map(move |(below, above)| below.iter_mut().skip(left).zip(above))
}

fn lay_over(canvas: &mut Picture, part: &Picture, control: &::png::FrameControl) {
    for (below, &above) in under(canvas, part, control) {
        // What is half see-through becomes the one or the other in a sprite.
        if control.blend_op == ::png::BlendOp::Source || above[3] >= 128 {
            *below = above;
        }
    }
}

fn clear(canvas: &mut Picture, part: &Picture, control: &::png::FrameControl) {
    for (below, _) in under(canvas, part, control) {
        *below = [0; 4];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileError;

    fn reading(bytes: &[u8], which: WhichFrames) -> Result<Vec<NamedPicture>, FileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fish.png");
        std::fs::write(&path, bytes).unwrap();
        read_pictures(&path, which)
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
