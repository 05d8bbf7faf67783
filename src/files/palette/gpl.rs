//! GIMP palettes: "GIMP Palette", headers, then `R G B<TAB>name` a line.
//!
//! Aseprite's extension, `Channels: RGBA` and a fourth number, is read and not written: GIMP
//! does not know it. A colour called "transparent" is.

use std::fmt::Write as _;

use super::{Swatch, Swatches, SwatchesError};
use crate::{files::written::MARK, sprite::Rgb};

const HEADER: &str = "GIMP Palette";

/// What we and others call the entry that is not seen.
const TRANSPARENT_LABEL: &str = "transparent";

pub(super) fn is_gpl(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.trim() == HEADER)
}

pub(super) fn parse(text: &str) -> Result<Swatches, SwatchesError> {
    let mut swatches = Swatches::default();
    let mut has_alpha = false;
    for (line_idx, line) in text.lines().enumerate().skip(1) {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("Name:") {
            name.trim().clone_into(&mut swatches.name);
        } else if let Some(channels) = line.strip_prefix("Channels:") {
            has_alpha = channels.trim().eq_ignore_ascii_case("RGBA");
        } else if line.starts_with(|first: char| first.is_ascii_digit()) {
            // As other readers do, a line that does not start with a digit is no colour.
            let swatch = parse_line(line, has_alpha).ok_or(SwatchesError::BadLine {
                kind: "GIMP",
                line: line_idx + 1,
                expected: "red, green and blue, each 0 to 255",
            })?;
            swatches.colours.push(swatch);
        }
    }
    Ok(swatches)
}

fn parse_line(line: &str, has_alpha: bool) -> Option<Swatch> {
    let mut rest = line;
    let mut channels = [0, 0, 0, 255];
    for channel in channels.iter_mut().take(if has_alpha { 4 } else { 3 }) {
        rest = rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        *channel = rest[..end].parse().ok()?;
        rest = &rest[end..];
    }
    let [r, g, b, alpha] = channels;
    let label = rest.trim();
    let unseen = label.eq_ignore_ascii_case(TRANSPARENT_LABEL);
    let label = if label == "Untitled" { "" } else { label };
    Some(Swatch {
        alpha: if unseen { 0 } else { alpha },
        label: label.to_owned(),
        ..Swatch::opaque([r, g, b])
    })
}

pub(super) fn encode(swatches: &Swatches) -> String {
    let mut text = format!("{HEADER}\n");
    if !swatches.name.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "Name: {}", one_line(&swatches.name));
    }
    let _ = writeln!(text, "Columns: 8\n# {MARK}");
    for Swatch { rgb: Rgb([r, g, b]), alpha, label, .. } in &swatches.colours {
        let label = one_line(label);
        let label = match (*alpha, label.as_str()) {
            (0, _) => TRANSPARENT_LABEL,
            // A visible colour must not be read as the unseen one.
            (_, "") => "Untitled",
            (_, label) if label.eq_ignore_ascii_case(TRANSPARENT_LABEL) => "Untitled",
            (_, label) => label,
        };
        let _ = writeln!(text, "{r:3} {g:3} {b:3}\t{label}");
    }
    text
}

/// Names may come from anywhere; a line break in one would begin another colour.
fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
