//! Cuts sheets into sprites, along a grid that is given or found.

use std::str::FromStr;

use crate::files::Picture;

use super::fit::OPAQUE_FROM;
use crate::files::figure::background;

/// Width and height of the cells of a sheet in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellSize {
    /// Width.
    pub width: usize,
    /// Height.
    pub height: usize,
}

/// Where the sprites of a sheet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// Size of a cell.
    pub(super) cell: CellSize,
    /// Pixels around the whole.
    pub(super) margin: usize,
    /// Pixels between cells.
    pub(super) gap: usize,
}

/// Pictures up to this size are one sprite, unless a grid is given.
const LARGEST_ALONE: usize = 48;
/// The smallest cell that is looked for.
const SMALLEST: usize = 8;
/// The widest margin and gap that are looked for.
const WIDEST_GAP: usize = 4;
/// Share of what a line usually holds that may be drawn on the lines between cells.
const TOLERANCE: f64 = 0.02;
/// Grids that fit and are cut out to see whether there is more than one sprite.
const MOST_TRIED: usize = 16;
/// Cells of one sheet that are cut out.
const MAX_CELLS: usize = 16_384;

impl FromStr for CellSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let side = |text: &str| text.trim().parse().ok().filter(|side| (1..=4096).contains(side));
        let sides = text.split_once(['x', 'X', '×']);
        match sides.map(|(width, height)| (side(width), side(height))) {
            Some((Some(width), Some(height))) => Ok(Self { width, height }),
            _ => Err(format!("\"{text}\" is no size of a cell: write it as 32x32")),
        }
    }
}

impl Grid {
    /// How many cells lie side by side along a length; `None` if they do not fill it.
    fn count(length: usize, cell: usize, margin: usize, gap: usize) -> Option<usize> {
        let inner = (length + gap).checked_sub(2 * margin)?;
        (inner > 0 && inner.is_multiple_of(cell + gap)).then_some(inner / (cell + gap))
    }

    /// The cells of a picture, row by row; an error says why the grid does not fit it.
    pub(super) fn cut(&self, picture: &Picture) -> Result<Vec<Picture>, String> {
        let Self { cell, margin, gap } = *self;
        let columns = Self::count(picture.width, cell.width, margin, gap);
        let rows = Self::count(picture.height, cell.height, margin, gap);
        let (Some(columns), Some(rows)) = (columns, rows) else {
            return Err(format!(
                "a grid of {}x{} (margin {margin}, gap {gap}) does not fill its {}x{} pixels: \
                 choose a grid, margin and gap that do",
                cell.width, cell.height, picture.width, picture.height
            ));
        };
        if columns * rows > MAX_CELLS {
            return Err(format!("{} cells are too many: choose a coarser grid", columns * rows));
        }
        let place = |index: usize, side: usize| margin + index * (side + gap);
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        Ok(cells
            .map(|(column, row)| {
                let corner = (place(column, cell.width), place(row, cell.height));
                picture.cut(corner, (cell.width, cell.height))
            })
            .collect())
    }

    /// Finds the grid of a sheet: the smallest cells that hardly anything is drawn across, square
    /// ones first. `None`: it is one sprite, or that cannot be seen.
    pub(super) fn find(picture: &Picture) -> Option<Self> {
        if picture.width.max(picture.height) <= LARGEST_ALONE || is_blank(picture) {
            return None;
        }
        let (across, down) = (Lines::vertical(picture), Lines::horizontal(picture));
        let mut found: Vec<Self> = Vec::new();
        for margin in 0..=WIDEST_GAP {
            for gap in 0..=WIDEST_GAP {
                let widths = across.cells(margin, gap);
                let heights = down.cells(margin, gap);
                for &width in &widths {
                    let square = heights.contains(&width);
                    for &height in heights.iter().filter(|&&height| !square || height == width) {
                        found.push(Self { cell: CellSize { width, height }, margin, gap });
                    }
                }
            }
        }
        let rank = |grid: &Self| {
            let CellSize { width, height } = grid.cell;
            // Sprites with room around them would allow for wider gaps than there are.
            (width != height, grid.margin + grid.gap, width * height)
        };
        found.sort_by_key(rank);
        let best_of = |found: &mut dyn Iterator<Item = Self>| {
            found.take(MOST_TRIED).find(|grid| {
                let cells = grid.cut(picture).unwrap_or_default();
                cells.iter().filter(|cell| !is_blank(cell)).take(2).count() == 2
            })
        };
        let mut best = best_of(&mut found.iter().copied())?;
        // Where its cells are sheets themselves, with gaps, those are what is meant.
        let is_within = |inner: &Self, outer: &Self| {
            2 * inner.cell.width <= outer.cell.width && 2 * inner.cell.height <= outer.cell.height
        };
        while let Some(inner) =
            best_of(&mut found.iter().copied().filter(|grid| is_within(grid, &best)))
        {
            best = inner;
        }
        Some(best)
    }
}

/// What is drawn along and across the lines of a picture, in one direction.
struct Lines {
    /// For each line how many pixels of it are drawn on; none, if it has one colour throughout.
    drawn: Vec<usize>,
    /// For each line how many pixels are drawn on both sides of its near edge.
    crossed: Vec<usize>,
}

impl Lines {
    fn vertical(picture: &Picture) -> Self {
        Self::new(picture, (picture.width, picture.height), |line, at| at * picture.width + line)
    }

    fn horizontal(picture: &Picture) -> Self {
        Self::new(picture, (picture.height, picture.width), |line, at| line * picture.width + at)
    }

    fn new(
        picture: &Picture,
        (n_lines, length): (usize, usize),
        index: impl Fn(usize, usize) -> usize,
    ) -> Self {
        let background = background(picture);
        let pixel = |line: usize, at: usize| picture.pixels[index(line, at)];
        let is_drawn = |line: usize, at: usize| {
            let pixel = pixel(line, at);
            pixel[3] >= OPAQUE_FROM && Some(pixel) != background
        };
        let drawn = (0..n_lines).map(|line| {
            let uniform = (1..length).all(|at| pixel(line, at) == pixel(line, 0));
            if uniform { 0 } else { (0..length).filter(|&at| is_drawn(line, at)).count() }
        });
        let crossed = (0..n_lines).map(|line| {
            let both = |at: &usize| line > 0 && is_drawn(line - 1, *at) && is_drawn(line, *at);
            (0..length).filter(both).count()
        });
        Self { drawn: drawn.collect(), crossed: crossed.collect() }
    }

    /// The sizes of cells that fill the lines and that hardly anything is drawn across.
    fn cells(&self, margin: usize, gap: usize) -> Vec<usize> {
        let n_lines = self.drawn.len();
        let fits = |&cell: &usize| {
            let Some(count) = Grid::count(n_lines, cell, margin, gap) else { return false };
            let edges = (0..margin).chain(n_lines - margin..n_lines);
            let starts = (1..count).map(|between| margin + between * (cell + gap) - gap);
            let gaps = starts.clone().flat_map(|start| start..start + gap);
            let n_empty = (count - 1) * gap + 2 * margin;
            let drawn: usize = edges.chain(gaps).map(|line| self.drawn[line]).sum();
            let is_empty = drawn as f64 <= TOLERANCE * n_empty as f64 * self.usually_drawn();
            is_empty && (gap > 0 || self.is_parting(starts))
        };
        (SMALLEST..=n_lines).filter(fits).collect()
    }

    /// How many pixels a line has that is drawn on at all: that much of a sheet may be empty says
    /// nothing of a line.
    fn usually_drawn(&self) -> f64 {
        let n_busy = self.drawn.iter().filter(|&&drawn| drawn > 0).count();
        self.drawn.iter().sum::<usize>() as f64 / n_busy.max(1) as f64
    }

    /// Whether something is drawn beside the near edge of a line.
    fn is_busy(&self, line: usize) -> bool {
        line > 0 && self.drawn[line - 1] + self.drawn[line] > 0
    }

    /// Whether less is drawn across these lines than across the others. Sprites may touch the
    /// edges of their cells; the fewer lines there are, the less of that is believed. Lines in
    /// empty parts of a sheet speak neither for nor against a cut.
    fn is_parting(&self, starts: impl Iterator<Item = usize> + Clone) -> bool {
        let cuts: Vec<usize> = starts.filter(|&line| self.is_busy(line)).collect();
        let share = match cuts.len() {
            0 => return true,
            1 => 0.1,
            2 => 0.25,
            _ => 0.4,
        };
        let across: usize = cuts.iter().map(|&line| self.crossed[line]).sum();
        let n_others = (0..self.crossed.len()).filter(|&line| self.is_busy(line)).count();
        let n_others = (n_others - cuts.len()).max(1);
        let elsewhere = self.crossed.iter().sum::<usize>() - across;
        let usual = elsewhere as f64 / n_others as f64;
        let least = TOLERANCE * self.usually_drawn();
        (across as f64) <= (share * usual).max(least) * cuts.len() as f64
    }
}

/// Whether there is nothing on it: it is see-through, or of one colour throughout.
pub(super) fn is_blank(picture: &Picture) -> bool {
    let mut pixels = picture.pixels.iter();
    let Some(first) = pixels.next() else { return true };
    picture.pixels.iter().all(|pixel| pixel[3] < OPAQUE_FROM) || pixels.all(|pixel| pixel == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet of discs on a ground, each cell with its own size of disc.
    fn sheet(columns: usize, rows: usize, grid: Grid, ground: [u8; 4]) -> Picture {
        let Grid { cell, margin, gap } = grid;
        let length = |count: usize, side: usize| 2 * margin + count * (side + gap) - gap;
        let mut sheet = Picture::empty(length(columns, cell.width), length(rows, cell.height));
        sheet.pixels.fill(ground);
        for index in 0..columns * rows {
            let left = margin + index % columns * (cell.width + gap);
            let top = margin + index / columns * (cell.height + gap);
            let (rx, ry) = (cell.width as f32 / 2.0 - 1.0, cell.height as f32 / 2.0 - 1.0);
            let shrink = 1.0 - 0.05 * (index % 4) as f32;
            for y in 0..cell.height {
                for x in 0..cell.width {
                    let dx = (x as f32 + 0.5 - cell.width as f32 / 2.0) / rx;
                    let dy = (y as f32 + 0.5 - cell.height as f32 / 2.0) / ry;
                    if dx.hypot(dy) < shrink {
                        let colour = [200, (x * 5 % 256) as u8, (y * 3 % 256) as u8, 255];
                        sheet.pixels[(top + y) * sheet.width + left + x] = colour;
                    }
                }
            }
        }
        sheet
    }

    fn grid(width: usize, height: usize, margin: usize, gap: usize) -> Grid {
        Grid { cell: CellSize { width, height }, margin, gap }
    }

    #[test]
    fn grids_are_found() {
        let grounds = [[0; 4], [40, 40, 60, 255]];
        for ground in grounds {
            for (columns, rows, grid) in [
                (4, 1, grid(32, 32, 0, 0)),
                (3, 5, grid(16, 16, 0, 1)),
                (3, 2, grid(24, 32, 0, 0)),
                (5, 4, grid(32, 32, 2, 2)),
                (2, 2, grid(48, 48, 0, 0)),
                (7, 3, grid(16, 24, 1, 1)),
                (6, 6, grid(32, 32, 0, 2)),
            ] {
                let picture = sheet(columns, rows, grid, ground);
                // Where a gap's pixels go is anybody's guess; what is drawn is not.
                let drawn = |grid: Grid| -> Vec<Vec<[u8; 4]>> {
                    let cells = grid.cut(&picture).unwrap().into_iter();
                    cells
                        .map(|cell| cell.pixels.into_iter().filter(|p| *p != ground).collect())
                        .collect()
                };
                let found = Grid::find(&picture).unwrap();
                assert_eq!(drawn(found), drawn(grid), "{found:?} for {grid:?}");
            }
        }
    }

    #[test]
    fn sprites_that_touch_their_neighbours_are_told_apart() {
        // Crosses that reach the middle of every edge.
        let mut picture = Picture::empty(32 * 5, 32 * 4);
        for (index, pixel) in picture.pixels.iter_mut().enumerate() {
            let (x, y) = (index % 160 % 32, index / 160 % 32);
            let is_body = (6..26).contains(&x) && (6..26).contains(&y);
            if is_body || (13..18).contains(&x) || (13..18).contains(&y) {
                *pixel = [90, (x * 8) as u8, (y * 8) as u8, 255];
            }
        }
        assert_eq!(Grid::find(&picture), Some(grid(32, 32, 0, 0)));
    }

    /// Two eyes, a mouth and a fin on an oval body: much is drawn across its middle.
    fn put_fish(sheet: &mut Picture, (left, top): (usize, usize), number: usize) {
        for y in 0..16_usize {
            for x in 0..16_usize {
                let (dx, dy) = (x as f32 - 7.5, (y as f32 - 7.5) * 1.5);
                let is_fin = x == 15 && (6..9).contains(&y);
                if dx.hypot(dy) < 7.6 || is_fin {
                    let at = (top + y) * sheet.width + left + x;
                    sheet.pixels[at] = [200, (x * 16) as u8, (y * 16 + number) as u8, 255];
                }
            }
        }
    }

    #[test]
    fn much_room_on_a_sheet_is_no_reason_to_cut_its_sprites() {
        // Twelve far apart, and forty side by side that touch.
        for (side, step, count, across) in [(512, 32, 12, 4), (1024, 16, 40, 10), (256, 16, 3, 3)] {
            let mut sheet = Picture::empty(side, side);
            for number in 0..count {
                let corner = (number % across * step, number / across * step);
                put_fish(&mut sheet, corner, number);
            }
            let grid = Grid::find(&sheet).unwrap();
            let cells = grid.cut(&sheet).unwrap();
            let drawn: Vec<&Picture> = cells.iter().filter(|cell| !is_blank(cell)).collect();
            assert_eq!(drawn.len(), count, "{grid:?} of {side}");
            let n_drawn = |picture: &Picture| picture.pixels.iter().filter(|it| it[3] > 0).count();
            assert!(drawn.iter().all(|cell| n_drawn(cell) == n_drawn(drawn[0])), "{grid:?}");
        }
    }

    #[test]
    fn one_large_sprite_is_no_sheet() {
        assert_eq!(Grid::find(&sheet(1, 1, grid(96, 96, 0, 0), [0; 4])), None);
        assert_eq!(Grid::find(&sheet(1, 1, grid(32, 48, 0, 0), [0; 4])), None);
        assert_eq!(Grid::find(&Picture::empty(256, 256)), None);
    }

    #[test]
    fn a_wrong_grid_says_so() {
        let picture = sheet(4, 1, grid(32, 32, 0, 0), [0; 4]);
        let error = grid(30, 32, 0, 0).cut(&picture).unwrap_err();
        assert!(error.contains("30x32") && error.contains("128x32"), "{error}");
        assert!(grid(1, 1, 0, 0).cut(&Picture::empty(400, 400)).unwrap_err().contains("too many"));
        assert!("32".parse::<CellSize>().is_err() && "0x4".parse::<CellSize>().is_err());
    }
}
