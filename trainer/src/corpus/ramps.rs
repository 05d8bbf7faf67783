//! Which ramps suit a creature in its zone: main and accent, chosen to look well together.

use super::{
    Category, Zone,
    style::{ABYSS, ANEMONE, CLOWN, CRIMSON, KELP, LAGOON, Ramp, SAND, SLATE, VIOLET},
    traits::Body,
};

type Pairs = &'static [(Ramp, Ramp)];

/// The pairs of main and accent ramp that a body has in a zone.
pub(super) fn pairs(body: Body, zone: Zone) -> Pairs {
    match (body, zone) {
        (Body::Turtle, Zone::Shallows) => {
            &[(KELP, SAND), (KELP, CLOWN), (SAND, KELP), (LAGOON, SAND)]
        }
        (Body::Turtle, Zone::Twilight | Zone::Midnight) => &[(SLATE, LAGOON), (LAGOON, SLATE)],
        (Body::Turtle, Zone::Vent) => &[(CRIMSON, SAND), (CLOWN, CRIMSON), (SLATE, CRIMSON)],
        (Body::Manatee, Zone::Shallows) => &[(SLATE, LAGOON), (SAND, LAGOON), (SLATE, KELP)],
        (Body::Manatee, Zone::Twilight) => &[(SLATE, LAGOON), (SLATE, ABYSS)],
        (Body::Urchin, Zone::Shallows) => &[(VIOLET, SAND), (CRIMSON, SAND), (ABYSS, SAND)],
        (Body::Crab, Zone::Shallows) => &[(CRIMSON, SAND), (CLOWN, SAND), (SAND, CRIMSON)],
        (Body::Crab, Zone::Vent) => &[(CRIMSON, SLATE), (CLOWN, SLATE), (CRIMSON, SAND)],
        (Body::VampireSquid, Zone::Abyss) => &[(VIOLET, CRIMSON), (VIOLET, LAGOON)],
        (Body::VampireSquid, _) => &[(CRIMSON, LAGOON), (VIOLET, CRIMSON)],
        (Body::Nautilus, Zone::Shallows) => &[(SAND, CLOWN), (SAND, CRIMSON)],
        (Body::Nautilus, Zone::Vent) => &[(CRIMSON, CLOWN), (CRIMSON, SAND)],
        (Body::Nautilus, _) => &[(SLATE, CRIMSON), (SLATE, ABYSS)],
        _ if zone == Zone::Shallows
            && matches!(body.plan().category, Category::Coral | Category::Jellyfish) =>
        {
            gaudy()
        }
        _ => of_zone(zone),
    }
}

/// The shallows of reefs are gaudier than those of fish.
const fn gaudy() -> Pairs {
    &[
        (CLOWN, CRIMSON),
        (ANEMONE, CLOWN),
        (CRIMSON, CLOWN),
        (LAGOON, CLOWN),
        (KELP, ANEMONE),
        (ANEMONE, LAGOON),
        (CLOWN, ANEMONE),
        (SAND, CRIMSON),
        (KELP, CLOWN),
        (LAGOON, ANEMONE),
        (CRIMSON, SAND),
    ]
}

const fn of_zone(zone: Zone) -> Pairs {
    match zone {
        Zone::Shallows => &[
            (CLOWN, SLATE),
            (CLOWN, ABYSS),
            (SAND, CRIMSON),
            (CRIMSON, SAND),
            (ANEMONE, CLOWN),
            (LAGOON, CLOWN),
            (KELP, CLOWN),
            (ABYSS, CLOWN),
            (LAGOON, SAND),
            (CRIMSON, ABYSS),
            (SAND, LAGOON),
            (ANEMONE, VIOLET),
        ],
        Zone::Twilight => &[
            (SLATE, ABYSS),
            (SLATE, LAGOON),
            (ABYSS, SLATE),
            (LAGOON, SLATE),
            (ABYSS, LAGOON),
            (LAGOON, ABYSS),
        ],
        Zone::Midnight => &[
            (ABYSS, LAGOON),
            (SLATE, LAGOON),
            (VIOLET, LAGOON),
            (LAGOON, KELP),
            (ABYSS, VIOLET),
            (SLATE, ABYSS),
        ],
        Zone::Abyss => &[(VIOLET, ANEMONE), (VIOLET, LAGOON), (VIOLET, SLATE), (VIOLET, ABYSS)],
        Zone::Hadal => &[
            (ANEMONE, SLATE),
            (SLATE, ANEMONE),
            (VIOLET, ANEMONE),
            (SLATE, VIOLET),
            (ANEMONE, VIOLET),
        ],
        Zone::Vent => {
            &[(CRIMSON, CLOWN), (CLOWN, SAND), (CRIMSON, SAND), (CLOWN, CRIMSON), (CRIMSON, SLATE)]
        }
    }
}
