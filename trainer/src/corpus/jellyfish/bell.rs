//! True jellyfish: a bell of some form, a rim, arms and tentacles.

use super::super::{
    Dice, Zone,
    canvas::{Canvas, Grain},
    look::{Appearance, hanging, whole},
    shape::Shape,
};
use super::{along, dress, glassy, threads};

/// The upper half of an ellipse with a scalloped rim at row `rim`.
fn cap(wide: f32, high: f32, rim: f32, scallops: i32) -> Shape {
    let mut bell = Shape::ellipse((15.5, rim), wide, high).filter(|_, y| y <= rim);
    for (x, y) in along(scallops, wide - wide / scallops as f32, rim + 0.4) {
        bell = bell.or(&Shape::ellipse((x, y), wide / scallops as f32 * 0.9, 1.6));
    }
    bell
}

/// A frilled arm that hangs from under the bell.
fn arm(canvas: &mut Canvas, look: &Appearance, root: (f32, f32), long: f32, sway: (f32, f32)) {
    let path = hanging(root, long, sway.0, sway.1);
    let frill = Shape::tube(&path, |t| 1.9 - t * 0.7 + 0.5 * (t * long * 1.4).sin());
    canvas.in_front(&frill, look.bright, look.line);
    let core = Shape::tube(&path[..path.len() - 1], |_| 0.8);
    canvas.mark(&core.and(&frill.shrunk(1)), look.accent);
}

/// The horseshoes of a moon jelly.
fn horseshoes(canvas: &mut Canvas, look: &Appearance, (wide, high, rim): (f32, f32, f32)) {
    for (x, y) in [(-0.5, 0.4), (0.0, 0.5), (0.5, 0.4)] {
        let at = ((15.5_f32 + x * wide).round(), (rim - y * high).round());
        canvas.mark(&Shape::ellipse(at, 2.3, 2.3), look.accent);
        canvas.mark(&Shape::ellipse(at, 1.2, 1.2), look.pale);
    }
}

/// The one that everyone draws: a dome, frilled arms, long tentacles.
pub(super) fn dome(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let deep = matches!(look.zone(), Zone::Abyss | Zone::Hadal);
    let wide = whole(dice, 9, 12) - if deep { 2.0 } else { 0.0 };
    let high = whole(dice, 9, 12) + if deep { 2.0 } else { 0.0 };
    let rim = high + 1.0;
    let sway = (dice.pose.pick(&[0.8, 1.3]), dice.pose.pick(&[0.0, 1.6, 3.1]));
    let bell = cap(wide, high, rim, dice.shape.pick(&[4, 5, 6]));
    let arms: &[f32] = dice.shape.pick(&[&[-3.0, 3.0][..], &[-4.0, 0.0, 4.0], &[0.0]]);
    let arm_long = (29.0 - rim) * dice.shape.pick(&[0.55, 0.75]);
    for &x in arms {
        arm(canvas, look, (15.5 + x, rim), arm_long - x.abs() * 0.5, sway);
    }
    glassy(canvas, look, &bell);
    look.coat.organ(canvas, (15.5, rim - high * 0.45), wide * 0.4, high * 0.28);
    canvas.mark(&bell.filter(|_, y| y > rim - 1.0), look.dark);
    canvas.outline(look.line);
    let long = 28.0 - rim;
    let roots = along(dice.shape.pick(&[6, 8]), wide - 1.5, rim + 1.0);
    threads(canvas, look, &roots, &[long - 3.0, long, long - 5.0], sway);
    dress(canvas, look, &bell, rim as i32 - 1);
}

/// A moon jelly: a shallow saucer with four rings and a short fringe.
pub(super) fn moon(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 12, 14);
    let high = whole(dice, 9, 11);
    let rim = high + 1.0;
    let sway = (0.7, dice.pose.pick(&[0.0, 1.6, 3.1]));
    let bell = cap(wide, high, rim, dice.shape.pick(&[6, 8]));
    let arm_long = whole(dice, 8, 13);
    for x in [-5.0, 5.0, -2.0, 2.0] {
        arm(canvas, look, (15.5 + x, rim), arm_long - x.abs() * 0.6, sway);
    }
    glassy(canvas, look, &bell);
    let skins = canvas.take_skins();
    horseshoes(canvas, look, (wide, high, rim));
    canvas.give_skins(skins, look.light);
    canvas.mark(&bell.filter(|_, y| y > rim - 1.0), look.dark);
    canvas.outline(look.line);
    let roots = along(dice.shape.pick(&[10, 12]), wide - 1.0, rim + 1.0);
    threads(canvas, look, &roots, &[7.0, 5.0], sway);
    dress(canvas, look, &bell, rim as i32 - 1);
}

/// A lion's mane: a flat bell over a thick curtain of hair.
pub(super) fn mane(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 10, 13);
    let high = whole(dice, 7, 9);
    let rim = high + 1.0;
    let long = whole(dice, 15, 19);
    let lean = dice.pose.pick(&[-2.0, 0.0, 2.0]);
    let wave = dice.pose.pick(&[1.0, 1.6]);
    let bend = move |y: f32| lean * ((y - rim) / long) + wave * ((y - rim) * 0.5).sin() * 0.6;
    let curtain = Shape::from_fn(|x, y| {
        let u = x - bend(y) - 15.5;
        let tuft = ((u / 4.0).round() * 4.0 - u).abs();
        let end = rim + long - u.abs() * 0.6 - tuft * 1.8;
        y >= rim && y <= end && u.abs() <= wide - 1.0 - (y - rim) * 0.12
    });
    canvas.fill(&curtain, look.accent);
    let strands = Shape::from_fn(|x, y| (x - bend(y) - 15.5 + 2.0).rem_euclid(4.0) < 1.0);
    canvas.mark(&curtain.and(&strands), look.deep);
    let shine = Shape::from_fn(|x, y| (x - bend(y) - 15.5).rem_euclid(4.0) < 1.0);
    canvas.mark(&curtain.and(&shine), look.bright);
    let bell = cap(wide, high, rim, dice.shape.pick(&[5, 7]));
    glassy(canvas, look, &bell);
    canvas.mark(&bell.filter(|_, y| y > rim - 1.0), look.dark);
    canvas.outline(look.line);
    let roots = along(4, wide - 3.0, rim + long - 8.0);
    threads(canvas, look, &roots, &[9.0, 10.0], (wave * 0.7, 0.0));
    dress(canvas, look, &bell, rim as i32 - 1);
}

/// A fried-egg jelly: a flat disc with a yolk, on stubby arms with buttons.
pub(super) fn egg(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 12, 14);
    let yolk = whole(dice, 6, 8);
    let disc_y = yolk + 3.0;
    let sway = (dice.pose.pick(&[0.6, 1.1]), dice.pose.pick(&[0.0, 1.6, 3.1]));
    let mut arms = along(dice.shape.pick(&[5, 7]), wide - 4.0, disc_y + 1.0);
    let middle = arms.len() / 2;
    arms.swap(0, middle);
    for (index, &root) in arms.iter().enumerate() {
        let long = if index % 2 == 0 { 14.0 } else { 10.0 } - (root.0 - 15.5).abs() * 0.35;
        let path = hanging(root, long, sway.0, sway.1);
        let club = Shape::taper(&path, 1.6, 1.2);
        canvas.in_front(&club, look.light, look.line);
        let end = path[path.len() - 1];
        let button = Shape::ellipse((end.0.round(), end.1.round()), 2.3, 2.3);
        canvas.in_front(&button, look.bright, look.line);
        canvas.mark(&button.topside(1), look.accent);
    }
    let plate = cap(wide, yolk, disc_y, 7);
    canvas.in_front(&plate, look.mid, look.line);
    canvas.mark(&plate.shrunk(1), look.light);
    canvas.mark(&plate.underside(2), look.dark);
    let ball = Shape::ellipse((15.5, disc_y - yolk + 2.0), yolk, yolk * 0.5);
    canvas.in_front(&ball, look.bright, look.dark);
    canvas.mark(&ball.rim(), look.accent);
    canvas.skin(&ball.shrunk(1), look.coat.ink_on_accent(look.bright), Grain::Dome);
    canvas.outline(look.line);
    dress(canvas, look, &plate.or(&ball), disc_y as i32 - 1);
}

/// A crown jelly: a helmet with a groove, a ring of flaps and stiff tentacles.
pub(super) fn crown(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let wide = whole(dice, 7, 9);
    let high = whole(dice, 10, 13);
    let pointed = dice.shape.chance(0.5);
    let rim = high + 1.0;
    let count = dice.shape.pick(&[6, 8]);
    let curl = dice.pose.pick(&[-3.0, 0.0, 3.0]);
    for index in 0..count {
        let side = index as f32 / (count - 1) as f32 * 2.0 - 1.0;
        let root = (15.5 + side * (wide + 0.5), rim + 2.5);
        let long = if index % 2 == 0 { 13.0 } else { 10.0 };
        let elbow = (15.5 + side * (wide + 4.5), rim + 5.0);
        let tip = (15.5 + side * (wide + 4.0) - side * curl, rim + long + 2.0 - side.abs() * 2.0);
        let spike = Shape::taper(&[root, elbow, tip], 1.3, 0.9);
        canvas.in_front(&spike, if index % 2 == 0 { look.bright } else { look.accent }, look.line);
        if look.lit {
            canvas.lamp(tip.0.round() as i32, tip.1.round() as i32, look.lamp);
        }
    }
    let skirt = Shape::from_fn(|x, y| {
        let flap = (((x - 15.5 + 2.0).rem_euclid(4.0) - 2.0) / 2.0).powi(2);
        let half = wide + (y - rim) * 0.55;
        y >= rim && y <= rim + 4.6 - flap * 1.8 && (x - 15.5).abs() <= half
    });
    canvas.in_front(&skirt, look.mid, look.line);
    canvas.mark(&skirt.shrunk(1), look.light);
    let seams = skirt.filter(|x, _| (x - 15.5 + 2.0).rem_euclid(4.0) < 1.0);
    canvas.mark(&seams, look.dark);
    let bell = if pointed {
        Shape::blob(&[
            (15.5 - wide, rim + 0.5),
            (15.5 - wide * 0.85, rim - high * 0.45),
            (15.5, rim - high - 1.0),
            (15.5 + wide * 0.85, rim - high * 0.45),
            (15.5 + wide, rim + 0.5),
        ])
        .filter(|_, y| y <= rim)
    } else {
        Shape::ellipse((15.5, rim), wide, high).filter(|_, y| y <= rim)
    };
    glassy(canvas, look, &bell);
    let groove = bell.filter(|_, y| y > rim - 1.0);
    canvas.mark(&groove, look.line);
    canvas.outline(look.line);
    dress(canvas, look, &skirt.or(&bell), rim as i32 + 2);
}
