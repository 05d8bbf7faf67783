//! `shoal export`: sprites of any files as what other programs read.

use std::path::{Path, PathBuf};

use super::{
    Usage,
    args::ScaleArgs,
    clip::Clip,
    finish::ColourArgs,
    inputs::Inputs,
    more_args::{ExportArgs, ExportFormat, JsonList, NamedBy},
    names::NamesArgs,
    open_generator, output,
    remarks::FileRemarks,
    target::{Target, check_ending, check_file, check_place},
};
use crate::{
    files::{
        FileError, Frame, Glass, Naming,
        animation::WhichFrames,
        aseprite, gif,
        import::{ImportedFile, SpriteFile, own_palette},
        png,
        sheet::{self, FrameNames, JsonKind, SheetOptions, without_parts},
        without_ending,
    },
    generate::{Generator, Precision},
    sprite::Palette,
};

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
    let mut remarks = FileRemarks::new(&args.colours);
    let mut clip = Clip::default();
    for (path, file) in read {
        inputs.add_all(&file.also_read);
        remarks.add(&path, file.remarks);
        clip.add(file.sprites, file.tags);
    }
    if let Some(milliseconds) = args.frame_time {
        for frame in &mut clip.frames {
            frame.milliseconds = milliseconds;
        }
    }
    remarks.add(&args.out, clip.remarks(args.format));
    clip.name_the_rest();
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
            read = fit_all(&files, &own)?;
            palette = own;
        }
    }
    Ok((paths.into_iter().zip(read).collect(), palette))
}

/// Names sprites by a pattern, if there is one.
fn rename(frames: &mut [Frame], names: &NamesArgs) {
    if !names.is_given() {
        return;
    }
    let count = frames.len();
    for (index, frame) in frames.iter_mut().enumerate() {
        frame.name = named(frame, names, (index + 1, count));
    }
}

fn named(frame: &Frame, names: &NamesArgs, place: (usize, usize)) -> String {
    names.stem(&Naming::of(without_ending(&frame.name), frame.origin.recipe()), place)
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
        ExportFormat::Gif => gif::write(out, frames, palette, scale)?,
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
    let named = |(index, frame): (usize, &Frame)| {
        if names.is_given() {
            target.path(&named(frame, names, (index + 1, frames.len())))
        } else {
            target.path(&frame.name)
        }
    };
    let paths: Vec<PathBuf> = frames.iter().enumerate().map(named).collect();
    // Before anything is written.
    inputs.check_all(&paths)?;
    for (frame, path) in frames.iter().zip(paths) {
        let recipe = scale.kept(frame.recipe());
        png::write_sprite(&path, &frame.sprite, palette, recipe, scale.times())?;
        output::say(&path.display().to_string())?;
    }
    Ok(())
}
