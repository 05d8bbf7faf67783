//! Clips as the files of other programs.

use std::path::{Path, PathBuf};

use super::{args::ClipFormat, clips::NamedClip};
use crate::{
    cli::{
        Usage,
        inputs::Inputs,
        output,
        target::{check_ending, check_file},
    },
    files::{
        Frame, Tag, apng, aseprite, create_folder, digits, file_stem, gif,
        godot::{self, GodotAnimation},
        png, remarks,
        sheet::{self, JsonKind, SheetOptions},
    },
    sprite::Palette,
};

/// Where and how clips are written.
pub(super) struct Writer<'a> {
    pub(super) format: ClipFormat,
    pub(super) out: &'a Path,
    pub(super) palette: &'a Palette,
    pub(super) scale: u32,
    pub(super) json: JsonKind,
    pub(super) inputs: &'a Inputs,
}

impl Writer<'_> {
    /// Refuses a name that ends otherwise than what will be in the file.
    pub(super) fn check_name(format: ClipFormat, out: &Path) -> Result<(), Usage> {
        let endings: &[&str] = match format {
            ClipFormat::Aseprite => &["aseprite", "ase"],
            ClipFormat::Sheet => &["png"],
            ClipFormat::Godot | ClipFormat::Godot3 => &["tres"],
            ClipFormat::Gif | ClipFormat::Apng | ClipFormat::Png => return Ok(()),
        };
        check_ending(out, "--out for this --format", endings)
    }

    /// Writes all clips and says where.
    pub(super) fn write(&self, clips: &[NamedClip]) -> anyhow::Result<()> {
        match self.format {
            ClipFormat::Gif => self.write_each(clips, &["gif"]),
            ClipFormat::Apng => self.write_each(clips, &["png", "apng"]),
            ClipFormat::Png => self.write_numbered(clips),
            ClipFormat::Aseprite => {
                let (frames, tags, _) = joined(clips);
                self.check(&[self.out])?;
                aseprite::write(self.out, &frames, &tags, self.palette, self.scale)?;
                say(self.out)
            }
            ClipFormat::Sheet => self.write_sheet(clips),
            ClipFormat::Godot | ClipFormat::Godot3 => self.write_godot(clips),
        }
    }

    fn check(&self, outs: &[&Path]) -> anyhow::Result<()> {
        for out in outs {
            check_file(out)?;
            self.inputs.check(out)?;
        }
        Ok(())
    }

    /// A file a clip: one into a file of that name, many into a folder.
    fn write_each(&self, clips: &[NamedClip], endings: &[&str]) -> anyhow::Result<()> {
        let is_file = check_ending(self.out, "--out", endings).is_ok() && !self.out.is_dir();
        if is_file && clips.len() != 1 {
            let why = format!("there are {} clips and one file; give a folder", clips.len());
            return Err(Usage(format!("{why} with --out")).into());
        }
        let paths: Vec<PathBuf> = if is_file {
            vec![self.out.to_owned()]
        } else {
            create_folder(self.out)?;
            let path = |clip: &NamedClip| {
                self.out.join(format!("{}.{}", file_stem(&clip.name), endings[0]))
            };
            clips.iter().map(path).collect()
        };
        self.check(&paths.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
        for (clip, path) in clips.iter().zip(&paths) {
            if self.format == ClipFormat::Gif {
                let told = [(path.display().to_string(), gif::remarks(&clip.frames, &[]))];
                for line in remarks::lines(&told) {
                    output::complain(&line);
                }
                gif::write(path, &clip.frames, self.palette, self.scale)?;
            } else {
                apng::write(path, &clip.frames, self.palette, self.scale, clip.loops)?;
            }
            say(path)?;
        }
        Ok(())
    }

    /// Numbered PNGs in a folder: "crab-walk-0.png", or "crab-walk-00.png" where there are more
    /// than ten.
    fn write_numbered(&self, clips: &[NamedClip]) -> anyhow::Result<()> {
        create_folder(self.out)?;
        let path = |clip: &NamedClip, index: usize| {
            let n_digits = digits(clip.frames.len().saturating_sub(1));
            self.out.join(format!("{}-{index:0n_digits$}.png", file_stem(&clip.name)))
        };
        for clip in clips {
            for index in 0..clip.frames.len() {
                self.check(&[&path(clip, index)])?;
            }
        }
        for clip in clips {
            for (index, frame) in clip.frames.iter().enumerate() {
                let path = path(clip, index);
                let recipe = frame.recipe();
                png::write_sprite(&path, &frame.sprite, self.palette, recipe, self.scale)?;
                say(&path)?;
            }
        }
        Ok(())
    }

    /// One row a clip.
    fn options(&self) -> SheetOptions {
        SheetOptions {
            split_tags: true,
            scale: self.scale,
            json: self.json,
            ..SheetOptions::default()
        }
    }

    fn write_sheet(&self, clips: &[NamedClip]) -> anyhow::Result<()> {
        let (frames, tags, _) = joined(clips);
        let json = sheet::json_path(self.out);
        self.check(&[self.out, &json])?;
        sheet::write(self.out, &frames, &tags, self.palette, self.options())?;
        say(self.out)?;
        say(&json)
    }

    fn write_godot(&self, clips: &[NamedClip]) -> anyhow::Result<()> {
        let (frames, tags, animations) = joined(clips);
        let image = self.out.with_extension("png");
        self.check(&[self.out, &image])?;
        let sheet = sheet::encode(&frames, &tags, self.palette, self.options(), &image)?;
        let is_for_3 = self.format == ClipFormat::Godot3;
        godot::write((self.out, &image), &frames, &sheet, &animations, is_for_3)?;
        say(self.out)?;
        say(&image)
    }
}

fn say(path: &Path) -> anyhow::Result<()> {
    output::say(&path.display().to_string())
}

/// The frames of all clips, one after the other. They are named by their numbers, because engines
/// that read Aseprite's JSON look the frames of a tag up by those.
fn joined(clips: &[NamedClip]) -> (Vec<Frame>, Vec<Tag>, Vec<GodotAnimation>) {
    let (mut frames, mut tags, mut animations) = (Vec::new(), Vec::new(), Vec::new());
    for clip in clips {
        let first = frames.len();
        for frame in &clip.frames {
            frames.push(Frame { name: frames.len().to_string(), ..frame.clone() });
        }
        let last = frames.len().saturating_sub(1);
        tags.push(Tag::new(clip.name.clone(), first, last));
        let (name, loops) = (clip.name.clone(), clip.loops);
        animations.push(GodotAnimation { name, frames: first..=last, loops });
    }
    (frames, tags, animations)
}
