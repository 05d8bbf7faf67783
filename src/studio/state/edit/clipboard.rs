//! Cut, copy and paste: pieces of sprites, between sprites and between programs.
//!
//! The system's clipboard carries a picture. What was copied here is kept besides with its
//! palette indices and its place, and pasted like that while the picture is still the same.

use std::sync::Arc;

use super::State;
use crate::sprite::{Palette, Patch, SIDE, paint::Point};

/// A piece that was cut or copied.
#[derive(Clone, Debug)]
struct Copied {
    patch: Patch,
    corner: Point,
    palette: Arc<Palette>,
}

/// What there is to cut and to paste.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Clipboard {
    copied: Option<Copied>,
    /// The picture that is to be put on the system's clipboard.
    for_system: Option<([usize; 2], Vec<u8>)>,
    /// Whether the system is to be asked for what it has.
    wants_paste: bool,
}

impl Clipboard {
    /// The picture that is to be put on the system's clipboard, once: its width and height, and
    /// straight-alpha RGBA.
    pub(in crate::studio) fn take_picture(&mut self) -> Option<([usize; 2], Vec<u8>)> {
        self.for_system.take()
    }

    /// Whether the system is to be asked for what it has; once.
    pub(in crate::studio) fn take_wish(&mut self) -> bool {
        std::mem::take(&mut self.wants_paste)
    }
}

impl State {
    /// Copies what is selected, or the whole sprite.
    pub(super) fn copy_pixels(&mut self) {
        self.put_on_clipboard("Copied");
    }

    /// Puts what is selected, or the whole sprite, on the clipboard, and says what was done.
    fn put_on_clipboard(&mut self, done: &str) {
        let (Some((_, art)), Some((patch, corner))) = (self.editable(), self.piece()) else {
            return;
        };
        let size = [patch.width(), patch.height()];
        self.edit.clipboard.for_system = Some((size, patch.to_rgba(&art.palette)));
        let palette = Arc::clone(&art.palette);
        self.edit.clipboard.copied = Some(Copied { patch, corner, palette });
        let [width, height] = size;
        self.toasts.info(format!("{done} {width} by {height} pixels"));
    }

    /// Copies what is selected, or the whole sprite, and takes it away.
    pub(super) fn cut_pixels(&mut self) {
        self.put_on_clipboard("Cut");
        let selection = self.edit.selection;
        if let Some(sprite) = self.without_piece() {
            self.commit("Cut", sprite, selection);
        }
    }

    /// Asks the system for what it has to paste.
    pub(super) fn ask_to_paste(&mut self) {
        self.edit.clipboard.wants_paste = true;
    }

    /// Pastes a picture of the system's clipboard over the current sprite; straight-alpha
    /// colours, row by row. Says whether it could be.
    pub(in crate::studio) fn paste_picture(
        &mut self,
        [width, height]: [usize; 2],
        pixels: &[[u8; 4]],
    ) -> bool {
        let Some((_, art)) = self.editable() else { return false };
        if let Some(copied) = self.copied_here([width, height], pixels) {
            let table = copied.palette.translation(&art.palette);
            self.float_in("Paste", copied.patch.translated(&table), copied.corner);
            return true;
        }
        let Some((patch, n_moved)) = Patch::of_picture(width, height, pixels, &art.palette) else {
            self.toasts.error(format!(
                "The picture of {width} by {height} pixels is too large to be pasted: reduce it \
                 first"
            ));
            return true;
        };
        let middle = |size: usize| (SIDE as i32 - size as i32).div_euclid(2);
        let corner = (middle(patch.width()), middle(patch.height()));
        self.float_in("Paste", patch, corner);
        match n_moved {
            0 => {}
            1 => self.toasts.info("One colour became its nearest of the palette"),
            n => self.toasts.info(format!("{n} colours became their nearest of the palette")),
        }
        true
    }

    /// What was copied here, if the picture still is that.
    fn copied_here(&self, size: [usize; 2], pixels: &[[u8; 4]]) -> Option<Copied> {
        let copied = self.edit.clipboard.copied.as_ref()?;
        let is_same = size == [copied.patch.width(), copied.patch.height()]
            && copied.patch.to_rgba(&copied.palette).chunks_exact(4).zip(pixels).all(
                // What is transparent may have come back in any colour.
                |(ours, theirs)| (ours[3] == 0 && theirs[3] == 0) || ours == theirs,
            );
        is_same.then(|| copied.clone())
    }
}
