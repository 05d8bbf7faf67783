//! Projects that are zips: `OpenRaster` (.ora), Krita (.kra) and Pixelorama (.pxo).
//!
//! All of them hold the pictures as they look, beside the layers that they are made of; those
//! pictures are what is read. Only old projects of Pixelorama have layers alone.

mod layers;

use std::{
    io::{Cursor, Read as _},
    path::Path,
};

use zip::ZipArchive;

use super::{
    FileError,
    animation::{About, MAX_FILE_BYTES, Source, Visit},
    palette, pixelorama, png, reason,
};

const KIND: &str = "zip";

/// The most entries of a zip: Pixelorama writes one for each layer of each frame.
const MAX_ENTRIES: usize = 1 << 16;

pub(super) type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Whether the bytes begin as a zip does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether the bytes are a zip with pictures that are read.
pub(super) fn is_project(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|zip| {
        ["data.json", "mergedimage.png"].iter().any(|name| find(&zip, name).is_some())
    })
}

/// Shows the frames of a project one after the other.
pub(super) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let torn = |reason: String| torn(source.path, reason);
    let mut zip = ZipArchive::new(Cursor::new(source.bytes))
        .map_err(|error| torn(reason::of_zip(&error).to_owned()))?;
    if zip.len() > MAX_ENTRIES {
        return Err(unknown(source.path, source.bytes));
    }
    if find(&zip, "data.json").is_some() {
        return pixelorama::each_frame(source, &mut zip, about, visit);
    }
    if find(&zip, "mergedimage.png").is_none() {
        return Err(unknown(source.path, source.bytes));
    }
    let bytes = entry(source.path, &mut zip, "mergedimage.png", MAX_FILE_BYTES)?;
    if !bytes.starts_with(png::SIGNATURE) {
        return Err(torn("its picture is no PNG".to_owned()));
    }
    let merged = Source { bytes: &bytes, ..*source };
    png::each_frame(&merged, about, visit)?;
    layers::remark(&mut zip, about);
    Ok(())
}

fn unknown(path: &Path, bytes: &[u8]) -> FileError {
    let (problem, remedy) = match named(bytes) {
        Some((what, remedy)) => (format!("is {what}"), remedy),
        None if palette::is_palette(path, bytes) => {
            let (problem, remedy) = palette::NO_PICTURE;
            (problem.to_owned(), remedy)
        }
        None => (
            "is a zip, and no project of OpenRaster, Krita or Pixelorama".to_owned(),
            "unpack it and choose the pictures",
        ),
    };
    FileError::Unsupported { path: path.to_owned(), problem, remedy }
}

/// What zips hold of other programs, what they are, and what to do.
const KINDS: [(&str, &str, &str); 5] = [
    ("docData.json", "a PyxelEdit project", "export it from PyxelEdit as a PNG or a GIF"),
    ("Document.archive", "a Procreate picture", "share it from Procreate as a PNG"),
    ("pyxel_resource.toml", "a resource file of Pyxel", "export its images from Pyxel as PNGs"),
    ("document.json", "a Sketch document", "export it from Sketch as a PNG"),
    ("[Content_Types].xml", "a document of Office", "save the picture in it as a PNG"),
];

/// What a zip is that holds no picture that is read, and how to get one.
pub(super) fn named(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if find(&zip, "maindoc.xml").is_some() {
        return Some((
            "a Krita project without a merged picture",
            "save it again in Krita, or export it from there as a PNG",
        ));
    }
    if find(&zip, "stack.xml").is_some() {
        return Some((
            "an OpenRaster picture without a merged picture",
            "save it again in the program that made it, or export it from there as a PNG",
        ));
    }
    for (name, what, remedy) in KINDS {
        if find(&zip, name).is_some() {
            return Some((what, remedy));
        }
    }
    let is_pixelorama = zip.file_names().flatten().any(|name| name.starts_with("image_data/"));
    is_pixelorama.then_some((
        "a Pixelorama project without its description (data.json)",
        "open it in Pixelorama and save it again, or export it from there as a PNG or a GIF",
    ))
}

pub(super) fn torn(path: &Path, reason: String) -> FileError {
    FileError::Torn { path: path.to_owned(), kind: KIND, reason }
}

/// Where an entry is. Names as they are stored are looked up at once; decoded ones would be compared
/// with every entry of the zip.
pub(super) fn find(zip: &Zip<'_>, name: &str) -> Option<usize> {
    zip.index_for_name_raw(name.as_bytes())
}

/// The bytes of an entry, at most so many however little they are packed into.
pub(super) fn entry(
    path: &Path,
    zip: &mut Zip<'_>,
    name: &str,
    most: u64,
) -> Result<Vec<u8>, FileError> {
    unpack(zip, name, most).map_err(|reason| torn(path, reason))
}

fn unpack(zip: &mut Zip<'_>, name: &str, most: u64) -> Result<Vec<u8>, String> {
    let failed = |reason: &str| format!("\"{name}\" in it: {reason}");
    let index = find(zip, name).ok_or_else(|| failed("it is not there"))?;
    let found = zip.by_index(index).map_err(|error| failed(reason::of_zip(&error)))?;
    // What an entry says of its size may be anything.
    let mut bytes = Vec::with_capacity(found.size().min(most + 1).min(1 << 20) as usize);
    found.take(most + 1).read_to_end(&mut bytes).map_err(|error| failed(reason::of_io(&error)))?;
    if bytes.len() as u64 > most {
        return Err(format!("\"{name}\" in it is larger than it can be"));
    }
    Ok(bytes)
}

/// The bytes of an entry of a zip; `None` if it has none of that name.
pub(super) fn find_entry(bytes: &[u8], name: &str, most: u64) -> Option<Result<Vec<u8>, String>> {
    let mut zip =
        ZipArchive::new(Cursor::new(bytes)).ok().filter(|zip| zip.len() <= MAX_ENTRIES)?;
    find(&zip, name)?;
    Some(unpack(&mut zip, name, most))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::files::animation::{Animation, WhichFrames, parse};

    pub(in crate::files) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (at, (name, bytes)) in entries.iter().enumerate() {
            let method =
                if at == 0 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Animation, FileError> {
        parse(Path::new("fish.ora"), bytes, WhichFrames::All)
    }

    pub(super) fn png() -> Vec<u8> {
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
        for (name, what) in [
            ("maindoc.xml", "a Krita project without"),
            ("stack.xml", "an OpenRaster picture without"),
            ("docData.json", "a PyxelEdit project"),
            ("Document.archive", "a Procreate picture"),
            ("image_data/final_images/1", "a Pixelorama project without"),
        ] {
            let bytes = zipped(&[("mimetype", b"x"), (name, b"x")]);
            let error = read(&bytes).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains("PNG"), "{error}");
            let error = crate::files::palette::parse(&bytes).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
        let error = read(&zipped(&[("a", b""), ("mergedimage.png", b"no")])).unwrap_err();
        assert!(error.to_string().contains("no PNG"), "{error}");
    }
}
