//! A recipe and what the picture that carries it looks like, whatever became of that picture.

use std::path::Path;

use super::{
    read::{MAX_RECIPE_FILE, Texts, check_signature, parse_sprite},
    restore::Seen,
};
use crate::{
    files::{
        FileError,
        bounded::{guarded, read_bounded},
    },
    sprite::{Palette, Recipe, SIDE, Sprite, TRANSPARENT},
};

/// The longest side of a picture that is held against a sprite.
const MAX_SIDE: u32 = 4096;

/// What a PNG with a recipe looks like now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureBeside {
    /// A sprite, or a whole-number enlargement of one: red, green, blue and opacity of its 32x32
    /// pixels.
    Sprite(Vec<[u8; 4]>),
    /// As large as an enlargement, and none.
    Smoothed {
        /// How many times as large.
        scale: u32,
    },
    /// A picture of another size: cut, or made larger or smaller.
    Resized {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
}

/// The recipe in a PNG and the picture beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecipeAndPicture {
    /// The recipe, or why it cannot be understood; `None` where there is none.
    pub recipe: Option<Result<Recipe, String>>,
    /// The picture.
    pub look: PictureBeside,
    /// The picture as a sprite, where it has the colours of one.
    pub sprite: Option<Sprite>,
}

/// Reads the recipe of a PNG that other programs may have painted over, cut, resized or packed
/// anew.
pub fn read_recipe_and_picture(path: &Path) -> Result<RecipeAndPicture, FileError> {
    let bytes = read_bounded(path, MAX_RECIPE_FILE)?;
    check_signature(path, &bytes)?;
    guarded(path, || {
        let texts = Texts::decode_any(path, &bytes)?;
        let (look, sprite) = (look(texts.size, &bytes), parse_sprite(path, &bytes).ok());
        Ok(RecipeAndPicture { recipe: texts.recipe(), look, sprite: sprite.map(|it| it.sprite) })
    })
}

fn look((width, height): (u32, u32), bytes: &[u8]) -> PictureBeside {
    let side = SIDE as u32;
    if width != height || !width.is_multiple_of(side) || width > MAX_SIDE {
        return PictureBeside::Resized { width, height };
    }
    match Seen::decode(bytes) {
        Some(Seen(pixels)) => PictureBeside::Sprite(pixels),
        None => PictureBeside::Smoothed { scale: width / side },
    }
}

impl PictureBeside {
    /// How many pixels look otherwise than those of a sprite; `None` where the picture is of another
    /// size.
    #[must_use]
    pub fn n_different(&self, sprite: &Sprite, palette: &Palette) -> Option<usize> {
        let Self::Sprite(pixels) = self else { return None };
        let differs = |(drawn, [r, g, b, alpha]): &(&u8, &[u8; 4])| {
            let colour = palette.colours()[usize::from(**drawn)].0;
            let is_same = match (**drawn, *alpha) {
                (TRANSPARENT, alpha) => alpha == 0,
                (_, alpha) => alpha == 255 && colour == [*r, *g, *b],
            };
            !is_same
        };
        Some(sprite.pixels().iter().zip(pixels).filter(differs).count())
    }
}
