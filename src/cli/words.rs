//! `shoal words`: what prompts can say, with a sprite of each.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    draw::Artist,
    inputs::Inputs,
    open_generator,
    options::{ContactSheetArgs, EngineArgs},
    output,
    shape_first::ShapeFirstArgs,
    target::{check_png, write_sheet},
};
use crate::{
    files::png::GridNames,
    generate::{Generator, SpriteRequest},
    sprite::{Labels, Sampling, Schema, WordSense},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal words
  shoal words --sheet words.png --scale 2

Words of an axis stand together, each value with its other spellings. A prompt takes at most one \
value of an axis; order, commas and plurals are free, and a body plan brings its category along.";

#[derive(Debug, Args)]
pub(super) struct WordsArgs {
    /// PNG to write: a row for every value, with sprites that were asked for by its word alone
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    /// Sprites a row of the sheet; 1 to 32
    #[arg(
        long, value_name = "N", default_value_t = 4, allow_negative_numbers = true,
        requires = "sheet", value_parser = clap::value_parser!(u32).range(1..=32)
    )]
    count: u32,
    /// Which noise the sprites grow from
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        requires = "sheet",
        allow_negative_numbers = true
    )]
    seed: u64,
    /// Screen pixels a sprite pixel
    #[arg(
        long, value_name = "N", default_value_t = 1, requires = "sheet", allow_negative_numbers = true,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(crate::files::png::MAX_SCALE))
    )]
    scale: u32,
    #[command(flatten)]
    shape_first: ShapeFirstArgs,
    #[command(flatten)]
    engine: EngineArgs,
}

pub(super) fn run(
    args: &WordsArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    let generator = open_generator(model, args.engine.precision(None))?;
    if let Some(sheet) = &args.sheet {
        check_png(sheet)?;
        inputs.check(sheet)?;
    }
    output::say(list(generator.world()).trim_end())?;
    match &args.sheet {
        Some(sheet) => draw(args, &generator, sheet),
        None => Ok(()),
    }
}

/// Every value of every axis with its spellings, axis by axis.
fn list(world: &Schema) -> String {
    let words = world.words();
    let mut text = String::new();
    for (axis, found) in world.axes().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", output::printable(found.name));
        for value in 0..found.values.len() as u8 {
            let sense = WordSense { axis, value };
            let phrase = world.phrase(sense);
            let means = |word: &&crate::sprite::VocabularyWord| word.senses.contains(&sense);
            let others: Vec<&str> = (words.iter().filter(means))
                .map(|word| word.spelling.as_str())
                .filter(|spelling| *spelling != phrase && !spelling.contains(found.name))
                .collect();
            let line = format!("  {phrase:<18} {}", others.join(", "));
            let _ = writeln!(text, "{}", output::printable(line.trim_end()));
        }
    }
    text
}

fn draw(args: &WordsArgs, generator: &Generator, sheet: &Path) -> anyhow::Result<()> {
    let world = generator.world();
    let mut rows = Vec::new();
    let mut requests = Vec::new();
    for (axis, found) in world.axes().enumerate() {
        for value in 0..found.values.len() as u8 {
            let labels = Labels::default().bound(world.id()).with(axis, Some(value));
            let labels = world.with_category_of_kinds(labels);
            rows.push(world.phrase(WordSense { axis, value }));
            let sampling = Sampling::default();
            let new = |variant| SpriteRequest::new(labels, args.seed, variant, sampling);
            requests.extend((0..args.count).map(new));
        }
    }
    let requests = args.shape_first.apply(requests);
    let mut artist = Artist::new(generator, args.engine.threads(), requests.len());
    let sprites = artist.draw_all(&requests);
    let columns = (0..args.count).map(|column| column.to_string()).collect();
    let contact = ContactSheetArgs { out: sheet.to_owned(), scale: args.scale };
    write_sheet(&contact, &sprites, &GridNames { rows, columns }, true, generator.palette())
}
