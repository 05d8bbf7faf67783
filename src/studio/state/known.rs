//! What is known of a sprite: its kind, its other traits and where it lives.

use super::{Art, State};
use crate::{
    sprite::{Labels, Schema},
    studio::names::display_name,
};

/// The names of labels, as people read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::studio) struct Known {
    /// Its body plan: "Octopus".
    pub(in crate::studio) kind: Option<String>,
    /// Its category: "Cephalopod".
    pub(in crate::studio) category: Option<String>,
    /// Its zone: "Hadal".
    pub(in crate::studio) zone: Option<String>,
    /// All else, in words of the prompt: "small, stripes, kelp".
    pub(in crate::studio) traits: String,
}

impl Known {
    /// The names of labels in a world.
    pub(in crate::studio) fn of(world: &Schema, labels: Labels) -> Self {
        let kinds = || {
            let axes = world.traits.iter().enumerate();
            axes.filter(|(_, axis)| !axis.categories.is_empty()).map(|(at, axis)| (at + 2, axis))
        };
        let kind = kinds()
            .find_map(|(place, axis)| axis.values.get(usize::from(labels.get(place)?)))
            .map(|name| display_name(name));
        let others = kinds().fold(labels, |labels, (place, _)| labels.with(place, None));
        let others = others.with(Schema::ZONE, None).with(Schema::CATEGORY, None);
        Self {
            kind,
            category: labels.category.map(|_| display_name(world.category_name(labels))),
            zone: labels.zone.map(|_| display_name(world.zone_name(labels))),
            traits: world.write_words(others),
        }
    }

    /// The most exact name: its kind, or else its category.
    pub(in crate::studio) fn title(&self) -> Option<&str> {
        self.kind.as_deref().or(self.category.as_deref())
    }

    /// All else in a line: "small, stripes · Cephalopod in Hadal".
    pub(in crate::studio) fn facts(&self) -> String {
        // The category stands here where the kind is the title.
        let category = self.kind.as_ref().and(self.category.as_deref());
        let place = match (category, self.zone.as_deref()) {
            (Some(category), Some(zone)) => format!("{category} in {zone}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => String::new(),
        };
        [self.traits.as_str(), &place]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

impl State {
    /// The names of labels of the model on show.
    pub(in crate::studio) fn known_of(&self, labels: Labels) -> Option<Known> {
        self.world().map(|world| Known::of(world, labels))
    }

    /// What the recipe of a sprite tells of it, as far as the model on show has names for it.
    pub(in crate::studio) fn known_of_art(&self, art: &Art) -> Option<Known> {
        let (world, recipe) = (self.world()?, art.recipe.as_ref()?);
        let known = Known::of(world, recipe.known_labels(world));
        (known != Known::default()).then_some(known)
    }
}
