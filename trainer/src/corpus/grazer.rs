//! Grazers: slow creatures of the bottom, each body plan in a function of its own.

mod crab;
mod shelled;
mod slug;
mod swimmer;

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

const SHELLED: Patterns =
    &[(Plain, 40), (Stripes, 12), (Bands, 16), (Spots, 16), (Net, 8), (TwoTone, 8)];

const fn grazer(
    body: Body,
    paint: fn(&mut Canvas, &Appearance, &mut Dice),
    patterns: Patterns,
) -> Plan {
    Plan::new(body, Category::Grazer, paint, patterns)
}

/// The body plans of this category.
pub(super) const PLANS: [Plan; 6] = [
    grazer(
        Body::Turtle,
        swimmer::turtle,
        &[(Plain, 52), (Stripes, 8), (Bands, 10), (Spots, 14), (Net, 8), (Eyespot, 8)],
    ),
    grazer(
        Body::SeaSlug,
        slug::nudibranch,
        &[(Plain, 18), (Stripes, 14), (Bands, 12), (Spots, 46), (TwoTone, 10)],
    ),
    grazer(
        Body::Crab,
        crab::crab,
        &[(Plain, 36), (Stripes, 12), (Bands, 8), (Spots, 30), (Net, 7), (Eyespot, 7)],
    ),
    grazer(Body::Snail, shelled::snail, SHELLED),
    grazer(
        Body::Manatee,
        swimmer::manatee,
        &[(Plain, 46), (Stripes, 8), (Bands, 10), (Spots, 20), (TwoTone, 16)],
    ),
    grazer(
        Body::Urchin,
        shelled::urchin,
        &[(Plain, 50), (Stripes, 14), (Bands, 10), (Spots, 16), (Net, 10)],
    ),
];

/// The bodies that live in a zone.
pub(super) const fn bodies(zone: Zone) -> &'static [Body] {
    match zone {
        Zone::Shallows => &[
            Body::Turtle,
            Body::Turtle,
            Body::SeaSlug,
            Body::Crab,
            Body::Snail,
            Body::Manatee,
            Body::Urchin,
        ],
        Zone::Twilight => &[Body::Turtle, Body::Crab, Body::Snail, Body::Manatee, Body::Urchin],
        Zone::Midnight => &[Body::SeaSlug, Body::Crab, Body::Snail, Body::Urchin],
        Zone::Abyss => &[Body::SeaSlug, Body::SeaSlug, Body::Snail, Body::Urchin, Body::Turtle],
        Zone::Hadal => &[Body::SeaSlug, Body::Crab, Body::Snail, Body::Turtle],
        Zone::Vent => {
            &[Body::Crab, Body::Snail, Body::Snail, Body::Urchin, Body::SeaSlug, Body::SeaSlug]
        }
    }
}
