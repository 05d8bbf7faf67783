//! Which entries of a palette the pixels of pictures have, twins told apart by their indices.

use std::collections::{HashMap, HashSet};

use super::Swatch;
use crate::{
    files::animation::AnimationFrame,
    sprite::{ENTRIES, Rgb},
};

/// A palette, and what the frames that were counted have of it.
pub(in crate::files) struct Usage {
    pub(in crate::files) table: Vec<Swatch>,
    /// Whether a pixel has the entry.
    pub(in crate::files) is_used: Vec<bool>,
    /// Colours of pixels that are not in the table, in the order in which they come. Once there are
    /// more than a palette of ours holds, it does not matter how many.
    pub(in crate::files) others: Vec<Rgb>,
    known: HashSet<Rgb>,
    first_of: HashMap<Rgb, usize>,
}

impl Usage {
    pub(in crate::files) fn new(table: Vec<Swatch>) -> Self {
        let mut first_of = HashMap::new();
        for (index, swatch) in table.iter().enumerate().filter(|(_, swatch)| swatch.alpha > 0) {
            first_of.entry(swatch.rgb).or_insert(index);
        }
        let is_used = vec![false; table.len()];
        Self { table, is_used, others: Vec::new(), known: HashSet::new(), first_of }
    }

    /// Counts the pixels of a frame from an opacity on.
    pub(in crate::files) fn add(&mut self, frame: &AnimationFrame, least: u8) {
        let mut last = None;
        for (at, &pixel) in frame.picture.pixels.iter().enumerate() {
            let index = frame.indexed.as_ref().map(|indexed| usize::from(indexed.indices[at]));
            if last.replace((pixel, index)) == Some((pixel, index)) || pixel[3] < least {
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
