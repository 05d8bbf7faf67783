//! Cuts the subject of a photograph from its background.
//!
//! No network of ours knows what a fish is. What stands out is what is unlike the edge of the
//! picture: the edge's colours are the ground, and the largest piece of anything else near the
//! middle is the subject. Photographs where that fails are refused rather than guessed.

use std::io::Cursor;

use shoal::{
    files::Picture,
    sprite::{Rgb, oklab::Oklab},
};

/// Colours that stand for the ground.
const GROUNDS: usize = 6;
/// Nearer to the ground than this is ground, in OKLab.
const NEAR: f32 = 0.09;
/// Shares of the picture that a subject may have.
const LEAST: f32 = 0.06;
const MOST: f32 = 0.8;
/// Longest side of a photograph that is decoded.
const MAX_SIDE: usize = 2048;

/// The pixels of a JPEG; an error says what is wrong with it.
pub(super) fn decode_jpeg(bytes: &[u8]) -> Result<Picture, String> {
    use zune_jpeg::zune_core::{colorspace::ColorSpace, options::DecoderOptions};
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(Cursor::new(bytes), options);
    let data = decoder.decode().map_err(|error| format!("is a damaged JPEG ({error:?})"))?;
    let (width, height) = decoder.dimensions().ok_or("has no size")?;
    let pixels: Vec<[u8; 4]> =
        data.as_chunks::<3>().0.iter().map(|&[r, g, b]| [r, g, b, 255]).collect();
    if pixels.len() != width * height {
        return Err("is a damaged JPEG (pixels are missing)".to_owned());
    }
    Ok(Picture { width, height, pixels })
}

/// The subject of a photograph, all else see-through; `None` if nothing stands out.
pub(super) fn cut_out(picture: &Picture) -> Option<Picture> {
    let (width, height) = (picture.width, picture.height);
    let colours: Vec<Oklab> =
        picture.pixels.iter().map(|&[r, g, b, _]| Oklab::from(Rgb([r, g, b]))).collect();
    let grounds = grounds(&colours, width, height);
    let differs = |colour: &Oklab| {
        grounds.iter().all(|ground| ground.distance_squared(*colour) > NEAR * NEAR)
    };
    let mut mask: Vec<bool> = colours.iter().map(differs).collect();
    for _ in 0..2 {
        mask = smoothed(&mask, width, height);
    }
    let subject = largest_piece(&mask, width, height)?;
    let share = subject.iter().filter(|&&inside| inside).count() as f32 / subject.len() as f32;
    if !(LEAST..=MOST).contains(&share) {
        return None;
    }
    let subject = filled(&subject, width, height);
    let mut cut = picture.clone();
    for (pixel, inside) in cut.pixels.iter_mut().zip(subject) {
        if !inside {
            *pixel = [0; 4];
        }
    }
    Some(cut)
}

/// The colours of the edge, the commonest first: each stands for those near it.
fn grounds(colours: &[Oklab], width: usize, height: usize) -> Vec<Oklab> {
    let band = (width.min(height) / 40).max(1);
    let on_edge = |index: &usize| {
        let (x, y) = (index % width, index / width);
        x < band || y < band || x >= width - band || y >= height - band
    };
    let mut groups: Vec<(Oklab, usize)> = Vec::new();
    for index in (0..colours.len()).filter(on_edge) {
        let colour = colours[index];
        let near =
            |group: &&mut (Oklab, usize)| group.0.distance_squared(colour) < (NEAR / 1.5).powi(2);
        match groups.iter_mut().find(near) {
            Some(group) => group.1 += 1,
            None => groups.push((colour, 1)),
        }
    }
    let total: usize = groups.iter().map(|group| group.1).sum();
    groups.sort_by_key(|group| std::cmp::Reverse(group.1));
    // A tail that runs off the picture touches the edge, but not much of it.
    let common = groups.iter().filter(|group| group.1 * 25 > total).take(GROUNDS);
    common.map(|group| group.0).collect()
}

/// Each pixel is what most of the nine around it are.
fn smoothed(mask: &[bool], width: usize, height: usize) -> Vec<bool> {
    let at = |x: i64, y: i64| {
        x >= 0
            && y >= 0
            && x < width as i64
            && y < height as i64
            && mask[y as usize * width + x as usize]
    };
    (0..mask.len() as i64)
        .map(|index| {
            let (x, y) = (index % width as i64, index / width as i64);
            let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)));
            around.filter(|&(dx, dy)| at(x + dx, y + dy)).count() >= 5
        })
        .collect()
}

/// The piece that weighs most, pixels near the middle counting more.
fn largest_piece(mask: &[bool], width: usize, height: usize) -> Option<Vec<bool>> {
    let mut seen = vec![false; mask.len()];
    let mut best: Option<(f32, Vec<usize>)> = None;
    for start in 0..mask.len() {
        if !mask[start] || seen[start] {
            continue;
        }
        let piece = flood(start, width, height, &mut seen, |index| mask[index]);
        let weight = piece.iter().map(|index| {
            let x = (index % width) as f32 / width as f32 - 0.5;
            let y = (index / width) as f32 / height as f32 - 0.5;
            1.2 - x.hypot(y)
        });
        let weight: f32 = weight.sum();
        if best.as_ref().is_none_or(|best| weight > best.0) {
            best = Some((weight, piece));
        }
    }
    best.map(|(_, piece)| {
        let mut subject = vec![false; mask.len()];
        for index in piece {
            subject[index] = true;
        }
        subject
    })
}

/// What cannot be reached from the edge is inside.
fn filled(subject: &[bool], width: usize, height: usize) -> Vec<bool> {
    let mut outside = vec![false; subject.len()];
    for index in 0..subject.len() {
        let (x, y) = (index % width, index / width);
        let on_edge = x == 0 || y == 0 || x == width - 1 || y == height - 1;
        if on_edge && !subject[index] && !outside[index] {
            flood(index, width, height, &mut outside, |index| !subject[index]);
        }
    }
    outside.into_iter().map(|outside| !outside).collect()
}

/// All pixels that are reached from one, marked as seen.
fn flood(
    start: usize,
    width: usize,
    height: usize,
    seen: &mut [bool],
    is_in: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut piece = vec![start];
    seen[start] = true;
    let mut next = 0;
    while next < piece.len() {
        let index = piece[next];
        next += 1;
        let (x, y) = (index % width, index / width);
        let beside = [
            (x > 0).then(|| index - 1),
            (x + 1 < width).then_some(index + 1),
            (y > 0).then(|| index - width),
            (y + 1 < height).then_some(index + width),
        ];
        for neighbour in beside.into_iter().flatten() {
            if !seen[neighbour] && is_in(neighbour) {
                seen[neighbour] = true;
                piece.push(neighbour);
            }
        }
    }
    piece
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An orange fish with a blue eye in water that darkens downwards; a red fin at the edge.
    fn photograph() -> Picture {
        let (width, height) = (120, 90);
        let mut picture = Picture::empty(width, height);
        for (index, pixel) in picture.pixels.iter_mut().enumerate() {
            let (x, y) = ((index % width) as f32, (index / width) as f32);
            let noise = (index * 7919 % 13) as u8;
            *pixel = [20 + noise, 120 - y as u8 / 3, 160 - y as u8 / 2 + noise, 255];
            if ((x - 60.0) / 34.0).hypot((y - 45.0) / 20.0) < 1.0 {
                *pixel = [230, 120 + noise, 30, 255];
            }
            if (x - 42.0).hypot(y - 40.0) < 4.0 {
                *pixel = [20, 110, 150, 255];
            }
        }
        picture
    }

    #[test]
    fn the_subject_is_cut_out_with_its_eye() {
        let cut = cut_out(&photograph()).unwrap();
        let alpha = |x: usize, y: usize| cut.pixels[y * 120 + x][3];
        assert_eq!([alpha(60, 45), alpha(42, 40), alpha(30, 45)], [255; 3]);
        assert_eq!([alpha(2, 2), alpha(60, 10), alpha(110, 80)], [0; 3]);
    }

    #[test]
    fn where_nothing_stands_out_nothing_is_guessed() {
        let plain = Picture { width: 64, height: 64, pixels: vec![[9, 90, 140, 255]; 4096] };
        assert_eq!(cut_out(&plain), None);
        for bytes in [&b""[..], b"\xFF\xD8\xFF\xE0 torn", b"GIF89a"] {
            assert!(decode_jpeg(bytes).is_err());
        }
    }
}
