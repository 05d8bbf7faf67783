//! Writing sprites to files, away from the thread that draws the window.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use egui::Context;

use crate::{
    files::{FileError, png},
    sprite::{Palette, Recipe, Sprite},
};

/// A sprite with all that its file needs, taken when the artist asked: whatever is drawn while
/// the dialog is open does not change what is saved.
#[derive(Clone, Debug)]
pub(super) struct Export {
    /// The pixels.
    pub(super) sprite: Sprite,
    /// Their colours.
    pub(super) palette: Palette,
    /// How to make them again, if a model drew them.
    pub(super) recipe: Option<Recipe>,
    /// Suggested file name.
    pub(super) file_name: String,
}

/// Writes exports one by one as they come, each on a thread of its own.
pub(super) struct Exporter {
    sender: SyncSender<(PathBuf, Result<(), FileError>)>,
    receiver: Receiver<(PathBuf, Result<(), FileError>)>,
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
            let Export { sprite, palette, recipe, .. } = &export;
            let result = png::write_sprite(&path, sprite, palette, recipe.as_ref(), 1);
            // If the window is gone by now, the file is there all the same.
            sender.send((path, result)).ok();
            ctx.request_repaint();
        })?;
        Ok(())
    }

    /// The next file that was written, or was not.
    pub(super) fn poll(&self) -> Option<(PathBuf, Result<(), FileError>)> {
        self.receiver.try_recv().ok()
    }
}

/// The path with ".png" at its end; file dialogs leave that to the program.
pub(super) fn with_png_extension(path: &Path) -> PathBuf {
    let is_png = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    if is_png {
        return path.to_owned();
    }
    // "jellyfish.v2" is a whole name, so the extension is added rather than put in its place.
    let mut name = path.as_os_str().to_owned();
    name.push(".png");
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
            assert_eq!(with_png_extension(Path::new(given)), Path::new(expected));
        }
    }
}
