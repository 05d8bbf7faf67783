//! The animate panel: the current sprite in motion, and the grid that swims.

mod bred;
mod frames;
mod parts;
mod settings;

use std::{collections::BTreeMap, sync::Arc};

pub(in crate::studio) use parts::{BRUSHES as PARTS_BRUSHES, PartsChange};
pub(in crate::studio) use settings::AnimateSettings;

use super::{Art, Current, Place, State};
use crate::{
    motion::{Action, Animator, BodyPlan, Clip, Motion, Part, Parts},
    shade::follow,
    sprite::{Recipe, Shading},
    studio::command::AnimateCommand,
};
use bred::Litter;
use parts::Stroke;

/// Clips that are kept: those of the grid, and each action of some sprites.
const MOST_CLIPS: usize = 96;

/// How fast clips can play, as shares of their own time.
pub(in crate::studio) const SPEEDS: [f32; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// What the artist set in the panel, and what plays.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the panel")]
pub(in crate::studio) struct Animate {
    /// The clip on show.
    pub(in crate::studio) motion: Motion,
    /// How the creature is built; `None` is found from the sprite.
    pub(in crate::studio) plan: Option<BodyPlan>,
    /// Whether the clip plays.
    pub(in crate::studio) is_playing: bool,
    /// How fast it plays.
    pub(in crate::studio) speed: f32,
    /// Whether the frames before and after shine through.
    pub(in crate::studio) has_onion_skin: bool,
    /// Whether the sprites of the grid move too.
    pub(in crate::studio) grid_swims: bool,
    /// Whether the parts of the body are shown in colours, to be corrected with a brush.
    pub(in crate::studio) shows_parts: bool,
    /// The part that the brush paints.
    pub(in crate::studio) part: Part,
    /// Diameter of the brush in pixels.
    pub(in crate::studio) brush: u32,
    /// Parts that were corrected, by the content of their flat sprites.
    parts: BTreeMap<String, Arc<Parts>>,
    /// A stroke of the brush that is being drawn.
    stroke: Option<Stroke>,
    /// A clip whose frames are being bred.
    litter: Option<Litter>,
    /// Whether the time of a frame is being dragged, so that all of it is one step.
    is_timing: bool,
    /// The time of the clip on show, in milliseconds.
    at: f64,
    /// The time of the sprites of the grid, in milliseconds.
    grid_at: f64,
    /// When that was, in seconds of the window.
    seen: Option<f64>,
    clips: Vec<Moving>,
}

/// A sprite in motion, lit as it is.
#[derive(Clone, Debug)]
struct Moving {
    art: Arc<Art>,
    motion: Motion,
    plan: Option<BodyPlan>,
    parts: Option<Arc<Parts>>,
    clip: Arc<Clip>,
}

/// The clip that the panel shows.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Shown {
    /// The sprite that moves, or the clip with all its frames.
    pub(in crate::studio) art: Arc<Art>,
    /// Its frames and times.
    pub(in crate::studio) clip: Arc<Clip>,
    /// Its number in the collection, where its frames can be changed.
    pub(in crate::studio) kept: Option<u64>,
}

impl Shown {
    /// Whether the rules of motion make it anew whenever a dial moves.
    pub(in crate::studio) fn is_live(&self) -> bool {
        self.art.frames.is_none()
    }

    /// The place of a frame, where it has one.
    pub(in crate::studio) fn place(&self, index: usize) -> Option<Place> {
        self.kept.map(|clip| Place::Frame { clip, index })
    }
}

impl Default for Animate {
    fn default() -> Self {
        Self {
            motion: Motion::default(),
            plan: None,
            is_playing: true,
            speed: 1.0,
            has_onion_skin: false,
            grid_swims: false,
            shows_parts: false,
            part: Part::Limb,
            brush: 2,
            parts: BTreeMap::new(),
            stroke: None,
            litter: None,
            is_timing: false,
            at: 0.0,
            grid_at: 0.0,
            seen: None,
            clips: Vec::new(),
        }
    }
}

impl Animate {
    /// Lets time pass, if it does; `now` is in seconds.
    pub(in crate::studio) fn pass(&mut self, now: f64) {
        if let Some(seen) = self.seen {
            // A window that was hidden does not leap.
            let passed = (now - seen).clamp(0.0, 0.5) * 1000.0 * f64::from(self.speed);
            self.at += if self.is_playing { passed } else { 0.0 };
            self.grid_at += if self.grid_swims { passed } else { 0.0 };
        }
        self.seen = Some(now);
    }

    /// The time at which clips are, in milliseconds.
    pub(in crate::studio) fn milliseconds(&self) -> u64 {
        self.at.max(0.0) as u64
    }

    /// The frame that is on show.
    pub(in crate::studio) fn on_show(&self, clip: &Clip) -> usize {
        clip.frame_at(self.looped(clip))
    }

    /// Stops at a frame.
    pub(in crate::studio) fn show_frame(&mut self, clip: &Clip, frame: usize) {
        self.is_playing = false;
        let before: u32 = clip.durations.iter().take(frame).map(|&time| u32::from(time)).sum();
        self.at = f64::from(before) + 0.5;
    }

    /// The time within a clip. What plays once begins again after a pause as long as itself.
    pub(in crate::studio) fn looped(&self, clip: &Clip) -> u64 {
        let whole = u64::from(clip.milliseconds()).max(1);
        self.milliseconds() % if clip.loops { whole } else { whole * 2 }
    }

    /// Milliseconds of the window until another frame of a clip is on show.
    pub(in crate::studio) fn wait_for(&self, clip: &Clip) -> u64 {
        let at = self.looped(clip);
        let ends = clip.durations.iter().scan(0, |end, &time| {
            *end += u64::from(time);
            Some(*end)
        });
        let next = ends.into_iter().find(|&end| at < end);
        let pause = u64::from(clip.milliseconds()).max(1) * 2;
        let left = next.unwrap_or(pause).saturating_sub(at) as f32 / self.speed.max(0.1);
        (left as u64 + 1).clamp(8, 1000)
    }

    /// Milliseconds of the window until some sprite of a grid that swims shows another frame.
    pub(in crate::studio) fn wait(&self) -> u64 {
        let frame = f32::from(self.motion.milliseconds.min(200)) / self.speed.max(0.1);
        (frame as u64 / 2).clamp(8, 200)
    }
}

impl State {
    /// Whether a command of this panel would do anything now.
    pub(super) fn allows_animate(&self, command: AnimateCommand) -> bool {
        let has_clip = || {
            self.animated()
                .is_some_and(|(art, _)| art.sprite.opaque_count() > 0 || art.frames.is_some())
        };
        let has_frames = || self.animated().is_some_and(|(art, _)| art.frames.is_some());
        match command {
            AnimateCommand::SwimGrid => !self.grid.cells.is_empty(),
            AnimateCommand::OnionSkin | AnimateCommand::ShowParts => true,
            AnimateCommand::WholeClip => {
                matches!(self.current, Current::Held { from: Place::Frame { .. }, .. })
            }
            AnimateCommand::RemoveFrame => {
                let n_frames = |art: &Arc<Art>| art.frames.as_ref().map_or(2, |it| it.arts().len());
                has_clip() && self.animated().is_some_and(|(art, _)| 1 < n_frames(&art))
            }
            AnimateCommand::FindParts => self.animated().is_some_and(|(art, _)| {
                art.frames.is_none() && self.corrected_parts(&art).is_some()
            }),
            AnimateCommand::BreedFrames => has_clip() && self.frames_obstacle().is_none(),
            AnimateCommand::KeepClip => has_clip() && !has_frames(),
            AnimateCommand::Play
            | AnimateCommand::PreviousFrame
            | AnimateCommand::NextFrame
            | AnimateCommand::EditFrame
            | AnimateCommand::InsertFrame
            | AnimateCommand::FrameBack
            | AnimateCommand::FrameOn
            | AnimateCommand::ExportGif
            | AnimateCommand::ExportAseprite
            | AnimateCommand::ExportApng
            | AnimateCommand::ExportSheet
            | AnimateCommand::ExportGodot => has_clip(),
        }
    }

    /// Whether what a command of this panel switches is on.
    pub(super) fn is_animate_on(&self, command: AnimateCommand) -> Option<bool> {
        match command {
            AnimateCommand::Play => Some(self.animate.is_playing),
            AnimateCommand::SwimGrid => Some(self.animate.grid_swims),
            AnimateCommand::OnionSkin => Some(self.animate.has_onion_skin),
            AnimateCommand::ShowParts => Some(self.animate.shows_parts),
            _ => None,
        }
    }

    /// Does what a command of this panel says; what asks for a file is the window's.
    pub(in crate::studio) fn run_animate(&mut self, command: AnimateCommand) {
        match command {
            AnimateCommand::Play => self.animate.is_playing = !self.animate.is_playing,
            AnimateCommand::PreviousFrame => self.step_frames(-1),
            AnimateCommand::NextFrame => self.step_frames(1),
            AnimateCommand::SwimGrid => self.animate.grid_swims = !self.animate.grid_swims,
            AnimateCommand::OnionSkin => {
                self.animate.has_onion_skin = !self.animate.has_onion_skin;
            }
            AnimateCommand::ShowParts => self.animate.shows_parts = !self.animate.shows_parts,
            AnimateCommand::FindParts => self.find_parts_anew(),
            AnimateCommand::KeepClip => {
                self.keep_clip();
            }
            AnimateCommand::EditFrame => self.pick_frame_on_show(),
            AnimateCommand::WholeClip => self.pick_whole_clip(),
            AnimateCommand::InsertFrame => self.insert_frame(),
            AnimateCommand::RemoveFrame => self.remove_frame(),
            AnimateCommand::FrameBack => self.move_frame(-1),
            AnimateCommand::FrameOn => self.move_frame(1),
            AnimateCommand::BreedFrames => self.breed_frames(),
            AnimateCommand::ExportGif
            | AnimateCommand::ExportAseprite
            | AnimateCommand::ExportApng
            | AnimateCommand::ExportSheet
            | AnimateCommand::ExportGodot => {}
        }
    }

    /// The sprite that the panel is about: a clip, of which the current sprite may be a frame,
    /// with its number in the collection, or else the current sprite.
    fn animated(&self) -> Option<(Arc<Art>, Option<u64>)> {
        let kept = match &self.current {
            Current::Held { from: Place::Kept(id) | Place::Frame { clip: id, .. }, .. } => {
                Some(*id)
            }
            _ => None,
        };
        let clip = kept.and_then(|id| self.collection.item(id)?.art.as_ref());
        match clip.filter(|art| art.frames.is_some()) {
            Some(art) => Some((Arc::clone(art), kept)),
            None => Some((Arc::clone(self.current_art()?), None)),
        }
    }

    /// The clip that the panel shows; `None` where there is nothing to move.
    pub(in crate::studio) fn shown_clip(&mut self) -> Option<Shown> {
        let (art, kept) = self.animated()?;
        let clip = match &art.frames {
            Some(frames) => Arc::clone(frames.clip()),
            None => self.clip_of(&art, self.animate.motion.action)?,
        };
        Some(Shown { art, clip, kept })
    }

    /// The current sprite doing something; `None` where there is nothing to move.
    pub(in crate::studio) fn clip_of(
        &mut self,
        art: &Arc<Art>,
        action: Action,
    ) -> Option<Arc<Clip>> {
        let motion = Motion { action, ..self.animate.motion };
        self.moving(art, motion, self.animate.plan)
    }

    /// The frame that a sprite of the grid is at, where the grid swims.
    pub(in crate::studio) fn swimming(&mut self, index: usize) -> Option<crate::sprite::Sprite> {
        if !self.animate.grid_swims {
            return None;
        }
        let art = self.grid.cells.get(index)?.art.clone()?;
        let motion = Motion { action: Action::Move, ..self.animate.motion };
        let clip = self.moving(&art, motion, None)?;
        // Neighbours are at different moments.
        let at = self.animate.grid_at.max(0.0) as u64 + index as u64 * 137;
        clip.frames.get(clip.frame_at(at)).cloned()
    }

    /// How a sprite's creature is built, as its recipe and outline tell.
    pub(in crate::studio) fn found_plan(art: &Art) -> BodyPlan {
        BodyPlan::guess(art.flat(), art.recipe.iter().flat_map(Recipe::kinds))
    }

    fn moving(
        &mut self,
        art: &Arc<Art>,
        motion: Motion,
        plan: Option<BodyPlan>,
    ) -> Option<Arc<Clip>> {
        let parts = self.corrected_parts(art);
        let are_same = |one: Option<&Arc<Parts>>, other: Option<&Arc<Parts>>| match (one, other) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let known = self.animate.clips.iter().position(|moving| {
            Arc::ptr_eq(&moving.art, art)
                && moving.motion == motion
                && moving.plan == plan
                && are_same(moving.parts.as_ref(), parts.as_ref())
        });
        if let Some(known) = known {
            // Those that were shown last are kept longest.
            let moving = self.animate.clips.remove(known);
            let clip = Arc::clone(&moving.clip);
            self.animate.clips.push(moving);
            return Some(clip);
        }
        let clip = Arc::new(animated(art, &motion, plan, parts.as_deref())?);
        if self.animate.clips.len() >= MOST_CLIPS {
            self.animate.clips.remove(0);
        }
        let (art, shown) = (Arc::clone(art), Arc::clone(&clip));
        let moving = Moving { art, motion, plan, parts, clip: shown };
        self.animate.clips.push(moving);
        Some(clip)
    }

    /// The frames of the clip on show as sprites with recipes, its durations and its name.
    pub(in crate::studio) fn clip_arts(&mut self) -> Option<(Vec<Arc<Art>>, Vec<u16>, String)> {
        let (art, _) = self.animated()?;
        if let Some(frames) = &art.frames {
            let (stem, clip) = (art.file_name.trim_end_matches(".png"), frames.clip());
            let name = if stem.ends_with(&clip.tag) {
                stem.to_owned()
            } else {
                format!("{stem}-{}", clip.tag)
            };
            return Some((frames.arts().to_vec(), clip.durations.clone(), name));
        }
        let (motion, plan) = (self.animate.motion, self.animate.plan);
        let clip = self.clip_of(&art, motion.action)?;
        let plan = plan.unwrap_or_else(|| Self::found_plan(&art));
        let rest = art.unlit();
        let animator = Animator::new(&rest.sprite, &rest.palette, plan);
        let animator = match self.corrected_parts(&art) {
            Some(parts) => animator.with_parts((*parts).clone()),
            None => animator,
        };
        let flat = animator.clip(&motion).ok()?;
        let frames = flat.frames.into_iter().zip(&clip.frames).enumerate();
        let arts = frames.map(|(index, (flat, lit))| {
            let recipe = rest.recipe.as_ref();
            let recipe = recipe.map(|recipe| recipe.moved(animator.step(&motion, index), &flat));
            let moved = Art { sprite: flat, recipe, drawn_as: None, ..(*rest).clone() };
            Arc::new(match &art.shading {
                Some(shading) => moved.lit((**shading).clone(), lit.clone()),
                None => moved,
            })
        });
        let stem = art.file_name.trim_end_matches(".png");
        Some((arts.collect(), clip.durations.clone(), format!("{stem}-{}", clip.tag)))
    }
}

/// The clip of a sprite. A lit one moves without its light, which then falls on every frame.
fn animated(
    art: &Art,
    motion: &Motion,
    plan: Option<BodyPlan>,
    parts: Option<&Parts>,
) -> Option<Clip> {
    let plan = plan.unwrap_or_else(|| State::found_plan(art));
    let animator = Animator::new(art.flat(), &art.palette, plan);
    let animator = match parts {
        Some(parts) => animator.with_parts(parts.clone()),
        None => animator,
    };
    let mut clip = animator.clip(motion).ok()?;
    if let Some(shading) =
        art.shading.as_deref().filter(|shading: &&Shading| shading.flat.is_some())
    {
        for frame in &mut clip.frames {
            *frame = follow(shading, frame, &art.palette);
        }
    }
    Some(clip)
}
