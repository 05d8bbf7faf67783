//! Names files of kinds that are not read, with the way to one that is.

/// The first bytes that all files of a kind have, what they are, and what to do.
const MARKS: [(&[u8], &str, &str); 9] = [
    (b"8BPS", "is a Photoshop file", "export it from there as a PNG"),
    (b"gimp xcf", "is a GIMP project", "export it from GIMP as a PNG"),
    (b"PDN3", "is a Paint.NET project", "save it from Paint.NET as a PNG"),
    (b"CSFCHUNK", "is a Clip Studio file", "export it from there as a PNG"),
    (b"\x1aE\xdf\xa3", "is a video", "export its frames as a GIF or as single PNGs"),
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
];

/// Words among the first of a text that tell what it describes.
const WORDS: [(&str, &str, &str); 8] = [
    (
        "<TextureAtlas",
        "is the XML of a sprite sheet (Starling or Sparrow)",
        "pack the sheet again with JSON, by name (hash) or in a row (array)",
    ),
    (
        "<plist",
        "is a property list, as cocos2d sheets have it",
        "pack the sheet again with JSON, by name (hash) or in a row (array)",
    ),
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
    (
        "\nformat:",
        "is the text of a sprite sheet (libGDX or Spine)",
        "pack the sheet again with JSON, by name (hash) or in a row (array)",
    ),
];

/// Bytes of a text that are looked through.
const HEAD: usize = 2048;

/// What the bytes are, as the rest of a sentence that the file's name begins, and what to do.
pub(super) fn named(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let mark = MARKS.iter().find(|(mark, ..)| bytes.starts_with(mark));
    if let Some((_, what, remedy)) = mark {
        return Some((what, remedy));
    }
    // Containers of films and of pictures from cameras.
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(match bytes.get(8..12) {
            Some(b"avif" | b"avis") => ("is an AVIF picture", "save it as a PNG"),
            Some(b"heic" | b"heix" | b"mif1") => ("is a HEIC picture", "save it as a PNG"),
            _ => ("is a video", "export its frames as a GIF or as single PNGs"),
        });
    }
    let head = std::str::from_utf8(bytes.get(..HEAD).unwrap_or(bytes));
    // A letter may be cut in two at the end of what is looked through.
    let head = head.or_else(|error| std::str::from_utf8(&bytes[..error.valid_up_to()])).ok()?;
    let (_, what, remedy) = WORDS.iter().find(|(word, ..)| head.contains(word))?;
    Some((what, remedy))
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
            (b"hello", "of a kind that is not read", "PNG"),
        ] {
            let error =
                parse(Path::new("fish.x"), bytes, WhichFrames::All).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains(way), "{error}");
            assert!(!error.contains("damaged"), "{error}");
        }
    }
}
