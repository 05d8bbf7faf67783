//! Which part of a creature each pixel belongs to.

use super::{
    anatomy::{bounds, column_extent, connected, distances, row_extent},
    field::{opaque, place},
    plan::BodyPlan,
};
use crate::sprite::{Mask, PIXELS, Palette, Rgb, SIDE, Sprite, TRANSPARENT};

/// A part of a creature, as far as it matters for how that moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Part {
    /// Moves as the whole does; transparent pixels are of it too.
    #[default]
    Body,
    /// The end that beats.
    Tail,
    /// Ripples beside the body: fins, wings, ears.
    Fin,
    /// Has a root and a tip: legs, arms, tentacles, feelers, a lure.
    Limb,
    /// Opens and shuts.
    Jaw,
    /// Never moves: what a coral stands on, a snail's sole.
    Foot,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Body, Self::Tail, Self::Fin, Self::Limb, Self::Jaw, Self::Foot];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Tail => "tail",
            Self::Fin => "fin",
            Self::Limb => "limb",
            Self::Jaw => "jaw",
            Self::Foot => "foot",
        }
    }

    /// Whether limbs, fins and tails hang on it.
    pub(super) fn is_body(self) -> bool {
        matches!(self, Self::Body | Self::Jaw)
    }
}

/// The part of every pixel: found from the picture, and open to correction.
#[derive(Clone, PartialEq, Eq)]
pub struct Parts {
    parts: [Part; PIXELS],
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "Parts")?;
        for row in self.parts.chunks_exact(SIDE) {
            let line: String = row.iter().map(|part| &part.name()[..1]).collect();
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}

impl Parts {
    /// One body.
    pub const WHOLE: Self = Self { parts: [Part::Body; PIXELS] };

    /// The parts of a sprite, as far as they can be found from its pixels by the rules of a
    /// body plan. Colours matter for mouths alone.
    #[must_use]
    pub fn find(sprite: &Sprite, plan: BodyPlan, palette: &Palette) -> Self {
        let share = match plan {
            BodyPlan::Walker
            | BodyPlan::Turtle
            | BodyPlan::Urchin
            | BodyPlan::Octopus
            | BodyPlan::Squid => 0.6,
            _ => 0.4,
        };
        let mut finder = Finder::new(sprite, share);
        match plan {
            BodyPlan::Fish | BodyPlan::Ray => finder.fins(),
            BodyPlan::Seahorse => finder.back_fin(),
            BodyPlan::Angler => {
                finder.fins();
                if !finder.jaw(palette) {
                    finder.closed_jaw();
                }
            }
            BodyPlan::Jellyfish | BodyPlan::CombJelly => finder.hanging(),
            BodyPlan::Coral | BodyPlan::Anemone => {
                finder.growing_on_core();
                finder.foot(2);
            }
            BodyPlan::Snail | BodyPlan::Slug => {
                finder.hanging_on_core();
                finder.foot(2);
            }
            BodyPlan::Octopus | BodyPlan::Squid => {
                finder.hanging_on_core();
                finder.ears();
            }
            BodyPlan::Walker | BodyPlan::Isopod | BodyPlan::Tripod => {
                finder.hanging_on_core();
                finder.legs();
            }
            BodyPlan::Turtle | BodyPlan::Urchin | BodyPlan::Nautilus => finder.hanging_on_core(),
            BodyPlan::Eel | BodyPlan::Chain | BodyPlan::Other => {}
        }
        finder.parts
    }

    /// The part of a pixel by its raster index.
    #[must_use]
    pub fn at(&self, index: usize) -> Part {
        self.parts.get(index).copied().unwrap_or_default()
    }

    /// Says which part the pixels of a mask are of.
    pub fn paint(&mut self, mask: &Mask, part: Part) {
        for (index, held) in self.parts.iter_mut().enumerate() {
            if mask.contains_index(index) {
                *held = part;
            }
        }
    }

    /// One letter a pixel, row by row: that with which the part's name begins.
    #[must_use]
    pub fn to_text(&self) -> String {
        let letter = |part: &Part| part.name().chars().next().unwrap_or('b').to_ascii_uppercase();
        // "Fin" and "foot" begin alike.
        self.parts.iter().map(|part| if *part == Part::Foot { 'G' } else { letter(part) }).collect()
    }

    /// Reads what [`Self::to_text`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let part = |letter: u8| {
            Some(match letter {
                b'B' => Part::Body,
                b'T' => Part::Tail,
                b'F' => Part::Fin,
                b'L' => Part::Limb,
                b'J' => Part::Jaw,
                b'G' => Part::Foot,
                _ => return None,
            })
        };
        let parts: Option<Vec<Part>> = text.bytes().take(PIXELS + 1).map(part).collect();
        Some(Self { parts: parts?.try_into().ok()? })
    }

    pub(super) fn set(&mut self, index: usize, part: Part) {
        self.parts[index] = part;
    }
}

/// The thick middle of a silhouette: what is left of it when everything is worn away that is
/// thinner than a share of its thickest place.
pub(super) fn core(sprite: &Sprite, share: f32) -> Mask {
    let silhouette = Mask::from_fn(|x, y| sprite.at(x, y) != TRANSPARENT);
    let mut layers = vec![silhouette];
    while let Some(layer) = layers.last().filter(|layer| **layer != Mask::NONE) {
        // Beyond the canvas there is nothing.
        let inner = layer.shrunk().intersection(&Mask::rectangle((1, 1), (30, 30)));
        layers.push(inner);
    }
    let thickness = layers.len() - 1;
    let radius = (thickness as f32 * share) as usize;
    let radius = radius.clamp(1, 5).min(thickness.saturating_sub(1));
    let worn = &layers[radius];
    let mut largest = Vec::new();
    let mut left = *worn;
    for index in 0..PIXELS {
        if left.contains_index(index) {
            let piece = connected(index, |index| left.contains_index(index));
            for &index in &piece {
                left.set_index(index, false);
            }
            if piece.len() > largest.len() {
                largest = piece;
            }
        }
    }
    let mut core = Mask::NONE;
    for &index in &largest {
        core.set_index(index, true);
    }
    for _ in 0..radius {
        core = core.grown().intersection(&silhouette);
    }
    core
}

/// How light a colour is, 0 to 255: the weights of red, green and blue of video.
pub(super) fn luma(Rgb([r, g, b]): Rgb) -> i32 {
    (i32::from(r) * 77 + i32::from(g) * 151 + i32::from(b) * 28) / 256
}

/// Shorter than this nothing is a limb.
const SHORTEST_LIMB: u8 = 2;

/// Finds the parts of one sprite.
pub(super) struct Finder<'a> {
    pub(super) sprite: &'a Sprite,
    core: Mask,
    pub(super) parts: Parts,
    /// First and last column, first and last row.
    pub(super) bounds: (i32, i32, i32, i32),
}

impl<'a> Finder<'a> {
    fn new(sprite: &'a Sprite, share: f32) -> Self {
        let bounds = bounds(opaque(sprite)).unwrap_or_default();
        Self { sprite, core: core(sprite, share), parts: Parts::WHOLE, bounds }
    }

    /// Pieces that hang on the core and are long enough to move.
    fn appendages(&self) -> Vec<Vec<usize>> {
        let is_outside = |index: usize| {
            self.sprite.pixels()[index] != TRANSPARENT && !self.core.contains_index(index)
        };
        let core = self.core.grown();
        let mut is_seen = [false; PIXELS];
        let mut pieces = Vec::new();
        for start in opaque(self.sprite) {
            if is_seen[start] || !is_outside(start) {
                continue;
            }
            let piece = connected(start, is_outside);
            for &index in &piece {
                is_seen[index] = true;
            }
            let roots: Vec<usize> =
                piece.iter().copied().filter(|&index| core.contains_index(index)).collect();
            let steps = distances(&roots, is_outside);
            if roots.is_empty() || piece.iter().any(|&index| steps[index] >= SHORTEST_LIMB) {
                pieces.push(piece);
            }
        }
        pieces
    }

    fn mark(&mut self, piece: &[usize], part: Part) {
        for &index in piece {
            self.parts.set(index, part);
        }
    }

    /// Everything thin is a limb.
    fn hanging_on_core(&mut self) {
        for piece in self.appendages() {
            self.mark(&piece, Part::Limb);
        }
    }

    /// What grows upwards is a limb; what the core stands on is not.
    fn growing_on_core(&mut self) {
        let (.., top, bottom) = self.bounds;
        for piece in self.appendages() {
            let sum: i32 = piece.iter().map(|&index| place(index).1).sum();
            if sum < i32::midpoint(top, bottom) * piece.len() as i32 {
                self.mark(&piece, Part::Limb);
            }
        }
    }

    /// Of a fish: what is behind is its tail, what is above and below are fins, and a thin rod
    /// above the head is a lure.
    fn fins(&mut self) {
        let (left, right, ..) = self.bounds;
        let length = (right - left).max(1) as f32;
        let start = self.tail_start();
        for piece in self.appendages() {
            let Some((first, last, top, bottom)) = bounds(piece.iter().copied()) else { continue };
            let middle =
                piece.iter().map(|&index| place(index).0).sum::<i32>() as f32 / piece.len() as f32;
            let is_thin = piece.len() as i32 <= (last - first + 1).max(bottom - top + 1) * 2 + 2;
            let back = (middle - left as f32) / length;
            let part = match () {
                () if middle >= start as f32 => Part::Tail,
                () if is_thin && back < 0.5 && piece.len() > 4 => Part::Limb,
                () => Part::Fin,
            };
            self.mark(&piece, part);
        }
        for index in opaque(self.sprite) {
            if place(index).0 >= start {
                self.parts.set(index, Part::Tail);
            }
        }
    }

    /// The column in which the body is thinnest before the tail fin.
    fn tail_start(&self) -> i32 {
        let (left, right, ..) = self.bounds;
        let length = right - left;
        let tall = |x: i32| {
            column_extent(self.sprite, x).map_or(0, |_| {
                (0..SIDE as i32).filter(|&y| self.sprite.at(x, y) != TRANSPARENT).count() as i32
            })
        };
        let columns = left + length * 5 / 9..=left + length * 8 / 9;
        columns.min_by_key(|&x| (tall(x), -x)).unwrap_or(right)
    }

    /// Of a jellyfish: the row below which its threads begin.
    fn hanging(&mut self) {
        let rim = self.rim();
        for index in opaque(self.sprite) {
            if place(index).1 > rim {
                self.parts.set(index, Part::Limb);
            }
        }
    }

    /// The lowest row of the bell: below it, rows are of pieces or much narrower.
    fn rim(&self) -> i32 {
        let (.., top, bottom) = self.bounds;
        let filled = |y: i32| {
            (0..SIDE as i32).filter(|&x| self.sprite.at(x, y) != TRANSPARENT).count() as i32
        };
        let widest = (top..=bottom).map(filled).max().unwrap_or(0);
        // The first broken or narrow row after the widest so far.
        let mut has_been_wide = false;
        for y in top..=bottom {
            let Some((first, last)) = row_extent(self.sprite, y) else { continue };
            let is_whole = filled(y) * 8 >= (last - first + 1) * 7;
            let is_wide = filled(y) * 4 >= widest * 3;
            if has_been_wide && !(is_whole && is_wide) {
                return (y - 1).max(top);
            }
            has_been_wide |= is_whole && is_wide;
        }
        top + (bottom - top) * 3 / 5
    }

    /// The lowest rows that are of narrow pieces are legs, also where they are as thick as the
    /// body or touch each other.
    fn legs(&mut self) {
        let (left, right, top, bottom) = self.bounds;
        let longest = |y: i32| {
            let (mut longest, mut length) = (0, 0);
            for x in left..=right + 1 {
                length = if self.sprite.at(x, y) == TRANSPARENT { 0 } else { length + 1 };
                longest = longest.max(length);
            }
            longest
        };
        let belly = (top + (bottom - top) / 3..=bottom)
            .rev()
            .find(|&y| longest(y) * 20 > (right - left + 1) * 9)
            .unwrap_or(bottom);
        for index in opaque(self.sprite) {
            if place(index).1 > belly {
                self.parts.set(index, Part::Limb);
            }
        }
    }

    /// The lowest rows never move.
    fn foot(&mut self, rows: i32) {
        for index in opaque(self.sprite) {
            if place(index).1 > self.bounds.3 - rows {
                self.parts.set(index, Part::Foot);
            }
        }
    }

    /// Limbs above the middle of the core are fins.
    fn ears(&mut self) {
        let core = bounds((0..PIXELS).filter(|&index| self.core.contains_index(index)));
        let Some((first, last, top, bottom)) = core else { return };
        for piece in self.appendages() {
            let n = piece.len() as i32;
            let sum = piece
                .iter()
                .map(|&index| place(index))
                .fold((0, 0), |s, (x, y)| (s.0 + x, s.1 + y));
            let is_above = sum.1 / n < top + (bottom - top) / 2;
            let is_behind = sum.0 / n > first + (last - first) * 2 / 3;
            let is_lying = last - first > bottom - top;
            if if is_lying { is_behind } else { is_above } {
                self.mark(&piece, Part::Fin);
            }
        }
    }

    /// Of what is seen upright: the fin on its back. What else is thin, as its snout, is of the body.
    fn back_fin(&mut self) {
        let (left, right, top, bottom) = self.bounds;
        for piece in self.appendages() {
            let n = piece.len() as i32;
            let places = piece.iter().map(|&index| place(index));
            let sum = places.fold((0, 0), |sum, (x, y)| (sum.0 + x, sum.1 + y));
            let is_behind = sum.0 > i32::midpoint(left, right) * n;
            let is_between =
                ((top * 3 + bottom) * n..=(top + bottom * 3) * n).contains(&(sum.1 * 4));
            if is_behind && is_between {
                self.mark(&piece, Part::Fin);
            }
        }
    }
}
