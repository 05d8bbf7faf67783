//! Reading pictures and palettes of other programs, away from the thread that draws the window.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use egui::{ColorImage, Context};

use super::{art::Art, state::file_name};
use crate::{
    files::{
        FileError, Origin,
        import::{self, Imported, ImportedFile},
        palette::{self, Swatches},
        without_ending,
    },
    sprite::Palette,
};

/// What is to be opened.
pub(super) enum Source {
    /// A file.
    File(PathBuf),
    /// A picture from the clipboard.
    Picture(Arc<ColorImage>),
    /// A file whose colours are wanted, not its picture.
    Palette(PathBuf),
}

/// What came of it.
pub(super) enum Opened {
    /// Sprites to keep.
    Sprites(OpenedSprites),
    /// Colours to work in.
    Palette {
        /// What was opened, for people: "db32.hex".
        name: String,
        /// Its colours.
        result: Result<Palette, String>,
    },
}

/// Sprites that were opened, or were not.
pub(super) struct OpenedSprites {
    /// What was opened, for people: "fish.png".
    pub(super) name: String,
    /// Its sprites.
    pub(super) result: Result<ImportedFile, FileError>,
    /// The palette that they were brought into.
    pub(super) palette: Arc<Palette>,
}

impl OpenedSprites {
    /// The sprites with their names, ready to be kept.
    pub(super) fn arts(imported: &[Imported], palette: &Arc<Palette>) -> Vec<(String, Arc<Art>)> {
        let art = |imported: &Imported| {
            let frame = &imported.frame;
            let art = Art {
                sprite: frame.sprite.clone(),
                palette: Arc::clone(palette),
                shading: frame.recipe().and_then(|it| it.shading.clone()).map(Box::new),
                recipe: frame.recipe().cloned(),
                drawn_as: None,
                request: None,
                title: frame.name.clone(),
                subtitle: "Collection".to_owned(),
                file_name: format!("{}.png", without_ending(&frame.name)),
            };
            (frame.name.clone(), Arc::new(art))
        };
        imported.iter().map(art).collect()
    }

    /// What the artist should know, in a sentence: how many sprites came, whether recipes still
    /// fit, and all that was left out or changed.
    pub(super) fn remark(name: &str, file: &ImportedFile) -> String {
        let mut parts = vec![match file.sprites.len() {
            1 => format!("Opened {name}"),
            n => format!("Opened {n} sprites of {name}"),
        }];
        if file.sprites.iter().all(|i| matches!(i.frame.origin, Origin::Recipe(_))) {
            parts[0].push_str(" with its recipe");
        }
        parts.extend(file.remarks.iter().map(ToString::to_string));
        parts.join("; ")
    }
}

/// Opens files one by one as they come, each call on a thread of its own.
pub(super) struct Opener {
    sender: SyncSender<Opened>,
    receiver: Receiver<Opened>,
}

impl Opener {
    pub(super) fn new() -> Self {
        let (sender, receiver) = sync_channel(64);
        Self { sender, receiver }
    }

    /// Begins to read; what comes of it comes through [`Self::poll`].
    pub(super) fn open(
        &self,
        sources: Vec<Source>,
        palette: &Arc<Palette>,
        ctx: &Context,
    ) -> std::io::Result<()> {
        let (sender, ctx, palette) = (self.sender.clone(), ctx.clone(), Arc::clone(palette));
        thread::Builder::new().name("opening".to_owned()).spawn(move || {
            for source in sources {
                // If the window is gone by now, nobody wants them.
                if sender.send(read(&source, &palette)).is_err() {
                    return;
                }
                ctx.request_repaint();
            }
        })?;
        Ok(())
    }

    /// The next that was opened, or could not be.
    pub(super) fn poll(&self) -> Option<Opened> {
        self.receiver.try_recv().ok()
    }
}

fn read(source: &Source, palette: &Arc<Palette>) -> Opened {
    let (name, result) = match source {
        Source::File(path) if is_palette(path) => return read_palette(path),
        Source::Palette(path) => return read_palette(path),
        Source::File(path) => (file_name(path), import::read_file(path, palette)),
        Source::Picture(image) => {
            let name = "Pasted picture";
            let pixels = image.pixels.iter().map(egui::Color32::to_srgba_unmultiplied);
            let file = import::from_pixels(name, image.size, pixels.collect(), palette);
            (name.to_owned(), file)
        }
    };
    Opened::Sprites(OpenedSprites { name, result, palette: Arc::clone(palette) })
}

/// Whether a file can be nothing but colours. A picture that is opened or dropped is a sprite;
/// JSON may be either, so it is looked into.
fn is_palette(path: &Path) -> bool {
    let Some(extension) = path.extension() else { return false };
    let is = |wanted: &&str| extension.eq_ignore_ascii_case(wanted);
    ["gpl", "hex", "pal", "act", "txt"].iter().any(is)
        || is(&"json") && palette::read_swatches(path).is_ok()
}

fn read_palette(path: &Path) -> Opened {
    let result = match palette::read_swatches(path) {
        Ok(swatches) => usable(&swatches),
        Err(error) => Err(error.to_string()),
    };
    Opened::Palette { name: file_name(path), result }
}

/// The colours as a palette to work in; else what is wrong with them.
fn usable(swatches: &Swatches) -> Result<Palette, String> {
    swatches.to_palette().map_err(|error| error.to_string())
}

/// The palette in pasted text.
pub(super) fn pasted_palette(text: &str) -> Result<Palette, String> {
    let mut swatches = palette::parse_text(text).map_err(|error| error.to_string())?;
    if swatches.name.is_empty() {
        "Pasted palette".clone_into(&mut swatches.name);
    }
    usable(&swatches)
}
