//! What decoders of other people say, in the words of artists: each is the rest of a sentence about a
//! damaged file, "it ends early".

use std::io;

use png::DecodingError;

/// What is wrong with a PNG by what its decoder says, which is in the names of its chunks and types.
pub(super) fn of_png(error: &DecodingError) -> &'static str {
    const KNOWN: [(&str, &str); 11] = [
        ("CRC", "a checksum in it is wrong: some of its bytes were changed"),
        ("deflate", "its pixels cannot be unpacked"),
        ("enough data", "it has fewer pixels than it says"),
        ("is missing", "its pixels are missing"),
        ("palette", "its palette is missing or too short"),
        ("before IHDR", "its first part is not that of a PNG"),
        ("not in order", "its frames are out of order"),
        ("fcTL", "a frame is not described"),
        ("Sub frame", "a frame lies outside the picture"),
        ("dimensions", "its size is none that a PNG can have"),
        ("color/depth", "its pixels are of a kind that does not exist"),
    ];
    match error {
        DecodingError::IoError(error) => of_io(error),
        DecodingError::Parameter(_) => "it has fewer frames than it says",
        DecodingError::LimitsExceeded => "its parts are larger than those of a picture",
        DecodingError::Format(error) => {
            let text = error.to_string();
            let known = KNOWN.iter().find(|(word, _)| text.contains(word));
            known.map_or("its parts contradict each other", |(_, reason)| reason)
        }
    }
}

/// What is wrong with bytes that are in memory.
pub(super) fn of_io(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends early",
        _ => "it cannot be unpacked",
    }
}

/// What is wrong with a JSON.
pub(super) fn of_json(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let line = error.line();
    match error.classify() {
        Category::Eof | Category::Io => format!("it ends early, in line {line}"),
        Category::Syntax => format!("line {line} is no JSON"),
        Category::Data => {
            let text = error.to_string();
            let missing = text.strip_prefix("missing field `").and_then(|it| it.split_once('`'));
            let what = match missing {
                Some((field, _)) => format!("\"{field}\" is missing"),
                None => "a value is of another kind than it should be".to_owned(),
            };
            // A part that was unpacked before has no line.
            if line > 0 { format!("in line {line} {what}") } else { what }
        }
    }
}

/// What is wrong with a zip.
#[cfg(feature = "formats")]
pub(super) fn of_zip(error: &zip::result::ZipError) -> &'static str {
    use zip::result::ZipError;
    match error {
        ZipError::Io(error) => of_io(error),
        ZipError::FileNotFound => "it is not there",
        ZipError::UnsupportedArchive(_) => "it is packed in a way that is not read",
        _ => "its list of contents is not whole",
    }
}

/// What is wrong with a picture of another kind.
#[cfg(feature = "formats")]
pub(super) fn of_image(error: &image::ImageError) -> &'static str {
    use std::error::Error as _;
    let io = |error: &image::ImageError| {
        let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
        source.is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
    };
    match error {
        image::ImageError::IoError(error) => of_io(error),
        error if io(error) => "it ends early",
        _ => "its parts contradict each other",
    }
}

#[cfg(all(test, feature = "formats"))]
mod tests {
    use super::*;

    /// Words of programs that no artist should have to read.
    fn is_plain(text: &str) -> bool {
        !["::", "{", "`", "0x", "Chunk", "struct", "CRC", "EOF"].iter().any(|it| text.contains(it))
    }

    #[test]
    fn reasons_are_in_plain_words() {
        for text in [
            "{ \"a\": ",
            "{ \"a\": [1, ] }",
            "{ \"piskel\": 7 }",
            "[]",
            "{ \"piskel\": {}, \"layers\": [] }",
        ] {
            #[derive(Debug, serde::Deserialize)]
            struct Project {
                #[expect(dead_code, reason = "that it is there counts")]
                piskel: String,
                #[expect(dead_code, reason = "that it is there counts")]
                width: u32,
            }
            let error = serde_json::from_str::<Project>(text).unwrap_err();
            let reason = of_json(&error);
            assert!(is_plain(&reason) && reason.contains("line 1"), "{reason}");
        }
        // Each byte of a PNG wrong in its turn, and each beginning of it.
        let palette = crate::sprite::Palette::ocean();
        let whole =
            crate::files::png::encode_sprite(&crate::sprite::Sprite::EMPTY, &palette, None, 1);
        let told = |bytes: &[u8]| {
            let path = std::path::Path::new("fish.png");
            let read = crate::files::animation::parse(
                path,
                bytes,
                crate::files::animation::WhichFrames::All,
            );
            read.err().map(|error| error.to_string())
        };
        for at in 8..whole.len() {
            let mut wrong = whole.clone();
            wrong[at] ^= 0x55;
            for bytes in [&wrong[..], &whole[..at]] {
                if let Some(told) = told(bytes) {
                    assert!(is_plain(&told) && told.contains("fish.png"), "{at}: {told}");
                }
            }
        }
    }
}
