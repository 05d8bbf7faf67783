//! Marks the files that Shoal writes, so that replacing them needs no question.

use std::path::Path;

use super::bounded::read_bounded;

/// What stands in the files of formats that have a place for it: the software of a PNG, the comment
/// of a GIF or palette, the user data of an .aseprite file's layer.
pub(super) const MARK: &str = "Shoal";

/// A file of another program that is larger is not looked into.
const MOST: u64 = 64 << 20;

/// Whether a file says that Shoal wrote it. Formats without a place for that never do.
#[must_use]
pub fn is_written_by_shoal(path: &Path) -> bool {
    let Ok(bytes) = read_bounded(path, MOST) else { return false };
    let has = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    if bytes.starts_with(b"\x89PNG") {
        has(b"Software\0Shoal") || has(b"shoal:recipe\0") || has(b"shoal:label\0")
    } else if bytes.starts_with(b"GIF8") {
        has(b"\x21\xFE\x05Shoal\0")
    } else if bytes.get(4..6) == Some(&[0xE0, 0xA5]) {
        has(b"\x20\x20\x01\0\0\0\x05\0Shoal")
    } else if bytes.starts_with(b"{") {
        has(b"\"name\": \"shoal\"") || has(b"\"name\":\"shoal\"")
    } else if bytes.starts_with(b"[gd_resource") {
        has(b"metadata/made_by = \"Shoal\"")
    } else {
        bytes.starts_with(b"GIMP Palette") && has(b"# Shoal")
    }
}
