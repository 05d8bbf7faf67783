//! `shoal generate`: sprites, each in a file of its own.

use std::path::{Path, PathBuf};

use clap::{Args, value_parser};

use super::{
    Usage,
    animate::{self, Still, StrokeArgs},
    draw::{Artist, batch_size},
    finish::Finish,
    inputs::Inputs,
    names::{NamesArgs, naming},
    open_generator,
    options::{DrawingArgs, ScaleArgs},
    output::{self, quoted},
    prompt::PromptArgs,
    redraw,
    remarks::FileRemarks,
    shape_first::ShapeFirstArgs,
    shards::{self, Shard, VariantRange},
    sink::Sink,
};
use crate::{
    files::{
        apng, png,
        sketch::{ReadSketch, read_sketch},
    },
    generate::{Preview, SpriteRequest},
    motion::{Action, Motion, MotionError},
    sprite::{Palette, Recipe, Sketch, Sprite},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal generate --zone vent --category any --count 8 --out sprites
  shoal generate \"hadal jellyfish\" --count 8 --out sprites
  shoal generate --zone shallows --category reef-fish --seed 7 --variant 3 --scale 8 --out big
  shoal generate --category coral --shade noon --rim 0.3 --out lit
  shoal generate --category coral --palette pico-8.hex --count 4 --out few-colours
  shoal generate --category coral --only-colours kelp,sand --count 4 --out two-ramps
  shoal generate --category jellyfish --count 4 --animate swim --scale 4 --out swimming
  shoal generate grazer --sketch rough.png --count 8 --out grazers
  shoal generate --recipe sprites/reef-fish-shallows-7-3.png --out again
  shoal generate --category coral --count 20 --out - | tar x
  shoal generate --variants 0..1000000 --shard 3/16 --out shards

The same seed, variant and settings draw the same sprite, on any number of threads. Each file is \
called category-zone-seed-variant.png, holds its recipe, and replaces an older one of that name. \
The paths are printed, one a line. A shard that was stopped goes on when the same line is given \
again; the files do not depend on the number of shards.";

#[derive(Debug, Args)]
pub(super) struct GenerateArgs {
    /// What to draw in words, as with --prompt: "small striped crab, kelp and sand, big eyes"
    #[arg(value_name = "WORDS")]
    pub(super) words: Vec<String>,
    #[command(flatten)]
    pub(super) cell: PromptArgs,
    /// Follow the rough shape and colours of a picture: 16x16 or 32x32 pixels as they are, any
    /// other reduced to 16x16 cells without the ground around its figure
    #[arg(long, value_name = "FILE")]
    pub(super) sketch: Option<PathBuf>,
    /// Of --sketch follow the shape alone, in any colours
    #[arg(long, requires = "sketch")]
    pub(super) shape_only: bool,
    #[command(flatten)]
    pub(super) shape_first: ShapeFirstArgs,
    /// How many sprites: variants 0 to N-1 of the seed, or N from --variant on [default: 1]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=100_000)
    )]
    pub(super) count: Option<u32>,
    /// The first variant; without --count only this one [default: 0]
    #[arg(long, value_name = "K", allow_negative_numbers = true)]
    pub(super) variant: Option<u32>,
    /// Very many sprites: variants A to B-1, in tar files of 1,000 in the folder --out
    #[arg(long, value_name = "A..B", conflicts_with_all = ["count", "variant", "recipe", "no_metadata"])]
    pub(super) variants: Option<VariantRange>,
    /// Of --variants only the share of one machine: 3/16 is the third of sixteen
    #[arg(long, value_name = "K/N", requires = "variants")]
    pub(super) shard: Option<Shard>,
    /// Print a line of JSON for each sprite: path, labels, seed, variant and hash of the pixels
    #[arg(long, conflicts_with_all = ["variants", "recipe"])]
    pub(super) json: bool,
    /// Which noise the sprites grow from
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub(super) seed: u64,
    /// Draw the sprite of an exported PNG again, and say whether its pixels are the same; when
    /// they are not, that is a warning, and the exit code stays 0
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "words", "prompt", "zone", "category", "values", "sketch", "shape_only", "shape_first", "count", "variant", "seed", "temperature", "shape_temperature",
        "colour_temperature", "top_k", "top_p", "min_p", "guidance", "attempts", "only_colours", "shade", "angle", "elevation",
        "directional", "occlusion", "edge", "rim", "keep_drawn", "palette",
    ])]
    pub(super) recipe: Option<PathBuf>,
    /// Write beside each sprite its clip as an animated PNG, called NAME-MOTION.png: swim (or walk,
    /// creep, pulse, jet, sway: as its body does), idle, turn, hurt or die
    #[arg(long, value_name = "MOTION", value_parser = animate::action, conflicts_with_all = ["recipe", "variants"])]
    pub(super) animate: Option<Action>,
    #[command(flatten)]
    pub(super) stroke: StrokeArgs,
    /// Folder to write to, made if it is not there; or, for one sprite, a .png; "-" is standard
    /// output: one PNG, or a tar of several
    #[arg(long, value_name = "PATH")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) names: NamesArgs,
    #[command(flatten)]
    pub(super) scale: ScaleArgs,
    // Last, because its headings hold for everything after it.
    #[command(flatten)]
    pub(super) drawing: DrawingArgs,
}

/// `is_world_given` says whether the built-in model, if it is that, was asked for.
pub(super) fn run(
    args: &GenerateArgs,
    model: Option<&Path>,
    is_world_given: bool,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    if let Some(source) = &args.recipe {
        args.names.refuse("is for sprites that are drawn anew, not for --recipe")?;
        return redraw::run(args, source, model, is_world_given, inputs);
    }
    if args.animate.is_none() && args.stroke.is_given() {
        let why = "--frames, --duration, --strength and --motion-seed are for --animate";
        return Err(Usage(why.to_owned()).into());
    }
    if args.animate.is_some() && args.out == Path::new("-") {
        let why = "--animate writes clips beside files, and --out - writes none; give a folder";
        return Err(Usage(why.to_owned()).into());
    }
    if let Some(range) = args.variants {
        args.names.refuse("is for files in a folder, not for the archives of --variants")?;
        return shards::run(args, range, model);
    }
    let (first, count) = variants(args)?;
    inputs.add_all(args.drawing.colours.file());
    let generator = open_generator(model, args.drawing.engine.precision(None))?;
    let world = generator.world();
    let prompt = args.cell.labels_and(world, &args.words)?;
    let sampling = args.drawing.sampling.sampling(generator.palette())?;
    let sketch = sketch(args, generator.palette())?;
    inputs.add_all(&args.sketch);
    let mut sink = Sink::new(args, count as usize)?;
    args.names.check(sink.is_one_file())?;
    let threads = args.drawing.engine.threads();
    let batch = batch_size(threads);
    let mut artist = Artist::new(&generator, threads, count as usize);
    let light = args.drawing.shade.light();
    let mut finish = Finish::new(&generator, &args.drawing.colours, light)?;
    let request = |index: u32| SpriteRequest::new(prompt, args.seed, first + index, sampling);
    let named = |index: u32| {
        let place = (index as usize + 1, count as usize);
        args.names.stem(&naming(&generator, &request(index), first + count - 1), place)
    };
    if args.names.is_given() {
        sink.reserve(&(0..count).map(named).collect::<Vec<_>>());
    }
    for start in (0..count).step_by(batch) {
        let batch = start..count.min(start + batch as u32);
        let paths: Vec<PathBuf> = batch.clone().map(|index| sink.path(&named(index))).collect();
        let requests = batch.map(|index| request(index).with_sketch(sketch.clone()));
        let requests = args.shape_first.apply(requests.collect());
        if matches!(sink, Sink::Files(_)) {
            inputs.check_all(&paths)?;
        }
        let drawn = artist.draw(&requests);
        for ((request, Preview { sprite, sketch, .. }), path) in
            requests.iter().zip(drawn).zip(paths)
        {
            let request = request.with_shape(sketch.as_deref());
            let recipe = Some(generator.recipe(&request, &sprite));
            let (sprite, recipe) = finish.finish(sprite, recipe);
            let scale = args.scale.times();
            let kept = args.scale.kept(recipe.as_ref());
            let bytes = png::encode_sprite(&sprite, finish.palette(), kept, scale);
            sink.write(&path, &bytes)?;
            match recipe.as_ref().filter(|_| args.json) {
                Some(recipe) => output::say(&json_line(&path, recipe))?,
                None => sink.say(&path)?,
            }
            if let Some(action) = args.animate {
                let motion = args.stroke.motion(action);
                let (still, palette) = ((sprite, args.scale.kept(recipe)), finish.palette());
                write_clip(&path, still, &motion, (palette, scale), inputs)?;
            }
        }
    }
    sink.finish()
}

/// The sketch of --sketch, if one was given.
pub(super) fn sketch(args: &GenerateArgs, palette: &Palette) -> anyhow::Result<Option<Sketch>> {
    let Some(path) = &args.sketch else { return Ok(None) };
    let ReadSketch { sketch, remarks } = read_sketch(path, palette)?;
    let mut told = FileRemarks::new(&args.drawing.colours);
    told.add(path, remarks);
    told.tell();
    Ok(Some(if args.shape_only { sketch.shape_only() } else { sketch }))
}

/// Writes the clip of a sprite beside it: "fish.png" becomes "fish-swim.png", which plays.
fn write_clip(
    path: &Path,
    (sprite, recipe): (Sprite, Option<Recipe>),
    motion: &Motion,
    (palette, scale): (&Palette, u32),
    inputs: &Inputs,
) -> anyhow::Result<()> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let still = Still::new(stem, sprite, recipe.as_ref(), None, palette);
    let clip = match still.clip(motion, palette, None) {
        // What the model left empty is no reason to draw nothing more.
        Err(error @ MotionError::Empty) => {
            output::complain(&format!("{}: {error}", quoted(path)));
            return Ok(());
        }
        clip => clip?,
    };
    let path = path.with_file_name(format!("{}.png", clip.name));
    inputs.check(&path)?;
    apng::write(&path, &clip.frames, palette, scale, clip.loops)?;
    output::say(&path.display().to_string())
}

/// One sprite for scripts.
fn json_line(path: &Path, recipe: &Recipe) -> String {
    serde_json::json!({
        "path": path,
        "zone": recipe.zone,
        "category": recipe.category,
        "seed": recipe.seed,
        "variant": recipe.variant,
        "pixels": recipe.pixels,
    })
    .to_string()
}

/// The first variant and how many.
fn variants(args: &GenerateArgs) -> Result<(u32, u32), Usage> {
    let (first, count) = (args.variant.unwrap_or(0), args.count.unwrap_or(1));
    if first.checked_add(count - 1).is_none() {
        let message = format!("--variant {first} leaves no {count} variants up to {}", u32::MAX);
        return Err(Usage(format!("{message}; lower --variant or --count")));
    }
    Ok((first, count))
}
