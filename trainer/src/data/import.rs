//! The `import` subcommand: an artist's own pictures as sprites to learn from.

use std::{collections::BTreeMap, io::Write as _, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use shoal::{
    files::pictures::{NamedPicture, Picture, WhichFrames, read_pictures},
    sprite::{PIXELS, World},
};

use super::{
    assembly::{Assembly, Figure, write},
    dataset::Dataset,
    fit::{OPAQUE_FROM, Placing, fit, remove_background, true_size},
    gather::{FoundFile, gather},
    grid::{CellSize, Grid, is_blank},
    labels::{Labeller, world_of},
    manifest::{About, Manifest},
    pattern::Pattern,
    report::{Report, Why},
};

/// Fewer pixels than this are a speck, not a sprite.
const LEAST_PIXELS: usize = 12;

/// Sprites that are held in memory, at most.
const MAX_SPRITES: usize = 50_000;

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
    /// What paths say, as "{zone}/{category}/*"; without it folders are categories
    #[arg(long, value_name = "PATTERN")]
    pub(crate) labels: Option<Pattern>,
    /// Labels are the names of the built-in model's zones and categories
    #[arg(long)]
    pub(crate) built_in_labels: bool,
    /// Cells of sheets: "auto", "none" or a size as 32x32
    #[arg(long, value_name = "GRID", default_value = "auto", value_parser = grid_choice)]
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
    #[arg(long, value_enum, default_value_t = Placing::Keep)]
    pub(crate) place: Placing,
    /// Doubles small sprites, triples smaller ones, as far as they fit
    #[arg(long)]
    pub(crate) enlarge: bool,
    /// Makes the plain ground around figures see-through
    #[arg(long)]
    pub(crate) remove_background: bool,
    /// "built-in", "from-art", or a palette file of any kind
    #[arg(long, value_name = "PALETTE", default_value = "built-in")]
    pub(crate) palette: String,
    /// Sprites that differ in at most this many pixels are one
    #[arg(long, value_name = "PIXELS", default_value_t = 12)]
    pub(crate) duplicates: usize,
    /// Licence of the sprites, where no manifest says
    #[arg(long)]
    pub(crate) licence: Option<String>,
    /// Author of the sprites, where no manifest says
    #[arg(long)]
    pub(crate) author: Option<String>,
    /// Where the sprites are from, where no manifest says
    #[arg(long)]
    pub(crate) source: Option<String>,
}

/// How sheets are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GridChoice {
    /// Where nothing is drawn across.
    Auto,
    /// Not at all.
    None,
    /// Along cells of this size.
    Given(CellSize),
}

fn grid_choice(text: &str) -> Result<GridChoice, String> {
    match text {
        "auto" => Ok(GridChoice::Auto),
        "none" => Ok(GridChoice::None),
        size => size.parse().map(GridChoice::Given),
    }
}

/// Runs the subcommand.
pub(crate) fn run(args: &ImportArgs) -> Result<()> {
    let (dataset, report) = import(args)?;
    let summary = write(&dataset, &report, &args.out, args.dry_run)?;
    let mut out = std::io::stdout();
    let what =
        if args.dry_run { "Report and contact sheet" } else { "Sprites, report and contact sheet" };
    writeln!(out, "{summary}{what}: {}", args.out.display())?;
    Ok(())
}

/// Everything but writing.
fn import(args: &ImportArgs) -> Result<(Dataset, Report)> {
    let manifest = match &args.manifest {
        Some(path) => Manifest::open(path)?,
        None => Manifest::default(),
    };
    let mut report = Report::default();
    let figures = read_all(args, &manifest, &mut report)?;
    let world = if args.built_in_labels {
        World::ocean()
    } else {
        world_of(&manifest, figures.iter().map(|figure| &figure.about))?
    };
    let name = args.name.clone().or_else(|| manifest.name.clone());
    let name = name.unwrap_or_else(|| {
        let folder = args.out.file_name().unwrap_or_default();
        folder.to_string_lossy().into_owned()
    });
    let assembly = Assembly { name, palette: &args.palette, duplicates: args.duplicates };
    let dataset = assembly.dataset(figures, world, &mut report)?;
    Ok((dataset, report))
}

/// Opens every file; those that cannot be used are told of and left out.
fn read_all(args: &ImportArgs, manifest: &Manifest, report: &mut Report) -> Result<Vec<Figure>> {
    let labeller = Labeller { pattern: args.labels.as_ref(), manifest };
    let which = if args.all_frames { WhichFrames::All } else { WhichFrames::First };
    let mut figures = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for file in gather(&args.inputs)? {
        report.n_files += 1;
        let mut about = labeller
            .about(&file.relative)
            .with_context(|| format!("cannot label {}", file.path.display()))?;
        if about.skip {
            report.drop(&file.relative, Why::Skipped, "the manifest skips it");
            continue;
        }
        fill(&mut about.credit.licence, args.licence.as_ref());
        fill(&mut about.credit.author, args.author.as_ref());
        fill(&mut about.credit.source, args.source.as_ref());
        match read_pictures(&file.path, which) {
            Ok(pictures) => {
                let before = figures.len();
                take_file(args, &file, &about, pictures, &mut figures, report);
                for figure in &mut figures[before..] {
                    number(&mut figure.name, &mut names, report);
                }
            }
            Err(error) => report.drop(&file.relative, Why::Unreadable, error.to_string()),
        }
        ensure!(
            figures.len() <= MAX_SPRITES,
            "there are more than {MAX_SPRITES} sprites: import them in parts"
        );
    }
    Ok(figures)
}

/// Cuts, cleans and fits the pictures of a file.
fn take_file(
    args: &ImportArgs,
    file: &FoundFile,
    about: &About,
    pictures: Vec<NamedPicture>,
    figures: &mut Vec<Figure>,
    report: &mut Report,
) {
    let stem = file.relative.rsplit_once('.').map_or(file.relative.as_str(), |(stem, _)| stem);
    let is_alone = pictures.len() == 1;
    for NamedPicture { name, picture } in pictures {
        let base = if is_alone { stem.to_owned() } else { format!("{stem}/{name}") };
        let (picture, scale) = true_size(picture);
        if scale > 1 {
            report
                .notes
                .push(format!("{base}: was enlarged {scale} times, taken at its true size"));
        }
        let (cells, is_sheet) = match cells_of(args, about, picture, &base, report) {
            Ok(cells) => cells,
            Err(reason) => {
                report.drop(&base, Why::WrongGrid, reason);
                continue;
            }
        };
        for (index, mut cell) in cells.into_iter().enumerate() {
            if is_sheet && is_blank(&cell) {
                report.n_empty_cells += 1;
                continue;
            }
            report.n_pictures += 1;
            let name = if is_sheet { format!("{base} {index}") } else { base.clone() };
            if args.remove_background && !remove_background(&mut cell) {
                report.notes.push(format!("{name}: has no plain ground to remove"));
            }
            let longest = cell.width.max(cell.height);
            match fit(&cell, args.place, args.enlarge) {
                None => report.drop(&name, Why::Empty, "there is nothing on it"),
                Some(picture) if opaque_pixels(&picture) < LEAST_PIXELS => {
                    let count = opaque_pixels(&picture);
                    let reason =
                        format!("there are {count} pixels on it; {LEAST_PIXELS} are the least");
                    report.drop(&name, Why::Empty, reason);
                }
                Some(picture) => {
                    let about = about.clone();
                    figures.push(Figure { name, about, picture });
                    note_changes(figures, longest, report);
                }
            }
        }
    }
}

/// Tells of what the artist may not have meant.
fn note_changes(figures: &[Figure], longest: usize, report: &mut Report) {
    let Some(Figure { name, picture, .. }) = figures.last() else { return };
    if longest > 128 {
        report
            .notes
            .push(format!("{name}: {longest} pixels became 32; if it is a sheet, say --grid"));
    }
    if opaque_pixels(picture) == PIXELS {
        report.notes.push(format!("{name}: fills the whole canvas; see --remove-background"));
    }
}

/// The sprites of a picture, and whether it is a sheet of them.
fn cells_of(
    args: &ImportArgs,
    about: &About,
    picture: Picture,
    name: &str,
    report: &mut Report,
) -> Result<(Vec<Picture>, bool), String> {
    let given = |cell| Grid { cell, margin: args.margin, gap: args.gap };
    let grid = match (about.cell, args.grid) {
        (Some(cell), _) | (None, GridChoice::Given(cell)) => Some(given(cell)),
        (None, GridChoice::None) => None,
        (None, GridChoice::Auto) => Grid::find(&picture),
    };
    let Some(grid) = grid else { return Ok((vec![picture], false)) };
    let cells = grid.cut(&picture)?;
    let Grid { cell, margin, gap } = grid;
    report.notes.push(format!(
        "{name}: cut into {} cells of {}x{} (margin {margin}, gap {gap})",
        cells.len(),
        cell.width,
        cell.height
    ));
    Ok((cells, true))
}

/// Two sprites of one name would be told apart by nobody: the second gets a number.
fn number(name: &mut String, names: &mut BTreeMap<String, usize>, report: &mut Report) {
    let count = names.entry(name.clone()).or_default();
    *count += 1;
    if *count > 1 {
        let numbered = format!("{name} ({count})");
        report.notes.push(format!("{name}: there are several; this one is \"{numbered}\""));
        *name = numbered;
    }
}

fn fill(text: &mut String, with: Option<&String>) {
    if let Some(with) = with.filter(|_| text.is_empty()) {
        text.clone_from(with);
    }
}

fn opaque_pixels(picture: &Picture) -> usize {
    picture.pixels.iter().filter(|pixel| pixel[3] >= OPAQUE_FROM).count()
}

#[cfg(test)]
mod tests;
