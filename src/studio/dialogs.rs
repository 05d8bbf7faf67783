//! Asking for a file: the desktop's own dialog where there is one, else a field to type into.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

use egui::Context;

use crate::files::sheet;

/// A dialog that was answered faster than this was never on the screen: the desktop has none.
const TOO_FAST_FOR_A_PERSON: Duration = Duration::from_millis(150);

/// How names of models end.
const MODELS: &[&str] = &["safetensors"];

/// What to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Where to save a PNG, with a name to begin with.
    SavePng {
        /// Suggested file name.
        file_name: String,
    },
    /// Where to save a sheet, of which this is the picture, with a name to begin with.
    SaveSheet {
        /// Suggested file name.
        file_name: String,
    },
    /// Where to save an .aseprite file, with a name to begin with.
    SaveAseprite {
        /// Suggested file name.
        file_name: String,
    },
    /// Where to save a GIF, with a name to begin with.
    SaveGif {
        /// Suggested file name.
        file_name: String,
    },
    /// Where to save sprite frames of Godot, with a name to begin with.
    SaveGodot {
        /// Suggested file name.
        file_name: String,
    },
    /// Into which folder to save several sprites.
    ExportFolder,
    /// Which checkpoint to open.
    OpenModel,
    /// Which picture, sheet or animation to open; a model is opened as one.
    OpenSprite,
    /// Which picture is to be the sketch.
    OpenSketch,
    /// Which palette to open.
    OpenPalette,
    /// Which folder of pictures to learn from.
    OpenFolder,
    /// Which picture or sheet to learn from.
    OpenArt,
    /// Which manifest says what the pictures are.
    OpenManifest,
}

impl Ask {
    /// What to call the question.
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::SavePng { .. } => "Export PNG",
            Self::SaveSheet { .. } => "Export sheet",
            Self::SaveAseprite { .. } => "Export .aseprite",
            Self::SaveGif { .. } => "Export GIF",
            Self::SaveGodot { .. } => "Export for Godot",
            Self::ExportFolder => "Export into a folder",
            Self::OpenModel => "Open model",
            Self::OpenSprite => "Open sprite",
            Self::OpenSketch => "Open sketch",
            Self::OpenPalette => "Open palette",
            Self::OpenFolder => "Choose a folder of pictures",
            Self::OpenArt => "Choose a picture or sheet",
            Self::OpenManifest => "Choose a manifest",
        }
    }

    /// The name to begin with and how it ends, if something is to be saved.
    pub(super) fn saves(&self) -> Option<(&str, &'static str)> {
        match self {
            Self::SavePng { file_name } | Self::SaveSheet { file_name } => Some((file_name, "png")),
            Self::SaveAseprite { file_name } => Some((file_name, "aseprite")),
            Self::SaveGif { file_name } => Some((file_name, "gif")),
            Self::SaveGodot { file_name } => Some((file_name, "tres")),
            Self::ExportFolder
            | Self::OpenModel
            | Self::OpenSprite
            | Self::OpenSketch
            | Self::OpenPalette
            | Self::OpenFolder
            | Self::OpenArt
            | Self::OpenManifest => None,
        }
    }

    /// Whether saving there would replace a file.
    pub(super) fn would_replace(&self, path: &Path) -> bool {
        let other = match self {
            Self::SaveSheet { .. } => Some(sheet::json_path(path)),
            Self::SaveGodot { .. } => Some(path.with_extension("png")),
            _ => None,
        };
        path.exists() || other.is_some_and(|other| other.exists())
    }

    /// What files it is about, for people, and how their names end.
    fn kind(&self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::SavePng { .. } | Self::SaveSheet { .. } => ("PNG image", &["png"]),
            Self::SaveAseprite { .. } => ("Aseprite file", &["aseprite", "ase"]),
            Self::SaveGif { .. } => ("GIF animation", &["gif"]),
            Self::SaveGodot { .. } => ("Godot sprite frames", &["tres"]),
            Self::OpenModel => ("Models", MODELS),
            Self::OpenSprite | Self::OpenSketch | Self::OpenArt => (
                "Sprites",
                &[
                    "png", "aseprite", "ase", "gif", "json", "webp", "bmp", "tga", "qoi", "lbm",
                    "iff", "ilbm", "pcx", "tif", "tiff", "ico", "jpg", "jpeg", "ppm", "ora", "kra",
                    "pxo", "piskel",
                ],
            ),
            Self::OpenFolder | Self::ExportFolder => ("Folders", &[]),
            Self::OpenManifest => ("Manifest", &["toml"]),
            Self::OpenPalette => (
                "Palettes",
                &[
                    "gpl", "hex", "pal", "act", "png", "aseprite", "ase", "gif", "json", "txt",
                    "aco", "kpl", "swatches", "pyxpal", "bmp", "lbm", "iff", "pcx",
                ],
            ),
        }
    }
}

/// What came of a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// This file.
    Chosen(PathBuf),
    /// The artist thought better of it.
    Dismissed,
    /// This desktop has no dialog to show.
    Unavailable,
}

/// The seam between the window and the desktop's dialogs; tests put a scripted one here.
pub trait Dialogs {
    /// Opens a dialog and returns at once. `number` comes back with the reply, because a
    /// dialog can be left open while another is asked for.
    fn ask(&mut self, number: u64, ask: Ask, ctx: &Context, frame: &eframe::Frame);
    /// The next reply that has come in.
    fn poll(&mut self) -> Option<(u64, Reply)>;
}

/// The desktop's own dialogs, through the desktop portal.
pub(super) struct NativeDialogs {
    sender: SyncSender<(u64, Reply)>,
    receiver: Receiver<(u64, Reply)>,
}

impl NativeDialogs {
    pub(super) fn new() -> Self {
        let (sender, receiver) = sync_channel(16);
        Self { sender, receiver }
    }
}

impl Dialogs for NativeDialogs {
    fn ask(&mut self, number: u64, ask: Ask, ctx: &Context, frame: &eframe::Frame) {
        let (kind, extensions) = ask.kind();
        let dialog = rfd::AsyncFileDialog::new().set_parent(frame).set_title(ask.title());
        let mut dialog = dialog.add_filter(kind, extensions);
        if ask == Ask::OpenSprite {
            dialog = dialog.add_filter("Models", MODELS);
        }
        // Some systems want the dialog made on this thread; only waiting happens on another.
        let answer: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> =
            match ask.saves() {
                Some((file_name, _)) => Box::pin(dialog.set_file_name(file_name).save_file()),
                None if matches!(ask, Ask::OpenFolder | Ask::ExportFolder) => {
                    let dialog = rfd::AsyncFileDialog::new().set_parent(frame);
                    Box::pin(dialog.set_title(ask.title()).pick_folder())
                }
                None => Box::pin(dialog.pick_file()),
            };
        let (sender, ctx) = (self.sender.clone(), ctx.clone());
        let waiting = thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let asked = Instant::now();
            let reply = match pollster::block_on(answer) {
                Some(file) => Reply::Chosen(file.path().to_owned()),
                None if asked.elapsed() < TOO_FAST_FOR_A_PERSON => Reply::Unavailable,
                None => Reply::Dismissed,
            };
            // If the window is gone by now, the reply is not waited for.
            sender.send((number, reply)).ok();
            ctx.request_repaint();
        });
        if waiting.is_err() {
            self.sender.try_send((number, Reply::Unavailable)).ok();
        }
    }

    fn poll(&mut self) -> Option<(u64, Reply)> {
        self.receiver.try_recv().ok()
    }
}
