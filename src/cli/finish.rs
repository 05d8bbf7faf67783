//! What becomes of a sprite once it is drawn: other colours, then light.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use clap::Args;

use super::{
    light::Relighter,
    output::{self, quoted},
};
use crate::{
    files::{
        FileError,
        palette::{FittedPalette, Overflow, SwatchesError, read_palette},
    },
    generate::Generator,
    sprite::{ENTRIES, Light, Palette, Recipe, Sprite},
};

/// Other colours than the model's.
#[derive(Debug, Args)]
pub(super) struct ColourArgs {
    /// Bring the sprites into the colours of a palette file, each colour as the nearest there
    /// [default: the model's palette]
    #[arg(long, value_name = "FILE")]
    palette: Option<PathBuf>,
    /// Of a palette of more than 63 colours, take those most alike together instead of refusing it
    #[arg(long, requires = "palette")]
    reduce_palette: bool,
}

impl ColourArgs {
    /// Whether a palette was asked for.
    pub(super) fn is_given(&self) -> bool {
        self.palette.is_some()
    }

    /// The file of the palette that was asked for.
    pub(super) fn file(&self) -> Option<&Path> {
        self.palette.as_deref()
    }

    /// The palette that was asked for, or else the model's.
    pub(super) fn palette(&self, generator: &Generator) -> anyhow::Result<Palette> {
        let Some(file) = &self.palette else { return Ok(generator.palette().clone()) };
        let overflow = if self.reduce_palette { Overflow::Reduce } else { Overflow::Refuse };
        let FittedPalette { palette, remarks } = fit_palette(file, overflow)?;
        for remark in remarks {
            output::complain(&format!("{}: {remark}", quoted(file)));
        }
        Ok(palette)
    }
}

/// The palette of a file, and what there is to say of it.
fn fit_palette(file: &Path, overflow: Overflow) -> anyhow::Result<FittedPalette> {
    let count = match read_palette(file, overflow) {
        Err(FileError::Palette { error, .. }) => match *error {
            SwatchesError::TooMany(count) => format!("{count}"),
            SwatchesError::NotReduced => "more than 256".to_owned(),
            error => {
                let what = format!("cannot work in the colours of {}", quoted(file));
                return Err(error).context(what);
            }
        },
        other => return Ok(other?),
    };
    Err(anyhow!(
        "{} has {count} colours, and a palette here has 63 and a transparent one; leave some out, or \
         add --reduce-palette to take those most alike together",
        quoted(file)
    ))
}

/// Brings drawn sprites into a palette and lights them there.
pub(super) struct Finish {
    palette: Palette,
    /// What the model's colours become, where the palette is another.
    table: Option<[u8; ENTRIES]>,
    relighter: Option<Relighter>,
}

impl Finish {
    pub(super) fn new(
        generator: &Generator,
        colours: &ColourArgs,
        light: Option<Light>,
    ) -> anyhow::Result<Self> {
        let palette = colours.palette(generator)?;
        let is_other = !palette.has_colours_of(generator.palette());
        let table = is_other.then(|| generator.palette().translation(&palette));
        let relighter = light.map(|light| Relighter::new(light, &palette, generator));
        Ok(Self { palette, table, relighter })
    }

    /// The colours of what comes out.
    pub(super) fn palette(&self) -> &Palette {
        &self.palette
    }

    /// A sprite as the model drew it, finished, and its recipe.
    pub(super) fn finish(
        &mut self,
        drawn: Sprite,
        recipe: Option<Recipe>,
    ) -> (Sprite, Option<Recipe>) {
        let (mut sprite, mut recipe) = (drawn, recipe);
        if let Some(table) = &self.table {
            let moved = sprite.translated(table);
            recipe = recipe.map(|recipe| recipe.recoloured(&sprite, &moved, &self.palette));
            sprite = moved;
        }
        match &mut self.relighter {
            Some(relighter) => relighter.shine(sprite, recipe.as_ref()),
            None => (sprite, recipe),
        }
    }

    /// Many sprites, finished.
    pub(super) fn finish_all(&mut self, drawn: Vec<Sprite>) -> Vec<Sprite> {
        drawn.into_iter().map(|sprite| self.finish(sprite, None).0).collect()
    }
}
