//! Octopuses: the common one, the eared one of the deep, and the cloaked vampire squid.

use crate::corpus::canvas::{Canvas, Grain, Point, Shape};
use crate::corpus::look::Appearance;
use crate::corpus::style::Coat;
use crate::corpus::{Dice, Zone};

/// A bulging mantle over curling arms.
pub(super) fn octopus(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let (wide, tall) = (dice.shape.between(6.8, 8.0), dice.shape.between(7.0, 8.2));
    let lean = dice.pose.pick(&[0.0, 1.5, 3.0]);
    let (c, top) = (15.5, 10.0);
    let mantle = Shape::tilted_ellipse((c + lean, top), wide, tall, 0.12 * lean);
    let head = Shape::ellipse((c, 16.5), 5.8, 4.2);
    arms(canvas, &coat, dice);
    let body = mantle.or(&head);
    canvas.mark(&body.grown(), coat.line);
    coat.paint(canvas, &body, 3, 0);
    look.skin(canvas, &mantle.filter(|_, y| y < 14.0), Grain::Dome);
    if coat.is_glassy() {
        coat.organ(canvas, (c + lean, top - 1.0), 3.6, 3.0);
    }
    let ring: Vec<_> = [(-4, 0), (-2, -3), (2, -3), (4, 0), (0, 0)]
        .iter()
        .map(|&(dx, dy)| (15 + lean as i32 + dx, 9 + dy))
        .collect();
    coat.photophores(canvas, &ring);
    coat.draw_eyes(canvas, (11, 15), 3);
    canvas.outline(coat.line);
    coat.mats(canvas, &mantle.filter(|_, y| y < top - 2.0));
}

/// Three arms a side, the outer ones in front, each with a pale lower edge.
fn arms(canvas: &mut Canvas, coat: &Coat, dice: &mut Dice) {
    let up = dice.pose.chance(0.5);
    let spread = dice.pose.between(0.0, 1.5);
    let outer: [Point; 4] = if up {
        [(11.5, 18.0), (6.0, 21.0 + spread), (2.8, 18.0), (4.5, 14.5)]
    } else {
        [(11.5, 18.0), (6.5, 18.5), (3.0, 22.0), (5.5, 25.5 + spread)]
    };
    let middle = [(12.5, 19.0), (9.5, 23.0), (6.0, 26.5 + spread), (2.6, 26.0 + spread)];
    let inner = [(14.0, 19.5), (13.6, 24.0), (11.0, 27.5), (8.0, 29.0)];
    let inner_swung = [(14.0, 19.5), (12.8, 23.5), (13.4, 27.0), (11.0, 29.2)];
    let inner = if dice.pose.chance(0.5) { inner } else { inner_swung };
    for points in [&inner[..], &middle[..], &outer[..]] {
        let arm = Shape::taper(points, 2.3, 1.0).symmetric();
        let colour = if coat.is_glassy() { coat.back } else { coat.body };
        canvas.in_front(&arm, colour, coat.line);
        let pale = if coat.zone == Zone::Vent { coat.glow_dark } else { coat.mark_light };
        canvas.mark(&arm.underside(1).filter(|_, y| y > 18.0), pale);
    }
    // The web between the arms hides where they meet.
    canvas.fill(&Shape::ellipse((15.5, 20.0), 3.4, 2.6), coat.back);
}

/// Ear fins on a dome over a webbed skirt.
pub(super) fn dumbo(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let (c, wide, flare) = (15.5, dice.shape.between(6.6, 7.8), dice.shape.between(11.5, 13.5));
    let lift = dice.pose.pick(&[-0.6, 0.0, 0.5]);
    let ear = Shape::tilted_ellipse((5.4, 8.0 + lift * 3.0), 5.0, 3.0, 0.35 + lift).symmetric();
    canvas.fill(&ear, coat.back);
    canvas.fill(&ear.shrunk(1), coat.mark);
    let dome = Shape::ellipse((c, 11.0), wide, 8.0);
    let scallop = |x: f32| ((x - c).abs() * std::f32::consts::TAU / 5.5).cos();
    let skirt = Shape::from_fn(|x, y| {
        let t = (y - 13.0) / 10.0;
        let half = wide - 0.3 + (flare - wide) * t.clamp(0.0, 1.0).powf(1.3);
        (x - c).abs() <= half && (12.0..=23.0 + 2.0 * scallop(x)).contains(&y)
    });
    let body = dome.or(&skirt);
    canvas.mark(&body.grown(), coat.line);
    coat.paint(canvas, &body, 2, 2);
    look.skin(canvas, &body.filter(|_, y| !(12.0..=17.5).contains(&y)), Grain::Dome);
    // Arms show as darker ribs in the web.
    let ribs = skirt.filter(|x, y| y > 18.5 && scallop(x) > 0.72);
    canvas.mark(&ribs, coat.tone(if coat.zone == Zone::Hadal { -1 } else { -2 }));
    coat.organ(canvas, (c, 8.5), 3.6, 2.8);
    coat.draw_eyes(canvas, (10, 15), 3);
    canvas.outline(coat.line);
}

/// A cloak of webbed arms with spines, small ears, great eyes.
pub(super) fn vampire(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let (c, flare) = (15.5, dice.shape.between(11.0, 13.0));
    let ear = Shape::tilted_ellipse((6.4, 7.5), 3.8, 2.2, 0.6).symmetric();
    canvas.fill(&ear, coat.mark);
    let hood = Shape::ellipse((c, 10.5), 7.0, 8.0);
    let period = flare / 3.0;
    let cloak = Shape::from_fn(|x, y| {
        let t = (y - 11.0) / 15.0;
        let half = 6.5 + (flare - 6.5) * t.clamp(0.0, 1.0).powf(0.8);
        let u = ((x - c).abs() / period).rem_euclid(1.0);
        let points = (u - 0.5).abs() * 2.0;
        (x - c).abs() <= half && (11.0..=22.5 + 6.5 * points).contains(&y)
    });
    let body = hood.or(&cloak);
    canvas.mark(&body.grown(), coat.line);
    coat.paint(canvas, &body, 2, 0);
    look.skin(canvas, &body.filter(|_, y| !(10.0..=16.0).contains(&y)), Grain::Dome);
    let inside = cloak.underside(6).filter(|_, y| y > 19.0).shrunk(1);
    canvas.mark(&inside, coat.mark);
    let ribs = cloak.filter(|x, y| {
        let u = ((x - c).abs() / period + 0.5).rem_euclid(1.0);
        y > 17.0 && (u - 0.5).abs() * period < 0.55
    });
    canvas.mark(&ribs, coat.back);
    let lights: Vec<_> =
        [(-3, 4), (2, 4), (-6, 7), (5, 7)].iter().map(|&(x, y)| (16 + x, y)).collect();
    coat.photophores(canvas, &lights);
    coat.draw_eyes(canvas, (10, 13), 4);
    canvas.outline(coat.line);
}
