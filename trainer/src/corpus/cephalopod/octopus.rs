//! Octopuses: the common one, the eared one of the deep, and the cloaked vampire squid.

use shoal::sprite::Sprite;

use crate::corpus::canvas::{Canvas, Point, Shape};
use crate::corpus::style::{CRIMSON, Coat, LAGOON, VIOLET};
use crate::corpus::{Rng, Zone};

/// A bulging mantle over curling arms.
pub(super) fn octopus(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = Coat::pick(zone, rng);
    let mut canvas = Canvas::new();
    let (wide, tall) = (rng.between(6.8, 8.0), rng.between(7.0, 8.2));
    let lean = rng.pick(&[0.0, 1.5, 3.0]);
    let (c, top) = (15.5, 10.0);
    let mantle = Shape::tilted_ellipse((c + lean, top), wide, tall, 0.12 * lean);
    let head = Shape::ellipse((c, 16.5), 5.8, 4.2);
    arms(&mut canvas, &coat, rng);
    let body = mantle.or(&head);
    canvas.mark(&body.grown(), coat.line);
    coat.body(&mut canvas, &body, 3, 0);
    match zone {
        Zone::Midnight => {
            let ring: Vec<_> = [(-4, 0), (-2, -3), (2, -3), (4, 0), (0, 0)]
                .iter()
                .map(|&(dx, dy)| (15 + lean as i32 + dx, 9 + dy))
                .collect();
            coat.photophores(&mut canvas, &ring);
        }
        Zone::Abyss | Zone::Hadal => coat.organ(&mut canvas, (c + lean, top - 1.0), 3.6, 3.0),
        _ => {
            let skin = mantle.shrunk(1).filter(|_, y| y < 13.0);
            let colour = if zone == Zone::Vent { coat.tone(2) } else { coat.mark };
            match rng.int(0, 2) {
                0 => canvas.mark(&Shape::spots(4, 2, (0, 1)).and(&skin), colour),
                1 => {
                    let bands = Shape::stripes(4.0, 2.0, 0.0, |x| 0.06 * (x - c - lean).powi(2));
                    canvas.mark(&bands.and(&skin), coat.back);
                }
                _ => {}
            }
        }
    }
    coat.draw_eye(&mut canvas, (11, 15), 3);
    coat.draw_eye(&mut canvas, (18, 15), 3);
    canvas.outline(coat.line);
    coat.mats(&mut canvas, &mantle.filter(|_, y| y < top - 2.0));
    canvas.finish(rng)
}

/// Three arms a side, the outer ones in front, each with a pale lower edge.
fn arms(canvas: &mut Canvas, coat: &Coat, rng: &mut Rng) {
    let up = rng.chance(0.5);
    let spread = rng.between(0.0, 1.5);
    let outer: [Point; 4] = if up {
        [(11.5, 18.0), (6.0, 21.0 + spread), (2.8, 18.0), (4.5, 14.5)]
    } else {
        [(11.5, 18.0), (6.5, 18.5), (3.0, 22.0), (5.5, 25.5 + spread)]
    };
    let middle = [(12.5, 19.0), (9.5, 23.0), (6.0, 26.5 + spread), (2.6, 26.0 + spread)];
    let inner = [(14.0, 19.5), (13.6, 24.0), (11.0, 27.5), (8.0, 29.0)];
    let inner_swung = [(14.0, 19.5), (12.8, 23.5), (13.4, 27.0), (11.0, 29.2)];
    let inner = if rng.chance(0.5) { inner } else { inner_swung };
    for points in [&inner[..], &middle[..], &outer[..]] {
        let arm = Shape::taper(points, 2.3, 1.0).symmetric();
        let colour = if coat.is_glassy() { coat.back } else { coat.body };
        canvas.in_front(&arm, colour, coat.line);
        let pale = if coat.zone == Zone::Vent { coat.glow_dark } else { coat.belly };
        canvas.mark(&arm.underside(1).filter(|_, y| y > 18.0), pale);
    }
    // The web between the arms hides where they meet.
    canvas.fill(&Shape::ellipse((15.5, 20.0), 3.4, 2.6), coat.back);
}

/// Ear fins on a dome over a webbed skirt.
pub(super) fn dumbo(zone: Zone, rng: &mut Rng) -> Sprite {
    let coat = Coat::pick(zone, rng);
    let mut canvas = Canvas::new();
    let (c, wide, flare) = (15.5, rng.between(6.6, 7.8), rng.between(11.5, 13.5));
    let lift = rng.pick(&[-0.6, 0.0, 0.5]);
    let ear = Shape::tilted_ellipse((5.4, 8.0 + lift * 3.0), 5.0, 3.0, 0.35 + lift).symmetric();
    canvas.fill(&ear, coat.back);
    canvas.fill(&ear.shrunk(1), if coat.is_glassy() { coat.mark } else { coat.tone(1) });
    let dome = Shape::ellipse((c, 11.0), wide, 8.0);
    let scallop = |x: f32| ((x - c).abs() * std::f32::consts::TAU / 5.5).cos();
    let skirt = Shape::from_fn(|x, y| {
        let t = (y - 13.0) / 10.0;
        let half = wide - 0.3 + (flare - wide) * t.clamp(0.0, 1.0).powf(1.3);
        (x - c).abs() <= half && (12.0..=23.0 + 2.0 * scallop(x)).contains(&y)
    });
    let body = dome.or(&skirt);
    canvas.mark(&body.grown(), coat.line);
    coat.body(&mut canvas, &body, 2, 2);
    // Arms show as darker ribs in the web.
    let ribs = skirt.filter(|x, y| y > 18.5 && scallop(x) > 0.72);
    canvas.mark(&ribs, coat.tone(if zone == Zone::Hadal { -1 } else { -2 }));
    coat.organ(&mut canvas, (c, 8.5), 3.6, 2.8);
    let eye = if coat.is_glassy() { 2 } else { 3 };
    canvas.eye((9, 14), eye, coat.ring, coat.pupil);
    canvas.eye((22 - eye, 14), eye, coat.ring, coat.pupil);
    canvas.outline(coat.line);
    canvas.finish(rng)
}

/// A cloak of webbed arms with spines, small ears, great eyes.
pub(super) fn vampire(zone: Zone, rng: &mut Rng) -> Sprite {
    let main = if zone == Zone::Abyss { VIOLET } else { rng.pick(&[CRIMSON, VIOLET]) };
    let coat = Coat::of(zone, main, if main == CRIMSON { LAGOON } else { CRIMSON }, rng);
    let mut canvas = Canvas::new();
    let (c, flare) = (15.5, rng.between(11.0, 13.0));
    let ear = Shape::tilted_ellipse((6.4, 7.5), 3.8, 2.2, 0.6).symmetric();
    canvas.fill(&ear, coat.tone(1));
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
    coat.body(&mut canvas, &body, 2, 0);
    let inside = cloak.underside(6).filter(|_, y| y > 19.0).shrunk(1);
    canvas.mark(&inside, if coat.is_glassy() { coat.mark } else { coat.belly });
    let ribs = cloak.filter(|x, y| {
        let u = ((x - c).abs() / period + 0.5).rem_euclid(1.0);
        y > 17.0 && (u - 0.5).abs() * period < 0.55
    });
    canvas.mark(&ribs, coat.back);
    let lights: Vec<_> =
        [(-3, 4), (2, 4), (-6, 7), (5, 7)].iter().map(|&(x, y)| (16 + x, y)).collect();
    coat.photophores(&mut canvas, &lights);
    let size = if zone == Zone::Abyss { 2 } else { 4 };
    canvas.eye((9, 12), size, coat.ring, coat.pupil);
    canvas.eye((23 - size, 12), size, coat.ring, coat.pupil);
    canvas.outline(coat.line);
    canvas.finish(rng)
}
