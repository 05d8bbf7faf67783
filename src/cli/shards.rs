//! `shoal generate --variants A..B --shard K/N`: very many sprites in tar files, by many machines.
//!
//! Variants are dealt out in parts of [`PART`]; part `p` is the file `sprites-PPPPPP.tar` whatever
//! the number of shards, and its bytes depend on the settings alone. A part appears whole or not
//! at all, so a worker that was killed is started again with the same line and goes on. Each
//! sprite is a PNG and a JSON file of one name, as the format `WebDataset` has them; the JSON is the recipe.

use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use anyhow::Context as _;

use super::{
    Usage,
    draw::{Artist, batch_size},
    finish::Finish,
    generate::{self, GenerateArgs},
    open_generator,
    output::{self, quoted},
};
use crate::{
    files::{create_folder, png, write_atomically},
    generate::{Generator, Preview, ShapeFirst, SpriteRequest},
    sprite::{Prompt, Recipe, Sampling, Sketch, Sprite},
};

/// Sprites of one tar file.
const PART: u32 = 1000;

/// Holds what all parts of a folder have in common.
const SETTINGS_FILE: &str = "settings.json";

/// Variants `first` to `end - 1`, as "0..1000000".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct VariantRange {
    first: u32,
    end: u32,
}

impl FromStr for VariantRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once("..");
        let numbers = parts.and_then(|(first, end)| Some((first.parse().ok()?, end.parse().ok()?)));
        match numbers {
            Some((first, end)) if first < end => Ok(Self { first, end }),
            Some(_) => {
                Err("there is nothing in it; the second number is one beyond the last".into())
            }
            None => Err("give two whole numbers up to 4294967295, as 0..1000000".into()),
        }
    }
}

impl VariantRange {
    /// How many variants there are.
    fn count(self) -> u32 {
        self.end - self.first
    }

    /// The parts of a shard: every `of`-th one, so that shards are as long as each other.
    fn parts(self, shard: Shard) -> impl Iterator<Item = (u32, Self)> {
        let parts = (0..self.count().div_ceil(PART)).skip(shard.number as usize - 1);
        parts.step_by(shard.of as usize).map(move |part| {
            let first = self.first + part * PART;
            (part, Self { first, end: self.end.min(first.saturating_add(PART)) })
        })
    }
}

/// Which share of the work is done here, as "3/16": the third of sixteen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    const ALL: Self = Self { number: 1, of: 1 };
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err("give which and of how many, from 1/16 to 16/16".into()),
        }
    }
}

/// Everything that the parts have in common.
struct Job<'a> {
    generator: &'a Generator,
    prompt: Prompt,
    sampling: Sampling,
    sketch: Option<Sketch>,
    shape_first: ShapeFirst,
    seed: u64,
    scale: u32,
    out: &'a Path,
}

impl Job<'_> {
    fn request(&self, variant: u32) -> SpriteRequest {
        SpriteRequest::new(self.prompt, self.seed, variant, self.sampling)
            .with_sketch(self.sketch.clone())
            .with_shape_first(self.shape_first)
    }

    fn path(&self, part: u32) -> PathBuf {
        self.out.join(format!("sprites-{part:06}.tar"))
    }
}

/// Draws the parts of one shard that are not there yet.
pub(super) fn run(
    args: &GenerateArgs,
    range: VariantRange,
    model: Option<&Path>,
) -> anyhow::Result<()> {
    let shard = args.shard.unwrap_or(Shard::ALL);
    let generator = open_generator(model, args.drawing.engine.precision(None))?;
    let light = args.drawing.shade.light();
    let mut finish = Finish::new(&generator, &args.drawing.colours, light)?;
    let job = Job {
        prompt: args.cell.labels_and(generator.world(), &args.words)?,
        sampling: args.drawing.sampling.sampling(generator.palette())?,
        sketch: generate::sketch(args, generator.palette())?,
        shape_first: args.shape_first.when(),
        generator: &generator,
        seed: args.seed,
        scale: args.scale.times(),
        out: &args.out,
    };
    create_folder(job.out)?;
    check_settings(&job, range, &mut finish)?;
    let missing: Vec<(u32, VariantRange)> =
        range.parts(shard).filter(|(part, _)| !job.path(*part).exists()).collect();
    let count = missing.iter().map(|(_, part)| part.count() as usize).sum();
    let threads = args.drawing.engine.threads();
    let mut artist = Artist::new(&generator, threads, count);
    for (part, range) in missing {
        let path = job.path(part);
        let bytes = draw_part(&job, range, &mut finish, &mut artist, batch_size(threads))?;
        write_atomically(&path, &bytes)?;
        output::say(&path.display().to_string())?;
    }
    Ok(())
}

/// Draws the sprites of one part into the bytes of a tar file.
fn draw_part(
    job: &Job<'_>,
    range: VariantRange,
    finish: &mut Finish,
    artist: &mut Artist<'_>,
    batch: usize,
) -> anyhow::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    for start in (range.first..range.end).step_by(batch) {
        let variants = start..range.end.min(start.saturating_add(batch as u32));
        let requests: Vec<SpriteRequest> = variants.map(|variant| job.request(variant)).collect();
        let drawn = artist.draw(&requests);
        for (request, Preview { sprite, sketch, .. }) in requests.iter().zip(drawn) {
            let request = request.with_shape(sketch.as_deref());
            let recipe = Some(job.generator.recipe(&request, &sprite));
            let (sprite, recipe) = finish.finish(sprite, recipe);
            let name = format!("{:010}", request.variant);
            let json = recipe.as_ref().map(Recipe::to_json).unwrap_or_default();
            let png = png::encode_sprite(&sprite, finish.palette(), recipe.as_ref(), job.scale);
            append(&mut tar, &format!("{name}.json"), json.as_bytes())?;
            append(&mut tar, &format!("{name}.png"), &png)?;
        }
    }
    Ok(tar.into_inner()?)
}

/// Adds a file whose header tells nothing of this machine: equal sprites make equal archives.
pub(super) fn append<W: std::io::Write>(
    tar: &mut tar::Builder<W>,
    name: &str,
    bytes: &[u8],
) -> anyhow::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_mtime(0);
    Ok(tar.append_data(&mut header, name, bytes)?)
}

/// Stores the settings of a new folder, and refuses a folder of others: its parts would be mixed.
fn check_settings(job: &Job<'_>, range: VariantRange, finish: &mut Finish) -> anyhow::Result<()> {
    // The recipe of an empty sprite holds everything that every recipe of the folder will.
    let empty = Sprite::default();
    let recipe = job.generator.recipe(&job.request(range.first), &empty);
    let recipe = finish.finish(empty, Some(recipe)).1;
    let recipe = recipe.as_ref().map(Recipe::to_json).unwrap_or_default();
    let recipe: serde_json::Value = serde_json::from_str(&recipe)?;
    let mut settings = serde_json::json!({
        "variants": [range.first, range.end],
        "sprites_a_part": PART,
        "scale": job.scale,
        "recipe_without_pixels": recipe,
    });
    let attempts = job.sampling.attempts;
    if job.generator.begins_with_shape(job.shape_first, job.prompt, attempts) {
        settings["shape_first"] = job.shape_first.name().into();
    }
    let text = serde_json::to_string_pretty(&settings)? + "\n";
    let path = job.out.join(SETTINGS_FILE);
    match fs::read_to_string(&path) {
        Ok(there) if there == text => Ok(()),
        Ok(_) => Err(Usage(format!(
            "{} holds sprites of other settings or another model, see {SETTINGS_FILE} there; give \
             another folder with --out",
            quoted(job.out)
        ))
        .into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok(write_atomically(&path, text.as_bytes())?)
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", quoted(&path))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_all_parts_and_none_twice() {
        let range: VariantRange = "500..10001".parse().unwrap();
        let all: Vec<(u32, VariantRange)> = range.parts(Shard::ALL).collect();
        assert_eq!(all.len(), 10);
        assert_eq!(all[0].1, VariantRange { first: 500, end: 1500 });
        assert_eq!(all[9].1, VariantRange { first: 9500, end: 10001 });
        let mut dealt: Vec<(u32, VariantRange)> =
            (1..=3).flat_map(|number| range.parts(Shard { number, of: 3 })).collect();
        dealt.sort_by_key(|(part, _)| *part);
        assert_eq!(dealt, all);
        let last: VariantRange = "4294967000..4294967295".parse().unwrap();
        assert_eq!(last.parts(Shard::ALL).map(|(_, part)| part.count()).sum::<u32>(), 295);
    }

    #[test]
    fn ranges_and_shards_that_are_none_are_refused() {
        for text in ["", "7", "5..5", "9..3", "0..=4", "-1..4", "0..4294967296"] {
            assert!(text.parse::<VariantRange>().is_err(), "{text}");
        }
        for text in ["", "3", "0/4", "5/4", "1/0", "a/b"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        assert_eq!("3/16".parse(), Ok(Shard { number: 3, of: 16 }));
    }
}
