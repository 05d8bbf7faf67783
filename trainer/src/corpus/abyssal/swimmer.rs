//! Quiet fish of the deep: hatchetfish, tripod fish, snailfish.

use super::super::{
    Dice,
    canvas::{Canvas, Grain},
    look::{Appearance, dots, whole},
    shape::Shape,
};
use super::{fin, gullet};

/// A hatchetfish: a blade of silver with eyes that look up and lamps along the edge.
pub(super) fn hatchet(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let deep = whole(dice, 8, 11);
    let chest = dice.shape.pick(&[9.0, 11.0]);
    let thin = whole(dice, 2, 3);
    let body = Shape::blob(&[
        (3.0, 13.0),
        (7.0, 8.5),
        (14.0, 7.5),
        (21.0, 11.0),
        (26.0, 14.0 - thin * 0.5),
        (26.0, 14.0 + thin * 0.5),
        (20.0, 16.5),
        (16.0, 14.0 + deep * 0.75),
        (chest, 14.0 + deep),
        (5.0, 14.0 + deep * 0.55),
    ]);
    let tail =
        Shape::polygon(&[(24.0, 13.0), (30.0, 8.0), (28.5, 14.0), (30.0, 20.0), (24.0, 15.0)]);
    look.coat.paint(canvas, &body, 3, 3);
    look.skin(canvas, &body.filter(|x, y| x > 11.0 || y > 17.0), Grain::Level);
    let skins = canvas.take_skins();
    let seam = body.shrunk(1).filter(|_, y| (y - 14.0).abs() < 0.6);
    canvas.mark(&seam.filter(|x, _| x > 10.0), look.coat.mark);
    let ribs = Shape::bars(4.0, 1.0, 1.0, |y| -y * 0.4);
    canvas.mark(&body.shrunk(2).filter(|x, y| y > 15.0 && x > 8.0).and(&ribs), look.coat.mark);
    canvas.give_skins(skins, look.coat.body);
    fin(canvas, look, &tail, 0.0);
    fin(canvas, look, &Shape::polygon(&[(14.0, 9.0), (17.0, 3.0), (22.0, 6.0), (21.0, 12.0)]), 0.7);
    fin(
        canvas,
        look,
        &Shape::polygon(&[(17.0, 17.0), (20.0, 21.0), (24.0, 19.0), (24.0, 14.0)]),
        -0.7,
    );
    let mouth = Shape::line(&[(3.0, 15.0), (5.0, 16.0), (6.5, 19.0)]);
    look.coat.organ(canvas, (14.0, 18.0), 3.0, 2.4);
    canvas.outline(look.line);
    canvas.mark(&mouth, look.line);
    look.coat.draw_eye(canvas, (8, 11), 4);
    look.coat.light_row(canvas, &body, 1, 2);
    if !look.lit {
        let row = body.underside(1).shifted(0, -1).and(&body.shrunk(1));
        dots(canvas, &row.filter(|x, _| x.rem_euclid(3.0) < 0.5), look.glow);
    }
}

/// A tripod fish: it stands on three rays of its fins and listens with the others.
pub(super) fn tripod(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let thick = dice.shape.pick(&[2.4, 3.2]);
    let tilt = dice.pose.pick(&[0.0, 2.0]);
    let y = 14.0;
    let body = Shape::taper(
        &[(6.0, y - tilt * 0.5), (13.0, y), (20.0, y + 0.5), (26.0, y + tilt)],
        thick,
        1.4,
    )
    .or(&Shape::ellipse((6.5, y - tilt * 0.5), 4.0, thick + 0.4));
    let stance = dice.pose.int(4, 8) as f32;
    let stilts = [
        [(10.0, y + 1.0), (10.0 - stance * 0.3, y + 9.0), (10.0 - stance, 30.0)],
        [(12.0, y + 1.0), (13.0 + stance * 0.2, y + 9.0), (12.0 + stance * 0.8, 30.0)],
        [(25.0, y + tilt), (27.0, y + 9.0), (28.5, 30.0)],
    ];
    let tail = Shape::polygon(&[
        (25.0, y + tilt - 1.0),
        (30.5, y + tilt - 5.0),
        (29.0, y + tilt),
        (30.0, y + tilt + 4.0),
        (25.0, y + tilt + 1.0),
    ]);
    let top = Shape::polygon(&[(15.0, y - 1.0), (17.0, y - 6.5), (22.0, y - 4.0), (21.0, y)]);
    look.coat.paint(canvas, &body, 2, 2);
    look.skin(canvas, &body.filter(|x, _| x > 10.0), Grain::Level);
    fin(canvas, look, &tail, 0.0);
    fin(canvas, look, &top, 0.7);
    look.coat.organ(canvas, (12.0, y), 3.0, 1.7);
    canvas.outline(look.line);
    for stilt in &stilts {
        canvas.behind(&Shape::line(stilt), look.light);
        canvas.behind(
            &Shape::line(&[(stilt[2].0 - 1.0, 30.0), (stilt[2].0 + 1.0, 30.0)]),
            look.bright,
        );
    }
    let reach = dice.pose.int(9, 13) as f32;
    for (index, spread) in [-0.3, 0.3, 0.9].into_iter().enumerate() {
        let tip = (10.0 + spread * 9.0, y - reach + index as f32 * 2.0);
        let ray = [(10.0, y - 2.0), (10.0 + spread * 2.5, y - reach * 0.6), tip];
        canvas.behind(&Shape::line(&ray), if index % 2 == 0 { look.bright } else { look.light });
    }
    canvas
        .mark(&Shape::line(&[(2.0, y + 0.5 - tilt * 0.5), (6.0, y + 1.5 - tilt * 0.5)]), look.line);
    look.coat.draw_eye(canvas, (6, (y - 1.0 - tilt * 0.5) as i32), 2);
    look.coat.light_row(canvas, &body, 1, 3);
}

/// A snailfish: a soft head with a ribbon of fin, and its liver for all to see.
pub(super) fn snailfish(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let head = whole(dice, 6, 8);
    let sway = dice.pose.pick(&[-4.0, 0.0, 4.0]);
    let y = 15.0;
    let path = [(9.0, y), (16.0, y + 0.5), (22.0, y - sway * 0.4), (29.0, y + sway)];
    let ribbon = Shape::tube(&path, |t| (head + 1.0) * (1.0 - t * 0.72));
    canvas.fill(&ribbon.filter(|x, _| x > 11.0), look.accent);
    let rays = Shape::bars(3.0, 1.0, 0.0, |row| (row - y).abs() * -0.5);
    canvas.mark(&ribbon.and(&rays), look.bright);
    let body = Shape::tube(&path, |t| (head * (1.0 - t * 0.95)).max(1.0)).or(&Shape::ellipse(
        (9.5, y),
        head,
        head - 1.0,
    ));
    canvas.mark(&body.grown(), look.line);
    look.coat.paint(canvas, &body, 2, 3);
    look.skin(canvas, &body.filter(|x, _| x > 9.0), Grain::Along(path.to_vec()));
    look.coat.organ(canvas, (13.0, y + 1.0), 3.6, 2.6);
    let wing = Shape::tilted_ellipse((12.0, y + head - 1.0), 4.0, 2.2, 0.5);
    canvas.in_front(&wing, look.accent, look.line);
    canvas.mark(&wing.and(&Shape::bars(2.0, 1.0, 0.0, |_| 0.0)).underside(2), look.bright);
    canvas.outline(look.line);
    canvas.mark(&Shape::line(&[(2.0, y + 2.0), (5.0, y + 3.0), (7.0, y + 2.0)]), gullet(look));
    look.coat.draw_eye(canvas, (6, (y - 2.0) as i32), 2);
}
