//! The sketch panel: a rough picture, what it should be, and the sprites drawn from it.

mod paint;
mod proposals;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use paint::SketchStroke;
pub(in crate::studio) use paint::SketchTool;
pub(in crate::studio) use proposals::{N_SHAPES, Proposals};

use super::{Art, Change, Current, Look, Misread, Owner, Place, State, breed::Litter};
use crate::{
    files::Picture,
    generate::{JobId, SpriteRequest},
    sprite::{Labels, Mask, Schema, Sketch, SketchCell},
    studio::{art::SpriteDrag, command::SketchCommand},
};

/// How large a brush may be, in cells of the sketch.
pub(in crate::studio) const SKETCH_BRUSHES: std::ops::RangeInclusive<u32> = 1..=8;
/// How many variants may be asked for at once.
pub(in crate::studio) const VARIANTS: std::ops::RangeInclusive<u32> = 1..=64;

/// What the artist sets for sketches.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::studio) struct SketchSettings {
    /// Diameter of the brush, in cells.
    pub(in crate::studio) brush: u32,
    /// Whether the canvas has 32x32 cells rather than 16x16.
    pub(in crate::studio) is_fine: bool,
    /// How many variants at once.
    pub(in crate::studio) n_variants: u32,
    /// Whether they are drawn anew whenever a stroke ends.
    pub(in crate::studio) is_live: bool,
}

impl Default for SketchSettings {
    fn default() -> Self {
        Self { brush: 2, is_fine: false, n_variants: 6, is_live: false }
    }
}

impl SketchSettings {
    /// The same with every number pulled into its range.
    pub(in crate::studio) fn clamped(self) -> Self {
        Self {
            brush: self.brush.clamp(*SKETCH_BRUSHES.start(), *SKETCH_BRUSHES.end()),
            n_variants: self.n_variants.clamp(*VARIANTS.start(), *VARIANTS.end()),
            ..self
        }
    }
}

/// The sketch panel's state.
#[derive(Clone, Debug)]
pub(in crate::studio) struct SketchPad {
    /// What the artist set.
    pub(in crate::studio) settings: SketchSettings,
    /// The rough picture, in ramps of the model's palette.
    pub(in crate::studio) sketch: Sketch,
    /// What the pointer does.
    pub(in crate::studio) tool: SketchTool,
    /// What is painted with.
    pub(in crate::studio) paint: SketchCell,
    /// Whether the pointer is over the panel, so that keys of tools and pasted pictures are meant
    /// for it.
    pub(in crate::studio) has_pointer: bool,
    /// What variants should be, in words as typed.
    pub(in crate::studio) prompt: String,
    /// Why the words make no sense.
    pub(in crate::studio) prompt_error: Option<Misread>,
    /// The sprites drawn from the sketch.
    pub(in crate::studio) variants: Litter,
    stroke: Option<SketchStroke>,
    /// Seed of the variants; the window's own until others are asked for.
    pub(super) seed: Option<u64>,
}

impl Default for SketchPad {
    fn default() -> Self {
        Self {
            settings: SketchSettings::default(),
            sketch: empty(),
            tool: SketchTool::Brush,
            paint: SketchCell::Opaque,
            has_pointer: false,
            prompt: String::new(),
            prompt_error: None,
            variants: Litter::default(),
            stroke: None,
            seed: None,
        }
    }
}

impl SketchPad {
    /// Nothing on it yet, with settings that were made before.
    pub(super) fn of_settings(settings: SketchSettings) -> Self {
        Self { settings, ..Self::default() }
    }
}

/// A sketch of an empty sprite.
fn empty() -> Sketch {
    Sketch::BLANK.painted(&Mask::ALL, SketchCell::Empty)
}

/// Something in the sketch panel that can be taken back; each holds the other state.
#[derive(Clone, Debug)]
pub(in crate::studio) enum SketchChange {
    /// The sketch was painted or made anew.
    Sketch(Box<Sketch>),
    /// Other variants.
    Variants {
        /// The job that draws them; undoing stops it.
        job: Option<JobId>,
        /// Those before, or after.
        litter: Litter,
    },
}

impl SketchChange {
    /// About how many bytes it takes.
    pub(in crate::studio) fn size(&self) -> usize {
        match self {
            Self::Sketch(_) => size_of::<Sketch>(),
            Self::Variants { litter, .. } => litter.size(),
        }
    }
}

impl State {
    /// Whether a command of this panel would do anything now.
    pub(in crate::studio) fn allows_sketch(&self, command: SketchCommand) -> bool {
        let sketch = &self.sketch.sketch;
        match command {
            SketchCommand::Draw | SketchCommand::Others => self.sketch_obstacle().is_none(),
            SketchCommand::UseSprite => self.current_art().is_some(),
            SketchCommand::Open => true,
            SketchCommand::Save | SketchCommand::Mirror => sketch.has_figure(),
            SketchCommand::Clear => *sketch != empty(),
            SketchCommand::ShapeOnly => *sketch != sketch.shape_only(),
            SketchCommand::ToCell => !self.grid.cells.is_empty() && self.is_variant_current(),
        }
    }

    /// Does what a command of this panel says, but for those that ask for a file.
    pub(in crate::studio) fn run_sketch(&mut self, command: SketchCommand) {
        match command {
            SketchCommand::Draw => self.draw_variants(false),
            SketchCommand::Others => self.draw_variants(true),
            SketchCommand::UseSprite => {
                if let Some(art) = self.current_art().map(Arc::clone) {
                    self.sketch_sprite(&art);
                }
            }
            SketchCommand::Clear => self.set_sketch("Clear sketch", empty()),
            SketchCommand::ShapeOnly => {
                self.set_sketch("Shape only", self.sketch.sketch.shape_only());
            }
            SketchCommand::Mirror => {
                self.set_sketch("Mirror sketch", self.sketch.sketch.mirrored());
            }
            SketchCommand::ToCell => self.place_in_cell(),
            SketchCommand::Open | SketchCommand::Save => {}
        }
    }

    /// Why nothing can be drawn from the sketch now, for people.
    pub(in crate::studio) fn sketch_obstacle(&self) -> Option<&'static str> {
        if !self.can_draw() {
            return Some("There is no model to draw with");
        }
        if self.sketch.prompt_error.is_some() {
            return Some("The words make no sense yet");
        }
        let is_empty = !self.sketch.sketch.has_figure();
        is_empty.then_some("The sketch is empty: paint a rough shape")
    }

    /// Makes a sprite the sketch.
    pub(in crate::studio) fn sketch_sprite(&mut self, art: &Arc<Art>) {
        // Light is no colour of the sprite.
        let flat = art.unlit();
        let sprite = flat.sprite.translated(&flat.palette.translation(&self.palette));
        let sketch = Sketch::of_sprite(&sprite, &self.palette);
        self.set_sketch("Sketch of a sprite", self.in_cells(sketch));
    }

    /// Takes in a sprite that was dropped on the canvas.
    pub(in crate::studio) fn drop_on_sketch(&mut self, drag: &SpriteDrag) {
        self.sketch_sprite(&drag.art);
    }

    /// Makes a picture the sketch; an error says why that cannot be.
    pub(in crate::studio) fn sketch_picture(
        &mut self,
        name: &str,
        picture: Picture,
    ) -> Result<(), String> {
        let path = std::path::Path::new(name);
        let sketch = crate::files::sketch::sketch_of_picture(path, picture, &self.palette);
        let sketch = sketch.map_err(|error| error.to_string())?;
        if !sketch.is_coarse() {
            self.sketch.settings.is_fine = true;
        }
        self.set_sketch("Open sketch", sketch);
        Ok(())
    }

    /// A sketch in cells of the canvas on show.
    fn in_cells(&self, sketch: Sketch) -> Sketch {
        if self.sketch.settings.is_fine { sketch } else { sketch.coarse() }
    }

    /// Gives the canvas cells of another size. Going to large ones can be undone where it loses
    /// something.
    pub(in crate::studio) fn set_fine(&mut self, is_fine: bool) {
        self.end_sketch_stroke();
        self.sketch.settings.is_fine = is_fine;
        let sketch = self.in_cells(self.sketch.sketch.clone());
        self.set_sketch("Coarser sketch", sketch);
    }

    fn set_sketch(&mut self, name: &str, sketch: Sketch) {
        self.end_sketch_stroke();
        if sketch != self.sketch.sketch {
            let before = Box::new(std::mem::replace(&mut self.sketch.sketch, sketch));
            self.history.did(name, Change::Sketch(SketchChange::Sketch(before)));
            self.draw_live();
        }
    }

    /// Reads the words of the panel; what makes no sense is kept and marked.
    fn sketch_labels(&mut self) -> Option<Labels> {
        let world = self.world()?;
        match world.read_words(&self.sketch.prompt) {
            Ok(labels) => {
                self.sketch.prompt_error = None;
                Some(labels)
            }
            Err(error) => {
                self.sketch.prompt_error = Some(Misread::of(&error, world));
                None
            }
        }
    }

    /// The words were typed: reads them, and draws by them.
    pub(in crate::studio) fn ask_sketch_line(&mut self) {
        if self.sketch_labels().is_some() && self.sketch_obstacle().is_none() {
            self.draw_variants(false);
        }
    }

    /// Puts a word of the model in the place of the one that is not, and reads the words again.
    pub(in crate::studio) fn mend_sketch_line(&mut self, word: &str) {
        if let Some(error) = &self.sketch.prompt_error {
            self.sketch.prompt = error.mended(&self.sketch.prompt, word);
            self.ask_sketch_line();
        }
    }

    /// Takes over what the selected cell of the grid was asked to be.
    pub(in crate::studio) fn sketch_prompt_of_cell(&mut self) {
        let labels = self.grid.selected_cell().map(|cell| cell.prompt);
        let line = labels.zip(self.world()).map(|(labels, world)| world.write_words(labels));
        if let Some(line) = line {
            self.sketch.prompt = line.chars().take(Schema::MAX_PROMPT).collect();
            self.ask_sketch_line();
        }
    }

    /// Asks for variants. Their seed stays what it was, so that a stroke shows what it does,
    /// unless others are wanted or the very same are on show.
    fn draw_variants(&mut self, wants_others: bool) {
        self.end_sketch_stroke();
        let Some(labels) = self.sketch_labels() else { return };
        if self.sketch_obstacle().is_some() {
            return;
        }
        let sampling = self.settings.sampling.clamped();
        let n_variants = self.sketch.settings.n_variants;
        let sketch = self.sketch.sketch.clone();
        let requests = |seed: u64| -> Vec<SpriteRequest> {
            let request = |variant| SpriteRequest::new(labels, seed, variant, sampling);
            (0..n_variants).map(|variant| request(variant).with_sketch(sketch.clone())).collect()
        };
        let mut seed = self.sketch.seed.unwrap_or(self.settings.seed);
        let mut asked = requests(seed);
        if wants_others || asked == self.sketch.variants.asked {
            seed = seed.wrapping_add(1);
            asked = requests(seed);
        }
        self.sketch.seed = Some(seed);
        self.jobs.cancel(Owner::Sketch);
        let job = self.jobs.submit(Owner::Sketch, asked.iter().cloned().enumerate().collect());
        let litter = Litter { arts: vec![None; asked.len()], asked };
        let litter = std::mem::replace(&mut self.sketch.variants, litter);
        let name = if wants_others { "Other variants" } else { "Draw sketch" };
        let change = SketchChange::Variants { job: Some(job), litter };
        self.history.did(name, Change::Sketch(change));
    }

    /// Draws the variants anew, where they follow each stroke.
    fn draw_live(&mut self) {
        if self.sketch.settings.is_live && self.sketch_obstacle().is_none() {
            self.draw_variants(false);
        }
    }

    /// Takes in a variant.
    pub(in crate::studio) fn put_variant(&mut self, slot: usize, mut art: Art) {
        // Sprites of the same words without the sketch should not replace these.
        let stem = art.file_name.trim_end_matches(".png");
        art.file_name = format!("{stem}-sketch.png");
        let is_any = art.request.as_ref().is_some_and(|request| request.brief.labels.is_any());
        if is_any {
            "Sketch".clone_into(&mut art.title);
            "Whatever fits the shape".clone_into(&mut art.subtitle);
        } else {
            art.subtitle = format!("{}, sketched", art.subtitle);
        }
        let art = self.in_working_palette(Arc::new(art));
        self.sketch.variants.put(slot, &art);
    }

    /// Makes a variant the current sprite.
    pub(in crate::studio) fn pick_variant(&mut self, slot: usize) {
        if let Some(art) = self.sketch.variants.art(slot) {
            self.current = Current::Held { art: Arc::clone(art), from: Place::Variant(slot) };
        }
    }

    /// Whether this very variant is the current sprite.
    pub(in crate::studio) fn is_current_variant(&self, slot: usize) -> bool {
        let (variant, current) = (self.sketch.variants.art(slot), self.current_art());
        self.is_current(Place::Variant(slot))
            && variant.zip(current).is_some_and(|(one, other)| Arc::ptr_eq(one, other))
    }

    fn is_variant_current(&self) -> bool {
        matches!(self.current, Current::Held { from: Place::Variant(_), .. })
    }

    /// What the place of a variant has to show.
    pub(in crate::studio) fn variant_look(&self, slot: usize) -> Look<'_> {
        Look::new(self.jobs.status(Owner::Sketch, slot), self.sketch.variants.art(slot))
    }

    /// Brings back the state that a change holds; it then holds the state before that.
    pub(in crate::studio) fn swap_sketch(&mut self, change: &mut SketchChange) {
        match change {
            SketchChange::Sketch(sketch) => {
                std::mem::swap(&mut self.sketch.sketch, sketch);
                // Large cells would hide what was painted in small ones.
                self.sketch.settings.is_fine |= !self.sketch.sketch.is_coarse();
            }
            SketchChange::Variants { job, litter } => {
                if let Some(job) = job.take() {
                    self.jobs.cancel_job(job);
                }
                std::mem::swap(&mut self.sketch.variants, litter);
            }
        }
    }
}
