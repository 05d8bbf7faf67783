//! A sprite as the artist means it: pixels, their colours, and how they came about.
//!
//! Panels pass [`Art`] around behind an [`Arc`], so the grid, the undo history, a drag from
//! one panel to another and the clipboard can all hold the same sprite for the price of a
//! pointer. An art never changes; who edits one makes another.

use std::{borrow::Cow, sync::Arc};

use crate::{
    files,
    generate::{Generator, Preview, SpriteRequest},
    sprite::{Labels, Palette, Recipe, Schema, Shading, Sketch, Sprite},
};

use super::{
    frames::Frames,
    jobs::Status,
    state::{Known, Parent},
};

/// A complete sprite with all that exporting, copying and breeding it takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Art {
    /// The pixels.
    pub(super) sprite: Sprite,
    /// Their colours.
    pub(super) palette: Arc<Palette>,
    /// How to make them again; absent for a picture that no model drew.
    pub(super) recipe: Option<Recipe>,
    /// The light on it; what its recipe tells of, where it has one.
    pub(super) shading: Option<Box<Shading>>,
    /// The same flat sprite in the colours that it was drawn in, where these are others and
    /// its pixels were not changed since.
    pub(super) drawn_as: Option<Arc<Self>>,
    /// All frames, where it moves; the pixels are those of the first.
    pub(super) frames: Option<Arc<Frames>>,
    /// What was asked of the model that the window draws with, or would be.
    pub(super) request: Option<SpriteRequest>,
    /// What it is, for people: "Jellyfish".
    pub(super) title: String,
    /// Where it is from, for people: "Shallows".
    pub(super) subtitle: String,
    /// Suggested name of a file of it.
    pub(super) file_name: String,
}

/// What a sprite is called: its kind, or else its category.
fn title(world: &Schema, labels: Labels) -> String {
    let known = Known::of(world, labels);
    known.title().map_or_else(|| world.category_name(labels).to_owned(), str::to_owned)
}

/// Where it lives, and its other traits.
fn subtitle(world: &Schema, labels: Labels) -> String {
    let zone = world.zone_name(labels);
    match Known::of(world, labels).traits {
        line if line.is_empty() => zone.to_owned(),
        line => format!("{zone}, {line}"),
    }
}

impl Art {
    /// What `generator` drew when it was asked `request`, and the coarse picture that it drew
    /// for it first, if it did: the recipe tells it.
    pub(super) fn drawn(
        generator: &Generator,
        palette: &Arc<Palette>,
        request: SpriteRequest,
        (sprite, sketch): (Sprite, Option<&Sketch>),
    ) -> Self {
        let (world, prompt) = (generator.world(), request.brief.labels);
        let recipe = generator.recipe(&request.with_shape(sketch), &sprite);
        Self {
            palette: Arc::clone(palette),
            recipe: Some(recipe),
            shading: None,
            drawn_as: None,
            frames: None,
            title: title(world, prompt),
            subtitle: subtitle(world, prompt),
            file_name: files::sprite_file_name(world, prompt, request.seed, request.variant),
            request: Some(request),
            sprite,
        }
    }

    /// The same with other pixels, as edited by hand: its recipe tells which. Light that was
    /// on it is painted on from then on.
    pub(super) fn edited(&self, sprite: Sprite) -> Self {
        let recipe = self.recipe.as_ref().map(|recipe| recipe.edited(&self.sprite, &sprite));
        let edited = Self { sprite, recipe, shading: None, drawn_as: None, ..self.clone() };
        let first = Arc::new(edited.alone());
        let frames = self.frames.as_ref().and_then(|frames| frames.with_frame(0, &first));
        Self { frames: frames.map(Arc::new), ..edited }
    }

    /// This flat sprite in other colours: each pixel the nearest of them. Going from palette to
    /// palette loses nothing more than the last step does.
    pub(super) fn recoloured(self: &Arc<Self>, palette: &Arc<Palette>) -> Arc<Self> {
        let source = self.drawn_as.as_ref().unwrap_or(self);
        if source.palette.has_colours_of(palette) {
            return Arc::clone(source);
        }
        if let Some(art) = source.map_frames(|frame| frame.recoloured(palette)) {
            return Arc::new(Self { drawn_as: Some(Arc::clone(source)), ..art });
        }
        let sprite = source.sprite.translated(&source.palette.translation(palette));
        let recipe = source.recipe.as_ref();
        let recipe = recipe.map(|it| it.recoloured(&source.sprite, &sprite, palette));
        let (palette, drawn_as) = (Arc::clone(palette), Some(Arc::clone(source)));
        Arc::new(Self { sprite, palette, recipe, drawn_as, ..(**source).clone() })
    }

    /// The same without the light on it. Light under which the flat pixels are not known counts
    /// as drawn.
    pub(super) fn unlit(self: &Arc<Self>) -> Arc<Self> {
        if let Some(art) = self.map_frames(Self::unlit) {
            return if art == **self { Arc::clone(self) } else { Arc::new(art) };
        }
        let Some(shading) = &self.shading else { return Arc::clone(self) };
        let Some(flat) = &shading.flat else {
            return Arc::new(self.edited(self.sprite.clone()));
        };
        let recipe = self.recipe.as_ref().map(|recipe| recipe.lit(None, flat));
        Arc::new(Self { sprite: (**flat).clone(), recipe, shading: None, ..(**self).clone() })
    }

    /// The pixels without the light on it, as far as they are known.
    pub(super) fn flat(&self) -> &Sprite {
        let flat = self.shading.as_ref().and_then(|shading| shading.flat.as_deref());
        flat.unwrap_or(&self.sprite)
    }

    /// What this flat sprite looks like under a light, which is `sprite`.
    pub(super) fn lit(&self, shading: Shading, sprite: Sprite) -> Self {
        let shading = Shading { flat: Some(Box::new(self.sprite.clone())), ..shading };
        let recipe = self.recipe.as_ref().map(|it| it.lit(Some(shading.clone()), &sprite));
        Self { sprite, recipe, shading: Some(Box::new(shading)), ..self.clone() }
    }

    /// Whether its pixels were changed by hand, other than by bringing it into other colours.
    pub(super) fn is_edited(&self) -> bool {
        self.drawn_as.is_none() && self.recipe.as_ref().is_some_and(|it| !it.edits.is_empty())
    }

    /// What names its pixels in the recipes of its children.
    pub(super) fn hash(&self) -> Cow<'_, str> {
        match &self.recipe {
            Some(recipe) => Cow::Borrowed(&recipe.pixels),
            None => Cow::Owned(self.sprite.content_hash()),
        }
    }

    /// About how many bytes it takes, for those who keep many.
    pub(super) fn size(&self) -> usize {
        let hints = self
            .request
            .as_ref()
            .map_or(0, |r| 2 * (size_of_val(&r.brief.hints) + size_of_val(&r.brief.sketch)));
        let edits = self.recipe.as_ref().map_or(0, |r| size_of_val(&r.edits[..]));
        let flat = if self.shading.is_some() {
            2 * (size_of::<Shading>() + size_of::<Sprite>())
        } else {
            0
        };
        let drawn_as = self.drawn_as.as_ref().map_or(0, |art| art.size());
        let frames = self.frames.as_ref().map_or(0, |frames| frames.size());
        size_of::<Self>() + 512 + hints + edits + flat + drawn_as + frames
    }
}

/// Where a sprite is on show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A cell of the grid.
    Cell(usize),
    /// A candidate for the selected cell, by its number.
    Candidate(u64),
    /// A place of the sweep.
    Sweep(usize),
    /// A kept sprite.
    Kept(u64),
    /// A parent's place.
    Parent(Parent),
    /// A child's place.
    Child(usize),
    /// A sprite drawn from the sketch.
    Variant(usize),
    /// An ancestor in the family of the current sprite.
    Kin(usize),
    /// A frame of a kept clip.
    Frame {
        /// The number of the clip among kept sprites.
        clip: u64,
        /// Which of its frames, from 0.
        index: usize,
    },
}

/// The sprite that the inspector shows, and that is exported and copied.
#[derive(Clone, Debug, Default)]
pub(super) enum Current {
    /// Whatever the grid's selected cell shows, also while it is being drawn.
    #[default]
    Cell,
    /// This sprite, from another panel; it stays although that panel moves on.
    Held {
        /// The sprite.
        art: Arc<Art>,
        /// Where it was picked.
        from: Place,
    },
}

/// What the pointer carries from one panel to another.
#[derive(Clone, Debug)]
pub(super) struct SpriteDrag {
    /// The sprite.
    pub(super) art: Arc<Art>,
    /// Where it was picked up.
    pub(super) from: Place,
}

/// What there is to see at a place where a sprite belongs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Look<'a> {
    /// Nothing was drawn here yet.
    Empty,
    /// Waits its turn; shows what was there before.
    Waiting(Option<&'a Sprite>),
    /// Pixels are arriving.
    Drawing(&'a Preview),
    /// Complete.
    Done(&'a Sprite),
}

impl<'a> Look<'a> {
    /// The look of a place that holds `art` and of which `status` is what its job says.
    pub(super) fn new(status: Option<Status<'a>>, art: Option<&'a Arc<Art>>) -> Self {
        let sprite = art.map(|art| &art.sprite);
        match (status, sprite) {
            (Some(Status::Drawing(preview)), _) => Self::Drawing(preview),
            (Some(Status::Waiting), sprite) => Self::Waiting(sprite),
            (None, Some(sprite)) => Self::Done(sprite),
            (None, None) => Self::Empty,
        }
    }

    /// The pixels on show, complete or not.
    pub(super) fn sprite(self) -> Option<&'a Sprite> {
        match self {
            Self::Empty | Self::Waiting(None) => None,
            Self::Drawing(preview) => Some(&preview.sprite),
            Self::Waiting(Some(sprite)) | Self::Done(sprite) => Some(sprite),
        }
    }
}
