//! Corals with a skeleton: branches, fans, domes, tables and cups.

use shoal::sprite::TRANSPARENT;

use super::super::{
    Dice,
    canvas::{Canvas, Grain},
    look::{Appearance, dots, polar, whole},
    shape::Shape,
};

/// A bush of antlers with light tips.
pub(super) fn staghorn(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let spread = whole(dice, 9, 11);
    let height = whole(dice, 22, 26);
    let lift = dice.pose.pick(&[-2.0_f32, 0.0, 2.0]);
    let low = 29.0 - height * 0.2;
    let (mut branches, mut tips) = (Shape::EMPTY, Shape::EMPTY);
    for side in [-1.0_f32, 0.0, 1.0] {
        // The middle bough stands tall; the outer ones differ a little, so that it looks grown.
        let top = 29.0 - height * (1.0 - 0.22 * side.abs()) + lift * side;
        let node = (15.5 + side * spread, 29.0 - height * (0.58 - 0.1 * side.abs()));
        let bend = (15.5 + side * spread * 0.75, low - 2.0);
        branches = branches.or(&Shape::taper(&[(15.5, low + 2.0), bend, node], 1.7, 1.3));
        let prongs =
            if side.abs() > 0.5 { [(-2.6, 3.0), (1.8, 0.0)] } else { [(-2.8, 0.0), (2.8, 3.0)] };
        for (out, drop) in prongs {
            let out = if side < -0.5 { -out } else { out };
            let tip = (node.0 + out, top + drop);
            let knee = (node.0 + out * 0.9, node.1 - 2.5);
            branches = branches.or(&Shape::taper(&[node, knee, tip], 1.2, 1.0));
            tips.add_disc(tip, 1.2);
        }
        if side.abs() > 0.5 {
            let root = (15.5 + side * spread * 0.55, low - 1.0);
            let spur = (15.5 + side * spread * 0.48, node.1 - 0.5);
            branches = branches.or(&Shape::taper(&[root, spur], 1.2, 1.0));
            tips.add_disc(spur, 1.2);
        }
    }
    branches = branches.or(&Shape::taper(&[(15.5, 29.0), (15.5, low)], 2.6, 1.9));
    canvas.fill(&branches, look.mid);
    canvas.mark(&branches.filter(|_, y| y > low - 2.0), look.dark);
    look.skin(canvas, &branches, Grain::Dome);
    canvas.fill(&tips, look.bright);
    canvas.mark(&tips.shifted(0, 2).minus(&tips).and(&branches), look.light);
    foot(canvas, look, 6.5);
    settle(canvas, look);
    if look.lit {
        dots(canvas, &tips.topside(1).filter(|x, _| x.rem_euclid(2.0) < 0.5), look.lamp);
    }
}

/// A rounded fan of net on a short stem, with veins that fork.
pub(super) fn fan(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let reach = whole(dice, 23, 27);
    let open = dice.shape.pick(&[0.75_f32, 0.9, 1.05]);
    // As wide as the canvas allows and no wider, or the sides would be cut off straight.
    let side = (13.0 / (reach * open.sin())).min(0.9);
    let lobes = dice.shape.pick(&[5.0, 7.0]);
    let root = (15.5, 30.0);
    let edge = move |angle: f32| {
        let narrow = 1.0 - (1.0 - side) * (angle / open).powi(2);
        reach * narrow * (0.95 + 0.05 * (angle / open * lobes * 1.571).cos())
    };
    let web = Shape::from_fn(|x, y| {
        let (angle, distance) = polar(root, x, y);
        angle.abs() <= open && distance > 5.0 && distance <= edge(angle)
    });
    canvas.fill(&web, look.mid);
    look.skin(canvas, &web, Grain::Dome);
    let skins = canvas.take_skins();
    let ring = dice.shape.pick(&[4.0, 5.0]);
    let arcs = web.filter(|x, y| polar(root, x, y).1.rem_euclid(ring) < 1.3);
    canvas.mark(&arcs, look.dark);
    let rim = web.minus(&web.shrunk(2));
    canvas.mark(&rim.filter(|x, y| polar(root, x, y).1 > 9.0), look.light);
    let veins = dice.shape.pick(&[5, 7]);
    canvas.give_skins(skins, look.mid);
    for index in 0..veins {
        let angle = (index as f32 / (veins - 1) as f32 * 2.0 - 1.0) * open * 0.84;
        let end = edge(angle) - 2.0;
        let bow = angle * 0.7;
        let at = |turn: f32, d: f32| (root.0 + turn.sin() * d, root.1 - turn.cos() * d);
        let vein = Shape::line(&[root, at(bow, end * 0.45), at(angle, end)]);
        canvas.mark(&vein, look.bright);
    }
    canvas.fill(&Shape::taper(&[(15.5, 30.0), (15.5, 23.0)], 1.9, 1.2), look.deep);
    foot(canvas, look, 4.5);
    settle(canvas, look);
    if look.lit {
        lights(canvas, &rim.filter(|x, y| polar(root, x, y).1 > 9.0), look, 4);
    }
}

/// A dome with the winding ridges of a brain.
pub(super) fn brain(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 11, 14);
    let high = whole(dice, 14, 20);
    let folds = dice.shape.pick(&[3.0_f32, 4.0]);
    let waves = dice.shape.pick(&[7.0_f32, 9.0, 11.0]);
    let swing = dice.shape.pick(&[0.22, 0.32]);
    let dome = Shape::ellipse((15.5, 29.0), wide, high).filter(|_, y| y <= 30.0);
    canvas.fill(&dome, look.light);
    look.skin(canvas, &dome.filter(|_, y| y <= 27.0), Grain::Dome);
    let skins = canvas.take_skins();
    let depth = move |x: f32, y: f32| {
        let (dx, dy) = ((x - 15.5) / wide, (29.0 - y) / high);
        let angle = dx.atan2(dy.max(0.001));
        dx.hypot(dy) * folds + swing * (angle * waves).cos()
    };
    let groove = dome.filter(|x, y| depth(x, y).rem_euclid(1.0) < 0.34);
    canvas.mark(&groove, look.deep);
    let flank =
        dome.minus(&groove).filter(|x, y| ((x - 15.5) / wide).hypot((29.0 - y) / high) > 0.8);
    canvas.mark(&flank, look.mid);
    let low = dome.filter(|_, y| y > 27.0).minus(&groove);
    canvas.mark(&low, look.dark);
    canvas.give_skins(skins, look.light);
    settle(canvas, look);
    if look.lit {
        let crest = dome.shrunk(2).filter(|x, y| (depth(x, y).rem_euclid(1.0) - 0.67).abs() < 0.2);
        lights(canvas, &crest, look, 4);
    }
}

/// One to three wide plates on a stem, each with a fringe of knobs.
pub(super) fn table(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 12, 13);
    let two = dice.shape.chance(0.6);
    let lean = dice.pose.pick(&[-2.0, 2.0]);
    let top = if two { whole(dice, 8, 10) } else { whole(dice, 13, 16) };
    let stem = Shape::taper(&[(15.5, 29.0), (15.5, 23.0), (15.5, top)], 3.4, 2.0);
    canvas.fill(&stem, look.dark);
    if two {
        plate(canvas, look, (15.5 - lean, 19.5), wide - 1.0);
        plate(canvas, look, (15.5 + lean * 1.5, top), wide - 4.0);
    } else {
        let brace = Shape::polygon(&[
            (15.5 - wide + 3.0, top + 2.0),
            (15.5 + wide - 3.0, top + 2.0),
            (17.5, top + 8.0),
            (13.5, top + 8.0),
        ]);
        canvas.fill(&brace, look.dark);
        plate(canvas, look, (15.5, top), wide);
    }
    foot(canvas, look, 5.5);
    settle(canvas, look);
}

/// A plate of table coral, seen from a little above.
fn plate(canvas: &mut Canvas, look: &Appearance, centre: (f32, f32), wide: f32) {
    let disc = Shape::ellipse(centre, wide, 2.6);
    canvas.in_front(&disc, look.mid, look.line);
    canvas.mark(&disc.underside(2), look.dark);
    look.skin(canvas, &disc, Grain::Level);
    let mut knobs = Shape::EMPTY;
    let count = (wide * 0.5).round() as i32;
    for index in -count..=count {
        // Every other knob is lower: that makes them countable.
        let x = centre.0.round() + index as f32 * 2.0;
        if (x - centre.0).abs() <= wide - 1.0 {
            let up = if index % 2 == 0 { 3.0 } else { 2.0 };
            knobs.add_disc((x, centre.1.round() - 1.0), 1.0);
            knobs.add(x as i32, (centre.1.round() - up) as i32);
        }
    }
    canvas.fill(&knobs, look.accent);
    canvas.mark(&knobs.topside(1), look.bright);
    if look.lit {
        lights(canvas, &disc.rim().filter(|_, y| y > centre.1), look, 4);
    }
}

/// A heap of round cups, each a star of tentacles about a dark mouth.
pub(super) fn cups(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let big = dice.shape.pick(&[4.2, 4.8]);
    let tall = dice.shape.chance(0.5);
    let spots: &[(f32, f32)] = if tall {
        &[(15.0, 7.0), (9.0, 13.0), (22.0, 13.0), (15.0, 17.0), (7.0, 22.0), (24.0, 22.0)]
    } else {
        &[(11.0, 11.0), (21.0, 10.0), (5.0, 19.0), (16.0, 18.0), (26.0, 19.0)]
    };
    let mound = Shape::ellipse((15.5, 30.0), 12.0, if tall { 19.0 } else { 15.0 });
    canvas.fill(&mound.filter(|_, y| y <= 30.0), look.dark);
    for &(x, y) in spots {
        let stalk = Shape::taper(&[(15.5 + (x - 15.5) * 0.5, 29.0), (x, y + 2.0)], 2.6, big - 0.8);
        canvas.in_front(&stalk, look.mid, look.line);
    }
    look.skin(canvas, &canvas.where_colour(|colour| colour == look.mid), Grain::Dome);
    for &(x, y) in spots {
        let cup = Shape::ellipse((x, y), big, big - 0.4);
        canvas.in_front(&cup, look.bright, look.line);
        let star = cup.filter(|px, py| {
            let spoke = (px - x).atan2(py - y) * 8.0 / std::f32::consts::TAU;
            spoke.rem_euclid(1.0) < 0.5 && (px - x).hypot(py - y) > 2.0
        });
        canvas.mark(&star, look.accent);
        canvas.mark(&Shape::ellipse((x, y), 2.1, 1.7), look.light);
        canvas.mark(&Shape::ellipse((x, y), 1.2, 1.1), look.line);
    }
    settle(canvas, look);
}

/// Cuts off what reaches below the ground and draws the outline.
pub(super) fn settle(canvas: &mut Canvas, look: &Appearance) {
    canvas.fill(&Shape::rectangle((-8.0, 30.0), (40.0, 40.0)), TRANSPARENT);
    canvas.outline(look.line);
}

/// The rock or crust that a coral grows on.
pub(super) fn foot(canvas: &mut Canvas, look: &Appearance, wide: f32) {
    let foot = Shape::ellipse((15.5, 29.6), wide, 2.8).filter(|_, y| y <= 29.0);
    canvas.in_front(&foot, look.rock, look.line);
    canvas.mark(&foot.topside(1), look.rock_light);
}

/// Lights on every pixel of a shape whose column is a multiple of `step`.
pub(super) fn lights(canvas: &mut Canvas, on: &Shape, look: &Appearance, step: i32) {
    let mut last = (-99, -99);
    for x in (1..31).filter(|x| x % step == 0) {
        // One light a column and a few rows apart, or they run together.
        last.1 = -99;
        for y in -4..34 {
            if on.contains(x, y) && y - last.1 >= step {
                canvas.lamp(x, y, look.lamp);
                last = (x, y);
            }
        }
    }
}
