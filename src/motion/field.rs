//! How far each pixel of a sprite moves, in whole pixels, and the picture that comes of it.

use crate::sprite::{PIXELS, SIDE, Sprite, TRANSPARENT, index_of};

/// Neighbours to the right and below, by which each pair of touching pixels is met once.
const PAIRS: [(i32, i32); 4] = [(1, 0), (0, 1), (1, 1), (-1, 1)];

/// The four sides of a pixel.
pub(super) const SIDES: [(i32, i32); 4] = [(1, 0), (-1, 0), (0, 1), (0, -1)];

/// All eight neighbours of a pixel.
pub(super) const AROUND: [(i32, i32); 8] =
    [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)];

/// Passes that smooth a field. Two pixels per pass is more than any rule leaves to mend.
const MOST_PASSES: usize = 12;

/// Column and row of a raster index.
pub(super) fn place(index: usize) -> (i32, i32) {
    ((index % SIDE) as i32, (index / SIDE) as i32)
}

/// Raster indices of the opaque pixels of a sprite.
pub(super) fn opaque(sprite: &Sprite) -> impl Iterator<Item = usize> {
    let pixels = sprite.pixels();
    (0..PIXELS).filter(|&index| pixels[index] != TRANSPARENT)
}

/// A picture that is moved many times, with what is the same each time.
pub(super) struct Shape<'a> {
    pub(super) sprite: &'a Sprite,
    bits: Bits,
    /// Its opaque pixels.
    pixels: Vec<u16>,
    /// Those of them that touch.
    pairs: Vec<(u16, u16)>,
    /// Which pixels are at its edge: beside what is transparent, or at that of the canvas.
    edges: [bool; PIXELS],
}

impl<'a> Shape<'a> {
    pub(super) fn new(sprite: &'a Sprite) -> Self {
        let bits = Bits::of(sprite);
        let pixels: Vec<u16> = opaque(sprite).map(|index| index as u16).collect();
        let mut pairs = Vec::with_capacity(pixels.len() * 4);
        let mut edges = [false; PIXELS];
        for &index in &pixels {
            let (x, y) = place(usize::from(index));
            edges[usize::from(index)] =
                SIDES.iter().any(|(dx, dy)| !bits.contains((x + dx, y + dy)));
            for (dx, dy) in PAIRS {
                if bits.contains((x + dx, y + dy))
                    && let Some(other) = index_of(x + dx, y + dy)
                {
                    pairs.push((index, other as u16));
                }
            }
        }
        Self { sprite, bits, pixels, pairs, edges }
    }
}

/// A set of pixels, a word a row.
#[derive(Clone, Copy)]
pub(super) struct Bits(pub(super) [u32; SIDE]);

impl Bits {
    /// The opaque pixels of a sprite.
    pub(super) fn of(sprite: &Sprite) -> Self {
        Self(std::array::from_fn(|y| {
            let row = &sprite.pixels()[y * SIDE..(y + 1) * SIDE];
            row.iter().rev().fold(0, |bits, &pixel| bits << 1 | u32::from(pixel != TRANSPARENT))
        }))
    }

    pub(super) fn contains(&self, (x, y): (i32, i32)) -> bool {
        index_of(x, y).is_some() && self.0[y as usize] >> x & 1 == 1
    }

    fn set(&mut self, index: usize, present: bool) {
        let bit = 1 << (index % SIDE);
        let row = &mut self.0[index / SIDE];
        *row = if present { *row | bit } else { *row & !bit };
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|row| row.count_ones() as usize).sum()
    }

    /// The rows with what is left, right, above and below each pixel.
    fn sides(&self, y: usize) -> [u32; 4] {
        let above = y.checked_sub(1).map_or(0, |y| self.0[y]);
        let below = self.0.get(y + 1).copied().unwrap_or(0);
        [self.0[y] << 1, self.0[y] >> 1, above, below]
    }

    /// Raster indices of the pixels that a rule picks from a row and its four sides.
    fn picked(&self, rule: impl Fn(u32, [u32; 4]) -> u32) -> Vec<usize> {
        let mut picked = Vec::new();
        for y in 0..SIDE {
            let mut row = rule(self.0[y], self.sides(y));
            while row != 0 {
                picked.push(y * SIDE + row.trailing_zeros() as usize);
                row &= row - 1;
            }
        }
        picked
    }
}

/// Displacements of the pixels of one frame: columns to the right, rows down.
pub(super) struct Field {
    moves: [(i8, i8); PIXELS],
}

impl Field {
    /// The displacement of every opaque pixel, from a rule that says it in fractions.
    pub(super) fn new(shape: &Shape<'_>, mut rule: impl FnMut(usize) -> (f32, f32)) -> Self {
        let mut moves = [(0, 0); PIXELS];
        for &index in &shape.pixels {
            let (x, y) = rule(usize::from(index));
            moves[usize::from(index)] = (whole(x), whole(y));
        }
        let mut field = Self { moves };
        field.settle(shape);
        field
    }

    /// Lets touching pixels differ by one pixel at most, so that nothing tears: the one that
    /// moves farther gives in.
    fn settle(&mut self, shape: &Shape<'_>) {
        for _ in 0..MOST_PASSES {
            let mut is_settled = true;
            for &(one, other) in &shape.pairs {
                let (one, other) = (usize::from(one), usize::from(other));
                let (mut a, mut b) = (self.moves[one], self.moves[other]);
                if a == b {
                    continue;
                }
                let is_near = near(&mut a.0, &mut b.0) & near(&mut a.1, &mut b.1);
                if !is_near {
                    (self.moves[one], self.moves[other]) = (a, b);
                    is_settled = false;
                }
            }
            if is_settled {
                return;
            }
        }
    }

    /// The moved picture. Colours are copied, never mixed.
    pub(super) fn apply(&self, shape: &Shape<'_>) -> Sprite {
        let mut moved = Moved::new(shape);
        for &index in &shape.pixels {
            moved.put(usize::from(index), self.target(usize::from(index)));
        }
        for &(one, other) in &shape.pairs {
            let (one, other) = (usize::from(one), usize::from(other));
            if self.moves[one] != self.moves[other] {
                moved.join((one, self.target(one)), (other, self.target(other)));
            }
        }
        moved.finish()
    }

    /// Where a pixel goes; none leaves the canvas.
    fn target(&self, index: usize) -> (i32, i32) {
        let ((x, y), (dx, dy)) = (place(index), self.moves[index]);
        let last = SIDE as i32 - 1;
        ((x + i32::from(dx)).clamp(0, last), (y + i32::from(dy)).clamp(0, last))
    }
}

/// Rounds to whole pixels, halves away from zero.
fn whole(pixels: f32) -> i8 {
    (pixels + if pixels < 0.0 { -0.5 } else { 0.5 }) as i8
}

/// Brings two numbers within one of each other; whether they were.
fn near(a: &mut i8, b: &mut i8) -> bool {
    let gap = *a - *b;
    if gap.abs() <= 1 {
        return true;
    }
    let far = if a.abs() >= b.abs() { (a, *b) } else { (b, *a) };
    *far.0 = far.1 + (*far.0 - far.1).signum();
    false
}

/// No source: nothing was put there.
const NONE: u16 = u16::MAX;

/// A picture while pixels arrive in it.
struct Moved<'a> {
    shape: &'a Shape<'a>,
    /// Which pixel of the sprite each pixel shows.
    sources: [u16; PIXELS],
    /// Which pixels show one.
    bits: Bits,
}

impl<'a> Moved<'a> {
    fn new(shape: &'a Shape<'a>) -> Self {
        Self { shape, sources: [NONE; PIXELS], bits: Bits([0; SIDE]) }
    }

    fn show(&mut self, at: usize, source: u16) {
        self.sources[at] = source;
        self.bits.set(at, source != NONE);
    }

    /// Puts a pixel down. Where two meet, the one of the outline stays.
    fn put(&mut self, index: usize, (x, y): (i32, i32)) {
        let at = y as usize * SIDE + x as usize;
        let held = self.sources[at];
        let edges = &self.shape.edges;
        if held == NONE || (edges[index] && !edges[usize::from(held)]) {
            self.show(at, index as u16);
        }
    }

    /// Fills what opened between two pixels that touched.
    fn join(&mut self, (a, from): (usize, (i32, i32)), (b, to): (usize, (i32, i32))) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        if dx.abs() < 2 && dy.abs() < 2 {
            return;
        }
        // The cells between, as a line would meet them from either side.
        let near = (from.0 + dx / 2, from.1 + dy / 2);
        let far = (to.0 - dx / 2, to.1 - dy / 2);
        if self.bits.contains(near) || self.bits.contains(far) {
            return;
        }
        let edges = &self.shape.edges;
        let source = if edges[a] && !edges[b] { b } else { a };
        if let Some(at) = index_of(near.0, near.1) {
            self.show(at, source as u16);
        }
    }

    fn at(&self, (x, y): (i32, i32)) -> Option<usize> {
        let source = self.sources[index_of(x, y)?];
        (source != NONE).then_some(usize::from(source))
    }

    fn finish(mut self) -> Sprite {
        self.fill_holes();
        self.drop_strays();
        self.drop_bumps();
        self.fill_notches();
        let colours = self.shape.sprite.pixels();
        let mut picture = [TRANSPARENT; PIXELS];
        for (colour, &source) in picture.iter_mut().zip(&self.sources) {
            if source != NONE {
                *colour = colours[usize::from(source)];
            }
        }
        for at in self.bits.picked(|row, [a, b, c, d]| row & !(a & b & c & d)) {
            if let Some(colour) = self.outline_colour(at) {
                picture[at] = colour;
            }
        }
        Sprite::from_indices(&picture).unwrap_or_default()
    }

    /// Fills single pixels that are surrounded and were not in the sprite.
    fn fill_holes(&mut self) {
        for at in self.bits.picked(|row, [a, b, c, d]| !row & a & b & c & d) {
            let (x, y) = place(at);
            let was_hole = SIDES.iter().any(|(dx, dy)| {
                self.at((x + dx, y + dy)).is_some_and(|source| {
                    let (x, y) = place(source);
                    !self.shape.bits.contains((x - dx, y - dy))
                })
            });
            if let Some(left) = self.at((x - 1, y)).filter(|_| !was_hole) {
                self.show(at, left as u16);
            }
        }
    }

    /// Takes single pixels away that touched others in the sprite and touch none now.
    fn drop_strays(&mut self) {
        for at in self.bits.picked(|row, [a, b, c, d]| row & !(a | b | c | d)) {
            let touches = |bits: &Bits, (x, y): (i32, i32)| {
                AROUND.iter().any(|(dx, dy)| bits.contains((x + dx, y + dy)))
            };
            let was = place(usize::from(self.sources[at]));
            if touches(&self.shape.bits, was) && !touches(&self.bits, place(at)) {
                self.show(at, NONE);
            }
        }
    }

    /// Takes away single pixels that stick out of an edge where the sprite has none.
    fn drop_bumps(&mut self) {
        for at in self.bits.picked(|row, sides| row & only_one(sides)) {
            let was = place(usize::from(self.sources[at]));
            if bump(&self.bits, place(at)) && !bump(&self.shape.bits, was) {
                self.show(at, NONE);
            }
        }
    }

    /// Fills single pixels that are cut into an edge where the sprite has none.
    fn fill_notches(&mut self) {
        for at in self.bits.picked(|row, sides| !row & only_one(sides.map(|side| !side))) {
            let (x, y) = place(at);
            let Some((dx, dy)) = notch(&self.bits, (x, y)) else { continue };
            let Some(base) = self.at((x + dx, y + dy)) else { continue };
            let (x, y) = place(base);
            let was_notch = AROUND.iter().any(|(dx, dy)| {
                let near = (x + dx, y + dy);
                !self.shape.bits.contains(near) && notch(&self.shape.bits, near).is_some()
            });
            if !was_notch {
                self.show(at, base as u16);
            }
        }
    }

    /// The colour that closes the outline where a pixel of the inside came to its edge: that of
    /// most pixels of the outline around it.
    fn outline_colour(&self, at: usize) -> Option<u8> {
        if self.shape.edges[usize::from(self.sources[at])] {
            return None;
        }
        let (x, y) = place(at);
        let mut counts = [(0_u8, 0_u8); 8];
        for (slot, (dx, dy)) in AROUND.iter().enumerate() {
            let near = self.at((x + dx, y + dy)).filter(|&near| self.shape.edges[near]);
            let Some(near) = near else { continue };
            let colour = self.shape.sprite.pixels()[near];
            let same = counts[..slot].iter().position(|(_, known)| *known == colour);
            counts[same.unwrap_or(slot)].1 = colour;
            counts[same.unwrap_or(slot)].0 += 1;
        }
        counts.iter().max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0).map(|c| c.1)
    }
}

/// The pixels of which exactly one side is set.
fn only_one([a, b, c, d]: [u32; 4]) -> u32 {
    (a ^ b ^ c ^ d) & !((a & b) | (c & d))
}

/// Whether a pixel sticks out of a straight edge alone.
fn bump(bits: &Bits, (x, y): (i32, i32)) -> bool {
    let is_set = |dx: i32, dy: i32| bits.contains((x + dx, y + dy));
    let near = AROUND.iter().filter(|(dx, dy)| is_set(*dx, *dy)).count();
    near == 3
        && SIDES
            .iter()
            .any(|&(dx, dy)| is_set(dx, dy) && is_set(dx + dy, dy + dx) && is_set(dx - dy, dy - dx))
}

/// Where the bottom of a notch one pixel wide and deep is, seen from it.
fn notch(bits: &Bits, (x, y): (i32, i32)) -> Option<(i32, i32)> {
    let is_set = |dx: i32, dy: i32| bits.contains((x + dx, y + dy));
    let near = AROUND.iter().filter(|(dx, dy)| is_set(*dx, *dy)).count();
    if near != 5 {
        return None;
    }
    SIDES.iter().copied().find(|&(dx, dy)| {
        !is_set(-dx, -dy) && !is_set(dy - dx, dx - dy) && !is_set(-dx - dy, -dy - dx)
    })
}
