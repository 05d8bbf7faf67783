//! What the window shows, without a word about how: the model, the settings, the current
//! sprite, and each panel's own state in a file of its own.
//!
//! Nothing here names egui, so every rule about which sprite ends up where can be tested
//! without a window.

mod allowed;
mod animate;
mod breed;
mod candidates;
mod collection;
mod colours;
mod current;
mod edit;
mod grid;
mod home;
mod import;
mod kept;
mod known;
mod liveries;
mod menu_names;
mod prompt;
mod reasons;
mod record;
mod sets;
mod shade;
mod sketch;
mod sweep;
mod tabs;
mod train;
mod trash;
mod undo;
mod worlds;

use std::{collections::VecDeque, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};

pub(super) use animate::{Animate, AnimateSettings, PARTS_BRUSHES, PartsChange, SPEEDS, Shown};
pub(super) use breed::{
    ANCESTORS, BRUSHES, Breed, BreedChange, BreedSettings, CHILDREN, Kin, Likeness, MaskOp,
    MaskTool, Parent, short,
};
pub(super) use candidates::Candidates;
pub(super) use collection::{Collection, Item, KeyboardWish, Saving, Select, Sort, n_sprites};
pub(super) use colours::{ColourDialog, Colours};
pub(super) use edit::{Button, Edit, Edited, MAX_BRUSH, Press, Tool};
pub(super) use grid::Grid;
pub(super) use import::{Import, ImportChoices, LabelKind, LabelNames, PaletteKind};
pub(super) use known::Known;
pub(super) use liveries::{LIVERIES, Liveries};
pub(super) use prompt::{AskedGrid, Misread, PromptLine};
pub(super) use record::{Image, Losses};
pub(super) use sets::{ExportSet, named, naming};
pub(super) use shade::{RampPlace, Relit, Scope, Shade, ShadeSettings};
pub(super) use sketch::{
    N_SHAPES, Proposals, SKETCH_BRUSHES, SketchChange, SketchPad, SketchSettings, SketchTool,
    VARIANTS,
};
pub(super) use sweep::{COLUMNS, ROWS, Rows, Sweep, SweepSettings, TEMPERATURES};
use tabs::Tab;
pub(super) use tabs::{Opening, TabModel};
pub(super) use train::{MINUTES, Train, TrainSettings, TrainerProgram, TrainingSource};
pub(super) use worlds::{Sheet, Worlds};

use super::{
    art::{Art, Current, Look, Place},
    command::{Direction, EditCommand},
    export::ExportSettings,
    history::{Change, History},
    jobs::{Delivery, Jobs, Owner},
    layout::Pane,
    toasts::Toasts,
};
use crate::{
    generate::{Generator, SpriteSource},
    sprite::{Palette, Sampling},
};

/// What the checkpoint inside the program is called.
pub(super) const BUILT_IN: &str = "Built-in model";

/// The seed of the first grid: the same pictures greet every first start. Chosen by eye among
/// the first ten of the shipped checkpoint.
const FIRST_SEED: u64 = 7;

/// What the artist sets for the next sprites.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Settings {
    /// Seed of the noise.
    pub(super) seed: u64,
    /// Settings of the sampler.
    pub(super) sampling: Sampling,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: FIRST_SEED, sampling: Sampling::default() }
    }
}

/// A page of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HelpPage {
    /// How one does what.
    Guide,
    /// What this program is.
    About,
}

/// Where the model stands.
#[derive(Clone)]
pub(super) enum Model {
    /// The worker is reading a checkpoint, and there was none before.
    Loading,
    /// Ready to draw.
    Ready(Generator),
    /// There is none: the text says why.
    Missing(String),
}

/// How large texts and controls can be, in per cent of the size that the system has them in.
pub(super) const INTERFACE_SCALES: [u32; 9] = [50, 75, 90, 100, 110, 125, 150, 175, 200];
/// The size that the system has them in.
pub(super) const USUAL_SCALE: u32 = 100;

/// How the inspector shows the current sprite, and how large everything is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    /// Physical pixels a sprite pixel; `None` is as large as fits.
    pub(super) zoom: Option<u32>,
    /// What `zoom` came to in the last frame, the point from which it steps on.
    pub(super) shown_zoom: u32,
    /// The point of the sprite at the centre of the view, in sprite pixels from the middle.
    pub(super) centre: [f32; 2],
    /// Whether lines are drawn between pixels.
    pub(super) has_pixel_grid: bool,
    /// Whether copies stand all around the sprite, as where it fills a wall.
    pub(super) is_tiled: bool,
    /// What the wheel turned since the last step of the zoom, in notches.
    pub(super) wheel: f32,
    /// The size of texts and controls, in per cent.
    pub(super) interface_scale: u32,
}

impl Default for View {
    fn default() -> Self {
        Self {
            zoom: None,
            shown_zoom: 0,
            centre: [0.0; 2],
            has_pixel_grid: false,
            is_tiled: false,
            wheel: 0.0,
            interface_scale: USUAL_SCALE,
        }
    }
}

/// Everything the panels read.
pub(super) struct State {
    /// The model.
    pub(super) model: Model,
    /// What the model is called, for people.
    pub(super) model_name: String,
    /// The model's colours, for everything that it draws.
    pub(super) palette: Arc<Palette>,
    /// The palette that the artist works in.
    pub(super) colours: Colours,
    /// What the next sprites are drawn with.
    pub(super) settings: Settings,
    /// The seed as typed, which may be no number yet.
    pub(super) seed_text: String,
    /// The grid's cells.
    pub(super) grid: Grid,
    /// A grid of very many cells that was asked for, until the artist is asked about it.
    pub(super) asked_grid: Option<AskedGrid>,
    /// What the grid was asked to be, as typed.
    pub(super) prompt: PromptLine,
    /// The sweep.
    pub(super) sweep: Sweep,
    /// The editor.
    pub(super) edit: Edit,
    /// What moves.
    pub(super) animate: Animate,
    /// The light.
    pub(super) shade: Shade,
    /// The kept sprites.
    pub(super) collection: Collection,
    /// The model that learns the artist's sprites.
    pub(super) train: Train,
    /// The shelf of worlds.
    pub(super) worlds: Worlds,
    /// How sprites are exported.
    pub(super) export: ExportSettings,
    /// Whether the dialog is open that exports several sprites.
    pub(super) shows_export: bool,
    /// The current sprite in other ramps.
    pub(super) liveries: Liveries,
    /// Whether one line says what one does here.
    pub(super) shows_steps: bool,
    /// The page of help that is on show.
    pub(super) help: Option<HelpPage>,
    /// Parents, mask and children.
    pub(super) breed: Breed,
    /// The rough picture and sprites of it.
    pub(super) sketch: SketchPad,
    /// Shapes that the sketch may become.
    pub(super) proposals: Proposals,
    /// Which sprite the inspector shows; see [`Self::current_art`].
    pub(super) current: Current,
    /// The big view.
    pub(super) view: View,
    /// The panels that are on show and not behind others.
    pub(super) in_front: Vec<Pane>,
    /// Why nothing can be drawn any more, although the sprites that are there remain.
    pub(super) stopped: Option<String>,
    /// Messages on show.
    pub(super) toasts: Toasts,
    /// Everything that is being drawn.
    pub(super) jobs: Jobs,
    /// What can be undone.
    pub(super) history: History,
    /// The model of the tab on show; `None` before the first was loaded.
    pub(super) tab: Option<TabModel>,
    /// The other tabs, the one looked at last in front.
    tabs: Vec<Arc<Tab>>,
    /// The checkpoint that the worker draws with.
    drawn_by: Option<String>,
    /// The checkpoints on their way, oldest first.
    opening: VecDeque<Opening>,
}

impl State {
    /// The window before the model is there.
    pub(super) fn new(source: Box<dyn SpriteSource>) -> Self {
        Self {
            model: Model::Loading,
            model_name: String::new(),
            palette: Arc::new(Palette::ocean()),
            colours: Colours::default(),
            settings: Settings::default(),
            seed_text: FIRST_SEED.to_string(),
            grid: Grid::default(),
            asked_grid: None,
            prompt: PromptLine::default(),
            sweep: Sweep::default(),
            edit: Edit::default(),
            animate: Animate::default(),
            shade: Shade::default(),
            collection: Collection::default(),
            train: Train::default(),
            worlds: Worlds::default(),
            export: ExportSettings::default(),
            shows_export: false,
            liveries: Liveries::default(),
            shows_steps: false,
            help: None,
            breed: Breed::default(),
            sketch: SketchPad::default(),
            proposals: Proposals::default(),
            current: Current::default(),
            view: View::default(),
            in_front: Vec::new(),
            stopped: None,
            toasts: Toasts::default(),
            jobs: Jobs::new(source),
            history: History::default(),
            tab: None,
            tabs: Vec::new(),
            drawn_by: None,
            opening: Self::first_opening(),
        }
    }

    /// Says what the checkpoint is called that the worker loads first.
    pub(super) fn expect_first_model(&mut self, opening: Opening) {
        self.opening = VecDeque::from([opening]);
    }

    /// The generator, for names and colours.
    pub(super) fn generator(&self) -> Option<&Generator> {
        match &self.model {
            Model::Ready(generator) => Some(generator),
            Model::Loading | Model::Missing(_) => None,
        }
    }

    /// Whether there is a model and a worker to draw with it.
    pub(super) fn can_draw(&self) -> bool {
        self.generator().is_some() && self.stopped.is_none()
    }

    /// Whether a checkpoint is being read.
    pub(super) fn is_opening(&self) -> bool {
        !self.opening.is_empty()
    }

    /// Takes another seed.
    pub(super) fn set_seed(&mut self, seed: u64) {
        self.settings.seed = seed;
        self.seed_text = seed.to_string();
    }

    /// Notes that a checkpoint was asked for.
    pub(super) fn expect_model(&mut self, opening: Opening) {
        self.opening.push_back(opening);
    }

    /// Forgets the worker's model, because another worker takes over.
    pub(super) fn restart(&mut self, source: Box<dyn SpriteSource>) {
        self.jobs.replace_source(source);
        self.stopped = None;
        if let Model::Missing(_) = self.model {
            self.model = Model::Loading;
        }
        self.opening = Self::first_opening();
    }

    /// A checkpoint could not be read; the model before it, if any, stays.
    pub(super) fn model_failed(&mut self, path: &Path, error: &str) {
        self.opening.pop_front();
        if self.generator().is_none() {
            // A worker that falls back to the built-in checkpoint says so with its next event.
            self.model = Model::Missing(format!("{} was not opened", file_name(path)));
        }
        self.toasts.error(format!("{} was not opened: {error}", file_name(path)));
        self.back_to_drawing_tab();
    }

    /// The worker is gone.
    pub(super) fn worker_died(&mut self, reason: &str) {
        self.opening.clear();
        let reason = format!("Drawing has stopped: {reason}");
        if self.generator().is_none() {
            self.model = Model::Missing(reason.clone());
        }
        self.stopped = Some(reason.clone());
        self.toasts.error(reason);
    }

    /// One sprite is complete, and goes to the panel that asked for it.
    pub(super) fn deliver(&mut self, delivery: Delivery) {
        let Delivery { owner, job, slot, overtaken_by, request, sketch, sprite } = delivery;
        let Some(generator) = self.generator() else { return };
        let art = Art::drawn(generator, &self.palette, request, (sprite, sketch.as_deref()));
        match owner {
            Owner::Edit => self.put_region(slot, &art),
            Owner::Breed => self.put_child(slot, art),
            Owner::Sketch => self.put_variant(slot, art),
            Owner::Clip => self.put_bred_frame(slot, art),
            Owner::Grid | Owner::Candidates | Owner::Sweep => {
                let art = self.in_working_palette(Arc::new(art));
                match (owner, overtaken_by) {
                    (Owner::Grid, Some(by)) => self.put_overtaken(by, job, slot, art),
                    (Owner::Grid, None) => self.put_drawn(job, slot, art),
                    (Owner::Candidates, _) => self.put_candidate(slot, art),
                    _ => self.put_swept(slot, art),
                }
            }
        }
    }

    /// Takes in a sprite that will be drawn again: in the grid it can be kept and worked on as
    /// soon as it is there.
    pub(super) fn deliver_refused(&mut self, delivery: Delivery) {
        let Delivery { owner, job, slot, request, sketch, sprite, .. } = delivery;
        let Some(generator) = self.generator().filter(|_| owner == Owner::Grid) else { return };
        let art = Art::drawn(generator, &self.palette, request, (sprite, sketch.as_deref()));
        let art = self.in_working_palette(Arc::new(art));
        self.put_refused(job, slot, art);
    }

    /// Gives up the stroke that is being drawn, or closes a dialog; or else, in the editor, takes back what is
    /// afloat, or ends the selection; or else stops drawing.
    pub(super) fn cancel(&mut self) {
        if self.edit.abandon() {
            return;
        }
        if self.edit.colour_dialog.take().is_some() {
            return;
        }
        let is_editing = self.is_editing() && !self.is_rerolling_region();
        if is_editing && self.take_back() {
            return;
        }
        if is_editing && self.edit.selection.is_some() {
            self.run_edit(EditCommand::Deselect);
        } else {
            self.jobs.cancel_all();
        }
    }
}

/// The last part of a path, as people name a file.
pub(super) fn file_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| path.display().to_string())
}
