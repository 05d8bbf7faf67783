//! Proportions of the finished picture: single columns and rows are taken out or doubled where that
//! shows least.
//!
//! The steps are decided on one picture and can then be done on others of the same creature.

use shoal::sprite::{SIDE, Sprite};

use super::{
    Rng,
    canvas::Canvas,
    shape::{AREA, Bounds, MARGIN, Shape, cell},
    skin::Grain,
    traits::{Build, Size, Traits},
};

/// Widest and tallest that a creature may be: the canvas without its border.
const ROOM: i32 = SIDE as i32 - 2;

/// Narrowest that a creature is made.
const LEAST: i32 = 10;

/// Least that is left of its width or height.
const LEAST_SHARE: f32 = 0.58;

/// One change of the proportions. Columns and rows are those of the picture as it is before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Takes out a column.
    DropColumn(i32),
    /// Takes out a row.
    DropRow(i32),
    /// Doubles a column.
    DoubleColumn(i32),
    /// Doubles a row.
    DoubleRow(i32),
}

/// Decides steps one after another on a picture of its own.
struct Surgeon {
    canvas: Canvas,
    steps: Vec<Step>,
}

impl Canvas {
    /// The steps that give this picture proportions of its own, and then the build and size asked
    /// for; and where it is after them.
    pub(crate) fn proportions(self, traits: &Traits, rng: &mut Rng) -> (Vec<Step>, Option<Bounds>) {
        let mut surgeon = Surgeon { canvas: self, steps: Vec::new() };
        surgeon.squeeze();
        surgeon.stretch(rng);
        surgeon.shape(traits);
        (surgeon.steps, surgeon.canvas.tidy_bounds())
    }

    /// Does the steps.
    pub(crate) fn apply(&mut self, steps: &[Step]) {
        for &step in steps {
            self.step(step);
        }
    }

    /// A sprite a little longer, shorter, taller or flatter. It stays where it is, as far as it
    /// fits there.
    pub(crate) fn reproportion(sprite: &Sprite, rng: &mut Rng) -> Sprite {
        let mut canvas = Self::new();
        let side = SIDE as i32;
        let all = move || (0..side).flat_map(move |y| (0..side).map(move |x| (x, y)));
        for (x, y) in all() {
            canvas.set(x, y, sprite.at(x, y));
        }
        let mut surgeon = Surgeon { canvas, steps: Vec::new() };
        surgeon.stretch(rng);
        let canvas = surgeon.canvas;
        // It grows to the right and downwards.
        let Some((_, _, right, bottom)) = canvas.opaque().bounds() else { return Sprite::EMPTY };
        let (dx, dy) = ((right - side + 1).max(0), (bottom - side + 1).max(0));
        let mut stretched = Sprite::EMPTY;
        for (x, y) in all() {
            stretched.set(x, y, canvas.at(x + dx, y + dy));
        }
        stretched
    }

    fn step(&mut self, step: Step) {
        let doubled = self.to_keep_single(step);
        match step {
            Step::DropColumn(x) => {
                let Some((column, _)) = cell(x, 0) else { return };
                for row in self.pixels.chunks_exact_mut(AREA) {
                    row.copy_within(column + 1.., column);
                }
            }
            Step::DropRow(y) => {
                let Some((_, row)) = cell(0, y) else { return };
                self.pixels.copy_within((row + 1) * AREA.., row * AREA);
            }
            Step::DoubleColumn(x) => {
                let Some((column, _)) = cell(x, 0) else { return };
                for row in self.pixels.chunks_exact_mut(AREA) {
                    row.copy_within(column..AREA - 1, column + 1);
                }
            }
            Step::DoubleRow(y) => {
                let Some((_, row)) = cell(0, y) else { return };
                self.pixels.copy_within(row * AREA..(AREA - 1) * AREA, (row + 1) * AREA);
            }
        }
        for shape in
            [&mut self.kept, &mut self.eyes, &mut self.lamps, &mut self.ring, &mut self.body]
        {
            shape.step(step);
        }
        for skin in &mut self.skins {
            skin.area.step(step);
            match &mut skin.grain {
                Grain::Along(path) => path.iter_mut().for_each(|point| step.carry(point)),
                Grain::Fold(axis) => {
                    let mut point = (f32::MIN, *axis);
                    step.carry(&mut point);
                    *axis = point.1;
                }
                Grain::Level | Grain::Dome => {}
            }
        }
        for (x, y, colour) in doubled {
            self.set(x, y, colour);
            self.kept.remove(x, y);
        }
    }

    /// Single lights would become two where their column or row is doubled: the pixels to paint
    /// over with what lies beyond them. A mouth or a fang along the way stays whole.
    fn to_keep_single(&self, step: Step) -> Vec<(i32, i32, u8)> {
        let (at, (dx, dy)) = match step {
            Step::DoubleColumn(x) => (x, (1, 0)),
            Step::DoubleRow(y) => (y, (0, 1)),
            Step::DropColumn(_) | Step::DropRow(_) => return Vec::new(),
        };
        let line = self.kept.iter().filter(|&(x, y)| if dx == 1 { x == at } else { y == at });
        line.filter(|&(x, y)| {
            let alone = |x: i32, y: i32| !self.kept.contains(x, y);
            alone(x + dx, y + dy) && alone(x - dx, y - dy) && !self.eyes.contains(x, y)
        })
        .filter(|&(x, y)| self.at(x + dx, y + dy) != 0)
        .map(|(x, y)| (x + dx, y + dy, self.at(x + dx, y + dy)))
        .collect()
    }
}

impl Step {
    /// Moves a point with what lies round it.
    fn carry(self, (x, y): &mut (f32, f32)) {
        match self {
            Self::DropColumn(at) if *x > at as f32 => *x -= 1.0,
            Self::DoubleColumn(at) if *x > at as f32 => *x += 1.0,
            Self::DropRow(at) if *y > at as f32 => *y -= 1.0,
            Self::DoubleRow(at) if *y > at as f32 => *y += 1.0,
            _ => {}
        }
    }
}

impl Surgeon {
    fn take(&mut self, step: Step) {
        self.canvas.step(step);
        self.steps.push(step);
    }

    fn bounds(&self) -> Option<Bounds> {
        self.canvas.opaque().bounds()
    }

    /// Takes out up to four columns and rows of what is too large, each where it shows least:
    /// cutting an edge instead would cost the outline.
    fn squeeze(&mut self) {
        for _ in 0..4 {
            let Some((left, top, right, bottom)) = self.bounds() else { return };
            if right - left >= ROOM
                && let Some(x) = dullest(left, right, i32::midpoint(left, right), |x| {
                    (top..=bottom).map(|y| self.lost((x, y), (x + 1, y))).sum()
                })
            {
                self.take(Step::DropColumn(x));
            }
            if bottom - top >= ROOM
                && let Some(y) = dullest(top, bottom, i32::midpoint(top, bottom), |y| {
                    (left..=right).map(|x| self.lost((x, y), (x, y + 1))).sum()
                })
            {
                self.take(Step::DropRow(y));
            }
        }
    }

    /// Makes it up to a seventh longer, shorter, taller or flatter, not evenly but at a place drawn by
    /// lot: a longer snout is another fish than a longer tail. What is symmetric stays so.
    fn stretch(&mut self, rng: &mut Rng) {
        let Some((left, top, right, bottom)) = self.bounds() else { return };
        let (wide, tall) = (right - left + 1, bottom - top + 1);
        // In pairs where it is symmetric, so that both halves change.
        let step = if self.is_symmetric() { 2 } else { 1 };
        let limit = wide / 7;
        let columns = rng.int(-limit, limit.min(ROOM - wide).max(0)) / step * step;
        let limit = tall / 7;
        let rows = rng.int(-limit, limit.min(ROOM - tall).max(0));
        for _ in 0..columns.abs() / step {
            let Some((left, _, right, _)) = self.bounds() else { return };
            // Of a symmetric picture the left half decides, the right half follows.
            let last = if step == 2 { i32::midpoint(left, right) } else { right };
            let wish = rng.int(left, last);
            let Some(x) = dullest(left, last, wish, |x| self.column_cost(x)) else { return };
            self.columns(
                x,
                step == 2,
                if columns < 0 { Step::DropColumn } else { Step::DoubleColumn },
            );
        }
        for _ in 0..rows.abs() {
            let Some((_, top, _, bottom)) = self.bounds() else { return };
            let wish = rng.int(top, bottom);
            let Some(y) = dullest(top, bottom, wish, |y| self.row_cost(y)) else { return };
            self.take(if rows < 0 { Step::DropRow(y) } else { Step::DoubleRow(y) });
        }
    }

    /// Gives it the build and the size that were asked for.
    fn shape(&mut self, traits: &Traits) {
        let Some((left, top, right, bottom)) = self.bounds() else { return };
        let (wide, tall) = (right - left + 1, bottom - top + 1);
        let size = match traits.size {
            Size::Small => 0.66,
            Size::Medium => 0.8,
            Size::Large => 1.0,
        };
        let (along, across) = match traits.build {
            Build::Slender => (1.0, 0.78),
            Build::Regular => (1.0, 1.0),
            Build::Stout => (0.78, 1.0),
        };
        let upright = traits.body.plan().upright;
        let (columns, rows) = if upright { (across, along) } else { (along, across) };
        let target = |now: i32, share: f32| {
            let share = (share * size).max(LEAST_SHARE);
            ((now as f32 * share).round() as i32).max(LEAST).min(now)
        };
        self.narrow(wide - target(wide, columns));
        self.flatten(tall - target(tall, rows));
    }

    /// Takes out columns, spread over the whole width.
    fn narrow(&mut self, count: i32) {
        let step = if self.is_symmetric() { 2 } else { 1 };
        let count = count / step;
        for number in 0..count {
            let Some((left, _, right, _)) = self.bounds() else { return };
            let last = if step == 2 { i32::midpoint(left, right) } else { right };
            let wish = spread(left, last, number, count);
            let Some(x) = cheapest(left, last, wish, |x| self.column_cost(x)) else { return };
            self.columns(x, step == 2, Step::DropColumn);
        }
    }

    /// Takes out rows, spread over the whole height.
    fn flatten(&mut self, count: i32) {
        for number in 0..count {
            let Some((_, top, _, bottom)) = self.bounds() else { return };
            let wish = spread(top, bottom, number, count);
            let Some(y) = cheapest(top, bottom, wish, |y| self.row_cost(y)) else { return };
            self.take(Step::DropRow(y));
        }
    }

    /// Does a step at a column and, if asked, at its mirror image.
    fn columns(&mut self, x: i32, mirrored: bool, step: fn(i32) -> Step) {
        let Some((left, _, right, _)) = self.bounds() else { return };
        if mirrored {
            self.take(step(left + right - x));
        }
        self.take(step(x));
    }

    fn is_symmetric(&self) -> bool {
        let opaque = self.canvas.opaque();
        let Some((left, _, right, _)) = opaque.bounds() else { return false };
        opaque.mirrored().shifted(left + right - (SIDE as i32 - 1), 0) == opaque
    }

    fn column_cost(&self, x: i32) -> u32 {
        (0..AREA as i32).map(|y| self.thinness((x, y - MARGIN), (1, 0))).sum()
    }

    fn row_cost(&self, y: i32) -> u32 {
        (0..AREA as i32).map(|x| self.thinness((x - MARGIN, y), (0, 1))).sum()
    }

    /// How much shows where a pixel is taken out or doubled along `(dx, dy)`: a line one pixel thin
    /// would be lost or become two.
    fn thinness(&self, (x, y): (i32, i32), (dx, dy): (i32, i32)) -> u32 {
        let own = self.canvas.at(x, y);
        let thin = self.canvas.at(x - dx, y - dy) != own && self.canvas.at(x + dx, y + dy) != own;
        self.guarded(x, y) + u32::from(thin)
    }

    /// How much is lost where one pixel takes another's place.
    fn lost(&self, (x, y): (i32, i32), other: (i32, i32)) -> u32 {
        let other = self.canvas.at(other.0, other.1);
        self.guarded(x, y) + u32::from(self.canvas.at(x, y) != other)
    }

    /// What it costs to touch an eye, or another detail.
    fn guarded(&self, x: i32, y: i32) -> u32 {
        match (self.canvas.eyes.contains(x, y), self.canvas.kept.contains(x, y)) {
            (true, _) => 99,
            (false, true) => 4,
            (false, false) => 0,
        }
    }
}

/// The cheapest place, if there is a tie the one nearest to `wish`.
fn dullest(first: i32, last: i32, wish: i32, cost: impl Fn(i32) -> u32) -> Option<i32> {
    (first + 1..last).min_by_key(|&at| (cost(at), (at - wish).abs()))
}

/// A cheap place not far from `wish`.
fn cheapest(first: i32, last: i32, wish: i32, cost: impl Fn(i32) -> u32) -> Option<i32> {
    (first + 1..last).min_by_key(|&at| cost(at) + (at - wish).unsigned_abs() * 2)
}

/// The place of number `number` of `count` places spread evenly, neighbours far apart.
fn spread(first: i32, last: i32, number: i32, count: i32) -> i32 {
    let shuffled = (number * 5 + 2) % count.max(1);
    let shuffled = if count % 5 == 0 { number } else { shuffled };
    first + ((shuffled as f32 + 0.5) / count.max(1) as f32 * (last - first) as f32) as i32
}

impl Shape {
    /// Removes one pixel.
    fn remove(&mut self, x: i32, y: i32) {
        if let Some((column, row)) = cell(x, y) {
            self.rows[row] &= !(1 << column);
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::DropColumn(x) => {
                let Some((column, _)) = cell(x, 0) else { return };
                let before = (1 << column) - 1;
                for row in &mut self.rows {
                    *row = *row & before | *row >> 1 & !before;
                }
            }
            Step::DropRow(y) => {
                let Some((_, row)) = cell(0, y) else { return };
                self.rows.copy_within(row + 1.., row);
            }
            Step::DoubleColumn(x) => {
                let Some((column, _)) = cell(x, 0) else { return };
                let before = (1 << column) - 1;
                for row in &mut self.rows {
                    let doubled = (*row & !before) << 1 | *row & 1 << column;
                    *row = (*row & before | doubled) & ((1 << AREA) - 1);
                }
            }
            Step::DoubleRow(y) => {
                let Some((_, row)) = cell(0, y) else { return };
                self.rows.copy_within(row..AREA - 1, row + 1);
            }
        }
    }
}
