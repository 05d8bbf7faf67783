//! Pictures of any colours on their way to becoming sprites.

use std::{collections::HashMap, io::Cursor, path::Path};

use super::{
    FileError, animation::Indexed, canvas::MAX_SCALE, figure::OPAQUE_FROM, import::places_in, png,
    remarks::Remark,
};
use crate::sprite::{PIXELS, Palette, Rgb, SIDE, Sprite, TRANSPARENT};

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

/// A picture as a sprite, and what had to give for that.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    /// The picture in the colours of the palette, centred.
    pub(super) sprite: Sprite,
    /// How many of its colours are not in the palette and became their nearest neighbours.
    pub(super) n_moved_colours: usize,
    /// How many half-transparent pixels became opaque.
    pub(super) n_opaque: usize,
    /// How many half-transparent pixels became transparent.
    pub(super) n_vanished: usize,
}

impl Fit {
    /// What became of pixels that a sprite cannot show.
    pub(super) fn half_transparent(&self) -> Remark {
        Remark::HalfTransparent { opaque: self.n_opaque, vanished: self.n_vanished }
    }
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
    let broken = |error: ::png::DecodingError| png::damaged(path, &error.to_string());
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
        let broken = |error: ::png::DecodingError| png::damaged(path, &error.to_string());
        let (mut reader, mut data) = open_png(path, bytes, check, false)?;
        let frame = reader.next_frame(&mut data).map_err(broken)?;
        // Editors may put texts behind the picture, and a torn file shows only at its end.
        reader.finish().map_err(broken)?;
        Ok((Self::of_png_frame(&frame, &data), png::recipe_text(reader.info())))
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

    /// The picture in the colours of a palette. A picture larger than a sprite must be a
    /// whole-number enlargement of one; a smaller one comes into the middle. Of colours that a
    /// palette has twice, the one that the file's own index means is taken. `nearest` keeps what is found for other
    /// frames.
    pub(super) fn fit(
        &self,
        path: &Path,
        palette: &Palette,
        indexed: Option<&Indexed>,
        nearest: &mut HashMap<Rgb, u8>,
    ) -> Result<Fit, FileError> {
        let scale = self.scale().ok_or_else(|| FileError::TooLarge {
            path: path.to_owned(),
            width: self.width as u32,
            height: self.height as u32,
        })?;
        let (width, height) = (self.width / scale, self.height / scale);
        let (left, top) = ((SIDE - width) / 2, (SIDE - height) / 2);
        let mut indices = [TRANSPARENT; PIXELS];
        let mut seen = HashMap::<Rgb, u8>::new();
        let places = indexed.map(|indexed| places_in(indexed, palette.colours()));
        let (mut n_moved_colours, mut n_opaque, mut n_vanished) = (0, 0, 0);
        for y in 0..height {
            for x in 0..width {
                let at = y * scale * self.width + x * scale;
                let [r, g, b, alpha] = self.pixels[at];
                if alpha < OPAQUE_FROM {
                    n_vanished += usize::from(alpha > 0);
                    continue;
                }
                n_opaque += usize::from(alpha < 255);
                let rgb = Rgb([r, g, b]);
                let own = indexed.zip(places.as_ref()).and_then(|(indexed, places)| {
                    let place = *places.get(usize::from(indexed.indices[at]))?;
                    // Mixed pixels have another colour than their index.
                    let is_it = palette.colours()[usize::from(place)] == rgb;
                    (place != TRANSPARENT && is_it).then_some(place)
                });
                let index = own.unwrap_or_else(|| {
                    *seen.entry(rgb).or_insert_with(|| {
                        let index = *nearest.entry(rgb).or_insert_with(|| palette.nearest(rgb));
                        n_moved_colours +=
                            usize::from(palette.colours()[usize::from(index)] != rgb);
                        index
                    })
                });
                indices[(top + y) * SIDE + left + x] = index;
            }
        }
        let sprite = Sprite::from_indices(&indices).unwrap_or_default();
        Ok(Fit { sprite, n_moved_colours, n_opaque, n_vanished })
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
        let at = |x: usize, y: usize| self.pixels[y * self.width + x];
        (0..self.height)
            .all(|y| (0..self.width).all(|x| at(x, y) == at(x / scale * scale, y / scale * scale)))
    }
}

/// Refuses, by its header alone, what can be no picture of a single sprite.
pub(super) fn check_sprite_size(path: &Path, width: u32, height: u32) -> Result<(), FileError> {
    if width.max(height) > MAX_SPRITE_SIDE || width.min(height) == 0 {
        return Err(FileError::TooLarge { path: path.to_owned(), width, height });
    }
    Ok(())
}
