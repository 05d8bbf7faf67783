//! Crabs, from the front.

use crate::corpus::canvas::{Canvas, Grain, Shape};
use crate::corpus::look::Appearance;
use crate::corpus::{Dice, Zone};

/// A crab: wide shell, two claws, legs either side, eyes on stalks. At the vents and in the hadal
/// zone a yeti crab: pale with bristly claws.
pub(super) fn crab(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let (wide, tall) = (dice.shape.between(7.6, 9.2), dice.shape.between(5.0, 6.2));
    let (c, y) = (15.5, 18.0);
    let raised = dice.pose.chance(0.6);
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
    canvas.mark(&legs.filter(|_, row| row > y + 6.0), coat.mark_dark);
    let arm = Shape::taper(
        &[(c - wide + 1.5, y - 1.0), (c - 11.0, y - 3.5), (c - 10.5, claw_y + 3.0)],
        1.4,
        1.4,
    );
    canvas.fill(&arm.symmetric(), coat.back);
    let claw = claw(c - 10.0, claw_y, if raised { 1.0 } else { 0.85 });
    canvas.in_front(&claw.symmetric(), coat.body, coat.line);
    canvas.mark(&claw.symmetric().topside(2), coat.mark);
    let shell = Shape::ellipse((c, y), wide, tall);
    let stalks = Shape::rectangle((c - 3.0, y - tall - 2.0), (c - 2.0, y - tall + 2.0));
    canvas.fill(&stalks.symmetric(), coat.body);
    canvas.mark(&shell.grown(), coat.line);
    coat.body(canvas, &shell, 2, 2);
    look.skin(canvas, &shell, Grain::Dome);
    markings(canvas, look, &shell);
    let size = coat.eye_size(2);
    coat.draw_eyes(canvas, (13, (y - tall).round() as i32 - 1 - size / 2), 2);
    canvas.outline(coat.line);
    coat.mats(canvas, &claw.symmetric().filter(|_, py| py < claw_y + 1.0));
}

/// The left claw: a thick hand, a gap, a thumb.
fn claw(x: f32, y: f32, size: f32) -> Shape {
    let hand = Shape::ellipse((x, y), 4.2 * size, 4.2 * size);
    let gap = Shape::polygon(&[(x + 0.6, y + 0.6), (x + 0.2, y - 6.0), (x + 3.4, y - 5.0)]);
    hand.minus(&gap)
}

/// What every crab has on its shell: a groove, lights, or what shows through it.
fn markings(canvas: &mut Canvas, look: &Appearance, shell: &Shape) {
    let coat = &look.coat;
    let inner = shell.shrunk(2);
    if coat.is_glassy() {
        coat.organ(canvas, (15.5, 18.0), 4.5, 2.6);
    } else if coat.zone != Zone::Midnight {
        // The H of a shore crab.
        let groove = Shape::line(&[(12.0, 16.0), (13.0, 18.0), (12.0, 20.0)]).symmetric();
        let bar = Shape::rectangle((13.0, 18.0), (18.0, 18.0));
        canvas.mark(&groove.or(&bar).and(&inner), coat.tone(-1));
    }
    if coat.lit {
        let row = inner.filter(|x, y| {
            (y as i32 == 17 || y as i32 == 20) && ((x - 15.5).abs() as i32).rem_euclid(3) == 1
        });
        coat.photophores(canvas, &row.iter().collect::<Vec<_>>());
    }
    // Mouth parts.
    let mouth = Shape::rectangle((14.0, 21.0), (17.0, 21.0)).and(&shell.shrunk(1));
    canvas.mark(&mouth, coat.line);
}
