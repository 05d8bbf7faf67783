//! Snails and urchins.

use crate::corpus::canvas::{Canvas, Grain, Shape};
use crate::corpus::look::Appearance;
use crate::corpus::style::Coat;
use crate::corpus::{Dice, Zone};

/// A sea snail: spiral shell on a gliding foot, two feelers.
pub(super) fn snail(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let r = dice.shape.between(8.4, 9.6);
    let (cx, cy) = (18.0, 13.5);
    let foot = Shape::blob(&[
        (3.5, 19.5),
        (5.5, 16.5),
        (9.0, 18.0),
        (14.0, 21.0),
        (24.0, 21.5),
        (29.0, 25.0),
        (20.0, 26.0),
        (7.0, 26.0),
        (4.0, 24.0),
    ]);
    canvas.fill(&foot, coat.body);
    canvas.fill(&foot.underside(2), coat.belly);
    let reach = dice.pose.pick(&[0.0, 1.5]);
    for (x, tip) in [(5.0, 2.5 - reach), (8.0, 7.0 - reach)] {
        let feeler = Shape::taper(&[(x, 18.0), (tip + 0.5, 11.5)], 0.8, 0.8);
        canvas.fill(&feeler, coat.body);
    }
    let shell = Shape::ellipse((cx, cy), r, r);
    let (dark, mid, light) = shell_tones(&coat);
    canvas.in_front(&shell, mid, coat.line);
    canvas.fill(&shell.topside(2), dark);
    canvas.skin(&shell.shrunk(1), coat.ink_on_accent(mid), Grain::Level);
    let skins = canvas.take_skins();
    spiral(canvas, (cx, cy), r, dark, light);
    canvas.give_skins(skins, mid);
    coat.draw_eye(canvas, (6, 20), 2);
    if coat.lit {
        coat.light_row(canvas, &foot, 1, 3);
        let places: Vec<_> = (0..6)
            .map(|step| {
                let (sin, cos) = (step as f32 * 1.047 + 0.3).sin_cos();
                ((cx + cos * (r - 2.0)).round() as i32, (cy + sin * (r - 2.0)).round() as i32)
            })
            .collect();
        coat.photophores(canvas, &places);
    }
    canvas.outline(coat.line);
    coat.mats(canvas, &shell.filter(|x, y| y < cy - 2.0 && (12.0..24.0).contains(&x)));
}

/// Dark, middle and light of a shell.
fn shell_tones(coat: &Coat) -> (u8, u8, u8) {
    let at = |shade: i32| coat.second.shade(shade);
    match coat.zone {
        Zone::Shallows => (at(2), at(4), at(5)),
        Zone::Twilight => (at(2), at(3), at(5)),
        Zone::Abyss => (at(3), at(4), at(5)),
        Zone::Hadal => (at(4), at(5), at(6)),
        Zone::Midnight | Zone::Vent => (at(1), at(2), at(3)),
    }
}

/// The winding of a snail's shell.
fn spiral(canvas: &mut Canvas, (cx, cy): (f32, f32), r: f32, dark: u8, light: u8) {
    let mut groove = Shape::EMPTY;
    let mut band = Shape::EMPTY;
    for step in 0..260 {
        let turn = step as f32 / 100.0;
        let radius = (r - 0.6) * (1.0 - turn / 2.7);
        let (sin, cos) = (turn * std::f32::consts::TAU + 0.9).sin_cos();
        let at =
            |radius: f32| ((cx + cos * radius).round() as i32, (cy + sin * radius).round() as i32);
        if turn > 0.35 {
            groove.add(at(radius).0, at(radius).1);
        }
        let inner = at((radius - 1.7).max(0.0));
        if turn < 1.6 && step % 16 < 8 {
            band.add(inner.0, inner.1);
        }
    }
    canvas.mark(&band, light);
    canvas.mark(&groove, dark);
}

/// A sea urchin: a ball with spines all round.
pub(super) fn urchin(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let (coat, zone) = (look.coat, look.zone());
    let c = 15.5;
    let (r, spike) = (dice.shape.between(7.0, 8.2), dice.shape.between(4.6, 5.4));
    let count = dice.shape.pick(&[12, 16]);
    let (mut spines, mut tips) = (Shape::EMPTY, Shape::EMPTY);
    for step in 0..count {
        let (sin, cos) = ((step as f32 + 0.5) / count as f32 * std::f32::consts::TAU).sin_cos();
        let long = if step % 2 == 0 { spike } else { spike - 1.6 };
        let at = |d: f32| (c + cos * d, c + sin * d);
        spines = spines.or(&Shape::line(&[at(r - 1.0), at(r + long)]));
        spines = spines.or(&Shape::taper(&[at(r - 1.0), at(r + long * 0.5)], 1.4, 0.8));
        tips = tips.or(&Shape::line(&[at(r + long - 2.2), at(r + long)]));
    }
    let body = Shape::ellipse((c, c), r, r);
    coat.body_along(canvas, &body, (2, 3), Grain::Dome);
    let knobs = body.shrunk(2).filter(|x, y| {
        let (u, v) = ((x - c).abs() as i32, (y - c).abs() as i32);
        (u + v) % 3 == 0 && (u % 3 == 1 || v % 3 == 1)
    });
    // Knobs leave the skin to a pattern.
    let skins = canvas.take_skins();
    canvas.mark(&knobs, if zone == Zone::Vent { coat.tone(2) } else { coat.tone(1) });
    canvas.give_skins(skins, coat.body);
    coat.draw_eyes(canvas, (11, 15), 2);
    canvas.behind(&spines, coat.back);
    canvas.outline(coat.line);
    canvas.fill(&tips, coat.mark_light);
}
