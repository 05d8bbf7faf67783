//! One trait changed leaves the rest of the creature as it was.

use std::collections::BTreeSet;

use shoal::sprite::{SIDE, Sprite};

use super::super::{
    Category, Pose, Split, Traits, draw, roll,
    style::Ramp,
    traits::{Axis, Body, Glow, Outline},
};

/// Creatures of a category, from every zone.
const CREATURES: u64 = 20;

fn creatures(category: Category) -> Vec<Traits> {
    let zone = |index: u64| super::Zone::ALL[(index % 6) as usize];
    (0..CREATURES).map(|index| roll(zone(index), category, Split::Test.seed(index))).collect()
}

fn drawn(traits: &Traits) -> Sprite {
    draw(traits, traits.pose())
}

fn everywhere() -> impl Iterator<Item = (i32, i32)> {
    (0..SIDE as i32).flat_map(|y| (0..SIDE as i32).map(move |x| (x, y)))
}

/// The creature with every other value of an axis that it can have.
fn variants(traits: &Traits, axis: Axis) -> Vec<Traits> {
    let others = (0..axis.values().len()).filter(|&value| value != traits.value(axis));
    others
        .map(|value| traits.with(axis, value))
        .filter(|other| other.contradiction().is_none())
        .collect()
}

/// Runs a check on 20 creatures a category and every variant of them.
fn for_each_change(axis: Axis, check: impl Fn(&Traits, &Sprite, &Traits, &Sprite)) {
    for category in Category::ALL {
        for traits in creatures(category) {
            let sprite = drawn(&traits);
            for other in variants(&traits, axis) {
                check(&traits, &sprite, &other, &drawn(&other));
            }
        }
    }
}

fn silhouette(sprite: &Sprite) -> Vec<bool> {
    sprite.pixels().iter().map(|&pixel| pixel != 0).collect()
}

fn differing(one: &Sprite, other: &Sprite) -> Vec<(i32, i32)> {
    everywhere().filter(|&(x, y)| one.at(x, y) != other.at(x, y)).collect()
}

fn both(traits: &Traits, one: &Sprite, other: &Sprite) -> String {
    format!("{traits:?}\n{one:?}\n{other:?}")
}

/// Whether a pixel or one beside it, corners included, is transparent.
fn is_edge(sprite: &Sprite, (x, y): (i32, i32)) -> bool {
    (-1..=1).any(|dy| (-1..=1).any(|dx| sprite.at(x + dx, y + dy) == 0))
}

fn ramp_of(colour: u8) -> Option<usize> {
    usize::from(colour).checked_sub(1).map(|index| index / 7)
}

/// Another ramp on one axis: the form stays, and of the colours only that ramp's change.
fn ramp_is_exchanged(axis: Axis, ramp: fn(&Traits) -> Ramp) {
    for_each_change(axis, |before, one, after, other| {
        assert_eq!(silhouette(one), silhouette(other), "{}", both(after, one, other));
        let (old, new) = (ramp(before).index(), ramp(after).index());
        let strangers = differing(one, other).into_iter().filter(|&(x, y)| {
            let (was, is) = (ramp_of(one.at(x, y)), ramp_of(other.at(x, y)));
            was != Some(old) && is != Some(new) && was != is
        });
        // A tone that was alone may not be where two ramps are one.
        let count = strangers.count();
        assert!(count <= 6, "{count} pixels of other ramps: {}", both(after, one, other));
    });
}

#[test]
fn another_main_ramp_changes_that_ramp_alone() {
    ramp_is_exchanged(Axis::Main, |traits| traits.main);
}

#[test]
fn another_accent_ramp_changes_that_ramp_alone() {
    ramp_is_exchanged(Axis::Accent, |traits| traits.accent);
}

#[test]
fn another_pattern_keeps_form_and_outline() {
    for_each_change(Axis::Pattern, |_, one, after, other| {
        assert_eq!(silhouette(one), silhouette(other), "{}", both(after, one, other));
        let beside = |(x, y): (i32, i32)| {
            [(1, 0), (-1, 0), (0, 1), (0, -1)].iter().any(|(dx, dy)| one.at(x + dx, y + dy) == 0)
        };
        let edge = differing(one, other).into_iter().filter(|&pixel| beside(pixel)).count();
        // Without an outline the skin reaches to the edge.
        let limit = if after.outline == Outline::Open { usize::MAX } else { 16 };
        assert!(edge <= limit, "{edge} pixels of the outline: {}", both(after, one, other));
    });
}

#[test]
fn other_eyes_change_nothing_but_eyes() {
    for_each_change(Axis::Eyes, |_, one, after, other| {
        let changed = differing(one, other);
        // Two eyes of five by five pixels and, on stalks, the line round them.
        assert!(changed.len() <= 90, "{} pixels: {}", changed.len(), both(after, one, other));
        let rows: BTreeSet<i32> = changed.iter().map(|pixel| pixel.1).collect();
        let tall = rows.last().zip(rows.first()).map_or(0, |(last, first)| last - first + 1);
        // Lights keep clear of eyes.
        let limit = match (after.glow, after.body) {
            (Glow::Lights, _) => 30,
            (_, Body::Ray) => 16,
            _ => 9,
        };
        assert!(tall <= limit, "{tall} rows: {}", both(after, one, other));
    });
}

#[test]
fn another_outline_changes_the_edge_alone() {
    for_each_change(Axis::Outline, |before, one, after, other| {
        let changed = differing(one, other);
        if after.outline == Outline::Open || before.outline == Outline::Open {
            let larger = if before.outline == Outline::Open { other } else { one };
            let inner = changed.into_iter().filter(|&pixel| !is_edge(larger, pixel)).count();
            // What is carried by the line takes its place.
            assert!(inner <= 24, "{inner} inner pixels: {}", both(after, one, other));
            return;
        }
        // One line of one colour is exchanged, whatever else lies near it.
        let lines = [one, other].map(|sprite| {
            changed.iter().map(|&(x, y)| sprite.at(x, y)).collect::<BTreeSet<u8>>().len()
        });
        assert!(lines.iter().all(|&colours| colours <= 2), "{}", both(after, one, other));
        let outside = everywhere().filter(|&(x, y)| (one.at(x, y) == 0) != (other.at(x, y) == 0));
        assert_eq!(outside.count(), 0, "{}", both(after, one, other));
    });
}

#[test]
fn lights_are_dots() {
    for_each_change(Axis::Glow, |_, one, after, other| {
        assert_eq!(silhouette(one), silhouette(other), "{}", both(after, one, other));
        let share = differing(one, other).len() as f64 / one.opaque_count() as f64;
        assert!(share < 0.25, "{share}: {}", both(after, one, other));
    });
}

fn extent(sprite: &Sprite) -> (i32, i32) {
    let inked: Vec<(i32, i32)> = everywhere().filter(|&(x, y)| sprite.at(x, y) != 0).collect();
    let range = |part: fn(&(i32, i32)) -> i32| {
        let (least, most) = (inked.iter().map(part).min(), inked.iter().map(part).max());
        most.zip(least).map_or(0, |(most, least)| most - least + 1)
    };
    (range(|pixel| pixel.0), range(|pixel| pixel.1))
}

/// The colours of a sprite that are more than a few pixels.
fn colours(sprite: &Sprite) -> BTreeSet<u8> {
    let mut counts = [0; 64];
    for &pixel in sprite.pixels() {
        counts[usize::from(pixel)] += 1;
    }
    (1..64).filter(|&colour| counts[usize::from(colour)] >= 16).collect()
}

#[test]
fn another_size_keeps_colours_and_proportions() {
    for_each_change(Axis::Size, |before, one, after, other| {
        let larger = after.size.index() > before.size.index();
        let grows = other.opaque_count() > one.opaque_count();
        assert_eq!(larger, grows, "{}", both(after, one, other));
        let ratio = |sprite: &Sprite| {
            let (wide, tall) = extent(sprite);
            wide as f32 / tall as f32
        };
        let change = ratio(one) / ratio(other);
        assert!((0.55..1.8).contains(&change), "{change}: {}", both(after, one, other));
        keeps_colours(one, after, other);
    });
}

#[test]
fn another_build_keeps_colours() {
    for_each_change(Axis::Build, |before, one, after, other| {
        let ratio = |sprite: &Sprite| {
            let (wide, tall) = extent(sprite);
            wide as f32 / tall as f32
        };
        let wider = ratio(other) / ratio(one);
        let stouter = after.build.index() > before.build.index();
        let upright = after.body.plan().upright;
        // Where little is left to take away, it stays as it is.
        let right = if stouter == upright { wider >= 0.93 } else { wider <= 1.07 };
        assert!(right, "{wider}: {}", both(after, one, other));
        keeps_colours(one, after, other);
    });
}

/// Whether what is much of one is somewhere in the other.
fn keeps_colours(one: &Sprite, after: &Traits, other: &Sprite) {
    let missing = colours(one).into_iter().filter(|colour| !other.pixels().contains(colour));
    let missing: Vec<u8> = missing.collect();
    assert!(missing.len() <= 2, "without {missing:?}: {}", both(after, one, other));
}

#[test]
fn another_body_keeps_every_other_trait() {
    for category in Category::ALL {
        for traits in creatures(category) {
            for plan in category.plans() {
                let other = traits.with(Axis::Body, plan.body.index());
                if other.contradiction().is_some() {
                    continue;
                }
                for axis in Axis::ALL.into_iter().filter(|&axis| axis != Axis::Body) {
                    assert_eq!(other.value(axis), traits.value(axis));
                }
                let sprite = drawn(&other);
                let count = |ramp: Ramp| {
                    let of_ramp = |pixel: &&u8| ramp_of(**pixel) == Some(ramp.index());
                    sprite.pixels().iter().filter(of_ramp).count()
                };
                assert!(count(other.main) >= 15, "main: {}", both(&other, &sprite, &sprite));
                assert!(count(other.accent) >= 3, "accent: {}", both(&other, &sprite, &sprite));
            }
        }
    }
}

#[test]
fn another_pose_keeps_the_colours() {
    let mut moved = 0;
    for category in Category::ALL {
        for traits in creatures(category) {
            let sprite = drawn(&traits);
            let other = draw(&traits, Pose(traits.noise ^ 1));
            moved += usize::from(sprite != other);
            keeps_colours(&sprite, &traits, &other);
        }
    }
    assert!(moved > 60, "{moved} of 120 creatures have another pose");
}
