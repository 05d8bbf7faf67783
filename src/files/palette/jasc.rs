//! The text kind of ".pal": `JASC-PAL`, `0100`, how many, then `R G B` a line.
//!
//! As in Aseprite the stated number of colours is not believed; a remark reports another one. A
//! fourth number is an opacity, and lines end as they like; we end them with a line feed, and Paint
//! Shop Pro reads that too.

use std::fmt::Write as _;

use super::{Swatch, Swatches, SwatchesError};
use crate::sprite::Rgb;

const HEADER: &str = "JASC-PAL";
const VERSION: &str = "0100";

pub(super) fn is_jasc(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.trim() == HEADER)
}

pub(super) fn parse(text: &str) -> Result<Swatches, SwatchesError> {
    let bad = |line, expected| SwatchesError::BadLine { kind: "JASC", line, expected };
    let mut lines = text.lines().map(str::trim).enumerate().skip(1);
    if lines.next().is_none_or(|(_, version)| version != VERSION) {
        return Err(bad(2, "the version, 0100"));
    }
    let count = lines.next().and_then(|(_, count)| count.parse::<usize>().ok());
    let count = count.ok_or(bad(3, "how many colours there are"))?;
    let mut colours = Vec::new();
    for (line_idx, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let expected = "red, green and blue, each 0 to 255";
        colours.push(parse_line(line).ok_or_else(|| bad(line_idx + 1, expected))?);
    }
    let mut swatches = Swatches { colours, ..Swatches::default() };
    let found = swatches.colours.len();
    if found != count && found > 0 {
        let hint = if found < count { "; it may be cut off" } else { "" };
        let noun = if count == 1 { "colour" } else { "colours" };
        swatches.remarks.push(format!("says that it has {count} {noun} and holds {found}{hint}"));
    }
    Ok(swatches)
}

fn parse_line(line: &str) -> Option<Swatch> {
    let channels: Option<Vec<u8>> =
        line.split_ascii_whitespace().map(|word| word.parse().ok()).collect();
    match channels?[..] {
        [r, g, b] => Some(Swatch::opaque([r, g, b])),
        [r, g, b, alpha] => Some(Swatch { alpha, ..Swatch::opaque([r, g, b]) }),
        _ => None,
    }
}

pub(super) fn encode(swatches: &Swatches) -> String {
    let mut text = format!("{HEADER}\n{VERSION}\n{}\n", swatches.colours.len());
    for Swatch { rgb: Rgb([r, g, b]), .. } in &swatches.colours {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{r} {g} {b}");
    }
    text
}
