//! Sketches as pictures: any picture becomes a rough one, and a rough one a picture that any
//! editor can paint on.
//!
//! Pictures of at most 16x16 pixels are sketches of 16x16 cells, those of at most 32x32 of single
//! pixels; whole multiples of them too. What is larger is made smaller, without the ground around
//! its figure, to 16x16 cells.

use std::{io::Cursor, path::Path};

use super::{
    FileError, Remarks,
    animation::read_first_picture,
    figure::{Bounds, OPAQUE_FROM, remove_background, remove_ground, shrunk},
    picture::Picture,
    write_atomically,
    written::MARK,
};
use crate::sprite::{PIXELS, Palette, Rgb, SIDE, Sketch, SketchCell, Sprite, TRANSPARENT};

/// Pixels of small pictures that are less opaque than this say nothing.
const SAYS_FROM: u8 = 96;
/// Pixels of small pictures that are at least this opaque mean their colour; those between mean
/// any colour.
const COLOUR_FROM: u8 = 192;

/// How far from the usual colour of its edge the ground of a photograph may be, in OKLab.
const GROUND_TOLERANCE: f32 = 0.1;

/// The longest side of a figure of a large picture, in pixels of a sprite.
const FIGURE_SIDE: usize = 28;

/// A sketch as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadSketch {
    /// The sketch.
    pub sketch: Sketch,
    /// What of the file was left out.
    pub remarks: Remarks,
}

/// Reads the first picture of a file as a sketch of sprites in some palette.
pub fn read_sketch(path: &Path, palette: &Palette) -> Result<ReadSketch, FileError> {
    let (picture, remarks) = read_first_picture(path)?;
    Ok(ReadSketch { sketch: sketch_of_picture(path, picture, palette)?, remarks })
}

/// A picture as a sketch of sprites in some palette; errors name the path.
///
/// The ground around a figure is empty, where the whole edge is opaque. Of small pictures transparent pixels are empty too, faint ones free, half-transparent
/// ones of any colour.
pub fn sketch_of_picture(
    path: &Path,
    mut picture: Picture,
    palette: &Palette,
) -> Result<Sketch, FileError> {
    let has_ground = remove_background(&mut picture);
    let scale = picture.scale();
    let sketch = if let Some(scale) = scale {
        small(&picture, scale, palette)
    } else {
        if !has_ground && let Some(usual) = usual_edge(&picture) {
            remove_ground(&mut picture, usual, GROUND_TOLERANCE);
        }
        large(&picture, palette)
    };
    let is_full = scale.is_none() && picture.pixels.iter().all(|pixel| pixel[3] >= OPAQUE_FROM);
    let problem = match sketch.figure().count() {
        0 => "shows no figure that could be a sketch",
        _ if is_full => "shows no ground around a figure",
        _ => return Ok(sketch),
    };
    Err(FileError::Unsupported {
        path: path.to_owned(),
        problem: problem.to_owned(),
        remedy: "paint a figure on a ground that is transparent or of one colour",
    })
}

/// The median colour of the edge of a picture, channel by channel, if the whole edge is opaque.
fn usual_edge(picture: &Picture) -> Option<Rgb> {
    let (width, height) = (picture.width, picture.height);
    let is_edge = |index: usize| {
        let (x, y) = (index % width, index / width);
        x == 0 || y == 0 || x == width - 1 || y == height - 1
    };
    let edge = picture.pixels.iter().enumerate().filter(|(index, _)| is_edge(*index));
    let edge: Vec<[u8; 4]> = edge.map(|(_, pixel)| *pixel).collect();
    if edge.is_empty() || edge.iter().any(|pixel| pixel[3] < OPAQUE_FROM) {
        return None;
    }
    let median = |channel: usize| {
        let mut values: Vec<u8> = edge.iter().map(|pixel| pixel[channel]).collect();
        values.sort_unstable();
        values[values.len() / 2]
    };
    Some(Rgb(std::array::from_fn(median)))
}

/// A picture of at most 32x32 pixels, each enlarged `scale` times.
fn small(picture: &Picture, scale: usize, palette: &Palette) -> Sketch {
    let (width, height) = (picture.width / scale, picture.height / scale);
    let is_coarse = width.max(height) <= Sketch::COARSE_SIDE;
    let side = if is_coarse { Sketch::COARSE_SIDE } else { SIDE };
    let (left, top) = ((side - width) / 2, (side - height) / 2);
    let mut canvas = Picture::empty(SIDE, SIDE);
    for (index, pixel) in canvas.pixels.iter_mut().enumerate() {
        let (x, y) = (index % SIDE * side / SIDE, index / SIDE * side / SIDE);
        let (x, y) = (x.wrapping_sub(left), y.wrapping_sub(top));
        if x < width && y < height {
            *pixel = picture.pixels[y * scale * picture.width + x * scale];
        }
    }
    let mut sketch = coloured(&canvas, palette);
    for (index, &[.., alpha]) in canvas.pixels.iter().enumerate() {
        match alpha {
            0 | COLOUR_FROM.. => {}
            ..SAYS_FROM => sketch.set(index, SketchCell::Free),
            _ => sketch.set(index, SketchCell::Opaque),
        }
    }
    sketch
}

/// A larger picture, of which the figure is brought to the middle of the canvas.
fn large(picture: &Picture, palette: &Palette) -> Sketch {
    let Some(bounds) = Bounds::of(picture) else { return Sketch::BLANK };
    let figure = picture.cut((bounds.left, bounds.top), (bounds.width, bounds.height));
    let longest = bounds.width.max(bounds.height);
    let scaled = |side: usize| (side * FIGURE_SIDE.min(longest) / longest).max(1);
    let figure = shrunk(&figure, scaled(bounds.width), scaled(bounds.height));
    let (left, top) = ((SIDE - figure.width) / 2, (SIDE - figure.height) / 2);
    let mut canvas = Picture::empty(SIDE, SIDE);
    for (index, &pixel) in figure.pixels.iter().enumerate() {
        canvas.pixels[(top + index / figure.width) * SIDE + left + index % figure.width] = pixel;
    }
    coloured(&canvas, palette).coarse()
}

/// A canvas of 32x32 as a sketch, its colours by the ramps that they are nearest to.
fn coloured(canvas: &Picture, palette: &Palette) -> Sketch {
    let index = |&[r, g, b, alpha]: &[u8; 4]| {
        if alpha < OPAQUE_FROM { TRANSPARENT } else { palette.nearest(Rgb([r, g, b])) }
    };
    let indices: Vec<u8> = canvas.pixels.iter().map(index).collect();
    Sketch::of_sprite(&Sprite::from_indices(&indices).unwrap_or_default(), palette)
}

/// A sketch as a PNG that [`read_sketch`] reads again: 16x16 pixels, or 32x32 where it is finer.
///
/// # Panics
/// Never: memory takes everything that is written.
#[must_use]
pub fn encode_sketch(sketch: &Sketch, palette: &Palette) -> Vec<u8> {
    let is_coarse = sketch.is_coarse();
    let cells: Vec<SketchCell> = if is_coarse {
        sketch.cells().to_vec()
    } else {
        (0..PIXELS).map(|index| sketch.at(index)).collect()
    };
    let side = if is_coarse { Sketch::COARSE_SIDE } else { SIDE } as u32;
    let pixels: Vec<u8> = cells.iter().flat_map(|cell| cell_colour(*cell, palette)).collect();
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(Cursor::new(&mut bytes), side, side);
    encoder.set_color(::png::ColorType::Rgba);
    encoder.set_depth(::png::BitDepth::Eight);
    let marked = encoder.add_text_chunk("Software".to_owned(), MARK.to_owned());
    let written = marked.and_then(|()| encoder.write_header()).and_then(|mut writer| {
        writer.write_image_data(&pixels)?;
        writer.finish()
    });
    written.expect("memory takes everything, and the sizes fit each other");
    bytes
}

/// Writes what [`encode_sketch`] makes; an older file is replaced whole or not at all.
pub fn write_sketch(path: &Path, sketch: &Sketch, palette: &Palette) -> Result<(), FileError> {
    write_atomically(path, &encode_sketch(sketch, palette))
}

/// What a cell looks like in a picture: a ramp has its middle shade.
#[must_use]
pub fn cell_colour(cell: SketchCell, palette: &Palette) -> [u8; 4] {
    let any = [128, 128, 128, SAYS_FROM.midpoint(COLOUR_FROM)];
    match cell {
        SketchCell::Free => [128, 128, 128, SAYS_FROM / 2],
        SketchCell::Empty => [0; 4],
        SketchCell::Opaque => any,
        SketchCell::Ramp(ramp) => {
            let ramp = palette.ramps().get(usize::from(ramp));
            let middle = ramp.and_then(|ramp| ramp.indices.get(ramp.indices.len() / 2));
            middle.map_or(any, |&index| palette.rgba(index))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::png::encode_sprite;

    fn read(picture: Picture) -> Result<Sketch, FileError> {
        sketch_of_picture(Path::new("rough.png"), picture, &Palette::ocean())
    }

    /// A rectangle of one colour on a ground of another.
    fn block(side: usize, ground: [u8; 4], from: usize, to: usize, colour: [u8; 4]) -> Picture {
        let mut picture = Picture::empty(side, side);
        for (index, pixel) in picture.pixels.iter_mut().enumerate() {
            let is_in = |at: usize| (from..to).contains(&at);
            *pixel = if is_in(index % side) && is_in(index / side) { colour } else { ground };
        }
        picture
    }

    #[test]
    fn sketches_come_back_from_their_pictures() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rough.png");
        let palette = Palette::ocean();
        let mut fine = Sketch::BLANK;
        for index in 0..PIXELS {
            fine.set(
                index,
                match index % 12 {
                    0 => SketchCell::Empty,
                    1 => SketchCell::Free,
                    2 => SketchCell::Opaque,
                    ramp => SketchCell::Ramp(ramp as u8 - 3),
                },
            );
        }
        for sketch in [fine.clone(), fine.coarse()] {
            write_sketch(&path, &sketch, &palette).unwrap();
            let read = read_sketch(&path, &palette).unwrap();
            assert!(read.remarks.is_empty(), "{:?}", read.remarks);
            assert_eq!(read.sketch, sketch);
        }
    }

    #[test]
    fn sprites_and_rough_pictures_are_sketches() {
        let palette = Palette::ocean();
        let red = palette.rgba(46);
        // 16x16 cells, on white or on nothing, at any scale.
        for (ground, scale) in [([255; 4], 1), ([0; 4], 1), ([255; 4], 5)] {
            let picture = block(16 * scale, ground, 4 * scale, 10 * scale, red);
            let sketch = read(picture).unwrap();
            assert!(sketch.is_coarse());
            assert_eq!(sketch.figure().count(), 12 * 12, "{ground:?} x{scale}");
            assert_eq!(sketch.at(8 * SIDE + 8), SketchCell::Ramp(6));
            assert_eq!(sketch.at(0), SketchCell::Empty);
        }
        let mut sprite = Sprite::EMPTY;
        sprite.set(3, 3, 46);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sprite.png");
        std::fs::write(&path, encode_sprite(&sprite, &palette, None, 4)).unwrap();
        let sketch = read_sketch(&path, &palette).unwrap().sketch;
        assert_eq!((sketch.figure().count(), sketch.at(99)), (1, SketchCell::Ramp(6)));
    }

    #[test]
    fn the_figure_of_a_large_picture_fills_the_canvas() {
        let green = Palette::ocean().rgba(25);
        let sketch = read(block(331, [250, 250, 250, 255], 100, 180, green)).unwrap();
        assert!(sketch.is_coarse());
        assert_eq!(sketch.figure().count(), FIGURE_SIDE * FIGURE_SIDE);
        assert_eq!(sketch.at(16 * SIDE + 16), SketchCell::Ramp(3));
    }

    #[test]
    fn the_ground_of_a_photograph_may_be_uneven() {
        let mut photograph = block(200, [0; 4], 60, 140, [200, 60, 40, 255]);
        for (index, pixel) in photograph.pixels.iter_mut().enumerate() {
            if pixel[3] == 0 {
                let shade = 150 + (index % 200 / 10) as u8 + (index % 7) as u8;
                *pixel = [shade, shade, shade + 3, 255];
            }
        }
        let figure = read(photograph).unwrap().figure();
        assert_eq!(figure.count(), FIGURE_SIDE * FIGURE_SIDE);
    }

    #[test]
    fn a_picture_of_nothing_is_refused_in_one_line() {
        let mut stripes = Picture::empty(90, 90);
        for (index, pixel) in stripes.pixels.iter_mut().enumerate() {
            *pixel = [[250, 9, 9, 255], [9, 250, 9, 255], [9, 9, 250, 255]][index % 90 % 3];
        }
        for (picture, problem) in [
            (block(40, [9, 9, 9, 255], 0, 0, [0; 4]), "no figure"),
            (Picture::empty(16, 16), "no figure"),
            (stripes, "no ground"),
        ] {
            let error = read(picture).unwrap_err().to_string();
            assert!(error.contains("rough.png") && error.contains(problem), "{error}");
            assert!(!error.contains('\n'));
        }
    }
}
