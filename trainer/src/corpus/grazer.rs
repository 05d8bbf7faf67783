//! Grazers: slow creatures of the bottom, each body plan in a function of its own.

mod crab;
mod shelled;
mod slug;
mod swimmer;

use shoal::sprite::Sprite;

use super::{Rng, Zone};

/// A body plan: draws one creature of a zone.
type Plan = fn(Zone, &mut Rng) -> Sprite;

/// Draws one.
pub(crate) fn draw(zone: Zone, rng: &mut Rng) -> Sprite {
    let plans: &[Plan] = match zone {
        Zone::Shallows => &[
            swimmer::turtle,
            swimmer::turtle,
            slug::nudibranch,
            crab::crab,
            shelled::snail,
            swimmer::manatee,
            shelled::urchin,
        ],
        Zone::Twilight => {
            &[swimmer::turtle, crab::crab, shelled::snail, swimmer::manatee, shelled::urchin]
        }
        // Sea pigs, isopods and yeti crabs belong to the abyssal category.
        Zone::Midnight => &[slug::nudibranch, crab::crab, shelled::snail, shelled::urchin],
        Zone::Abyss => {
            &[slug::nudibranch, slug::nudibranch, shelled::snail, shelled::urchin, swimmer::turtle]
        }
        Zone::Hadal => &[slug::nudibranch, crab::crab, shelled::snail, swimmer::turtle],
        Zone::Vent => &[
            crab::crab,
            shelled::snail,
            shelled::snail,
            shelled::urchin,
            slug::nudibranch,
            slug::nudibranch,
        ],
    };
    rng.pick(plans)(zone, rng)
}
