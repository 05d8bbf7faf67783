//! Brings a picture of any size to 32x32 pixels, still in its own colours.

use serde::{Deserialize, Serialize};

pub(super) use crate::files::figure::{OPAQUE_FROM, remove_background};
use crate::{
    files::{
        Picture,
        figure::{Bounds, shrunk},
    },
    sprite::SIDE,
};

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

fn enlarged(picture: &Picture, times: usize) -> Picture {
    let mut large = Picture::empty(picture.width * times, picture.height * times);
    for (index, pixel) in large.pixels.iter_mut().enumerate() {
        let (x, y) = (index % large.width / times, index / large.width / times);
        *pixel = picture.pixels[y * picture.width + x];
    }
    large
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
