//! Which of the artist's sprites are learned from, and which are kept to measure on.

use std::collections::BTreeMap;

use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use serde::{Deserialize, Serialize};
use shoal::dataset::{Dataset, Example};

/// Both parts of the artist's sprites.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// What is learned from.
    pub(crate) learned: Vec<Example>,
    /// What is kept to measure on.
    pub(crate) held_out: Vec<Example>,
}

/// How a fine-tuned checkpoint's sprites were parted, as its facts say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SplitFact {
    /// Share that was kept to measure on.
    pub(crate) share: f64,
    /// Seed of the choice.
    pub(crate) seed: u64,
}

impl SplitFact {
    /// That of a checkpoint with these facts; where they do not say, the usual one.
    pub(crate) fn of(facts: &serde_json::Value) -> Self {
        let fact = facts.get("split").cloned().unwrap_or_default();
        let known: Option<Self> = serde_json::from_value(fact).ok();
        let known = known.filter(|fact| (0.0..=0.5).contains(&fact.share));
        known.unwrap_or(Self { share: 0.12, seed: 0 })
    }
}

/// Keeps a share of each category to measure on, one sprite at least. Sprites whose names differ
/// in their numbers alone, as "imp 1" and "imp 2", stay on one side: they are too alike. Where most
/// are called so, numbers are how a sheet's cells are told apart, and mean nothing.
pub(crate) fn split(data: &Dataset, share: f64, seed: u64) -> Parts {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut families: BTreeMap<(Option<u8>, String), Vec<usize>> = BTreeMap::new();
    for (index, example) in data.examples.iter().enumerate() {
        let name = data.origins.get(index).map_or("", |origin| origin.name.as_str());
        // Without names it is not known which belong together.
        let family = if name.is_empty() { index.to_string() } else { family_of(name).to_owned() };
        families.entry((example.prompt.category, family)).or_default().push(index);
    }
    let mut by_category: BTreeMap<Option<u8>, Vec<Vec<usize>>> = BTreeMap::new();
    for ((category, _), members) in families {
        by_category.entry(category).or_default().push(members);
    }
    let mut is_held_out = vec![false; data.examples.len()];
    for families in by_category.values_mut() {
        let count: usize = families.iter().map(Vec::len).sum();
        *families = families
            .drain(..)
            .flat_map(|family| {
                let is_sheet = family.len() * 3 > count;
                if is_sheet {
                    family.chunks(1).map(<[usize]>::to_vec).collect()
                } else {
                    vec![family]
                }
            })
            .collect();
        let wanted = ((count as f64 * share).round() as usize).max(1);
        let mut taken = 0;
        while taken < wanted && families.len() > 1 {
            let family = families.swap_remove(rng.random_range(0..families.len()));
            // A large family would take the measure's whole share, or more.
            if family.len() <= wanted.max(2) {
                taken += family.len();
                for index in family {
                    is_held_out[index] = true;
                }
            }
        }
    }
    let pick = |wanted: bool| {
        let examples = data.examples.iter().zip(&is_held_out);
        examples.filter(|(_, held)| **held == wanted).map(|(e, _)| e.clone()).collect::<Vec<_>>()
    };
    let (learned, mut held_out) = (pick(false), pick(true));
    if held_out.is_empty() {
        // One sprite a category: measuring on what is learned is better than not measuring.
        held_out = learned.iter().take(1).cloned().collect();
    }
    Parts { learned, held_out }
}

fn family_of(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '-' | '(' | ')'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::foreign::foreign;

    #[test]
    fn every_category_is_measured_and_families_stay_together() {
        let mut data = foreign(60);
        for (index, origin) in data.origins.iter_mut().enumerate() {
            let letter = char::from(b'a' + (index / 6) as u8);
            origin.name = format!("kind{}/{letter}_{}", index % 3, index % 2);
        }
        let parts = split(&data, 0.15, 1);
        assert_eq!(parts.learned.len() + parts.held_out.len(), 60);
        assert!((6..=14).contains(&parts.held_out.len()), "{}", parts.held_out.len());
        for category in [None, Some(0), Some(1)] {
            assert!(parts.held_out.iter().any(|e| e.prompt.category == category));
        }
        for (example, origin) in data.examples.iter().zip(&data.origins) {
            let family: Vec<bool> = data
                .examples
                .iter()
                .zip(&data.origins)
                .filter(|(_, other)| family_of(&other.name) == family_of(&origin.name))
                .map(|(member, _)| parts.held_out.contains(member))
                .collect();
            let held = parts.held_out.contains(example);
            assert!(family.iter().all(|&other| other == held), "{}", origin.name);
        }
        assert_eq!(split(&data, 0.15, 1).held_out, parts.held_out);
    }

    #[test]
    fn without_names_each_sprite_is_its_own_family() {
        let mut data = foreign(20);
        data.origins.clear();
        let parts = split(&data, 0.1, 0);
        assert!((3..=4).contains(&parts.held_out.len()));
        let mut same = foreign(9);
        for origin in &mut same.origins {
            origin.name = "imp 3".to_owned();
        }
        for example in &mut same.examples {
            example.prompt.category = Some(0);
        }
        let parts = split(&same, 0.1, 0);
        assert_eq!((parts.learned.len(), parts.held_out.len()), (8, 1), "cells of a sheet");
        same.examples.truncate(1);
        same.origins.truncate(1);
        let parts = split(&same, 0.1, 0);
        assert_eq!((parts.learned.len(), parts.held_out.len()), (1, 1));
    }
}
