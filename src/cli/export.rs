//! `shoal export`: sprites of any files as what other programs read.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::{
    Usage,
    finish::read_palette,
    grid::check_target,
    more_args::{ExportArgs, ExportFormat, JsonList},
    open_generator,
    output::{self, quoted},
};
use crate::{
    files::{
        FileError, Frame, aseprite, create_folder, gif,
        import::{Imported, read_frames},
        png,
        sheet::{self, JsonKind, SheetOptions},
    },
    generate::Precision,
    sprite::{Palette, slug},
};

pub(super) fn run(args: &ExportArgs, model: Option<&Path>) -> anyhow::Result<()> {
    check_name(args)?;
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
    for (file, imported) in read {
        remark_on(file, &imported);
        frames.push(imported.frame);
    }
    if let Some(milliseconds) = args.frame_time {
        for frame in &mut frames {
            frame.milliseconds = milliseconds;
        }
    }
    if args.format == ExportFormat::Png {
        return write_each(&frames, palette, &args.out, args.scale.times());
    }
    check_target(&args.out)?;
    match args.format {
        ExportFormat::Sheet => {
            let options = SheetOptions {
                columns: args.columns.map(|columns| columns as usize),
                padding: args.padding as usize,
                scale: args.scale.times(),
                json: match args.json {
                    JsonList::Hash => JsonKind::Hash,
                    JsonList::Array => JsonKind::Array,
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

/// Says what an artist should know of a file that was read all the same.
pub(super) fn remark_on(path: &Path, imported: &Imported) {
    if imported.n_moved_colours > 0 {
        let count = imported.n_moved_colours;
        let (noun, verb) = if count == 1 { ("colour", "is") } else { ("colours", "are") };
        output::complain(&format!(
            "{count} {noun} of {} {verb} not in the palette and became the nearest there; if \
             another model drew it, name that as --model",
            quoted(path)
        ));
    }
    if let Some(remark) = imported.frame.origin.remark() {
        output::complain(&format!("{}: {remark}", quoted(path)));
    }
}

/// A sheet called "x.json" would be replaced by its own description.
fn check_name(args: &ExportArgs) -> Result<(), Usage> {
    let wanted = match args.format {
        ExportFormat::Png => return Ok(()),
        ExportFormat::Sheet => &["png"][..],
        ExportFormat::Aseprite => &["aseprite", "ase"],
        ExportFormat::Gif => &["gif"],
    };
    let extension = args.out.extension().unwrap_or_default();
    if wanted.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted)) {
        return Ok(());
    }
    Err(Usage(format!("the name after --out must end in .{} for this --format", wanted[0])))
}

/// Writes each sprite into a file of its own in a folder, and says where.
pub(super) fn write_each(
    frames: &[Frame],
    palette: &Palette,
    out: &Path,
    scale: u32,
) -> anyhow::Result<()> {
    create_folder(out)?;
    let mut taken = HashSet::new();
    for frame in frames {
        // Names come from files that may be anybody's, and none may lead out of the folder.
        let stem = Some(slug(&frame.name)).filter(|stem| !stem.is_empty());
        let stem = stem.unwrap_or_else(|| "sprite".to_owned());
        let mut name = format!("{stem}.png");
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{stem}-{number}.png");
            number += 1;
        }
        let path = out.join(name);
        png::write_sprite(&path, &frame.sprite, palette, frame.recipe(), scale)?;
        output::say(&path.display().to_string())?;
    }
    Ok(())
}
