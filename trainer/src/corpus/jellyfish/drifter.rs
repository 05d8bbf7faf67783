//! Box jellies, comb jellies and siphonophores.

use super::super::{
    Dice, Zone,
    canvas::{Canvas, Grain},
    look::{Appearance, hanging, whole},
    shape::Shape,
    style::{CLOWN, CRIMSON, KELP, LAGOON, VIOLET},
};
use super::{dress, glassy, threads};

/// A box jelly: a cube with eyes and a foot at each corner.
pub(super) fn cube(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 8, 9);
    let high = whole(dice, 7, 9);
    let middle = high + 1.0;
    let rim = middle + high - 2.0;
    let sway = (dice.pose.pick(&[0.7, 1.2]), dice.pose.pick(&[0.0, 1.6, 3.1]));
    let flare = dice.shape.pick(&[0.5, 2.0]);
    let bell = Shape::from_fn(|x, y| {
        y <= rim && ((x - 15.5) / wide).abs().powi(3) + ((y - middle) / high).abs().powi(3) <= 1.0
    });
    let mut roots = Vec::new();
    for side in [-1.0, -0.34, 0.34, 1.0] {
        let root = (15.5 + side * (wide - 1.5), rim - 1.0);
        let foot = (15.5 + side * (wide - 1.0 + flare), rim + 4.5);
        let pedal = Shape::taper(&[root, foot], 2.0, 1.3);
        canvas.in_front(&pedal, look.accent, look.line);
        roots.push((foot.0.round(), foot.1.round() + 1.0));
    }
    glassy(canvas, look, &bell);
    let ridges = bell.filter(|x, _| ((x - 15.5).abs() - wide * 0.45).abs() < 0.6);
    canvas.mark(&ridges.filter(|_, y| y > middle - high + 2.0), look.mid);
    if look.zone() == Zone::Hadal {
        look.coat.organ(canvas, (15.5, middle - 1.0), 3.2, 3.2);
    } else {
        let stomach = Shape::ellipse((15.5, middle - high * 0.4), 3.6, 2.6);
        canvas.mark(&stomach, look.accent);
        canvas.mark(&stomach.shrunk(1), look.bright);
    }
    canvas.mark(&bell.underside(2), look.dark);
    canvas.outline(look.line);
    look.coat.draw_eyes(canvas, (11, rim as i32 - 3), 2);
    let long = 27.0 - rim - 5.0;
    threads(canvas, look, &roots, &[long, long - 2.0, long - 2.0], sway);
    dress(canvas, look, &bell, rim as i32 - 1);
}

/// A comb jelly: a gooseberry or a lobed lantern with rows of flickering combs.
pub(super) fn comb(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 7, 10);
    let high = whole(dice, 9, 11);
    let lobed = dice.shape.chance(0.5);
    let middle = high + 1.0;
    let sway = (dice.pose.pick(&[1.2, 2.0]), dice.pose.pick(&[0.0, 1.6, 3.1]));
    let mut body = Shape::ellipse((15.5, middle), wide, high);
    if lobed {
        for side in [-1.0, 1.0] {
            body = body.or(&Shape::ellipse(
                (15.5 + side * wide * 0.55, middle + high * 0.75),
                wide * 0.52,
                4.5,
            ));
        }
    }
    glassy(canvas, look, &body);
    let gut = Shape::taper(&[(15.5, middle - high * 0.3), (15.5, middle + high * 0.55)], 2.2, 1.0);
    canvas.mark(&gut, look.accent);
    look.coat.organ(canvas, (15.5, middle - high * 0.3), 2.6, 2.6);
    let rainbow =
        [CRIMSON.shade(5), CLOWN.shade(5), KELP.shade(6), LAGOON.shade(6), VIOLET.shade(5)];
    let plain = [look.white, look.glow, look.glow_dark];
    let bright: &[u8] = if matches!(look.zone(), Zone::Hadal | Zone::Vent | Zone::Abyss) {
        &plain
    } else {
        &rainbow
    };
    let (top, bottom) = ((middle - high + 3.0) as i32, (middle + high - 3.0) as i32);
    for y in top..=bottom {
        let half = wide * (1.0 - ((y as f32 - middle) / high).powi(2)).max(0.0).sqrt();
        for at in [0.4, 0.78] {
            let colour = bright[((y - top) / 2) as usize % bright.len()];
            let offset = (at * half).round() as i32;
            // Columns 15 and 16 are the middle; both sides mirror.
            for x in [15 - offset, 16 + offset] {
                canvas.detail(x, y, if (y - top) % 2 == 0 { colour } else { look.dark });
            }
        }
    }
    canvas.outline(look.line);
    for side in [-1.0, 1.0] {
        let root =
            (15.5 + side * (wide * 0.5), middle + high * 0.9 + if lobed { 2.0 } else { 0.0 });
        let long = 28.0 - root.1;
        let path = hanging(root, long, sway.0 * side, sway.1);
        let thread = Shape::line(&path);
        let fringe = thread.filter(|_, y| (y as i32).rem_euclid(2) == 0);
        let fringe = fringe.shifted(side as i32, 0).or(&fringe.shifted(2 * side as i32, 1));
        canvas.behind(&thread, look.pale);
        canvas.behind(&fringe, look.mid);
    }
}

/// A siphonophore: a bell that tows a string of glass beads with stinging threads.
pub(super) fn chain(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let flip = dice.pose.pick(&[-1.0, 1.0]);
    let swing = dice.pose.int(3, 6) as f32;
    let wide = whole(dice, 6, 8);
    let rim = 8.0;
    let x = move |y: f32| 15.5 + flip * swing * ((y - rim) * 0.33).sin();
    let mut roots = Vec::new();
    // From the far end upwards, so that each bead covers the next.
    for step in (0..4_i16).rev() {
        let y = rim + 4.0 + f32::from(step) * 3.5;
        let at = (x(y).round(), y.round());
        let size = 2.9 - f32::from(step) * 0.3;
        let bead = Shape::ellipse(at, size + 0.4, size);
        canvas.in_front(&bead, look.light, look.line);
        canvas.mark(&bead.rim(), look.mid);
        for up in 0..2 {
            canvas.detail(at.0 as i32, at.1 as i32 - up, look.accent);
            if look.lit {
                canvas.lamp(at.0 as i32, at.1 as i32 - up, look.lamp);
            }
        }
        roots.push((at.0 - size - 1.0, at.1 + 1.0));
        roots.push((at.0 + size + 1.0, at.1 + 1.0));
    }
    let bell = Shape::ellipse((15.5, rim), wide, 7.0).filter(|_, y| y <= rim);
    glassy(canvas, look, &bell);
    canvas.mark(&bell.shrunk(1).filter(|_, y| y < 4.5), look.accent);
    canvas.mark(&bell.filter(|_, y| y > rim - 2.0), look.dark);
    canvas.outline(look.line);
    let sway = (dice.pose.pick(&[0.6, 1.0]), dice.pose.pick(&[0.0, 1.6, 3.1]));
    threads(canvas, look, &roots, &[4.0, 5.0], sway);
    dress(canvas, look, &bell, rim as i32 - 1);
}

/// A man o' war: a sail that floats, curls and long stings under it.
pub(super) fn man_of_war(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let high = whole(dice, 9, 12);
    let base = high + 2.0;
    let peak = whole(dice, 13, 18);
    let sway = (dice.pose.pick(&[0.8, 1.3]), dice.pose.pick(&[0.0, 1.6, 3.1]));
    for (index, x) in [9.0, 21.0, 12.0, 18.0, 15.0].into_iter().enumerate() {
        let long = [6.0, 6.0, 9.0, 9.0, 11.0][index];
        let curl = Shape::taper(&hanging((x, base), long, sway.0, sway.1 + x), 1.5, 1.1);
        canvas.in_front(&curl, if index % 2 == 0 { look.accent } else { look.bright }, look.line);
    }
    let float = Shape::blob(&[
        (2.5, base - 2.5),
        (6.0, base - high * 0.45),
        (peak, base - high),
        (peak + 7.0, base - high * 0.7),
        (28.0, base - 2.0),
        (22.0, base + 1.0),
        (9.0, base + 1.0),
    ]);
    canvas.in_front(&float, look.mid, look.line);
    canvas.mark(&float.shrunk(2), look.light);
    canvas.skin(&float.shrunk(1), look.coat.ink_on(look.light), Grain::Level);
    let crest = float.topside(2);
    canvas.mark(&crest.filter(|_, y| y < base - 3.0), look.bright);
    let ribs = Shape::bars(4.0, 1.0, 0.0, |y| (base - y) * 0.3);
    canvas.mark(&crest.shifted(0, 1).and(&ribs).and(&float.shrunk(1)), look.accent);
    canvas.mark(&float.underside(2), look.dark);
    canvas.outline(look.line);
    let roots: Vec<(f32, f32)> = [8.0, 11.0, 14.0, 17.0, 20.0].map(|x| (x, base + 1.0)).into();
    let long = 28.0 - base;
    threads(canvas, look, &roots, &[long - 4.0, long, long - 2.0], sway);
}
