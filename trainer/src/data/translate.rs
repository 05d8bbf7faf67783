//! Brings sprites of one world and palette into another: names decide, and nearness of colours.

use std::array;

use shoal::{
    dataset::{Example, ONLY},
    sprite::{ENTRIES, Palette, Prompt, Sprite, TRANSPARENT, World, oklab::Oklab, slug},
};

/// Where each zone, category and colour of one world is found in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Translation {
    zones: Vec<Option<u8>>,
    categories: Vec<Option<u8>>,
    /// Both worlds, for the axes beside zone and category.
    worlds: (World, World),
    colours: [u8; ENTRIES],
    /// The zone of everything, where the other world has only one.
    only_zone: Option<u8>,
    /// Whether categories mean nothing in the first world.
    has_no_categories: bool,
}

impl Translation {
    /// From one world to another.
    pub(crate) fn new(from: (&World, &Palette), to: (&World, &Palette)) -> Self {
        Self {
            zones: places(&from.0.zones, &to.0.zones),
            categories: places(&from.0.categories, &to.0.categories),
            worlds: (from.0.clone(), to.0.clone()),
            colours: nearest_colours(from.1, to.1),
            only_zone: (to.0.zones == [ONLY]).then_some(0),
            has_no_categories: from.0.categories == [ONLY] && to.0.categories != [ONLY],
        }
    }

    /// What a label is in the other world; `None` if its category is not there. A zone that is
    /// not there is any, and so is a value of another axis.
    pub(crate) fn prompt(&self, prompt: Prompt) -> Option<Prompt> {
        let category = match prompt.category {
            None => None,
            Some(_) if self.has_no_categories => None,
            Some(index) => Some(self.categories.get(usize::from(index)).copied().flatten()?),
        };
        let zone = prompt.zone.and_then(|index| self.zones.get(usize::from(index)).copied());
        let (from, to) = &self.worlds;
        let translated = to.translated(from, prompt);
        let labels = Prompt::of(zone.flatten().or(self.only_zone), category);
        let traits = World::CATEGORY + 1..Prompt::MAX_AXES;
        Some(traits.fold(labels, |labels, axis| labels.with(axis, translated.get(axis))))
    }

    /// A sprite in the colours of the other palette.
    pub(crate) fn sprite(&self, sprite: &Sprite) -> Sprite {
        let pixels = sprite.pixels().map(|index| self.colours[usize::from(index)]);
        Sprite::from_indices(&pixels).unwrap_or_default()
    }

    /// An example in the other world; `None` if its category is not there.
    pub(crate) fn example(&self, example: &Example) -> Option<Example> {
        let prompt = self.prompt(example.prompt)?;
        Some(Example { sprite: self.sprite(&example.sprite), prompt })
    }
}

/// Where each name is in another list.
pub(crate) fn places(names: &[String], others: &[String]) -> Vec<Option<u8>> {
    let place = |name: &String| others.iter().position(|other| slug(other) == slug(name));
    names.iter().map(|name| place(name).map(|index| index as u8)).collect()
}

/// For each entry of a palette the nearest of another, in OKLab; transparent stays transparent,
/// and an entry that both have at one place stays there.
pub(crate) fn nearest_colours(from: &Palette, to: &Palette) -> [u8; ENTRIES] {
    array::from_fn(|index| {
        let colour = from.colours()[index];
        if index == usize::from(TRANSPARENT) || to.colours()[index] == colour {
            return index as u8;
        }
        let wanted = Oklab::from(colour);
        let distance = |index: &usize| wanted.distance_squared(Oklab::from(to.colours()[*index]));
        (1..ENTRIES).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(1) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::foreign::foreign;

    #[test]
    fn names_lead_and_what_has_no_name_is_any_or_nothing() {
        let (ocean, palette) = (World::ocean(), Palette::ocean());
        let mut mixed = ocean.clone();
        mixed.categories[3] = "Demon".to_owned();
        mixed.categories.swap(0, 1);
        mixed.zones.truncate(2);
        let there = Translation::new((&ocean, &palette), (&mixed, &palette));
        assert_eq!(there.prompt(Prompt::cell(1, 0)), Some(Prompt::cell(1, 1)));
        assert_eq!(there.prompt(Prompt::cell(5, 2)), Some(Prompt::of(None, Some(2))));
        assert_eq!(there.prompt(Prompt::cell(0, 3)), None);
        let monsters = foreign(1);
        let there = Translation::new((&ocean, &palette), (&monsters.world, &palette));
        assert_eq!(there.prompt(Prompt::cell(0, 0)), None);
        let any = Prompt::default();
        assert_eq!(there.prompt(any), Some(Prompt::of(Some(0), None)));
    }

    #[test]
    fn values_of_other_axes_are_found_by_name() {
        let palette = Palette::ocean();
        let from = World::ocean().with_axis("Kind", &["Crab", "Squid"]).with_axis("Hue", &["Red"]);
        let to = World::ocean().with_axis("kind", &["Whale", "squid"]);
        let there = Translation::new((&from, &palette), (&to, &palette));
        let squid = Prompt::cell(1, 4).with(2, Some(1)).with(3, Some(0));
        assert_eq!(there.prompt(squid), Some(Prompt::cell(1, 4).with(2, Some(1))));
        assert_eq!(there.prompt(Prompt::cell(1, 1).with(2, Some(0))), Some(Prompt::cell(1, 1)));
    }

    #[test]
    fn colours_become_their_nearest_and_the_same_palette_changes_nothing() {
        let palette = Palette::ocean();
        let example = foreign(1).examples.remove(0);
        assert_eq!(nearest_colours(&palette, &palette), array::from_fn(|index| index as u8));
        let mut turned = *palette.colours();
        turned[1..].rotate_right(5);
        let turned = Palette::new("turned", turned, vec![]);
        let world = World::ocean();
        let there = Translation::new((&world, &palette), (&world, &turned));
        let moved = there.sprite(&example.sprite);
        assert_eq!(moved.to_rgba(&turned), example.sprite.to_rgba(&palette));
    }
}
