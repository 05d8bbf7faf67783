//! The sprites as textures, uploaded when their pixels change and at no other time.

use egui::{ColorImage, Context, TextureHandle, TextureId, TextureOptions};

use crate::sprite::{Palette, SIDE, Sprite};

/// One texture a cell of the grid.
#[derive(Default)]
pub(super) struct Textures {
    slots: Vec<Option<Slot>>,
    #[cfg(test)]
    n_uploads: usize,
}

struct Slot {
    handle: TextureHandle,
    shown: Sprite,
}

impl Textures {
    /// Forgets everything, for another palette gives the same pixels other colours.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
    }

    /// The texture of cell `index`, showing `sprite`.
    pub(super) fn show(
        &mut self,
        ctx: &Context,
        index: usize,
        sprite: &Sprite,
        palette: &Palette,
    ) -> TextureId {
        if self.slots.len() <= index {
            self.slots.resize_with(index + 1, || None);
        }
        let slot = &mut self.slots[index];
        if let Some(slot) = slot.as_ref().filter(|slot| slot.shown == *sprite) {
            return slot.handle.id();
        }
        #[cfg(test)]
        {
            self.n_uploads += 1;
        }
        let image = picture(sprite, palette);
        if let Some(slot) = slot {
            slot.handle.set(image, TextureOptions::NEAREST);
            slot.shown = sprite.clone();
            return slot.handle.id();
        }
        let handle = ctx.load_texture(format!("cell {index}"), image, TextureOptions::NEAREST);
        slot.insert(Slot { handle, shown: sprite.clone() }).handle.id()
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
        for _ in 0..3 {
            textures.show(&ctx, 4, &sprite, &palette);
        }
        assert_eq!(textures.n_uploads, 1);
        sprite.set(3, 3, 9);
        textures.show(&ctx, 4, &sprite, &palette);
        assert_eq!(textures.n_uploads, 2);
        textures.clear();
        textures.show(&ctx, 4, &sprite, &palette);
        assert_eq!(textures.n_uploads, 3);
    }
}
