//! Clips of sprites that were drawn: the cell that was asked for says how a creature is built.

use super::Generator;
use crate::{
    motion::{Animator, BodyPlan, Clip, Motion, MotionError},
    sprite::{Prompt, Sprite, slug},
};

impl Generator {
    /// How the creature of a sprite is built, from what was asked for and its silhouette.
    #[must_use]
    pub fn body_plan(&self, prompt: Prompt, sprite: &Sprite) -> BodyPlan {
        BodyPlan::guess(sprite, [slug(self.world().category_name(prompt)).as_str()])
    }

    /// A clip of a sprite that was drawn for a prompt, in the model's palette.
    pub fn animate(
        &self,
        prompt: Prompt,
        sprite: &Sprite,
        motion: &Motion,
    ) -> Result<Clip, MotionError> {
        let plan = self.body_plan(prompt, sprite);
        Animator::new(sprite, self.palette(), plan).clip(motion)
    }
}
