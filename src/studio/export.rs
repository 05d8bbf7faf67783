//! Writing sprites to files, away from the thread that draws the window.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use egui::Context;
use serde::{Deserialize, Serialize};

use super::{
    art::Art,
    state::{ExportSet, n_sprites},
};
use crate::files::{
    FRAME_MILLISECONDS, FileError, Frame, MAX_SCALE, NamePattern, Tag, apng, aseprite,
    create_folder, gif,
    godot::{self, GodotAnimation},
    png,
    sheet::{self, JsonKind, SheetOptions},
    write_together,
};

/// How sprites are exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ExportSettings {
    /// Which sprites leave together.
    pub(super) set: ExportSet,
    /// As what.
    pub(super) form: SetForm,
    /// What their files are called, as a [`NamePattern`].
    pub(super) names: String,
    /// How long a frame of them is shown.
    pub(super) milliseconds: u16,
    /// Screen pixels a sprite pixel.
    pub(super) scale: u32,
    /// Whether the JSON of a sheet has its frames in a row, rather than by name.
    pub(super) is_json_array: bool,
    /// Transparent pixels between the sprites of a sheet.
    pub(super) padding: usize,
}

impl Default for ExportSettings {
    fn default() -> Self {
        Self {
            set: ExportSet::default(),
            form: SetForm::default(),
            names: NamePattern::USUAL.to_owned(),
            milliseconds: FRAME_MILLISECONDS,
            scale: 1,
            is_json_array: false,
            padding: 0,
        }
    }
}

impl ExportSettings {
    /// The most room between the sprites of a sheet.
    pub(super) const MAX_PADDING: usize = 64;

    /// The same with every number pulled into its range.
    pub(super) fn clamped(self) -> Self {
        let scale = self.scale.clamp(1, MAX_SCALE);
        let milliseconds = self.milliseconds.max(20);
        Self { scale, milliseconds, padding: self.padding.min(Self::MAX_PADDING), ..self }
    }

    fn sheet(&self) -> SheetOptions {
        let json = if self.is_json_array { JsonKind::Array } else { JsonKind::Hash };
        SheetOptions { padding: self.padding, scale: self.scale, json, ..SheetOptions::default() }
    }
}

/// What a set of sprites can become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SetForm {
    /// A PNG each.
    #[default]
    Pngs,
    /// One PNG for all, and its JSON.
    Sheet,
    /// Frames of a GIF.
    Gif,
    /// Frames of an .aseprite file.
    Aseprite,
}

impl SetForm {
    /// All of them.
    pub(super) const ALL: [Self; 4] = [Self::Pngs, Self::Sheet, Self::Gif, Self::Aseprite];

    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pngs => "PNGs",
            Self::Sheet => "Sheet",
            Self::Gif => "GIF",
            Self::Aseprite => ".aseprite",
        }
    }

    /// What it is, for the tooltip.
    pub(super) fn tooltip(self) -> &'static str {
        match self {
            Self::Pngs => "A PNG each in a folder, with its recipe inside",
            Self::Sheet => "One PNG for all, and a JSON that tells where each of them is",
            Self::Gif => "One frame a sprite, for ever",
            Self::Aseprite => "One frame a sprite, with its recipe",
        }
    }

    /// Whether names of sprites are written.
    pub(super) fn has_names(self) -> bool {
        matches!(self, Self::Pngs | Self::Sheet)
    }

    /// What becomes of the sprites.
    pub(super) fn form(self) -> Form {
        match self {
            Self::Pngs => Form::Pngs,
            Self::Sheet => Form::Sheet,
            Self::Gif => Form::Gif,
            Self::Aseprite => Form::Aseprite,
        }
    }
}

/// What becomes of sprites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One sprite as a PNG.
    Png,
    /// A PNG each, in a folder.
    Pngs,
    /// The frames of a GIF.
    Gif,
    /// One PNG for all, and a JSON that tells where each of them is.
    Sheet,
    /// The frames of one .aseprite file.
    Aseprite,
    /// The frames of a GIF: one sprite while the light goes round it.
    LightSweep,
    /// The frames of a clip as a GIF.
    ClipGif,
    /// The frames of a clip as an .aseprite file with its tag.
    ClipAseprite,
    /// The frames of a clip as a PNG that plays.
    ClipApng,
    /// The frames of a clip in a row, and a JSON with its tag.
    ClipSheet,
    /// The same row, with a resource for Godot 4 beside it.
    ClipGodot,
}

impl Form {
    /// How the names of its files end.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Png | Self::Pngs | Self::Sheet | Self::ClipApng | Self::ClipSheet => "png",
            Self::ClipGodot => "tres",
            Self::Aseprite | Self::ClipAseprite => "aseprite",
            Self::Gif | Self::LightSweep | Self::ClipGif => "gif",
        }
    }
}

/// Sprites with all that their file needs, taken when the artist asked: whatever is drawn
/// while the dialog is open does not change what is saved.
#[derive(Clone, Debug)]
pub(super) struct Export {
    /// Each with its name; at least one.
    pub(super) sprites: Vec<(String, Arc<Art>)>,
    /// How long each is shown, where they are frames of a clip.
    pub(super) durations: Vec<u16>,
    /// Named ranges of them.
    pub(super) tags: Vec<Tag>,
    /// Whether they play for ever, where they are frames of a clip.
    pub(super) loops: bool,
    /// What becomes of them.
    pub(super) form: Form,
    /// How.
    pub(super) settings: ExportSettings,
    /// Suggested file name.
    pub(super) file_name: String,
}

impl Export {
    fn write(&self, path: &Path) -> Result<(), FileError> {
        let Some((_, first)) = self.sprites.first() else { return Ok(()) };
        let (palette, scale) = (&first.palette, self.settings.scale);
        match self.form {
            Form::Png => {
                png::write_sprite(path, &first.sprite, palette, first.recipe.as_ref(), scale)
            }
            Form::Pngs => self.write_each(path),
            Form::Sheet => {
                sheet::write(path, &self.frames(), &self.tags, palette, self.settings.sheet())
            }
            Form::Aseprite => aseprite::write(path, &self.frames(), &self.tags, palette, scale),
            Form::ClipAseprite => {
                aseprite::write(path, &self.frames(), &[self.tag(path)], palette, scale)
            }
            Form::ClipApng => apng::write(path, &self.frames(), palette, scale, self.loops),
            Form::ClipSheet => {
                let options = self.row();
                sheet::write(path, &self.frames(), &[self.tag(path)], palette, options)
            }
            Form::ClipGodot => self.write_godot(path),
            Form::Gif | Form::LightSweep | Form::ClipGif => {
                gif::write(path, &self.frames(), palette, scale)
            }
        }
    }

    /// The files that it consists of, at a path that was chosen.
    pub(super) fn paths(&self, path: &Path) -> Vec<PathBuf> {
        let in_folder = |(name, _): &(String, Arc<Art>)| path.join(format!("{name}.png"));
        match self.form {
            Form::Pngs => self.sprites.iter().map(in_folder).collect(),
            Form::Sheet | Form::ClipSheet => vec![path.to_owned(), sheet::json_path(path)],
            Form::ClipGodot => vec![path.to_owned(), path.with_extension("png")],
            _ => vec![path.to_owned()],
        }
    }

    /// Each sprite into a file of its own, in its own colours: all of them or none.
    fn write_each(&self, folder: &Path) -> Result<(), FileError> {
        create_folder(folder)?;
        let encode = |(_, art): &(String, Arc<Art>)| {
            let recipe = art.recipe.as_ref();
            png::encode_sprite(&art.sprite, &art.palette, recipe, self.settings.scale)
        };
        let files: Vec<Vec<u8>> = self.sprites.iter().map(encode).collect();
        let paths = self.paths(folder);
        let together: Vec<(&Path, &[u8])> =
            paths.iter().zip(&files).map(|(path, bytes)| (path.as_path(), &bytes[..])).collect();
        write_together(&together)
    }

    /// What is said once it is written.
    fn done(&self, path: &Path) -> String {
        match self.form {
            Form::Pngs => {
                let sprites = n_sprites(self.sprites.len());
                format!("Exported {sprites} into {}", path.display())
            }
            _ => format!("Exported {}", path.display()),
        }
    }

    /// The tag of a clip, called as its file is.
    fn tag(&self, path: &Path) -> Tag {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Tag { repeat: u16::from(!self.loops), ..Tag::new(name, 0, self.sprites.len().max(1) - 1) }
    }

    /// Every frame of a clip in one row.
    fn row(&self) -> SheetOptions {
        SheetOptions { columns: Some(self.sprites.len()), ..self.settings.sheet() }
    }

    fn write_godot(&self, path: &Path) -> Result<(), FileError> {
        let Some((_, first)) = self.sprites.first() else { return Ok(()) };
        let (frames, tag, image) = (self.frames(), self.tag(path), path.with_extension("png"));
        let tags = std::slice::from_ref(&tag);
        let sheet = sheet::encode(&frames, tags, &first.palette, self.row(), &image)?;
        let animation =
            GodotAnimation { name: tag.name, frames: tag.from..=tag.to, loops: self.loops };
        godot::write((path, &image), &frames, &sheet, &[animation], false)
    }

    /// One file has one palette: that of the first sprite, to which the others keep as closely
    /// as they can.
    fn frames(&self) -> Vec<Frame> {
        let palette = self.sprites.first().map(|(_, art)| &art.palette);
        let frame = |(name, art): &(String, Arc<Art>)| {
            let sprite = match palette {
                Some(palette) => art.sprite.translated(&art.palette.translation(palette)),
                None => art.sprite.clone(),
            };
            let frame = Frame::new(name.clone(), sprite);
            // A recipe that no longer tells of the pixels is left out by the writers.
            art.recipe.clone().map_or(frame.clone(), |recipe| frame.with_recipe(recipe))
        };
        let mut frames: Vec<Frame> = self.sprites.iter().map(frame).collect();
        for (frame, &milliseconds) in frames.iter_mut().zip(&self.durations) {
            frame.milliseconds = milliseconds;
        }
        frames
    }
}

/// Writes exports one by one as they come, each on a thread of its own.
pub(super) struct Exporter {
    sender: SyncSender<Result<String, FileError>>,
    receiver: Receiver<Result<String, FileError>>,
}

impl Exporter {
    pub(super) fn new() -> Self {
        let (sender, receiver) = sync_channel(64);
        Self { sender, receiver }
    }

    /// Begins to write; the result comes through [`Self::poll`].
    pub(super) fn write(
        &self,
        export: Export,
        path: PathBuf,
        ctx: &Context,
    ) -> std::io::Result<()> {
        let (sender, ctx) = (self.sender.clone(), ctx.clone());
        thread::Builder::new().name("export".to_owned()).spawn(move || {
            let result = export.write(&path).map(|()| export.done(&path));
            // If the window is gone by now, the file is there all the same.
            sender.send(result).ok();
            ctx.request_repaint();
        })?;
        Ok(())
    }

    /// What there is to say of the next export that was written, or was not.
    pub(super) fn poll(&self) -> Option<Result<String, FileError>> {
        self.receiver.try_recv().ok()
    }
}

/// The path with this extension at its end; file dialogs leave that to the program.
pub(super) fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let is_there = path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension));
    if is_there {
        return path.to_owned();
    }
    // "jellyfish.v2" is a whole name, so the extension is added rather than put in its place.
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_is_added_once() {
        for (given, expected) in
            [("a/b", "a/b.png"), ("a.v2", "a.v2.png"), ("a.PNG", "a.PNG"), ("a.png", "a.png")]
        {
            assert_eq!(with_extension(Path::new(given), "png"), Path::new(expected));
        }
    }
}
