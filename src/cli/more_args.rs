//! What can be typed after the commands that read files.

use std::path::PathBuf;

use clap::{Args, ValueEnum, value_parser};

use super::{
    args::{ContactSheetArgs, DrawingArgs, EngineArgs, ScaleArgs, number},
    finish::ColourArgs,
    light::{DialArgs, ShadeArgs, preset},
    names::NamesArgs,
    only_colours::OnlyColoursArgs,
    prompt::{PromptArgs, WithArgs},
    shape_first::ShapeFirstArgs,
};
use crate::{
    files::Glass,
    generate::Cross,
    sprite::{Light, Sampling},
};

pub(super) const BREED_EXAMPLES: &str = "\
Examples:
  shoal breed a.png b.png --count 4 --out children
  shoal breed a.png b.png --mask left --strength 0.8 --seed 3 --out children
  shoal breed a.png b.png --mask mask.png --category coral --out children
  shoal breed a.png --mask bottom --count 8 --out variations
  shoal breed a.png b.png --mask all --keep-outline --out recoloured

Outside the mask a child has the first parent's pixels, to the last one. Inside it the model draws, \
guided by the second parent, if there is one, as far as --strength says. A mask file is a PNG of 32x32 pixels: white is \
redrawn, or whatever is painted where the rest is transparent. Child K of a seed is always the \
same; its recipe holds all that is needed of its parents.";

pub(super) const SWEEP_EXAMPLES: &str = "\
Examples:
  shoal sweep --zone vent --category coral --out sweep.png
  shoal sweep --category reef-fish --from 0.2 --to 1.5 --steps 7 --seeds 4 --seed 3 --out sweep.png
  shoal sweep --category reef-fish --axes shape --steps 5 --out shape.png

Columns are temperatures. Row K is variant K of the seed, or, with `--axes shape`, a temperature of \
the outline, and columns are temperatures of the colours. Noise is the same along a row, so only \
the temperature changes.";

pub(super) const SHADE_EXAMPLES: &str = "\
Examples:
  shoal shade sprites/*.png --preset moon --out lit
  shoal shade fish.png --angle 60 --elevation 30 --rim 0.4 --keep-drawn 0 --out lit.png
  shoal shade fish.png --light-sweep fish.gif --frames 24 --scale 8
  shoal shade fish.png --palette ramps.gpl --out lit.png

Light only moves a colour along its ramp, those of --palette where one is given, so every pixel stays a palette entry. A sprite whose \
recipe tells of a light already gets this one instead. The recipe tells the light, and `shoal \
generate --recipe` makes the same pixels. What another program drew carries no recipe, so shade \
it from the original each time.";

pub(super) const PALETTE_EXAMPLES: &str = "\
Examples:
  shoal palette                                     the model's palette and its ramps
  shoal palette pico-8.gpl                          print any palette
  shoal palette --out ocean.gpl                     the model's palette as a file
  shoal palette pico-8.hex --out pico-8.act

Read: .gpl, .hex, .pal (JASC), .act, .png, .gif, .aseprite, and the JSON or list of colours that \
Lospec shows. Written, by the end of the name: .gpl, .hex, .pal, .act, .png, .json.";

pub(super) const EXPORT_EXAMPLES: &str = "\
Examples:
  shoal export sprites/*.png --format sheet --columns 6 --padding 1 --out sheet.png
  shoal export sprites/*.png --format aseprite --out fish.aseprite
  shoal export sprites/*.png --format gif --scale 8 --frame-time 120 --out fish.gif
  shoal export fish.aseprite --format png --scale 4 --out sprites
  shoal export sprites/*.png --palette pico-8.hex --format sheet --out sheet.png
  shoal export kept/*.png --format png --names \"{name}-{zone}-{seed}\" --out game

Read: PNG (animated ones too) up to 32x32 or enlarged from that, GIF, .aseprite, the JSON of a \
sheet. Sprites keep their own colours where all of them together have 63 or fewer; otherwise, and \
with --palette, colours become the nearest there. Tags and times stay in sheets and .aseprite \
files; what is left out is told. A sheet's JSON is written beside \
its PNG. `png` writes a file a sprite into the folder --out; everything else one file.";

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

/// What the rows of a sweep are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Axes {
    /// Variants of the seed
    Seeds,
    /// Temperatures of the outline
    Shape,
}

#[derive(Debug, Args)]
pub(super) struct SweepArgs {
    #[command(flatten)]
    pub(super) cell: PromptArgs,
    /// The temperature of the first column; 0 to 4
    #[arg(
        long, value_name = "T", default_value_t = 0.2, allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 4.0)
    )]
    pub(super) from: f32,
    /// The temperature of the last column; 0 to 4
    #[arg(
        long, value_name = "T", default_value_t = 1.5, allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 4.0)
    )]
    pub(super) to: f32,
    /// How many columns; 1 to 32
    #[arg(
        long, value_name = "N", default_value_t = 7, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=32)
    )]
    pub(super) steps: u32,
    /// How many rows; 1 to 32
    #[arg(
        long, value_name = "N", default_value_t = 4, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=32)
    )]
    pub(super) seeds: u32,
    /// What the rows are
    #[arg(long, value_enum, default_value_t = Axes::Seeds)]
    pub(super) axes: Axes,
    /// Rows are the values of this axis of the model, such as "pattern"; with --names they are
    /// written beside them
    #[arg(long, value_name = "AXIS", conflicts_with_all = ["axes", "seeds"])]
    pub(super) over: Option<String>,
    #[command(flatten)]
    pub(super) shape_first: ShapeFirstArgs,
    /// Write the names of rows and columns on the sheet
    #[arg(long)]
    pub(super) names: bool,
    /// Draw a sprite at most so often, where the model's critic finds that it came out badly:
    /// what is drawn again has other noise than the rest of its row; 1 to 16
    #[arg(
        long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
        value_parser = value_parser!(u8).range(1..=i64::from(Sampling::MAX_ATTEMPTS))
    )]
    pub(super) attempts: u8,
    /// Which noise the sprites grow from
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub(super) seed: u64,
    /// The variant of the seed in the first row
    #[arg(long, value_name = "K", default_value_t = 0, allow_negative_numbers = true)]
    pub(super) variant: u32,
    #[command(flatten)]
    pub(super) only: OnlyColoursArgs,
    #[command(flatten)]
    pub(super) sheet: ContactSheetArgs,
    #[command(flatten)]
    pub(super) colours: ColourArgs,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    // Last, because its heading holds for everything after it.
    #[command(flatten)]
    pub(super) shade: ShadeArgs,
}

#[derive(Debug, Args)]
pub(super) struct ShadeFilesArgs {
    /// Flat sprites: PNG, GIF, .aseprite or the JSON of a sheet
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

#[derive(Debug, Args)]
pub(super) struct PaletteArgs {
    /// Palette, or picture with one; without it the palette of the model
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// File to write; the end of its name says in which format
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Of more than 63 colours, take those most alike together until there is room
    #[arg(long, requires = "file")]
    pub(super) reduce: bool,
}

/// What sprites are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// A PNG a sprite, into a folder
    Png,
    /// All on one PNG, with a JSON that says where
    Sheet,
    /// One frame a sprite, recipes in the user data of cels
    Aseprite,
    /// One frame a sprite, playing for ever
    Gif,
}

/// What kind of list the JSON of a sheet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum JsonList {
    /// Frames by name
    Hash,
    /// Frames in a row
    Array,
}

/// What frames of a sheet are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NamedBy {
    /// As the sprites
    Sprite,
    /// 0, 1 and on, as Phaser wants them for the tags of Aseprite
    Number,
}

/// What becomes of half-transparent pixels of the files that are read.
#[derive(Debug, Args)]
pub(super) struct GlassArgs {
    /// What becomes of half-transparent pixels: threshold:N (opaque from N of 255 on), ground:#rrggbb
    /// (as they look on that colour) or dither (a pattern) [default: threshold:128]
    #[arg(long, value_name = "HOW")]
    half_transparent: Option<Glass>,
}

impl GlassArgs {
    pub(super) fn glass(&self) -> Glass {
        self.half_transparent.unwrap_or_default()
    }
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Sprites: PNG, GIF, .aseprite, the JSON of a sheet, and pictures and projects of other kinds
    #[arg(value_name = "FILES", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum)]
    pub(super) format: ExportFormat,
    /// File to write; for `png` a folder, or, for one sprite, a .png
    #[arg(long, value_name = "PATH")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) names: NamesArgs,
    #[command(flatten)]
    pub(super) scale: ScaleArgs,
    #[command(flatten)]
    pub(super) glass: GlassArgs,
    /// Sprites in a row of a sheet; 1 to 512 [default: about as many as rows]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=512)
    )]
    pub(super) columns: Option<u32>,
    /// Transparent sprite pixels around and between the sprites of a sheet; 0 to 64 [default: 0]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(0..=64)
    )]
    pub(super) padding: Option<u32>,
    /// What kind of list the JSON of a sheet has [default: hash]
    #[arg(long, value_enum)]
    pub(super) json: Option<JsonList>,
    /// What frames are called in it [default: number where tags span frames, or else sprite]
    #[arg(long, value_enum, value_name = "BY")]
    pub(super) frame_names: Option<NamedBy>,
    /// Milliseconds a frame, at least 20 [default: as in the file, or 100]
    #[arg(
        long, value_name = "MS", allow_negative_numbers = true,
        value_parser = value_parser!(u16).range(20..)
    )]
    pub(super) frame_time: Option<u16>,
    #[command(flatten)]
    pub(super) colours: ColourArgs,
}
