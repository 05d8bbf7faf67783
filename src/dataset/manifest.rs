//! The manifest: a TOML file in which an artist says what the sprites are and whose.

use std::{collections::BTreeMap, path::Path};

use crate::sprite::{Schema, slug};
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{error::DatasetError, grid::CellSize, pattern::Pattern};

/// A manifest has a few KiB.
const MAX_BYTES: u64 = 1 << 20;

/// Whose a sprite is and on which terms; empty where that is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Credit {
    /// The licence, by its SPDX name if it has one: "CC0-1.0", "CC-BY-4.0".
    pub licence: String,
    /// Who made it.
    pub author: String,
    /// Where it is from: an address, a book, "my own".
    pub source: String,
}

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Manifest {
    /// What the collection is called.
    pub name: Option<String>,
    /// All zones there may be, in the order of the grid; empty: those that the sprites have.
    pub zones: Vec<String>,
    /// Likewise the categories.
    pub categories: Vec<String>,
    /// Further axes by their names, each with its values in order; no values: those that the
    /// sprites have. Without any, the axes are those that rules and file names give.
    pub axes: BTreeMap<String, Vec<String>>,
    licence: Option<String>,
    author: Option<String>,
    source: Option<String>,
    sprites: Vec<Rule>,
}

/// What the manifest says about some files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    files: String,
    zone: Option<String>,
    category: Option<String>,
    /// Values of further axes, by the names of the axes.
    #[serde(default)]
    with: BTreeMap<String, String>,
    licence: Option<String>,
    author: Option<String>,
    source: Option<String>,
    grid: Option<String>,
    mirror: Option<bool>,
    #[serde(default)]
    skip: bool,
}

/// What is known about a file before it is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Name of its zone.
    pub zone: Option<String>,
    /// Name of its category.
    pub category: Option<String>,
    /// Names of its values on further axes, by the axes' names as [`slug`] spells them.
    pub traits: BTreeMap<String, String>,
    /// Whose it is.
    pub credit: Credit,
    /// The cells of the sheet that it is.
    pub cell: Option<CellSize>,
    /// It is to be seen in a mirror, so that it looks the way the others do.
    pub mirror: bool,
    /// The manifest wants it left out.
    pub skip: bool,
}

impl Manifest {
    /// Reads a manifest and checks what can be checked without the sprites.
    pub fn open(path: &Path) -> Result<Self, DatasetError> {
        Ok(Self::read(path)?)
    }

    /// As [`Self::open`], of text that is there.
    pub fn from_text(text: &str) -> Result<Self, DatasetError> {
        Ok(Self::parse(text)?)
    }

    fn read(path: &Path) -> Result<Self> {
        let metadata = std::fs::metadata(path)
            .with_context(|| format!("cannot read the manifest {}", path.display()))?;
        // Opening a named pipe would wait for ever.
        ensure!(metadata.is_file(), "the manifest {} is no plain file", path.display());
        let size = metadata.len();
        ensure!(size <= MAX_BYTES, "the manifest {} has {} MiB", path.display(), size >> 20);
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the manifest {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("the manifest {} is wrong", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let manifest: Self = toml::from_str(text)?;
        for (kind, names) in [("zones", &manifest.zones), ("categories", &manifest.categories)] {
            ensure!(names.len() <= 6, "it lists {} {kind}; a model has room for 6", names.len());
            for (index, name) in names.iter().enumerate() {
                ensure!(!slug(name).is_empty(), "one of its {kind} has no letters: \"{name}\"");
                let again = names[..index].iter().any(|other| slug(other) == slug(name));
                ensure!(!again, "it lists \"{name}\" twice under {kind}");
            }
        }
        let axes = manifest.axes.iter().filter(|(_, values)| !values.is_empty());
        let axes = axes.map(|(name, values)| (name.as_str(), values.iter().map(String::as_str)));
        axes.fold(Schema::default(), |schema, (name, values)| {
            schema.with_axis(name, &values.collect::<Vec<_>>())
        })
        .validate()?;
        for rule in &manifest.sprites {
            rule.pattern()?;
            rule.cell()?;
            let mut about = About::default();
            rule.label(&mut about);
            manifest
                .check_labels(&about)
                .with_context(|| format!("in the rule for \"{}\"", rule.files))?;
        }
        Ok(manifest)
    }

    /// Refuses names that the manifest does not list, where it lists any.
    pub(super) fn check_labels(&self, about: &About) -> Result<()> {
        check_label("zone", about.zone.as_deref(), &self.zones)?;
        check_label("category", about.category.as_deref(), &self.categories)?;
        for (axis, value) in &about.traits {
            let listed = self.axes.iter().find(|(name, _)| slug(name) == *axis);
            let known = || self.axes.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            ensure!(
                listed.is_some() || self.axes.is_empty(),
                "there is no axis \"{axis}\" in the manifest, which lists {}: add it there, or \
                 correct the name",
                known()
            );
            check_label(axis, Some(value), listed.map_or(&[][..], |(_, values)| values))?;
        }
        Ok(())
    }

    /// The patterns of rules that none of these files fits.
    pub(super) fn idle_rules<'a>(
        &self,
        files: &(impl Iterator<Item = &'a str> + Clone),
    ) -> Vec<&str> {
        let fits = |rule: &&Rule| {
            rule.pattern()
                .is_ok_and(|pattern| files.clone().any(|file| pattern.find(file).is_some()))
        };
        let idle = self.sprites.iter().filter(|rule| !fits(rule));
        idle.map(|rule| rule.files.as_str()).collect()
    }

    /// Adds what the manifest says about a file; what later rules say counts.
    pub(super) fn tell(&self, path: &str, about: &mut About) -> Result<()> {
        take(&mut about.credit.licence, self.licence.as_ref());
        take(&mut about.credit.author, self.author.as_ref());
        take(&mut about.credit.source, self.source.as_ref());
        for rule in &self.sprites {
            let Some(found) = rule.pattern()?.find(path) else { continue };
            about.zone = found.zone.or(about.zone.take());
            about.category = found.category.or(about.category.take());
            about.traits.extend(found.traits);
            rule.label(about);
            take(&mut about.credit.licence, rule.licence.as_ref());
            take(&mut about.credit.author, rule.author.as_ref());
            take(&mut about.credit.source, rule.source.as_ref());
            about.cell = rule.cell()?.or(about.cell);
            about.mirror = rule.mirror.unwrap_or(about.mirror);
            about.skip |= rule.skip;
        }
        Ok(())
    }
}

impl Rule {
    fn pattern(&self) -> Result<Pattern> {
        Ok(self.files.parse()?)
    }

    /// Puts the rule's labels in the place of those that are known.
    fn label(&self, about: &mut About) {
        about.zone = self.zone.clone().or(about.zone.take());
        about.category = self.category.clone().or(about.category.take());
        about.traits.extend(self.with.iter().map(|(axis, value)| (slug(axis), value.clone())));
    }

    fn cell(&self) -> Result<Option<CellSize>> {
        let cell = self.grid.as_ref().map(|text| text.parse::<CellSize>());
        cell.transpose()
            .map_err(anyhow::Error::msg)
            .with_context(|| format!("in the rule for \"{}\"", self.files))
    }
}

/// Refuses a name that is not among the known ones, if those are listed.
pub(super) fn check_label(kind: &str, name: Option<&str>, known: &[String]) -> Result<()> {
    let Some(name) = name else { return Ok(()) };
    let is_name = !slug(name).is_empty() && name.len() <= 100 && !name.contains(char::is_control);
    ensure!(is_name, "{name:?} is no name of a {kind}: it needs a letter, and one short line");
    ensure!(
        known.is_empty() || known.iter().any(|other| slug(other) == slug(name)),
        "there is no {kind} \"{name}\" in the manifest, which lists {}: add it there, or correct \
         the name",
        known.join(", ")
    );
    Ok(())
}

fn take(into: &mut String, from: Option<&String>) {
    if let Some(text) = from {
        into.clone_from(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        categories = ["Animal", "Demon"]
        licence = "CC0-1.0"
        [[sprites]]
        files = "demons/**"
        category = "demon"
        author = "A. Imp"
        [[sprites]]
        files = "*_sheet.png"
        grid = "16x16"
        mirror = true
        [[sprites]]
        files = "demons/old/*"
        skip = true
    "#;

    #[test]
    fn later_rules_add_to_earlier_ones() {
        let manifest = Manifest::parse(TEXT).unwrap();
        let tell = |path: &str| {
            let mut about = About::default();
            manifest.tell(path, &mut about).unwrap();
            about
        };
        let sheet = tell("demons/imp_sheet.png");
        assert_eq!(sheet.category.as_deref(), Some("demon"));
        assert_eq!(
            (sheet.credit.licence.as_str(), sheet.credit.author.as_str()),
            ("CC0-1.0", "A. Imp")
        );
        assert_eq!(sheet.cell, Some(CellSize { width: 16, height: 16 }));
        assert!(sheet.mirror && !tell("demons/imp.png").mirror);
        assert!(!sheet.skip && tell("demons/old/imp.png").skip);
        assert_eq!(tell("animals/cat.png").category, None);
    }

    #[test]
    fn rules_and_their_braces_label_every_axis() {
        let text = r#"
            [axes]
            kind = ["Wolf", "Sword"]
            size = []
            [[sprites]]
            files = "{category}/{kind}_{size}_*"
            [[sprites]]
            files = "**/*_old.png"
            zone = "Ruin"
            with = { Size = "tiny" }
        "#;
        let manifest = Manifest::parse(text).unwrap();
        let mut about = About::default();
        manifest.tell("beasts/wolf_big_old.png", &mut about).unwrap();
        manifest.check_labels(&about).unwrap();
        let traits = [("kind", "wolf"), ("size", "tiny")];
        let traits = traits.map(|(axis, value)| (axis.to_owned(), value.to_owned()));
        assert_eq!(about.traits, BTreeMap::from(traits));
        assert_eq!(about.category.as_deref(), Some("beasts"));
        assert_eq!(about.zone.as_deref(), Some("Ruin"));
        about.traits.insert("kind".to_owned(), "cow".to_owned());
        assert!(manifest.check_labels(&about).unwrap_err().to_string().contains("Wolf, Sword"));
    }

    #[test]
    fn wrong_manifests_say_what_is_wrong() {
        for (text, part) in [
            ("categories = [\"A\", \"a\"]", "twice"),
            ("zones = [\"!\"]", "no letters"),
            ("zones = [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]", "room for 6"),
            ("zone = \"a\"", "unknown field"),
            ("zones = [\"cave\"]\n[[sprites]]\nfiles = \"*\"\nzone = \"sea\"", "no zone \"sea\""),
            ("[[sprites]]\nfiles = \"*\"\ncategory = \"\"", "no name of a category"),
            ("[[sprites]]\nfiles = \"*\"\ncategory = \"a\\nb\"", "no name of a category"),
            ("[[sprites]]\nfiles = \"*\"\ngrid = \"32\"", "rule for \"*\""),
            ("[[sprites]]\nfiles = \"{!}\"", "no pattern"),
            ("[axes]\nkind = [\"cat\", \"Cat\"]", "no value \"Cat\" of its own"),
            ("[axes]\nzone = [\"cave\"]", "\"zone\" has no name of its own"),
            (
                "[axes]\nkind = [\"cat\"]\n[[sprites]]\nfiles = \"*\"\nwith = { kind = \"dog\" }",
                "no kind \"dog\"",
            ),
            (
                "[axes]\nkind = [\"cat\"]\n[[sprites]]\nfiles = \"*\"\nwith = { knid = \"cat\" }",
                "no axis \"knid\"",
            ),
            ("zones = [", ""),
        ] {
            let error = format!("{:#}", Manifest::parse(text).unwrap_err());
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
