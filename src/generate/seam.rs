//! The seam of a cross: where in the masked area A ends and B begins, and what lies along that.
//!
//! A goes on into the mask as far as the cheapest line on which both parents agree, at most some
//! pixels; behind that line B's pixels can be locked. Along it, where they do not agree, a few
//! pixels are left to the model.

use super::cut::{beside, minimum_cut};
use crate::sprite::{Mask, PIXELS, Sprite, TRANSPARENT, noise};

/// How far into the mask A goes on at most, in pixels: the first that leaves room enough behind it.
/// Measured with `examples/breeding.rs`.
const WIDTHS: [usize; 4] = [4, 3, 2, 1];

/// From this width on A goes on by a pixel at least, so that the mask's border is no seam.
const LEAST_WITH_RIM: usize = 3;

/// Share of what A and B have inside the mask that lies behind that, at least.
const LEAST_INSIDE: f32 = 0.25;

/// Share of the masked pixels that can be locked, at least: a mask of single dots is all seam.
const LEAST_LOCKED: f32 = 0.6;

/// What it costs to cut at a pixel where the parents have different colours, and where one of them
/// has none.
const OTHER_COLOUR: u8 = 2;
const OTHER_OUTLINE: u8 = 3;

/// The masked pixels in the order in which B's are locked: those farthest from the seam first.
pub(super) struct Seam {
    /// The place of each masked pixel in that order.
    ranks: [u16; PIXELS],
    /// Where A goes on; nothing where there is no room for a seam.
    kept: Mask,
    /// Where the parents meet and differ, which is left to the model.
    open: Mask,
    /// How many lie behind the seam; they are the first.
    pub(super) n_behind: usize,
    /// How many can be locked.
    pub(super) n_lockable: usize,
}

impl Seam {
    /// The seam between A outside the mask and B inside it. Where both are transparent they meet
    /// without one.
    pub(super) fn new((a, b): (&Sprite, &Sprite), mask: &Mask, key: u64) -> Self {
        let depths = depths(mask);
        let body = Mask::opaque(a).union(&Mask::opaque(b)).intersection(mask);
        let beyond = |width: usize| masked(mask, |pixel| usize::from(depths[pixel]) > width);
        let has_inside = |width: &usize| {
            let inside = body.intersection(&beyond(*width)).count();
            LEAST_INSIDE * body.count() as f32 <= inside as f32
        };
        // Where none leaves enough there is no inside to fit B in, and the border is the line.
        let width = WIDTHS.into_iter().find(has_inside);
        let kept = width.map_or(Mask::NONE, |width| {
            let rim = if LEAST_WITH_RIM <= width { mask.without(&beyond(1)) } else { Mask::NONE };
            let source = mask.inverted().union(&rim);
            minimum_cut(&source, &beyond(width), &costs(a, b)).intersection(mask)
        });
        // A line so long that little could be locked beside it is none: that of a thin mask.
        let n_unlocked = kept.intersection(&meeting((a, b), mask, &kept)).count();
        let most = (1.0 - LEAST_LOCKED) * mask.count() as f32;
        let kept = if most < n_unlocked as f32 { Mask::NONE } else { kept };
        let open = meeting((a, b), mask, &kept);
        let is_behind = |pixel: usize| !kept.contains_index(pixel) && !open.contains_index(pixel);
        let depth = |pixel: usize| {
            if is_behind(pixel) { usize::from(depths[pixel]) } else { 0 }
        };
        let mut pixels: Vec<(usize, bool, u64, usize)> = (0..PIXELS)
            .filter(|&pixel| mask.contains_index(pixel))
            .map(|pixel| {
                let is_kept = kept.contains_index(pixel);
                (depth(pixel), is_kept, noise::mix(key ^ pixel as u64), pixel)
            })
            .collect();
        pixels.sort_unstable_by_key(|(depth, is_kept, chance, _)| {
            (std::cmp::Reverse(*depth), *is_kept, *chance)
        });
        let n_behind = pixels.iter().filter(|(.., pixel)| is_behind(*pixel)).count();
        let mut ranks = [0; PIXELS];
        for (rank, (.., pixel)) in (0..).zip(pixels) {
            ranks[pixel] = rank;
        }
        let least = (LEAST_LOCKED * mask.count() as f32).round() as usize;
        let least = least.saturating_sub(kept.without(&open).count());
        Self { ranks, kept, open, n_behind, n_lockable: n_behind.max(least) }
    }

    /// Whether A goes on at a masked pixel.
    pub(super) fn is_kept(&self, pixel: usize) -> bool {
        self.kept.contains_index(pixel)
    }

    /// Whether a masked pixel is left to the model, whatever is locked around it.
    pub(super) fn is_open(&self, pixel: usize) -> bool {
        self.open.contains_index(pixel)
    }

    /// The place of a masked pixel in the order.
    pub(super) fn rank(&self, pixel: usize) -> usize {
        usize::from(self.ranks[pixel])
    }
}

/// The masked pixels for which something is true.
fn masked(mask: &Mask, is_in: impl Fn(usize) -> bool) -> Mask {
    let mut found = Mask::NONE;
    for pixel in (0..PIXELS).filter(|&pixel| mask.contains_index(pixel) && is_in(pixel)) {
        found.set_index(pixel, true);
    }
    found
}

/// What it costs to go over from one parent to the other at each pixel.
fn costs(a: &Sprite, b: &Sprite) -> [u8; PIXELS] {
    std::array::from_fn(|pixel| match (a.pixels()[pixel], b.pixels()[pixel]) {
        (a, b) if a == b => 0,
        (TRANSPARENT, _) | (_, TRANSPARENT) => OTHER_OUTLINE,
        _ => OTHER_COLOUR,
    })
}

/// The masked pixels beside the line between A and B where these differ.
fn meeting((a, b): (&Sprite, &Sprite), mask: &Mask, kept: &Mask) -> Mask {
    let is_of_a = |pixel: usize| !mask.contains_index(pixel) || kept.contains_index(pixel);
    let differs = |pixel: usize| a.pixels()[pixel] != b.pixels()[pixel];
    let mut open = Mask::NONE;
    for pixel in 0..PIXELS {
        for other in (0..4).filter_map(|side| beside(pixel, side)) {
            let is_across = is_of_a(pixel) != is_of_a(other);
            if is_across && (differs(pixel) || differs(other)) {
                open.set_index(pixel, true);
            }
        }
    }
    open.intersection(mask)
}

/// How many pixels each masked one is from where the mask ends; the edge of the canvas is no end.
fn depths(mask: &Mask) -> [u8; PIXELS] {
    let mut depths = [u8::MAX; PIXELS];
    let mut reached = mask.inverted();
    let mut depth = 0;
    while reached != Mask::NONE && reached != Mask::ALL {
        depth += 1;
        let wider = reached.grown();
        if wider == reached {
            break;
        }
        for pixel in (0..PIXELS).filter(|&pixel| wider.contains_index(pixel)) {
            depths[pixel] = if reached.contains_index(pixel) { depths[pixel] } else { depth };
        }
        reached = wider;
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::Side;

    fn filled(colour: u8) -> Sprite {
        Sprite::from_indices(&[colour; PIXELS]).unwrap()
    }

    fn seam_of(a: &Sprite, b: &Sprite, mask: &Mask) -> (Seam, Mask) {
        let seam = Seam::new((a, b), mask, 7);
        let mut behind = Mask::NONE;
        for pixel in (0..PIXELS).filter(|&pixel| mask.contains_index(pixel)) {
            behind.set_index(pixel, seam.rank(pixel) < seam.n_behind);
        }
        (seam, behind)
    }

    #[test]
    fn as_far_as_the_parents_agree_a_goes_on_and_nothing_is_left_open() {
        // But for two columns along the border both have the same colour.
        let alike = Mask::rectangle((0, 0), (13, 31));
        let mut a = filled(3);
        for pixel in (0..PIXELS).filter(|&pixel| alike.contains_index(pixel)) {
            a.set((pixel % 32) as i32, (pixel / 32) as i32, 9);
        }
        let mask = Mask::half(Side::Left);
        let (seam, behind) = seam_of(&a, &filled(9), &mask);
        assert!((0..PIXELS).all(|pixel| !seam.is_open(pixel)));
        assert!(seam.is_kept(15) && seam.is_kept(14) && !seam.is_kept(8));
        assert_eq!(behind.count(), seam.n_behind);
        assert_eq!(seam.n_lockable, seam.n_behind);
    }

    #[test]
    fn where_the_parents_differ_everywhere_the_border_is_the_line() {
        let mask = Mask::half(Side::Left);
        let (seam, behind) = seam_of(&filled(3), &filled(9), &mask);
        let n_kept = (0..32).filter(|&x| seam.is_kept(x)).count();
        let n_open = (0..32).filter(|&x| seam.is_open(x)).count();
        assert!(n_kept <= WIDTHS[0] && (1..=2).contains(&n_open), "{n_kept} {n_open}");
        assert!(behind.count() >= 32 * (16 - WIDTHS[0] - 2));
        // The farthest are the first.
        assert!(seam.rank(0) < 32);
    }

    #[test]
    fn a_narrow_mask_has_a_narrow_seam_and_dots_are_all_seam() {
        let strip = Mask::rectangle((10, 0), (14, 31));
        let (seam, behind) = seam_of(&filled(3), &filled(9), &strip);
        assert!(behind.contains(12, 9) && seam.n_behind >= 32, "{}", seam.n_behind);
        let dots = Mask::from_fn(|x, y| (x + y) % 2 == 0);
        let (seam, behind) = seam_of(&filled(3), &filled(9), &dots);
        assert_eq!((behind, seam.n_lockable), (Mask::NONE, 307));
        assert!(!seam.is_kept(0) && seam.is_open(0));
    }

    #[test]
    fn nothing_meets_where_nothing_is() {
        let mask = Mask::half(Side::Top);
        let (seam, _) = seam_of(&Sprite::EMPTY, &Sprite::EMPTY, &mask);
        assert!((0..PIXELS).all(|pixel| !seam.is_open(pixel)));
        assert_eq!(seam_of(&filled(3), &filled(9), &Mask::ALL).1, Mask::ALL);
        let (seam, _) = seam_of(&filled(3), &filled(9), &Mask::NONE);
        assert_eq!((seam.n_behind, seam.n_lockable), (0, 0));
    }
}
