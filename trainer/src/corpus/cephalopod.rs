//! Cephalopods: octopus, squid, cuttlefish, nautilus, dumbo octopus and vampire squid.

mod octopus;
mod squid;

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

const SOFT: Patterns =
    &[(Plain, 32), (Stripes, 10), (Bands, 20), (Spots, 26), (Net, 6), (Eyespot, 6)];

const fn cephalopod(
    body: Body,
    paint: fn(&mut Canvas, &Appearance, &mut Dice),
    patterns: Patterns,
) -> Plan {
    Plan::new(body, Category::Cephalopod, paint, patterns)
}

/// The body plans of this category.
pub(super) const PLANS: [Plan; 6] = [
    cephalopod(Body::Octopus, octopus::octopus, SOFT).upright(),
    cephalopod(
        Body::Squid,
        squid::squid,
        &[(Plain, 32), (Stripes, 14), (Bands, 14), (Spots, 32), (TwoTone, 8)],
    ),
    cephalopod(
        Body::Cuttlefish,
        squid::cuttlefish,
        &[(Plain, 8), (Stripes, 10), (Bands, 46), (Spots, 26), (Net, 5), (Eyespot, 5)],
    ),
    cephalopod(
        Body::Nautilus,
        squid::nautilus,
        &[(Plain, 70), (Bands, 10), (Spots, 10), (Stripes, 10)],
    ),
    cephalopod(
        Body::Dumbo,
        octopus::dumbo,
        &[(Plain, 56), (Stripes, 10), (Bands, 12), (Spots, 16), (TwoTone, 6)],
    )
    .upright(),
    cephalopod(
        Body::VampireSquid,
        octopus::vampire,
        &[(Plain, 60), (Stripes, 10), (Bands, 12), (Spots, 18)],
    )
    .upright(),
];

/// The bodies that live in a zone.
pub(super) const fn bodies(zone: Zone) -> &'static [Body] {
    match zone {
        Zone::Shallows => &[
            Body::Octopus,
            Body::Octopus,
            Body::Cuttlefish,
            Body::Cuttlefish,
            Body::Nautilus,
            Body::Squid,
        ],
        Zone::Twilight => &[Body::Squid, Body::Nautilus, Body::Cuttlefish, Body::Octopus],
        Zone::Midnight => &[Body::Squid, Body::VampireSquid, Body::Octopus],
        Zone::Abyss => &[Body::Dumbo, Body::Dumbo, Body::Squid, Body::VampireSquid],
        Zone::Hadal => &[Body::Dumbo, Body::Octopus, Body::Squid],
        Zone::Vent => &[Body::Octopus, Body::Octopus, Body::Squid, Body::Nautilus],
    }
}
