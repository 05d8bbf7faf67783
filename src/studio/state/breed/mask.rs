//! Painting the mask: tools, strokes, and what buttons do to it at once.

use super::{BreedChange, Parent};
use crate::{
    sprite::{Mask, Side},
    studio::{history::Change, state::State},
};

/// How large a brush may be, in pixels.
pub(in crate::studio) const BRUSHES: std::ops::RangeInclusive<u32> = 1..=16;

/// What the pointer does to the mask. The secondary button does the opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum MaskTool {
    /// Adds what a round brush covers.
    Brush,
    /// Takes away what a round brush covers.
    Eraser,
    /// Adds a rectangle from corner to corner.
    Rectangle,
    /// Adds the pixels of one of A's colours that hang together.
    Fill,
}

impl MaskTool {
    /// All of them, in the order of their buttons.
    pub(in crate::studio) const ALL: [Self; 4] =
        [Self::Brush, Self::Eraser, Self::Rectangle, Self::Fill];

    /// What its button says.
    pub(in crate::studio) fn name(self) -> &'static str {
        match self {
            Self::Brush => "Brush",
            Self::Eraser => "Eraser",
            Self::Rectangle => "Rectangle",
            Self::Fill => "Fill",
        }
    }

    /// What it does, for the tooltip.
    pub(in crate::studio) fn purpose(self) -> &'static str {
        match self {
            Self::Brush => "Paints what is to be redrawn; the right button erases",
            Self::Eraser => "Takes pixels out of the mask; the right button paints",
            Self::Rectangle => "Adds a rectangle; the right button takes it away",
            Self::Fill => "Adds all that hangs together in one of A's colours",
        }
    }
}

/// Something that is done to the whole mask at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum MaskOp {
    /// What was kept is redrawn, and the other way round.
    Invert,
    /// One pixel wider all round.
    Grow,
    /// One pixel narrower all round.
    Shrink,
    /// Nothing is redrawn.
    Clear,
    /// Everything is redrawn.
    All,
    /// Each pixel by chance.
    Roll,
    /// Half of the canvas.
    Half(Side),
}

/// A stroke that has not ended yet.
#[derive(Clone, Debug)]
pub(super) struct Stroke {
    tool: MaskTool,
    /// Whether it takes away.
    takes: bool,
    /// The mask before it.
    before: Mask,
    /// Where it began, which is a rectangle's first corner.
    start: (i32, i32),
    /// Where it has come to.
    last: (i32, i32),
}

impl State {
    /// Begins a stroke of the current tool at a pixel.
    pub(in crate::studio) fn begin_stroke(&mut self, at: (i32, i32), is_opposite: bool) {
        self.end_stroke();
        let breed = &mut self.breed;
        let tool = breed.tool;
        let takes = (tool == MaskTool::Eraser) != is_opposite;
        breed.stroke = Some(Stroke { tool, takes, before: breed.mask, start: at, last: at });
        self.stroke_to(at);
    }

    /// Takes the stroke on, if there is one, in a straight line from where it was.
    pub(in crate::studio) fn stroke_to(&mut self, at: (i32, i32)) {
        let breed = &mut self.breed;
        let Some(stroke) = &mut breed.stroke else { return };
        let (onto, pixels) = match stroke.tool {
            MaskTool::Brush | MaskTool::Eraser => {
                (breed.mask, Mask::line(stroke.last, at, breed.settings.brush))
            }
            MaskTool::Rectangle => (stroke.before, Mask::rectangle(stroke.start, at)),
            MaskTool::Fill => {
                let a = breed.parents[Parent::A as usize].as_ref();
                (breed.mask, a.map_or(Mask::ALL, |a| Mask::flood(&a.sprite, at)))
            }
        };
        stroke.last = at;
        breed.mask = if stroke.takes { onto.without(&pixels) } else { onto.union(&pixels) };
    }

    /// Ends the stroke, if there is one: it can be undone as one.
    pub(in crate::studio) fn end_stroke(&mut self) {
        let Some(stroke) = self.breed.stroke.take() else { return };
        if stroke.before != self.breed.mask {
            let name = match stroke.tool {
                MaskTool::Brush | MaskTool::Eraser if stroke.takes => "Erase from mask",
                MaskTool::Brush | MaskTool::Eraser => "Paint mask",
                MaskTool::Rectangle => "Mask rectangle",
                MaskTool::Fill => "Fill mask",
            };
            self.history.did(name, Change::Breed(BreedChange::Mask(stroke.before)));
        }
    }

    /// Whether a stroke has begun and not ended.
    pub(in crate::studio) fn is_stroking(&self) -> bool {
        self.breed.stroke.is_some()
    }

    /// Makes the brush larger or smaller.
    pub(in crate::studio) fn step_brush(&mut self, step: i32) {
        let brush = &mut self.breed.settings.brush;
        *brush = brush.saturating_add_signed(step).clamp(*BRUSHES.start(), *BRUSHES.end());
    }

    /// Changes the whole mask at once.
    pub(super) fn change_mask(&mut self, op: MaskOp) {
        self.end_stroke();
        let breed = &mut self.breed;
        let before = breed.mask;
        breed.mask = match op {
            MaskOp::Invert => before.inverted(),
            MaskOp::Grow => before.grown(),
            MaskOp::Shrink => before.shrunk(),
            MaskOp::Clear => Mask::NONE,
            MaskOp::All => Mask::ALL,
            MaskOp::Roll => {
                breed.mask_seed = breed.mask_seed.wrapping_add(1);
                Mask::random(breed.mask_seed, breed.settings.share)
            }
            MaskOp::Half(side) => Mask::half(side),
        };
        if breed.mask != before {
            let name = match op {
                MaskOp::Invert => "Invert mask",
                MaskOp::Grow => "Grow mask",
                MaskOp::Shrink => "Shrink mask",
                MaskOp::Clear => "Clear mask",
                MaskOp::All => "Mask everything",
                MaskOp::Roll => "Roll mask",
                MaskOp::Half(_) => "Mask half",
            };
            self.history.did(name, Change::Breed(BreedChange::Mask(before)));
        }
    }
}
