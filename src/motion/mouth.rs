//! The mouths of fish: what of a head opens and shuts.

use super::{
    anatomy::{bounds, connected},
    field::{AROUND, opaque, place},
    parts::{Finder, Part, luma},
};
use crate::sprite::{ENTRIES, PIXELS, Palette, SIDE, TRANSPARENT};

impl Finder<'_> {
    /// Of an angler: what is below its mouth, if that is found. A mouth is dark, in front, and has
    /// teeth.
    pub(super) fn jaw(&mut self, palette: &Palette) -> bool {
        let light: Vec<i32> = palette.colours().iter().map(|&colour| luma(colour)).collect();
        let light = |index: usize| light[usize::from(self.sprite.pixels()[index])];
        let (left, right, ..) = self.bounds;
        let mut is_seen = [false; PIXELS];
        let mut best: Option<(usize, (i32, i32, i32, i32))> = None;
        for start in opaque(self.sprite) {
            let colour = self.sprite.pixels()[start];
            if is_seen[start] || light(start) > 90 {
                continue;
            }
            let piece = connected(start, |index| self.sprite.pixels()[index] == colour);
            for &index in &piece {
                is_seen[index] = true;
            }
            let Some(box_of) = bounds(piece.iter().copied()) else { continue };
            let (first, last, top, bottom) = box_of;
            let n_teeth = piece.iter().filter(|&&index| {
                let (x, y) = place(index);
                [(0, 1), (0, -1)].iter().any(|(dx, dy)| {
                    let near = self.sprite.at(x + dx, y + dy);
                    near != TRANSPARENT
                        && light((y + dy) as usize * SIDE + (x + dx) as usize) > light(start) + 90
                })
            });
            let is_mouth = i32::midpoint(first, last) < left + (right - left) / 2
                && (4..=(right - left) * 3 / 5).contains(&(last - first))
                && (bottom - top) >= 2
                && (bottom - top) <= 14
                && n_teeth.count() >= 2
                && piece.len() >= 8;
            if is_mouth && best.is_none_or(|(len, _)| piece.len() > len) {
                best = Some((piece.len(), box_of));
            }
        }
        let Some((_, (_, last, top, bottom))) = best else { return false };
        let hinge = (top + bottom + 1) / 2;
        for index in opaque(self.sprite) {
            let (x, y) = place(index);
            if x <= last && y > hinge {
                self.parts.set(index, Part::Jaw);
            }
        }
        true
    }

    /// What is below a mouth that is closed: a line of the outline's colour inside the front.
    pub(super) fn closed_jaw(&mut self) {
        let (left, right, ..) = self.bounds;
        let front = left + (right - left) * 2 / 5;
        let pixels = self.sprite.pixels();
        let touched = |index: usize| {
            let (x, y) = place(index);
            AROUND.iter().filter(|(dx, dy)| self.sprite.at(x + dx, y + dy) != TRANSPARENT).count()
        };
        let is_front = |index: &usize| place(*index).0 <= front;
        let mut counts = [0_usize; ENTRIES];
        for index in opaque(self.sprite).filter(is_front).filter(|&index| touched(index) < 8) {
            counts[usize::from(pixels[index])] += 1;
        }
        let outline = (0..ENTRIES).max_by_key(|&colour| counts[colour]).unwrap_or_default();
        let is_line = |index: usize| {
            usize::from(pixels[index]) == outline && is_front(&index) && touched(index) == 8
        };
        let mut is_seen = [false; PIXELS];
        let mut best: Option<(i32, Vec<usize>)> = None;
        for start in opaque(self.sprite) {
            if is_seen[start] || !is_line(start) {
                continue;
            }
            let piece = connected(start, is_line);
            for &index in &piece {
                is_seen[index] = true;
            }
            let Some((first, last, top, bottom)) = bounds(piece.iter().copied()) else { continue };
            let length = (last - first).max(bottom - top) + 1;
            let is_thin = piece.len() as i32 <= length * 3 / 2 + 1;
            let is_mouth = is_thin && length >= 3 && last > first && first <= left + 5;
            if is_mouth && best.as_ref().is_none_or(|(longest, _)| *longest < length) {
                best = Some((length, piece));
            }
        }
        let Some((_, line)) = best else { return };
        let lowest = |column: i32| {
            let rows = line.iter().map(|&index| place(index)).filter(|(x, _)| *x == column);
            rows.map(|(_, y)| y).max()
        };
        let Some((first, last, ..)) = bounds(line.iter().copied()) else { return };
        for index in opaque(self.sprite) {
            let (x, y) = place(index);
            if x <= last && lowest(x.max(first)).is_some_and(|row| y > row) {
                self.parts.set(index, Part::Jaw);
            }
        }
    }
}
