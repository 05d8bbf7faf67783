//! Measures how unlike the six shapes are that a rough sketch is offered, and draws them:
//! `cargo run --release --no-default-features --features shape --example proposals -- OUT.png`.
//!
//! Each row has two sketches with their six shapes. The sketches are ten plain figures, each in
//! any colour and in a ramp, all around them free; the first row begins with none.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::{collections::BTreeSet, error::Error, path::Path, time::Instant};

use shoal::{
    files::png,
    generate::{Generator, ShapeRequest, ShapeSettings},
    sprite::{Labels, Sketch, SketchCell, Sprite},
};

/// Shapes at once, as in the Sketch panel.
const AT_ONCE: u32 = 6;
/// A figure: whether a cell is in it.
type Figure = fn(f32, f32) -> bool;
const FIGURES: [Figure; 10] = [
    |x, y| oval((x - 7.5, y - 7.5), (6.0, 3.0)),
    |x, y| oval((x - 7.5, y - 7.5), (4.5, 4.5)),
    |x, y| (y - 8.0).abs() < 1.2 && (1.5..14.0).contains(&x),
    |x, y| (x - 8.0).abs() < 1.2 && (1.5..14.0).contains(&y),
    |x, y| (3.5..8.0).contains(&y) && (x - 7.5).abs() < 5.0,
    |x, y| (9.5..14.0).contains(&y) && (x - 7.5).abs() < 5.5,
    |x, y| oval((x - 7.5, y - 5.0), (5.0, 3.5)) && y < 6.5,
    |x, y| (x - y).abs() < 1.6 && (2.5..13.0).contains(&x),
    |x, y| oval((x - 5.0, y - 6.0), (2.6, 2.6)) || oval((x - 10.0, y - 9.0), (2.6, 2.6)),
    |x, y| oval((x - 7.5, y - 7.5), (2.2, 2.2)),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("give OUT.png")?;
    let generator = Generator::embedded();
    let n_ramps = generator.palette().ramps().len() as u8;
    let ramp = |index: usize| SketchCell::Ramp((index as u8 * 3 + 1) % n_ramps);
    let mut sketches = vec![Sketch::BLANK];
    for (index, figure) in FIGURES.iter().enumerate() {
        sketches.extend([SketchCell::Opaque, ramp(index)].map(|cell| painted(*figure, cell)));
    }
    println!("sketch   IoU  main ramps  broken     ms");
    let mut pictures: Vec<Sprite> = Vec::new();
    let mut sums = (0.0, 0, 0.0);
    for (index, sketch) in sketches.iter().enumerate() {
        let begun = Instant::now();
        let shapes = generator.draw_shapes(&requests(sketch, index), ShapeSettings::default(), 2);
        let milliseconds = begun.elapsed().as_secs_f64() * 1000.0;
        let (overlap, n_mains) = (mean_overlap(&shapes), mains(&shapes).len());
        let broken: usize = shapes.iter().map(|shape| n_broken(sketch, shape)).sum();
        println!("{index:>6} {overlap:>5.3} {n_mains:>11} {broken:>7} {milliseconds:>6.0}");
        sums = (sums.0 + overlap, sums.1 + n_mains, sums.2 + milliseconds);
        pictures.extend([sketch].into_iter().chain(&shapes).map(|it| it.flat(generator.palette())));
    }
    let n = sketches.len() as f64;
    println!("  mean {:>5.3} {:>11.2} {:>14.0}", sums.0 / n, sums.1 as f64 / n, sums.2 / n);
    png::write_grid(Path::new(&out), &pictures, 14, generator.palette(), 2)?;
    Ok(())
}

fn oval((dx, dy): (f32, f32), (wide, tall): (f32, f32)) -> bool {
    (dx / wide).powi(2) + (dy / tall).powi(2) < 1.0
}

/// A figure of some cell; all around it is free.
fn painted(figure: Figure, cell: SketchCell) -> Sketch {
    let side = Sketch::COARSE_SIDE;
    let cells: [SketchCell; Sketch::COARSE_CELLS] = std::array::from_fn(|at| {
        if figure((at % side) as f32, (at / side) as f32) { cell } else { SketchCell::Free }
    });
    Sketch::of_cells(&cells)
}

fn requests(sketch: &Sketch, index: usize) -> Vec<ShapeRequest> {
    let (given, seed) = (sketch, 5 + index as u64);
    let request =
        |variant| ShapeRequest { labels: Labels::default(), given: given.clone(), seed, variant };
    (0..AT_ONCE).map(request).collect()
}

/// The mean over all pairs of the intersection of their figures over the union.
fn mean_overlap(shapes: &[Sketch]) -> f64 {
    let figure = |shape: &Sketch| shape.cells().map(SketchCell::is_occupied);
    let figures: Vec<_> = shapes.iter().map(figure).collect();
    let mut overlaps = Vec::new();
    for (index, one) in figures.iter().enumerate() {
        for other in &figures[..index] {
            let count = |is_in: fn(bool, bool) -> bool| {
                one.iter().zip(other).filter(|(a, b)| is_in(**a, **b)).count() as f64
            };
            overlaps.push(count(|a, b| a && b) / count(|a, b| a || b).max(1.0));
        }
    }
    overlaps.iter().sum::<f64>() / overlaps.len().max(1) as f64
}

/// The ramps that prevail in some shapes.
fn mains(shapes: &[Sketch]) -> BTreeSet<u8> {
    let main = |shape: &Sketch| {
        let cells = shape.cells();
        let count = |ramp: u8| cells.iter().filter(|cell| **cell == SketchCell::Ramp(ramp)).count();
        (0..64).max_by_key(|&ramp| count(ramp)).unwrap_or_default()
    };
    shapes.iter().map(main).collect()
}

/// Cells that are not as they were sketched.
fn n_broken(sketch: &Sketch, shape: &Sketch) -> usize {
    let pairs = sketch.cells().into_iter().zip(shape.cells());
    pairs
        .filter(|(given, drawn)| match given {
            SketchCell::Free => false,
            SketchCell::Opaque => !drawn.is_occupied(),
            given => given != drawn,
        })
        .count()
}
