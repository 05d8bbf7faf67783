//! Reads a sheet by its JSON: ours, Aseprite's or that of any packer.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use super::document::{self, Area, Document, Entry, Number, Size};
use crate::{
    files::{
        FRAME_MILLISECONDS, FileError, Tag,
        animation::{
            self, About, AnimationFrame, MAX_FILE_BYTES, MAX_FRAMES, MAX_PIXELS, Source, Visit,
            WhichFrames,
        },
        bounded::read_bounded,
        picture::Picture,
        remarks::{Remark, quoted},
        text,
    },
    sprite::Recipe,
};

/// The most pictures of a sheet.
const MAX_PAGES: usize = 64;

/// Endings of pictures that are looked for where the JSON names none.
const ENDINGS: [&str; 3] = ["png", "webp", "PNG"];

/// Whether bytes may be the JSON of a sheet.
pub(in crate::files) fn is_json(bytes: &[u8]) -> bool {
    text::as_utf8(&bytes[..bytes.len().min(64)]).trim_ascii_start().starts_with(b"{")
}

/// The pictures that the JSON of a sheet names and that lie beside it; none of other JSON.
#[must_use]
pub fn pictures_of(path: &Path) -> Vec<PathBuf> {
    let bytes = read_bounded(path, MAX_FILE_BYTES).unwrap_or_default();
    if !is_json(&bytes) {
        return Vec::new();
    }
    let document: Option<Document> = serde_json::from_slice(&text::as_utf8(&bytes)).ok();
    let Some(Document { frames, textures, meta, .. }) = document else { return Vec::new() };
    let images: Vec<Option<String>> = match (frames, textures) {
        (Some(frames), _) if frames.n_all > 0 => vec![meta.image],
        (_, Some(pages)) => pages.into_iter().map(|page| page.image).collect(),
        _ => Vec::new(),
    };
    let there = |image: &Option<String>| {
        image_paths(path, image.as_deref()).into_iter().find(|path| path.is_file())
    };
    images.iter().filter_map(there).collect()
}

/// Shows the frames of a sheet one after the other, cut out; there is at least one.
pub(in crate::files) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let path = source.path;
    let json = text::as_utf8(source.bytes);
    let document: Document =
        serde_json::from_slice(&json).map_err(|error| no_sheet(path, &error))?;
    let mut recipes = document::recipes(&json);
    drop(json);
    let (problem, remedy) = document.foreign();
    let Document { frames, textures, meta, animations, .. } = document;
    let pages: Vec<(Option<String>, Vec<Entry>)> = match (frames, textures) {
        (Some(frames), _) if frames.n_all > 0 => {
            check_count(path, frames.n_all)?;
            vec![(meta.image.clone(), frames.list)]
        }
        (_, Some(pages)) if pages.iter().any(|page| page.frames.n_all > 0) => {
            check_count(path, pages.iter().map(|page| page.frames.n_all).sum())?;
            pages.into_iter().map(|page| (page.image, page.frames.list)).collect()
        }
        (None, None) => return Err(unsupported(path, problem.to_owned(), remedy)),
        _ => {
            let remedy = "pack it again with the sprites that it should hold";
            return Err(unsupported(
                path,
                "is the JSON of a sheet without frames".to_owned(),
                remedy,
            ));
        }
    };
    if pages.len() > MAX_PAGES {
        let problem = format!("has {} pages", pages.len());
        return Err(unsupported(path, problem, "read its pages one by one"));
    }
    let layout = Layout::of(&pages.iter().flat_map(|(_, entries)| entries));
    layout.check(source, pages.iter().flat_map(|(_, entries)| entries))?;
    let names: Vec<String> =
        pages.iter().flat_map(|(_, entries)| entries).map(|it| it.filename.clone()).collect();
    let mut n_pixels = 0;
    for (image, entries) in pages {
        let (image, picture) = open_page(path, image.as_deref(), &mut n_pixels)?;
        for entry in entries {
            visit(layout.frame(&entry, path, (&image, &picture), &mut recipes, about)?)?;
        }
        about.also_read.push(image);
    }
    let others = meta.related_multi_packs.clone();
    about.remarks.add(Remark::PagesNotRead { of: others.len() + 1, names: others });
    about.remarks.add(Remark::SlicesDropped(meta.slice_names()));
    about.tags = meta.tags(names.len());
    add_animations(about, animations.0, &names);
    Ok(())
}

/// What is wrong with a JSON that cannot be understood.
fn no_sheet(path: &Path, error: &serde_json::Error) -> FileError {
    if error.is_data() {
        let problem = format!("is the JSON of a sheet that cannot be understood ({error})");
        let remedy = "export the sheet again as JSON, by name (hash) or in a row (array)";
        return unsupported(path, problem, remedy);
    }
    FileError::Torn { path: path.to_owned(), kind: "sheet", reason: format!("no JSON: {error}") }
}

fn unsupported(path: &Path, problem: String, remedy: &'static str) -> FileError {
    FileError::Unsupported { path: path.to_owned(), problem, remedy }
}

fn check_count(path: &Path, n_frames: usize) -> Result<(), FileError> {
    if n_frames > MAX_FRAMES {
        let remedy = "split the sheet: up to 16,384 frames are read";
        return Err(unsupported(path, format!("lists {n_frames} frames"), remedy));
    }
    Ok(())
}

/// Lists of frames become tags where their frames follow each other.
fn add_animations(about: &mut About, animations: Vec<(String, Vec<String>)>, names: &[String]) {
    let places: HashMap<&str, usize> =
        names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut dropped = Vec::new();
    for (name, frames) in animations {
        let frames: Option<Vec<usize>> =
            frames.iter().map(|frame| places.get(frame.as_str()).copied()).collect();
        match frames.as_deref() {
            Some([from, .., to]) if is_row(frames.as_deref()) => {
                about.tags.push(Tag::new(name, *from, *to));
            }
            Some([only]) => about.tags.push(Tag::new(name, *only, *only)),
            Some([]) => {}
            _ => dropped.push(name),
        }
    }
    about.remarks.add(Remark::TagsDropped(dropped));
}

fn is_row(frames: Option<&[usize]>) -> bool {
    frames.is_some_and(|frames| frames.windows(2).all(|pair| pair[1] == pair[0] + 1))
}

/// The picture of a page, which lies beside the JSON.
fn open_page(
    json: &Path,
    image: Option<&str>,
    n_pixels: &mut usize,
) -> Result<(PathBuf, Picture), FileError> {
    let candidates = image_paths(json, image);
    let Some(first) = candidates.first() else {
        let problem = "names no picture in its own folder".to_owned();
        return Err(unsupported(json, problem, "put the picture of the sheet beside its JSON"));
    };
    let path = candidates.iter().find(|path| path.exists()).unwrap_or(first).clone();
    let bytes = read_bounded(&path, MAX_FILE_BYTES)?;
    if is_json(&bytes) {
        let remedy = "name the picture of the sheet in its JSON";
        return Err(unsupported(&path, "is no picture".to_owned(), remedy));
    }
    let mut picture = None;
    let which = WhichFrames::First;
    let source = Source { path: &path, bytes: &bytes, which, check: animation::check_picture_size };
    animation::each_frame(&source, &mut About::default(), &mut |frame| {
        picture = Some(frame.picture);
        Ok(())
    })?;
    let picture = picture.ok_or_else(|| animation::unknown(&path, &bytes))?;
    *n_pixels += picture.pixels.len();
    if *n_pixels > MAX_PIXELS {
        let remedy = "read its pages one by one";
        return Err(unsupported(json, "has pages of too many pixels".to_owned(), remedy));
    }
    Ok((path, picture))
}

/// Where the picture may lie: of a path, whichever system it is of, only the last part counts, so
/// that no name leads elsewhere. Web tools write "%20" for a space.
fn image_paths(json: &Path, image: Option<&str>) -> Vec<PathBuf> {
    let Some(image) = image else {
        return ENDINGS.iter().map(|ending| json.with_extension(ending)).collect();
    };
    let plain = |name: &str| {
        let name = name.rsplit(['/', '\\']).next()?;
        let is_name = !matches!(name, "" | "." | "..") && !name.contains('\0');
        is_name.then(|| json.with_file_name(name))
    };
    let decoded = percent_decoded(image);
    let mut paths: Vec<PathBuf> = plain(image).into_iter().chain(plain(&decoded)).collect();
    paths.dedup();
    paths
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded =
            digits.filter(|_| byte == b'%').and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Where frames stand in the drawings that they were cut from.
struct Layout {
    /// The upper left corner of all frames that do not fit their drawing where they should stand.
    /// Packers that "crop, keep position" say so: then only the distances between frames count.
    corner: Option<(i64, i64)>,
    /// The size that holds all of those.
    size: (i64, i64),
}

impl Entry {
    /// Size of the frame as it was drawn. Some packers tell that of a turned frame, others that of
    /// its area on the sheet.
    fn drawn_size(&self) -> (i64, i64) {
        let Area { w: Number(w), h: Number(h), .. } = self.frame;
        let is_of_area = |place: Area| (place.w.0, place.h.0) == (h, w);
        if self.rotated.0 && self.source_place.is_some_and(is_of_area) { (h, w) } else { (w, h) }
    }

    /// Where the frame stands in its drawing.
    fn offset(&self) -> (i64, i64) {
        self.source_place.map_or((0, 0), |place| (place.x.0, place.y.0))
    }

    fn source_size(&self) -> (i64, i64) {
        match self.source_size {
            Some(Size { w, h }) if w.0 > 0 && h.0 > 0 => (w.0, h.0),
            _ => self.drawn_size(),
        }
    }

    /// Whether the frame lies within its drawing.
    fn fits(&self) -> bool {
        let ((x, y), (w, h), (width, height)) =
            (self.offset(), self.drawn_size(), self.source_size());
        x >= 0 && y >= 0 && x.saturating_add(w) <= width && y.saturating_add(h) <= height
    }
}

impl Layout {
    fn of<'a>(entries: &(impl Iterator<Item = &'a Entry> + Clone)) -> Self {
        let misplaced = || entries.clone().filter(|entry| !entry.fits());
        let least = |side: fn((i64, i64)) -> i64| misplaced().map(|it| side(it.offset())).min();
        let corner = least(|(x, _)| x).zip(least(|(_, y)| y));
        let (left, top) = corner.unwrap_or_default();
        let size = misplaced().fold((0, 0), |(width, height), entry| {
            let ((x, y), (w, h)) = (entry.offset(), entry.drawn_size());
            let reach = |start: i64, least: i64, length: i64| {
                start.saturating_sub(least).saturating_add(length)
            };
            (reach(x, left, w).max(width), reach(y, top, h).max(height))
        });
        Self { corner, size }
    }

    /// Size of the picture that a frame becomes, and where in it the frame stands.
    fn place(&self, entry: &Entry) -> ((i64, i64), (i64, i64)) {
        let (x, y) = entry.offset();
        match self.corner {
            Some((left, top)) if !entry.fits() => (self.size, (x - left, y - top)),
            _ => (entry.source_size(), (x, y)),
        }
    }

    /// Refuses what is too much before anything is drawn.
    fn check<'a>(
        &self,
        source: &Source<'_>,
        entries: impl Iterator<Item = &'a Entry>,
    ) -> Result<(), FileError> {
        let mut n_pixels = 0_u64;
        for entry in entries {
            let ((width, height), _) = self.place(entry);
            let side =
                |side: i64| u32::try_from(side).unwrap_or(if side < 0 { 0 } else { u32::MAX });
            (source.check)(source.path, side(width), side(height))?;
            n_pixels += (width * height) as u64;
            if n_pixels > MAX_PIXELS as u64 {
                let problem = format!("has frames of more than {MAX_PIXELS} pixels in all");
                return Err(unsupported(source.path, problem, "split the sheet into several"));
            }
        }
        Ok(())
    }

    /// A frame as it was before it was trimmed, turned and packed.
    fn frame(
        &self,
        entry: &Entry,
        path: &Path,
        (image, sheet): (&Path, &Picture),
        recipes: &mut BTreeMap<String, Recipe>,
        about: &mut About,
    ) -> Result<AnimationFrame, FileError> {
        let (width, height) = entry.drawn_size();
        let on_sheet = if entry.rotated.0 { (height, width) } else { (width, height) };
        let (x, y) = (entry.frame.x.0, entry.frame.y.0);
        let is_inside = |start: i64, length: i64, end: usize| {
            start >= 0 && length >= 0 && start.saturating_add(length) <= end as i64
        };
        if !is_inside(x, on_sheet.0, sheet.width) || !is_inside(y, on_sheet.1, sheet.height) {
            let problem = format!(
                "has a frame {} that lies outside the picture \"{}\" of {}x{} pixels",
                quoted(&entry.filename),
                image.display(),
                sheet.width,
                sheet.height
            );
            return Err(unsupported(path, problem, "export picture and JSON again together"));
        }
        let ((columns, rows), (left, top)) = self.place(entry);
        let mut picture = Picture::empty(columns as usize, rows as usize);
        for row in 0..height {
            for column in 0..width {
                // Packers turn frames clockwise.
                let (from_x, from_y) =
                    if entry.rotated.0 { (height - 1 - row, column) } else { (column, row) };
                let from = (y + from_y) as usize * sheet.width + (x + from_x) as usize;
                let to = (top + row) as usize * picture.width + (left + column) as usize;
                picture.pixels[to] = sheet.pixels[from];
            }
        }
        let milliseconds = match entry.duration {
            None => FRAME_MILLISECONDS,
            Some(Number(..=0)) => {
                let milliseconds = FRAME_MILLISECONDS;
                about.remarks.add(Remark::NoDuration { n: 1, milliseconds });
                milliseconds
            }
            Some(Number(milliseconds)) => u16::try_from(milliseconds).unwrap_or(u16::MAX),
        };
        let recipe = recipes.remove(&entry.filename).map(|recipe| recipe.to_json());
        let name = entry.filename.clone();
        Ok(AnimationFrame { name, picture, indexed: None, milliseconds, recipe })
    }
}
