//! The picture that shapes are painted on; see [`super::shape`] for the coordinates.

use shoal::sprite::{SIDE, Sprite};

use super::Rng;
use super::shape::{AREA, cell};
pub(crate) use super::shape::{Point, Shape};

/// A picture in the making.
#[derive(Clone)]
pub(crate) struct Canvas {
    pixels: [u8; AREA * AREA],
    /// Pixels that tidying must leave alone: eyes and lights.
    kept: Shape,
}

impl Canvas {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { pixels: [0; AREA * AREA], kept: Shape::EMPTY }
    }

    /// The colour of a pixel; 0 is transparent.
    pub(crate) fn at(&self, x: i32, y: i32) -> u8 {
        cell(x, y).map_or(0, |(column, row)| self.pixels[row * AREA + column])
    }

    /// Sets one pixel. Tidying may take it away again; details to keep are [`Canvas::detail`].
    pub(crate) fn set(&mut self, x: i32, y: i32, colour: u8) {
        if let Some((column, row)) = cell(x, y) {
            self.pixels[row * AREA + column] = colour;
        }
    }

    /// Sets one pixel that tidying must leave alone: part of an eye, a light on the skin.
    pub(crate) fn detail(&mut self, x: i32, y: i32, colour: u8) {
        self.set(x, y, colour);
        self.kept.add(x, y);
    }

    /// Paints a shape.
    pub(crate) fn fill(&mut self, shape: &Shape, colour: u8) {
        for (x, y) in shape.iter() {
            self.set(x, y, colour);
        }
    }

    /// Paints the part of a shape that lies on what is already painted: a marking.
    pub(crate) fn mark(&mut self, shape: &Shape, colour: u8) {
        self.fill(&shape.and(&self.opaque()), colour);
    }

    /// Paints the part of a shape that lies on still transparent pixels: a thing behind.
    pub(crate) fn behind(&mut self, shape: &Shape, colour: u8) {
        self.fill(&shape.minus(&self.opaque()), colour);
    }

    /// Paints a shape in front, with a line round it where it lies on something already painted,
    /// so that a limb stands out from the body behind.
    pub(crate) fn in_front(&mut self, shape: &Shape, colour: u8, line: u8) {
        self.mark(&shape.grown(), line);
        self.fill(shape, colour);
    }

    /// Everything painted so far.
    pub(crate) fn opaque(&self) -> Shape {
        self.where_colour(|colour| colour != 0)
    }

    /// The pixels whose colour is `wanted`.
    pub(crate) fn where_colour(&self, wanted: impl Fn(u8) -> bool) -> Shape {
        let mut shape = Shape::EMPTY;
        for (index, &colour) in self.pixels.iter().enumerate() {
            shape.rows[index / AREA] |= u64::from(wanted(colour)) << (index % AREA);
        }
        shape
    }

    /// Fills one-pixel holes and draws a line round the outside of everything painted; it takes
    /// one pixel on each side.
    pub(crate) fn outline(&mut self, line: u8) {
        self.close_holes();
        let opaque = self.opaque();
        self.fill(&opaque.grown().minus(&opaque), line);
    }

    /// An eye with its top left pixel at `(x, y)`, `size` pixels wide.
    ///
    /// 1 is a dark dot; 2 a ringed pupil looking left; 3 a round ring about a pupil; 4 a ring about
    /// a two-pixel pupil with a glint.
    pub(crate) fn eye(&mut self, (x, y): (i32, i32), size: i32, ring: u8, pupil: u8) {
        let picture: &[&str] = match size {
            ..=1 => &["p"],
            2 => &["rr", "pr"],
            3 => &["rrr", "rpr", "rrr"],
            _ => &[".rr.", "rrpr", "rppr", ".rr."],
        };
        for (row, line) in (y..).zip(picture) {
            for (column, letter) in (x..).zip(line.bytes()) {
                match letter {
                    b'r' => self.detail(column, row, ring),
                    b'p' => self.detail(column, row, pupil),
                    _ => {}
                }
            }
        }
    }

    /// Gives it proportions of its own, tidies, centres and cuts to 32x32 with a free border of one
    /// pixel.
    pub(crate) fn finish(mut self, rng: &mut Rng) -> Sprite {
        self.squeeze();
        self.stretch(rng);
        self.drop_fragments();
        self.drop_lone_tones();
        let mut sprite = Sprite::EMPTY;
        let Some((left, top, right, bottom)) = self.opaque().bounds() else {
            return sprite;
        };
        let last = SIDE as i32 - 1;
        let (dx, dy) = ((last - left - right).div_euclid(2), (last - top - bottom).div_euclid(2));
        for y in 1..last {
            for x in 1..last {
                sprite.set(x, y, self.at(x - dx, y - dy));
            }
        }
        sprite
    }

    /// A sprite with other proportions: see [`Self::stretch`]. It stays where it is, as far as it
    /// fits there.
    pub(crate) fn reproportion(sprite: &Sprite, rng: &mut Rng) -> Sprite {
        let mut canvas = Self::new();
        let side = SIDE as i32;
        let all = move || (0..side).flat_map(move |y| (0..side).map(move |x| (x, y)));
        for (x, y) in all() {
            canvas.set(x, y, sprite.at(x, y));
        }
        canvas.stretch(rng);
        // It grows to the right and downwards.
        let Some((_, _, right, bottom)) = canvas.opaque().bounds() else { return Sprite::EMPTY };
        let (dx, dy) = ((right - side + 1).max(0), (bottom - side + 1).max(0));
        let mut stretched = Sprite::EMPTY;
        for (x, y) in all() {
            stretched.set(x, y, canvas.at(x + dx, y + dy));
        }
        stretched
    }

    /// Takes out up to four columns and rows of what is too large, each where it shows least:
    /// cutting an edge instead would cost the outline.
    fn squeeze(&mut self) {
        for _ in 0..4 {
            let Some((left, top, right, bottom)) = self.opaque().bounds() else { return };
            let room = SIDE as i32 - 2;
            if right - left >= room
                && let Some(x) = Self::dullest(left, right, i32::midpoint(left, right), |x| {
                    let column = (top..=bottom).map(|y| (x, y));
                    column.map(|(x, y)| self.step((x, y), (x + 1, y))).sum()
                })
            {
                self.remove_column(x);
            }
            if bottom - top >= room
                && let Some(y) = Self::dullest(top, bottom, i32::midpoint(top, bottom), |y| {
                    let row = (left..=right).map(|x| (x, y));
                    row.map(|(x, y)| self.step((x, y), (x, y + 1))).sum()
                })
            {
                self.remove_row(y);
            }
        }
    }

    /// Makes it up to a seventh longer, shorter, taller or flatter, not evenly but at a place drawn by
    /// lot: a longer snout is another fish than a longer tail. What is symmetric stays so.
    fn stretch(&mut self, rng: &mut Rng) {
        let Some((left, top, right, bottom)) = self.opaque().bounds() else { return };
        let (wide, tall) = (right - left + 1, bottom - top + 1);
        let opaque = self.opaque();
        let symmetric = opaque.mirrored().shifted(left + right - (SIDE as i32 - 1), 0) == opaque;
        let room = SIDE as i32 - 2;
        // In pairs where it is symmetric, so that both halves change.
        let step = if symmetric { 2 } else { 1 };
        let limit = wide / 7;
        let columns = rng.int(-limit, limit.min(room - wide).max(0)) / step * step;
        let limit = tall / 7;
        let rows = rng.int(-limit, limit.min(room - tall).max(0));
        for _ in 0..columns.abs() / step {
            let Some((left, top, right, bottom)) = self.opaque().bounds() else { return };
            // Of a symmetric picture the left half decides, the right half follows.
            let last = if symmetric { i32::midpoint(left, right) } else { right };
            let wish = rng.int(left, last);
            let column = |x| (top..=bottom).map(move |y| (x, y));
            let Some(x) = Self::dullest(left, last, wish, |x| {
                column(x).map(|(x, y)| self.thinness((x, y), (1, 0))).sum()
            }) else {
                return;
            };
            let twin = left + right - x;
            if columns < 0 {
                if symmetric {
                    self.remove_column(twin);
                }
                self.remove_column(x);
            } else {
                if symmetric {
                    self.double_column(twin);
                }
                self.double_column(x);
            }
        }
        for _ in 0..rows.abs() {
            let Some((left, top, right, bottom)) = self.opaque().bounds() else { return };
            let wish = rng.int(top, bottom);
            let row = |y| (left..=right).map(move |x| (x, y));
            let Some(y) = Self::dullest(top, bottom, wish, |y| {
                row(y).map(|(x, y)| self.thinness((x, y), (0, 1))).sum()
            }) else {
                return;
            };
            if rows < 0 {
                self.remove_row(y);
            } else {
                self.double_row(y);
            }
        }
    }

    /// How much shows where a pixel is taken out or doubled along `(dx, dy)`: a line one pixel thin
    /// would be lost or become two.
    fn thinness(&self, (x, y): (i32, i32), (dx, dy): (i32, i32)) -> u32 {
        let kept = if self.kept.contains(x, y) { 99 } else { 0 };
        let own = self.at(x, y);
        let thin = self.at(x - dx, y - dy) != own && self.at(x + dx, y + dy) != own;
        kept + u32::from(thin)
    }

    /// How much is lost where one pixel takes another's place.
    fn step(&self, (x, y): (i32, i32), other: (i32, i32)) -> u32 {
        let kept = if self.kept.contains(x, y) { 99 } else { 0 };
        kept + u32::from(self.at(x, y) != self.at(other.0, other.1))
    }

    /// The cheapest place, if there is a tie the one nearest to `wish`.
    fn dullest(first: i32, last: i32, wish: i32, cost: impl Fn(i32) -> u32) -> Option<i32> {
        (first + 1..last).min_by_key(|&at| (cost(at), (at - wish).abs()))
    }

    fn remove_column(&mut self, x: i32) {
        let Some((column, _)) = cell(x, 0) else { return };
        for row in self.pixels.chunks_exact_mut(AREA) {
            row.copy_within(column + 1.., column);
        }
        let before = (1 << column) - 1;
        for row in &mut self.kept.rows {
            *row = *row & before | *row >> 1 & !before;
        }
    }

    fn remove_row(&mut self, y: i32) {
        let Some((_, row)) = cell(0, y) else { return };
        self.pixels.copy_within((row + 1) * AREA.., row * AREA);
        self.kept.rows.copy_within(row + 1.., row);
    }

    fn double_column(&mut self, x: i32) {
        let Some((column, _)) = cell(x, 0) else { return };
        for row in self.pixels.chunks_exact_mut(AREA) {
            row.copy_within(column..AREA - 1, column + 1);
        }
        let before = (1 << column) - 1;
        for row in &mut self.kept.rows {
            *row = (*row & before | (*row & !before) << 1) & ((1 << AREA) - 1);
        }
    }

    fn double_row(&mut self, y: i32) {
        let Some((_, row)) = cell(0, y) else { return };
        self.pixels.copy_within(row * AREA..(AREA - 1) * AREA, (row + 1) * AREA);
        self.kept.rows.copy_within(row..AREA - 1, row + 1);
    }

    fn close_holes(&mut self) {
        let opaque = self.opaque();
        let around = opaque
            .shifted(1, 0)
            .and(&opaque.shifted(-1, 0))
            .and(&opaque.shifted(0, 1))
            .and(&opaque.shifted(0, -1));
        for (x, y) in around.minus(&opaque).iter() {
            self.set(x, y, self.at(x, y - 1));
        }
    }

    /// Keeps the largest connected piece.
    fn drop_fragments(&mut self) {
        let opaque = self.opaque();
        let mut rest = opaque;
        let mut largest = Shape::EMPTY;
        loop {
            let Some(start) = rest.iter().next() else { break };
            let mut piece = Shape::pixels(&[start]);
            loop {
                // Diagonal contact counts: thin lines hold together by their corners.
                let wide = piece.or(&piece.shifted(1, 0)).or(&piece.shifted(-1, 0));
                let next = wide.or(&wide.shifted(0, 1)).or(&wide.shifted(0, -1)).and(&rest);
                if next == piece {
                    break;
                }
                piece = next;
            }
            rest = rest.minus(&piece);
            if piece.count() > largest.count() {
                largest = piece;
            }
        }
        self.fill(&opaque.minus(&largest), 0);
    }

    /// A pixel unlike all eight around it is noise, unless it is an eye or a light.
    fn drop_lone_tones(&mut self) {
        for (x, y) in self.opaque().minus(&self.kept).iter() {
            let own = self.at(x, y);
            let mut around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)));
            let alone = around.all(|(dx, dy)| (dx, dy) == (0, 0) || self.at(x + dx, y + dy) != own);
            let sides = [(-1, 0), (1, 0), (0, -1), (0, 1)].map(|(dx, dy)| self.at(x + dx, y + dy));
            let usual = |colour: &u8| sides.iter().map(|side| u8::from(side == colour)).sum::<u8>();
            if alone && let Some(colour) = sides.into_iter().filter(|&c| c != 0).max_by_key(usual) {
                self.set(x, y, colour);
            }
        }
    }
}
