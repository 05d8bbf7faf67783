//! The .hex files of Lospec: one colour a line, `rrggbb`, lower case, no `#`. Lists such as
//! people write are read too: several colours a line, with `#`, in three digits, between commas.
//!
//! As in Aseprite, the first six consecutive hexadecimal digits of any other line are its colour,
//! and lines without them are none.

use super::{Swatch, Swatches, SwatchesError};
use crate::files::remarks::quoted;

/// What lines begin with that are meant for people.
const COMMENTS: [&str; 2] = [";", "//"];

pub(super) fn parse(text: &str) -> Result<Swatches, SwatchesError> {
    let colours: Vec<Swatch> = text.lines().flat_map(colours_of).map(Swatch::opaque).collect();
    if colours.is_empty() {
        let blank = text.trim().is_empty();
        return Err(if blank { SwatchesError::Empty } else { SwatchesError::Unknown });
    }
    let mut swatches = Swatches { colours, ..Swatches::default() };
    let is_comment = |line: &str| COMMENTS.iter().any(|start| line.starts_with(start));
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    let mut idle = lines.filter(|line| colours_of(line).is_empty());
    if let Some(line) = idle.next() {
        let others = idle.count();
        let more = if others > 0 { format!(" and {others} others") } else { String::new() };
        let line = quoted(line);
        swatches.remarks.push(format!("has no colour in the line {line}{more}; passed over"));
    }
    Ok(swatches)
}

/// The colours of a line: all of it, if it is a list of nothing else, or the first.
fn colours_of(line: &str) -> Vec<[u8; 3]> {
    let words = line.split([' ', '\t', ',', ';']).filter(|word| !word.is_empty());
    let all: Option<Vec<[u8; 3]>> = words.map(word_colour).collect();
    all.unwrap_or_else(|| first_colour(line).into_iter().collect())
}

/// `rrggbb`, `#rrggbb` or `#rgb`.
fn word_colour(word: &str) -> Option<[u8; 3]> {
    let Some(digits) = word.strip_prefix('#') else { return colour(word.as_bytes()) };
    if digits.len() == 3 {
        let doubled: Vec<u8> = digits.bytes().flat_map(|digit| [digit, digit]).collect();
        return colour(&doubled);
    }
    colour(digits.as_bytes())
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
