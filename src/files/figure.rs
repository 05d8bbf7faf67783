//! Figures in pictures of any size: the ground around them, their bounds, and smaller pictures.

use std::cell::Cell;

use super::picture::Picture;
use crate::sprite::{Rgb, oklab::Oklab};

/// Pixels less opaque than this are transparent: a sprite knows no glass.
pub(crate) const OPAQUE_FROM: u8 = 128;

/// How far from the background's colour a pixel may be and still belong to it, in OKLab.
const BACKGROUND_TOLERANCE: f32 = 0.03;

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// The colour that most of the picture's edge has, if the whole edge is opaque.
pub(crate) fn background(picture: &Picture) -> Option<[u8; 4]> {
    let (width, height) = (picture.width, picture.height);
    let at = |x: usize, y: usize| picture.pixels[y * width + x];
    let rows = (0..width).flat_map(|x| [at(x, 0), at(x, height - 1)]);
    let columns = (0..height).flat_map(|y| [at(0, y), at(width - 1, y)]);
    let mut edge: Vec<[u8; 4]> = rows.chain(columns).collect();
    if edge.iter().any(|pixel| pixel[3] < OPAQUE_FROM) {
        return None;
    }
    edge.sort_unstable();
    let runs = edge.chunk_by(|a, b| a == b);
    let most = runs.max_by_key(|run| run.len())?;
    (most.len() * 2 > edge.len()).then(|| most[0])
}

/// Makes the ground around a figure see-through: what touches the edge and has the colour that
/// most of the edge has. Says whether there was one.
pub(crate) fn remove_background(picture: &mut Picture) -> bool {
    let Some([r, g, b, _]) = background(picture) else { return false };
    remove_ground(picture, Rgb([r, g, b]), BACKGROUND_TOLERANCE);
    true
}

/// Makes see-through what touches the edge and hangs together in about this colour.
pub(crate) fn remove_ground(picture: &mut Picture, ground: Rgb, tolerance: f32) {
    let ground = Oklab::from(ground);
    let (width, height) = (picture.width, picture.height);
    // Neighbours are mostly alike, and a colour is soon compared with the last one.
    let last = Cell::new(([0; 4], false));
    let is_ground = |pixel: [u8; 4]| {
        if last.get().0 != pixel {
            let colour = Oklab::from(Rgb([pixel[0], pixel[1], pixel[2]]));
            let is_near = colour.distance_squared(ground) <= tolerance.powi(2);
            last.set((pixel, pixel[3] > 0 && is_near));
        }
        last.get().1
    };
    let edge = (0..width).flat_map(|x| [(x, 0), (x, height - 1)]);
    let mut open: Vec<(usize, usize)> =
        edge.chain((0..height).flat_map(|y| [(0, y), (width - 1, y)])).collect();
    // Whole runs of a row at a time: of single pixels there would be more open than the picture has.
    while let Some((x, y)) = open.pop() {
        let row = &mut picture.pixels[y * width..][..width];
        if !is_ground(row[x]) {
            continue;
        }
        let first = row[..x].iter().rposition(|pixel| !is_ground(*pixel)).map_or(0, |at| at + 1);
        let length = row[first..].iter().position(|pixel| !is_ground(*pixel));
        let end = length.map_or(width, |length| first + length);
        row[first..end].fill([0; 4]);
        for near in [y.wrapping_sub(1), y + 1].into_iter().filter(|near| *near < height) {
            let row = &picture.pixels[near * width..][..width];
            let mut was_ground = false;
            for (x, pixel) in row.iter().enumerate().take(end).skip(first) {
                let is_here = is_ground(*pixel);
                if is_here && !was_ground {
                    open.push((x, near));
                }
                was_ground = is_here;
            }
        }
    }
}

impl Bounds {
    /// The least rectangle around everything that is opaque.
    pub(crate) fn of(picture: &Picture) -> Option<Self> {
        let opaque = |index: &usize| picture.pixels[*index][3] >= OPAQUE_FROM;
        let mut corners: Option<(usize, usize, usize, usize)> = None;
        for index in (0..picture.pixels.len()).filter(opaque) {
            let (x, y) = (index % picture.width, index / picture.width);
            let (left, top, right, bottom) = corners.unwrap_or((x, y, x, y));
            corners = Some((left.min(x), top.min(y), right.max(x), bottom.max(y)));
        }
        corners.map(|(left, top, right, bottom)| Self {
            left,
            top,
            width: right - left + 1,
            height: bottom - top + 1,
        })
    }
}

/// Each new pixel is the mean of the area that it covers, in linear light; what is see-through
/// adds no colour.
pub(crate) fn shrunk(picture: &Picture, width: usize, height: usize) -> Picture {
    let mut small = Picture::empty(width, height);
    let (step_x, step_y) =
        (picture.width as f32 / width as f32, picture.height as f32 / height as f32);
    for (index, pixel) in small.pixels.iter_mut().enumerate() {
        let (x0, y0) = ((index % width) as f32 * step_x, (index / width) as f32 * step_y);
        let (mut sum, mut opacity, mut area) = ([0.0_f32; 3], 0.0_f32, 0.0_f32);
        for (y, share_y) in covered(y0, y0 + step_y, picture.height) {
            for (x, share_x) in covered(x0, x0 + step_x, picture.width) {
                let [r, g, b, alpha] = picture.pixels[y * picture.width + x];
                let share = share_x * share_y;
                let weight = share * f32::from(alpha) / 255.0;
                for (total, channel) in sum.iter_mut().zip([r, g, b]) {
                    *total += weight * f32::from(channel).powf(GAMMA);
                }
                opacity += weight;
                area += share;
            }
        }
        if opacity > 0.0 {
            let mean = sum.map(|total| (total / opacity).powf(1.0 / GAMMA).round() as u8);
            *pixel = [mean[0], mean[1], mean[2], (opacity / area * 255.0).round() as u8];
        }
    }
    small
}

/// Close enough to sRGB's curve for a mean.
const GAMMA: f32 = 2.2;

/// The pixels between two places and how much of each lies between them.
fn covered(from: f32, to: f32, length: usize) -> impl Iterator<Item = (usize, f32)> {
    let last = (to.ceil() as usize).min(length);
    (from as usize..last)
        .map(move |at| (at, (to.min(at as f32 + 1.0) - from.max(at as f32)).max(0.0)))
        .filter(|(_, share)| *share > 1e-4)
}
