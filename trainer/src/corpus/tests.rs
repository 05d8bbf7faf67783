//! What every sprite of the corpus has to be.

use std::collections::BTreeSet;

use shoal::sprite::{SIDE, Sprite};

use super::{Category, Sample, Split, Zone, sample, sprite, traits::Size, traits_of};

mod changes;
mod values;

const LAST: i32 = SIDE as i32 - 1;

/// The first 360 samples of a split: ten of each cell.
fn first(split: Split) -> Vec<Sample> {
    (0..360).map(|index| sample(split, index)).collect()
}

fn name(sample: &Sample) -> String {
    let zone = Zone::ALL[usize::from(sample.zone)];
    format!("{zone:?} {:?}\n{:?}", Category::ALL[usize::from(sample.category)], sample.sprite)
}

/// Opaque pixels with nothing around them.
fn strays(sprite: &Sprite) -> usize {
    let lonely = |x: i32, y: i32| {
        let mut around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (x + dx, y + dy)));
        sprite.at(x, y) != 0 && around.all(|(px, py)| (px, py) == (x, y) || sprite.at(px, py) == 0)
    };
    (0..=LAST).flat_map(|y| (0..=LAST).map(move |x| (x, y))).filter(|&(x, y)| lonely(x, y)).count()
}

#[test]
fn a_seed_always_means_the_same_sprite() {
    for split in [Split::Train, Split::Judge, Split::Test] {
        assert_eq!(first(split), first(split));
    }
}

#[test]
fn splits_share_no_seed_and_differ() {
    let splits = [Split::Train, Split::Judge, Split::Test];
    let seeds: BTreeSet<u64> = splits
        .iter()
        .flat_map(|split| [0, 1, u64::MAX >> 2].map(|index| split.seed(index)))
        .collect();
    assert_eq!(seeds.len(), 9);
    assert_ne!(first(Split::Train), first(Split::Test));
}

#[test]
fn names_and_order_are_those_of_the_world() {
    let world = shoal::sprite::World::ocean();
    let squeezed = |name: &str| name.replace([' ', '-'], "").to_ascii_lowercase();
    for (zone, name) in Zone::ALL.iter().zip(&world.zones) {
        assert_eq!(squeezed(&format!("{zone:?}")), squeezed(name));
    }
    for (category, name) in Category::ALL.iter().zip(&world.categories) {
        assert_eq!(squeezed(&format!("{category:?}")), squeezed(name));
    }
}

#[test]
fn thirty_six_in_a_row_are_every_cell() {
    for start in [0, 36, 5] {
        let cells: BTreeSet<_> = (start..start + 36)
            .map(|index| sample(Split::Train, index))
            .map(|sample| (sample.zone, sample.category))
            .collect();
        assert_eq!(cells.len(), 36);
    }
}

#[test]
fn sprites_are_clean() {
    for sample in first(Split::Train) {
        let sprite = &sample.sprite;
        let mut colours: BTreeSet<u8> = sprite.pixels().iter().copied().collect();
        colours.remove(&0);
        assert!((2..=14).contains(&colours.len()), "{} colours: {}", colours.len(), name(&sample));
        assert!(sprite.opaque_count() >= 60, "hardly anything: {}", name(&sample));
        let lights = matches!(Zone::ALL[usize::from(sample.zone)], Zone::Midnight | Zone::Abyss);
        assert!(lights || strays(sprite) == 0, "stray pixels: {}", name(&sample));
        let border = (0..=LAST).flat_map(|i| [(i, 0), (i, LAST), (0, i), (LAST, i)]);
        for (x, y) in border {
            assert_eq!(sprite.at(x, y), 0, "touches the border: {}", name(&sample));
        }
    }
}

#[test]
fn sprites_fill_what_their_size_says() {
    for index in 0..360 {
        let traits = traits_of(Split::Judge, index);
        let sample = sample(Split::Judge, index);
        let inked = |x: i32, y: i32| sample.sprite.at(x, y) != 0;
        let wide = (0..=LAST).filter(|&x| (0..=LAST).any(|y| inked(x, y))).count();
        let tall = (0..=LAST).filter(|&y| (0..=LAST).any(|x| inked(x, y))).count();
        let room = match traits.size {
            Size::Small => 11..=24,
            Size::Medium => 14..=27,
            Size::Large => 18..=30,
        };
        assert!(room.contains(&wide.max(tall)), "{wide} by {tall}: {traits:?} {}", name(&sample));
    }
}

#[test]
fn every_cell_has_many_different_sprites() {
    for zone in Zone::ALL {
        for category in Category::ALL {
            let sprites: std::collections::HashSet<Sprite> =
                (0..20).map(|seed| sprite(zone, category, seed)).collect();
            assert!(sprites.len() >= 14, "{zone:?} {category:?}: {} of 20", sprites.len());
        }
    }
}
