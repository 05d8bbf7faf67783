//! Which way figures look: those of a category are turned so that they look the same way.
//!
//! What differs between a picture and its mirror image is its lopsided part, and that changes its
//! sign when the picture is turned. The signs under which the lopsided parts of a category add up
//! to most are those under which its figures are most alike.

use super::fit::OPAQUE_FROM;
use crate::{
    files::Picture,
    sprite::{Rgb, SIDE, oklab::Oklab},
};

use serde::{Deserialize, Serialize};

/// Rounds of weighing every figure against the others.
const ROUNDS: usize = 12;

/// What is done about the way figures look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Facing {
    /// They look as they were drawn, but for those turned by hand or by the manifest.
    #[default]
    Keep,
    /// Those of a category are turned the way that most of them look.
    Alike,
}

/// A picture in a mirror.
pub(super) fn mirrored(picture: &Picture) -> Picture {
    let mut turned = picture.clone();
    for row in turned.pixels.chunks_exact_mut(picture.width.max(1)) {
        row.reverse();
    }
    turned
}

/// Which of these figures of one category look another way than most.
pub(super) fn those_to_turn(pictures: &[&Picture]) -> Vec<bool> {
    let parts: Vec<Vec<f32>> = pictures.iter().map(|picture| lopsided(picture)).collect();
    let Some(length) = parts.first().map(Vec::len) else { return Vec::new() };
    // Begins with the most lopsided figure, which says most about what is left and right.
    let square = |part: &Vec<f32>| part.iter().map(|value| value * value).sum::<f32>();
    let first = parts.iter().max_by(|a, b| square(a).total_cmp(&square(b)));
    let mut sum = first.cloned().unwrap_or_default();
    let mut is_turned = vec![false; parts.len()];
    for _ in 0..ROUNDS {
        let old = is_turned.clone();
        for (part, is_turned) in parts.iter().zip(&mut is_turned) {
            let product: f32 = part.iter().zip(&sum).map(|(a, b)| a * b).sum();
            *is_turned = product < 0.0;
        }
        sum = vec![0.0; length];
        for (part, is_turned) in parts.iter().zip(&is_turned) {
            let sign = if *is_turned { -1.0 } else { 1.0 };
            for (sum, value) in sum.iter_mut().zip(part) {
                *sum += sign * value;
            }
        }
        if is_turned == old {
            break;
        }
    }
    // Both ways are as good; the one of most figures costs the fewest turns.
    if is_turned.iter().filter(|turned| **turned).count() * 2 > is_turned.len() {
        for turned in &mut is_turned {
            *turned = !*turned;
        }
    }
    is_turned
}

/// The picture less its mirror image about the middle of what is drawn: where there is something,
/// and how light it is. Of length one, so that no figure outweighs the others.
fn lopsided(picture: &Picture) -> Vec<f32> {
    let side = SIDE as i64;
    let opaque = |at: &usize| picture.pixels[*at][3] >= OPAQUE_FROM;
    let drawn: Vec<usize> = (0..picture.pixels.len()).filter(opaque).collect();
    let columns = drawn.iter().map(|at| (at % picture.width) as i64);
    let (Some(left), Some(right)) = (columns.clone().min(), columns.max()) else {
        return vec![0.0; 2 * SIDE * SIDE];
    };
    let rows = drawn.iter().map(|at| (at / picture.width) as i64);
    let top = rows.min().unwrap_or(0);
    let at = |x: i64, y: i64| {
        let is_there = (0..picture.width as i64).contains(&x) && y < picture.height as i64;
        let pixel = is_there.then(|| picture.pixels[y as usize * picture.width + x as usize]);
        match pixel.filter(|pixel| pixel[3] >= OPAQUE_FROM) {
            Some([r, g, b, _]) => [1.0, Oklab::from(Rgb([r, g, b])).l],
            None => [0.0, 0.0],
        }
    };
    let mut part = Vec::with_capacity(2 * SIDE * SIDE);
    for y in 0..side {
        for x in 0..side {
            // Twice the place, counted from the middle of what is drawn.
            let away = 2 * x - side + 1;
            let (here, there) = ((left + right + away) / 2, (left + right - away) / 2);
            let (here, there) = (at(here, top + y), at(there, top + y));
            part.extend([here[0] - there[0], here[1] - there[1]]);
        }
    }
    let length = part.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in &mut part {
            *value /= length;
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A beast with a head on the left, of a size of its own.
    fn beast(number: usize) -> Picture {
        let mut picture = Picture::empty(SIDE, SIDE);
        let (length, height) = (14 + number % 5, 5 + number % 4);
        let mut fill = |x0: usize, y0: usize, width: usize, height: usize, colour: [u8; 3]| {
            for (x, y) in (x0..x0 + width).flat_map(|x| (y0..y0 + height).map(move |y| (x, y))) {
                let [r, g, b] = colour;
                picture.pixels[y * SIDE + x] = [r, g, b, 255];
            }
        };
        let coat = [90 + (number * 31 % 100) as u8, 80, 60];
        fill(6, 14, length, height, coat);
        fill(3, 9, 6, 6, coat);
        fill(4, 11, 1, 1, [250, 250, 240]);
        fill(7, 14 + height, 2, 4, coat);
        fill(4 + length, 14 + height, 2, 4, coat);
        picture
    }

    #[test]
    fn those_that_look_another_way_are_turned() {
        let beasts: Vec<Picture> = (0..20)
            .map(|number| {
                let beast = beast(number);
                if number % 3 == 1 { mirrored(&beast) } else { beast }
            })
            .collect();
        let turned = those_to_turn(&beasts.iter().collect::<Vec<_>>());
        let wanted: Vec<bool> = (0..20).map(|number| number % 3 == 1).collect();
        assert_eq!(turned, wanted);
    }

    #[test]
    fn nothing_and_what_is_the_same_either_way_stay() {
        assert!(those_to_turn(&[]).is_empty());
        let empty = Picture::empty(SIDE, SIDE);
        assert_eq!(those_to_turn(&[&empty, &empty]), [false, false]);
        let beast = beast(3);
        assert_eq!(mirrored(&mirrored(&beast)), beast);
        assert_eq!(those_to_turn(&[&mirrored(&beast)]), [false], "one alone looks the right way");
    }
}
