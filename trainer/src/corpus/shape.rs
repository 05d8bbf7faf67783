//! Sets of pixels, the half of the drawing toolkit that knows no colours.
//!
//! Coordinates are pixel centres: (0, 0) is the centre of the top left pixel of the sprite, (31, 31)
//! that of the bottom right one. The working area reaches eight pixels beyond the sprite on every
//! side, because [`super::canvas::Canvas::finish`] centres what was drawn; only what is wider or taller than 30
//! pixels is cut. Creatures face left.

use shoal::sprite::SIDE;

/// A point in pixels.
pub(crate) type Point = (f32, f32);

/// Pixels of working area beyond the sprite on each side.
pub(super) const MARGIN: i32 = 8;
/// Width and height of the working area.
pub(super) const AREA: usize = SIDE + 2 * MARGIN as usize;

/// Left, top, right and bottom, all included.
pub(crate) type Bounds = (i32, i32, i32, i32);

/// A set of pixels of the working area.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(super) rows: [u64; AREA],
}

impl Shape {
    /// No pixel.
    pub(crate) const EMPTY: Self = Self { rows: [0; AREA] };

    /// The pixels whose centre `(x, y)` is `wanted`.
    pub(crate) fn from_fn(mut wanted: impl FnMut(f32, f32) -> bool) -> Self {
        let mut shape = Self::EMPTY;
        for (y, row) in shape.rows.iter_mut().enumerate() {
            for x in 0..AREA {
                let (px, py) = ((x as i32 - MARGIN) as f32, (y as i32 - MARGIN) as f32);
                *row |= u64::from(wanted(px, py)) << x;
            }
        }
        shape
    }

    /// An upright ellipse.
    pub(crate) fn ellipse(centre: Point, rx: f32, ry: f32) -> Self {
        Self::tilted_ellipse(centre, rx, ry, 0.0)
    }

    /// An ellipse turned by `angle` radians (clockwise on the screen).
    pub(crate) fn tilted_ellipse((cx, cy): Point, rx: f32, ry: f32, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self::from_fn(|x, y| {
            let (dx, dy) = (x - cx, y - cy);
            let (u, v) = ((dx * cos + dy * sin) / rx, (dy * cos - dx * sin) / ry);
            u * u + v * v <= 1.0
        })
    }

    /// A rectangle; both corners are included.
    pub(crate) fn rectangle((x0, y0): Point, (x1, y1): Point) -> Self {
        Self::from_fn(|x, y| x >= x0 && x <= x1 && y >= y0 && y <= y1)
    }

    /// The inside of straight edges between the points, the last to the first.
    pub(crate) fn polygon(points: &[Point]) -> Self {
        let mut shape = Self::EMPTY;
        for (row, y) in (-MARGIN..).take(AREA).enumerate() {
            // Sampled a hair off the centre so that a corner never counts twice.
            let y = y as f32 + 0.001;
            let mut crossings = Vec::with_capacity(8);
            for (index, &(x0, y0)) in points.iter().enumerate() {
                let (x1, y1) = points[(index + 1) % points.len()];
                if (y0 <= y) != (y1 <= y) {
                    crossings.push(x0 + (y - y0) / (y1 - y0) * (x1 - x0));
                }
            }
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let first = (pair[0] - 0.001).ceil() as i32 + MARGIN;
                let last = (pair[1] + 0.001).floor() as i32 + MARGIN;
                for x in first.max(0)..=last.min(AREA as i32 - 1) {
                    shape.rows[row] |= 1 << x;
                }
            }
        }
        shape
    }

    /// The inside of a smooth closed curve through the points.
    pub(crate) fn blob(points: &[Point]) -> Self {
        let count = points.len();
        let mut outline = Vec::with_capacity(count * 8);
        for index in 0..count {
            let at = |step: usize| points[(index + count + step - 1) % count];
            for step in 0..8 {
                outline.push(spline([at(0), at(1), at(2), at(3)], step as f32 / 8.0));
            }
        }
        Self::polygon(&outline)
    }

    /// A thick smooth curve through the points; `radius(t)` is half its width at `t` in 0..=1.
    /// Keep radii at 0.8 or more; thinner lines are [`Shape::line`].
    pub(crate) fn tube(points: &[Point], radius: impl Fn(f32) -> f32) -> Self {
        let mut shape = Self::EMPTY;
        let samples = samples(points, 12);
        let last = (samples.len() - 1).max(1) as f32;
        for (index, &point) in samples.iter().enumerate() {
            shape.add_disc(point, radius(index as f32 / last));
        }
        shape
    }

    /// A tube from radius `start` to radius `end`: a tentacle, a tail.
    pub(crate) fn taper(points: &[Point], start: f32, end: f32) -> Self {
        Self::tube(points, |t| start + (end - start) * t)
    }

    /// A smooth line one pixel thick through the points, without doubled corner pixels.
    pub(crate) fn line(points: &[Point]) -> Self {
        let mut path = Vec::<(i32, i32)>::new();
        for (x, y) in samples(points, 24) {
            let pixel = (x.round() as i32, y.round() as i32);
            if path.last() == Some(&pixel) {
                continue;
            }
            // The middle of an L is what makes a thin curve look jagged.
            if let [.., before, corner] = path[..] {
                let diagonal = (before.0 - pixel.0).abs() == 1 && (before.1 - pixel.1).abs() == 1;
                let bent = (corner.0 == before.0) != (corner.0 == pixel.0);
                if diagonal && bent {
                    path.pop();
                }
            }
            path.push(pixel);
        }
        let mut shape = Self::EMPTY;
        for (x, y) in path {
            shape.add(x, y);
        }
        shape
    }

    /// A line one pixel thick with straight pieces between the points: legs with knees.
    pub(crate) fn polygon_line(points: &[Point]) -> Self {
        points.windows(2).fold(Self::EMPTY, |shape, piece| shape.or(&Self::line(piece)))
    }

    /// The given single pixels.
    pub(crate) fn pixels(pixels: &[(i32, i32)]) -> Self {
        let mut shape = Self::EMPTY;
        for &(x, y) in pixels {
            shape.add(x, y);
        }
        shape
    }

    /// Pictures in text: every character but a blank or a dot is a pixel; the first one of the
    /// first line is at `(left, top)`.
    pub(crate) fn stencil((left, top): (i32, i32), lines: &[&str]) -> Self {
        let mut shape = Self::EMPTY;
        for (y, line) in (top..).zip(lines) {
            for (x, letter) in (left..).zip(line.bytes()) {
                if letter != b' ' && letter != b'.' {
                    shape.add(x, y);
                }
            }
        }
        shape
    }

    /// Upright bars `width` wide every `period` pixels, everywhere; intersect it with a body.
    /// `bend(y)` moves them sideways row by row.
    pub(crate) fn bars(period: f32, width: f32, phase: f32, bend: impl Fn(f32) -> f32) -> Self {
        Self::from_fn(|x, y| (x + phase + bend(y)).rem_euclid(period) < width)
    }

    /// Lengthwise stripes `width` thick every `period` pixels; `bend(x)` moves them up and down.
    pub(crate) fn stripes(period: f32, width: f32, phase: f32, bend: impl Fn(f32) -> f32) -> Self {
        Self::from_fn(|x, y| (y + phase + bend(x)).rem_euclid(period) < width)
    }

    /// Square spots `size` pixels wide in a staggered grid.
    pub(crate) fn spots(period: i32, size: i32, (px, py): (i32, i32)) -> Self {
        Self::from_fn(|x, y| {
            let row = (y as i32 + py).div_euclid(period);
            let stagger = if row.rem_euclid(2) == 0 { 0 } else { period / 2 };
            (x as i32 + px + stagger).rem_euclid(period) < size
                && (y as i32 + py).rem_euclid(period) < size
        })
    }

    /// Adds one pixel.
    pub(crate) fn add(&mut self, x: i32, y: i32) {
        if let Some((column, row)) = cell(x, y) {
            self.rows[row] |= 1 << column;
        }
    }

    /// Adds a disc.
    pub(crate) fn add_disc(&mut self, (cx, cy): Point, radius: f32) {
        let reach = radius.ceil() as i32 + 1;
        let (mx, my) = (cx.round() as i32, cy.round() as i32);
        for y in my - reach..=my + reach {
            for x in mx - reach..=mx + reach {
                let (dx, dy) = (x as f32 - cx, y as f32 - cy);
                if dx * dx + dy * dy <= radius * radius {
                    self.add(x, y);
                }
            }
        }
    }

    /// Whether the pixel is in the set.
    pub(crate) fn contains(&self, x: i32, y: i32) -> bool {
        cell(x, y).is_some_and(|(column, row)| self.rows[row] >> column & 1 == 1)
    }

    /// How many pixels there are.
    pub(crate) fn count(&self) -> u32 {
        self.rows.iter().map(|row| row.count_ones()).sum()
    }

    /// The pixels in raster order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i32, i32)> + '_ {
        self.rows.iter().enumerate().flat_map(|(y, &row)| {
            let columns = (0..AREA).filter(move |x| row >> x & 1 == 1);
            columns.map(move |x| (x as i32 - MARGIN, y as i32 - MARGIN))
        })
    }

    /// Left, top, right and bottom, all included; `None` for no pixel.
    pub(crate) fn bounds(&self) -> Option<(i32, i32, i32, i32)> {
        self.iter().fold(None, |bounds, (x, y)| {
            let (l, t, r, b) = bounds.unwrap_or((x, y, x, y));
            Some((l.min(x), t.min(y), r.max(x), b.max(y)))
        })
    }

    /// Pixels in either.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self { rows: std::array::from_fn(|y| self.rows[y] | other.rows[y]) }
    }

    /// Pixels in both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self { rows: std::array::from_fn(|y| self.rows[y] & other.rows[y]) }
    }

    /// Pixels in this one only.
    pub(crate) fn minus(&self, other: &Self) -> Self {
        Self { rows: std::array::from_fn(|y| self.rows[y] & !other.rows[y]) }
    }

    /// The pixels of this one for which `wanted(x, y)` holds.
    pub(crate) fn filter(&self, wanted: impl Fn(f32, f32) -> bool) -> Self {
        let mut shape = Self::EMPTY;
        for (x, y) in self.iter().filter(|&(x, y)| wanted(x as f32, y as f32)) {
            shape.add(x, y);
        }
        shape
    }

    /// The same pixels moved.
    pub(crate) fn shifted(&self, dx: i32, dy: i32) -> Self {
        Self {
            rows: std::array::from_fn(|y| {
                let from = usize::try_from(y as i32 - dy).ok();
                let row = from.and_then(|from| self.rows.get(from)).copied().unwrap_or(0);
                let moved = if dx < 0 { row >> -dx } else { row << dx };
                moved & ((1 << AREA) - 1)
            }),
        }
    }

    /// Seen in a mirror: column x goes to 31 - x.
    pub(crate) fn mirrored(&self) -> Self {
        Self { rows: self.rows.map(|row| row.reverse_bits() >> (64 - AREA)) }
    }

    /// This and its mirror image: for what is symmetric left and right about x = 15.5.
    pub(crate) fn symmetric(&self) -> Self {
        self.or(&self.mirrored())
    }

    /// With every pixel that touches it on one of four sides.
    pub(crate) fn grown(&self) -> Self {
        self.or(&self.shifted(1, 0))
            .or(&self.shifted(-1, 0))
            .or(&self.shifted(0, 1))
            .or(&self.shifted(0, -1))
    }

    /// Without the pixels that touch the outside on one of four sides, `times` over.
    pub(crate) fn shrunk(&self, times: usize) -> Self {
        (0..times).fold(*self, |shape, _| {
            shape
                .and(&shape.shifted(1, 0))
                .and(&shape.shifted(-1, 0))
                .and(&shape.shifted(0, 1))
                .and(&shape.shifted(0, -1))
        })
    }

    /// The outermost ring of its own pixels.
    pub(crate) fn rim(&self) -> Self {
        self.minus(&self.shrunk(1))
    }

    /// Its lowest `depth` pixels in each column: where a belly or an under-glow goes.
    pub(crate) fn underside(&self, depth: i32) -> Self {
        self.minus(&self.shifted(0, -depth))
    }

    /// Its highest `depth` pixels in each column: where a dark back goes.
    pub(crate) fn topside(&self, depth: i32) -> Self {
        self.minus(&self.shifted(0, depth))
    }
}

/// Column and row in the working area.
pub(super) fn cell(x: i32, y: i32) -> Option<(usize, usize)> {
    let column = usize::try_from(x + MARGIN).ok().filter(|&column| column < AREA)?;
    let row = usize::try_from(y + MARGIN).ok().filter(|&row| row < AREA)?;
    Some((column, row))
}

/// A point of the Catmull-Rom curve between the middle two of four points.
fn spline([a, b, c, d]: [Point; 4], t: f32) -> Point {
    let blend = |a: f32, b: f32, c: f32, d: f32| {
        let (t2, t3) = (t * t, t * t * t);
        0.5 * (2.0 * b
            + (c - a) * t
            + (2.0 * a - 5.0 * b + 4.0 * c - d) * t2
            + (3.0 * b - a - 3.0 * c + d) * t3)
    };
    (blend(a.0, b.0, c.0, d.0), blend(a.1, b.1, c.1, d.1))
}

/// Points along a smooth open curve, `steps` from each given point to the next.
pub(super) fn samples(points: &[Point], steps: usize) -> Vec<Point> {
    let Some(&end) = points.last() else { return Vec::new() };
    let mut samples = Vec::with_capacity(points.len() * steps);
    for index in 0..points.len() - 1 {
        let at = |step: usize| points[(index + step).saturating_sub(1).min(points.len() - 1)];
        for step in 0..steps {
            samples.push(spline([at(0), at(1), at(2), at(3)], step as f32 / steps as f32));
        }
    }
    samples.push(end);
    samples
}
