//! How fast the grid's 36 sprites are lit: `cargo bench --bench shade`. A frame at 60 Hz has
//! 16.7 milliseconds.

use std::sync::LazyLock;

use divan::Bencher;
use shoal::{
    generate::{Generator, grid_requests},
    shade::{Shader, Volume},
    sprite::{Light, Palette, Sampling, Sprite},
};

/// One sprite of each cell, as the shipped model draws them.
static GRID: LazyLock<Vec<Sprite>> = LazyLock::new(|| {
    let generator = Generator::embedded();
    generator.generate_batch(&grid_requests(generator.world(), 7, Sampling::default()))
});

/// The light is elsewhere in each round, as while it is dragged.
fn light(round: usize) -> Light {
    Light { azimuth_degrees: round as f32 * 7.0, ..Light::DEFAULT }
}

fn main() {
    divan::main();
}

/// The whole grid, nothing known beforehand.
#[divan::bench]
fn shade_36(bencher: Bencher<'_, '_>) {
    let mut shader = Shader::new(&Palette::ocean());
    let mut round = 0;
    bencher.bench_local(|| {
        round += 1;
        GRID.iter().map(|sprite| shader.shade(sprite, &light(round))).collect::<Vec<Sprite>>()
    });
}

/// The whole grid while a light is dragged: volumes are known.
#[divan::bench]
fn relight_36(bencher: Bencher<'_, '_>) {
    let mut shader = Shader::new(&Palette::ocean());
    let volumes: Vec<Volume> = GRID.iter().map(|sprite| shader.survey(sprite)).collect();
    let mut round = 0;
    bencher.bench_local(|| {
        round += 1;
        volumes.iter().map(|volume| shader.relight(volume, &light(round))).collect::<Vec<Sprite>>()
    });
}
