//! What can be typed: the commands. Each has its arguments in its own file.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::{
    animate::{self, AnimateArgs},
    breed::{self, BreedArgs},
    export::{self, ExportArgs},
    generate::{self, GenerateArgs},
    grid::{self, GridArgs},
    palette::{self, PaletteArgs},
    recipe::{self, RecipeArgs},
    recolour::{self, RecolourArgs},
    shade::{self, ShadeFilesArgs},
    sweep::{self, SweepArgs},
    train::{self, TrainArgs},
    words::{self, WordsArgs},
    worlds::{self, WorldsArgs},
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

const INFO_EXAMPLES: &str = "\
Examples:
  shoal info
  shoal --model forest.safetensors info";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  shoal completions bash > ~/.local/share/bash-completion/completions/shoal
  shoal completions fish > ~/.config/fish/completions/shoal.fish
  shoal completions zsh > \"${fpath[1]}/_shoal\"";

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
    #[command(after_help = generate::EXAMPLES)]
    Generate(GenerateArgs),
    /// Draw one sprite for every zone and category, on one sheet
    #[command(after_help = grid::EXAMPLES)]
    Grid(GridArgs),
    /// Cross two sprites, or vary one: the model redraws part of the first, with the second in mind
    #[command(after_help = breed::EXAMPLES)]
    Breed(BreedArgs),
    /// Draw the same noise at many temperatures, on one sheet
    #[command(after_help = sweep::EXAMPLES)]
    Sweep(SweepArgs),
    /// Light flat sprites along the ramps of their colours
    #[command(after_help = shade::EXAMPLES)]
    Shade(ShadeFilesArgs),
    /// Print a palette, or convert it to another format
    #[command(after_help = palette::EXAMPLES)]
    Palette(PaletteArgs),
    /// Write sprites for other programs: enlarged, as a sheet, an .aseprite file or a GIF
    #[command(after_help = export::EXAMPLES)]
    Export(ExportArgs),
    /// Give sprites other colours, ramp by ramp: sets of palette swaps
    #[command(visible_alias = "recolor", after_help = recolour::EXAMPLES)]
    Recolour(RecolourArgs),
    /// Make still sprites move: clips for engines, in whole pixels and the sprite's own colours
    #[command(after_help = animate::EXAMPLES)]
    Animate(AnimateArgs),
    /// Print how an exported PNG was made, as JSON
    #[command(after_help = recipe::EXAMPLES)]
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
