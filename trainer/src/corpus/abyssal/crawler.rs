//! What walks on the mud: giant isopods, sea pigs, yeti crabs.

use super::super::{
    Dice, Zone,
    canvas::{Canvas, Grain},
    look::{Appearance, whole},
    shape::Shape,
};

/// A giant isopod: a woodlouse the size of a cat.
pub(super) fn isopod(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let high = whole(dice, 8, 11);
    let plate = dice.shape.pick(&[3.0, 4.0]);
    let floor = 21.0;
    let shell = Shape::blob(&[
        (3.0, floor - 2.0),
        (4.5, floor - high * 0.6),
        (10.0, floor - high),
        (18.0, floor - high - 0.5),
        (25.0, floor - high * 0.7),
        (29.0, floor - 1.5),
        (24.0, floor + 0.5),
        (8.0, floor + 0.5),
    ]);
    let stride = dice.pose.pick(&[-1.0, 1.0]);
    for index in 0..6 {
        let x = 7.0 + index as f32 * 3.4;
        let knee = (x - 1.5, floor + 3.0);
        let toe = (x - 2.0 + if index % 2 == 0 { stride } else { -stride }, floor + 6.5);
        let leg = Shape::taper(&[(x, floor - 1.0), knee, toe], 1.2, 0.9);
        canvas.in_front(&leg, look.accent, look.line);
    }
    for (dx, dy) in [(2.0, 3.0), (2.8, 0.5)] {
        let spike = Shape::taper(&[(27.0, floor - 2.0), (27.0 + dx, floor - 2.0 + dy)], 1.6, 0.9);
        canvas.in_front(&spike, look.accent, look.line);
    }
    let fringe = shell.filter(|_, y| y > floor - 3.0).shifted(0, 2).filter(|x, _| {
        ((x - 8.0).rem_euclid(plate) - plate * 0.5).abs() > 0.6 && x > 7.0 && x < 26.0
    });
    let armour = shell.or(&fringe);
    canvas.in_front(&armour, look.mid, look.line);
    look.coat.paint(canvas, &armour, 2, 3);
    look.skin(canvas, &armour.filter(|x, _| x > 8.0), Grain::Level);
    let bend = move |y: f32| (y - floor) * 0.25;
    let seams = Shape::bars(plate, 1.0, -8.0, bend);
    canvas.mark(&armour.and(&seams).filter(|x, _| x > 8.0), look.line);
    look.coat.organ(canvas, (16.0, floor - high * 0.45), 4.5, 2.2);
    canvas.outline(look.line);
    look.coat.draw_eye(canvas, (6, (floor - 4.0) as i32), 2);
    look.coat.light_row(canvas, &shell, 1, 4);
    let raise = dice.pose.pick(&[2.0, 7.0]);
    for step in [0.0, 3.0] {
        let tip = (2.0 + step, floor - 8.0 - raise - step);
        let root = (5.0 + step * 0.5, floor - 5.0 - step);
        let bend = (2.5 + step, floor - 7.0 - raise * 0.4 - step);
        canvas.behind(&Shape::line(&[root, bend, tip]), look.light);
    }
    look.coat.mats(canvas, &shell.filter(|x, _| x > 9.0));
}

/// A sea pig: a soft barrel on tube feet, with feelers on its back.
pub(super) fn sea_pig(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let (wide, high) = (whole(dice, 11, 13), whole(dice, 6, 8));
    let (cx, cy) = (16.0, 17.0);
    let feelers = dice.shape.pick(&[2, 3]);
    let flop = dice.pose.pick(&[-3.0, 3.0]);
    for index in 0..feelers {
        let x = cx - wide * 0.55 + index as f32 * wide * 0.55;
        let tall = high + 6.0 - index as f32;
        let horn = Shape::taper(
            &[(x, cy - high * 0.5), (x, cy - tall * 0.85), (x + flop, cy - tall - 1.0)],
            1.5,
            0.9,
        );
        canvas.in_front(&horn, look.accent, look.line);
    }
    let feet = dice.shape.pick(&[4, 5]);
    for index in 0..feet {
        let side = index as f32 / (feet - 1) as f32 * 2.0 - 1.0;
        let x = cx + side * (wide - 3.5);
        let foot = Shape::taper(&[(x, cy + high * 0.4), (x + side, cy + high + 3.0)], 1.7, 1.5);
        canvas.in_front(&foot, look.accent, look.line);
        canvas.mark(&foot.underside(1), look.bright);
    }
    let body = Shape::from_fn(|x, y| {
        ((x - cx) / wide).abs().powf(2.4) + ((y - cy) / high).abs().powf(2.4) <= 1.0
    });
    canvas.in_front(&body, look.mid, look.line);
    look.coat.body(canvas, &body, 2, 3);
    if look.coat.is_glassy() {
        let gut = Shape::taper(
            &[
                (cx - wide * 0.6, cy + 1.0),
                (cx - 3.0, cy - 2.0),
                (cx + 2.0, cy + 2.0),
                (cx + wide * 0.6, cy - 1.0),
            ],
            1.5,
            1.0,
        );
        let colour = if look.zone() == Zone::Hadal { look.glow_dark } else { look.coat.mark };
        canvas.mark(&gut, colour);
    }
    // The mouth: a ring of stubs that shovel mud.
    for (dx, dy) in [(-1.5, -0.5), (-1.5, 2.5), (0.5, 5.0)] {
        let stub =
            Shape::taper(&[(cx - wide + 2.0, cy + 1.5), (cx - wide + dx, cy + dy)], 1.1, 1.4);
        canvas.in_front(&stub, look.bright, look.line);
    }
    canvas.outline(look.line);
    look.coat.draw_eye(canvas, ((cx - wide + 4.0) as i32, (cy - 2.0) as i32), 2);
    look.coat.light_row(canvas, &body, 2, 4);
    look.coat.mats(canvas, &body.filter(|x, _| x > cx - 4.0));
}

/// A yeti crab: blind, pale, with arms like feather boas on which it farms bacteria.
pub(super) fn yeti(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 6, 8);
    let reach = dice.pose.pick(&[0.0, 2.0, 4.0]);
    let cy = 19.0;
    for side in [-1.0, 1.0] {
        for index in 0..3 {
            let y = cy + index as f32 * 2.0;
            let out = 11.5 - index as f32 * 1.5;
            let leg = Shape::taper(
                &[
                    (15.5 + side * 3.0, y),
                    (15.5 + side * (out - 3.0), y - 1.5),
                    (15.5 + side * out, y + 4.5),
                ],
                1.3,
                0.9,
            );
            canvas.in_front(&leg, look.mid, look.line);
        }
        let elbow = (15.5 + side * (12.5 - reach * 0.4), cy - 3.0);
        let wrist = (15.5 + side * (9.5 - reach * 0.5), cy - 7.5 - reach * 0.5);
        let arm = [(15.5 + side * 4.0, cy - 1.0), elbow, wrist];
        let hair = Shape::tube(&arm, |t| 2.4 + 0.9 * (t * 16.0).sin());
        canvas.in_front(&hair, look.white, look.line);
        canvas.mark(&hair.rim().filter(|x, y| (x + y).rem_euclid(2.0) < 0.5), look.cream);
        canvas.mark(&Shape::taper(&arm, 1.2, 1.2), look.light);
        claw(canvas, look, side, (wrist.0, wrist.1 - 2.5));
    }
    let shell = Shape::blob(&[
        (15.5, cy - 6.0),
        (15.5 + wide * 0.8, cy - 3.0),
        (15.5 + wide, cy + 3.0),
        (15.5 + wide * 0.5, cy + 8.0),
        (15.5 - wide * 0.5, cy + 8.0),
        (15.5 - wide, cy + 3.0),
        (15.5 - wide * 0.8, cy - 3.0),
    ]);
    canvas.in_front(&shell, look.mid, look.line);
    look.coat.paint(canvas, &shell, 2, 2);
    look.skin(canvas, &shell.filter(|_, y| y < cy + 0.5 || y > cy + 1.0), Grain::Dome);
    let seams = Shape::stripes(3.0, 1.0, 0.0, |x| -((x - 15.5) * 0.35).powi(2));
    canvas.mark(&shell.shrunk(1).and(&seams).filter(|_, y| y > cy), look.line);
    canvas.outline(look.line);
    look.coat.draw_eyes(canvas, (13, (cy - 2.0) as i32), 2);
}

/// One pincer, open upwards.
fn claw(canvas: &mut Canvas, look: &Appearance, side: f32, (x, y): (f32, f32)) {
    let palm = Shape::ellipse((x, y), 2.8, 2.8);
    let out = Shape::taper(
        &[(x + side * 1.8, y), (x + side * 2.8, y - 3.0), (x + side * 1.0, y - 5.5)],
        1.6,
        0.9,
    );
    let inner = Shape::taper(
        &[(x - side * 1.6, y), (x - side * 2.2, y - 2.0), (x - side * 1.8, y - 4.0)],
        1.3,
        0.8,
    );
    let hand = palm.or(&out).or(&inner);
    canvas.in_front(&hand, look.accent, look.line);
    canvas.mark(&hand.topside(2).filter(|_, row| row < y - 2.0), look.bright);
}
