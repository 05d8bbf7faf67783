//! Lists of numbers without a header, as .map, .rgb and text files have them: red, green and blue
//! a line, each 0 to 255, with anything after them.

use super::{Swatch, Swatches};

/// The colours, if every line that is not blank and no remark begins with three numbers.
pub(super) fn parse(text: &str) -> Option<Swatches> {
    let is_remark = |line: &&str| !line.is_empty() && !line.starts_with([';', '#', '/', '!']);
    let colours: Option<Vec<Swatch>> =
        text.lines().map(str::trim).filter(is_remark).map(colour).collect();
    let colours = colours.filter(|colours| !colours.is_empty())?;
    Some(Swatches { colours, ..Swatches::default() })
}

fn colour(line: &str) -> Option<Swatch> {
    let mut words = line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let mut words = words.by_ref().filter(|word| !word.is_empty());
    let mut next = || words.next()?.parse::<u8>().ok();
    Some(Swatch::opaque([next()?, next()?, next()?]))
}
