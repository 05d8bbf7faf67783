//! The seam of a cross: what of the masked area lies along it, and what behind it.
//!
//! B's pixels can be locked behind the seam. The seam itself, where A's pixels and B's would
//! meet, is left to the model.

use crate::sprite::{Mask, PIXELS, Sprite, TRANSPARENT, noise};

/// Widths of the seam, in pixels: the first that leaves room enough behind it. Measured with
/// `examples/breeding.rs`: in a narrow one the model cannot bring both outlines together.
const WIDTHS: [usize; 4] = [4, 3, 2, 1];

/// Share of what A and B have inside the mask that lies behind a seam, at least.
const LEAST_INSIDE: f32 = 0.25;

/// Share of the masked pixels that can be locked, at least: a mask of single dots is all seam.
const LEAST_LOCKED: f32 = 0.6;

/// The masked pixels in the order in which B's are locked: those farthest from the seam first.
pub(super) struct Seam {
    /// The place of each masked pixel in that order.
    ranks: [u16; PIXELS],
    /// The outer half of the seam, where A goes on; nothing where there is no room for a seam.
    outer: Mask,
    /// How many lie behind the seam; they are the first.
    pub(super) n_behind: usize,
    /// How many can be locked.
    pub(super) n_lockable: usize,
}

impl Seam {
    /// The seam between A outside the mask and B inside it. Where both are transparent they meet
    /// without one.
    pub(super) fn new((a, b): (&Sprite, &Sprite), mask: &Mask, key: u64) -> Self {
        let bands = bands((a, b), mask);
        let n_masked = mask.count();
        let least = (LEAST_LOCKED * n_masked as f32).round() as usize;
        let body = Mask::opaque(a).union(&Mask::opaque(b)).intersection(mask);
        let within =
            |width: usize| bands[..width].iter().fold(Mask::NONE, |all, band| all.union(band));
        let behind = |width: usize| n_masked - within(width).count();
        let has_inside = |width: usize| {
            let inside = body.without(&within(width)).count();
            LEAST_INSIDE * body.count() as f32 <= inside as f32
        };
        // The widest that leaves enough; where none does, there is no inside to fit B in.
        let fits = |width: &usize| least <= behind(*width) && has_inside(*width);
        let width = WIDTHS.into_iter().find(fits);
        let outer = width.map_or(Mask::NONE, |width| within(width.div_ceil(2)));
        let n_behind = behind(width.unwrap_or(1));
        let depth = |pixel: usize| {
            let depth = bands.iter().position(|band| band.contains_index(pixel));
            depth.unwrap_or(bands.len())
        };
        let mut pixels: Vec<(usize, u64, usize)> = (0..PIXELS)
            .filter(|&pixel| mask.contains_index(pixel))
            .map(|pixel| (depth(pixel), noise::mix(key ^ pixel as u64), pixel))
            .collect();
        pixels.sort_unstable_by_key(|(depth, chance, _)| (std::cmp::Reverse(*depth), *chance));
        let mut ranks = [0; PIXELS];
        for (rank, (_, _, pixel)) in (0..).zip(pixels) {
            ranks[pixel] = rank;
        }
        Self { ranks, outer, n_behind, n_lockable: n_behind.max(least) }
    }

    /// Whether a masked pixel is of the outer half of the seam.
    pub(super) fn is_outer(&self, pixel: usize) -> bool {
        self.outer.contains_index(pixel)
    }

    /// The place of a masked pixel in the order.
    pub(super) fn rank(&self, pixel: usize) -> usize {
        usize::from(self.ranks[pixel])
    }
}

/// The masked pixels by their distance from where A and B meet. The last of the bands is empty,
/// unless it goes across the canvas; what no band holds is out of reach.
fn bands((a, b): (&Sprite, &Sprite), mask: &Mask) -> Vec<Mask> {
    let meets = |x: i32, y: i32| {
        let beside = [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)];
        let is_kept =
            |x: i32, y: i32| (0..32).contains(&x) && (0..32).contains(&y) && !mask.contains(x, y);
        let mut kept = beside.into_iter().filter(|&(x, y)| is_kept(x, y));
        kept.any(|(kx, ky)| a.at(kx, ky) != TRANSPARENT || b.at(x, y) != TRANSPARENT)
    };
    let mut reached = Mask::from_fn(|x, y| mask.contains(x, y) && meets(x, y));
    let mut bands = vec![reached];
    while bands.len() < WIDTHS[0] || bands.last().is_some_and(|band| *band != Mask::NONE) {
        let wider = reached.grown().intersection(mask);
        bands.push(wider.without(&reached));
        reached = wider;
    }
    bands
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
    fn four_pixels_along_the_border_are_the_seam_of_a_half() {
        let mask = Mask::half(Side::Left);
        let (seam, behind) = seam_of(&filled(3), &filled(9), &mask);
        assert_eq!(behind, Mask::rectangle((0, 0), (11, 31)));
        assert_eq!((seam.n_behind, seam.n_lockable), (384, 384));
        // The farthest are the first.
        assert!(seam.rank(0) < 32 && seam.rank(11) >= 352);
        assert_eq!([11, 13, 14, 15].map(|x| seam.is_outer(x)), [false, false, true, true]);
    }

    #[test]
    fn a_narrow_mask_has_a_narrow_seam_and_dots_are_all_seam() {
        let strip = Mask::rectangle((10, 0), (14, 31));
        let (seam, behind) = seam_of(&filled(3), &filled(9), &strip);
        assert_eq!(behind, Mask::rectangle((11, 0), (13, 31)));
        assert_eq!(seam.n_lockable, 96);
        let dots = Mask::from_fn(|x, y| (x + y) % 2 == 0);
        let (seam, behind) = seam_of(&filled(3), &filled(9), &dots);
        assert_eq!((behind, seam.n_lockable), (Mask::NONE, 307));
        assert!(!seam.is_outer(0));
    }

    #[test]
    fn nothing_meets_where_nothing_is() {
        let mask = Mask::half(Side::Top);
        assert_eq!(seam_of(&Sprite::EMPTY, &Sprite::EMPTY, &mask).1, mask);
        assert_eq!(seam_of(&filled(3), &filled(9), &Mask::ALL).1, Mask::ALL);
        let (seam, _) = seam_of(&filled(3), &filled(9), &Mask::NONE);
        assert_eq!((seam.n_behind, seam.n_lockable), (0, 0));
        // A pixel of B reaches across the border, and so does one of A.
        let mut b = Sprite::EMPTY;
        b.set(5, 15, 9);
        assert_eq!(seam_of(&Sprite::EMPTY, &b, &mask).1.count(), 512 - 1, "all of B is seam");
        let mut a = Sprite::EMPTY;
        a.set(5, 16, 9);
        assert_eq!(seam_of(&a, &Sprite::EMPTY, &mask).1.count(), 512 - 16);
    }
}
