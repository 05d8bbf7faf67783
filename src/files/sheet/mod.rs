//! Sprite sheets: one indexed PNG for many sprites, and the JSON that says where each of them
//! is, in the fields that Aseprite and `TexturePacker` write and game engines read.

mod document;
mod json;
mod pages;
mod read;

use std::path::Path;

pub(super) use document::NO_SHEET;
pub use pages::{Parts, all_parts_of, is_other_json, parts_of, without_parts};
pub(super) use read::{each_frame, is_json};

use super::{
    FileError, Frame, Tag,
    animation::{MAX_FILE_BYTES, MAX_FRAMES, MAX_PICTURE_PIXELS as MAX_PIXELS},
    canvas::Canvas,
    png,
    unique_names::{UniqueNames, bracketed},
    write_together,
};
use crate::sprite::{Palette, Recipe, SIDE};

/// The longest side of a sheet.
const MAX_SIDE: usize = 16_384;

/// Which kind of list the JSON has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JsonKind {
    /// Frames by name.
    #[default]
    Hash,
    /// Frames in a row, each with its name.
    Array,
}

/// What the frames of a sheet are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrameNames {
    /// By number where a tag spans several frames, as sprites are called otherwise.
    #[default]
    Auto,
    /// As the sprites are called.
    Sprite,
    /// By their numbers from 0, which is how Phaser's `createFromAseprite` finds those of a tag.
    Number,
}

/// How sprites are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetOptions {
    /// Sprites in a row; `None` makes the sheet about square. With as many columns as
    /// sprites it is a single row.
    pub columns: Option<usize>,
    /// Whether a row begins with each tag and behind each, as long as its longest one where
    /// `columns` says nothing.
    pub split_tags: bool,
    /// Transparent pixels around and between sprites, before all is enlarged.
    pub padding: usize,
    /// Screen pixels a sprite pixel.
    pub scale: u32,
    /// Which kind of list the JSON has.
    pub json: JsonKind,
    /// What frames are called in it.
    pub frame_names: FrameNames,
}

impl Default for SheetOptions {
    fn default() -> Self {
        Self {
            columns: None,
            split_tags: false,
            padding: 0,
            scale: 1,
            json: JsonKind::Hash,
            frame_names: FrameNames::Auto,
        }
    }
}

/// A rectangle of a sheet in screen pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SheetRect {
    /// First column.
    pub x: u32,
    /// First row.
    pub y: u32,
    /// Width.
    #[serde(rename = "w")]
    pub width: u32,
    /// Height.
    #[serde(rename = "h")]
    pub height: u32,
}

/// A sheet, not yet written.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The picture.
    pub png: Vec<u8>,
    /// Its description. Recipes are under `meta.generator`, where strict readers do not look.
    pub json: String,
    /// Where each frame is.
    pub places: Vec<SheetRect>,
}

/// Lays frames out. Tags are over their indices; `image` is what the JSON calls the picture. Sheets of more than 16 million
/// pixels are refused, as are those without a frame.
pub fn encode(
    frames: &[Frame],
    tags: &[Tag],
    palette: &Palette,
    options: SheetOptions,
    image: &Path,
) -> Result<Sheet, FileError> {
    let Layout { canvas, corners } = Layout::new(frames, tags, options, image)?;
    let scale = options.scale.clamp(1, super::MAX_SCALE);
    let side = SIDE as u32 * scale;
    let place = |&(x, y): &(usize, usize)| SheetRect {
        x: x as u32 * scale,
        y: y as u32 * scale,
        width: side,
        height: side,
    };
    let places: Vec<SheetRect> = corners.iter().map(place).collect();
    let canvas = canvas.enlarged(scale);
    let size = (canvas.width as u32, canvas.height as u32);
    let names = match options.frame_names {
        FrameNames::Number => numbers(frames),
        FrameNames::Auto if tags.iter().any(|tag| tag.from < tag.to) => numbers(frames),
        FrameNames::Auto | FrameNames::Sprite => unique_names(frames),
    };
    let file_name = image.file_name().unwrap_or_default().to_string_lossy();
    let cells = names.iter().zip(frames).zip(&places).map(|((name, frame), place)| json::Cell {
        name,
        place: *place,
        milliseconds: frame.milliseconds,
        recipe: frame.recipe(),
    });
    let cells: Vec<json::Cell<'_>> = cells.collect();
    let json = json::encode(&cells, tags, size, &file_name, options.json);
    if json.len() as u64 > MAX_FILE_BYTES {
        let problem = format!("would have a JSON of {} MiB", json.len() >> 20);
        let remedy = "export fewer sprites, or leave out those with large recipes";
        return Err(FileError::Unsupported { path: image.to_owned(), problem, remedy });
    }
    let recipes = frames.iter().filter_map(Frame::recipe);
    Ok(Sheet { png: png::encode_sheet(&canvas, palette, recipes), json, places })
}

/// Writes the picture to `path` and the JSON beside it, with ".json" in place of ".png".
pub fn write(
    path: &Path,
    frames: &[Frame],
    tags: &[Tag],
    palette: &Palette,
    options: SheetOptions,
) -> Result<(), FileError> {
    let sheet = encode(frames, tags, palette, options, path)?;
    let json = json_path(path);
    if json == path {
        return Err(FileError::Unsupported {
            path: json,
            problem: "would be both the picture and its description".to_owned(),
            remedy: "choose a name that ends in .png",
        });
    }
    write_together(&[(path, &sheet.png), (&json, sheet.json.as_bytes())])
}

/// Where the description of a sheet is written.
#[must_use]
pub fn json_path(png: &Path) -> std::path::PathBuf {
    png.with_extension("json")
}

struct Layout {
    canvas: Canvas,
    corners: Vec<(usize, usize)>,
}

impl Layout {
    fn new(
        frames: &[Frame],
        tags: &[Tag],
        options: SheetOptions,
        path: &Path,
    ) -> Result<Self, FileError> {
        let refuse = |problem: String, remedy| {
            Err(FileError::Unsupported { path: path.to_owned(), problem, remedy })
        };
        if frames.is_empty() {
            return refuse("would hold no sprite".to_owned(), "give at least one");
        }
        if frames.len() > MAX_FRAMES {
            return refuse(format!("would hold {} sprites", frames.len()), "give at most 16,384");
        }
        let Cells { places, columns, rows } = Cells::new(frames.len(), tags, options);
        let scale = options.scale.clamp(1, super::MAX_SCALE) as usize;
        let extent = |cells: usize| {
            let padded = SIDE.checked_add(options.padding)?.checked_mul(cells)?;
            padded.checked_add(options.padding)?.checked_mul(scale).filter(|side| *side <= MAX_SIDE)
        };
        let remedy = "lower the scale or the padding, use more rows, or export fewer sprites";
        let (Some(width), Some(height)) = (extent(columns), extent(rows)) else {
            return refuse(format!("would be longer than {MAX_SIDE} pixels"), remedy);
        };
        if width * height > MAX_PIXELS {
            return refuse(format!("would have {width}x{height} pixels"), remedy);
        }
        let corner = |(column, row): &(usize, usize)| {
            let at = |place: usize| options.padding + place * (SIDE + options.padding);
            (at(*column), at(*row))
        };
        let corners: Vec<(usize, usize)> = places.iter().map(corner).collect();
        let mut canvas = Canvas::empty(width / scale, height / scale);
        for (frame, corner) in frames.iter().zip(&corners) {
            canvas.put(&frame.sprite, *corner);
        }
        Ok(Self { canvas, corners })
    }
}

/// In which column and row each frame stands.
struct Cells {
    places: Vec<(usize, usize)>,
    columns: usize,
    rows: usize,
}

impl Cells {
    fn new(n_frames: usize, tags: &[Tag], options: SheetOptions) -> Self {
        let mut starts = vec![0, n_frames];
        if options.split_tags {
            starts.extend(tags.iter().flat_map(|tag| [tag.from, tag.to + 1]));
            starts.retain(|start| *start <= n_frames);
            starts.sort_unstable();
            starts.dedup();
        }
        let square = (n_frames as f64).sqrt().ceil() as usize;
        let longest = starts.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(1);
        let usual = if starts.len() > 2 { longest } else { square };
        let columns = options.columns.unwrap_or(usual).clamp(1, longest.max(1));
        let (mut places, mut rows) = (Vec::with_capacity(n_frames), 0);
        for pair in starts.windows(2) {
            let length = pair[1] - pair[0];
            places.extend((0..length).map(|at| (at % columns, rows + at / columns)));
            rows += length.div_ceil(columns);
        }
        Self { places, columns, rows }
    }
}

/// "0", "1" and on, as Aseprite's `{frame}` is.
fn numbers(frames: &[Frame]) -> Vec<String> {
    (0..frames.len()).map(|at| at.to_string()).collect()
}

/// The names of the frames, each different: readers look frames up by them.
fn unique_names(frames: &[Frame]) -> Vec<String> {
    let mut names = UniqueNames::default();
    names.reserve(frames.iter().map(|frame| frame.name.as_str()), str::to_owned);
    frames.iter().map(|frame| names.next(&frame.name, str::to_owned, bracketed)).collect()
}

/// What `meta.generator` holds.
#[derive(serde::Serialize, serde::Deserialize)]
struct GeneratorData {
    name: String,
    version: String,
    /// By frame name; frames without a recipe are absent.
    recipes: std::collections::BTreeMap<String, Recipe>,
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_lacking;
