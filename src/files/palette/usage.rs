//! Which entries of a palette the pixels of pictures have, twins told apart by their indices.

use std::collections::{HashMap, HashSet};

use super::Swatch;
use crate::{
    files::animation::AnimationFrame,
    sprite::{ENTRIES, Rgb},
};

/// How many pixels are known without a search.
const N_SLOTS: usize = 1024;

/// Colour, opacity and index.
type Pixel = ([u8; 4], Option<usize>);

/// A palette, and what the frames that were counted have of it.
pub(in crate::files) struct Usage {
    pub(in crate::files) table: Vec<Swatch>,
    /// Whether a pixel has the entry.
    pub(in crate::files) is_used: Vec<bool>,
    /// Colours of pixels that are not in the table, in the order in which they come. Once there are
    /// more than a palette of ours holds, it does not matter how many.
    pub(in crate::files) others: Vec<Rgb>,
    known: HashSet<Rgb>,
    /// Pixels that were counted, each where its colour says: frames repeat them by the thousand.
    counted: Vec<Option<Pixel>>,
    first_of: HashMap<Rgb, usize>,
}

impl Usage {
    pub(in crate::files) fn new(table: Vec<Swatch>) -> Self {
        let mut first_of = HashMap::new();
        for (index, swatch) in table.iter().enumerate().filter(|(_, swatch)| swatch.alpha > 0) {
            first_of.entry(swatch.rgb).or_insert(index);
        }
        let is_used = vec![false; table.len()];
        let counted = vec![None; N_SLOTS];
        Self { table, is_used, others: Vec::new(), known: HashSet::new(), counted, first_of }
    }

    /// Counts the pixels of a frame from an opacity on.
    pub(in crate::files) fn add(&mut self, frame: &AnimationFrame, least: u8) {
        for (at, &pixel) in frame.picture.pixels.iter().enumerate() {
            let index = frame.indexed.as_ref().map(|indexed| usize::from(indexed.indices[at]));
            let [r, g, b, _] = pixel.map(usize::from);
            let slot = &mut self.counted[(r ^ (g * 5) ^ (b * 11)) % N_SLOTS];
            if pixel[3] < least || slot.replace((pixel, index)) == Some((pixel, index)) {
                continue;
            }
            let rgb = Rgb([pixel[0], pixel[1], pixel[2]]);
            // Frames may have palettes of their own.
            let has_colour = |index: &usize| {
                self.table.get(*index).is_some_and(|own| own.rgb == rgb && own.alpha > 0)
            };
            match index.filter(has_colour).or_else(|| self.first_of.get(&rgb).copied()) {
                Some(index) => self.is_used[index] = true,
                None if self.others.len() < ENTRIES && self.known.insert(rgb) => {
                    self.others.push(rgb);
                }
                None => {}
            }
        }
    }
}
