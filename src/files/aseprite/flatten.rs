//! The layers of a frame laid over each other.

use std::{borrow::Cow, io::Read as _, path::Path};

use super::read::{Broken, Cel, Content, Depth, Document, Layer};
use crate::{
    files::{
        FileError,
        import::Imported,
        name_frames,
        picture::{Picture, Shot, check_sprite_size},
    },
    sprite::Palette,
};

/// The largest cel that is unpacked: layers may be larger than the canvas, but not so much.
const MAX_CEL_PIXELS: usize = 1 << 20;

/// What all cels of a file may have together; a small file can claim a lot.
const MAX_PIXELS: usize = 64 << 20;

/// Every frame of a file, flattened.
pub(in crate::files) fn parse(
    path: &Path,
    bytes: &[u8],
    name: &str,
    palette: &Palette,
) -> Result<Vec<Imported>, FileError> {
    let check = |width, height| check_sprite_size(path, width, height);
    let mut frames = Vec::new();
    each_frame(path, bytes, check, usize::MAX, &mut |shot| {
        frames.push(Imported::of_shot(shot, path, palette)?);
        Ok(())
    })?;
    name_frames(&mut frames, name);
    Ok(frames)
}

/// Shows the flattened frames one after the other, `most` of them; `check` may refuse the size.
/// There is at least one.
pub(in crate::files) fn each_frame(
    path: &Path,
    bytes: &[u8],
    check: impl FnOnce(u32, u32) -> Result<(), FileError>,
    most: usize,
    visit: &mut dyn FnMut(Shot) -> Result<(), FileError>,
) -> Result<(), FileError> {
    let torn = |broken: Broken| FileError::Torn {
        path: path.to_owned(),
        kind: ".aseprite file",
        reason: broken.to_string(),
    };
    let (width, height) = Document::size(bytes).map_err(torn)?;
    check(u32::from(width), u32::from(height))?;
    let document = Document::parse(bytes).map_err(torn)?;
    document.refuse_what_is_not_flat(path)?;
    if document.frames.is_empty() {
        return Err(torn(Broken("it holds no frame")));
    }
    let mut budget = MAX_PIXELS;
    for frame_idx in 0..document.frames.len().min(most) {
        let picture = document.flattened(frame_idx, &mut budget).map_err(torn)?;
        let is_name = |tag: &&super::read::Tag| {
            tag.from == tag.to && usize::from(tag.from) == frame_idx && !tag.name.is_empty()
        };
        let tag = document.tags.iter().find(is_name);
        visit(Shot {
            name: tag.map(|tag| tag.name.clone()).unwrap_or_default(),
            picture,
            milliseconds: document.frames[frame_idx].milliseconds,
            recipe: document.recipe_text(frame_idx).map(str::to_owned),
        })?;
    }
    Ok(())
}

impl Document<'_> {
    /// Blending and tiles would come out wrong here, and Aseprite flattens them with a click.
    fn refuse_what_is_not_flat(&self, path: &Path) -> Result<(), FileError> {
        const TILEMAP: u16 = 2;
        let problem = |layer: &Layer| {
            let what = if layer.kind == TILEMAP {
                "made of tiles"
            } else if layer.blend_mode != 0 {
                "mixed with those below it by a blend mode"
            } else {
                return None;
            };
            Some(format!("has a layer \"{}\" that is {what}", layer.name))
        };
        let mut visible = self.layers.iter().filter(|layer| layer.is_visible);
        match visible.find_map(problem) {
            None => Ok(()),
            Some(problem) => Err(FileError::Unsupported {
                path: path.to_owned(),
                problem,
                remedy: "flatten the layers in Aseprite and save a copy",
            }),
        }
    }

    fn flattened(&self, frame_idx: usize, budget: &mut usize) -> Result<Picture, Broken> {
        let mut picture = Picture::empty(usize::from(self.width), usize::from(self.height));
        let mut cels: Vec<&Cel<'_>> = self.frames[frame_idx].cels.iter().collect();
        cels.sort_by_key(|cel| (cel.layer as i64 + i64::from(cel.z), cel.z));
        for cel in cels.into_iter().filter(|cel| self.layers[cel.layer].is_visible) {
            let source = self.resolve(cel)?;
            let (width, height, data) = unpack(source.content, self.depth, budget)?;
            let layer = &self.layers[cel.layer];
            let opacity = over(cel.opacity, layer.opacity);
            for (at, stored) in
                data.chunks_exact(self.depth.bytes()).enumerate().take(width * height)
            {
                let x = at % width;
                let target_x = usize::try_from(x as i64 + i64::from(source.x));
                let target_y = usize::try_from((at / width) as i64 + i64::from(source.y));
                let (Ok(x), Ok(y)) = (target_x, target_y) else { continue };
                if x < picture.width && y < picture.height {
                    let [r, g, b, alpha] = self.colour(stored, layer)?;
                    let below = &mut picture.pixels[y * usize::from(self.width) + x];
                    *below = blend(*below, [r, g, b, over(alpha, opacity)]);
                }
            }
        }
        Ok(picture)
    }

    /// The cel that holds the pixels: a linked one shows those of an earlier frame.
    fn resolve<'a>(&'a self, cel: &'a Cel<'a>) -> Result<&'a Cel<'a>, Broken> {
        let Content::Linked(frame_idx) = cel.content else { return Ok(cel) };
        let frame = self.frames.get(frame_idx).ok_or(Broken("a cel is linked to no frame"))?;
        let target = frame.cels.iter().find(|other| other.layer == cel.layer);
        target
            .filter(|target| !matches!(target.content, Content::Linked(_)))
            .ok_or(Broken("a cel is linked to nothing"))
    }

    fn colour(&self, stored: &[u8], layer: &Layer) -> Result<[u8; 4], Broken> {
        Ok(match (self.depth, stored) {
            (Depth::Rgba, &[r, g, b, alpha]) => [r, g, b, alpha],
            (Depth::Grey, &[grey, alpha]) => [grey, grey, grey, alpha],
            (Depth::Indexed, &[index]) if index == self.transparent && !layer.is_background => {
                [0; 4]
            }
            (_, &[index, ..]) => {
                let swatch = self.palette.get(usize::from(index));
                let swatch = swatch.ok_or(Broken("a pixel has a colour beyond the palette"))?;
                let [r, g, b] = swatch.rgb.0;
                [r, g, b, swatch.alpha]
            }
            _ => [0; 4],
        })
    }

    /// The user data of a frame's cels that may be a recipe of ours.
    fn recipe_text(&self, frame_idx: usize) -> Option<&str> {
        let texts = self.frames[frame_idx].cels.iter().filter_map(|cel| cel.user_text.as_deref());
        let mut texts =
            texts.filter(|text| text.starts_with('{') && text.contains("\"checkpoint\""));
        texts.next()
    }
}

/// Width, height and pixels of a cel.
fn unpack<'a>(
    content: Content<'a>,
    depth: Depth,
    budget: &mut usize,
) -> Result<(usize, usize, Cow<'a, [u8]>), Broken> {
    let (Content::Raw { width, height, data } | Content::Packed { width, height, data }) = content
    else {
        return Err(Broken("a cel has no pixels"));
    };
    let (width, height) = (usize::from(width), usize::from(height));
    let n_pixels = width * height;
    if n_pixels > MAX_CEL_PIXELS || n_pixels > *budget {
        return Err(Broken("its cels are larger than those of any sprite"));
    }
    *budget -= n_pixels;
    let expected = n_pixels * depth.bytes();
    let data = match content {
        Content::Packed { .. } => {
            let mut pixels = Vec::new();
            let mut unpacked = flate2::read::ZlibDecoder::new(data).take(expected as u64);
            unpacked.read_to_end(&mut pixels).map_err(|_| Broken("a cel cannot be unpacked"))?;
            Cow::Owned(pixels)
        }
        _ => Cow::Borrowed(data),
    };
    if data.len() < expected {
        return Err(Broken("a cel has fewer pixels than it says"));
    }
    Ok((width, height, data))
}

/// The product of two opacities.
fn over(first: u8, second: u8) -> u8 {
    ((u32::from(first) * u32::from(second) + 127) / 255) as u8
}

/// A colour laid over another.
fn blend(below: [u8; 4], above: [u8; 4]) -> [u8; 4] {
    match (below[3], above[3]) {
        (_, 0) => return below,
        (0, _) | (_, 255) => return above,
        _ => {}
    }
    let (low, high) = (u32::from(below[3]), u32::from(above[3]));
    let alpha = low + high - low * high / 255;
    let mix = |channel: usize| {
        let (low, high_colour) = (i64::from(below[channel]), i64::from(above[channel]));
        (low + (high_colour - low) * i64::from(high) / i64::from(alpha)) as u8
    };
    [mix(0), mix(1), mix(2), alpha as u8]
}
