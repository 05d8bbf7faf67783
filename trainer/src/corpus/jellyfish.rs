//! Jellyfish and what drifts like them: the bell on top, tentacles below.

mod bell;
mod drifter;

use super::{
    Category, Dice, Zone,
    canvas::{Canvas, Grain},
    look::{Appearance, dots, hanging},
    plan::{Patterns, Plan},
    shape::Shape,
    traits::{
        Body, Eyes,
        Pattern::{Bands, Net, Plain, Spots, Stripes, TwoTone},
    },
};

const BELL: Patterns =
    &[(Plain, 20), (Stripes, 26), (Bands, 18), (Spots, 22), (Net, 8), (TwoTone, 6)];

const fn jelly(
    body: Body,
    paint: fn(&mut Canvas, &Appearance, &mut Dice),
    patterns: Patterns,
) -> Plan {
    Plan::new(body, Category::Jellyfish, paint, patterns)
}

/// The body plans of this category.
pub(super) const PLANS: [Plan; 9] = [
    jelly(Body::SeaNettle, bell::dome, BELL).eyes(&[Eyes::Blind]).upright(),
    jelly(Body::MoonJelly, bell::moon, &[(Plain, 74), (Stripes, 8), (Bands, 8), (Spots, 10)])
        .eyes(&[Eyes::Blind])
        .upright(),
    jelly(Body::LionsMane, bell::mane, BELL).eyes(&[Eyes::Blind]).upright(),
    jelly(Body::EggJelly, bell::egg, &[(Plain, 60), (Stripes, 14), (Bands, 8), (Spots, 18)])
        .eyes(&[Eyes::Blind])
        .upright(),
    jelly(Body::CrownJelly, bell::crown, BELL).eyes(&[Eyes::Blind]).upright(),
    jelly(
        Body::BoxJelly,
        drifter::cube,
        &[(Plain, 50), (Stripes, 18), (Bands, 12), (Spots, 14), (Net, 6)],
    )
    .upright(),
    jelly(Body::CombJelly, drifter::comb, &[(Plain, 70), (TwoTone, 30)])
        .eyes(&[Eyes::Blind])
        .upright(),
    jelly(Body::Siphonophore, drifter::chain, &[(Plain, 1)]).eyes(&[Eyes::Blind]).upright(),
    jelly(
        Body::ManOfWar,
        drifter::man_of_war,
        &[(Plain, 50), (Bands, 24), (Stripes, 10), (Spots, 16)],
    )
    .eyes(&[Eyes::Blind])
    .upright(),
];

/// The bodies that live in a zone.
pub(super) const fn bodies(zone: Zone) -> &'static [Body] {
    match zone {
        Zone::Shallows => &[
            Body::SeaNettle,
            Body::MoonJelly,
            Body::LionsMane,
            Body::EggJelly,
            Body::BoxJelly,
            Body::ManOfWar,
        ],
        Zone::Twilight => {
            &[Body::SeaNettle, Body::MoonJelly, Body::LionsMane, Body::CombJelly, Body::BoxJelly]
        }
        Zone::Midnight => &[
            Body::SeaNettle,
            Body::CrownJelly,
            Body::CombJelly,
            Body::Siphonophore,
            Body::LionsMane,
        ],
        Zone::Abyss => &[Body::SeaNettle, Body::CrownJelly, Body::CombJelly, Body::Siphonophore],
        Zone::Hadal => &[Body::SeaNettle, Body::MoonJelly, Body::BoxJelly, Body::CombJelly],
        Zone::Vent => &[Body::SeaNettle, Body::CrownJelly, Body::EggJelly, Body::LionsMane],
    }
}

/// Paints a bell: see-through, so paler inside than at its edge.
fn glassy(canvas: &mut Canvas, look: &Appearance, bell: &Shape) {
    canvas.in_front(bell, look.mid, look.line);
    canvas.fill(&bell.shrunk(2), look.light);
    canvas.skin(&bell.shrunk(1), look.coat.ink_on(look.light), Grain::Dome);
}

/// What the zone adds to a bell after the outline is drawn: lights or embers along its rim (at
/// row `rim`), or mats on top.
fn dress(canvas: &mut Canvas, look: &Appearance, bell: &Shape, rim: i32) {
    if look.lit {
        let row = bell.shrunk(1).filter(|x, y| y as i32 == rim && (x as i32).rem_euclid(3) == 0);
        dots(canvas, &row, look.lamp);
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
fn threads(
    canvas: &mut Canvas,
    look: &Appearance,
    roots: &[(f32, f32)],
    long: &[f32],
    sway: (f32, f32),
) {
    for (index, &root) in roots.iter().enumerate() {
        let long = long[index % long.len()];
        let colour = if index % 2 == 0 { look.light } else { look.mid };
        let colour = if look.lit { look.pale } else { colour };
        canvas.behind(&Shape::line(&hanging(root, long, sway.0, sway.1)), colour);
        if look.lit {
            let end = hanging(root, long, sway.0, sway.1);
            let tip = end[end.len() - 1];
            canvas.lamp(tip.0.round() as i32, tip.1.round() as i32, look.lamp);
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
