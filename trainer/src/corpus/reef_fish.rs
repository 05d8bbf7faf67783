//! Fish: one builder for everything with a body, a tail and fins; eels, rays and seahorses apart.

mod finned;
mod special;

use shoal::sprite::Sprite;

use super::{Rng, Zone};

/// Body plans.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// Tall and round, like a butterflyfish.
    Disc,
    /// Chunky oval, like a clownfish.
    Oval,
    /// Tall swept fins, like an angelfish.
    Angel,
    /// A spiny ball.
    Puffer,
    /// A fast swimmer, like a tuna.
    Torpedo,
    /// Long with a long jaw, like a barracuda.
    Lance,
    /// Deep-bellied with a thin tail, like a hatchetfish.
    Hatchet,
    /// Big head, body running out in a point, like a snailfish.
    Tadpole,
    /// A waving ribbon.
    Eel,
    /// Wings seen from above.
    Ray,
    /// Upright with a curled tail.
    Seahorse,
}

/// Draws one.
pub(crate) fn draw(zone: Zone, rng: &mut Rng) -> Sprite {
    let plans: &[Plan] = match zone {
        Zone::Shallows => &[
            Plan::Disc,
            Plan::Oval,
            Plan::Oval,
            Plan::Angel,
            Plan::Puffer,
            Plan::Torpedo,
            Plan::Seahorse,
            Plan::Ray,
            Plan::Eel,
        ],
        // Hatchetfish of the twilight, snailfish and gulpers belong to the abyssal category.
        Zone::Twilight => {
            &[Plan::Torpedo, Plan::Torpedo, Plan::Disc, Plan::Angel, Plan::Lance, Plan::Ray]
        }
        Zone::Midnight => {
            &[Plan::Angel, Plan::Lance, Plan::Torpedo, Plan::Oval, Plan::Eel, Plan::Disc]
        }
        Zone::Abyss => &[Plan::Tadpole, Plan::Tadpole, Plan::Angel, Plan::Eel, Plan::Lance],
        Zone::Hadal => &[Plan::Oval, Plan::Angel, Plan::Eel, Plan::Torpedo, Plan::Disc],
        Zone::Vent => &[Plan::Oval, Plan::Eel, Plan::Puffer, Plan::Torpedo, Plan::Hatchet],
    };
    match rng.pick(plans) {
        Plan::Eel => special::eel(zone, rng),
        Plan::Ray => special::ray(zone, rng),
        Plan::Seahorse => special::seahorse(zone, rng),
        plan => finned::draw(plan, zone, rng),
    }
}
