//! What can be found out of a sprite's pixels: how far it reaches, its core, what hangs on that.

use super::{
    field::{AROUND, SIDES, opaque, place},
    parts::{Part, Parts},
};
use crate::sprite::{PIXELS, SIDE, Sprite, TRANSPARENT, index_of};

/// A distance that no pixel has.
pub(super) const FAR: u8 = u8::MAX;

/// An appendage: a connected piece of one part that hangs on the rest.
#[derive(Clone, Debug)]
pub(super) struct Limb {
    /// The mean place of its pixels.
    pub(super) middle: (f32, f32),
    /// Its pixel farthest from the root.
    pub(super) tip: (i32, i32),
    /// The distance from the root to the tip.
    pub(super) length: u8,
    /// Its lowest row.
    pub(super) bottom: i32,
}

/// The measures of one sprite that the rules of motion work with.
pub(super) struct Anatomy {
    /// First and last column and row that are not empty.
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    /// The centre of mass.
    pub(super) centre: (f32, f32),
    /// Rows of the body alone, without what hangs on it.
    pub(super) body_top: i32,
    pub(super) body_bottom: i32,
    /// Columns of the body alone.
    pub(super) body_left: i32,
    pub(super) body_right: i32,
    /// Which part each pixel is of.
    pub(super) parts: Parts,
    /// Which limb each pixel belongs to, `u8::MAX` for none.
    pub(super) limb_of: [u8; PIXELS],
    /// How far each pixel of a limb is from its root, counted along the limb.
    pub(super) reach: [u8; PIXELS],
    /// The limbs, from left to right.
    pub(super) limbs: Vec<Limb>,
}

impl Anatomy {
    /// Measures a sprite whose parts are known; `None` if it is empty.
    pub(super) fn new(sprite: &Sprite, parts: &Parts) -> Option<Self> {
        let (left, right, top, bottom) = bounds(opaque(sprite))?;
        let is_body = |&index: &usize| parts.at(index).is_body();
        let body = bounds(opaque(sprite).filter(is_body)).unwrap_or((left, right, top, bottom));
        let count = opaque(sprite).count() as f32;
        let sum = opaque(sprite).map(place).fold((0, 0), |sum, (x, y)| (sum.0 + x, sum.1 + y));
        let (body_left, body_right, body_top, body_bottom) = body;
        let mut anatomy = Self {
            left,
            right,
            top,
            bottom,
            centre: (sum.0 as f32 / count, sum.1 as f32 / count),
            body_top,
            body_bottom,
            body_left,
            body_right,
            parts: parts.clone(),
            limb_of: [u8::MAX; PIXELS],
            reach: [0; PIXELS],
            limbs: Vec::new(),
        };
        anatomy.find_limbs(sprite);
        Some(anatomy)
    }

    /// 0 in the first column, 1 in the last.
    pub(super) fn back(&self, index: usize) -> f32 {
        (place(index).0 - self.left) as f32 / (self.right - self.left).max(1) as f32
    }

    /// 0 in the first row, 1 in the last.
    pub(super) fn down(&self, index: usize) -> f32 {
        (place(index).1 - self.top) as f32 / (self.bottom - self.top).max(1) as f32
    }

    /// The limb of a pixel, with its number and how far out the pixel is: above 0 at the root,
    /// 1 at the tip.
    pub(super) fn limb(&self, index: usize) -> Option<(usize, &Limb, f32)> {
        let number = usize::from(self.limb_of[index]);
        let limb = self.limbs.get(number)?;
        Some((number, limb, f32::from(self.reach[index]) / f32::from(limb.length.max(1))))
    }

    /// The column in the middle of the body.
    pub(super) fn middle(&self) -> f32 {
        (self.body_left + self.body_right) as f32 / 2.0
    }

    fn find_limbs(&mut self, sprite: &Sprite) {
        let mut is_seen = [false; PIXELS];
        let mut found: Vec<(Limb, Vec<usize>)> = Vec::new();
        for start in opaque(sprite) {
            let part = self.parts.at(start);
            if is_seen[start] || part.is_body() || part == Part::Foot {
                continue;
            }
            let piece = connected(start, |index| self.parts.at(index) == part);
            for &index in &piece {
                is_seen[index] = true;
            }
            self.measure(sprite, &piece);
            found.push((self.limb_of_piece(&piece), piece));
        }
        found.sort_by_key(|(limb, _)| (limb.middle.0 * 64.0) as i32);
        found.truncate(usize::from(u8::MAX));
        for (number, (_, piece)) in found.iter().enumerate() {
            for &index in piece {
                self.limb_of[index] = number as u8;
            }
        }
        self.limbs = found.into_iter().map(|(limb, _)| limb).collect();
    }

    /// Counts the way from what the piece hangs on.
    fn measure(&mut self, sprite: &Sprite, piece: &[usize]) {
        let mut is_inside = [false; PIXELS];
        for &index in piece {
            is_inside[index] = true;
        }
        let is_root = |index: &&usize| {
            let (x, y) = place(**index);
            AROUND.iter().filter_map(|(dx, dy)| index_of(x + dx, y + dy)).any(|near| {
                let is_other = sprite.pixels()[near] != TRANSPARENT && !is_inside[near];
                is_other && (self.parts.at(near).is_body() || self.parts.at(near) == Part::Foot)
            })
        };
        let mut roots: Vec<usize> = piece.iter().filter(is_root).copied().collect();
        if roots.is_empty() {
            // Something that floats beside the rest: it hangs on its pixel nearest to the body.
            let (x, y) = self.centre;
            let nearest = piece.iter().min_by_key(|&&index| {
                let (px, py) = place(index);
                ((px as f32 - x).abs() + (py as f32 - y).abs()) as i32
            });
            roots.extend(nearest);
        }
        let distances = distances(&roots, |index| is_inside[index]);
        for &index in piece {
            self.reach[index] = distances[index].saturating_add(1);
        }
    }

    fn limb_of_piece(&self, piece: &[usize]) -> Limb {
        let n = piece.len().max(1) as f32;
        let sum =
            piece.iter().map(|&index| place(index)).fold((0, 0), |s, (x, y)| (s.0 + x, s.1 + y));
        let tip = piece.iter().copied().max_by_key(|&index| (self.reach[index], index));
        let tip = tip.unwrap_or_default();
        Limb {
            middle: (sum.0 as f32 / n, sum.1 as f32 / n),
            tip: place(tip),
            length: self.reach[tip],
            bottom: piece.iter().map(|&index| place(index).1).max().unwrap_or_default(),
        }
    }
}

/// First and last column, first and last row.
pub(super) fn bounds(indices: impl Iterator<Item = usize>) -> Option<(i32, i32, i32, i32)> {
    indices.map(place).fold(None, |bounds, (x, y)| {
        let (left, right, top, bottom) = bounds.unwrap_or((x, x, y, y));
        Some((left.min(x), right.max(x), top.min(y), bottom.max(y)))
    })
}

/// The pixels that hang together with `start`, corners included.
pub(super) fn connected(start: usize, is_inside: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut is_seen = [false; PIXELS];
    is_seen[start] = true;
    let mut piece = vec![start];
    let mut next = 0;
    while let Some(&index) = piece.get(next) {
        next += 1;
        let (x, y) = place(index);
        for (dx, dy) in AROUND {
            if let Some(near) = index_of(x + dx, y + dy)
                && !is_seen[near]
                && is_inside(near)
            {
                is_seen[near] = true;
                piece.push(near);
            }
        }
    }
    piece
}

/// Steps from the nearest of some pixels to each, corners being one step; [`FAR`] where none
/// leads.
pub(super) fn distances(from: &[usize], is_inside: impl Fn(usize) -> bool) -> [u8; PIXELS] {
    let mut steps = [FAR; PIXELS];
    let mut queue: Vec<usize> = from.to_vec();
    for &index in from {
        steps[index] = 0;
    }
    let mut next = 0;
    while let Some(&index) = queue.get(next) {
        next += 1;
        let (x, y) = place(index);
        for (dx, dy) in AROUND {
            if let Some(near) = index_of(x + dx, y + dy)
                && steps[near] == FAR
                && is_inside(near)
            {
                steps[near] = steps[index].saturating_add(1).min(FAR - 1);
                queue.push(near);
            }
        }
    }
    steps
}

/// How deep each opaque pixel lies: 1 at the edge. The edge of the canvas is an edge.
pub(super) fn depths(sprite: &Sprite) -> [u8; PIXELS] {
    let mut depths = [0; PIXELS];
    let mut layer: Vec<usize> = opaque(sprite).collect();
    let mut depth = 0;
    while !layer.is_empty() {
        depth += 1;
        let is_deep = |&index: &usize, depths: &[u8; PIXELS]| {
            let (x, y) = place(index);
            SIDES.iter().all(|(dx, dy)| {
                index_of(x + dx, y + dy)
                    .is_some_and(|near| sprite.pixels()[near] != TRANSPARENT && depths[near] == 0)
            })
        };
        let (inner, outer): (Vec<usize>, Vec<usize>) =
            layer.iter().partition(|index| is_deep(index, &depths));
        for index in outer {
            depths[index] = depth;
        }
        layer = inner;
    }
    depths
}

/// How much of the silhouette is its own mirror picture, 0 to 1: across its middle column, or
/// across its middle row.
pub(super) fn symmetry(sprite: &Sprite, across_rows: bool) -> f32 {
    let Some((left, right, top, bottom)) = bounds(opaque(sprite)) else { return 0.0 };
    let same = opaque(sprite).filter(|&index| {
        let (x, y) = place(index);
        let (x, y) = if across_rows { (x, top + bottom - y) } else { (left + right - x, y) };
        sprite.at(x, y) != TRANSPARENT
    });
    same.count() as f32 / sprite.opaque_count().max(1) as f32
}

/// The longest way through the silhouette: where it begins, on the left, and the steps to every
/// pixel.
pub(super) fn longest_way(sprite: &Sprite) -> Option<(usize, [u8; PIXELS])> {
    let is_inside = |index: usize| sprite.pixels()[index] != TRANSPARENT;
    let farthest = |steps: &[u8; PIXELS]| {
        opaque(sprite).filter(|&index| steps[index] != FAR).max_by_key(|&index| steps[index])
    };
    let first = opaque(sprite).min_by_key(|&index| place(index).0)?;
    // Begin within the largest piece: where most pixels are reached.
    let whole = distances(&[first], is_inside);
    let one = farthest(&whole)?;
    let other = farthest(&distances(&[one], is_inside))?;
    let key = |index: usize| place(index);
    let head = if key(one) <= key(other) { one } else { other };
    Some((head, distances(&[head], is_inside)))
}

/// The number of opaque pixels of a row, and its first and last column.
pub(super) fn row_extent(sprite: &Sprite, y: i32) -> Option<(i32, i32)> {
    let is_set = |x: &i32| sprite.at(*x, y) != TRANSPARENT;
    let side = SIDE as i32;
    Some(((0..side).find(is_set)?, (0..side).rev().find(is_set)?))
}

/// The first and last row of a column.
pub(super) fn column_extent(sprite: &Sprite, x: i32) -> Option<(i32, i32)> {
    let is_set = |y: &i32| sprite.at(x, *y) != TRANSPARENT;
    let side = SIDE as i32;
    Some(((0..side).find(is_set)?, (0..side).rev().find(is_set)?))
}
