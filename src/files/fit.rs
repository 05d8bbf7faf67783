//! Pictures of any colours in those of a palette.

use std::{collections::HashMap, path::Path, sync::Arc};

use super::{
    FileError, animation::Indexed, figure::OPAQUE_FROM, import::places_in, palette::Swatch,
    picture::Picture, remarks::Remark,
};
use crate::sprite::{PIXELS, Palette, Rgb, SIDE, Sprite, TRANSPARENT};

/// A picture as a sprite, and what had to give for that.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    /// The picture in the colours of the palette, centred.
    pub(super) sprite: Sprite,
    /// How many of its colours are not in the palette and became their nearest neighbours.
    pub(super) n_moved_colours: usize,
    /// How many half-transparent pixels became opaque.
    pub(super) n_opaque: usize,
    /// How many half-transparent pixels became transparent.
    pub(super) n_vanished: usize,
}

impl Fit {
    /// What became of pixels that a sprite cannot show.
    pub(super) fn half_transparent(&self) -> Remark {
        Remark::HalfTransparent { opaque: self.n_opaque, vanished: self.n_vanished }
    }
}

/// Brings pictures into a palette, and keeps what it finds for the next ones: files have thousands of
/// frames of the same colours.
pub(super) struct Fitter<'a> {
    palette: &'a Palette,
    nearest: HashMap<Rgb, u8>,
    /// The place in the palette of each entry of the palette that the last frames follow.
    places: Option<(Arc<[Swatch]>, Vec<u8>)>,
}

impl<'a> Fitter<'a> {
    pub(super) fn new(palette: &'a Palette) -> Self {
        Self { palette, nearest: HashMap::new(), places: None }
    }

    /// The picture in the colours of the palette. A picture larger than a sprite must be a
    /// whole-number enlargement of one; a smaller one comes into the middle. Of colours that the
    /// palette has twice, the one that the file's own index means is taken.
    pub(super) fn fit(
        &mut self,
        path: &Path,
        picture: &Picture,
        indexed: Option<&Indexed>,
    ) -> Result<Fit, FileError> {
        let scale = picture.scale().ok_or_else(|| FileError::TooLarge {
            path: path.to_owned(),
            width: picture.width as u32,
            height: picture.height as u32,
        })?;
        let (width, height) = (picture.width / scale, picture.height / scale);
        let (left, top) = ((SIDE - width) / 2, (SIDE - height) / 2);
        if let Some(indexed) = indexed {
            self.find_places(indexed);
        }
        let palette = self.palette.colours();
        let places = indexed.and(self.places.as_ref()).map_or(&[][..], |(_, places)| places);
        let mut indices = [TRANSPARENT; PIXELS];
        let mut seen = Seen::new(self.palette, &mut self.nearest);
        let (mut n_opaque, mut n_vanished) = (0, 0);
        for y in 0..height {
            for x in 0..width {
                let at = y * scale * picture.width + x * scale;
                let [r, g, b, alpha] = picture.pixels[at];
                if alpha < OPAQUE_FROM {
                    n_vanished += usize::from(alpha > 0);
                    continue;
                }
                n_opaque += usize::from(alpha < 255);
                let rgb = Rgb([r, g, b]);
                let own = indexed.and_then(|it| places.get(usize::from(it.indices[at])));
                // Mixed pixels have another colour than their index.
                let is_it =
                    |place: &&u8| **place != TRANSPARENT && palette[usize::from(**place)] == rgb;
                indices[(top + y) * SIDE + left + x] =
                    own.filter(is_it).copied().unwrap_or_else(|| seen.index(rgb));
            }
        }
        let n_moved_colours = seen.n_moved;
        let sprite = Sprite::from_indices(&indices).unwrap_or_default();
        Ok(Fit { sprite, n_moved_colours, n_opaque, n_vanished })
    }

    fn find_places(&mut self, indexed: &Indexed) {
        let is_known =
            self.places.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, &indexed.colours));
        if !is_known {
            let places = places_in(indexed, self.palette.colours());
            self.places = Some((Arc::clone(&indexed.colours), places));
        }
    }
}

/// How many colours are found without a search.
const N_SLOTS: usize = 256;

/// The colours of a picture and what they became.
struct Seen<'a> {
    palette: &'a Palette,
    nearest: &'a mut HashMap<Rgb, u8>,
    all: HashMap<Rgb, u8>,
    /// Some of them, each where its channels say.
    slots: [Option<(Rgb, u8)>; N_SLOTS],
    /// How many of the colours are not in the palette.
    n_moved: usize,
}

impl<'a> Seen<'a> {
    fn new(palette: &'a Palette, nearest: &'a mut HashMap<Rgb, u8>) -> Self {
        Self { palette, nearest, all: HashMap::new(), slots: [None; N_SLOTS], n_moved: 0 }
    }

    fn index(&mut self, rgb: Rgb) -> u8 {
        let [r, g, b] = rgb.0.map(usize::from);
        let slot = (r ^ (g * 5) ^ (b * 11)) % N_SLOTS;
        match self.slots[slot] {
            Some((known, index)) if known == rgb => return index,
            _ => {}
        }
        let index = *self.all.entry(rgb).or_insert_with(|| {
            let index = *self.nearest.entry(rgb).or_insert_with(|| self.palette.nearest(rgb));
            self.n_moved += usize::from(self.palette.colours()[usize::from(index)] != rgb);
            index
        });
        self.slots[slot] = Some((rgb, index));
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_counted_once_a_picture_however_many_share_a_place() {
        // More colours than there are slots, each twice, the second time in another order.
        let colour = |at: usize| [at as u8, (at / 256) as u8 * 40, (at % 7) as u8, 255];
        let pixels: Vec<[u8; 4]> = (0..512).chain((0..512).rev()).map(colour).collect();
        let picture = Picture { width: SIDE, height: SIDE, pixels };
        let palette = Palette::ocean();
        let is_moved = |at: &usize| {
            let [r, g, b, _] = colour(*at);
            !palette.colours()[1..].contains(&Rgb([r, g, b]))
        };
        let expected = (0..512).filter(is_moved).count();
        let mut fitter = Fitter::new(&palette);
        for _ in 0..2 {
            let fit = fitter.fit(Path::new("a.png"), &picture, None).unwrap();
            assert_eq!(fit.n_moved_colours, expected);
            let nearest = palette.nearest(Rgb([511_usize as u8, 40, 0]));
            assert_eq!(fit.sprite.pixels()[511], nearest);
            assert_eq!(fit.sprite.pixels()[511], fit.sprite.pixels()[512]);
        }
    }

    #[test]
    fn frames_of_other_palettes_are_told_apart() {
        let palette = Palette::ocean();
        let [one, two] = [palette.colours()[3], palette.colours()[9]];
        let frame = |colours: [Rgb; 2], index: u8| {
            let unseen = Swatch { alpha: 0, ..Swatch::opaque([0; 3]) };
            let table: Arc<[Swatch]> =
                [unseen].into_iter().chain(colours.map(|it| Swatch::opaque(it.0))).collect();
            let [r, g, b] = colours[usize::from(index) - 1].0;
            let picture = Picture { width: 1, height: 1, pixels: vec![[r, g, b, 255]] };
            (picture, Indexed { indices: vec![index], colours: table })
        };
        let mut fitter = Fitter::new(&palette);
        for (colours, index, expected) in
            [([one, two], 1, 3), ([two, one], 1, 9), ([two, one], 2, 3)]
        {
            let (picture, indexed) = frame(colours, index);
            let fit = fitter.fit(Path::new("a.gif"), &picture, Some(&indexed)).unwrap();
            assert_eq!(fit.sprite.pixels()[15 * SIDE + 15], expected);
        }
    }
}
