//! What can be typed after `shoal animate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, value_parser};

use crate::{
    cli::{
        export::JsonList,
        finish::ColourArgs,
        light::ShadeArgs,
        options::{EngineArgs, ScaleArgs, number},
    },
    motion::{Action, BodyPlan, Motion},
};

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  shoal animate sprites/*.png --motion swim --format gif --scale 4 --out swimming
  shoal animate crab.png --motion walk,idle,hurt --format aseprite --out crab.aseprite
  shoal animate sprites/*.png --motion swim --frames 8 --duration 80 --format sheet --out sheet.png
  shoal animate fish.png --format godot --out fish.tres
  shoal animate boss.png --body crab --motion walk --strength 1.5 --format apng --out boss.png
  shoal animate --check walk.gif                    what a player would see of every slip
  shoal animate --check sprites/*.png --motion swim how steady their clips would be

Motions are swim, walk, creep, pulse, jet and sway (each the way in which the creature gets along, \
which its body decides), idle, turn, hurt and die. A clip has the colours of its sprite and no \
others, in whole pixels; loops close exactly, and the same sprite makes the same clip. What a \
recipe does not tell of is built as --body says, or breathes. A lit sprite keeps its light where \
it is. Sheets have one row a clip; their JSON, .aseprite files \
and Godot's resources name each clip NAME-MOTION.";

/// What clips are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ClipFormat {
    /// All clips in one file, a tag a clip
    Aseprite,
    /// A file a clip
    Gif,
    /// An animated PNG a clip, with its recipe
    Apng,
    /// All clips on one PNG, with a JSON that says where, how long and what
    Sheet,
    /// Numbered PNGs, with their recipes
    Png,
    /// Sprite frames of Godot 4 (.tres), with the sheet beside it
    Godot,
    /// The same for Godot 3, where longer frames are repeated
    Godot3,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct AnimateArgs {
    /// Sprites, or folders of them: PNG, GIF, .aseprite or the JSON of a sheet
    #[arg(value_name = "FILES", required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// What the creatures do, with commas between several: swim (or walk, creep, pulse, jet, sway:
    /// as their bodies do), idle, turn, hurt, die [default: swim]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = action)]
    pub(super) motion: Vec<Action>,
    /// How the creatures are built: fish, eel, ray, seahorse, turtle, crab, isopod, snail, slug,
    /// urchin, jellyfish, octopus, squid, nautilus, coral, anemone, angler, or other, which
    /// breathes [default: found from recipe and outline]
    #[arg(long, value_name = "BODY", value_parser = body)]
    pub(super) body: Option<BodyPlan>,
    #[command(flatten)]
    pub(super) stroke: StrokeArgs,
    /// What to write
    #[arg(long, value_enum, required_unless_present = "check")]
    pub(super) format: Option<ClipFormat>,
    /// File to write; for gif, apng and png a folder, or, for one clip, a file
    #[arg(long, value_name = "PATH", required_unless_present = "check")]
    pub(super) out: Option<PathBuf>,
    /// Write nothing: measure how steady the frames of files are, or, of still sprites and with
    /// --motion, those of their clips; the exit code is 1 where a player would see a slip
    #[arg(long, conflicts_with_all = ["format", "out"])]
    pub(super) check: bool,
    #[command(flatten)]
    pub(super) scale: ScaleArgs,
    /// What kind of list the JSON of a sheet has [default: hash]
    #[arg(long, value_enum)]
    pub(super) json: Option<JsonList>,
    #[command(flatten)]
    pub(super) colours: ColourArgs,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    // Last, because its heading holds for everything after it.
    #[command(flatten)]
    pub(super) shade: ShadeArgs,
}

/// How clips are made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Motion")]
pub(in crate::cli) struct StrokeArgs {
    /// How many frames a clip has; 2 to 16 [default: 6]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u8).range(i64::from(Motion::FEWEST)..=i64::from(Motion::MOST))
    )]
    frames: Option<u8>,
    /// Milliseconds a frame; 10 to 10000 [default: 100]
    #[arg(
        long, value_name = "MS", allow_negative_numbers = true,
        value_parser =
            value_parser!(u16).range(i64::from(Motion::SHORTEST)..=i64::from(Motion::LONGEST))
    )]
    duration: Option<u16>,
    /// How far they move: 1, the default, is as their bodies do; 0.25 to 2
    #[arg(
        long = "motion-strength", visible_alias = "strength", value_name = "S",
        allow_negative_numbers = true,
        value_parser = |text: &str| number(text, Motion::WEAKEST, Motion::STRONGEST)
    )]
    strength: Option<f32>,
    /// Another number moves limbs at other times [default: 0]
    #[arg(long, value_name = "N")]
    motion_seed: Option<u64>,
}

impl StrokeArgs {
    /// Whether any of it was asked for.
    pub(in crate::cli) fn is_given(&self) -> bool {
        let Self { frames, duration, strength, motion_seed } = self;
        frames.is_some() || duration.is_some() || strength.is_some() || motion_seed.is_some()
    }

    /// The motion of an action.
    pub(in crate::cli) fn motion(&self, action: Action) -> Motion {
        let usual = Motion::default();
        Motion {
            action,
            frames: self.frames.unwrap_or(usual.frames),
            milliseconds: self.duration.unwrap_or(usual.milliseconds),
            strength: self.strength.unwrap_or(usual.strength),
            seed: self.motion_seed.unwrap_or(usual.seed),
        }
    }
}

/// Reads the name of a motion.
pub(in crate::cli) fn action(name: &str) -> Result<Action, String> {
    Action::named(name).ok_or_else(|| {
        "known are swim (or walk, creep, pulse, jet, sway), idle, turn, hurt and die".to_owned()
    })
}

/// Reads the name of a body plan.
fn body(name: &str) -> Result<BodyPlan, String> {
    BodyPlan::named(name).ok_or_else(|| {
        let names: Vec<&str> = BodyPlan::ALL.into_iter().map(BodyPlan::name).collect();
        format!("known are {}, and the names of creatures of these builds", names.join(", "))
    })
}
