//! Squid, cuttlefish and nautilus: swimmers that point their arms to the left.

use crate::corpus::canvas::{Canvas, Grain, Point, Shape};
use crate::corpus::look::Appearance;
use crate::corpus::style::Coat;
use crate::corpus::{Dice, Zone};

/// An arrow: fins behind, arms and two long tentacles in front. A balloon where it is see-through.
pub(super) fn squid(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let (sin, cos) = dice.pose.pick(&[-0.4_f32, 0.0, 0.4]).sin_cos();
    // A little smaller when tilted, so that the fins stay on the canvas.
    let scale = if sin.abs() > 0.1 { 0.94 } else { 1.0 };
    let at = |x: f32, y: f32| -> Point {
        let (x, y) = (x * scale, y * scale);
        (15.5 + x * cos - y * sin, 15.5 + x * sin + y * cos)
    };
    let fat =
        if coat.is_glassy() { dice.shape.between(5.8, 6.6) } else { dice.shape.between(4.4, 5.2) };
    let fin = dice.shape.between(7.5, 9.5);
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
    arms(canvas, &coat, dice, at);
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
    coat.paint(canvas, &head, 1, 1);
    canvas.mark(&mantle.grown().and(&fins.or(&head)), coat.line);
    let axis = Grain::Along(vec![at(-3.0, 0.0), at(5.0, 0.0), at(14.0, 0.0)]);
    coat.body_along(canvas, &mantle, (2, 2), axis);
    if coat.is_glassy() {
        canvas.mark(&Shape::ellipse(at(2.0, 0.5), 3.2, 2.2), coat.mark);
        coat.organ(canvas, at(2.0, 0.5), 3.4, 2.4);
    }
    let rows: Vec<_> = [-2.0, 1.0, 4.0, 7.0]
        .iter()
        .flat_map(|&x| [at(x, -1.0), at(x, 2.0)])
        .map(|(x, y)| (x.round() as i32, y.round() as i32))
        .collect();
    coat.photophores(canvas, &rows);
    let eye = at(-5.0, 0.0);
    coat.draw_eye(canvas, (eye.0.round() as i32, eye.1.round() as i32), 3);
    canvas.outline(coat.line);
    coat.mats(canvas, &mantle.filter(|x, _| (14.0..24.0).contains(&x)));
}

/// Two long tentacles with clubs, then five short arms.
fn arms(canvas: &mut Canvas, coat: &Coat, dice: &mut Dice, at: impl Fn(f32, f32) -> Point) {
    let curl = dice.pose.pick(&[-1.5, 0.0, 1.5]);
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
pub(super) fn cuttlefish(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let (tall, c) = (dice.shape.between(6.0, 7.4), 15.0);
    let tilt = dice.pose.pick(&[-0.15, 0.0, 0.15]);
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
    let (droop, fan) = (dice.pose.pick(&[-1.0, 0.5, 2.0]), dice.pose.pick(&[1.0, 1.5]));
    for (y, reach) in [(-2.6_f32, 2.5), (2.8, 2.5), (0.0, 1.0)] {
        let root = (8.0, c + 0.5 + y * 0.7);
        let arm = Shape::taper(
            &[root, (5.0, root.1 + y * 0.3), (reach, root.1 + droop + y * fan * 0.7)],
            1.9,
            0.9,
        );
        canvas.in_front(&arm, if y > 1.0 { coat.back } else { coat.body }, coat.line);
        canvas.mark(&arm.filter(|x, _| x < 4.5), coat.mark);
    }
    canvas.mark(&body.grown().and(&skirt), coat.line);
    coat.paint(canvas, &body, 2, 2);
    let back = body.filter(|x, y| y < c + tall * 0.6 && x > 14.0);
    look.skin(canvas, &back, Grain::Level);
    canvas.mark(&head.grown().and(&body), coat.back);
    canvas.fill(&head, coat.body);
    canvas.fill(&head.topside(1), coat.back);
    coat.draw_eye(canvas, (10, c as i32), 4);
    canvas.outline(coat.line);
}

/// A striped spiral shell with a hood, an eye and a bundle of feelers.
pub(super) fn nautilus(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let r = dice.shape.between(9.8, 11.0);
    let (cx, cy) = (18.0, 13.5);
    let spread = dice.pose.between(0.8, 1.4);
    for (index, y) in [-3.0_f32, -1.2, 0.6, 2.4].into_iter().enumerate() {
        let root = (8.0 + y * 0.5, 20.0 + y * 0.6);
        let tip = (2.5 + index as f32 * 1.6, 22.5 + y * spread);
        let feeler = Shape::taper(&[root, (5.0 + y * 0.4, 21.8 + y), tip], 1.3, 0.8);
        let colour = if index % 2 == 0 { coat.mark } else { coat.mark_light };
        canvas.fill(&feeler, colour);
    }
    let shell = Shape::ellipse((cx, cy), r, r);
    canvas.in_front(&shell, coat.belly, coat.line);
    if coat.zone == Zone::Vent {
        canvas.fill(&shell, coat.body);
    }
    canvas.skin(
        &shell.shrunk(1),
        if coat.zone == Zone::Vent { coat.ink() } else { coat.ink_on(coat.belly) },
        Grain::Level,
    );
    let skins = canvas.take_skins();
    let count = dice.shape.pick(&[10.0, 12.0, 15.0]);
    // Flames run from the back towards the middle.
    let flames = shell.filter(|x, y| {
        let (dx, dy) = (x - cx, y - cy);
        let (angle, d) = (dy.atan2(dx), dx.hypot(dy));
        let turn = (angle / std::f32::consts::TAU * count + d * 0.09).rem_euclid(1.0);
        turn < 0.5 && d > r * 0.42 && (dy < 3.0 || dx > 6.0) && dx - dy * 0.2 > -8.5
    });
    canvas.mark(&flames, coat.mark);
    canvas.give_skins(skins, if coat.zone == Zone::Vent { coat.body } else { coat.belly });
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
    coat.draw_eye(canvas, (11, 20), 3);
    canvas.outline(coat.line);
    coat.mats(canvas, &shell.filter(|x, y| y < cy - 3.0 && (12.0..24.0).contains(&x)));
}
