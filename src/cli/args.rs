//! What can be typed, and the help that says so.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{
    Args, Parser, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser as _},
    value_parser,
};

use super::{
    Usage,
    animate::{self, ANIMATE_EXAMPLES, AnimateArgs, StrokeArgs},
    finish::ColourArgs,
    light::ShadeArgs,
    more_args::{self, BreedArgs, ExportArgs, PaletteArgs, ShadeFilesArgs, SweepArgs},
    names::NamesArgs,
    only_colours::OnlyColoursArgs,
    prompt::PromptArgs,
    recolour::{self, RecolourArgs},
    shape_first::ShapeFirstArgs,
    shards::{Shard, VariantRange},
    train::{self, TrainArgs},
    words::{self, WordsArgs},
    worlds::{self, WorldsArgs},
};
use crate::{
    files::{Frame, Origin, png::MAX_SCALE},
    generate::Precision,
    motion::Action,
    sprite::{MIN_SHAPE_TEMPERATURE, Palette, Sampling},
};

const EXAMPLES: &str = "\
Examples:
  shoal                                             open the studio
  shoal generate --zone shallows --category jellyfish --count 4 --seed 7 --out sprites
  shoal grid --seed 7 --out grid.png                one sprite for every zone and category
  shoal breed a.png b.png --count 4 --out children  what two sprites, or one, might have for children
  shoal sweep --category jellyfish --out sweep.png  what the temperature does
  shoal shade sprites/*.png --preset moon --out lit the same sprites under a light
  shoal animate sprites/*.png --motion swim --format gif --scale 4 --out swimming
  shoal export sprites/*.png --format sheet --out sheet.png
  shoal palette palette.hex --out palette.gpl       convert a palette; alone it prints one
  shoal recipe sprites/jellyfish-shallows-7-0.png   how that sprite was made
  shoal --model forest.safetensors info             what a checkpoint draws
  shoal worlds                                      the worlds on the shelf; --world NAME draws with one

Exit codes: 0 all went well, 1 it could not be done, 2 it makes no sense.";

const GENERATE_EXAMPLES: &str = "\
Examples:
  shoal generate --zone vent --category any --count 8 --out sprites
  shoal generate \"hadal jellyfish\" --count 8 --out sprites
  shoal generate --zone shallows --category reef-fish --seed 7 --variant 3 --scale 8 --out big
  shoal generate --category coral --shade noon --rim 0.3 --out lit
  shoal generate --category coral --palette pico-8.hex --count 4 --out few-colours
  shoal generate --category coral --only-colours kelp,sand --count 4 --out two-ramps
  shoal generate --category jellyfish --count 4 --animate swim --scale 4 --out swimming
  shoal generate crab --sketch rough.png --count 8 --out crabs
  shoal generate --recipe sprites/reef-fish-shallows-7-3.png --out again
  shoal generate --category coral --count 20 --out - | tar x
  shoal generate --variants 0..1000000 --shard 3/16 --out shards

The same seed, variant and settings draw the same sprite, on any number of threads. Each file is \
called category-zone-seed-variant.png, holds its recipe, and replaces an older one of that name. \
The paths are printed, one a line. A shard that was stopped goes on when the same line is given \
again; the files do not depend on the number of shards.";

const GRID_EXAMPLES: &str = "\
Examples:
  shoal grid --seed 7 --temperature 1.1 --scale 2 --out grid.png
  shoal grid --seed 7 --shade moon --out moonlit.png
  shoal grid --rows zone --columns body --prompt grazer --names --scale 2 --out grazers.png

Rows are zones and columns categories, unless --rows and --columns say otherwise. Cell i, row by \
row, is variant i of the seed.";

const INFO_EXAMPLES: &str = "\
Examples:
  shoal info
  shoal --model forest.safetensors info";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  shoal completions bash > ~/.local/share/bash-completion/completions/shoal
  shoal completions fish > ~/.config/fish/completions/shoal.fish
  shoal completions zsh > \"${fpath[1]}/_shoal\"";

const RECIPE_EXAMPLES: &str = "\
Example:
  shoal recipe sprites/jellyfish-shallows-7-0.png

`shoal generate --recipe FILE --out DIR` draws the sprite again.";

/// Draws 32x32 sea creatures with a tiny model that runs on this computer.
#[derive(Debug, Parser)]
#[command(name = "shoal", version, after_help = EXAMPLES, max_term_width = 100)]
pub(super) struct Cli {
    /// Checkpoint to draw with instead of the built-in one
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,
    /// Replace files that are there and that Shoal did not write; what is read is kept in any case
    #[arg(long, global = true)]
    pub(super) force: bool,
    /// World on the shelf to draw with, by its name or identity; `shoal worlds` lists them
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "model")]
    pub(super) world: Option<String>,
    /// Open the studio, print how soon its grid was full, and close it
    #[arg(long, hide_short_help = true)]
    pub(super) timings: bool,
    /// What to do; without it the studio opens
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Sprites, sheets, palettes and checkpoints to open in the studio
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Draw sprites and write each to a PNG of its own
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(GenerateArgs),
    /// Draw one sprite for every zone and category, on one sheet
    #[command(after_help = GRID_EXAMPLES)]
    Grid(GridArgs),
    /// Cross two sprites, or vary one: the model redraws part of the first, with the second in mind
    #[command(after_help = more_args::BREED_EXAMPLES)]
    Breed(BreedArgs),
    /// Draw the same noise at many temperatures, on one sheet
    #[command(after_help = more_args::SWEEP_EXAMPLES)]
    Sweep(SweepArgs),
    /// Light flat sprites along the ramps of their colours
    #[command(after_help = more_args::SHADE_EXAMPLES)]
    Shade(ShadeFilesArgs),
    /// Print a palette, or convert it to another format
    #[command(after_help = more_args::PALETTE_EXAMPLES)]
    Palette(PaletteArgs),
    /// Write sprites for other programs: enlarged, as a sheet, an .aseprite file or a GIF
    #[command(after_help = more_args::EXPORT_EXAMPLES)]
    Export(ExportArgs),
    /// Give sprites other colours, ramp by ramp: sets of palette swaps
    #[command(visible_alias = "recolor", after_help = recolour::EXAMPLES)]
    Recolour(RecolourArgs),
    /// Make still sprites move: clips for engines, in whole pixels and the sprite's own colours
    #[command(after_help = ANIMATE_EXAMPLES)]
    Animate(AnimateArgs),
    /// Print how an exported PNG was made, as JSON
    #[command(after_help = RECIPE_EXAMPLES)]
    Recipe(RecipeArgs),
    /// List the words that prompts of this model can have
    #[command(after_help = words::EXAMPLES)]
    Words(WordsArgs),
    /// List the worlds on the shelf, add, rename or remove one
    #[command(after_help = worlds::EXAMPLES)]
    Worlds(WorldsArgs),
    /// Teach the model your own sprites, with the trainer that is beside this program
    #[command(after_help = train::EXAMPLES)]
    Train(TrainArgs),
    /// Print what is known about a checkpoint
    #[command(after_help = INFO_EXAMPLES)]
    Info,
    /// Print completions for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages, one a command
    Man {
        /// Folder to write to, made if it is not there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

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

#[derive(Debug, Args)]
pub(super) struct GridArgs {
    /// Axis of the rows, such as "body"; `shoal info` lists the axes of the model
    #[arg(long, value_name = "AXIS", default_value = "zone")]
    pub(super) rows: String,
    /// Axis of the columns, such as "main"
    #[arg(long, value_name = "AXIS", default_value = "category")]
    pub(super) columns: String,
    /// What every sprite should be, in words, such as "small grazer"; body plans of other
    /// categories are left out, and where the words fix an axis, six variants take its place
    #[arg(long, value_name = "WORDS")]
    pub(super) prompt: Option<String>,
    /// Write the names of rows and columns on the sheet
    #[arg(long)]
    pub(super) names: bool,
    /// Which noise the sprites grow from
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) shape_first: ShapeFirstArgs,
    #[command(flatten)]
    pub(super) sheet: ContactSheetArgs,
    // Last, because its headings hold for everything after it.
    #[command(flatten)]
    pub(super) drawing: DrawingArgs,
}

#[derive(Debug, Args)]
pub(super) struct RecipeArgs {
    /// PNG that Shoal exported
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

/// How sprites become files of their own.
#[derive(Debug, Args)]
pub(super) struct ScaleArgs {
    /// Screen pixels a sprite pixel
    #[arg(
        long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=i64::from(MAX_SCALE))
    )]
    scale: u32,
    /// Write pixels alone: no recipe, by which a sprite is drawn again, and no note that a model
    /// drew it
    #[arg(long)]
    no_metadata: bool,
}

/// One picture of many sprites, enlarged to be looked at.
#[derive(Debug, Args)]
pub(super) struct ContactSheetArgs {
    /// PNG to write
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Screen pixels a sprite pixel
    #[arg(
        long, value_name = "N", default_value_t = 4, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=i64::from(MAX_SCALE))
    )]
    pub(super) scale: u32,
}

/// What every command that draws one kind of sprite takes.
#[derive(Debug, Args)]
pub(super) struct DrawingArgs {
    #[command(flatten)]
    pub(super) colours: ColourArgs,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    // Last, because their headings hold for everything after them.
    #[command(flatten)]
    pub(super) sampling: SamplingArgs,
    #[command(flatten)]
    pub(super) shade: ShadeArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sampling")]
pub(super) struct SamplingArgs {
    /// How daring: 0 takes the likeliest colours, above 1 gets wild; 0 to 4
    #[arg(
        long, value_name = "T", default_value_t = 0.9, allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 4.0)
    )]
    temperature: f32,
    /// Temperature of the outline alone; 0.5 to 4 [default: follows --temperature]
    #[arg(
        long, value_name = "T", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, MIN_SHAPE_TEMPERATURE, 4.0)
    )]
    shape_temperature: Option<f32>,
    /// Temperature of the colours alone; 0 to 4 [default: --temperature]
    #[arg(
        long, alias = "color-temperature", value_name = "T", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 4.0)
    )]
    colour_temperature: Option<f32>,
    /// Choose among the N likeliest colours only; 0, the default, is off
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u8).range(0..=63)
    )]
    top_k: Option<u8>,
    /// Choose among the likeliest colours that together have this probability; 0.01 to 1, the
    /// default, which is off
    #[arg(
        long, value_name = "P", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.01, 1.0)
    )]
    top_p: Option<f32>,
    /// Leave out colours less likely than this share of the likeliest; 0, which is off, to 1
    /// [default: 0.02]
    #[arg(
        long, value_name = "P", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 1.0)
    )]
    min_p: Option<f32>,
    /// Insist on zone and category; 1 is what the model does by itself, in half the time; 0 to 4
    /// [default: 1.5]
    #[arg(
        long, value_name = "G", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, Sampling::MAX_GUIDANCE)
    )]
    guidance: Option<f32>,
    /// Draw a sprite at most so often, where the model's critic finds that it came out badly;
    /// 1 is off; 1 to 16 [default: 4]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u8).range(1..=i64::from(Sampling::MAX_ATTEMPTS))
    )]
    attempts: Option<u8>,
    #[command(flatten)]
    only: OnlyColoursArgs,
}

#[derive(Debug, Args)]
pub(super) struct EngineArgs {
    /// Processor threads to use; changes no pixel [default: all]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u16).range(1..=1024)
    )]
    threads: Option<u16>,
    /// Numbers to compute in: f32 is exact and takes longer; a recipe brings its own
    /// [default: int8]
    #[arg(
        long, value_name = "NUMBERS",
        value_parser = PossibleValuesParser::new(Precision::ALL.map(Precision::name))
            .map(|name| Precision::named(&name).unwrap_or_default())
    )]
    precision: Option<Precision>,
}

impl SamplingArgs {
    /// The single dial first, then whatever was set by hand.
    pub(super) fn sampling(&self, palette: &Palette) -> Result<Sampling, Usage> {
        let dial = Sampling::at_temperature(self.temperature);
        Ok(Sampling {
            shape_temperature: self.shape_temperature.unwrap_or(dial.shape_temperature),
            colour_temperature: self.colour_temperature.unwrap_or(dial.colour_temperature),
            top_k: self.top_k.unwrap_or(dial.top_k),
            top_p: self.top_p.unwrap_or(dial.top_p),
            min_p: self.min_p.unwrap_or(dial.min_p),
            guidance: self.guidance.unwrap_or(dial.guidance),
            attempts: self.attempts.unwrap_or(dial.attempts),
            colours: self.only.set(palette)?,
        })
    }
}

impl ScaleArgs {
    pub(super) fn times(&self) -> u32 {
        self.scale
    }

    /// The recipe that goes into a file, unless pixels alone do.
    pub(super) fn kept<R>(&self, recipe: Option<R>) -> Option<R> {
        recipe.filter(|_| !self.no_metadata)
    }

    /// Takes the recipes off frames where pixels alone go into a file.
    pub(super) fn strip(&self, frames: &mut [Frame]) {
        if self.no_metadata {
            for frame in frames {
                frame.origin = Origin::Unknown;
            }
        }
    }
}

impl EngineArgs {
    pub(super) fn threads(&self) -> usize {
        self.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            usize::from,
        )
    }

    /// What was asked for, or else `usual`.
    pub(super) fn precision(&self, usual: Option<Precision>) -> Precision {
        self.precision.or(usual).unwrap_or_default()
    }
}

/// Reads a number of a range; NaN is in none.
pub(super) fn number(text: &str, lowest: f32, highest: f32) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|value| (lowest..=highest).contains(value))
        .ok_or_else(|| format!("a number from {lowest} to {highest} is needed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampling_of(words: &[&str]) -> Sampling {
        let line = ["shoal", "generate", "--out", "x"].iter().chain(words);
        match Cli::try_parse_from(line).unwrap().command {
            Some(Command::Generate(args)) => {
                args.drawing.sampling.sampling(&Palette::ocean()).unwrap()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn settings_by_hand_win_over_the_dial() {
        assert_eq!(sampling_of(&[]), Sampling::default());
        assert_eq!(sampling_of(&["--temperature", "1.2"]), Sampling::at_temperature(1.2));
        let words = ["--temperature", "0", "--shape-temperature", "1.5", "--top-k", "3"];
        let expected =
            Sampling { shape_temperature: 1.5, top_k: 3, ..Sampling::at_temperature(0.0) };
        assert_eq!(sampling_of(&words), expected);
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for text in ["-0.1", "4.1", "NaN", "inf", "warm", ""] {
            assert!(number(text, 0.0, 4.0).is_err(), "{text}");
        }
        assert_eq!(number("4", 0.0, 4.0), Ok(4.0));
    }
}
