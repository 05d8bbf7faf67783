//! Turtles and manatees.

use crate::corpus::Dice;
use crate::corpus::canvas::{Canvas, Grain, Shape};
use crate::corpus::look::Appearance;

/// A sea turtle from the side: domed shell, flippers, beak.
pub(super) fn turtle(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let (coat, shell) = (look.coat, look.coat.second);
    let (dome, pose) = (dice.shape.between(8.0, 10.0), dice.pose.pick(&[-1.0, 0.0, 1.0]));
    let (left, right, rim) = (9.5, 26.0, 18.5);
    let shell_shape = Shape::from_fn(|x, y| {
        let u = (x - f32::midpoint(left, right)) / ((right - left) / 2.0);
        u.abs() <= 1.0 && y <= rim && y >= rim - dome * (1.0 - u * u).sqrt()
    });
    let belly = Shape::rectangle((left + 1.0, rim), (right - 1.5, rim + 2.0));
    let tail = Shape::polygon(&[(25.0, rim - 1.0), (29.0, rim + 1.5), (24.0, rim + 2.0)]);
    let hind = Shape::blob(&[(21.0, rim), (25.0, rim + 1.5), (27.5, rim + 5.0), (23.5, rim + 4.0)]);
    let neck = Shape::taper(&[(11.0, rim - 1.0), (8.0, rim - 2.5 + pose)], 2.6, 2.2);
    let head = Shape::ellipse((6.0, rim - 4.0 + pose), 3.6, 3.0);
    let beak = Shape::rectangle((2.0, rim - 3.6 + pose), (3.6, rim - 2.4 + pose));
    canvas.fill(&tail.or(&hind), coat.back);
    canvas.fill(&belly, coat.belly);
    let front = neck.or(&head).or(&beak);
    canvas.fill(&front, coat.body);
    canvas.mark(&front.topside(1), coat.back);
    let lift = if coat.is_glassy() { 2 } else { 0 };
    let (dark, mid, light) = (shell.shade(2 + lift), shell.shade(3 + lift), shell.shade(4 + lift));
    canvas.in_front(&shell_shape, mid, coat.line);
    let ink = coat.ink_on_accent(mid);
    canvas.skin(&shell_shape.shrunk(1), ink, Grain::Level);
    let skins = canvas.take_skins();
    scutes(canvas, &shell_shape, (rim, dome), light, dark);
    canvas.give_skins(skins, mid);
    canvas.fill(&shell_shape.underside(1), coat.mark_light);
    coat.organ(canvas, (17.5, rim - dome * 0.45), 3.8, 2.6);
    let sweep = dice.pose.pick(&[0.0, 3.0]);
    let flipper = Shape::blob(&[
        (11.0, rim),
        (15.5, rim),
        (15.0 + sweep, rim + 4.0),
        (12.5 + sweep * 1.5, rim + 9.0),
        (11.0 + sweep, rim + 6.0),
    ]);
    canvas.in_front(&flipper, coat.body, coat.line);
    canvas.mark(&Shape::spots(3, 1, (0, 0)).and(&flipper.shrunk(1)), coat.back);
    coat.draw_eye(canvas, (5, (rim - 4.5 + pose).round() as i32), 2);
    canvas.outline(coat.line);
}

/// Plates of the shell: one row of large scutes with dark seams.
fn scutes(canvas: &mut Canvas, shell: &Shape, (rim, dome): (f32, f32), light: u8, dark: u8) {
    let inner = shell.shrunk(1);
    let upper = inner.filter(|_, y| y < rim - dome * 0.3);
    let lower = inner.minus(&upper);
    let fan = |x: f32, y: f32| (x - 17.75) * (1.0 + (rim - y) * 0.05);
    canvas.mark(&upper.filter(|x, y| (fan(x, y) + 2.5).rem_euclid(5.0) >= 1.0), light);
    canvas.mark(&upper.filter(|x, y| (fan(x, y) + 2.5).rem_euclid(5.0) < 1.0), dark);
    canvas.mark(&lower.topside(1), dark);
    canvas.mark(&lower.minus(&lower.topside(1)).filter(|x, _| (x as i32).rem_euclid(3) == 0), dark);
}

/// A manatee: a grey barrel with a paddle tail.
pub(super) fn manatee(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let coat = look.coat;
    let (fat, lift) = (dice.shape.between(5.6, 7.0), dice.pose.pick(&[-2.0, 0.0, 2.0]));
    let c = 15.0;
    let body = Shape::tube(&[(8.0, c + 1.0), (14.0, c), (19.0, c), (25.0, c + lift)], |t| {
        (fat * (1.0 - 0.7 * (t - 0.42).max(0.0) * 2.0) * (0.82 + t.min(0.4) * 0.5)).max(2.0)
    });
    let snout = Shape::ellipse((5.0, c + 2.6), 3.3, 3.4);
    let paddle = Shape::ellipse((26.5, c + lift * 1.3), 3.4, 4.4);
    let whole = body.or(&snout).or(&paddle);
    coat.paint(canvas, &whole, 3, 3);
    look.skin(canvas, &body.filter(|x, y| x > 11.0 && y < c + 3.0), Grain::Level);
    // Weed grows on its back.
    let weed = whole.topside(1).filter(|x, _| x > 10.0 && (x as i32).rem_euclid(5) != 0);
    canvas.mark(&weed, coat.mark);
    canvas.mark(&snout.filter(|x, _| x < 5.0), coat.belly);
    let folds = Shape::bars(4.0, 1.0, 2.0, |y| 0.05 * (y - c) * (y - c));
    canvas.mark(&folds.and(&body.shrunk(2)).filter(|x, _| (14.0..23.0).contains(&x)), coat.back);
    let flipper = Shape::blob(&[
        (11.5, c + 3.0),
        (15.0, c + 3.5),
        (16.5, c + 8.0),
        (13.5, c + 10.0),
        (11.5, c + 7.0),
    ]);
    canvas.in_front(&flipper, coat.body, coat.line);
    coat.draw_eye(canvas, (8, (c - 0.6) as i32), 2);
    for x in 2..=4 {
        canvas.detail(x, (c + 3.0) as i32, coat.line);
    }
    canvas.outline(coat.line);
}
