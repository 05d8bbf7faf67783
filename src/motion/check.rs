//! How steady the frames of a clip are, measured: what a player would see of every slip.

use super::field::{Bits, opaque, place};
use crate::sprite::{ENTRIES, SIDE, Sprite};

/// How much the number of pixels may change, as a share of the rest frame.
pub const MOST_GROWTH: f32 = 0.04;

/// Detached parts below this share of the rest frame are let pass.
pub const MOST_DETACHED: f32 = 0.02;

/// How far the core may wander, in pixels.
pub const MOST_DRIFT: f32 = 1.0;

/// Frames that are tried as the one at rest where that is not known.
const MOST_TRIED: usize = 32;

/// What is expected of a clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expectations {
    /// The last frame leads back to the first.
    pub loops: bool,
    /// The lowest row stays where it is.
    pub stands: bool,
    /// It goes somewhere or falls: its size and place may change.
    pub is_action: bool,
}

/// Something that a player would see.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Slip {
    /// Nothing is there.
    #[error("there is no frame with a pixel in it")]
    Empty,
    /// A frame has colours that the rest frame does not have.
    #[error("frame {frame} has {colours} that the frame at rest does not have", colours = counted(*count, "colour"))]
    NewColours {
        /// Which, counted from 1.
        frame: usize,
        /// How many colours.
        count: usize,
    },
    /// A frame is larger or smaller than the rest frame.
    #[error("frame {frame} {grows} by {percent:.0} % of its pixels", grows = if *percent > 0.0 { "grows" } else { "shrinks" }, percent = percent.abs())]
    Growth {
        /// Which, counted from 1.
        frame: usize,
        /// By how much, in percent; below 0 it shrinks.
        percent: f32,
    },
    /// The body is elsewhere than in the rest frame.
    #[error("frame {frame} jumps by {pixels:.0} pixels")]
    Jump {
        /// Which, counted from 1.
        frame: usize,
        /// How far.
        pixels: f32,
    },
    /// The lowest row left the ground, or went below it.
    #[error("frame {frame} leaves the ground by {pixels} pixels")]
    Foot {
        /// Which, counted from 1.
        frame: usize,
        /// How far.
        pixels: i32,
    },
    /// A part hangs in the water by itself.
    #[error("frame {frame} has a part of {pixels} pixels that came off")]
    Detached {
        /// Which, counted from 1.
        frame: usize,
        /// How many pixels.
        pixels: usize,
    },
    /// A frame is the same as the one before.
    #[error("frame {frame} is the same as the one before it")]
    Same {
        /// Which, counted from 1.
        frame: usize,
    },
    /// The loop does not close.
    #[error(
        "the loop jumps: {seam} pixels change from the last frame to the first, {around:.0} between the frames around it"
    )]
    Seam {
        /// Pixels that change there.
        seam: usize,
        /// Pixels that change in the steps around.
        around: f32,
    },
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The measures of a clip against its rest frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Consistency {
    /// The largest change of the number of pixels, as a share.
    pub growth: f32,
    /// The farthest that the core is from its place, in pixels.
    pub drift: f32,
    /// Pixels that change from one frame to the next on average.
    pub mean_change: f32,
    /// Pixels that change from the last frame to the first.
    pub seam: usize,
    /// Everything that is not as it should be, frame by frame.
    pub slips: Vec<Slip>,
}

impl Consistency {
    /// Measures the frames of a clip against the picture that it was made from, or against its
    /// first frame where there is no other.
    #[must_use]
    pub fn measure(rest: &Sprite, frames: &[Sprite], expected: Expectations) -> Self {
        let mut measured = Self::nothing();
        if rest.opaque_count() == 0 || frames.is_empty() {
            measured.slips.push(Slip::Empty);
            return measured;
        }
        let measures: Vec<Measures> = frames.iter().map(Measures::of).collect();
        measured.add_all(&Still::new(rest), &measures, expected);
        measured.steps(frames, expected);
        measured
    }

    /// Measures the frames of a clip of which the picture at rest is not known: against that frame
    /// from which the others differ least. The rest may lie between frames, so size and place may
    /// differ by as much to either side of their middle. Of very many frames only some, spread over
    /// the whole, are tried as that frame: the time grows with their number and not with its square.
    #[must_use]
    pub fn measure_frames(frames: &[Sprite], expected: Expectations) -> Self {
        let measures: Vec<Measures> = frames.iter().map(Measures::of).collect();
        let n_tried = frames.len().min(MOST_TRIED);
        let tried = (0..n_tried).map(|at| &frames[at * frames.len() / n_tried]);
        let measured = tried.filter(|rest| rest.opaque_count() > 0).map(|rest| {
            let mut measured = Self::nothing();
            measured.add_all(&Still::new(rest), &measures, expected);
            (rest, measured)
        });
        let best = measured.min_by_key(|(_, measured)| measured.slips.len());
        let Some((rest, mut best)) = best else {
            return Self::measure(&Sprite::EMPTY, frames, expected);
        };
        best.steps(frames, expected);
        let core = Still::new(rest).core;
        let half_span = |measure: &dyn Fn(&Measures) -> f32| {
            let values = measures.iter().map(measure);
            let (least, most) = values.fold((f32::MAX, f32::MIN), |(least, most), value| {
                (least.min(value), most.max(value))
            });
            ((most - least) / 2.0, f32::midpoint(most, least))
        };
        let (growth, middle) = half_span(&|measures| measures.count as f32);
        let rows = half_span(&|measures| mean_row(&measures.bits, core)).0;
        let columns = half_span(&|measures| measures.column).0;
        if growth <= MOST_GROWTH * middle {
            best.slips.retain(|slip| !matches!(slip, Slip::Growth { .. }));
            best.growth = growth / middle.max(1.0);
        }
        if rows.max(columns) <= MOST_DRIFT {
            best.slips.retain(|slip| !matches!(slip, Slip::Jump { .. }));
            best.drift = rows.max(columns);
        }
        best
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_steady(&self) -> bool {
        self.slips.is_empty()
    }

    fn nothing() -> Self {
        Self { growth: 0.0, drift: 0.0, mean_change: 0.0, seam: 0, slips: Vec::new() }
    }

    fn add_all(&mut self, rest: &Still, measures: &[Measures], expected: Expectations) {
        for (index, measures) in measures.iter().enumerate() {
            self.add(rest, measures, index + 1, expected);
        }
    }

    fn add(&mut self, rest: &Still, measures: &Measures, frame: usize, expected: Expectations) {
        let count = rest.new_colours(measures);
        if count > 0 {
            self.slips.push(Slip::NewColours { frame, count });
        }
        let detached = measures.loose.saturating_sub(rest.measures.loose);
        if detached as f32 >= MOST_DETACHED * rest.measures.count as f32 && detached > 1 {
            self.slips.push(Slip::Detached { frame, pixels: detached });
        }
        if expected.is_action {
            return;
        }
        let growth = measures.count as f32 / rest.measures.count as f32 - 1.0;
        self.growth = self.growth.max(growth.abs());
        if growth.abs() > MOST_GROWTH {
            self.slips.push(Slip::Growth { frame, percent: growth * 100.0 });
        }
        let drift = rest.drift(&measures.bits, measures.column);
        self.drift = self.drift.max(drift);
        if drift > MOST_DRIFT {
            self.slips.push(Slip::Jump { frame, pixels: drift });
        }
        if expected.stands && measures.bottom != rest.measures.bottom {
            let pixels = (measures.bottom - rest.measures.bottom).abs();
            self.slips.push(Slip::Foot { frame, pixels });
        }
    }

    /// What changes from frame to frame.
    fn steps(&mut self, frames: &[Sprite], expected: Expectations) {
        let changes: Vec<usize> =
            frames.windows(2).map(|pair| changed(&pair[0], &pair[1])).collect();
        for (index, &change) in changes.iter().enumerate() {
            if change == 0 {
                self.slips.push(Slip::Same { frame: index + 2 });
            }
        }
        if changes.is_empty() {
            return;
        }
        self.mean_change = changes.iter().sum::<usize>() as f32 / changes.len() as f32;
        if !expected.loops {
            return;
        }
        self.seam = changed(&frames[frames.len() - 1], &frames[0]);
        if self.seam == 0 {
            self.slips.push(Slip::Same { frame: 1 });
        }
        let around = (changes[0] + changes[changes.len() - 1]) as f32 / 2.0;
        if self.seam as f32 > around.max(self.mean_change) {
            self.slips.push(Slip::Seam { seam: self.seam, around });
        }
    }
}

/// How many pixels differ.
pub(super) fn changed(a: &Sprite, b: &Sprite) -> usize {
    a.pixels().iter().zip(b.pixels()).filter(|(a, b)| a != b).count()
}

/// Pixels that do not hang together with the largest piece.
pub(super) fn loose(sprite: &Sprite) -> usize {
    let Bits(mut left) = Bits::of(sprite);
    let (mut largest, mut all) = (0, 0);
    while let Some(y) = left.iter().position(|row| *row != 0) {
        let mut piece = [0_u32; SIDE];
        piece[y] = left[y] & left[y].wrapping_neg();
        loop {
            let mut has_grown = false;
            for down in [true, false] {
                for step in 0..SIDE {
                    let y = if down { step } else { SIDE - 1 - step };
                    let above = y.checked_sub(1).map_or(0, |y| piece[y]);
                    let near = piece[y] | above | piece.get(y + 1).copied().unwrap_or(0);
                    let grown = (near | near << 1 | near >> 1) & left[y];
                    has_grown |= grown != piece[y];
                    piece[y] = grown;
                }
            }
            if !has_grown {
                break;
            }
        }
        for (left, piece) in left.iter_mut().zip(piece) {
            *left &= !piece;
        }
        let size: usize = piece.iter().map(|row| row.count_ones() as usize).sum();
        largest = largest.max(size);
        all += size;
    }
    all - largest
}

/// What is measured of a picture by itself, once.
struct Measures {
    bits: Bits,
    count: usize,
    loose: usize,
    /// The lowest row; -1 where nothing is.
    bottom: i32,
    /// The mean column of all pixels.
    column: f32,
    /// A bit for each colour.
    colours: u64,
}

impl Measures {
    fn of(sprite: &Sprite) -> Self {
        const { assert!(ENTRIES <= u64::BITS as usize) };
        let bits = Bits::of(sprite);
        Self {
            count: bits.count(),
            loose: loose(sprite),
            bottom: lowest_row(&bits),
            column: mean_column(&bits),
            colours: opaque(sprite).fold(0, |bits, index| bits | 1 << sprite.pixels()[index]),
            bits,
        }
    }
}

/// The picture that all frames are held against.
pub(super) struct Still {
    measures: Measures,
    /// The columns of the core, the middle half by mass, and their mean row.
    core: (i32, i32),
    middle: f32,
}

impl Still {
    pub(super) fn new(sprite: &Sprite) -> Self {
        let mut columns: Vec<i32> = opaque(sprite).map(|index| place(index).0).collect();
        columns.sort_unstable();
        let at = |share: usize| columns.get(columns.len() * share / 4).copied().unwrap_or(0);
        let core = (at(1), at(3));
        let measures = Measures::of(sprite);
        let middle = mean_row(&measures.bits, core);
        Self { measures, core, middle }
    }

    /// Whether one frame by itself is as it should be.
    pub(super) fn is_steady(&self, picture: &Sprite, expected: Expectations) -> bool {
        let bits = Bits::of(picture);
        let growth = bits.count() as f32 / self.measures.count as f32 - 1.0;
        if growth.abs() > MOST_GROWTH
            || (expected.stands && lowest_row(&bits) != self.measures.bottom)
        {
            return false;
        }
        let detached = loose(picture).saturating_sub(self.measures.loose);
        self.drift(&bits, mean_column(&bits)) <= MOST_DRIFT
            && (detached <= 1 || (detached as f32) < MOST_DETACHED * self.measures.count as f32)
    }

    fn new_colours(&self, measures: &Measures) -> usize {
        (measures.colours & !self.measures.colours).count_ones() as usize
    }

    /// How far the core is from its place: the mean row of its columns, and the mean column.
    fn drift(&self, bits: &Bits, column: f32) -> f32 {
        let rows = (mean_row(bits, self.core) - self.middle).abs();
        let columns = (column - self.measures.column).abs();
        rows.max(columns)
    }
}

/// The lowest row that has a pixel; -1 where nothing is.
fn lowest_row(bits: &Bits) -> i32 {
    bits.0.iter().rposition(|row| *row != 0).map_or(-1, |row| row as i32)
}

/// The mean row of the pixels of some columns.
fn mean_row(bits: &Bits, (first, last): (i32, i32)) -> f32 {
    let columns = (first..=last).fold(0_u32, |bits, x| bits | 1 << x);
    let rows = bits.0.iter().map(|row| (row & columns).count_ones());
    let (count, sum) =
        rows.zip(0..).fold((0, 0), |(count, sum), (pixels, y)| (count + pixels, sum + pixels * y));
    sum as f32 / count.max(1) as f32
}

/// The mean column of all pixels.
fn mean_column(bits: &Bits) -> f32 {
    let (mut count, mut sum) = (0, 0);
    for mut row in bits.0 {
        count += row.count_ones();
        while row != 0 {
            sum += row.trailing_zeros();
            row &= row - 1;
        }
    }
    sum as f32 / count.max(1) as f32
}
