//! `shoal export`: sprites of any files as what other programs read.

use std::path::{Path, PathBuf};

use super::{
    Usage,
    finish::{ColourArgs, read_palette},
    more_args::{ExportArgs, ExportFormat, JsonList},
    open_generator,
    output::{self, quoted},
    target::{Target, check_ending, check_file, keep_apart},
};
use crate::{
    files::{
        FileError, Frame, aseprite, gif,
        import::{Imported, read_frames},
        png,
        sheet::{self, JsonKind, SheetOptions},
    },
    generate::Precision,
    sprite::Palette,
};

pub(super) fn run(args: &ExportArgs, model: Option<&Path>) -> anyhow::Result<()> {
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
    let generator = open_generator(model, Precision::default())?;
    let mut palette = args.colours.palette(&generator)?;
    let mut read = read_all(&args.files, &palette)?;
    if model.is_none() && !args.colours.is_given() && has_moved_colours(&read) {
        // Drawn by another model, or not by a model at all: they keep the colours that they have.
        if let Some(own) = in_own_colours(&args.files) {
            (palette, read) = own;
        }
    }
    let palette = &palette;
    let mut frames = Vec::new();
    let mut remarks = Remarks::new(&args.colours);
    for (file, imported) in read {
        remarks.add(file, &imported);
        frames.push(imported.frame);
    }
    remarks.tell();
    if let Some(milliseconds) = args.frame_time {
        for frame in &mut frames {
            frame.milliseconds = milliseconds;
        }
    }
    if args.format == ExportFormat::Png {
        return write_each(&frames, palette, &args.out, args.scale.times(), &args.files);
    }
    check_file(&args.out)?;
    keep_apart(&args.out, &args.files)?;
    match args.format {
        ExportFormat::Sheet => {
            keep_apart(&sheet::json_path(&args.out), &args.files)?;
            let options = SheetOptions {
                columns: args.columns.map(|columns| columns as usize),
                padding: args.padding.unwrap_or(0) as usize,
                scale: args.scale.times(),
                json: match args.json {
                    None | Some(JsonList::Hash) => JsonKind::Hash,
                    Some(JsonList::Array) => JsonKind::Array,
                },
            };
            sheet::write(&args.out, &frames, palette, options)?;
            output::say(&args.out.display().to_string())?;
            return output::say(&sheet::json_path(&args.out).display().to_string());
        }
        ExportFormat::Aseprite => aseprite::write(&args.out, &frames, palette, args.scale.times())?,
        ExportFormat::Gif => gif::write(&args.out, &frames, palette, args.scale.times())?,
        ExportFormat::Png => {}
    }
    output::say(&args.out.display().to_string())
}

/// Refuses what would be ignored.
fn check_options(args: &ExportArgs) -> Result<(), Usage> {
    let is_sheet = args.format == ExportFormat::Sheet;
    let is_animated = args.format != ExportFormat::Png;
    let given = [
        ("--columns", args.columns.is_some(), is_sheet, "sheet"),
        ("--padding", args.padding.is_some(), is_sheet, "sheet"),
        ("--json", args.json.is_some(), is_sheet, "sheet"),
        ("--frame-time", args.frame_time.is_some(), is_animated, "sheet, aseprite or gif"),
    ];
    match given.iter().find(|(_, is_given, is_used, _)| *is_given && !is_used) {
        Some((name, .., formats)) => Err(Usage(format!("{name} is for --format {formats}"))),
        None => Ok(()),
    }
}

fn read_all<'a>(
    files: &'a [PathBuf],
    palette: &Palette,
) -> Result<Vec<(&'a Path, Imported)>, FileError> {
    let mut read = Vec::new();
    for file in files {
        read.extend(read_frames(file, palette)?.into_iter().map(|sprite| (file.as_path(), sprite)));
    }
    Ok(read)
}

fn has_moved_colours(read: &[(&Path, Imported)]) -> bool {
    read.iter().any(|(_, imported)| imported.n_moved_colours > 0)
}

/// The sprites in the palette of the first file, if that has one and it holds the colours of all.
fn in_own_colours(files: &[PathBuf]) -> Option<(Palette, Vec<(&Path, Imported)>)> {
    let palette = read_palette(files.first()?).ok()?;
    let read = read_all(files, &palette).ok()?;
    (!has_moved_colours(&read)).then_some((palette, read))
}

/// What an artist should know of files that were read all the same.
pub(super) struct Remarks {
    /// Whether the colours were to become others: then nobody is surprised.
    is_asked: bool,
    moved: Vec<(PathBuf, usize)>,
    others: Vec<String>,
}

impl Remarks {
    pub(super) fn new(colours: &ColourArgs) -> Self {
        Self { is_asked: colours.is_given(), moved: Vec::new(), others: Vec::new() }
    }

    /// Notes what there is to say of a sprite of a file.
    pub(super) fn add(&mut self, path: &Path, imported: &Imported) {
        let count = imported.n_moved_colours;
        match self.moved.last_mut() {
            Some((last, most)) if last == path => *most = count.max(*most),
            _ if count > 0 => self.moved.push((path.to_owned(), count)),
            _ => {}
        }
        if let Some(remark) = imported.frame.origin.remark() {
            let remark = format!("{}: {remark}", quoted(path));
            if !self.others.contains(&remark) {
                self.others.push(remark);
            }
        }
    }

    /// Says it.
    pub(super) fn tell(self) {
        let advice = "became the nearest there; name the model that drew it with --model, or \
                      another palette with --palette";
        match &self.moved[..] {
            _ if self.is_asked => {}
            [] => {}
            [(path, count)] => {
                let (noun, verb) = if *count == 1 { ("colour", "is") } else { ("colours", "are") };
                output::complain(&format!(
                    "{count} {noun} of {} {verb} not in the palette and {advice}",
                    quoted(path)
                ));
            }
            [(path, _), ..] => output::complain(&format!(
                "colours of {} files, {} the first, are not in the palette and {advice}",
                self.moved.len(),
                quoted(path)
            )),
        }
        for remark in &self.others {
            output::complain(remark);
        }
    }
}

/// Writes each sprite into a file of its own in a folder, or one into a PNG, and says where.
pub(super) fn write_each(
    frames: &[Frame],
    palette: &Palette,
    out: &Path,
    scale: u32,
    inputs: &[PathBuf],
) -> anyhow::Result<()> {
    let mut target = Target::new(out, frames.len())?;
    let paths: Vec<PathBuf> = frames.iter().map(|frame| target.path(&frame.name)).collect();
    // Before anything is written.
    for path in &paths {
        keep_apart(path, inputs)?;
    }
    for (frame, path) in frames.iter().zip(paths) {
        png::write_sprite(&path, &frame.sprite, palette, frame.recipe(), scale)?;
        output::say(&path.display().to_string())?;
    }
    Ok(())
}
