//! Reads a sheet by its JSON: ours, Aseprite's or that of any packer.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
};

use super::{
    document::{self, Area, Document, Entry, Number, Size},
    pages::Page,
};
use crate::{
    files::{
        FRAME_MILLISECONDS, FileError, Tag,
        animation::{About, AnimationFrame, Indexed, MAX_FRAMES, MAX_PIXELS, Source, Visit},
        palette,
        picture::Picture,
        reason,
        remarks::{Remark, quoted},
        text,
    },
    sprite::Recipe,
};

/// The most pictures of a sheet.
const MAX_PAGES: usize = 64;

/// Whether bytes may be the JSON of a sheet.
pub(in crate::files) fn is_json(bytes: &[u8]) -> bool {
    text::as_utf8(&bytes[..bytes.len().min(64)]).trim_ascii_start().starts_with(b"{")
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
        serde_json::from_slice(&json).map_err(|error| no_sheet(path, &json, &error))?;
    let mut recipes = document::recipes(&json);
    drop(json);
    let (problem, remedy) = document.foreign();
    let Document { frames, textures, mut meta, mut animations, file, .. } = document;
    let image = meta.image.take().or(file);
    let mut pages = match Page::of(path, frames, textures, (image, meta.size)) {
        Some(pages) if pages.iter().any(|page| page.frames.n_all > 0) => pages,
        None if palette::is_palette(path, source.bytes) => {
            let (problem, remedy) = palette::NO_PICTURE;
            return Err(unsupported(path, problem.to_owned(), remedy));
        }
        None => return Err(unsupported(path, problem.to_owned(), remedy)),
        Some(_) => {
            let problem = "is the JSON of a sheet without frames".to_owned();
            let remedy = "pack it again with the sprites that it should hold";
            return Err(unsupported(path, problem, remedy));
        }
    };
    let names = std::mem::take(&mut meta.related_multi_packs);
    let mut not_read = Vec::new();
    let n_named = names.len() + 1;
    for name in names.into_iter().take(MAX_PAGES) {
        match Page::related(path, &name) {
            Some((page, others)) => {
                about.also_read.push(page.json.clone());
                pages.push(page);
                animations.0.extend(others.0);
            }
            None => not_read.push(name),
        }
    }
    let of = n_named.max(pages.len() + not_read.len());
    check_count(path, pages.iter().map(|page| page.frames.n_all).sum())?;
    if pages.len() > MAX_PAGES {
        let problem = format!("has {} pages", pages.len());
        return Err(unsupported(path, problem, "read its pages one by one"));
    }
    let images = located(&pages, &mut not_read)?;
    about.remarks.add(Remark::PagesNotRead { of, names: not_read });
    let skipped = Skipped::take(path, &mut pages, &images)?;
    about.remarks.add(Remark::frames_without_pixels(&skipped.empty));
    let entries = || pages.iter().flat_map(|page| &page.frames.list);
    let layout = Layout::of(&entries());
    layout.check(source, entries())?;
    let names: Vec<String> = entries().map(|entry| entry.filename.clone()).collect();
    let mut n_pixels = 0;
    for (page, image) in pages.into_iter().zip(images) {
        let Some(image) = image else { continue };
        let (picture, indexed) = page.open(&image, &mut n_pixels, about)?;
        let sheet = (image.as_path(), &picture, indexed.as_ref());
        page.other_size(&image, &picture).into_iter().for_each(|it| about.remarks.add(it));
        for entry in &page.frames.list {
            visit(layout.frame(entry, path, sheet, &mut recipes, about)?)?;
        }
        about.also_read.push(image);
    }
    about.remarks.add(Remark::SlicesDropped(meta.slice_names()));
    let (tags, mut outside) = meta.tags();
    for tag in tags {
        match skipped.moved(&tag) {
            Some(tag) => about.tags.push(tag),
            None => outside.push(tag.name),
        }
    }
    about.remarks.add(Remark::TagsWithoutFrames(outside));
    add_animations(about, animations.0, (&names, &skipped.empty));
    Ok(())
}

/// Where the pictures of pages lie; adds the names of those that lie nowhere, and fails where that is
/// all of them.
fn located(pages: &[Page], not_read: &mut Vec<String>) -> Result<Vec<Option<PathBuf>>, FileError> {
    let mut images = Vec::new();
    let mut first_error = None;
    for page in pages {
        let image = page.locate().map_err(|error| {
            not_read.push(page.image_name());
            first_error.get_or_insert(error);
        });
        images.push(image.ok());
    }
    match first_error {
        Some(error) if images.iter().all(Option::is_none) => Err(error),
        _ => Ok(images),
    }
}

/// Frames of a sheet that are left out.
struct Skipped {
    /// For each listed frame whether it is.
    flags: Vec<bool>,
    /// The names of those that have no pixels.
    empty: Vec<String>,
}

impl Skipped {
    /// Takes frames without pixels off the pages, and all of the pages without a picture.
    fn take(
        path: &Path,
        pages: &mut [Page],
        images: &[Option<PathBuf>],
    ) -> Result<Self, FileError> {
        let (mut flags, mut empty) = (Vec::new(), Vec::new());
        for (page, image) in pages.iter_mut().zip(images) {
            page.frames.list.retain(|entry| {
                // What is trimmed to nothing is a frame all the same.
                let (width, height) = entry.source_size();
                let has_pixels = width > 0 && height > 0;
                let is_kept = has_pixels && image.is_some();
                flags.push(!is_kept);
                if !has_pixels {
                    empty.push(entry.filename.clone());
                }
                is_kept
            });
        }
        if flags.iter().all(|is_skipped| *is_skipped) {
            let problem = "is the JSON of a sheet whose frames have no pixels".to_owned();
            let remedy = "pack it again with the sprites that it should hold";
            return Err(unsupported(path, problem, remedy));
        }
        Ok(Self { flags, empty })
    }

    /// The range of a tag among the frames that were not left out; `None` where all of it was. A
    /// range that makes no sense stays as it is.
    fn moved(&self, tag: &Tag) -> Option<Tag> {
        if tag.from > tag.to {
            return Some(tag.clone());
        }
        // Behind the last frame a range keeps its distance.
        let n_all = self.flags.len();
        let moved = |at: usize| {
            let before = &self.flags[..at.min(n_all)];
            before.iter().filter(|is_skipped| !**is_skipped).count() + at.saturating_sub(n_all)
        };
        let (from, end) = (moved(tag.from), moved(tag.to.saturating_add(1)));
        (from < end).then(|| Tag { from, to: end - 1, ..tag.clone() })
    }
}

/// What is wrong with a JSON that cannot be understood.
fn no_sheet(path: &Path, json: &[u8], error: &serde_json::Error) -> FileError {
    if let Some((problem, remedy)) = document::named_otherwise(json) {
        return unsupported(path, problem.to_owned(), remedy);
    }
    if error.is_data() {
        let problem = format!(
            "is the JSON of a sheet that cannot be understood ({})",
            reason::of_json(error)
        );
        let remedy = "export the sheet again as JSON, by name (hash) or in a row (array)";
        return unsupported(path, problem, remedy);
    }
    FileError::Torn { path: path.to_owned(), kind: "sheet", reason: reason::of_json(error) }
}

pub(super) fn unsupported(path: &Path, problem: String, remedy: &'static str) -> FileError {
    FileError::Unsupported { path: path.to_owned(), problem, remedy }
}

fn check_count(path: &Path, n_frames: usize) -> Result<(), FileError> {
    if n_frames > MAX_FRAMES {
        let remedy = "split the sheet: up to 16,384 frames are read";
        return Err(unsupported(path, format!("lists {n_frames} frames"), remedy));
    }
    Ok(())
}

/// Lists of frames become tags where their frames follow each other; those without pixels do not
/// count.
fn add_animations(
    about: &mut About,
    animations: Vec<(String, Vec<String>)>,
    (names, empty): (&[String], &[String]),
) {
    let empty: HashSet<&str> = empty.iter().map(String::as_str).collect();
    let places: HashMap<&str, usize> =
        names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let (mut dropped, mut without) = (Vec::new(), Vec::new());
    let mut known = HashSet::new();
    let range = |tag: &Tag| (tag.name.clone(), tag.from, tag.to);
    let listed: HashSet<(String, usize, usize)> = about.tags.iter().map(range).collect();
    // Each page of a sheet lists the animations of all.
    for (name, frames) in animations.into_iter().filter(|(name, _)| known.insert(name.clone())) {
        let is_listed = !frames.is_empty();
        let is_shown = |frame: &&String| {
            places.contains_key(frame.as_str()) || !empty.contains(frame.as_str())
        };
        let shown = frames.iter().filter(is_shown);
        let frames: Option<Vec<usize>> =
            shown.map(|frame| places.get(frame.as_str()).copied()).collect();
        let (from, to) = match frames.as_deref() {
            Some([from, .., to]) if is_row(frames.as_deref()) => (*from, *to),
            Some([only]) => (*only, *only),
            Some([]) => {
                without.extend(is_listed.then_some(name));
                continue;
            }
            _ => {
                dropped.push(name);
                continue;
            }
        };
        let tag = Tag::new(name, from, to);
        // Some packers list the same animation in both ways.
        if !listed.contains(&range(&tag)) {
            about.tags.push(tag);
        }
    }
    about.remarks.add(Remark::TagsWithoutFrames(without));
    about.remarks.add(Remark::TagsDropped(dropped));
}

fn is_row(frames: Option<&[usize]>) -> bool {
    frames.is_some_and(|frames| frames.windows(2).all(|pair| pair[1] == pair[0] + 1))
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
            let (columns, rows) = (side(width), side(height));
            (source.check)(source.path, columns, rows).map_err(|error| {
                let remedy = match error {
                    FileError::TooLarge { .. } => {
                        "a sprite is at most 32x32, or a whole multiple of that up to 512x512: pack \
                         smaller frames"
                    }
                    _ => "frames of 4096x4096 pixels or fewer are read: pack smaller ones",
                };
                let name = quoted(&entry.filename);
                let problem = format!("has a frame {name} of {columns}x{rows} pixels");
                unsupported(source.path, problem, remedy)
            })?;
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
        (image, sheet, indexed): (&Path, &Picture, Option<&Indexed>),
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
        let mut indices = indexed.map(|_| vec![0; picture.pixels.len()]);
        for row in 0..height {
            for column in 0..width {
                // Packers turn frames clockwise.
                let (from_x, from_y) =
                    if entry.rotated.0 { (height - 1 - row, column) } else { (column, row) };
                let from = (y + from_y) as usize * sheet.width + (x + from_x) as usize;
                let to = (top + row) as usize * picture.width + (left + column) as usize;
                picture.pixels[to] = sheet.pixels[from];
                if let (Some(indices), Some(indexed)) = (&mut indices, indexed) {
                    indices[to] = indexed.indices[from];
                }
            }
        }
        let milliseconds = match entry.duration {
            None => FRAME_MILLISECONDS,
            Some(Number(..=0)) => {
                let milliseconds = FRAME_MILLISECONDS;
                about.remarks.add(Remark::NoDuration { n: 1, milliseconds });
                milliseconds
            }
            Some(Number(milliseconds)) => about.duration(milliseconds as u64),
        };
        let recipe = recipes.remove(&entry.filename).map(|recipe| recipe.to_json());
        let name = entry.filename.clone();
        let indexed = indexed.zip(indices);
        let indexed =
            indexed.and_then(|(it, indices)| Indexed::whole(indices, &it.colours, &picture));
        Ok(AnimationFrame { name, picture, indexed, milliseconds, recipe })
    }
}
