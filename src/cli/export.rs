//! `shoal export`: sprites of any files as what other programs read.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, value_parser};

use super::{
    Usage,
    clip::Clip,
    finish::ColourArgs,
    glass::GlassArgs,
    inputs::Inputs,
    names::NamesArgs,
    open_generator,
    options::ScaleArgs,
    output,
    remarks::FileRemarks,
    target::{Target, check_ending, check_file, check_place},
};
use crate::{
    files::{
        FileError, Frame, Glass, Naming,
        animation::WhichFrames,
        aseprite, digits, gif,
        import::{ImportedFile, SpriteFile, own_palette},
        plain_file_stem, png,
        sheet::{self, FrameNames, JsonKind, SheetOptions, without_parts},
        without_ending,
    },
    generate::{Generator, Precision},
    sprite::Palette,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal export sprites/*.png --format sheet --columns 6 --padding 1 --out sheet.png
  shoal export swim.gif bite.gif --format sheet --split-tags --out fish.png
  shoal export sprites --format aseprite --out fish.aseprite
  shoal export sprites/*.png --format gif --scale 8 --frame-time 120 --out fish.gif
  shoal export fish.aseprite --format png --scale 4 --out sprites
  shoal export sprites/*.png --palette pico-8.hex --format sheet --out sheet.png
  shoal export kept/*.png --format png --names \"{name}-{zone}-{seed}\" --out game

Read: PNG (animated ones too) up to 32x32 or enlarged from that, GIF, .aseprite, the JSON of a \
sheet, and folders of these; what lies beside pictures (.import, .meta) is passed over. Sprites \
keep their own colours where all of them together have 63 or fewer; otherwise, and with --palette, \
colours become the nearest there. Tags and times stay in sheets and .aseprite files; what is left \
out is told. A sheet's JSON is written beside its PNG. `png` writes a file a sprite into the folder \
--out, a sprite called \"My fish 2\" to My-fish-2.png; everything else one file.";

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

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Sprites, or folders of them: PNG, GIF, .aseprite, the JSON of a sheet, and pictures and
    /// projects of other kinds
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
    /// Sprites in a row of a sheet; 1 to 512 [default: about as many as rows, or with --split-tags
    /// as many as the longest tag has]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=512)
    )]
    pub(super) columns: Option<u32>,
    /// Begin a row of a sheet with each tag, as Aseprite's "Split Tags" does; a file without tags
    /// has one of its name
    #[arg(long)]
    pub(super) split_tags: bool,
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

pub(super) fn run(
    args: &ExportArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    let endings = match args.format {
        ExportFormat::Png => None,
        // A sheet called "x.json" would be replaced by its own description.
        ExportFormat::Sheet => Some(&["png"][..]),
        ExportFormat::Aseprite => Some(&["aseprite", "ase"][..]),
        ExportFormat::Gif => Some(&["gif"][..]),
    };
    if let Some(endings) = endings {
        check_ending(&args.out, "--out for this --format", endings)?;
    }
    check_options(args)?;
    inputs.add_all(&args.files);
    inputs.add_all(args.colours.file());
    check_place(&args.out)?;
    let generator = open_generator(model, Precision::default())?;
    let place = (&generator, model.is_none());
    let (read, palette) = read_in_colours(&args.files, &args.colours, args.glass.glass(), place)?;
    let mut remarks = FileRemarks::with_glass(&args.colours);
    let mut clip = Clip::new(args.format, args.split_tags);
    clip.play_as(&read);
    clip.reserve_names(&read);
    for (path, file) in read {
        inputs.add_all(&file.also_read);
        remarks.add(&path, clip.add(&path, file));
    }
    if let Some(milliseconds) = args.frame_time {
        for frame in &mut clip.frames {
            frame.milliseconds = milliseconds;
        }
    }
    clip.name_the_rest();
    remarks.add(&args.out, clip.remarks());
    remarks.tell();
    if args.format == ExportFormat::Png {
        let how = (&args.names, &*inputs);
        return write_each(&clip.frames, &palette, &args.out, &args.scale, how);
    }
    rename(&mut clip.frames, &args.names);
    args.scale.strip(&mut clip.frames);
    write_whole(args, &clip, &palette, inputs)
}

/// Reads sprites in the palette that was asked for, or else in the model's; where they have other
/// colours than that and `may_keep` holds, in their own.
pub(super) fn read_in_colours(
    files: &[PathBuf],
    colours: &ColourArgs,
    glass: Glass,
    (generator, may_keep): (&Generator, bool),
) -> anyhow::Result<(Vec<(PathBuf, ImportedFile)>, Palette)> {
    let mut palette = colours.palette(generator)?;
    let paths = without_parts(files);
    let files = paths.iter().map(|path| SpriteFile::read(path, WhichFrames::All, glass));
    let files: Vec<SpriteFile> = files.collect::<Result<_, FileError>>()?;
    let mut read = fit_all(&files, &palette)?;
    if may_keep && !colours.is_given() && has_moved_colours(&read) {
        // Drawn by another model, or not by a model at all: they keep the colours that they have.
        if let Some(own) = own_palette(&files) {
            read = fit_all(&files, &own.palette)?;
            own.tell(&mut read);
            palette = own.palette;
        }
    }
    Ok((paths.into_iter().zip(read).collect(), palette))
}

/// Names sprites by a pattern, if there is one.
fn rename(frames: &mut [Frame], names: &NamesArgs) {
    if !names.is_given() {
        return;
    }
    let named = named(frames, names);
    for (frame, name) in frames.iter_mut().zip(named) {
        frame.name = name;
    }
}

/// What the files of sprites are called, by the pattern or else as the sprites are.
fn named(frames: &[Frame], names: &NamesArgs) -> Vec<String> {
    if !names.is_given() {
        let plain = |frame: &Frame| plain_file_stem(without_ending(&frame.name));
        return frames.iter().map(plain).collect();
    }
    let variant = |frame: &Frame| frame.origin.recipe().map(|recipe| recipe.variant);
    let largest = frames.iter().filter_map(variant).max().unwrap_or(0);
    let name = |(index, frame): (usize, &Frame)| {
        let naming = Naming {
            variant_digits: digits(largest as usize),
            ..Naming::of(without_ending(&frame.name), frame.origin.recipe())
        };
        names.stem(&naming, (index + 1, frames.len()))
    };
    frames.iter().enumerate().map(name).collect()
}

/// Writes all sprites into one file.
fn write_whole(
    args: &ExportArgs,
    clip: &Clip,
    palette: &Palette,
    inputs: &Inputs,
) -> anyhow::Result<()> {
    let (frames, tags) = (&clip.frames, &clip.tags);
    let (out, scale) = (&args.out, args.scale.times());
    check_file(out)?;
    inputs.check(out)?;
    match args.format {
        ExportFormat::Sheet => {
            let json = sheet::json_path(out);
            inputs.check(&json)?;
            let options = SheetOptions {
                columns: args.columns.map(|columns| columns as usize),
                split_tags: args.split_tags,
                padding: args.padding.unwrap_or(0) as usize,
                scale,
                json: match args.json {
                    None | Some(JsonList::Hash) => JsonKind::Hash,
                    Some(JsonList::Array) => JsonKind::Array,
                },
                frame_names: match args.frame_names {
                    None => FrameNames::Auto,
                    Some(NamedBy::Sprite) => FrameNames::Sprite,
                    Some(NamedBy::Number) => FrameNames::Number,
                },
            };
            sheet::write(out, frames, tags, palette, options)?;
            output::say(&out.display().to_string())?;
            return output::say(&json.display().to_string());
        }
        ExportFormat::Aseprite => aseprite::write(out, frames, tags, palette, scale)?,
        ExportFormat::Gif => gif::write_played(out, frames, palette, scale, clip.plays)?,
        ExportFormat::Png => {}
    }
    output::say(&out.display().to_string())
}

/// Refuses what would be ignored.
fn check_options(args: &ExportArgs) -> Result<(), Usage> {
    let is_sheet = args.format == ExportFormat::Sheet;
    let is_animated = args.format != ExportFormat::Png;
    let given = [
        ("--columns", args.columns.is_some(), is_sheet, "sheet"),
        ("--split-tags", args.split_tags, is_sheet, "sheet"),
        ("--padding", args.padding.is_some(), is_sheet, "sheet"),
        ("--json", args.json.is_some(), is_sheet, "sheet"),
        ("--frame-names", args.frame_names.is_some(), is_sheet, "sheet"),
        ("--names", args.names.is_given(), !is_animated || is_sheet, "png or sheet"),
        ("--frame-time", args.frame_time.is_some(), is_animated, "sheet, aseprite or gif"),
    ];
    match given.iter().find(|(_, is_given, is_used, _)| *is_given && !is_used) {
        Some((name, .., formats)) => Err(Usage(format!("{name} is for --format {formats}"))),
        None => Ok(()),
    }
}

/// The sprites of all files in the colours of a palette.
pub(super) fn fit_all(
    files: &[SpriteFile],
    palette: &Palette,
) -> Result<Vec<ImportedFile>, FileError> {
    files.iter().map(|file| file.fit(palette)).collect()
}

/// Whether a palette lacks colours of the sprites that were brought into it.
pub(super) fn has_moved_colours(read: &[ImportedFile]) -> bool {
    read.iter().any(|file| file.sprites.iter().any(|imported| imported.n_moved_colours > 0))
}

/// Writes each sprite into a file of its own in a folder, or one into a PNG, and says where.
pub(super) fn write_each(
    frames: &[Frame],
    palette: &Palette,
    out: &Path,
    scale: &ScaleArgs,
    (names, inputs): (&NamesArgs, &Inputs),
) -> anyhow::Result<()> {
    let mut target = Target::new(out, frames.len())?;
    names.check(target.is_file())?;
    let named = named(frames, names);
    target.reserve(&named);
    let paths: Vec<PathBuf> = named.iter().map(|name| target.path(name)).collect();
    // Before anything is written.
    inputs.check_all(&paths)?;
    for (frame, path) in frames.iter().zip(paths) {
        let recipe = scale.kept(frame.recipe());
        png::write_sprite(&path, &frame.sprite, palette, recipe, scale.times())?;
        output::say(&path.display().to_string())?;
    }
    Ok(())
}
