//! A palette of the colours that files of sprites have themselves.

use std::collections::HashSet;

use super::SpriteFile;
use crate::{
    files::{
        animation::{Indexed, twins_of_glass},
        figure::OPAQUE_FROM,
        palette::{FittedPalette, Overflow, Swatch, Swatches, Usage},
    },
    sprite::{ENTRIES, Rgb},
};

/// The colours of all sprites of these files together, where a palette has room for them.
///
/// The first file's palette comes first, in its order and with all of its entries, so that indices
/// stay as far as they can; then the colours of the others. Where that is too much, entries go that
/// no pixel has; the remarks, which are about the first file, say so.
#[must_use]
pub fn own_palette(files: &[SpriteFile]) -> Option<FittedPalette> {
    let first = files.first()?;
    let indexed = first.frames.iter().find_map(|frame| frame.indexed.as_ref());
    let mut usage = Usage::new(indexed.map(|it| it.colours.to_vec()).unwrap_or_default());
    for frame in files.iter().flat_map(|file| &file.frames) {
        usage.add(frame, OPAQUE_FROM);
    }
    let name = first.path.file_stem().unwrap_or_default();
    palette_of(usage, name.to_string_lossy().into_owned())
}

impl FittedPalette {
    /// Says of the first file what had to give for its palette.
    #[cfg(feature = "cli")]
    pub(crate) fn tell(&self, read: &mut [super::ImportedFile]) {
        if let Some(first) = read.first_mut() {
            self.remarks.iter().for_each(|remark| first.remarks.note(remark.clone()));
        }
    }
}

fn palette_of(usage: Usage, name: String) -> Option<FittedPalette> {
    let Usage { table, mut is_used, others, .. } = usage;
    let used = table.iter().zip(&is_used).filter(|(_, is_used)| **is_used);
    let n_used = used.map(|(swatch, _)| swatch.rgb).collect::<HashSet<Rgb>>().len() + others.len();
    if n_used == 0 || n_used >= ENTRIES {
        return None;
    }
    let twins = twins_of_glass(&table);
    for (index, &twin) in twins.iter().enumerate() {
        is_used[twin] |= is_used[index];
    }
    let unseen = table.iter().position(|swatch| swatch.alpha == 0);
    let first = unseen.map_or(Swatch::opaque([0; 3]), |index| table[index].clone());
    let mut colours = vec![Swatch { alpha: 0, ..first }];
    for (index, swatch) in table.into_iter().enumerate() {
        if Some(index) != unseen && twins[index] == index {
            // What is half see-through becomes the one or the other in a sprite.
            let alpha = if swatch.alpha == 0 { 0 } else { 255 };
            colours.push(Swatch { alpha, is_unused: !is_used[index], ..swatch });
        }
    }
    colours.extend(others.into_iter().map(|rgb| Swatch::opaque(rgb.0)));
    Swatches { name, colours, ..Swatches::default() }.fit(Overflow::Refuse).ok()
}

/// The place of each entry of a file's palette in a palette that [`own_palette`] may have made of it:
/// 0 where it has none.
pub(in crate::files) fn places_in(indexed: &Indexed, colours: &[Rgb; ENTRIES]) -> Vec<u8> {
    let unseen = indexed.colours.iter().position(|swatch| swatch.alpha == 0);
    let twins = twins_of_glass(&indexed.colours);
    let mut next = 1;
    let place = |(index, swatch): (usize, &Swatch)| {
        // Entries may have been left out, and none has changed its place among the others.
        let is_next = colours.get(next) == Some(&swatch.rgb);
        if Some(index) == unseen || twins[index] != index || !is_next {
            return 0;
        }
        next += 1;
        next as u8 - 1
    };
    indexed.colours.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests;
