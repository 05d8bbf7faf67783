//! Pictures with colours that the working palette does not have: in their own, where one palette
//! holds them.

use std::{collections::HashSet, path::PathBuf, sync::Arc};

use egui::ColorImage;

use super::opening::{Opened, OpenedSprites, Source, read};
use crate::{
    files::{
        Glass,
        animation::WhichFrames,
        import::{self, SpriteFile},
        palette::{FittedPalette, Overflow, Swatch, Swatches},
    },
    sprite::{ENTRIES, Palette, Rgb, TRANSPARENT},
};

/// From which opacity on a pixel of the clipboard counts.
const OPAQUE_FROM: u8 = 128;

/// Pictures that were opened together, both in their own colours and in the working palette.
pub(super) struct Foreign {
    /// In their own colours.
    pub(super) own: Vec<OpenedSprites>,
    /// In the nearest colours of the working palette.
    pub(super) moved: Vec<OpenedSprites>,
    /// Whether the grid is to have their colours too.
    pub(super) grid_follows: bool,
}

impl Foreign {
    /// What they are called, for people.
    pub(super) fn name(&self) -> String {
        match &self.own[..] {
            [one] => one.name.clone(),
            many => format!("{} files", many.len()),
        }
    }

    /// Their palette; where there are several, that of the first.
    pub(super) fn palette(&self) -> Option<&Arc<Palette>> {
        self.own.first().map(|opened| &opened.palette)
    }

    /// How many colours they have.
    pub(super) fn n_colours(&self) -> usize {
        let sprites = self.own.iter().flat_map(|opened| &opened.result).flat_map(|it| &it.sprites);
        let used: HashSet<Rgb> = sprites
            .flat_map(|imported| imported.frame.sprite.pixels())
            .filter(|&&index| index != TRANSPARENT)
            .filter_map(|&index| Some(self.palette()?.colours()[usize::from(index)]))
            .collect();
        used.len()
    }

    /// How many of these the working palette does not have.
    pub(super) fn n_moved(&self) -> usize {
        let Some(working) = self.moved.first().map(|opened| &opened.palette) else { return 0 };
        let sprites = self.own.iter().flat_map(|opened| &opened.result).flat_map(|it| &it.sprites);
        let used: HashSet<Rgb> = sprites
            .flat_map(|imported| imported.frame.sprite.pixels())
            .filter(|&&index| index != TRANSPARENT)
            .filter_map(|&index| Some(self.palette()?.colours()[usize::from(index)]))
            .filter(|colour| !working.colours()[1..].contains(colour))
            .collect();
        used.len()
    }
}

/// Pictures with colours that the working palette does not have, in their own: all together where
/// one palette holds them, or else each by itself. Those that have too many are left as they are.
pub(super) fn in_own_colours(foreign: Vec<(Source, OpenedSprites)>) -> Vec<Opened> {
    let one_palette = own_palette(foreign.iter().map(|(source, _)| source));
    if foreign.len() > 1 && one_palette.is_none() {
        return foreign.into_iter().flat_map(|one| in_own_colours(vec![one])).collect();
    }
    let Some(fitted) = one_palette else {
        return foreign.into_iter().map(|(_, opened)| Opened::Sprites(opened)).collect();
    };
    let palette = Arc::new(fitted.palette.clone());
    let (mut own, mut moved) = (Vec::new(), Vec::new());
    for (source, opened) in foreign {
        if let Opened::Sprites(mut kept) = read(&source, &palette) {
            if let (true, Ok(file)) = (own.is_empty(), &mut kept.result) {
                fitted.tell(std::slice::from_mut(file));
            }
            own.push(kept);
            moved.push(opened);
        }
    }
    if own.is_empty() {
        return Vec::new();
    }
    vec![Opened::Foreign(Foreign { own, moved, grid_follows: false })]
}

/// The colours of all pictures together, if a palette has room for them.
fn own_palette<'a>(sources: impl Iterator<Item = &'a Source>) -> Option<FittedPalette> {
    let (mut paths, mut pictures) = (Vec::new(), Vec::new());
    for source in sources {
        match source {
            Source::File(path) | Source::Alone(path) | Source::Palette { path, .. } => {
                paths.push(path.clone());
            }
            Source::Picture(image) => pictures.push(image),
            // Sketches are no sprites.
            Source::Sketch(_) => {}
        }
    }
    match &pictures[..] {
        [] => {
            let read = |path: &PathBuf| SpriteFile::read(path, WhichFrames::All, Glass::default());
            let files: Vec<SpriteFile> = paths.iter().map(read).collect::<Result<_, _>>().ok()?;
            import::own_palette(&files)
        }
        [one] if paths.is_empty() => palette_of(one),
        // Files and what was pasted do not come in one go.
        _ => None,
    }
}

/// The colours of a picture, if a palette has room for them.
fn palette_of(image: &ColorImage) -> Option<FittedPalette> {
    let mut colours: Vec<Swatch> = vec![Swatch { alpha: 0, ..Swatch::opaque([0; 3]) }];
    for pixel in &image.pixels {
        let [r, g, b, alpha] = pixel.to_srgba_unmultiplied();
        let colour = Swatch::opaque([r, g, b]);
        if OPAQUE_FROM <= alpha && !colours[1..].contains(&colour) {
            if colours.len() == ENTRIES {
                return None;
            }
            colours.push(colour);
        }
    }
    let name = "Pasted picture".to_owned();
    Swatches { name, colours, ..Swatches::default() }.fit(Overflow::Refuse).ok()
}
