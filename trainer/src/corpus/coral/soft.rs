//! Corals without a skeleton and what lives like them: sponges, anemones, sea pens, tube worms.

use super::super::{
    Dice,
    canvas::{Canvas, Grain},
    look::{Appearance, dots, whole},
    shape::Shape,
};
use super::hard::{foot, settle};

/// Organ pipes: three to five tubes with dark mouths.
pub(super) fn tubes(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let count = dice.shape.pick(&[3, 4, 5]);
    let radius = if count == 5 { 2.5 } else { whole(dice, 5, 7) / 2.0 };
    let flare = dice.shape.pick(&[0.0, 0.8]);
    let spread = whole(dice, 8, 11);
    let order: &[usize] = match count {
        3 => &[1, 0, 2],
        4 => &[1, 2, 0, 3],
        _ => &[2, 1, 3, 0, 4],
    };
    let heights = [whole(dice, 12, 17), 25.0, whole(dice, 17, 21), 23.0, whole(dice, 11, 15)];
    for &index in order {
        let side = index as f32 / (count - 1) as f32 * 2.0 - 1.0;
        let (top_x, top_y) = ((15.5 + side * spread).round(), 30.0 - heights[index]);
        let path = [(15.5 + side * 3.0, 29.5), (15.5 + side * spread * 0.8, 22.0), (top_x, top_y)];
        let tube = Shape::taper(&path, radius - 0.4, radius + flare);
        let tube =
            tube.filter(|_, y| y >= top_y).or(&Shape::ellipse((top_x, top_y), radius + flare, 1.6));
        canvas.in_front(&tube, look.mid, look.line);
        canvas.mark(&tube.filter(|_, y| y > 25.0), look.dark);
        let skin = tube.filter(|_, y| y > top_y + 2.0 && y <= 26.0);
        look.skin(canvas, &skin, Grain::Along(path.iter().rev().copied().collect()));
        let mouth = Shape::ellipse((top_x, top_y), radius + flare, 1.7);
        canvas.fill(&mouth, look.bright);
        canvas.fill(&Shape::ellipse((top_x, top_y), radius + flare - 1.0, 0.9), look.deep);
        if look.lit {
            dots(canvas, &Shape::pixels(&[(top_x as i32, top_y as i32)]), look.lamp);
        }
    }
    foot(canvas, look, 7.5);
    settle(canvas, look);
}

/// A sea anemone: a striped column under a crown of tentacles.
pub(super) fn anemone(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let count = dice.shape.pick(&[7, 9, 11]);
    let wide = whole(dice, 5, 7);
    let rim = whole(dice, 18, 20);
    let reach = whole(dice, 12, 14);
    let curl = dice.pose.pick(&[-2.5, 0.0, 2.5]);
    let sway = dice.pose.pick(&[-1.5, 0.0, 1.5]);
    let mut crown: Vec<f32> =
        (0..count).map(|index| index as f32 / (count - 1) as f32 * 2.0 - 1.0).collect();
    // From the sides to the middle, so that the front ones cover the rest.
    crown.sort_by(|a, b| b.abs().total_cmp(&a.abs()));
    for (index, side) in crown.into_iter().enumerate() {
        let angle = side * 1.25;
        let long = reach * if index % 2 == 0 { 1.0 } else { 0.82 };
        let root = (15.5 + side * (wide - 0.5), rim);
        let middle = (root.0 + angle.sin() * long * 0.55, rim - angle.cos() * long * 0.6);
        let tip =
            (root.0 + angle.sin() * long * 0.85 + sway - side * curl, rim - angle.cos() * long);
        let arm = Shape::taper(&[root, middle, tip], 1.5, 1.1);
        canvas.in_front(&arm, look.light, look.line);
        let mut bulb = Shape::EMPTY;
        bulb.add_disc((tip.0.round(), tip.1.round()), 1.2);
        canvas.fill(&bulb, look.bright);
        canvas.mark(&arm.filter(|_, y| y > rim - 4.0), look.mid);
        if look.lit {
            canvas.lamp(tip.0.round() as i32, tip.1.round() as i32, look.lamp);
        }
    }
    let column = Shape::polygon(&[
        (15.5 - wide - 1.0, rim),
        (15.5 + wide + 1.0, rim),
        (15.5 + wide - 1.0, 26.0),
        (15.5 + wide + 1.5, 30.4),
        (15.5 - wide - 1.5, 30.4),
        (15.5 - wide + 1.0, 26.0),
    ]);
    canvas.in_front(&column, look.accent, look.line);
    look.accent_skin(canvas, &column, Grain::Dome);
    let lip = Shape::ellipse((15.5, rim), wide + 1.5, 1.6);
    canvas.in_front(&lip, look.mid, look.line);
    canvas.mark(&Shape::ellipse((15.5, rim), wide - 1.0, 0.8), look.dark);
    settle(canvas, look);
}

/// A sea pen: a feather that stands in the mud.
pub(super) fn sea_pen(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let lean = dice.pose.pick(&[-5.0_f32, -3.0, 3.0, 5.0]);
    let wide = whole(dice, 8, 11);
    let step = dice.shape.pick(&[3.0, 4.0]);
    let stem_x = move |y: f32| 15.5 - lean * 0.4 + lean * ((30.0 - y) / 28.0).powi(2);
    let mut y = 22.0_f32;
    let mut leaves = Shape::EMPTY;
    while y > 7.0 {
        // Widest in the middle, as a feather is.
        let t = (22.0 - y) / 16.0;
        let long = wide * (0.45 + 0.55 * (t * 2.6 + 0.4).sin());
        for side in [-1.0, 1.0] {
            let root = (stem_x(y), y);
            let middle = (root.0 + side * long * 0.65, y - 0.8);
            let tip = (root.0 + side * long, y - 4.0);
            let leaf = Shape::taper(&[root, middle, tip], 1.4, 1.0);
            canvas.in_front(&leaf, look.light, look.line);
            canvas.mark(&leaf.underside(1), look.mid);
            leaves = leaves.or(&leaf);
            let end = (tip.0.round() as i32, tip.1.round() as i32);
            if look.lit {
                canvas.lamp(end.0, end.1, look.lamp);
            } else {
                canvas.detail(end.0, end.1, look.pale);
            }
        }
        y -= step;
    }
    look.skin(canvas, &leaves.and(&canvas.where_colour(|colour| colour != look.line)), Grain::Dome);
    let stem = Shape::taper(
        &[(stem_x(30.0), 30.0), (stem_x(20.0), 20.0), (stem_x(11.0), 11.0), (stem_x(3.0), 3.0)],
        1.5,
        0.8,
    );
    canvas.in_front(&stem, look.accent, look.line);
    canvas.mark(&stem.filter(|_, y| y > 24.0), look.deep);
    let bulb = Shape::ellipse((stem_x(28.5), 28.4), 2.6, 2.6).filter(|_, y| y <= 30.0);
    canvas.in_front(&bulb, look.deep, look.line);
    settle(canvas, look);
}

/// A glass sponge: a pale vase of lattice with a root tuft and something inside.
pub(super) fn vase(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 6, 9);
    let top = whole(dice, 3, 6);
    let flare = dice.shape.pick(&[-1.5, 0.0, 2.0]);
    let bend = dice.pose.pick(&[-3.0, 0.0, 3.0]);
    let long = 27.0 - top;
    let axis = move |y: f32| 15.5 + bend * ((y - top) / long - 0.5).powi(2) * 4.0 - bend * 0.5;
    let half = move |y: f32| {
        let t = ((y - top) / long).clamp(0.0, 1.0);
        (wide + flare * (1.0 - 3.0 * t).max(0.0)) * (1.0 - t * t * t * 0.75)
    };
    let body = Shape::from_fn(|x, y| y >= top && y <= 27.0 && (x - axis(y)).abs() <= half(y));
    canvas.fill(&body, look.pale);
    let lattice = body.filter(|x, y| {
        let u = x - axis(y);
        (u + y - top).rem_euclid(4.0) < 1.0 || (y - top - u).rem_euclid(4.0) < 1.0
    });
    let core = Shape::from_fn(|x, y| {
        ((x - axis(y)) / (half(y) * 0.5)).powi(2)
            + ((y - top - long * 0.55) / (long * 0.24)).powi(2)
            <= 1.0
    });
    canvas.skin(&body.filter(|_, y| y > top + 2.0), look.coat.ink_on(look.pale), Grain::Dome);
    let skins = canvas.take_skins();
    canvas.mark(&body.rim().minus(&core), look.mid);
    canvas.give_skins(skins, look.pale);
    canvas.mark(&core, look.bright);
    canvas.mark(&core.and(&lattice), look.accent);
    for side in [-1.0, -0.35, 0.35, 1.0] {
        let root = Shape::line(&[(axis(26.0) + side, 26.0), (axis(26.0) + side * 6.0, 29.0)]);
        canvas.behind(&root, look.light);
    }
    let rim = Shape::ellipse((axis(top), top), half(top), 1.7);
    canvas.fill(&rim, look.light);
    canvas.fill(&Shape::ellipse((axis(top), top), half(top) - 1.4, 0.8), look.dark);
    settle(canvas, look);
    if look.lit {
        dots(canvas, &core.and(&Shape::spots(3, 1, (1, 0))), look.lamp);
    }
}

/// Giant tube worms: pale pipes out of a rock, each with a plume.
pub(super) fn tube_worms(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let count = dice.shape.pick(&[3, 4]);
    let spread = whole(dice, 7, 9);
    let plume = dice.shape.pick(&[(3.0, 5.2), (3.6, 4.6)]);
    let mut heights = [whole(dice, 12, 15), 20.0, whole(dice, 15, 17), whole(dice, 11, 13)];
    if dice.shape.chance(0.5) {
        heights.reverse();
    }
    for (index, &tall) in heights.iter().enumerate().take(count) {
        let side = index as f32 / (count - 1) as f32 * 2.0 - 1.0;
        let top = (15.5 + side * spread, 30.0 - tall);
        let path = [(15.5 + side * 5.0, 29.0), (15.5 + side * spread * 0.85, 24.5), top];
        let pipe = Shape::taper(&path, 1.2, 1.4);
        canvas.in_front(&pipe, look.white, look.line);
        canvas.mark(&pipe.underside(1), look.cream);
        canvas.skin(
            &pipe,
            look.coat.ink_on(look.white),
            Grain::Along(path.iter().rev().copied().collect()),
        );
        worm(canvas, look, top, side * 0.45, plume);
    }
    let rock = Shape::ellipse((15.5, 31.0), 11.0, 5.0).filter(|_, y| y <= 30.0);
    canvas.in_front(&rock, look.deep, look.line);
    canvas.mark(&rock.topside(1), look.accent);
    settle(canvas, look);
}

/// The plume of a tube worm: a feather that leans, with a dark midrib.
fn worm(canvas: &mut Canvas, look: &Appearance, top: (f32, f32), lean: f32, (rx, ry): (f32, f32)) {
    let reach = ry - 0.5;
    let middle = (top.0 + lean.sin() * reach, top.1 - lean.cos() * reach);
    let feather = Shape::tilted_ellipse(middle, rx, ry, lean);
    let main = look.coat.main;
    canvas.in_front(&feather, main.shade(3), look.line);
    let barbs = Shape::stripes(3.0, 1.0, 0.0, |x| -(x - middle.0).abs() * 0.8);
    canvas.mark(&feather.and(&barbs), main.shade(4));
    let tip = (top.0 + lean.sin() * (reach + ry - 2.0), top.1 - lean.cos() * (reach + ry - 2.0));
    canvas.mark(&Shape::line(&[top, tip]), main.shade(1));
}

/// A vent mound: a dark lump with glowing cracks under a crust of bacteria, and small plumes.
pub(super) fn mound(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let high = whole(dice, 16, 21);
    let wide = whole(dice, 10, 12);
    let lean = dice.pose.pick(&[-2.0, 0.0, 2.0]);
    let lump = Shape::blob(&[
        (15.5 - wide, 30.0),
        (15.5 - wide * 0.75, 30.0 - high * 0.45),
        (15.5 - 4.0 + lean, 30.0 - high),
        (15.5 + 4.0 + lean, 30.0 - high),
        (15.5 + wide * 0.75, 30.0 - high * 0.5),
        (15.5 + wide, 30.0),
    ])
    .filter(|_, y| y <= 30.0);
    for side in [-1.0, 0.0, 1.0] {
        let root = (15.5 + lean + side * 4.0, 32.0 - high + side * side * 2.0);
        let plume =
            Shape::tilted_ellipse((root.0 + side * 1.8, root.1 - 3.0), 2.6, 3.6, side * 0.6);
        canvas.in_front(&plume, look.accent, look.line);
        canvas.mark(&plume.topside(1), look.bright);
    }
    canvas.in_front(&lump, look.dark, look.line);
    look.skin(canvas, &lump, Grain::Dome);
    let flank = lump.minus(&lump.shrunk(3));
    canvas.mark(&flank, look.coat.tone(-2));
    let bend = dice.shape.pick(&[1.5_f32, -1.5]);
    for (x, start) in [(-0.55, 0.5), (0.0, 0.25), (0.55, 0.5)] {
        let x = 15.5 + lean * 0.5 + x * wide;
        let path: Vec<(f32, f32)> = (0..4)
            .map(|step| {
                (
                    x + if step % 2 == 0 { bend } else { -bend },
                    30.0 - high * (1.0 - start) + step as f32 * 4.0,
                )
            })
            .collect();
        let crack = Shape::line(&path);
        canvas.mark(&crack.grown().and(&lump.shrunk(1)), look.glow_dark);
        canvas.mark(&crack.and(&lump.shrunk(1)), look.glow);
    }
    let crust = lump.filter(|x, y| y < 33.0 - high + 1.5 * (x * 1.57).sin());
    canvas.mark(&crust, look.white);
    settle(canvas, look);
}
