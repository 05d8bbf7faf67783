//! `shoal animate`: clips of still sprites, and how steady any frames are.

mod args;
mod check;
mod clips;
mod write;

use std::path::Path;

use anyhow::Context as _;

pub(super) use args::{AnimateArgs, EXAMPLES, StrokeArgs, action};
pub(super) use clips::Still;

use super::{
    Usage,
    export::{JsonList, read_in_colours},
    inputs::Inputs,
    light::Relighter,
    open_generator,
    output::quoted,
    remarks::FileRemarks,
};
use crate::{
    files::{
        Glass,
        import::{Imported, ImportedFile},
        sheet::JsonKind,
    },
    generate::Precision,
    motion::Action,
    sprite::Palette,
};
use args::ClipFormat;
use write::Writer;

pub(super) fn run(
    args: &AnimateArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    if let (Some(format), Some(out)) = (args.format, &args.out) {
        Writer::check_name(format, out)?;
    }
    if args.json.is_some() && args.format != Some(ClipFormat::Sheet) {
        return Err(Usage("--json is for --format sheet".to_owned()).into());
    }
    inputs.add_all(&args.files);
    inputs.add_all(args.colours.file());
    let generator = open_generator(model, Precision::default())?;
    let place = (&generator, model.is_none());
    let (files, palette) = read_in_colours(&args.files, &args.colours, Glass::default(), place)?;
    let mut remarks = FileRemarks::new(&args.colours);
    for (path, file) in &files {
        inputs.add_all(&file.also_read);
        remarks.add(path, file.remarks.clone());
    }
    remarks.tell();
    if args.check {
        return check::run(args, &files, &palette);
    }
    let mut relighter = args.shade.light().map(|light| Relighter::new(light, &palette, &generator));
    let mut clips = Vec::new();
    for (path, file) in files {
        for still in stills(args, file, &palette) {
            for action in actions(args) {
                let motion = args.stroke.motion(action);
                let clip = still
                    .clip(&motion, &palette, relighter.as_mut())
                    .with_context(|| format!("cannot animate {}", quoted(&path)))?;
                clips.push(clip);
            }
        }
    }
    clips::tell_apart(&mut clips);
    for clip in &mut clips {
        args.scale.strip(&mut clip.frames);
    }
    let (Some(format), Some(out)) = (args.format, args.out.as_deref()) else { return Ok(()) };
    let json = match args.json {
        None | Some(JsonList::Hash) => JsonKind::Hash,
        Some(JsonList::Array) => JsonKind::Array,
    };
    let scale = args.scale.times();
    Writer { format, out, palette: &palette, scale, json, inputs }.write(&clips)
}

/// What is asked for; swimming where nothing is.
fn actions(args: &AnimateArgs) -> Vec<Action> {
    if args.motion.is_empty() { vec![Action::Move] } else { args.motion.clone() }
}

/// The sprites of a file, at rest.
fn stills(args: &AnimateArgs, file: ImportedFile, palette: &Palette) -> Vec<Still> {
    let still = |imported: Imported| {
        let frame = imported.frame;
        let name = clips::tag_name(&frame.name);
        Still::new(name, frame.sprite.clone(), frame.recipe(), args.body, palette)
    };
    file.sprites.into_iter().map(still).collect()
}
