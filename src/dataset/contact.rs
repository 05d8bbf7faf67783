//! The contact sheet of an import: every sprite as the model will see it, label by label, over
//! the colours of the palette; where sprites were simplified, each beside what it was.

use std::path::Path;

use anyhow::Result;

use super::{file::Dataset, report::groups};
use crate::{
    files::{Picture, write_atomically},
    sprite::{Palette, SIDE},
};

const COLUMNS: usize = 16;
/// Times a pixel is enlarged.
const SCALE: usize = 2;
/// Screen pixels between sprites.
const GAP: usize = 4;
/// Screen pixels between a sprite and what it was.
const PAIR_GAP: usize = 1;
/// Screen pixels between labels.
const BAND: usize = 12;
/// Screen pixels of a colour of the palette.
const SWATCH: usize = 14;
/// The most sprites on a sheet; those of a larger collection are shown in part.
const MOST: usize = 2048;

const FLOOR: [u8; 3] = [14, 15, 18];
/// The two greys that Aseprite shows under see-through pixels, dimmed.
const CHECKS: [[u8; 3]; 2] = [[52, 54, 60], [64, 66, 72]];

/// A picture that grows downwards.
struct Canvas {
    width: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    fn height(&self) -> usize {
        self.pixels.len() / 3 / self.width
    }

    fn grow(&mut self, rows: usize) {
        self.pixels.extend(FLOOR.repeat(rows * self.width));
    }

    fn put(&mut self, (x, y): (usize, usize), colour: [u8; 3]) {
        let at = (y * self.width + x) * 3;
        self.pixels[at..at + 3].copy_from_slice(&colour);
    }
}

/// Writes the sheet: a row of colours, ramp by ramp, then the sprites of each label in the order
/// of the report.
pub(super) fn write(path: &Path, dataset: &Dataset, originals: &[Picture]) -> Result<()> {
    let Dataset { palette, examples, .. } = dataset;
    let width = COLUMNS * (SIDE * SCALE + GAP) + GAP;
    let mut canvas = Canvas { width, pixels: Vec::new() };
    draw_palette(&mut canvas, palette);
    for (_, numbers) in groups(dataset) {
        let shown = (numbers.len() * MOST).div_ceil(examples.len().max(MOST));
        canvas.grow(BAND - GAP);
        let places = if originals.is_empty() { COLUMNS } else { COLUMNS / 2 };
        for row in numbers[..shown].chunks(places) {
            let top = canvas.height() + GAP;
            canvas.grow(GAP + SIDE * SCALE);
            for (place, &number) in row.iter().enumerate() {
                let left = GAP + place * (width - GAP) / places;
                let sprite = |x: usize, y: usize| {
                    palette.rgba(examples[number].sprite.at(x as i32, y as i32))
                };
                let Some(original) = originals.get(number) else {
                    draw(&mut canvas, (left, top), sprite);
                    continue;
                };
                draw(&mut canvas, (left, top), |x, y| original.pixels[y * original.width + x]);
                // A pair stands closer than its neighbours.
                draw(&mut canvas, (left + SIDE * SCALE + PAIR_GAP, top), sprite);
            }
        }
    }
    canvas.grow(BAND);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, canvas.width as u32, canvas.height() as u32);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&canvas.pixels)?;
    writer.finish()?;
    Ok(write_atomically(path, &bytes)?)
}

fn draw_palette(canvas: &mut Canvas, palette: &Palette) {
    let per_row = (canvas.width - GAP) / SWATCH;
    let ramps = palette.ramps().iter().map(|ramp| ramp.indices.as_slice());
    let (mut row, mut column) = (0, 0);
    let mut places = Vec::new();
    for ramp in ramps {
        // A ramp is kept together.
        if column > 0 && column + ramp.len() > per_row {
            (row, column) = (row + 1, 0);
        }
        for &index in ramp {
            places.push((index, row, column));
            column += 1;
        }
        column += 1;
    }
    canvas.grow(BAND + (row + 1) * (SWATCH + 2));
    for (index, row, column) in places.into_iter().filter(|place| place.2 < per_row) {
        let (left, top) = (GAP + column * SWATCH, BAND / 2 + row * (SWATCH + 2));
        for at in 0..SWATCH * SWATCH {
            let colour = palette.colours()[usize::from(index)].0;
            canvas.put((left + at % SWATCH, top + at / SWATCH), colour);
        }
    }
}

fn draw(canvas: &mut Canvas, (left, top): (usize, usize), rgba: impl Fn(usize, usize) -> [u8; 4]) {
    let side = SIDE * SCALE;
    for at in 0..side * side {
        let (x, y) = (at % side, at / side);
        let [r, g, b, alpha] = rgba(x / SCALE, y / SCALE);
        let check = CHECKS[(x / 16 + y / 16) % 2];
        canvas.put((left + x, top + y), if alpha == 0 { check } else { [r, g, b] });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dataset::Example,
        sprite::{Prompt, Sprite, World},
    };

    #[test]
    fn every_sprite_is_on_the_sheet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contact.png");
        let example = |index: u8| {
            let pixels = std::array::from_fn::<u8, 1024, _>(|at| (at as u8 % 7) * (index + 1) % 64);
            let sprite = Sprite::from_indices(&pixels).unwrap();
            Example { sprite, prompt: Prompt::default() }
        };
        let examples: Vec<Example> = (0..20).map(example).collect();
        let dataset = Dataset {
            name: "monsters".to_owned(),
            world: World::ocean(),
            palette: Palette::ocean(),
            examples: examples.clone(),
            origins: Vec::new(),
        };
        write(&path, &dataset, &[]).unwrap();
        let decoder =
            png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.width, 1092);
        let whites = |of: [u8; 3]| pixels.chunks_exact(3).filter(|pixel| **pixel == of).count();
        let opaque: usize = examples.iter().map(|e| e.sprite.opaque_count()).sum();
        let checks = whites(CHECKS[0]) + whites(CHECKS[1]);
        assert_eq!(checks, (20 * 1024 - opaque) * 4);
        // Beside each sprite what it was: here a square of a colour that the palette has not.
        let pink = [255, 1, 254];
        let square = Picture { width: SIDE, height: SIDE, pixels: vec![[255, 1, 254, 255]; 1024] };
        write(&path, &dataset, &vec![square; 20]).unwrap();
        let decoder =
            png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.width, 1092);
        let count = |of: [u8; 3]| pixels.chunks_exact(3).filter(|pixel| **pixel == of).count();
        assert_eq!(count(pink), 20 * 1024 * 4);
        assert_eq!(count(CHECKS[0]) + count(CHECKS[1]), checks);
    }
}
