//! One tab for each model: its grid, its edits and its history stay while another is open.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Art, BUILT_IN, Breed, Current, Grid, History, Model, Settings, SketchPad, State, Sweep,
    breed::Litter,
};
use crate::{
    generate::{Generator, SpriteRequest},
    sprite::{ColourSet, Light, Palette, Schema},
    studio::jobs::Owner,
};

/// The model that a tab was drawn with.
#[derive(Clone, Debug)]
pub(in crate::studio) struct TabModel {
    /// What it is called, for people.
    pub(in crate::studio) name: String,
    /// Its file; `None` is the checkpoint inside the program.
    pub(in crate::studio) path: Option<PathBuf>,
    /// The hash of its checkpoint.
    pub(in crate::studio) checkpoint: String,
    /// The names of its zones and categories.
    pub(in crate::studio) world: Schema,
    /// Its colours.
    pub(in crate::studio) palette: Arc<Palette>,
    /// The model itself, once it was loaded in this window.
    pub(super) generator: Option<Generator>,
}

impl TabModel {
    /// Whether this is the model, or one that draws as it did: what was kept with the checkpoint
    /// before goes on with the one that took its place.
    pub(super) fn is(&self, generator: &Generator) -> bool {
        generator.draws_as(&self.checkpoint)
            && self.world == *generator.world()
            && *self.palette == *generator.palette()
    }
}

/// All that belongs to one model.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Tab {
    /// The model.
    pub(in crate::studio) model: TabModel,
    pub(super) settings: Settings,
    pub(super) own_palette: Option<Arc<Palette>>,
    pub(super) grid: Grid,
    pub(super) sweep: Sweep,
    pub(super) breed: Breed,
    pub(super) sketch: SketchPad,
    pub(super) grid_light: Option<Light>,
    pub(super) current: Current,
    pub(super) history: History,
}

/// A checkpoint on its way.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Opening {
    /// What it is called, for people.
    pub(in crate::studio) name: String,
    /// Its file; `None` is the checkpoint inside the program.
    pub(in crate::studio) path: Option<PathBuf>,
}

impl Opening {
    /// The checkpoint inside the program.
    pub(super) fn built_in() -> Self {
        Self { name: BUILT_IN.to_owned(), path: None }
    }
}

impl State {
    /// The names of zones and categories on show.
    pub(in crate::studio) fn world(&self) -> Option<&Schema> {
        self.tab.as_ref().map(|tab| &tab.world)
    }

    /// The tab on show, as it is now; `None` before the first model.
    pub(super) fn tab_on_show(&self) -> Option<Tab> {
        Some(Tab {
            model: self.tab.clone()?,
            settings: self.settings,
            own_palette: self.colours.own().cloned(),
            grid: self.grid.clone(),
            sweep: self.sweep.clone(),
            breed: self.breed.clone(),
            sketch: self.sketch.clone(),
            grid_light: self.shade.grid_light,
            current: self.current.clone(),
            history: self.history.clone(),
        })
    }

    /// The models of the other tabs, the one looked at last in front.
    pub(in crate::studio) fn other_tabs(&self) -> impl Iterator<Item = &TabModel> {
        self.tabs.iter().map(|tab| &tab.model)
    }

    /// Ends whatever is under way in the tab on show.
    fn end_all(&mut self) {
        self.edit.abandon();
        self.end_stroke();
        self.end_sketch_stroke();
        self.end_light();
        self.cancel_region();
        for owner in Owner::ALL {
            self.jobs.cancel(owner);
        }
    }

    /// Puts the tab on show behind the others.
    fn put_away(&mut self) {
        self.end_all();
        if let Some(tab) = self.tab_on_show() {
            self.tabs.insert(0, Arc::new(tab));
        }
        self.tab = None;
    }

    /// Puts the tab on show away if it was drawn with the model of another file.
    pub(in crate::studio) fn put_away_unless(&mut self, path: Option<&Path>) {
        if self.tab.as_ref().is_some_and(|tab| tab.path.as_deref() != path) {
            self.put_away();
            self.grid = Grid::default();
            self.current = Current::Cell;
        }
    }

    /// Shows a tab as it was left.
    pub(super) fn show_tab(&mut self, tab: Tab) {
        let Tab { model, settings, own_palette, grid, sweep, breed, sketch, .. } = tab;
        let (grid_light, current, history) = (tab.grid_light, tab.current, tab.history);
        self.palette = Arc::clone(&model.palette);
        self.model_name.clone_from(&model.name);
        self.model = model.generator.clone().map_or(Model::Loading, Model::Ready);
        self.tab = Some(model);
        self.settings = settings;
        self.seed_text = settings.seed.to_string();
        self.set_working_palette(own_palette);
        (self.grid, self.sweep, self.breed) = (grid, sweep, breed);
        self.sketch = sketch;
        self.shade.grid_light = grid_light;
        self.current = current;
        self.forget_selections();
        self.put_history(history);
    }

    /// Takes another history, as long as the artist wants them.
    fn put_history(&mut self, mut history: History) {
        history.limit_mib = self.history.limit_mib;
        self.history = history;
    }

    /// Shows another tab at once; returns the checkpoint that is to be opened for it.
    pub(in crate::studio) fn go_to_tab(&mut self, index: usize) -> Option<Opening> {
        if self.tabs.len() <= index {
            return None;
        }
        let tab = Arc::unwrap_or_clone(self.tabs.remove(index));
        let opening = Opening { name: tab.model.name.clone(), path: tab.model.path.clone() };
        self.put_away();
        self.show_tab(tab);
        Some(opening)
    }

    /// A model is there. Its tab comes back as it was; a new one gets a grid that begins to
    /// fill.
    pub(in crate::studio) fn model_loaded(&mut self, generator: Generator) {
        let opening = self.opening.pop_front().unwrap_or_else(Opening::built_in);
        self.drawn_by = Some(generator.checkpoint_hash().to_owned());
        let is_this = self.tab.as_ref().is_some_and(|tab| tab.is(&generator));
        if !is_this {
            let other = self.tabs.iter().position(|tab| tab.model.is(&generator));
            match other {
                Some(index) => {
                    self.go_to_tab(index);
                }
                None => return self.new_tab(opening, generator),
            }
        }
        self.attach(generator);
    }

    /// Draws for the tab on show with its model, which is there now.
    pub(super) fn attach(&mut self, generator: Generator) {
        if let Some(tab) = &mut self.tab {
            tab.generator = Some(generator.clone());
            generator.checkpoint_hash().clone_into(&mut tab.checkpoint);
            self.model_name.clone_from(&tab.name);
        }
        self.model = Model::Ready(generator);
        self.draw_missing();
    }

    fn new_tab(&mut self, opening: Opening, generator: Generator) {
        if *generator.palette() != *self.palette {
            // Other colours have these numbers now.
            self.settings.sampling.colours = ColourSet::ALL;
        }
        self.put_away();
        let palette = Arc::new(generator.palette().clone());
        self.tab = Some(TabModel {
            name: opening.name.clone(),
            path: opening.path,
            checkpoint: generator.checkpoint_hash().to_owned(),
            world: generator.world().clone(),
            palette: Arc::clone(&palette),
            generator: Some(generator.clone()),
        });
        self.model_name = opening.name;
        self.palette = palette;
        self.set_working_palette(self.colours.own().cloned());
        self.grid = Grid { selected: self.grid.selected, ..Grid::default() };
        self.grid.relabel(generator.world());
        // A sweep is drawn when it is asked for, and this one is of the other model.
        self.jobs.cancel(Owner::Sweep);
        self.sweep.clear();
        // Parents and mask may be wanted for the new model too.
        self.breed.litter = Litter::default();
        // Its ramps are those of the other model.
        self.sketch = SketchPad::of_settings(self.sketch.settings);
        self.current = Current::Cell;
        self.put_history(History::default());
        self.model = Model::Ready(generator);
        self.fill_grid();
    }

    /// Draws what was on its way when the tab was left, and nothing that is there.
    pub(super) fn draw_missing(&mut self) {
        let Settings { seed, sampling } = self.settings;
        let cells = self.grid.cells.iter().enumerate();
        let is_missing = |art: Option<&Arc<Art>>, owner: Owner, slot: usize| {
            art.is_none() && self.jobs.status(owner, slot).is_none()
        };
        let missing = cells.filter(|(at, cell)| is_missing(cell.art.as_ref(), Owner::Grid, *at));
        let request = |(at, cell): (usize, &super::grid::Cell)| {
            let (seed, variant) = cell.last_asked.unwrap_or((seed, at as u32));
            (at, SpriteRequest::new(cell.prompt, seed, variant, sampling))
        };
        let wanted: Vec<(usize, SpriteRequest)> = missing.map(request).collect();
        let litter = &self.breed.litter;
        let asked = litter.asked.iter().cloned().enumerate();
        let missing: Vec<(usize, SpriteRequest)> =
            asked.filter(|(at, _)| is_missing(litter.art(*at), Owner::Breed, *at)).collect();
        let variants = &self.sketch.variants;
        let asked = variants.asked.iter().cloned().enumerate();
        let absent: Vec<(usize, SpriteRequest)> =
            asked.filter(|(at, _)| is_missing(variants.art(*at), Owner::Sketch, *at)).collect();
        for (owner, wanted) in
            [(Owner::Grid, wanted), (Owner::Breed, missing), (Owner::Sketch, absent)]
        {
            if !wanted.is_empty() {
                self.jobs.submit(owner, wanted);
            }
        }
        if self.sweep.arts.iter().any(Option::is_none) {
            // What is there is found again by what was asked for.
            self.sweep.asked.clear();
        }
    }

    /// A checkpoint could not be opened: the tab of the one that draws comes back.
    pub(super) fn back_to_drawing_tab(&mut self) {
        let is_drawing = |tab: &TabModel| self.drawn_by.as_ref() == Some(&tab.checkpoint);
        if self.drawn_by.is_none() || self.tab.as_ref().is_none_or(is_drawing) {
            return;
        }
        if let Some(index) = self.tabs.iter().position(|tab| is_drawing(&tab.model)) {
            self.go_to_tab(index);
        }
    }

    /// Forgets every tab and all that is in them: a new workspace begins.
    pub(super) fn clear_tabs(&mut self) {
        self.end_all();
        self.tabs.clear();
        self.put_history(History::default());
        self.grid = Grid::default();
        self.sweep.clear();
        let settings = self.breed.settings;
        self.breed = Breed::default();
        self.breed.settings = settings;
        self.sketch = SketchPad::of_settings(self.sketch.settings);
        self.shade.grid_light = None;
        self.current = Current::Cell;
        self.forget_selections();
    }

    /// Begins with an empty history and a new grid of the model that draws.
    pub(in crate::studio) fn begin_anew(&mut self) {
        let drawing = self.generator().cloned();
        let opening = self
            .tab
            .take()
            .map_or_else(Opening::built_in, |tab| Opening { name: tab.name, path: tab.path });
        self.clear_tabs();
        if let Some(generator) = drawing {
            self.new_tab(opening, generator);
        }
    }

    /// The checkpoints on their way, to be asked for by a restored tab.
    pub(super) fn first_opening() -> VecDeque<Opening> {
        VecDeque::from([Opening::built_in()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Checkpoint;

    #[test]
    fn a_tab_of_the_checkpoint_before_goes_on_with_the_one_in_its_place() {
        let checkpoint = Checkpoint::embedded();
        let generator = Generator::new(&checkpoint);
        let tab = |checkpoint: &str| TabModel {
            name: String::new(),
            path: None,
            checkpoint: checkpoint.to_owned(),
            world: generator.world().clone(),
            palette: Arc::new(generator.palette().clone()),
            generator: None,
        };
        assert!(tab(checkpoint.hash()).is(&generator));
        assert!(checkpoint.earlier().all(|earlier| tab(earlier).is(&generator)));
        assert!(!tab("c0ffee").is(&generator));
    }
}
