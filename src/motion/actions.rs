//! What is done once and not for ever: turning round, being hurt, dying.

use super::{
    anatomy::{Anatomy, bounds, symmetry},
    check::loose,
    field::{Field, SIDES, Shape, opaque, place},
    parts::luma,
    plan::BodyPlan,
    rules::{Ribbon, ramp, sine},
};
use crate::sprite::{ENTRIES, Palette, SIDE, Sprite, TRANSPARENT};

/// The narrowest that a creature is seen while it turns, as a share of its width.
const NARROWEST: f32 = 0.5;

/// The same for one that looks at the viewer and is as wide from the side.
const NARROWEST_ALIKE: f32 = 0.8;

/// How many rows of a column belong to one piece of a ribbon, at most: more run along it.
const THICKEST_RIBBON: i32 = 9;

/// Turns to the other side: narrower until it is seen from the front, then wider in the mirror.
pub(super) fn turn(sprite: &Sprite, n_frames: usize) -> Vec<Sprite> {
    let step = 1.0 / (n_frames.max(2) - 1) as f32;
    let mirrored = mirrored_in_place(sprite);
    let same = opaque(sprite).filter(|&at| sprite.pixels()[at] == mirrored.pixels()[at]).count();
    let is_alike = symmetry(sprite, false) > 0.8 && same * 5 > opaque(sprite).count() * 3;
    let narrowest = if is_alike { NARROWEST_ALIKE } else { NARROWEST };
    let mirrored = sprite.flipped_horizontally();
    let frame = |index: usize| {
        let facing = super::rules::cosine(index as f32 * step * 0.5);
        let seen = if facing >= 0.0 { sprite } else { &mirrored };
        foreshortened(seen, facing.abs().max(narrowest))
    };
    let mut frames: Vec<Sprite> = (0..n_frames).map(frame).collect();
    if let [first, .., last] = &mut frames[..] {
        *first = sprite.clone();
        *last = sprite.flipped_horizontally();
    }
    frames
}

/// A blow: it is pressed together and knocked back, flashes along the ramps of its own colours,
/// and recovers.
pub(super) fn hurt(sprite: &Sprite, palette: &Palette, n_frames: usize) -> Vec<Sprite> {
    let lighter = lighter(sprite, palette);
    let width = bounds(opaque(sprite)).map_or(1, |(left, right, ..)| right - left + 1) as f32;
    let step = 1.0 / (n_frames.max(2) - 1) as f32;
    let frame = |index: usize| {
        let t = index as f32 * step;
        // Quickly away and slowly back; the flash is over before.
        let blow = (1.0 - t) * ramp(t, 0.0, 0.5 * step);
        let pressed = squeezed(sprite, 1.0 - (0.2_f32).min(4.0 * blow / width), 1.0);
        let flashes = (3.6 * ramp(blow, 0.3, 0.8)).round() as usize;
        let flashed = (0..flashes).fold(pressed, |sprite, _| sprite.translated(&lighter));
        shifted(&flashed, (2.6 * blow).round() as i32)
    };
    (0..n_frames).map(frame).collect()
}

/// The end: fish roll over with their belly up, others sink together; the light goes
/// out of its colours.
pub(super) fn die(
    sprite: &Sprite,
    palette: &Palette,
    plan: BodyPlan,
    body: &Anatomy,
    n_frames: usize,
) -> Vec<Sprite> {
    let darker = darker(sprite, palette);
    let last = (n_frames.max(2) - 1) as f32;
    let ribbon = (plan == BodyPlan::Eel).then(|| Ribbon::of(sprite, body)).flatten();
    let frame = |index: usize| {
        let t = index as f32 / last;
        let rolls_over = matches!(plan, BodyPlan::Fish | BodyPlan::Angler | BodyPlan::Turtle);
        let fallen = if let Some(ribbon) = &ribbon {
            limp(sprite, ribbon, t)
        } else if rolls_over {
            let facing = super::rules::cosine(0.5 * t);
            let turned = upside_down(sprite);
            let seen = if facing >= 0.0 { sprite } else { &turned };
            squeezed(seen, 1.0, facing.abs().max(0.42))
        } else {
            squeezed(sprite, 1.0, 1.0 - 0.62 * t * t)
        };
        // On a thin body two steps would leave nothing but the outline's colour.
        let steps = (if ribbon.is_some() { 1.5 } else { 2.4 } * t).floor() as usize;
        (0..steps).fold(fallen, |sprite, _| sprite.translated(&darker))
    };
    (0..n_frames).map(frame).collect()
}

/// A ribbon at a moment of its death, 0 to 1: it shudders, turns its belly up where it lies,
/// and sinks together without its coils meeting.
fn limp(sprite: &Sprite, ribbon: &Ribbon, t: f32) -> Sprite {
    let Some((.., bottom)) = bounds(opaque(sprite)) else { return sprite.clone() };
    let seen = if t > 0.45 { rolled_over(sprite) } else { sprite.clone() };
    let shape = Shape::new(&seen);
    Field::new(&shape, |index| {
        let (along, (nx, ny)) = ribbon.at(index);
        let shudder = 2.2 * (1.0 - t) * ramp(t, 0.0, 0.15) * sine(1.7 * t - 1.15 * along);
        let above = (bottom - place(index).1) as f32;
        let droop = 2.5 * t * t * (1.0 - ramp(along, 0.0, 0.3));
        (nx * shudder, ny * shudder + (0.28 * t * t * above + droop).min(above))
    })
    .apply(&shape)
}

/// The picture with every short run of a column on its head, so that a thin body shows its belly
/// and keeps its silhouette.
fn rolled_over(sprite: &Sprite) -> Sprite {
    let mut rolled = sprite.clone();
    let side = SIDE as i32;
    for x in 0..side {
        let mut y = 0;
        while y < side {
            let first = y;
            while y < side && sprite.at(x, y) != TRANSPARENT {
                y += 1;
            }
            if y - first <= THICKEST_RIBBON {
                for row in first..y {
                    rolled.set(x, row, sprite.at(x, first + y - 1 - row));
                }
            }
            y += 1;
        }
    }
    rolled
}

/// The mirror picture, on the columns that it had.
fn mirrored_in_place(sprite: &Sprite) -> Sprite {
    let mut turned = Sprite::EMPTY;
    if let Some((left, right, ..)) = bounds(opaque(sprite)) {
        for index in opaque(sprite) {
            let (x, y) = place(index);
            turned.set(left + right - x, y, sprite.pixels()[index]);
        }
    }
    turned
}

/// The picture on its head, on the rows that it had.
fn upside_down(sprite: &Sprite) -> Sprite {
    let mut turned = Sprite::EMPTY;
    if let Some((.., top, bottom)) = bounds(opaque(sprite)) {
        for index in opaque(sprite) {
            let (x, y) = place(index);
            turned.set(x, top + bottom - y, sprite.pixels()[index]);
        }
    }
    turned
}

fn shifted(sprite: &Sprite, columns: i32) -> Sprite {
    let (left, right) = bounds(opaque(sprite)).map_or((0, 0), |(left, right, ..)| (left, right));
    let columns = columns.clamp(-left, SIDE as i32 - 1 - right);
    let mut moved = Sprite::EMPTY;
    for index in opaque(sprite) {
        let (x, y) = place(index);
        moved.set(x + columns, y, sprite.pixels()[index]);
    }
    moved
}

/// The picture with fewer columns, about its middle, or fewer rows, above its lowest one. Where
/// pixels meet, those of the outline stay, so it stays closed and nothing comes off.
fn squeezed(sprite: &Sprite, wide: f32, tall: f32) -> Sprite {
    let Some((left, right, _, bottom)) = bounds(opaque(sprite)) else { return sprite.clone() };
    let middle = (left + right) as f32 / 2.0;
    let shape = Shape::new(sprite);
    Field::new(&shape, |index| {
        let (x, y) = place(index);
        let to_x = (middle + (x as f32 - middle) * wide + 1e-3).round();
        let to_y = (bottom as f32 - (bottom - y) as f32 * tall + 1e-3).round();
        (to_x - x as f32, to_y - y as f32)
    })
    .apply(&shape)
}

/// The picture with fewer columns, about its middle. Of the columns that become one the inside is
/// seen, so that the outline stays as thin as it was; it closes again at the edges.
fn foreshortened(sprite: &Sprite, wide: f32) -> Sprite {
    let Some((left, right, top, bottom)) = bounds(opaque(sprite)) else { return sprite.clone() };
    let middle = (left + right) as f32 / 2.0;
    let place_of = |x: i32| (middle + (x as f32 - middle) * wide + 1e-3).round() as i32;
    let is_opaque = |x: i32, y: i32| sprite.at(x, y) != TRANSPARENT;
    let is_edge = |x: i32, y: i32| SIDES.iter().any(|(dx, dy)| !is_opaque(x + dx, y + dy));
    let mut narrow = Sprite::EMPTY;
    let mut outline = Sprite::EMPTY;
    for y in top..=bottom {
        for x in (left..=right).filter(|&x| is_opaque(x, y)) {
            let (at, colour) = (place_of(x), sprite.at(x, y));
            if is_edge(x, y) {
                outline.set(at, y, colour);
                if narrow.at(at, y) == TRANSPARENT {
                    narrow.set(at, y, colour);
                }
            } else {
                narrow.set(at, y, colour);
            }
        }
    }
    let mut closed = narrow.clone();
    for index in opaque(&narrow) {
        let (x, y) = place(index);
        if !SIDES.iter().any(|(dx, dy)| narrow.at(x + dx, y + dy) == TRANSPARENT) {
            continue;
        }
        // The outline that came there, or the nearest of its row.
        let near = (0..SIDE as i32)
            .flat_map(|far| [x - far, x + far])
            .map(|x| outline.at(x, y))
            .find(|&colour| colour != TRANSPARENT);
        closed.set(x, y, near.unwrap_or(narrow.at(x, y)));
    }
    if loose(&closed) <= loose(sprite) { closed } else { squeezed(sprite, wide, 1.0) }
}

/// For each colour the next lighter one of its ramp that the sprite has.
fn lighter(sprite: &Sprite, palette: &Palette) -> [u8; ENTRIES] {
    neighbour_shades(sprite, palette, true)
}

/// For each colour the next darker one of its ramp that the sprite has.
fn darker(sprite: &Sprite, palette: &Palette) -> [u8; ENTRIES] {
    neighbour_shades(sprite, palette, false)
}

fn neighbour_shades(sprite: &Sprite, palette: &Palette, upwards: bool) -> [u8; ENTRIES] {
    let mut is_used = [false; ENTRIES];
    opaque(sprite).for_each(|index| is_used[usize::from(sprite.pixels()[index])] = true);
    let mut table: [u8; ENTRIES] = std::array::from_fn(|index| index as u8);
    let light = |index: u8| luma(palette.colours()[usize::from(index)]);
    let mut is_on_ramp = [false; ENTRIES];
    let mut climb = |shades: &mut Vec<u8>| {
        shades.retain(|&index| is_used.get(usize::from(index)).is_some_and(|used| *used));
        if shades.len() > 1 {
            for &index in shades.iter() {
                is_on_ramp[usize::from(index)] = true;
            }
        }
        if !upwards {
            shades.reverse();
        }
        for pair in shades.windows(2) {
            table[usize::from(pair[0])] = pair[1];
        }
    };
    for ramp in palette.ramps() {
        climb(&mut ramp.indices.clone());
    }
    // Colours that stand alone go by lightness among all of the sprite's.
    let mut all: Vec<u8> = (1..ENTRIES as u8).filter(|&i| is_used[usize::from(i)]).collect();
    all.sort_by_key(|&index| light(index));
    for &index in &all {
        if is_on_ramp[usize::from(index)] {
            continue;
        }
        let mut others = all.iter().copied().filter(|&other| {
            if upwards { light(other) > light(index) } else { light(other) < light(index) }
        });
        let next = if upwards { others.next() } else { others.next_back() };
        table[usize::from(index)] = next.unwrap_or(index);
    }
    table
}
