//! Squid, cuttlefish and nautilus: swimmers that point their arms to the left.

use shoal::sprite::Sprite;

use crate::corpus::canvas::{Canvas, Point, Shape};
use crate::corpus::style::{CLOWN, CRIMSON, Coat, SAND, SLATE};
use crate::corpus::{Rng, Zone};

/// An arrow: fins behind, arms and two long tentacles in front. A balloon where it is see-through.
pub(super) fn squid(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = Coat::pick(zone, rng);
    let mut canvas = Canvas::new();
    let (sin, cos) = rng.pick(&[-0.4_f32, 0.0, 0.4]).sin_cos();
    // A little smaller when tilted, so that the fins stay on the canvas.
    let scale = if sin.abs() > 0.1 { 0.94 } else { 1.0 };
    let at = |x: f32, y: f32| -> Point {
        let (x, y) = (x * scale, y * scale);
        (15.5 + x * cos - y * sin, 15.5 + x * sin + y * cos)
    };
    let fat = if coat.is_glassy() { rng.between(5.8, 6.6) } else { rng.between(4.4, 5.2) };
    let fin = rng.between(7.5, 9.5);
    let fins = Shape::blob(&[
        at(3.5, 0.0),
        at(6.5, -fin * 0.75),
        at(10.5, -fin),
        at(14.5, 0.0),
        at(10.5, fin),
        at(6.5, fin * 0.75),
    ]);
    canvas.fill(&fins, coat.mark);
    canvas.fill(&fins.rim(), coat.mark_dark);
    arms(&mut canvas, &coat, rng, at);
    let mantle = Shape::blob(&[
        at(-3.0, -fat * 0.85),
        at(1.5, -fat),
        at(8.0, -fat * 0.62),
        at(14.0, 0.0),
        at(8.0, fat * 0.62),
        at(1.5, fat),
        at(-3.0, fat * 0.85),
    ]);
    let head = Shape::ellipse(at(-5.0, 0.0), 3.6, 3.6);
    coat.body(&mut canvas, &head, 1, 1);
    canvas.mark(&mantle.grown().and(&fins.or(&head)), coat.line);
    coat.body(&mut canvas, &mantle, 2, 2);
    match zone {
        Zone::Midnight => {
            let rows: Vec<_> = [-2.0, 1.0, 4.0, 7.0]
                .iter()
                .flat_map(|&x| [at(x, -1.0), at(x, 2.0)])
                .map(|(x, y)| (x.round() as i32, y.round() as i32))
                .collect();
            coat.photophores(&mut canvas, &rows);
        }
        Zone::Abyss | Zone::Hadal => {
            canvas.mark(&Shape::ellipse(at(2.0, 0.5), 3.2, 2.2), coat.mark);
            coat.organ(&mut canvas, at(2.0, 0.5), 3.4, 2.4);
        }
        _ => {
            let skin = mantle.shrunk(1);
            let colour = if zone == Zone::Vent { coat.tone(2) } else { coat.mark };
            if rng.chance(0.6) {
                canvas.mark(&Shape::spots(4, 2, (0, 0)).and(&skin), colour);
            }
        }
    }
    let eye = at(-5.0, 0.0);
    coat.draw_eye(&mut canvas, (eye.0.round() as i32, eye.1.round() as i32), 3);
    canvas.outline(coat.line);
    coat.mats(&mut canvas, &mantle.filter(|x, _| (14.0..24.0).contains(&x)));
    canvas.finish(rng)
}

/// Two long tentacles with clubs, then five short arms.
fn arms(canvas: &mut Canvas, coat: &Coat, rng: &mut Rng, at: impl Fn(f32, f32) -> Point) {
    let curl = rng.pick(&[-1.5, 0.0, 1.5]);
    for side in [-1.0, 1.0] {
        let tip = at(-13.5, side * 6.5 + curl);
        let long = Shape::taper(&[at(-6.0, side * 2.0), at(-9.5, side * 5.5), tip], 0.9, 0.9);
        canvas.fill(&long, coat.back);
        canvas.fill(&Shape::ellipse(tip, 1.9, 1.6), coat.mark);
    }
    for (y, reach) in [(-3.0, -12.0), (3.0, -12.0), (0.0, -14.0)] {
        let arm = Shape::taper(
            &[at(-5.0, y * 0.6), at(-8.5, y * 0.9), at(reach, y + curl * 0.7)],
            1.7,
            0.8,
        );
        canvas.in_front(&arm, if y < 0.0 { coat.back } else { coat.body }, coat.line);
    }
}

/// An oval with a skirt of fin all along and a beard of arms.
pub(super) fn cuttlefish(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = Coat::pick(zone, rng);
    let mut canvas = Canvas::new();
    let (tall, c) = (rng.between(6.0, 7.4), 15.0);
    let tilt = rng.pick(&[-0.15, 0.0, 0.15]);
    let body = Shape::tilted_ellipse((19.5, c), 8.8, tall, tilt);
    // The fin runs all round the body.
    let skirt = Shape::from_fn(|x, y| {
        let (dx, dy) = (x - 19.8, y - c);
        (dx / 10.8).hypot(dy / (tall + 2.4)) <= 1.0 && dx > -7.5
    });
    canvas.fill(&skirt, coat.mark_light);
    canvas.fill(&skirt.rim(), coat.mark);
    let head = Shape::ellipse((10.5, c + 0.5), 4.4, 4.2);
    // A fan of arms, the lower ones in front.
    let (droop, fan) = (rng.pick(&[-1.0, 0.5, 2.0]), rng.pick(&[1.0, 1.5]));
    for (y, reach) in [(-2.6_f32, 2.5), (2.8, 2.5), (0.0, 1.0)] {
        let root = (8.0, c + 0.5 + y * 0.7);
        let arm = Shape::taper(
            &[root, (5.0, root.1 + y * 0.3), (reach, root.1 + droop + y * fan * 0.7)],
            1.9,
            0.9,
        );
        canvas.in_front(&arm, if y > 1.0 { coat.back } else { coat.body }, coat.line);
    }
    canvas.mark(&body.grown().and(&skirt), coat.line);
    coat.body(&mut canvas, &body, 2, 2);
    let back = body.filter(|x, y| y < c + tall * 0.35 && x > 15.0);
    let colour = if zone == Zone::Vent { coat.tone(2) } else { coat.mark };
    if rng.chance(0.65) {
        let zebra = Shape::bars(4.0, 1.8, 0.0, |y| (y * 0.8).sin() * 0.8 + y * 0.25);
        canvas.mark(&zebra.and(&back.shrunk(1)), colour);
    } else {
        canvas.mark(&Shape::spots(4, 2, (1, 1)).and(&back.shrunk(1)), colour);
    }
    canvas.mark(&head.grown().and(&body), coat.back);
    canvas.fill(&head, coat.body);
    canvas.fill(&head.topside(1), coat.back);
    coat.draw_eye(&mut canvas, (10, c as i32), 4);
    canvas.outline(coat.line);
    canvas.finish(rng)
}

/// A striped spiral shell with a hood, an eye and a bundle of feelers.
pub(super) fn nautilus(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = match zone {
        Zone::Shallows => Coat::of(zone, SAND, rng.pick(&[CLOWN, CRIMSON]), rng),
        Zone::Vent => Coat::of(zone, CRIMSON, CLOWN, rng),
        _ => Coat::of(zone, SLATE, rng.pick(&[CRIMSON, SLATE]), rng),
    };
    let mut canvas = Canvas::new();
    let r = rng.between(9.8, 11.0);
    let (cx, cy) = (18.0, 13.5);
    let spread = rng.between(0.8, 1.4);
    for (index, y) in [-3.0_f32, -1.2, 0.6, 2.4].into_iter().enumerate() {
        let root = (8.0 + y * 0.5, 20.0 + y * 0.6);
        let tip = (2.5 + index as f32 * 1.6, 22.5 + y * spread);
        let feeler = Shape::taper(&[root, (5.0 + y * 0.4, 21.8 + y), tip], 1.3, 0.8);
        let colour = if index % 2 == 0 { coat.mark } else { coat.mark_light };
        canvas.fill(&feeler, colour);
    }
    let shell = Shape::ellipse((cx, cy), r, r);
    canvas.in_front(&shell, coat.belly, coat.line);
    if zone == Zone::Vent {
        canvas.fill(&shell, coat.body);
    }
    let count = rng.pick(&[10.0, 12.0, 15.0]);
    // Flames run from the back towards the middle.
    let flames = shell.filter(|x, y| {
        let (dx, dy) = (x - cx, y - cy);
        let (angle, d) = (dy.atan2(dx), dx.hypot(dy));
        let turn = (angle / std::f32::consts::TAU * count + d * 0.09).rem_euclid(1.0);
        turn < 0.5 && d > r * 0.42 && (dy < 3.0 || dx > 6.0) && dx - dy * 0.2 > -8.5
    });
    canvas.mark(&flames, coat.mark);
    let coil = Shape::line(&[
        (9.5, 15.5),
        (13.0, 17.5),
        (17.5, 17.0),
        (19.5, 14.0),
        (17.5, 12.0),
        (15.5, 13.5),
    ]);
    canvas.mark(&coil, coat.back);
    let face = Shape::blob(&[
        (7.0, 14.0),
        (10.5, 16.0),
        (15.5, 18.5),
        (16.5, 22.5),
        (12.5, 24.0),
        (8.5, 22.5),
        (6.0, 18.5),
    ]);
    canvas.in_front(&face, coat.mark, coat.line);
    canvas.mark(&face.topside(2), coat.mark_dark);
    coat.draw_eye(&mut canvas, (11, 20), 3);
    canvas.outline(coat.line);
    coat.mats(&mut canvas, &shell.filter(|x, y| y < cy - 3.0 && (12.0..24.0).contains(&x)));
    canvas.finish(rng)
}
