//! How fast sprites are drawn: `cargo bench`. Compare rows of one run; machines differ.

use divan::Bencher;
use shoal::{
    generate::{Generator, SpriteRequest, grid_requests},
    model::Checkpoint,
    sprite::{Prompt, Sampling},
};

fn main() {
    divan::main();
}

/// From the bytes inside the program to a model that is ready to draw.
#[divan::bench(sample_count = 10)]
fn load() -> Generator {
    Generator::new(&Checkpoint::embedded())
}

/// Sprites of one cell on one thread.
#[divan::bench(args = [1, 4, 18], sample_count = 3, sample_size = 1)]
fn one_thread(bencher: Bencher<'_, '_>, n_sprites: u32) {
    let generator = Generator::embedded();
    let requests: Vec<SpriteRequest> = (0..n_sprites)
        .map(|variant| SpriteRequest::new(Prompt::cell(0, 0), 7, variant, Sampling::default()))
        .collect();
    bencher
        .counter(divan::counter::ItemsCount::new(n_sprites))
        .bench_local(|| generator.run(&requests, 1, &mut |_| std::ops::ControlFlow::Continue(())));
}

/// The whole grid on all cores.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn grid_on_all_cores(bencher: Bencher<'_, '_>) {
    let generator = Generator::embedded();
    let requests = grid_requests(generator.world(), 7, Sampling::default());
    bencher
        .counter(divan::counter::ItemsCount::new(requests.len()))
        .bench_local(|| generator.generate_batch(&requests));
}
