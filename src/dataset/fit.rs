//! Brings a picture of any size to 32x32 pixels, still in its own colours.

use crate::{
    files::Picture,
    sprite::{Rgb, SIDE, oklab::Oklab},
};

use serde::{Deserialize, Serialize};

use super::grid::background;

/// Pixels less opaque than this are transparent: a sprite knows no glass.
pub const OPAQUE_FROM: u8 = 128;

/// How far from the background's colour a pixel may be and still belong to it, in OKLab.
const BACKGROUND_TOLERANCE: f32 = 0.03;

/// Where a figure stands on the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placing {
    /// Where it stood in its picture, as far as it fits.
    #[default]
    Keep,
    /// In the middle.
    Centre,
    /// In the middle, on a ground line one pixel above the lower edge.
    Foot,
}

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bounds {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

/// Enlarged pixel art at its true size: how many screen pixels a pixel of it has is found from
/// where colours change.
pub(super) fn true_size(picture: Picture) -> (Picture, usize) {
    let (width, height) = (picture.width, picture.height);
    let at = |x: usize, y: usize| picture.pixels[y * width + x];
    let mut scale = gcd(width, height);
    for x in 1..width {
        if !x.is_multiple_of(scale) && (0..height).any(|y| at(x, y) != at(x - 1, y)) {
            scale = gcd(scale, x);
        }
    }
    for y in 1..height {
        if !y.is_multiple_of(scale) && (0..width).any(|x| at(x, y) != at(x, y - 1)) {
            scale = gcd(scale, y);
        }
    }
    // A picture of one colour has no pixels to tell.
    if scale < 2 || scale == gcd(width, height) && (width / scale).max(height / scale) < 4 {
        return (picture, 1);
    }
    let mut small = Picture::empty(width / scale, height / scale);
    for (index, pixel) in small.pixels.iter_mut().enumerate() {
        *pixel = at(index % small.width * scale, index / small.width * scale);
    }
    (small, scale)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Makes the ground around a figure see-through: what touches the edge and has the colour that
/// most of the edge has. Says whether there was one.
pub(super) fn remove_background(picture: &mut Picture) -> bool {
    let Some([r, g, b, _]) = background(picture) else { return false };
    let ground = Oklab::from(Rgb([r, g, b]));
    let (width, height) = (picture.width, picture.height);
    let is_ground = |pixel: [u8; 4]| {
        let colour = Oklab::from(Rgb([pixel[0], pixel[1], pixel[2]]));
        pixel[3] > 0 && colour.distance_squared(ground) <= BACKGROUND_TOLERANCE.powi(2)
    };
    let edge = (0..width).flat_map(|x| [(x, 0), (x, height - 1)]);
    let mut open: Vec<(usize, usize)> =
        edge.chain((0..height).flat_map(|y| [(0, y), (width - 1, y)])).collect();
    while let Some((x, y)) = open.pop() {
        let pixel = &mut picture.pixels[y * width + x];
        if !is_ground(*pixel) {
            continue;
        }
        *pixel = [0; 4];
        open.extend(
            [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)]
                .into_iter()
                .filter(|&(x, y)| x < width && y < height),
        );
    }
    true
}

/// A picture on a canvas of 32x32 in its own colours; `None` if there is nothing on it. Larger
/// figures are scaled down by area; smaller ones are left alone, or doubled, tripled and so on as
/// far as they fit if they are to be enlarged.
#[must_use]
pub fn fit(picture: &Picture, placing: Placing, enlarge: bool) -> Option<Picture> {
    let bounds = Bounds::of(picture)?;
    let figure = picture.cut((bounds.left, bounds.top), (bounds.width, bounds.height));
    let longest = bounds.width.max(bounds.height);
    let times = if enlarge { (SIDE / longest).max(1) } else { 1 };
    let is_same_size = longest <= SIDE && times == 1;
    let figure = if longest > SIDE {
        let scaled =
            |side: usize| ((side * SIDE) as f32 / longest as f32).round().max(1.0) as usize;
        shrunk(&figure, scaled(bounds.width), scaled(bounds.height))
    } else {
        enlarged(&figure, times)
    };
    let (width, height) = (figure.width, figure.height);
    let (mut left, mut top) = ((SIDE - width) / 2, (SIDE - height) / 2);
    match placing {
        Placing::Keep if is_same_size => {
            left = kept_place(picture.width, bounds.left, width);
            top = kept_place(picture.height, bounds.top, height);
        }
        Placing::Foot => top = (SIDE - 1).saturating_sub(height),
        Placing::Keep | Placing::Centre => {}
    }
    let mut canvas = Picture::empty(SIDE, SIDE);
    for (index, &pixel) in figure.pixels.iter().enumerate() {
        if pixel[3] >= OPAQUE_FROM {
            canvas.pixels[(top + index / width) * SIDE + left + index % width] = pixel;
        }
    }
    Bounds::of(&canvas).map(|_| canvas)
}

/// Whether what is drawn on a picture must be scaled down to be a sprite.
pub(super) fn is_too_large(picture: &Picture) -> bool {
    Bounds::of(picture).is_some_and(|bounds| bounds.width.max(bounds.height) > SIDE)
}

/// Where a figure begins if its picture lies in the middle of the canvas, moved no more than it
/// must be to fit.
fn kept_place(picture: usize, start: usize, length: usize) -> usize {
    let middle = (SIDE as i64 - picture as i64).div_euclid(2) + start as i64;
    middle.clamp(0, (SIDE - length) as i64) as usize
}

impl Bounds {
    /// The least rectangle around everything that is opaque.
    fn of(picture: &Picture) -> Option<Self> {
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

fn enlarged(picture: &Picture, times: usize) -> Picture {
    let mut large = Picture::empty(picture.width * times, picture.height * times);
    for (index, pixel) in large.pixels.iter_mut().enumerate() {
        let (x, y) = (index % large.width / times, index / large.width / times);
        *pixel = picture.pixels[y * picture.width + x];
    }
    large
}

/// Each new pixel is the mean of the area that it covers, in linear light; what is see-through
/// adds no colour.
fn shrunk(picture: &Picture, width: usize, height: usize) -> Picture {
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

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 4] = [200, 30, 20, 255];
    const BLUE: [u8; 4] = [20, 30, 200, 255];

    /// A block of red with a blue upper left corner.
    fn figure(size: (usize, usize), at: (usize, usize), block: (usize, usize)) -> Picture {
        let mut picture = Picture::empty(size.0, size.1);
        for y in at.1..at.1 + block.1 {
            for x in at.0..at.0 + block.0 {
                picture.pixels[y * size.0 + x] = if (x, y) == at { BLUE } else { RED };
            }
        }
        picture
    }

    fn place(picture: &Picture) -> Bounds {
        Bounds::of(picture).unwrap()
    }

    #[test]
    fn figures_stand_where_they_should() {
        let small = figure((24, 20), (3, 9), (10, 8));
        let at = |placing| {
            let Bounds { left, top, width, height } = place(&fit(&small, placing, false).unwrap());
            assert_eq!((width, height), (10, 8));
            (left, top)
        };
        assert_eq!(at(Placing::Keep), (7, 15));
        assert_eq!(at(Placing::Centre), (11, 12));
        assert_eq!(at(Placing::Foot), (11, 23));
        // A tall picture whose figure fits: moved no more than needed.
        let tall = figure((32, 48), (2, 26), (20, 22));
        let Bounds { left, top, .. } = place(&fit(&tall, Placing::Keep, false).unwrap());
        assert_eq!((left, top), (2, 10));
    }

    #[test]
    fn large_figures_shrink_and_small_ones_only_grow_when_asked() {
        let large = fit(&figure((100, 80), (10, 10), (64, 40)), Placing::Centre, false).unwrap();
        let Bounds { width, height, .. } = place(&large);
        assert_eq!((width, height), (32, 20));
        assert_eq!(large.pixels[16 * SIDE + 16], RED);
        let small = figure((16, 16), (0, 0), (9, 10));
        let Bounds { width, height, .. } = place(&fit(&small, Placing::Centre, true).unwrap());
        assert_eq!((width, height), (27, 30));
        assert_eq!(fit(&Picture::empty(9, 9), Placing::Keep, true), None);
    }

    #[test]
    fn the_true_pixel_size_is_found() {
        let art = figure((20, 12), (3, 4), (9, 5));
        for times in 1..=7 {
            let (found, scale) = true_size(enlarged(&art, times));
            assert_eq!((found, scale), (art.clone(), times));
        }
        // A line a pixel wide tells that the others are no enlargement.
        let mut mixed = enlarged(&art, 4);
        mixed.pixels[7] = BLUE;
        assert_eq!(true_size(mixed.clone()), (mixed, 1));
        let plain = Picture { width: 8, height: 8, pixels: vec![RED; 64] };
        assert_eq!(true_size(plain.clone()), (plain, 1));
    }

    #[test]
    fn only_the_ground_around_a_figure_goes() {
        let mut picture = figure((12, 12), (2, 2), (8, 8));
        for pixel in &mut picture.pixels {
            if pixel[3] == 0 {
                *pixel = [250, 250, 250, 255];
            }
        }
        // A white eye inside stays.
        picture.pixels[5 * 12 + 5] = [250, 250, 250, 255];
        assert!(remove_background(&mut picture));
        assert_eq!(place(&picture), Bounds { left: 2, top: 2, width: 8, height: 8 });
        assert_eq!(picture.pixels[5 * 12 + 5], [250, 250, 250, 255]);
        assert!(!remove_background(&mut picture), "there is none left");
    }
}
