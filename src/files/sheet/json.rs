//! The JSON of sheets, written in the order of the frames.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::{GeneratorData, JsonKind, SheetRect};
use crate::{files::Tag, sprite::Recipe};

/// Who wrote the file. melonJS reads no sheet in which the name of a format that it knows is not
/// here.
const APP: &str = "Shoal, as https://www.aseprite.org/";

/// A frame as the JSON tells of it.
pub(super) struct Cell<'a> {
    pub(super) name: &'a str,
    pub(super) place: SheetRect,
    pub(super) milliseconds: u16,
    pub(super) recipe: Option<&'a Recipe>,
}

#[derive(Serialize)]
struct Document<'a> {
    frames: Frames<'a>,
    meta: Meta<'a>,
}

enum Frames<'a> {
    Hash(&'a [Cell<'a>]),
    Array(&'a [Cell<'a>]),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    filename: Option<&'a str>,
    frame: SheetRect,
    rotated: bool,
    trimmed: bool,
    sprite_source_size: SheetRect,
    source_size: Size,
    duration: u16,
}

#[derive(Serialize)]
struct Size {
    w: u32,
    h: u32,
}

#[derive(Serialize)]
struct Meta<'a> {
    app: &'static str,
    version: &'static str,
    image: &'a str,
    format: &'static str,
    size: Size,
    /// A text, as Aseprite has it, and always 1: `PixiJS` divides all sizes by it, which would
    /// undo an enlargement.
    scale: &'static str,
    /// There even when it is empty: engines that read Aseprite's JSON count on it.
    #[serde(rename = "frameTags")]
    frame_tags: Vec<FrameTag<'a>>,
    /// There for the same reason; a sprite here has no layers.
    layers: [(); 0],
    slices: [(); 0],
    generator: GeneratorData,
}

#[derive(Serialize)]
struct FrameTag<'a> {
    name: &'a str,
    from: usize,
    to: usize,
    direction: &'static str,
    // A text, as Aseprite has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeat: Option<String>,
}

impl<'a> FrameTag<'a> {
    fn of(tag: &'a Tag) -> Self {
        let repeat = (tag.repeat > 0).then(|| tag.repeat.to_string());
        let direction = tag.direction.name();
        Self { name: &tag.name, from: tag.from, to: tag.to, direction, repeat }
    }
}

pub(super) fn encode(
    cells: &[Cell<'_>],
    tags: &[Tag],
    (w, h): (u32, u32),
    image: &str,
    kind: JsonKind,
) -> String {
    let recipes: BTreeMap<String, Recipe> = cells
        .iter()
        .filter_map(|cell| Some((cell.name.to_owned(), cell.recipe?.clone())))
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let document = Document {
        frames: match kind {
            JsonKind::Hash => Frames::Hash(cells),
            JsonKind::Array => Frames::Array(cells),
        },
        meta: Meta {
            app: APP,
            version,
            image,
            format: "I8",
            size: Size { w, h },
            scale: "1",
            frame_tags: tags.iter().map(FrameTag::of).collect(),
            layers: [],
            slices: [],
            generator: GeneratorData {
                name: "shoal".to_owned(),
                version: version.to_owned(),
                recipes,
            },
        },
    };
    serde_json::to_string_pretty(&document).expect("texts and numbers are plain data") + "\n"
}

impl Serialize for Frames<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Array(cells) => {
                serializer.collect_seq(cells.iter().map(|cell| entry(cell, Some(cell.name))))
            }
            // A map type of ours would put "fish 10" before "fish 2".
            Self::Hash(cells) => {
                let mut map = serializer.serialize_map(Some(cells.len()))?;
                for cell in *cells {
                    map.serialize_entry(cell.name, &entry(cell, None))?;
                }
                map.end()
            }
        }
    }
}

fn entry<'a>(cell: &Cell<'_>, filename: Option<&'a str>) -> Entry<'a> {
    let SheetRect { width, height, .. } = cell.place;
    Entry {
        filename,
        frame: cell.place,
        rotated: false,
        trimmed: false,
        sprite_source_size: SheetRect { x: 0, y: 0, width, height },
        source_size: Size { w: width, h: height },
        duration: cell.milliseconds,
    }
}
