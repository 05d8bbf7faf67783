//! Mixtures: one TOML file that says which sources a run learns from, and in which proportions.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde_json::json;
use shoal::{
    dataset::{Dataset, Example, ONLY},
    files::palette::read_swatches,
    sprite::{Palette, World, slug},
};

use super::translate::Translation;
use crate::{
    corpus::Split,
    train::{Source, Translated, WeightedSource},
};

/// A mixture that was checked and is ready to be drawn from.
pub(crate) struct Mixture {
    /// All sources with their weights.
    pub(crate) source: Source,
    /// The names that its labels are indices into.
    pub(crate) world: World,
    /// The palette that its pixels are indices into.
    pub(crate) palette: Palette,
    /// What a checkpoint says about its data.
    pub(crate) facts: serde_json::Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    /// "built-in", or a palette file; without it that of the folders, if they agree.
    palette: Option<String>,
    #[serde(default)]
    zones: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(rename = "source")]
    sources: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    weight: f64,
    #[serde(default)]
    synthetic: bool,
    folder: Option<PathBuf>,
}

/// A source that was opened: the corpus, or sprites.
enum Opened {
    Synthetic,
    Folder(String, Box<Dataset>),
}

/// Reads and checks a mixture; folders are below that of the file.
pub(crate) fn open(path: &Path) -> Result<Mixture> {
    let read = || -> Result<Mixture> {
        let size = std::fs::metadata(path)?.len();
        ensure!(size <= 1 << 20, "it has {} MiB", size >> 20);
        let recipe: Recipe = toml::from_str(&std::fs::read_to_string(path)?)?;
        mixture(&recipe, path.parent().unwrap_or(Path::new(".")))
    };
    read().with_context(|| format!("cannot use the mixture {}", path.display()))
}

fn mixture(recipe: &Recipe, base: &Path) -> Result<Mixture> {
    ensure!(!recipe.sources.is_empty(), "it lists no [[source]]");
    let mut opened = Vec::new();
    for (index, entry) in recipe.sources.iter().enumerate() {
        let number = index + 1;
        ensure!(
            entry.weight > 0.0 && entry.weight.is_finite(),
            "the weight of source {number} is {}: it must be above 0",
            entry.weight
        );
        opened.push(match (&entry.folder, entry.synthetic) {
            (Some(folder), false) => {
                let name = folder.to_string_lossy().into_owned();
                Opened::Folder(name, Box::new(Dataset::open_folder(&base.join(folder))?))
            }
            (None, true) => Opened::Synthetic,
            _ => bail!("source {number} needs either `synthetic = true` or `folder = \"...\"`"),
        });
    }
    let world = world(recipe, &opened)?;
    let palette = palette(recipe, base, &opened)?;
    let (mut parts, mut facts) = (Vec::new(), Vec::new());
    let sum: f64 = recipe.sources.iter().map(|entry| entry.weight).sum();
    for (entry, source) in recipe.sources.iter().zip(opened) {
        let (name, source, mut fact) = match source {
            Opened::Synthetic => synthetic(&world, &palette)?,
            Opened::Folder(name, data) => folder(name, &data, &world, &palette)?,
        };
        ensure!(
            parts.iter().all(|part: &WeightedSource| part.name != name),
            "it lists \"{name}\" twice: give it one weight"
        );
        fact["share"] = json!((entry.weight / sum * 1e3).round() / 1e3);
        facts.push(fact);
        parts.push(WeightedSource { name, weight: entry.weight, source });
    }
    let source = Source::Mixed(Arc::new(parts));
    let facts = json!({ "data": "a mixture", "sources": facts });
    Ok(Mixture { source, world, palette, facts })
}

fn synthetic(world: &World, palette: &Palette) -> Result<(String, Source, serde_json::Value)> {
    let translated = Translated::new(Split::Train, world, palette).context(
        "the synthetic corpus has none of the mixture's categories: leave it out, or list some of \
         its categories",
    )?;
    let fact = json!({ "data": "synthetic corpus" });
    Ok(("synthetic".to_owned(), Source::Translated(Arc::new(translated)), fact))
}

fn folder(
    name: String,
    data: &Dataset,
    world: &World,
    palette: &Palette,
) -> Result<(String, Source, serde_json::Value)> {
    let translation = Translation::new((&data.world, &data.palette), (world, palette));
    let mut examples: Vec<Example> = Vec::with_capacity(data.examples.len());
    for example in &data.examples {
        let translated = translation.example(example).with_context(|| {
            let category = data.world.category_name(example.prompt);
            format!("\"{name}\" has a category \"{category}\" that the mixture does not list")
        })?;
        examples.push(translated);
    }
    let fact = crate::train::facts(data);
    Ok((name, Source::Fixed(Arc::new(examples)), fact))
}

/// The names that the file lists, otherwise those of all sources, one after the other.
fn world(recipe: &Recipe, opened: &[Opened]) -> Result<World> {
    let ocean = World::ocean();
    let worlds: Vec<&World> = opened
        .iter()
        .map(|source| match source {
            Opened::Synthetic => &ocean,
            Opened::Folder(_, data) => &data.world,
        })
        .collect();
    let all = |kind: &str, listed: &[String], of: fn(&World) -> &Vec<String>| {
        let mut names: Vec<String> = listed.to_vec();
        if listed.is_empty() {
            for name in worlds.iter().flat_map(|world| of(world)) {
                if !names.iter().any(|other| slug(other) == slug(name)) {
                    names.push(name.clone());
                }
            }
            // It has no name; beside real names it is any.
            if names.len() > 1 {
                names.retain(|name| name != ONLY);
            }
        }
        ensure!(
            names.len() <= 6,
            "its sources have {} {kind} together ({}), and a model has room for 6: list those \
             that you want as `{kind} = [...]`",
            names.len(),
            names.join(", ")
        );
        Ok(names)
    };
    Ok(World::new(
        all("zones", &recipe.zones, |world| &world.zones)?,
        all("categories", &recipe.categories, |world| &world.categories)?,
    ))
}

fn palette(recipe: &Recipe, base: &Path, opened: &[Opened]) -> Result<Palette> {
    match recipe.palette.as_deref() {
        Some("built-in") => return Ok(Palette::ocean()),
        Some(file) => {
            return Ok(read_swatches(&base.join(file))?.to_palette()?);
        }
        None => {}
    }
    let mut palettes = opened.iter().filter_map(|source| match source {
        Opened::Synthetic => None,
        Opened::Folder(_, data) => Some(&data.palette),
    });
    let Some(first) = palettes.next() else { return Ok(Palette::ocean()) };
    ensure!(
        palettes.all(|palette| palette == first),
        "its folders have different palettes: choose one with `palette = \"built-in\"` or a file"
    );
    Ok(first.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::foreign::foreign;

    fn open_text(text: &str, prepare: impl FnOnce(&Path)) -> Result<Mixture> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("own")).unwrap();
        prepare(folder.path());
        foreign(6).write(&folder.path().join("own/sprites.safetensors")).unwrap();
        std::fs::write(folder.path().join("mix.toml"), text).unwrap();
        open(&folder.path().join("mix.toml"))
    }

    const BOTH: &str = "[[source]]\nsynthetic = true\nweight = 3\n\
        [[source]]\nfolder = 'own'\nweight = 1\n";

    #[test]
    fn sources_are_brought_into_one_world() {
        let listed = format!("categories = ['Coral', 'Demons', 'Animals']\n{BOTH}");
        let mixture = open_text(&listed, |_| ()).unwrap();
        assert_eq!(mixture.world.zones, World::ocean().zones, "\"All\" is no name");
    }

    #[test]
    fn too_many_names_are_told() {
        let error = format!("{:#}", open_text(BOTH, |_| ()).err().unwrap());
        assert!(error.contains("mix.toml") && error.contains("8 categories"), "{error}");
    }

    #[test]
    fn labels_are_translated_by_name() {
        let listed =
            format!("zones = ['Vent', 'All']\ncategories = ['Coral', 'Demons', 'Animals']\n{BOTH}");
        let mixture = open_text(&listed, |_| ()).unwrap();
        let mut seen = [0; 2];
        for index in 0..60 {
            let (example, part) = mixture.source.sample(index, 4);
            seen[part] += 1;
            assert_eq!(example.prompt.category == Some(0), part == 0);
            assert_eq!(example.prompt.zone == Some(1), part == 1);
        }
        assert!(seen[0] > seen[1] && seen[1] > 0, "{seen:?}");
        assert_eq!(mixture.facts["sources"][1]["share"], 0.25);
        assert_eq!(mixture.facts["sources"][1]["credits"][0]["licence"], "CC0-1.0");
    }

    #[test]
    fn wrong_mixtures_say_what_is_wrong() {
        let zones = "zones = ['All']\ncategories = ['Demons', 'Animals']\n";
        for (text, part) in [
            (format!("{zones}{BOTH}"), "none of the mixture's categories"),
            (format!("zones = ['All']\ncategories = ['Demons', 'Coral']\n{BOTH}"), "\"Animals\""),
            ("source = []".to_owned(), "lists no"),
            ("[[source]]\nsynthetic = true\nweight = 0".to_owned(), "above 0"),
            ("[[source]]\nweight = 1".to_owned(), "needs either"),
            ("[[source]]\nfolder = 'gone'\nweight = 1".to_owned(), "gone"),
            (format!("{zones}{}", "[[source]]\nfolder = 'own'\nweight = 1\n".repeat(2)), "twice"),
            ("[[source]]\nsynthetic = true\nwieght = 1".to_owned(), "wieght"),
        ] {
            let error = format!("{:#}", open_text(&text, |_| ()).err().unwrap());
            assert!(error.contains(part), "{text}: {error}");
        }
        let other = |folder: &Path| {
            let mut data = foreign(2);
            data.palette = Palette::new("other", [shoal::sprite::Rgb([9; 3]); 64], vec![]);
            std::fs::create_dir(folder.join("two")).unwrap();
            data.write(&folder.join("two/a.safetensors")).unwrap();
        };
        let two = "[[source]]\nfolder = 'own'\nweight = 1\n[[source]]\nfolder = 'two'\nweight = 1";
        let error = format!("{:#}", open_text(two, other).err().unwrap());
        assert!(error.contains("different palettes"), "{error}");
    }
}
