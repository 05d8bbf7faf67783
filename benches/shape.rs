//! How fast coarse pictures are drawn: `cargo bench --bench shape`. Six proposals may take 100 ms
//! on two cores, and a default sprite with its shape first 1.15 times what it takes without.
//!
//! The network has the sizes that ship and random weights: they change nothing of the time.

use std::sync::LazyLock;

use divan::Bencher;
use shoal::{
    generate::{Generator, ShapeFirst, ShapeRequest, ShapeSettings, SpriteRequest, grid_requests},
    model::{Checkpoint, Shape, ShapeConfig},
    sprite::{Labels, Sampling, Sketch},
};

static GENERATOR: LazyLock<Generator> = LazyLock::new(|| {
    let checkpoint = Checkpoint::embedded();
    let config = ShapeConfig::full(&checkpoint.world, &checkpoint.palette);
    let tensors = config.tensors().into_iter().map(|(name, shape)| {
        let count: usize = shape.iter().product();
        let value = |at: usize| ((at * 7919 % 1009) as f32 / 1009.0 - 0.5) * 0.1;
        (name, (0..count).map(value).collect())
    });
    let shape = Shape { weights: tensors.collect(), config };
    Generator::new(&checkpoint.with_shape(Some(shape)).expect("it fits its checkpoint"))
});

fn main() {
    divan::main();
}

fn requests(count: u32) -> Vec<ShapeRequest> {
    let given = Sketch::BLANK;
    let new = |variant| ShapeRequest {
        labels: Labels::default(),
        given: given.clone(),
        seed: 1,
        variant,
    };
    (0..count).map(new).collect()
}

/// One shape on one thread, in so many passes of the network.
#[divan::bench(args = [8, 10, 12, 16])]
fn one_shape(bencher: Bencher<'_, '_>, steps: usize) {
    let settings = ShapeSettings { steps, ..ShapeSettings::default() };
    let requests = requests(1);
    bencher.bench_local(|| GENERATOR.draw_shapes(&requests, settings, 1));
}

/// What the sketch panel proposes, on two threads.
#[divan::bench]
fn six_proposals(bencher: Bencher<'_, '_>) {
    let requests = requests(6);
    bencher.bench_local(|| GENERATOR.draw_shapes(&requests, ShapeSettings::default(), 2));
}

/// Six default sprites, one after the other on one thread, without and with their shapes first.
#[divan::bench(args = [false, true], sample_count = 10)]
fn six_sprites(bencher: Bencher<'_, '_>, shape_first: bool) {
    let when = if shape_first { ShapeFirst::On } else { ShapeFirst::Off };
    let requests: Vec<SpriteRequest> = grid_requests(GENERATOR.world(), 7, Sampling::default())
        .into_iter()
        .step_by(6)
        .map(|request| request.with_shape_first(when))
        .collect();
    bencher.bench_local(|| {
        let drawn = requests.iter().map(|request| GENERATOR.generate(request));
        drawn.collect::<Vec<_>>()
    });
}
