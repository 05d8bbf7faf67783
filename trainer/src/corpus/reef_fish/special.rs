//! Fish that are no tail behind an oval: eels, rays, seahorses.

use crate::corpus::canvas::{Canvas, Grain, Point, Shape};
use crate::corpus::look::Appearance;
use crate::corpus::shape::samples;
use crate::corpus::{Dice, Zone};

/// A snake of a fish, stretched in waves or wound into an S.
pub(super) fn eel(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let (coat, zone) = (look.coat, look.zone());
    let girth = dice.shape.between(2.7, 3.3);
    let wound = dice.pose.chance(0.65);
    let (spine, head) = if wound { wound_spine(dice) } else { waved_spine(dice) };
    let body = Shape::tube(&spine, |t| (girth * (1.05 - 0.7 * t)).max(0.9));
    let skull = Shape::ellipse((head.0 + 1.0, head.1), 4.2, girth + 0.5);
    let whole = body.or(&skull);
    let fin = match zone {
        Zone::Midnight => coat.second.shade(2),
        Zone::Hadal => coat.second.shade(5),
        _ => coat.mark,
    };
    if !wound {
        canvas.fill(&body.shifted(1, -1).minus(&skull.grown()), fin);
    }
    coat.paint(canvas, &whole, 1, 1);
    if wound {
        // The loops leave no room for a fin, so it lies on the back.
        canvas.mark(&body.topside(1).minus(&skull), fin);
    }
    let skin = body.filter(|x, y| (x - head.0).hypot(y - head.1) > 5.0);
    look.skin(canvas, &skin, Grain::Along(spine.clone()));
    match zone {
        Zone::Abyss if !wound => canvas.mark(&Shape::line(&spine).and(&skin), coat.tone(1)),
        Zone::Hadal => coat.organ(canvas, (head.0 + 6.0, head.1 - 0.5), 3.4, 1.8),
        _ => {}
    }
    if coat.lit {
        let mut lights = every(&spine, 3.6);
        lights.retain(|&(x, y)| skin.contains(x, y));
        coat.photophores(canvas, &lights);
    }
    let (hx, hy) = (head.0.round() as i32, head.1.round() as i32);
    coat.draw_eye(canvas, (hx, hy - 1), 2);
    for x in hx - 3..=hx {
        if canvas.at(x, hy + 2) != 0 {
            canvas.detail(x, hy + 2, coat.line);
        }
    }
    canvas.outline(coat.line);
    coat.mats(canvas, &body.filter(|x, y| y < 12.0 && (10.0..18.0).contains(&x)));
}

/// Head and spine of an eel wound into an S.
fn wound_spine(dice: &mut Dice) -> (Vec<Point>, Point) {
    let (wide, end) = (dice.pose.between(19.0, 22.0), dice.pose.pick(&[17.5, 21.0]));
    let head = (6.0, 7.5);
    let spine = vec![
        head,
        (11.5, 6.0),
        (wide, 8.5),
        (wide - 1.5, 13.5),
        (11.5, 15.5),
        (8.0, 20.0),
        (13.5, 24.0),
        (21.5, 23.5),
        (27.5, end),
    ];
    (spine, head)
}

/// Head and spine of an eel swimming in waves.
fn waved_spine(dice: &mut Dice) -> (Vec<Point>, Point) {
    let wave = dice.pose.pick(&[-1.0, 1.0]) * dice.pose.between(3.5, 5.0);
    let y = |part: f32| 15.5 + wave * part;
    let head = (5.0, y(-0.7));
    let spine = vec![
        head,
        (9.5, y(-0.8)),
        (15.5, y(0.7)),
        (19.0, y(0.9)),
        (24.0, y(-0.4)),
        (28.5, y(-1.0)),
    ];
    (spine, head)
}

/// The pixels `step` apart along a spine.
fn every(spine: &[Point], step: f32) -> Vec<(i32, i32)> {
    let (mut length, mut places) = (0.0, Vec::new());
    for pair in samples(spine, 24).windows(2) {
        length += (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        if length >= step {
            length -= step;
            places.push((pair[1].0.round() as i32, pair[1].1.round() as i32));
        }
    }
    places
}

/// Wings seen from above, a whip behind.
pub(super) fn ray(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let span = dice.shape.between(11.5, 13.0);
    let (tip_x, back_x) = (dice.shape.between(12.0, 16.0), dice.shape.between(21.0, 23.0));
    let c = 15.5;
    let wings = Shape::blob(&[
        (2.5, c),
        (6.5, c - span * 0.42),
        (tip_x, c - span),
        (back_x - 3.5, c - span * 0.42),
        (back_x, c),
        (back_x - 3.5, c + span * 0.42),
        (tip_x, c + span),
        (6.5, c + span * 0.42),
    ]);
    let sway = dice.pose.pick(&[-3.0, 0.0, 3.0]);
    let whip = Shape::line(&[(back_x - 1.0, c), (25.0, c + sway * 0.2), (29.0, c + sway)]);
    let thick = Shape::rectangle((back_x - 2.0, c - 1.0), (back_x + 2.0, c + 1.0));
    canvas.fill(&wings, coat.mark);
    canvas.fill(&wings.shrunk(1), coat.back);
    canvas.fill(&wings.shrunk(2), coat.body);
    let hump = Shape::ellipse((11.5, c), 7.5, 2.2);
    // Markings mirror about the spine: each half is laid out on its own.
    let skin = wings.shrunk(1).filter(|x, _| x > 8.0).minus(&hump);
    look.skin(canvas, &skin, Grain::Fold(c));
    canvas.mark(&hump, coat.back);
    if coat.lit {
        let edge = wings.shrunk(2).rim();
        let row = edge.filter(|x, y| (y - c).abs() > 2.0 && (x as i32).rem_euclid(3) == 0);
        coat.photophores(canvas, &row.iter().collect::<Vec<_>>());
    }
    canvas.fill(&thick, coat.back);
    let size = coat.eye_size(2);
    if size > 0 {
        for y in [15 - size, 16 + 1] {
            canvas.eye((6, y), size, coat.ring, coat.pupil);
        }
    }
    canvas.outline(coat.line);
    canvas.fill(&whip, coat.mark_dark);
}

/// Upright, with a snout, a crown and a curled tail.
pub(super) fn seahorse(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let belly = dice.shape.between(3.6, 4.6);
    let neck = Shape::tube(&[(14.0, 7.0), (17.5, 11.0), (16.0, 17.0), (17.0, 22.0)], |t| {
        2.4 + (belly - 2.4) * (t * std::f32::consts::PI).sin().max(0.0)
    });
    let curl = if dice.pose.chance(0.5) {
        [(17.0, 21.0), (17.0, 26.0), (12.5, 28.0), (9.5, 25.5), (11.5, 23.5)]
    } else {
        [(17.0, 21.0), (16.0, 26.0), (12.0, 27.5), (10.0, 25.0), (12.0, 23.4)]
    };
    let tail = Shape::taper(&curl, 2.6, 0.9);
    let head = Shape::ellipse((12.5, 6.5), 4.0, 3.5);
    let snout = Shape::rectangle((5.0, 7.0), (10.0, 9.0));
    let mouth = Shape::rectangle((4.0, 6.0), (5.0, 9.0));
    let crown = Shape::stencil((12, 0), &[".x.x", ".xxx", "xxxx"]);
    let fin = Shape::blob(&[(19.0, 12.5), (24.0, 12.0), (25.0, 16.0), (23.0, 19.0), (19.0, 18.5)]);
    canvas.fill(&crown, coat.mark);
    canvas.fill(&fin, coat.mark);
    canvas.mark(&Shape::stripes(3.0, 1.0, 0.0, |x| -0.3 * x).and(&fin), coat.mark_dark);
    let body = neck.or(&tail).or(&head).or(&snout).or(&mouth);
    canvas.fill(&body, coat.body);
    let front = body.minus(&body.shifted(2, 0)).filter(|x, y| y > 10.0 && y < 25.0 && x < 17.0);
    canvas.fill(&front, coat.belly);
    let rings = Shape::stripes(3.0, 1.0, 0.0, |_| 0.0).and(&neck.or(&tail));
    canvas.mark(&rings.filter(|_, y| y > 11.0).minus(&front), coat.back);
    let trunk = neck.or(&tail).filter(|_, y| y > 10.0).minus(&front);
    look.skin(
        canvas,
        &trunk,
        Grain::Along(vec![(15.0, 9.0), (17.0, 15.0), (16.0, 22.0), (15.0, 28.0)]),
    );
    coat.draw_eye(canvas, (12, 6), 3);
    canvas.outline(coat.line);
}
