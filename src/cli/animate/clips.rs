//! Sprites in motion, with the light that fell on them and recipes that lead back.

use crate::{
    cli::light::Relighter,
    files::{
        Frame,
        unique_names::{UniqueNames, hyphenated},
    },
    motion::{Animator, BodyPlan, Motion, MotionError},
    shade::follow,
    sprite::{Palette, Recipe, Shading, Sprite, slug},
};

/// A clip that is ready to be written.
pub(in crate::cli) struct NamedClip {
    /// Unique among the clips of a file: "crab-vent-7-0-walk".
    pub(in crate::cli) name: String,
    pub(in crate::cli) frames: Vec<Frame>,
    pub(in crate::cli) loops: bool,
}

/// A sprite at rest and without light, and what there is to make of it.
pub(in crate::cli) struct Still {
    pub(in crate::cli) name: String,
    pub(in crate::cli) sprite: Sprite,
    pub(in crate::cli) plan: BodyPlan,
    /// The recipe of the sprite at rest.
    recipe: Option<Recipe>,
    /// The light that is to fall on each frame.
    shading: Option<Shading>,
}

impl Still {
    /// A sprite as it was read. Where its recipe tells of a light or of a motion and what was
    /// there before, that is taken; else the pixels are.
    pub(in crate::cli) fn new(
        name: String,
        sprite: Sprite,
        recipe: Option<&Recipe>,
        plan: Option<BodyPlan>,
        palette: &Palette,
    ) -> Self {
        let shading = recipe.and_then(|recipe| recipe.shading.clone());
        let flat = shading.as_ref().and_then(|shading| shading.flat.as_deref().cloned());
        let flat = flat.filter(|flat| {
            shading.as_ref().is_some_and(|shading| follow(shading, flat, palette) == sprite)
        });
        // Lit pixels whose flat ones are not known are moved as they are.
        let shading = shading.filter(|_| flat.is_some());
        let is_known = recipe.is_some_and(|recipe| recipe.shading.is_none() || flat.is_some());
        let step = recipe.and_then(|recipe| recipe.motion.as_ref());
        let rest = step.and_then(|step| step.rest.as_deref().cloned());
        let is_known = is_known && (step.is_none() || rest.is_some());
        let sprite = rest.or(flat).unwrap_or(sprite);
        let recipe = recipe.filter(|_| is_known).map(|recipe| Recipe {
            motion: None,
            shading: None,
            pixels: sprite.content_hash(),
            ..recipe.clone()
        });
        let told = step.and_then(|step| BodyPlan::named(&step.body));
        let plan = plan
            .or(told)
            .unwrap_or_else(|| BodyPlan::guess(&sprite, recipe.iter().flat_map(Recipe::kinds)));
        Self { name, sprite, plan, recipe, shading }
    }

    /// Its clip, lit as it was or anew, frame by frame.
    pub(in crate::cli) fn clip(
        &self,
        motion: &Motion,
        palette: &Palette,
        mut relighter: Option<&mut Relighter>,
    ) -> Result<NamedClip, MotionError> {
        let animator = Animator::new(&self.sprite, palette, self.plan);
        let clip = animator.clip(motion)?;
        let name = format!("{}-{}", self.name, clip.tag);
        let mut frames = Vec::with_capacity(clip.frames.len());
        for (index, (flat, milliseconds)) in clip.frames.into_iter().zip(clip.durations).enumerate()
        {
            let moved = self
                .recipe
                .as_ref()
                .map(|recipe| recipe.moved(animator.step(motion, index), &flat));
            let (sprite, recipe) = match (&mut relighter, &self.shading) {
                (Some(relighter), _) => relighter.shine(flat, moved.as_ref()),
                (None, Some(shading)) => {
                    let lit = follow(shading, &flat, palette);
                    let shading = Shading { flat: Some(Box::new(flat)), ..shading.clone() };
                    let recipe = moved.map(|recipe| recipe.lit(Some(shading), &lit));
                    (lit, recipe)
                }
                (None, None) => (flat, moved),
            };
            let frame = Frame { milliseconds, ..Frame::new(index.to_string(), sprite) };
            frames.push(match recipe {
                Some(recipe) => frame.with_recipe(recipe),
                None => frame,
            });
        }
        Ok(NamedClip { name, frames, loops: clip.loops })
    }
}

/// What a sprite is called in tags: without spaces and signs that engines stumble over.
pub(in crate::cli) fn tag_name(name: &str) -> String {
    let name = slug(name);
    if name.is_empty() { "sprite".to_owned() } else { name }
}

/// Tells clips of one name apart by numbers, for engines find them by their names.
pub(in crate::cli) fn tell_apart(clips: &mut [NamedClip]) {
    let mut names = UniqueNames::default();
    names.reserve(clips.iter().map(|clip| clip.name.as_str()), str::to_lowercase);
    for clip in clips {
        clip.name = names.next(&clip.name, str::to_lowercase, hyphenated);
    }
}
