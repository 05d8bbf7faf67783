//! Reading pictures and palettes of other programs, away from the thread that draws the window.

use std::{
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use egui::{ColorImage, Context};

use super::{art::Art, sequence, state::file_name};
use crate::{
    files::{
        FileError, Origin,
        import::{self, Imported, ImportedFile},
        palette::{self, FittedPalette, MAX_COLOURS, Overflow, Swatches, SwatchesError},
        png::FramePlace,
        sheet, without_ending,
    },
    sprite::Palette,
};

/// What a picture without a file is called.
const PASTED_PICTURE: &str = "Pasted picture";

/// What is to be opened.
pub(super) enum Source {
    /// A file.
    File(PathBuf),
    /// A picture from the clipboard.
    Picture(Arc<ColorImage>),
    /// A file whose colours are wanted, not its picture.
    Palette {
        /// The file.
        path: PathBuf,
        /// What becomes of too many of them.
        overflow: Overflow,
    },
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
        result: Result<FittedPalette, NoPalette>,
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
    /// The sprites with their names, ready to be kept. Those of an animation remember their place in
    /// it.
    pub(super) fn arts(
        name: &str,
        file: &ImportedFile,
        palette: &Arc<Palette>,
    ) -> Vec<(String, Arc<Art>, Option<FramePlace>)> {
        let places = sequence::places_of(name, file);
        let art = |(imported, place): (&Imported, Option<FramePlace>)| {
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
            (frame.name.clone(), Arc::new(art), place)
        };
        file.sprites.iter().zip(places).map(art).collect()
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
            for source in without_parts(sources) {
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

/// Reads one source. A reader that panics makes an error of its source, and the others are read.
fn read(source: &Source, palette: &Arc<Palette>) -> Opened {
    let read = AssertUnwindSafe(|| read_unguarded(source, palette));
    panic::catch_unwind(read).unwrap_or_else(|_| {
        let path = match source {
            Source::File(path) | Source::Palette { path, .. } => path.clone(),
            Source::Picture(_) => PASTED_PICTURE.into(),
        };
        let (name, palette) = (file_name(&path), Arc::clone(palette));
        let result = Err(FileError::Unsupported {
            path,
            problem: "stops the reader of such files".to_owned(),
            remedy: "open it in the program that made it and save it again",
        });
        Opened::Sprites(OpenedSprites { name, result, palette })
    })
}

fn read_unguarded(source: &Source, palette: &Arc<Palette>) -> Opened {
    let (name, result) = match source {
        Source::File(path) if is_palette(path) => return read_palette(path, Overflow::Refuse),
        Source::Palette { path, overflow } => return read_palette(path, *overflow),
        Source::File(path) => (file_name(path), import::read_file(path, palette)),
        Source::Picture(image) => {
            let pixels = image.pixels.iter().map(egui::Color32::to_srgba_unmultiplied);
            let file = import::from_pixels(PASTED_PICTURE, image.size, pixels.collect(), palette);
            (PASTED_PICTURE.to_owned(), file)
        }
    };
    Opened::Sprites(OpenedSprites { name, result, palette: Arc::clone(palette) })
}

/// The files without those that another of them reads as its parts.
fn without_parts(sources: Vec<Source>) -> Vec<Source> {
    let paths = sources.iter().filter_map(|source| match source {
        Source::File(path) => Some(path.clone()),
        _ => None,
    });
    let kept = sheet::without_parts(&paths.collect::<Vec<_>>());
    let is_kept = |source: &Source| match source {
        Source::File(path) => kept.contains(path),
        _ => true,
    };
    sources.into_iter().filter(is_kept).collect()
}

/// Whether a file can be nothing but colours. A picture that is opened or dropped is a sprite;
/// JSON may be either, so it is looked into.
fn is_palette(path: &Path) -> bool {
    let Some(extension) = path.extension() else { return false };
    let is = |wanted: &&str| extension.eq_ignore_ascii_case(wanted);
    ["gpl", "hex", "pal", "act", "txt", "aco", "kpl", "swatches", "pyxpal"].iter().any(is)
        || is(&"json") && palette::read_swatches(path).is_ok()
}

fn read_palette(path: &Path, overflow: Overflow) -> Opened {
    let result = palette::read_palette(path, overflow).map_err(|error| match error {
        FileError::Palette { error, .. } => {
            NoPalette::new(*error, || Oversized::File(path.to_owned()))
        }
        other => NoPalette::Unusable(other.to_string()),
    });
    Opened::Palette { name: file_name(path), result }
}

/// Why colours cannot be worked in.
#[derive(Clone, Debug)]
pub(super) enum NoPalette {
    /// There are none, or they cannot be read.
    Unusable(String),
    /// There are too many, which can be reduced.
    TooMany {
        /// How many, for people: "85", "more than 256".
        count: String,
        /// Where they are from.
        source: Oversized,
    },
}

/// Colours of which there are too many.
#[derive(Clone, Debug)]
pub(super) enum Oversized {
    /// Those of a file.
    File(PathBuf),
    /// Those of a pasted list.
    List(Swatches),
}

impl NoPalette {
    fn new(error: SwatchesError, source: impl FnOnce() -> Oversized) -> Self {
        match error {
            SwatchesError::TooMany(count) => {
                Self::TooMany { count: count.to_string(), source: source() }
            }
            SwatchesError::NotReduced => {
                Self::TooMany { count: format!("more than {MAX_COLOURS}"), source: source() }
            }
            other => Self::Unusable(other.to_string()),
        }
    }
}

/// The palette in pasted text.
pub(super) fn pasted_palette(text: &str) -> Result<FittedPalette, NoPalette> {
    let mut swatches =
        palette::parse_text(text).map_err(|error| NoPalette::Unusable(error.to_string()))?;
    if swatches.name.is_empty() {
        "Pasted palette".clone_into(&mut swatches.name);
    }
    swatches
        .fit(Overflow::Refuse)
        .map_err(|error| NoPalette::new(error, || Oversized::List(swatches.clone())))
}
