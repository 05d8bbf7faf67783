//! What is asked of the model, and the names that a checkpoint gives its zones and categories.

use serde::{Deserialize, Serialize};

/// The name that asks for any zone or any category.
const ANY: &str = "any";

/// Which cell of the zone x category grid to draw from; `None` is "any".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Prompt {
    /// Index into [`World::zones`].
    pub zone: Option<u8>,
    /// Index into [`World::categories`].
    pub category: Option<u8>,
}

impl Prompt {
    /// One cell of the grid.
    #[must_use]
    pub fn cell(zone: u8, category: u8) -> Self {
        Self { zone: Some(zone), category: Some(category) }
    }
}

/// The names of the zones and categories that a model was trained on.
///
/// They travel inside the checkpoint, so a model of forests and swords relabels the studio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    /// Up to six names, in the model's order.
    pub zones: Vec<String>,
    /// Up to six names, in the model's order.
    pub categories: Vec<String>,
}

/// A zone or category that the model does not know, with those that it does.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no {kind} \"{given}\"; known are {known}")]
pub struct UnknownName {
    kind: &'static str,
    given: String,
    known: String,
}

impl World {
    /// The zones and categories of the built-in model.
    #[must_use]
    pub fn ocean() -> Self {
        let owned = |names: [&str; 6]| names.map(str::to_owned).to_vec();
        Self {
            zones: owned(["Shallows", "Twilight", "Midnight", "Abyss", "Hadal", "Vent"]),
            categories: owned([
                "Reef fish",
                "Grazer",
                "Coral",
                "Jellyfish",
                "Cephalopod",
                "Abyssal",
            ]),
        }
    }

    /// Every cell of the grid, zone by zone.
    pub fn cells(&self) -> impl Iterator<Item = Prompt> {
        let n_categories = self.categories.len() as u8;
        (0..self.zones.len() as u8).flat_map(move |zone| {
            (0..n_categories).map(move |category| Prompt::cell(zone, category))
        })
    }

    /// Whether the prompt's zone and category, where it has them, have names.
    #[must_use]
    pub fn knows(&self, prompt: Prompt) -> bool {
        let is_among = |index: Option<u8>, names: &[String]| {
            index.is_none_or(|index| usize::from(index) < names.len())
        };
        is_among(prompt.zone, &self.zones) && is_among(prompt.category, &self.categories)
    }

    /// The name of a prompt's zone, "any" if it has none.
    #[must_use]
    pub fn zone_name(&self, prompt: Prompt) -> &str {
        name_of(&self.zones, prompt.zone)
    }

    /// The name of a prompt's category, "any" if it has none.
    #[must_use]
    pub fn category_name(&self, prompt: Prompt) -> &str {
        name_of(&self.categories, prompt.category)
    }

    /// The prompt with these two names, as a person types them ("reef-fish", "any").
    pub fn prompt(&self, zone: &str, category: &str) -> Result<Prompt, UnknownName> {
        Ok(Prompt {
            zone: find("zone", &self.zones, zone)?,
            category: find("category", &self.categories, category)?,
        })
    }
}

/// A name as the command line and file names spell it: lower case, words joined by hyphens.
#[must_use]
pub fn slug(name: &str) -> String {
    let lower: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join("-")
}

fn name_of(names: &[String], index: Option<u8>) -> &str {
    index.and_then(|index| names.get(usize::from(index))).map_or(ANY, String::as_str)
}

fn find(kind: &'static str, names: &[String], given: &str) -> Result<Option<u8>, UnknownName> {
    let wanted = slug(given);
    if wanted == ANY {
        return Ok(None);
    }
    // "reeffish" and "ReefFish" are as good as "reef-fish".
    let squeezed = |name: &str| slug(name).replace('-', "");
    if let Some(index) = names.iter().position(|name| squeezed(name) == squeezed(given)) {
        return Ok(Some(index as u8));
    }
    let known: Vec<String> = names.iter().map(|name| slug(name)).collect();
    let known = format!("{} and {ANY}", known.join(", "));
    Err(UnknownName { kind, given: given.to_owned(), known })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_spelled() {
        let world = World::ocean();
        for spelling in ["reef-fish", "Reef fish", "ReefFish", "REEF_FISH"] {
            assert_eq!(world.prompt("vent", spelling), Ok(Prompt::cell(5, 0)), "{spelling}");
        }
        assert_eq!(world.prompt("any", "Any"), Ok(Prompt::default()));
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = World::ocean().prompt("swamp", "coral").unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no zone \"swamp\"; known are shallows, twilight, midnight, abyss, hadal, vent and any"
        );
    }

    #[test]
    fn every_cell_has_names_that_lead_back_to_it() {
        let world = World::ocean();
        assert_eq!(world.cells().count(), 36);
        for cell in world.cells() {
            let (zone, category) = (slug(world.zone_name(cell)), slug(world.category_name(cell)));
            assert_eq!(world.prompt(&zone, &category), Ok(cell));
        }
    }
}
