//! What people copy from Lospec: its JSON, a list of colours in any punctuation, an address.

use serde::{Deserialize, Serialize};

use super::{Swatch, Swatches, SwatchesError, hex};

/// Their JSON; other fields are of no interest.
#[derive(Serialize, Deserialize)]
struct Listing {
    #[serde(default)]
    name: String,
    #[serde(default)]
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
        return Some(parse_json(text));
    }
    let words = text.split(|c: char| c.is_whitespace() || ",;'\"".contains(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    // All of it must be colours, or it is a .hex with remarks, or a letter to a friend.
    let colours: Option<Vec<Swatch>> = words.iter().map(|word| colour(word)).collect();
    let colours = colours.filter(|colours| !colours.is_empty())?;
    Some(Ok(Swatches { name: String::new(), colours }))
}

fn parse_json(text: &str) -> Result<Swatches, SwatchesError> {
    let listing = serde_json::from_str::<Listing>(text).or_else(|_| {
        let colors = serde_json::from_str::<Vec<String>>(text)?;
        Ok(Listing { name: String::new(), author: String::new(), colors })
    });
    let listing = listing.map_err(|_: serde_json::Error| SwatchesError::Unknown)?;
    let colours: Option<Vec<Swatch>> = listing.colors.iter().map(|word| colour(word)).collect();
    Ok(Swatches { name: listing.name, colours: colours.ok_or(SwatchesError::Unknown)? })
}

/// `rrggbb`, `#rrggbb` or `0xrrggbb`, with two more digits for the opacity or without.
fn colour(word: &str) -> Option<Swatch> {
    let word = word.trim();
    let digits = word.strip_prefix('#').or_else(|| word.strip_prefix("0x")).unwrap_or(word);
    let digits = digits.as_bytes();
    let swatch = Swatch::opaque(hex::colour(digits.get(..6)?)?);
    match digits.len() {
        6 => Some(swatch),
        8 => {
            let [.., alpha] = hex::colour(&digits[2..])?;
            Some(Swatch { alpha, ..swatch })
        }
        _ => None,
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
