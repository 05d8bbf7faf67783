//! Painting on the sketch: tools and strokes.

use super::{SKETCH_BRUSHES, SketchChange};
use crate::{
    sprite::{Mask, SIDE, Sketch, SketchCell, index_of},
    studio::{history::Change, state::State},
};

/// What the pointer does to the sketch. The secondary button empties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum SketchTool {
    /// Paints what a round brush covers.
    Brush,
    /// Empties what a round brush covers.
    Eraser,
    /// Paints a rectangle from corner to corner.
    Rectangle,
    /// Paints all that hangs together and is alike.
    Fill,
}

impl SketchTool {
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
            Self::Brush => "Paints rough shape and colour; the right button erases",
            Self::Eraser => "Empties cells",
            Self::Rectangle => "Paints a rectangle; the right button empties one",
            Self::Fill => "Paints all that hangs together and is alike",
        }
    }
}

/// A stroke that has not ended yet.
#[derive(Clone, Debug)]
pub(super) struct SketchStroke {
    tool: SketchTool,
    paint: SketchCell,
    /// The sketch before it.
    before: Box<Sketch>,
    /// The cell where it began, which is a rectangle's first corner.
    start: (i32, i32),
    /// The cell where it has come to.
    last: (i32, i32),
}

impl State {
    /// Cells in a row of the canvas.
    pub(in crate::studio) fn sketch_side(&self) -> usize {
        if self.sketch.settings.is_fine { SIDE } else { Sketch::COARSE_SIDE }
    }

    /// The pixels of a mask whose places are cells of the canvas.
    pub(in crate::studio) fn sketch_pixels(&self, cells: &Mask) -> Mask {
        let pixels = (SIDE / self.sketch_side()) as i32;
        Mask::from_fn(|x, y| cells.contains(x / pixels, y / pixels))
    }

    /// Begins a stroke of the current tool at a cell.
    pub(in crate::studio) fn begin_sketch_stroke(&mut self, at: (i32, i32), empties: bool) {
        self.end_sketch_stroke();
        let pad = &mut self.sketch;
        let empties = empties || pad.tool == SketchTool::Eraser;
        let paint = if empties { SketchCell::Empty } else { pad.paint };
        let before = Box::new(pad.sketch.clone());
        pad.stroke = Some(SketchStroke { tool: pad.tool, paint, before, start: at, last: at });
        self.sketch_stroke_to(at);
    }

    /// Takes the stroke on, if there is one, in a straight line from where it was.
    pub(in crate::studio) fn sketch_stroke_to(&mut self, at: (i32, i32)) {
        let Some(mut stroke) = self.sketch.stroke.take() else { return };
        let brush = self.sketch.settings.brush;
        let (onto, pixels) = match stroke.tool {
            SketchTool::Brush | SketchTool::Eraser => {
                let cells = Mask::line(stroke.last, at, brush);
                (&self.sketch.sketch, self.sketch_pixels(&cells))
            }
            SketchTool::Rectangle => {
                let cells = Mask::rectangle(stroke.start, at);
                (&*stroke.before, self.sketch_pixels(&cells))
            }
            SketchTool::Fill => {
                let pixels = (SIDE / self.sketch_side()) as i32;
                let at = index_of(at.0 * pixels, at.1 * pixels);
                let alike = at.map_or(Mask::NONE, |at| self.sketch.sketch.alike(at));
                (&self.sketch.sketch, alike)
            }
        };
        stroke.last = at;
        self.sketch.sketch = onto.painted(&pixels, stroke.paint);
        self.sketch.stroke = Some(stroke);
    }

    /// Ends the stroke, if there is one: it can be undone as one.
    pub(in crate::studio) fn end_sketch_stroke(&mut self) {
        let Some(stroke) = self.sketch.stroke.take() else { return };
        if *stroke.before == self.sketch.sketch {
            return;
        }
        let name = match stroke.tool {
            _ if stroke.paint == SketchCell::Empty => "Erase from sketch",
            SketchTool::Brush | SketchTool::Eraser => "Paint sketch",
            SketchTool::Rectangle => "Sketch rectangle",
            SketchTool::Fill => "Fill sketch",
        };
        self.history.did(name, Change::Sketch(SketchChange::Sketch(stroke.before)));
        self.draw_live();
    }

    /// Whether a stroke has begun and not ended.
    pub(in crate::studio) fn is_sketching(&self) -> bool {
        self.sketch.stroke.is_some()
    }

    /// Takes what a cell of the canvas holds to paint with.
    pub(in crate::studio) fn pick_sketch_cell(&mut self, (x, y): (i32, i32)) {
        let pixels = (SIDE / self.sketch_side()) as i32;
        if let Some(at) = index_of(x * pixels, y * pixels) {
            self.sketch.paint = self.sketch.sketch.at(at);
        }
    }

    /// Makes the brush larger or smaller.
    pub(in crate::studio) fn step_sketch_brush(&mut self, step: i32) {
        let brush = &mut self.sketch.settings.brush;
        let (least, most) = (*SKETCH_BRUSHES.start(), *SKETCH_BRUSHES.end());
        *brush = brush.saturating_add_signed(step).clamp(least, most);
    }
}
