//! The .txt files of Paint.NET, which Lospec offers too: `aarrggbb` a line, comments after `;`.

use super::{Swatch, Swatches, SwatchesError, hex::colour};

/// Whether the first comment says so.
pub(super) fn is_paint_net(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let first = first.trim_start().to_ascii_lowercase();
    first.starts_with(';') && first.contains("paint.net")
}

pub(super) fn parse(text: &str) -> Result<Swatches, SwatchesError> {
    let mut colours = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let digits = line.split(';').next().unwrap_or_default().trim();
        if digits.is_empty() {
            continue;
        }
        let bad = SwatchesError::BadLine {
            kind: "Paint.NET",
            line: index + 1,
            expected: "eight hexadecimal digits, opacity first",
        };
        let is_whole = digits.len() == 8 && digits.is_ascii();
        let (alpha, rgb) = digits.split_at_checked(2).filter(|_| is_whole).ok_or(bad.clone())?;
        let alpha = u8::from_str_radix(alpha, 16).map_err(|_not_a_number| bad.clone())?;
        let rgb = colour(rgb.as_bytes()).ok_or(bad)?;
        colours.push(Swatch { alpha, ..Swatch::opaque(rgb) });
    }
    if colours.is_empty() {
        return Err(SwatchesError::Empty);
    }
    Ok(Swatches { colours, ..Swatches::default() })
}
