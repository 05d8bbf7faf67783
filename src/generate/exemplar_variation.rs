//! New shapes of a few exemplars: other proportions, a part of another one, another one's colours.
//!
//! Where a model learned from an artist's few sprites, shapes as they are would be copies of those
//! sprites. So columns and rows are taken out or doubled, as the procedural author does with its
//! creatures; a figure may continue below as another one does, where the two are about as wide; and
//! ramps change places with those of a third, by how much of the figure they cover.

use super::cell_bits::Cells;
use crate::sprite::{Sketch, SketchCell, noise};

/// Share of shapes that continue below as another exemplar does.
const CROSSED: f64 = 0.4;
/// Share of shapes that have the ramps of another exemplar.
const RECOLOURED: f64 = 0.6;
/// Columns, and rows, that are taken out or doubled, at most.
const STEPS: usize = 2;
/// Columns or rows that a figure keeps.
const LEAST: usize = 6;
/// Share of both widths that has to be common to two figures where one continues as the other.
const FITS: f64 = 0.65;
/// Places that are tried for that.
const CUTS: usize = 4;

const SIDE: usize = Sketch::COARSE_SIDE;

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

/// A new shape of `cells`, which may continue as `other` does and have the colours of `donor`.
pub(super) fn varied(cells: &Cells, other: &Cells, donor: &Cells, dice: &mut Dice) -> Cells {
    let mut cells = *cells;
    if dice.unit() < CROSSED
        && let Some(crossed) = crossed(&cells, other, dice)
    {
        cells = crossed;
    }
    let recoloured_as = if dice.unit() < RECOLOURED { donor } else { &cells.clone() };
    stretched(&recoloured(&cells, recoloured_as), dice)
}

/// The first and last occupied columns and rows.
struct Bounds {
    columns: [usize; 2],
    rows: [usize; 2],
}

fn bounds(cells: &Cells) -> Option<Bounds> {
    let occupied = || (0..cells.len()).filter(|&at| cells[at].is_occupied());
    let [columns, rows] = [|at: usize| at % SIDE, |at: usize| at / SIDE]
        .map(|place| Some([occupied().map(place).min()?, occupied().map(place).max()?]));
    Some(Bounds { columns: columns?, rows: rows? })
}

/// The occupied columns of a row, from the first to the last.
fn span(cells: &Cells, row: usize) -> Option<[usize; 2]> {
    let mut columns = (0..SIDE).filter(|column| cells[row * SIDE + column].is_occupied());
    let first = columns.next()?;
    Some([first, columns.next_back().unwrap_or(first)])
}

/// The upper part of one figure and the lower part of another, moved so that they meet; the lower
/// part has the colours of the upper one. `None` where no cut was found at which they fit.
fn crossed(upper: &Cells, lower: &Cells, dice: &mut Dice) -> Option<Cells> {
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
fn ramps_by_area(cells: &Cells) -> Vec<u8> {
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
fn recoloured(cells: &Cells, donor: &Cells) -> Cells {
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
fn stretched(cells: &Cells, dice: &mut Dice) -> Cells {
    let Some(Bounds { columns, rows }) = bounds(cells) else { return *cells };
    let columns = resampled(columns, dice);
    let rows = resampled(rows, dice);
    let middle = |lines: &[usize]| lines.iter().sum::<usize>() as f64 / lines.len() as f64;
    let left = (middle(&columns) - (columns.len() as f64 - 1.0) / 2.0).round().max(0.0) as usize;
    let left = left.min(SIDE - columns.len());
    // What stands on the ground goes on standing there.
    let bottom = rows.last().copied().unwrap_or(0);
    let top = (bottom + 1).saturating_sub(rows.len());
    let mut moved = [SketchCell::Empty; Sketch::COARSE_CELLS];
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
    fn figure(left: usize, wide: usize, high: usize, ramps: [u8; 2]) -> Cells {
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
        assert!(super::crossed(&one, &[SketchCell::Empty; 256], &mut dice).is_none());
    }

    #[test]
    fn shapes_are_new_whole_and_stand_where_they_stood() {
        let cells = figure(4, 7, 10, [1, 2]);
        let mut seen = std::collections::BTreeSet::new();
        for key in 0..200 {
            let new = varied(&cells, &figure(2, 8, 12, [3, 4]), &cells, &mut Dice::new(key));
            let Bounds { columns, rows } = bounds(&new).unwrap();
            assert_eq!(rows[1], SIDE - 1, "it stands on the ground");
            assert!(columns[1] - columns[0] < 11 && rows[1] - rows[0] >= LEAST - 1);
            seen.insert(format!("{new:?}"));
        }
        assert!(seen.len() > 12, "{}", seen.len());
    }
}
