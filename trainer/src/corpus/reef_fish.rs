//! Fish: one builder for everything with a body, a tail and fins; eels, rays and seahorses apart.

mod finned;
mod special;

use super::{
    Category, Dice, Zone,
    canvas::Canvas,
    look::Appearance,
    plan::{Patterns, Plan},
    traits::{
        Body,
        Pattern::{Bands, Eyespot, Net, Plain, Spots, Stripes, TwoTone},
    },
};

/// Fish of reefs have bands above all.
const REEF: Patterns =
    &[(Plain, 14), (Stripes, 14), (Bands, 34), (Spots, 14), (Net, 6), (TwoTone, 12), (Eyespot, 6)];
/// Swimmers of open water have stripes above all.
const OPEN_WATER: Patterns =
    &[(Plain, 18), (Stripes, 26), (Bands, 22), (Spots, 14), (Net, 6), (TwoTone, 14)];
/// What is too thin for a large spot.
const LONG: Patterns = &[(Plain, 16), (Stripes, 12), (Bands, 50), (Spots, 12), (TwoTone, 10)];

const fn fish(
    body: Body,
    paint: fn(&mut Canvas, &Appearance, &mut Dice),
    patterns: Patterns,
) -> Plan {
    Plan::new(body, Category::ReefFish, paint, patterns)
}

/// The body plans of this category.
pub(super) const PLANS: [Plan; 11] = [
    fish(Body::Butterflyfish, finned::draw, REEF),
    fish(Body::Clownfish, finned::draw, REEF),
    fish(Body::Angelfish, finned::draw, REEF),
    fish(
        Body::Puffer,
        finned::draw,
        &[
            (Plain, 10),
            (Stripes, 8),
            (Bands, 8),
            (Spots, 54),
            (Net, 10),
            (TwoTone, 4),
            (Eyespot, 6),
        ],
    ),
    fish(Body::Tuna, finned::draw, OPEN_WATER),
    fish(Body::Barracuda, finned::draw, LONG),
    fish(Body::Moonfish, finned::draw, REEF),
    fish(Body::Grenadier, finned::draw, &[(Plain, 44), (Stripes, 14), (Bands, 22), (Spots, 20)]),
    fish(Body::Eel, special::eel, LONG),
    fish(
        Body::Ray,
        special::ray,
        &[(Plain, 12), (Stripes, 6), (Bands, 6), (Spots, 56), (Net, 12), (TwoTone, 8)],
    ),
    fish(
        Body::Seahorse,
        special::seahorse,
        &[(Plain, 30), (Stripes, 10), (Bands, 34), (Spots, 16), (TwoTone, 10)],
    )
    .upright(),
];

/// The bodies that live in a zone. Hatchetfish, snailfish and gulpers are of the abyssal category.
pub(super) const fn bodies(zone: Zone) -> &'static [Body] {
    match zone {
        Zone::Shallows => &[
            Body::Butterflyfish,
            Body::Clownfish,
            Body::Clownfish,
            Body::Angelfish,
            Body::Puffer,
            Body::Tuna,
            Body::Seahorse,
            Body::Ray,
            Body::Eel,
        ],
        Zone::Twilight => &[
            Body::Tuna,
            Body::Tuna,
            Body::Butterflyfish,
            Body::Angelfish,
            Body::Barracuda,
            Body::Ray,
        ],
        Zone::Midnight => &[
            Body::Angelfish,
            Body::Barracuda,
            Body::Tuna,
            Body::Clownfish,
            Body::Eel,
            Body::Butterflyfish,
        ],
        Zone::Abyss => {
            &[Body::Grenadier, Body::Grenadier, Body::Angelfish, Body::Eel, Body::Barracuda]
        }
        Zone::Hadal => {
            &[Body::Clownfish, Body::Angelfish, Body::Eel, Body::Tuna, Body::Butterflyfish]
        }
        Zone::Vent => &[Body::Clownfish, Body::Eel, Body::Puffer, Body::Tuna, Body::Moonfish],
    }
}
