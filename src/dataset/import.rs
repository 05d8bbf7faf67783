//! Brings an artist's own pictures in: from files to sprites to learn from.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::ControlFlow,
    path::PathBuf,
    str::FromStr,
};

use anyhow::{Context as _, anyhow};
use serde::{Deserialize, Serialize};

use super::{
    assembly::{Assembly, Figure, Imported, PaletteChoice},
    error::DatasetError,
    facing::{Facing, mirrored, those_to_turn},
    fit::{OPAQUE_FROM, Placing, fit, is_too_large, remove_background, true_size},
    gather::{FoundFile, gather},
    grid::{CellSize, Grid, is_blank},
    labels::{Labeller, world_of},
    manifest::{About, Credit, Manifest},
    pattern::Pattern,
    report::{Report, Why},
    simplify::Simplification,
};
use crate::{
    files::{
        Picture,
        animation::{AnimationFrame, WhichFrames, read_animation},
    },
    sprite::{PIXELS, World, slug},
};

/// Fewer pixels than this are a speck, not a sprite.
const LEAST_PIXELS: usize = 12;

/// Sprites that are held in memory, at most.
const MAX_SPRITES: usize = 50_000;

/// What to bring in, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportSettings {
    /// Folders, pictures and sheets: PNG, GIF, .aseprite, or the JSON of a sheet.
    pub inputs: Vec<PathBuf>,
    /// What the collection is called, whatever the manifest says.
    pub name: Option<String>,
    /// What it is called where nothing else says.
    pub usual_name: String,
    /// A TOML file that says what the sprites are and whose.
    pub manifest: Option<PathBuf>,
    /// What paths say; without it folders are categories.
    pub labels: Option<Pattern>,
    /// Whether labels are the names of the built-in model's zones and categories.
    pub has_built_in_labels: bool,
    /// How sheets are cut.
    pub grid: GridChoice,
    /// Pixels around the cells of a sheet whose size is given.
    pub margin: usize,
    /// Pixels between the cells of a sheet whose size is given.
    pub gap: usize,
    /// Which frames of animations.
    pub frames: WhichFrames,
    /// Where a sprite stands on the canvas.
    pub placing: Placing,
    /// Whether small sprites are doubled, smaller ones tripled, as far as they fit.
    pub enlarges: bool,
    /// Whether the plain ground around figures becomes see-through.
    pub removes_background: bool,
    /// What is done about the way figures look.
    pub facing: Facing,
    /// Sprites that are turned by hand, by their names in the report; those that something else
    /// turns are turned back.
    pub turned: BTreeSet<String>,
    /// What is taken from sprites before they get their colours.
    pub simplify: Simplification,
    /// The colours that pixels become.
    pub palette: PaletteChoice,
    /// Sprites that differ in at most so many pixels are one.
    pub duplicates: usize,
    /// Whose the sprites are, where no manifest says.
    pub credit: Credit,
    /// Sprites that are left out by hand, by their names in the report.
    pub left_out: BTreeSet<String>,
    /// Categories that are left out by hand.
    pub left_out_categories: BTreeSet<String>,
}

impl ImportSettings {
    /// Sprites that differ in so many pixels are usually one, drawn twice.
    pub const DUPLICATES: usize = 12;
}

impl Default for ImportSettings {
    fn default() -> Self {
        Self {
            inputs: Vec::new(),
            name: None,
            usual_name: "own art".to_owned(),
            manifest: None,
            labels: None,
            has_built_in_labels: false,
            grid: GridChoice::default(),
            margin: 0,
            gap: 0,
            frames: WhichFrames::First,
            placing: Placing::default(),
            enlarges: false,
            removes_background: false,
            facing: Facing::default(),
            turned: BTreeSet::new(),
            simplify: Simplification::default(),
            palette: PaletteChoice::default(),
            duplicates: Self::DUPLICATES,
            credit: Credit::default(),
            left_out: BTreeSet::new(),
            left_out_categories: BTreeSet::new(),
        }
    }
}

/// How sheets are cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum GridChoice {
    /// Where nothing is drawn across.
    #[default]
    Auto,
    /// Not at all.
    None,
    /// Along cells of this size.
    Given(CellSize),
}

impl FromStr for GridChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "none" => Ok(Self::None),
            size => size.parse().map(Self::Given),
        }
    }
}

impl TryFrom<String> for GridChoice {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<GridChoice> for String {
    fn from(grid: GridChoice) -> Self {
        grid.to_string()
    }
}

impl fmt::Display for GridChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::None => f.write_str("none"),
            Self::Given(CellSize { width, height }) => write!(f, "{width}x{height}"),
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files that were read.
    pub done: usize,
    /// Files in all.
    pub of: usize,
}

/// Brings pictures in. `tell` hears of every file before it is read, and may stop the whole.
///
/// What cannot be used is in the report; an error is what nothing can be done about: no pictures,
/// a manifest that is wrong, more labels than a model has room for. Nothing is written.
pub fn import(
    settings: &ImportSettings,
    tell: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Imported, DatasetError> {
    if let Some(fault) = settings.simplify.fault() {
        return Err(anyhow!(fault).into());
    }
    let manifest = match &settings.manifest {
        Some(path) => Manifest::open(path)?,
        None => Manifest::default(),
    };
    let mut report = Report::default();
    let mut figures = read_all(settings, &manifest, &mut report, tell)?;
    let unwanted: BTreeSet<String> =
        settings.left_out_categories.iter().map(|name| slug(name)).collect();
    let is_unwanted = |figure: &mut Figure| {
        let category = figure.about.category.as_deref().map(slug);
        settings.left_out.contains(&figure.name)
            || category.is_some_and(|category| unwanted.contains(&category))
    };
    for figure in figures.extract_if(.., is_unwanted) {
        report.drop(&figure.name, Why::LeftOut, "left out by hand");
    }
    turn(settings, &mut figures, &mut report);
    let world = if settings.has_built_in_labels {
        World::ocean()
    } else {
        world_of(&manifest, &figures.iter().map(|figure| &figure.about))?
    };
    let name = settings.name.clone().or(manifest.name);
    let name = name.unwrap_or_else(|| settings.usual_name.clone());
    let (palette, duplicates) = (settings.palette.clone(), settings.duplicates);
    let simplify = settings.simplify;
    Assembly { name, palette, duplicates, simplify }.dataset(figures, world, report)
}

/// Opens every file; those that cannot be used are reported and left out.
fn read_all(
    settings: &ImportSettings,
    manifest: &Manifest,
    report: &mut Report,
    mut tell: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Vec<Figure>, DatasetError> {
    let labeller = Labeller { pattern: settings.labels.as_ref(), manifest };
    let mut figures = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let files = gather(&settings.inputs)?;
    note_idle(settings, manifest, &files, report);
    for (done, file) in files.iter().enumerate() {
        if tell(Progress { done, of: files.len() }).is_break() {
            return Err(DatasetError::Stopped);
        }
        report.n_files += 1;
        let mut about = labeller
            .about(&file.relative)
            .with_context(|| format!("cannot label {}", file.path.display()))?;
        if about.skip {
            report.drop(&file.relative, Why::Skipped, "the manifest skips it");
            continue;
        }
        let Credit { licence, author, source } = &settings.credit;
        fill(&mut about.credit.licence, licence);
        fill(&mut about.credit.author, author);
        fill(&mut about.credit.source, source);
        match read_animation(&file.path, settings.frames) {
            Ok(animation) => {
                let before = figures.len();
                let remarks = animation.remarks.iter();
                report.notes.extend(remarks.map(|remark| format!("{}: {remark}", file.relative)));
                take_file(settings, file, &about, animation.frames, &mut figures, report);
                for figure in &mut figures[before..] {
                    number(&mut figure.name, &mut names, report);
                }
            }
            Err(error) => report.drop(&file.relative, Why::Unreadable, error.to_string()),
        }
        if figures.len() > MAX_SPRITES {
            let error = anyhow!("there are more than {MAX_SPRITES} sprites: import them in parts");
            return Err(error.into());
        }
    }
    Ok(figures)
}

/// Turns what is to look another way: by the manifest, by what the others of its category do, by
/// hand.
fn turn(settings: &ImportSettings, figures: &mut [Figure], report: &mut Report) {
    let mut is_turned: Vec<bool> = figures.iter().map(|figure| figure.about.mirror).collect();
    if settings.facing == Facing::Alike {
        let mut categories: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for (number, figure) in figures.iter().enumerate() {
            let category = figure.about.category.as_deref().map(slug);
            categories.entry(category).or_default().push(number);
        }
        for numbers in categories.into_values() {
            let seen = |number: &usize| {
                let picture = &figures[*number].picture;
                if is_turned[*number] { mirrored(picture) } else { picture.clone() }
            };
            let pictures: Vec<Picture> = numbers.iter().map(seen).collect();
            let turned = those_to_turn(&pictures.iter().collect::<Vec<_>>());
            for (number, turned) in numbers.into_iter().zip(turned) {
                is_turned[number] ^= turned;
            }
        }
    }
    for (figure, is_turned) in figures.iter_mut().zip(is_turned) {
        if is_turned != settings.turned.contains(&figure.name) {
            figure.picture = mirrored(&figure.picture);
            report.n_turned += 1;
        }
    }
}

/// Tells of patterns that nothing fits: they were meant otherwise.
fn note_idle(
    settings: &ImportSettings,
    manifest: &Manifest,
    files: &[FoundFile],
    report: &mut Report,
) {
    let paths = files.iter().map(|file| file.relative.as_str());
    let Some(example) = paths.clone().next() else { return };
    let fits_any = |pattern: &Pattern| paths.clone().any(|path| pattern.find(path).is_some());
    if settings.labels.as_ref().is_some_and(|pattern| !fits_any(pattern)) {
        let what = "the pattern of labels fits no file";
        report.warnings.push(format!("{what}; their names begin as in \"{example}\""));
    }
    // A manifest for more files than these may have hundreds of such rules.
    let idle = manifest.idle_rules(&paths);
    let shown: Vec<String> = idle.iter().take(3).map(|rule| format!("\"{rule}\"")).collect();
    let shown = shown.join(", ");
    let what = match idle.len() {
        0 => return,
        1 => format!("the manifest's rule for {shown} fits no file"),
        n @ 2..=3 => format!("{n} of the manifest's rules fit no file: {shown}"),
        n => format!("{n} of the manifest's rules fit no file: {shown} and {} more", n - 3),
    };
    report.warnings.push(format!("{what}; names of files begin as in \"{example}\""));
}

/// Cuts, cleans and fits the pictures of a file.
fn take_file(
    settings: &ImportSettings,
    file: &FoundFile,
    about: &About,
    frames: Vec<AnimationFrame>,
    figures: &mut Vec<Figure>,
    report: &mut Report,
) {
    let stem = file.relative.rsplit_once('.').map_or(file.relative.as_str(), |(stem, _)| stem);
    let is_alone = frames.len() == 1;
    for AnimationFrame { name, picture, .. } in frames {
        let base = if is_alone { stem.to_owned() } else { format!("{stem}/{name}") };
        let (picture, scale) = true_size(picture);
        if scale > 1 {
            report
                .notes
                .push(format!("{base}: was enlarged {scale} times, taken at its true size"));
        }
        let (cells, is_sheet) = match cells_of(settings, about, picture, &base, report) {
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
            if settings.removes_background && !remove_background(&mut cell) {
                report.notes.push(format!("{name}: has no plain ground to remove"));
            }
            let longest = cell.width.max(cell.height);
            let is_reduced = is_too_large(&cell);
            match fit(&cell, settings.placing, settings.enlarges) {
                None => report.drop(&name, Why::Empty, "there is nothing on it"),
                Some(picture) if opaque_pixels(&picture) < LEAST_PIXELS => {
                    let count = opaque_pixels(&picture);
                    let reason =
                        format!("it has {count} of the {LEAST_PIXELS} pixels that are the least");
                    report.drop(&name, Why::Empty, reason);
                }
                Some(picture) => {
                    let about = about.clone();
                    report.n_reduced += usize::from(is_reduced);
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
            .push(format!("{name}: {longest} pixels became 32; if it is a sheet, give its grid"));
    }
    if opaque_pixels(picture) == PIXELS {
        report.notes.push(format!("{name}: fills the whole canvas; its background can be removed"));
    }
}

/// The sprites of a picture, and whether it is a sheet of them.
fn cells_of(
    settings: &ImportSettings,
    about: &About,
    picture: Picture,
    name: &str,
    report: &mut Report,
) -> Result<(Vec<Picture>, bool), String> {
    let given = |cell| Grid { cell, margin: settings.margin, gap: settings.gap };
    let grid = match (about.cell, settings.grid) {
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

/// Two sprites of one name could not be told apart: the second gets a number.
fn number(name: &mut String, names: &mut BTreeMap<String, usize>, report: &mut Report) {
    let count = names.entry(name.clone()).or_default();
    *count += 1;
    if *count > 1 {
        let numbered = format!("{name} ({count})");
        report.notes.push(format!("{name}: there are several; this one is \"{numbered}\""));
        *name = numbered;
    }
}

fn fill(text: &mut String, with: &str) {
    if text.is_empty() {
        with.clone_into(text);
    }
}

fn opaque_pixels(picture: &Picture) -> usize {
    picture.pixels.iter().filter(|pixel| pixel[3] >= OPAQUE_FROM).count()
}
