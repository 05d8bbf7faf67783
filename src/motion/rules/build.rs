//! What the rules of some body plans need to know of a build beyond its limbs: the run of
//! a ribbon, the long axis of a squid, the arms of an octopus, the bells of a chain.

use crate::{
    motion::{
        anatomy::{Anatomy, FAR, column_extent, longest_way, row_extent},
        field::{opaque, place},
    },
    sprite::{PIXELS, SIDE, Sprite},
};

/// Steps to either side of a place on a ribbon between which its direction is measured.
const REACH: usize = 4;

/// The share of a ribbon that is its head.
const HEAD: f32 = 0.14;

/// A body that is as long as its longest way, wherever that turns.
pub(in crate::motion) struct Ribbon {
    /// How far along it each pixel is, 0 at the head to 1.
    along: Box<[f32; PIXELS]>,
    /// The direction across it at each step of the way, of length 1.
    across: Vec<(f32, f32)>,
}

impl Ribbon {
    pub(in crate::motion) fn of(sprite: &Sprite, body: &Anatomy) -> Option<Self> {
        let (_, steps) = longest_way(sprite)?;
        let reached = |step: &&u8| **step != FAR;
        let most = usize::from(steps.iter().filter(reached).max().copied().unwrap_or(1).max(1));
        let mut along: Box<[f32; PIXELS]> = Box::new([0.0; PIXELS]);
        let mut sums = vec![(0.0, 0.0, 0.0); most + 1];
        for (index, &step) in steps.iter().enumerate() {
            // What floats beside the ribbon moves like what is next to it.
            along[index] =
                if step == FAR { body.back(index) } else { f32::from(step) / most as f32 };
            if step != FAR {
                let (x, y) = place(index);
                let sum = &mut sums[usize::from(step)];
                *sum = (sum.0 + x as f32, sum.1 + y as f32, sum.2 + 1.0);
            }
        }
        let middles: Vec<(f32, f32)> =
            sums.iter().map(|&(x, y, n)| (x / f32::max(n, 1.0), y / f32::max(n, 1.0))).collect();
        let across = (0..=most).map(|step| {
            let (from, to) =
                (middles[step.saturating_sub(REACH)], middles[(step + REACH).min(most)]);
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = (dx * dx + dy * dy).sqrt();
            if length < 0.5 { (0.0, 1.0) } else { (-dy / length, dx / length) }
        });
        Some(Self { along, across: across.collect() })
    }

    /// How far along it a pixel is, and the direction across it there. The head is stiff.
    pub(in crate::motion) fn at(&self, index: usize) -> (f32, (f32, f32)) {
        let along = self.along[index].max(HEAD);
        let step = (along * (self.across.len() - 1) as f32 + 0.5) as usize;
        (along, self.across[step.min(self.across.len() - 1)])
    }
}

/// The long axis of a silhouette: that of its greatest variance.
pub(super) struct Axis {
    centre: (f32, f32),
    /// Its direction, of length 1: towards the arms, which are in front or below.
    towards: (f32, f32),
    /// Where the silhouette begins and ends along it.
    ends: (f32, f32),
}

impl Axis {
    pub(super) fn of(sprite: &Sprite, body: &Anatomy) -> Self {
        let (cx, cy) = body.centre;
        let (mut xx, mut xy, mut yy) = (0.0_f32, 0.0_f32, 0.0_f32);
        for (x, y) in opaque(sprite).map(place) {
            let (dx, dy) = (x as f32 - cx, y as f32 - cy);
            (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
        }
        let half = (xx - yy) / 2.0;
        let root = (half * half + xy * xy).sqrt();
        // Of two equal ways to write the direction the longer is the more exact.
        let (dx, dy) = if half >= 0.0 { (root + half, xy) } else { (xy, root - half) };
        let length = (dx * dx + dy * dy).sqrt();
        let (dx, dy) = if length < 1e-3 { (-1.0, 0.0) } else { (dx / length, dy / length) };
        // Creatures look to the left; one that stands upright has its arms below.
        let is_lying = dx.abs() > 0.4;
        let is_backwards = if is_lying { dx > 0.0 } else { dy < 0.0 };
        let towards = if is_backwards { (-dx, -dy) } else { (dx, dy) };
        let mut axis = Self { centre: body.centre, towards, ends: (0.0, 1.0) };
        let along = |index: usize| {
            let (x, y) = place(index);
            axis.about_centre((x as f32, y as f32)).0
        };
        axis.ends = opaque(sprite)
            .map(along)
            .fold((f32::MAX, f32::MIN), |ends, at| (ends.0.min(at), ends.1.max(at)));
        axis
    }

    /// A place in pixels along the axis and across it, from the centre.
    fn about_centre(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        let (tx, ty) = self.towards;
        (dx * tx + dy * ty, dy * tx - dx * ty)
    }

    /// How far along the axis a pixel is, from 0 to 1 at the arms, and how many pixels aside.
    pub(super) fn at(&self, index: usize) -> (f32, f32) {
        let (x, y) = place(index);
        self.at_place((x as f32, y as f32))
    }

    /// The same of any place.
    pub(super) fn at_place(&self, place: (f32, f32)) -> (f32, f32) {
        let (along, aside) = self.about_centre(place);
        let length = (self.ends.1 - self.ends.0).max(1.0);
        ((along - self.ends.0) / length, aside)
    }

    /// A move along and across the axis in columns and rows.
    pub(super) fn turned(&self, along: f32, across: f32) -> (f32, f32) {
        let (tx, ty) = self.towards;
        (along * tx - across * ty, along * ty + across * tx)
    }
}

/// The arms of an octopus where they are one mass with the head: each is told by the tip
/// that it has in the lower outline.
pub(super) struct Arms {
    /// The row at which they begin.
    root: f32,
    /// For each column the row of the tip of its arm.
    tips: [f32; SIDE],
    /// For each column the place of its arm, counted from the middle outwards.
    numbers: [u8; SIDE],
}

impl Arms {
    pub(super) fn of(sprite: &Sprite, body: &Anatomy) -> Self {
        let lowest = |x: i32| column_extent(sprite, x).map_or(-1, |(_, last)| last);
        let middle = (body.left + body.right) as f32 / 2.0;
        let root = body.top as f32 + 0.55 * (body.bottom - body.top) as f32;
        let mut tips: Vec<(f32, f32)> = Vec::new();
        let mut x = body.left;
        while x <= body.right {
            let first = x;
            while x < body.right && lowest(x + 1) == lowest(first) {
                x += 1;
            }
            let row = lowest(first);
            if row > lowest(first - 1) && row > lowest(x + 1) && row as f32 > root + 1.0 {
                tips.push(((first + x) as f32 / 2.0, row as f32));
            }
            x += 1;
        }
        let mut arms = Self { root, tips: [body.bottom as f32; SIDE], numbers: [0; SIDE] };
        for x in body.left..=body.right {
            let nearest = tips.iter().min_by_key(|tip| ((tip.0 - x as f32).abs() * 8.0) as i32);
            let Some(&(at, row)) = nearest else { continue };
            arms.tips[x as usize] = row;
            let is_between = |tip: &&(f32, f32)| (tip.0 - middle).abs() < (at - middle).abs() - 0.6;
            let same_side = |tip: &&(f32, f32)| (tip.0 < middle) == (at < middle);
            let inner = tips.iter().filter(same_side).filter(is_between).count();
            arms.numbers[x as usize] = inner as u8;
        }
        arms
    }

    /// How far out on its arm a pixel is, from 0 where they begin to 1 at the tip, and the number
    /// of the arm from the middle outwards.
    pub(super) fn at(&self, index: usize) -> (f32, f32) {
        let (x, y) = place(index);
        let tip = self.tips[x as usize];
        let out = ((y as f32 - self.root) / (tip - self.root).max(2.0)).clamp(0.0, 1.0);
        (out, f32::from(self.numbers[x as usize]))
    }
}

/// A bell of a chain: rows between two waists.
#[derive(Clone, Copy)]
pub(super) struct Bell {
    pub(super) top: i32,
    pub(super) bottom: i32,
    /// The middle column, and half the width.
    pub(super) middle: f32,
    pub(super) half: f32,
}

/// The bells of a chain, from the first to the last; there is at least one.
pub(super) fn bells(sprite: &Sprite, body: &Anatomy) -> Vec<Bell> {
    let wide = |y: i32| row_extent(sprite, y).map_or(0, |(first, last)| last - first + 1);
    let mut tops = vec![body.top];
    let mut widest = 0;
    for y in body.top + 2..body.bottom - 2 {
        widest = widest.max(wide(y));
        let below = (y + 1..=(y + 5).min(body.bottom)).map(wide).max().unwrap_or(0);
        let is_narrowest = wide(y) <= wide(y + 1) && wide(y) < wide(y - 1).max(wide(y - 2));
        let is_waist = is_narrowest && wide(y) * 5 <= widest.min(below.max(wide(y) + 1)) * 4;
        if is_waist && y - tops.last().copied().unwrap_or(y) >= 3 {
            tops.push(y);
            widest = 0;
        }
    }
    let ends = tops.iter().skip(1).map(|top| top - 1).chain([body.bottom]);
    let bell = |(&top, bottom): (&i32, i32)| {
        let rows = (top..=bottom).filter_map(|y| row_extent(sprite, y));
        let (first, last) =
            rows.fold((SIDE as i32, 0), |all, (first, last)| (all.0.min(first), all.1.max(last)));
        let (middle, half) = ((first + last) as f32 / 2.0, (last - first) as f32 / 2.0);
        Bell { top, bottom, middle, half: half.max(1.0) }
    };
    tops.iter().zip(ends).map(bell).collect()
}
