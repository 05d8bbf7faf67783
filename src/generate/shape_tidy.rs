//! Mends what independent choices of cells leave in a coarse picture.

use crate::sprite::{Sketch, SketchCell};

/// Cells in a row or column.
const SIDE: i32 = Sketch::COARSE_SIDE as i32;
/// Pieces of fewer cells than this are no part of a creature.
const SMALLEST_PIECE: usize = 3;
/// A ramp with fewer cells than this is no part of its pattern.
const FEWEST_OF_RAMP: usize = 3;

type Cells = [SketchCell; Sketch::COARSE_CELLS];

/// The picture without stray pieces, pinholes and stray ramps; cells that `is_given` stay.
pub(super) fn tidied(mut cells: Cells, is_given: impl Fn(usize) -> bool) -> Cells {
    remove_stray_pieces(&mut cells, &is_given);
    fill_pinholes(&mut cells, &is_given);
    replace_stray_ramps(&mut cells, &is_given);
    cells
}

/// The cells that touch one, at its sides or also at its corners.
fn around(cell: usize, with_corners: bool) -> impl Iterator<Item = usize> {
    let (x, y) = (cell as i32 % SIDE, cell as i32 / SIDE);
    (-1..=1).flat_map(move |dy: i32| (-1..=1).map(move |dx: i32| (dx, dy))).filter_map(
        move |(dx, dy)| {
            let is_near = (dx, dy) != (0, 0) && (with_corners || dx * dy == 0);
            let (x, y) = (x + dx, y + dy);
            let is_there = (0..SIDE).contains(&x) && (0..SIDE).contains(&y);
            (is_near && is_there).then_some((y * SIDE + x) as usize)
        },
    )
}

fn remove_stray_pieces(cells: &mut Cells, is_given: &impl Fn(usize) -> bool) {
    let mut seen = [false; Sketch::COARSE_CELLS];
    for start in 0..cells.len() {
        if seen[start] || !cells[start].is_occupied() {
            continue;
        }
        let mut piece = vec![start];
        seen[start] = true;
        let mut next = 0;
        while let Some(&cell) = piece.get(next) {
            next += 1;
            for other in around(cell, true) {
                if !seen[other] && cells[other].is_occupied() {
                    seen[other] = true;
                    piece.push(other);
                }
            }
        }
        if piece.len() < SMALLEST_PIECE && !piece.iter().any(|&cell| is_given(cell)) {
            for cell in piece {
                cells[cell] = SketchCell::Empty;
            }
        }
    }
}

fn fill_pinholes(cells: &mut Cells, is_given: &impl Fn(usize) -> bool) {
    let before = *cells;
    for cell in 0..cells.len() {
        let is_hole = before[cell] == SketchCell::Empty && !is_given(cell);
        let n_sides = around(cell, false).filter(|side| before[*side].is_occupied()).count();
        if is_hole && n_sides == 4 {
            cells[cell] = prevailing(&before, around(cell, true)).unwrap_or(before[cell]);
        }
    }
}

fn replace_stray_ramps(cells: &mut Cells, is_given: &impl Fn(usize) -> bool) {
    let before = *cells;
    let is_stray = |cell: SketchCell| {
        matches!(cell, SketchCell::Ramp(_))
            && before.iter().filter(|other| **other == cell).count() < FEWEST_OF_RAMP
    };
    for cell in 0..cells.len() {
        if is_stray(before[cell]) && !is_given(cell) {
            let others = around(cell, true).filter(|other| !is_stray(before[*other]));
            cells[cell] = prevailing(&before, others).unwrap_or(before[cell]);
        }
    }
}

/// The ramp that most of these cells have; of equals the first.
fn prevailing(cells: &Cells, among: impl Iterator<Item = usize>) -> Option<SketchCell> {
    let ramps: Vec<SketchCell> =
        among.map(|cell| cells[cell]).filter(|cell| matches!(cell, SketchCell::Ramp(_))).collect();
    let count = |wanted: &SketchCell| ramps.iter().filter(|ramp| *ramp == wanted).count();
    ramps.iter().rev().max_by_key(|ramp| count(ramp)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture from lines of digits (ramps) and dots.
    fn picture(lines: &[&str]) -> Cells {
        let mut cells = [SketchCell::Empty; Sketch::COARSE_CELLS];
        for (y, line) in lines.iter().enumerate() {
            for (x, letter) in line.chars().enumerate() {
                if let Some(ramp) = letter.to_digit(10) {
                    cells[y * Sketch::COARSE_SIDE + x] = SketchCell::Ramp(ramp as u8);
                }
            }
        }
        cells
    }

    #[test]
    fn stray_pieces_pinholes_and_ramps_go_and_patterns_stay() {
        let rough = picture(&["7....", ".111.", "51.11", ".4121", ".22.."]);
        // The piece touches at corners; 4 and 5 are strays, 2 is a pattern.
        let tidy = picture(&["1....", ".111.", "11111", ".1121", ".22.."]);
        assert_eq!(tidied(rough, |_| false), tidy);
        let mut two = picture(&["111..", "111..", "", "...33"]);
        assert_eq!(tidied(two, |_| false), picture(&["111..", "111.."]));
        // What an artist gave stays, however small.
        assert_eq!(tidied(two, |cell| cell == 3 * 16 + 3), two);
        two[5] = SketchCell::Ramp(8);
        assert_eq!(tidied(two, |_| true), two);
    }
}
