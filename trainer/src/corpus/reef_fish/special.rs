//! Fish that are no tail behind an oval: eels, rays, seahorses.

use shoal::sprite::Sprite;

use crate::corpus::canvas::{Canvas, Point, Shape};
use crate::corpus::shape::samples;
use crate::corpus::style::Coat;
use crate::corpus::{Rng, Zone};

/// A snake of a fish, stretched in waves or wound into an S.
pub(super) fn eel(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = Coat::pick(zone, rng);
    let mut canvas = Canvas::new();
    let girth = rng.between(2.7, 3.3);
    let wound = rng.chance(0.65);
    let (spine, head) = if wound { wound_spine(rng) } else { waved_spine(rng) };
    let body = Shape::tube(&spine, |t| (girth * (1.05 - 0.7 * t)).max(0.9));
    let skull = Shape::ellipse((head.0 + 1.0, head.1), 4.2, girth + 0.5);
    let whole = body.or(&skull);
    let fin = match zone {
        Zone::Midnight => coat.second.shade(2),
        Zone::Hadal => coat.second.shade(5),
        Zone::Abyss => coat.tone(-1),
        _ => coat.mark,
    };
    if !wound {
        // The loops of a wound one leave no room for a fin.
        canvas.fill(&body.shifted(1, -1).minus(&skull.grown()), fin);
    }
    coat.body(&mut canvas, &whole, 1, 1);
    let skin = body.filter(|x, y| (x - head.0).hypot(y - head.1) > 5.0);
    match zone {
        Zone::Shallows | Zone::Twilight | Zone::Vent => {
            let colour = if zone == Zone::Vent { coat.tone(2) } else { coat.mark };
            canvas.mark(&bands(&spine, girth, rng.pick(&[5, 6])).and(&skin), colour);
        }
        Zone::Midnight => {
            let mut lights = every(&spine, 3.6);
            lights.retain(|&(x, y)| skin.contains(x, y));
            coat.photophores(&mut canvas, &lights);
        }
        Zone::Abyss => canvas.mark(&Shape::line(&spine).and(&skin), coat.mark),
        Zone::Hadal => coat.organ(&mut canvas, (head.0 + 6.0, head.1 - 0.5), 3.4, 1.8),
    }
    let (hx, hy) = (head.0.round() as i32, head.1.round() as i32);
    coat.draw_eye(&mut canvas, (hx, hy - 1), 2);
    for x in hx - 3..=hx {
        if canvas.at(x, hy + 2) != 0 {
            canvas.detail(x, hy + 2, coat.line);
        }
    }
    canvas.outline(coat.line);
    coat.mats(&mut canvas, &body.filter(|x, y| y < 12.0 && (10.0..18.0).contains(&x)));
    canvas.finish(rng)
}

/// Head and spine of an eel wound into an S.
fn wound_spine(rng: &mut Rng) -> (Vec<Point>, Point) {
    let (wide, end) = (rng.between(19.0, 22.0), rng.pick(&[17.5, 21.0]));
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
fn waved_spine(rng: &mut Rng) -> (Vec<Point>, Point) {
    let wave = rng.pick(&[-1.0, 1.0]) * rng.between(3.5, 5.0);
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

/// Bands across an eel, every `period` pixels along its spine.
fn bands(spine: &[Point], girth: f32, period: i32) -> Shape {
    let mut bands = Shape::EMPTY;
    let mut length = 0.0;
    for pair in samples(spine, 24).windows(2) {
        length += (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        if (length as i32) % period < 2 {
            let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            let norm = dx.hypot(dy).max(0.001);
            let (nx, ny) = (-dy / norm * girth, dx / norm * girth);
            let (x, y) = pair[0];
            bands = bands.or(&Shape::line(&[(x - nx, y - ny), (x + nx, y + ny)]));
        }
    }
    bands
}

/// Wings seen from above, a whip behind.
pub(super) fn ray(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = Coat::pick(zone, rng);
    let mut canvas = Canvas::new();
    let span = rng.between(11.5, 13.0);
    let (tip_x, back_x) = (rng.between(12.0, 16.0), rng.between(21.0, 23.0));
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
    let sway = rng.pick(&[-3.0, 0.0, 3.0]);
    let whip = Shape::line(&[(back_x - 1.0, c), (25.0, c + sway * 0.2), (29.0, c + sway)]);
    let thick = Shape::rectangle((back_x - 2.0, c - 1.0), (back_x + 2.0, c + 1.0));
    canvas.fill(&wings, coat.back);
    canvas.fill(&wings.shrunk(1), coat.body);
    let hump = Shape::ellipse((11.5, c), 7.5, 2.2);
    canvas.mark(&hump, coat.back);
    // Spots mirror about the spine.
    let ring = rng.pick(&[0, 2]);
    let pattern = wings.shrunk(1).filter(|x, _| x > 9.0).filter(|x, y| {
        let out = (y - c).abs() as i32;
        let row = (out - 1).div_euclid(4);
        (out - 1).rem_euclid(4) < 2 && (x as i32 + ring + row * 2).rem_euclid(4) < 2
    });
    canvas.mark(
        &pattern.minus(&hump),
        if zone == Zone::Shallows { coat.mark_light } else { coat.belly },
    );
    canvas.fill(&thick, coat.back);
    for y in [c - 2.5, c + 1.5] {
        canvas.eye((6, y.round() as i32), 2, coat.ring, coat.pupil);
    }
    canvas.outline(coat.line);
    canvas.fill(&whip, coat.line);
    canvas.finish(rng)
}

/// Upright, with a snout, a crown and a curled tail.
pub(super) fn seahorse(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = Coat::pick(zone, rng);
    let mut canvas = Canvas::new();
    let belly = rng.between(3.6, 4.6);
    let neck = Shape::tube(&[(14.0, 7.0), (17.5, 11.0), (16.0, 17.0), (17.0, 22.0)], |t| {
        2.4 + (belly - 2.4) * (t * std::f32::consts::PI).sin().max(0.0)
    });
    let curl = if rng.chance(0.5) {
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
    coat.draw_eye(&mut canvas, (12, 6), 3);
    canvas.outline(coat.line);
    canvas.finish(rng)
}
