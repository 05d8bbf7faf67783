//! From the pressed button to its release: one stroke, which is one step of the history.

use std::sync::Arc;

use super::{Art, State, Tool, ToolOptions};
use crate::sprite::{
    Mask, Sprite, TRANSPARENT,
    paint::{self, Point, line, pixel_perfect},
};

/// A button of the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Button {
    /// Paints with the foreground colour.
    Left,
    /// Paints with the background colour.
    Right,
}

/// A button was pressed over the canvas.
#[derive(Clone, Copy, Debug)]
pub(in crate::studio) struct Press {
    /// Over which pixel.
    pub(in crate::studio) at: Point,
    /// Which button.
    pub(in crate::studio) button: Button,
    /// Whether Shift was held, which adds to the selection, or draws a straight line from where
    /// the last free stroke ended.
    pub(in crate::studio) adds: bool,
    /// Whether Alt was held, which makes every tool the picker.
    pub(in crate::studio) picks: bool,
}

/// What a selection does to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joining {
    Replaces,
    Adds,
    Subtracts,
}

/// A stroke that is being drawn.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Gesture {
    /// The sprite that it changes.
    pub(super) base: Arc<Art>,
    /// The sprite as it would be.
    pub(in crate::studio) sprite: Sprite,
    /// The selection as it would be.
    pub(in crate::studio) selection: Option<Mask>,
    /// The button that draws it.
    pub(in crate::studio) button: Button,
    tool: Tool,
    colour: u8,
    joining: Joining,
    /// Every pixel that the pointer came by, without gaps.
    path: Vec<Point>,
}

impl Gesture {
    /// Works out what the stroke has come to.
    pub(super) fn redraw(&mut self, options: ToolOptions, selection: Option<&Mask>) {
        let before = &self.base.sprite;
        let [first, last] = self.ends();
        let everything = selection.copied().unwrap_or(Mask::ALL);
        let paint = |mask: &Mask| before.painted(&mask.intersection(&everything), self.colour);
        let reflect = |mask: &Mask| options.mirror.reflect(mask);
        match self.tool {
            Tool::Pencil | Tool::Eraser if options.brush == 1 && options.is_pixel_perfect => {
                let thinned = pixel_perfect(&self.path);
                self.sprite = paint(&reflect(&paint::stroke(&thinned, 1)));
            }
            Tool::Pencil | Tool::Eraser => {
                self.sprite = paint(&reflect(&paint::stroke(&self.path, options.brush)));
            }
            Tool::Line => {
                let stroke = paint::stroke(&line(first, last), options.brush);
                self.sprite = paint(&reflect(&stroke));
            }
            Tool::Rectangle => {
                let rectangle = paint::rectangle(first, last, options.is_filled);
                self.sprite = paint(&reflect(&rectangle));
            }
            Tool::Fill => {
                let is_on_canvas = Mask::ALL.contains(first.0, first.1);
                let area = if options.is_contiguous || !is_on_canvas {
                    Mask::flood(before, first)
                } else {
                    paint::of_colour(before, before.at(first.0, first.1))
                };
                self.sprite = paint(&area);
            }
            Tool::Select => {
                let dragged = Mask::rectangle(first, last);
                let old = selection.copied().unwrap_or(Mask::NONE);
                let new = match self.joining {
                    // A click beside the selection ends it.
                    Joining::Replaces if first == last => Mask::NONE,
                    Joining::Replaces => dragged,
                    Joining::Adds => old.union(&dragged),
                    Joining::Subtracts => old.without(&dragged),
                };
                self.selection = Some(new).filter(|mask| *mask != Mask::NONE);
            }
            Tool::Move => {
                let way = (last.0 - first.0, last.1 - first.1);
                let (sprite, moved) = before.moved(&everything, way);
                self.sprite = sprite;
                self.selection = selection.and(Some(moved)).filter(|mask| *mask != Mask::NONE);
            }
            Tool::Picker => {}
        }
    }

    fn ends(&self) -> [Point; 2] {
        let first = self.path.first().copied().unwrap_or_default();
        [first, self.path.last().copied().unwrap_or(first)]
    }

    /// What the history calls it.
    fn name(&self) -> &'static str {
        match self.tool {
            Tool::Pencil => "Pencil",
            Tool::Eraser => "Eraser",
            Tool::Picker => "Pick",
            Tool::Fill => "Fill",
            Tool::Line => "Line",
            Tool::Rectangle => "Rectangle",
            Tool::Select => "Select",
            Tool::Move => "Move",
        }
    }
}

impl State {
    /// A button goes down over the canvas.
    pub(in crate::studio) fn press(&mut self, press: Press) {
        let Some((_, base)) = self.editable() else { return };
        let selection = self.edit.selection;
        let is_inside = selection.is_some_and(|mask| mask.contains(press.at.0, press.at.1));
        let joining = match (press.button, press.adds) {
            (Button::Left, false) => Joining::Replaces,
            (Button::Left, true) => Joining::Adds,
            (Button::Right, _) => Joining::Subtracts,
        };
        let tool = match self.edit.tool {
            _ if press.picks => Tool::Picker,
            // What is selected can be taken hold of at once.
            Tool::Select if is_inside && joining == Joining::Replaces => Tool::Move,
            tool => tool,
        };
        let colour = match tool {
            Tool::Eraser => TRANSPARENT,
            _ => *self.edit.colour(press.button),
        };
        let path = match (tool, self.edit.stroke_end) {
            (Tool::Pencil | Tool::Eraser, Some(end)) if press.adds => line(end, press.at),
            _ => vec![press.at],
        };
        self.edit.gesture = Some(Gesture {
            sprite: base.sprite.clone(),
            base,
            selection,
            button: press.button,
            tool,
            colour,
            joining,
            path,
        });
        self.follow();
    }

    /// The pointer came to a pixel; those between it and the last one are part of the stroke.
    pub(in crate::studio) fn drag_to(&mut self, at: Point) {
        let Some(gesture) = &mut self.edit.gesture else { return };
        let [_, last] = gesture.ends();
        if at != last {
            gesture.path.extend(line(last, at).into_iter().skip(1));
            self.follow();
        }
    }

    fn follow(&mut self) {
        let Some(gesture) = &mut self.edit.gesture else { return };
        gesture.redraw(self.edit.options, self.edit.selection.as_ref());
        if gesture.tool == Tool::Picker {
            let ([_, (x, y)], button) = (gesture.ends(), gesture.button);
            if Mask::ALL.contains(x, y) {
                let colour = gesture.base.sprite.at(x, y);
                *self.edit.colour(button) = colour;
            }
        }
    }

    /// The button goes up: the stroke is done.
    pub(in crate::studio) fn release(&mut self) {
        let Some(gesture) = self.edit.gesture.take() else { return };
        if matches!(gesture.tool, Tool::Pencil | Tool::Eraser) {
            self.edit.stroke_end = gesture.path.last().copied();
        }
        // Another sprite may have come into the cell meanwhile; this stroke was not for it.
        let is_same = self.editable().is_some_and(|(_, art)| Arc::ptr_eq(&art, &gesture.base));
        if is_same {
            self.commit(gesture.name(), gesture.sprite, gesture.selection);
        }
    }
}
