//! Crabs, from the front.

use shoal::sprite::Sprite;

use crate::corpus::canvas::{Canvas, Shape};
use crate::corpus::style::{CLOWN, CRIMSON, Coat, SAND, SLATE};
use crate::corpus::{Rng, Zone};

/// A crab: wide shell, two claws, legs either side, eyes on stalks. At the vents and in the hadal
/// zone a yeti crab: pale with bristly claws.
pub(super) fn crab(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = match zone {
        Zone::Shallows => {
            let main = rng.pick(&[CRIMSON, CLOWN, SAND]);
            Coat::of(zone, main, if main == SAND { CRIMSON } else { SAND }, rng)
        }
        Zone::Vent => Coat::of(zone, rng.pick(&[CRIMSON, CLOWN]), SLATE, rng),
        _ => Coat::pick(zone, rng),
    };
    let mut canvas = Canvas::new();
    let (wide, tall) = (rng.between(7.6, 9.2), rng.between(5.0, 6.2));
    let (c, y) = (15.5, 18.0);
    let raised = rng.chance(0.6);
    let claw_y = if raised { 7.5 } else { 13.0 };
    // Legs: three a side, knees up.
    let mut legs = Shape::EMPTY;
    for (index, reach) in [(0, 12.6), (1, 12.0), (2, 9.4)] {
        let hip = y + 0.5 + index as f32 * 1.6;
        let foot = (c - reach, hip + 5.5 + index as f32 * 0.6);
        let knee = (c - reach + 0.4, hip + 0.4 + index as f32);
        legs = legs.or(&Shape::polygon_line(&[(c - wide + 2.0, hip), knee, foot]));
    }
    let legs = legs.or(&legs.shifted(0, 1)).symmetric();
    canvas.fill(&legs, coat.back);
    let arm = Shape::taper(
        &[(c - wide + 1.5, y - 1.0), (c - 11.0, y - 3.5), (c - 10.5, claw_y + 3.0)],
        1.4,
        1.4,
    );
    canvas.fill(&arm.symmetric(), coat.back);
    let claw = claw(c - 10.0, claw_y, if raised { 1.0 } else { 0.85 });
    canvas.in_front(&claw.symmetric(), coat.body, coat.line);
    canvas.mark(&claw.symmetric().topside(1), coat.tone(1));
    let shell = Shape::ellipse((c, y), wide, tall);
    let stalks = Shape::rectangle((c - 3.0, y - tall - 2.0), (c - 2.0, y - tall + 2.0));
    canvas.fill(&stalks.symmetric(), coat.body);
    canvas.mark(&shell.grown(), coat.line);
    coat.body(&mut canvas, &shell, 2, 2);
    markings(&mut canvas, &coat, &shell, rng);
    let size = coat.eye_size(2).min(3);
    let eye_y = (y - tall).round() as i32 - 2 - size / 2;
    if size > 1 {
        let left = 13 - size + 1;
        canvas.eye((left, eye_y), size, coat.ring, coat.pupil);
        canvas.eye((31 - 13, eye_y), size, coat.ring, coat.pupil);
    } else {
        canvas.detail(13, eye_y + 1, coat.pupil);
        canvas.detail(18, eye_y + 1, coat.pupil);
    }
    canvas.outline(coat.line);
    coat.mats(&mut canvas, &claw.symmetric().filter(|_, py| py < claw_y + 1.0));
    canvas.finish(rng)
}

/// The left claw: a thick hand, a gap, a thumb.
fn claw(x: f32, y: f32, size: f32) -> Shape {
    let hand = Shape::ellipse((x, y), 4.2 * size, 4.2 * size);
    let gap = Shape::polygon(&[(x + 0.6, y + 0.6), (x + 0.2, y - 6.0), (x + 3.4, y - 5.0)]);
    hand.minus(&gap)
}

fn markings(canvas: &mut Canvas, coat: &Coat, shell: &Shape, rng: &mut Rng) {
    let inner = shell.shrunk(2);
    match coat.zone {
        Zone::Midnight => {
            let row = inner.filter(|x, y| {
                (y as i32 == 17 || y as i32 == 20) && ((x - 15.5).abs() as i32).rem_euclid(3) == 1
            });
            let places: Vec<_> = row.iter().collect();
            coat.photophores(canvas, &places);
        }
        Zone::Abyss | Zone::Hadal => {
            coat.organ(canvas, (15.5, 18.0), 4.5, 2.6);
        }
        _ => {
            let colour = coat.tone(if coat.zone == Zone::Vent { 2 } else { -2 });
            if rng.chance(0.5) {
                let dots = inner.filter(|x, y| {
                    let (u, v) = ((x - 15.5).abs() as i32, y as i32 - 15);
                    (1..=2).contains(&(u % 4)) && v.rem_euclid(4) < 2
                });
                canvas.mark(&dots, colour);
            } else {
                // The H of a shore crab.
                let groove = Shape::line(&[(11.0, 15.0), (13.0, 18.0), (12.0, 21.0)]).symmetric();
                let bar = Shape::rectangle((13.0, 18.0), (18.0, 18.0));
                canvas.mark(&groove.or(&bar).and(&inner), colour);
            }
        }
    }
    // Mouth parts.
    let mouth = Shape::rectangle((14.0, 21.0), (17.0, 21.0)).and(&shell.shrunk(1));
    canvas.mark(&mouth, coat.line);
}
