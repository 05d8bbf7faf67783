//! Names files of kinds that are not read, with the way to one that is.

/// What to do where a sheet is described in another way.
const AS_JSON: &str = "pack the sheet again with JSON, by name (hash) or in a row (array)";

/// What to do where there is nothing to draw in a file.
pub(super) const NO_PICTURE: &str =
    "choose a picture, such as a PNG, a GIF or an .aseprite file, or the JSON of a sprite sheet";

/// What to do with pictures of other programs and kinds.
const AS_PNG: &str = "open it in a program that reads it and save it as a PNG";

/// The first bytes that all files of a kind have, what they are, and what to do.
const MARKS: [(&[u8], &str, &str); 48] = [
    (
        b"\x89PNG",
        "is a PNG whose first bytes were changed, as copies do that take it for a text",
        "copy the PNG again as it is",
    ),
    (b"\x01\xda", "is a picture of Silicon Graphics (SGI)", AS_PNG),
    (b"SIMPLE  =", "is a FITS picture", AS_PNG),
    (b"id=ImageMagick", "is a MIFF picture of ImageMagick", AS_PNG),
    (b"XPDS", "is a DPX picture", AS_PNG),
    (b"SDPX", "is a DPX picture", AS_PNG),
    (b"8BPS", "is a Photoshop file", "export it from there as a PNG"),
    (b"gimp xcf", "is a GIMP project", "export it from GIMP as a PNG"),
    (b"PDN3", "is a Paint.NET project", "save it from Paint.NET as a PNG"),
    (b"CSFCHUNK", "is a Clip Studio file", "export it from there as a PNG"),
    (b"\0\xffKA", "is an Affinity document", "export it from there as a PNG"),
    (b"Paint Shop Pro Image File", "is a Paint Shop Pro file", "export it from there as a PNG"),
    (b"BLENDER", "is a Blender file", "render it from there as PNGs"),
    (b"\x1aE\xdf\xa3", "is a video", "export its frames as a GIF or as single PNGs"),
    (b"FLV\x01", "is a video", "export its frames as a GIF or as single PNGs"),
    (b"Gale", "is a GraphicsGale picture", "export it from GraphicsGale as a PNG or a GIF"),
    (
        b"GCPF",
        "is a file that Godot packed, as the first versions of Pixelorama saved projects",
        "open it in the program that made it and export it from there as a PNG or a GIF",
    ),
    (
        b"\x28\xb5\x2f\xfd",
        "is packed with Zstandard, as old versions of Pixelorama saved projects",
        "open it in Pixelorama and save it again, or export it from there as a PNG or a GIF",
    ),
    (b"[gd_resource", "is a Godot resource", "choose the picture that it names"),
    (b"[gd_scene", "is a Godot scene", "choose the picture that it names"),
    (b"[remap]", "is what Godot notes of a picture", "choose the picture beside it"),
    (b"%PDF-", "is a PDF", "export the picture from it as a PNG"),
    (b"%!PS", "is a drawing in PostScript", "export it as a PNG of the size of a sprite"),
    (b"\xd7\xcd\xc6\x9a", "is a drawing in vectors (WMF)", "export it as a PNG"),
    (b"\x8aMNG", "is a MNG animation", "save it as an animated PNG or a GIF"),
    (b"\x8bJNG", "is a JNG picture", AS_PNG),
    (b"DDS ", "is a DDS texture", AS_PNG),
    (b"\xabKTX", "is a KTX texture", AS_PNG),
    (b"\x76\x2f\x31\x01", "is an OpenEXR picture", AS_PNG),
    (b"#?RADIANCE", "is a Radiance picture (HDR)", AS_PNG),
    (b"\xff\x0a", "is a JPEG XL picture", AS_PNG),
    (b"\0\0\0\x0cJXL ", "is a JPEG XL picture", AS_PNG),
    (b"\0\0\0\x0cjP  ", "is a JPEG 2000 picture", AS_PNG),
    (b"farbfeld", "is a farbfeld picture", AS_PNG),
    (b"\x59\xa6\x6a\x95", "is a picture of Sun (RAS)", AS_PNG),
    (b"\xb1\x68\xde\x3a", "is a PCX of several pages (DCX)", AS_PNG),
    (b"/* XPM */", "is an XPM picture", AS_PNG),
    (b"ID3", "is a sound", NO_PICTURE),
    (b"OggS", "is a sound or a video", NO_PICTURE),
    (b"fLaC", "is a sound", NO_PICTURE),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive", "unpack it and choose the pictures"),
    (b"Rar!", "is a RAR archive", "unpack it and choose the pictures"),
    (b"\x1f\x8b", "is packed with gzip", "unpack it and choose what is in it"),
    (b"BZh", "is packed with bzip2", "unpack it and choose what is in it"),
    (b"\xfd7zXZ\0", "is packed with xz", "unpack it and choose what is in it"),
    (b"MZ", "is a program", NO_PICTURE),
    (b"\x7fELF", "is a program", NO_PICTURE),
    (b"\xd0\xcf\x11\xe0", "is a document of Office", "export the picture from it as a PNG"),
];

/// Words among the first of a text that tell what it describes.
const WORDS: [(&str, &str, &str); 13] = [
    ("<TextureAtlas", "is the XML of a sprite sheet (Starling or Sparrow)", AS_JSON),
    ("<plist", "is a property list, as cocos2d sheets have it", AS_JSON),
    (
        "texturePackerVersion",
        "is a project of TexturePacker (.tps)",
        "publish it from TexturePacker as JSON, by name (hash) or in a row (array)",
    ),
    (
        ":texture=",
        "is a sheet of TexturePacker for Unity (.tpsheet)",
        "publish it from TexturePacker as JSON, by name (hash) or in a row (array)",
    ),
    ("<tileset", "is a tileset of Tiled", "choose the picture of the tileset"),
    ("<map", "is a map of Tiled", "choose the picture of its tileset"),
    ("<svg", "is a drawing in vectors (SVG)", "export it as a PNG of the size of a sprite"),
    ("<!doctype html", WEB_PAGE, DOWNLOAD),
    ("<html", WEB_PAGE, DOWNLOAD),
    ("_bits[]", "is an XBM picture", AS_PNG),
    ("fileFormatVersion:", "is what Unity notes of a file", "choose the file beside it"),
    ("tag:unity3d.com", "is a file of Unity", "choose the picture that it names"),
    ("\nformat:", "is the text of a sprite sheet (libGDX or Spine)", AS_JSON),
];

const WEB_PAGE: &str = "is a web page, as browsers save it where a download fails";
const DOWNLOAD: &str = "download the file itself again";

/// Bytes of a text that are looked through.
const HEAD: usize = 2048;

/// What the bytes are, as the rest of a sentence that the file's name begins, and what to do.
pub(super) fn named(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    // Words may begin with a few letters that mark something else.
    let is_marked = |mark: &[u8]| bytes.starts_with(mark) && (mark.len() > 3 || !is_text(bytes));
    let mark = MARKS.iter().find(|(mark, ..)| is_marked(mark));
    if let Some((_, what, remedy)) = mark {
        return Some((what, remedy));
    }
    if let Some(container) = container(bytes) {
        return Some(container);
    }
    let head = text_head(bytes)?;
    // Only names of HTML are written in either case.
    let lower = head.to_ascii_lowercase();
    let has = |word: &str| head.contains(word) || lower.contains(word);
    let (_, what, remedy) = WORDS.iter().find(|(word, ..)| has(word))?;
    Some((what, remedy))
}

/// Kinds that need more than the first bytes: containers of films, sounds and pictures name what they
/// hold further on.
fn container(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const FRAMES: &str = "export its frames as a GIF or as single PNGs";
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(match bytes.get(8..12) {
            Some(b"avif" | b"avis") => ("is an AVIF picture", "save it as a PNG"),
            Some(b"heic" | b"heix" | b"mif1") => ("is a HEIC picture", "save it as a PNG"),
            Some(b"M4A ") => ("is a sound", NO_PICTURE),
            _ => ("is a video", FRAMES),
        });
    }
    if bytes.starts_with(b"RIFF") {
        return match bytes.get(8..12)? {
            b"WAVE" => Some(("is a sound", NO_PICTURE)),
            b"AVI " => Some(("is a video", FRAMES)),
            b"ACON" => Some(("is an animated Windows cursor", AS_PNG)),
            [b'C', b'D', b'R', _] => Some(("is a CorelDRAW file", "export it from there as a PNG")),
            _ => None,
        };
    }
    // The length of a header of JSON.
    if let [_, _, _, _, 0, 0, 0, 0, b'{', ..] = bytes {
        let remedy = "use it with --model, or with \"Open model\" in the window";
        return Some(("is a model or another file of safetensors, and no picture", remedy));
    }
    if let [0, 0, 2, 0, n_cursors, ..] = bytes {
        return Some(if *n_cursors > 0 {
            ("is a Windows cursor", AS_PNG)
        } else {
            ("may be a TGA, whose name has to end in .tga", "rename it")
        });
    }
    let is_flic = matches!(bytes.get(4..6), Some([0x11 | 0x12, 0xAF])) && bytes.len() >= 128;
    is_flic.then_some((
        "is an animation of Autodesk Animator (FLI, FLC)",
        "open it in Aseprite and save it as a GIF or an .aseprite file",
    ))
}

/// What the bytes are to those who want a palette, as what follows "it is", and what to do.
pub(super) fn named_for_palette(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let (what, remedy) = named(bytes)?;
    let remedy = match remedy {
        AS_JSON => "choose the picture of the sheet",
        NO_PICTURE => "choose a palette (.gpl, .hex, .pal, .act, .ase) or a picture",
        _ => remedy,
    };
    Some((what.strip_prefix("is ").unwrap_or(what), remedy))
}

/// The first letters of a text; `None` of other bytes.
fn text_head(bytes: &[u8]) -> Option<&str> {
    let head = std::str::from_utf8(bytes.get(..HEAD).unwrap_or(bytes));
    // A letter may be cut in two at the end of what is looked through.
    head.or_else(|error| std::str::from_utf8(&bytes[..error.valid_up_to()])).ok()
}

/// Whether the bytes begin as a text that people can read.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let is_read = |letter: char| !letter.is_control() || letter.is_ascii_whitespace();
    text_head(bytes).is_some_and(|head| {
        let is_cut = head.len() < bytes.len().min(HEAD).saturating_sub(3);
        !head.is_empty() && !is_cut && head.chars().all(is_read)
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::files::animation::{WhichFrames, parse};

    #[test]
    fn files_of_other_kinds_are_named_with_a_way_on() {
        for (bytes, what, way) in [
            (&b"8BPS\0\x01"[..], "Photoshop", "PNG"),
            (b"gimp xcf v011\0", "GIMP", "PNG"),
            (b"\x89PNG\r\r\n\x1a\r\n\0\0\0\x0dIHDR", "first bytes were changed", "again as it is"),
            (b"\x01\xda\x01\x01\0\x03", "(SGI)", "PNG"),
            (b"SIMPLE  =                    T", "FITS", "PNG"),
            (b"\0\0\0\x1cftypavif\0\0\0\0", "AVIF", "PNG"),
            (b"<?xml version=\"1.0\"?>\n<TextureAtlas imagePath=\"a.png\">", "Starling", "JSON"),
            (b"\xef\xbb\xbf<?xml?><!DOCTYPE plist><plist version=\"1.0\">", "cocos2d", "JSON"),
            (b"\nsheet.png\nsize: 64,64\nformat: RGBA8888\n", "libGDX", "JSON"),
            (b"GaleX200\0\0", "GraphicsGale", "PNG"),
            (b"GCPF\x02\0\0\0\0\x10\0\0", "Pixelorama", "PNG"),
            (b"\x28\xb5\x2f\xfd\0\0\0\0\0", "Pixelorama", "save it again"),
            (b"<?xml?><data><struct><key>texturePackerVersion</key>", ".tps", "JSON"),
            (b"#\n:format=40300\n:texture=a.png\n", "Unity", "JSON"),
            (b"", "is empty (0 bytes)", "another file"),
            (b"hello", "is a text", "PNG"),
            (b"\x01\x02\x03\xff", "of a kind that is not read", "PNG"),
            (b"\x14\0\0\0\0\0\0\0{\"__metadata__\":{}}", "is a model", "--model"),
            (b"#define fish_bits[] = {0}", "XBM", "PNG"),
            (b"%PDF-1.7\n%\xe2\xe3", "is a PDF", "PNG"),
            (b"<!DOCTYPE HTML>\n<html>", "is a web page", "download"),
            (b"RIFF\x24\0\0\0WAVEfmt ", "is a sound", "PNG"),
            (b"PK\x03\x04", "zip", "again"),
            (b"[1, 2, 3]", "is JSON, but not", "beside the sheet"),
            (b"GIMP Palette\n1 2 3\n", "is a palette", "--palette"),
            (b"JASC-PAL\n0100\n1\n1 2 3\n", "is a palette", "--palette"),
            (b"; paint.net Palette File\nFF010203\n", "is a palette", "--palette"),
            (b"1a1c2c\n5d275d\n", "is a palette", "--palette"),
            (b"[\"#1a1c2c\", \"#5d275d\"]", "is a palette", "--palette"),
            (b"ASEF\0\x01\0\0\0\0\0\0", "is a palette", "--palette"),
            (
                b"RIFF\x14\0\0\0PAL data\x08\0\0\0\0\x03\x01\0\x01\x02\x03\0",
                "is a palette",
                "--palette",
            ),
        ] {
            let error =
                parse(Path::new("fish.x"), bytes, WhichFrames::All).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains(way), "{error}");
            assert!(!error.contains("damaged") || bytes.starts_with(b"PK"), "{error}");
        }
    }

    #[test]
    fn a_palette_is_not_looked_for_in_files_of_other_kinds() {
        for (bytes, what, way) in [
            (&b"8BPS\0\x01"[..], "a Photoshop file", "PNG"),
            (b"<svg fill=\"#1a1c2c\"/>", "(SVG)", "PNG"),
            (b"<!DOCTYPE html><html><body style=\"color:#1a1c2c\">", "a web page", "download"),
            (b"<TextureAtlas imagePath=\"a.png\">", "sprite sheet", "the picture of the sheet"),
            (b"ID3\x03\0\0\0", "a sound", ".gpl"),
            (b"Dear friend,\n", "no colours in it", "pictures"),
        ] {
            let error = crate::files::palette::parse(bytes).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains(way), "{error}");
        }
        // Lists of colours may hold any words.
        let list = b"GIMP Palette\nName: <map of the sea>\n1 2 3\n";
        assert_eq!(crate::files::palette::parse(list).unwrap().colours.len(), 1);
    }
}
