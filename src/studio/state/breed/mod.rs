//! Breeding: one or two parents, the mask between them, and their children.
//!
//! The conditioning of a child is [`Cross`]'s business. Here is which parents, which mask, and which
//! children are on show.

mod family;
mod mask;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(in crate::studio) use family::{ANCESTORS, Kin};
pub(in crate::studio) use mask::{BRUSHES, MaskOp, MaskTool};

use super::{Art, Change, Current, Look, Owner, Place, State};
use crate::{
    generate::{Cross, JobId, SpriteRequest},
    sprite::{Mask, Prompt, Side},
    studio::{art::SpriteDrag, command::BreedCommand},
};
use mask::Stroke;

/// How many children may be asked for at once.
pub(in crate::studio) const CHILDREN: std::ops::RangeInclusive<u32> = 1..=64;

/// One of the two parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Parent {
    /// Stays outside the mask.
    A,
    /// Is the model's advice inside the mask.
    B,
}

impl Parent {
    /// Both, in their order.
    pub(in crate::studio) const BOTH: [Self; 2] = [Self::A, Self::B];

    /// What people call it.
    pub(in crate::studio) fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }
}

/// What the children should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum Likeness {
    /// Of A's zone and category, or from the middle strength on of B's.
    Strength,
    /// Of A's zone and category.
    A,
    /// Of B's zone and category.
    B,
    /// Whatever the model makes of what it is shown.
    Any,
}

/// What the artist sets for breeding.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::studio) struct BreedSettings {
    /// From "A varied" (0) to "B fitted in" (1).
    pub(in crate::studio) strength: f32,
    /// Whether children keep A's outline inside the mask too.
    pub(in crate::studio) keeps_outline: bool,
    /// How many children at once.
    pub(in crate::studio) n_children: u32,
    /// What they should be.
    pub(in crate::studio) likeness: Likeness,
    /// Share of the canvas that a rolled mask takes.
    pub(in crate::studio) share: f32,
    /// Diameter of the brush, in pixels.
    pub(in crate::studio) brush: u32,
    /// How much of B shows through inside the mask.
    pub(in crate::studio) ghost: f32,
}

impl Default for BreedSettings {
    fn default() -> Self {
        Self {
            strength: Cross::STRENGTH,
            keeps_outline: false,
            n_children: 6,
            likeness: Likeness::Strength,
            share: Mask::RANDOM_SHARE,
            brush: 4,
            ghost: 0.5,
        }
    }
}

impl BreedSettings {
    /// The same with every number pulled into its range.
    pub(in crate::studio) fn clamped(self) -> Self {
        let usual = Self::default();
        let tame =
            |value: f32, usual: f32| if value.is_finite() { value.clamp(0.0, 1.0) } else { usual };
        Self {
            strength: tame(self.strength, usual.strength),
            share: tame(self.share, usual.share),
            ghost: tame(self.ghost, usual.ghost),
            n_children: self.n_children.clamp(*CHILDREN.start(), *CHILDREN.end()),
            brush: self.brush.clamp(*BRUSHES.start(), *BRUSHES.end()),
            ..self
        }
    }
}

/// Children that were asked for together.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Litter {
    pub(super) asked: Vec<SpriteRequest>,
    pub(super) arts: Vec<Option<Arc<Art>>>,
}

impl Litter {
    /// How many there are, complete or not.
    pub(in crate::studio) fn len(&self) -> usize {
        self.asked.len()
    }

    /// The complete child at a place.
    pub(in crate::studio) fn art(&self, slot: usize) -> Option<&Arc<Art>> {
        self.arts.get(slot)?.as_ref()
    }

    /// Every complete child.
    pub(in crate::studio) fn arts(&self) -> impl Iterator<Item = &Arc<Art>> {
        self.arts.iter().flatten()
    }

    /// Every complete child, to put another in its place.
    pub(in crate::studio) fn arts_mut(&mut self) -> impl Iterator<Item = &mut Arc<Art>> {
        self.arts.iter_mut().flatten()
    }

    /// Puts a sprite in the place of a child.
    pub(super) fn put(&mut self, slot: usize, art: &Arc<Art>) {
        if let Some(place) = self.arts.get_mut(slot) {
            *place = Some(Arc::clone(art));
        }
    }

    pub(super) fn size(&self) -> usize {
        let arts: usize = self.arts.iter().flatten().map(|art| art.size()).sum();
        arts + self.asked.len() * (size_of::<SpriteRequest>() + 256)
    }
}

/// The breeding panel's state.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Breed {
    /// What the artist set.
    pub(in crate::studio) settings: BreedSettings,
    /// A and B.
    pub(super) parents: [Option<Arc<Art>>; 2],
    /// Where the model draws anew.
    pub(in crate::studio) mask: Mask,
    /// What the pointer does to the mask.
    pub(in crate::studio) tool: MaskTool,
    /// Whether the pointer is over the panel, so that the tools' keys are meant for it.
    pub(in crate::studio) has_pointer: bool,
    /// The children on show.
    pub(in crate::studio) litter: Litter,
    stroke: Option<Stroke>,
    /// Seed of the last mask that was rolled.
    pub(super) mask_seed: u64,
    /// Seed of the children; the window's own until others are asked for.
    pub(super) seed: Option<u64>,
    /// Every sprite that was a parent, for the family tree.
    pub(super) known: family::Known,
}

impl Default for Breed {
    fn default() -> Self {
        Self {
            settings: BreedSettings::default(),
            parents: [None, None],
            mask: Mask::half(Side::Bottom),
            tool: MaskTool::Brush,
            has_pointer: false,
            litter: Litter::default(),
            stroke: None,
            mask_seed: 0,
            seed: None,
            known: family::Known::default(),
        }
    }
}

impl Breed {
    /// Remembers a sprite that is a parent.
    pub(super) fn meet(&mut self, art: &Arc<Art>) {
        self.known.meet(std::iter::once(art));
    }

    /// A parent, if it was picked.
    pub(in crate::studio) fn parent(&self, parent: Parent) -> Option<&Arc<Art>> {
        self.parents[parent as usize].as_ref()
    }
}

/// Something in the breeding panel that can be taken back; each holds the other state.
#[derive(Clone, Debug)]
pub(in crate::studio) enum BreedChange {
    /// The mask was painted or made anew.
    Mask(Mask),
    /// Other parents.
    Parents([Option<Arc<Art>>; 2]),
    /// Other children.
    Litter {
        /// The job that draws them; undoing stops it.
        job: Option<JobId>,
        /// Those before, or after.
        litter: Litter,
    },
}

impl BreedChange {
    /// About how many bytes it takes.
    pub(in crate::studio) fn size(&self) -> usize {
        match self {
            Self::Mask(_) => 0,
            Self::Parents(parents) => parents.iter().flatten().map(|art| art.size()).sum(),
            Self::Litter { litter, .. } => litter.size(),
        }
    }
}

impl State {
    /// Whether a command of this panel would do anything now.
    pub(in crate::studio) fn allows_breed(&self, command: BreedCommand) -> bool {
        let has = |parent| self.breed.parent(parent).is_some();
        match command {
            BreedCommand::Breed | BreedCommand::Others => self.breed_obstacle().is_none(),
            BreedCommand::Use(_) => self.current_art().is_some(),
            BreedCommand::Swap => has(Parent::A) || has(Parent::B),
            BreedCommand::Mask(_) => true,
        }
    }

    /// Does what a command of this panel says.
    pub(in crate::studio) fn run_breed(&mut self, command: BreedCommand) {
        match command {
            BreedCommand::Breed => self.breed_children(false),
            BreedCommand::Others => self.breed_children(true),
            BreedCommand::Use(parent) => {
                if let Some(art) = self.current_art().map(Arc::clone) {
                    self.set_parent(parent, &art);
                }
            }
            BreedCommand::Swap => {
                let [a, b] = self.breed.parents.clone();
                self.set_parents("Swap parents", [b, a]);
            }
            BreedCommand::Mask(op) => self.change_mask(op),
        }
    }

    /// Why nothing can be bred now, for people.
    pub(in crate::studio) fn breed_obstacle(&self) -> Option<&'static str> {
        if !self.can_draw() {
            return Some("There is no model to draw with");
        }
        if self.breed.parent(Parent::A).is_none() {
            return Some("Pick parent A first");
        }
        let is_empty = self.breed.mask == Mask::NONE;
        is_empty.then_some("The mask is empty: paint what is to be redrawn")
    }

    /// Takes in a sprite that was dropped on a parent's place; parents dropped on each other
    /// change places.
    pub(in crate::studio) fn drop_on_parent(&mut self, parent: Parent, drag: &SpriteDrag) {
        match drag.from {
            Place::Parent(from) if from == parent => {}
            Place::Parent(_) => self.run_breed(BreedCommand::Swap),
            _ => self.set_parent(parent, &drag.art),
        }
    }

    fn set_parent(&mut self, parent: Parent, art: &Arc<Art>) {
        let mut parents = self.breed.parents.clone();
        // The model draws flat sprites; a parent's light would be drawn into its children.
        parents[parent as usize] = Some(art.unlit());
        let name = match parent {
            Parent::A => "Pick parent A",
            Parent::B => "Pick parent B",
        };
        self.set_parents(name, parents);
    }

    fn set_parents(&mut self, name: &str, parents: [Option<Arc<Art>>; 2]) {
        if parents == self.breed.parents {
            return;
        }
        self.breed.known.meet(parents.iter().flatten());
        let before = std::mem::replace(&mut self.breed.parents, parents);
        self.history.did(name, Change::Breed(BreedChange::Parents(before)));
    }

    /// Makes a parent the current sprite.
    pub(in crate::studio) fn pick_parent(&mut self, parent: Parent) {
        if let Some(art) = self.breed.parent(parent) {
            self.current = Current::Held { art: Arc::clone(art), from: Place::Parent(parent) };
        }
    }

    /// Makes a child the current sprite.
    pub(in crate::studio) fn pick_child(&mut self, slot: usize) {
        if let Some(art) = self.breed.litter.art(slot) {
            self.current = Current::Held { art: Arc::clone(art), from: Place::Child(slot) };
        }
    }

    /// Whether this very child is the current sprite: one of an earlier litter is not.
    pub(in crate::studio) fn is_current_child(&self, slot: usize) -> bool {
        let (child, current) = (self.breed.litter.art(slot), self.current_art());
        self.is_current(Place::Child(slot))
            && child.zip(current).is_some_and(|(child, current)| Arc::ptr_eq(child, current))
    }

    /// What the place of a child has to show.
    pub(in crate::studio) fn child_look(&self, slot: usize) -> Look<'_> {
        Look::new(self.jobs.status(Owner::Breed, slot), self.breed.litter.art(slot))
    }

    /// How the parents on show are crossed.
    fn cross(&self) -> Option<Cross> {
        Some(self.cross_with(self.breed.parent(Parent::A)?))
    }

    /// How a flat sprite is crossed with B.
    pub(super) fn cross_with(&self, a: &Arc<Art>) -> Cross {
        let b = self.breed.parent(Parent::B);
        let here = |art: &Arc<Art>| art.sprite.translated(&art.palette.translation(&self.palette));
        let settings = self.breed.settings;
        let prompt = match settings.likeness {
            Likeness::Strength => {
                let b = b.map(|b| self.asked_prompt(b));
                Cross::labels(self.asked_prompt(a), b, settings.strength)
            }
            Likeness::A => self.asked_prompt(a),
            Likeness::B => self.asked_prompt(b.unwrap_or(a)),
            Likeness::Any => Prompt::default(),
        };
        Cross {
            a: here(a),
            b: b.map(here),
            mask: self.breed.mask,
            strength: settings.strength,
            keeps_outline: settings.keeps_outline,
            prompt,
            sampling: self.settings.sampling.clamped(),
        }
    }

    /// What a sprite was asked to be, as far as this model has a name for it.
    fn asked_prompt(&self, art: &Art) -> Prompt {
        let (Some(generator), Some(recipe)) = (self.generator(), &art.recipe) else {
            return Prompt::default();
        };
        recipe.known_labels(generator.world())
    }

    /// Asks for children. Their seed stays what it was, so that a dial shows what it does,
    /// unless others are wanted or the very same are on show.
    fn breed_children(&mut self, wants_others: bool) {
        self.end_stroke();
        let Some(cross) = self.cross() else { return };
        let hashes = self.breed.parents.iter().flatten().map(|art| art.hash().into_owned());
        let hashes: Vec<String> = hashes.collect();
        let n_children = self.breed.settings.n_children;
        let requests = |seed: u64| -> Vec<SpriteRequest> {
            let requests = cross.requests(seed, n_children).into_iter();
            // A parent is known by its own pixels, also where it has other colours than the
            // model.
            requests.map(|request| SpriteRequest { parents: hashes.clone(), ..request }).collect()
        };
        let mut seed = self.breed.seed.unwrap_or(self.settings.seed);
        let mut asked = requests(seed);
        if wants_others || asked == self.breed.litter.asked {
            seed = seed.wrapping_add(1);
            asked = requests(seed);
        }
        self.breed.seed = Some(seed);
        self.jobs.cancel(Owner::Breed);
        let job = self.jobs.submit(Owner::Breed, asked.iter().cloned().enumerate().collect());
        let litter = Litter { arts: vec![None; asked.len()], asked };
        let litter = std::mem::replace(&mut self.breed.litter, litter);
        let name = if wants_others { "Other children" } else { "Breed" };
        self.history.did(name, Change::Breed(BreedChange::Litter { job: Some(job), litter }));
    }

    /// Takes in a child.
    pub(in crate::studio) fn put_child(&mut self, slot: usize, mut art: Art) {
        let parents = self.breed.litter.asked.get(slot).map(|request| &request.parents[..]);
        if let Some(parents) = parents.filter(|parents| !parents.is_empty()) {
            // Children of others should not replace these.
            let stem = art.file_name.trim_end_matches(".png");
            let names: Vec<&str> = parents.iter().map(|hash| short(hash)).collect();
            art.file_name = format!("{stem}-of-{}.png", names.join("-"));
        }
        art.subtitle = format!("{}, bred", art.subtitle);
        let art = self.in_working_palette(Arc::new(art));
        if let Some(place) = self.breed.litter.arts.get_mut(slot) {
            *place = Some(art);
        }
    }

    /// Brings back the state that a change holds; it then holds the state before that.
    pub(in crate::studio) fn swap_breed(&mut self, change: &mut BreedChange) {
        match change {
            BreedChange::Mask(mask) => std::mem::swap(&mut self.breed.mask, mask),
            BreedChange::Parents(parents) => std::mem::swap(&mut self.breed.parents, parents),
            BreedChange::Litter { job, litter } => {
                if let Some(job) = job.take() {
                    self.jobs.cancel_job(job);
                }
                std::mem::swap(&mut self.breed.litter, litter);
            }
        }
    }
}

/// The first digits of a hash, enough to tell sprites apart.
pub(in crate::studio) fn short(hash: &str) -> &str {
    hash.get(..6).unwrap_or(hash)
}

#[cfg(test)]
mod tests;
