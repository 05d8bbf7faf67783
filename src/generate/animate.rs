//! Clips of sprites that were drawn: the cell that was asked for says how a creature is built.

use super::Generator;
use crate::{
    motion::{Animator, BodyPlan, Clip, Motion, MotionError},
    sprite::{Labels, Sprite, slug},
};

impl Generator {
    /// How the creature of a sprite is built, from what was asked for and its silhouette.
    #[must_use]
    pub fn body_plan(&self, labels: Labels, sprite: &Sprite) -> BodyPlan {
        let world = self.world();
        let traits = world.named_traits(labels).into_values().map(|value| slug(&value));
        let labels: Vec<String> = traits.chain([slug(world.category_name(labels))]).collect();
        BodyPlan::guess(sprite, labels.iter().map(String::as_str))
    }

    /// A clip of a sprite that was drawn for labels, in the model's palette.
    pub fn animate(
        &self,
        labels: Labels,
        sprite: &Sprite,
        motion: &Motion,
    ) -> Result<Clip, MotionError> {
        let plan = self.body_plan(labels, sprite);
        Animator::new(sprite, self.palette(), plan).clip(motion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Checkpoint;

    #[test]
    fn every_body_of_the_built_in_model_has_a_plan() {
        let world = &Checkpoint::embedded().world;
        let body = world.axis_place("body").unwrap();
        for labels in world.each_value(body, Labels::default()) {
            let name = slug(world.value_name(body, labels));
            assert!(BodyPlan::named(&name).is_some(), "{name}");
        }
    }
}
