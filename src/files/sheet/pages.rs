//! The pages of a sheet: the pictures that its JSON names, and the other JSONs that it names, all
//! of which lie beside it.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use serde::de::IgnoredAny;

use super::{
    document::{self, Animations, Document, Entries, Number, Size},
    read::{is_json, unsupported},
};
use crate::files::{
    FileError,
    animation::{
        self, About, Indexed, MAX_FILE_BYTES, MAX_PIXELS, Source, WhichFrames, check_picture_size,
    },
    bounded::read_bounded,
    picture::Picture,
    piskel,
    remarks::{Remark, quoted},
    text,
};

/// Endings of pictures that are looked for where the JSON names none.
const ENDINGS: [&str; 3] = ["png", "webp", "PNG"];

/// A picture of a sheet, not yet opened, and the frames on it.
pub(super) struct Page {
    /// The JSON that names it.
    pub(super) json: PathBuf,
    image: Option<String>,
    /// How large its picture should be.
    size: Option<Size>,
    pub(super) frames: Entries,
}

impl Page {
    /// The pages in one JSON; `None` if it is that of no sheet.
    pub(super) fn of(
        json: &Path,
        frames: Option<Entries>,
        textures: Option<Vec<document::Page>>,
        (image, size): (Option<String>, Option<Size>),
    ) -> Option<Vec<Self>> {
        let page = |image, size, frames| Self { json: json.to_owned(), image, size, frames };
        match (frames, textures) {
            (Some(frames), None) => Some(vec![page(image, size, frames)]),
            (Some(frames), Some(_)) if frames.n_all > 0 => Some(vec![page(image, size, frames)]),
            (_, Some(textures)) => {
                Some(textures.into_iter().map(|it| page(it.image, it.size, it.frames)).collect())
            }
            (None, None) => None,
        }
    }

    /// A page with a JSON of its own that another names, and the animations that it lists; `None`
    /// if it is not there or no page.
    pub(super) fn related(json: &Path, name: &str) -> Option<(Self, Animations)> {
        let path = related_path(json, name)?;
        let document = read_document(&path)?;
        let Document { frames, meta, animations, file, .. } = document;
        let (image, size) = (meta.image.or(file), meta.size);
        Some((Self { json: path, image, size, frames: frames? }, animations))
    }

    /// What to say of a picture that is not as large as its JSON says.
    pub(super) fn other_size(&self, image: &Path, picture: &Picture) -> Option<Remark> {
        let Size { w: Number(width), h: Number(height) } = self.size?;
        let said = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
        let image = image.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let found = (picture.width as u32, picture.height as u32);
        (said.0 > 0 && said.1 > 0).then_some(Remark::OtherPictureSize { image, said, found })
    }

    /// Where the picture lies.
    pub(super) fn locate(&self) -> Result<PathBuf, FileError> {
        let json = &self.json;
        if self.image.as_ref().is_some_and(|image| image.starts_with("data:")) {
            let problem = "holds its picture itself, as a data address".to_owned();
            let remedy = "save the picture as a file beside the JSON, and name that there";
            return Err(unsupported(json, problem, remedy));
        }
        let candidates = beside(json, self.image.as_deref());
        if candidates.is_empty() {
            let problem = "names no picture in its own folder".to_owned();
            return Err(unsupported(json, problem, "put the picture of the sheet beside its JSON"));
        }
        there(&candidates).ok_or_else(|| {
            let verb = if self.image.is_some() { "names the picture" } else { "needs a picture" };
            let name = quoted(&self.image_name());
            let problem = format!("{verb} {name}, and no such file lies beside it");
            let remedy =
                "put the picture into the folder of the JSON, under the name that it has there";
            unsupported(json, problem, remedy)
        })
    }

    /// The name of the picture's file.
    pub(super) fn image_name(&self) -> String {
        let first = beside(&self.json, self.image.as_deref()).into_iter().next();
        let name = first.as_deref().and_then(Path::file_name);
        name.map_or_else(
            || self.image.clone().unwrap_or_default(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// The picture at a path and what it is indexed with; `n_pixels` counts those of all pages.
    pub(super) fn open(
        &self,
        path: &Path,
        n_pixels: &mut usize,
        about: &mut About,
    ) -> Result<(Picture, Option<Indexed>), FileError> {
        let json = &self.json;
        let bytes = read_bounded(path, MAX_FILE_BYTES)?;
        if is_json(&bytes) {
            let remedy = "name the picture of the sheet in its JSON";
            return Err(unsupported(path, "is no picture".to_owned(), remedy));
        }
        let mut picture = None;
        let which = WhichFrames::First;
        let source = Source { path, bytes: &bytes, which, check: check_picture_size };
        let mut of_picture = About::default();
        animation::each_frame(&source, &mut of_picture, &mut |frame| {
            picture = Some((frame.picture, frame.indexed));
            Ok(())
        })?;
        of_picture.remarks.retain(|remark| remark.is_of_colours(false));
        about.remarks.extend(of_picture.remarks);
        let (picture, indexed) = picture.ok_or_else(|| animation::unknown(path, &bytes))?;
        *n_pixels += picture.pixels.len();
        if *n_pixels > MAX_PIXELS {
            let remedy = "read its pages one by one";
            return Err(unsupported(json, "has pages of too many pixels".to_owned(), remedy));
        }
        Ok((picture, indexed))
    }
}

/// The JSON of a file that begins as one; others, which may be large, are not read whole.
fn read_document(path: &Path) -> Option<Document> {
    let mut head = Vec::new();
    if !path.is_file() {
        return None;
    }
    fs::File::open(path).ok()?.take(64).read_to_end(&mut head).ok()?;
    if !is_json(&head) {
        return None;
    }
    let bytes = read_bounded(path, MAX_FILE_BYTES).ok().filter(|bytes| is_json(bytes))?;
    serde_json::from_slice(&text::as_utf8(&bytes)).ok()
}

/// Whether a file is JSON that describes something else than a sheet or an animation, such as a map
/// or a palette. What is damaged may be a sheet.
#[must_use]
pub fn is_other_json(path: &Path) -> bool {
    let Ok(bytes) = read_bounded(path, MAX_FILE_BYTES) else { return false };
    let text = text::as_utf8(&bytes);
    if piskel::is_piskel(&bytes) || serde_json::from_slice::<IgnoredAny>(&text).is_err() {
        return false;
    }
    let document = serde_json::from_slice::<Document>(&text);
    document.is_ok_and(|it| it.frames.is_none() && it.textures.is_none())
        || text.trim_ascii_start().starts_with(b"[")
}

/// The files that a sheet is made of besides its JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The pictures that the JSON names and that lie beside it; none of other JSON.
    pub pictures: Vec<PathBuf>,
    /// The JSONs of its other pages.
    pub pages: Vec<PathBuf>,
}

/// What the JSON of a sheet names and what is there.
#[must_use]
pub fn parts_of(path: &Path) -> Parts {
    let Some(Document { frames, textures, meta, file, .. }) = read_document(path) else {
        return Parts::default();
    };
    let pages: Vec<PathBuf> =
        meta.related_multi_packs.iter().filter_map(|name| related_path(path, name)).collect();
    let image = meta.image.or(file);
    let own = Page::of(path, frames, textures, (image, meta.size)).unwrap_or_default();
    let picture = |page: &Page| there(&beside(path, page.image.as_deref()));
    let pictures = own.iter().filter(|page| page.frames.n_all > 0).filter_map(picture).collect();
    Parts { pictures, pages }
}

/// Every file that is read where the JSON of a sheet is, but for the JSON itself: its pictures, its
/// other pages and theirs. Of files of other kinds there are none.
#[must_use]
pub fn all_parts_of(path: &Path) -> Vec<PathBuf> {
    let Parts { mut pictures, pages } = parts_of(path);
    for page in pages {
        pictures.extend(parts_of(&page).pictures);
        pictures.push(page);
    }
    pictures
}

/// A list of files without those that another of the list reads as parts of its sheet: its pictures,
/// and its other pages where they come later. Artists choose `fish.*`.
#[must_use]
pub fn without_parts(paths: &[PathBuf]) -> Vec<PathBuf> {
    let identity = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let is_json = |path: &Path| path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let mut parts = HashSet::new();
    for path in paths.iter().filter(|path| is_json(path)) {
        if parts.contains(&identity(path)) {
            continue;
        }
        // A sheet that names itself as its picture is no part of itself: it is read, and refused.
        let own = identity(path);
        let others = all_parts_of(path).into_iter().map(|part| identity(&part));
        parts.extend(others.filter(|part| *part != own));
    }
    paths.iter().filter(|path| !parts.contains(&identity(path))).cloned().collect()
}

/// The JSON of another page; never the one that names it.
fn related_path(json: &Path, name: &str) -> Option<PathBuf> {
    there(&beside(json, Some(name))).filter(|path| path != json && path.is_file())
}

/// The first of these paths that is there; or else a file that is called so in other cases, as a
/// sheet comes from a system that knows no difference.
fn there(candidates: &[PathBuf]) -> Option<PathBuf> {
    if let Some(path) = candidates.iter().find(|path| path.exists()) {
        return Some(path.clone());
    }
    let lower = |name: &OsStr| name.to_string_lossy().to_lowercase();
    candidates.iter().find_map(|candidate| {
        let (folder, wanted) = (candidate.parent()?, lower(candidate.file_name()?));
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let names = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name());
        // Of several the same one each time.
        let name = names.filter(|name| lower(name) == wanted).min()?;
        Some(candidate.with_file_name(name))
    })
}

/// Where a file that is named may lie, the likeliest place first: in a folder below that of the JSON,
/// as far as its path names plain folders, or beside the JSON under the last part of its path,
/// whichever system that is of. No name leads elsewhere. Web tools write "%20" for a space, and a version
/// behind the name.
fn beside(json: &Path, name: Option<&str>) -> Vec<PathBuf> {
    let Some(name) = name else {
        return ENDINGS.iter().map(|ending| json.with_extension(ending)).collect();
    };
    let is_plain = |part: &&str| !matches!(*part, "" | "." | "..") && !part.contains(['\0', ':']);
    let folder = json.parent().unwrap_or(Path::new(""));
    let below = |name: &str| {
        let name = name.strip_prefix("./").unwrap_or(name);
        let parts: Vec<&str> = name.split(['/', '\\']).collect();
        parts.iter().all(is_plain).then(|| folder.join(parts.iter().collect::<PathBuf>()))
    };
    let plain = |name: &str| {
        let name = name.rsplit(['/', '\\']).next().filter(is_plain)?;
        Some(folder.join(name))
    };
    let decoded = percent_decoded(name);
    let address = decoded.split(['?', '#']).next().unwrap_or_default();
    let names = [name, &decoded, address];
    let mut paths: Vec<PathBuf> = names.into_iter().filter_map(below).collect();
    paths.extend(names.into_iter().filter_map(plain));
    let mut known = HashSet::new();
    paths.retain(|path| known.insert(path.clone()));
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
