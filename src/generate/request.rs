//! What is asked of the engine, and what comes back.

use std::{borrow::Cow, sync::Arc};

use super::ShapeFirst;
use crate::sprite::{
    Hint, HintPlane, Labels, PIXELS, Palette, Sampling, ScanOrder, Schema, Sketch, Sprite,
    ValidSampling,
};

/// What a sprite should be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brief {
    /// Zone, category and whatever else its world has axes for.
    pub labels: Labels,
    /// What is known of its pixels beforehand.
    pub hints: Option<HintPlane>,
    /// The rough picture that it is to follow, where hints say nothing.
    pub sketch: Option<Sketch>,
}

impl Brief {
    /// The hints, if they say anything.
    #[must_use]
    pub fn hints(&self) -> Option<&HintPlane> {
        self.hints.as_ref().filter(|hints| !hints.is_blank())
    }

    /// The sketch, if it says anything.
    #[must_use]
    pub fn sketch(&self) -> Option<&Sketch> {
        self.sketch.as_ref().filter(|sketch| !sketch.is_blank())
    }

    /// Its hints, and those of its sketch where they say nothing.
    fn all_hints(&self, sketch: &Sketch, palette: &Palette) -> HintPlane {
        let mut plane = sketch.hints(palette);
        let own = self.hints().into_iter();
        for (hints, index) in own.flat_map(|hints| (0..PIXELS).map(move |index| (hints, index))) {
            let (hint, is_locked) = hints.at(index);
            match hint {
                Hint::Unknown => {}
                Hint::Colour(colour) if !is_locked && hints.must_be_opaque(index) => {
                    plane.advise_opaque(index, colour);
                }
                hint => plane.set(index, hint, is_locked),
            }
        }
        plane
    }
}

impl From<Labels> for Brief {
    fn from(labels: Labels) -> Self {
        Self { labels, hints: None, sketch: None }
    }
}

/// One sprite to draw. Equal requests to equal checkpoints make equal sprites.
#[derive(Clone, Debug, PartialEq)]
pub struct SpriteRequest {
    /// What it should be.
    pub brief: Brief,
    /// Seed of the noise.
    pub seed: u64,
    /// Which of a seed's sprites.
    pub variant: u32,
    /// Settings of the sampler.
    pub sampling: ValidSampling,
    /// Pixel hashes of the sprites it is bred from, for its recipe.
    pub parents: Vec<String>,
    /// Whether its coarse picture is drawn first.
    pub shape_first: ShapeFirst,
}

impl SpriteRequest {
    /// A sprite without parents; numbers of the settings are pulled into their ranges.
    #[must_use]
    pub fn new(brief: impl Into<Brief>, seed: u64, variant: u32, sampling: Sampling) -> Self {
        let (brief, sampling) = (brief.into(), sampling.validated());
        let (parents, shape_first) = (Vec::new(), ShapeFirst::default());
        Self { brief, seed, variant, sampling, parents, shape_first }
    }

    /// The same, whose coarse picture is drawn first or is not.
    #[must_use]
    pub fn with_shape_first(mut self, when: ShapeFirst) -> Self {
        self.shape_first = when;
        self
    }

    /// The same, of which this is known beforehand.
    #[must_use]
    pub fn with_hints(mut self, hints: impl Into<Option<HintPlane>>) -> Self {
        self.brief.hints = hints.into();
        self
    }

    /// The same, which follows a rough picture.
    #[must_use]
    pub fn with_sketch(mut self, sketch: impl Into<Option<Sketch>>) -> Self {
        self.brief.sketch = sketch.into();
        self
    }

    /// The same with the coarse picture that was drawn for it ([`Preview::sketch`]), if one was.
    #[must_use]
    pub fn with_shape(&self, shape: Option<&Sketch>) -> Cow<'_, Self> {
        match shape {
            Some(shape) => Cow::Owned(self.clone().with_sketch(shape.clone())),
            None => Cow::Borrowed(self),
        }
    }

    /// The same with its sketch among its hints, for an engine that draws in this palette.
    pub(super) fn hinted(&self, palette: &Palette) -> Cow<'_, Self> {
        match self.brief.sketch() {
            Some(sketch) => {
                let plane = self.brief.all_hints(sketch, palette);
                Cow::Owned(self.clone().with_hints(plane))
            }
            None => Cow::Borrowed(self),
        }
    }

    /// The same with other settings of the sampler, whose numbers are pulled into their ranges.
    #[must_use]
    pub fn with_sampling(mut self, sampling: Sampling) -> Self {
        self.sampling = sampling.validated();
        self
    }
}

/// The whole zone x category grid: cell `i`, counted zone by zone as [`Schema::cells`] does, is
/// variant `i` of `seed`.
#[must_use]
pub fn grid_requests(world: &Schema, seed: u64, sampling: Sampling) -> Vec<SpriteRequest> {
    (0..)
        .zip(world.cells())
        .map(|(variant, cell)| SpriteRequest::new(cell, seed, variant, sampling))
        .collect()
}

/// A sprite on its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// How many pixels are drawn, 0 to 1024; the others are transparent. It goes back to 0 where
    /// a sprite is drawn again (see [`Sampling::attempts`]), which happens once all others of its
    /// batch were drawn once, and at 1024 the sprite is final.
    pub drawn: usize,
    /// The order in which they are drawn.
    pub order: ScanOrder,
    /// The pixels so far; while it is drawn again, the best drawing so far.
    pub sprite: Sprite,
    /// Whether the critic has refused what is shown, so that it waits to be drawn again or is.
    pub is_refused: bool,
    /// How many whole drawings it has refused so far, of which `sprite` is the best: with so many
    /// attempts at most, the request draws that.
    pub n_refused: u8,
    /// The coarse picture that was drawn for it first, if one was: with it in the brief, the
    /// request draws the same pixels without a shape network.
    pub sketch: Option<Arc<Sketch>>,
}

/// How a run ended. To be cancelled is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every sprite is complete.
    Done,
    /// It was asked to stop; sprites are as far as they came.
    Cancelled,
    /// Some labels are of another world, so nothing was drawn: [`Schema::translated`] brings them
    /// into this one.
    Refused,
}
