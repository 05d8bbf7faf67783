//! Reads a sheet by its JSON: ours, Aseprite's or `TexturePacker`'s, hash or array.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

use super::{GeneratorData, MAX_PIXELS, Place};
use crate::{
    files::{
        FRAME_MILLISECONDS, FileError,
        bounded::read_bounded,
        import::Imported,
        picture::{MAX_SPRITE_SIDE, Picture, Shot},
        png,
    },
    sprite::Palette,
};

/// The picture of a sheet may be larger than its JSON.
const MAX_PNG_BYTES: u64 = 32 << 20;

/// The most frames that are read.
const MAX_FRAMES: usize = 16_384;

#[derive(Deserialize)]
struct Document {
    #[serde(deserialize_with = "entries")]
    frames: Vec<Entry>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    filename: String,
    frame: Place,
    #[serde(default)]
    rotated: bool,
    #[serde(default, rename = "spriteSourceSize")]
    source_place: Option<Place>,
    #[serde(default, rename = "sourceSize")]
    source_size: Option<Size>,
    #[serde(default)]
    duration: Option<u16>,
}

#[derive(Clone, Copy, Deserialize)]
struct Size {
    w: u32,
    h: u32,
}

#[derive(Deserialize)]
struct Meta {
    image: Option<String>,
    // Not believed to be ours until it parses: other programs may use the key.
    #[serde(default)]
    generator: serde_json::Value,
}

/// Every frame of a sheet, in the order of its JSON.
pub(in crate::files) fn parse(
    path: &Path,
    bytes: &[u8],
    palette: &Palette,
) -> Result<Vec<Imported>, FileError> {
    let mut frames = Vec::new();
    each_frame(path, bytes, &mut |shot| {
        frames.push(Imported::of_shot(shot, path, palette)?);
        Ok(())
    })?;
    Ok(frames)
}

/// Shows the frames of a sheet one after the other, cut out; there is at least one.
pub(in crate::files) fn each_frame(
    path: &Path,
    bytes: &[u8],
    visit: &mut dyn FnMut(Shot) -> Result<(), FileError>,
) -> Result<(), FileError> {
    let torn = |reason: String| FileError::Torn { path: path.to_owned(), kind: "sheet", reason };
    let document: Document = serde_json::from_slice(bytes)
        .map_err(|error| torn(format!("no JSON of a sprite sheet: {error}")))?;
    if document.frames.is_empty() || document.frames.len() > MAX_FRAMES {
        return Err(torn(format!("it lists {} frames", document.frames.len())));
    }
    let image = image_path(path, document.meta.image.as_deref())
        .ok_or_else(|| torn("its \"meta.image\" names no picture in the same folder".to_owned()))?;
    let picture = decode(&image)?;
    let recipes = serde_json::from_value::<GeneratorData>(document.meta.generator);
    let mut recipes = recipes.map(|data| data.recipes).unwrap_or_default();
    for entry in document.frames {
        let part = entry
            .cut(&picture)
            .map_err(|problem| torn(format!("frame \"{}\" {problem}", entry.filename)))?;
        let recipe = recipes.remove(&entry.filename).map(|recipe| recipe.to_json());
        let milliseconds = entry.duration.unwrap_or(FRAME_MILLISECONDS);
        visit(Shot { name: entry.filename, picture: part, milliseconds, recipe })?;
    }
    Ok(())
}

/// The picture lies beside the JSON: of a path, whichever system it is of, only the last part
/// counts, so that no name leads elsewhere.
fn image_path(json: &Path, image: Option<&str>) -> Option<PathBuf> {
    let Some(image) = image else { return Some(json.with_extension("png")) };
    let name = image.rsplit(['/', '\\']).next()?;
    let is_name = !matches!(name, "" | "." | "..");
    is_name.then(|| json.with_file_name(name))
}

fn decode(image: &Path) -> Result<Picture, FileError> {
    let bytes = read_bounded(image, MAX_PNG_BYTES)?;
    if !bytes.starts_with(png::SIGNATURE) {
        return Err(FileError::NotPng(image.to_owned()));
    }
    let check = |width: u32, height: u32| {
        if width as usize * height as usize > MAX_PIXELS {
            let problem = format!("has {width}x{height} pixels");
            let remedy = "cut the sheet into parts of 4096x4096 pixels or fewer";
            return Err(FileError::Unsupported { path: image.to_owned(), problem, remedy });
        }
        Ok(())
    };
    Ok(Picture::decode_png(image, &bytes, check)?.0)
}

impl Entry {
    /// The frame as it was before it was trimmed.
    fn cut(&self, sheet: &Picture) -> Result<Picture, &'static str> {
        if self.rotated {
            return Err("is rotated; pack the sheet without rotation");
        }
        let Place { x, y, width, height } = self.frame;
        let inside = |start: u32, length: u32, end: usize| {
            start.checked_add(length).is_some_and(|stop| stop as usize <= end)
        };
        if !inside(x, width, sheet.width) || !inside(y, height, sheet.height) {
            return Err("lies outside the picture");
        }
        let size = self.source_size.unwrap_or(Size { w: width, h: height });
        if size.w.max(size.h).max(width).max(height) > MAX_SPRITE_SIDE || size.w.min(size.h) == 0 {
            return Err("is larger than a sprite, or has no size");
        }
        let part = sheet.cut((x as usize, y as usize), (width as usize, height as usize));
        let (left, top) = self.source_place.map_or((0, 0), |place| (place.x, place.y));
        let mut whole = Picture::empty(size.w as usize, size.h as usize);
        for at in 0..part.pixels.len() {
            let (column, row) = (at % part.width, at / part.width);
            let (column, row) = (column + left as usize, row + top as usize);
            if column < whole.width && row < whole.height {
                whole.pixels[row * size.w as usize + column] = part.pixels[at];
            }
        }
        Ok(whole)
    }
}

/// Frames by name or in a row, in the order of the file.
fn entries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Entry>, D::Error> {
    struct Either;

    impl<'de> Visitor<'de> for Either {
        type Value = Vec<Entry>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("frames by name or in a row")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = list.next_element()? {
                entries.push(entry);
            }
            Ok(entries)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some((filename, entry)) = map.next_entry::<String, Entry>()? {
                entries.push(Entry { filename, ..entry });
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_any(Either)
}
