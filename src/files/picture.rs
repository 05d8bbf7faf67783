//! Pictures of any colours on their way to becoming sprites.

use std::{io::Cursor, path::Path};

use image::metadata::Orientation;

use super::{FileError, canvas::MAX_SCALE, png, reason};
use crate::sprite::SIDE;

/// The largest picture of a single sprite, which is one at 16 times its size.
pub(super) const MAX_SPRITE_SIDE: u32 = SIDE as u32 * MAX_SCALE;

/// A picture of straight-alpha colours, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue and opacity: `width * height` of them.
    pub pixels: Vec<[u8; 4]>,
}

type PngReader<'a> = ::png::Reader<Cursor<&'a [u8]>>;

/// Opens a PNG of any kind, and makes room for the largest of its frames. `check` may refuse its
/// size before memory is taken for it.
pub(super) fn open_png<'a>(
    path: &Path,
    bytes: &'a [u8],
    check: impl FnOnce(u32, u32) -> Result<(), FileError>,
    keeps_indices: bool,
) -> Result<(PngReader<'a>, Vec<u8>), FileError> {
    png::check_structure(path, bytes)?;
    let broken = |error: ::png::DecodingError| png::damaged(path, reason::of_png(&error));
    let limits = ::png::Limits { bytes: png::MAX_MEMORY };
    let mut decoder = ::png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    let header = decoder.read_header_info().map_err(broken)?;
    check(header.width, header.height)?;
    // The indices of a palette are looked up by us, which keeps those of colours that look alike.
    let is_indexed = header.color_type == ::png::ColorType::Indexed;
    if !is_indexed || !keeps_indices {
        decoder.set_transformations(::png::Transformations::normalize_to_color8());
    }
    let reader = decoder.read_info().map_err(broken)?;
    let data = vec![0; reader.output_buffer_size().unwrap_or(0)];
    Ok((reader, data))
}

/// Width and height of a picture that is turned.
fn turned_size((width, height): (usize, usize), orientation: Orientation) -> (usize, usize) {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    match orientation {
        Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH => (height, width),
        _ => (width, height),
    }
}

impl Picture {
    /// See-through everywhere.
    #[must_use]
    pub fn empty(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![[0; 4]; width * height] }
    }

    /// Decodes a PNG of any kind. `check` may refuse a size before memory is taken for it.
    pub(super) fn decode_png(
        path: &Path,
        bytes: &[u8],
        check: impl FnOnce(u32, u32) -> Result<(), FileError>,
    ) -> Result<(Self, Option<String>), FileError> {
        let broken = |error: ::png::DecodingError| png::damaged(path, reason::of_png(&error));
        let (mut reader, mut data) = open_png(path, bytes, check, false)?;
        let frame = reader.next_frame(&mut data).map_err(broken)?;
        // Editors may put texts behind the picture, and a torn file shows only at its end.
        reader.finish().map_err(broken)?;
        Ok((Self::of_png_frame(&frame, &data), png::recipe_text(reader.info())))
    }

    /// Values of the pixels, such as their indices, in the order that they have once the picture is
    /// turned.
    pub(super) fn turned<T: Copy>(&self, values: &[T], orientation: Orientation) -> Vec<T> {
        use Orientation::{
            FlipHorizontal, FlipVertical, NoTransforms, Rotate90, Rotate90FlipH, Rotate180,
            Rotate270, Rotate270FlipH,
        };
        let (width, height) = (self.width, self.height);
        let (columns, rows) = turned_size((width, height), orientation);
        let place = |at: usize| {
            let (x, y) = (at % columns, at / columns);
            let (x, y) = match orientation {
                NoTransforms => (x, y),
                FlipHorizontal => (width - 1 - x, y),
                Rotate180 => (width - 1 - x, height - 1 - y),
                FlipVertical => (x, height - 1 - y),
                Rotate90FlipH => (y, x),
                Rotate90 => (y, height - 1 - x),
                Rotate270FlipH => (width - 1 - y, height - 1 - x),
                Rotate270 => (width - 1 - y, x),
            };
            values[y * width + x]
        };
        (0..columns * rows).map(place).collect()
    }

    /// Turns and mirrors the picture as its file says that it was held.
    pub(super) fn turn(&mut self, orientation: Orientation) {
        if orientation != Orientation::NoTransforms {
            self.pixels = self.turned(&self.pixels, orientation);
            (self.width, self.height) = turned_size((self.width, self.height), orientation);
        }
    }

    /// What the decoder wrote, whatever its channels.
    pub(super) fn of_png_frame(frame: &::png::OutputInfo, data: &[u8]) -> Self {
        let pixels = data[..frame.buffer_size()].chunks_exact(frame.color_type.samples());
        let pixels = pixels.map(|pixel| match *pixel {
            [grey] => [grey, grey, grey, 255],
            [grey, alpha] => [grey, grey, grey, alpha],
            [r, g, b] => [r, g, b, 255],
            [r, g, b, alpha] => [r, g, b, alpha],
            _ => [0; 4],
        });
        let (width, height) = (frame.width as usize, frame.height as usize);
        Self { width, height, pixels: pixels.collect() }
    }

    /// Whether anything of it can be seen.
    pub(super) fn has_pixels(&self) -> bool {
        self.pixels.iter().any(|pixel| pixel[3] > 0)
    }

    /// Part of the picture; see-through beyond its edges.
    #[must_use]
    pub fn cut(&self, (left, top): (usize, usize), (width, height): (usize, usize)) -> Self {
        let mut part = Self::empty(width, height);
        for y in 0..height.min(self.height.saturating_sub(top)) {
            for x in 0..width.min(self.width.saturating_sub(left)) {
                part.pixels[y * width + x] = self.pixels[(top + y) * self.width + left + x];
            }
        }
        part
    }

    /// Lays another picture of the same size over this one: straight alpha over straight alpha.
    pub(super) fn lay_over(&mut self, above: &Self, opacity: f64) {
        let opacity = if opacity.is_finite() { opacity.clamp(0.0, 1.0) } else { 1.0 };
        for (below, above) in self.pixels.iter_mut().zip(&above.pixels) {
            if above[3] == 0 || opacity <= 0.0 {
                continue;
            }
            if above[3] == 255 && opacity >= 1.0 {
                *below = *above;
                continue;
            }
            // Shares of 255; adding a half before the cut rounds, as nothing is below 0.
            let top = f64::from(above[3]) * opacity;
            let rest = f64::from(below[3]) * (1.0 - top / 255.0);
            let alpha = top + rest;
            let (top_share, rest_share) = (top / alpha, rest / alpha);
            for channel in 0..3 {
                let mixed =
                    f64::from(above[channel]) * top_share + f64::from(below[channel]) * rest_share;
                below[channel] = (mixed + 0.5) as u8;
            }
            below[3] = (alpha + 0.5) as u8;
        }
    }

    /// The smallest enlargement that this may be of something that fits a sprite.
    pub(super) fn scale(&self) -> Option<usize> {
        (1..=MAX_SCALE as usize).find(|&scale| {
            self.width.is_multiple_of(scale)
                && self.height.is_multiple_of(scale)
                && self.width.max(self.height) <= SIDE * scale
                && self.is_enlarged(scale)
        })
    }

    /// Whether every square of `scale` pixels is of one colour.
    fn is_enlarged(&self, scale: usize) -> bool {
        let width = self.width.max(1);
        let is_wide = |row: &[[u8; 4]]| {
            row.chunks_exact(scale).all(|pixels| pixels.iter().all(|pixel| *pixel == pixels[0]))
        };
        scale == 1
            || self.pixels.chunks_exact(width * scale).all(|rows| {
                let (first, others) = rows.split_at(width);
                is_wide(first) && others.chunks_exact(width).all(|row| row == first)
            })
    }
}

/// Refuses, by its header alone, what can be no picture of a single sprite.
pub(super) fn check_sprite_size(path: &Path, width: u32, height: u32) -> Result<(), FileError> {
    if width.max(height) > MAX_SPRITE_SIDE || width.min(height) == 0 {
        return Err(FileError::TooLarge { path: path.to_owned(), width, height });
    }
    Ok(())
}
