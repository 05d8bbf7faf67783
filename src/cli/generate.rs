//! `shoal generate`: sprites, each in a file of its own.

use std::path::{Path, PathBuf};

use super::{
    Usage,
    animate::Still,
    args::GenerateArgs,
    draw::{Artist, batch_size},
    finish::Finish,
    inputs::Inputs,
    names::naming,
    open_generator,
    output::{self, quoted},
    redraw, shards,
    sink::Sink,
};
use crate::{
    files::{apng, png, sketch::read_sketch},
    generate::{Preview, SpriteRequest},
    motion::{Motion, MotionError},
    sprite::{Palette, Recipe, Sketch, Sprite},
};

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
    for start in (0..count).step_by(batch) {
        let requests: Vec<SpriteRequest> = (start..count.min(start + batch as u32))
            .map(|index| SpriteRequest::new(prompt, args.seed, first + index, sampling))
            .map(|request| request.with_sketch(sketch.clone()))
            .collect();
        let requests = args.shape_first.apply(requests);
        let named = |request: &SpriteRequest| {
            let place = ((request.variant - first) as usize + 1, count as usize);
            args.names.stem(&naming(&generator, request), place)
        };
        let paths: Vec<PathBuf> =
            requests.iter().map(|request| sink.path(&named(request))).collect();
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
    let sketch = read_sketch(path, palette)?;
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
