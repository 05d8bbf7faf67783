//! What people copy from Lospec: its JSON, a list of colours in any punctuation, an address.

use serde::Serialize;

use super::{Swatch, Swatches, SwatchesError, hex, json};

/// Their JSON.
#[derive(Serialize)]
struct Listing {
    name: String,
    author: String,
    colors: Vec<String>,
}

/// The colours of a text that looks like something from Lospec; `None` if it does not.
pub(super) fn parse(text: &str) -> Option<Result<Swatches, SwatchesError>> {
    let text = text.trim();
    if let Some(slug) = slug_of_address(text) {
        return Some(Err(SwatchesError::Address(slug.to_owned())));
    }
    if text.starts_with(['{', '[']) {
        return Some(json::parse(text));
    }
    let words = text.split(|c: char| c.is_whitespace() || ",;'\"".contains(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    // All of it must be colours, or it is a .hex with remarks, or a letter to a friend.
    Some(Ok(of_words(&words)?))
}

/// Words that are colours, all of them: `rrggbb`, `#rrggbb` or `0xrrggbb`, with two more digits
/// for the opacity or without.
pub(super) fn of_words(words: &[&str]) -> Option<Swatches> {
    let words: Option<Vec<Digits>> = words.iter().map(|word| Digits::of(word)).collect();
    let words = words.filter(|words| !words.is_empty())?;
    let mut swatches = Swatches::default();
    let opacities = |place: usize| {
        let known = words.iter().filter_map(move |word| word.eight.map(|bytes| bytes[place]));
        // Real palettes are opaque for the most part, and see-through in one entry at the most.
        known.fold((0, 0), |(opaque, others), alpha| {
            (opaque + usize::from(alpha == 255), others + usize::from(!matches!(alpha, 0 | 255)))
        })
    };
    let [(first, odd_first), (last, odd_last)] = [opacities(0), opacities(3)];
    let is_first = (first, std::cmp::Reverse(odd_first)) > (last, std::cmp::Reverse(odd_last));
    if words.iter().any(|word| word.eight.is_some()) {
        let order = if is_first { "first (aarrggbb)" } else { "last (rrggbbaa)" };
        swatches.remarks.push(format!("eight digits a colour: opacity was taken to come {order}"));
    }
    swatches.colours = words.iter().map(|word| word.swatch(is_first)).collect();
    Some(swatches)
}

/// A word of six or eight hexadecimal digits.
struct Digits {
    six: [u8; 3],
    eight: Option<[u8; 4]>,
}

impl Digits {
    fn of(word: &str) -> Option<Self> {
        let word = word.trim();
        let digits = ["#", "0x", "0X"].iter().find_map(|prefix| word.strip_prefix(prefix));
        let digits = digits.unwrap_or(word).as_bytes();
        let six = hex::colour(digits.get(..6)?)?;
        let eight = match digits.len() {
            6 => None,
            8 => {
                let [.., last] = hex::colour(&digits[2..])?;
                Some([six[0], six[1], six[2], last])
            }
            _ => return None,
        };
        Some(Self { six, eight })
    }

    fn swatch(&self, is_alpha_first: bool) -> Swatch {
        match self.eight {
            None => Swatch::opaque(self.six),
            Some([alpha, r, g, b]) if is_alpha_first => {
                Swatch { alpha, ..Swatch::opaque([r, g, b]) }
            }
            Some([r, g, b, alpha]) => Swatch { alpha, ..Swatch::opaque([r, g, b]) },
        }
    }
}

/// The palette that an address names.
fn slug_of_address(text: &str) -> Option<&str> {
    let rest = text
        .strip_prefix("lospec-palette://")
        .or_else(|| text.split_once("lospec.com/palette-list/").map(|(_, rest)| rest))?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    Some(&rest[..end])
}

pub(super) fn encode(swatches: &Swatches) -> String {
    let listing = Listing {
        name: swatches.name.clone(),
        author: String::new(),
        colors: swatches.colours.iter().map(hex::digits).collect(),
    };
    // A list of texts is always JSON.
    serde_json::to_string(&listing).unwrap_or_default() + "\n"
}
