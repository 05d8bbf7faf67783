//! Motions as recipes tell of them.

use super::{Action, Animator, BodyPlan, Motion, Parts};
use crate::sprite::{MotionStep, Palette, Sprite};

/// Which rules these are. Where later ones move a creature otherwise this is another number, and
/// recipes tell which moved it.
pub const RULES_VERSION: u8 = 2;

impl Animator<'_> {
    /// What a recipe tells of a frame of the clip of a motion.
    #[must_use]
    pub fn step(&self, motion: &Motion, frame: usize) -> MotionStep {
        let found = Parts::find(self.sprite, self.plan, self.palette);
        MotionStep {
            body: self.plan.name().to_owned(),
            action: motion.action.name().to_owned(),
            frames: motion.frames,
            frame: frame as u8,
            strength: motion.strength,
            seed: motion.seed,
            rules: RULES_VERSION,
            parts: (found != self.parts).then(|| self.parts.to_text()),
            rest: Some(Box::new(self.sprite.clone())),
        }
    }
}

/// The frame that a recipe tells of, made from the sprite at rest; `None` where it tells of a
/// motion that is none.
#[must_use]
pub fn follow(step: &MotionStep, rest: &Sprite, palette: &Palette) -> Option<Sprite> {
    let mut animator = Animator::new(rest, palette, BodyPlan::named(&step.body)?);
    if let Some(parts) = &step.parts {
        animator = animator.with_parts(Parts::from_text(parts)?);
    }
    let motion = Motion {
        action: Action::named(&step.action)?,
        frames: step.frames,
        strength: step.strength,
        seed: step.seed,
        ..Motion::default()
    };
    let mut clip = animator.clip(&motion).ok()?;
    let frame = usize::from(step.frame);
    (frame < clip.frames.len()).then(|| clip.frames.swap_remove(frame))
}
