//! From what names and manifests say to the zones and categories of a world.

use std::collections::BTreeMap;

use crate::sprite::{Prompt, World, slug};
use anyhow::Result;

use super::{
    error::DatasetError,
    manifest::{About, Manifest, check_label},
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
        let mut about = About { zone: found.zone, category: found.category, ..About::default() };
        self.manifest.tell(path, &mut about)?;
        if !about.skip {
            check_label("zone", about.zone.as_deref(), &self.manifest.zones)?;
            check_label("category", about.category.as_deref(), &self.manifest.categories)?;
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
        [category, _] => Found { zone: None, category: named(category) },
        [zone, category, ..] => Found { zone: named(zone), category: named(category) },
    }
}

/// The world of sprites that are labelled so: the manifest's names in its order, otherwise those
/// that occur, sorted.
pub fn world_of<'a>(
    manifest: &Manifest,
    labels: impl Iterator<Item = &'a About> + Clone,
) -> Result<World, DatasetError> {
    let zones = labels.clone().filter_map(|about| about.zone.as_deref());
    let categories = labels.filter_map(|about| about.category.as_deref());
    Ok(World::new(
        names("zones", &manifest.zones, zones)?,
        names("categories", &manifest.categories, categories)?,
    ))
}

fn names<'a>(
    kind: &'static str,
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
    if counts.len() > ROOM {
        let names = counts.into_values().collect();
        return Err(DatasetError::TooManyNames { kind, room: ROOM, names });
    }
    let names: Vec<String> = counts.into_values().map(|(name, _)| name).collect();
    Ok(if names.is_empty() { vec![ONLY.to_owned()] } else { names })
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
        let world = world_of(&Manifest::default(), labels.iter()).unwrap();
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
        let error = world_of(&Manifest::default(), many.iter()).unwrap_err().to_string();
        assert!(error.contains("7 categories") && error.contains("Kind 6 (1)"), "{error}");
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
