//! How fast sprites are drawn: `cargo bench`. Compare rows of one run; machines differ.
//!
//! `docs/BENCH.md` has what was measured, as ratios. Games' libraries are measured as they are built:
//! `cargo bench --no-default-features --bench generate`.

use std::ops::ControlFlow;

use divan::{Bencher, counter::ItemsCount};
use shoal::{
    generate::{Generator, Precision, SpriteRequest, grid_requests},
    model::Checkpoint,
    shade::Shader,
    sprite::{Light, Prompt, Sampling},
};

/// Without guidance, which draws every sprite twice, and without further attempts: what is timed
/// is one drawing.
const PLAIN: Sampling = Sampling { guidance: 1.0, attempts: 1, ..Sampling::USUAL };

/// With guidance, once.
const GUIDED: Sampling = Sampling { attempts: 1, ..Sampling::USUAL };

/// Sizes of batches, in both precisions.
const BATCHES: [(Precision, usize); 6] = [
    (Precision::F32, 4),
    (Precision::Int8, 4),
    (Precision::F32, 36),
    (Precision::Int8, 36),
    (Precision::F32, 256),
    (Precision::Int8, 256),
];

/// The model inside the program.
fn generator(precision: Precision) -> Generator {
    Generator::with_precision(&Checkpoint::embedded(), precision)
}

fn main() {
    divan::main();
}

/// Sprites of all cells in turn.
fn requests(n_sprites: usize) -> Vec<SpriteRequest> {
    let cells = grid_requests(Generator::embedded().world(), 7, PLAIN);
    let all = cells.into_iter().cycle().take(n_sprites).enumerate();
    all.map(|(variant, request)| SpriteRequest { variant: variant as u32, ..request }).collect()
}

/// From the bytes inside the program to a model that is ready to draw.
#[divan::bench(sample_count = 10)]
fn load() -> Generator {
    Generator::new(&Checkpoint::embedded())
}

/// From the bytes inside the program to the first row of the first sprite.
#[divan::bench(sample_count = 10)]
fn open_to_first_row() -> usize {
    let request = SpriteRequest::new(Prompt::cell(0, 0), 7, 0, PLAIN);
    let (_, previews) = Generator::embedded().run(&[request], 1, &mut |_| ControlFlow::Break(()));
    previews[0].drawn
}

/// One sprite alone on one thread.
#[divan::bench(args = Precision::ALL, sample_count = 10, sample_size = 1)]
fn alone(bencher: Bencher<'_, '_>, precision: Precision) {
    let generator = generator(precision);
    let request = SpriteRequest::new(Prompt::cell(0, 3), 7, 0, PLAIN);
    bencher.bench_local(|| generator.generate(&request));
}

/// The same with guidance, as is usual: drawn with and without its labels.
#[divan::bench(args = Precision::ALL, sample_count = 10, sample_size = 1)]
fn alone_guided(bencher: Bencher<'_, '_>, precision: Precision) {
    let generator = generator(precision);
    let request = SpriteRequest::new(Prompt::cell(0, 3), 7, 0, GUIDED);
    bencher.bench_local(|| generator.generate(&request));
}

/// Sprites together on one thread.
#[divan::bench(args = BATCHES, sample_count = 2, sample_size = 1)]
fn one_thread(bencher: Bencher<'_, '_>, (precision, n_sprites): (Precision, usize)) {
    let generator = generator(precision);
    let requests = requests(n_sprites);
    bencher
        .counter(ItemsCount::new(n_sprites))
        .bench_local(|| generator.run(&requests, 1, &mut |_| ControlFlow::Continue(())));
}

/// Sprites together on all cores.
#[divan::bench(args = BATCHES, sample_count = 2, sample_size = 1)]
fn all_cores(bencher: Bencher<'_, '_>, (precision, n_sprites): (Precision, usize)) {
    let generator = generator(precision);
    let requests = requests(n_sprites);
    bencher.counter(ItemsCount::new(n_sprites)).bench_local(|| generator.generate_batch(&requests));
}

/// One sprite under one light.
#[divan::bench(sample_count = 20)]
fn shade(bencher: Bencher<'_, '_>) {
    let generator = Generator::embedded();
    let request = SpriteRequest::new(Prompt::cell(0, 3), 7, 0, PLAIN);
    let sprite = generator.generate(&request);
    let mut shader = Shader::new(generator.palette());
    bencher.bench_local(|| shader.shade(&sprite, &Light::DEFAULT));
}
