//! The .hex files of Lospec: one colour a line, `rrggbb`, lower case, no `#`.
//!
//! As in Aseprite, the first six consecutive hexadecimal digits of a line are its colour and
//! lines without them are none.

use super::{Swatch, Swatches, SwatchesError};

pub(super) fn parse(text: &str) -> Result<Swatches, SwatchesError> {
    let colours: Vec<Swatch> = text.lines().filter_map(first_colour).map(Swatch::opaque).collect();
    if colours.is_empty() {
        let blank = text.trim().is_empty();
        return Err(if blank { SwatchesError::Empty } else { SwatchesError::Unknown });
    }
    Ok(Swatches { name: String::new(), colours })
}

/// The first six hexadecimal digits in a row.
fn first_colour(line: &str) -> Option<[u8; 3]> {
    line.as_bytes().windows(6).find_map(colour)
}

/// Exactly six hexadecimal digits as a colour.
pub(super) fn colour(digits: &[u8]) -> Option<[u8; 3]> {
    if digits.len() != 6 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    let [_, r, g, b] = number.to_be_bytes();
    Some([r, g, b])
}

pub(super) fn encode(swatches: &Swatches) -> String {
    swatches.colours.iter().map(|swatch| format!("{}\n", digits(swatch))).collect()
}

/// A colour as `rrggbb`.
pub(super) fn digits(swatch: &Swatch) -> String {
    let [r, g, b] = swatch.rgb.0;
    format!("{r:02x}{g:02x}{b:02x}")
}
