//! The picture that shapes are painted on; see [`super::shape`] for the coordinates.

use super::{
    shape::{AREA, cell},
    skin::Skin,
};
pub(crate) use super::{
    shape::{Point, Shape},
    skin::{Grain, Ink},
};

/// A picture in the making.
#[derive(Clone)]
pub(crate) struct Canvas {
    pub(super) pixels: [u8; AREA * AREA],
    /// Pixels that tidying must leave alone: eyes and lights.
    pub(super) kept: Shape,
    /// The eyes among them.
    pub(super) eyes: Shape,
    /// The lights among them.
    pub(super) lamps: Shape,
    /// The outline as far as nothing was painted over it.
    pub(super) ring: Shape,
    /// What the outline is round.
    pub(super) body: Shape,
    /// Where a pattern may be.
    pub(super) skins: Vec<Skin>,
}

impl Canvas {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self {
            pixels: [0; AREA * AREA],
            kept: Shape::EMPTY,
            eyes: Shape::EMPTY,
            lamps: Shape::EMPTY,
            ring: Shape::EMPTY,
            body: Shape::EMPTY,
            skins: Vec::new(),
        }
    }

    /// The colour of a pixel; 0 is transparent.
    pub(crate) fn at(&self, x: i32, y: i32) -> u8 {
        cell(x, y).map_or(0, |(column, row)| self.pixels[row * AREA + column])
    }

    /// Sets one pixel. Tidying may take it away again; details to keep are [`Canvas::detail`].
    pub(crate) fn set(&mut self, x: i32, y: i32, colour: u8) {
        if let Some((column, row)) = cell(x, y) {
            self.pixels[row * AREA + column] = colour;
            self.ring.rows[row] &= !(1 << column);
            for skin in &mut self.skins {
                skin.area.rows[row] &= !(1 << column);
            }
        }
    }

    /// Sets one pixel that tidying must leave alone: part of an eye, a light on the skin.
    pub(crate) fn detail(&mut self, x: i32, y: i32, colour: u8) {
        self.set(x, y, colour);
        self.kept.add(x, y);
    }

    /// Sets one pixel that is a light.
    pub(crate) fn lamp(&mut self, x: i32, y: i32, colour: u8) {
        self.detail(x, y, colour);
        self.lamps.add(x, y);
    }

    /// Declares what is painted within a shape to be skin that carries the creature's pattern. What
    /// is painted over it later is not part of it.
    pub(crate) fn skin(&mut self, area: &Shape, ink: Ink, grain: Grain) {
        self.skins.push(Skin { area: area.and(&self.opaque()), ground: None, ink, grain });
    }

    /// Takes the skins away, so that what is painted next does not count as lying on them: a relief
    /// that a pattern may cover. [`Self::give_skins`] brings them back.
    pub(crate) fn take_skins(&mut self) -> Vec<Skin> {
        std::mem::take(&mut self.skins)
    }

    /// Brings skins back. A pattern has `ground` under it in place of the relief.
    pub(crate) fn give_skins(&mut self, skins: Vec<Skin>, ground: u8) {
        self.skins.extend(skins.into_iter().map(|skin| Skin { ground: Some(ground), ..skin }));
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
        let ring = opaque.grown().minus(&opaque);
        self.fill(&ring, line);
        self.ring = ring;
        self.body = opaque;
    }

    /// An eye with its top left pixel at `(x, y)`, `size` pixels wide.
    ///
    /// 2 is a dark dot with a glint; 3 a ring about a pupil; 4 and 5 a ring about a large pupil with a glint.
    pub(crate) fn eye(&mut self, (x, y): (i32, i32), size: i32, ring: u8, pupil: u8) {
        let picture: &[&str] = match size {
            ..=2 => &["pr", "pp"],
            3 => &["rrr", "rpr", "rrr"],
            4 => &[".rr.", "rrpr", "rppr", ".rr."],
            _ => &[".rrr.", "rpprr", "rpppr", "rpppr", ".rrr."],
        };
        for (row, line) in (y..).zip(picture) {
            for (column, letter) in (x..).zip(line.bytes()) {
                self.eyes.add(column, row);
                match letter {
                    b'r' => self.detail(column, row, ring),
                    b'p' => self.detail(column, row, pupil),
                    _ => {}
                }
            }
        }
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
}
