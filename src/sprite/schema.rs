//! The axes of a world: what can be asked of its model, and what each answer is called.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Labels, WorldId, hash_hex};

/// The name that asks for any value of an axis.
pub(super) const ANY: &str = "any";

/// One question that a model can be asked, with the names of its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// Name of the axis, such as "Pattern".
    pub name: String,
    /// Names of its values, in the model's order.
    pub values: Vec<String>,
    /// Category of each value, for an axis whose values are kinds of one category each, such as
    /// body plans; otherwise empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<u8>,
}

/// The axes of a world and the names of their values.
///
/// Every world has zones and categories, which are the rows and columns of the grid; what else
/// can be asked for ([`Self::traits`]) is data. A schema travels inside the checkpoint, so a model
/// of forests and swords relabels the studio.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Schema {
    /// Values of the first axis: up to six names, in the model's order.
    pub zones: Vec<String>,
    /// Values of the second axis: up to six names, in the model's order.
    pub categories: Vec<String>,
    /// Further axes, such as size or pattern.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<Axis>,
}

/// Another name of [`Schema`].
pub type World = Schema;

/// An axis of a schema, seen like every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AxisRef<'a> {
    /// Name of the axis.
    pub name: &'a str,
    /// Names of its values.
    pub values: &'a [String],
}

/// An axis, or a value of one, that the model does not know, with those that it does.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no {kind} \"{given}\"; known are {known}")]
pub struct UnknownName {
    kind: String,
    given: String,
    known: String,
}

/// Why axes are no schema.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SchemaError {
    /// More axes than labels have room for.
    #[error("it has {0} axes beside zone and category; {max} are the most", max = Schema::MAX_TRAITS)]
    TooManyAxes(usize),
    /// Nothing is left of a name as people type it, or two axes have the same.
    #[error("its axis \"{0}\" has no name of its own")]
    BadName(String),
    /// An axis with nothing to choose, or with too much.
    #[error("its axis \"{0}\" has {1} values; 1 to {max} are possible", max = Schema::MAX_VALUES)]
    BadValues(String, usize),
    /// Categories of values that are not one for each value, or that the world does not have.
    #[error("its axis \"{0}\" names categories that do not fit its values")]
    BadCategories(String),
    /// Two values of one axis that are spelled alike, or one that is spelled "any".
    #[error("its axis \"{0}\" has no value \"{1}\" of its own")]
    BadValue(String, String),
}

impl Schema {
    /// Place of the zone among the axes.
    pub const ZONE: usize = 0;
    /// Place of the category among the axes.
    pub const CATEGORY: usize = 1;
    /// The most axes beside zone and category.
    pub const MAX_TRAITS: usize = Labels::MAX_TRAITS;
    /// The most values of an axis beside zone and category.
    pub const MAX_VALUES: usize = 64;

    /// The zones and categories of the built-in model.
    #[must_use]
    pub fn ocean() -> Self {
        let owned = |names: [&str; 6]| names.map(str::to_owned).to_vec();
        let zones = ["Shallows", "Twilight", "Midnight", "Abyss", "Hadal", "Vent"];
        let categories = ["Reef fish", "Grazer", "Coral", "Jellyfish", "Cephalopod", "Abyssal"];
        Self::new(owned(zones), owned(categories))
    }

    /// A world whose only axes are zone and category.
    #[must_use]
    pub fn new(zones: Vec<String>, categories: Vec<String>) -> Self {
        Self { zones, categories, traits: Vec::new() }
    }

    /// The same world with one axis more.
    #[must_use]
    pub fn with_axis(mut self, name: &str, values: &[&str]) -> Self {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.traits.push(Axis { name: name.to_owned(), values, categories: Vec::new() });
        self
    }

    /// The same world with one axis more, each value of which is of one category.
    #[must_use]
    pub fn with_kinds(self, name: &str, values: &[(&str, u8)]) -> Self {
        let names: Vec<&str> = values.iter().map(|(value, _)| *value).collect();
        let mut schema = self.with_axis(name, &names);
        if let Some(axis) = schema.traits.last_mut() {
            axis.categories = values.iter().map(|(_, category)| *category).collect();
        }
        schema
    }

    /// The category that the labels' kinds are of; `None` if they name no kind, or kinds of
    /// different categories.
    #[must_use]
    pub fn category_of_kinds(&self, labels: Labels) -> Option<u8> {
        let kinds = self.traits.iter().enumerate().filter_map(|(place, axis)| {
            let value = labels.get(place + 2)?;
            axis.categories.get(usize::from(value)).copied()
        });
        let mut found = kinds.collect::<Vec<u8>>();
        found.dedup();
        (found.len() == 1).then(|| found[0])
    }

    /// The labels with the category of their kinds, unless they ask for a category themselves.
    #[must_use]
    pub fn with_category_of_kinds(&self, labels: Labels) -> Labels {
        let category = labels.category.or_else(|| self.category_of_kinds(labels));
        labels.with(Self::CATEGORY, category)
    }

    /// Every axis: zone, category, and then the traits.
    pub fn axes(&self) -> impl Iterator<Item = AxisRef<'_>> {
        let traits = self.traits.iter();
        [
            AxisRef { name: "zone", values: &self.zones },
            AxisRef { name: "category", values: &self.categories },
        ]
        .into_iter()
        .chain(traits.map(|axis| AxisRef { name: &axis.name, values: &axis.values }))
    }

    /// Refuses axes that labels cannot hold, or that people could not tell apart.
    pub fn validate(&self) -> Result<(), SchemaError> {
        if self.traits.len() > Self::MAX_TRAITS {
            return Err(SchemaError::TooManyAxes(self.traits.len()));
        }
        let names: Vec<String> = self.axes().map(|axis| squeezed(axis.name)).collect();
        for (index, Axis { name, values, categories }) in self.traits.iter().enumerate() {
            let own = &names[index + 2];
            if own.is_empty() || names[..index + 2].contains(own) {
                return Err(SchemaError::BadName(name.clone()));
            }
            if !(1..=Self::MAX_VALUES).contains(&values.len()) {
                return Err(SchemaError::BadValues(name.clone(), values.len()));
            }
            let is_known = |category: &u8| usize::from(*category) < self.categories.len();
            if !(categories.is_empty() || categories.len() == values.len())
                || !categories.iter().all(is_known)
            {
                return Err(SchemaError::BadCategories(name.clone()));
            }
            let spelled: Vec<String> = values.iter().map(|value| squeezed(value)).collect();
            for (at, value) in spelled.iter().enumerate() {
                if value.is_empty() || value == ANY || spelled[..at].contains(value) {
                    return Err(SchemaError::BadValue(name.clone(), values[at].clone()));
                }
            }
        }
        Ok(())
    }

    /// What labels of this world are bound to: worlds with the same axes and values have the same.
    #[must_use]
    pub fn id(&self) -> WorldId {
        let mut text = String::new();
        for axis in self.axes() {
            let names = std::iter::once(axis.name).chain(axis.values.iter().map(String::as_str));
            text.extend(names.flat_map(|name| [name, "\n"]));
            text.push('\n');
        }
        WorldId::of_hash(&hash_hex(text.as_bytes()))
    }

    /// Every cell of the grid, zone by zone.
    pub fn cells(&self) -> impl Iterator<Item = Labels> + use<> {
        let (n_zones, n_categories) = (self.zones.len() as u8, self.categories.len() as u8);
        let id = self.id();
        (0..n_zones).flat_map(move |zone| {
            (0..n_categories).map(move |category| Labels::cell(zone, category).bound(id))
        })
    }

    /// Whether these labels are of this world, and every value that they have has a name.
    #[must_use]
    pub fn knows(&self, labels: Labels) -> bool {
        labels.world().is_none_or(|world| world == self.id())
            && (self.axes().count()..Labels::MAX_AXES).all(|axis| labels.get(axis).is_none())
            && self.axes().enumerate().all(|(axis, AxisRef { values, .. })| {
                labels.get(axis).is_none_or(|value| usize::from(value) < values.len())
            })
    }

    /// The name of the value that labels have on an axis, "any" if they have none.
    #[must_use]
    pub fn value_name(&self, axis: usize, labels: Labels) -> &str {
        let values = self.axes().nth(axis).map_or(&[][..], |axis| axis.values);
        let value = labels.get(axis).and_then(|value| values.get(usize::from(value)));
        value.map_or(ANY, String::as_str)
    }

    /// The labels' values on axes beside zone and category, by names as people type them.
    #[must_use]
    pub fn named_traits(&self, labels: Labels) -> BTreeMap<String, String> {
        let named = |(axis, found): (usize, AxisRef<'_>)| {
            labels.get(axis).map(|_| (slug(found.name), slug(self.value_name(axis, labels))))
        };
        self.axes().enumerate().skip(2).filter_map(named).collect()
    }

    /// The name of the labels' zone, "any" if they have none.
    #[must_use]
    pub fn zone_name(&self, labels: Labels) -> &str {
        self.value_name(Self::ZONE, labels)
    }

    /// The name of the labels' category, "any" if they have none.
    #[must_use]
    pub fn category_name(&self, labels: Labels) -> &str {
        self.value_name(Self::CATEGORY, labels)
    }

    /// The labels with this zone and category, as a person types them ("reef-fish", "any").
    pub fn prompt(&self, zone: &str, category: &str) -> Result<Labels, UnknownName> {
        self.labels([("zone", zone), ("category", category)])
    }

    /// The labels with these values of these axes, each as a person types it.
    pub fn labels<'a>(
        &self,
        named: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Labels, UnknownName> {
        let mut labels = Labels::default().bound(self.id());
        for (axis, value) in named {
            labels = self.with(labels, axis, value)?;
        }
        Ok(labels)
    }

    /// The labels with another value of an axis, both as a person types them.
    pub fn with(&self, labels: Labels, axis: &str, value: &str) -> Result<Labels, UnknownName> {
        let place = self.axis_place(axis)?;
        let Some(found) = self.axes().nth(place) else { return Ok(labels) };
        Ok(labels.with(place, find(&slug(found.name), found.values, value)?))
    }

    /// The place of an axis, by its name as a person types it.
    pub fn axis_place(&self, axis: &str) -> Result<usize, UnknownName> {
        let place = self.axes().position(|known| squeezed(known.name) == squeezed(axis));
        place.ok_or_else(|| {
            let known = self.axes().map(|axis| slug(axis.name)).collect::<Vec<_>>().join(", ");
            UnknownName { kind: "axis".to_owned(), given: axis.to_owned(), known }
        })
    }

    /// The labels with each value of an axis in turn, without kinds that are not of their
    /// category; a kind brings its category along.
    #[must_use]
    pub fn each_value(&self, axis: usize, labels: Labels) -> Vec<Labels> {
        let n_values = self.axes().nth(axis).map_or(0, |axis| axis.values.len());
        let one = |value: usize| {
            let labels = labels.with(axis, Some(value as u8));
            let own = self.category_of_kinds(labels);
            let fits = labels.category.is_none() || own.is_none() || own == labels.category;
            fits.then(|| self.with_category_of_kinds(labels))
        };
        (0..n_values).filter_map(one).collect()
    }

    /// Names of the values that the second labels have and the first have not.
    #[must_use]
    pub fn difference(&self, first: Labels, second: Labels) -> String {
        let differs = |axis: &usize| {
            first.get(*axis) != second.get(*axis)
                && !(*axis == Self::CATEGORY && self.category_of_kinds(second).is_some())
        };
        let axes = (0..self.axes().count()).filter(differs);
        axes.map(|axis| slug(self.value_name(axis, second))).collect::<Vec<_>>().join(" ")
    }

    /// The labels with the same names in this world; a value without a counterpart here is any.
    #[must_use]
    pub fn translated(&self, from: &Self, labels: Labels) -> Labels {
        let mut here = Labels::default().bound(self.id());
        for (place, axis) in from.axes().enumerate() {
            let value = labels.get(place).and_then(|value| axis.values.get(usize::from(value)));
            let Some(value) = value else { continue };
            here = self.with(here, axis.name, value).unwrap_or(here);
        }
        here
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

/// "reeffish" and "`ReefFish`" are as good as "reef-fish".
fn squeezed(name: &str) -> String {
    slug(name).replace('-', "")
}

fn find(kind: &str, names: &[String], given: &str) -> Result<Option<u8>, UnknownName> {
    if slug(given) == ANY {
        return Ok(None);
    }
    if let Some(index) = names.iter().position(|name| squeezed(name) == squeezed(given)) {
        return Ok(Some(index as u8));
    }
    let known: Vec<String> = names.iter().map(|name| slug(name)).collect();
    let known = format!("{} and {ANY}", known.join(", "));
    Err(UnknownName { kind: kind.to_owned(), given: given.to_owned(), known })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterned() -> Schema {
        Schema::ocean().with_axis("Main colour", &["Kelp", "Sand"]).with_axis("Size", &["Big"])
    }

    #[test]
    fn names_are_found_however_they_are_spelled() {
        let world = World::ocean();
        for spelling in ["reef-fish", "Reef fish", "ReefFish", "REEF_FISH"] {
            assert_eq!(world.prompt("vent", spelling), Ok(Labels::cell(5, 0)), "{spelling}");
        }
        assert_eq!(world.prompt("any", "Any"), Ok(Labels::default()));
        let labels = patterned().labels([("MAIN-COLOUR", "sand"), ("zone", "abyss")]).unwrap();
        assert_eq!((labels.get(2), labels.zone, labels.get(3)), (Some(1), Some(3), None));
        assert_eq!(patterned().value_name(2, labels), "Sand");
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = World::ocean().prompt("swamp", "coral").unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no zone \"swamp\"; known are shallows, twilight, midnight, abyss, hadal, vent and any"
        );
        let error = patterned().labels([("hat", "red")]).unwrap_err().to_string();
        assert_eq!(error, "there is no axis \"hat\"; known are zone, category, main-colour, size");
        let error = patterned().labels([("main-colour", "red")]).unwrap_err().to_string();
        assert_eq!(error, "there is no main-colour \"red\"; known are kelp, sand and any");
    }

    #[test]
    fn every_cell_has_names_that_lead_back_to_it() {
        let world = World::ocean();
        assert_eq!(world.cells().count(), 36);
        for cell in world.cells() {
            let (zone, category) = (slug(world.zone_name(cell)), slug(world.category_name(cell)));
            assert_eq!(world.prompt(&zone, &category), Ok(cell));
            assert_eq!(cell.world(), Some(world.id()));
        }
    }

    #[test]
    fn labels_are_known_where_they_were_made_and_translated_by_name() {
        let (ocean, more) = (Schema::ocean(), patterned());
        let labels = more.labels([("category", "coral"), ("size", "big")]).unwrap();
        assert!(more.knows(labels) && !ocean.knows(labels));
        let there = ocean.translated(&more, labels);
        assert!(ocean.knows(there) && there.category == Some(2) && there.get(3).is_none());
        let unbound = Labels::cell(0, 5);
        assert!(ocean.knows(unbound) && !ocean.knows(Labels::cell(0, 6)));
        assert!(!ocean.knows(unbound.with(2, Some(0))), "there is no third axis");
        let mut turned = ocean.clone();
        turned.categories.rotate_left(1);
        assert_ne!(turned.id(), ocean.id());
        let cell = ocean.prompt("vent", "reef-fish").unwrap();
        assert_eq!(turned.translated(&ocean, cell), Labels::cell(5, 5));
    }

    #[test]
    fn axes_that_cannot_be_told_apart_are_refused() {
        assert_eq!(patterned().validate(), Ok(()));
        let ocean = Schema::ocean;
        assert!(ocean().with_axis("Zone", &["A"]).validate().is_err());
        assert!(ocean().with_axis("!", &["A"]).validate().is_err());
        assert!(ocean().with_axis("Size", &[]).validate().is_err());
        assert!(ocean().with_axis("Size", &["Big", "BIG"]).validate().is_err());
        assert!(ocean().with_axis("Size", &["Any"]).validate().is_err());
        assert!(ocean().with_kinds("Body", &[("crab", 1), ("squid", 4)]).validate().is_ok());
        let error = ocean().with_kinds("Body", &[("crab", 6)]).validate();
        assert_eq!(error, Err(SchemaError::BadCategories("Body".to_owned())));
        let many = (0..=Schema::MAX_TRAITS)
            .fold(ocean(), |schema, n| schema.with_axis(&format!("axis {n}"), &["A"]));
        let n_traits = Schema::MAX_TRAITS + 1;
        assert_eq!(many.validate(), Err(SchemaError::TooManyAxes(n_traits)));
    }
}
