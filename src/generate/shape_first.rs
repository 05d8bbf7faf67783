//! Which sprites get their coarse picture first.

use super::{Generator, ShapeRequest, ShapeSettings, SpriteRequest};
use crate::sprite::{Labels, Schema, Sketch};

/// When the coarse picture of a sprite is drawn before its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ShapeFirst {
    /// Never: a request means the same in builds without the feature `shape`.
    #[default]
    Off,
    /// Where a trait is asked for, nothing is sketched, and no critic that knows the traits has a
    /// second attempt: the shape carries body plan, size, pattern and colours.
    Auto,
    /// Always; a sketch is completed.
    On,
}

impl ShapeFirst {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Off, Self::Auto, Self::On];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|when| when.name() == name)
    }

    /// Whether sprites with these labels get their coarse picture first, if nothing is sketched.
    #[must_use]
    pub fn applies(self, labels: Labels) -> bool {
        match self {
            Self::Auto => {
                (Schema::CATEGORY + 1..Labels::MAX_AXES).any(|it| labels.get(it).is_some())
            }
            Self::On => true,
            Self::Off => false,
        }
    }
}

impl Generator {
    /// The coarse picture that a request gets first: what its sketch says, and drawn where that
    /// leaves cells free. `None` where the request wants none, has hints to keep to, or has a
    /// sketch that it does not want completed, and where there is no shape network.
    #[must_use]
    pub fn shape_of(&self, request: &SpriteRequest, attempt: u8) -> Option<Sketch> {
        let SpriteRequest { brief, shape_first, .. } = request;
        // A critic finds the attempt that has what was asked for, whose shape is the model's own.
        let is_left_to_critic = *shape_first == ShapeFirst::Auto
            && request.sampling.attempts > 1
            && self.has_critic_of_traits();
        let is_wanted = shape_first.applies(brief.labels)
            && !is_left_to_critic
            && brief.hints().is_none()
            && (brief.sketch().is_none() || *shape_first == ShapeFirst::On);
        if !is_wanted || !self.draws_shapes() {
            return None;
        }
        self.shape_with(request, attempt)
    }

    fn shape_with(&self, request: &SpriteRequest, attempt: u8) -> Option<Sketch> {
        let SpriteRequest { brief, seed, variant, .. } = request;
        let shape = ShapeRequest {
            labels: brief.labels,
            given: brief.sketch().cloned().unwrap_or(Sketch::BLANK),
            seed: seed.wrapping_add(u64::from(attempt) << 40),
            variant: *variant,
        };
        self.draw_shapes(&[shape], ShapeSettings::default(), 1).pop()
    }
}
