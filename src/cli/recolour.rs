//! `shoal recolour`: sets of palette swaps, each livery of a sprite in a file of its own.

use std::path::{Path, PathBuf};

use clap::{Args, value_parser};

use super::{
    Usage,
    export::{read_in_colours, write_each},
    finish::ColourArgs,
    glass::GlassArgs,
    inputs::Inputs,
    names::NamesArgs,
    open_generator,
    options::ScaleArgs,
    output::quoted,
    remarks::FileRemarks,
};
use crate::{
    files::{Frame, Naming},
    generate::Precision,
    sprite::{Livery, Palette},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal recolour fish.png --liveries 5 --out liveries
  shoal recolour fish.png --liveries 5 --seed 3 --names \"{name}-{seed}-{number}\" --out liveries
  shoal recolour fish.png --livery kelp=lagoon,sand=clown --livery kelp=violet --out liveries
  shoal export liveries/*.png --format sheet --out liveries.png

A livery brings ramps of the sprite into other ramps of its palette, shade by shade; its outline and \
small details, such as eyes, stay. `shoal palette` prints the ramps. Sprites keep their own colours \
where all of them together have 63 or fewer, and their ramps are guessed from these.";

/// Where a set of palette swaps is from, and where it goes.
#[derive(Debug, Args)]
pub(super) struct RecolourArgs {
    /// Sprites, or folders of them: PNG, GIF, .aseprite, the JSON of a sheet, and pictures and
    /// projects of other kinds
    #[arg(value_name = "FILES", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// How many liveries of each sprite to roll; 1 to 64
    #[arg(
        long, value_name = "N", allow_negative_numbers = true, conflicts_with = "livery",
        required_unless_present = "livery",
        value_parser = value_parser!(u32).range(1..=i64::from(Livery::MAX))
    )]
    liveries: Option<u32>,
    /// A livery of your choice: pairs of ramps, what they are and what they become; may be given
    /// again for others
    #[arg(long, value_name = "RAMP=RAMP,…")]
    livery: Vec<String>,
    /// What the liveries are rolled from
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        allow_negative_numbers = true,
        conflicts_with = "livery"
    )]
    seed: u64,
    /// Folder to write to, made if it is not there, or, for one livery of one sprite, a .png
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    #[command(flatten)]
    names: NamesArgs,
    #[command(flatten)]
    scale: ScaleArgs,
    #[command(flatten)]
    glass: GlassArgs,
    #[command(flatten)]
    colours: ColourArgs,
}

pub(super) fn run(
    args: &RecolourArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    inputs.add_all(&args.files);
    inputs.add_all(args.colours.file());
    let generator = open_generator(model, Precision::default())?;
    let may_keep = model.is_none();
    let (read, palette) =
        read_in_colours(&args.files, &args.colours, args.glass.glass(), (&generator, may_keep))?;
    let chosen = args.livery.iter().map(|text| Livery::from_text(text, &palette));
    let chosen = chosen.collect::<Result<Vec<_>, _>>().map_err(|it| Usage(it.to_string()))?;
    let mut remarks = FileRemarks::with_glass(&args.colours);
    let mut frames = Vec::new();
    for (path, file) in read {
        inputs.add_all(&file.also_read);
        remarks.add(&path, file.remarks);
        for imported in file.sprites {
            frames.extend(dressed(&imported.frame, (args, &chosen), &palette, &path)?);
        }
    }
    remarks.tell();
    write_each(&frames, &palette, &args.out, &args.scale, (&args.names, inputs))
}

/// A sprite in all its liveries.
fn dressed(
    frame: &Frame,
    (args, chosen): (&RecolourArgs, &[Livery]),
    palette: &Palette,
    path: &Path,
) -> anyhow::Result<Vec<Frame>> {
    let rolled = args.liveries.map(|count| Livery::roll(&frame.sprite, palette, args.seed, count));
    if let (Some(rolled), Some(count)) = (&rolled, args.liveries)
        && rolled.len() < count as usize
    {
        anyhow::bail!(
            "{}: the ramps of its palette make {} liveries, and {count} are wanted; take a palette \
             with more ramps with --palette",
            quoted(path),
            rolled.len()
        );
    }
    let liveries = rolled.as_deref().unwrap_or(chosen);
    let width = liveries.len().to_string().len();
    let dress = |(index, livery): (usize, &Livery)| {
        let sprite = livery.dress(&frame.sprite, palette);
        let recipe = frame.recipe().map(|recipe| recipe.edited(&frame.sprite, &sprite));
        let own = Naming::of(&frame.name, recipe.as_ref());
        let number = index + 1;
        // With a pattern the name is put together anew.
        let name = if args.names.is_given() {
            own.usual
        } else {
            format!("{}-livery-{number:0width$}", frame.name)
        };
        let dressed = Frame::new(name, sprite);
        recipe.map_or(dressed.clone(), |recipe| dressed.with_recipe(recipe))
    };
    Ok(liveries.iter().enumerate().map(dress).collect())
}
