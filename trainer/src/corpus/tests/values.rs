//! Values can be seen, contradictions are refused, held-out pairs stay out of training.

use std::collections::BTreeMap;

use super::super::{
    Category, Split, Zone, draw, held_out,
    roll::HELD_OUT,
    roll_with,
    style::Ramp,
    traits::{Axis, Body},
    traits_of, wanted,
};

/// A zone that a body lives in.
fn home(body: Body) -> Zone {
    let lives = |zone: &Zone| body.plan().category.bodies(*zone).contains(&body);
    Zone::ALL.into_iter().find(lives).unwrap()
}

#[test]
fn every_body_lives_somewhere_and_has_the_plan_of_its_name() {
    let count: usize = Category::ALL.iter().map(|category| category.plans().len()).sum();
    assert_eq!(count, Body::ALL.len());
    for &body in Body::ALL {
        assert_eq!(body.plan().body, body);
        home(body);
    }
}

#[test]
fn names_are_those_of_the_palette_and_unique() {
    let palette = shoal::sprite::Palette::ocean();
    let names: Vec<&str> = palette.ramps().iter().map(|ramp| ramp.name.as_str()).collect();
    assert_eq!(names, Ramp::NAMES);
    for axis in Axis::ALL {
        let names: std::collections::BTreeSet<_> = axis.values().iter().collect();
        assert_eq!(names.len(), axis.values().len(), "{}", axis.name());
    }
}

/// Creatures that a value is looked at on.
const CREATURES: u64 = 4;

/// Of a body and an axis: how many pixels differ between any two of its values, in the mean of a
/// few creatures and for the two values that are nearest to each other.
fn least_difference(body: Body, axis: Axis) -> Option<(f64, String)> {
    let mut sums: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for index in 0..CREATURES {
        let seed = Split::Test.seed(index);
        let given = [(Axis::Body, body.index())];
        let traits = roll_with(home(body), body.plan().category, seed, &given);
        let values: Vec<_> = (0..axis.values().len())
            .map(|value| (value, traits.with(axis, value)))
            .filter(|(_, other)| other.contradiction().is_none())
            .map(|(value, other)| (value, draw(&other, other.pose())))
            .collect();
        for (at, (one, first)) in values.iter().enumerate() {
            for (other, second) in &values[at + 1..] {
                let pixels = first.pixels().iter().zip(second.pixels());
                *sums.entry((*one, *other)).or_default() += pixels.filter(|(a, b)| a != b).count();
            }
        }
    }
    // Pairs of which most creatures can be both.
    let (pair, sum) = sums.into_iter().min_by_key(|(_, sum)| *sum)?;
    let names = format!("{} and {}", axis.values()[pair.0], axis.values()[pair.1]);
    Some((sum as f64 / CREATURES as f64, names))
}

#[test]
fn every_value_can_be_seen_on_every_body() {
    let mut faint = Vec::new();
    for &body in Body::ALL {
        for (axis, least) in [
            (Axis::Size, 60.0),
            (Axis::Build, 30.0),
            (Axis::Pattern, 5.0),
            (Axis::Eyes, 3.0),
            (Axis::Outline, 20.0),
            (Axis::Glow, 3.0),
        ] {
            if let Some((pixels, pair)) = least_difference(body, axis)
                && pixels < least
            {
                faint.push(format!("{}: {pair} differ in {pixels} pixels", body.name()));
            }
        }
    }
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

#[test]
fn held_out_pairs_are_in_the_test_range_alone() {
    let mut seen = [0; HELD_OUT.len()];
    for index in 0..6000 {
        for split in [Split::Train, Split::Judge] {
            assert_eq!(held_out(&traits_of(split, index)), None, "{split:?} {index}");
        }
        if let Some(pair) = held_out(&traits_of(Split::Test, index)) {
            seen[HELD_OUT.iter().position(|other| other == pair).unwrap()] += 1;
        }
    }
    assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
}

#[test]
fn what_was_rolled_is_no_contradiction_and_every_value_occurs() {
    let mut seen: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for index in 0..7200 {
        let traits = traits_of(Split::Train, index);
        assert_eq!(traits.contradiction(), None, "{traits:?}");
        for (place, axis) in Axis::ALL.into_iter().enumerate() {
            *seen.entry((place, traits.value(axis))).or_default() += 1;
        }
    }
    for (place, axis) in Axis::ALL.into_iter().enumerate() {
        for (value, name) in axis.values().iter().enumerate() {
            let count = seen.get(&(place, value)).copied().unwrap_or(0);
            assert!(count >= 15, "{}={name}: {count} of 7200", axis.name());
        }
    }
}

#[test]
fn what_is_given_is_drawn_and_the_rest_stays() {
    for index in 0..60 {
        let seed = Split::Train.seed(index);
        let plain = roll_with(Zone::Shallows, Category::Grazer, seed, &[]);
        let given = [wanted::wish("eyes=big").unwrap(), wanted::wish("glow=lights").unwrap()];
        let asked = roll_with(Zone::Shallows, Category::Grazer, seed, &given);
        for axis in Axis::ALL {
            let wish = given.iter().find(|(other, _)| *other == axis).map(|wish| wish.1);
            assert_eq!(asked.value(axis), wish.unwrap_or(plain.value(axis)), "{}", axis.name());
        }
        // A pattern that not every grazer has decides which it is.
        let given = [wanted::wish("pattern=eyespot").unwrap()];
        let asked = roll_with(Zone::Shallows, Category::Grazer, seed, &given);
        assert!(asked.contradiction().is_none() && asked.pattern.name() == "eyespot");
    }
}

#[test]
fn refusals_are_one_clear_line() {
    let check = |words: &[&str], split: Split| {
        let wishes = words.iter().map(|word| wanted::wish(word)).collect::<Result<Vec<_>, _>>()?;
        wanted::check(&wishes, split)
    };
    for (words, expected) in [
        (&["body=crap"][..], "body has no value \"crap\"; did you mean crab? --axes lists all"),
        (&["colour=red"], "there is no axis \"colour\"; "),
        (&["crab"], "expected AXIS=VALUE, as in body=crab, and not \"crab\""),
        (&["body=crab", "body=turtle"], "body cannot be crab and turtle at once"),
        (
            &["body=crab", "category=jellyfish"],
            "body=crab is of category=grazer, not of category=jellyfish",
        ),
        (
            &["body=staghorn", "eyes=big"],
            "body=staghorn does not go with eyes=big; it can have none",
        ),
        (&["main=kelp", "accent=kelp"], "main=kelp and accent=kelp are one colour; "),
        (
            &["body=squid", "pattern=stripes"],
            "body=squid with pattern=stripes is held out of training; add --split test to draw it",
        ),
        (&["category=coral", "eyes=big"], "does not go with eyes=big"),
    ] {
        let refusal = check(words, Split::Train).unwrap_err();
        assert!(refusal.contains(expected) && !refusal.contains('\n'), "{words:?}: {refusal}");
    }
    assert_eq!(check(&["body=squid", "pattern=stripes"], Split::Test), Ok(()));
    assert_eq!(check(&["body=crab", "body=crab", "zone=abyss"], Split::Train), Ok(()));
    assert_eq!(check(&["eyes=big"], Split::Train), Ok(()));
}
