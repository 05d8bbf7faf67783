//! `shoal breed`: children of one or two sprites, each in a file of its own.

use std::path::{Path, PathBuf};

use clap::{Args, value_parser};

use super::{
    Usage,
    draw::{Artist, batch_size},
    finish::Finish,
    inputs::Inputs,
    names::{NamesArgs, naming},
    open_generator,
    options::{DrawingArgs, ScaleArgs, number},
    output,
    prompt::WithArgs,
    remarks::FileRemarks,
    target::Target,
};
use crate::{
    files::{
        FileError,
        import::{Imported, read_first},
        mask::read_mask,
        png,
    },
    generate::{Cross, Generator, SpriteRequest},
    sprite::{Labels, Mask, Side, Sprite},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal breed a.png b.png --count 4 --out children
  shoal breed a.png b.png --mask left --strength 0.8 --seed 3 --out children
  shoal breed a.png b.png --mask mask.png --category coral --out children
  shoal breed a.png --mask bottom --count 8 --out variations
  shoal breed a.png b.png --mask all --keep-outline --out recoloured

Outside the mask a child has the first parent's pixels, to the last one. Inside it the model draws, \
guided by the second parent, if there is one, as far as --strength says. A mask file is a PNG of 32x32 pixels: white is \
redrawn, or all painted pixels where the rest is transparent; odd pixels are reported. Child K of a seed is always the \
same; its recipe holds all that is needed of its parents.";

#[derive(Debug, Args)]
pub(super) struct BreedArgs {
    /// The parent that stays as it is outside the mask
    #[arg(value_name = "A")]
    pub(super) a: PathBuf,
    /// The parent that comes in inside the mask; without it children are variations of A
    #[arg(value_name = "B")]
    pub(super) b: Option<PathBuf>,
    /// Where the model draws anew: random (40 % of the pixels), left, right, top, bottom, all,
    /// or a picture
    #[arg(long, value_name = "MASK", default_value = "random")]
    pub(super) mask: String,
    /// Swap what is redrawn and what stays
    #[arg(long)]
    pub(super) invert: bool,
    /// From A varied (0) to B fitted in (1): up to 0.5 the model is shown more and more of B, gets
    /// its outline and some of its colours; from there on more and more of B's pixels stay, until
    /// the seam alone is drawn
    #[arg(
        long, value_name = "S", default_value_t = Cross::STRENGTH, allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 1.0)
    )]
    pub(super) strength: f32,
    /// Keep the outline of A inside the mask too: what is there gets new colours, and nothing else
    #[arg(long)]
    pub(super) keep_outline: bool,
    /// How many children: variants 0 to N-1 of the seed
    #[arg(
        long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=100_000)
    )]
    pub(super) count: u32,
    /// Which noise the children and the random mask grow from
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub(super) seed: u64,
    /// Where the children live [default: where A does, as far as its recipe tells; from strength
    /// 0.5 on, where B is of another category, where B does]
    #[arg(long, value_name = "NAME")]
    pub(super) zone: Option<String>,
    /// What the children are [default: as with --zone]
    #[arg(long, value_name = "NAME")]
    pub(super) category: Option<String>,
    #[command(flatten)]
    pub(super) with: WithArgs,
    /// Folder to write to, made if it is not there, or, for one child, a .png; children of the same
    /// parents, seed and number replace each other
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

pub(super) fn run(
    args: &BreedArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    let mut remarks = FileRemarks::new(&args.drawing.colours);
    let mask = mask(args, inputs, &mut remarks)?;
    inputs.add_all(std::iter::once(&args.a).chain(&args.b));
    inputs.add_all(args.drawing.colours.file());
    let generator = open_generator(model, args.drawing.engine.precision(None))?;
    let palette = generator.palette();
    let mut parent = |path: &PathBuf| {
        let mut file = read_first(path, palette)?;
        inputs.add_all(&file.also_read);
        remarks.add(path, file.remarks);
        Ok::<Imported, FileError>(file.sprites.swap_remove(0))
    };
    let a = parent(&args.a)?;
    let b = args.b.as_ref().map(&mut parent).transpose()?;
    remarks.tell();
    let cross = Cross {
        prompt: prompt(args, (&a, b.as_ref()), &generator)?,
        a: flat(&a),
        b: b.as_ref().map(flat),
        mask,
        strength: args.strength,
        keeps_outline: args.keep_outline,
        sampling: args.drawing.sampling.sampling(palette)?,
    };
    write_children(&cross, args, &generator, inputs)
}

fn write_children(
    cross: &Cross,
    args: &BreedArgs,
    generator: &Generator,
    inputs: &Inputs,
) -> anyhow::Result<()> {
    let mut target = Target::new(&args.out, args.count as usize)?;
    args.names.check(target.is_file())?;
    let threads = args.drawing.engine.threads();
    let mut artist = Artist::new(generator, threads, args.count as usize);
    let light = args.drawing.shade.light();
    let mut finish = Finish::new(generator, &args.drawing.colours, light)?;
    let variants: Vec<u32> = (0..args.count).collect();
    let named = |&variant: &u32| {
        let place = (variant as usize + 1, args.count as usize);
        let request = cross.request(args.seed, variant);
        args.names.stem(&naming(generator, &request, args.count - 1), place)
    };
    if args.names.is_given() {
        target.reserve(&variants.iter().map(named).collect::<Vec<_>>());
    }
    for batch in variants.chunks(batch_size(threads)) {
        let paths: Vec<PathBuf> =
            batch.iter().map(|variant| target.path(&named(variant))).collect();
        let requests: Vec<SpriteRequest> =
            batch.iter().map(|&variant| cross.request(args.seed, variant)).collect();
        inputs.check_all(&paths)?;
        let drawn = artist.draw(&requests);
        for ((request, preview), path) in requests.iter().zip(drawn).zip(paths) {
            let sprite = preview.sprite;
            let recipe = Some(generator.recipe(request, &sprite));
            let (sprite, recipe) = finish.finish(sprite, recipe);
            let (palette, scale) = (finish.palette(), args.scale.times());
            let recipe = args.scale.kept(recipe);
            png::write_sprite(&path, &sprite, palette, recipe.as_ref(), scale)?;
            output::say(&path.display().to_string())?;
        }
    }
    Ok(())
}

/// A parent without the light that its recipe tells of: the model draws flat sprites, and
/// the light of its children is another matter.
fn flat(parent: &Imported) -> Sprite {
    let shading = parent.frame.recipe().and_then(|recipe| recipe.shading.as_ref());
    let flat = shading.and_then(|shading| shading.flat.as_deref());
    flat.unwrap_or(&parent.frame.sprite).clone()
}

fn mask(args: &BreedArgs, inputs: &mut Inputs, remarks: &mut FileRemarks) -> anyhow::Result<Mask> {
    let mask = match args.mask.as_str() {
        "random" => Mask::random(args.seed, Mask::RANDOM_SHARE),
        "left" => Mask::half(Side::Left),
        "right" => Mask::half(Side::Right),
        "top" => Mask::half(Side::Top),
        "bottom" => Mask::half(Side::Bottom),
        "all" => Mask::ALL,
        file if Path::new(file).extension().is_none() && !Path::new(file).exists() => {
            let known = "random, left, right, top, bottom, all, or the path of a PNG";
            return Err(Usage(format!("there is no --mask \"{file}\"; known are {known}")).into());
        }
        file => {
            inputs.add(Path::new(file));
            let read = read_mask(Path::new(file))?;
            remarks.add(Path::new(file), read.remarks);
            read.mask
        }
    };
    Ok(if args.invert { mask.inverted() } else { mask })
}

/// What was asked for, or else what the parents were, as the strength has it.
fn prompt(
    args: &BreedArgs,
    (a, b): (&Imported, Option<&Imported>),
    generator: &Generator,
) -> Result<Labels, Usage> {
    let world = generator.world();
    // A recipe of another model may name what this one does not know.
    let labels_of = |parent: &Imported| {
        let recipe = parent.frame.origin.recipe();
        recipe.map_or_else(Labels::default, |recipe| recipe.known_labels(world))
    };
    let known = Cross::labels(labels_of(a), b.map(labels_of), args.strength);
    let named = [("zone", args.zone.as_deref()), ("category", args.category.as_deref())];
    let mut labels = known.bound(world.id());
    for (axis, value) in named {
        let Some(value) = value else { continue };
        labels = world.with(labels, axis, value).map_err(|error| Usage(error.to_string()))?;
    }
    args.with.apply(world, labels)
}
