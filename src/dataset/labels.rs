//! From what names and manifests say to the zones and categories of a world.

use std::collections::BTreeMap;

use crate::sprite::{Axis, Prompt, World, slug};
use anyhow::Result;

use super::{
    error::DatasetError,
    manifest::{About, Manifest},
    pattern::{Found, Pattern},
};

/// The name of the only zone, or category, where none is named.
pub const ONLY: &str = "All";

/// Names that a model has room for.
const ROOM: usize = 6;

/// Where labels come from.
pub(super) struct Labeller<'a> {
    /// What paths say; without it their folders.
    pub(super) pattern: Option<&'a Pattern>,
    /// What the manifest says, which counts more.
    pub(super) manifest: &'a Manifest,
}

impl Labeller<'_> {
    /// What is known about a file by its path alone.
    pub(super) fn about(&self, path: &str) -> Result<About> {
        let found = match self.pattern {
            Some(pattern) => pattern.find(path).unwrap_or_default(),
            None => by_folders(path),
        };
        let Found { zone, category, traits } = found;
        let mut about = About { zone, category, traits, ..About::default() };
        self.manifest.tell(path, &mut about)?;
        if !about.skip {
            self.manifest.check_labels(&about)?;
        }
        Ok(about)
    }
}

/// `category/file` or `zone/category/file`; folders below those say nothing.
fn by_folders(path: &str) -> Found {
    let folders: Vec<&str> = path.split('/').collect();
    let named = |name: &str| Some(name.to_owned()).filter(|name| !slug(name).is_empty());
    match folders[..] {
        [] | [_] => Found::default(),
        [category, _] => Found { category: named(category), ..Found::default() },
        [zone, category, ..] => {
            Found { zone: named(zone), category: named(category), ..Found::default() }
        }
    }
}

/// The world of sprites that are labelled so: the manifest's names in its order, otherwise those
/// that occur, sorted. Where all sprites of each value of an axis are of one category, the values
/// are kinds of those categories.
pub fn world_of<'a>(
    manifest: &Manifest,
    labels: &(impl Iterator<Item = &'a About> + Clone),
) -> Result<World, DatasetError> {
    let zones = labels.clone().filter_map(|about| about.zone.as_deref());
    let categories = labels.clone().filter_map(|about| about.category.as_deref());
    let mut world = World::new(
        names("zones", ROOM, &manifest.zones, zones)?,
        names("categories", ROOM, &manifest.categories, categories)?,
    );
    if world.zones.is_empty() {
        world.zones.push(ONLY.to_owned());
    }
    if world.categories.is_empty() {
        world.categories.push(ONLY.to_owned());
    }
    let listed = manifest.axes.keys().map(|name| (slug(name), name.as_str()));
    let found = labels.clone().flat_map(|about| about.traits.keys());
    let found = found.map(|name| (name.clone(), name.as_str()));
    let axes: BTreeMap<String, &str> = found.chain(listed).collect();
    for (axis, name) in axes {
        let values = labels.clone().filter_map(|about| about.traits.get(&axis));
        let of_axis = manifest.axes.get(name).map_or(&[][..], Vec::as_slice);
        let kind = format!("values of \"{name}\"");
        let values = names(&kind, World::MAX_VALUES, of_axis, values.map(String::as_str))?;
        if values.is_empty() {
            continue;
        }
        let categories = categories_of(&world, &axis, &values, labels);
        world.traits.push(Axis { name: pretty(name), values, categories });
    }
    world.validate()?;
    Ok(world)
}

/// The category of each value of an axis; empty if a value has none, or sprites of several.
fn categories_of<'a>(
    world: &World,
    axis: &str,
    values: &[String],
    labels: &(impl Iterator<Item = &'a About> + Clone),
) -> Vec<u8> {
    let of_value = |value: &String| {
        let has =
            |about: &&About| about.traits.get(axis).is_some_and(|other| slug(other) == slug(value));
        let mut found = labels.clone().filter(has).map(|about| about.category.as_deref().map(slug));
        let first = found.next()??;
        let place = world.categories.iter().position(|name| slug(name) == first)?;
        found.all(|other| other.as_ref() == Some(&first)).then_some(place as u8)
    };
    let categories: Option<Vec<u8>> = values.iter().map(of_value).collect();
    categories.unwrap_or_default()
}

fn names<'a>(
    kind: &str,
    room: usize,
    listed: &[String],
    found: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>, DatasetError> {
    if !listed.is_empty() {
        return Ok(listed.to_vec());
    }
    let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for name in found {
        counts.entry(slug(name)).or_insert_with(|| (pretty(name), 0)).1 += 1;
    }
    if counts.len() > room {
        let names = counts.into_values().collect();
        return Err(DatasetError::TooManyNames { kind: kind.to_owned(), room, names });
    }
    Ok(counts.into_values().map(|(name, _)| name).collect())
}

/// A folder's name as a label: words are joined by spaces.
fn pretty(name: &str) -> String {
    let spaced = name.replace(['_', '-'], " ");
    let mut letters = spaced.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The cell of a world that a label names; what is not labelled is any, or the only one.
pub(super) fn prompt_of(world: &World, about: &About) -> Result<Prompt> {
    let or_any = |name: &Option<String>| name.clone().unwrap_or_else(|| "any".to_owned());
    let mut prompt = world.prompt(&or_any(&about.zone), &or_any(&about.category))?;
    if world.zones == [ONLY] {
        prompt.zone = Some(0);
    }
    if world.categories == [ONLY] {
        prompt.category = Some(0);
    }
    for (axis, value) in &about.traits {
        prompt = world.with(prompt, axis, value)?;
    }
    Ok(prompt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(zone: Option<&str>, category: Option<&str>) -> About {
        About {
            zone: zone.map(str::to_owned),
            category: category.map(str::to_owned),
            ..About::default()
        }
    }

    #[test]
    fn folders_and_patterns_label() {
        let manifest = Manifest::default();
        let plain = Labeller { pattern: None, manifest: &manifest };
        for (path, expect) in [
            ("imp.png", about(None, None)),
            ("demons/imp.png", about(None, Some("demons"))),
            ("cave/demons/imp.png", about(Some("cave"), Some("demons"))),
            ("cave/demons/old/imp.png", about(Some("cave"), Some("demons"))),
        ] {
            assert_eq!(plain.about(path).unwrap(), expect, "{path}");
        }
        let pattern = "{category}_*".parse().unwrap();
        let by_name = Labeller { pattern: Some(&pattern), manifest: &manifest };
        assert_eq!(by_name.about("x/orc_1.png").unwrap(), about(None, Some("orc")));
    }

    #[test]
    fn worlds_are_what_occurs() {
        let labels =
            [about(None, Some("fungi_plants")), about(None, Some("demons")), about(None, None)];
        let world = world_of(&Manifest::default(), &labels.iter()).unwrap();
        assert_eq!(
            (world.zones.as_slice(), world.categories.as_slice()),
            (
                ["All".to_owned()].as_slice(),
                ["Demons".to_owned(), "Fungi plants".to_owned()].as_slice()
            )
        );
        assert_eq!(prompt_of(&world, &labels[0]).unwrap(), Prompt::cell(0, 1));
        assert_eq!(prompt_of(&world, &labels[2]).unwrap(), Prompt::of(Some(0), None));
        let many: Vec<About> =
            (0..7).map(|index| about(None, Some(&format!("kind {index}")))).collect();
        let error = world_of(&Manifest::default(), &many.iter()).unwrap_err().to_string();
        assert!(error.contains("7 categories") && error.contains("Kind 6 (1)"), "{error}");
    }

    #[test]
    fn axes_are_those_that_occur_and_kinds_know_their_categories() {
        let with = |category: &str, pairs: &[(&str, &str)]| About {
            traits: pairs.iter().map(|(a, v)| ((*a).to_owned(), (*v).to_owned())).collect(),
            ..about(None, Some(category))
        };
        let labels = [
            with("beasts", &[("kind", "wolf"), ("size", "big")]),
            with("arms", &[("kind", "short_sword"), ("size", "big")]),
            with("arms", &[]),
        ];
        let world = world_of(&Manifest::default(), &labels.iter()).unwrap();
        let [kind, size] = &world.traits[..] else { panic!("{world:?}") };
        assert_eq!(
            (kind.name.as_str(), &kind.values[..]),
            ("Kind", &["Short sword", "Wolf"].map(str::to_owned)[..])
        );
        assert_eq!((&kind.categories[..], &size.categories[..]), (&[0, 1][..], &[][..]));
        let prompt = prompt_of(&world, &labels[0]).unwrap();
        assert_eq!((prompt.get(2), prompt.get(3), prompt.category), (Some(1), Some(0), Some(1)));
        let world_of_prompt = prompt_of(&world, &labels[2]).unwrap();
        assert_eq!(world_of_prompt.get(2), None);
    }

    #[test]
    fn a_label_outside_the_manifest_is_refused() {
        let mut manifest = Manifest::default();
        manifest.categories.push("Demon".to_owned());
        let labeller = Labeller { pattern: None, manifest: &manifest };
        let error = labeller.about("animals/cat.png").unwrap_err().to_string();
        assert!(error.contains("no category \"animals\"") && error.contains("Demon"), "{error}");
    }
}
