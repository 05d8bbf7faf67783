//! The `import` subcommand: an artist's own pictures as sprites to learn from.

use std::{io::Write as _, ops::ControlFlow, path::PathBuf, str::FromStr as _};

use anyhow::{Context as _, Result, ensure};
use shoal::{
    dataset::{
        self, Credit, DropShadow, Facing, GridChoice, ImportSettings, Imported, PaletteChoice,
        Pattern, Placing, Simplification,
    },
    files::animation::WhichFrames,
};

/// Options of `shoal-trainer import`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    shoal-trainer import art/animals art/demons --palette from-art --licence CC0-1.0 --out own-art\n  \
    shoal-trainer import sheet.png --grid 32x32 --gap 1 --dry-run\n  \
    shoal-trainer import art --manifest art/manifest.toml\n\n\
    Folders are labels: art/demons/imp.png is of the category \"Demons\". docs/OWN_ART.md tells \
    the rest.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct ImportArgs {
    /// Folders, pictures and sheets: PNG, GIF, .aseprite, or the JSON of a sheet
    #[arg(required = true, value_name = "PATH")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder for the sprites, the report and the contact sheet
    #[arg(long, value_name = "DIR", default_value = "own-art")]
    pub(crate) out: PathBuf,
    /// Write the report and the contact sheet only
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// What the collection is called; without it as its folder
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A TOML file that says what the sprites are and whose
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// What paths say, as "{zone}/{category}/*" or "{category}/{kind}-*": zone, category, and
    /// any other name is an axis of your own; without it folders are categories
    #[arg(long, value_name = "PATTERN")]
    pub(crate) labels: Option<Pattern>,
    /// Labels are the names of the built-in model's zones and categories
    #[arg(long)]
    pub(crate) built_in_labels: bool,
    /// Cells of sheets: "auto", "none" or a size as 32x32
    #[arg(long, value_name = "GRID", default_value = "auto", value_parser = GridChoice::from_str)]
    pub(crate) grid: GridChoice,
    /// Pixels around the cells of a sheet whose size is given
    #[arg(long, default_value_t = 0)]
    pub(crate) margin: usize,
    /// Pixels between the cells of a sheet whose size is given
    #[arg(long, default_value_t = 0)]
    pub(crate) gap: usize,
    /// All frames of animations, not only the first
    #[arg(long)]
    pub(crate) all_frames: bool,
    /// Where a sprite stands on the canvas
    #[arg(long, value_enum, default_value_t = Placement::Keep)]
    pub(crate) place: Placement,
    /// Doubles small sprites, triples smaller ones, as far as they fit
    #[arg(long)]
    pub(crate) enlarge: bool,
    /// Makes the plain ground around figures see-through
    #[arg(long)]
    pub(crate) remove_background: bool,
    /// What is done about the way that figures look; a manifest can turn some with `mirror = true`
    #[arg(long, value_enum, default_value_t = FacingChoice::Keep)]
    pub(crate) facing: FacingChoice,
    /// The most colours of a sprite, chosen among its own: shades that differ little become one;
    /// 2 to 63
    #[arg(long, value_name = "N")]
    pub(crate) colours_per_sprite: Option<u8>,
    /// What becomes of black beside a figure that does not touch it
    #[arg(long, value_enum, default_value_t = Shadow::Keep)]
    pub(crate) drop_shadow: Shadow,
    /// Single pixels that no neighbour is like become as those around them; eyes stay
    #[arg(long)]
    pub(crate) clean_specks: bool,
    /// Brings shades of one material together, so that the shader can put the light back: 0 not at
    /// all, 1 into one colour
    #[arg(long, value_name = "AMOUNT", default_value_t = 0.0)]
    pub(crate) flatten_light: f32,
    /// "built-in", "from-art", or a palette file of any kind
    #[arg(long, value_name = "PALETTE", default_value = "built-in")]
    pub(crate) palette: String,
    /// Sprites that differ in at most this many pixels are one
    #[arg(long, value_name = "PIXELS", default_value_t = ImportSettings::DUPLICATES)]
    pub(crate) duplicates: usize,
    /// Licence of the sprites, where no manifest says
    #[arg(long, alias = "license")]
    pub(crate) licence: Option<String>,
    /// Author of the sprites, where no manifest says
    #[arg(long)]
    pub(crate) author: Option<String>,
    /// Where the sprites are from, where no manifest says
    #[arg(long)]
    pub(crate) source: Option<String>,
}

/// Where a sprite stands on the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Placement {
    /// Where it stood in its picture, as far as it fits
    Keep,
    /// In the middle
    Centre,
    /// In the middle, on a ground line one pixel above the lower edge
    Foot,
}

/// What is done about the way figures look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FacingChoice {
    /// They look as they were drawn
    Keep,
    /// Those of a category are turned the way that most of them look
    Alike,
}

/// What becomes of a black shadow beside a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Shadow {
    /// It goes; black stays where it touches the figure, as its outline
    Remove,
    /// It stays
    Keep,
}

/// Runs the subcommand.
pub(crate) fn run(args: &ImportArgs) -> Result<()> {
    let imported = import(args)?;
    let mut out = std::io::stdout();
    let (summary, what) = if args.dry_run {
        (imported.write_preview(&args.out)?, "Report and contact sheet")
    } else {
        (imported.write(&args.out)?, "Sprites, report and contact sheet")
    };
    writeln!(out, "{summary}{what}: {}", args.out.display())?;
    Ok(())
}

/// Everything but writing.
fn import(args: &ImportArgs) -> Result<Imported> {
    ensure!(
        args.margin == 0 && args.gap == 0
            || args.manifest.is_some()
            || matches!(args.grid, GridChoice::Given(_)),
        "--margin and --gap are for cells of a given size: say --grid 32x32 too"
    );
    let settings = args.settings();
    let imported = dataset::import(&settings, |_| ControlFlow::Continue(()));
    match settings.palette {
        // A choice that is misspelt looks like the name of a file.
        PaletteChoice::File(file) if !file.is_file() => {
            imported.context("--palette is built-in, from-art or a palette file")
        }
        _ => Ok(imported?),
    }
}

impl ImportArgs {
    fn settings(&self) -> ImportSettings {
        let folder = self.out.file_name().unwrap_or_default();
        ImportSettings {
            inputs: self.inputs.clone(),
            name: self.name.clone(),
            usual_name: folder.to_string_lossy().into_owned(),
            manifest: self.manifest.clone(),
            labels: self.labels.clone(),
            has_built_in_labels: self.built_in_labels,
            grid: self.grid,
            margin: self.margin,
            gap: self.gap,
            frames: if self.all_frames { WhichFrames::All } else { WhichFrames::First },
            placing: match self.place {
                Placement::Keep => Placing::Keep,
                Placement::Centre => Placing::Centre,
                Placement::Foot => Placing::Foot,
            },
            enlarges: self.enlarge,
            removes_background: self.remove_background,
            facing: match self.facing {
                FacingChoice::Keep => Facing::Keep,
                FacingChoice::Alike => Facing::Alike,
            },
            simplify: Simplification {
                colours: self.colours_per_sprite,
                drop_shadow: match self.drop_shadow {
                    Shadow::Remove => DropShadow::Remove,
                    Shadow::Keep => DropShadow::Keep,
                },
                cleans_specks: self.clean_specks,
                flatten_light: self.flatten_light,
            },
            palette: palette_choice(&self.palette),
            duplicates: self.duplicates,
            credit: Credit {
                licence: self.licence.clone().unwrap_or_default(),
                author: self.author.clone().unwrap_or_default(),
                source: self.source.clone().unwrap_or_default(),
            },
            ..ImportSettings::default()
        }
    }
}

/// What `--palette` says.
pub(super) fn palette_choice(text: &str) -> PaletteChoice {
    match text {
        "built-in" => PaletteChoice::BuiltIn,
        "from-art" => PaletteChoice::FromArt,
        file => PaletteChoice::File(file.into()),
    }
}

#[cfg(test)]
mod tests;
