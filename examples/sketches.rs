//! Measures how well sprites follow sketches, and draws some beside their sketches.
//!
//! `cargo run --release --no-default-features --example sketches -- 2 screenshots/sketches.png`
//!
//! Sketches are those of sprites that the built-in checkpoint draws, one of each cell of so many
//! grids, in 16x16 cells. Each is drawn with other noise, once without words and once in its own
//! zone and category.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;

use shoal::{
    generate::{Generator, SpriteRequest, grid_requests},
    sprite::{Labels, PIXELS, Palette, Sampling, Sketch, SketchCell, Sprite, TRANSPARENT},
};

/// Seed of the first grid of sketches, and of what is drawn from them.
const SEEDS: [u64; 2] = [7, 1007];
/// Sketches in the picture, and sketches in a row of it.
const SHOWN: usize = 18;
const IN_A_ROW: usize = 3;
/// Width of a pixel in the picture, and of the gap between sprites.
const SCALE: usize = 3;
const GAP: usize = 6;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let n_grids: u64 = arguments.next().map_or(Ok(2), |text| text.parse())?;
    let generator = Generator::embedded();
    let palette = generator.palette();
    let sources: Vec<SpriteRequest> = (0..n_grids)
        .flat_map(|grid| grid_requests(generator.world(), SEEDS[0] + grid, Sampling::default()))
        .collect();
    let sprites = generator.generate_batch(&sources);
    let sketches: Vec<Sketch> =
        sprites.iter().map(|sprite| Sketch::of_sprite(sprite, palette).coarse()).collect();
    println!("labels  overlap mean  least  ramp as asked  with another sketch");
    let mut columns = Vec::new();
    for is_labelled in [false, true] {
        let requests: Vec<SpriteRequest> = sources
            .iter()
            .zip(&sketches)
            .map(|(source, sketch)| {
                let labels = if is_labelled { source.brief.labels } else { Labels::default() };
                SpriteRequest::new(labels, SEEDS[1], source.variant, Sampling::default())
                    .with_sketch(sketch.clone())
            })
            .collect();
        let drawn = generator.generate_batch(&requests);
        let overlap = |shift: usize| {
            let others = sketches.iter().cycle().skip(shift);
            drawn.iter().zip(others).map(|(sprite, sketch)| sketch.overlap(sprite))
        };
        let mean = |shift: usize| overlap(shift).sum::<f32>() / drawn.len() as f32;
        println!(
            "{}  {:>12.3}  {:>5.3}  {:>11.1} %  {:>19.3}",
            if is_labelled { "own   " } else { "none  " },
            mean(0),
            overlap(0).fold(1.0, f32::min),
            100.0 * ramps_as_asked(&sketches, &drawn, palette),
            mean(1),
        );
        columns.push(drawn);
    }
    let Some(path) = arguments.next() else { return Ok(()) };
    let rough: Vec<Sprite> = sketches.iter().map(|sketch| shown(sketch, palette)).collect();
    columns.insert(0, rough);
    write_picture(&path, palette, &columns)
}

/// Of the cells that are occupied in sketch and sprite, the share that has the ramp of the sketch.
fn ramps_as_asked(sketches: &[Sketch], drawn: &[Sprite], palette: &Palette) -> f64 {
    let (mut n_alike, mut n_all) = (0_usize, 0_usize);
    for (sketch, sprite) in sketches.iter().zip(drawn) {
        let drawn = Sketch::of_sprite(sprite, palette).cells();
        for (asked, drawn) in sketch.cells().iter().zip(drawn) {
            if asked.is_occupied() && drawn.is_occupied() {
                n_all += 1;
                n_alike += usize::from(*asked == drawn);
            }
        }
    }
    n_alike as f64 / n_all.max(1) as f64
}

/// A sketch in the middle shades of its ramps.
fn shown(sketch: &Sketch, palette: &Palette) -> Sprite {
    let mut sprite = Sprite::EMPTY;
    for index in 0..PIXELS {
        if let SketchCell::Ramp(ramp) = sketch.at(index) {
            let indices = &palette.ramps()[usize::from(ramp)].indices;
            sprite.set((index % 32) as i32, (index / 32) as i32, indices[indices.len() / 2]);
        }
    }
    sprite
}

/// Each sketch, and beside it what was drawn without labels and with its own.
fn write_picture(
    path: &str,
    palette: &Palette,
    columns: &[Vec<Sprite>],
) -> Result<(), Box<dyn Error>> {
    let n_sketches = columns[0].len();
    let n_shown = SHOWN.min(n_sketches);
    let (step, group) = (32 * SCALE + GAP, columns.len() * (32 * SCALE + GAP) + GAP);
    let (width, height) = (IN_A_ROW * group + GAP, n_shown.div_ceil(IN_A_ROW) * step + GAP);
    let mut pixels = [38, 44, 54, 255].repeat(width * height);
    for place in 0..n_shown {
        let index = place * n_sketches / n_shown;
        for (column, sprites) in columns.iter().enumerate() {
            let left = GAP + place % IN_A_ROW * group + column * step;
            let top = GAP + place / IN_A_ROW * step;
            for at in 0..(32 * SCALE) * (32 * SCALE) {
                let (x, y) = (at % (32 * SCALE), at / (32 * SCALE));
                let colour = sprites[index].at((x / SCALE) as i32, (y / SCALE) as i32);
                if colour != TRANSPARENT {
                    let to = 4 * ((top + y) * width + left + x);
                    pixels[to..to + 3].copy_from_slice(&palette.colours()[usize::from(colour)].0);
                }
            }
        }
    }
    let file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let mut encoder = png::Encoder::new(file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(())
}
