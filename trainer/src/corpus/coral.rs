//! Corals and what grows like them. They stand on the bottom of the canvas.

mod hard;
mod soft;

use shoal::sprite::Sprite;

use super::{
    Rng, Zone,
    canvas::Canvas,
    look::{Look, standing},
};

/// Draws one body plan.
type Plan = fn(&mut Canvas, &Look, &mut Rng);

/// A coral of some zone.
pub(crate) fn draw(zone: Zone, rng: &mut Rng) -> Sprite {
    let plans: &[Plan] = match zone {
        Zone::Shallows => &[
            hard::staghorn,
            hard::fan,
            hard::brain,
            hard::table,
            hard::cups,
            soft::tubes,
            soft::anemone,
        ],
        Zone::Twilight => {
            &[hard::staghorn, hard::fan, hard::table, hard::cups, soft::tubes, soft::sea_pen]
        }
        Zone::Midnight => &[hard::staghorn, hard::fan, hard::brain, soft::anemone, soft::sea_pen],
        Zone::Abyss => &[soft::sea_pen, soft::vase, soft::anemone, hard::staghorn, soft::tubes],
        Zone::Hadal => &[soft::vase, soft::anemone, soft::sea_pen, hard::brain, hard::staghorn],
        Zone::Vent => &[soft::tube_worms, soft::tube_worms, soft::mound, hard::cups, soft::anemone],
    };
    let plan = rng.pick(plans);
    let look = Look::pick(zone, rng);
    let mut canvas = Canvas::new();
    plan(&mut canvas, &look, rng);
    standing(&canvas.finish(rng))
}
