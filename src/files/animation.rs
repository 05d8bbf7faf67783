//! The frames of any file in their own colours and sizes, with durations, tags and remarks.
//!
//! This is the one door for pictures of other programs: [`super::import`] makes sprites of what
//! comes through it, and the import of an artist's own art cuts, shrinks and recolours it. Each
//! format is a file of its own that shows its frames one after the other; what a file is is told
//! by its first bytes.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    FileError, MAX_SCALE, Tag, aseprite,
    bounded::{guarded, read_bounded},
    digits, foreign, gif, ilbm, others,
    palette::{self, Swatch},
    pcx,
    picture::Picture,
    piskel, png,
    remarks::{Remark, Remarks},
    sheet, tags, zipped,
};
use crate::sprite::{Rgb, SIDE};

/// The most bytes of a file of pictures.
pub(super) const MAX_FILE_BYTES: u64 = 32 << 20;

/// The most pixels of one picture: 4096 x 4096, which every graphics card takes.
pub(super) const MAX_PICTURE_PIXELS: usize = 4096 * 4096;

/// The most pixels of all frames of a file together, each as large as its canvas.
pub(super) const MAX_PIXELS: usize = 64 << 20;

/// The most frames of a file.
pub const MAX_FRAMES: usize = 16_384;

/// Which frames of an animation are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichFrames {
    /// The first alone. Sheets are no animations: all of their frames are read in any case.
    First,
    /// All of them, each as it looks when it is its turn.
    All,
}

impl WhichFrames {
    /// How many of a file's frames are read.
    pub(super) fn of(self, n_frames: usize) -> usize {
        match self {
            Self::First => n_frames.min(1),
            Self::All => n_frames,
        }
    }
}

/// One frame as it looks when it is its turn, and what the file says about it.
#[derive(Clone, Debug, PartialEq)]
pub struct AnimationFrame {
    /// What the file calls it, or the file's own name, with a number where there are many.
    pub name: String,
    /// Its pixels.
    pub picture: Picture,
    /// The same pixels as indices of the file's palette, where it has one that the whole frame
    /// follows.
    pub indexed: Option<Indexed>,
    /// How long it is shown.
    pub milliseconds: u16,
    /// The JSON of the recipe beside it, not yet looked into.
    pub recipe: Option<String>,
}

/// Pixels as indices of a palette.
#[derive(Clone, Debug, PartialEq)]
pub struct Indexed {
    /// One a pixel, row by row.
    pub indices: Vec<u8>,
    /// The palette.
    pub colours: Arc<[Swatch]>,
}

impl Indexed {
    /// Indices that tell all of a picture: what is not seen of it has the index of a transparent
    /// entry, which is added where the palette has none. `None` where a pixel's index is not in the
    /// palette, or where there is no room for that entry.
    pub(super) fn whole(
        mut indices: Vec<u8>,
        colours: &Arc<[Swatch]>,
        picture: &Picture,
    ) -> Option<Self> {
        let alpha = |index: u8| colours.get(usize::from(index)).map(|swatch| swatch.alpha);
        let mut hole = None;
        for (index, pixel) in indices.iter_mut().zip(&picture.pixels) {
            match alpha(*index) {
                _ if pixel[3] == 0 && alpha(*index) != Some(0) => {
                    let at = hole.get_or_insert_with(|| {
                        let unseen = colours.iter().position(|swatch| swatch.alpha == 0);
                        unseen.unwrap_or(colours.len())
                    });
                    *index = u8::try_from(*at).ok()?;
                }
                None => return None,
                Some(_) => {}
            }
        }
        let mut colours = Arc::clone(colours);
        if hole == Some(colours.len()) {
            let unseen = Swatch { alpha: 0, ..Swatch::opaque([0; 3]) };
            colours = colours.iter().cloned().chain([unseen]).collect();
        }
        Some(Self { indices, colours })
    }
}

/// For each entry itself, or an earlier one that differs from it only in how transparent it is:
/// where all is opaque, those are one colour.
pub(super) fn twins_of_glass(colours: &[Swatch]) -> Vec<usize> {
    let mut firsts: HashMap<Rgb, usize> = HashMap::new();
    let twin = |(index, swatch): (usize, &Swatch)| {
        if swatch.alpha == 0 {
            return index;
        }
        let first = *firsts.entry(swatch.rgb).or_insert(index);
        if colours[first].alpha == swatch.alpha { index } else { first }
    };
    colours.iter().enumerate().map(twin).collect()
}

/// A file of frames; a still picture has one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Animation {
    /// At least one.
    pub frames: Vec<AnimationFrame>,
    /// Named ranges of the frames.
    pub tags: Vec<Tag>,
    /// How often all of it plays, where the file says so and no tag does; `None` is for ever.
    pub plays: Option<u16>,
    /// Files that the file names and that were read for it, such as the picture of a sheet.
    pub also_read: Vec<PathBuf>,
    /// What was left out or changed.
    pub remarks: Remarks,
}

/// Reads the frames of a PNG (animated ones too), GIF, .aseprite file, the JSON of a sheet, or of
/// pictures and projects of other kinds. All together have 16 million pixels at most.
pub fn read_animation(path: &Path, which: WhichFrames) -> Result<Animation, FileError> {
    parse(path, &read_bounded(path, MAX_FILE_BYTES)?, which)
}

/// As [`read_animation`], of bytes that are there; files that they name are looked for beside the
/// path.
pub fn parse(path: &Path, bytes: &[u8], which: WhichFrames) -> Result<Animation, FileError> {
    let mut about = About::default();
    let mut frames = Vec::new();
    let mut n_pixels = 0_usize;
    let source = Source { path, bytes, which, check: check_picture_size };
    each_frame(&source, &mut about, &mut |frame| {
        n_pixels += frame.picture.pixels.len();
        if n_pixels > MAX_PICTURE_PIXELS {
            let problem = format!("has frames of more than {MAX_PICTURE_PIXELS} pixels in all");
            return Err(too_large(path, problem));
        }
        frames.push(frame);
        Ok(())
    })?;
    let mut names: Vec<&mut String> = frames.iter_mut().map(|frame| &mut frame.name).collect();
    name_frames(&mut names, path);
    let About { tags, plays, also_read, remarks } = about;
    Ok(Animation { frames, tags, plays, also_read, remarks })
}

/// Reads the first picture of a file, for callers that show no remarks.
pub fn read_picture(path: &Path) -> Result<Picture, FileError> {
    Ok(read_first_picture(path)?.0)
}

/// Reads the first picture of a file, and what of the file was left out.
pub fn read_first_picture(path: &Path) -> Result<(Picture, Remarks), FileError> {
    let Animation { mut frames, mut remarks, .. } = read_animation(path, WhichFrames::First)?;
    // Sheets are read whole.
    let of = frames.len();
    remarks.add(Remark::FramesLeftOut { n: of - 1, of });
    Ok((frames.swap_remove(0).picture, remarks))
}

/// Refuses the size of a picture, by its header alone.
pub(super) type SizeCheck = fn(&Path, u32, u32) -> Result<(), FileError>;

/// A file and what is wanted of it.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// Where it is; files that it names are looked for beside it.
    pub(super) path: &'a Path,
    pub(super) bytes: &'a [u8],
    pub(super) which: WhichFrames,
    /// May refuse the size of its canvas before memory is taken for it.
    pub(super) check: SizeCheck,
}

impl Source<'_> {
    /// Checks the canvas, and that all frames together are not more than anybody animates.
    pub(super) fn check_size(
        &self,
        (width, height): (u32, u32),
        n_frames: usize,
    ) -> Result<(), FileError> {
        (self.check)(self.path, width, height)?;
        let n_wanted = self.which.of(n_frames);
        let n_pixels = (width as usize).saturating_mul(height as usize).saturating_mul(n_wanted);
        if n_wanted > MAX_FRAMES || n_pixels > MAX_PIXELS {
            let problem = format!("has {n_frames} frames of {width}x{height} pixels");
            let remedy = "split it: up to 16,384 frames with 64 million pixels in all are read";
            return Err(FileError::Unsupported { path: self.path.to_owned(), problem, remedy });
        }
        Ok(())
    }
}

/// Refuses to write what would not be read again.
pub(super) fn check_written(path: &Path, n_frames: usize, scale: u32) -> Result<(), FileError> {
    let side = SIDE * scale.clamp(1, MAX_SCALE) as usize;
    if n_frames > MAX_FRAMES || n_frames * side * side > MAX_PIXELS {
        let problem = format!("would have {n_frames} frames of {side}x{side} pixels");
        let remedy =
            "lower the scale, or export at most 16,384 sprites and 64 million pixels a file";
        return Err(FileError::Unsupported { path: path.to_owned(), problem, remedy });
    }
    Ok(())
}

/// What a reader finds besides frames.
#[derive(Default)]
pub(super) struct About {
    /// As they stand in the file; those of [`each_frame`] fit its frames.
    pub(super) tags: Vec<Tag>,
    /// How often all of it plays, where the file says so.
    pub(super) plays: Option<u16>,
    /// Files that the file names and that were read for it.
    pub(super) also_read: Vec<PathBuf>,
    pub(super) remarks: Remarks,
}

impl About {
    /// A duration as frames hold it; the longest, and a remark, where it is longer than that.
    pub(super) fn duration(&mut self, milliseconds: u64) -> u16 {
        u16::try_from(milliseconds).unwrap_or_else(|_| {
            let longest = u16::MAX;
            self.remarks
                .note(format!("has frames that last longer than {longest} ms; they got that"));
            longest
        })
    }
}

/// Takes the frames of a file one after the other.
pub(super) type Visit<'v> = &'v mut dyn FnMut(AnimationFrame) -> Result<(), FileError>;

/// Shows the frames of a file one after the other; there is at least one.
pub(super) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let mut n_frames = 0;
    let mut counted = |frame| {
        n_frames += 1;
        visit(frame)
    };
    guarded(source.path, || each_of_kind(source, about, &mut counted))?;
    tags::settle(&mut about.tags, n_frames, &mut about.remarks);
    // A still picture does not play, and a tag says how often it does itself.
    about.plays = about.plays.filter(|_| n_frames > 1 && about.tags.is_empty());
    about.remarks.add(Remark::Plays(about.plays.unwrap_or(0)));
    Ok(())
}

fn each_of_kind(source: &Source<'_>, about: &mut About, visit: Visit<'_>) -> Result<(), FileError> {
    match Kind::of(source.path, source.bytes) {
        Some(Kind::Png) => png::each_frame(source, about, visit),
        Some(Kind::Gif) => gif::each_frame(source, about, visit),
        Some(Kind::Aseprite) => aseprite::each_frame(source, about, visit),
        Some(Kind::Piskel) => piskel::each_frame(source, about, visit),
        Some(Kind::Sheet) => sheet::each_frame(source, about, visit),
        Some(Kind::Zip) => zipped::each_frame(source, about, visit),
        Some(Kind::Ilbm) => ilbm::each_frame(source, about, visit),
        Some(Kind::Pcx) => pcx::each_frame(source, about, visit),
        Some(Kind::Other(format)) => others::each_frame(source, format, about, visit),
        None => Err(unknown(source.path, source.bytes)),
    }
}

/// What kind of file some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    Gif,
    Aseprite,
    Piskel,
    /// JSON, which may be that of a sheet.
    Sheet,
    Zip,
    Ilbm,
    Pcx,
    Other(image::ImageFormat),
}

impl Kind {
    /// The kind by the first bytes; the path tells what has no mark of its own.
    pub(super) fn of(path: &Path, bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(png::SIGNATURE) {
            Some(Self::Png)
        } else if bytes.starts_with(b"GIF8") {
            Some(Self::Gif)
        } else if aseprite::is_aseprite(bytes) {
            Some(Self::Aseprite)
        } else if piskel::is_piskel(bytes) {
            Some(Self::Piskel)
        } else if sheet::is_json(bytes) {
            Some(Self::Sheet)
        } else if zipped::is_zip(bytes) {
            Some(Self::Zip)
        } else if ilbm::is_ilbm(bytes) {
            Some(Self::Ilbm)
        } else if pcx::is_pcx(bytes) {
            Some(Self::Pcx)
        } else {
            others::format_of(path, bytes).map(Self::Other)
        }
    }
}

/// Names frames that have none after the file they came from: "fish" alone, or "fish 0" and on. Where
/// there are more than ten they begin with "fish 00", so that they sort.
pub(super) fn name_frames(names: &mut [&mut String], path: &Path) {
    let file = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_alone = names.len() == 1;
    let n_digits = digits(names.len().saturating_sub(1));
    for (index, name) in names.iter_mut().enumerate() {
        if name.is_empty() {
            **name = if is_alone {
                file.clone().into_owned()
            } else {
                format!("{file} {index:0n_digits$}")
            };
        }
    }
}

pub(super) fn check_picture_size(path: &Path, width: u32, height: u32) -> Result<(), FileError> {
    let n_pixels = u64::from(width) * u64::from(height);
    if n_pixels == 0 || n_pixels > MAX_PICTURE_PIXELS as u64 {
        return Err(too_large(path, format!("has {width}x{height} pixels")));
    }
    Ok(())
}

fn too_large(path: &Path, problem: String) -> FileError {
    let remedy = "cut it into parts of 4096x4096 pixels or fewer";
    FileError::Unsupported { path: path.to_owned(), problem, remedy }
}

/// What is said of bytes that are of no known kind.
pub(super) fn unknown(path_of_bytes: &Path, bytes: &[u8]) -> FileError {
    let path = path_of_bytes.to_owned();
    if bytes.is_empty() {
        return FileError::Empty(path);
    }
    // Too short to tell: cut off within its first bytes.
    if bytes.len() < png::SIGNATURE.len() && png::SIGNATURE.starts_with(bytes) {
        return png::damaged(&path, "it ends within its first bytes");
    }
    let (problem, remedy) = foreign::named(bytes).unwrap_or_else(|| {
        const REMEDY: &str =
            "save it as a PNG, a GIF or an .aseprite file, or choose the JSON of a sprite sheet";
        if palette::is_palette(path_of_bytes, bytes) {
            palette::NO_PICTURE
        } else if bytes.trim_ascii_start().starts_with(b"[") {
            sheet::NO_SHEET
        } else if foreign::is_text(bytes) {
            ("is a text and holds no picture", foreign::NO_PICTURE)
        } else {
            ("is of a kind that is not read", REMEDY)
        }
    });
    let problem = problem.to_owned();
    FileError::Unsupported { path, problem, remedy }
}
