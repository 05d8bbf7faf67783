//! The editor: tools, colours and selection, and what becomes of the current sprite.
//!
//! Every edit makes another [`Art`] whose recipe tells the changed pixels, and is one step of
//! the window's history.

mod clipboard;
mod floating;
mod gesture;
mod piece;
mod region;
mod selections;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use clipboard::Clipboard;
use floating::Floating;
use gesture::alike_entries;
pub(in crate::studio) use gesture::{Button, Gesture, Press};
use region::Region;
use selections::Selections;

use super::{Art, Change, ColourDialog, Current, Look, Pane, Place, State};
use crate::{
    sprite::{
        ENTRIES, Mask, Sprite, TRANSPARENT,
        paint::{Mirror, Point, of_colour},
    },
    studio::command::EditCommand,
};

/// The thickest brush, in pixels.
pub(in crate::studio) const MAX_BRUSH: u32 = 8;

/// What the pointer does to the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum Tool {
    /// Draws freely.
    #[default]
    Pencil,
    /// Draws transparent.
    Eraser,
    /// Takes a colour from the canvas.
    Picker,
    /// Gives an area another colour.
    Fill,
    /// Draws a straight line.
    Line,
    /// Draws a rectangle.
    Rectangle,
    /// Draws an ellipse.
    Ellipse,
    /// Makes pixels a shade lighter, or darker, along their ramp.
    Shade,
    /// Selects a rectangle.
    Select,
    /// Selects an ellipse.
    SelectEllipse,
    /// Selects what the pointer goes round.
    Lasso,
    /// Selects an area of one colour.
    Wand,
    /// Moves what is selected.
    Move,
}

impl Tool {
    /// Every tool, in the order of the tool bar.
    pub(in crate::studio) const ALL: [Self; 13] = [
        Self::Pencil,
        Self::Eraser,
        Self::Picker,
        Self::Fill,
        Self::Shade,
        Self::Line,
        Self::Rectangle,
        Self::Ellipse,
        Self::Select,
        Self::SelectEllipse,
        Self::Lasso,
        Self::Wand,
        Self::Move,
    ];

    /// Whether it draws as thick as the brush is.
    pub(in crate::studio) fn has_brush(self) -> bool {
        matches!(self, Self::Pencil | Self::Eraser | Self::Shade | Self::Line)
    }

    /// Whether it selects an area by its outline.
    fn is_area(self) -> bool {
        matches!(self, Self::Select | Self::SelectEllipse | Self::Lasso)
    }

    /// Whether a click of the right button means nothing to it, and so opens the menu.
    fn has_menu(self) -> bool {
        self.is_area() || self == Self::Move
    }
}

/// How tools go about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(in crate::studio) struct ToolOptions {
    /// Diameter of the brush in pixels.
    pub(in crate::studio) brush: u32,
    /// Whether thin strokes go round corners without doubling them.
    pub(in crate::studio) is_pixel_perfect: bool,
    /// Whether rectangles are filled.
    pub(in crate::studio) is_filled: bool,
    /// Whether a fill stays within the area around the pointer.
    pub(in crate::studio) is_contiguous: bool,
    /// What is drawn on the other side as well.
    pub(in crate::studio) mirror: Mirror,
}

/// The editor panel's state.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Edit {
    /// The tool in hand.
    pub(in crate::studio) tool: Tool,
    /// How tools go about it.
    pub(in crate::studio) options: ToolOptions,
    /// The colour of the left button.
    pub(in crate::studio) foreground: u8,
    /// The colour of the right button.
    pub(in crate::studio) background: u8,
    /// The only pixels that tools change; `None` is all of them.
    pub(in crate::studio) selection: Option<Mask>,
    /// Physical pixels a sprite pixel; `None` is as large as fits.
    pub(in crate::studio) zoom: Option<u32>,
    /// The point at the centre of the view, in sprite pixels from the sprite's middle.
    pub(in crate::studio) centre: [f32; 2],
    /// How far fingers on a trackpad have come towards the next notch of a wheel.
    pub(in crate::studio) towards_notch: f32,
    /// Whether keys that other panels know too mean the editor.
    pub(in crate::studio) takes_keys: bool,
    /// Whether the right button went down where it asks for the menu.
    pub(in crate::studio) asks_for_menu: bool,
    /// What there is to cut and to paste.
    pub(in crate::studio) clipboard: Clipboard,
    /// The palette entry whose colour is being changed.
    pub(in crate::studio) colour_dialog: Option<ColourDialog>,
    gesture: Option<Gesture>,
    floating: Option<Floating>,
    selections: Selections,
    region: Option<Region>,
    /// The region of which more fillings are on their way, for the candidates of its cell.
    other_fillings: Option<Region>,
    /// Where the last free stroke ended, from which Shift draws on.
    stroke_end: Option<Point>,
    /// How often a region was redrawn, so that each time has a seed of its own.
    n_rerolls: u64,
}

impl ToolOptions {
    /// The same with a brush that there is.
    pub(super) fn clamped(self) -> Self {
        Self { brush: self.brush.clamp(1, MAX_BRUSH), ..self }
    }
}

impl Default for ToolOptions {
    fn default() -> Self {
        Self {
            brush: 1,
            is_pixel_perfect: false,
            is_filled: false,
            is_contiguous: true,
            mirror: Mirror::default(),
        }
    }
}

impl Default for Edit {
    fn default() -> Self {
        Self {
            tool: Tool::default(),
            options: ToolOptions::default(),
            foreground: 1,
            background: TRANSPARENT,
            selection: None,
            zoom: None,
            centre: [0.0; 2],
            towards_notch: 0.0,
            takes_keys: false,
            asks_for_menu: false,
            clipboard: Clipboard::default(),
            colour_dialog: None,
            gesture: None,
            floating: None,
            selections: Selections::default(),
            region: None,
            other_fillings: None,
            stroke_end: None,
            n_rerolls: 0,
        }
    }
}

impl Edit {
    /// The stroke that is being drawn.
    pub(in crate::studio) fn gesture(&self) -> Option<&Gesture> {
        self.gesture.as_ref()
    }

    /// The selection on show, which may be on its way.
    pub(in crate::studio) fn shown_selection(&self) -> Option<&Mask> {
        match &self.gesture {
            Some(gesture) => gesture.selection.as_ref(),
            None => self.selection.as_ref(),
        }
    }

    /// Gives up the stroke that is being drawn; says whether there was one.
    pub(in crate::studio) fn abandon(&mut self) -> bool {
        self.gesture.take().is_some()
    }

    /// The colour that a button paints with.
    pub(in crate::studio) fn colour(&mut self, button: Button) -> &mut u8 {
        match button {
            Button::Left => &mut self.foreground,
            Button::Right => &mut self.background,
        }
    }

    fn has_brush_of(&self, size: u32) -> bool {
        self.options.brush == size
    }
}

/// Where the sprite lives that is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Target {
    /// A cell of the grid.
    Cell(usize),
    /// Held by the window, picked from this place.
    Held(Place),
}

impl Target {
    /// The place that a sprite is found by.
    pub(in crate::studio::state) fn place(self) -> Place {
        match self {
            Self::Cell(index) => Place::Cell(index),
            Self::Held(place) => place,
        }
    }
}

/// A sprite was edited by hand, or another part of it was selected.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Edited {
    /// Where, the sprite that comes back, and the one that it takes the place of; `None` if
    /// only the selection changed.
    pub(in crate::studio) arts: Option<(Target, [Arc<Art>; 2])>,
    /// The selection that comes back.
    pub(in crate::studio) selection: Option<Mask>,
    /// The sprite that was selected on, where only the selection changed.
    pub(in crate::studio) of: Option<Target>,
}

impl Edited {
    /// Where the sprite lives that it is about.
    pub(in crate::studio) fn target(&self) -> Option<Target> {
        self.arts.as_ref().map(|(target, _)| *target).or(self.of)
    }
}

impl State {
    /// The sprite that can be edited now, and where it lives.
    pub(in crate::studio) fn editable(&self) -> Option<(Target, Arc<Art>)> {
        let art = self.current_art().filter(|_| matches!(self.current_look(), Look::Done(_)))?;
        Some((self.shown_target(), Arc::clone(art)))
    }

    /// Whether keys mean the editor.
    pub(in crate::studio) fn is_editing(&self) -> bool {
        self.edit.takes_keys && self.in_front.contains(&Pane::Edit)
    }

    /// Whether a command of the editor would do anything now.
    pub(super) fn allows_edit(&self, command: EditCommand) -> bool {
        match command {
            EditCommand::Piece(command) => self.allows_piece(command),
            EditCommand::Clear | EditCommand::SelectAll => self.editable().is_some(),
            EditCommand::ReplaceColour => {
                self.editable().is_some() && self.edit.foreground != self.edit.background
            }
            EditCommand::ChangeColour => {
                self.current_art().is_some() && self.edit.foreground != TRANSPARENT
            }
            EditCommand::Deselect | EditCommand::InvertSelection => self.edit.selection.is_some(),
            EditCommand::RerollRegion => {
                self.can_draw() && self.edit.selection.is_some() && self.editable().is_some()
            }
            EditCommand::BrushLarger => !self.edit.has_brush_of(MAX_BRUSH),
            EditCommand::BrushSmaller => !self.edit.has_brush_of(1),
            EditCommand::Tool(_)
            | EditCommand::SwapColours
            | EditCommand::PreviousColour
            | EditCommand::NextColour
            | EditCommand::MirrorAcross
            | EditCommand::MirrorDown
            | EditCommand::Fit => true,
        }
    }

    /// Whether what a command of the editor switches is on.
    pub(super) fn is_edit_on(&self, command: EditCommand) -> Option<bool> {
        let mirror = self.edit.options.mirror;
        match command {
            EditCommand::Tool(tool) => Some(self.edit.tool == tool),
            EditCommand::MirrorAcross => Some(mirror.across),
            EditCommand::MirrorDown => Some(mirror.down),
            EditCommand::Fit => Some(self.edit.zoom.is_none()),
            _ => None,
        }
    }

    /// Does what a command of the editor says.
    pub(in crate::studio) fn run_edit(&mut self, command: EditCommand) {
        let edit = &mut self.edit;
        let n = ENTRIES as u8;
        match command {
            EditCommand::Tool(tool) => {
                edit.abandon();
                edit.tool = tool;
            }
            EditCommand::SwapColours => std::mem::swap(&mut edit.foreground, &mut edit.background),
            EditCommand::PreviousColour => edit.foreground = (edit.foreground + n - 1) % n,
            EditCommand::NextColour => edit.foreground = (edit.foreground + 1) % n,
            EditCommand::BrushLarger => {
                edit.options.brush = (edit.options.brush + 1).min(MAX_BRUSH);
            }
            EditCommand::BrushSmaller => edit.options.brush = (edit.options.brush - 1).max(1),
            EditCommand::MirrorAcross => edit.options.mirror.across ^= true,
            EditCommand::MirrorDown => edit.options.mirror.down ^= true,
            EditCommand::Fit => (edit.zoom, edit.centre) = (None, [0.0; 2]),
            EditCommand::RerollRegion => self.reroll_region(),
            EditCommand::SelectAll => self.select_pixels(command, Some(Mask::ALL)),
            EditCommand::Deselect => self.select_pixels(command, None),
            EditCommand::InvertSelection => {
                let inverted = edit.selection.map(|mask| mask.inverted());
                self.select_pixels(command, inverted);
            }
            EditCommand::Piece(piece) => self.run_piece(piece),
            EditCommand::Clear => self.clear(command),
            EditCommand::ReplaceColour => {
                let (from, to) = (edit.foreground, edit.background);
                let alike = self.current_art().map(|art| alike_entries(&art.palette));
                let Some(alike) = alike else { return };
                let seen = |sprite: &Sprite| {
                    of_colour(&sprite.translated(&alike), alike[usize::from(from)])
                };
                self.recolour(command, seen, to);
            }
            EditCommand::ChangeColour => self.toggle_colour_dialog(),
        }
    }

    fn select_pixels(&mut self, command: EditCommand, mask: Option<Mask>) {
        self.edit.abandon();
        let mask = mask.filter(|mask| *mask != Mask::NONE);
        let before = std::mem::replace(&mut self.edit.selection, mask);
        if before != mask {
            let of = Some(self.shown_target());
            let change = Change::Edit(Edited { arts: None, selection: before, of });
            self.history.did(command.name(), change);
        }
    }

    /// Makes transparent what is selected, or afloat, or everything.
    fn clear(&mut self, command: EditCommand) {
        let selection = self.edit.selection;
        if let Some(sprite) = self.without_piece() {
            self.commit(command.name(), sprite, selection);
        }
    }

    /// Gives what is selected of some pixels another colour.
    fn recolour(&mut self, command: EditCommand, which: impl Fn(&Sprite) -> Mask, colour: u8) {
        let Some((_, art)) = self.editable() else { return };
        let selection = self.edit.selection;
        let mask = which(&art.sprite).intersection(&selection.unwrap_or(Mask::ALL));
        self.commit(command.name(), art.sprite.painted(&mask, colour), selection);
    }

    /// Makes an edit of the current sprite a step of the history, if it changed anything.
    fn commit(&mut self, name: &str, sprite: Sprite, selection: Option<Mask>) {
        self.edit.abandon();
        let Some((target, base)) = self.editable() else { return };
        let has_changed = base.sprite != sprite;
        if !has_changed && selection == self.edit.selection {
            return;
        }
        let (target, base) = if has_changed { self.at_home(target, base) } else { (target, base) };
        let before = std::mem::replace(&mut self.edit.selection, selection);
        let arts = has_changed.then(|| {
            let art = Arc::new(base.edited(sprite));
            self.put_edited(target, &base, &art);
            (target, [base, art])
        });
        let of = Some(target);
        self.history.did(name, Change::Edit(Edited { arts, selection: before, of }));
    }

    /// Puts an edited sprite in the place of the one that it was; what is still being done to
    /// that one is done to the new one.
    fn put_edited(&mut self, target: Target, base: &Arc<Art>, art: &Arc<Art>) {
        self.put_changed(target, base, art);
        if let Some(region) = &mut self.edit.region
            && Arc::ptr_eq(&region.base, base)
        {
            region.base = Arc::clone(art);
        }
        if let Some(gesture) = &mut self.edit.gesture
            && Arc::ptr_eq(&gesture.base, base)
        {
            gesture.rebase(art, self.edit.selection.as_ref());
            gesture.redraw(self.edit.options, self.edit.selection.as_ref());
        }
    }

    /// Brings back the other state of an edit, for undo and redo.
    pub(super) fn swap_edited(&mut self, edited: &mut Edited) {
        let target = edited.target();
        self.meet_sprite();
        if let Some((target, arts)) = &mut edited.arts {
            let [back, away] = &*arts;
            self.bring_back(*target, away, back);
            arts.swap(0, 1);
        }
        edited.selection = self.swap_selection(target, edited.selection);
    }

    /// Undoes or does again until this many steps are done.
    pub(in crate::studio) fn go_to_step(&mut self, n_done: usize) {
        self.edit.abandon();
        self.cancel_region();
        while n_done < self.history.n_done() {
            self.undo_last();
        }
        while self.history.n_done() < n_done && self.history.redo_name().is_some() {
            self.redo_last();
        }
    }
}
