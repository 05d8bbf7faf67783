//! Projects that are zips: `OpenRaster` (.ora), Krita (.kra) and Pixelorama (.pxo).
//!
//! All of them hold the pictures as they look, beside the layers that they are made of; those
//! pictures are what is read.

use std::{
    io::{Cursor, Read as _},
    path::Path,
};

use serde::Deserialize;
use zip::ZipArchive;

use super::{
    FRAME_MILLISECONDS, FileError, Tag,
    animation::{About, AnimationFrame, MAX_FILE_BYTES, MAX_FRAMES, Source, Visit},
    picture::Picture,
    png,
};

const KIND: &str = "zip";

/// The most entries of a zip: Pixelorama writes one for each layer of each frame.
const MAX_ENTRIES: usize = 1 << 16;

type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Whether the bytes begin as a zip does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether the bytes are a zip with pictures that are read.
pub(super) fn is_project(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|zip| {
        ["data.json", "mergedimage.png"].iter().any(|name| zip.index_for_name(name).is_some())
    })
}

/// Shows the frames of a project one after the other.
pub(super) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let torn = |reason: String| torn(source.path, reason);
    let mut zip =
        ZipArchive::new(Cursor::new(source.bytes)).map_err(|error| torn(error.to_string()))?;
    if zip.len() > MAX_ENTRIES {
        return Err(unknown(source.path));
    }
    if zip.index_for_name("data.json").is_some() {
        return each_pixelorama_frame(source, &mut zip, about, visit);
    }
    if zip.index_for_name("mergedimage.png").is_none() {
        return Err(unknown(source.path));
    }
    let bytes = entry(source.path, &mut zip, "mergedimage.png", MAX_FILE_BYTES)?;
    if !bytes.starts_with(png::SIGNATURE) {
        return Err(torn("its picture is no PNG".to_owned()));
    }
    let merged = Source { bytes: &bytes, ..*source };
    png::each_frame(&merged, about, visit)
}

fn unknown(path: &Path) -> FileError {
    FileError::Unsupported {
        path: path.to_owned(),
        problem: "is a zip, and no project of OpenRaster, Krita or Pixelorama".to_owned(),
        remedy: "unpack it and choose the pictures",
    }
}

fn torn(path: &Path, reason: String) -> FileError {
    FileError::Torn { path: path.to_owned(), kind: KIND, reason }
}

/// The bytes of an entry, at most so many however little they are packed into.
fn entry(path: &Path, zip: &mut Zip<'_>, name: &str, most: u64) -> Result<Vec<u8>, FileError> {
    unpack(zip, name, most).map_err(|reason| torn(path, reason))
}

fn unpack(zip: &mut Zip<'_>, name: &str, most: u64) -> Result<Vec<u8>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("\"{name}\": {error}");
    let found = zip.by_name(name).map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    found.take(most + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > most {
        return Err(format!("\"{name}\" is larger than it can be"));
    }
    Ok(bytes)
}

/// The bytes of an entry of a zip; `None` if it has none of that name.
pub(super) fn find_entry(bytes: &[u8], name: &str, most: u64) -> Option<Result<Vec<u8>, String>> {
    let mut zip =
        ZipArchive::new(Cursor::new(bytes)).ok().filter(|zip| zip.len() <= MAX_ENTRIES)?;
    zip.index_for_name(name)?;
    Some(unpack(&mut zip, name, most))
}

/// What Pixelorama says of a project.
#[derive(Deserialize)]
struct Project {
    size_x: f64,
    size_y: f64,
    #[serde(default = "one_frame_a_second")]
    fps: f64,
    frames: Vec<Shown>,
    #[serde(default)]
    tags: Vec<ProjectTag>,
}

#[derive(Deserialize)]
struct Shown {
    /// How many times as long as a frame usually is.
    #[serde(default = "one_frame_a_second")]
    duration: f64,
}

/// Counted from 1.
#[derive(Deserialize)]
struct ProjectTag {
    name: String,
    from: f64,
    to: f64,
}

fn one_frame_a_second() -> f64 {
    1.0
}

fn each_pixelorama_frame(
    source: &Source<'_>,
    zip: &mut Zip<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let path = source.path;
    let json = entry(path, zip, "data.json", MAX_FILE_BYTES)?;
    let project: Project = serde_json::from_slice(&json)
        .map_err(|error| torn(path, format!("\"data.json\": {error}")))?;
    let n_frames = project.frames.len();
    if n_frames == 0 || n_frames > MAX_FRAMES {
        return Err(torn(path, format!("it has {n_frames} frames")));
    }
    let size = (project.size_x as u32, project.size_y as u32);
    source.check_size(size, n_frames)?;
    let (width, height) = (size.0 as usize, size.1 as usize);
    for (index, shown) in project.frames.iter().enumerate().take(source.which.of(n_frames)) {
        let number = index + 1;
        let whole = format!("image_data/final_images/{number}");
        // Older versions leave the blending to the reader; with one layer there is none.
        let alone = format!("image_data/frames/{number}/layer_1");
        let others = zip.index_for_name(&format!("image_data/frames/{number}/layer_2"));
        let name = match zip.index_for_name(&whole) {
            Some(_) => whole,
            None if others.is_none() => alone,
            None => {
                return Err(FileError::Unsupported {
                    path: path.to_owned(),
                    problem: "was saved by an old Pixelorama, without its blended pictures"
                        .to_owned(),
                    remedy: "save it again with a newer one, or export it as a PNG or GIF",
                });
            }
        };
        let bytes = entry(path, zip, &name, (width * height * 4) as u64)?;
        let pixels = bytes.as_chunks::<4>().0.to_vec();
        if pixels.len() != width * height {
            return Err(torn(path, format!("\"{name}\" ends early")));
        }
        let milliseconds = shown.duration * 1000.0 / project.fps;
        let milliseconds = if milliseconds.is_finite() && milliseconds >= 1.0 {
            milliseconds.min(f64::from(u16::MAX)).round() as u16
        } else {
            FRAME_MILLISECONDS
        };
        let picture = Picture { width, height, pixels };
        let name = String::new();
        visit(AnimationFrame { name, picture, indexed: None, milliseconds, recipe: None })?;
    }
    let tag = |tag: ProjectTag| {
        let (from, to) = (tag.from as usize, tag.to as usize);
        (1 <= from && from <= to && to <= n_frames).then(|| Tag::new(tag.name, from - 1, to - 1))
    };
    about.tags = project.tags.into_iter().filter_map(tag).collect();
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::files::animation::{Animation, WhichFrames, parse};

    fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (at, (name, bytes)) in entries.iter().enumerate() {
            let method =
                if at == 0 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn read(bytes: &[u8]) -> Result<Animation, FileError> {
        parse(Path::new("fish.ora"), bytes, WhichFrames::All)
    }

    fn png() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(::png::ColorType::Rgba);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[200, 3, 4, 255, 0, 0, 0, 0]).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn the_merged_picture_of_open_raster_and_krita_is_read() {
        let bytes = zipped(&[("mimetype", b"image/openraster"), ("mergedimage.png", &png())]);
        let animation = read(&bytes).unwrap();
        assert_eq!(animation.frames[0].picture.pixels, [[200, 3, 4, 255], [0; 4]]);
        assert_eq!(animation.frames[0].name, "fish");
        for length in 4..bytes.len() {
            assert!(read(&bytes[..length]).unwrap_err().to_string().contains("fish.ora"));
        }
        let error = read(&zipped(&[("letter.txt", b"dear")])).unwrap_err().to_string();
        assert!(error.contains("no project of OpenRaster"), "{error}");
        let error = read(&zipped(&[("a", b""), ("mergedimage.png", b"no")])).unwrap_err();
        assert!(error.to_string().contains("no PNG"), "{error}");
    }

    #[test]
    fn projects_of_pixelorama_keep_times_and_tags() {
        let data = br#"{ "pixelorama_version": "v1.0", "size_x": 2, "size_y": 1, "fps": 10.0,
            "frames": [ { "duration": 1.0 }, { "duration": 2.5 } ],
            "tags": [ { "name": "swim", "from": 1, "to": 2 }, { "name": "off", "from": 0, "to": 9 } ] }"#;
        let (one, two) = ([1, 2, 3, 255, 0, 0, 0, 0], [4, 5, 6, 255, 7, 8, 9, 255]);
        let first = ("image_data/final_images/1", &one[..]);
        let second = ("image_data/final_images/2", &two[..]);
        let animation = read(&zipped(&[("data.json", data), first, second])).unwrap();
        let times: Vec<u16> = animation.frames.iter().map(|frame| frame.milliseconds).collect();
        assert_eq!(times, [100, 250]);
        assert_eq!(animation.frames[1].picture.pixels[1], [7, 8, 9, 255]);
        assert_eq!(animation.tags, [Tag::new("swim", 0, 1)]);
        let old = [
            ("data.json", &data[..]),
            ("image_data/frames/1/layer_1", &one),
            ("image_data/frames/2/layer_1", &two),
        ];
        assert_eq!(read(&zipped(&old)).unwrap().frames.len(), 2);
        let layered = [&old[..], &[("image_data/frames/2/layer_2", &two[..])]].concat();
        let error = read(&zipped(&layered)).unwrap_err().to_string();
        assert!(error.contains("old Pixelorama"), "{error}");
        let short = ("image_data/final_images/2", &two[..7]);
        assert!(read(&zipped(&[("data.json", data), first, short])).is_err());
        let long = [&two[..], &two].concat();
        let long = ("image_data/final_images/2", &long[..]);
        assert!(read(&zipped(&[("data.json", data), first, long])).is_err());
        assert!(read(&zipped(&[("data.json", b"{}")])).is_err());
    }
}
