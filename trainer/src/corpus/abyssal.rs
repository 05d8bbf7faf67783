//! Oddities of the deep: anglers, gulpers, fangs, stilts, armour and things without a face.

mod crawler;
mod hunter;
mod swimmer;

use super::{
    Category, Dice, Zone,
    canvas::Canvas,
    look::{Appearance, red},
    plan::{Patterns, Plan},
    shape::{Point, Shape},
    traits::{
        Body,
        Pattern::{Bands, Net, Plain, Spots, Stripes, TwoTone},
    },
};

const FISH: Patterns =
    &[(Plain, 34), (Stripes, 10), (Bands, 22), (Spots, 22), (Net, 6), (TwoTone, 6)];

const fn oddity(
    body: Body,
    paint: fn(&mut Canvas, &Appearance, &mut Dice),
    patterns: Patterns,
) -> Plan {
    Plan::new(body, Category::Abyssal, paint, patterns)
}

/// The body plans of this category.
pub(super) const PLANS: [Plan; 9] = [
    oddity(Body::Angler, hunter::angler, FISH),
    oddity(Body::Gulper, hunter::gulper, &[(Plain, 46), (Stripes, 12), (Bands, 30), (Spots, 12)]),
    oddity(Body::Viperfish, hunter::viper, &[(Plain, 20), (Stripes, 14), (Bands, 16), (Spots, 50)]),
    oddity(
        Body::Hatchetfish,
        swimmer::hatchet,
        &[(Plain, 50), (Stripes, 12), (Bands, 12), (Spots, 16), (TwoTone, 10)],
    ),
    oddity(
        Body::Tripod,
        swimmer::tripod,
        &[(Plain, 24), (Stripes, 14), (Bands, 50), (TwoTone, 12)],
    ),
    oddity(Body::Snailfish, swimmer::snailfish, FISH),
    oddity(
        Body::Isopod,
        crawler::isopod,
        &[(Plain, 50), (Stripes, 16), (Spots, 18), (TwoTone, 16)],
    ),
    oddity(
        Body::SeaPig,
        crawler::sea_pig,
        &[(Plain, 26), (Stripes, 12), (Bands, 12), (Spots, 42), (Net, 8)],
    ),
    oddity(Body::YetiCrab, crawler::yeti, &[(Plain, 60), (Stripes, 14), (Spots, 26)]),
];

/// The bodies that live in a zone.
pub(super) const fn bodies(zone: Zone) -> &'static [Body] {
    match zone {
        Zone::Shallows => &[Body::Angler, Body::Angler, Body::Isopod, Body::SeaPig, Body::Gulper],
        Zone::Twilight => {
            &[Body::Hatchetfish, Body::Viperfish, Body::Angler, Body::Isopod, Body::Tripod]
        }
        Zone::Midnight => {
            &[Body::Angler, Body::Angler, Body::Viperfish, Body::Gulper, Body::Hatchetfish]
        }
        Zone::Abyss => &[Body::Gulper, Body::Tripod, Body::SeaPig, Body::Angler, Body::Viperfish],
        Zone::Hadal => &[Body::Snailfish, Body::SeaPig, Body::Isopod, Body::Tripod, Body::Gulper],
        Zone::Vent => &[Body::YetiCrab, Body::YetiCrab, Body::Isopod, Body::Angler, Body::Gulper],
    }
}

/// The inside of a mouth.
fn gullet(look: &Appearance) -> u8 {
    match look.zone() {
        Zone::Hadal => red(3),
        Zone::Abyss => look.coat.main.shade(0),
        _ => red(1),
    }
}

/// Teeth along a jaw from `start` to `end`, `long` pixels up (negative) or down.
fn teeth(
    canvas: &mut Canvas,
    look: &Appearance,
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
fn lure(canvas: &mut Canvas, look: &Appearance, path: &[Point], size: f32) {
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
fn fin(canvas: &mut Canvas, look: &Appearance, shape: &Shape, slope: f32) {
    canvas.behind(shape, look.accent);
    let rays = Shape::stripes(3.0, 1.0, 0.0, |x| x * slope);
    let free = canvas.where_colour(|colour| colour == look.accent).and(shape);
    canvas.fill(&free.and(&rays), look.deep);
}
