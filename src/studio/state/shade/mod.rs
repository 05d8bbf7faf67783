//! The shading panel: the light on show, what it falls on, and its presets.
//!
//! A lit sprite is another [`Art`] that knows its flat pixels, so that whatever shows, exports,
//! copies or keeps a sprite does so with its light. A gesture relights everything in each
//! frame and becomes one step of the history when it ends.

mod ramps;
mod relit;
mod shader_cache;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(super) use ramps::AllRamps;
pub(in crate::studio) use ramps::RampPlace;

use super::{Art, Change, Current, Place, State};
use crate::{
    sprite::{Light, Palette},
    studio::command::ShadeCommand,
};
use ramps::clamped as clamped_ramps;
use shader_cache::ShaderCache;

/// How long names of lights may be, in letters.
const LONGEST_NAME: usize = 24;

/// What the light falls on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum Scope {
    /// The current sprite.
    #[default]
    Sprite,
    /// Every cell of the grid, and what is drawn into it from now on.
    Grid,
    /// The selected kept sprites.
    Kept,
}

/// A light that the artist saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::studio) struct OwnPreset {
    /// What the artist calls it.
    pub(in crate::studio) name: String,
    /// The light.
    pub(in crate::studio) light: Light,
}

/// What is remembered of the panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::studio) struct ShadeSettings {
    /// What the light falls on.
    pub(in crate::studio) scope: Scope,
    /// The light that was set last.
    pub(in crate::studio) light: Light,
    /// Where the view is divided into before and after, as a share of its width.
    pub(in crate::studio) divider: f32,
    /// The artist's own lights.
    pub(in crate::studio) presets: Vec<OwnPreset>,
    /// The ramps that the artist changed.
    pub(super) ramps: AllRamps,
}

impl Default for ShadeSettings {
    fn default() -> Self {
        Self {
            scope: Scope::default(),
            light: Light::DEFAULT,
            divider: 0.5,
            presets: Vec::new(),
            ramps: Vec::new(),
        }
    }
}

impl ShadeSettings {
    /// The same with every number pulled into its range.
    pub(in crate::studio) fn clamped(mut self) -> Self {
        self.light = self.light.clamped();
        self.divider = if self.divider.is_finite() { self.divider.clamp(0.0, 1.0) } else { 0.5 };
        self.presets.iter_mut().for_each(|preset| preset.light = preset.light.clamped());
        self.ramps = clamped_ramps(self.ramps);
        self
    }
}

/// The shading panel's state.
#[derive(Default)]
pub(in crate::studio) struct Shade {
    /// What is remembered.
    pub(in crate::studio) settings: ShadeSettings,
    /// What the next light that is saved will be called.
    pub(in crate::studio) preset_name: String,
    /// The light on everything that is drawn for the grid.
    pub(super) grid_light: Option<Light>,
    gesture: Option<Gesture>,
    shader_cache: ShaderCache,
}

/// A light on its way.
struct Gesture {
    name: &'static str,
    dials: Dials,
    /// Where it falls, what was there, and what is there now.
    arts: Vec<(Where, [Arc<Art>; 2])>,
}

/// Where a sprite is that light falls on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    Cell(usize),
    Held(Place),
    Kept(u64),
}

/// What a step of the history brings back besides sprites.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dials {
    pub(super) light: Light,
    /// The artist's palette.
    pub(super) own: Option<Arc<Palette>>,
    pub(super) grid_light: Option<Light>,
    pub(super) ramps: AllRamps,
}

/// Light fell another way; holds the other state.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Relit {
    pub(super) dials: Dials,
    /// Where, the sprite that comes back, and the one that it takes the place of.
    pub(super) arts: Vec<(Where, [Arc<Art>; 2])>,
}

impl Relit {
    pub(super) fn new(dials: Dials, arts: Vec<(Where, [Arc<Art>; 2])>) -> Self {
        Self { dials, arts }
    }

    /// Whether a sprite came about by it.
    pub(super) fn is_about(&self, art: &Arc<Art>) -> bool {
        self.arts.iter().any(|(_, [_, now])| Arc::ptr_eq(now, art))
    }

    /// About how many bytes it takes.
    pub(in crate::studio) fn size(&self) -> usize {
        let arts: usize = self.arts.iter().map(|(_, arts)| arts[0].size() + arts[1].size()).sum();
        arts + 256
    }
}

impl State {
    /// Whether a command of this panel would do anything now.
    pub(super) fn allows_shade(&self, command: ShadeCommand) -> bool {
        match command {
            ShadeCommand::Toggle | ShadeCommand::Preset(_) => self.has_something_to_light(),
            ShadeCommand::Scope(Scope::Kept) => 0 < self.collection.n_selected(),
            ShadeCommand::Scope(_) => true,
            ShadeCommand::ResetRamps => {
                self.shade_model().is_some_and(|art| self.has_own_ramps(&art.palette))
            }
            ShadeCommand::ExportSweep => self.current_art().is_some(),
        }
    }

    /// Whether what a command of this panel switches is on.
    pub(super) fn is_shade_on(&self, command: ShadeCommand) -> Option<bool> {
        match command {
            ShadeCommand::Toggle => Some(self.shown_light().1),
            ShadeCommand::Scope(scope) => Some(self.scope() == scope),
            ShadeCommand::Preset(at) => {
                let (light, is_lit) = self.shown_light();
                Some(is_lit && Light::PRESETS.get(at).is_some_and(|preset| preset.1 == light))
            }
            _ => None,
        }
    }

    /// Does what a command of this panel says.
    pub(in crate::studio) fn run_shade(&mut self, command: ShadeCommand) {
        match command {
            ShadeCommand::Toggle => {
                let (light, is_lit) = self.shown_light();
                let (name, wanted) =
                    if is_lit { ("Light off", None) } else { ("Light on", Some(light)) };
                self.set_light(name, wanted);
                self.end_light();
            }
            ShadeCommand::Preset(at) => {
                if let Some((_, light)) = Light::PRESETS.get(at) {
                    self.use_preset(*light);
                }
            }
            ShadeCommand::Scope(scope) => {
                self.end_light();
                self.shade.settings.scope = scope;
            }
            ShadeCommand::ResetRamps => self.reset_ramps(),
            // The window does it, because it asks where to.
            ShadeCommand::ExportSweep => {}
        }
    }

    /// Takes over a saved light.
    pub(in crate::studio) fn use_preset(&mut self, light: Light) {
        self.end_light();
        self.set_light("Preset light", Some(light));
        self.end_light();
    }

    /// Saves the light on show under the name that was typed; one of that name is replaced.
    pub(in crate::studio) fn save_preset(&mut self) {
        let name: String = self.shade.preset_name.trim().chars().take(LONGEST_NAME).collect();
        if name.is_empty() {
            return;
        }
        let preset = OwnPreset { name, light: self.shown_light().0 };
        let presets = &mut self.shade.settings.presets;
        match presets.iter_mut().find(|known| known.name == preset.name) {
            Some(known) => *known = preset,
            None => presets.push(preset),
        }
        self.shade.preset_name.clear();
    }

    /// Forgets a saved light.
    pub(in crate::studio) fn delete_preset(&mut self, at: usize) {
        if at < self.shade.settings.presets.len() {
            self.shade.settings.presets.remove(at);
        }
    }

    /// What the light falls on now: the selection only while there is one.
    pub(in crate::studio) fn scope(&self) -> Scope {
        match self.shade.settings.scope {
            Scope::Kept if self.collection.n_selected() == 0 => Scope::Sprite,
            scope => scope,
        }
    }

    /// The sprite that the panel shows: the current one, or else the first that is lit.
    pub(in crate::studio) fn shade_model(&self) -> Option<Arc<Art>> {
        let current = self.current_art().cloned();
        match self.scope() {
            Scope::Sprite => current,
            Scope::Grid => {
                let mut cells = self.grid.cells.iter();
                self.grid
                    .selected_cell()
                    .and_then(|cell| cell.art.clone())
                    .or_else(|| cells.find_map(|cell| cell.art.clone()))
            }
            Scope::Kept => {
                let lead = self.collection.lead().filter(|id| self.collection.is_selected(*id));
                let mut ids = lead.into_iter().chain(self.collection.selection());
                ids.find_map(|id| self.collection.item(id)?.art.clone())
            }
        }
    }

    /// The light to show on the dials, and whether it is on.
    pub(in crate::studio) fn shown_light(&self) -> (Light, bool) {
        let lit = self.shade_model().and_then(|art| Some(art.shading.as_ref()?.light));
        let lit = if self.scope() == Scope::Grid { self.shade.grid_light.or(lit) } else { lit };
        lit.map_or((self.shade.settings.light, false), |light| (light, true))
    }

    /// Whether there is a sprite in the scope.
    pub(in crate::studio) fn has_something_to_light(&self) -> bool {
        self.scope() == Scope::Grid && !self.grid.cells.is_empty() || self.shade_model().is_some()
    }

    /// How many sprites the light falls on.
    pub(in crate::studio) fn n_to_light(&self) -> usize {
        self.lit_places().len()
    }

    /// Whether light falls on what is drawn for the grid next.
    pub(in crate::studio) fn is_grid_lit(&self) -> bool {
        self.shade.grid_light.is_some()
    }

    /// On how many of them it falls now.
    pub(in crate::studio) fn n_lit(&self) -> usize {
        self.lit_places().iter().filter(|(_, art)| art.shading.is_some()).count()
    }

    fn lit_places(&self) -> Vec<(Where, Arc<Art>)> {
        match self.scope() {
            Scope::Sprite => {
                let place = match &self.current {
                    Current::Cell => Where::Cell(self.grid.selected),
                    Current::Held { from, .. } => Where::Held(*from),
                };
                self.current_art().map(|art| (place, Arc::clone(art))).into_iter().collect()
            }
            Scope::Grid => {
                let cells = self.grid.cells.iter().enumerate();
                cells.filter_map(|(at, cell)| Some((Where::Cell(at), cell.art.clone()?))).collect()
            }
            Scope::Kept => {
                let ids = self.collection.selection().into_iter();
                let art = |id: u64| Some((Where::Kept(id), self.collection.item(id)?.art.clone()?));
                ids.filter_map(art).collect()
            }
        }
    }

    /// Lets another light, or none, fall on everything in the scope.
    ///
    /// What follows belongs to the same step of the history until [`Self::end_light`].
    pub(in crate::studio) fn set_light(&mut self, name: &'static str, light: Option<Light>) {
        let light = light.map(Light::clamped);
        if self.shade.gesture.is_none() {
            let places = self.lit_places();
            self.begin_light(name, places);
        }
        if let Some(light) = light {
            self.shade.settings.light = light;
        }
        if self.scope() == Scope::Grid {
            self.shade.grid_light = light.filter(|light| !light.is_off());
        }
        if let Some(gesture) = &mut self.shade.gesture {
            gesture.name = name;
        }
        self.change_lit(|state, art| state.relit(&art, light));
    }

    /// Whether a step of this name has begun and not ended.
    pub(super) fn is_lighting(&self, name: &str) -> bool {
        self.shade.gesture.as_ref().is_some_and(|gesture| gesture.name == name)
    }

    /// Begins a step of the history that changes these sprites.
    pub(super) fn begin_light(&mut self, name: &'static str, places: Vec<(Where, Arc<Art>)>) {
        let places = places.into_iter();
        let arts = places.map(|(place, art)| (place, [Arc::clone(&art), art])).collect();
        self.shade.gesture = Some(Gesture { name, dials: self.dials(), arts });
    }

    /// Changes every sprite of the step that has begun.
    pub(super) fn change_lit(&mut self, change: impl Fn(&mut Self, Arc<Art>) -> Arc<Art>) {
        let Some(mut gesture) = self.shade.gesture.take() else { return };
        for (place, [_, now]) in &mut gesture.arts {
            let art = change(self, Arc::clone(now));
            if self.put_lit(*place, now, &art) {
                *now = art;
            }
        }
        self.shade.gesture = Some(gesture);
    }

    /// Makes a step of the history of the light that was moved about, if it was.
    pub(in crate::studio) fn end_light(&mut self) {
        let Some(gesture) = self.shade.gesture.take() else { return };
        let Gesture { name, dials, mut arts } = gesture;
        // Those that came back to where they were have been changed on the way as well.
        self.store_lit(&arts);
        arts.retain(|(_, [before, now])| before != now);
        let is_other_palette = dials.own.as_ref() != self.colours.own();
        if !arts.is_empty() || is_other_palette || dials.grid_light != self.shade.grid_light {
            self.history.did(name, Change::Light(Relit { dials, arts }));
        }
    }

    /// Takes other ramps, and lights everything anew that is on show with them.
    fn relight_for_ramps(&mut self, name: &'static str, change: impl FnOnce(&mut AllRamps)) {
        self.end_light();
        let dials = self.dials();
        change(&mut self.shade.settings.ramps);
        let cells = self.grid.cells.iter().enumerate();
        let mut places: Vec<(Where, Arc<Art>)> =
            cells.filter_map(|(at, cell)| Some((Where::Cell(at), cell.art.clone()?))).collect();
        if let Current::Held { art, from } = &self.current {
            places.push((Where::Held(*from), Arc::clone(art)));
        }
        let mut arts = Vec::new();
        for (place, art) in places {
            let Some(light) = art.shading.as_ref().map(|shading| shading.light) else { continue };
            let lit = self.relit(&art, Some(light));
            if lit != art && self.put_lit(place, &art, &lit) {
                arts.push((place, [art, lit]));
            }
        }
        self.history.did(name, Change::Light(Relit { dials, arts }));
    }

    /// The current sprite while the light on show goes round it, ready to be written.
    pub(in crate::studio) fn light_sweep(&mut self, n_frames: usize) -> Vec<Arc<Art>> {
        let Some(art) = self.current_art().cloned() else { return Vec::new() };
        let lit = art.shading.as_ref().map(|shading| shading.light);
        let light = lit.unwrap_or(self.shade.settings.light);
        let turned = |step: usize| {
            let turn = 360.0 * step as f32 / n_frames as f32;
            Light { azimuth_degrees: light.azimuth_degrees + turn, ..light }
        };
        (0..n_frames).map(|step| self.relit(&art, Some(turned(step)))).collect()
    }
}
