//! Sprites that move: clips of still pictures, made by rules in whole pixels.
//!
//! This room knows sprites and palettes; it knows nothing of models, files or windows.
//!
//! A clip has the colours of its sprite and no others, every outline stays closed, and a loop
//! closes exactly. The same sprite and the same [`Motion`] make the same clip everywhere.
//!
//! ```
//! use shoal::{
//!     motion::{Animator, BodyPlan, Motion},
//!     sprite::{Palette, Sprite},
//! };
//!
//! # let mut sprite = Sprite::EMPTY;
//! # for x in 4..28 { for y in 10..20 { sprite.set(x, y, 9); } }
//! let palette = Palette::ocean();
//! let plan = BodyPlan::guess(&sprite, ["reef-fish"]);
//! let clip = Animator::new(&sprite, &palette, plan).clip(&Motion::default())?;
//! assert_eq!(clip.frames.len(), 6);
//! # Ok::<(), shoal::motion::MotionError>(())
//! ```

mod actions;
mod anatomy;
mod check;
mod clip;
mod field;
mod mouth;
mod parts;
mod plan;
mod rules;
mod step;
#[cfg(test)]
mod tests;

pub use check::{Consistency, Expectations, MOST_DETACHED, MOST_DRIFT, MOST_GROWTH, Slip};
pub use clip::{Action, Clip, Motion, MotionError};
pub use parts::{Part, Parts};
pub use plan::BodyPlan;
pub use step::{RULES_VERSION, follow};

use crate::sprite::{Palette, Sprite};
use anatomy::Anatomy;
use check::Still;
use field::Shape;
use rules::Mover;

/// Shares of the strength with which a frame is tried until it is steady.
const CALMER: [f32; 9] = [1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.5, 0.4, 0.3];

/// Shares of the strength with which a clip is tried until all of its frames differ.
const LIVELIER: [f32; 3] = [1.0, 1.2, 1.45];

/// Moments of a stroke that are looked at where few of them differ.
const MOMENTS: usize = 64;

/// Animates one sprite.
#[derive(Clone, Debug)]
pub struct Animator<'a> {
    sprite: &'a Sprite,
    palette: &'a Palette,
    plan: BodyPlan,
    parts: Parts,
}

impl<'a> Animator<'a> {
    /// Finds the parts of a sprite of some body plan.
    #[must_use]
    pub fn new(sprite: &'a Sprite, palette: &'a Palette, plan: BodyPlan) -> Self {
        Self { sprite, palette, plan, parts: Parts::find(sprite, plan, palette) }
    }

    /// The same with parts that were corrected by hand.
    #[must_use]
    pub fn with_parts(self, parts: Parts) -> Self {
        Self { parts, ..self }
    }

    /// Which part each pixel is of.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// How the creature is built.
    #[must_use]
    pub fn plan(&self) -> BodyPlan {
        self.plan
    }

    /// What is expected of the frames of an action.
    #[must_use]
    pub fn expectations(&self, action: Action) -> Expectations {
        Expectations {
            loops: action.loops(),
            stands: action.loops() && self.plan.stands(),
            is_action: !action.loops(),
        }
    }

    /// Makes a clip. A motion that would tear the sprite is made weaker until it
    /// does not; a clip has fewer frames than asked for where more would be the same.
    pub fn clip(&self, motion: &Motion) -> Result<Clip, MotionError> {
        motion.check()?;
        let body = Anatomy::new(self.sprite, &self.parts).ok_or(MotionError::Empty)?;
        let n_frames = usize::from(motion.frames);
        let mut frames = match motion.action {
            Action::Turn => actions::turn(self.sprite, n_frames),
            Action::Hurt => actions::hurt(self.sprite, self.palette, n_frames),
            Action::Die => actions::die(self.sprite, self.palette, self.plan, &body, n_frames),
            Action::Move | Action::Idle => self.cycle(body, motion),
        };
        // Equal frames in a row are one that lasts longer; that it lasts is for the clip to say.
        let whole = u32::from(motion.milliseconds) * u32::from(motion.frames);
        frames.dedup();
        Ok(Clip {
            durations: shared_out(whole, frames.len()),
            frames,
            tag: self.tag(motion.action).to_owned(),
            loops: motion.action.loops(),
        })
    }

    /// What an action of this creature is called: that of a crab is "walk", of a fish "swim".
    #[must_use]
    pub fn tag(&self, action: Action) -> &'static str {
        match action {
            Action::Move => self.plan.locomotion(),
            other => other.name(),
        }
    }

    /// A motion that leads back to where it began.
    fn cycle(&self, body: Anatomy, motion: &Motion) -> Vec<Sprite> {
        let still = Still::new(self.sprite);
        let expected = self.expectations(motion.action);
        let shape = Shape::new(self.sprite);
        let mover = Mover::new(self.sprite, body, self.plan, motion.seed);
        // Below half of what a plan thinks right, few pixels would be left to move.
        let strength = motion.strength.max(0.55 + 0.45 * motion.strength);
        let at = |turn: f32, strength: f32| {
            let mut frame = self.sprite.clone();
            for share in CALMER {
                let field = mover.displacements(&shape, motion.action, turn, strength * share);
                frame = field.apply(&shape);
                if still.is_steady(&frame, expected) {
                    return frame;
                }
            }
            if still.is_steady(&frame, expected) { frame } else { self.sprite.clone() }
        };
        let n_frames = usize::from(motion.frames);
        for share in LIVELIER {
            let turn = |index: usize| index as f32 / n_frames as f32;
            let frames: Vec<Sprite> =
                (0..n_frames).map(|index| at(turn(index), strength * share)).collect();
            if all_differ(&frames) {
                return rotated(frames);
            }
        }
        let turn = |index: usize| index as f32 / MOMENTS as f32;
        rotated(most_different((0..MOMENTS).map(|index| at(turn(index), strength)), n_frames))
    }
}

/// A time in milliseconds, shared out among frames.
fn shared_out(whole: u32, n_frames: usize) -> Vec<u16> {
    let n = n_frames.max(1) as u32;
    (0..n).map(|index| (whole * (index + 1) / n - whole * index / n) as u16).collect()
}

/// Whether each frame differs from the next, and the last from the first.
fn all_differ(frames: &[Sprite]) -> bool {
    (0..frames.len()).all(|index| frames[index] != frames[(index + 1) % frames.len()])
}

/// As many frames of a fine cycle as differ from their neighbours, at most `count`, evenly
/// spread.
fn most_different(cycle: impl Iterator<Item = Sprite>, count: usize) -> Vec<Sprite> {
    let mut distinct: Vec<Sprite> = cycle.collect();
    distinct.dedup();
    while distinct.len() > 1 && distinct.first() == distinct.last() {
        distinct.pop();
    }
    let n = distinct.len().min(count);
    let mut chosen: Vec<Sprite> =
        (0..n).map(|index| distinct[index * distinct.len() / n].clone()).collect();
    // What lay between two equal pictures may have been left out.
    chosen.dedup();
    while chosen.len() > 1 && chosen.first() == chosen.last() {
        chosen.pop();
    }
    chosen
}

/// The same loop from another frame on: the step that changes least leads back to the first.
fn rotated(mut frames: Vec<Sprite>) -> Vec<Sprite> {
    let n = frames.len();
    let change = |index: usize| check::changed(&frames[(index + n - 1) % n], &frames[index]);
    if let Some(first) = (0..n).min_by_key(|&index| (change(index), index)) {
        frames.rotate_left(first);
    }
    frames
}
