//! New shapes of a few exemplars: other proportions, a part of another one, another one's colours.
//!
//! Where a model learned from an artist's few sprites, shapes as they are would be copies of those
//! sprites. So columns and rows are taken out or doubled, as the procedural author does with its
//! creatures; a figure may continue below as another one does, where the two are about as wide; and
//! ramps change places with those of a third, by how much of the figure they cover.

use crate::sprite::{PIXELS, SIDE, Sketch, SketchCell, noise};

/// Share of shapes that continue below as another exemplar does.
const CROSSED: f64 = 0.4;
/// Columns, and rows, that are taken out or doubled, at most.
const STEPS: usize = 4;
/// Columns or rows that a figure keeps.
const LEAST: usize = 12;
/// Share of both widths that has to be common to two figures where one continues as the other.
const FITS: f64 = 0.65;
/// Places that are tried for that.
const CUTS: usize = 4;
/// Share of the figure whose colours are left to the transformer.
const ANY_COLOUR: f64 = 0.2;

/// The pixels of a picture in raster order.
pub(super) type Pixels = [SketchCell; PIXELS];

/// A sketch as an array.
pub(super) fn pixels_of(sketch: &Sketch) -> Pixels {
    std::array::from_fn(|at| sketch.at(at))
}

/// Dice that count their throws.
pub(super) struct Dice {
    key: u64,
    thrown: u64,
}

impl Dice {
    /// Dice whose throws depend on the key alone.
    pub(super) fn new(key: u64) -> Self {
        Self { key, thrown: 0 }
    }

    /// A number from 0 up to 1.
    pub(super) fn unit(&mut self) -> f64 {
        self.thrown += 1;
        noise::unit(self.key, self.thrown)
    }

    /// A whole number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }
}

/// A new shape of `own`, which may continue as `other` does, in the colours of the donor if there
/// is one.
pub(super) fn varied(
    own: &Pixels,
    other: &Pixels,
    donor: Option<&Pixels>,
    is_mirrored: bool,
    dice: &mut Dice,
) -> Sketch {
    let mut pixels = *own;
    if dice.unit() < CROSSED
        && let Some(crossed) = crossed(&pixels, other, dice)
    {
        pixels = crossed;
    }
    if let Some(donor) = donor {
        pixels = recoloured(&pixels, donor);
    }
    pixels = stretched(&pixels, dice);
    leave_colours(&mut pixels, dice);
    let mut sketch = Sketch::BLANK;
    for (at, pixel) in pixels.into_iter().enumerate() {
        let column = if is_mirrored { SIDE - 1 - at % SIDE } else { at % SIDE };
        sketch.set(at - at % SIDE + column, pixel);
    }
    sketch
}

/// Leaves the colours of a few discs open.
fn leave_colours(pixels: &mut Pixels, dice: &mut Dice) {
    let figure: Vec<usize> = (0..PIXELS).filter(|&at| pixels[at].is_occupied()).collect();
    let n_open = (figure.len() as f64 * ANY_COLOUR) as usize;
    while !figure.is_empty()
        && figure.iter().filter(|&&at| pixels[at] == SketchCell::Opaque).count() < n_open
    {
        let middle = figure[dice.below(figure.len())];
        let radius = 2.0 + 3.0 * dice.unit();
        for &at in &figure {
            let dx = (at % SIDE) as f64 - (middle % SIDE) as f64;
            let dy = (at / SIDE) as f64 - (middle / SIDE) as f64;
            if dx.hypot(dy) <= radius {
                pixels[at] = SketchCell::Opaque;
            }
        }
    }
}

/// The first and last occupied columns and rows.
struct Bounds {
    columns: [usize; 2],
    rows: [usize; 2],
}

fn bounds(cells: &Pixels) -> Option<Bounds> {
    let occupied = || (0..cells.len()).filter(|&at| cells[at].is_occupied());
    let [columns, rows] = [|at: usize| at % SIDE, |at: usize| at / SIDE]
        .map(|place| Some([occupied().map(place).min()?, occupied().map(place).max()?]));
    Some(Bounds { columns: columns?, rows: rows? })
}

/// The occupied columns of a row, from the first to the last.
fn span(cells: &Pixels, row: usize) -> Option<[usize; 2]> {
    let mut columns = (0..SIDE).filter(|column| cells[row * SIDE + column].is_occupied());
    let first = columns.next()?;
    Some([first, columns.next_back().unwrap_or(first)])
}

/// The upper part of one figure and the lower part of another, moved so that they meet; the lower
/// part has the colours of the upper one. `None` where no cut was found at which they fit.
fn crossed(upper: &Pixels, lower: &Pixels, dice: &mut Dice) -> Option<Pixels> {
    let (above, below) = (bounds(upper)?, bounds(lower)?);
    let lower = recoloured(lower, upper);
    for _ in 0..CUTS {
        let share = 0.35 + 0.3 * dice.unit();
        let place = |[first, last]: [usize; 2]| first + ((last - first) as f64 * share) as usize;
        let (cut, from) = (place(above.rows), place(below.rows));
        let (Some(one), Some(two)) = (span(upper, cut), span(&lower, from)) else { continue };
        // The middles of both come to lie on each other.
        let shift = (one[0] + one[1]) as isize - (two[0] + two[1]) as isize;
        let shift = shift.div_euclid(2);
        let moved = two.map(|column| column as isize + shift);
        let common = (one[1] as isize).min(moved[1]) - (one[0] as isize).max(moved[0]) + 1;
        let wider = (one[1] as isize).max(moved[1]) - (one[0] as isize).min(moved[0]) + 1;
        if (common as f64) < FITS * wider as f64 {
            continue;
        }
        return Some(std::array::from_fn(|at| {
            let (column, row) = (at % SIDE, at / SIDE);
            if row <= cut {
                return upper[at];
            }
            let source = (column as isize - shift, row + from - cut);
            let is_there = (0..SIDE as isize).contains(&source.0) && source.1 < SIDE;
            if is_there { lower[source.1 * SIDE + source.0 as usize] } else { SketchCell::Empty }
        }));
    }
    None
}

/// The ramps of a figure, those that cover most of it first.
fn ramps_by_area(cells: &Pixels) -> Vec<u8> {
    let mut counts = [0_usize; 1 + u8::MAX as usize];
    for cell in cells {
        if let SketchCell::Ramp(ramp) = cell {
            counts[usize::from(*ramp)] += 1;
        }
    }
    let mut ramps: Vec<u8> = (0..=u8::MAX).filter(|ramp| counts[usize::from(*ramp)] > 0).collect();
    ramps.sort_by_key(|ramp| std::cmp::Reverse(counts[usize::from(*ramp)]));
    ramps
}

/// A figure with the ramps of another, each in the place of the one that covers as much.
fn recoloured(cells: &Pixels, donor: &Pixels) -> Pixels {
    let (own, new) = (ramps_by_area(cells), ramps_by_area(donor));
    cells.map(|cell| match cell {
        SketchCell::Ramp(ramp) => {
            let place = own.iter().position(|it| *it == ramp);
            let kept = || own.iter().find(|it| !new.contains(it)).filter(|_| new.contains(&ramp));
            let new = place.and_then(|it| new.get(it)).or_else(kept);
            SketchCell::Ramp(new.copied().unwrap_or(ramp))
        }
        cell => cell,
    })
}

/// A figure with a few columns and rows taken out or doubled; it stands where it stood.
fn stretched(cells: &Pixels, dice: &mut Dice) -> Pixels {
    let Some(Bounds { columns, rows }) = bounds(cells) else { return *cells };
    let columns = resampled(columns, dice);
    let rows = resampled(rows, dice);
    let middle = |lines: &[usize]| lines.iter().sum::<usize>() as f64 / lines.len() as f64;
    let left = (middle(&columns) - (columns.len() as f64 - 1.0) / 2.0).round().max(0.0) as usize;
    let left = left.min(SIDE - columns.len());
    // What stands on the ground goes on standing there.
    let bottom = rows.last().copied().unwrap_or(0);
    let top = (bottom + 1).saturating_sub(rows.len());
    let mut moved = [SketchCell::Empty; PIXELS];
    for (row, from_row) in (top..).zip(&rows) {
        for (column, from_column) in (left..).zip(&columns) {
            moved[row * SIDE + column] = cells[from_row * SIDE + from_column];
        }
    }
    moved
}

/// The lines of a figure, some of them taken out or doubled.
fn resampled([first, last]: [usize; 2], dice: &mut Dice) -> Vec<usize> {
    let mut lines: Vec<usize> = (first..=last).collect();
    let n_steps = dice.below(2 * STEPS + 1);
    if lines.len() < 3 {
        return lines;
    }
    for _ in 0..n_steps.abs_diff(STEPS) {
        let at = 1 + dice.below(lines.len() - 2);
        if n_steps < STEPS && lines.len() > LEAST {
            lines.remove(at);
        } else if n_steps > STEPS && lines.len() < SIDE {
            lines.insert(at, lines[at]);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of a ramp on the ground, with a head of another.
    fn figure(left: usize, wide: usize, high: usize, ramps: [u8; 2]) -> Pixels {
        std::array::from_fn(|at| {
            let (column, row) = (at % SIDE, at / SIDE);
            if !(left..left + wide).contains(&column) || row + high < SIDE {
                SketchCell::Empty
            } else if row + high < SIDE + 2 {
                SketchCell::Ramp(ramps[1])
            } else {
                SketchCell::Ramp(ramps[0])
            }
        })
    }

    #[test]
    fn ramps_change_places_by_area() {
        let (one, two) = (figure(3, 6, 9, [1, 2]), figure(1, 12, 12, [5, 1]));
        let new = recoloured(&one, &two);
        assert_eq!(new, figure(3, 6, 9, [5, 1]));
        // A donor of one colour leaves the others as they are.
        let plain = recoloured(&one, &figure(0, 4, 4, [7, 7]));
        assert_eq!(plain, figure(3, 6, 9, [7, 2]));
        let swapped = recoloured(&one, &figure(0, 4, 4, [2, 2]));
        assert_eq!(swapped, figure(3, 6, 9, [2, 1]), "parts stay apart");
    }

    #[test]
    fn figures_are_joined_only_where_they_are_as_wide() {
        let mut dice = Dice::new(1);
        let (one, two) = (figure(2, 8, 12, [1, 2]), figure(6, 8, 10, [5, 6]));
        let crossed = crossed(&one, &two, &mut dice).unwrap();
        let Bounds { columns, .. } = bounds(&crossed).unwrap();
        assert_eq!(columns, [2, 9], "the lower part is moved below the upper one");
        assert!(ramps_by_area(&crossed).iter().all(|ramp| [1, 2].contains(ramp)));
        assert!(super::crossed(&one, &figure(6, 3, 10, [5, 6]), &mut dice).is_none());
        assert!(super::crossed(&one, &[SketchCell::Empty; PIXELS], &mut dice).is_none());
    }

    #[test]
    fn shapes_are_new_whole_and_stand_where_they_stood() {
        let own = figure(8, 14, 20, [1, 2]);
        let other = figure(4, 16, 24, [3, 4]);
        let mut seen = std::collections::BTreeSet::new();
        for key in 0..200 {
            let new = varied(&own, &other, Some(&other), key % 2 == 0, &mut Dice::new(key));
            let new = pixels_of(&new);
            let Bounds { columns, rows } = bounds(&new).unwrap();
            assert_eq!(rows[1], SIDE - 1, "it stands on the ground");
            assert!(columns[1] - columns[0] < 21 && rows[1] - rows[0] >= LEAST - 1);
            let n_of = |is: fn(&SketchCell) -> bool| new.iter().filter(|it| is(it)).count();
            let n_open = n_of(|it| *it == SketchCell::Opaque);
            let n_all = n_of(|it| it.is_occupied());
            assert!(n_open * 5 >= n_all - 5 && n_open * 2 < n_all, "{n_open} of {n_all}");
            assert_eq!(n_of(|it| *it == SketchCell::Free), 0);
            assert!(ramps_by_area(&new).iter().all(|ramp| [3, 4].contains(ramp)));
            seen.insert(format!("{new:?}"));
        }
        assert!(seen.len() > 190, "{}", seen.len());
    }
}
