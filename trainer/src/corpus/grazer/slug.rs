//! Sea slugs.

use crate::corpus::canvas::{Canvas, Grain, Shape};
use crate::corpus::look::Appearance;
use crate::corpus::{Dice, Zone};

/// A sea slug: ruffled mantle, two horns, a plume of gills.
pub(super) fn nudibranch(canvas: &mut Canvas, look: &Appearance, dice: &mut Dice) {
    let (coat, zone) = (look.coat, look.zone());
    let (hump, rear) = (dice.shape.between(6.0, 8.0), dice.shape.pick(&[0.0, 2.0]));
    let base = 23.0;
    let body = Shape::blob(&[
        (3.5, base - 2.0),
        (4.5, base - 6.0),
        (10.0, base - hump),
        (18.0, base - hump - 0.5),
        (24.0, base - 4.0 - rear),
        (29.0, base - 1.5),
        (24.0, base + 1.0),
        (8.0, base + 1.0),
    ]);
    let plumes = dice.shape.chance(0.5);
    let (tuft, tip) = match zone {
        Zone::Midnight => (coat.second.shade(3), coat.second.shade(5)),
        Zone::Vent | Zone::Abyss | Zone::Hadal => (coat.mark, coat.glow),
        _ => (coat.mark, coat.mark_light),
    };
    if plumes {
        // A ring of gills on the back.
        for (dx, dy) in [(-3.5, -4.5), (0.0, -6.5), (3.5, -4.5)] {
            let root = (20.0, base - hump + 1.5);
            let gill = Shape::taper(
                &[root, (root.0 + dx * 0.6, root.1 + dy * 0.6), (root.0 + dx, root.1 + dy)],
                1.0,
                1.4,
            );
            canvas.fill(&gill, tuft);
            canvas.mark(&gill.filter(|_, y| y < root.1 + dy + 1.0), tip);
        }
    } else {
        // Rows of finger-like cerata.
        for step in 0..5 {
            let x = 11.0 + step as f32 * 3.6;
            let y = base - hump + 1.5 + (step as f32 - 1.0).max(0.0) * 0.9;
            let finger = Shape::taper(&[(x, y), (x + 1.0, y - 4.5)], 1.2, 1.0);
            canvas.fill(&finger, tuft);
            canvas.mark(&finger.filter(|_, py| py < y - 3.6), tip);
        }
    }
    for x in [5.0, 8.5] {
        let horn = Shape::taper(&[(x, base - 6.0), (x - 1.0, base - 11.5)], 0.9, 1.1);
        canvas.fill(&horn, tuft);
        canvas.mark(&horn.filter(|_, y| y < base - 10.2), tip);
    }
    coat.paint(canvas, &body, 2, 1);
    let skin = body.shrunk(1).filter(|x, y| x > 9.5 && y < base - 1.0);
    look.skin(canvas, &skin, Grain::Level);
    let frill = Shape::from_fn(|x, y| {
        let wave = ((x * std::f32::consts::TAU / 6.0).sin() * 0.8).round();
        y >= base - 1.5 + wave && y <= base + 1.0 + wave * 0.5 && (4.0..28.0).contains(&x)
    });
    let hem = match zone {
        Zone::Abyss | Zone::Hadal => coat.tone(-1),
        Zone::Midnight => coat.second.shade(3),
        _ => coat.mark_light,
    };
    canvas.fill(&frill.and(&body.grown()), hem);
    coat.light_row(canvas, &body, 4, 3);
    coat.organ(canvas, (14.0, base - 3.5), 4.5, 2.0);
    coat.draw_eye(canvas, (6, base as i32 - 4), 2);
    canvas.outline(coat.line);
}
