//! Mouths with a fish behind them: anglers, gulper eels, viperfish.

use super::super::{
    Dice,
    canvas::{Canvas, Grain},
    look::{Appearance, whole},
    shape::Shape,
};
use super::{fin, gullet, lure, teeth};

/// An anglerfish: a ball with an underbite and a lamp.
pub(super) fn angler(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let (rx, ry) = (whole(dice, 8, 10), whole(dice, 8, 10));
    let (cx, cy) = (17.0, 18.0);
    let gape = whole(dice, 4, 6);
    let long = if rx > 9.0 { 0.0 } else { dice.shape.pick(&[0.0, 2.0]) };
    let tail = Shape::polygon(&[
        (cx + rx - 3.0, cy - 2.5),
        (cx + rx + 4.0 + long, cy - 5.5),
        (cx + rx + 2.5 + long, cy),
        (cx + rx + 4.0 + long, cy + 5.5),
        (cx + rx - 3.0, cy + 2.5),
    ]);
    let body = Shape::blob(&[
        (cx - rx, cy - 2.0),
        (cx - rx * 0.4, cy - ry),
        (cx + rx * 0.4, cy - ry * 0.85),
        (cx + rx + long * 0.4, cy - 1.5),
        (cx + rx + long * 0.4, cy + 2.0),
        (cx + rx * 0.3, cy + ry * 0.9),
        (cx - rx * 0.6, cy + ry),
        (cx - rx - 1.0, cy + gape + 1.0),
    ]);
    look.coat.paint(canvas, &body, 3, 4);
    look.skin(canvas, &body.filter(|x, y| x > cx || y < cy - 6.0), Grain::Level);
    let (upper, hinge, lower) =
        ((cx - rx - 1.0, cy - 2.5), (cx - 0.5, cy + 1.5), (cx - rx - 1.0, cy + gape + 0.5));
    let mouth = Shape::polygon(&[upper, (cx - 3.0, cy - 1.5), hinge, (cx - 3.5, cy + gape), lower]);
    let mouth = mouth.and(&body.grown());
    canvas.in_front(&mouth, gullet(look), look.line);
    fin(canvas, look, &tail, 0.0);
    let top = Shape::polygon(&[
        (cx + 1.0, cy - ry + 2.0),
        (cx + 4.0, cy - ry - 2.5),
        (cx + rx + 1.0, cy - ry * 0.5 - 2.0),
        (cx + rx - 2.0, cy - 2.0),
    ]);
    fin(canvas, look, &top, 0.6);
    fin(canvas, look, &Shape::ellipse((cx + 2.0, cy + ry), 4.0, 2.8), -0.6);
    let paddle =
        Shape::tilted_ellipse((cx + 4.0, cy + 3.0), 3.4, 2.3, dice.pose.pick(&[-0.6, 0.0, 0.6]));
    canvas.in_front(&paddle, look.accent, look.line);
    canvas.mark(
        &paddle.and(&Shape::stripes(2.0, 1.0, 0.0, |_| 0.0)).filter(|x, _| x > cx + 4.0),
        look.deep,
    );
    look.coat.organ(canvas, (cx + 4.5, cy - 3.0), 3.0, 2.4);
    canvas.outline(look.line);
    let count = dice.shape.pick(&[3, 4]);
    teeth(canvas, look, ((upper.0 + 1.0, upper.1 + 1.0), (cx - 2.0, cy)), (count, 2));
    teeth(canvas, look, ((lower.0 + 2.0, lower.1), (cx - 1.0, cy + gape - 1.0)), (count, -2));
    look.coat.draw_eye(canvas, ((cx - rx * 0.35) as i32, (cy - ry * 0.5) as i32), 3);
    look.coat.light_row(canvas, &body.filter(|x, _| x > cx - 3.0), 2, 3);
    let root = (cx - 2.0, cy - ry - 1.0);
    let up = dice.pose.pick(&[3.0, 5.0]);
    let rod = [
        root,
        (cx - 4.5, cy - ry - up),
        (cx - rx + 1.5, cy - ry - up + 0.5),
        (cx - rx - 0.5, cy - ry),
    ];
    lure(canvas, look, &rod, dice.shape.pick(&[1.5, 2.3]));
    look.coat.mats(canvas, &body.filter(|x, _| x > cx));
}

/// A gulper eel: a pouch on a whip.
pub(super) fn gulper(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let gape = dice.pose.int(9, 15) as f32;
    let hinge = (18.0, 12.0);
    let jaw = (4.0, 9.0 + gape);
    let tail: &[(f32, f32)] = dice.pose.pick(&[
        &[(17.0, 11.0), (24.0, 11.0), (29.0, 16.0), (27.0, 23.0), (21.0, 25.0), (18.0, 22.5)][..],
        &[(17.0, 11.0), (23.0, 14.0), (25.0, 20.0), (23.0, 25.0), (27.0, 29.0), (30.0, 25.0)],
        &[(17.0, 11.0), (23.0, 12.0), (26.0, 17.0), (29.0, 22.0), (28.0, 27.0), (24.0, 28.0)],
    ]);
    let whip = Shape::taper(tail, 3.2, 0.9);
    let head = Shape::blob(&[
        (2.0, 7.5),
        (5.0, 4.8),
        (12.0, 5.6),
        (19.0, 7.6),
        (20.0, 12.0),
        (14.0, 11.0),
        (3.0, 10.0),
    ]);
    let pouch = Shape::blob(&[
        (19.0, 10.5),
        (20.5, 15.0),
        (17.0, 9.0 + gape),
        (10.0, 13.0 + gape),
        (jaw.0 - 1.0, jaw.1 + 1.5),
        (jaw.0 - 1.0, jaw.1 - 1.0),
        (11.0, jaw.1 - 0.5),
        (15.0, 13.0),
    ]);
    let mouth =
        Shape::polygon(&[(4.0, 9.0), hinge, (17.0, 14.0), (12.0, jaw.1), (jaw.0 + 2.0, jaw.1)]);
    look.coat.paint(canvas, &whip.or(&head), 2, 2);
    look.skin(canvas, &whip.filter(|x, _| x > 19.0), Grain::Along(tail.to_vec()));
    canvas.in_front(&mouth, gullet(look), look.line);
    canvas.in_front(&pouch, look.accent, look.line);
    let pleats = Shape::stripes(3.0, 1.0, 0.0, |x| x * 0.55);
    canvas.mark(&pouch.shrunk(1).and(&pleats), look.deep);
    let upper = head;
    canvas.in_front(&upper, look.mid, look.line);
    canvas.mark(&upper.topside(2), look.coat.back);
    look.skin(canvas, &upper.shrunk(1), Grain::Level);
    canvas.mark(&whip.shrunk(1).and(&upper.grown()).filter(|x, _| x > 17.0), look.mid);
    look.coat.organ(canvas, (24.0, 12.5), 2.6, 1.8);
    canvas.outline(look.line);
    teeth(canvas, look, ((4.0, 11.0), (16.0, 12.5)), (5, 1));
    teeth(canvas, look, ((jaw.0, jaw.1 - 2.0), (12.0, jaw.1 - 2.0)), (3, -1));
    look.coat.draw_eye(canvas, (6, 7), 2);
    look.coat.light_row(canvas, &whip.filter(|x, _| x > 20.0), 1, 3);
    let (x, y) = tail[tail.len() - 1];
    canvas.fill(&Shape::ellipse((x.round(), y.round()), 1.5, 1.5), look.glow_dark);
    canvas.detail(x.round() as i32, y.round() as i32, look.glow);
    look.coat.mats(canvas, &head.filter(|x, _| x > 9.0));
}

/// A viperfish: a ribbon with fangs too long for its mouth.
pub(super) fn viper(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let thick = dice.shape.pick(&[3.0, 3.6]);
    let bend = dice.pose.pick(&[-3.0, 0.0, 3.0]);
    let drop = dice.pose.int(4, 6) as f32;
    let path =
        [(10.0, 13.0), (16.0, 14.0 - bend * 0.5), (22.0, 14.5 + bend * 0.4), (28.0, 14.0 + bend)];
    let end = path[3];
    let tail = Shape::polygon(&[
        (end.0 - 1.0, end.1 - 1.0),
        (end.0 + 4.0, end.1 - 5.0),
        (end.0 + 2.5, end.1),
        (end.0 + 4.0, end.1 + 5.0),
        (end.0 - 1.0, end.1 + 1.0),
    ]);
    let head = Shape::blob(&[
        (3.0, 12.0),
        (5.0, 9.0),
        (10.0, 8.5),
        (14.0, 11.0),
        (14.0, 16.0),
        (10.0, 16.5),
        (4.0, 13.5),
    ]);
    let trunk = Shape::taper(&path, thick, 1.4);
    let body = trunk.or(&head);
    let jaw = Shape::taper(&[(12.0, 16.0), (8.0, 15.0 + drop), (3.5, 14.5 + drop)], 1.9, 1.1);
    let mouth =
        Shape::polygon(&[(4.0, 13.0), (12.0, 14.0), (11.0, 15.0 + drop), (5.0, 14.0 + drop)]);
    canvas.fill(&mouth, gullet(look));
    look.coat.paint(canvas, &body, 2, 2);
    look.skin(canvas, &trunk.filter(|x, _| x > 13.0), Grain::Along(path.to_vec()));
    canvas.in_front(&jaw, look.mid, look.line);
    canvas.mark(&jaw.underside(1), look.coat.belly);
    fin(canvas, look, &tail, 0.0);
    let back = Shape::polygon(&[(21.0, 13.0), (23.0, 8.0), (27.0, 9.5), (27.0, 14.0)]);
    fin(canvas, look, &back.shifted(0, (bend * 0.4) as i32), 0.8);
    let under = Shape::polygon(&[(17.0, 15.0), (19.0, 21.0), (22.0, 20.0), (22.0, 15.0)]);
    fin(canvas, look, &under, -0.8);
    look.coat.organ(canvas, (16.0, 14.0 - bend * 0.4), 3.0, 1.8);
    canvas.outline(look.line);
    // Each fang is a line of its own; the lower ones pass in front of the snout.
    for (x, y, long) in [(5, 14, 4), (8, 15, 3), (11, 16, 2)] {
        for step in 0..long {
            canvas.detail(x, y + step, look.white);
        }
    }
    let floor = 13 + drop as i32;
    for (x, long) in [(3, 5), (7, 2)] {
        for step in 0..long {
            canvas.detail(x, floor - step, look.white);
        }
    }
    look.coat.draw_eye(canvas, (7, 11), 3);
    look.coat.light_row(canvas, &body.filter(|x, _| x > 11.0), 1, 2);
    let ray = dice.pose.pick(&[-8.0, -3.0]);
    let root = (14.0, 10.0 - bend * 0.2);
    lure(canvas, look, &[root, (15.0, 6.0), (12.5, 3.5), (13.0 + ray, 4.5)], 1.2);
}
