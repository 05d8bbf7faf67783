//! Parts of bodies that the artist corrects with a brush.

use std::sync::Arc;

use super::State;
use crate::{
    motion::{Animator, Part, Parts},
    sprite::{Mask, Sprite},
    studio::{art::Art, history::Change},
};

/// How large the brush can be, in pixels.
pub(in crate::studio) const BRUSHES: std::ops::RangeInclusive<u32> = 1..=8;

/// Parts were corrected; holds the other state.
#[derive(Clone, Debug)]
pub(in crate::studio) struct PartsChange {
    /// The content of the flat sprite.
    pub(in crate::studio) sprite: String,
    /// Its parts; `None` where they are as found.
    pub(in crate::studio) parts: Option<Arc<Parts>>,
}

/// A stroke on its way.
#[derive(Clone, Debug)]
pub(super) struct Stroke {
    /// What was there before it.
    before: PartsChange,
    /// Where the pointer was last.
    last: (i32, i32),
}

impl State {
    /// The parts of a sprite, where they were corrected.
    pub(super) fn corrected_parts(&self, art: &Art) -> Option<Arc<Parts>> {
        let parts = &self.animate.parts;
        if parts.is_empty() {
            return None;
        }
        parts.get(&art.flat().content_hash()).cloned()
    }

    /// The parts of a sprite, found or corrected.
    pub(in crate::studio) fn parts_of(&self, art: &Art) -> Arc<Parts> {
        self.corrected_parts(art).unwrap_or_else(|| {
            let plan = self.animate.plan.unwrap_or_else(|| Self::found_plan(art));
            Arc::new(Animator::new(art.flat(), &art.palette, plan).parts().clone())
        })
    }

    /// Paints the part in hand around a pixel; `is_pressed` begins a stroke.
    pub(in crate::studio) fn paint_parts(&mut self, art: &Art, at: (i32, i32), is_pressed: bool) {
        let sprite = art.flat().content_hash();
        if is_pressed || self.animate.stroke.is_none() {
            self.end_parts();
            let parts = self.animate.parts.get(&sprite).cloned();
            let before = PartsChange { sprite: sprite.clone(), parts };
            self.animate.stroke = Some(Stroke { before, last: at });
        }
        let last = self.animate.stroke.as_ref().map_or(at, |stroke| stroke.last);
        let mask = swept(last, at, self.animate.brush);
        let mut parts = (*self.parts_of(art)).clone();
        parts.paint(&mask.intersection(&opaque(art.flat())), self.animate.part);
        self.animate.parts.insert(sprite, Arc::new(parts));
        if let Some(stroke) = &mut self.animate.stroke {
            stroke.last = at;
        }
    }

    /// Ends the stroke, which is a step of the history if it changed anything.
    pub(in crate::studio) fn end_parts(&mut self) {
        let Some(Stroke { before, .. }) = self.animate.stroke.take() else { return };
        if self.animate.parts.get(&before.sprite) != before.parts.as_ref() {
            self.history.did("Correct parts", Change::Parts(before));
        }
    }

    /// Forgets the corrections of the current sprite.
    pub(super) fn find_parts_anew(&mut self) {
        self.end_parts();
        let Some((art, _)) = self.animated() else { return };
        let sprite = art.flat().content_hash();
        if let Some(parts) = self.animate.parts.remove(&sprite) {
            let change = PartsChange { sprite, parts: Some(parts) };
            self.history.did("Find parts anew", Change::Parts(change));
        }
    }

    /// Brings back the other state of a correction, for undo and redo.
    pub(in crate::studio::state) fn swap_parts(&mut self, change: &mut PartsChange) {
        let back = change.parts.take();
        change.parts = match back {
            Some(back) => self.animate.parts.insert(change.sprite.clone(), back),
            None => self.animate.parts.remove(&change.sprite),
        };
    }

    /// What the pointer is over, for people: "limb".
    pub(in crate::studio) fn part_name(part: Part) -> &'static str {
        match part {
            Part::Body => "Body",
            Part::Tail => "Tail",
            Part::Fin => "Fin",
            Part::Limb => "Limb",
            Part::Jaw => "Jaw",
            Part::Foot => "Foot",
        }
    }
}

fn opaque(sprite: &Sprite) -> Mask {
    Mask::from_fn(|x, y| sprite.at(x, y) != crate::sprite::TRANSPARENT)
}

/// The pixels that a brush covers on its way from one pixel to another.
fn swept((x0, y0): (i32, i32), (x1, y1): (i32, i32), brush: u32) -> Mask {
    let steps = (x1 - x0).abs().max((y1 - y0).abs()).max(1);
    let radius = brush as f32 / 2.0;
    // Brushes of even size lie between pixels.
    let shift = if brush.is_multiple_of(2) { 0.5 } else { 0.0 };
    Mask::from_fn(|x, y| {
        (0..=steps).any(|step| {
            let share = step as f32 / steps as f32;
            let cx = x0 as f32 + (x1 - x0) as f32 * share - shift;
            let cy = y0 as f32 + (y1 - y0) as f32 * share - shift;
            let (dx, dy) = (x as f32 - cx, y as f32 - cy);
            dx * dx + dy * dy <= radius * radius + 0.01
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brushes_cover_as_many_pixels_as_they_say() {
        let count = |brush| swept((9, 9), (9, 9), brush).count();
        assert_eq!([1, 2].map(count), [1, 4]);
        assert!(count(3) >= 5 && count(4) >= 12, "{} {}", count(3), count(4));
        assert_eq!(swept((2, 5), (8, 5), 1).count(), 7);
    }
}
