//! Turns the bytes of a text file into text, whichever way it is encoded.

/// The text, or `None` where the bytes are none.
///
/// Marks tell UTF-8 and UTF-16. Without one it is UTF-8 if that is possible, UTF-16 if every other
/// byte is zero, and Latin-1 otherwise, whose letters occur in names alone.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return Some(String::from_utf8_lossy(rest).into_owned());
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return Some(utf16(rest, u16::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return Some(utf16(rest, u16::from_be_bytes));
    }
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).all(|&byte| byte == 0);
    if bytes.len() >= 4 && bytes.len().is_multiple_of(2) {
        if zeros(1) {
            return Some(utf16(bytes, u16::from_le_bytes));
        }
        if zeros(0) {
            return Some(utf16(bytes, u16::from_be_bytes));
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let is_text = |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace();
    bytes.iter().all(is_text).then(|| bytes.iter().map(|&byte| char::from(byte)).collect())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|&pair| unit(pair)).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_encoding_is_understood() {
        let text = "Name: Grünfisch\n";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        let latin: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [b"\xFF\xFE", &little[..]].concat(),
            [b"\xFE\xFF", &big[..]].concat(),
            little,
            big,
            latin,
        ] {
            assert_eq!(decode(&bytes).as_deref(), Some(text), "{bytes:?}");
        }
        assert_eq!(decode(b"\xff\0\x01\xfe\x03"), None);
    }
}
