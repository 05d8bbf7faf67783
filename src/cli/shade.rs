//! `shoal shade`: light on the sprites of any files.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::{Args, value_parser};

use super::{
    Usage,
    draw::Artist,
    export::{read_in_colours, write_each},
    finish::ColourArgs,
    glass::GlassArgs,
    inputs::Inputs,
    light::{DialArgs, Relighter, preset},
    names::NamesArgs,
    open_checkpoint,
    options::{EngineArgs, ScaleArgs},
    output::{self, quoted},
    redraw,
    remarks::FileRemarks,
    target::{check_ending, check_file},
};
use crate::{
    files::{Frame, Origin, gif},
    generate::{Generator, Precision},
    model::Checkpoint,
    shade::follow,
    sprite::{Light, Palette, Recipe, Sampling, Sprite},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal shade sprites/*.png --preset moon --out lit
  shoal shade fish.png --angle 60 --elevation 30 --rim 0.4 --keep-drawn 0 --out lit.png
  shoal shade fish.png --light-sweep fish.gif --frames 24 --scale 8
  shoal shade fish.png --palette ramps.gpl --out lit.png

Light only moves a colour along its ramp, those of --palette where one is given, so every pixel \
stays a palette entry. Sprites in other colours than the model's keep them, and are lit along the \
ramps among them. A sprite whose recipe tells of a light already gets this one instead. The recipe tells the light, and `shoal \
generate --recipe` makes the same pixels. What another program drew carries no recipe, so shade \
it from the original each time.";

#[derive(Debug, Args)]
pub(super) struct ShadeFilesArgs {
    /// Flat sprites, or folders of them: PNG, GIF, .aseprite or the JSON of a sheet
    #[arg(value_name = "FILES", required = true)]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) glass: GlassArgs,
    /// The light to begin with: noon, left, moon, lantern or flat
    #[arg(long, value_name = "PRESET", default_value = "left", value_parser = preset)]
    pub(super) preset: Light,
    /// Folder to write to, or, for one sprite, a .png
    #[arg(long, value_name = "PATH", required_unless_present = "light_sweep")]
    pub(super) out: Option<PathBuf>,
    /// GIF to write of one sprite while the light goes round it once, for ever
    #[arg(long, value_name = "FILE")]
    pub(super) light_sweep: Option<PathBuf>,
    /// How many frames the light sweep has; 2 to 360
    #[arg(
        long, value_name = "N", default_value_t = 16, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(2..=360)
    )]
    pub(super) frames: u32,
    /// Milliseconds a frame of the light sweep, at least 20
    #[arg(
        long, value_name = "MS", default_value_t = 100, allow_negative_numbers = true,
        value_parser = value_parser!(u16).range(20..)
    )]
    pub(super) frame_time: u16,
    #[command(flatten)]
    pub(super) names: NamesArgs,
    #[command(flatten)]
    pub(super) colours: ColourArgs,
    #[command(flatten)]
    pub(super) scale: ScaleArgs,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    // Last, because its heading holds for everything after it.
    #[command(flatten)]
    pub(super) dials: DialArgs,
}

pub(super) fn run(
    args: &ShadeFilesArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    if let Some(path) = &args.light_sweep {
        check_ending(path, "--light-sweep", &["gif"])?;
    }
    let checkpoint = open_checkpoint(model)?;
    let generator = &Generator::new(&checkpoint);
    inputs.add_all(&args.files);
    inputs.add_all(args.colours.file());
    // What has other colours than the model keeps them, and is lit along its own ramps.
    let place = (generator, model.is_none());
    let (read, palette) = read_in_colours(&args.files, &args.colours, args.glass.glass(), place)?;
    let mut redraws = Redraws { checkpoint: &checkpoint, generator, args, n_attempts: 0 };
    let light = args.dials.over(args.preset);
    let mut relighter = Relighter::new(light, &palette, generator);
    let mut remarks = FileRemarks::with_glass(&args.colours);
    let mut flats: Vec<(Frame, Option<Recipe>)> = Vec::new();
    for (file, read) in read {
        remarks.add(&file, read.remarks);
        inputs.add_all(&read.also_read);
        for imported in read.sprites {
            flats.push(flat(imported.frame, &file, &palette, &mut redraws)?);
        }
    }
    remarks.tell();
    if let Some(out) = &args.light_sweep {
        write_sweep(out, &flats, &mut relighter, (&palette, args), inputs)?;
    }
    let Some(out) = &args.out else { return Ok(()) };
    let lit = flats.into_iter().map(|(frame, recipe)| {
        let (sprite, recipe) = relighter.shine(frame.sprite, recipe.as_ref());
        let frame = Frame::new(frame.name, sprite);
        recipe.map_or(frame.clone(), |recipe| frame.with_recipe(recipe))
    });
    let lit: Vec<Frame> = lit.collect();
    write_each(&lit, &palette, out, &args.scale, (&args.names, inputs))
}

fn write_sweep(
    out: &Path,
    flats: &[(Frame, Option<Recipe>)],
    relighter: &mut Relighter,
    (palette, args): (&Palette, &ShadeFilesArgs),
    inputs: &Inputs,
) -> anyhow::Result<()> {
    let [(frame, _)] = flats else {
        let n = flats.len();
        return Err(Usage(format!("a light sweep is of one sprite, and there are {n}")).into());
    };
    check_file(out)?;
    inputs.check(out)?;
    let steps = relighter.sweep(&frame.sprite, args.frames as usize);
    let frames: Vec<Frame> = steps
        .into_iter()
        .map(|sprite| Frame {
            milliseconds: args.frame_time,
            ..Frame::new(frame.name.clone(), sprite)
        })
        .collect();
    gif::write(out, &frames, palette, args.scale.times())?;
    output::say(&out.display().to_string())
}

/// The sprite without the light that its recipe tells of, and its recipe.
fn flat(
    frame: Frame,
    file: &Path,
    palette: &Palette,
    redraws: &mut Redraws<'_>,
) -> anyhow::Result<(Frame, Option<Recipe>)> {
    let Some(recipe) = frame.recipe().cloned() else { return Ok((frame, None)) };
    let Some(shading) = &recipe.shading else { return Ok((frame, Some(recipe))) };
    let own = if recipe.palette.is_some() { palette } else { redraws.generator.palette() };
    let leads_here = |flat: &Sprite| follow(shading, flat, own) == frame.sprite;
    let sprite = match shading.flat.as_deref().cloned().filter(leads_here) {
        Some(flat) => flat,
        None => redraws.draw(&recipe, palette).filter(leads_here).ok_or_else(|| {
            anyhow!(
                "{} is lit already, and this model does not draw it without light; give the \
                 right model with --model, or shade the sprite that it was made from",
                quoted(file)
            )
        })?,
    };
    let recipe = recipe.lit(None, &sprite);
    Ok((Frame { sprite, origin: Origin::Unknown, ..frame }, Some(recipe)))
}

/// Draws sprites again whose recipes tell of light and hold no sprite without it, within bounds: a
/// small file may ask for very many attempts.
struct Redraws<'a> {
    checkpoint: &'a Checkpoint,
    generator: &'a Generator,
    args: &'a ShadeFilesArgs,
    /// Attempts that recipes have asked for so far.
    n_attempts: usize,
}

impl Redraws<'_> {
    /// The most attempts at all sprites of a command.
    const MOST: usize = 64;

    /// What the model draws for a recipe, if it is the one that drew it and there are not too many.
    fn draw(&mut self, recipe: &Recipe, palette: &Palette) -> Option<Sprite> {
        if !self.generator.draws_as(&recipe.checkpoint) {
            return None;
        }
        self.n_attempts += usize::from(recipe.sampling.attempts);
        if recipe.sampling.attempts > Sampling::USUAL.attempts || self.n_attempts > Self::MOST {
            return None;
        }
        let precision = self.args.engine.precision(Precision::named(&recipe.precision));
        let generator = &Generator::with_precision(self.checkpoint, precision);
        if recipe.palette.is_none() && !palette.has_colours_of(generator.palette()) {
            return None;
        }
        let request = redraw::request_of(recipe, generator).ok()?;
        let mut artist = Artist::new(generator, self.args.engine.threads(), 1);
        let mut sprite = artist.draw(&[request]).pop()?.sprite;
        redraw::edit(&mut sprite, &recipe.edits);
        Some(sprite)
    }
}
