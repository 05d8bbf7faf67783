//! Oddities of the deep: anglers, gulpers, fangs, stilts, armour and things without a face.

mod crawler;
mod hunter;
mod swimmer;

use shoal::sprite::Sprite;

use super::{
    Rng, Zone,
    canvas::Canvas,
    look::{Look, red},
    shape::{Point, Shape},
    style::Coat,
};

/// Draws one body plan.
type Plan = fn(&mut Canvas, &Look, &mut Rng);

/// An oddity of some zone.
pub(crate) fn draw(zone: Zone, rng: &mut Rng) -> Sprite {
    let plans: &[Plan] = match zone {
        Zone::Shallows => {
            &[hunter::angler, hunter::angler, crawler::isopod, crawler::sea_pig, hunter::gulper]
        }
        Zone::Twilight => {
            &[swimmer::hatchet, hunter::viper, hunter::angler, crawler::isopod, swimmer::tripod]
        }
        Zone::Midnight => {
            &[hunter::angler, hunter::angler, hunter::viper, hunter::gulper, swimmer::hatchet]
        }
        Zone::Abyss => {
            &[hunter::gulper, swimmer::tripod, crawler::sea_pig, hunter::angler, hunter::viper]
        }
        Zone::Hadal => &[
            swimmer::snailfish,
            crawler::sea_pig,
            crawler::isopod,
            swimmer::tripod,
            hunter::gulper,
        ],
        Zone::Vent => {
            &[crawler::yeti, crawler::yeti, crawler::isopod, hunter::angler, hunter::gulper]
        }
    };
    let plan = rng.pick(plans);
    let look = Look::of(Coat::pick(zone, rng));
    let mut canvas = Canvas::new();
    plan(&mut canvas, &look, rng);
    canvas.finish(rng)
}

/// The inside of a mouth.
fn gullet(look: &Look) -> u8 {
    match look.zone() {
        Zone::Hadal => red(3),
        Zone::Abyss => look.coat.main.shade(0),
        _ => red(1),
    }
}

/// Teeth along a jaw from `start` to `end`, `long` pixels up (negative) or down.
fn teeth(
    canvas: &mut Canvas,
    look: &Look,
    (start, end): (Point, Point),
    (count, long): (i32, i32),
) {
    for index in 0..count {
        let t = (index as f32 + 0.5) / count as f32;
        let x = (start.0 + (end.0 - start.0) * t).round() as i32;
        let y = (start.1 + (end.1 - start.1) * t).round() as i32;
        // They get shorter towards the corner of the mouth.
        let here = if index + 1 == count { 1 } else { long.abs() };
        for step in 0..here {
            canvas.detail(x, y + step * long.signum(), look.white);
        }
    }
}

/// A rod that starts on the body at `path[0]` and ends in a light. Call it after the outline.
fn lure(canvas: &mut Canvas, look: &Look, path: &[Point], size: f32) {
    canvas.behind(&Shape::line(path), look.light);
    let (x, y) = path[path.len() - 1];
    let at = (x.round(), y.round());
    canvas.fill(&Shape::ellipse(at, size, size), look.glow_dark);
    let (x, y) = (at.0 as i32, at.1 as i32);
    canvas.detail(x, y, look.glow);
    if size > 1.5 {
        for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
            canvas.detail(x + dx, y + dy, look.glow);
        }
    }
}

/// A fin of rays: painted behind what is there, with darker stripes.
fn fin(canvas: &mut Canvas, look: &Look, shape: &Shape, slope: f32) {
    canvas.behind(shape, look.accent);
    let rays = Shape::stripes(3.0, 1.0, 0.0, |x| x * slope);
    let free = canvas.where_colour(|colour| colour == look.accent).and(shape);
    canvas.fill(&free.and(&rays), look.deep);
}
