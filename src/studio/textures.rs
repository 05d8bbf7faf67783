//! The sprites as textures, uploaded when their pixels change and at no other time.

use std::{collections::HashMap, sync::Arc};

use egui::{ColorImage, Context, Id, TextureHandle, TextureId, TextureOptions};

use crate::sprite::{ENTRIES, Palette, Rgb, SIDE, Sprite};

/// More textures than these are kept only while they are on show.
const MOST_IDLE: usize = 600;

/// One texture for each cell, in whichever panel, that shows a sprite.
#[derive(Default)]
pub(super) struct Textures {
    slots: HashMap<Id, Slot>,
    /// Pictures of any size, kept while they are on show.
    pictures: HashMap<Id, Picture>,
    pass: u64,
    #[cfg(test)]
    n_uploads: usize,
}

struct Slot {
    handle: TextureHandle,
    shown: (Sprite, [Rgb; ENTRIES]),
    /// The pass in which it was last on show.
    used: u64,
}

struct Picture {
    handle: TextureHandle,
    shown: Arc<ColorImage>,
    /// The pass in which it was last on show.
    used: u64,
}

impl Textures {
    /// The texture of a picture of any size.
    pub(super) fn picture(&mut self, ctx: &Context, id: Id, image: &Arc<ColorImage>) -> TextureId {
        let known = self.pictures.remove(&id).filter(|known| Arc::ptr_eq(&known.shown, image));
        let handle = known.map_or_else(
            || {
                let name = format!("picture {}", id.value());
                ctx.load_texture(name, Arc::clone(image), TextureOptions::NEAREST)
            },
            |known| known.handle,
        );
        let texture = handle.id();
        self.pictures.insert(id, Picture { handle, shown: Arc::clone(image), used: self.pass });
        texture
    }

    /// The texture of the cell `id`, showing `sprite` in these colours.
    pub(super) fn show(
        &mut self,
        ctx: &Context,
        id: Id,
        sprite: &Sprite,
        palette: &Palette,
    ) -> TextureId {
        let pass = self.pass;
        let is_new = |slot: &Slot| slot.shown.0 != *sprite || slot.shown.1 != *palette.colours();
        let known = self.slots.get_mut(&id);
        if let Some(slot) = known {
            slot.used = pass;
            if is_new(slot) {
                slot.handle.set(picture(sprite, palette), TextureOptions::NEAREST);
                slot.shown = (sprite.clone(), *palette.colours());
                #[cfg(test)]
                {
                    self.n_uploads += 1;
                }
            }
            return slot.handle.id();
        }
        #[cfg(test)]
        {
            self.n_uploads += 1;
        }
        let name = format!("sprite {}", id.value());
        let handle = ctx.load_texture(name, picture(sprite, palette), TextureOptions::NEAREST);
        let texture = handle.id();
        let shown = (sprite.clone(), *palette.colours());
        self.slots.insert(id, Slot { handle, shown, used: pass });
        texture
    }

    /// Ends a frame: of very many textures only those on show are kept.
    pub(super) fn end_frame(&mut self) {
        let pass = self.pass;
        self.pictures.retain(|_, picture| picture.used == pass);
        if MOST_IDLE < self.slots.len() {
            self.slots.retain(|_, slot| slot.used == pass);
        }
        self.pass += 1;
    }
}

/// The sprite as a picture of 32 by 32.
pub(super) fn picture(sprite: &Sprite, palette: &Palette) -> ColorImage {
    ColorImage::from_rgba_unmultiplied([SIDE, SIDE], &sprite.to_rgba(palette))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_pixels_are_uploaded() {
        let (ctx, palette) = (Context::default(), Palette::ocean());
        let mut textures = Textures::default();
        let mut sprite = Sprite::EMPTY;
        let id = Id::unique("cell");
        for _ in 0..3 {
            textures.show(&ctx, id, &sprite, &palette);
            textures.end_frame();
        }
        assert_eq!(textures.n_uploads, 1);
        sprite.set(3, 3, 9);
        textures.show(&ctx, id, &sprite, &palette);
        assert_eq!(textures.n_uploads, 2);
    }

    #[test]
    fn a_long_list_keeps_only_what_is_on_show() {
        let (ctx, palette) = (Context::default(), Palette::ocean());
        let mut textures = Textures::default();
        for first in [0, 500] {
            for index in first..first + 500 {
                textures.show(&ctx, Id::unique(index), &Sprite::EMPTY, &palette);
            }
            textures.end_frame();
        }
        assert_eq!(textures.slots.len(), 500);
    }
}
