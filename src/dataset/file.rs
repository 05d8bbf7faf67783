//! Sprites to learn from, as a file that describes itself: pixels and labels as tensors, names,
//! palette, ramps and credits as metadata.

use std::{collections::HashMap, path::Path};

use crate::{
    files::write_atomically,
    sprite::{PIXELS, Palette, Prompt, SIDE, Sprite, World},
};
use anyhow::{Context as _, Result, bail, ensure};
use safetensors::{
    SafeTensors,
    tensor::{Dtype, TensorView},
};
use serde::{Deserialize, Serialize};

use super::{error::DatasetError, manifest::Credit};

/// What the sprites of a folder are in.
pub const FILE_NAME: &str = "sprites.safetensors";

/// Names the layout of the metadata.
const FORMAT: &str = "shoal-sprites-1";

/// The layout of files that have labels beside zones and categories.
const FORMAT_WITH_TRAITS: &str = "shoal-sprites-2";

/// In a tensor of zones or categories: not known.
const ANY: u8 = 255;

/// The largest file that is read: a quarter of a million sprites.
const MAX_BYTES: u64 = 256 << 20;

/// A sprite to learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The picture.
    pub sprite: Sprite,
    /// What it shows, as far as that is known.
    pub prompt: Prompt,
}

/// Where an example is from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its name: the path of its file without the ending, and a number if the file has many.
    pub name: String,
    /// Whose it is.
    #[serde(flatten)]
    pub credit: Credit,
}

/// Sprites that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// What the collection is called.
    pub name: String,
    /// The names that labels are indices into.
    pub world: World,
    /// The palette that pixels are indices into.
    pub palette: Palette,
    /// The sprites.
    pub examples: Vec<Example>,
    /// Where each is from; empty for sprites of the procedural author.
    pub origins: Vec<Origin>,
}

impl Dataset {
    /// Writes the file whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), DatasetError> {
        Ok(write_atomically(path, &self.to_bytes()?)?)
    }

    /// The bytes of a file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, DatasetError> {
        Ok(self.serialised()?)
    }

    fn serialised(&self) -> Result<Vec<u8>> {
        let count = self.examples.len();
        let label = |index: Option<u8>| index.unwrap_or(ANY);
        let zones: Vec<u8> = self.examples.iter().map(|e| label(e.prompt.zone)).collect();
        let categories: Vec<u8> = self.examples.iter().map(|e| label(e.prompt.category)).collect();
        let pixels: Vec<u8> = self.examples.iter().flat_map(|e| *e.sprite.pixels()).collect();
        let n_traits = self.world.traits.len();
        let prompts = self.examples.iter().map(|example| example.prompt);
        let traits_of = |prompt: Prompt| (2..n_traits + 2).map(move |axis| prompt.get(axis));
        let traits: Vec<u8> = prompts.flat_map(traits_of).map(label).collect();
        let mut tensors = vec![
            ("category", TensorView::new(Dtype::U8, vec![count], &categories)?),
            ("pixels", TensorView::new(Dtype::U8, vec![count, SIDE, SIDE], &pixels)?),
            ("zone", TensorView::new(Dtype::U8, vec![count], &zones)?),
        ];
        if n_traits > 0 {
            tensors.push(("traits", TensorView::new(Dtype::U8, vec![count, n_traits], &traits)?));
        }
        let format = if n_traits > 0 { FORMAT_WITH_TRAITS } else { FORMAT };
        let metadata = HashMap::from([
            ("format".to_owned(), format.to_owned()),
            ("name".to_owned(), self.name.clone()),
            ("world".to_owned(), serde_json::to_string(&self.world)?),
            ("palette".to_owned(), self.palette.to_gpl()),
            ("sprites".to_owned(), serde_json::to_string(&self.origins)?),
        ]);
        Ok(crate::stable_header::sorted(safetensors::serialize(tensors, Some(metadata))?))
    }

    /// Reads a file. One without metadata, as `shoal-trainer corpus --out` writes them, is of the
    /// built-in world and palette.
    pub fn open(path: &Path) -> Result<Self, DatasetError> {
        Ok(Self::read(path)?)
    }

    fn read(path: &Path) -> Result<Self> {
        let size = std::fs::metadata(path)?.len();
        ensure!(size <= MAX_BYTES, "it has {} MiB; {} are the most", size >> 20, MAX_BYTES >> 20);
        Ok(Self::from_bytes(&std::fs::read(path)?)?)
    }

    /// Reads the bytes of a file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DatasetError> {
        Ok(Self::parse(bytes)?)
    }

    fn parse(bytes: &[u8]) -> Result<Self> {
        let torn = "it is no whole safetensors file: write it again";
        let (_, header) = SafeTensors::read_metadata(bytes).context(torn)?;
        let tensors = SafeTensors::deserialize(bytes).context(torn)?;
        let empty = HashMap::new();
        let metadata = header.metadata().as_ref().unwrap_or(&empty);
        let mut dataset = Self {
            name: metadata.get("name").cloned().unwrap_or_default(),
            world: World::ocean(),
            palette: Palette::ocean(),
            examples: read_examples(&tensors)?,
            origins: Vec::new(),
        };
        match metadata.get("format").map(String::as_str) {
            None => {}
            Some(FORMAT | FORMAT_WITH_TRAITS) => {
                let entry = |key: &str| {
                    metadata.get(key).with_context(|| format!("its metadata has no \"{key}\""))
                };
                dataset.world = serde_json::from_str(entry("world")?).context("its world")?;
                dataset.palette = entry("palette")?.parse().context("its palette")?;
                dataset.origins = serde_json::from_str(entry("sprites")?).context("its sprites")?;
            }
            Some(other) => bail!(
                "it has format \"{other}\"; this program reads \"{FORMAT}\" and \"{FORMAT_WITH_TRAITS}\""
            ),
        }
        read_traits(&tensors, &mut dataset)?;
        dataset.check()?;
        Ok(dataset)
    }

    fn check(&self) -> Result<()> {
        let (zones, categories) = (self.world.zones.len(), self.world.categories.len());
        ensure!(
            (1..=6).contains(&zones) && (1..=6).contains(&categories),
            "it names {zones} zones and {categories} categories; 1 to 6 of each are possible"
        );
        self.world.validate().context("its world")?;
        for (index, example) in self.examples.iter().enumerate() {
            ensure!(
                self.world.knows(example.prompt),
                "sprite {index} has a zone, category or other label that has no name"
            );
        }
        ensure!(
            self.origins.is_empty() || self.origins.len() == self.examples.len(),
            "it tells of {} sprites and has {}",
            self.origins.len(),
            self.examples.len()
        );
        Ok(())
    }

    /// Every sprite in the `*.safetensors` files of a folder, which must agree about names and
    /// palette.
    pub fn open_folder(dir: &Path) -> Result<Self, DatasetError> {
        Ok(Self::read_folder(dir)?)
    }

    fn read_folder(dir: &Path) -> Result<Self> {
        let entries = std::fs::read_dir(dir)
            .with_context(|| format!("cannot read the data folder {}", dir.display()))?;
        let mut files: Vec<_> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "safetensors"))
            .collect();
        files.sort();
        let mut all: Option<Self> = None;
        for file in &files {
            let read =
                Self::read(file).with_context(|| format!("cannot use {}", file.display()))?;
            match &mut all {
                None => all = Some(read),
                Some(all) => all.append(read).with_context(|| {
                    format!("cannot use {} with the others in its folder", file.display())
                })?,
            }
        }
        all.filter(|all| !all.examples.is_empty()).with_context(|| {
            format!(
                "{} holds no sprites: write some with `shoal-trainer import` or \
                 `shoal-trainer corpus --out`",
                dir.display()
            )
        })
    }

    fn append(&mut self, other: Self) -> Result<()> {
        ensure!(
            other.world == self.world,
            "it has other zones, categories or axes: import them together"
        );
        ensure!(other.palette == self.palette, "it has another palette: import them together");
        let unknown = |count: usize| vec![Origin::default(); count];
        if !other.origins.is_empty() && self.origins.is_empty() {
            self.origins = unknown(self.examples.len());
        }
        if !self.origins.is_empty() {
            let missing = other.examples.len() - other.origins.len();
            self.origins.extend(other.origins);
            self.origins.extend(unknown(missing));
        }
        self.examples.extend(other.examples);
        Ok(())
    }

    /// Whose the sprites are: each credit once, with how many sprites it is for.
    #[must_use]
    pub fn credits(&self) -> Vec<(Credit, usize)> {
        let mut credits: Vec<Credit> = self.origins.iter().map(|o| o.credit.clone()).collect();
        credits.sort();
        credits.chunk_by(|a, b| a == b).map(|same| (same[0].clone(), same.len())).collect()
    }
}

/// Labels beside zone and category: a row a sprite, a column an axis of the world.
fn read_traits(tensors: &SafeTensors<'_>, dataset: &mut Dataset) -> Result<()> {
    let (n_sprites, n_traits) = (dataset.examples.len(), dataset.world.traits.len());
    if n_traits == 0 {
        return Ok(());
    }
    ensure!(
        n_traits <= World::MAX_TRAITS,
        "its world has {n_traits} axes beside zone and category"
    );
    let view = tensors.tensor("traits").context("it has no tensor \"traits\"")?;
    ensure!(
        view.dtype() == Dtype::U8 && view.shape() == [n_sprites, n_traits],
        "its tensor \"traits\" is not a table of {n_sprites} sprites and {n_traits} axes"
    );
    for (example, row) in dataset.examples.iter_mut().zip(view.data().chunks_exact(n_traits)) {
        for (axis, &value) in row.iter().enumerate() {
            example.prompt = example.prompt.with(axis + 2, Some(value).filter(|&v| v != ANY));
        }
    }
    Ok(())
}

fn read_examples(tensors: &SafeTensors<'_>) -> Result<Vec<Example>> {
    let bytes_of = |name: &str| -> Result<&[u8]> {
        let view = tensors.tensor(name).with_context(|| format!("it has no tensor \"{name}\""))?;
        ensure!(view.dtype() == Dtype::U8, "its tensor \"{name}\" is not u8");
        Ok(view.data())
    };
    let (pixels, zones, categories) =
        (bytes_of("pixels")?, bytes_of("zone")?, bytes_of("category")?);
    let count = zones.len();
    ensure!(
        categories.len() == count && pixels.len() == count * PIXELS,
        "its tensors disagree about how many sprites there are"
    );
    let label = |index: usize, label: u8| match label {
        0..6 => Ok(Some(label)),
        ANY => Ok(None),
        _ => bail!("sprite {index} has a zone or category above 5"),
    };
    let mut examples = Vec::with_capacity(count);
    for (index, pixels) in pixels.chunks_exact(PIXELS).enumerate() {
        let prompt = Prompt::of(label(index, zones[index])?, label(index, categories[index])?);
        let sprite = Sprite::from_indices(pixels)
            .with_context(|| format!("sprite {index} has a colour above 63"))?;
        examples.push(Example { sprite, prompt });
    }
    Ok(examples)
}
