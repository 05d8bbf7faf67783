//! Reads the sprites of the folder.

use std::{fs, path::Path, sync::Arc, time::UNIX_EPOCH};

use super::{
    Entry, Standing, cell_of,
    store::{base_name, is_in_trash},
};
use crate::{
    files::{
        FileError, Origin, import,
        palette::{Swatch, Swatches},
        png::{self, Label, ReadSprite},
    },
    sprite::{ENTRIES, Palette, Rgb},
    studio::{art::Art, opening},
};

/// Reads files; sprites with the same colours share a palette.
#[derive(Default)]
pub(super) struct Reader {
    palettes: Vec<Arc<Palette>>,
}

/// A sprite as its file has it.
pub(super) struct Read {
    pub(super) entry: Entry,
    /// Whether name, tags and time are those that the file tells, and not guessed.
    pub(super) is_labelled: bool,
}

impl Reader {
    /// Reads a file of the folder. `known` is what the folder knew of it: programs that save a
    /// picture without its texts take no name away.
    pub(super) fn read(
        &mut self,
        folder: &Path,
        file: &str,
        known: Option<&Entry>,
    ) -> Result<Read, FileError> {
        let path = folder.join(file);
        let read = png::read_sprite(&path)?;
        let is_labelled = read.label.is_some();
        let is_clip = read.n_frames > 1;
        let label = read.label.clone().unwrap_or_else(|| match known {
            Some(Entry { standing: Standing { name, tags, frame, .. }, kept, .. }) => {
                let (name, tags, frame) = (name.clone(), tags.clone(), frame.clone());
                Label { name, tags, kept: *kept, frame }
            }
            None => guessed_label(&path, file),
        });
        let Label { name, tags, kept, frame } = label;
        let palette = self.palette(&read);
        let recipe = match read.origin() {
            Origin::Recipe(recipe) => Some(*recipe),
            _ => None,
        };
        let art = Art {
            sprite: read.sprite,
            palette,
            shading: recipe.as_ref().and_then(|it| it.shading.clone()).map(Box::new),
            recipe,
            drawn_as: None,
            frames: None,
            request: None,
            title: name.clone(),
            subtitle: "Collection".to_owned(),
            file_name: base_name(file).to_owned(),
        };
        let art = if is_clip { Self::with_frames(&path, art) } else { art };
        let standing = Standing { name, tags, is_trashed: is_in_trash(file), frame };
        let (cell, art) = (cell_of(&art), Some(Arc::new(art)));
        let entry = Entry { file: file.to_owned(), standing, kept, cell, art };
        Ok(Read { entry, is_labelled })
    }

    /// The clip whose first frame was read; a file whose other frames make no sense is a still
    /// sprite.
    fn with_frames(path: &Path, first: Art) -> Art {
        let Ok(file) = import::read_file(path, &first.palette) else { return first };
        let frames = opening::clips_of(&file, &first.palette, &first.title).into_iter().next();
        let frames = frames.and_then(|(_, art)| art.frames.clone());
        frames.map_or(first.clone(), |frames| first.with_frames(frames))
    }

    /// The palette of a file; sprites with the same colours share one.
    fn palette(&mut self, read: &ReadSprite) -> Arc<Palette> {
        if self.palettes.is_empty() {
            self.palettes.push(Arc::new(Palette::ocean()));
        }
        let mut colours = read.palette_colours.clone();
        let unused = colours.last().copied().unwrap_or(Rgb([0; 3]));
        colours.resize(ENTRIES, unused);
        let is_same = |palette: &&Arc<Palette>| palette.colours()[1..] == colours[1..];
        if let Some(palette) = self.palettes.iter().find(is_same) {
            return Arc::clone(palette);
        }
        let mut swatches: Vec<Swatch> =
            colours.iter().map(|colour| Swatch::opaque(colour.0)).collect();
        swatches[0].alpha = 0;
        let swatches = Swatches {
            name: "Palette of the file".to_owned(),
            colours: swatches,
            ..Swatches::default()
        };
        let Ok(palette) = swatches.to_palette() else { return Arc::clone(&self.palettes[0]) };
        let palette = Arc::new(palette);
        self.palettes.push(Arc::clone(&palette));
        palette
    }
}

/// What is known of a sprite that was put into the folder by hand: its file's name and time.
fn guessed_label(path: &Path, file: &str) -> Label {
    let written = fs::metadata(path).and_then(|found| found.modified()).ok();
    let written = written.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Label {
        name: base_name(file).trim_end_matches(".png").to_owned(),
        tags: Vec::new(),
        kept: written.map_or(0, |since| since.as_millis() as u64),
        frame: None,
    }
}
