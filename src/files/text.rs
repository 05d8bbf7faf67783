//! Text as editors of any system save it.

use std::borrow::Cow;

/// The bytes as UTF-8 without a byte order mark, if they begin with one of UTF-8 or UTF-16;
/// otherwise as they are.
pub(super) fn as_utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let utf_16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        Cow::Owned(String::from_utf16_lossy(&units).into_bytes())
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => Cow::Borrowed(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_wide_letters_become_narrow() {
        let utf_16: Vec<u8> = "{é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "{é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            "{é".as_bytes().to_vec(),
            [&[0xEF, 0xBB, 0xBF], "{é".as_bytes()].concat(),
            [&[0xFF, 0xFE][..], &utf_16].concat(),
            [&[0xFE, 0xFF][..], &big].concat(),
        ] {
            assert_eq!(as_utf8(&bytes), "{é".as_bytes());
        }
    }
}
