//! Palettes as JSON: those of Lospec and of Pixelorama, and lists of colours as tools write them.

use serde_json::Value;

use super::{Swatch, Swatches, SwatchesError, lospec};

/// Where a list of colours stands in an object.
const LISTS: [&str; 5] = ["colors", "colours", "palette", "swatches", "entries"];

/// Where a colour stands in an object of its own: Pixelorama calls it "color", and once "data".
const COLOUR: [&str; 7] = ["color", "colour", "hex", "data", "value", "rgb", "rgba"];

/// The colours of a JSON.
pub(super) fn parse(text: &str) -> Result<Swatches, SwatchesError> {
    let document: Value =
        serde_json::from_str(text).map_err(|_: serde_json::Error| SwatchesError::Unknown)?;
    let found = list_of(&document).and_then(colours);
    let mut swatches = found.ok_or_else(|| {
        let is_sheet = ["frames", "textures"].iter().any(|key| document.get(key).is_some());
        if !is_sheet {
            return SwatchesError::Unknown;
        }
        SwatchesError::Foreign {
            what: "the JSON of a sprite sheet, which says where sprites are and not their colours",
            remedy: "choose the picture of the sheet",
        }
    })?;
    swatches.name = text_at(&document, "name");
    Ok(swatches)
}

fn text_at(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list_of(document: &Value) -> Option<&[Value]> {
    match document {
        Value::Array(list) => Some(list),
        Value::Object(object) => LISTS.iter().find_map(|key| list_of(object.get(*key)?)),
        _ => None,
    }
}

fn colours(list: &[Value]) -> Option<Swatches> {
    // Pixelorama's grid has holes, and its colours stand in the order in which they were added.
    let mut entries: Vec<(u64, &Value)> = list
        .iter()
        .map(|entry| (entry.get("index").and_then(Value::as_u64).unwrap_or(0), entry))
        .collect();
    entries.sort_by_key(|(index, _)| *index);
    let colour_of = |entry| COLOUR.iter().find_map(|key| Value::get(entry, *key)).unwrap_or(entry);
    let words: Option<Vec<&str>> =
        entries.iter().map(|(_, entry)| colour_of(*entry).as_str()).collect();
    // Digits are read together, because only all of them tell where the opacity is.
    let of_words = words.and_then(|words| lospec::of_words(&words));
    let mut swatches = if let Some(swatches) = of_words {
        swatches
    } else {
        let colours: Option<Vec<Swatch>> =
            entries.iter().map(|(_, entry)| colour(colour_of(*entry))).collect();
        Swatches { colours: colours?, ..Swatches::default() }
    };
    for (swatch, (_, entry)) in swatches.colours.iter_mut().zip(&entries) {
        swatch.label = text_at(entry, "name");
    }
    Some(swatches)
}

/// `(0.1, 0.2, 0.3, 1)` of Godot, digits, a list of numbers, or one number a channel.
fn colour(value: &Value) -> Option<Swatch> {
    match value {
        Value::String(text) => match text.trim().strip_prefix('(') {
            Some(shares) => {
                let shares = shares.strip_suffix(')')?.split(',');
                let shares: Option<Vec<f64>> = shares.map(|it| it.trim().parse().ok()).collect();
                channels(&shares?.iter().map(|share| share * 255.0).collect::<Vec<_>>())
            }
            None => lospec::of_words(&[text]).map(|mut one| one.colours.remove(0)),
        },
        Value::Array(numbers) => {
            let numbers: Option<Vec<f64>> = numbers.iter().map(Value::as_f64).collect();
            channels(&numbers?)
        }
        Value::Object(object) => {
            let number = |names: [&str; 2]| names.iter().find_map(|it| object.get(*it)?.as_f64());
            let rgb = [number(["r", "red"])?, number(["g", "green"])?, number(["b", "blue"])?];
            channels(&rgb)
        }
        _ => None,
    }
}

fn channels(numbers: &[f64]) -> Option<Swatch> {
    let is_share = numbers.iter().all(|number| *number <= 1.0)
        && numbers.iter().any(|number| number.fract() != 0.0);
    let numbers: Vec<f64> =
        numbers.iter().map(|number| if is_share { number * 255.0 } else { *number }).collect();
    let is_channel = |number: &f64| (-0.5..255.5).contains(number);
    if !numbers.iter().all(is_channel) {
        return None;
    }
    let byte = |number: f64| number.round().clamp(0.0, 255.0) as u8;
    match numbers[..] {
        [r, g, b] => Some(Swatch::opaque([r, g, b].map(byte))),
        [r, g, b, alpha] => {
            Some(Swatch { alpha: byte(alpha), ..Swatch::opaque([r, g, b].map(byte)) })
        }
        _ => None,
    }
}
