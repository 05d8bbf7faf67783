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
    /// second attempt: the shape carries body plan, size, pattern and colours. Where the model's
    /// exemplars [lead](crate::model::Exemplars::leads), whenever nothing is sketched.
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

    /// Whether sprites with these labels get their coarse picture first, if nothing is sketched and
    /// the model has shapes of its own.
    fn applies(self, labels: Labels) -> bool {
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
        let is_wanted =
            self.begins_with_shape(*shape_first, brief.labels, request.sampling.attempts)
                && brief.hints().is_none()
                && (brief.sketch().is_none() || *shape_first == ShapeFirst::On);
        is_wanted.then(|| self.shape_with(request, attempt)).flatten()
    }

    /// Whether sprites with these labels get a coarse picture first, if nothing is sketched or
    /// given.
    #[must_use]
    pub fn begins_with_shape(&self, when: ShapeFirst, labels: Labels, attempts: u8) -> bool {
        let is_auto = when == ShapeFirst::Auto;
        if is_auto && self.has_leading_exemplars(labels) {
            return true;
        }
        // A critic finds the attempt that has what was asked for, whose shape is the model's own.
        let is_left_to_critic = is_auto && attempts > 1 && self.has_critic_of_traits();
        when.applies(labels) && !is_left_to_critic && self.draws_shapes()
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
