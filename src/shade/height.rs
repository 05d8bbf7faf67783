//! Guesses the volume of a flat sprite: a dome over its silhouette, with creases.

use crate::sprite::{PIXELS, SIDE, index_of};

/// Half thickness in pixels beyond which a body is flat: broad bodies keep a calm middle.
const DOME_RADIUS: f32 = 8.0;

/// Neighbours of a pixel that are on the canvas: left, right, above, below.
pub(super) fn neighbours(pixel: usize) -> impl Iterator<Item = usize> {
    let (x, y) = ((pixel % SIDE) as i32, (pixel / SIDE) as i32);
    [(-1, 0), (1, 0), (0, -1), (0, 1)]
        .into_iter()
        .filter_map(move |(dx, dy)| index_of(x + dx, y + dy))
}

/// The exact Euclidean distance of each opaque pixel to the nearest transparent one, the
/// surroundings of the canvas included; 0 where transparent.
pub(super) fn distances(opaque: &[bool; PIXELS], out: &mut [f32; PIXELS]) {
    let mut along = [0_i32; PIXELS];
    for x in 0..SIDE {
        let mut run = 0;
        for y in 0..SIDE {
            run = if opaque[y * SIDE + x] { run + 1 } else { 0 };
            along[y * SIDE + x] = run;
        }
        run = 0;
        for y in (0..SIDE).rev() {
            run = if opaque[y * SIDE + x] { run + 1 } else { 0 };
            along[y * SIDE + x] = along[y * SIDE + x].min(run);
        }
    }
    for y in 0..SIDE {
        let row = &along[y * SIDE..][..SIDE];
        for x in 0..SIDE {
            let border = (x + 1).min(SIDE - x) as i32;
            let nearest = row.iter().enumerate().map(|(other, &up)| {
                let across = x as i32 - other as i32;
                across * across + up * up
            });
            let square = nearest.min().unwrap_or(0).min(border * border);
            out[y * SIDE + x] = (square as f32).sqrt();
        }
    }
}

/// Raises each part into a dome of its own thickness, so that a thin arm beside a big body is
/// as round as the body. A pixel's half thickness is the radius of the largest disc inside the
/// sprite that covers it; `radius` is scratch for that.
pub(super) fn dome(
    distance: &[f32; PIXELS],
    radius: &mut [f32; PIXELS],
    height: &mut [f32; PIXELS],
) {
    *radius = [0.0; PIXELS];
    for (centre, &reach) in distance.iter().enumerate().filter(|(_, reach)| **reach > 0.0) {
        let (x, y) = ((centre % SIDE) as i32, (centre / SIDE) as i32);
        let span = reach as i32;
        for (dx, dy) in (-span..=span).flat_map(|dy| (-span..=span).map(move |dx| (dx, dy))) {
            if let Some(covered) = index_of(x + dx, y + dy)
                && ((dx * dx + dy * dy) as f32) < reach * reach
            {
                radius[covered] = radius[covered].max(reach);
            }
        }
    }
    for (pixel, height) in height.iter_mut().enumerate() {
        let radius = radius[pixel].clamp(1.5, DOME_RADIUS);
        let inwards = 1.0 - distance[pixel].min(radius) / radius;
        *height = radius * (1.0 - inwards * inwards).sqrt();
    }
}

/// One pass of a 3x3 tent filter over the opaque pixels. Sums are ordered so that a mirrored
/// picture is blurred to its mirror image to the last bit.
pub(super) fn blur(values: &mut [f32; PIXELS], scratch: &mut [f32; PIXELS]) {
    let at = |values: &[f32; PIXELS], x: i32, y: i32| index_of(x, y).map_or(0.0, |i| values[i]);
    for y in 0..SIDE as i32 {
        for x in 0..SIDE as i32 {
            let sides = at(values, x - 1, y) + at(values, x + 1, y);
            scratch[y as usize * SIDE + x as usize] = 0.25 * sides + 0.5 * at(values, x, y);
        }
    }
    for y in 0..SIDE as i32 {
        for x in 0..SIDE as i32 {
            let sides = at(scratch, x, y - 1) + at(scratch, x, y + 1);
            values[y as usize * SIDE + x as usize] = 0.25 * sides + 0.5 * at(scratch, x, y);
        }
    }
}

/// Slope of the height to the right and down (Sobel). A mirrored field has mirrored slopes.
pub(super) fn slope(height: &[f32; PIXELS], pixel: usize) -> (f32, f32) {
    let (x, y) = ((pixel % SIDE) as i32, (pixel / SIDE) as i32);
    let at = |dx: i32, dy: i32| index_of(x + dx, y + dy).map_or(0.0, |i| height[i]);
    let column = |dx: i32| at(dx, -1) + at(dx, 1) + 2.0 * at(dx, 0);
    let row = |dy: i32| at(-1, dy) + at(1, dy) + 2.0 * at(0, dy);
    ((column(1) - column(-1)) / 8.0, (row(1) - row(-1)) / 8.0)
}
