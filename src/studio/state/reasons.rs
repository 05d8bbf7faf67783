//! Why a command cannot be carried out now, for people: what the tooltip of a dimmed button
//! says, and what pressing its keys all the same brings up.

use super::{Current, Owner, State};
use crate::{
    generate::SpriteRequest,
    studio::command::{AnimateCommand, Command, SketchCommand},
};

impl State {
    /// Why a command would do nothing now, if there is something to say about that.
    pub(in crate::studio) fn reason(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Reroll => self.reroll_obstacle(),
            Command::Undo => self.undo_obstacle(true),
            Command::Redo => self.undo_obstacle(false),
            Command::DrawAll => self.draw_all_obstacle(),
            Command::Sketch(SketchCommand::Draw | SketchCommand::Others) => self.sketch_obstacle(),
            Command::Animate(AnimateCommand::BreedFrames) => self.frames_obstacle(),
            Command::RerollRow(_) | Command::RerollColumn(_) | Command::DrawCandidates
                if !self.can_draw() =>
            {
                Some(NO_MODEL)
            }
            _ => None,
        }
    }

    /// Whether the seed that was typed is one.
    pub(in crate::studio) fn has_seed(&self) -> bool {
        self.seed_text.trim().parse::<u64>().is_ok()
    }

    fn reroll_obstacle(&self) -> Option<&'static str> {
        if !self.can_draw() || self.grid.cells.is_empty() {
            return Some(NO_MODEL);
        }
        if let Current::Held { .. } = self.current {
            return Some("This sprite is not a cell of the grid: click one to reroll it");
        }
        let is_locked = self.grid.selected_cell().is_some_and(|cell| cell.is_locked);
        is_locked.then_some("Locked: unlock it to draw it anew")
    }

    fn draw_all_obstacle(&self) -> Option<&'static str> {
        if !self.can_draw() {
            return Some(NO_MODEL);
        }
        if !self.has_seed() {
            return Some("The seed is no whole number, so nothing is drawn");
        }
        if !self.grid.cells.is_empty() && self.grid.cells.iter().all(|cell| cell.is_locked) {
            return Some("Every cell is locked");
        }
        self.shows_what_is_set()
            .then_some("The grid shows this seed and these settings already; Space rolls a seed")
    }

    /// Whether drawing the whole grid would draw what it shows.
    fn shows_what_is_set(&self) -> bool {
        if self.grid.drawn_with != Some(self.settings) {
            return false;
        }
        let (seed, sampling) = (self.settings.seed, self.settings.sampling);
        self.grid.cells.iter().enumerate().all(|(index, cell)| {
            let wanted = SpriteRequest::new(cell.prompt, seed, index as u32, sampling);
            let is_coming = self.jobs.status(Owner::Grid, index).is_some()
                && cell.last_asked == Some((seed, index as u32));
            let is_there = || {
                let art = cell.art.as_ref().filter(|art| !art.is_edited());
                art.is_some_and(|art| art.request.as_ref() == Some(&wanted))
            };
            cell.is_locked || is_coming || is_there()
        })
    }
}

const NO_MODEL: &str = "There is no model to draw with";
