//! A rough picture of a sprite: where it is empty, and which ramp prevails elsewhere.

use std::fmt::Write as _;

use super::{
    Hint, HintPlane, Mask, PIXELS, Palette, Ramp, SIDE, Sprite, TRANSPARENT, index_of, noise,
};

/// What a sketch says about one pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum SketchCell {
    /// Nothing: the model decides.
    #[default]
    Free,
    /// The pixel is transparent.
    Empty,
    /// The pixel has a colour, of any ramp.
    Opaque,
    /// The pixel has a colour, which is of this ramp of the palette.
    Ramp(u8),
}

impl SketchCell {
    /// Whether it asks for a colour.
    #[must_use]
    pub fn is_occupied(self) -> bool {
        matches!(self, Self::Opaque | Self::Ramp(_))
    }
}

/// A rough picture that a sprite is to follow: one [`SketchCell`] a pixel.
///
/// A coarse sketch has 16x16 cells, each a square of 2x2 pixels; a fine one has 32x32. It turns
/// into a [`HintPlane`], and the sampler leans towards its ramps. It is part of a brief and of
/// recipes.
#[derive(Clone, PartialEq, Eq)]
pub struct Sketch {
    codes: [u8; PIXELS],
}

const FREE: u8 = 255;
const EMPTY: u8 = 254;
const OPAQUE: u8 = 253;

/// Share of the pixels of a ramp that the hint plane shows in its middle shade. The others are
/// known to be opaque alone: a plane of one shade looks like a sprite of one shade.
const SHOWN: f64 = 0.25;
/// Keeps the noise that chooses them apart from other noise.
const SHOWN_NOISE: u64 = 0x736b_6574;

impl Sketch {
    /// Cells of a coarse sketch in a row or column.
    pub const COARSE_SIDE: usize = SIDE / 2;
    /// Cells of a coarse sketch.
    pub const COARSE_CELLS: usize = Self::COARSE_SIDE * Self::COARSE_SIDE;
    /// A sketch that says nothing.
    pub const BLANK: Self = Self { codes: [FREE; PIXELS] };
    /// The most ramps that a sketch can name.
    pub const MAX_RAMPS: usize = OPAQUE as usize;

    /// What is said of the pixel with raster index `index`.
    ///
    /// # Panics
    /// If the index is 1024 or more.
    #[must_use]
    pub fn at(&self, index: usize) -> SketchCell {
        match self.codes[index] {
            FREE => SketchCell::Free,
            EMPTY => SketchCell::Empty,
            OPAQUE => SketchCell::Opaque,
            ramp => SketchCell::Ramp(ramp),
        }
    }

    /// Says something about the pixel with raster index `index`. Ramps beyond
    /// [`Self::MAX_RAMPS`] count as any.
    ///
    /// # Panics
    /// If the index is 1024 or more.
    pub fn set(&mut self, index: usize, cell: SketchCell) {
        self.codes[index] = match cell {
            SketchCell::Free => FREE,
            SketchCell::Empty => EMPTY,
            SketchCell::Opaque => OPAQUE,
            SketchCell::Ramp(ramp) => ramp.min(OPAQUE),
        };
    }

    /// The same with one thing said of every pixel of a mask.
    #[must_use]
    pub fn painted(&self, mask: &Mask, cell: SketchCell) -> Self {
        let mut painted = self.clone();
        for index in (0..PIXELS).filter(|&index| mask.contains_index(index)) {
            painted.set(index, cell);
        }
        painted
    }

    /// The same shape in any colours.
    #[must_use]
    pub fn shape_only(&self) -> Self {
        self.painted(&self.figure(), SketchCell::Opaque)
    }

    /// The same, turned to face the other way.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        Self {
            codes: std::array::from_fn(|index| {
                self.codes[index / SIDE * SIDE + SIDE - 1 - index % SIDE]
            }),
        }
    }

    /// The pixels that say what one says and hang together with it, side by side.
    ///
    /// # Panics
    /// If the index is 1024 or more.
    #[must_use]
    pub fn alike(&self, index: usize) -> Mask {
        let wanted = self.codes[index];
        let same = Mask::from_fn(|x, y| index_of(x, y).is_some_and(|at| self.codes[at] == wanted));
        let mut filled = Mask::NONE;
        filled.set_index(index, true);
        loop {
            let wider = filled.grown().intersection(&same);
            if wider == filled {
                return filled;
            }
            filled = wider;
        }
    }

    /// Whether it says nothing at all.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.codes.iter().all(|&code| code == FREE)
    }

    /// Whether it asks for a colour anywhere.
    #[must_use]
    pub fn has_figure(&self) -> bool {
        (0..PIXELS).any(|index| self.at(index).is_occupied())
    }

    /// The pixels that are to have a colour.
    #[must_use]
    pub fn figure(&self) -> Mask {
        Mask::from_fn(|x, y| index_of(x, y).is_some_and(|at| self.at(at).is_occupied()))
    }

    /// What a sprite would look like as a sketch, pixel by pixel. Colours in no ramp count as any.
    #[must_use]
    pub fn of_sprite(sprite: &Sprite, palette: &Palette) -> Self {
        let ramps = ramp_of_each(palette.ramps());
        let mut sketch = Self::BLANK;
        for (index, &colour) in sprite.pixels().iter().enumerate() {
            let cell = match colour {
                TRANSPARENT => SketchCell::Empty,
                colour => ramps[usize::from(colour)].map_or(SketchCell::Opaque, SketchCell::Ramp),
            };
            sketch.set(index, cell);
        }
        sketch
    }

    /// The sketch as a sprite to look at: each ramp in its middle shade, and nothing where no ramp
    /// of the palette is asked for.
    #[must_use]
    pub fn flat(&self, palette: &Palette) -> Sprite {
        let pixels: [u8; PIXELS] = std::array::from_fn(|index| match self.at(index) {
            SketchCell::Ramp(ramp) => {
                middle_shade(palette.ramps().get(usize::from(ramp))).unwrap_or(TRANSPARENT)
            }
            _ => TRANSPARENT,
        });
        Sprite::from_indices(&pixels).unwrap_or_default()
    }

    /// A sketch of 16x16 cells in raster order.
    #[must_use]
    pub fn of_cells(cells: &[SketchCell; Self::COARSE_CELLS]) -> Self {
        let mut sketch = Self::BLANK;
        for index in 0..PIXELS {
            sketch.set(index, cells[cell_of(index)]);
        }
        sketch
    }

    /// The 16x16 cells, each what prevails in its four pixels: occupied where two of them are, in
    /// the ramp that most of those have.
    #[must_use]
    pub fn cells(&self) -> [SketchCell; Self::COARSE_CELLS] {
        std::array::from_fn(|cell| {
            let (column, row) = (cell % Self::COARSE_SIDE, cell / Self::COARSE_SIDE);
            let first = 2 * row * SIDE + 2 * column;
            prevailing([first, first + 1, first + SIDE, first + SIDE + 1].map(|at| self.at(at)))
        })
    }

    /// The same in 16x16 cells.
    #[must_use]
    pub fn coarse(&self) -> Self {
        Self::of_cells(&self.cells())
    }

    /// Whether it consists of whole 16x16 cells.
    #[must_use]
    pub fn is_coarse(&self) -> bool {
        *self == self.coarse()
    }

    /// What the model is shown of it.
    ///
    /// Pixels well inside the figure are locked to be opaque, and those well outside it to be
    /// transparent; along its outline all is advice, so that the model draws fins and arms finer
    /// than the cells. Ramps are shown as advice in their middle shades.
    #[must_use]
    pub fn hints(&self, palette: &Palette) -> HintPlane {
        let mut plane = HintPlane::BLANK;
        for index in 0..PIXELS {
            let is_sure = self.is_sure(index);
            match self.at(index) {
                SketchCell::Free => {}
                SketchCell::Empty => plane.set(index, Hint::Colour(TRANSPARENT), is_sure),
                SketchCell::Opaque => plane.set(index, Hint::Opaque, is_sure),
                SketchCell::Ramp(ramp) => {
                    let middle = middle_shade(palette.ramps().get(usize::from(ramp)));
                    let is_shown = noise::unit(SHOWN_NOISE, index as u64) < SHOWN;
                    match middle.filter(|_| is_shown) {
                        Some(colour) if is_sure => plane.advise_opaque(index, colour),
                        Some(colour) => plane.set(index, Hint::Colour(colour), false),
                        None => plane.set(index, Hint::Opaque, is_sure),
                    }
                }
            }
        }
        plane
    }

    /// Whether a pixel lies well inside the figure, or well outside it: all around it are as it is.
    fn is_sure(&self, index: usize) -> bool {
        let is_occupied = self.at(index).is_occupied();
        let is_alike = |other: usize| {
            self.at(other).is_occupied() == is_occupied && self.at(other) != SketchCell::Free
        };
        neighbourhood(index).all(is_alike)
    }

    /// Whether a pixel belongs to something thin, an arm or a gap: neither it nor what it touches
    /// and is as it is lies well inside.
    pub(crate) fn is_thin(&self, index: usize) -> bool {
        self.at(index) != SketchCell::Free
            && !neighbourhood(index).any(|other| {
                self.at(other).is_occupied() == self.at(index).is_occupied() && self.is_sure(other)
            })
    }

    /// How well a sprite follows the sketch: the intersection of the occupied 16x16 cells of both
    /// over their union, where the sketch says anything. 1 where neither has any.
    #[must_use]
    pub fn overlap(&self, sprite: &Sprite) -> f32 {
        let mut drawn = Self::BLANK;
        for (index, &colour) in sprite.pixels().iter().enumerate() {
            let is_empty = colour == TRANSPARENT;
            drawn.set(index, if is_empty { SketchCell::Empty } else { SketchCell::Opaque });
        }
        Self::overlap_of_cells(&self.cells(), &drawn.cells())
    }

    /// The intersection of the occupied cells of two coarse pictures over their union, where the
    /// first says anything. 1 where neither has any.
    pub(crate) fn overlap_of_cells(
        asked: &[SketchCell; Self::COARSE_CELLS],
        drawn: &[SketchCell; Self::COARSE_CELLS],
    ) -> f32 {
        let (mut both, mut either) = (0, 0);
        for (asked, drawn) in asked.iter().zip(drawn) {
            if *asked != SketchCell::Free {
                both += usize::from(asked.is_occupied() && drawn.is_occupied());
                either += usize::from(asked.is_occupied() || drawn.is_occupied());
            }
        }
        if either == 0 { 1.0 } else { both as f32 / either as f32 }
    }

    /// Text for recipes: "16" or "32", the cells in a row, and runs of equal cells as
    /// `count:what`, where what is the number of a ramp, `*` for any colour, `-` for empty and
    /// `?` for free.
    #[must_use]
    pub fn to_text(&self) -> String {
        let cells: Vec<SketchCell> = if self.is_coarse() {
            self.cells().to_vec()
        } else {
            (0..PIXELS).map(|index| self.at(index)).collect()
        };
        let side = if cells.len() == PIXELS { SIDE } else { Self::COARSE_SIDE };
        let mut text = side.to_string();
        for run in cells.chunk_by(|one, other| one == other) {
            let n_cells = run.len();
            // Writing to a String cannot fail.
            let _ = match run[0] {
                SketchCell::Free => write!(text, " {n_cells}:?"),
                SketchCell::Empty => write!(text, " {n_cells}:-"),
                SketchCell::Opaque => write!(text, " {n_cells}:*"),
                SketchCell::Ramp(ramp) => write!(text, " {n_cells}:{ramp}"),
            };
        }
        text
    }

    /// Reads what [`Self::to_text`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let side: usize = words.next()?.parse().ok()?;
        let n_cells = match side {
            SIDE => PIXELS,
            Self::COARSE_SIDE => Self::COARSE_CELLS,
            _ => return None,
        };
        let mut cells = Vec::with_capacity(n_cells);
        for word in words {
            let (count, what) = word.split_once(':')?;
            let count: usize = count.parse().ok()?;
            let cell = match what {
                "?" => SketchCell::Free,
                "-" => SketchCell::Empty,
                "*" => SketchCell::Opaque,
                ramp => SketchCell::Ramp(ramp.parse().ok().filter(|ramp| *ramp < OPAQUE)?),
            };
            if count > n_cells - cells.len() {
                return None;
            }
            cells.extend(std::iter::repeat_n(cell, count));
        }
        if let Ok(cells) = <&[SketchCell; Self::COARSE_CELLS]>::try_from(&cells[..]) {
            return (side == Self::COARSE_SIDE).then(|| Self::of_cells(cells));
        }
        let mut sketch = Self::BLANK;
        for (index, cell) in cells.iter().enumerate() {
            sketch.set(index, *cell);
        }
        (cells.len() == PIXELS).then_some(sketch)
    }
}

/// The coarse cell of a pixel.
fn cell_of(index: usize) -> usize {
    let (x, y) = (index % SIDE, index / SIDE);
    y / 2 * Sketch::COARSE_SIDE + x / 2
}

/// The pixel and those that touch it at a side or a corner.
fn neighbourhood(index: usize) -> impl Iterator<Item = usize> {
    let (x, y) = ((index % SIDE) as i32, (index / SIDE) as i32);
    (-1..=1).flat_map(move |dy| (-1..=1).filter_map(move |dx| index_of(x + dx, y + dy)))
}

fn prevailing(pixels: [SketchCell; 4]) -> SketchCell {
    let count = |wanted: SketchCell| pixels.iter().filter(|cell| **cell == wanted).count();
    if pixels.iter().filter(|cell| cell.is_occupied()).count() >= 2 {
        // Of equals the first counts.
        let occupied = pixels.iter().filter(|cell| cell.is_occupied());
        return occupied.copied().rev().max_by_key(|cell| count(*cell)).unwrap_or_default();
    }
    if count(SketchCell::Free) >= 2 { SketchCell::Free } else { SketchCell::Empty }
}

fn middle_shade(ramp: Option<&Ramp>) -> Option<u8> {
    ramp.and_then(|ramp| ramp.indices.get(ramp.indices.len() / 2)).copied()
}

/// The ramp of each palette entry: the first that it is in.
fn ramp_of_each(ramps: &[Ramp]) -> [Option<u8>; super::ENTRIES] {
    let mut found = [None; super::ENTRIES];
    for (number, ramp) in ramps.iter().enumerate().take(Sketch::MAX_RAMPS) {
        for &index in &ramp.indices {
            let place: &mut Option<u8> = &mut found[usize::from(index)];
            place.get_or_insert(number as u8);
        }
    }
    found
}

impl std::fmt::Debug for Sketch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sketch({})", self.to_text())
    }
}

/// As the text of [`Sketch::to_text`].
impl serde::Serialize for Sketch {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> serde::Deserialize<'de> for Sketch {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::from_text(&text).ok_or_else(|| serde::de::Error::custom("not a sketch"))
    }
}

#[cfg(test)]
mod tests;
