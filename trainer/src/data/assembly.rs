//! From figures in their own colours to the sprites of a dataset, and what is written of it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use shoal::{
    files::{create_folder, palette::read_swatches, pictures::Picture, write_atomically},
    sprite::{PIXELS, Palette, Rgb, Sprite, TRANSPARENT, World, oklab::Oklab},
};

use super::{
    colours::palette_of,
    contact,
    dataset::{Dataset, Example, Origin},
    duplicates::Kept,
    fit::OPAQUE_FROM,
    labels::prompt_of,
    manifest::About,
    report::{Report, Why, groups},
};

/// A picture of 32x32 in its own colours.
pub(crate) struct Figure {
    /// What it is called.
    pub(crate) name: String,
    /// What it shows, and whose it is.
    pub(crate) about: About,
    /// The picture.
    pub(crate) picture: Picture,
}

/// How figures become a dataset.
pub(crate) struct Assembly<'a> {
    /// What the collection is called.
    pub(crate) name: String,
    /// "built-in", "from-art", or a palette file.
    pub(crate) palette: &'a str,
    /// Pixels in which two that are taken for one may differ.
    pub(crate) duplicates: usize,
}

impl Assembly<'_> {
    /// Recolours and labels the figures; what is there already is dropped and told of.
    pub(crate) fn dataset(
        self,
        figures: Vec<Figure>,
        world: World,
        report: &mut Report,
    ) -> Result<Dataset> {
        let palette = choose_palette(self.palette, &self.name, &figures)?;
        let mut recolour = Recolour::new(&palette);
        let mut kept = Kept::new(self.duplicates);
        let (mut examples, mut origins) = (Vec::new(), Vec::<Origin>::new());
        for figure in figures {
            let sprite = recolour.sprite(&figure.picture);
            if let Err(twin) = kept.keep(&sprite) {
                let (other, n) = (&origins[twin.index].name, twin.differing);
                let reason = format!("near-duplicate of \"{other}\" ({n} pixels differ)");
                report.drop(&figure.name, Why::Duplicate, reason);
                continue;
            }
            let prompt = prompt_of(&world, &figure.about).with_context(|| figure.name.clone())?;
            examples.push(Example { sprite, prompt });
            origins.push(Origin { name: figure.name, credit: figure.about.credit });
        }
        ensure!(!examples.is_empty(), "nothing could be used:\n{}", first_reasons(report));
        recolour.tell(report);
        Ok(Dataset { name: self.name, world, palette, examples, origins })
    }
}

/// Writes contact sheet and report and, unless it is only tried, the sprites; gives back what to
/// say about it.
pub(crate) fn write(
    dataset: &Dataset,
    report: &Report,
    out: &Path,
    is_dry: bool,
) -> Result<String> {
    create_folder(out)?;
    // What is to be looked at comes first, so that it is there whatever happens next.
    contact::write(&out.join("contact.png"), &groups(dataset), &dataset.palette)?;
    write_atomically(&out.join("report.txt"), report.text(dataset).as_bytes())?;
    if !is_dry {
        dataset.write(&out.join("sprites.safetensors"))?;
    }
    Ok(report.summary(dataset))
}

fn choose_palette(choice: &str, name: &str, figures: &[Figure]) -> Result<Palette> {
    match choice {
        "built-in" => Ok(Palette::ocean()),
        "from-art" => {
            let pictures: Vec<Picture> =
                figures.iter().map(|figure| figure.picture.clone()).collect();
            Ok(palette_of(name, &pictures))
        }
        file => {
            let path = PathBuf::from(file);
            read_swatches(&path)
                .with_context(|| "--palette is built-in, from-art or a palette file")?
                .to_palette()
                .with_context(|| format!("cannot use {} as a palette", path.display()))
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
