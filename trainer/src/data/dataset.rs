//! Sprites to learn from, as a file that describes itself: pixels and labels as tensors, names,
//! palette, ramps and credits as metadata.

use std::{collections::HashMap, path::Path};

use anyhow::{Context as _, Result, bail, ensure};
use safetensors::{
    SafeTensors,
    tensor::{Dtype, TensorView},
};
use serde::{Deserialize, Serialize};
use shoal::{
    files::write_atomically,
    sprite::{PIXELS, Palette, Prompt, SIDE, Sprite, World},
};

use super::manifest::Credit;

/// Names the layout of the metadata.
const FORMAT: &str = "shoal-sprites-1";

/// In a tensor of zones or categories: nobody said which.
const ANY: u8 = 255;

/// The largest file that is read: a quarter of a million sprites.
const MAX_BYTES: u64 = 256 << 20;

/// A sprite to learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// The picture.
    pub(crate) sprite: Sprite,
    /// What it shows, as far as that is known.
    pub(crate) prompt: Prompt,
}

/// Where an example is from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// Its name: the path of its file without the ending, and a number if the file has many.
    pub(crate) name: String,
    /// Whose it is.
    #[serde(flatten)]
    pub(crate) credit: Credit,
}

/// Sprites that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dataset {
    /// What the collection is called.
    pub(crate) name: String,
    /// The names that labels are indices into.
    pub(crate) world: World,
    /// The palette that pixels are indices into.
    pub(crate) palette: Palette,
    /// The sprites.
    pub(crate) examples: Vec<Example>,
    /// Where each is from; empty for sprites of the procedural author.
    pub(crate) origins: Vec<Origin>,
}

impl Dataset {
    /// Writes the file whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        Ok(write_atomically(path, &self.to_bytes()?)?)
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let count = self.examples.len();
        let label = |index: Option<u8>| index.unwrap_or(ANY);
        let zones: Vec<u8> = self.examples.iter().map(|e| label(e.prompt.zone)).collect();
        let categories: Vec<u8> = self.examples.iter().map(|e| label(e.prompt.category)).collect();
        let pixels: Vec<u8> = self.examples.iter().flat_map(|e| *e.sprite.pixels()).collect();
        let tensors = [
            ("category", TensorView::new(Dtype::U8, vec![count], &categories)?),
            ("pixels", TensorView::new(Dtype::U8, vec![count, SIDE, SIDE], &pixels)?),
            ("zone", TensorView::new(Dtype::U8, vec![count], &zones)?),
        ];
        let metadata = HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("name".to_owned(), self.name.clone()),
            ("world".to_owned(), serde_json::to_string(&self.world)?),
            ("palette".to_owned(), self.palette.to_gpl()),
            ("sprites".to_owned(), serde_json::to_string(&self.origins)?),
        ]);
        Ok(safetensors::serialize(tensors, Some(metadata))?)
    }

    /// Reads a file. One without metadata, as `shoal-trainer corpus --out` writes them, is of the
    /// built-in world and palette.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let size = std::fs::metadata(path)?.len();
        ensure!(size <= MAX_BYTES, "it has {} MiB; {} are the most", size >> 20, MAX_BYTES >> 20);
        Self::from_bytes(&std::fs::read(path)?)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self> {
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
            Some(FORMAT) => {
                let entry = |key: &str| {
                    metadata.get(key).with_context(|| format!("its metadata has no \"{key}\""))
                };
                dataset.world = serde_json::from_str(entry("world")?).context("its world")?;
                dataset.palette = entry("palette")?.parse().context("its palette")?;
                dataset.origins = serde_json::from_str(entry("sprites")?).context("its sprites")?;
            }
            Some(other) => bail!("it has format \"{other}\"; this program reads \"{FORMAT}\""),
        }
        dataset.check()?;
        Ok(dataset)
    }

    fn check(&self) -> Result<()> {
        let (zones, categories) = (self.world.zones.len(), self.world.categories.len());
        ensure!(
            (1..=6).contains(&zones) && (1..=6).contains(&categories),
            "it names {zones} zones and {categories} categories; 1 to 6 of each are possible"
        );
        for (index, example) in self.examples.iter().enumerate() {
            let fits = |label: Option<u8>, names: usize| {
                label.is_none_or(|label| usize::from(label) < names)
            };
            ensure!(
                fits(example.prompt.zone, zones) && fits(example.prompt.category, categories),
                "sprite {index} has a zone or category that has no name"
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
    pub(crate) fn open_folder(dir: &Path) -> Result<Self> {
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
                Self::open(file).with_context(|| format!("cannot use {}", file.display()))?;
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
            "it has other zones or categories: import them together"
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
    pub(crate) fn credits(&self) -> Vec<(Credit, usize)> {
        let mut credits: Vec<Credit> = self.origins.iter().map(|o| o.credit.clone()).collect();
        credits.sort();
        credits.chunk_by(|a, b| a == b).map(|same| (same[0].clone(), same.len())).collect()
    }
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
        let prompt = Prompt {
            zone: label(index, zones[index])?,
            category: label(index, categories[index])?,
        };
        let sprite = Sprite::from_indices(pixels)
            .with_context(|| format!("sprite {index} has a colour above 63"))?;
        examples.push(Example { sprite, prompt });
    }
    Ok(examples)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::corpus::{Split, sample};

    /// Sprites of the corpus under the names of another world.
    pub(crate) fn foreign(count: u64) -> Dataset {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let world = World { zones: names(&["All"]), categories: names(&["Animals", "Demons"]) };
        let examples = (0..count).map(|index| Example {
            sprite: sample(Split::Train, index).sprite,
            prompt: Prompt {
                zone: Some(0),
                category: [Some(0), Some(1), None][index as usize % 3],
            },
        });
        let origin = |index: u64| Origin {
            name: format!("fish {index}"),
            credit: Credit { licence: "CC0-1.0".to_owned(), ..Credit::default() },
        };
        Dataset {
            name: "monsters".to_owned(),
            world,
            palette: Palette::ocean(),
            examples: examples.collect(),
            origins: (0..count).map(origin).collect(),
        }
    }

    #[test]
    fn a_file_says_everything_that_was_known() {
        let folder = tempfile::tempdir().unwrap();
        let dataset = foreign(7);
        dataset.write(&folder.path().join("a.safetensors")).unwrap();
        assert_eq!(Dataset::open_folder(folder.path()).unwrap(), dataset);
        dataset.write(&folder.path().join("b.safetensors")).unwrap();
        let both = Dataset::open_folder(folder.path()).unwrap();
        assert_eq!((both.examples.len(), both.origins.len()), (14, 14));
        assert_eq!(both.credits(), [(dataset.origins[0].credit.clone(), 14)]);

        let mut other = foreign(3);
        other.world.zones[0] = "Cave".to_owned();
        other.write(&folder.path().join("c.safetensors")).unwrap();
        let error = format!("{:#}", Dataset::open_folder(folder.path()).unwrap_err());
        assert!(
            error.contains("c.safetensors") && error.contains("import them together"),
            "{error}"
        );
    }

    #[test]
    fn torn_and_contradictory_files_are_refused() {
        let bytes = foreign(2).to_bytes().unwrap();
        for length in [0, 7, 100, bytes.len() - 1] {
            assert!(Dataset::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        let mut nameless = foreign(2);
        nameless.world.categories.truncate(1);
        let error = Dataset::from_bytes(&nameless.to_bytes().unwrap()).unwrap_err().to_string();
        assert!(error.contains("has no name"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let error = format!("{:#}", Dataset::open_folder(folder.path()).unwrap_err());
        assert!(error.contains("holds no sprites"), "{error}");
        std::fs::write(folder.path().join("torn.safetensors"), &bytes[..50]).unwrap();
        let error = format!("{:#}", Dataset::open_folder(folder.path()).unwrap_err());
        assert!(error.contains("torn.safetensors"), "{error}");
    }
}
