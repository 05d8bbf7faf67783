//! Cephalopods: octopus, squid, cuttlefish, nautilus, dumbo octopus and vampire squid.

mod octopus;
mod squid;

use shoal::sprite::Sprite;

use super::{Rng, Zone};

/// A body plan: draws one creature of a zone.
type Plan = fn(Zone, &mut Rng) -> Sprite;

/// Draws one.
pub(crate) fn draw(zone: Zone, rng: &mut Rng) -> Sprite {
    let plans: &[Plan] = match zone {
        Zone::Shallows => &[
            octopus::octopus,
            octopus::octopus,
            squid::cuttlefish,
            squid::cuttlefish,
            squid::nautilus,
            squid::squid,
        ],
        Zone::Twilight => &[squid::squid, squid::nautilus, squid::cuttlefish, octopus::octopus],
        Zone::Midnight => &[squid::squid, octopus::vampire, octopus::octopus],
        Zone::Abyss => &[octopus::dumbo, octopus::dumbo, squid::squid, octopus::vampire],
        Zone::Hadal => &[octopus::dumbo, octopus::octopus, squid::squid],
        Zone::Vent => &[octopus::octopus, octopus::octopus, squid::squid, squid::nautilus],
    };
    rng.pick(plans)(zone, rng)
}
