//! Jellyfish and what drifts like them: the bell on top, tentacles below.

mod bell;
mod drifter;

use shoal::sprite::Sprite;

use super::{
    Rng, Zone,
    canvas::Canvas,
    look::{Look, dots, hanging},
    shape::Shape,
};

/// Draws one body plan.
type Plan = fn(&mut Canvas, &Look, &mut Rng);

/// A jellyfish of some zone.
pub(crate) fn draw(zone: Zone, rng: &mut Rng) -> Sprite {
    let plans: &[Plan] = match zone {
        Zone::Shallows => {
            &[bell::dome, bell::moon, bell::mane, bell::egg, drifter::cube, drifter::man_of_war]
        }
        Zone::Twilight => &[bell::dome, bell::moon, bell::mane, drifter::comb, drifter::cube],
        Zone::Midnight => &[bell::dome, bell::crown, drifter::comb, drifter::chain, bell::mane],
        Zone::Abyss => &[bell::dome, bell::crown, drifter::comb, drifter::chain],
        Zone::Hadal => &[bell::dome, bell::moon, drifter::cube, drifter::comb],
        Zone::Vent => &[bell::dome, bell::crown, bell::egg, bell::mane],
    };
    let plan = rng.pick(plans);
    let look = Look::pick(zone, rng);
    let mut canvas = Canvas::new();
    plan(&mut canvas, &look, rng);
    canvas.finish(rng)
}

/// Paints a bell: see-through, so paler inside than at its edge.
fn glassy(canvas: &mut Canvas, look: &Look, bell: &Shape) {
    canvas.in_front(bell, look.mid, look.line);
    canvas.fill(&bell.shrunk(2), look.light);
}

/// What the zone adds to a bell after the outline is drawn: lights or embers along its rim (at
/// row `rim`), or mats on top.
fn dress(canvas: &mut Canvas, look: &Look, bell: &Shape, rim: i32) {
    if look.lit {
        let row = bell.shrunk(1).filter(|x, y| y as i32 == rim && (x as i32).rem_euclid(3) == 0);
        dots(canvas, &row, look.glow);
    }
    if look.zone() == Zone::Vent {
        let row = bell.filter(|_, y| y as i32 == rim);
        canvas.mark(&row, look.glow);
        canvas.mark(&row.shifted(0, -1).and(bell), look.glow_dark);
        look.coat.mats(canvas, &bell.filter(|x, _| (x - 15.5).abs() < 7.0));
    }
}

/// Thin tentacles that hang from the points of `roots`, `long` pixels each, all swaying alike.
/// They lie behind everything that is painted already.
fn threads(canvas: &mut Canvas, look: &Look, roots: &[(f32, f32)], long: &[f32], sway: (f32, f32)) {
    for (index, &root) in roots.iter().enumerate() {
        let long = long[index % long.len()];
        let colour = if index % 2 == 0 { look.light } else { look.mid };
        let colour = if look.lit { look.pale } else { colour };
        canvas.behind(&Shape::line(&hanging(root, long, sway.0, sway.1)), colour);
        if look.lit {
            let end = hanging(root, long, sway.0, sway.1);
            let tip = end[end.len() - 1];
            canvas.detail(tip.0.round() as i32, tip.1.round() as i32, look.glow);
        }
    }
}

/// `count` points evenly spread over a row.
fn along(count: i32, half: f32, y: f32) -> Vec<(f32, f32)> {
    (0..count)
        .map(|index| {
            let side = index as f32 / (count - 1) as f32 * 2.0 - 1.0;
            ((15.5 + side * half).round(), y)
        })
        .collect()
}
