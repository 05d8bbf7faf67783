//! From the pressed button to its release: one stroke, which is one step of the history.

use std::sync::Arc;

use super::{Art, Floating, State, Tool, ToolOptions};
use crate::sprite::{
    ENTRIES, Mask, Palette, Sprite, TRANSPARENT,
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
    /// Whether Shift was held, which adds to the selection, draws a straight line from where the
    /// last free stroke ended, and makes shapes square and lines even.
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
    /// Whether shapes are square, and lines run across, down or between.
    is_even: bool,
    /// What each entry becomes where shades are brushed.
    shades: [u8; ENTRIES],
    /// What is moved.
    floating: Option<Floating>,
    /// Every pixel that the pointer came by, without gaps.
    path: Vec<Point>,
}

impl Gesture {
    /// Works out what the stroke has come to.
    pub(super) fn redraw(&mut self, options: ToolOptions, selection: Option<&Mask>) {
        let [first, last] = self.ends();
        match self.tool {
            Tool::Select | Tool::SelectEllipse | Tool::Lasso | Tool::Wand => {
                self.selection = self.joined(&self.caught(options), selection);
            }
            Tool::Move => {
                let way = (last.0 - first.0, last.1 - first.1);
                if let Some(floating) = &self.floating {
                    let moved = floating.moved(way);
                    (self.sprite, self.selection) = (moved.sprite(), moved.selection());
                }
            }
            Tool::Picker => {}
            Tool::Shade => {
                let mask = self.covered(options, selection);
                self.sprite = self.base.sprite.with_table(&mask, &self.shades);
            }
            Tool::Pencil
            | Tool::Eraser
            | Tool::Fill
            | Tool::Line
            | Tool::Rectangle
            | Tool::Ellipse => {
                let mask = self.covered(options, selection);
                self.sprite = self.base.sprite.painted(&mask, self.colour);
            }
        }
    }

    /// Every pixel that a drawing tool covers.
    fn covered(&self, options: ToolOptions, selection: Option<&Mask>) -> Mask {
        let [first, last] = self.ends();
        let corner = if self.is_even { paint::square_corner(first, last) } else { last };
        let drawn = match self.tool {
            Tool::Pencil | Tool::Eraser if options.brush == 1 && options.is_pixel_perfect => {
                paint::stroke(&pixel_perfect(&self.path), 1)
            }
            Tool::Line => {
                let end = if self.is_even { paint::even_end(first, last) } else { last };
                paint::stroke(&line(first, end), options.brush)
            }
            Tool::Rectangle => paint::rectangle(first, corner, options.is_filled),
            Tool::Ellipse => paint::ellipse(first, corner, options.is_filled),
            Tool::Fill => self.alike(first, options),
            _ => paint::stroke(&self.path, options.brush),
        };
        let drawn = if self.tool == Tool::Fill { drawn } else { options.mirror.reflect(&drawn) };
        drawn.intersection(selection.unwrap_or(&Mask::ALL))
    }

    /// Every pixel that a selecting tool catches; none where it was but clicked, which ends the
    /// selection.
    fn caught(&self, options: ToolOptions) -> Mask {
        let [first, last] = self.ends();
        let is_click = self.path.iter().all(|at| *at == first);
        match self.tool {
            Tool::Wand if Mask::ALL.contains(last.0, last.1) => self.alike(last, options),
            Tool::Wand => Mask::NONE,
            _ if is_click && self.joining == Joining::Replaces => Mask::NONE,
            Tool::SelectEllipse => paint::ellipse(first, last, true),
            Tool::Lasso => paint::polygon(&self.path),
            _ => Mask::rectangle(first, last),
        }
    }

    /// The pixels of the colour at a point, around it or everywhere.
    fn alike(&self, (x, y): Point, options: ToolOptions) -> Mask {
        // Entries of one colour look like one, and so they are one area.
        let before = &self.base.sprite.translated(&alike_entries(&self.base.palette));
        if options.is_contiguous || !Mask::ALL.contains(x, y) {
            Mask::flood(before, (x, y))
        } else {
            paint::of_colour(before, before.at(x, y))
        }
    }

    /// What the selection becomes with what was caught.
    fn joined(&self, caught: &Mask, selection: Option<&Mask>) -> Option<Mask> {
        let old = selection.copied().unwrap_or(Mask::NONE);
        let new = match self.joining {
            Joining::Replaces => *caught,
            Joining::Adds => old.union(caught),
            Joining::Subtracts => old.without(caught),
        };
        Some(new).filter(|mask| *mask != Mask::NONE)
    }

    fn ends(&self) -> [Point; 2] {
        let first = self.path.first().copied().unwrap_or_default();
        [first, self.path.last().copied().unwrap_or(first)]
    }

    /// Whether the pointer went nowhere with a tool of which the right button is free for a
    /// menu.
    fn is_for_menu(&self) -> bool {
        let [first, _] = self.ends();
        let is_click = self.path.iter().all(|at| *at == first);
        self.button == Button::Right && is_click && self.tool.has_menu()
    }

    /// What the history calls it.
    fn name(&self) -> &'static str {
        match self.tool {
            Tool::Pencil => "Pencil",
            Tool::Eraser => "Eraser",
            Tool::Shade if self.button == Button::Left => "Lighten",
            Tool::Shade => "Darken",
            Tool::Picker => "Pick",
            Tool::Fill => "Fill",
            Tool::Line => "Line",
            Tool::Rectangle => "Rectangle",
            Tool::Ellipse => "Ellipse",
            Tool::Select | Tool::SelectEllipse | Tool::Lasso | Tool::Wand => "Select",
            Tool::Move => "Move",
        }
    }

    /// Goes on from another sprite, which came into the place of the one that it changes.
    pub(super) fn rebase(&mut self, art: &Arc<Art>, selection: Option<&Mask>) {
        self.base = Arc::clone(art);
        if self.floating.is_some() {
            self.floating = Floating::lifted(art, selection);
        }
    }
}

/// For each entry of a palette the first one that has its colour.
pub(super) fn alike_entries(palette: &Palette) -> [u8; ENTRIES] {
    std::array::from_fn(|index| {
        let colours = palette.colours();
        let first = (1..index).find(|&other| index != 0 && colours[other] == colours[index]);
        first.unwrap_or(index) as u8
    })
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
        let is_afloat = self.floating().is_some();
        let is_left = press.button == Button::Left;
        let tool = match self.edit.tool {
            _ if press.picks => Tool::Picker,
            // What is afloat, or selected, can be taken hold of at once.
            tool if is_left && is_inside && !press.adds && (is_afloat || tool.is_area()) => {
                Tool::Move
            }
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
        let floating = if tool == Tool::Move { self.take_up() } else { None };
        if !matches!(tool, Tool::Move | Tool::Picker) {
            self.put_down();
        }
        let shades = self.ramped(&base.palette).next_shades(is_left);
        self.edit.gesture = Some(Gesture {
            sprite: base.sprite.clone(),
            base,
            selection,
            button: press.button,
            tool,
            colour,
            joining,
            is_even: press.adds,
            shades,
            floating,
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

    /// Says why a stroke that went all outside of the selection did nothing.
    fn tell_if_kept_away(&mut self, gesture: &Gesture) {
        let draws = !matches!(
            gesture.tool,
            Tool::Select
                | Tool::SelectEllipse
                | Tool::Lasso
                | Tool::Wand
                | Tool::Move
                | Tool::Picker
        );
        let options = self.edit.options;
        let is_empty = |selection| gesture.covered(options, selection) == Mask::NONE;
        if draws && is_empty(self.edit.selection.as_ref()) && !is_empty(None) {
            self.toasts.info("Outside of the selection nothing is drawn: Ctrl+D deselects");
        }
    }

    /// The button goes up: the stroke is done. Says whether it was but a click that asks for
    /// the menu.
    pub(in crate::studio) fn release(&mut self) -> bool {
        let Some(gesture) = self.edit.gesture.take() else { return false };
        if gesture.is_for_menu() {
            return true;
        }
        if matches!(gesture.tool, Tool::Pencil | Tool::Eraser) {
            self.edit.stroke_end = gesture.path.last().copied();
        }
        // Another sprite may have come into the cell meanwhile; this stroke was not for it.
        let is_same = self.editable().is_some_and(|(_, art)| Arc::ptr_eq(&art, &gesture.base));
        if is_same {
            let [first, last] = gesture.ends();
            match &gesture.floating {
                Some(floating) if first != last => {
                    let moved = floating.moved((last.0 - first.0, last.1 - first.1));
                    self.put_floating(gesture.name(), moved, false);
                }
                Some(_) => {}
                None => {
                    self.tell_if_kept_away(&gesture);
                    self.commit(gesture.name(), gesture.sprite, gesture.selection);
                }
            }
        }
        false
    }
}
