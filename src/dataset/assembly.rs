//! From figures in their own colours to the sprites of a dataset, and what is written of it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow};

use super::{
    colours::palette_of,
    contact,
    duplicates::Kept,
    error::DatasetError,
    file::{Dataset, Example, FILE_NAME, Origin},
    fit::OPAQUE_FROM,
    gather::WRITTEN,
    labels::prompt_of,
    manifest::About,
    report::{Report, Why},
    simplify::Simplification,
};
use crate::{
    files::{
        Picture, create_folder,
        palette::{Overflow, read_swatches},
        write_atomically,
    },
    sprite::{PIXELS, Palette, Rgb, Sprite, TRANSPARENT, World, oklab::Oklab},
};

/// A picture of 32x32 in its own colours.
pub struct Figure {
    /// What it is called.
    pub name: String,
    /// What it shows, and whose it is.
    pub about: About,
    /// The picture.
    pub picture: Picture,
}

/// How figures become a dataset.
pub struct Assembly {
    /// What the collection is called.
    pub name: String,
    /// The colours that pixels become.
    pub palette: PaletteChoice,
    /// Pixels in which two that are taken for one may differ.
    pub duplicates: usize,
    /// What is taken from the pictures first.
    pub simplify: Simplification,
}

/// Where the colours of a dataset are from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PaletteChoice {
    /// The built-in model's.
    #[default]
    BuiltIn,
    /// Chosen from the pictures themselves.
    FromArt,
    /// A palette file of any kind that can be read.
    File(PathBuf),
}

/// What came of pictures: the sprites that can be used, and what is to be said about the others.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The sprites.
    pub dataset: Dataset,
    /// What was dropped and done.
    pub report: Report,
    /// The sprites as they were before they were simplified, in their own colours; empty where
    /// nothing was simplified.
    pub originals: Vec<Picture>,
}

impl Assembly {
    /// Recolours and labels the figures; what is there already is dropped and told of.
    pub fn dataset(
        self,
        mut figures: Vec<Figure>,
        world: World,
        mut report: Report,
    ) -> Result<Imported, DatasetError> {
        let mut originals = Vec::new();
        if self.simplify.is_any() {
            for figure in &mut figures {
                let simpler = self.simplify.apply(&figure.picture);
                originals.push(std::mem::replace(&mut figure.picture, simpler));
            }
        }
        let mut is_kept = Vec::with_capacity(originals.len());
        let palette = choose_palette(&self.palette, &self.name, &figures, &mut report)?;
        let mut recolour = Recolour::new(&palette);
        let mut kept = Kept::new(self.duplicates);
        let (mut examples, mut origins) = (Vec::new(), Vec::<Origin>::new());
        for figure in figures {
            let sprite = recolour.sprite(&figure.picture);
            if let Err(twin) = kept.keep(&sprite) {
                let (other, n) = (&origins[twin.index].name, twin.differing);
                let reason = format!("near-duplicate of \"{other}\" ({n} pixels differ)");
                report.drop(&figure.name, Why::Duplicate, reason);
                is_kept.push(false);
                continue;
            }
            let prompt = prompt_of(&world, &figure.about).with_context(|| figure.name.clone())?;
            is_kept.push(true);
            examples.push(Example { sprite, prompt });
            origins.push(Origin { name: figure.name, credit: figure.about.credit });
        }
        if examples.is_empty() {
            let reasons = first_reasons(&report);
            return Err(anyhow!("nothing could be used:\n{reasons}").into());
        }
        recolour.tell(&mut report);
        let dataset = Dataset { name: self.name, world, palette, examples, origins };
        let mut is_kept = is_kept.into_iter();
        originals.retain(|_| is_kept.next().unwrap_or(false));
        Ok(Imported { dataset, report, originals })
    }
}

impl Imported {
    /// Writes the sprites, a report and a contact sheet into a folder, which is made if it must
    /// be. Gives back what to say about it.
    pub fn write(&self, folder: &Path) -> Result<String, DatasetError> {
        let summary = self.write_preview(folder)?;
        self.dataset.write(&folder.join(FILE_NAME))?;
        Ok(summary)
    }

    /// Writes what is to be looked at, and no sprites: `contact.png` and `report.txt`.
    pub fn write_preview(&self, folder: &Path) -> Result<String, DatasetError> {
        let Self { dataset, report, originals } = self;
        create_folder(folder)?;
        // What is to be looked at comes first, so that it is there whatever happens next.
        let [sheet, told] = WRITTEN.map(|name| folder.join(name));
        contact::write(&sheet, dataset, originals)?;
        let text = report.text(dataset);
        write_atomically(&told, text.as_bytes())?;
        Ok(report.summary(dataset))
    }
}

fn choose_palette(
    choice: &PaletteChoice,
    name: &str,
    figures: &[Figure],
    report: &mut Report,
) -> Result<Palette> {
    match choice {
        PaletteChoice::BuiltIn => Ok(Palette::ocean()),
        PaletteChoice::FromArt => {
            let pictures: Vec<Picture> =
                figures.iter().map(|figure| figure.picture.clone()).collect();
            Ok(palette_of(name, &pictures))
        }
        PaletteChoice::File(path) => {
            let fitted = read_swatches(path)?
                .fit(Overflow::Refuse)
                .with_context(|| format!("cannot use {} as a palette", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let notes = fitted.remarks.iter().map(|remark| format!("{name}: {remark}"));
            report.notes.extend(notes);
            Ok(fitted.palette)
        }
    }
}

fn first_reasons(report: &Report) -> String {
    let lines = report.dropped.iter().take(10);
    lines.map(|dropped| format!("  {}: {}\n", dropped.name, dropped.reason)).collect()
}

/// Gives each colour its nearest of the palette, and counts what that cost.
struct Recolour<'a> {
    palette: &'a Palette,
    nearest: HashMap<Rgb, (u8, f32)>,
    error: f64,
    n_pixels: usize,
}

impl<'a> Recolour<'a> {
    fn new(palette: &'a Palette) -> Self {
        Self { palette, nearest: HashMap::new(), error: 0.0, n_pixels: 0 }
    }

    fn sprite(&mut self, picture: &Picture) -> Sprite {
        let mut indices = [TRANSPARENT; PIXELS];
        for (index, &[r, g, b, alpha]) in indices.iter_mut().zip(&picture.pixels) {
            if alpha < OPAQUE_FROM {
                continue;
            }
            let colour = Rgb([r, g, b]);
            let (near, distance) = *self.nearest.entry(colour).or_insert_with(|| {
                let near = self.palette.nearest(colour);
                let rgb = self.palette.colours()[usize::from(near)];
                (near, Oklab::from(rgb).distance_squared(colour.into()).sqrt())
            });
            *index = near;
            self.error += f64::from(distance);
            self.n_pixels += 1;
        }
        Sprite::from_indices(&indices).unwrap_or_default()
    }

    fn tell(&self, report: &mut Report) {
        report.n_colours = self.nearest.len();
        let is_exact = |colour: &&Rgb| self.palette.colours()[1..].contains(colour);
        report.n_exact_colours = self.nearest.keys().filter(is_exact).count();
        report.colour_error = (self.error / self.n_pixels.max(1) as f64) as f32;
    }
}
