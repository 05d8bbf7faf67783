//! The animate panel: the current sprite in motion, and the grid that swims.

use std::sync::Arc;

use super::State;
use crate::{
    motion::{Action, Animator, BodyPlan, Clip, Motion},
    shade::follow,
    sprite::{Recipe, Shading},
    studio::art::Art,
};

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
    /// Whether the parts of the body are shown in colours.
    pub(in crate::studio) shows_parts: bool,
    /// The time of the clip on show, in milliseconds.
    at: f64,
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
    clip: Arc<Clip>,
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
            at: 0.0,
            seen: None,
            clips: Vec::new(),
        }
    }
}

impl Animate {
    /// Lets time pass, if it does; `now` is in seconds.
    pub(in crate::studio) fn pass(&mut self, now: f64) {
        if let Some(seen) = self.seen.filter(|_| self.is_playing || self.grid_swims) {
            // A window that was hidden does not leap.
            self.at += (now - seen).clamp(0.0, 0.5) * 1000.0 * f64::from(self.speed);
        }
        self.seen = Some(now);
    }

    /// The time at which clips are, in milliseconds.
    pub(in crate::studio) fn milliseconds(&self) -> u64 {
        self.at.max(0.0) as u64
    }

    /// Stops, and goes some frames on or back.
    pub(in crate::studio) fn step(&mut self, clip: &Clip, frames: isize) {
        self.is_playing = false;
        let n = clip.frames.len().max(1) as isize;
        let frame = clip.frame_at(self.looped(clip)) as isize;
        self.show_frame(clip, (frame + frames).rem_euclid(n) as usize);
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

    /// Milliseconds of the window until another frame is on show.
    pub(in crate::studio) fn wait(&self) -> u64 {
        let frame = f32::from(self.motion.milliseconds.min(200)) / self.speed.max(0.1);
        (frame as u64 / 2).clamp(8, 200)
    }
}

impl State {
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
        let at = self.animate.milliseconds() + index as u64 * 137;
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
        let known = self.animate.clips.iter().position(|moving| {
            Arc::ptr_eq(&moving.art, art) && moving.motion == motion && moving.plan == plan
        });
        if let Some(known) = known {
            // Those that were shown last are kept longest.
            let moving = self.animate.clips.remove(known);
            let clip = Arc::clone(&moving.clip);
            self.animate.clips.push(moving);
            return Some(clip);
        }
        let clip = Arc::new(animated(art, &motion, plan)?);
        if self.animate.clips.len() >= MOST_CLIPS {
            self.animate.clips.remove(0);
        }
        let moving = Moving { art: Arc::clone(art), motion, plan, clip: Arc::clone(&clip) };
        self.animate.clips.push(moving);
        Some(clip)
    }

    /// The frames of the clip on show as sprites with recipes, its durations and its name.
    pub(in crate::studio) fn clip_arts(&mut self) -> Option<(Vec<Arc<Art>>, Vec<u16>, String)> {
        let art = self.current_art()?.clone();
        let (motion, plan) = (self.animate.motion, self.animate.plan);
        let clip = self.clip_of(&art, motion.action)?;
        let plan = plan.unwrap_or_else(|| Self::found_plan(&art));
        let rest = art.unlit();
        let animator = Animator::new(&rest.sprite, &rest.palette, plan);
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
fn animated(art: &Art, motion: &Motion, plan: Option<BodyPlan>) -> Option<Clip> {
    let plan = plan.unwrap_or_else(|| State::found_plan(art));
    let mut clip = Animator::new(art.flat(), &art.palette, plan).clip(motion).ok()?;
    if let Some(shading) =
        art.shading.as_deref().filter(|shading: &&Shading| shading.flat.is_some())
    {
        for frame in &mut clip.frames {
            *frame = follow(shading, frame, &art.palette);
        }
    }
    Some(clip)
}
