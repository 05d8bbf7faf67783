//! The sprites of a file in colours of their own: read once, and brought into any palette after that.

use std::path::{Path, PathBuf};

use image::metadata::Orientation;

use super::{Imported, ImportedFile, own_sprite};
use crate::{
    files::{
        FileError, Glass, Origin, Remark, Remarks,
        animation::{
            self, About, AnimationFrame, MAX_FILE_BYTES, Source, WhichFrames, name_frames,
        },
        bounded::{guarded, read_bounded},
        fit::Fitter,
        picture::check_sprite_size,
        png,
    },
    sprite::Palette,
};

/// A file of sprites that is not yet in a palette.
#[derive(Clone, Debug, Default)]
pub struct SpriteFile {
    pub(super) path: PathBuf,
    /// A PNG of ours.
    own: Option<png::ReadSprite>,
    /// Frames no larger than a sprite.
    pub(super) frames: Vec<AnimationFrame>,
    tags: Vec<crate::files::Tag>,
    plays: Option<u16>,
    also_read: Vec<PathBuf>,
    remarks: Remarks,
}

impl SpriteFile {
    /// Reads a file, makes its frames as small as they were drawn and settles their half-transparent
    /// pixels.
    pub fn read(path: &Path, which: WhichFrames, glass: Glass) -> Result<Self, FileError> {
        Self::parse(path, &read_bounded(path, MAX_FILE_BYTES)?, which, glass)
    }

    /// As [`Self::read`], of bytes that are there; files that they name are looked for beside the
    /// path.
    pub fn parse(
        path: &Path,
        bytes: &[u8],
        which: WhichFrames,
        glass: Glass,
    ) -> Result<Self, FileError> {
        let mut about = About::default();
        let mut settled = Remarks::default();
        let mut frames = Vec::new();
        let source = Source { path, bytes, which, check: check_sprite_size };
        animation::each_frame(&source, &mut about, &mut |mut frame| {
            let has_pixels = frame.picture.has_pixels();
            let counts = frame.picture.settle(glass);
            settled.add(Remark::HalfTransparent {
                opaque: counts.n_opaque,
                vanished: counts.n_vanished,
            });
            settled.add(Remark::Emptied(usize::from(has_pixels && !frame.picture.has_pixels())));
            frames.push(shrunk(frame, path)?);
            Ok(())
        })?;
        let About { tags, plays, also_read, mut remarks } = about;
        remarks.extend(settled);
        remarks.extend(odd_sizes(&frames));
        // Of an animation the first frame alone would come back.
        let is_own = frames.len() == 1
            && bytes.starts_with(png::SIGNATURE)
            && png::orientation(bytes) == Orientation::NoTransforms;
        let own = is_own
            .then(|| guarded(path, || Ok(png::parse_sprite(path, bytes).ok())))
            .transpose()?
            .flatten();
        Ok(Self { path: path.to_owned(), own, frames, tags, plays, also_read, remarks })
    }

    /// The sprites in the colours of a palette.
    pub fn fit(&self, palette: &Palette) -> Result<ImportedFile, FileError> {
        let mut fitted = Remarks::default();
        let mut sprites = Vec::new();
        let mut fitter = Fitter::new(palette);
        if let Some(own) = self.own.as_ref().and_then(|own| own_sprite(own, palette)) {
            sprites.push(own);
        } else {
            for frame in &self.frames {
                let fit = fitter.fit(&self.path, &frame.picture, frame.indexed.as_ref())?;
                let mut imported = Imported::new(frame.name.clone(), fit, frame.recipe.as_deref());
                imported.frame.milliseconds = frame.milliseconds;
                sprites.push(imported);
            }
        }
        for imported in &sprites {
            fitted.add(Remark::ColoursMoved(imported.n_moved_colours));
            match &imported.frame.origin {
                Origin::Changed(_) => fitted.add(Remark::RecipesStale(1)),
                Origin::Unreadable(reason) => {
                    fitted.add(Remark::RecipesUnreadable { n: 1, reason: reason.clone() });
                }
                Origin::Unknown | Origin::Recipe(_) => {}
            }
        }
        let mut names: Vec<&mut String> =
            sprites.iter_mut().map(|imported| &mut imported.frame.name).collect();
        name_frames(&mut names, &self.path);
        let mut remarks = self.remarks.clone();
        remarks.extend(fitted);
        let (tags, also_read) = (self.tags.clone(), self.also_read.clone());
        Ok(ImportedFile { sprites, tags, plays: self.plays, also_read, remarks })
    }
}

/// What to say of frames that do not share one canvas.
fn odd_sizes(frames: &[AnimationFrame]) -> Remarks {
    let size = |frame: &AnimationFrame| (frame.picture.width, frame.picture.height);
    let mut remarks = Remarks::default();
    let first = frames.first().map(size);
    let other = frames.iter().map(size).find(|size| Some(*size) != first);
    if let (Some((width, height)), Some((other, tall))) = (first, other) {
        remarks.add(Remark::Note(format!(
            "has frames that differ in size, as {width}x{height} and {other}x{tall}; each was put \
             on a canvas of its own"
        )));
    }
    remarks
}

/// The frame without its enlargement.
fn shrunk(mut frame: AnimationFrame, path: &Path) -> Result<AnimationFrame, FileError> {
    let (width, height) = (frame.picture.width, frame.picture.height);
    let scale = frame.picture.scale().ok_or_else(|| FileError::TooLarge {
        path: path.to_owned(),
        width: width as u32,
        height: height as u32,
    })?;
    if scale > 1 {
        let places = || {
            let rows = (0..height).step_by(scale);
            rows.flat_map(|y| (0..width).step_by(scale).map(move |x| y * width + x))
        };
        frame.picture.pixels = places().map(|at| frame.picture.pixels[at]).collect();
        (frame.picture.width, frame.picture.height) = (width / scale, height / scale);
        if let Some(indexed) = &mut frame.indexed {
            indexed.indices = places().map(|at| indexed.indices[at]).collect();
        }
    }
    Ok(frame)
}
